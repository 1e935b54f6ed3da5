#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the C source of guanjia._guanjia: cffi reads the public header as it is.

    cdef.py OUTPUT INCLUDE COMPILER...
"""
import pathlib
import subprocess
import sys
import tempfile

import cffi

# Functions of the package that the library calls.
CALLED = """
extern "Python" int gj_python_clock(void *user, int64_t *ret_time);
extern "Python" int gj_python_random(void *user, void *bytes, size_t size);
extern "Python" int gj_python_progress(void *user, int64_t done, int64_t total);
"""


def declarations(include, compiler):
    """The header after the preprocessor, without the system's headers."""
    with tempfile.TemporaryDirectory() as empty:
        for name in ("stddef.h", "stdint.h"):
            (pathlib.Path(empty) / name).touch()
        return subprocess.run(
            [*compiler, "-E", "-P", "-DGJ_API=", "-nostdinc", "-I", empty, "-I", include,
             str(pathlib.Path(include) / "guanjia" / "guanjia.h")],
            check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def main():
    output, include, *compiler = sys.argv[1:]
    builder = cffi.FFI()
    builder.cdef(declarations(include, compiler) + CALLED)
    builder.set_source("guanjia._guanjia", "#include <guanjia/guanjia.h>\n")
    builder.emit_c_code(output)


if __name__ == "__main__":
    main()
