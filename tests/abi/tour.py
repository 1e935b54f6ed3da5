#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The first quarter of an hour that examples/README.md shows works as it stands.

    tour.py ROOT PROGRAMS
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def main():
    text = (pathlib.Path(sys.argv[1]) / "examples" / "README.md").read_text(encoding="utf-8")
    programs = pathlib.Path(sys.argv[2]).resolve()
    tour = text.split("## A first quarter of an hour")[1]
    script = "".join(re.findall(r"^```sh\n(.*?)^```", tour, re.S | re.M))
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("GUANJIA_")}
    environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(["sh", "-euxc", script], cwd=folder, env=environment, check=False,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(ran.stdout.decode())
    return 1 if ran.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
