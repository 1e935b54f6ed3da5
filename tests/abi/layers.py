#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An include points down the layers only, and what is outside stays where it belongs.

    layers.py ROOT
"""
import pathlib
import re
import sys

# From the roof to the ground; neighbours in one row do not know each other.
LAYERS = [["api"], ["exchange"], ["engine"], ["profile"], ["calendar", "chart", "rule"],
          ["sql"], ["store"], ["util"]]
DEPTH = {name: i for i, row in enumerate(LAYERS) for name in row}
# Values in, values out: no store and no SQL below these.
PURE = {"calendar", "chart", "rule"}

C11 = {"assert.h", "ctype.h", "errno.h", "float.h", "inttypes.h", "limits.h", "math.h",
       "stdalign.h", "stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h",
       "stdlib.h", "stdnoreturn.h", "string.h", "time.h", "uchar.h", "wchar.h", "wctype.h"}
# Of C11, but not for a guest in somebody else's process.
REFUSED = {"locale.h", "signal.h", "setjmp.h", "threads.h"}

# Let in by name, each with its reason.
EXCEPTIONS = {
    ("exchange/encoding.c", "iconv.h"): "GB18030, which C cannot convert",
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def judge_own(layer, target):
    # Made from src/sql by a program of the build.
    top = "sql" if target == "statements.h" else target.split("/")[0]
    if top == "guanjia":
        return None if layer == "api" else "the public header is for src/api"
    if top not in DEPTH:
        return "is not LAYER/FILE.h"
    if top == layer:
        return None
    if DEPTH[top] <= DEPTH[layer]:
        return f"points from {layer} up or aside to {top}"
    if layer in PURE and top != "util":
        return f"{layer} is pure and knows util only"
    return None


def judge_foreign(layer, target):
    if target in REFUSED:
        return "is refused inside the library"
    if target in C11:
        return None
    if target in ("cjson/cJSON.h", "cJSON.h"):
        return None if layer == "util" else "cJSON is for one file of src/util"
    if target in ("sqlite3.h", "libpq-fe.h"):
        return None if layer == "store" else "a database is for src/store"
    if target.startswith("openssl/"):
        return None if layer == "util" else "libcrypto is for src/util"
    if target.startswith("sanitizer/"):
        return None if layer == "util" else "sanitizers are for src/util"
    if layer != "store":
        return "POSIX is for src/store"
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    source = root / "src"
    faults = []
    cjson = set()
    listed = "".join(p.read_text(encoding="utf-8") for p in source.rglob("meson.build"))
    files = sorted(p for p in source.rglob("*") if p.suffix in (".c", ".h", ".def"))
    for path in files:
        name = path.relative_to(source)
        layer = name.parts[0]
        if layer not in DEPTH:
            faults.append(f"src/{name}: {layer} is not a layer")
            continue
        if path.suffix == ".c" and f"'{name}'" not in listed:
            faults.append(f"src/{name}: not in the list of its layer")
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        for mark, target in INCLUDE.findall(text):
            if target.endswith("cJSON.h"):
                cjson.add(str(name))
            fault = (judge_own(layer, target) if mark == '"'
                     else judge_foreign(layer, target))
            if fault and (str(name), target) not in EXCEPTIONS:
                faults.append(f"src/{name}: {target}: {fault}")
    if len(cjson) > 1:
        faults.append("cJSON.h is included by " + ", ".join(sorted(cjson)))
    if not files:
        faults.append("nothing in src")
    print("\n".join(faults) or f"{len(files)} files")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
