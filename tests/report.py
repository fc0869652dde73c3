#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A report is what anybody would have counted: an independent check.

    report.py HEADROOM DIR

Of the requests in DIR, one JSON file each, a report in JSON is taken, whole and
in shards.  Which texts there are and who wrote them is found again here, by
python's json, and their tokens by `headroom count`; figures.py makes the other
figures again.  What sessions recorded of what was billed is counted again for some
that are made up, with the prices of tests/data/prices.csv.
"""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal

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


# ---- what was billed ---------------------------------------------------------

USAGE = ("input", "cached", "cache_write", "cache_write_1h", "output", "reasoning")
MODELS = ("claude-opus-5-5", "claude-sonnet-4-5-20250929", "claude-opus-4-6", "gpt-5.6-luna",
          "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "nobody-knows-this")
PRICES = {"claude-sonnet-4-5-20250929": "claude-sonnet-4-5",
          "us.anthropic.claude-sonnet-4-5-20250929-v1:0": "anthropic.claude-sonnet-4-5"}


def claude_lines(rng, number, told):
    """Lines of one answer, of which the last has what was billed."""
    model = rng.choice(MODELS + ("<synthetic>",))
    when = f"2026-0{rng.choice((3, 7, 8))}-{rng.randint(10, 28)}T{rng.randint(10, 23)}:05:07.123Z"
    plain, cached, write = (rng.choice((0, 7, rng.randrange(200000))) for _ in range(3))
    hour = rng.choice((0, write, rng.randint(0, write)))
    lines, out = [], 0
    for block in range(rng.randint(1, 4)):
        out += rng.choice((0, 3, 500)) + (block == 0)
        usage = {"input_tokens": plain, "cache_creation_input_tokens": write,
                 "cache_read_input_tokens": cached, "output_tokens": out,
                 "cache_creation": {"ephemeral_5m_input_tokens": write - hour,
                                    "ephemeral_1h_input_tokens": hour}}
        lines.append({"type": "assistant", "uuid": f"u{number}-{block}", "sessionId": "s",
                      "timestamp": when, "requestId": f"req_{number}", "message": {
                          "id": f"msg_{number}", "role": "assistant", "model": model,
                          "content": [{"type": "text", "text": f"part {block}"}],
                          "usage": usage}})
    if model != "<synthetic>":
        told.append((model, when, (plain + cached + write, cached, write, hour, out, 0)))
    return lines


def codex_lines(rng, turns, told):
    """A session: each turn's count comes once, twice, or with other limits."""
    model, total, lines = rng.choice(MODELS), [0, 0, 0, 0], []
    session = rng.randrange(10**9)
    lines.append({"timestamp": "2026-07-01T00:00:00.000Z", "type": "turn_context",
                  "payload": {"model": model}})
    for turn in range(turns):
        plain, cached = rng.randrange(1, 300000), rng.randrange(90000)
        out, reasoning = rng.randrange(1, 5000), 0
        reasoning = rng.randint(0, out)
        last = [plain + cached, cached, out, reasoning]
        total = [a + b for a, b in zip(total, last)]
        when = f"2026-0{rng.choice((7, 8))}-{10 + turn % 18}T11:{session % 60:02}:{turn % 60:02}.{session % 1000:03}Z"
        names = ("input_tokens", "cached_input_tokens", "output_tokens",
                 "reasoning_output_tokens")
        info = {"last_token_usage": dict(zip(names, last)),
                "total_token_usage": dict(zip(names, total))}
        if rng.randrange(4) == 0:
            del info["last_token_usage"]
        lines.append({"timestamp": when, "type": "event_msg",
                      "payload": {"type": "token_count", "info": None}})
        for again in range(rng.randint(1, 3)):
            lines.append({"timestamp": when if not again else when.replace(".", ".9"),
                          "type": "event_msg",
                          "payload": {"type": "token_count", "info": info,
                                      "rate_limits": {"used": again}}})
        told.append((model, when, (last[0], cached, 0, 0, out, reasoning)))
    return lines


def rates(table, model, day, tokens):
    """Dollars a million tokens of a model on a day; None: nobody knows."""
    found = None
    for row in table:
        if row["model"] == PRICES.get(model, model) and (row["from"] or "") <= day:
            found = row
    if found is None:
        return None
    tier = "tier_" if found["tier"] and tokens > int(found["tier"]) else ""
    return [Decimal(found[tier + name])
            for name in ("input", "cached", "write", "write_1h", "output")]


def cost(table, model, when, usage):
    total, cached, write, hour, output, _ = usage
    price = rates(table, model, when[:10], total)
    if price is None:
        return None
    parts = (total - cached - write, cached, write - hour, hour, output)
    return sum(n * p for n, p in zip(parts, price)) / 10**6


def billed_rows(table, told, of):
    rows = {}
    for model, when, usage in told:
        row = rows.setdefault(of(model, when), [0, [0] * 6, 0, Decimal(0)])
        amount = cost(table, model, when, usage)
        row[0] += 1
        row[1] = [a + b for a, b in zip(row[1], usage)]
        row[2] += amount is None
        row[3] += amount or 0
    return {name: (row[0], tuple(row[1]), row[2], None if row[2] else
                   row[3].quantize(Decimal("0.000001"), ROUND_HALF_UP).normalize())
            for name, row in rows.items()}


def shown_row(row):
    return (row["answers"], tuple(int(row[name]) for name in USAGE), row["unpriced"],
            None if row["usd"] is None else row["usd"].normalize())


def check_billed(check):
    rng = random.Random(20261130)
    with open("tests/data/prices.csv", newline="") as f:
        table = list(csv.DictReader(f))
    told, files = [], []
    for kind in range(9):
        lines, mine = [], []
        for number in range(60):
            if kind % 3:
                lines += claude_lines(rng, kind * 1000 + number, mine)
        if not kind % 3:
            lines = codex_lines(rng, 40, mine)
        told += mine
        files.append(lines)
    # A session that went on from another one has its lines, too.
    files.append(files[1] + claude_lines(rng, 99999, told))
    files.append(files[0])
    with tempfile.TemporaryDirectory() as place:
        names = []
        for number, lines in enumerate(files):
            names.append(pathlib.Path(place, f"{number}.jsonl"))
            names[-1].write_text("".join(json.dumps(line) + "\n" for line in lines))
        whole = check.run("report", "--format=json", *names)
        parts = []
        for number, name in enumerate(names):
            parts.append(pathlib.Path(place, f"{number}.report"))
            parts[-1].write_bytes(check.run("report", "--format=json", name))
        check.is_("billed: shards are the whole", whole, check.run(
            "report", "--merge", "--format=json", *reversed(parts)))
        check.is_("billed: threads are one", whole, check.run(
            "report", "--format=json", "-j", "3", *reversed(names)))
        forms = {form: check.run("report", f"--format={form}", *names).decode()
                 for form in ("text", "csv", "html", "markdown", "prometheus")}
    billed = json.loads(whole, parse_float=Decimal, parse_int=Decimal)["billed"]
    want = billed_rows(table, told, lambda model, when: "")[""]
    check.is_("billed: in all", want, shown_row(billed))
    for axis, of in (("models", lambda model, when: model),
                     ("days", lambda model, when: when[:10])):
        rows = {row["name"]: shown_row(row) for row in billed[axis]}
        want = billed_rows(table, told, of)
        check.is_(f"billed: {axis}", want, rows)
        check.is_(f"billed: some {axis} cost what is known", True,
                  any(row[3] for row in want.values()))
        for name, row in want.items():
            check_forms(check, forms, axis, name, row)
    check.is_("billed: some have no price", True, billed["unpriced"] > 0)


def check_forms(check, forms, axis, name, row):
    dollars = None if row[3] is None else format(row[3], "f")
    kind = axis[:-1]
    metrics = dict(line.split(",", 4)[3:] for line in forms["csv"].split("\r\n")
                   if line.startswith(f"billed_{kind},") and line.split(",")[2] == name)
    check.is_(f"billed: CSV of {name}",
              ([str(n) for n in row[1]], dollars, str(row[0])),
              ([metrics.get("tokens_" + u) for u in USAGE], metrics.get("dollars"),
               metrics.get("answers")))
    metric = "billed_" if kind == "model" else "billed_day_"
    label = f'{{{kind}="{name}"'
    check.is_(f"billed: Prometheus of {name}", row[1], tuple(
        int(line.rsplit(" ", 1)[1]) for line in forms["prometheus"].splitlines()
        if line.startswith(f"headroom_report_{metric}tokens{label},")))
    check.is_(f"billed: dollars for Prometheus of {name}", [dollars] if dollars else [], [
        line.rsplit(" ", 1)[1] for line in forms["prometheus"].splitlines()
        if line.startswith(f"headroom_report_{metric}dollars{label}")])
    output = f"{row[1][4]:,}"
    for form in ("text", "html", "markdown"):
        check.is_(f"billed: {form} has the output of {name}", True,
                  output in forms[form] and "Billed by " + kind in forms[form])


def check_old(check):
    """A report of before there were answers in it is still read."""
    session = "tests/data/transcripts/codex-old.jsonl"
    old = json.loads(check.run("report", "--format=json", session))
    check.is_("a report without usage has no member of it", False,
              "billed" in old or "answers" in old["sums"])
    with tempfile.TemporaryDirectory() as place:
        name = pathlib.Path(place, "old.json")
        name.write_text(json.dumps(old))
        new = pathlib.Path(place, "new.json")
        new.write_bytes(check.run("report", "--format=json",
                                  "tests/data/transcripts/codex.jsonl"))
        merged = json.loads(check.run("report", "--merge", "--format=json", name, new))
        check.is_("old and new reports add up", 2, merged["billed"]["answers"])


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: report.py HEADROOM DIR")
    check = Check(sys.argv[1])
    report = check_merge(check, sys.argv[2])
    check_sums(check, report)
    check_mixed(check, sys.argv[2])
    check_billed(check)
    check_old(check)
    check_chats(check, pathlib.Path(sys.argv[2], "openai-chat"))
    print(f"report: {check.passed} passed, {check.failed} failed")
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
