#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A report is what anybody would have counted: an independent check.

    report.py HEADROOM DIR

Of the requests in DIR, one JSON file each, a report in JSON is taken, whole and
in shards.  Which texts there are and who wrote them is found again here, by
python's json, and their tokens by `headroom count`; figures.py makes the other
figures again.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

MIXED = 9 << 20  # bytes of a file that threads share
PLUMBING = {"type", "id", "call_id", "tool_call_id", "tool_use_id",
            "cache_control", "status"}
SCHEMAS = ("tools", "functions", "response_format", "generationConfig",
           "output_config", "text")


class Check:
    def __init__(self, headroom):
        self.headroom = headroom
        self.passed = self.failed = 0

    def run(self, *args, data=None):
        return subprocess.run([self.headroom, *args], input=data, check=True,
                              stdout=subprocess.PIPE).stdout

    def is_(self, name, expected, actual):
        if expected == actual:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{name}: expected {str(expected)[:300]}, but got "
                  f"{str(actual)[:300]}")

    def tokens(self, texts):
        """Tokens of each text."""
        with tempfile.TemporaryDirectory() as folder:
            names = []
            for number, text in enumerate(texts):
                names.append(pathlib.Path(folder, str(number)))
                names[-1].write_bytes(text.encode("utf-8", "replace"))
            counted = [] if not names else json.loads(
                self.run("count", "--json", *names))["files"]
        return [file["tokens"] for file in counted]


def sums_of(rows):
    return {row["name"]: row for row in rows}


def texts_of(value, found):
    """All strings and other scalars that a model gets to see."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in PLUMBING:
                texts_of(member, found)
    elif isinstance(value, list):
        for item in value:
            texts_of(item, found)
    elif isinstance(value, str):
        found.append(value)
    else:
        found.append(json.dumps(value))


def plain_chats(folder):
    """Bodies of the simplest form, of which all is said in a few lines: turns
    are strings, and calls have no parts that are media."""
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        try:
            body = json.loads(file.read_bytes(), parse_int=Raw, parse_float=Raw)
        except ValueError:
            continue
        turns = body.get("messages") if isinstance(body, dict) else None
        if turns and all(isinstance(t.get("content"), str) for t in turns) \
                and not any(key in body for key in SCHEMAS) \
                and not any("tool_calls" in t or "refusal" in t
                            for t in turns) \
                and b"\\ud" not in file.read_bytes().lower():
            yield file, body


class Raw(str):
    pass


def check_chats(check, folder):
    """Texts by role, and the tokens of prompts, of chats without tools."""
    chats = list(plain_chats(folder))
    if not chats:
        print(f"{folder} has no chat that is plain")
        check.failed += 1
        return
    report = json.loads(check.run("report", "--format=json",
                                  *[file for file, _ in chats]))
    names = {"system": "system", "developer": "system", "user": "user",
             "tool": "tool", "function": "tool"}
    texts, roles, overhead = [], [], 0
    for _, body in chats:
        overhead += 3 + 3 * len(body["messages"])
        for turn in body["messages"]:
            role = names.get(turn["role"], "assistant")
            for key, value in turn.items():
                if key in PLUMBING:
                    continue
                found = []
                texts_of(value, found)
                texts += found
                roles += [role] * len(found)
    by_role = {"overhead": overhead}
    for role, tokens in zip(roles, check.tokens(texts)):
        by_role[role] = by_role.get(role, 0) + tokens
    rows = sums_of(report["by"]["role"])
    check.is_("chats: requests", len(chats), report["requests"])
    check.is_("chats: tokens by role", by_role,
              {name: row["tokens"]["now"] for name, row in rows.items()})
    check.is_("chats: their sum", sum(by_role.values()),
              report["total"]["tokens"]["now"])


def check_sums(check, report):
    """Whatever a text is told apart by, the sums are those of all."""
    for axis in ("kind", "role", "file"):
        for mode, tokens in report["total"]["tokens"].items():
            check.is_(f"sum by {axis} of {mode}", tokens, sum(
                row["tokens"][mode] for row in report["by"][axis]))
    check.is_("requests by model", report["requests"],
              sum(row["requests"] for row in report["prices"]))


def check_merge(check, folder):
    files = sorted(pathlib.Path(folder).rglob("*.json"))
    whole = check.run("report", "--format=json", *files)
    with tempfile.TemporaryDirectory() as shards:
        names = []
        for number in range(64):
            part = files[number::64]
            if part:
                names.append(pathlib.Path(shards, str(number)))
                names[-1].write_bytes(
                    check.run("report", "--format=json", *part))
        merged = check.run("report", "--merge", "--format=json", *names)
        check.is_(f"{len(names)} shards are the whole", whole, merged)
        check.is_("in any order", whole, check.run(
            "report", "--merge", "--format=json", *reversed(names)))
    for jobs in ("2", "5"):
        check.is_(f"{jobs} threads are one", whole, check.run(
            "report", "--format=json", "-j", jobs, *files))
    return json.loads(whole)


def check_mixed(check, folder):
    """What the first line is tells what is looked for in the others, however
    many threads read them."""
    session = pathlib.Path("tests/data/transcripts/codex.jsonl").read_bytes()
    request = b"".join(
        json.dumps(json.loads(file.read_bytes())).encode() + b"\n"
        for file in sorted(pathlib.Path(folder).rglob("*.json"))[:9])
    unknown = []
    with tempfile.TemporaryDirectory() as place:
        name = pathlib.Path(place, "mixed.jsonl")
        for kind, lines in ("requests", (request, session)), \
                ("session", (session, request)):
            text = b"".join(lines)
            name.write_bytes(text * (MIXED // len(text) + 1))
            one, many = (json.loads(check.run(
                "report", "--format=json", "-j", jobs, name))
                for jobs in ("1", "3"))
            check.is_(f"{kind} first: 3 threads are one", one, many)
            unknown.append(one["unknown_lines"])
    check.is_("requests first: lines of the session are unknown", True,
              unknown[0] > unknown[1])


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: report.py HEADROOM DIR")
    check = Check(sys.argv[1])
    report = check_merge(check, sys.argv[2])
    check_sums(check, report)
    check_mixed(check, sys.argv[2])
    check_chats(check, pathlib.Path(sys.argv[2], "openai-chat"))
    print(f"report: {check.passed} passed, {check.failed} failed")
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
