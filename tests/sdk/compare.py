#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what our reader, or the program, makes of recorded answers with what
a client does.

    compare.py OURS CLIENTS

Both are lines of JSON, in the same order.
"""
import json
import sys

FIELDS = ("input", "cached", "cache_write", "cache_write_1h", "output", "reasoning")


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def arguments(call):
    """As values, where they are JSON: clients print them anew."""
    name, text = call
    try:
        return name, json.loads(text)
    except ValueError:
        return name, text


def differences(ours, theirs):
    failed = ours["end"] in ("busy", "error", "invalid")
    if failed != (theirs["error"] is not None):
        yield "ends as %s, but %r" % (ours["end"], theirs["error"])
    if failed and ours["error"] not in (theirs["error"] or ""):
        yield "the error is %r, not %r" % (ours["error"], theirs["error"])
    if ours["text"] != theirs["text"]:
        yield "the text is %r, not %r" % (ours["text"], theirs["text"])
    if failed:
        return  # clients give nothing else then
    if ours["finish"] != theirs["finish"]:
        yield "finishes as %r, not %r" % (ours["finish"], theirs["finish"])
    for field in FIELDS:
        if field not in ours["usage"]:
            continue
        if ours["usage"][field] != theirs["usage"].get(field):
            yield "%s is %r, not %r" % (
                field,
                ours["usage"][field],
                theirs["usage"].get(field),
            )
    if isinstance(ours["calls"], int):
        if ours["calls"] != len(theirs["calls"]):
            yield "%d calls, not %r" % (ours["calls"], theirs["calls"])
    elif [arguments(c) for c in ours["calls"]] != [
        arguments(c) for c in theirs["calls"]
    ]:
        yield "the calls are %r, not %r" % (ours["calls"], theirs["calls"])


def main():
    ours, theirs = lines(sys.argv[1]), lines(sys.argv[2])
    passed = failed = 0
    if len(ours) != len(theirs):
        sys.exit("%d lines, not %d" % (len(ours), len(theirs)))
    for a, b in zip(ours, theirs):
        name = "%s/%s.%s" % (a["api"], a["name"], a["form"])
        found = list(differences(a, b))
        if not found:
            passed += 1
            continue
        failed += 1
        for what in found:
            print("%s: %s" % (name, what))
    print("answers: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
