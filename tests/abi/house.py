#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""House rules that a program can read: licence line, include guards, white space, and
names that a library may not define or call.

    house.py ROOT
"""
import pathlib
import re
import sys

FOLDERS = ("include", "src", "examples", "tests", "bindings")
CODE = {".c", ".h"}
TEXT = CODE | {".def", ".map", ".py", ".sh", ".sql", ".build", ".md", ".wrap"}
WIDTH = 100

# Unbounded, or not the same in every place.
BANNED = re.compile(r"(?<![\w.>])(strcpy|strcat|sprintf|vsprintf|gets|scanf|sscanf|strtok|atoi|"
                    r"atol|atoll|atof|alloca|rand|srand|localtime|gmtime|mktime|strftime|"
                    r"asctime|ctime|time|getenv|setlocale|system|abort|exit)\s*\(")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')


def columns(line):
    return len(line.expandtabs(8))


def judge_text(path, text):
    if not text.endswith("\n"):
        yield 0, "no newline at the end"
    if "\r" in text:
        yield 0, "carriage return"
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip() and path.suffix != ".md":
            yield number, "white space at the end"
        if path.suffix in CODE and re.match(r"\t* {8}", line):
            yield number, "spaces where a tab belongs"
        if path.suffix in CODE and columns(line) > WIDTH:
            yield number, f"wider than {WIDTH}"


def judge_code(name, path, text):
    if not text.startswith("/* SPDX-License-Identifier: Apache-2.0\n"):
        yield 0, "does not begin with its licence"
    if path.suffix == ".h":
        guard = re.search(r"#ifndef (\w+)\n#define (\w+)\n", text)
        if not guard or guard.group(1) != guard.group(2) or not guard.group(1).endswith("_H"):
            yield 0, "no include guard"
    if name.parts[0] == "src":
        bare = STRING.sub('""', COMMENT.sub(lambda m: "\n" * m.group().count("\n"), text))
        for number, line in enumerate(bare.split("\n"), 1):
            for call in BANNED.findall(line):
                yield number, f"calls {call}"


def main():
    root = pathlib.Path(sys.argv[1])
    faults = []
    count = 0
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            if path.suffix not in TEXT or not path.is_file() or "corpus" in name.parts:
                continue
            count += 1
            # Bytes, so that carriage returns are seen.
            text = path.read_bytes().decode("utf-8")
            found = list(judge_text(path, text))
            if path.suffix in CODE:
                found += judge_code(name, path, text)
            elif path.suffix in (".py", ".sh") and "SPDX-License-Identifier" not in text[:200]:
                found.append((0, "does not begin with its licence"))
            faults += [f"{name}:{number}: {fault}" for number, fault in found]
    print("\n".join(faults) or f"{count} files")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
