# SPDX-License-Identifier: Apache-2.0
"""mypy --strict, stubtest and ruff have nothing to say."""
import importlib.util
import os
import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return os.environ.get("MYPY_CACHE_DIR") or str(tmp_path_factory.mktemp("mypy"))


@pytest.fixture
def tool(tmp_path, cache):
    """Runs a tool, away from the sources: the installed package is looked at."""
    away = tmp_path / "away"
    away.mkdir()

    def run(*command):
        name = command[0].split(".")[0]
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
        ran = subprocess.run(
            [sys.executable, "-m", *command], capture_output=True, text=True, cwd=away,
            timeout=300, env={**os.environ, "MYPY_CACHE_DIR": cache})
        assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    return run


def test_mypy(tool):
    tool("mypy", "--strict", "-p", "guanjia")


def test_mypy_of_a_user(tool, tmp_path):
    """A program that uses the package is checked as strictly."""
    (tmp_path / "good.py").write_text("""\
import datetime as dt
import guanjia
from guanjia.codes import Channel

with guanjia.open("x.db", account="system") as ledger:
    made = ledger.demand.register(channel=Channel.PHONE, kind="help", category="traffic",
                                  subject="x", demander={"name": "y"},
                                  evidence=[{"kind": "photo"}])
    number: int = made.id
    ledger.demand.sign(id=number)
    for item in ledger.demand.list(sort="opened_at"):
        at: dt.datetime | None = item.opened_at
    ledger.enterprise.update(id=1, employees=None)
""", encoding="utf-8")
    tool("mypy", "--strict", str(tmp_path / "good.py"))
    bad = ["ledger.demand.register(channel='phone')", "ledger.demand.sign(id='7')",
           "ledger.demand.sign(id=7, shade=1)", "ledger.demand.list(sort='colour')",
           "ledger.demand.close(7)", "ledger.demand.list().page().items[0].shade",
           "ledger.demand.split(id=1, parts=[{'a': 1}])", "ledger.demand.sign(id=7).id.upper()"]
    (tmp_path / "bad.py").write_text(
        "import guanjia\nledger = guanjia.open('x')\n" + "\n".join(bad) + "\n", encoding="utf-8")
    with pytest.raises(AssertionError) as raised:
        tool("mypy", "--strict", str(tmp_path / "bad.py"))
    for number, line in enumerate(bad, 3):
        assert f"bad.py:{number}: error" in str(raised.value), line
    assert "bad.py:2" not in str(raised.value)


def test_stubtest(tool, tmp_path):
    allowed = tmp_path / "allowed"
    # Before Python 3.11 the enum module puts a look-up in the place of a text's __new__.
    allowed.write_text(r"guanjia\..*\.__new__" if sys.version_info < (3, 11) else "",
                       encoding="utf-8")
    tool("mypy.stubtest", "guanjia", "--allowlist", str(allowed))


def test_ruff(tool):
    tool("ruff", "check", "--no-cache", str(ROOT / "bindings" / "python"),
         str(ROOT / "tests" / "python"))
