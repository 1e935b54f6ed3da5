#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each public header compiles alone, with nothing before it, in an old and pedantic C,
in C11 and in C++; and twice in one file.

    header.py ROOT STANDARD COMPILER...
"""
import pathlib
import subprocess
import sys
import tempfile

PROBE = """#include "guanjia/{name}"
#include "guanjia/{name}"
int main(void);
int main(void) {{ return 0; }}
"""


def main():
    root, standard, compiler = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    language = "c++" if standard.startswith("c++") else "c"
    flags = ["-std=" + standard, "-pedantic", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
             "-I", str(root / "include"), "-x", language]
    if language == "c":
        flags += ["-Wstrict-prototypes", "-Wmissing-prototypes"]
    headers = sorted(p.name for p in (root / "include" / "guanjia").glob("*.h"))
    faults = [] if "guanjia.h" in headers else ["guanjia.h is not there"]
    with tempfile.TemporaryDirectory() as folder:
        probe = pathlib.Path(folder) / "probe"
        for name in headers:
            probe.write_text(PROBE.format(name=name), encoding="utf-8")
            ran = subprocess.run([*compiler, *flags, str(probe)], check=False,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if ran.returncode:
                faults.append(f"{name} as {standard}:\n{ran.stdout.decode(errors='replace')}")
    print("\n".join(faults) or f"{len(headers)} headers as {standard}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
