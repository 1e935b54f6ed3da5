# SPDX-License-Identifier: Apache-2.0
"""What the texts show is true: the README's quick start, the examples in docstrings, and the
notebook-sized example with its picture."""
import doctest
import importlib
import os
import pkgutil
import re
import struct
import subprocess
import sys

import pytest
from conftest import ROOT

import guanjia

PACKAGE = ROOT / "bindings" / "python"


def test_the_readme():
    result = doctest.testfile(str(PACKAGE / "README.md"), module_relative=False,
                              encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert result.attempted > 10 and not result.failed


def test_docstrings():
    attempted = 0
    for module in pkgutil.iter_modules(guanjia.__path__, "guanjia."):
        result = doctest.testmod(importlib.import_module(module.name))
        assert not result.failed, module.name
        attempted += result.attempted
    assert attempted > 5


def test_links_of_the_readme_lead_somewhere():
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert links
    for link in links:
        assert (PACKAGE / link).exists(), link


def test_the_example_draws_its_picture(tmp_path):
    """A character that the font lacks is a warning of matplotlib: here it is an error."""
    pytest.importorskip("matplotlib")
    ran = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", str(PACKAGE / "examples" / "quarter.py"),
         str(tmp_path)], capture_output=True, text=True, timeout=120,
        env={**os.environ, "MPLCONFIGDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"})
    if ran.returncode and "no font with Chinese characters" in ran.stderr:
        pytest.skip("no font with Chinese characters here")
    assert ran.returncode == 0, ran.stderr
    assert "核验： ok" in ran.stdout
    picture = (tmp_path / "quarter.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert width > 1000 and height > 400 and len(picture) > 20_000
    with guanjia.open(tmp_path / "quarter.db", account="system") as ledger:
        summary = ledger.demand.summary()
        assert summary.demands == len(ledger.demand.list().all()) > 0
        assert f"诉求 {summary.demands} 件" in ran.stdout
