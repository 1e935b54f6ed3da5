#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Three lists that must be one: the functions that the header declares, the names in the
symbol map, the symbols of the shared library. And the library's soname.

    symbols.py ROOT LIBRARY ABI
"""
import pathlib
import re
import subprocess
import sys


def in_header(root):
    text = (root / "include/guanjia/guanjia.h").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*$", "", text, flags=re.M)
    return re.findall(r"\bGJ_API\b[^;{]*?\b(\w+)\s*\(", text)


def in_map(root):
    text = (root / "src/guanjia.map").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/|#[^\n]*", "", text, flags=re.S)
    found = []
    hides = False
    for body in re.findall(r"\{(.*?)\}", text, flags=re.S):
        section = "global"
        for word in re.findall(r"[\w*]+:?", body):
            if word.endswith(":"):
                section = word[:-1]
            elif section == "global":
                found.append(word)
            elif word == "*":
                hides = True
    return found, hides


def in_library(library):
    out = subprocess.run(["nm", "-D", "--defined-only", library], check=True,
                         stdout=subprocess.PIPE).stdout.decode()
    rows = [line.split() for line in out.splitlines()]
    # Type A is the version node itself.
    return [row[-1].split("@")[0] for row in rows if row[-2] != "A"]


def soname(library):
    out = subprocess.run(["readelf", "-d", library], check=True,
                         stdout=subprocess.PIPE).stdout.decode()
    found = re.search(r"\(SONAME\).*\[(.*)\]", out)
    return found.group(1) if found else None


def main():
    root, library, abi = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    mapped, hides = in_map(root)
    lists = {"header": in_header(root), "map": mapped, "library": in_library(library)}
    faults = []
    for name, symbols in lists.items():
        if not symbols:
            faults.append(f"{name}: no symbols at all")
        faults += [f"{name}: {s} stands twice" for s in sorted(set(symbols))
                   if symbols.count(s) > 1]
        faults += [f"{name}: {s} is not ours" for s in symbols if not s.startswith("gj_")]
    everything = set().union(*lists.values())
    for symbol in sorted(everything):
        missing = [name for name, symbols in lists.items() if symbol not in symbols]
        if missing:
            faults.append(f"{symbol}: not in the {' nor the '.join(missing)}")
    if not hides:
        faults.append("map: hides nothing")
    if soname(library) != f"libguanjia.so.{abi}":
        faults.append(f"soname is {soname(library)}")
    print("\n".join(faults) or f"{len(everything)} functions")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
