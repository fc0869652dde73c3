#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""requests.py finds what it is there to find.

    requests_selftest.py DIR

A stand-in for the program, which shortens all strings that may change, passes
over the bodies of DIR; each fault that is planted in it is caught.
"""
import json
import pathlib
import re
import sys

import requests as checker


def splice(body, changes):
    """The body with other literals: {place: text}."""
    out, at = [], 0
    for _, value in checker.strings(checker.read(body)):
        if value.start in changes:
            out.append(body[at:value.start])
            text = changes[value.start]
            out.append(text if isinstance(text, bytes) else
                       json.dumps(text, ensure_ascii=False).encode())
            at = value.end
    return b"".join(out) + body[at:]


def api_of(folder_api, options):
    named = options[0].partition("=")[2]
    return folder_api if named == "auto" else named


def places(api, options, body):
    return checker.allowed_places(api, checker.read(body), options)


def shorten(api, options, body):
    """What the stand-in does: the first 300 characters are enough."""
    changes = {}
    may = places(api_of(api, options), options, body)
    for _, value in checker.strings(checker.read(body)):
        if value.start in may and len(value.text) > 300:
            changes[value.start] = value.text[:300]
    return splice(body, changes)


# ---- faults ----------------------------------------------------------------
# Each gets the body, what the stand-in made of it and its pointers, and returns
# something that must be caught, or None if the body has no place for it.

def changed_at(out, pattern, text="changed"):
    """The output with the first string at such a pointer changed."""
    for pointer, value in checker.strings(checker.read(out)):
        if pointer is not None and re.fullmatch(pattern, pointer) and \
                value.text:
            return splice(out, {value.start: text})
    return None


def serialised(out):
    new = json.dumps(json.loads(out)).encode()
    return None if new == out else new


def turn(out, turns, index, role, pattern):
    """A text of this turn, if the turn is of this role."""
    found = json.loads(out).get(turns, [])[index:index + 1]
    if not found or found[0].get("role") != role:
        return None
    return changed_at(out, f"/{turns}/{index}/{pattern}")


def number(out):
    new = re.sub(rb"(?<=:)( *)0\.1000", rb"\g<1>0.1", out)
    return None if new == out else new


def member_lost(out):
    new = re.sub(rb'"tool_call_id":"[^"]*",', b"", out, count=1)
    return None if new == out else new


def key_spelled(out):
    new = re.sub(rb'"role"', rb'"r\\u006fle"', out, count=1)
    return None if new == out else new


def escapes_spelled(out):
    new = re.sub(rb"\\u00e9|\\/", lambda m: json.loads(b'"' + m.group() + b'"')
                 .encode(), out, count=1)
    return None if new == out else new


FAULTS = {
    "written again": ("openai-chat", serialised),
    "a number written in another way": ("openai-chat", number),
    "a blank at the end": ("gemini", lambda out: out + b" "),
    "cut": ("anthropic", lambda out: out[:-2]),
    "a key written in another way": ("openai-chat", key_spelled),
    "escapes written in another way": ("openai-chat", escapes_spelled),
    "a member that is lost": ("openai-chat", member_lost),
    "system text": ("anthropic",
                    lambda out: changed_at(out, r"/system(/\d+/text)?")),
    "a system message": ("openai-chat", lambda out: turn(
        out, "messages", 0, "system", r"content(/\d+/text)?")),
    "instructions": ("openai-responses",
                     lambda out: changed_at(out, "/instructions")),
    "a tool's description": ("gemini", lambda out: changed_at(
        out, r"/tools/\d+/functionDeclarations/\d+/description")),
    "what a tool is called with": ("openai-responses", lambda out: changed_at(
        out, r"/input/\d+/arguments", "{}\n")),
    "an id": ("anthropic", lambda out: changed_at(
        out, r"/messages/\d+/content/\d+/tool_use_id")),
    "a signature": ("anthropic", lambda out: changed_at(
        out, r"/messages/\d+/content/\d+/signature", "QUJD")),
    "a signature of a thought": ("gemini", lambda out: changed_at(
        out, r"/contents/\d+/parts/\d+/thoughtSignature", "QUJD")),
    "encrypted content": ("openai-responses", lambda out: changed_at(
        out, r"/input/\d+/encrypted_content", "QUJD")),
    "a picture": ("anthropic", lambda out: changed_at(
        out, r"/messages/\d+/content/\d+/source/data", "QUJD")
        if b"image/png" in out and b"document" not in out else None),
    "thinking": ("anthropic", lambda out: changed_at(
        out, r"/messages/\d+/content/\d+/thinking")),
    "a turn of the model": ("gemini", lambda out: turn(
        out, "contents", 1, "model", r"parts/\d+/text")),
    "an empty string": ("openai-chat", lambda out: changed_at(
        out, r"/messages/\d+/content", "")),
}


def frozen(body, out):
    """Something before the last mark of a cache that does not move on."""
    policy = checker.Policy(checker.read(body), True, "history")
    policy.allowed("anthropic")
    for value, _ in policy.found:
        if value and value.text and value.end < policy.marked:
            return splice(body, {value.start: "changed"})
    return None


def early(body, out):
    """A result before the last turn of the model."""
    policy = checker.Policy(checker.read(body), False, "all")
    policy.allowed("anthropic")
    for value, asked in policy.found:
        if value and value.text and not asked and value.end < policy.answered:
            return splice(body, {value.start: "changed"})
    return None


def asked(body, out):
    """What the user wrote, without being asked for it."""
    policy = checker.Policy(checker.read(body), False, "live")
    policy.allowed("anthropic")
    for value, user in policy.found:
        if value and value.text and user and value.start >= policy.answered:
            return splice(body, {value.start: "changed"})
    return None


def escaped(body, out):
    """A new literal that escapes more than it must."""
    for place in sorted(places("anthropic", ["--request=anthropic"], body)):
        return splice(body, {place: rb'"\u0041"'})
    return None


def protected(body, out):
    """What an editor showed."""
    changes = {}
    policy = checker.Policy(checker.read(body), False, "live", False)
    for place in policy.allowed("anthropic") - places(
            "anthropic", ["--request=anthropic"], body):
        changes[place] = "changed"
    return splice(body, changes) if changes else None


BODY_FAULTS = {
    "a frozen block": (frozen, ("--history",)),
    "an earlier result": (early, ()), "text of the user": (asked, ()),
    "needless escapes": (escaped, ()), "a result of an editor": (protected, ())}


def is_caught(api, body, fault, options):
    """Whether there is a place for the fault, and whether it is found there."""
    out = fault(body, shorten(api, [f"--request={api}", *options], body))
    if out is None:
        return None
    try:
        checker.compare(api, body, out, options)
    except (checker.Failure, ValueError):
        return True
    return False


def bodies(folder, api):
    for file in sorted(pathlib.Path(folder, api).glob("*.json")):
        yield file.read_bytes()


def check_fault(folder, api, fault, options=()):
    """Caught in every body that has a place for it, and in one at least."""
    caught = [is_caught(api, body, fault, options)
              for body in bodies(folder, api)]
    return True in caught and False not in caught


def growing(api, options, body):
    """Changes what it has changed, without an end."""
    may = places(api_of(api, options), options, body)
    return splice(body, {value.start: value.text + "!" for _, value
                         in checker.strings(checker.read(body))
                         if value.start in may})


def main():
    folder = sys.argv[1]
    passed = failed = 0

    def count(ok, name):
        nonlocal passed, failed
        passed += ok
        failed += not ok
        if not ok:
            print("not as expected: " + name)

    for api in checker.APIS:
        for body in bodies(folder, api):
            answers = list(checker.check_body(
                lambda o, b, api=api: shorten(api, o, b), api, body))
            count(not any(isinstance(a, checker.Failure) for a in answers),
                  f"{api}: {answers}")
    for name, (api, fault) in FAULTS.items():
        count(check_fault(folder, api, lambda _, out, f=fault: f(out)), name)
    for name, (fault, options) in BODY_FAULTS.items():
        count(check_fault(folder, "anthropic", fault, options), name)
    for name, run in (("a change at each run", growing),):
        count(any(isinstance(a, checker.Failure) for body
                  in bodies(folder, "gemini") for a in checker.check_body(
                      lambda o, b: run("gemini", o, b), "gemini", body)), name)
    count(checker.check_folder(lambda _, b: b, folder, lambda _: None)[1] == 1,
          "nothing changes")
    print(f"requests_selftest: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
