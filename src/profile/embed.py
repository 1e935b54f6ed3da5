#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns a file into a C source that holds its bytes.

usage: embed.py INPUT OUTPUT SYMBOL HEADER

The array SYMBOL ends with a zero byte that SYMBOL_size does not count. An array
of numbers, because a string literal of this length is not portable C.
"""
import sys


def main(source, output, symbol, header):
    with open(source, "rb") as file:
        data = file.read()
    if b"\0" in data:
        sys.exit(f"{source}: holds a zero byte")
    data.decode("utf-8")
    lines = [
        f"/* Made by embed.py from {source.replace(chr(92), '/').rsplit('/', 1)[-1]}. */",
        f'#include "{header}"',
        "",
        f"const size_t {symbol}_size = {len(data)};",
        f"const unsigned char {symbol}[] = {{",
    ]
    whole = data + b"\0"
    for at in range(0, len(whole), 16):
        lines.append("\t" + " ".join(f"{byte}," for byte in whole[at:at + 16]))
    lines += ["};", ""]
    with open(output, "w", encoding="ascii", newline="\n") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
