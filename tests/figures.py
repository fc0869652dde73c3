#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every figure of a report, made again by somebody else.

    figures.py HEADROOM DIR [NODE_MODULES]

Takes a report in JSON of the files in DIR, and one of a file of recorded
requests that is made of them, and works out each member of both from what
headroom-report(5) says: texts, places and prompts from how the records were
made, waste and offenders from the texts, money by decimal from `headroom models
--json`.  Tokens are counted by npm's tiktoken, if it is in NODE_MODULES, else by
`headroom count`.  What a text becomes is what the filter itself makes of it.
"""
import base64
import collections
import copy
import datetime
import decimal
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

MASK = (1 << 64) - 1
K1, K2 = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
SHORT = 256  # bytes of a text that need not be known again
SPOILED = 30  # values of a member that are tried as other ones
MODES = ("now", "lossless", "default")
WASTE = ("repeated", "versions", "pretty", "blobs", "escapes", "progress",
         "traces", "volatile")
PLUMBING = {"type", "id", "call_id", "tool_call_id", "tool_use_id",
            "cache_control", "status"}

NODE = """
const { get_encoding } = require('tiktoken');
const encoding = get_encoding('o200k_base');
const lines = require('fs').readFileSync(0, 'utf8').split('\\n');
for (const line of lines.slice(0, -1))
  console.log(encoding.encode(Buffer.from(line, 'base64').toString(), [], [])
    .length);
"""


# ---- what the program itself is asked ---------------------------------------

class Tools:
    """The program, and who counts tokens."""

    def __init__(self, headroom, modules):
        self.headroom, self.modules = headroom, modules
        self.known = {}

    def run(self, *args, data=None):
        return subprocess.run([self.headroom, *args], input=data, check=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)

    def output(self, text, *options):
        return self.run("--request=none", "-q", *options, data=text).stdout

    def looks_like(self, text):
        """The kind that it takes the whole of a text for."""
        told = self.run("report", "--request=none", "--no-simulate",
                        "--format=json", "-", data=text)
        return json.loads(told.stdout)["by"]["kind"][0]["name"]

    def kind(self, text):
        """The kind of what it has made smaller."""
        told = self.run("--request=none", "--stats=json", data=text)
        return json.loads(told.stderr.splitlines()[-1])["kind"]

    def count(self, texts):
        """Learns the tokens of texts, all at once."""
        new = sorted({t for t in texts if t not in self.known})
        if self.modules:
            told = subprocess.run(
                ["node", "-e", NODE], check=True, stdout=subprocess.PIPE,
                env={**os.environ, "NODE_PATH": self.modules},
                input=b"".join(base64.b64encode(t) + b"\n" for t in new))
            numbers = [int(line) for line in told.stdout.split()]
        elif new:
            with tempfile.TemporaryDirectory() as folder:
                names = []
                for number, text in enumerate(new):
                    names.append(pathlib.Path(folder, str(number)))
                    names[-1].write_bytes(text)
                told = json.loads(self.run("count", "--json", *names).stdout)
                numbers = [file["tokens"] for file in told["files"]]
        else:
            numbers = []
        self.known.update(zip(new, numbers))

    def tokens(self, text):
        if text not in self.known:
            self.count([text])
        return self.known[text]


# ---- texts -------------------------------------------------------------------

def mix(h, x):
    h = (h ^ x) * K2 & MASK
    return h ^ h >> 32


def hash_line(line):
    h = len(line) * K1 & MASK
    for (x,) in struct.iter_unpack("<Q", line + b"\0" * (-len(line) % 8)):
        h = mix(h, x)
    h = h * K1 & MASK
    return h ^ h >> 29


def lines_of(text):
    lines = text.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def sketch(text):
    """The least hashes of its lines by four orders; None: too short."""
    lines = lines_of(text)
    if len(text) < 1024 or len(lines) < 8:
        return None
    hashes = {hash_line(line) for line in lines}
    return tuple(min(mix(h, K1 * k & MASK) for h in hashes)
                 for k in (1, 2, 3, 4))


def shape(text):
    """A text in which all words with a digit are one."""
    word = rb"[A-Za-z0-9\-:._\x80-\xff]+"
    return re.sub(word, lambda m: b"\0" if re.search(rb"[0-9]", m[0]) else m[0],
                  text)


def plain(text):
    """Without what only a terminal sees."""
    text = re.sub(
        rb"\x1b(?:\[[0-?]*[ -/]*[@-~]?"
        rb"|[]P_^X](?:(?!\x07|\x1b\\|\n)[\x00-\xff])*(?:\x07|\x1b\\)?"
        rb"|[ -/]*[0-~]?)", b"", text)
    return re.sub(rb"\r+(?=\n|\Z)", b"", text)


def values_of(text):
    """Values of JSON and what is between them, in turns; None: it is none."""
    blank, decoder, parts, at = re.compile(r"[ \t\r\n]*"), \
        json.JSONDecoder(), [], 0
    try:
        text = text.decode("utf-8")
        while True:
            end = blank.match(text, at).end()
            parts.append(text[at:end])
            if end == len(text):
                return parts if len(parts) > 1 else None
            if len(parts) > 1 and "\n" not in parts[-1]:
                return None
            _, at = decoder.raw_decode(text, end)
            parts.append(text[end:at])
    except (ValueError, RecursionError):
        return None


def squeezed(text):
    """JSON without the white space in its values."""
    parts = values_of(text)
    parts[1::2] = [re.sub(r'("(?:\\.|[^"\\])*")|[ \n\t\r]+',
                          lambda m: m[1] or "", part, flags=re.S)
                   for part in parts[1::2]]
    return "".join(parts).encode()


def is_json(text):
    return values_of(text) is not None


def is_binary(text):
    return b"\0" in text[:8192]


class Content:
    """A text of 256 bytes and more, in the same words and standing."""

    def __init__(self, text, may_change, system):
        self.text, self.may_change, self.system = text, may_change, system
        self.where, self.times, self.prompts = None, 0, 0

    def ask(self, tools):
        """What the filter makes of it, before tokens are counted."""
        text = self.text
        self.outputs = [text] * 3
        self.binary = is_binary(text)
        self.kind = tools.looks_like(text)
        if self.may_change:
            self.outputs = [text, tools.output(text, "-L"),
                            tools.output(text)]
            if self.kind == "text":
                self.kind = tools.kind(text)
        self.smaller = {} if self.binary or not text else self.waste(tools)
        return self.outputs + list(self.smaller.values())

    def waste(self, tools):
        """What the text would be without what is wasted, by the name of it."""
        text, without = self.text, {}
        if self.kind == "json" and b"\n" in text and is_json(text):
            without["pretty"] = squeezed(text)
        blobs = text
        if self.kind not in ("code", "diff"):
            blobs = tools.output(text, "-p", "-t", "listing")
            without["progress" if b"\r" in text else "blobs"] = blobs
        if b"\x1b" in text:
            without["escapes"] = plain(text)
        if self.kind == "text":
            folded = tools.output(text, "-p")
            if blobs != text and folded != blobs:
                sys.exit("a text has both blobs and traces: nobody can tell "
                         "what each of them would save")
            without["traces"] = folded if blobs == text else text
        return without

    def measure(self, tools):
        now = tools.tokens(self.text)
        self.tokens = [min(tools.tokens(t), now) for t in self.outputs]
        self.wasted = {name: max(now - tools.tokens(t), 0)
                       for name, t in self.smaller.items()}


# ---- sums --------------------------------------------------------------------

class Sum:
    def __init__(self):
        self.texts = self.bytes = 0
        self.tokens = [0] * 3

    def add(self, texts, size, tokens):
        self.texts += texts
        self.bytes += size
        self.tokens = [a + b for a, b in zip(self.tokens, tokens)]

    def told(self):
        return {"texts": self.texts, "bytes": self.bytes,
                "tokens": dict(zip(MODES, self.tokens))}


Text = collections.namedtuple(
    "Text", "bytes role tool may_change system kind where",
    defaults=("", None, False, False, None, ""))


class Ledger:
    """All that a report adds up."""

    def __init__(self, tools):
        self.tools = tools
        self.total = Sum()
        self.by = {axis: collections.defaultdict(Sum) for axis in (
            "kind", "role", "tool", "model", "day", "file")}
        self.contents = {}
        self.waste = {name: [0, 0] for name in WASTE}
        self.models = {}
        self.prefixes = collections.Counter()
        self.prefix_tokens = {}
        self.requests = self.inputs = 0

    def content(self, text):
        key = (text.bytes, text.may_change, text.system)
        if len(text.bytes) < SHORT:
            return None
        return self.contents.setdefault(key, Content(*key))

    def learn(self, texts):
        """All that the filter and the counter have to tell, in one go."""
        need = []
        for text in texts:
            content = self.content(text)
            if content is None:
                need.append(text.bytes)
            elif not hasattr(content, "outputs"):
                need += content.ask(self.tools)
        self.tools.count(need)
        for content in self.contents.values():
            content.measure(self.tools)

    def add_text(self, text, file, model=None, day=None):
        content = self.content(text)
        if content is None:
            tokens = [self.tools.tokens(text.bytes)] * 3
            kind = text.kind or "text"
        else:
            tokens, kind = content.tokens, text.kind or content.kind
            content.times += 1
            if content.where is None or text.where < content.where:
                content.where = text.where
            for name, wasted in content.wasted.items():
                self.waste[name][0] += wasted > 0
                self.waste[name][1] += wasted
        self.add(1, len(text.bytes), tokens, kind, text.role, text.tool, file,
                 model, day)
        return tokens

    def add(self, texts, size, tokens, kind, role, tool, file, model, day):
        self.total.add(texts, size, tokens)
        for axis, name in (("kind", kind), ("role", role), ("tool", tool),
                           ("model", model), ("day", day), ("file", file)):
            if name is not None:
                self.by[axis][name].add(texts, size, tokens)

    def add_request(self, blocks, model, file, day):
        """Blocks are pairs of their bytes and what is in them: texts, and
        tokens that no text has."""
        self.requests += 1
        prompt, prefix, systems = [0] * 3, (model,), []
        for raw, parts in blocks:
            sums = [0] * 3
            for part in parts:
                if isinstance(part, int):
                    tokens = [part] * 3
                    self.add(0, 0, tokens, "overhead", "overhead", None, file,
                             model, day)
                else:
                    tokens = self.add_text(part, file, model, day)
                    if part.system and self.content(part):
                        systems.append(self.content(part))
                sums = [a + b for a, b in zip(sums, tokens)]
            prompt = [a + b for a, b in zip(prompt, sums)]
            if raw is not None:
                prefix += (raw,)
                self.prefixes[prefix] += 1
                self.prefix_tokens[prefix] = sums
        for content in systems:
            content.prompts += prompt[0]
        requests, buckets = self.models.setdefault(
            model, [0, [[0] * 3 for _ in MODES]])
        self.models[model][0] = requests + 1
        for mode, n in enumerate(prompt):
            buckets[mode][(n > 200000) + (n > 272000)] += n


# ---- what is found -----------------------------------------------------------

def size_in_words(size):
    unit = 0
    while size >= 10000 and unit < 4:
        size = (size + 500) // 1000
        unit += 1
    return f"{size} {('bytes', 'kB', 'MB', 'GB', 'TB')[unit]}"


def offender(where, why, times, size, tokens, saved):
    return {"where": where, "why": why, "times": times, "bytes": size,
            "tokens": tokens, "saved": saved}


def by_itself(c):
    """The same text again, or one that could be so much smaller."""
    now, smaller = c.tokens[0], c.tokens[0] - c.tokens[2]
    size, n = len(c.text), c.times
    if n > 1 and (n - 1) * now >= smaller * n:
        return [offender(c.where, f"the same {size_in_words(size)} of {c.kind},"
                         f" {n} times", n, size * n, now * n, (n - 1) * now)]
    if smaller:
        return [offender(c.where, f"{size_in_words(size)} of {c.kind}, "
                         f"{smaller * 100 // now} % of it could go", n,
                         size * n, now * n, smaller * n)]
    return []


def groups_of(contents, key):
    groups = collections.defaultdict(list)
    for content in contents:
        k = key(content)
        if k is not None:
            groups[k].append(content)
    return [g for g in groups.values() if len(g) > 1]


def versions(g):
    one = min(g, key=lambda c: (-len(c.text), c.where.encode()))
    tokens = sum(c.tokens[0] for c in g)
    return offender(min(c.where for c in g), f"{len(g)} versions of the same "
                    f"{size_in_words(len(one.text))} of {one.kind}", len(g),
                    sum(len(c.text) for c in g), tokens,
                    tokens - max(c.tokens[0] for c in g))


def volatile(g):
    return offender(min(c.where for c in g), f"{len(g)} system texts that "
                    "differ in times or numbers only: no cache knows what "
                    "follows", sum(c.times for c in g),
                    sum(len(c.text) * c.times for c in g),
                    sum(c.prompts for c in g), 0)


def find(ledger):
    """The offenders; fills in the waste that takes several texts."""
    contents, found = list(ledger.contents.values()), []
    for c in contents:
        ledger.waste["repeated"][0] += c.times - 1
        ledger.waste["repeated"][1] += (c.times - 1) * c.tokens[0]
        found += by_itself(c)

    def three(c):
        least = None if c.system else sketch(c.text)
        return least and least[:3]

    for g in groups_of(contents, three):
        found.append(versions(g))
        ledger.waste["versions"][0] += len(g) - 1
        ledger.waste["versions"][1] += found[-1]["saved"]
    for g in groups_of(contents, lambda c: shape(c.text) if c.system else None):
        found.append(volatile(g))
        ledger.waste["volatile"][0] += found[-1]["times"]
        ledger.waste["volatile"][1] += found[-1]["tokens"]
    return sorted(found, key=lambda o: (-o["saved"], o["where"].encode(),
                                        o["why"].encode()))


# ---- money -------------------------------------------------------------------

def matches(pattern, name):
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return name == pattern or (name.startswith(pattern) and (
        pattern.startswith(("claude-", "gemini-"))
        or re.fullmatch(r"-\d{4}-\d\d-\d\d", name[len(pattern):]) is not None))


class Prices:
    def __init__(self, tools):
        self.models = json.loads(tools.run("models", "--json").stdout,
                                 parse_float=decimal.Decimal)

    def model(self, name):
        """How its tokens count: the longest name that it begins with."""
        rows = [m for m in self.models
                if name.startswith(m["pattern"].rstrip("*"))]
        return max(rows, key=lambda m: len(m["pattern"]), default=None)

    def price(self, name):
        rows = [(m, p) for m in self.models for p in m["prices"] or ()
                if matches(m["pattern"], name) and not p["hours"]
                and (p["from"] or "") <= datetime.date.today().isoformat()]
        if not rows:
            return None, None
        longest = max(len(m["pattern"]) for m, _ in rows)
        model, price = [r for r in rows if len(r[0]["pattern"]) == longest][-1]
        return model["pattern"].rstrip("*"), price


def pico(rate):
    return int(decimal.Decimal(rate) * 10 ** 6)


def estimated(model, counted):
    percent = int(decimal.Decimal(model["factor"]) * 100)
    return (counted * percent + 50) // 100


def price_row(prices, name, requests, buckets, cached):
    model = prices.model(name) or {"factor": 1, "error_percent": None,
                                   "encoding": None}
    matched, price = prices.price(name)
    row = {"model": name, "requests": requests, "matched": matched,
           "cached_tokens": estimated(model, cached[0]),
           "error_percent": model["error_percent"]}
    if not price:
        return row, None
    amounts = {"usd": [], "usd_cached": []}
    above = price["above"]
    for mode in range(3):
        sizes = [estimated(model, n) for n in buckets[mode]]
        amount = sum(n * pico(
            above["input"] if above and limit >= above["tokens"]
            else price["input"])
            for n, limit in zip(sizes, (0, 200000, 272000)))
        read = min(estimated(model, cached[mode]), sum(sizes))
        amounts["usd"].append(amount)
        amounts["usd_cached"].append(
            read * pico(price["cached"])
            + (sum(sizes) - read) * pico(price["cache_write"]))
    return row, (amounts, price)


# ---- the two reports -----------------------------------------------------------

class Check:
    def __init__(self, loud=True):
        self.passed = self.failed = 0
        self.loud = loud

    def is_(self, name, expected, actual):
        if expected == actual:
            self.passed += 1
            return
        self.failed += 1
        if self.loud:
            print(f"{name}: expected {str(expected)[:400]}, but got "
                  f"{str(actual)[:400]}")


def dollars(amount):
    """To six digits, halves up, as the report has them."""
    return (decimal.Decimal(amount) / 10 ** 12).quantize(
        decimal.Decimal("0.000001"), decimal.ROUND_HALF_UP)


def money(value):
    return decimal.Decimal(value).quantize(decimal.Decimal("0.000001"))


def check_money(check, report, ledger, prices):
    cached = {name: [0] * 3 for name in ledger.models}
    for prefix, times in ledger.prefixes.items():
        cached[prefix[0]] = [
            a + (times - 1) * b for a, b in zip(
                cached[prefix[0]], ledger.prefix_tokens[prefix])]
    totals = {"usd": [0] * 3, "usd_cached": [0] * 3}
    check.is_("models", sorted(ledger.models),
              sorted(row["model"] for row in report["prices"]))
    last = None
    for row in report["prices"]:
        name = row["model"]
        want, more = price_row(prices, name, *ledger.models[name],
                               cached[name])
        for key, value in want.items():
            check.is_(f"prices of {name}: {key}", value, row[key])
        if not more:
            check.is_(f"{name} has no amount", False, "usd" in row
                      and row["usd"] is not None)
            continue
        amounts, last = more
        for key, values in amounts.items():
            check.is_(f"prices of {name}: {key}",
                      [dollars(v) for v in values],
                      [money(row[key][mode]) for mode in MODES])
            totals[key] = [a + b for a, b in zip(totals[key], values)]
    for key, values in totals.items():
        if any(values):
            check.is_(f"{key} of all", [dollars(v) for v in values],
                      [money(report[key][mode]) for mode in MODES])
    return last if len(ledger.models) == 1 else None


def check_waste(check, report, ledger, price):
    want, got = [], []
    for row in report["waste"]:
        places, tokens = ledger.waste[row["name"]]
        row, new = dict(row), {"name": row["name"], "places": places,
                               "tokens": tokens}
        if price:
            rate = pico(price["input"])
            if row["name"] == "volatile":
                rate -= pico(price["cached"])
            new["usd"] = dollars(tokens * rate)
            row["usd"] = money(row["usd"])
        want.append(new)
        got.append(row)
    check.is_("waste: names", list(WASTE), [row["name"] for row in got])
    for a, b in zip(want, got):
        check.is_(f"waste: {a['name']}", a, b)


def check_rows(check, report, ledger):
    check.is_("total", ledger.total.told(), report["total"])
    for axis, sums in ledger.by.items():
        rows = sorted(sums.items(),
                      key=lambda r: (axis != "day" and -r[1].tokens[0],
                                     r[0].encode()))
        check.is_(f"rows by {axis}", len(rows), len(report["by"][axis]))
        for (name, row), told in zip(rows, report["by"][axis]):
            check.is_(f"by {axis}: {name}", {"name": name, **row.told()}, told)


def facts_of(ledger):
    """What verify says of each text, once for those that are there again."""
    sums = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as folder:
        raw, small = (pathlib.Path(folder, name) for name in "ab")
        for content in ledger.contents.values():
            if not content.may_change:
                continue
            raw.write_bytes(content.text)
            small.write_bytes(content.outputs[2])
            told = json.loads(ledger.tools.run(
                "verify", "--json", raw, small).stdout)
            for name, facts in told["facts"].items():
                for key in ("total", "kept", "stated", "lost"):
                    sums[name][key] += facts[key]
    return [{"name": name, **facts} for name, facts in sums.items()]


class Expected:
    """All that a report has to say of what is in a ledger."""

    def __init__(self, ledger):
        tools = ledger.tools
        self.ledger = ledger
        self.offenders = find(ledger)
        self.facts = facts_of(ledger)
        self.prices = Prices(tools)
        priced = [p for m in self.prices.models for p in m["prices"] or ()]
        self.fixed = {
            "schema": "headroom.report/1",
            "version": tools.run("--version").stdout.split()[1].decode(),
            "encoding": "o200k_base", "model": None, "exact": True,
            "error_percent": 0, "price_date": priced[0]["date"],
            "price_source": priced[0]["source"],
            "inputs": ledger.inputs, "requests": ledger.requests,
            "unread": 0, "bad_lines": 0, "unknown_lines": 0, "trouble": []}

    def check(self, check, report):
        for name, value in self.fixed.items():
            check.is_(name, value, report[name])
        check_rows(check, report, self.ledger)
        check.is_("offenders", len(self.offenders), len(report["offenders"]))
        for want, got in zip(self.offenders, report["offenders"]):
            check.is_(f"offender {want['where']}", want, got)
        price = check_money(check, report, self.ledger, self.prices)
        check_waste(check, report, self.ledger, price)
        check.is_("fidelity", self.facts, report["fidelity"])
        known = set(self.fixed) | {"total", "by", "waste", "offenders",
                                   "prices", "usd", "usd_cached", "fidelity",
                                   "sums"}
        check.is_("members that nobody made again", set(),
                  set(report) - known)


def spoiled(report, name):
    """Copies of a report in each of which one value of a member is another."""
    def leaves(value, path):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, member in pairs:
            if isinstance(member, (dict, list)):
                yield from leaves(member, path + [key])
            else:
                yield path + [key]

    for path in list(leaves({name: report[name]}, []))[:SPOILED]:
        wrong = {name: copy.deepcopy(report[name])}
        at = wrong
        for key in path[:-1]:
            at = at[key]
        old = at[path[-1]]
        at[path[-1]] = "x" if old is None or isinstance(old, bool) else \
            old + type(old)(1)
        yield path, {**report, **wrong}


def check_checks(check, expected, report):
    """A check that cannot fail is none: each value, if it were another, would
    be told."""
    for name in report:
        if name == "sums":
            continue
        for path, wrong in spoiled(report, name):
            quiet = Check(loud=False)
            try:
                expected.check(quiet, wrong)
            except (KeyError, decimal.InvalidOperation):
                quiet.failed += 1
            check.is_(f"{path} of another value is told", True,
                      quiet.failed > 0)


def check_report(check, ledger, args):
    report = json.loads(ledger.tools.run(
        "report", "--format=json", "--verify", "--top=100000", *args).stdout,
        parse_float=decimal.Decimal)
    expected = Expected(ledger)
    expected.check(check, report)
    check_checks(check, expected, report)


def check_files(check, tools, files):
    """Each file is a text."""
    ledger = Ledger(tools)
    texts = {str(file): Text(file.read_bytes(), "file", None, True, False,
                             None, str(file)) for file in files}
    ledger.inputs = len(files)
    ledger.learn(texts.values())
    for name, text in texts.items():
        short = len(text.bytes) < SHORT
        if not text.bytes:
            continue
        if short:
            small = [tools.output(text.bytes, *o) for o in (("-L",), ())]
            now = tools.tokens(text.bytes)
            ledger.add(1, len(text.bytes), [now] + [
                min(now, tools.tokens(t)) for t in small], "text", "file",
                None, name, None, None)
        else:
            ledger.add_text(text, name)
    check_report(check, ledger, ["--request=none", *files])


# ---- records -------------------------------------------------------------------

def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def scalars(value, role, listed, where, out, system=False):
    """Texts of a value in their order: what `listed` has by its place is what
    it is there, the rest is of a role."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in PLUMBING:
                scalars(member, role, listed, f"{where}/{key}", out, system)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            scalars(item, role, listed, f"{where}/{i}", out, system)
    else:
        text = value if isinstance(value, str) else dump(value)
        made = listed.get(where, Text(b"", role, None, False, system))
        out.append(made._replace(bytes=text.encode(), where=where))
    return out


def result(tool):
    """Marks of a cache do not matter; of a file that was read, edits must match
    each byte."""
    return Text(b"", "tool", tool, tool != "read_file")


class Chat:
    """A conversation with a tool, as one of the APIs has it."""

    def __init__(self, system, question):
        self.system, self.question, self.calls = system, question, []
        self.model = "gpt-5.1"

    def add(self, tool, text):
        self.calls.append((tool, text))


def openai_chat(chat):
    turns = [{"role": "system", "content": chat.system},
             {"role": "user", "content": chat.question}]
    listed = {"/messages/1/content": Text(b"", "user")}
    roles = ["system", "user"]
    for n, (tool, text) in enumerate(chat.calls):
        turns.append({"role": "assistant", "content": None, "tool_calls": [
            {"id": f"call_{n}", "type": "function", "function": {
                "name": tool, "arguments": dump({"n": n})}}]})
        listed[f"/messages/{len(turns)}/content"] = result(tool)
        turns.append({"role": "tool", "tool_call_id": f"call_{n}",
                      "content": text})
        roles += ["assistant", "tool"]
    return ({"model": chat.model, "messages": turns}, listed,
            [("/messages", roles)], [])


def openai_responses(chat):
    items = [{"role": "user", "content": [
        {"type": "input_text", "text": chat.question}]}]
    listed = {"/input/0/content/0/text": Text(b"", "user")}
    roles = ["user"]
    for n, (tool, text) in enumerate(chat.calls):
        items.append({"type": "function_call", "call_id": f"c{n}",
                      "name": tool, "arguments": dump({"n": n})})
        listed[f"/input/{len(items)}/output"] = result(tool)
        items.append({"type": "function_call_output", "call_id": f"c{n}",
                      "output": text})
        roles += ["assistant", "assistant"]
    return ({"model": "gpt-5-mini", "instructions": chat.system,
             "input": items, "store": False}, listed, [("/input", roles)],
            ["/instructions"])


def anthropic(chat):
    turns = [{"role": "user", "content": chat.question}]
    listed = {"/messages/0/content": Text(b"", "user")}
    roles = ["user"]
    for n, (tool, text) in enumerate(chat.calls):
        turns.append({"role": "assistant", "content": [
            {"type": "tool_use", "id": f"toolu_{n}", "name": tool,
             "input": {"n": n}}]})
        block = {"type": "tool_result", "tool_use_id": f"toolu_{n}",
                 "content": text}
        if n == 0:
            block["cache_control"] = {"type": "ephemeral"}
        listed[f"/messages/{len(turns)}/content/0/content"] = result(tool)
        turns.append({"role": "user", "content": [block]})
        roles += ["assistant", "user"]
    return ({"model": "claude-sonnet-4-5", "max_tokens": 512,
             "system": chat.system, "messages": turns,
             "tools": [{"name": "read", "input_schema": {"type": "object"}}]},
            listed, [("/messages", roles)], ["/system"])


def gemini(chat):
    turns = [{"role": "user", "parts": [{"text": chat.question}]}]
    listed = {"/contents/0/parts/0/text": Text(b"", "user")}
    roles = ["user"]
    for n, (tool, text) in enumerate(chat.calls):
        turns.append({"role": "model", "parts": [
            {"functionCall": {"name": tool, "args": {"n": n}}}]})
        listed[f"/contents/{len(turns)}/parts/0/functionResponse/response/"
               "output"] = result(tool)
        turns.append({"role": "user", "parts": [{"functionResponse": {
            "name": tool, "response": {"output": text}}}]})
        roles += ["assistant", "user"]
    return ({"model": "gemini-2.5-pro", "contents": turns,
             "systemInstruction": {"parts": [{"text": chat.system}]}}, listed,
            [("/contents", roles)], ["/systemInstruction"])


def blocks_of(body, listed, lists, systems):
    """Tools, then system texts, then turns, each with its bytes."""
    blocks = []
    if "tools" in body:
        blocks.append((dump(body["tools"]), [
            Text(dump(body["tools"]).encode(), "tools", kind="json",
                 where="/tools")]))
    for where in systems:
        value = body[where[1:]]
        blocks.append((dump(value), scalars(value, "system", listed, where, [],
                                            True)))
    for where, roles in lists:
        for n, (turn, role) in enumerate(zip(body[where[1:]], roles)):
            blocks.append((dump(turn), [3] + scalars(
                turn, role, listed, f"{where}/{n}", [], role == "system")))
    blocks.append((None, [3]))
    return blocks


def edited(text):
    """A version in which one line in the middle is another."""
    lines = text.split("\n")
    lines[len(lines) // 2] = "this line is another one"
    return "\n".join(lines)


def conversations(texts):
    """A conversation for each few of the texts, that grows by one call each
    time it is sent; some texts come again, as they were or edited, and the
    system text tells the time."""
    makers = (openai_chat, openai_responses, anthropic, gemini)
    for at in range(0, len(texts), 4):
        made = makers[at // 4 % 4]
        chat = Chat("You are a careful engineer, and answer in a few words. "
                    f"It is 2026-03-0{at // 16 % 9 + 1}T10:{at % 60:02}:00. "
                    + "Name the place of what you say, and say when you do not "
                    "know. Never invent a name, a number or a path. " * 2,
                    "Why did it fail?")
        if at // 16 % 3 == 1:
            chat.model = "a-model-that-nobody-knows"
        group = texts[at:at + 4]
        group.append(group[0])
        group.append(edited(group[-2]))
        for n, text in enumerate(group):
            chat.add(("read", "shell", "read_file")[n % 3], text)
            yield made(chat), at // 4


def check_records(check, tools, files, folder, only=None):
    """Requests that have the files as what tools answered."""
    texts = []
    for file in files:
        body = file.read_bytes()
        if b"\0" not in body and 0 < len(body) < 200000:
            texts.append(body.decode("utf-8", "replace"))
    path = pathlib.Path(folder, "records.jsonl")
    ledger, requests, lines = Ledger(tools), [], []
    for (body, *rest), number in conversations(texts):
        if only and body["model"] != only:
            continue
        day = datetime.date(2026, 3, 1) + datetime.timedelta(number % 5)
        record = {"ts": f"{day}T12:00:00Z", "id": number, "request": body}
        if number % 3 == 0:
            noon = datetime.datetime.combine(
                day, datetime.time(12), datetime.timezone.utc)
            record = {"startTime": int(noon.timestamp() * 1000), "body": body}
        lines.append(dump(record) + "\n")
        prefix = f"{path}:{len(lines)}:" + (
            "/body" if "body" in record else "/request")
        blocks = [(raw, [p if isinstance(p, int) else p._replace(
            where=prefix + p.where) for p in parts])
            for raw, parts in blocks_of(body, *rest)]
        requests.append((blocks, body["model"], str(day)))
    path.write_text("".join(lines))
    ledger.inputs = 1
    ledger.learn(part for blocks, *_ in requests for _, parts in blocks
                 for part in parts if not isinstance(part, int))
    for blocks, model, day in requests:
        ledger.add_request(blocks, model, str(path), day)
    check_report(check, ledger, [path])


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: figures.py HEADROOM DIR [NODE_MODULES]")
    tools, check = Tools(sys.argv[1], (sys.argv[3:] or [None])[0]), Check()
    files = sorted(p for p in pathlib.Path(sys.argv[2]).rglob("*")
                   if p.is_file())
    if not files:
        sys.exit(f"figures.py: {sys.argv[2]}: no files")
    check_files(check, tools, files)
    with tempfile.TemporaryDirectory() as folder:
        check_records(check, tools, files, folder)
        check_records(check, tools, files, folder, "gpt-5.1")
    print(f"figures: {check.passed} passed, {check.failed} failed")
    sys.exit(1 if check.failed or not check.passed else 0)


if __name__ == "__main__":
    main()
