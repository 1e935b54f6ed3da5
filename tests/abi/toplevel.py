#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The names at the top of the project are the architecture: eight, and what tools
demand beside them.

    toplevel.py ROOT
"""
import pathlib
import subprocess
import sys

NAMES = {"meson.build", "README.md", "include", "src", "bindings", "examples", "tests",
         "subprojects"}
FOR_TOOLS = {"LICENSE", "meson_options.txt", "CHANGELOG.md", "README.zh-CN.md", "SECURITY.md",
             "CONTRIBUTING.md", "pyproject.toml"}
REQUIRED = {"meson.build", "README.md", "include", "src", "examples", "tests", "subprojects",
            "LICENSE"}


def names(root):
    """What is there and not ignored; without git, all but build folders."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=False) if (root / ".git").exists() else None
    if listed and listed.returncode == 0:
        paths = listed.stdout.decode().split("\0")
        return {p.split("/")[0] for p in paths if p and (root / p).exists()}
    return {p.name for p in root.iterdir() if p.name not in ("build", "builddir")}


def main():
    found = names(pathlib.Path(sys.argv[1]))
    faults = [f"{name}: not one of the names at the top"
              for name in sorted(found - NAMES - FOR_TOOLS) if not name.startswith(".")]
    faults += [f"{name}: missing" for name in sorted(REQUIRED - found)]
    print("\n".join(faults) or f"{len(found)} names")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
