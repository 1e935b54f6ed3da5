#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The strict reader of JSON against Python's json module: both take the same documents,
but for the rules in which the reader is stricter, which are written out here; and what
they take means the same.

    json_oracle.py PROGRAM        (json_dump)
"""
import json
import os
import random
import subprocess
import sys

DOCUMENTS = 12000
DEPTH = 32
LIMIT = 2 ** 53
TEXTS = ["", "a", "企业", "😀", "\\n", "\\u4e2d", "\\ud83d\\ude00", "\\u0000", "\\ud800", "\\udc00",
         "\\ud800\\u0041", "\\/", "\\b", "\x7f", "\\x", "\\U00e9", "\t", "\\\"", "\\\\", "\u2028"]
NUMBERS = ["0", "-0", "1", "-1", "01", "1.5", "-0.0", "1e3", "1E-3", "1.", ".5", "+1", "1e", "0x10",
           "9007199254740992", "9007199254740993", "-9007199254740993", "1e400", "1" * 40,
           "0.1", "1e+2", "123456789.123456789", "NaN", "Infinity", "-Infinity", "1_000", "- 1"]
WORDS = ["true", "false", "null", "True", "nul", "undefined"]
SPACES = ["", "", "", " ", "\n", "\t", "\r\n", "\u00a0", "\ufeff", "\f"]
BYTES = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe4\xb8", b"\x00", b"{", b"}",
         b"[", b"]", b",", b":", b'"', b"\\", b"\xef\xbb\xbf"]


class Refused(Exception):
    pass


def space(r):
    return r.choice(SPACES[:7] if r.random() < 0.995 else SPACES)


def draw_text(r, sound):
    picked = r.choices(TEXTS[:7] if sound else TEXTS, k=r.randint(0, 3))
    return '"' + "".join(picked) + '"'


def draw(r, depth, sound):
    kind = r.random()
    if depth > 0 and kind < 0.3:
        items = [space(r) + draw(r, depth - 1, sound) + space(r) for _ in range(r.randint(0, 4))]
        return "[" + ",".join(items) + (space(r) if not items else "") + "]"
    if depth > 0 and kind < 0.6:
        names = [draw_text(r, sound)[:-1] + (str(i) if sound else "") + '"'
                 for i in range(r.randint(0, 4))]
        items = [space(r) + n + space(r) + ":" + space(r) + draw(r, depth - 1, sound) for n in names]
        return "{" + ",".join(items) + "}"
    if kind < 0.75:
        return draw_text(r, sound)
    if kind < 0.9:
        return r.choice(["0", "-0", "17", "-2.5", "1e3", "9007199254740992"] if sound else NUMBERS)
    return r.choice(WORDS[:3] if sound else WORDS)


def mutate(r, data):
    for _ in range(r.randint(1, 3)):
        at = r.randint(0, len(data))
        way = r.random()
        if way < 0.3:
            data = data[:at] + data[at + 1:]
        elif way < 0.7:
            data = data[:at] + r.choice(BYTES) + data[at:]
        elif way < 0.85:
            data = data[:at]
        else:
            data = data[:at] + bytes([r.randrange(256)]) + data[at + 1:]
    return data


def document(r):
    way = r.random()
    if way < 0.03:
        n = r.randint(28, 36)
        return (b"[" * n + b"]" * n) if r.random() < 0.5 else (b'{"a":' * n + b"1" + b"}" * n)
    data = draw(r, 6, way < 0.5).encode("utf-8")
    return mutate(r, data) if r.random() < 0.4 else data


# ---- what Python says, and the stricter rules ----

def whole(text):
    if len(text) > 20 or abs(int(text)) > LIMIT:
        raise Refused("range")
    return int(text)


def pairs(items):
    if len({k for k, _ in items}) != len(items):
        raise Refused("duplicate_key")
    return dict(items)


def constant(name):
    raise ValueError(name)


def walk(value, depth):
    if isinstance(value, str):
        if "\0" in value:
            raise Refused("zero")
        if any(0xD800 <= ord(c) <= 0xDFFF for c in value):
            raise Refused("surrogate")
    elif isinstance(value, (list, dict)):
        if depth == DEPTH:
            raise Refused("depth")
        for item in value.items() if isinstance(value, dict) else value:
            for part in item if isinstance(value, dict) else [item]:
                walk(part, depth + 1)


def expected(data):
    """(True, value) or (False, rule or None)"""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_int=whole,
                           parse_constant=constant)
        walk(value, 0)
    except Refused as refused:
        return False, str(refused)
    except ValueError:
        return False, None
    return True, value


def same(a, b):
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, bool) or isinstance(b, bool) or a is None:
        return a is b
    return a == b


def answers(program, documents):
    sent = b"".join(b"%d\n%s" % (len(d), d) for d in documents)
    out = subprocess.run([program], input=sent, stdout=subprocess.PIPE, check=True).stdout
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        line, at = out[at:end].decode(), end + 1
        if line[0] == "+":
            size = int(line[1:])
            yield "+", out[at:at + size]
            at += size
        else:
            yield line[0], line[1:]


def judge(data, said, what, tally):
    good, value = expected(data)
    tally[said] = tally.get(said, 0) + 1
    if good != (said != "-"):
        return f"Python {'takes' if good else 'refuses'} it ({value!r}), the reader says {what!r}"
    if said == "+" and not same(json.loads(what.decode("utf-8")), value):
        return f"Python reads {value!r}, the reader {what!r}"
    # A tree holds numbers of 63 characters and finite ones only.
    if said == "=" and what not in ("too_long", "type"):
        return f"refused as a tree: {what}"
    return None


def main():
    program, seed = sys.argv[1], int(os.environ.get("GJ_SEED") or 1)
    r = random.Random(seed)
    count = DOCUMENTS * (50 if os.environ.get("GJ_SOAK") else 1)
    tally, faults = {}, 0
    for begin in range(0, count, DOCUMENTS):
        documents = [document(r) for _ in range(min(DOCUMENTS, count - begin))]
        replies = list(answers(program, documents))
        if len(replies) != len(documents):
            sys.exit(f"{len(replies)} answers to {len(documents)} documents")
        for data, (said, what) in zip(documents, replies):
            fault = judge(data, said, what, tally)
            if fault and faults < 10:
                print(f"{data!r}: {fault}")
            faults += bool(fault)
    print(f"seed {seed}: {tally}")
    if min(tally.get("+", 0), tally.get("-", 0)) < count // 5:
        sys.exit("too few of one kind: the documents prove little")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
