#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up what the test logs of Meson say, and closes with one line:

    N passed, M failed, K skipped

    summary.py [--failed STEP]... [--skipped STEP]... [TESTLOG]...

A program of Check counts as many tests as it says it checked; any other counts one.
A line "SKIP name: reason" of a Check program takes one of its tests from the passed to
the skipped; exit status 77 is one skipped. A log whose name ends in .xml is one of JUnit's
form, as pytest writes it. A log that is not there, and a Check program
that checked nothing, is a failure; so is the whole when no test ran.
"""
import argparse
import json
import pathlib
import re
import sys
import xml.etree.ElementTree

CHECK = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$", re.M)
SKIP = re.compile(r"^SKIP (.*)$", re.M)


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.notes = []

    def fail(self, number, note):
        self.failed += number
        self.notes.append("FAIL " + note)

    def skip(self, number, note):
        self.skipped += number
        self.notes.append("SKIP " + note)


def one(count, test):
    name, result = test["name"], test["result"]
    out = test.get("stdout") or ""
    checked = CHECK.findall(out)
    total = sum(int(c[0]) for c in checked)
    broken = sum(int(c[1]) + int(c[2]) for c in checked)
    skips = SKIP.findall(out)
    if result == "SKIP":
        count.skip(1, f"{name}: {'; '.join(skips) or 'says so'}")
    elif checked and not total:
        count.fail(1, f"{name}: checked nothing")
    elif result == "OK" and not broken:
        count.passed += (total if checked else 1) - min(len(skips), total)
        for reason in skips:
            count.skip(1 if checked else 0, f"{name}: {reason}")
    else:
        count.passed += max(0, total - broken - len(skips))
        count.skipped += len(skips) if checked else 0
        count.fail(broken or 1, f"{name}: {result}")


def read_junit(count, path):
    try:
        cases = list(xml.etree.ElementTree.parse(path).getroot().iter("testcase"))
    except xml.etree.ElementTree.ParseError:
        cases = []
    if not cases:
        count.fail(1, f"{path}: checked nothing")
    for case in cases:
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            count.fail(1, name)
        elif skipped is not None:
            count.skip(1, f"{name}: {skipped.get('message')}")
        else:
            count.passed += 1


def read(count, path):
    if not path.is_file():
        count.fail(1, f"{path}: no such log")
        return
    if path.suffix == ".xml":
        read_junit(count, path)
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.strip():
            one(count, json.loads(line))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--failed", action="append", default=[])
    parser.add_argument("--skipped", action="append", default=[])
    parser.add_argument("logs", nargs="*", type=pathlib.Path)
    given = parser.parse_args()
    count = Count()
    for step in given.failed:
        count.fail(1, step)
    for step in given.skipped:
        count.skip(1, step)
    for path in given.logs:
        read(count, path)
    for note in count.notes:
        print(note)
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    sys.exit(main())
