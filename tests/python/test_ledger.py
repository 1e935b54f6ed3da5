# SPDX-License-Identifier: Apache-2.0
"""Opening and closing, who acts, transactions, pages, dry runs, keys, callbacks."""
import gc
import itertools
import os
import pickle
import subprocess
import sys
import textwrap
import threading
import time
import warnings
from datetime import datetime, timezone

import pytest
from conftest import Ground, demand, people

import guanjia
from guanjia import errors

# ---- opening and closing ----


def test_there_must_be_one(path):
    with pytest.raises(errors.NotFoundError) as raised:
        guanjia.open(path)
    assert raised.value.operation == "open"
    path.write_bytes(b"no ledger" * 1000)
    with pytest.raises(errors.NotLedgerError):
        guanjia.open(path)


def test_an_option_is_named():
    with pytest.raises(errors.BadValueError, match="zone"):
        guanjia.open("sqlite:", create=True, zone="Mars")


def test_closing_twice_does_nothing(ledger):
    assert not ledger.closed
    ledger.close()
    ledger.close()
    assert ledger.closed
    with pytest.raises(guanjia.ClosedError):
        ledger.office.list().first()
    ledger.interrupt()


def test_with_closes(path):
    with guanjia.open(path, create=True) as opened:
        pass
    assert opened.closed
    with pytest.raises(guanjia.ClosedError), opened:
        pass


def test_an_unclosed_ledger_warns_and_is_closed(path):
    made = guanjia.open(path, create=True)
    assert made in guanjia.ledger._open
    with pytest.warns(ResourceWarning, match="unclosed"):
        del made
        gc.collect()
    assert not len(guanjia.ledger._open)


def test_an_actor_that_is_not_there_leaves_nothing_open(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(errors.NotFoundError):
            guanjia.open(path, create=True, account="nobody")
    assert not len(guanjia.ledger._open)


def memory():
    gc.collect()
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def files():
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="no /proc here")
def test_a_thousand_ledgers_leak_nothing(path, ground):
    ground.open(path).close()

    def cycle(n):
        for _ in range(n):
            with guanjia.open(path, account="system", clock=ground.clock) as opened:
                opened.ledger.info()
                with pytest.raises(errors.NotFoundError):
                    opened.office.get(id=99)
    cycle(50)
    objects, open_files, before = len(gc.get_objects()), files(), memory()
    cycle(1000)
    after = memory()
    assert files() == open_files
    assert len(gc.get_objects()) - objects < 200
    # One kilobyte a cycle that is kept would be a megabyte; the allocator's own breath is less.
    assert after - before < 1 << 20, f"{after - before} bytes more"


def test_upgrade_does_nothing_to_a_new_ledger(path):
    guanjia.open(path, create=True).close()
    guanjia.upgrade(path)
    with pytest.raises(guanjia.GuanjiaError):
        guanjia.upgrade(path.with_name("none.db"))


def test_a_ledger_is_not_pickled(ledger):
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(ledger)


def test_errors_and_results_are_pickled(ledger, enterprise):
    with pytest.raises(errors.NotFoundError) as raised:
        ledger.demand.get(id=enterprise)
    again = pickle.loads(pickle.dumps(raised.value))
    assert type(again) is errors.NotFoundError and vars(again) == vars(raised.value)
    told = ledger.enterprise.get(id=enterprise)
    assert pickle.loads(pickle.dumps(told)) == told


def test_no_password_in_what_is_shown(tmp_path):
    with pytest.raises(guanjia.GuanjiaError) as raised:
        guanjia.open("postgresql://clerk:secret@127.0.0.1:1/none")
    assert "secret" not in str(raised.value)


def test_what_the_library_is():
    assert guanjia.version() == guanjia.__version__
    assert guanjia.abi() == 1
    assert guanjia.supports("office.register", 1) and not guanjia.supports("office.register", 99)


# ---- who acts ----

def test_nobody_acts_at_first(path):
    with guanjia.open(path, create=True) as opened, pytest.raises(errors.NoActorError):
        opened.office.list().first()


def test_for_a_while(ledger):
    with ledger.as_staff("handler"), pytest.raises(errors.DeniedError):
        ledger.enterprise.register(kind="enterprise", name="示例公司")
    assert ledger.enterprise.register(kind="enterprise", name="示例公司").id


def test_afterwards_nobody_acts_who_did_not_before(path):
    with guanjia.open(path, create=True) as opened:
        with opened.as_staff("system"):
            opened.office.register(kind="street", name="某街道", prefix="MJ")
        with pytest.raises(errors.NoActorError):
            opened.office.list().first()
        with pytest.raises(errors.NoActorError):
            opened.call("office.list")
        assert opened.ledger.info().root_seq > 0


def test_after_an_exception_too(ledger):
    with pytest.raises(ZeroDivisionError), ledger.as_staff("system"):
        raise ZeroDivisionError
    assert ledger._actor == {"account": "clerk"}


def test_what_is_said_of_the_actor_is_recorded(ledger):
    with ledger.as_staff("clerk", application="notebook", request="r-1"):
        made = demand(ledger)
    with ledger.as_staff("system"):
        event = next(e for e in ledger.journal.list(home=ledger.demand.get(id=made.id).office)
                     if e.seq == made.seq)
    assert (event.application, event.request) == ("notebook", "r-1")


# ---- transactions ----

def count(ledger):
    return len(ledger.demand.list().all())


def test_all_or_nothing(ledger, ground):
    street = [ground.ids["street"]]
    with ledger.transaction(offices=street):
        demand(ledger)
        demand(ledger)
    assert count(ledger) == 2
    with pytest.raises(ZeroDivisionError), ledger.transaction(offices=street):
        demand(ledger)
        raise ZeroDivisionError
    assert count(ledger) == 2


def test_an_error_undoes_its_call_alone(ledger, ground):
    with ledger.transaction(offices=[ground.ids["street"]]):
        demand(ledger)
        with pytest.raises(errors.BadValueError):
            demand(ledger, detail="")
    assert count(ledger) == 1


def test_transactions_do_not_nest(ledger, ground):
    street = [ground.ids["street"]]
    with ledger.transaction(offices=street):
        with pytest.raises(errors.UseError), ledger.transaction(offices=street):
            pass
        demand(ledger)
    assert count(ledger) == 1


def test_a_transaction_that_the_library_ended(ledger, ground, monkeypatch):
    """RETRY ends the whole; in_transaction begins again."""
    street = [ground.ids["street"]]
    tried = []

    def work(opened):
        tried.append(1)
        made = demand(opened)
        if len(tried) < 3:
            opened._kernel(guanjia.ledger.lib.gj_rollback, "rollback", None)
            raise errors.RetryError("passing", code=-21, name="RETRY")
        return made
    assert ledger.in_transaction(work, offices=street).id
    assert len(tried) == 3 and count(ledger) == 1
    tried.clear()
    with pytest.raises(errors.RetryError):
        ledger.in_transaction(work, offices=street, tries=2)
    assert count(ledger) == 1


def test_closing_undoes(path, ledger, ground):
    with pytest.raises(guanjia.ClosedError), ledger.transaction(offices=[ground.ids["street"]]):
        demand(ledger)
        ledger.close()
    with ground.open(path, account="clerk") as again:
        assert count(again) == 0


# ---- keys and dry runs ----

def test_the_same_key_does_nothing_twice(ledger):
    first = demand(ledger, key="k-1")
    assert demand(ledger, key="k-1") == first
    with pytest.raises(errors.KeyReusedError):
        demand(ledger, key="k-1", detail="其他")
    assert count(ledger) == 1


def test_a_dry_run_keeps_nothing(ledger):
    made = demand(ledger, dry_run=True)
    assert made.dry_run and made.id and made.order_no
    assert [e["type"] for e in made.events] == ["demand.registered"]
    assert count(ledger) == 0
    kept = demand(ledger)
    assert not kept.dry_run and kept.events == [] and kept.id == made.id


def test_a_revision_that_is_not_the_present_one(ledger, enterprise):
    ledger.enterprise.update(id=enterprise, employees=1, if_revision=1)
    with pytest.raises(errors.ConflictError) as raised:
        ledger.enterprise.update(id=enterprise, employees=2, if_revision=1)
    assert raised.value.detail == {"revision": 2}
    assert raised.value.path == "/if_revision" or raised.value.path == ""


# ---- pages ----

def test_pages_are_fetched_as_they_are_looked_at(ledger):
    made = [demand(ledger).id for _ in range(7)]
    heard = []
    ledger._log = heard.append
    pages = ledger.demand.list(limit=3)
    assert heard == []
    assert [d.id for d in itertools.islice(pages, 2)] == made[:2]
    assert len(heard) == 1
    assert [d.id for d in pages] == made
    assert len(heard) == 1 + 3
    assert [len(p.items) for p in pages.pages()] == [3, 3, 1]
    assert pages.first().id == made[0]
    page = pages.page()
    assert page.next and [d.id for d in pages.page(page.next).items] == made[3:6]
    assert [h.operation for h in heard] == ["demand.list@1"] * len(heard)
    with pytest.raises(errors.BadValueError) as raised:
        ledger.office.list(limit=3).page(page.next)
    assert raised.value.path == "/after"


# ---- functions of the host ----

class Odd(Exception):
    pass


def test_the_clock_is_asked(path):
    at = datetime(2026, 5, 1, 9, 30, tzinfo=timezone.utc)
    with guanjia.open(path, create=True, account="system", clock=lambda: at) as opened:
        assert opened.office.register(kind="street", name="甲", prefix="JJ").at == at


def raises(_size=None):
    raise Odd("original")


@pytest.mark.parametrize("bad", [raises, lambda: "noon", lambda: datetime(2026, 1, 1),
                                 lambda: 2 ** 70, lambda: None])
def test_what_a_clock_raises_comes_out(ledger, path, bad):
    ledger.close()
    ground = Ground()
    calls = []

    def clock():
        calls.append(1)
        return bad() if broken else ground.clock()
    broken = False
    with guanjia.open(path, account="clerk", clock=clock) as opened:
        broken = True
        with pytest.raises((Odd, TypeError, ValueError, OverflowError)) as raised:
            demand(opened)
        if bad is raises:
            assert type(raised.value) is Odd and str(raised.value) == "original"
            assert any(f.name == "raises" for f in raised.traceback)
        broken = False
        assert demand(opened).id and calls


def test_what_a_clock_raises_comes_out_of_open(path):
    with pytest.raises(Odd, match="original"):
        guanjia.open(path, create=True, clock=raises)


@pytest.mark.parametrize("source", [raises, lambda n: b"", lambda n: None, lambda n: "x" * n])
def test_what_a_random_source_raises_comes_out(ledger, path, source):
    ledger.close()
    good = Ground()
    with guanjia.open(path, account="clerk", random=lambda n: now(n)) as opened:
        now = source
        with pytest.raises((Odd, TypeError, ValueError)):
            demand(opened)
        now = good.bytes
        assert demand(opened).id


@pytest.fixture
def csv_file(tmp_path):
    """Long work: a file of which progress is told every so many rows."""
    file = tmp_path / "many.csv"
    file.write_text("企业名称\n" + "".join(f"示例{n}公司\n" for n in range(300)), encoding="utf-8")
    return str(file)


def test_progress_is_told_and_its_exception_comes_out(ledger, csv_file):
    def work(dry_run=True):
        return ledger.enterprise.import_(path=csv_file, dry_run=dry_run)
    heard = []
    with ledger.progress(lambda done, total: heard.append((done, total))):
        assert work().registered == 300
    assert len(heard) > 1 and all(0 <= done <= total for done, total in heard)
    before = len(heard)
    assert work().registered == 300 and len(heard) == before
    with ledger.progress(raises_progress), pytest.raises(Odd, match="original"):
        work(False)
    with ledger.progress(lambda done, total: False), pytest.raises(errors.InterruptedError):
        work(False)
    with ledger.progress(interrupts), pytest.raises(KeyboardInterrupt):
        work(False)
    assert ledger.enterprise.list().first() is None, "nothing was kept"
    assert work(False).registered == 300


def raises_progress(done, total):
    raise Odd("original")


def interrupts(done, total):
    raise KeyboardInterrupt


def test_the_log_hears_and_its_exception_comes_out(path, ground):
    heard = []
    with ground.open(path, log=heard.append, account="system") as opened:
        opened.office.register(kind="street", name="甲街道", prefix="JJ")
        with pytest.raises(errors.BadValueError):
            opened.office.register(kind="castle", name="乙")
        assert [(c.operation, c.error) for c in heard] == [
            ("office.register@1", None), ("office.register@1", "BAD_VALUE")]
        assert all(c.seconds >= 0 and c.size > 0 for c in heard[:1])
        opened._log = lambda call: raises()
        with pytest.raises(Odd, match="original"):
            opened.office.list().first()


def test_a_function_may_not_use_its_ledger(path, ground):
    opened = None

    def clock():
        if opened is not None and use:
            opened.ledger.info()
        return ground.clock()
    use = False
    opened = guanjia.open(path, create=True, account="system", clock=clock)
    use = True
    with pytest.raises(errors.UseError, match="host supplied"):
        opened.office.register(kind="street", name="甲街道", prefix="JJ")
    use = False
    opened.close()


# ---- threads, forks, the end ----

def elsewhere(function):
    """What function() raises in another thread."""
    raised = []

    def run():
        try:
            function()
        except BaseException as e:
            raised.append(e)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return raised[0] if raised else None


def test_a_ledger_belongs_to_its_thread(ledger):
    fault = elsewhere(lambda: ledger.office.list().first())
    assert isinstance(fault, guanjia.WrongThreadError) and "Pool" in str(fault)
    assert isinstance(elsewhere(ledger.close), guanjia.WrongThreadError)
    pages = ledger.office.list()
    assert isinstance(elsewhere(lambda: list(pages)), guanjia.WrongThreadError)
    assert ledger.office.list().first()


def test_others_run_while_a_call_does(path, ground):
    """The interpreter's lock is not held during a call: another thread counts on."""
    with ground.open(path) as opened:
        opened.act_as("system")
        street = opened.office.register(kind="street", name="甲街道", prefix="JJ")
        waiting = ground.open(path, busy_ms=400)
        waiting.act_as("system")
        ticks, stop = [], threading.Event()

        def tick():
            while not stop.is_set():
                ticks.append(time.perf_counter())
                time.sleep(0.005)
        thread = threading.Thread(target=tick)
        with opened.transaction(root=True):
            opened.office.update(id=street.id, name="乙街道")
            thread.start()
            began = time.perf_counter()
            with pytest.raises(errors.BusyError):
                waiting.office.update(id=street.id, name="丙街道")
            ended = time.perf_counter()
        stop.set()
        thread.join()
        waiting.close()
        assert sum(began < t < ended for t in ticks) >= 5


def test_interrupt_from_another_thread(ledger, ground):
    street = [ground.ids["street"]]
    with ledger.transaction(offices=street):
        for _ in range(300):
            demand(ledger)
    ledger.act_as("system")
    done = threading.Event()

    def again():
        while not done.is_set():
            ledger.interrupt()
            time.sleep(0.0005)
    thread = threading.Thread(target=again)
    thread.start()
    try:
        with pytest.raises(errors.InterruptedError):
            for _ in range(200):
                ledger.journal.verify()
    finally:
        done.set()
        thread.join()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_after_a_fork_the_child_is_told(ledger, path, ground):
    demand(ledger)
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        said = "nothing"
        try:
            demand(ledger)
        except guanjia.ForkedError:
            said = "forked"
            ledger.close()
            with ground.open(path, account="clerk") as own:
                said += f" {count(own)}"
        finally:
            os.write(write, said.encode())
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read) as told:
        assert told.read() == "forked 1"
    # What the child did with its copy is nothing to the parent.
    demand(ledger)
    assert count(ledger) == 2


def run(text, *args):
    return subprocess.run([sys.executable, "-X", "dev", "-W", "error", "-c",
                           textwrap.dedent(text), *map(str, args)],
                          capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("ending", ["", "raise SystemExit(0)", "import os, signal",
                                    "ledger.self = ledger", "del guanjia"])
def test_the_interpreter_ends_quietly(path, ending):
    ran = run(f"""
        import sys, guanjia
        ledger = guanjia.open(sys.argv[1], create=True, account="system", clock=lambda: 10**15)
        ledger.office.register(kind="street", name="甲", prefix="JJ")
        pages = iter(ledger.office.list())
        next(pages)
        {ending}
        """, path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not path.with_name(path.name + "-wal").exists(), "the ledger was closed"


def test_the_interpreter_ends_while_a_daemon_thread_works(path):
    ran = run("""
        import sys, threading, time, guanjia
        started = threading.Event()
        def work():
            ledger = guanjia.open(sys.argv[1], create=True, account="system", fast=True)
            while True:
                ledger.office.register(kind="district", name="甲")
                started.set()
        threading.Thread(target=work, daemon=True).start()
        started.wait()
        time.sleep(0.05)
        """, path)
    assert ran.returncode == 0, ran.stderr
    with guanjia.open(path, account="system") as again:
        assert again.journal.verify().verify == "ok"


def test_ctrl_c_ends_long_work(path, ground, csv_file):
    with ground.open(path) as opened:
        people(opened)
    ran = run("""
        import sys, os, signal, guanjia
        # What a shell starts in the background ignores it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with guanjia.open(sys.argv[1], account="clerk") as ledger:
            def heard(done, total):
                os.kill(os.getpid(), signal.SIGINT)
            try:
                with ledger.progress(heard):
                    ledger.enterprise.import_(path=sys.argv[2])
            except KeyboardInterrupt:
                print("interrupted", ledger.enterprise.list().all())
        """, path, csv_file)
    assert ran.stdout == "interrupted []\n", ran.stderr
