#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prices by another way: the table as CSV and decimal arithmetic.

    price.py HEADROOM TEST_PRICE CSV

Compares what 'headroom models --json' says of each model with the table, and
what 'test_price --costs' makes of random usage with sums of decimals: by the
built-in table, by a file of the own form and by one in litellm's.  The notes
of the table: W, writing to the cache costs more; T, long prompts do; a, b,
other prices at other times.  The last line counts what was compared.
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


def read_table(path):
    table = {}
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            table[row["model"]] = row
    table["gpt-5.6"] = table["gpt-5.6-sol"]
    return table


def dollars(row, when):
    """Input, cached and output, a million tokens, at a time."""
    time = datetime.datetime.fromtimestamp(when, datetime.timezone.utc)
    if "a" in row["notes"] and time.year >= 2027:
        return Decimal("1.5"), Decimal("0.15"), Decimal("7.5")
    if "b" in row["notes"] and not (0, 30) <= (time.hour, time.minute) < (16, 30):
        return Decimal("0.135"), Decimal("0.035"), Decimal("0.55")
    price = Decimal(row["input"])
    cached = price if row["cached"] == "-" else Decimal(row["cached"])
    return price, cached, Decimal(row["output"])


def rates(row, when):
    """(input, cached, write, write for an hour, output) below the tier and
    above it, and its start or None."""
    price, cached, output = dollars(row, when)
    write = price * (Decimal("1.25") if "W" in row["notes"] else 1)
    hour = price * 2 if "W" in row["notes"] and row["provider"] == "anthropic" else write
    low = (price, cached, write, hour, output)
    if "T" not in row["notes"]:
        return low, None, None
    high = tuple(r * 2 for r in low[:4]) + (output * Decimal("1.5"),)
    return low, high, 272000 if row["provider"] == "openai" else 200000


def matches(model, name):
    if model.startswith(("claude-", "gemini-")):
        return name.startswith(model)
    return re.fullmatch(re.escape(model) + r"(-\d{4}-\d\d-\d\d)?", name) is not None


def find(models, name):
    """The longest that fits the name or what is behind one of its slashes."""
    names = [name] + [name[m.end():] for m in re.finditer("/", name)]
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


def compare_list(headroom, table):
    out = subprocess.run([headroom, "models", "--json"], check=True, capture_output=True)
    listed = {}
    for m in json.loads(out.stdout, parse_float=Decimal, parse_int=Decimal):
        if m["prices"]:
            listed[m["pattern"]] = m
    check(len(listed) == len(table), "models", len(listed), len(table))
    new_year = int(datetime.datetime(2027, 1, 1, tzinfo=datetime.timezone.utc).timestamp())
    for model, row in table.items():
        star = "*" if model.startswith(("claude-", "gemini-")) else ""
        m = listed.get(model + star)
        if m is None:
            check(False, "not listed:", model)
            continue
        times = [new_year - 12 * 3600]
        if "a" in row["notes"]:
            times.append(new_year)
            check(m["prices"][-1]["from"] == "2027-01-01", model, "from")
        if "b" in row["notes"]:
            times.append(new_year)
            check(m["prices"][-1]["hours"] == "16:30-00:30", model, "hours")
        check(len(m["prices"]) == len(times), model, "prices")
        for got, when in zip(m["prices"], times):
            low, high, start = rates(row, when)
            compare_rates(model, got, low)
            check((got["above"] is None) == (start is None), model, "above")
            if start is not None:
                check(got["above"]["tokens"] == start, model, "start")
                compare_rates(model, got["above"], high)
            check(got["provider"] == row["provider"], model, "provider")
            check(got["date"] == "2026-11-23", model, "date")
        # The table rounds windows of 1048576 tokens and the like.
        if row["context"] != "-":
            known, told = m["context"], int(row["context"])
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
    tail = rng.choice(["", "", "", "-2026-08-21", "-latest", "x", "-001", "-20260821"])
    head = rng.choice(["", "", "", "models/", "vendor/", "a/b/"])
    return head + model + tail


def compare_costs(program, price_of, models, n, rng, file=None):
    lines, wants = [], []
    for _ in range(n):
        name = random_name(rng, models)
        when = rng.choice([1795392000, 1798761599, 1798761600, rng.randrange(1790000000, 1805000000)])
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
