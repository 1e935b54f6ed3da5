# SPDX-License-Identifier: Apache-2.0
"""Builds the package from its folder: meson-python, run where the whole project lies, since the
package is built with the library that it carries."""
import os
import pathlib

os.chdir(pathlib.Path(__file__).resolve().parent.parent.parent)

from mesonpy import *  # noqa: E402, F403
