#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The XES file is read by pm4py, and its counts of cases, events and variants are ours.

    xes.py GUANJIA

Needs pm4py; without it the test is skipped, visibly.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    import pm4py
except ImportError:
    print("SKIP xes: pm4py is not installed")
    sys.exit(77)

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


def main():
    program = sys.argv[1]
    chance = random.Random(20260101)
    with tempfile.TemporaryDirectory() as folder:
        path, log = str(pathlib.Path(folder) / "l.db"), str(pathlib.Path(folder) / "log.xes")
        subprocess.run([program, "create", path], check=True, stdout=subprocess.DEVNULL)
        talk = Talk(program, path)
        street = talk.ask("office.register", kind="street", name="甲<街道> & \"乙\"", prefix="JJ")["id"]
        section = talk.ask("office.register", kind="section", name="城管科", parent=street)["id"]
        for _ in range(CASES):
            tell(talk, street, section, chance)
        ours = talk.ask("log.export", home=street, format="xes", path=log)
        talk.done()
        frame = pm4py.read_xes(log)
        if not hasattr(frame, "columns"):
            frame = pm4py.convert_to_dataframe(frame)
        theirs = {"cases": frame["case:concept:name"].nunique(), "events": len(frame),
                  "variants": len(pm4py.get_variants(frame))}
        resources = set(frame["org:group"].dropna())
    print(ours, theirs, sorted(resources))
    same = all(ours[name] == count for name, count in theirs.items())
    return 0 if same and theirs["variants"] > 5 and "城管科" in resources else 1


if __name__ == "__main__":
    sys.exit(main())
