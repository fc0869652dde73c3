#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prices by another way: the table as CSV and decimal arithmetic.

    price.py HEADROOM TEST_PRICE CSV

Compares what 'headroom models --json' says of each model with the table, and
what 'test_price --costs' makes of random usage with sums of decimals: by the
built-in table, by a file of the own form and by one in litellm's.  Of
several rows of a model in the table the last one that holds counts; what a tier
costs stands in full.  The last line counts what was compared.
"""

import csv
import datetime
import json
import random
import re
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 100
PICO = Decimal(10) ** -12
MICRO = Decimal(10) ** -6
SEED = 20261123
passed = failed = 0


def check(good, *what):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        if failed <= 20:
            print("failed:", *what)


# ---- the table --------------------------------------------------------------


RATES = ("input", "cached", "write", "write_1h", "output")
STARRED = ("claude-", "gemini-", "anthropic.", "global.anthropic.")


def read_table(path):
    """The rows of each model."""
    table = {}
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            table.setdefault(row["model"], []).append(row)
    return table


def holds(row, time):
    if row["from"] and time.strftime("%Y-%m-%d") < row["from"]:
        return False
    if not row["hours"]:
        return True
    begin, end = row["hours"].split("-")
    return begin <= time.strftime("%H:%M") < end


def rates_of(row):
    """(input, cached, write, write for an hour, output) below the tier and
    above it, and its start or None."""
    low = tuple(Decimal(row[r]) for r in RATES)
    if not row["tier"]:
        return low, None, None
    return low, tuple(Decimal(row["tier_" + r]) for r in RATES), int(row["tier"])


def rates(rows, when):
    time = datetime.datetime.fromtimestamp(when, datetime.timezone.utc)
    return rates_of([row for row in rows if holds(row, time)][-1])


VERSION = r"(-\d{8}|-\d{4}-\d\d-\d\d|-\d{3}|-latest|-preview(-\d\d-\d{4})?)?"


def real_day(name):
    """Whether what looks like a day at the end of the name is one."""
    m = re.search(r"-(\d{4}-\d\d-\d\d)$", name)
    try:
        return not m or bool(datetime.date.fromisoformat(m[1]))
    except ValueError:
        return False


def matches(model, name):
    if model.startswith(STARRED):
        return real_day(name) and re.fullmatch(re.escape(model) + VERSION, name) is not None
    return real_day(name) and re.fullmatch(re.escape(model) + r"(-\d{4}-\d\d-\d\d)?", name) is not None


def plain(name):
    """A name as lists have it, of one that a reseller has."""
    head, slash, last = name.rpartition("/")
    last = re.sub(r"^(us|eu|apac|au|jp|us-gov)\.(?=anthropic\.claude-)", "", last)
    m = re.fullmatch(r"((?:global\.)?anthropic\.)?(claude-.*)", last)
    if not m:
        return head + slash + re.sub(":nitro$", "", last)
    maker, model = m[1] or "", m[2]
    if maker:
        model = re.sub(r"-v\d+(:\d+)?$", "", model)
    model = re.sub(":(nitro|thinking|beta)$", "", model)
    model = re.sub("@default$", "", model)
    model = re.sub(r"@(?=(\d{8}|latest)$)", "-", model)
    return head + slash + maker + model.replace(".", "-")


def find(models, name):
    """The longest that fits the name or what is behind one of its vendors."""
    name = plain(name)
    names = [name] + [name[m.end():] for m in re.finditer("/", name)]
    names += [re.sub(r"^(global\.)?anthropic\.(?=claude-)", "", n) for n in names]
    found = [m for m in models if any(matches(m, n) for n in names)]
    return max(found, key=len, default=None)


def cost(low, high, start, usage, batch):
    total, cached, write, hour, output = usage
    price = high if start is not None and total > start else low
    parts = (total - cached - write, cached, write - hour, hour, output)
    sum_ = sum(p * n for p, n in zip(price, parts)) / 10**6
    if batch:
        sum_ /= 2
    return sum_.quantize(PICO, ROUND_HALF_UP)


# ---- what headroom says ------------------------------------------------------


def compare_rates(model, got, want):
    names = ("input", "cached", "cache_write", "cache_write_1h", "output")
    for name, value in zip(names, want):
        check(got[name] == value, model, name, got[name], value)


def compare_price(model, got, row):
    low, high, start = rates_of(row)
    compare_rates(model, got, low)
    check((got["from"] or "") == row["from"], model, "from", got["from"], row["from"])
    check((got["hours"] or "") == row["hours"], model, "hours", got["hours"], row["hours"])
    check((got["above"] is None) == (start is None), model, "above")
    if start is not None:
        check(got["above"]["tokens"] == start, model, "start")
        compare_rates(model, got["above"], high)
    check(got["provider"] == row["provider"], model, "provider")
    check(got["date"] == "2026-11-10", model, "date")


def compare_list(headroom, table):
    out = subprocess.run([headroom, "models", "--json"], check=True, capture_output=True)
    listed = {}
    for m in json.loads(out.stdout, parse_float=Decimal, parse_int=Decimal):
        if m["prices"]:
            listed[m["pattern"]] = m
    check(len(listed) == len(table), "models", len(listed), len(table))
    for model, rows in table.items():
        m = listed.get(model + ("*" if model.startswith(STARRED) else ""))
        if m is None:
            check(False, "not listed:", model)
            continue
        check(len(m["prices"]) == len(rows), model, "prices")
        for got, row in zip(m["prices"], rows):
            compare_price(model, got, row)
        # The table rounds windows of 1048576 tokens and the like.
        if rows[0]["context"] != "-":
            known, told = m["context"], int(rows[0]["context"])
            check(known and told <= known <= told * Decimal("1.05"), model, "context", known)


# ---- costs -------------------------------------------------------------------


def random_usage(rng, start):
    total = rng.choice([0, 1, 7, 1000, 199999, 200000, 200001, 272000, 272001,
                        rng.randrange(10**7), start or 1, (start or 0) + 1])
    cached = rng.choice([0, total, rng.randint(0, total)])
    write = rng.choice([0, total - cached, rng.randint(0, total - cached)])
    return total, cached, write, rng.choice([0, write, rng.randint(0, write)]), rng.randrange(10**6)


def random_name(rng, models):
    model = rng.choice(models)
    tail = rng.choice(["", "", "", "-2026-08-21", "-latest", "x", "-001", "-20260821",
                       "-preview", "-fast", "-5", "-v1:0", "-20260821-v1:0", "@20260821",
                       "@default", ":free", ":nitro", ":thinking", ":batch"])
    head = rng.choice(["", "", "", "models/", "vendor/", "a/b/", "us.", "global.", "xx.",
                       "us.anthropic.", "anthropic.", "arn:aws:bedrock:r:1:inference-profile/eu."])
    if rng.randrange(4) == 0:
        model = re.sub(r"(\d)-(\d)", r"\1.\2", model)
    return head + model + tail


def compare_costs(program, price_of, models, n, rng, file=None):
    lines, wants = [], []
    for _ in range(n):
        name = random_name(rng, models)
        when = rng.choice([1795392000, 1798761599, 1798761600, rng.randrange(1740000000, 1805000000)])
        model = find(models, name)
        price = price_of(model, when) if model else None
        usage = random_usage(rng, price[2] if price else None)
        batch = rng.randrange(2)
        lines.append(" ".join(map(str, (name, when, *usage, batch))))
        wants.append(cost(*price, usage, batch) if price else None)
    out = subprocess.run([program, "--costs"] + ([file] if file else []), check=True,
                         capture_output=True, text=True, input="\n".join(lines) + "\n")
    answers = out.stdout.splitlines()
    check(len(answers) == n, "answers", len(answers))
    for line, answer, want in zip(lines, answers, wants):
        if want is None:
            check(answer == "unknown", line, answer)
            continue
        pico, _, text = answer.partition(" ")
        check(text and int(pico) == want / PICO, line, answer, want)
        rounded = want.quantize(MICRO, ROUND_HALF_UP)
        check(text and Decimal(text) == rounded, line, answer, rounded)
        check(not re.search(r"\.\d*0$|\.$|\.\d{7}", text), line, answer, "zeros")


def lexeme(rng, value):
    """A decimal in one of the ways in which JSON can write it."""
    shift = rng.randrange(-12, 13)
    text = format(value.scaleb(-shift), "f") + rng.choice(["", "e", "E"])
    if text[-1] in "eE":
        return text + rng.choice(["", "+"] if shift >= 0 else [""]) + str(shift)
    return format(value, "f")


def random_price(rng):
    """Rates of up to 9 decimals, of which 6 are kept."""
    return [Decimal(rng.randrange(10**rng.randrange(4, 10))).scaleb(-rng.randrange(3, 10)) + MICRO
            for _ in range(5)]


def kept(values):
    return tuple(v.quantize(MICRO, ROUND_HALF_UP) for v in values)


def write_files(rng, own, litellm):
    """A file of each form with the same random prices."""
    prices, entries, costs = {}, [], []
    names = ("input", "cached", "cache_write", "cache_write_1h", "output")
    per_token = ("input_cost_per_token", "cache_read_input_token_cost",
                 "cache_creation_input_token_cost",
                 "cache_creation_input_token_cost_above_1hr", "output_cost_per_token")
    for i in range(300):
        low, high, start = random_price(rng), None, None
        name = "model-%d" % i
        entry = ['"%s": %s' % (n, lexeme(rng, v)) for n, v in zip(names, low)]
        each = ['"%s": %s' % (n, lexeme(rng, v.scaleb(-6))) for n, v in zip(per_token, low)]
        if rng.randrange(2):
            high, start = random_price(rng), rng.randrange(1, 400) * 1000
            tier = ['"%s": %s' % (n, lexeme(rng, v)) for n, v in zip(names, high)]
            entry.append('"above": {"tokens": %d, %s}' % (start, ", ".join(tier)))
            each += ['"%s_above_%dk_tokens": %s' % (n, start // 1000, lexeme(rng, v.scaleb(-6)))
                     for n, v in zip(per_token, high)]
        rng.shuffle(entry)
        rng.shuffle(each)
        entries.append('"%s": {%s}' % (name, ", ".join(entry)))
        costs.append('"%s": {%s, "mode": "chat"}' % (name, ", ".join(each)))
        prices[name] = (kept(low), kept(high) if high else None, start)
    own.write('{"schema": "headroom.prices/1", "models": {%s}}' % ",\n".join(entries))
    litellm.write("{%s}" % ",\n".join(costs))
    own.flush()
    litellm.flush()
    return prices


def main():
    headroom, program, path = sys.argv[1:]
    rng = random.Random(SEED)
    table = read_table(path)
    compare_list(headroom, table)
    compare_costs(program, lambda m, when: rates(table[m], when), list(table), 5000, rng)
    with tempfile.NamedTemporaryFile("w") as own, tempfile.NamedTemporaryFile("w") as litellm:
        prices = write_files(rng, own, litellm)
        for file in (own, litellm):
            compare_costs(program, lambda m, when: prices[m], list(prices), 2000, rng, file.name)
    print("price: %d passed, %d failed" % (passed, failed))
    return failed != 0


sys.exit(main())
