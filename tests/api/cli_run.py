# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command-line program share: running it, reading its tables, a ledger to
work on. What it must say is taken from `guanjia describe`; widths of characters from Python's
unicodedata.

Each of them is called with the programs: GUANJIA DEMO HELLO
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest

PROGRAM, DEMO, HELLO = ([name] for name in sys.argv[1:4])
DAY = "2026-03-02T09:00:00+08:00"
CLEAN = {k: v for k, v in os.environ.items()
         if not k.startswith(("GUANJIA_", "LC_", "LANG")) and k != "COLUMNS"}


def run(*words, stdin=None, program=PROGRAM, **more):
    env = {**CLEAN, **{k: str(v) for k, v in more.items()}}
    return subprocess.run([*program, *map(str, words)], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", env=env, check=False,
                          timeout=120)


TABLES = json.loads(run("describe").stdout)
OPERATIONS = [op for noun in TABLES["nouns"] for op in noun["operations"]]
LISTS = {row["name"]: row["items"] for row in TABLES["profile"]["lists"]}


def columns(text):
    """How wide a terminal shows it: an implementation of its own."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def slice_columns(line, start, end):
    at, out = 0, ""
    for c in line:
        width = columns(c)
        if start <= at and at + width <= end:
            out += c
        elif at < end and at + width > start and width:
            raise AssertionError(f"a character lies across column {start} or {end}: {line!r}")
        at += width
    return out


def read_table(text):
    """Rows of cells, by the rule below the headings."""
    lines = text.splitlines()
    spans = [m.span() for m in re.finditer("-+", lines[1])]
    assert re.fullmatch("-[- ]*-|-", lines[1]), lines[1]
    rows = []
    for line in [lines[0], *lines[2:]]:
        for (_, end), (start, _) in zip(spans, spans[1:]):
            assert not slice_columns(line, end, start).strip(), line
        assert columns(line) <= spans[-1][1], line
        rows.append([slice_columns(line, a, b).strip() for a, b in spans])
    return rows


def words_of(op):
    return op["name"].replace("_", "-").split(".", 1)


class Ledger(unittest.TestCase):
    """A ledger with a city, a district and a street, and a clerk."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "ledger.db"
        self.ok("create", "--at", DAY)
        self.city = self.add("office", kind="city", name="北京市")
        self.district = self.add("office", kind="district", name="海淀区（演示）", parent=self.city)
        self.street = self.add("office", kind="street", name="曙光街道", parent=self.district)

    def cli(self, *words, **more):
        more.setdefault("GUANJIA_AS", "system")
        more.setdefault("GUANJIA_LEDGER", self.path)
        return run(*words, **more)

    def ok(self, *words, **more):
        ran = self.cli(*words, **more)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""), words)
        return ran.stdout

    def refused(self, code, *words, **more):
        ran = self.cli(*words, **more)
        self.assertEqual(ran.returncode, code, ran.stderr)
        return ran.stderr

    def add(self, noun, **values):
        flags = [word for name, value in values.items() for word in ("--" + name, str(value))]
        return json.loads(self.ok("--json", noun, "register", *flags))["id"]

    def clerk(self):
        return self.add("staff", **{"account": "clerk", "name": "甲（虚构）", "office": self.street,
                                    "roles.0.office": self.street, "roles.0.role": "clerk"})


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    ran = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    for test, reason in ran.skipped:
        print(f"SKIP {test}: {reason}")
    bad = len(ran.failures), len(ran.errors)
    done = max(0, ran.testsRun - sum(bad))
    print(f"{100 * done // max(1, ran.testsRun)}%: Checks: {ran.testsRun}, Failures: {bad[0]}, "
          f"Errors: {bad[1]}")
    return 0 if ran.wasSuccessful() else 1
