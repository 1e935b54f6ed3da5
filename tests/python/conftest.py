# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Python package share: a ledger with a small tree of offices and staff,
and the clock and random bytes of the tests in C."""
import pathlib
from dataclasses import dataclass, field
from datetime import timedelta, timezone

import pytest
from hypothesis import HealthCheck, settings

import guanjia

TESTS = pathlib.Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
CHINA = timezone(timedelta(hours=8))

settings.register_profile("house", deadline=None, derandomize=True, max_examples=60,
                          suppress_health_check=list(HealthCheck))
settings.load_profile("house")


@dataclass
class Ground:
    """Time and chance as tests/api/kernel.h has them."""

    now: int = 1772413200000000  # 2026-03-02 09:00:00 +08:00, a Monday
    step: int = 0
    random: int = 0
    ids: dict[str, int] = field(default_factory=dict)

    def clock(self):
        now = self.now
        self.now += self.step
        return now

    def bytes(self, size):
        """SplitMix64, a byte at a time."""
        mask = (1 << 64) - 1
        out = bytearray()
        for _ in range(size):
            self.random = x = (self.random + 0x9e3779b97f4a7c15) & mask
            x = ((x ^ x >> 30) * 0xbf58476d1ce4e5b9) & mask
            x = ((x ^ x >> 27) * 0x94d049bb133111eb) & mask
            out.append(x >> 56)
        return bytes(out)

    def open(self, path, **more):
        return guanjia.open(path, create=True, fast=True, language="en", clock=self.clock,
                            random=self.bytes, **more)


def people(ledger):
    """A district over a street with a section; a clerk and a handler."""
    with ledger.as_staff("system"):
        district = ledger.office.register(kind="district", name="海淀区", prefix="HD").id
        street = ledger.office.register(kind="street", name="曙光街道", prefix="SG",
                                        parent=district).id
        section = ledger.office.register(kind="section", name="城市管理办公室", parent=street).id
        ledger.staff.register(account="clerk", name="陈示例", office=street, roles=[
            {"office": street, "role": "clerk"}, {"office": street, "role": "dispatcher"},
            {"office": street, "role": "steward"}])
        ledger.staff.register(account="handler", name="吴示例", office=section, roles=[
            {"office": section, "role": "handler"}])
    return {"district": district, "street": street, "section": section}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.db"


@pytest.fixture
def ground():
    return Ground(step=1000000)


@pytest.fixture
def ledger(path, ground):
    with ground.open(path) as opened:
        ground.ids = people(opened)
        opened.act_as("clerk")
        yield opened


@pytest.fixture
def enterprise(ledger):
    return ledger.enterprise.register(kind="enterprise", name="示例环境科技有限公司").id


def demand(ledger, enterprise=None, **more):
    return ledger.demand.register(channel="window", kind="help", category="traffic",
                                  subject="大门口车辆乱停", enterprise=enterprise, **more)
