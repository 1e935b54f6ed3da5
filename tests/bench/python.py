#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Python package beside C: the same calls, taking turns in one run.

    python.py [--calls N] [--rounds N] BENCH_DOOR

BENCH_DOOR is build/release/tests/bench-door. A write is demand.register, a small read
office.get, a list demand.list of 100 rows. Then two threads against one, each with a ledger of
its own, on lists of 100 rows; and how much of such a call is spent under the interpreter's lock.
Two clocks: the wall's, in which everything else that the machine does is felt, and the processor's.
Only ratios mean something on another machine.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile
import threading
import time

import guanjia


CLOCKS = "wall", "processor"


def timed(call, calls):
    """Nanoseconds a call, by both clocks."""
    call()
    began, worked = time.perf_counter(), time.thread_time()
    for _ in range(calls):
        call()
    ended, done = time.perf_counter(), time.thread_time()
    return [(ended - began) / calls * 1e9, (done - worked) / calls * 1e9]


def filled(ledger):
    district = ledger.office.register(kind="district", name="海淀区", prefix="HD").id
    return ledger.office.register(kind="street", name="曙光街道", prefix="SG",
                                  parent=district).id


def register(ledger, street):
    return ledger.demand.register(channel="window", kind="help", category="traffic",
                                  home=street, subject="大门口车辆乱停", detail="货车进不来")


def python_side(path, fast, calls):
    with guanjia.open(path, create=True, fast=fast, account="system") as ledger:
        street = filled(ledger)
        return {"write": timed(lambda: register(ledger, street), calls),
                "read": timed(lambda: ledger.office.get(id=street), 10 * calls),
                "list": timed(ledger.demand.list(limit=100).page, calls)}


def c_side(program, path, fast, calls):
    ran = subprocess.run([program, path, str(int(fast)), str(calls)], check=True,
                         stdout=subprocess.PIPE)
    return json.loads(ran.stdout)


def beside(program, fast, calls, rounds):
    """Medians of both sides, round by round the other first."""
    told = {"C": [], "Python": []}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            sides = [("C", lambda at: c_side(program, at, fast, calls)),
                     ("Python", lambda at: python_side(at, fast, calls))]
            for name, side in sides[::-1] if number % 2 else sides:
                told[name].append(side(os.path.join(folder, f"{name}.db")))
    return {name: {what: [statistics.median(r[what][i] for r in rows) for i in (0, 1)]
                   for what in rows[0]} for name, rows in told.items()}


# ---- threads ----

def lists(path, calls, gate, clocks):
    with guanjia.open(path, account="system") as ledger:
        page = ledger.demand.list(limit=100).page
        page()
        gate.wait()
        began = time.perf_counter()
        for _ in range(calls):
            page()
        clocks.append((began, time.perf_counter()))


def throughput(path, threads, calls):
    gate, clocks = threading.Barrier(threads), []
    workers = [threading.Thread(target=lists, args=(path, calls, gate, clocks))
               for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    span = max(end for _, end in clocks) - min(began for began, _ in clocks)
    return threads * calls / span


def under_lock(path, calls):
    """The part of a list that is not spent in gj_call(), during which the lock is let go."""
    inside = 0.0
    clock = time.thread_time

    class Lib:
        def __getattr__(self, name):
            return getattr(lib, name)

        @staticmethod
        def gj_call(*args):
            nonlocal inside
            began = clock()
            try:
                return lib.gj_call(*args)
            finally:
                inside += clock() - began
    with guanjia.open(path, account="system") as ledger:
        page = ledger.demand.list(limit=100).page
        page()
        lib, guanjia.ledger.lib = guanjia.ledger.lib, Lib()
        try:
            began = clock()
            for _ in range(calls):
                page()
            whole = clock() - began
        finally:
            guanjia.ledger.lib = lib
    return 1 - inside / whole


def two_threads(calls, rounds):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "threads.db")
        with guanjia.open(path, create=True, fast=True, account="system") as ledger:
            street = filled(ledger)
            for _ in range(100):
                register(ledger, street)
        one, two = [], []
        for _ in range(rounds):
            one.append(throughput(path, 1, calls))
            two.append(throughput(path, 2, calls))
        return statistics.median(one), statistics.median(two), under_lock(path, calls)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("program", type=pathlib.Path)
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {given.rounds} rounds of {given.calls} calls, "
          f"{os.cpu_count()} cores")
    for fast in (True, False):
        told = beside(given.program.resolve(), fast, given.calls, given.rounds)
        print("\nsynchronous=1 (fast)" if fast else "\nsynchronous=0: every commit on the disk")
        for what in ("write", "read", "list"):
            for i, clock in enumerate(CLOCKS):
                c, python = told["C"][what][i] / 1000, told["Python"][what][i] / 1000
                print(f"  {what:6} {clock:10} C {c:9.1f} us   Python {python:9.1f} us   "
                      f"{python / c:5.2f} x   {python - c:+8.1f} us")
    one, two, share = two_threads(given.calls, given.rounds)
    print(f"\nlists of 100 rows: one thread {one:.0f}/s, two {two:.0f}/s, {two / one:.2f} x; "
          f"{100 * share:.0f} % of a call under the interpreter's lock")


if __name__ == "__main__":
    main()
