#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command-line program at work, as a user meets it: tables, errors, exit codes, pipe and
socket, import, the demo.

    cli.py GUANJIA DEMO HELLO
"""
import json
import os
import pathlib
import pty
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from cli_run import (CLEAN, DEMO, HELLO, LISTS, OPERATIONS, PROGRAM, TABLES, Ledger, columns, main,
                     read_table, run)


class Output(Ledger):
    NAMES = ["城管科", "ABC", "半角ｶﾅ全角Ａ", "é", "e\u0301", "𠮷野家", "🙂笑", "（括号）", "한국",
             "a\u200bb", "〇一二三四五六七八九十一二三四五六七八九十", "①·—…"]

    def test_alignment(self):
        for name in self.NAMES:
            self.add("office", kind="section", name=name, parent=self.street)
        kinds = {i["code"]: i for i in LISTS["office_kind"]}
        for lang in ("zh", "en"):
            rows = read_table(self.ok("--lang", lang, "office", "list"))
            self.assertEqual(len(rows), 1 + 3 + len(self.NAMES))
            items = [json.loads(line) for line in self.ok("--json", "office", "list").splitlines()]
            name = rows[0].index("名称" if lang == "zh" else "name")
            kind = rows[0].index("类型" if lang == "zh" else "kind")
            number = rows[0].index("编号" if lang == "zh" else "id")
            for row, item in zip(rows[1:], items):
                self.assertEqual(row[number], str(item["id"]))
                self.assertEqual(row[name], item["name"].strip())
                self.assertEqual(row[kind], kinds[item["kind"]][lang])

    def test_one_thing(self):
        text = self.ok("--lang", "zh", "office", "get", self.street)
        ends = {columns(re.match(r"\S+ +", line).group()) for line in text.splitlines()}
        self.assertEqual(len(ends), 1, text)
        self.assertIn("街道办事处", text)

    def test_time_is_of_the_ledger(self):
        self.assertIn("2026-03-02 09:00", self.ok("ledger", "info"))
        reply = json.loads(self.ok("--json", "--at", "2126-03-02 10:00", "office", "register",
                                   "--kind", "section", "--name", "x", "--parent", self.street,
                                   "--occurred-at", "2026-03-01"))
        self.assertEqual(reply["at"], "2126-03-02T10:00:00+08:00")
        other = self.folder / "other.db"
        self.ok("-L", other, "create", "--zone", "-03:30", "--at", "2026-03-02T09:00",
                "--digest", "sha256")
        info = json.loads(self.ok("-L", other, "ledger", "info", "--json"))
        self.assertEqual((info["zone"], info["digest"]), (-210, "sha256"))
        self.assertEqual(info["created_at"], "2026-03-02T09:00:00-03:30")
        reply = json.loads(self.ok("-L", other, "--json", "--at", "2026-03-02T10:00", "office",
                                   "register", "--kind", "city", "--name", "x"))
        self.assertEqual(reply["at"], "2026-03-02T10:00:00-03:30")

    def test_nothing_moves_the_cursor(self):
        self.add("office", kind="section", name="a\x1b[2Jb\u202ec", parent=self.street)
        for words in (["office", "list"], ["office", "get", self.street + 1]):
            text = self.ok(*words)
            self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f\u202e]")
            self.assertIn("a?[2Jb", text)

    def test_pages_and_columns(self):
        ran = self.cli("office", "list", "--limit", "2")
        self.assertEqual(len(read_table(ran.stdout)), 3)
        after = re.search(r"--after '(.*)'", ran.stderr).group(1)
        rest = json.loads(self.ok("--json", "office", "list", "--limit", "2", "--after", after))
        self.assertEqual([i["id"] for i in rest["items"]], [self.street])
        self.assertNotIn("next", rest)
        rows = read_table(self.ok("office", "list", "--columns", "name,id"))
        self.assertEqual(rows[0], ["id", "name"])

    def test_dry_run(self):
        before = self.ok("--json", "office", "list")
        text = self.ok("office", "register", "--kind", "section", "--name", "x", "--parent",
                       self.street, "--dry-run")
        self.assertIn("nothing was written", text)
        self.assertIn("office.registered", text)
        self.assertEqual(self.ok("--json", "office", "list"), before)

    def test_request_is_a_line_for_pipe(self):
        line = self.ok("--request", "office", "get", self.street)
        reply = json.loads(self.ok("pipe", stdin=line))
        self.assertEqual(reply["result"]["name"], "曙光街道")

    def screen(self, *words, out, err, size=(24, 60)):
        """Runs on pseudo terminals; what they showed."""
        import fcntl
        import struct
        import termios
        ends = {}
        readers = []
        for name, wanted in (("stdout", out), ("stderr", err)):
            if not wanted:
                ends[name] = subprocess.PIPE
                continue
            near, far = pty.openpty()
            fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            ends[name] = far
            readers.append((name, near, far))
        ran = subprocess.Popen([*PROGRAM, *map(str, words)], **ends,
                               env={**CLEAN, "GUANJIA_LEDGER": str(self.path),
                                    "GUANJIA_AS": "system", "LC_ALL": "zh_CN.UTF-8"})
        shown = {"stdout": b"", "stderr": b""}

        def drain(name, near):
            try:
                while chunk := os.read(near, 65536):
                    shown[name] += chunk
            except OSError:
                pass
        threads = [threading.Thread(target=drain, args=(n, a)) for n, a, _ in readers]
        for _, _, far in readers:
            os.close(far)
        for thread in threads:
            thread.start()
        plain = ran.communicate(timeout=120)
        for thread in threads:
            thread.join()
        for _, near, _ in readers:
            os.close(near)
        for name, text in zip(("stdout", "stderr"), plain):
            shown[name] += text or b""
        self.assertEqual(ran.returncode, 0, shown)
        return shown["stdout"].decode(), shown["stderr"].decode()

    def test_progress_only_on_a_terminal(self):
        lines = [json.dumps({"op": "begin"})]
        lines += [json.dumps({"op": "office.register", "args": {
            "kind": "section", "name": f"科室{i}", "parent": self.street}}) for i in range(2100)]
        lines.append(json.dumps({"op": "commit"}))
        replies = self.ok("pipe", stdin="\n".join(lines))
        self.assertEqual(replies.count('"ok":true'), 2102)
        out, err = self.screen("journal", "verify", out=False, err=True)
        self.assertRegex(err, r"\r\[#+ *\] +\d+%  \d000/\d+")
        self.assertTrue(err.endswith("\r\x1b[K"), err)
        self.assertNotIn("\r", out)
        ran = self.cli("journal", "verify")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        # Later rows flow through a table whose widths are settled.
        rows = read_table(self.ok("office", "list"))
        self.assertEqual(len(rows), 1 + 3 + 2100)

    def test_a_narrow_terminal(self):
        out, err = self.screen("office", "list", out=True, err=True)
        for line in out.splitlines():
            self.assertLessEqual(columns(line), 60)
        self.assertIn("（共 3 条）", out)
        self.assertIn("--columns", err)


class Errors(Ledger):
    def test_exit_codes(self):
        clerk = {"GUANJIA_AS": "clerk"}
        self.clerk()
        cases = [
            (1, ["office", "get", "99"], {}),
            (1, ["office", "register", "--kind", "city", "--name", "x", "--parent", self.street], {}),
            (2, [], {}),
            (2, ["nonsense"], {}),
            (2, ["office"], {}),
            (2, ["office", "list", "--limit", "5000"], {}),
            (2, ["office", "register", "--kind", "city"], {}),
            (2, ["office", "register", "--kind", "nonsense", "--name", "x"], {}),
            (2, ["--nonsense", "office", "list"], {}),
            (2, ["--at", "yesterday", "office", "list"], {}),
            (2, ["--lang", "fr", "office", "list"], {}),
            (2, ["office", "list"], {"GUANJIA_LEDGER": ""}),
            (2, ["call", "office.nonsense", "{}"], {}),
            (2, ["call", "office.get", '{"id":1,"id":2}'], {}),
            (3, ["office", "update", self.street, "--name", "x", "--if-revision", "9"], {}),
            (3, ["staff", "register", "--account", "clerk", "--name", "x", "--office", self.street], {}),
            (3, ["create"], {}),
            (4, ["office", "register", "--kind", "section", "--name", "x", "--parent", self.street],
             clerk),
            (4, ["office", "list"], {"GUANJIA_AS": ""}),
            (6, ["-L", self.folder / "none.db", "office", "list"], {}),
            (6, ["-L", __file__, "office", "list"], {}),
            (6, ["-L", self.folder / "no" / "folder" / "l.db", "create"], {}),
        ]
        for code, words, env in cases:
            for lang, mark in (("en_US.UTF-8", "Next: "), ("zh_CN.UTF-8", "下一步：")):
                ran = self.cli(*words, **env, LC_ALL=lang)
                self.assertEqual(ran.returncode, code, (words, ran.stderr))
                if words not in ([], ["office"]):
                    self.assertTrue(ran.stderr.startswith("guanjia: "), words)
                if code > 2:
                    self.assertIn(mark, ran.stderr, words)
                    self.assertEqual(ran.stdout, "")

    def test_every_error_has_its_advice(self):
        """The list of the program knows each code of the library, and no other."""
        text = (pathlib.Path(__file__).parents[2] / "examples/guanjia/advice.def").read_text("utf-8")
        self.assertEqual(sorted(re.findall(r"^A\((\w+),", text, re.M)),
                         sorted(row["name"] for row in TABLES["errors"]))

    def test_busy_is_a_passing_condition(self):
        import sqlite3
        other = sqlite3.connect(self.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        err = self.refused(5, "office", "register", "--kind", "section", "--name", "x", "--parent",
                           self.street)
        other.execute("ROLLBACK")
        other.close()
        self.assertIn("again", err)

    def test_place_is_the_flag_typed(self):
        err = self.refused(2, "staff", "register", "--account", "a", "--name", "b", "--office",
                           self.street, "--roles.0.office", self.street, "--roles.0.role", "boss")
        self.assertTrue(err.startswith("guanjia: --roles.0.role: "), err)
        err = self.refused(2, "office", "list", "--limit", "0", LC_ALL="zh_CN.UTF-8")
        self.assertTrue(err.startswith("guanjia: --limit: "), err)
        self.assertIn("下一步：", err)
        err = self.refused(2, "call", "office.list", '{"limit":0}')
        self.assertTrue(err.startswith("guanjia: /limit: "), err)

    def test_json_errors_for_programs(self):
        ran = self.cli("--json", "office", "get", "99")
        self.assertEqual((ran.returncode, ran.stderr), (1, ""))
        self.assertEqual(json.loads(ran.stdout)["error"]["name"], "NOT_FOUND")

    def test_a_later_revision_is_named(self):
        err = self.refused(3, "office", "update", self.street, "--name", "x", "--if-revision", "9")
        self.assertIn("--if-revision 1", err)

    def test_create(self):
        other = self.folder / "other.db"
        self.refused(2, "create", other, "--digest", "md5")
        self.refused(2, "create", other, self.folder / "third.db")
        self.assertFalse(other.exists())
        self.ok("create", other)
        self.assertEqual(json.loads(self.ok("ledger", "info", "-L", other, "--json"))["digest"],
                         "sm3")
        self.ok("upgrade", "-L", other)
        self.refused(6, "upgrade", "-L", self.folder / "none.db")

    def test_interrupt_undoes(self):
        rows = "企业名称\n" + "".join(f"第{i}号有限公司（虚构）\n" for i in range(20000))
        path = self.folder / "many.csv"
        path.write_text(rows, encoding="utf-8")
        self.clerk()
        near, far = pty.openpty()
        ran = subprocess.Popen([*PROGRAM, "-L", str(self.path), "--as", "clerk", "import",
                                str(path)], stdout=subprocess.PIPE, stderr=far, env=CLEAN)
        os.close(far)
        err = b""
        while b"%" not in err:
            err += os.read(near, 4096)
        ran.send_signal(signal.SIGINT)
        try:
            while chunk := os.read(near, 65536):
                err += chunk
        except OSError:
            pass
        out, _ = ran.communicate(timeout=60)
        os.close(near)
        self.assertEqual((ran.returncode, out), (5, b""), err)
        self.assertIn(b"INTERRUPTED", err)
        self.assertEqual(self.ok("enterprise", "list", GUANJIA_AS="clerk"), "")
        self.ok("journal", "verify")

    def test_interrupted_pipe_of_output(self):
        for _ in range(3):
            ran = subprocess.run(["sh", "-c", f"'{PROGRAM[0]}' describe | head -c 10"],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=CLEAN,
                                 check=False)
            self.assertEqual((len(ran.stdout), ran.stderr), (10, b""))


class Keep(Ledger):
    """Heads, verify, backup, copy, upgrade: what whoever keeps a ledger runs."""

    def many(self, count):
        lines = [json.dumps({"op": "begin"})]
        lines += [json.dumps({"op": "office.register", "args": {
            "kind": "section", "name": f"科室{i}", "parent": self.street}}) for i in range(count)]
        lines.append(json.dumps({"op": "commit"}))
        self.assertEqual(self.ok("pipe", stdin="\n".join(lines)).count('"ok":true'), count + 2)

    def heads(self, path):
        return json.loads(self.ok("-L", path, "heads"))["heads"]

    def spoil(self, path, sql):
        import sqlite3
        other = sqlite3.connect(path, isolation_level=None)
        other.execute(sql)
        other.close()

    def test_verify(self):
        kept = self.folder / "heads.json"
        kept.write_text(self.ok("heads"), encoding="utf-8")
        self.assertEqual(json.loads(kept.read_text("utf-8")),
                         json.loads(self.ok("--json", "journal", "head", "--all")))
        self.clerk()
        self.assertRegex(self.ok("verify"), r"(?m)^verify +ok$")
        self.assertRegex(self.ok("verify", "--heads", kept, "--lang", "zh"), r"(?m)^核验 +ok$")
        self.assertEqual(json.loads(self.ok("--json", "verify", "--heads", kept))["verify"], "ok")
        self.refused(2, "verify", "--heads", self.folder / "none.json")
        self.refused(2, "verify", "--heads", self.path)
        self.refused(2, "verify", "more")
        self.refused(4, "verify", GUANJIA_AS="")
        # A head that was kept of a longer journal, and one of another.
        heads = json.loads(kept.read_text("utf-8"))
        for change in ({"seq": 1000}, {"hash": "0" * 64}):
            heads["heads"][0].update(change)
            kept.write_text(json.dumps(heads), encoding="utf-8")
            ran = self.cli("verify", "--heads", kept)
            self.assertEqual(ran.returncode, 6)
            self.assertRegex(ran.stdout, r"(?m)^verify +wrong$")
            self.assertIn("CORRUPT", ran.stderr)
        self.spoil(self.path, "UPDATE office SET name = 'x'")
        ran = self.cli("verify", "--json")
        self.assertEqual((ran.returncode, json.loads(ran.stdout)["table"]), (6, "office"))

    def test_backup(self):
        to = self.folder / "backup.db"
        self.assertRegex(self.ok("backup", to), r"(?m)^verify +ok$")
        self.assertEqual(self.heads(to), self.heads(self.path))
        self.assertIn("already", self.refused(3, "backup", to))
        self.refused(2, "backup")
        self.refused(2, "backup", to, to)
        self.clerk()
        self.refused(4, "backup", self.folder / "clerk.db", GUANJIA_AS="clerk")
        made = json.loads(self.ok("--json", "backup", self.folder / "third.db"))
        self.assertEqual(made["verified"]["verify"], "ok")
        self.assertEqual(made["made"]["events"], made["verified"]["events"])

    def test_copy(self):
        to = self.folder / "copy.db"
        self.assertRegex(self.ok("copy", self.path, to), r"(?m)^verify +ok$")
        self.assertEqual(self.heads(to), self.heads(self.path))
        self.assertIn("not empty", self.refused(3, "copy", self.path, to))
        self.refused(2, "copy", self.path)
        self.refused(2, "copy", self.path, to, "--partitions", "many")
        self.refused(6, "copy", self.folder / "none.db", self.folder / "other.db")
        self.assertIn("PostgreSQL", self.refused(6, "copy", self.path, self.folder / "other.db",
                                                 "--partitions", "4"))
        self.refused(6, "create", self.folder / "other.db", "--partitions", "4")
        self.refused(2, "create", self.folder / "other.db", "--partitions", "4000")
        self.assertFalse((self.folder / "other.db").exists())

    def test_copy_killed(self):
        self.many(6000)
        to = self.folder / "copy.db"
        near, far = pty.openpty()
        ran = subprocess.Popen([*PROGRAM, "--as", "system", "copy", str(self.path), str(to)],
                               stdout=subprocess.PIPE, stderr=far, env=CLEAN)
        os.close(far)
        err = b""
        while not re.search(rb"[1-9][0-9]{3}/", err):
            err += os.read(near, 4096)
        ran.kill()
        ran.communicate(timeout=60)
        os.close(near)
        self.assertEqual(ran.returncode, -signal.SIGKILL)
        for words in (["office", "list"], ["verify"], ["upgrade"], ["create"]):
            self.assertIn("broken off", self.refused(6, "-L", to, *words))
        made = json.loads(self.ok("--json", "copy", self.path, to))
        self.assertGreater(made["made"]["resumed"], 500)
        self.assertEqual(made["made"]["events"], made["verified"]["events"])
        self.assertEqual(made["verified"]["verify"], "ok")
        self.assertEqual(self.heads(to), self.heads(self.path))

    def test_upgrade(self):
        self.assertEqual(json.loads(self.ok("--json", "upgrade")),
                         {"from": 1, "version": 1, "events": 0})
        self.ok("upgrade", LC_ALL="zh_CN.UTF-8")
        self.refused(2, "upgrade", "more")
        self.spoil(self.path, "PRAGMA user_version = 12")
        for words in (["upgrade"], ["office", "list"]):
            err = self.refused(6, *words)
            self.assertIn("version 12", err)
            self.assertIn("newer program", err)


class Pipe(Ledger):
    def talk(self, *requests, words=(), **env):
        lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in requests]
        ran = self.cli("pipe", *words, stdin="\n".join(lines) + "\n", **env)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def test_replies_in_order(self):
        replies = self.talk({"op": "office.get", "args": {"id": self.street}, "id": 1},
                            {"id": "二", "op": "office.get", "args": {"id": 99}},
                            "", {"op": "ledger.info", "id": {"n": [1]}}, {"op": "office.list"})
        self.assertEqual([r.get("id") for r in replies], [1, "二", {"n": [1]}, None])
        self.assertEqual([r["ok"] for r in replies], [True, False, True, True])
        self.assertEqual(replies[0]["result"]["name"], "曙光街道")
        self.assertEqual(replies[1]["error"]["name"], "NOT_FOUND")
        self.assertEqual(len(replies[3]["result"]["items"]), 3)

    def test_bad_lines_end_nothing(self):
        bad = ["x", "{", "[]", '"op"', "{}", '{"op":1}', '{"op":"office.list","x":1}',
               '{"op":"office.list","op":"office.list"}', '{"op":"office.list"} {}',
               '{"op":"nonsense"}', '{"op":"office.list","args":[]}', '{"op":"\\ud800"}',
               '{"op":"office.list","args":{"limit":1e3}}', "{" * 100, '{"op":"office.list","as":5}']
        replies = self.talk(*bad, {"op": "office.get", "args": {"id": self.street}})
        self.assertEqual([r["ok"] for r in replies], [False] * len(bad) + [True])
        for reply in replies[:-1]:
            self.assertLess(reply["error"]["code"], 0)

    def test_who_acts_holds_for_the_line(self):
        self.clerk()
        make = {"op": "office.register",
                "args": {"kind": "section", "name": "x", "parent": self.street, "dry_run": True}}
        replies = self.talk({**make, "as": "clerk"}, make, {**make, "as": {"account": "system"}},
                            {**make, "as": "nobody"}, make)
        self.assertEqual([r.get("error", {}).get("name") for r in replies],
                         ["DENIED", None, None, "NOT_FOUND", None])
        replies = self.talk(make, {**make, "as": "system"}, make, {"op": "ledger.info"},
                            GUANJIA_AS="")
        self.assertEqual([r.get("error", {}).get("name") for r in replies],
                         ["NO_ACTOR", None, "NO_ACTOR", None])

    def test_transactions(self):
        make = {"op": "office.register", "args": {"kind": "section", "name": "x",
                                                  "parent": self.street}}
        count = {"op": "office.list", "args": {"kind": "section"}}
        replies = self.talk({"op": "begin"}, make, {"op": "rollback"}, count,
                            {"op": "begin"}, make, make, {"op": "commit"}, count, {"op": "commit"})
        self.assertEqual([len(r["result"]["items"]) for r in (replies[3], replies[8])], [0, 2])
        self.assertEqual(replies[9]["error"]["name"], "USE")

    def connect(self, path):
        for _ in range(100):
            try:
                one = socket.socket(socket.AF_UNIX)
                one.connect(str(path))
                return one, one.makefile("rw", encoding="utf-8")
            except OSError:
                one.close()
                time.sleep(0.05)
        self.fail("nobody listens")

    def ask(self, file, **request):
        file.write(json.dumps(request) + "\n")
        file.flush()
        return json.loads(file.readline())

    def test_socket(self):
        path = self.folder / "s"
        server = subprocess.Popen([*PROGRAM, "-L", str(self.path), "--as", "system", "pipe",
                                   "--socket", str(path)], stderr=subprocess.PIPE, env=CLEAN)
        try:
            one, a = self.connect(path)
            two, b = self.connect(path)
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            # Two connections, a ledger handle each: transactions of their own.
            self.assertTrue(self.ask(a, op="begin", id=1)["ok"])
            self.assertTrue(self.ask(a, op="office.register", args={
                "kind": "section", "name": "x", "parent": self.street})["ok"])
            self.assertEqual(len(self.ask(b, op="office.list")["result"]["items"]), 3)
            self.assertTrue(self.ask(a, op="commit")["ok"])
            self.assertEqual(len(self.ask(b, op="office.list")["result"]["items"]), 4)
            # A connection that ends inside a transaction leaves nothing.
            self.assertTrue(self.ask(a, op="begin")["ok"])
            self.assertTrue(self.ask(a, op="office.register", args={
                "kind": "section", "name": "y", "parent": self.street})["ok"])
            a.close()
            one.close()
            time.sleep(0.3)
            self.assertTrue(self.ask(b, op="office.register", args={
                "kind": "section", "name": "z", "parent": self.street})["ok"])
            names = [i["name"] for i in self.ask(b, op="office.list")["result"]["items"]]
            self.assertIn("z", names)
            self.assertNotIn("y", names)
            b.close()
            two.close()
            self.refused(6, "pipe", "--socket", path)
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
        self.assertEqual(server.returncode, 0)
        self.assertFalse(path.exists())

    def test_a_socket_left_behind(self):
        path = self.folder / "s"
        left = socket.socket(socket.AF_UNIX)
        left.bind(str(path))
        left.close()
        server = subprocess.Popen([*PROGRAM, "-L", str(self.path), "pipe", "--socket", str(path)],
                                  stderr=subprocess.PIPE, env=CLEAN)
        one, file = self.connect(path)
        self.assertTrue(self.ask(file, op="ledger.info")["ok"])
        server.send_signal(signal.SIGTERM)
        file.close()
        one.close()
        server.communicate(timeout=30)
        plain = self.folder / "plain"
        plain.write_text("mine", encoding="utf-8")
        self.refused(6, "pipe", "--socket", plain)
        self.assertEqual(plain.read_text(encoding="utf-8"), "mine")


class Import(Ledger):
    ROWS = [["企业名称", "统一社会信用代码"], ["甲乙丙有限公司（虚构）", ""], ["丁戊己中心（虚构）", ""],
            ["坏码有限公司（虚构）", "91110108MA00000000"]]

    def files(self):
        text = "\n".join(",".join(row) for row in self.ROWS) + "\n"
        for name, encoding in (("一.csv", "utf-8-sig"), ("二.csv", "gb18030")):
            path = self.folder / name
            path.write_bytes(text.encode(encoding))
            yield path

    def test_files(self):
        self.clerk()
        one, two = self.files()
        done = [json.loads(line) for line in
                self.ok("import", one, two, "--json", GUANJIA_AS="clerk").splitlines()]
        self.assertEqual([(d["file"], d["row_count"], d["registered"], d["quarantined"])
                          for d in done], [("一.csv", 3, 2, 1), ("二.csv", 3, 0, 1)])
        names = [json.loads(line)["name"] for line in
                 self.ok("--json", "enterprise", "list", GUANJIA_AS="clerk").splitlines()]
        self.assertEqual(sorted(names), sorted(row[0] for row in self.ROWS[1:3]))
        requests = self.ok("--request", "import", one, two, "--dry-run").splitlines()
        self.assertEqual([json.loads(r)["args"] for r in requests],
                         [{"path": str(p), "dry_run": True} for p in (one, two)])
        self.assertIn("--path", self.refused(2, "import", GUANJIA_AS="clerk"))
        self.refused(6, "import", self.folder / "none.csv", GUANJIA_AS="clerk")
        listed = self.ok("import", "list", GUANJIA_AS="clerk")
        self.assertIn("一.csv", listed)


class Demo(unittest.TestCase):
    def test_hello(self):
        ran = run(program=HELLO)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertNotIn("error", json.loads(ran.stdout))

    def test_demo(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "demo.db"
            ran = run(path, program=DEMO)
            self.assertEqual((ran.returncode, ran.stderr), (0, ""))
            self.assertEqual(ran.stdout, run(program=DEMO).stdout)
            told = json.loads(ran.stdout.splitlines()[-1])

            def items(*words):
                out = run("-L", path, "--as", "system", "--json", *words).stdout
                return [json.loads(line) for line in out.splitlines()]
            demands = items("demand", "list")
            solved = [d for d in demands if d["resolution"] in ("solved", "workaround")]
            self.assertEqual(told, {
                "streets": len(items("office", "list", "--kind", "street")),
                "demands": len(demands),
                "closed": sum(d["state"] == "closed" for d in demands),
                "solved_at_office": sum(d["level"] == "office" for d in solved),
                "solved_above": sum(d["level"] != "office" for d in solved),
                "verify": items("journal", "verify")[0]["verify"]})
            # The stories: two streets; gate and lamps by the office, the exit not.
            self.assertEqual(told, {"streets": 2, "demands": 3, "closed": 3,
                                    "solved_at_office": 2, "solved_above": 1, "verify": "ok"})
            exit_, = (d for d in demands if "龙子湖" in d["subject"])
            self.assertNotEqual(exit_["level"], "office")
            self.invented(ran.stdout, items("staff", "list"), items)
            self.histories(ran.stdout, demands, items)
            # The states of a whistle are not those of a demand.
            self.assertIn("已销哨", run("-L", path, "--as", "qiao", "--lang", "zh", "whistle", "list",
                                        "--home", exit_["office"]).stdout)

    def invented(self, text, staff, items):
        homes = [o["id"] for o in items("office", "list", "--kind", "street")]
        names = [s["name"] for s in staff]
        names += [e["name"] for h in homes for e in items("enterprise", "list", "--home", h)]
        self.assertGreaterEqual(len(names), 10)
        for name in names:
            self.assertTrue(name.endswith("（虚构）"), name)
            self.assertEqual(text.count(name[:-4]), text.count(name), name)

    def histories(self, text, demands, items):
        """The tables are those of the demands, and of both whistles with their parties."""
        words = {chart["noun"]: {v["code"]: v["zh"] for v in chart["verbs"] + chart["others"]}
                 for chart in TABLES["profile"]["charts"]}
        tables = [read_table(t) for t in re.split(r"\n(?=时间 )|\n\n", text)
                  if t.startswith("时间 ")]
        told = [[row[rows[0].index("环节")] for row in rows[1:]] for rows in tables]
        street = next(o["id"] for o in items("office", "list", "--kind", "street")
                      if "博学路" in o["name"])
        whistles = items("whistle", "list", "--home", street)
        happened = [[words["demand"][e["verb"]] for e in items("demand", "history", d["id"])]
                    for d in demands]
        happened += [[words[e["type"].split(".")[0]][e["verb"]]
                      for e in items("whistle", "history", w["id"])
                      if e["verb"] not in ("invite", "call")]
                     for w in whistles]
        self.assertEqual([w["state"] for w in whistles], ["closed", "blown"])
        self.assertEqual(sorted(told), sorted(happened))


class Program(unittest.TestCase):
    def test_version(self):
        self.assertIn(TABLES["version"], run("version").stdout)
        self.assertIn(TABLES["version"], run("--version").stdout)
        self.assertEqual(json.loads(run("version", "--json").stdout)["abi"], TABLES["abi"])

    def test_no_operation_is_written_by_hand(self):
        """Beside those that cli.h names, and where it says."""
        folder = pathlib.Path(__file__).parents[2] / "examples" / "guanjia"
        names = {op["name"] for op in OPERATIONS} - {"ledger.info", "enterprise.import",
                                                        "clock.sweep"}
        for path in folder.glob("*.[chd]*"):
            code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
            known = {"journal.head", "journal.verify", "journal.replay", "ledger.backup"}
            found = {name for name in names if f'"{name}"' in code}
            if path.name == "keep.c":
                self.assertEqual(found, known)
                found = set()
            self.assertEqual(found, set(), path.name)


if __name__ == "__main__":
    sys.exit(main())
