#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the C tables of enterprise scale from thresholds and scopes.

    scale.py sme_thresholds_2017.csv scale_scopes_2017.csv gbt4754_2017.csv scale_2017.inc

Refuses scopes that do not put every class of industry into exactly one group
(or NA), and thresholds that do not fall.
"""
import csv
import sys

UNITS = {"staff": "person", "revenue": "wan", "assets": "wan"}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_groups(path):
    groups = {}
    for row in read(path):
        figure = row["indicator"]
        bounds = [int(row[name]) for name in ("large_ge", "medium_ge", "small_ge")]
        if UNITS.get(figure) != row["unit"] or not bounds[0] > bounds[1] > bounds[2] > 0:
            sys.exit(f"{row['key']}: {figure} is not a falling row of its unit")
        if figure in groups.setdefault(row["key"], {}):
            sys.exit(f"{row['key']}: {figure} stands twice")
        groups[row["key"]][figure] = bounds
    return groups


def read_scopes(path, industries, groups):
    scopes = {row["industry"]: row["group"] for row in read(path)}
    for industry, group in scopes.items():
        if group != "NA" and group not in groups:
            sys.exit(f"{industry}: no group {group}")
    if set(groups) - set(scopes.values()):
        sys.exit("a group has no industry")
    for row in read(industries):
        code = row["code"]
        chain = [row["section"]] + [code[:n] for n in (2, 3, 4)]
        if row["level"] == "4" and sum(name in scopes for name in chain) != 1:
            sys.exit(f"{code} is in no group or in several")
    return scopes


def main():
    thresholds, scope_list, industries, target = sys.argv[1:]
    groups = read_groups(thresholds)
    scopes = read_scopes(scope_list, industries, groups)
    number = {name: i for i, name in enumerate(groups)}
    number["NA"] = -1
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.write("/* Made by scale.py; do not edit. */\n")
        file.write("static const struct group groups[] = {\n")
        for name, figures in groups.items():
            cells = ", ".join(f"{figure.upper()}({', '.join(map(str, bounds))})"
                              for figure, bounds in figures.items())
            file.write(f"\t{{ \"{name}\", {{ {cells} }} }},\n")
        file.write("};\nstatic const struct scope scopes[] = {\n")
        for industry, name in scopes.items():
            file.write(f"\t{{ \"{industry}\", {number[name]} }},\n")
        file.write("};\n")


if __name__ == "__main__":
    main()
