#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the public enumeration of error codes into guanjia.h from error.def.

Usage: errors.py [--check] error.def guanjia.h

With --check nothing is written; the exit code says whether the header is stale.
"""
import pathlib
import re
import sys
import textwrap

ROW = re.compile(r'X\((\w+),\s*(-\d+),\s*(\d),\s*"([^"]+)",\s*"([^"]+)",\s*"[^"]+"\)')
BLOCK = re.compile(r"(/\* errors: begin \*/\n).*?(/\* errors: end \*/)", re.S)


def main():
    check = sys.argv[1] == "--check"
    registry, header = (pathlib.Path(p) for p in sys.argv[1 + check:])
    rows = ROW.findall(registry.read_text(encoding="utf-8"))
    lines = ["#ifndef GJ_CODES_KNOWN", "enum gj_error_code {", "\tGJ_OK = 0,"]
    for name, code, _, since, meaning in rows:
        lines += textwrap.wrap(f"/* {meaning} Since {since}. */", 88, initial_indent="\t",
                               subsequent_indent="\t * ")
        lines.append(f"\tGJ_E_{name} = {code},")
    lines += ["\tGJ_ERROR_CODE_MIN = -2147483647 - 1 /* keeps the type wide; never answered */",
              "};", "#endif", ""]
    text = header.read_text(encoding="utf-8")
    fresh = BLOCK.sub(lambda m: m.group(1) + "\n".join(lines) + m.group(2), text)
    if check:
        sys.exit(0 if fresh == text else "guanjia.h is stale: run src/util/errors.py")
    header.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
