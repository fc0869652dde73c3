#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a coding assistant sent in its turns, and what headroom makes of it.

    check.py HEADROOM API FOLDER OPTION...

FOLDER has the bodies, N.json, as stub.py wrote them.  Each goes through
HEADROOM with the OPTIONs.  Asserted are, of each turn:

  - JSON comes out; only results of tools differ, with bytes outside of them
    of the same SHA-256; a second run changes nothing;
  - messages that were sent before come out as the bytes that they were then,
    but for marks of caches within them;
  - what a client says of a text, that it is cut short or failed, stays;
  - and of the last: the log that a command printed is a tenth, with its error.
"""
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
# pylint: disable=wrong-import-position
from requests import Failure, get, outside, program, read, strings  # noqa: E402

# The list of turns, and where in it results of tools are.
FORMS = {
    "anthropic": ("messages",
                  r"/messages/\d+/content/\d+/content(/\d+/text)?"),
    "responses": ("input", r"/input/\d+/output(/\d+/text)?"),
    "gemini": ("contents",
               r"/contents/\d+/parts/\d+/functionResponse/response/.+"),
}
MARK = re.compile(rb',"cache_control":\{[^{}]*\}')
FIRST, ERROR = "job 48000 done in 11 ms", "shard 17 is held by pid 4471"
CUT = re.compile(r"\[[\d,]+ characters (?:truncated|omitted)\]"
                 "|\u2026\\d+ tokens truncated\u2026"
                 r"|Output too large[^\n]*|Showing lines [^\n]*"
                 r"|Exit code \d+|Exit Code: \d+|Signal: \d+"
                 r"|Process (?:exited with code|running with session ID) \d+")
LOG_LINES = 250  # of a result that is the log, and no part of one


def has_tools(body):
    """A title of the conversation, say, is asked for without tools."""
    return body.get("tools") or \
        any(item.get("type") == "additional_tools"
            for item in body.get("input", ()))


def results(api, body):
    """(pointer, value) of each result of a tool."""
    return [(pointer, value) for pointer, value in strings(read(body))
            if pointer and re.fullmatch(FORMS[api][1], pointer)]


def turns_of(api, body):
    """The bytes of each turn, without marks."""
    items = get(read(body), FORMS[api][0]).items
    return [MARK.sub(b"", body[item.start:item.end]) for item in items]


def check_turn(run, api, options, body):
    """Returns what comes out."""
    out = run(options, body)
    try:
        json.loads(out)
    except ValueError as error:
        raise Failure(f"the output is no JSON: {error}") from error
    before, after = results(api, body), results(api, out)
    if [p for p, _ in before] != [p for p, _ in after]:
        raise Failure("the results of tools are at other places")
    if outside(body, [v for _, v in before]) != \
            outside(out, [v for _, v in after]):
        raise Failure("bytes outside of results of tools differ")
    for (pointer, a), (_, b) in zip(before, after):
        for said in CUT.findall(a.text):
            if said not in b.text:
                raise Failure(f"{pointer}: {said!r} is lost")
    if run(options, out) != out:
        raise Failure("a second run changes it again")
    return out


def check_prefix(api, before, after):
    """What a client sends again as it was must come out as it did.  Before and
    after are (what was sent, what came out)."""
    sent, made = ([turns_of(api, pair[side]) for pair in (before, after)]
                  for side in (0, 1))
    again = [i for i, (old, new) in enumerate(zip(*sent)) if old == new]
    if len(again) * 2 < len(sent[0]):
        raise Failure("most messages are not sent again as they were")
    for i in again:
        if made[0][i] != made[1][i]:
            raise Failure(f"message {i} comes out as another: no cache holds")


def check_log(api, body, out):
    """At least one result is the whole log, and each of these is a tenth."""
    seen = 0
    for (pointer, a), (_, b) in zip(results(api, body), results(api, out)):
        if a.text.count("\n") < LOG_LINES or FIRST not in a.text or \
                re.match(r"1\t", a.text):  # a file with numbers of lines
            continue
        seen += 1
        if len(b.text) * 10 > len(a.text):
            raise Failure(f"{pointer}: {len(a.text)} -> {len(b.text)} bytes")
        if ERROR in a.text and ERROR not in b.text:
            raise Failure(f"{pointer}: the error is lost")
    if not seen:
        raise Failure("no result is the log")


def tokens(headroom, body):
    return int(subprocess.run([headroom, "count"], input=body, check=True,
                              stdout=subprocess.PIPE).stdout)


def tell(headroom, api, number, body, out):
    before, after = tokens(headroom, body), tokens(headroom, out)
    print(f"turn {number}: {len(body)} -> {len(out)} bytes, {before} -> {after}"
          f" tokens, {100 * (before - after) / before:.1f} % saved")
    for (pointer, a), (_, b) in zip(results(api, body), results(api, out)):
        if a.text != b.text:
            print(f"turn {number}: {pointer}: {len(a.text)} -> {len(b.text)}"
                  " characters")


def main():
    if len(sys.argv) < 4:
        sys.exit("usage: check.py HEADROOM API FOLDER OPTION...")
    headroom, api, folder = sys.argv[1:4]
    run = program(headroom)
    passed, failures = 0, []
    pairs = []
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        body = file.read_bytes()
        if not has_tools(json.loads(body)):
            continue
        number = len(pairs) + 1
        out = body
        try:
            out = check_turn(run, api, sys.argv[4:], body)
            passed += 1
            if pairs:
                check_prefix(api, pairs[-1], (body, out))
                passed += 1
        except Failure as failure:
            failures.append(f"turn {number}: {failure}")
        pairs.append((body, out))
        tell(headroom, api, number, body, out)
    try:
        if len(pairs) < 2:
            raise Failure("there are not two turns")
        check_log(api, *pairs[-1])
        passed += 1
    except Failure as failure:
        failures.append(f"the last turn: {failure}")
    for failure in failures:
        print(f"failed: {failure}")
    print(f"turns: {passed} passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
