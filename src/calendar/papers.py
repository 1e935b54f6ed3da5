#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the C tables of the papers built in from the published files.

    papers.py 2020.json ... papers_cn.inc

Refuses a file that is not whole: years in order without a gap, days in order, of that year or
of the turn of the year before it.
"""
import datetime
import json
import sys

EPOCH = datetime.date(1970, 1, 1)


def text(value):
    data = value.encode("utf-8")
    if not data or any(byte < 32 or byte in b'"\\?' for byte in data):
        sys.exit(f"not a plain text: {value!r}")
    return f'GJ_LITERAL("{value}")'


def read(path):
    with open(path, encoding="utf-8") as file:
        paper = json.load(file)
    year, days, last = paper["year"], [], None
    if not paper["papers"] or not paper["days"]:
        sys.exit(f"{path}: no paper")
    for row in paper["days"]:
        date = datetime.date.fromisoformat(row["date"])
        if last and date <= last:
            sys.exit(f"{path}: {date}: out of order")
        if date.year != year and (date.year, date.month) != (year - 1, 12):
            sys.exit(f"{path}: {date}: not of this year")
        last = date
        days.append(((date - EPOCH).days, int(not row["isOffDay"]), row["name"]))
    return year, " ".join(paper["papers"]), days


def main():
    *sources, target = sys.argv[1:]
    papers = [read(path) for path in sources]
    if [p[0] for p in papers] != list(range(papers[0][0], papers[0][0] + len(papers))):
        sys.exit("a year is missing or out of order")
    lines = ["/* Made by papers.py; do not edit. */\n"]
    for year, source, days in papers:
        lines.append(f"static const gj_cal_day days_{year}[] = {{\n")
        lines += [f"\t{{ {day}, {working}, {text(name)},\n\t  {text(source)}, NULL }},\n"
                  for day, working, name in days]
        lines.append("};\n")
    lines.append("static const gj_cal_paper papers[] = {\n")
    lines += [f"\t{{ GJ_LITERAL(\"cn\"), {year}, days_{year}, {len(days)} }},\n"
              for year, _, days in papers]
    lines.append("};\n")
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


if __name__ == "__main__":
    main()
