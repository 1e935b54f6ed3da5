#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The C program that the README files show is the same in both, compiles without a
warning, links the shared library, and runs.

    readme.py ROOT LIBRARY COMPILER...
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def program(path):
    if not path.is_file():
        return None
    found = re.search(r"^```c\n(.*?)^```", path.read_text(encoding="utf-8"), re.S | re.M)
    return found.group(1) if found else None


def main():
    root, library = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    compiler = sys.argv[3:]
    english = program(root / "README.md")
    chinese = program(root / "README.zh-CN.md")
    if english is None or english != chinese:
        print("the README files show no C program, or two")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "program.c"
        source.write_text(english, encoding="utf-8")
        ran = subprocess.run(
            [*compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-I", str(root / "include"),
             str(source), "-o", str(source.with_suffix("")), str(library),
             "-Wl,-rpath," + str(library.parent)], check=False)
        if ran.returncode:
            return 1
        ran = subprocess.run([str(source.with_suffix(""))], cwd=folder, check=False,
                             env=dict(os.environ, HOME=folder))
        return 1 if ran.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
