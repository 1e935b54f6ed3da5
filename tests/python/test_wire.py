# SPDX-License-Identifier: Apache-2.0
"""The golden corpus through the package: the same replies as through C, byte for byte.

Twice: through the door, as JSON; and through the classes, with arguments as Python's values.
What the classes then answer, written again as the wire has it, is what was read: no field is
lost, none invented.
"""
import dataclasses
import inspect
import json
import keyword
import os
from datetime import date, datetime

import pytest
from conftest import TESTS, Ground

import guanjia

WIRE = TESTS / "wire"
# Ledgers are SQLite's here: a story of another engine is passed over.
STORIES = sorted(p.name[6:-5] for p in WIRE.glob("story-*.json")
                 if json.loads(p.read_text(encoding="utf-8")).get("engine", "sqlite") == "sqlite")
START, SECOND = 1772413200000000, 1000000
OPERATIONS = {op["name"]: op for noun in guanjia.describe()["nouns"] for op in noun["operations"]}


# ---- a story ----

def text_of(value):
    """A value as the corpus writes it."""
    return json.dumps(value, ensure_ascii=False)


def span(text, at):
    """Where a JSON value ends, so that its very text can be compared."""
    return json.JSONDecoder().raw_decode(text, at)[1]


def recorded(path):
    """The texts of request and reply, as they stand in the file."""
    text = path.read_text(encoding="utf-8")
    out = {}
    for name in ("request", "reply"):
        at = text.index(f'\n"{name}": ') + len(name) + 5
        out[name] = text[at:span(text, at)]
    out["release"] = json.loads(text)["release"]
    return out


def contained(less, more):
    """A later release may tell more, and nothing else."""
    if isinstance(less, dict):
        return isinstance(more, dict) and all(
            k in more and contained(v, more[k]) for k, v in less.items())
    if isinstance(less, list):
        return (isinstance(more, list) and len(less) == len(more)
                and all(map(contained, less, more)))
    return less == more and type(less) is type(more)


class Story:
    def __init__(self, name, folder, monkeypatch):
        # Files of the corpus are named from within its folder.
        monkeypatch.chdir(WIRE)
        self.name, self.folder = name, str(folder)
        source = json.loads((WIRE / f"story-{name}.json").read_text(encoding="utf-8"))
        self.steps = source["steps"]
        profile = source.get("profile")
        self.ground = Ground()
        self.ledger = self.ground.open(
            os.path.join(folder, "ledger.db"),
            profile=(WIRE / profile).read_text(encoding="utf-8") if profile else None)
        self.actor = None
        self.names, self.counts = {}, {}

    def act(self, actor):
        if isinstance(actor, str):
            actor = {"account": actor}
        actor = self.filled(actor)
        if actor != self.actor:
            self.ledger.act_as(**actor)
        self.actor = actor

    def filled(self, value):
        """Names stand for numbers."""
        if isinstance(value, dict):
            return {k: self.filled(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.filled(v) for v in value]
        if (isinstance(value, str) and value.startswith("$")
                and not value.startswith(("$dir/", "$wire/", "$file:"))):
            return self.names[value[1:]]
        return value

    def with_files(self, text):
        """As tests/wire/wire.c puts them in."""
        text = text.replace('"$dir/', '"' + self.folder + "/").replace('"$wire/', '"')
        while '"$file:' in text:
            at = text.index('"$file:')
            end = text.index('"', at + 1)
            file = (WIRE / text[at + 7:end]).read_text(encoding="utf-8")
            text = text[:at] + file + text[end + 1:]
        return text

    def files(self):
        """Step by step: operation, the request's text, what was recorded."""
        for number, step in enumerate(self.steps, 1):
            name = step["op"]
            self.ground.now = START + number * SECOND
            self.ground.random = number << 32
            self.act(step["as"])
            self.counts[name] = self.counts.get(name, 0) + 1
            file = (WIRE / f"{name}.v{OPERATIONS[name]['version']}"
                    / f"{self.name}-{self.counts[name]:02d}.json")
            told = recorded(file)
            assert contained(self.filled(step.get("args", {})), json.loads(told["request"])), file
            yield file, step, self.with_files(told["request"]), told

    def remember(self, step, reply):
        if "is" in step:
            self.names[step["is"]] = reply["id"]
        for name, pointer in step.get("are", {}).items():
            value = reply
            for part in pointer.split("/")[1:]:
                value = value[int(part) if isinstance(value, list) else part]
            self.names[name] = value

    def compare(self, file, told, reply):
        if told["release"] == guanjia.__version__:
            assert reply == told["reply"], file
        else:
            assert contained(json.loads(told["reply"]), json.loads(reply)), file


# ---- through the door ----

def through_the_door(ledger, name, request):
    """The reply's text, of a failure too."""
    replies = []
    take = ledger._reply
    ledger._reply = lambda: replies.append(take()) or replies[-1]
    try:
        ledger.call_json(name, request)
        code = "OK"
    except guanjia.GuanjiaError as e:
        code = e.name
    finally:
        del ledger._reply
    return code, replies[-1]


@pytest.mark.parametrize("name", STORIES)
def test_replies_are_the_same(name, tmp_path, monkeypatch):
    story = Story(name, tmp_path, monkeypatch)
    with story.ledger as ledger:
        for file, step, request, told in story.files():
            code, reply = through_the_door(ledger, step["op"], request)
            assert code == step.get("code", "OK"), file
            story.compare(file, told, reply)
            story.remember(step, json.loads(reply))
    assert sum(story.counts.values()) == len(story.steps) > 0


# ---- through the classes ----

def value_of(field, value):
    """An argument as Python has it."""
    if value is None:
        return None
    if field["kind"] == "time":
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    if field["kind"] == "date":
        return date.fromisoformat(value)
    if field["kind"] == "code" and field["list"] in CODES:
        return CODES[field["list"]](value)
    if field["kind"] == "object" and "fields" in field:
        return values_of(field["fields"], value)
    if field["kind"] == "array" and "fields" in field:
        return [values_of(field["fields"], v) for v in value]
    return value


CODES = {each["name"]: getattr(guanjia.codes, each["name"].title().replace("_", ""))
         for each in guanjia.describe()["profile"]["lists"]}


def values_of(fields, args):
    by_name = {f["name"]: f for f in fields}
    made = {}
    for name, value in args.items():
        try:
            made[name] = value_of(by_name[name], value)
        except (KeyError, ValueError, TypeError, AttributeError):
            made[name] = value  # a fault that the library, or Python, must find
    return made


def vague(name, args):
    """None says "not given" to Python, but where it can say "clear"."""
    clear = {f["name"] for f in OPERATIONS[name]["args"] if f.get("nullable")}
    return any(value is None and key not in clear for key, value in args.items())


def method_of(ledger, name):
    noun, verb = name.split(".")
    verb += "_" if keyword.iskeyword(verb) else ""
    noun += "_" if keyword.iskeyword(noun) else ""
    return getattr(getattr(ledger, noun), verb)


def plain(value):
    """An answer as the wire has it: what is absent there is None, empty or False here."""
    if dataclasses.is_dataclass(value):
        out = {}
        for each in dataclasses.fields(value):
            if isinstance(value, guanjia.nouns.Written) and each.name in ("dry_run", "events"):
                continue
            if each.name == "extra":
                assert not value.extra, f"{type(value).__name__}: {value.extra}"
                continue
            out[each.name.rstrip("_")] = plain(getattr(value, each.name))
        return out
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, datetime):
        assert value.tzinfo is not None
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def same(answer, wire, where=""):
    """Every field of the wire is in the answer, and what the answer has beside says nothing."""
    if isinstance(wire, dict) and isinstance(answer, dict):
        for name, value in wire.items():
            assert name in answer, f"{where}/{name} was lost"
            same(answer[name], value, f"{where}/{name}")
        for name, value in answer.items():
            if name not in wire:
                assert value in (None, False, [], {}, 0), f"{where}/{name} was invented"
    elif isinstance(wire, list):
        assert len(answer) == len(wire), where
        for i, (a, w) in enumerate(zip(answer, wire, strict=True)):
            same(a, w, f"{where}/{i}")
    elif answer != wire:
        assert datetime.fromisoformat(answer) == datetime.fromisoformat(
            wire.replace("Z", "+00:00")), where


def answer_of(method, args):
    made = method(**args)
    return made.page() if isinstance(made, guanjia.Pages) else made


@pytest.mark.parametrize("name", STORIES)
def test_classes_say_the_same(name, tmp_path, monkeypatch):
    story = Story(name, tmp_path, monkeypatch)
    typed = refused = 0
    with story.ledger as ledger:
        for file, step, request, told in story.files():
            args = values_of(OPERATIONS[step["op"]]["args"], json.loads(request))
            if vague(step["op"], args):
                code, reply = through_the_door(ledger, step["op"], request)
                assert code == step.get("code", "OK"), file
                story.compare(file, told, reply)
                continue
            args = {k + "_" * keyword.iskeyword(k): v for k, v in args.items()}
            method = method_of(ledger, step["op"])
            replies = []
            take = ledger._reply
            ledger._reply = lambda take=take, to=replies: to.append(take()) or to[-1]
            answer, code = None, "OK"
            try:
                answer = answer_of(method, args)
            except guanjia.GuanjiaError as e:
                code = e.name
                assert type(e) is guanjia.errors.BY_CODE[e.code]
                assert e.operation.startswith(step["op"])
            except TypeError as e:
                # Python itself finds what is missing, or too much.
                parameters = inspect.signature(method).parameters.values()
                assert (set(args) - {p.name for p in parameters}
                        or {p.name for p in parameters if p.default is p.empty} - set(args)), e
                code = step["code"]
            finally:
                del ledger._reply
            assert code == step.get("code", "OK"), file
            if not replies:
                refused += 1
                code, reply = through_the_door(ledger, step["op"], request)
                assert code == step["code"]
                story.compare(file, told, reply)
                continue
            typed += 1
            reply = json.loads(replies[-1])
            # Keys of objects may come in another order than in the corpus: the reply may not.
            story.compare(file, told, replies[-1])
            if answer is not None:
                dry = "dry_run" in reply and "result" in reply
                same(plain(answer), reply["result"] if dry else reply, str(file))
                assert getattr(answer, "dry_run", False) == dry
                assert not dry or answer.events == reply["events"]
            story.remember(step, reply)
    assert typed > refused


def test_a_story_is_there():
    assert "first" in STORIES
