#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A report is what anybody would have counted: an independent check.

    report.py HEADROOM DIR

Of the requests in DIR, one JSON file each, a report in JSON is taken, and its
figures made again here: which texts there are and who wrote them by python's
json, tokens by `headroom count` of each text, what is saved by `headroom` itself
on each, money by decimal from `headroom models --json`.
"""
import decimal
import json
import pathlib
import subprocess
import sys
import tempfile

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


def check_files(check, folder):
    """Plain files: each is a text, whose tokens the commands tell."""
    files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.is_file())
    report = json.loads(check.run("report", "--format=json", "--request=none",
                                  *files))
    now = lossless = default = size = 0
    for file in files:
        body = file.read_bytes()
        tokens = [json.loads(check.run("count", "--json", "-", data=text))
                  ["total"]["tokens"] for text in (
                      body, check.run("--request=none", "-qL", data=body),
                      check.run("--request=none", "-q", data=body))]
        size += len(body)
        now += tokens[0]
        lossless += min(tokens[1], tokens[0])
        default += min(tokens[2], tokens[0])
    total = report["total"]
    check.is_("files: inputs", len(files), report["inputs"])
    check.is_("files: bytes", size, total["bytes"])
    check.is_("files: tokens", {"now": now, "lossless": lossless,
                                "default": default}, total["tokens"])


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


def check_money(check, report):
    """Dollars by model, from the published list, by decimal."""
    models = json.loads(check.run("models", "--json"),
                        parse_float=decimal.Decimal)
    prices = {}
    for model in models:
        for price in model.get("prices") or ():
            prices[model["pattern"].rstrip("*")] = (model, price)
    tokens = sums_of(report["by"]["model"])
    million = decimal.Decimal(10) ** 6
    seen = 0
    for row in report["prices"]:
        if row["matched"] is None or row["matched"] not in prices:
            continue
        model, price = prices[row["matched"]]
        if not model["exact"] or price.get("above"):
            continue
        seen += 1
        for mode, usd in row["usd"].items():
            count = tokens[row["model"]]["tokens"][mode]
            rate = decimal.Decimal(str(price["input"]))
            exact = (count * rate / million).quantize(
                decimal.Decimal("0.000001"), decimal.ROUND_HALF_UP)
            check.is_(f"dollars of {row['model']}, {mode}", exact,
                      decimal.Decimal(str(usd)).quantize(
                          decimal.Decimal("0.000001")))
    check.is_("some money was checked", True, seen > 0)


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


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: report.py HEADROOM DIR")
    check = Check(sys.argv[1])
    report = check_merge(check, sys.argv[2])
    check_sums(check, report)
    check_money(check, report)
    check_chats(check, pathlib.Path(sys.argv[2], "openai-chat"))
    check_files(check, pathlib.Path("tests/golden/log"))
    print(f"report: {check.passed} passed, {check.failed} failed")
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
