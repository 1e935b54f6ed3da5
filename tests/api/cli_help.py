#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command-line program before it does anything: help in both languages, completion, and how
what is typed becomes a request.

    cli_help.py GUANJIA DEMO HELLO
"""
import functools
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from cli_run import LISTS, OPERATIONS, PROGRAM, TABLES, columns, main, run, words_of


@functools.lru_cache(maxsize=None)
def run_once(*words):
    return run(*words)


def help_of_op(op, lang):
    return run_once(*words_of(op), "--help", "--lang", lang)


class Help(unittest.TestCase):
    def test_every_noun(self):
        for locale in ("zh_CN.UTF-8", "C"):
            ran = run("--help", LC_ALL=locale)
            self.assertEqual((ran.returncode, ran.stderr), (0, ""))
            for noun in TABLES["nouns"]:
                if any(words_of(op)[0] == noun["name"] for op in OPERATIONS):
                    self.assertRegex(ran.stdout, rf"(?m)^  {noun['name']} +{noun['zh']} ")
            for code in range(7):
                self.assertRegex(ran.stdout, rf"\b{code} ")

    def test_every_operation(self):
        for op in OPERATIONS:
            noun, verb = words_of(op)
            text = run_once(noun, "--help", "--lang", "zh").stdout
            self.assertRegex(text, rf"(?m)^  {verb} +{re.escape(op['doc_zh'])}$")

    def told(self, text, fields, prefix=""):
        for field in fields:
            flag = "--" + prefix + field["name"].replace("_", "-")
            found = re.search(rf"(?m)^  {re.escape(flag)}( .*)?\n((?:        .*\n)*)", text)
            self.assertIsNotNone(found, flag)
            block = " ".join((found.group(0)).split())
            self.assertIn(" ".join(field["doc"].split()), block)
            self.assertEqual("required" in (found.group(1) or ""), field.get("required", False))
            for item in LISTS.get(field.get("list"), []) if field["kind"] == "code" else []:
                self.assertIn(f"{item['code']} ({item['en']})", block)
            for name in field.get("names", []):
                self.assertIn(name, block)
            if 0 < field.get("max", 0) < 2 ** 53:
                self.assertIn(f"{field['min']}–{field['max']}", block)
            if "fields" in field:
                inside = ".N." if field["kind"] == "array" else "."
                self.told(text, field["fields"], prefix + field["name"].replace("_", "-") + inside)

    def test_every_flag(self):
        for op in OPERATIONS:
            with self.subTest(op["name"]):
                ran = help_of_op(op, "en")
                self.assertEqual((ran.returncode, ran.stderr), (0, ""))
                self.assertIn(op["doc"], ran.stdout)
                self.told(ran.stdout, op["args"])

    def test_lines_are_not_wider_than_a_terminal(self):
        for op in OPERATIONS:
            for lang in ("zh", "en"):
                for line in help_of_op(op, lang).stdout.splitlines():
                    self.assertEqual(line, line.rstrip())
                    # A word without a space is not cut.
                    if line.startswith("        ") and " " in line.strip():
                        self.assertLessEqual(columns(line), 92, line)

    def test_locale(self):
        for env, chinese in (({}, False), ({"LANG": "zh_CN.UTF-8"}, True),
                             ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, False),
                             ({"LANG": "C", "LC_MESSAGES": "zh_TW.UTF-8"}, True),
                             ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, True)):
            self.assertEqual("用法" in run("--help", **env).stdout, chinese, env)
        self.assertIn("用法", run("--lang", "zh", "--help", LC_ALL="C").stdout)
        self.assertIn("Usage", run("--lang", "en", "--help", LC_ALL="zh_CN.UTF-8").stdout)
        self.assertIn("没有这个词", run("nonsense", LANG="zh_CN").stderr)
        self.assertIn("no such word", run("nonsense").stderr)

    def test_describe(self):
        for op in OPERATIONS[::9]:
            self.assertEqual(json.loads(run("describe", op["name"]).stdout), op)
        for noun in TABLES["nouns"][::3]:
            self.assertEqual(json.loads(run("describe", noun["name"]).stdout), noun)
        self.assertEqual(run("describe", "nonsense").returncode, 2)

    def test_completion(self):
        script = run("completion", "bash").stdout
        probe = script + """
COMP_WORDS=("${WORDS[@]}"); COMP_CWORD=$((${#WORDS[@]} - 1)); compopt() { :; }
_guanjia; printf '%s\\n' "${COMPREPLY[@]}"
"""
        def complete(*words):
            listed = "WORDS=(" + " ".join(f"'{w}'" for w in words) + ")\n"
            ran = subprocess.run(["bash", "-c", listed + probe], stdout=subprocess.PIPE,
                                 encoding="utf-8", check=True)
            return ran.stdout.split()
        if subprocess.run(["sh", "-c", "command -v bash"], stdout=subprocess.DEVNULL,
                          check=False).returncode:
            self.skipTest("no bash")
        self.assertEqual(complete("guanjia", "off"), ["office"])
        self.assertEqual(complete("guanjia", "office", "reg"), ["register"])
        self.assertEqual(complete("guanjia", "office", "register", "--ki"), ["--kind"])


class Flags(unittest.TestCase):
    """What is typed becomes the request that is sent."""

    def request(self, *words, **more):
        ran = run("--request", *words, **more)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""), words)
        return json.loads(ran.stdout)["args"]

    SCALARS = {
        "integer": [("0", 0), ("42", 42), ("9007199254740991", 9007199254740991)],
        "id": [("4294967297", 4294967297)],
        "money": [("1250", 1250), ("12.5元", 1250), ("12.50元", 1250), ("300万元", 300000000),
                  ("1.2345亿元", 12345000000), ("0", 0)],
        "time": [("2026-03-01T09:00:00+08:00",) * 2, ("2026-03-01T01:00:00.5Z",) * 2],
        "date": [("2026-03-01",) * 2],
        "enum": [("anything",) * 2],
        "code": [("anything",) * 2],
        "text": [("甲 \"乙\"\n丙\\", "甲 \"乙\"\n丙\\"), ("@wechat",) * 2, ("-5",) * 2, ("",) * 2,
                 ("𠮷🙂",) * 2],
        "json": [('{"a":[1,2.5,null]}', {"a": [1, 2.5, None]})],
        "map": [('{"a":"b"}', {"a": "b"}), ("a=b=c", {"a": "b=c"})],
        "texts": [("一", ["一"]), ('["一","二"]', ["一", "二"])],
        "ids": [("7", [7]), ("[7,8]", [7, 8])],
        "object": [("{}", {})],
        "array": [("[]", []), ('[{"x":1}]', [{"x": 1}])],
    }

    def check_field(self, words, field, flag, wrap, depth=0):
        kind = field["kind"]
        shape = (kind, field.get("nullable"), depth)
        if shape in self.seen:
            return
        self.seen.add(shape)
        if kind == "flag":
            for tail, value in (("", True), ("=true", True), ("=false", False)):
                self.assertEqual(self.request(*words, "--" + flag + tail), wrap(value))
            self.assertEqual(self.request(*words, "--no-" + flag), wrap(False))
            return
        for typed, value in self.SCALARS[kind]:
            self.assertEqual(self.request(*words, f"--{flag}={typed}"), wrap(value))
        typed, value = self.SCALARS[kind][0]
        self.assertEqual(self.request(*words, "--" + flag, typed), wrap(value))
        if field.get("nullable"):
            self.assertEqual(self.request(*words, "--no-" + flag), wrap(None))

    def check_inside(self, words, fields, flag, wrap, depth):
        for field in fields:
            name = field["name"]
            own = flag + name.replace("_", "-")

            def within(value, name=name):
                return wrap({name: value})
            with self.subTest(f"{words} --{own}"):
                self.check_field(words, field, own, within, depth)
            if field["kind"] == "array":
                self.check_inside(words, field["fields"], own + ".0.",
                                  lambda v, w=within: w([v]), depth + 1)
            elif "fields" in field:
                self.check_inside(words, field["fields"], own + ".", within, depth + 1)

    def test_every_kind(self):
        """Of every kind and depth the first: the same code reads the others."""
        self.seen = set()
        for op in OPERATIONS:
            self.check_inside(words_of(op), op["args"], "", lambda v: v, 0)
        self.assertLessEqual({"flag", "integer", "id", "money", "time", "date", "enum", "code",
                              "text", "texts", "ids", "map", "array", "object", "json"},
                             {kind for kind, _, _ in self.seen})

    def test_repeated(self):
        args = self.request("office", "register", "--references", "grid=1", "--references",
                            "other=2", "--references.petition", "3")
        self.assertEqual(args, {"references": {"grid": "1", "other": "2", "petition": "3"}})
        args = self.request("staff", "register", "--roles.0.office", "1", "--roles.0.role", "clerk",
                            "--roles.1.office", "2", "--roles.1.role", "leader")
        self.assertEqual(args["roles"], [{"office": 1, "role": "clerk"},
                                         {"office": 2, "role": "leader"}])

    def test_file_and_number(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "roles.json"
            file.write_text('[ {"office": 1,\n "role": "clerk"} ]', encoding="utf-8")
            args = self.request("staff", "register", "--roles", f"@{file}")
        self.assertEqual(args["roles"], [{"office": 1, "role": "clerk"}])
        self.assertEqual(self.request("office", "get", "12"), {"id": 12})
        self.assertEqual(self.request("office", "get", "--id", "12"), {"id": 12})
        # Without a number that must be given, the only argument that must.
        self.assertEqual(self.request("demand", "count", "state"), {"group": "state"})

    def test_wrong(self):
        for words, where, said in (
                (["get", "x1"], "--id", "whole number"),
                (["get", "1", "2"], "--id", "twice"),
                (["get", "1", "--id", "2"], "--id", "twice"),
                (["get", "1", "word"], "--id", "twice"),
                (["list", "word"], "word", "no such"),
                (["register", "--kind"], "--kind", "should follow"),
                (["register", "--dry-run=maybe"], "--dry-run", "true or false"),
                (["register", "--references", "abc"], "--references", "NAME=VALUE"),
                (["register", "--references", "{"], "--references", "JSON"),
                (["register", "--references", "@/nonexistent"], "--references", "cannot be read"),
                (["register", "--no-kind"], "--no-kind", "cleared"),
                (["register", "--knd", "x"], "--knd", "--kind perhaps"),
                (["register", "--references."], "--references.", "no such"),
                (["regster"], "regster", "register perhaps")):
            ran = run("--request", "office", *words)
            self.assertEqual(ran.returncode, 2, words)
            self.assertEqual(ran.stdout, "")
            self.assertTrue(ran.stderr.startswith(f"guanjia: {where}: "), ran.stderr)
            self.assertIn(said, ran.stderr)
            self.assertIn("Next: ", ran.stderr)
        for typed in ("1.5", "1,000元", "12.505元", "x元", "元", "-1元", "1.元",
                      "99999999999999亿元"):
            op, name = next((o, f["name"]) for o in OPERATIONS for f in o["args"]
                            if f["kind"] == "money")
            ran = run("--request", *words_of(op), f"--{name.replace('_', '-')}={typed}")
            self.assertEqual((ran.returncode, ran.stdout), (2, ""), typed)

    def test_array_in_order(self):
        ran = run("--request", "staff", "register", "--roles.1.office", "2")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("in order from 0", ran.stderr)


if __name__ == "__main__":
    sys.exit(main())
