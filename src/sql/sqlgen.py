#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns schema.sql, migrate/*.sql and the statement files into C.

Usage: sqlgen.py OUTDIR SOURCEDIR

A statement file holds named statements:

    -- office_get
    SELECT id, name FROM office WHERE home = :home AND id = :id

Parameters are written by name and become $1, $2 ... in the order of their first
appearance, which is how SQLite numbers them and what PostgreSQL expects. `:name?`
is 1 when the field is present (or null), 0 when it is absent. Notes may follow
the name: `scan: REASON` declares that the plan may read a whole table or index,
`scan @postgresql: REASON` that it may on that engine only,
`@sqlite` or `@postgresql` overrides the common text for one engine.

What several statements of a file share is written once, as `-- fragment NAME` and its text,
and stands in them as {NAME}.

A table of schema.sql is preceded by `-- class: journal|vault|content|local|derived`; for each
the generator writes dump_TABLE, which reads every row of one home in key order.

Statements that add to a table of PILES get a twin, NAME_PILED, which adds the same to its pile,
and the pile a fold_PILE, which adds it up into the table: src/store/db.h says what for.

A migration that changes derived tables says `-- rebuild` on a line of its own: after it they
are made anew from the journal.
"""
import pathlib
import re
import sys

TOKENS = {
    "sqlite": {"@INT@": "INTEGER", "@TEXT@": "TEXT", "@BLOB@": "BLOB",
               "@TABLE_END@": "STRICT, WITHOUT ROWID"},
    "postgresql": {"@INT@": "BIGINT", "@TEXT@": 'TEXT COLLATE "C"', "@BLOB@": "BYTEA",
                   "@TABLE_END@": ""},
}
HEAD = re.compile(r"^-- ([a-z][a-z0-9_]*)(?: @(sqlite|postgresql))?"
                  r"(?:\s+scan(?: @(sqlite|postgresql))?: (.+))?$")
FRAGMENT = re.compile(r"^-- fragment ([a-z][a-z0-9_]*)$")
PARAM = re.compile(r"(?<![:\w]):([a-z][a-z0-9_]*\??)")


def fail(text):
    sys.exit("sqlgen: " + text)


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def sections(path):
    """Yields (name, engine, scan, text); of a fragment, engine is "fragment". scan: the engine
    that may (None: either), and the reason (None: neither may)."""
    name = engine = scan = None
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fragment = FRAGMENT.match(line)
        head = fragment or HEAD.match(line)
        if head:
            if name:
                yield name, engine, scan, "\n".join(lines).strip()
            name, engine, *scan = (head.group(1), "fragment", None, None) if fragment \
                else head.groups()
            lines = []
        elif line.startswith("--"):
            continue
        elif name:
            lines.append(line)
        elif line.strip():
            fail(f"{path.name}: text before the first name: {line}")
    if name:
        yield name, engine, scan, "\n".join(lines).strip()


OPTIONAL = re.compile(r"\(:(\w+) IS NULL OR ")


def typed_first(text):
    """(:x IS NULL OR a = :x) as (a = :x OR :x IS NULL): PostgreSQL takes the type of a
    parameter from its first use."""
    while True:
        match = OPTIONAL.search(text)
        if not match:
            return text
        depth, end = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        rest = text[match.end():end - 1]
        text = f"{text[:match.start()]}({rest} OR :{match.group(1)} IS NULL){text[end:]}"


def statements(path):
    """Yields (name, engine, scan, text) of one statement file, fragments put in."""
    fragments = {}

    def put(match):
        if match.group(1) not in fragments:
            fail(f"{path.name}: no fragment {match.group(1)}")
        return fragments[match.group(1)]

    for name, engine, scan, text in sections(path):
        text = re.sub(r"\{([a-z][a-z0-9_]*)\}", put, text)
        if engine == "fragment":
            fragments[name] = text
        else:
            yield name, engine, scan, text


def number(text):
    """Replaces :name by $n; returns the text and the names in order."""
    names = []

    def place(match):
        if match.group(1) not in names:
            names.append(match.group(1))
        return f"${names.index(match.group(1)) + 1}"

    text = PARAM.sub(place, typed_first(text))
    return re.sub(r"\s+", " ", text).strip().rstrip(";"), names


TABLE = re.compile(r"-- class: (\w+)\s*\nCREATE TABLE (\w+) \((.*?)\n\) @TABLE_END@;", re.S)


def tables(schema):
    """(class, name, columns, key columns) of each table of schema.sql."""
    found = []
    for kind, name, body in TABLE.findall(schema):
        columns = []
        key = []
        for line in body.splitlines():
            line = re.sub(r"--.*", "", line).strip().rstrip(",")
            column = re.match(r"(\w+) @(INT|TEXT|BLOB)@", line)
            primary = re.match(r"PRIMARY KEY \(([^)]*)\)", line)
            if column:
                columns.append(column.group(1))
            elif primary:
                key = [c.strip() for c in primary.group(1).split(",")]
        if kind not in ("journal", "vault", "content", "local", "derived"):
            fail(f"{name}: unknown class {kind}")
        if not key:
            fail(f"{name}: no primary key")
        if columns[:len(key)] != key:
            fail(f"{name}: the columns of the key do not stand first, in its order")
        found.append((kind, name, columns, key))
    if len(found) != schema.count("CREATE TABLE"):
        fail("a table without class, or not in the house's form")
    return found


# Tables that were made to be divided and have no parts yet get them: as many as the setting of
# the transaction says or, in a migration, as the chains have.
PARTS = """ DO $parts$
DECLARE
  parts INT := coalesce(nullif(current_setting('guanjia.partitions', true), '')::INT,
    (SELECT count(*) FROM pg_catalog.pg_inherits WHERE inhparent = to_regclass('chain'))::INT);
  t NAME;
BEGIN
  FOR t IN SELECT c.relname FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'p' AND n.nspname = current_schema()
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid)
    ORDER BY c.relname LOOP
    FOR i IN 0 .. parts - 1 LOOP
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
        t || '_p' || i, t, parts, i);
    END LOOP;
  END LOOP;
END $parts$;"""


def ddl(text, engine):
    for token, value in TOKENS[engine].items():
        text = text.replace(token, value)
    text = re.sub(r"--[^\n]*", "", text)
    return re.sub(r"\)\s*;", ");", re.sub(r"\s+", " ", text)).strip()


def scripts(text, told):
    """For SQLite, for PostgreSQL, and for PostgreSQL with every table divided by its home."""
    divided = text.replace("@TABLE_END@", "PARTITION BY HASH (home)")
    return [ddl(text, "sqlite") + told, ddl(text, "postgresql"),
            ddl(divided, "postgresql") + PARTS]


REBUILD = re.compile(r"^-- rebuild$", re.M)
INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX (\w+)\s+ON (\w+) \(([^)]*)\)([^;]*);")


def shape(columns, rows, unique):
    """What sqlite_stat1 says of an index: rows, then rows alike in the first column, in the
    first two, and so on. A home has a twentieth of a table; each column tells fifty apart."""
    alike, left = [], rows
    for column in columns:
        left = rows // 20 if column == "home" and not alike else max(1, left // 50)
        alike.append(left)
    if unique:
        alike[-1] = 1
    return " ".join(str(n) for n in [rows] + alike)


def statistics(schema, all_tables):
    """Without statistics SQLite takes the primary key by its first column, the home, for
    better than an index that also has the second. It is told how tables look, once, so that
    plans are the same in every ledger and the test that reads them speaks for all."""
    rows = [(name, name, shape(key, 100000, True)) for _, name, _, key in all_tables]
    for index, table, columns, partial in INDEX.findall(schema):
        columns = [c.strip() for c in columns.split(",")]
        rows.append((table, index, shape(columns, 10000 if "WHERE" in partial else 100000,
                                         False)))
    values = ", ".join(f"('{t}', '{i}', '{text}')" for t, i, text in rows)
    return (" ANALYZE sqlite_schema; DELETE FROM sqlite_stat1; "
            f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES {values}; ANALYZE sqlite_schema;")


def collect(source):
    """name -> {'': (text, names), engine: ..., 'scan': {engine: reason}}, and name -> text."""
    found = {}
    raw = {}
    for path in sorted(source.glob("*.sql")):
        if path.name == "schema.sql":
            continue
        for name, engine, scan, text in statements(path):
            entry = found.setdefault(name, {})
            if (engine or "") in entry:
                fail(f"{path.name}: {name} stands twice")
            entry[engine or ""] = number(text)
            raw[name] = re.sub(r"\s+", " ", text)
            allowed, reason = scan
            if reason:
                engines = [allowed] if allowed else list(TOKENS)
                entry.setdefault("scan", {}).update(dict.fromkeys(engines, reason))
    return found, raw


def add_dumps(found, all_tables):
    for kind, name, columns, key in all_tables:
        if key[0] != "home":
            fail(f"{name}: the home is not first in the key")
        order = ", ".join(key)
        found["dump_" + name] = {"": number(
            f"SELECT {', '.join(columns)} FROM {name} WHERE home = :home ORDER BY {order}")}
        if kind == "derived":
            found["clear_" + name] = {"": number(f"DELETE FROM {name} WHERE home = :home")}
        if kind != "local":
            marks = ", ".join(":" + c for c in columns)
            found["copy_" + name] = {"": number(
                f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})")}


# What is added to a table again and again -> where it is piled up meanwhile. The pile has the
# table's columns, and the number of the event behind the home.
PILES = {"rate_cell": "rate_pile"}


def piled(name, text, table, pile):
    """The statement that adds to the pile what this one adds to the table."""
    into = f"INSERT INTO {table} (home, "
    if not text.startswith(into) or f" ON CONFLICT (home, " not in text:
        fail(f"{name}: not in the form of what adds to {table}")
    text = text.replace(into, f"INSERT INTO {pile} (home, seq, ")
    text, found = re.subn(r"SELECT ((?:\w+\.)?)home, ", r"SELECT \1home, CAST(:seq AS BIGINT), ",
                          text, count=1)
    if not found:
        fail(f"{name}: the home does not come first")
    text = text.replace(" ON CONFLICT (home, ", " ON CONFLICT (home, seq, ")
    return text.replace(f"{table}.", f"{pile}.")


def fold(table, pile, columns, key):
    sums = columns[len(key):]
    return (f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(key)}, "
            + ", ".join(f"CAST(sum({c}) AS BIGINT)" for c in sums)
            + f" FROM {pile} WHERE home = :home GROUP BY {', '.join(key)}"
            + f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET "
            + ", ".join(f"{c} = {table}.{c} + excluded.{c}" for c in sums))


def add_piles(found, raw, all_tables):
    shapes = {name: (columns, key) for _, name, columns, key in all_tables}
    twins = {}
    for table, pile in PILES.items():
        columns, key = shapes[table]
        if shapes[pile] != (["home", "seq"] + columns[1:], ["home", "seq"] + key[1:]):
            fail(f"{pile}: not the columns of {table}, with seq behind the home")
        for name, text in raw.items():
            if f"INTO {table} " in text:
                twins[name] = name + "_piled"
                found[twins[name]] = {"": number(piled(name, text, table, pile))}
        scan = dict.fromkeys(TOKENS, "what one transaction has piled up, and nothing else")
        found["fold_" + pile] = {"": number(fold(table, pile, columns, key)), "scan": scan}
        found["clear_" + pile] = {"": number(f"DELETE FROM {pile} WHERE home = :home")}
        homes = f"SELECT DISTINCT home FROM {pile} ORDER BY home"
        found["homes_" + pile] = {"": number(homes), "scan": scan}
    return twins


def write_header(out, names, all_tables):
    lines = ["/* Made by sqlgen.py from src/sql. */", "#ifndef GJ_SQL_STATEMENTS_H",
             "#define GJ_SQL_STATEMENTS_H", "", '#include "store/statement.h"', "", "enum {"]
    lines += [f"\tGJ_SQL_{n.upper()}," for n in names]
    lines += ["\tGJ_SQL_COUNT", "};", "", "enum {"]
    lines += [f"\tGJ_TABLE_{t[1].upper()}," for t in all_tables]
    lines += ["\tGJ_TABLE_COUNT", "};", "",
              "extern const gj_statement gj_sql_statements[GJ_SQL_COUNT];",
              "extern const gj_table gj_sql_tables[GJ_TABLE_COUNT];",
              f"enum {{ GJ_PILE_COUNT = {len(PILES)} }};",
              "extern const gj_pile gj_sql_piles[GJ_PILE_COUNT];",
              "/* Scripts by engine: the whole schema, and the numbered migrations. */",
              "extern const char *const gj_sql_schema[GJ_SCRIPTS];",
              "extern const gj_migration gj_sql_migrations[];",
              "/* The schema's version that this library writes. */",
              "int64_t gj_sql_version(void);", "", "#endif", ""]
    (out / "statements.h").write_text("\n".join(lines), encoding="utf-8")


READS = re.compile(r"\b(?:FROM|JOIN) (\w+)")
WRITES = re.compile(r"\bINSERT INTO (\w+)|^UPDATE (\w+)|\bDELETE FROM (\w+)")


def masks(texts, places):
    """The tables that any of these texts reads, and writes, as two words of bits each."""
    bits = []
    for pattern in (READS, WRITES):
        found = {t for text in texts for m in pattern.findall(text)
                 for t in ([m] if isinstance(m, str) else m) if t in places}
        both = sum(1 << places[t] for t in found)
        bits.append(f"{{ UINT64_C({both & (1 << 64) - 1:#x}), UINT64_C({both >> 64:#x}) }}")
    return ", ".join(bits)


def statement_row(name, entry, twin, places):
    common = entry.get("") or (None, None)
    texts = [entry.get(e, common) for e in ("sqlite", "postgresql")]
    names = next(t[1] for t in texts if t[1] is not None)
    for text, own in texts:
        if text is not None and own != names:
            fail(f"{name}: overrides take other parameters")
    row = ", ".join(quote(t[0]) if t[0] is not None else "NULL" for t in texts)
    params = ", ".join(quote(n) for n in names + [""])
    override = int("sqlite" in entry or "postgresql" in entry)
    reasons = entry.get("scan", {})
    scan = ", ".join(quote(reasons[e]) if e in reasons else "NULL" for e in TOKENS)
    twin = f"GJ_SQL_{twin.upper()}" if twin else -1
    tables_of = masks([t[0] for t in texts if t[0] is not None], places)
    return (f"static const char *const params_{name}[] = {{ {params.replace(quote(''), 'NULL')} }};",
            f"\t{{ \"{name}\", {{ {row} }}, params_{name}, {len(names)}, {{ {scan} }}, {override}, {twin}, {tables_of} }},")


def write_source(out, found, twins, names, all_tables, schema, migrations):
    places = {table[1]: i for i, table in enumerate(all_tables)}
    if len(places) > 128:
        fail("more tables than a statement has bits for")
    heads, rows = zip(*[statement_row(n, found[n], twins.get(n), places) for n in names])
    lines = ["/* Made by sqlgen.py from src/sql. */", '#include "statements.h"', ""]
    lines += heads
    lines += ["", "const gj_statement gj_sql_statements[GJ_SQL_COUNT] = {", *rows, "};", ""]
    for kind, name, columns, key in all_tables:
        both = ", ".join(quote(c) for c in columns) + ", NULL"
        lines.append(f"static const char *const columns_{name}[] = {{ {both} }};")
    lines += ["", "const gj_table gj_sql_tables[GJ_TABLE_COUNT] = {"]
    for kind, name, columns, key in all_tables:
        clear = f"GJ_SQL_CLEAR_{name.upper()}" if kind == "derived" else "-1"
        copy = f"GJ_SQL_COPY_{name.upper()}" if kind != "local" else "-1"
        lines.append(f"\t{{ \"{name}\", GJ_TABLE_CLASS_{kind.upper()}, columns_{name}, "
                     f"{len(columns)}, {len(key)}, GJ_SQL_DUMP_{name.upper()}, {clear}, {copy} }},")
    lines += ["};", "", "const gj_pile gj_sql_piles[GJ_PILE_COUNT] = {"]
    for pile in PILES.values():
        statements_of = ", ".join(f"GJ_SQL_{what}_{pile.upper()}"
                                  for what in ("HOMES", "FOLD", "CLEAR"))
        lines.append(f"\t{{ {statements_of} }},")
    lines += ["};", "", "const char *const gj_sql_schema[GJ_SCRIPTS] = {"]
    told = statistics(schema, all_tables)
    lines += ["\t" + quote(text) + "," for text in scripts(schema, told)]
    lines += ["};", "", "const gj_migration gj_sql_migrations[] = {"]
    for version, text in migrations:
        last = told if version == migrations[-1][0] else ""
        texts = ", ".join(quote(one) for one in scripts(text, last))
        lines.append(f"\t{{ {version}, {int(bool(REBUILD.search(text)))}, {{ {texts} }} }},")
    lines += ["\t{ 0, 0, { NULL, NULL, NULL } }", "};", "", "int64_t gj_sql_version(void)", "{",
              f"\treturn {migrations[-1][0]};", "}", ""]
    (out / "statements.c").write_text("\n".join(lines), encoding="utf-8")


def main():
    out, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    schema = (source / "schema.sql").read_text(encoding="utf-8")
    migrations = [(int(p.stem), p.read_text(encoding="utf-8"))
                  for p in sorted((source / "migrate").glob("*.sql"))]
    all_tables = tables(schema)
    found, raw = collect(source)
    add_dumps(found, all_tables)
    twins = add_piles(found, raw, all_tables)
    names = sorted(found)
    write_header(out, names, all_tables)
    write_source(out, found, twins, names, all_tables, schema, migrations)


if __name__ == "__main__":
    main()
