#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A link in a text of the project leads to a file, and to a heading of it, that is there.

    links.py ROOT
"""
import functools
import pathlib
import re
import sys

FOLDERS = ("include", "src", "examples", "tests", "bindings")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)
HEADING = re.compile(r"^#+ (.*)$", re.M)


def texts(root):
    yield from sorted(root.glob("*.md"))
    for folder in FOLDERS:
        yield from sorted((root / folder).rglob("*.md"))


@functools.lru_cache(None)
def anchors(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            for heading in HEADING.findall(text)}


def judge(path, target):
    name, _, anchor = target.partition("#")
    found = (path.parent / name if name else path).resolve()
    if not found.exists():
        return "leads nowhere"
    if anchor and anchor not in anchors(found):
        return "no such heading"
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    faults = []
    count = 0
    for path in texts(root):
        for target in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            count += 1
            fault = judge(path, target)
            faults += [f"{path.relative_to(root)}: {target}: {fault}"] if fault else []
    print("\n".join(faults) or f"{count} links")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
