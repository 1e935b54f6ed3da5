#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command line's help is whole in Chinese: every operation has its sentence, and every field
and every value of an enumeration a word in examples/guanjia/words.def; the verbs of histories have
words in the description. What is missing is named, with the operation that shows it.

    words.py ROOT DESCRIBE
"""
import json
import pathlib
import re
import subprocess
import sys

WORD = re.compile(r'^([WV])\((\w+), "([^"]+)"\)$', re.M)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAME = re.compile(r"^[a-z_][a-z0-9_]*$")


def fields(described):
    """Yields each field, at whatever depth."""
    for field in described:
        yield field
        yield from fields(field.get("fields", []))


def strange_words(root, profile):
    """Verbs of recorded histories that no list of their noun has a word for."""
    known = {chart["noun"]: {each["code"] for each in chart["verbs"] + chart["others"]}
             for chart in profile["charts"]}
    found = 0
    for path in sorted(root.glob("tests/wire/*.history.v*/*.json")):
        noun = path.parent.name.split(".")[0]
        for item in json.loads(path.read_text(encoding="utf-8"))["reply"].get("items", []):
            own = item.get("type", noun).split(".")[0]
            own = own if own in known else noun
            found += 1
            if own in known and item["verb"] not in known[own]:
                yield f"no word for {item['verb']} of {own}: {path.relative_to(root)}"
    if not found:
        yield "no history in the golden corpus"


def main():
    root, describe = pathlib.Path(sys.argv[1]), sys.argv[2]
    text = (root / "examples/guanjia/words.def").read_text(encoding="utf-8")
    words = {"W": {}, "V": {}}
    wrong = []
    for kind, name, chinese in WORD.findall(text):
        if name in words[kind]:
            wrong.append(f"{kind}({name}): stands twice")
        if not CHINESE.search(chinese):
            wrong.append(f"{kind}({name}): not Chinese: {chinese}")
        words[kind][name] = chinese
    if len(words["W"]) + len(words["V"]) != len(re.findall(r"^[WV]\(", text, re.M)):
        wrong.append("words.def: a line that is not of the form W(name, \"word\")")
    tables = json.loads(subprocess.run([describe], check=True, capture_output=True).stdout)
    used = {"W": set(), "V": set()}
    seen = 0
    for noun in tables["nouns"]:
        if not CHINESE.search(noun["zh"]):
            wrong.append(f"{noun['name']}: no Chinese name")
        for op in noun["operations"]:
            if not CHINESE.search(op["doc_zh"]):
                wrong.append(f"{op['name']}: no sentence in Chinese")
            for field in fields(op["args"] + op["result"]):
                seen += 1
                used["W"].add(field["name"])
                if field["name"] not in words["W"]:
                    wrong.append(f"W({field['name']}, ...) is missing: {op['name']}: "
                                 f"{field.get('doc', '')}")
                for value in field.get("names", []) if field["kind"] == "enum" else []:
                    used["V"].add(value)
                    if NAME.match(value) and value not in words["V"] and value not in words["W"]:
                        wrong.append(f"V({value}, ...) is missing: {op['name']}: {field['name']}")
    wrong += strange_words(root, tables["profile"])
    for kind in "WV":
        wrong += [f"{kind}({name}): nothing is called so" for name in words[kind]
                  if name not in used[kind]]
    for line in dict.fromkeys(wrong):
        print(line)
    print(f"{seen} fields, {len(words['W'])} words, {len(words['V'])} values")
    sys.exit(1 if wrong or not seen else 0)


main()
