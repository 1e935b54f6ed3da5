#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The XES file is read by pm4py, and its counts of cases, events and variants are ours.

    xes.py GUANJIA RATE_LOG

First a few plain cases, made by the command line; then those that the test of rates simulates, with
holes, reopenings and what was recorded late. Needs pm4py: that of the interpreter, else that which
tests/setup.sh puts into build/pm4py; without either the test is skipped, visibly.
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    import pm4py
except ImportError:
    VENV = pathlib.Path(__file__).resolve().parents[2] / "build" / "pm4py"
    if not (VENV / "installed").exists() or sys.prefix == str(VENV):
        print("SKIP xes: pm4py is not installed")
        sys.exit(77)
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, *sys.argv])

CASES = 300
REPLY = {"text": "已办", "disposition": "do_now", "resolution": "solved", "level": "office"}


class Talk:
    """A process of `guanjia pipe`: one request a line."""

    def __init__(self, program, path):
        self.process = subprocess.Popen([program, "-L", path, "--as", "system", "pipe"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        encoding="utf-8")

    def ask(self, op, **args):
        self.process.stdin.write(json.dumps({"op": op, "args": args}) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if not reply["ok"]:
            raise SystemExit(f"{op}: {reply}")
        return reply["result"]

    def done(self):
        self.process.stdin.close()
        self.process.wait()


def tell(talk, street, section, chance):
    """One demand, as far as it goes."""
    demand = talk.ask("demand.register", home=street, channel="phone", kind="help",
                      category="traffic", subject="门口<拥堵>&\"噪声\"")["id"]
    road = [("dispatch", {"unit": section}), ("sign", {}), ("contact", {"mode": "phone"}),
            ("handle", {"note": "到场"}), ("reply", REPLY),
            ("callback", {"by": "hotline", "result": "solved", "satisfaction": "satisfied"}),
            ("close", {"note": "结"})]
    for verb, args in road[:chance.randrange(len(road) + 1)]:
        for _ in range(chance.randrange(1, 4) if verb in ("contact", "handle") else 1):
            talk.ask("demand." + verb, id=demand, **args)


def count(path):
    """What pm4py counts in a file; and the offices that acted."""
    frame = pm4py.read_xes(str(path))
    if not hasattr(frame, "columns"):
        frame = pm4py.convert_to_dataframe(frame)
    return {"cases": frame["case:concept:name"].nunique(), "events": len(frame),
            "variants": len(pm4py.get_variants(frame))}, set(frame["org:group"].dropna())


def plain(program, folder):
    chance = random.Random(20260101)
    path, log = str(folder / "l.db"), str(folder / "log.xes")
    subprocess.run([program, "create", path], check=True, stdout=subprocess.DEVNULL)
    talk = Talk(program, path)
    street = talk.ask("office.register", kind="street", name="甲<街道> & \"乙\"", prefix="JJ")["id"]
    section = talk.ask("office.register", kind="section", name="城管科", parent=street)["id"]
    for _ in range(CASES):
        tell(talk, street, section, chance)
    ours = talk.ask("log.export", home=street, format="xes", path=log)
    talk.done()
    theirs, offices = count(log)
    return ours, theirs, "城管科" in offices


def simulated(program, folder):
    """Yields what the library counted and what pm4py does, home by home."""
    subprocess.run([program], check=True, env=dict(os.environ, GJ_XES=str(folder)))
    for path in sorted(folder.glob("log-*.xes")):
        yield json.loads(path.with_suffix(".json").read_text(encoding="utf-8")), count(path)[0]


def main():
    program, rates = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs, named = plain(program, pathlib.Path(folder))
        pairs = [(ours, theirs)]
        pairs += simulated(rates, pathlib.Path(folder))
    for ours, theirs in pairs:
        print({name: ours[name] for name in theirs}, theirs)
    same = all(ours[name] == n for ours, theirs in pairs for name, n in theirs.items())
    return 0 if same and named and len(pairs) == 3 and min(t["variants"] for _, t in pairs) > 5 else 1


if __name__ == "__main__":
    sys.exit(main())
