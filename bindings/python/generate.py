#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what of the package follows from gj_describe(): errors, codes and nouns.

    generate.py [--check] FOLDER DESCRIBE

DESCRIBE is a program that prints the JSON of gj_describe(). Into FOLDER go the modules
errors.py, codes.py and nouns.py and their stubs (.pyi). With --check nothing is written, the
stubs alone are compared, and the exit code says whether they are stale. With --stubs the
stubs alone are written: the modules are made anew with every build, the stubs are kept beside
the sources, so that a change of the interface is seen when it is reviewed.
"""
import argparse
import ast
import builtins
import difflib
import json
import keyword
import pathlib
import subprocess
import sys
import textwrap

LICENCE = "# SPDX-License-Identifier: Apache-2.0\n"
MADE = "# Made by bindings/python/generate.py from gj_describe(). Do not edit.\n"
BIGGEST = 2 ** 53
WIDTH = 96

# What every write answers, and what of it may be relied on: 0 stands for "no number".
WRITTEN = ["id", "revision", "home", "seq", "at"]
NUMBERS = {"id", "revision"}
WRITE_EXTRA = ["dry_run", "events"]

# The Python type of a kind; those of records, enumerations and codes are made by name.
SCALARS = {"flag": "bool", "integer": "int", "id": "int", "money": "int", "text": "str",
           "time": "dt.datetime", "date": "dt.date", "map": "dict[str, str]", "texts": "list[str]",
           "ids": "list[int]", "json": "Any", "any": "Any", "code": "str"}
ARGUMENTS = {"map": "Mapping[str, str]", "texts": "Sequence[str]", "ids": "Sequence[int]"}


def camel(*words):
    return "".join(part[:1].upper() + part[1:] for word in words
                   for part in word.replace("-", "_").replace(".", "_").split("_"))


def safe(name, *taken):
    """A name that Python accepts: `class` and `import` get a trailing underscore."""
    while keyword.iskeyword(name) or name in taken:
        name += "_"
    return name


def member(code):
    name = "".join(c if c.isalnum() else "_" for c in code).upper()
    return name if name.isidentifier() and name != "MRO" else "_" + name


def wrapped(text, indent, first=""):
    return textwrap.fill(" ".join(text.split()), WIDTH, initial_indent=indent + first,
                         subsequent_indent=indent + " " * len(first), break_long_words=False,
                         break_on_hyphens=False)


def literal(text):
    """The same text between double quotes."""
    return json.dumps(text, ensure_ascii=False)


def doc(text):
    return text.replace("\\", "\\\\").replace('"""', "'''")


# ---- what a field means ----

def bounds(field):
    """Limits in words."""
    low, high = field.get("min"), field.get("max")
    if high is None:
        return ""
    unit = {"text": " characters", "code": " characters", "array": " items", "texts": " items",
            "ids": " items", "map": " entries"}.get(field["kind"], "")
    if high >= BIGGEST:
        return f"from {low}" if low and low > -BIGGEST else ""
    if low == high:
        return f"{low}{unit}"
    return f"{low} to {high}{unit}" if low else f"up to {high}{unit}"


UNITS = {"money": "whole 分 (fen)", "time": "datetime with zone", "id": "number of a thing"}


def meaning(field, argument):
    """The documentation of one field: meaning, unit, limits, privacy."""
    marks = [UNITS.get(field["kind"], ""), bounds(field)]
    if field["kind"] == "code":
        marks.append(f"code of the list {field['list']}")
    if argument and field.get("nullable"):
        marks.append("None clears")
    if field.get("class"):
        marks.append(field["class"])
    marks = "; ".join(filter(None, marks))
    return field["doc"] + (f" [{marks}]" if marks else "")


def own_names():
    """What a ledger has beside its nouns: a noun of that name gets a trailing underscore."""
    source = pathlib.Path(__file__).resolve().parent / "guanjia" / "ledger.py"
    found = {"path"}
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == "Ledger":
            found |= {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
    return found


OWN = own_names()


class Names:
    """Names of the classes that records and enumerations become. They go by the operation in
    which they stand, so that a new operation renames nothing."""

    def __init__(self):
        self.taken = set()
        self.enums = {}  # (noun, names): class
        self.order = []  # enumerations in order

    def take(self, name):
        while name in self.taken or keyword.iskeyword(name) or hasattr(builtins, name):
            name += "_"
        self.taken.add(name)
        return name

    def enum(self, noun, op, field):
        key = (noun, tuple(field["names"]))
        if key not in self.enums:
            name = camel(noun, field["name"])
            self.enums[key] = self.take(name if name not in self.taken
                                        else camel(op, field["name"]))
            self.order.append((self.enums[key], field))
        return self.enums[key]


class Record:
    """A class to be: a dataclass of a result, or a TypedDict of an argument."""

    def __init__(self, name, fields, text, base=None):
        self.name, self.fields, self.text, self.base = name, fields, text, base


class Field:
    def __init__(self, name, source, kind, annotation, certain, read):
        self.name, self.source, self.kind = name, source, kind
        self.annotation, self.certain, self.read = annotation, certain, read


class Operation:
    def __init__(self, source):
        self.source = source
        self.name = source["name"]
        self.noun, self.verb = self.name.split(".", 1)
        self.write = source.get("write", False)
        fields = [f["name"] for f in source["result"]]
        self.pages = (fields == ["items", "next"]
                      and any(f["name"] == "after" for f in source["args"]))
        self.result = None  # Record
        self.args = []      # (python name, field, annotation)


class Package:
    def __init__(self, tables):
        self.tables = tables
        self.names = Names()
        self.records, self.dicts, self.operations = [], [], []
        self.lists = {each["name"] for each in tables["profile"]["lists"]}
        for name in ("Written", "Nouns", "Any", "Host", "Literal", "Mapping", "Noun", "Page",
                     "Pages", "Sequence", "StrEnum", "TypedDict", "Unset"):
            self.names.take(name)
        self.noun_texts = {n["name"]: n for n in tables["nouns"]}
        sources = [op for noun in tables["nouns"] for op in noun["operations"]]
        self.nouns = {}
        for source in sources:
            self.nouns.setdefault(source["name"].split(".")[0], [])
        self.classes = {noun: self.names.take(camel(noun, "noun")) for noun in self.nouns}
        for source in sources:
            self.operation(source)

    def operation(self, source):
        op = Operation(source)
        op.args = [(safe(f["name"], "self"), f, self.argument(op, f)) for f in source["args"]]
        if op.pages:
            item = source["result"][0]
            op.result = self.record(op, self.names.take(camel(op.name, "item")), item["fields"],
                                    f"One of what `{op.name}` lists.", item=True)
        else:
            op.result = self.answer(op)
        self.operations.append(op)
        self.nouns[op.noun].append(op)

    def answer(self, op):
        fields = op.source["result"]
        written = [f["name"] for f in fields[:5]] == WRITTEN
        base = "Written" if op.write and written else None
        if base and len(fields) == len(WRITTEN):
            return Record("Written", [], "")
        name = camel(op.noun) if op.verb == "get" else camel(op.name, "result")
        return self.record(op, self.names.take(name), fields, f"What `{op.name}` answers.", base)

    # ---- arguments ----

    def argument(self, op, field, path=""):
        kind = field["kind"]
        if kind == "enum":
            words = ", ".join(literal(n) for n in field["names"])
            return f"{self.names.enum(op.noun, op.name, field)} | Literal[{words}]"
        if kind == "code":
            return (f"codes.{camel(field['list'])} | str" if field["list"] in self.lists
                    else "str")
        if kind in ("object", "array") and "fields" in field:
            name = self.names.take(camel(op.name, path + field["name"], "args"))
            fields = [(f, self.argument(op, f, path + field["name"] + "_"))
                      for f in field["fields"]]
            self.dicts.append(Record(name, fields, field["doc"]))
            return name if kind == "object" else f"Sequence[{name}]"
        return ARGUMENTS.get(kind) or SCALARS.get(kind, "Any")

    # ---- results ----

    def record(self, op, name, fields, text, base=None, item=False):
        taken = ["extra", *(WRITE_EXTRA if base else [])]
        made = [self.field(op, name, f, taken, bool(base)) for f in fields]
        record = Record(name, made, text, base)
        self.records.append(record)
        return record

    def field(self, op, owner, field, taken, written):
        kind, name = field["kind"], field["name"]
        annotation, read, certain = self.value(op, owner, field)
        if kind in ("array", "texts", "ids", "map", "flag"):
            certain = True
        elif name in NUMBERS or (written and name in WRITTEN):
            certain = True
        else:
            certain = bool(field.get("required"))
        return Field(safe(name, *taken), field, kind, annotation, certain, read)

    def value(self, op, owner, field):
        """Annotation, and how it is read from JSON ("{}" is the value)."""
        kind = field["kind"]
        if kind == "enum":
            name = self.names.enum(op.noun, op.name, field)
            return name, f"_enum({name}, {{}})", False
        if kind in ("object", "array") and "fields" in field:
            word = field["name"]
            if kind == "array" and word.endswith("s"):
                word = word[:-1]
            name = self.names.take(owner.removesuffix("Result") + camel(word))
            self.record(op, name, field["fields"], field["doc"])
            if kind == "object":
                return name, f"_object(_read_{name}, {{}})", False
            return f"list[{name}]", f"[_read_{name}(i) for i in {{}}]", False
        if kind == "object":
            return "dict[str, Any]", "{}", False
        if kind == "array":
            return "list[Any]", "{}", False
        read = {"time": "_time({})", "date": "_date({})"}.get(kind, "{}")
        return SCALARS.get(kind, "Any"), read, False


def empty(field):
    """What stands for a value that is certain and absent."""
    if field.kind in ("array", "texts", "ids"):
        return "()" if field.kind == "array" and "for i in" in field.read else "[]"
    return {"map": "{}", "flag": "False"}.get(field.kind, "0")


def qualified(annotation, taken):
    """`list[int]` inside a class that has a member `list` is not what it seems."""
    for name in ("list", "int", "str", "bool", "dict"):
        if name in taken:
            annotation = annotation.replace(name, f"builtins.{name}")
    return annotation


# ---- errors ----

def error_class(name):
    return "".join(w.capitalize() for w in name.split("_")) + "Error"


def write_errors(tables, stub):
    out = [LICENCE + MADE, '"""Exceptions, one for each code of the library\'s registry."""',
           "from guanjia._error import GuanjiaError, RetryableError"]
    names = []
    for error in tables["errors"]:
        name = error_class(error["name"])
        base = "RetryableError" if error.get("retry") else "GuanjiaError"
        names.append((error["code"], name))
        out += ["", f"class {name}({base}):"]
        if stub:
            out[-1] += " ..."
        else:
            text = f"{error['meaning']} ({error['name']}, {error['code']}; since {error['since']})"
            out += [wrapped(doc(text), "    ", '"""') + '"""', ""]
    out += ["", "BY_CODE: dict[int, type[GuanjiaError]]" + ("" if stub else " = {")]
    if not stub:
        out += [f"    {code}: {name}," for code, name in names] + ["}"]
    exported = sorted(["BY_CODE", "GuanjiaError", "RetryableError", *(n for _, n in names)])
    return out + all_names(exported)


def all_names(names):
    return ["", "__all__ = ["] + [f"    {literal(n)}," for n in names] + ["]"]


# ---- codes ----

def code_lists(tables):
    profile, names = tables["profile"], Names()
    for each in profile["lists"]:
        yield names.take(camel(each["name"])), each["zh"], each["en"], each["items"]
    for key, name, zh, en in [("roles", "Role", "角色", "Roles"),
                              ("states", "DemandState", "诉求状态", "States of a demand"),
                              ("verbs", "Verb", "办理动作", "Verbs of a life cycle")]:
        yield names.take(name), zh, en, profile.get(key, [])


def write_codes(tables, stub):
    out = [LICENCE + MADE, '"""Codes of the built-in profile. A ledger may have another: its words',
           'come from ``ledger.profile.codes()``, and any text is taken where a code is."""',
           "from guanjia._enum import Code" + ("" if stub else ", label")]
    names = []
    for name, zh, en, items in code_lists(tables):
        names.append(name)
        out += ["", f"class {name}(Code):"]
        if not stub:
            out += [f'    """{doc(zh)}: {doc(en)}."""', ""]
        for item in items:
            out.append(f"    {member(item['code'])} = {literal(item['code'])}")
        if not items:
            out.append("    ...")
        out.append("")
        if not stub:
            out += ["", "label({", *[f"    {name}.{member(i['code'])}: "
                                     f"({literal(i['zh'])}, {literal(i['en'])})," for i in items],
                    "})", ""]
    return out + all_names(sorted(names))


# ---- nouns ----

def imports(text, stub):
    """The head of nouns.py: what its text uses."""
    from_abc = [n for n in ("Mapping", "Sequence") if n + "[" in text]
    from_typing = [n for n in ("Any", "Literal", "NotRequired", "Required", "TypedDict")
                   if n in text]
    typing = [n for n in from_typing if n not in ("NotRequired", "Required")]
    from_base = ["UNSET", "Host", "Noun", "Unset"]
    if not stub:
        from_base += ["_date", "_enum", "_object", "_time"]
    else:
        from_base = [n for n in from_base if n != "UNSET"]
    return [
        "from __future__ import annotations", "",
        *(["import builtins"] if "builtins." in text else []),
        *(["import datetime as dt"] if "dt.dat" in text else []),
        *([f"from collections.abc import {', '.join(from_abc)}"] if from_abc else []),
        "from dataclasses import dataclass",
        *([] if stub else ["from dataclasses import field as _field"]),
        *([f"from typing import {', '.join(typing)}"] if typing else []), "",
        "from guanjia import codes",
        f"from guanjia._base import {', '.join(sorted(from_base, key=str.lower))}",
        "from guanjia._enum import StrEnum",
        "from guanjia.pages import Pages", "",
    ]


def write_enum(name, field, stub):
    out = ["", f"class {name}(StrEnum):"]
    if not stub:
        out += [wrapped(doc(field["doc"]), "    ", '"""') + '"""', ""]
    return out + [f"    {member(n)} = {literal(n)}" for n in field["names"]] + [""]


def write_dict(record, stub):
    """Keys may be Python's keywords, so the functional form it is; nothing is lost."""
    out = ["", f"{record.name} = TypedDict("]
    required = {f["name"]: a for f, a in record.fields if f.get("required")}
    optional = {f["name"]: a for f, a in record.fields if not f.get("required")}
    nullable = {f["name"] for f, _ in record.fields if f.get("nullable")}

    def rows(fields, indent):
        return [f'{indent}{literal(n)}: {a}{" | None" if n in nullable else ""},'
                for n, a in fields.items()]
    if not required or not optional or any(keyword.iskeyword(n) for n in optional):
        every = {**required, **optional}
        return out + [f"    {literal(record.name)},", "    {",
                      *rows(every, "        "), "    },",
                      *(["    total=False,"] if optional else []), ")", ""]
    # typing.Required is not there before Python 3.11: the required part is a base.
    base = f"_{record.name}"
    return [
        "", f"{base} = TypedDict(", f"    {literal(base)},", "    {",
        *rows(required, "        "), "    },", ")", "", "",
        f"class {record.name}({base}, total=False):",
        *([] if stub else [wrapped(doc(record.text), "    ", '"""') + '"""', ""]),
        *[f"    {n}: {a}{' | None' if n in nullable else ''}" for n, a in optional.items()], ""]


DEFAULTS = {"array": "_field(default_factory=list)", "texts": "_field(default_factory=list)",
            "ids": "_field(default_factory=list)", "map": "_field(default_factory=dict)",
            "flag": "False"}


def write_record(record, stub):
    base = f"({record.base})" if record.base else ""
    fields = record.fields[len(WRITTEN):] if record.base else record.fields
    taken = {f.name for f in record.fields}
    out = ["", "@dataclass(kw_only=True)",
           f"class {record.name}{base}:"]
    if not stub:
        text = wrapped(doc(record.text), "    ", '"""')
        rows = [wrapped(doc(f"{f.name}: {meaning(f.source, False)}"), "        ", "")
                for f in fields]
        out += [text, "", "    Attributes:", *rows, '    """', ""] if rows else [text + '"""', ""]
    for f in fields:
        annotation = qualified(f.annotation, taken)
        if f.certain:
            value = DEFAULTS.get(f.kind)
            if value is None:
                value = "0" if annotation.endswith("int") else ""
        else:
            annotation += " | None"
            value = "None"
        out.append(f"    {f.name}: {annotation}" + (f" = {'...' if stub else value}" if value
                                                    else ""))
    if not record.base:
        out.append("    extra: " + qualified("dict[str, Any]", taken)
                   + (" = ..." if stub else " = _field(default_factory=dict)"))
    return out + [""]


WRITTEN_TEXT = {
    "id": "Number of what was written; 0 where there is none.",
    "revision": "Its revision after the change.",
    "home": "The chain that recorded it.",
    "seq": "The event's place in that chain.",
    "at": "When it was recorded.",
    "extra": "What the library told beside, by the names on the wire.",
    "dry_run": "Whether this was a dry run: nothing was kept.",
    "events": "Of a dry run: the events that would have been recorded.",
}


def write_written(stub):
    types = {"at": "dt.datetime", "extra": "dict[str, Any]", "dry_run": "bool",
             "events": "list[dict[str, Any]]"}
    values = {"extra": "_field(default_factory=dict)",
              "dry_run": "False", "events": "_field(default_factory=list)"}
    out = ["", "@dataclass(kw_only=True)", "class Written:"]
    if not stub:
        out += ['    """What every write answers.', "", "    Attributes:",
                *[f"        {n}: {t}" for n, t in WRITTEN_TEXT.items()], '    """', ""]
    return [*out, *(f"    {n}: {types.get(n, 'int')}" + (
        "" if n == "at" else f" = {'...' if stub else values.get(n, '0')}")
        for n in WRITTEN_TEXT), ""]


def reader(record):
    """The function that makes a result of decoded JSON: what it knows is taken out, the rest
    stays as `extra`."""
    out = ["", f"def _read_{record.name}(d: dict[str, Any]) -> {record.name}:",
           "    p = d.pop", f"    return {record.name}("]
    for f in record.fields:
        name, absent = literal(f.source["name"]), empty(f) if f.certain else "None"
        if f.certain and f.read != "{}" and f.kind not in ("array",):
            absent = "None"
        value = f'p({name}, {absent})'
        out.append(f"        {f.name}={f.read.format(value)},")
    if record.name == "Written":
        out += [f"        {n}=" + ("_time(p(\"at\", None))" if n == "at" else f'p("{n}", 0)') + ","
                for n in WRITTEN]
    return out + ["        extra=d,", "    )", ""]


def write_method(op, stub):
    required = [a for a in op.args if a[1].get("required")]
    optional = [a for a in op.args if not a[1].get("required")]
    answer = f"Pages[{op.result.name}]" if op.pages else op.result.name
    out = [""] if not stub else []
    name = safe(op.verb, "_host")
    if not op.args:
        out.append(f"    def {name}(self) -> {answer}:")
    else:
        out += [f"    def {name}(", "        self,", "        *,"]
        for arg, _, annotation in required:
            out.append(f"        {arg}: {annotation},")
        for arg, field, annotation in optional:
            if field.get("nullable"):
                default = "..." if stub else "UNSET"
                out.append(f"        {arg}: {annotation} | None | Unset = {default},")
            else:
                out.append(f"        {arg}: {annotation} | None = {'...' if stub else 'None'},")
        out.append(f"    ) -> {answer}:")
    if stub:
        out[-1] += " ..."
        return out
    return out + method_doc(op) + method_body(op, required, optional)


def method_doc(op):
    source = op.source
    out = [wrapped(doc(source["doc"]), "        ", '"""')]
    out += ["", wrapped(doc(source["doc_zh"]), "        ")]
    if op.args:
        out += ["", "        Args:"]
        out += [wrapped(doc(f"{arg}: {'' if f.get('required') else 'Optional. '}"
                            f"{meaning(f, True)}"), "            ")
                for arg, f, _ in op.args]
    out += ["", "        Returns:", wrapped(
        doc(f"A lazy iterator over {op.result.name}; `limit` is the size of a page."
            if op.pages else op.result.name), "            ")]
    if source["errors"]:
        out += ["", "        Raises:"]
        out += [f"            {error_class(e)}" for e in source["errors"]]
    right = f"Needs the right {source['right']}. " if source.get("right") else ""
    marks = [("alone", "Not inside a transaction, a batch or a dry run."),
             ("long", "Reports progress."), ("anyone", "Nobody has to act.")]
    notes = " ".join(t for m, t in marks if source.get(m))
    out += ["", wrapped(doc(f"{right}{notes} Version {source['version']}, since "
                            f"{source['since']}."), "        ")]
    return out + ['        """']


def method_body(op, required, optional):
    out = []
    if required:
        out.append("        a: dict[str, Any] = {")
        out += [f"            {literal(f['name'])}: {arg}," for arg, f, _ in required]
        out.append("        }")
    else:
        out.append("        a: dict[str, Any] = {}")
    for arg, field, _ in optional:
        test = "is not UNSET" if field.get("nullable") else "is not None"
        out += [f"        if {arg} {test}:", f"            a[{literal(field['name'])}] = {arg}"]
    name = f'b"{op.name}@{op.source["version"]}"'
    anyone = ", True" if op.source.get("anyone") else ""
    if op.pages:
        out.append(f"        return Pages(self._host, {name}, a, _read_{op.result.name})")
    elif op.write:
        out.append(f"        return self._host._write({name}, a, _read_{op.result.name})")
    else:
        out.append(f"        return _read_{op.result.name}(self._host._run({name}, a{anyone}))")
    return out


def write_nouns(package, stub):
    out, names = [], ["Written", "Nouns"]
    for name, field in package.names.order:
        out += write_enum(name, field, stub)
        names.append(name)
    for record in package.dicts:
        out += write_dict(record, stub)
        names.append(record.name)
    out += write_written(stub)
    for record in package.records:
        out += write_record(record, stub)
        names.append(record.name)
    if not stub:
        for record in [Record("Written", [], ""), *package.records]:
            out += reader(record)
    for noun, operations in package.nouns.items():
        text = package.noun_texts.get(noun, {"zh": "", "doc": ""})
        out += ["", f"class {package.classes[noun]}(Noun):"]
        names.append(package.classes[noun])
        if not stub:
            out.append(wrapped(doc(f"{text['zh']}: {text['doc']}"), "    ", '"""') + '"""')
        for op in operations:
            out += write_method(op, stub)
        out.append("")
    out += ["", "class Nouns(Host):"]
    if not stub:
        out.append('    """What a ledger offers, noun by noun."""')
    for noun in package.nouns:
        line = f"    def {safe(noun, *OWN)}(self) -> {package.classes[noun]}:"
        out += ["" if not stub else None, "    @property", line + (" ..." if stub else "")]
        if not stub:
            text = package.noun_texts.get(noun, {"zh": noun, "doc": ""})
            out += [wrapped(doc(f"{text['zh']}: {text['doc']}"), "        ", '"""') + '"""',
                    f"        return {package.classes[noun]}(self)"]
    out = [line for line in out if line is not None]
    body = "\n".join(out)
    head = [LICENCE + MADE, '"""Every operation of the library, noun by noun."""']
    return head + imports(body, stub) + out + all_names(sorted(names))


def tidy(lines, stub):
    """At most two empty lines, in a stub one; none at the end."""
    text, gap = "\n".join(lines), "\n\n" if stub else "\n\n\n"
    while gap + "\n" in text:
        text = text.replace(gap + "\n", gap)
    return text.rstrip() + "\n"


def files(tables):
    for suffix, stub in ((".py", False), (".pyi", True)):
        yield "errors" + suffix, tidy(write_errors(tables, stub), stub)
        yield "codes" + suffix, tidy(write_codes(tables, stub), stub)
        yield "nouns" + suffix, tidy(write_nouns(Package(tables), stub), stub)


def stale(folder, made):
    faults = 0
    for name, text in made.items():
        path = folder / name
        there = path.read_text(encoding="utf-8") if path.is_file() else ""
        if there != text:
            faults += 1
            sys.stdout.writelines(list(difflib.unified_diff(
                there.splitlines(True), text.splitlines(True), name, "as it would be"))[:60])
    if faults:
        print("stale: meson compile -C build/release python-stubs")
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--stubs", action="store_true")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("describe")
    given = parser.parse_args()
    told = subprocess.run([given.describe], check=True, stdout=subprocess.PIPE).stdout
    made = dict(files(json.loads(told)))
    if given.check or given.stubs:
        made = {name: text for name, text in made.items() if name.endswith(".pyi")}
    if given.check:
        return 1 if stale(given.folder, made) else 0
    for name, text in made.items():
        (given.folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
