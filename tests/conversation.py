#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What was sent once is sent again: a conversation of 40 turns, turn by turn.

    conversation.py HEADROOM

A provider's cache knows the bytes of a prompt from the start on.  In each turn
the model calls a tool, and its result is sent with all that was said before:

  - as it was sent: a client that goes on from the compressed request;
  - as it was at first: one that keeps the originals, and asks for --history or
    --reach=all.

Either way the earlier turns must be the bytes that they were.  A client of
Anthropic may also mark the last block of each request for the cache, so that the
mark moves on with each turn; then they must be but for that mark.
"""
import json
import subprocess
import sys

TURNS = 40


def result(turn):
    """What a tool may answer: a log, JSON, a table, the output of tests."""
    rows = range(30 + turn)
    if turn % 4 == 0:
        return "".join(
            f"2026-11-24T10:{turn:02}:{i % 60:02}Z INFO worker-{i % 3}: request "
            f"{turn * 100 + i} done in {i * 7 % 40} ms\n" for i in rows)
    if turn % 4 == 1:
        return json.dumps([{"id": turn * 100 + i, "state": "done", "ms": i * 3}
                           for i in rows], indent=2)
    if turn % 4 == 2:
        return " id | name  | ms\n----+-------+----\n" + "".join(
            f" {i:2} | job-{i % 7} | {i * turn % 90:2}\n" for i in rows)
    return "".join(f"test_{i} (suite.Case{turn}) ... ok\n" for i in rows) + \
        f"FAIL: test_{turn}\nAssertionError: {turn} != {turn + 1}\n"


# Each API: an empty request, where turns are, and what a turn adds to them.

def openai_chat(turn):
    call = {"id": f"c{turn}", "type": "function",
            "function": {"name": "look", "arguments": "{\"n\": %d}" % turn}}
    return [{"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{turn}",
             "content": result(turn)}]


def openai_responses(turn):
    return [{"type": "function_call", "call_id": f"c{turn}", "name": "look",
             "arguments": "{}"},
            {"type": "function_call_output", "call_id": f"c{turn}",
             "output": result(turn)}]


def anthropic(turn):
    use = {"type": "tool_use", "id": f"t{turn}", "name": "look", "input": {}}
    return [{"role": "assistant", "content": [use]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": f"t{turn}",
                 "content": [{"type": "text", "text": result(turn)}]}]}]


def gemini(turn):
    call = {"functionCall": {"name": "look", "args": {"n": turn}},
            "thoughtSignature": "Q2lnbg=="}
    answer = {"name": "look", "response": {"output": result(turn)}}
    return [{"role": "model", "parts": [call]},
            {"role": "user", "parts": [{"functionResponse": answer}]}]


APIS = {
    "openai-chat": ("messages", openai_chat, {"model": "gpt-5.1"},
                    {"role": "user", "content": "Why did it fail?"}),
    "openai-responses": ("input", openai_responses, {"model": "gpt-5.6-sol"},
                         {"role": "user", "content": "Why did it fail?"}),
    "anthropic": ("messages", anthropic,
                  {"model": "claude-sonnet-5", "max_tokens": 512},
                  {"role": "user", "content": "Why did it fail?"}),
    "gemini": ("contents", gemini, {},
               {"role": "user", "parts": [{"text": "Why did it fail?"}]}),
}


MARK = b',"cache_control":{"type":"ephemeral"}'
MODES = (  # what the client sends again, options, and whether it marks
    ("as sent", [], False), ("as sent", [], True), ("--history", None, False),
    ("--history", None, True), ("--reach=all", None, False),
    ("--reach=all", None, True))


def marked(turns):
    """The turns with a mark at the last block, as Claude Code sets it."""
    last = turns[-1]
    if isinstance(last["content"], str):
        return turns
    blocks = last["content"][:-1] + [
        {**last["content"][-1], "cache_control": {"type": "ephemeral"}}]
    return turns[:-1] + [{**last, "content": blocks}]


def send(headroom, options, head, member, turns):
    """The bytes that are sent, without what closes them and without marks."""
    body = json.dumps({**head, member: turns}, separators=(",", ":"))
    out = subprocess.run([headroom, *options], input=body.encode(), check=True,
                         stdout=subprocess.PIPE, timeout=60).stdout
    if not out.endswith(b"]}") or out.count(MARK) != body.encode().count(MARK):
        sys.exit("the end of a request, or a mark, is not what it was")
    return out.replace(MARK, b"")[:-2]


def replay(headroom, api, mode):
    """How many turns began as the one before ended, and how many did not; and
    the bytes of the last request as it was and as it was sent."""
    member, turn_of, head, first = APIS[api]
    name, own, marks = mode
    options = [f"--request={api}"] + ([name] if own is None else own)
    if marks:
        head = {**head, "system": [{"type": "text", "text": "Help.",
                                    "cache_control": {"type": "ephemeral"}}]}
    turns, before, passed, failed = [first], b"", 0, 0
    plain = [first]
    for turn in range(TURNS):
        turns += turn_of(turn)
        plain += turn_of(turn)
        sent = send(headroom, options, head, member,
                    marked(turns) if marks else turns)
        if sent.startswith(before):
            passed += 1
        else:
            print(f"{api}, {name}{', marks' if marks else ''}: the bytes before "
                  f"turn {turn} are others")
            failed += 1
        before = sent
        if own is not None:
            turns = json.loads(sent + b"]}")[member]
    raw = len(json.dumps({**head, member: plain}, separators=(",", ":")))
    return passed, failed, raw, len(sent)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: conversation.py HEADROOM")
    passed = failed = 0
    for api in APIS:
        for mode in MODES:
            if mode[2] and api != "anthropic":
                continue
            yes, no, raw, sent = replay(sys.argv[1], api, mode)
            passed += yes
            failed += no
            # If nothing became smaller, nothing was tried.
            if sent * 2 > raw:
                print(f"{api}, {mode[0]}: {raw} bytes are {sent}")
                failed += 1
            else:
                passed += 1
    print(f"conversation: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
