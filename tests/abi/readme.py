#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the README files show is true: the C program is examples/hello.c, compiles without
a warning, links the shared library and runs; the screen is what the demo prints, but for
the lines left out where the dots are.

    readme.py [--demo PROGRAM] ROOT LIBRARY COMPILER...
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DOTS = re.compile(r"^\s*…\s*$")


def block(path, language):
    """The first block of this language; None where there is none."""
    if not path.is_file():
        return None
    found = re.search(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.S | re.M)
    return found.group(1) if found else None


def judge_program(root, library, compiler, text):
    if text != (root / "examples" / "hello.c").read_text(encoding="utf-8"):
        return "the program is not examples/hello.c"
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "program.c"
        source.write_text(text, encoding="utf-8")
        ran = subprocess.run(
            [*compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-I", str(root / "include"),
             str(source), "-o", str(source.with_suffix("")), str(library),
             "-Wl,-rpath," + str(library.parent)], check=False)
        if ran.returncode:
            return "the program does not compile"
        ran = subprocess.run([str(source.with_suffix(""))], cwd=folder, check=False,
                             env=dict(os.environ, HOME=folder))
        return "the program fails" if ran.returncode else None


def judge_screen(demo, text):
    ran = subprocess.run([demo], check=False, stdout=subprocess.PIPE)
    printed = ran.stdout.decode().splitlines()
    if ran.returncode:
        return "the demo fails"
    at, skip = 0, True
    for line in text.splitlines():
        if DOTS.match(line):
            skip = True
            continue
        if skip and line in printed[at:]:
            at = printed.index(line, at)
        elif at == len(printed) or line != printed[at]:
            return f"the demo does not print this, or not here: {line}"
        at, skip = at + 1, False
    return None


def judge(given, path):
    program, screen = block(path, "c"), block(path, "text")
    if program is None or screen is None:
        return "shows no C program, or no screen"
    fault = judge_program(given.root, given.library.resolve(), given.compiler, program)
    return fault or (judge_screen(given.demo.resolve(), screen) if given.demo else None)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", type=pathlib.Path)
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("library", type=pathlib.Path)
    parser.add_argument("compiler", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    faults = [(name, judge(given, given.root / name)) for name in ("README.md", "README.zh-CN.md")]
    print("\n".join(f"{name}: {fault}" for name, fault in faults if fault) or "2 texts")
    return 1 if any(fault for _, fault in faults) else 0


if __name__ == "__main__":
    sys.exit(main())
