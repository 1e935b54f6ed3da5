# SPDX-License-Identifier: Apache-2.0
"""Pools: right answers to many threads, nobody's account left behind."""
import os
import random
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import demand, people

import guanjia
from guanjia import errors

THREADS, CALLS = 16, 10_000


@pytest.fixture
def street(path, ground):
    with ground.open(path) as opened:
        return people(opened)["street"]


def test_sixteen_threads_ten_thousand_calls(path, street):
    """Each thread registers, reads back and counts its own; at the end everything is there."""
    each = CALLS // THREADS

    def work(number):
        chance = random.Random(number)
        made = {}
        for call in range(each):
            with pool.ledger(account="clerk") as ledger:
                if not made or chance.random() < 0.15:
                    subject = f"{number}-{call}"
                    told = ledger.demand.register(
                        channel="window", kind="help", category="traffic", subject="某事",
                        external={"system": "hotline_12345", "code": subject}, key=subject)
                    made[told.id] = subject
                else:
                    wanted = chance.choice(list(made))
                    told = ledger.demand.get(id=wanted)
                    assert told.id == wanted
                    assert told.external.code == made[wanted]
        return made
    with guanjia.Pool(path, size=4, fast=True, busy_ms=60_000, timeout=None) as pool:
        with ThreadPoolExecutor(THREADS) as threads:
            made = list(threads.map(work, range(THREADS)))
        with pool.ledger(account="clerk") as ledger:
            there = {d.id for d in ledger.demand.list(limit=1000)}
            ledger.act_as("system")
            assert ledger.journal.verify().verify == "ok"
    every = [i for one in made for i in one]
    assert len(every) == len(set(every)) and set(every) == there


def test_a_pool_lends_no_more_than_it_has(path, street):
    with guanjia.Pool(path, size=1, timeout=0.05) as pool:
        with pool.ledger() as first:
            with pytest.raises(errors.BusyError, match="lent"), pool.ledger():
                pass
        with pool.ledger() as second:
            assert second is first


def test_nobody_is_left_in_it(path, street):
    with guanjia.Pool(path, size=1) as pool:
        with pool.ledger(account="clerk") as ledger:
            assert ledger.office.list().first()
        with pool.ledger() as ledger, pytest.raises(errors.NoActorError):
            ledger.office.list().first()


def test_no_transaction_is_left_in_it(path, street):
    with guanjia.Pool(path, size=1) as pool:
        with pool.ledger(account="clerk") as ledger:
            ledger._kernel(guanjia.ledger.lib.gj_begin, "begin", {"offices": [street]})
            demand(ledger)
        with pool.ledger(account="clerk") as ledger:
            assert ledger.demand.list().all() == []
            demand(ledger)
            assert len(ledger.demand.list().all()) == 1


def test_what_went_wrong_comes_out_and_the_ledger_goes_back(path, street):
    with guanjia.Pool(path, size=1) as pool:
        with pytest.raises(errors.NotFoundError), pool.ledger(account="clerk") as ledger:
            ledger.demand.get(id=99)
        with pytest.raises(ZeroDivisionError), pool.ledger():
            raise ZeroDivisionError
        with pytest.raises(errors.NotFoundError), pool.ledger(account="nobody"):
            pass
        with pool.ledger() as ledger:
            ledger.close()
        with pool.ledger(account="clerk") as ledger:
            assert ledger.office.list().first()


def test_a_closed_pool(path, street):
    pool = guanjia.Pool(path)
    with pool.ledger() as lent:
        pool.close()
        assert not lent.closed
    assert lent.closed
    with pytest.raises(guanjia.ClosedError), pool.ledger():
        pass


def test_who_waits_is_told_that_the_pool_closed(path, street):
    pool = guanjia.Pool(path, size=1, timeout=None)
    faults = []

    def wait():
        try:
            with pool.ledger():
                pass
        except guanjia.GuanjiaError as e:
            faults.append(e)
    with pool.ledger():
        thread = threading.Thread(target=wait)
        thread.start()
        while not pool._change._waiters:
            pass
        pool.close()
        thread.join()
    assert [type(f) for f in faults] == [guanjia.ClosedError]


def test_a_ledger_that_cannot_be_opened_takes_no_place(tmp_path):
    with guanjia.Pool(tmp_path / "none.db", size=1, timeout=0.1) as pool:
        for _ in range(3):
            with pytest.raises(errors.NotFoundError), pool.ledger():
                pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_after_a_fork_the_child_opens_its_own(path, street):
    with guanjia.Pool(path, size=2) as pool:
        with pool.ledger(account="clerk") as ledger:
            demand(ledger)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            code = 1
            try:
                with pool.ledger(account="clerk") as ledger:
                    code = 0 if len(ledger.demand.list().all()) == 1 else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        with pool.ledger(account="clerk") as ledger:
            assert len(ledger.demand.list().all()) == 1
