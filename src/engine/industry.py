#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the C table of industries from the published list.

    industry.py gbt4754_2017.csv industry_2017.inc

Refuses a list that is not whole: counts by level, parents, order of codes.
"""
import csv
import sys

COUNTS = {1: 20, 2: 97, 3: 473, 4: 1381}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = [(int(r["level"]), r["section"], r["code"], r["parent"], r["name"])
                for r in csv.DictReader(file)]
    level_of = {code: level for level, _, code, _, _ in rows}
    if len(level_of) != len(rows):
        sys.exit("a code stands twice")
    for level, section, code, parent, name in rows:
        above = section if level == 2 else code[:-1]
        if parent != ("" if level == 1 else above) or not name:
            sys.exit(f"{code}: no name or not under {above}")
        if level > 1 and level_of.get(parent) != level - 1:
            sys.exit(f"{code}: nothing one level above it")
    for level, count in COUNTS.items():
        if sum(row[0] == level for row in rows) != count:
            sys.exit(f"level {level} should have {count} codes")
    return sorted(rows, key=lambda row: row[2])


def main():
    source, target = sys.argv[1:]
    lines = [f"I('{section}', \"{code}\", {level}, \"{name}\")\n"
             for level, section, code, _, name in read(source)]
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.write("/* Made by industry.py; do not edit. */\n")
        file.writelines(lines)


if __name__ == "__main__":
    main()
