#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reader and the writer of CSV against Python's csv module, both ways.

    csv_oracle.py PROGRAM        (csv_dump)
"""
import csv
import io
import os
import random
import subprocess
import sys

PIECES = ["a", '"', ",", "\n", "\r\n", "\r", " ", "企业", "'", "𠀀", "=", ";", "\t", "\\", "1"]
TABLES = 60
ROWS = 200


def run(program, text, *arguments):
    return subprocess.run([program, *arguments], input=text.encode(), stdout=subprocess.PIPE,
                          check=True).stdout


def dumped(rows):
    fields = [[field.encode() for field in row] for row in rows]
    return b"".join(b"+%d%s\n" % (len(row), b"".join(b" %d:%s" % (len(f), f) for f in row))
                    for row in fields)


def draw_table(random_):
    width = random_.randint(1, 7)
    return [["".join(random_.choices(PIECES, k=random_.randint(0, 5))) for _ in range(width)]
            for _ in range(ROWS)]


def check(program, random_):
    table = draw_table(random_)
    quoting = random_.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    # Left to itself the module quotes those line ends only that it writes.
    end = "\r\n" if quoting == csv.QUOTE_MINIMAL else random_.choice(["\r\n", "\n", "\r"])
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end, quoting=quoting).writerows(table)
    text = file.getvalue()
    if random_.random() < 0.5:
        text = text.removesuffix(end)
    mark = "\ufeff" if random_.random() < 0.5 else ""
    if run(program, mark + text) != dumped(table):
        return "read otherwise", text
    written = run(program, mark + text, "-w").decode()
    if list(csv.reader(io.StringIO(written, newline=""), strict=True)) != table:
        return "written otherwise", text
    return None


def main():
    seed = int(os.environ.get("GJ_SEED") or 1)
    random_ = random.Random(seed)
    for number in range(TABLES):
        fault = check(sys.argv[1], random_)
        if fault:
            sys.exit(f"seed {seed}, table {number}: {fault[0]}\n{fault[1][:2000]!r}")
    print(f"seed {seed}: {TABLES} tables of {ROWS} rows")


if __name__ == "__main__":
    main()
