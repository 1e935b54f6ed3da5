#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes include/REFERENCE.md, the reference manual, from what gj_describe() tells.

Usage: manual.py [--check] ROOT DESCRIBE

DESCRIBE is a program that prints the JSON of gj_describe(). What the description does
not hold comes from where it is defined: the rules of errors and the rights from their
.def files, the life cycle and what the roles may do from the built-in profile. With
--check nothing is written; the exit code says whether the manual is stale.
"""
import difflib
import json
import pathlib
import re
import subprocess
import sys

HEAD = """\
# Reference

<!-- Made by src/api/manual.py from gj_describe(); edit the tables in src, not this file. -->

Everything that the door of libguanjia {version} (ABI {abi}) offers: `gj_call(ledger,
"office.register", args, size, &reply)`, with a JSON object of arguments, answers a JSON
object. The program `guanjia` has the same operations as subcommands (`guanjia office
register --name …`) with the same words. What the kernel's functions do is said in
[guanjia.h](guanjia/guanjia.h), and what will not change in [README.md](README.md).

本手册由程序从 `gj_describe()` 生成，列出全部操作的参数、结果、权限与错误，以及事件、规则、办理流程和代码表。

## How to read it

| kind | on the wire |
|--|--|
| flag | `true` or `false` |
| integer | a whole number within ±2^53 |
| id | the number of a thing, from the reply that registered it; people see order numbers instead |
| money | a whole number of 分 (fen, hundredths of a yuan) |
| time | RFC 3339 with an offset: `"2026-03-01T09:00:00+08:00"` |
| date | `"2026-03-01"` |
| text *a*–*b* | text of *a* to *b* characters; of other kinds so many items, or such values |
| enum | one of the words given |
| code | a code of the list named, in the profile that the ledger has in force |
| object, array | as the rows below say: `contacts[].phone` is the `phone` of each of `contacts` |
| texts, ids | an array of texts, of ids |
| map | an object of texts: `{{"12345": "BJ-1"}}` |
| json | any JSON value |

An argument is optional unless it is marked *required*. Where *null clears* stands, `null` takes
the value away, and an absent argument leaves it as it is. The classes of privacy are *internal*,
*commercial*, *personal* and *sensitive*; without one, a field is open. Personal and sensitive
values lie in the vault and come out masked.

Marks of an operation: *write* – it changes the ledger; *list* – it answers `items` page by page,
and gj_each runs it to its end; *alone* – not inside a transaction, a batch or a dry run;
*anyone* – nobody has to act; *long* – it reports progress.

*Round trips* are how often the operation waits for a PostgreSQL server, at the most that the golden
corpus brought it to, on a handle that knows the offices it meets. After a change of offices, staff
or profile a handle reads these anew, once: four more, and one for each office that it asks about.
What needs more than four says why.
"""

GROUPS = {
    "write": (["key", "dry_run", "occurred_at"], "What every write takes"),
    "change": (["if_revision"], "What every change takes"),
    "list": (["limit", "after"], "What every list takes"),
    "answer": (["id", "revision", "home", "seq", "at"], "What every write answers"),
}
GENERAL = """\
Beside the errors that it names, an operation may answer `BAD_JSON`, `UNKNOWN_FIELD`, `MISSING`,
`BAD_VALUE` and `LIMIT` for its arguments; `NOT_FOUND` for what is not there, or not to be known;
`NO_ACTOR` and `DENIED` for who calls; `USE` for calls in the wrong order; `KEY_REUSED` if it is a
write; and what can befall any work with a file: `NOMEM`, `BUSY`, `RETRY`, `INTERRUPTED`, `SPACE`,
`READ_ONLY`, `IO`, `CORRUPT`, `HOST`."""

BIGGEST = 2 ** 53
FEW = 3  # fields of a record that are told again rather than referred to
ROW = re.compile(r'^[RG]\((\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*,?\s*)+)\)', re.M)
WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"')


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(heading, rows):
    """A table; nothing when there are no rows."""
    rows = list(rows)
    if not rows:
        return []
    return ["| " + " | ".join(heading) + " |", "|" + "--|" * len(heading)] + [
        "| " + " | ".join(cell(c) for c in row) + " |" for row in rows] + [""]


def anchor(heading):
    return "#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def link(heading, text=None):
    return f"[{text or heading}]({anchor(heading)})"


def definitions(path):
    """Rows of a .def file: (name, texts)."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    found = [(name, [re.sub(r"\\(.)", r"\1", w) for w in WORDS.findall(rest)])
             for name, rest in ROW.findall(text)]
    if len(found) != len(re.findall(r"^[RG]\(", text, re.M)):
        sys.exit(f"{path}: not all rows can be read")
    return found


def bounds(field):
    low, high = field.get("min"), field.get("max")
    if high is None:
        return ""
    if high >= BIGGEST:
        return f" from {low}" if low and low > -BIGGEST else ""
    if low == high:
        return f" {low}"
    return f" {low}–{high}" if low else f" up to {high}"


def kind(field):
    name = field["kind"]
    if name == "enum":
        return "enum: " + ", ".join(field["names"])
    if name == "code":
        return f"code of {link(field['list'])}"
    return name + bounds(field)


def marks(field):
    found = ["required" if field.get("required") else "",
             "null clears" if field.get("nullable") else "", field.get("class", "")]
    return ", ".join(filter(None, found))


class Manual:
    def __init__(self, root, tables):
        self.root, self.tables, self.lines = root, tables, []
        self.told = {}  # a record's fields: the operation that told them first
        self.profile = json.loads(
            (root / "src/profile/cn-default.json").read_text(encoding="utf-8"))
        self.round_trips = json.loads(
            (root / "tests/wire/trips.json").read_text(encoding="utf-8"))
        self.common = {name: self.group(fields, "result" if name == "answer" else "args")
                       for name, (fields, _) in GROUPS.items()}

    def put(self, *lines):
        self.lines += lines

    def operations(self):
        return [op for noun in self.tables["nouns"] for op in noun["operations"]]

    def group(self, names, side):
        """The first definition of these fields that an operation has all of."""
        for op in self.operations():
            found = [f for f in op[side] if f["name"] in names]
            if len(found) == len(names):
                return found
        return []

    def fold(self, fields, *groups):
        """Takes out the fields of groups that are all there; returns the rest and the groups."""
        folded = []
        for group in groups:
            common = self.common[group]
            if common and all(f in fields for f in common):
                fields = [f for f in fields if f not in common]
                folded.append(group)
        return fields, folded

    def shared(self):
        for group, (_, title) in GROUPS.items():
            rows = [(f"`{f['name']}`", kind(f), f["doc"]) for f in self.common[group]]
            if rows:
                self.put(f"### {title}", "", *table(("name", "kind", "what it is"), rows))
        self.put("A dry run answers `{\"dry_run\": true, \"result\": …, \"events\": […]}`.", "",
                 "### What every operation may answer", "", GENERAL, "")

    def contents(self):
        rows = [(link(f"{n['name']} {n['zh']}"),
                 " · ".join(f"[{op['name'].split('.')[1]}]({anchor(op['name'])})"
                            for op in n["operations"])) for n in self.tables["nouns"]]
        self.put("## Operations", "", *table(("noun", "operations"), rows))

    def arguments(self, op):
        fields, folded = self.fold(op["args"], "write", "change", "list")
        rows = list(self.open_up(op, fields))
        also = ", and ".join(self.said(group) for group in folded)
        if rows:
            self.put(*table(("argument", "kind", "", "what it is"), rows))
        if also or not rows:
            self.put(("Also " if rows else "Takes ") + (also or "nothing") + ".", "")

    @staticmethod
    def said(group):
        title = GROUPS[group][1]
        return link(title, title[0].lower() + title[1:])

    def tell(self, op, fields):
        """The first operation that told this record; events tell only themselves."""
        key = json.dumps(fields)
        return self.told.setdefault(key, op["name"]) if "args" in op else self.told.get(
            key, op["name"])

    def open_up(self, op, fields, before=""):
        """Rows of fields, records opened up unless an earlier operation has told them."""
        for field in fields:
            place, inside = before + field["name"], field.get("fields", [])
            array = field["kind"] == "array"
            told = self.tell(op, inside)
            known = len(inside) > FEW and told != op["name"]
            doc = field["doc"] + (f" {'Each a' if array else 'A'}s {link(told)} tells."
                                  if known else "")
            yield f"`{place}`", kind(field), marks(field), doc
            if not known:
                yield from self.open_up(op, inside, place + ("[]." if array else "."))

    def result(self, op):
        fields, folded = self.fold(op["result"], "answer")
        told = self.tell(op, op["result"])
        if told != op["name"] and len(fields) > FEW:
            self.put(f"Answers as {link(told)} tells.", "")
        elif fields:
            self.put(*table(("answer", "kind", "", "what it is"), self.open_up(op, fields)))
        if folded:
            self.put(f"{'Also' if fields else 'Answers'} {self.said('answer')}.", "")

    def operation(self, op):
        self.put(f"### {op['name']}", "", f"{op['doc']} {op['doc_zh']}", "")
        said = [m for m in ("write", "list", "alone", "anyone", "long") if op.get(m)]
        said += [f"right `{op['right']}`"] if "right" in op else []
        said += [f"version {op['version']}", f"since {op['since']}"]
        said += self.trips(op["name"])
        self.put("*" + " · ".join(said) + "*", "")
        self.arguments(op)
        self.result(op)
        if op["errors"]:
            self.put("Errors: " + ", ".join(f"`{e}`" for e in op["errors"]) + ".", "")

    def trips(self, name):
        """As measured by tests/wire/trips.c."""
        if name not in self.round_trips:
            return []
        usual, other, *why = self.round_trips[name]
        figure = str(usual or other) if not (usual and other > usual) else f"{usual} to {other}"
        if figure == "1":
            return ["1 round trip"]
        return [f"{figure} round trips" + (f" ({why[0]})" if why else "")]

    def event(self, event):
        self.put(f"**`{event['name']}`** version {event['version']}. {event['doc']}", "")
        told = self.told.setdefault("event " + json.dumps(event["body"]), event["name"])
        if told != event["name"] and len(event["body"]) > FEW:
            self.put(f"Fields as of `{told}`.", "")
        else:
            self.put(*table(("field", "kind", "", "what it is"),
                            self.open_up(event, event["body"])))

    def noun(self, noun):
        self.put(f"## {noun['name']} {noun['zh']}", "", noun["doc"], "")
        for op in noun["operations"]:
            self.operation(op)
        if noun["events"]:
            self.put(f"### Events of {noun['name']}", "")
        for event in noun["events"]:
            self.event(event)

    def errors(self):
        self.put("## Errors", "",
                 'A failed call answers `{"error": {"code", "name", "message", "retry"}}` '
                 "and, where there is one, `at` (a JSON pointer into the arguments), `rule` and "
                 "`detail`. Where *again* stands, repeating the same call may succeed.", "")
        self.put(*table(("name", "code", "", "meaning"),
                        [(f"`{e['name']}`", str(e["code"]), "again" if e.get("retry") else "",
                          f"{e['meaning']} Since {e['since']}.") for e in self.tables["errors"]]))
        self.put("### Rules", "",
                 "The `rule` of an error says what exactly was broken. Programs may branch on its "
                 "name; the sentences may be improved. `{…}` stands for a member of `detail`.", "")
        self.put(*table(("rule", "English", "中文"),
                        [(f"`{name}`", *words) for name, words in
                         definitions(self.root / "src/util/rule.def")]))

    def rights(self):
        self.put("## Rights and roles", "",
                 "A role is held in an office, and its rights reach from there down the tree of "
                 "offices. Which role holds which right is the profile's; these are the roles of "
                 "the built-in one.", "")
        holders = {}
        for role in self.profile["roles"]:
            for right in role["rights"]:
                holders.setdefault(right, []).append(role["code"])
        self.put(*table(("right", "what it permits", "held by"),
                        [(f"`{words[0]}`", words[1], ", ".join(holders.get(words[0], [])))
                         for _, words in definitions(self.root / "src/profile/rights.def")]))
        self.put(*table(("role", "English", "中文"),
                        [(f"`{r['code']}`", r["en"], r["zh"]) for r in self.profile["roles"]]))

    def moves(self, state, verbs):
        for verb, given in verbs.items():
            for move in given if isinstance(given, list) else [given]:
                to = move.get("target", state)
                yield (f"`{state}`" if state else "any", verb, self.names(move.get("guard", "")),
                       f"`{to}`" if to else "the same", self.names(move.get("roles", "")),
                       self.names(move.get("of", "")), self.names(move.get("fields", "")))

    def chart(self, name, chart):
        meta, shared = chart["meta"], chart.get("on", {})
        self.put(f"## Life cycle: {name}", "",
                 f"{meta['en']} {meta['zh']}, by the built-in profile. A case keeps the chart that "
                 "it began under. *Of* says what the acting office must be to the case: its home, "
                 "the unit in charge, above the home, or the demander itself.", "")
        self.put(*table(("state", "English", "中文", "class"),
                        [(f"`{s}`", v["meta"]["en"], v["meta"]["zh"], v["class"])
                         for s, v in chart["states"].items()]))
        rows = [("", *row[1:3], f"`{chart['initial']}`", *row[4:])
                for row in self.moves(None, chart["open"])]
        rows += self.moves(None, shared)
        refused = {}
        for state, about in chart["states"].items():
            own = about.get("on", {})
            for verb in (v for v in own if own[v] is None):
                refused.setdefault(verb, []).append(f"`{state}`")
            rows += self.moves(state, {v: moves for v, moves in own.items() if moves})
        self.put(*table(("from", "verb", "if", "to", "roles", "of", "must be given"), rows))
        if refused:
            self.put(" ".join(f"No *{verb}* from {', '.join(states)}."
                              for verb, states in refused.items()), "")
        self.put("What stands under *if*:", "")
        self.put(*table(("guard", "when it holds"),
                        [(f"`{guard}`", words[0]) for guard, words in
                         definitions(self.root / "src/profile/guards.def")]))

    @staticmethod
    def names(value):
        return value if isinstance(value, str) else ", ".join(value)

    def lists(self):
        self.put("## Code lists", "",
                 f"Of the built-in profile `{self.tables['profile']['id']}`. A ledger may have "
                 "another.", "")
        for found in self.tables["profile"]["lists"]:
            self.put(f"### {found['name']}", "", f"{found['en']} {found['zh']}", "")
            source = self.profile["codes"].get(found["name"], {}).get("source")
            if source:
                self.put(f"Source: {source}", "")
            self.put(*table(("code", "English", "中文"),
                            [(f"`{c['code']}`", c["en"], c["zh"]) for c in found["items"]]))

    def text(self):
        self.put(HEAD.format(**self.tables))
        self.shared()
        self.contents()
        for noun in self.tables["nouns"]:
            self.noun(noun)
        self.errors()
        self.rights()
        for name, chart in self.profile["charts"].items():
            self.chart(name, chart)
        self.lists()
        return "\n".join(self.lines).rstrip("\n") + "\n"


def main():
    check = sys.argv[1] == "--check"
    root, program = (pathlib.Path(p).resolve() for p in sys.argv[1 + check:])
    told = subprocess.run([program], check=True, capture_output=True)
    fresh = Manual(root, json.loads(told.stdout)).text()
    path = root / "include" / "REFERENCE.md"
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not check:
        path.write_text(fresh, encoding="utf-8")
    elif fresh != kept:
        print("\n".join(list(difflib.unified_diff(kept.splitlines(), fresh.splitlines(),
                                                  "include/REFERENCE.md", "gj_describe()",
                                                  lineterm="", n=1))[:40]))
        sys.exit("include/REFERENCE.md is stale: meson compile -C BUILD manual")


if __name__ == "__main__":
    main()
