#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bodies of many endpoints: those that are not for us come out as they went in.

    bodies.py HEADROOM DIR [OPTION]...

DIR has bodies as the providers' own clients write them, each with a large log in
a place where its type allows text, and expect.json: what each one is sent to, by
which client, and what is expected.  "pass": it must not change.  "request": it is
a request, of which only the strings at "may_change" may.  OPTIONs are for the
reach of the first two checks; --reach=all if there are none.  Asserted are, of
each body as it is and indented by 2:

  - the output is JSON, as it was but for strings that may change; bytes outside
    of them have the same SHA-256;
  - of a request one of them got shorter;
  - a second run changes nothing;
  - without OPTIONs, too, only these strings may change, and the rest is the
    same JSON.
"""
import json
import pathlib
import subprocess
import sys

from requests import Failure, outside, read, strings

HAYSTACK = 100  # of a body with fewer lines of a log nothing is learnt


def program(headroom):
    def run(options, body):
        done = subprocess.run([headroom, *options], input=body, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
        if done.returncode:
            raise Failure(f"status {done.returncode}: "
                          f"{done.stderr.decode(errors='replace').strip()}")
        return done.stdout
    return run


def load(body):
    try:
        return json.loads(body, parse_float=str, parse_int=str)
    except ValueError as error:
        start = body[:60].decode(errors="replace")
        raise Failure(f"no JSON comes out: {start!r}: {error}") from error


def shape(value, may_change, pointer=""):
    """The value with a mark for each string that may change."""
    if pointer in may_change and isinstance(value, str):
        return ["may change"]
    if isinstance(value, dict):
        return [(key, shape(member, may_change, pointer + "/" + key.replace(
            "~", "~0").replace("/", "~1"))) for key, member in value.items()]
    if isinstance(value, list):
        return [shape(item, may_change, f"{pointer}/{index}")
                for index, item in enumerate(value)]
    return value


def literals(body, may_change):
    return [value for pointer, value in strings(read(body))
            if pointer in may_change]


def same_but(body, out, may_change):
    """Raises Failure if anything but these strings differs as JSON."""
    if shape(load(body), may_change) != shape(load(out), may_change):
        raise Failure("the JSON that comes out is another")


def check_reach(run, options, body, may_change):
    out = run(options, body)
    same_but(body, out, may_change)
    before, after = literals(body, may_change), literals(out, may_change)
    if outside(body, before) != outside(out, after):
        raise Failure("bytes outside of what may change differ")
    if may_change and not any(len(b.text) < len(a.text)
                              for a, b in zip(before, after)):
        raise Failure("no string that may change got shorter")
    if run(options, out) != out:
        raise Failure("a second run changes it again")


def check_plain(run, options, body, may_change):
    same_but(body, run((), body), may_change)


def check_entry(body, entry, may_change):
    """That the case is worth something."""
    if entry["expect"] not in ("pass", "request") or \
            (entry["expect"] == "request") != bool(may_change):
        raise Failure("expect.json is wrong")
    if len(literals(body, may_change)) != len(may_change):
        raise Failure("not every pointer is that of a string")
    texts = [value.text for _, value in strings(read(body))]
    if sum(text.count(" job 4") for text in texts) < HAYSTACK:
        raise Failure("there is no log in it")


def checks(run, options, name, body, entry):
    """Yields what failed or None, for each check."""
    may_change = set(entry.get("may_change", ()))
    indented = json.dumps(json.loads(body), indent=2,
                          ensure_ascii=False).encode()
    try:
        check_entry(body, entry, may_change)
    except Failure as failure:
        yield f"{name}: {failure}"
        return
    for check in (check_reach, check_plain):
        for form, text in (("", body), (" indented", indented)):
            said = " ".join(options) if check is check_reach else "no options"
            try:
                check(run, options, text, may_change)
                yield None
            except Failure as failure:
                yield f"{name}{form}, {entry['expect']}, {said}: {failure}"


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: bodies.py HEADROOM DIR [OPTION]...")
    folder = pathlib.Path(sys.argv[2])
    run = program(sys.argv[1])
    options = sys.argv[3:] or ["--reach=all"]
    expect = json.loads((folder / "expect.json").read_bytes())
    passed = failed = 0
    found = {file.stem for file in folder.glob("*.json")} - {"expect"}
    for name in sorted(found ^ set(expect)):
        print(f"{name}: only in one of {folder} and its expect.json")
        failed += 1
    for name in sorted(found & set(expect)):
        body = (folder / f"{name}.json").read_bytes()
        for failure in checks(run, options, name, body, expect[name]):
            if failure:
                print(failure)
                failed += 1
            else:
                passed += 1
    print(f"bodies: {passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
