#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The SQL of src/sql keeps to what SQLite and PostgreSQL do alike: forms that differ are
refused, and overrides for one engine are counted against a budget.

    lint.py ROOT
"""
import importlib.util
import pathlib
import re
import sys

BUDGET = 0.05  # share of statements that may have an override

# What differs, and what to write instead.
BANNED = [
    (r"\bINSERT\s+OR\b|\bREPLACE\s+INTO\b", "write ON CONFLICT"),
    (r"\b(?:last_insert_)?rowid\b", "ids come from the chain's head"),
    (r"\bAUTOINCREMENT\b|\bSERIAL\b|\bIDENTITY\b", "ids come from the chain's head"),
    (r"\bGLOB\b|\bILIKE\b|\bREGEXP\b|\bSIMILAR\s+TO\b", "match a folded column"),
    (r"\bLIKE\b(?!.*\bESCAPE\b)", "match a folded column, with ESCAPE"),
    (r"::|->", "no casts and no JSON of one engine"),
    (r"\bjsonb?_\w+\s*\(", "no JSON in SQL: make the field a column"),
    (r"\b(?:now|strftime|datetime|julianday|unixepoch|date_trunc|clock_timestamp)\s*\(|"
     r"\bCURRENT_(?:TIMESTAMP|TIME|DATE)\b", "the clock is a parameter"),
    (r"\brandom(?:blob)?\s*\(", "chance is a parameter"),
    (r"\bSELECT\s+(?:\w+\.)?\*", "name the columns"),
    (r"\bSELECT\s+(?:NOT\s+)?EXISTS\b", "CASE WHEN ... THEN 1 ELSE 0 END"),
    (r"\b(?:max|min)\s*\([^()]*,", "CASE: with two arguments it is SQLite's own"),
    (r"\b(?:ifnull|iif|instr|group_concat|string_agg|printf|format|typeof|total|greatest|"
     r"least)\s*\(|\b(?:ISNULL|NOTNULL)\b", "of one engine only"),
    (r"\b[xX]''", "a blob literal is a bit string elsewhere"),
    (r'"', "no quoted identifiers"),
    (r"==", "="),
    (r"\$\d", "write parameters by name"),
    (r"\bCOLLATE\b", "text is compared by bytes"),
    (r"\bPRAGMA\b|\bATTACH\b|\bVACUUM\b", "for the driver"),
    (r"\bBEGIN\b|\bCOMMIT\b|\bROLLBACK\b|\bSAVEPOINT\b", "one function owns transactions"),
]
BANNED_COMMON = [
    (r"\bFOR\s+(?:NO\s+KEY\s+)?(?:UPDATE|SHARE)\b", "an override for PostgreSQL"),
    (r"\bMATCH\b|@@", "an override"),
]
BANNED_DDL = [
    (r"\b(?:INTEGER|BIGINT|INT|SMALLINT|TEXT|VARCHAR|BLOB|BYTEA|REAL|DOUBLE|NUMERIC|BOOLEAN)\b",
     "one of @INT@ @TEXT@ @BLOB@"),
    (r"\bSTRICT\b|\bWITHOUT\s+ROWID\b", "@TABLE_END@"),
    (r"\bTRIGGER\b|\bVIEW\b", "neither triggers nor views"),
]


def bare(text):
    """Without comments, and with string literals emptied."""
    text = re.sub(r"--[^\n]*", "", text)
    return re.sub(r"'(?:[^']|'')*'", "''", text)


def judge(text, rules):
    flat = re.sub(r"@(?:INT|TEXT|BLOB|TABLE_END)@", "@", re.sub(r"\s+", " ", bare(text)))
    for form, instead in rules:
        for found in re.finditer(form, flat, re.I):
            yield f"{found.group().strip()!r}: {instead}"


def judge_statement(text, engine):
    yield from judge(text, BANNED + ([] if engine else BANNED_COMMON))
    flat = bare(text)
    if ";" in flat.strip().rstrip(";"):
        yield "two statements under one name"
    if re.search(r"\?(?!\w)", re.sub(r":[a-z][a-z0-9_]*\?", "", flat)):
        yield "'?': write parameters by name"
    if re.search(r"(?<!:)\bLIMIT\b", flat, re.I) and not re.search(r"\bORDER\s+BY\b", flat, re.I):
        yield "LIMIT without ORDER BY: any rows will do?"


def load(path):
    spec = importlib.util.spec_from_file_location("sqlgen", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    root = pathlib.Path(sys.argv[1])
    source = root / "src" / "sql"
    sys.dont_write_bytecode = True
    sqlgen = load(source / "sqlgen.py")
    listed = (source / "meson.build").read_text(encoding="utf-8")
    faults = []
    names, overridden = set(), set()
    for path in sorted(source.rglob("*.sql")):
        name = path.relative_to(source)
        if f"'{name}'" not in listed:
            faults.append(f"{name}: not in the list of src/sql/meson.build")
        if name.parts[0] == "migrate" or path.name == "schema.sql":
            text = path.read_text(encoding="utf-8")
            faults += [f"{name}: {fault}" for fault in judge(text, BANNED + BANNED_DDL)]
            continue
        for statement, engine, _, text in sqlgen.statements(path):
            names.add(statement)
            if engine:
                overridden.add(statement)
            faults += [f"{name}: {statement}: {fault}"
                       for fault in judge_statement(text, engine)]
    if not names:
        faults.append("no statements")
    if len(overridden) > BUDGET * len(names):
        faults.append(f"{len(overridden)} of {len(names)} statements have overrides: "
                      f"{', '.join(sorted(overridden))}")
    print("\n".join(faults) or f"{len(names)} statements, {len(overridden)} overridden")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
