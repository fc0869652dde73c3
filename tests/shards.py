#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lines of requests in any order and in any shards: each becomes what it becomes
alone.

    shards.py HEADROOM

300 requests of four APIs, as providers' batches, gateways and logs wrap them, lie
among lines that have none: text, JSON of somebody else, JSON over many lines,
nothing, and lines of 300 KB.  They are put into 50 orders; each is split behind
random lines, and one behind every line.  Of each shard, with --lines, and
without it if there is a request in it at all:

  - there are as many lines out as in, and the last one ends as it did;
  - each line is what it is alone, and what has no request is as it was;
  - as many requests, lines that are not JSON, and lines without a request are
    counted as there are;
  - one thread or four make no difference;
  - the reports of the shards add up to the report of the whole.

What a line is alone is checked as well: the bytes around the body as they were,
and the body as the program makes it of the body alone.
"""
import collections
import concurrent.futures
import functools
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import requests  # the reader of tests/requests.py

REQUESTS = 300
ORDERS = 50
REPORTS = 4  # orders of which reports are taken
LARGE = 300000
SMALL_LIMIT = 200000  # a --max-request that lines of LARGE are over

Line = collections.namedtuple("Line", "data requests body")


# ---- requests --------------------------------------------------------------

def result(rng):
    """Something that a tool answers and that can be smaller."""
    rows = range(rng.randrange(12, 30))
    kind = rng.randrange(5)
    start = rng.randrange(1000)
    if kind == 0:
        return "".join(
            f"2026-11-24T10:{start % 60:02}:{i:02}Z INFO worker-{i % 3}: request "
            f"{start + i} done in {rng.randrange(40)} ms\n" for i in rows)
    if kind == 1:
        return json.dumps([{"id": start + i, "state": "done", "ms": i * 3}
                           for i in rows], indent=2)
    if kind == 2:
        return " id | name  | ms\n----+-------+----\n" + "".join(
            f" {i:2} | job-{i % 7} | {rng.randrange(90):2}\n" for i in rows)
    if kind == 3:
        return "".join(json.dumps({"id": start + i, "ok": True, "name": "café"})
                       + "\n" for i in rows)
    return f"Nothing was found in {start} files."


def openai_chat(rng):
    call = {"id": "c1", "type": "function",
            "function": {"name": "look", "arguments": "{}"}}
    return {"model": "gpt-5.1", "messages": [
        {"role": "user", "content": "Why did it fail?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": result(rng)}]}


def openai_responses(rng):
    return {"model": "gpt-5.5", "input": [
        {"role": "user", "content": "Why did it fail?"},
        {"type": "function_call", "call_id": "c1", "name": "look",
         "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1",
         "output": result(rng)}]}


def anthropic(rng):
    use = {"type": "tool_use", "id": "t1", "name": "look", "input": {}}
    return {"model": "claude-sonnet-5", "max_tokens": 512, "messages": [
        {"role": "user", "content": "Why did it fail?"},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "t1",
             "content": result(rng)}]}]}


def gemini(rng):
    return {"contents": [
        {"role": "user", "parts": [{"text": "Why did it fail?"}]},
        {"role": "model", "parts": [
            {"functionCall": {"name": "look", "args": {}}}]},
        {"role": "user", "parts": [{"functionResponse": {
            "name": "look", "response": {"output": result(rng)}}}]}]}


APIS = (openai_chat, openai_responses, anthropic, gemini)


def dump(value, rng):
    """As one writer of JSON or another does it, on one line."""
    style = rng.randrange(3)
    return json.dumps(
        value, ensure_ascii=style == 0,
        separators=(",", ":") if style else (", ", ": ")).encode()


# How records have a request in them; BODY is where, or TEXT as a string.
WRAPPERS = {
    "openai_chat": (
        "BODY",
        '{"custom_id":"NUMBER","method":"POST","url":"/v1/chat/completions",'
        '"body":BODY}',
        '{"ts":NUMBER,"request":{"path":"/v1","body":BODY},"ms":3}',
        '{"request":BODY,"response":{"status_code":200}}',
        '{"call_type":"acompletion","litellm_call_id":"NUMBER","kwargs":BODY,'
        '"startTime":"2026-11-24T10:00:00"}',
        '{"ts":NUMBER,"msg":"sent","request_body":TEXT}',
        '{"log":{"entries":[{"request":{"method":"POST","postData":'
        '{"mimeType":"application/json","text":TEXT}}}]}}'),
    "openai_responses": (
        "BODY",
        '{"custom_id":"NUMBER","method":"POST","url":"/v1/responses",'
        '"body":BODY}',
        '{"request": BODY , "n": NUMBER}',
        '{"n":NUMBER,"request":TEXT}'),
    "anthropic": (
        "BODY",
        '{"custom_id":"NUMBER","params":BODY}',
        '{"level":"info","request":BODY}',
        '{"level":"info","events":[{"id":NUMBER},{"call":{"body":BODY}}]}'),
    "gemini": (
        "BODY",
        '{"key":"NUMBER","request":BODY}'),
}


def wrapped(rng, body, number, wrapper):
    """The record, and where its request is as bytes of it."""
    if "TEXT" in wrapper:
        body = dump(body.decode(), rng)
        if rng.random() < .5:  # other ways to write the same string
            body = body.replace(rb'\"', rb"\u0022").replace(b"/", rb"\/")
    before, after = re.split("BODY|TEXT", wrapper.replace("NUMBER", str(number)))
    return before.encode() + body + after.encode(), body


def request_line(rng, number):
    api = APIS[number % len(APIS)]
    body = dump(api(rng), rng)
    wrapper = rng.choice(WRAPPERS[api.__name__])
    data, body = wrapped(rng, body, number, wrapper)
    if rng.random() < .05:
        data = b"  " + data + b" "
    if rng.random() < .05:
        data += b"\r"
    return Line(data + b"\n", 1, body)


# ---- records ---------------------------------------------------------------

def large_lines(rng):
    long = openai_chat(rng)
    long["messages"][2]["content"] = "".join(
        f"10:00:{i % 60:02} INFO worker-{i % 3}: request {i} done\n"
        for i in range(LARGE // 38))
    body = dump(long, rng)
    rows = json.dumps({"rows": [{"id": i, "a": "b" * 80}
                                for i in range(LARGE // 100)]}).encode()
    return [Line(body + b"\n", 1, body), Line(rows + b"\n", 0, None),
            Line(b"no JSON " * (LARGE // 8) + b"\n", 0, None),
            Line(b'{"messages": [' + b"[" * LARGE + b"\n", 0, None)]


def pieces(text):
    return [Line(line, 0, None) for line in text.encode().splitlines(True)]


def odd_records(rng):
    """Lists of lines that stay together unless they are split."""
    some = [b"\n", b"   \n", b"\r\n", b"{}\n", b"[1, 2]\r\n", b"null\n", b'"x"\n',
            b"# made by nobody\n", b"\xff\xfe\x00 no text\n",
            b'{"model": "m", "messages": 5}\n',
            b'{"level":"info","messages":"7"}\n',
            b'{"custom_id":"e","url":"/v1/embeddings","body":{"input":"x"}}\n',
            b'{"custom_id":"x","body":{"model": }\n',
            b'{"id":"b1","response":{"status_code":200,"body":{"id":"r"}}}\n',
            b"2026-11-24 10:00:00 INFO started\n"]
    some += [dump(openai_chat(rng), rng)[:rng.randrange(20, 200)] + b"\n"
             for _ in range(5)]
    some += [b'{"log":%d,"text":"line"}\n' % i for i in range(40)]
    some += [b"INFO request %d done\n" % i for i in range(20)]
    records = [[Line(data, 0, None)] for data in some]
    records += [pieces(json.dumps({"rows": [1, 2, {"a": None}]}, indent=1) + "\n")
                for _ in range(3)]
    records += [pieces(json.dumps(api(rng), indent=2) + "\n") for api in APIS]
    # A batch in one document, but on one line.
    bodies = [dump(anthropic(rng), rng) for _ in range(2)]
    records.append([Line(
        b'{"requests":[{"custom_id":"a","params":' + bodies[0] +
        b'},{"custom_id":"b","params":' + bodies[1] + b"}]}\n", 2, None)])
    return records


def make_records(rng):
    records = [[request_line(rng, number)] for number in range(REQUESTS)]
    return records + odd_records(rng), [[line] for line in large_lines(rng)]


def order(rng, records, large, number):
    """All lines, in an order of their own."""
    records = list(records)
    rng.shuffle(records)
    # Large lines cost time, and come first or anywhere.
    some = rng.sample(large, 1 + number % 2)
    if number % 3 == 0:
        records = some + records
    else:
        for record in some:
            records.insert(rng.randrange(len(records)), record)
    if number % 5 == 1:  # what has no request comes first
        records.sort(key=lambda record: record[0].requests > 0)
    lines = [line for record in records for line in record]
    if number % 2:  # no newline at the end
        lines[-1] = bare(lines[-1])
    return [line for line in lines if line.data]


def bare(line):
    return line._replace(data=line.data.rstrip(b"\n"))


def split(rng, lines):
    cuts = sorted(rng.sample(range(1, len(lines)), rng.randrange(1, 7)))
    return [lines[a:b] for a, b in zip([0] + cuts, cuts + [len(lines)])]


UNIT = re.compile(rb"\\u[0-9a-fA-F]{4}|\\.|[^\\\x80-\xff]|"
                  rb"[\xc0-\xff][\x80-\xbf]+")


def same_spelling(old, new, old_text, new_text):
    """Whether two strings with a request, but for the results of tools, are
    spelled alike."""
    def outside(literal, text, values):
        units = UNIT.findall(literal[1:-1])
        if len(units) != len(text):
            return None
        at, parts = 0, []
        for value in values:
            parts += units[at:len(text.encode()[:value.start].decode())]
            at = len(text.encode()[:value.end].decode())
        return parts + units[at:]

    before, after = (list(requests.strings(requests.read(text.encode())))
                     for text in (old_text, new_text))
    changed = [(a, b) for (_, a), (_, b) in zip(before, after)
               if a.text != b.text]
    spelled = outside(old, old_text, [a for a, _ in changed])
    return spelled is not None and len(before) == len(after) and \
        spelled == outside(new, new_text, [b for _, b in changed])


def common(one, two):
    """How long what both begin with is."""
    return next((n for n, (a, b) in enumerate(zip(one, two)) if a != b),
                min(len(one), len(two)))


# ---- checks ----------------------------------------------------------------

class Check:
    def __init__(self, headroom):
        self.headroom = headroom
        self.passed = self.failed = 0
        self.alone = {}  # what a line becomes, without its newline

    def tell(self, name, problem):
        if problem:
            self.failed += 1
            if self.failed <= 20:
                print(f"{name}: {problem}")
        else:
            self.passed += 1

    def run(self, options, data):
        """(output, counts, what is wrong)"""
        done = subprocess.run([self.headroom, "-q", "--stats=json", *options],
                              input=data, stdout=subprocess.PIPE, timeout=120,
                              stderr=subprocess.PIPE, check=False)
        said = done.stderr.decode(errors="replace").strip()
        if done.returncode:
            return b"", {}, f"status {done.returncode}: {said[:200]}"
        return done.stdout, json.loads(said.splitlines()[-1]), None

    def one(self, line):
        """What is wrong with what a line becomes alone; and that."""
        out, stats, problem = self.run(["--lines"], line.data)
        if problem:
            return problem, None
        if not line.requests:
            if out != line.data:
                return "a line without a request changed", out
        found = [stats.get(name) for name in COUNTS]
        if found != counts([line]):
            return f"{COUNTS} are {found}, not {counts([line])}", out
        if not line.requests:
            return None, out
        if line.body and not self.is_body(line, out):
            return "it is not what its body is alone", out
        # Without the option, a line that is the whole input.
        if self.run([], line.data)[0] != out:
            return "it is not the same without --lines", out
        return None, out

    def is_body(self, line, out):
        """Whether the request became what it becomes alone, and no more did."""
        before, after = line.data.split(line.body)
        literal = out[len(before):len(out) - len(after)]
        if out != before + literal + after:
            return False
        if line.body[:1] == b"{":
            return literal == self.run(["--request=auto"], line.body)[0]
        text = json.loads(line.body)
        inside = self.run(["--request=auto"], text.encode())[0].decode()
        return json.loads(literal) == inside and \
            same_spelling(line.body, literal, text, inside)

    def each_alone(self, lines, pool):
        smaller = 0
        for line, (problem, out) in zip(lines, pool.map(self.one, lines)):
            if not problem and out.count(b"\n") != line.data.count(b"\n"):
                problem = "it is not one line"
            self.tell(f"alone: {line.data[:70]}", problem)
            self.alone[line.data.rstrip(b"\n")] = (out or b"").rstrip(b"\n")
            smaller += out is not None and len(out) < len(line.data)
        self.tell("lines that became smaller", "too few: %d of %d" % (
            smaller, len(lines)) if smaller < REQUESTS / 2 else None)

    def expected(self, lines, limit):
        parts = []
        for line in lines:
            text = line.data.rstrip(b"\n")
            if not limit or len(text) <= limit:
                parts.append(self.alone[text] + line.data[len(text):])
            else:
                parts.append(line.data)
        return b"".join(parts)

    def shard(self, job):
        """What is wrong with a shard."""
        lines, options, limit = job
        counted = counts(lines, limit)
        data = b"".join(line.data for line in lines)
        out, stats, problem = self.run(options, data)
        if problem:
            return problem
        if out.count(b"\n") != data.count(b"\n"):
            return f"{data.count(10)} lines became {out.count(10)}"
        if out != self.expected(lines, limit):
            return self.difference(lines, out, limit)
        found = [stats[name] for name in COUNTS]
        return None if found == counted else \
            f"{COUNTS} are {found}, not {counted}"

    def difference(self, lines, out, limit):
        pairs = zip(out.splitlines(True), (self.expected([line], limit)
                                           for line in lines))
        for number, (got, due) in enumerate(pairs):
            if got != due:
                at = common(got, due)
                return f"line {number + 1} of {len(lines)}, {due[:50]}...: " \
                    f"{got[at:at + 60]} at byte {at}, not {due[at:at + 60]}"
        return "the end differs"


COUNTS = ["requests", "lines_bad", "lines_foreign"]


def counts(lines, limit=0):
    """What is to be counted of lines, in the order of COUNTS."""
    found = [0, 0, 0]
    for line in lines:
        if limit and len(line.data) > limit:
            found[1] += 1
        elif line.requests:
            found[0] += line.requests
        elif line.data.strip():
            found[1 if is_bad(line.data) else 2] += 1
    return found


@functools.lru_cache(None)
def is_bad(data):
    try:
        json.loads(data.decode())
        return False
    except (ValueError, RecursionError):
        return True


def options_of(number, lines):
    options = ["-j", "4" if number % 2 else "1"]
    limit = SMALL_LIMIT if number % 5 == 2 else 0
    if limit:
        options.append(f"--max-request={limit}")
    return options + (["--lines"] if lines else []), limit


def check_orders(check, rng, records, large, pool):
    names, jobs = [], []
    for number in range(ORDERS):
        shards = split(rng, order(rng, records, large, number))
        for index, lines in enumerate(shards):
            for own in (True, False):
                options, limit = options_of(number + index, own)
                if not own and not counts(lines, limit)[0]:
                    continue  # a text, which may become anything
                names.append(f"order {number}, shard {index} of {len(shards)}, "
                             f"{' '.join(options)}")
                jobs.append((lines, options, limit))
    for name, problem in zip(names, pool.map(check.shard, jobs)):
        check.tell(name, problem)


# ---- reports ---------------------------------------------------------------

ADD_UP = ("requests", "total", "by", "waste", "prices", "usd", "usd_cached",
          "unread", "bad_lines", "unknown_lines")


def report(check, options, **more):
    done = subprocess.run([check.headroom, "report", "-q", "--format=json",
                           *options], stdout=subprocess.PIPE, timeout=120,
                          stderr=subprocess.PIPE, check=False, **more)
    if done.returncode:
        return {"status": done.returncode,
                "said": done.stderr.decode(errors="replace")[:200]}
    return json.loads(done.stdout)


def check_report(check, rng, lines, number):
    """The report of the whole, and that of its shards together."""
    data = b"".join(line.data for line in lines)
    options = ["--no-simulate", "--lines", "-j", "4" if number % 2 else "1"]
    whole = report(check, options, input=data)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for index, shard in enumerate(split(rng, lines)):
            files.append(pathlib.Path(folder, str(index)))
            files[-1].write_text(json.dumps(report(
                check, options, input=b"".join(s.data for s in shard))),
                encoding="utf-8")
        merged = report(check, ["--merge", *files])
    found = [whole.get(name) for name in (
        "requests", "bad_lines", "unknown_lines")]
    check.tell(f"report {number}: counts", None if found == counts(lines) else
               f"{COUNTS} are {found}, not {counts(lines)}")
    for name in ADD_UP:
        if name not in whole and name not in merged and "total" in whole:
            continue
        same = whole.get(name) == merged.get(name) and "total" in whole
        check.tell(f"report {number}: {name}", None if same else
                   f"{str(whole.get(name))[:300]} of the whole, "
                   f"{str(merged.get(name))[:300]} of its shards")


# ---- where the request is said to be ---------------------------------------

def check_pointer(check, rng, pool):
    """--at: the request is an object there, or a string that says one."""
    pointer = "--at=/log/a~1b/0"
    lines, due = [], []
    bodies = [dump(APIS[i % 4](rng), rng).decode() for i in range(40)]
    insides = pool.map(lambda b: check.run(["--request=auto"], b.encode())[0],
                       bodies)
    for number, (body, inside) in enumerate(zip(bodies, insides)):
        is_string = number % 2
        record = '{"n":%d,"log":{"a/b":[BODY,"x"]}, "messages":[]}' % number
        lines.append(record.replace("BODY", json.dumps(body) if is_string
                                    else body))
        due.append((is_string, record, inside.decode()))
        if number % 5 == 0:
            lines.append('{"n":%d,"log":{"a":["%d"]}}' % (number, number))
            due.append((False, lines[-1], ""))
    for options in (["-j", "1"], ["-j", "4"]):
        name = f"pointer, {' '.join(options)}"
        out, stats, problem = check.run(
            ["--lines", pointer, *options], "\n".join(lines).encode())
        check.tell(name, problem)
        got = out.decode().split("\n")
        check.tell(f"{name}: requests", None if stats.get("requests") == len(
            bodies) else f"{stats.get('requests')} of {len(bodies)}")
        check.tell(f"{name}: lines", None if len(got) == len(due) else
                   f"{len(due)} became {len(got)}")
        for line, (is_string, record, inside) in zip(got, due):
            check.tell(name, pointer_problem(line, is_string, record, inside))


def pointer_problem(line, is_string, record, inside):
    if not is_string:
        return None if line == record.replace("BODY", inside) else \
            f"{line[:200]} is not as it should be"
    before, after = record.split("BODY")
    if not line.startswith(before) or not line.endswith(after):
        return f"{line[:80]}: what is around the string changed"
    said = json.loads(line[len(before):len(line) - len(after)])
    return None if said == inside else \
        f"{said[:200]} is not what the body is alone"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: shards.py HEADROOM")
    check = Check(sys.argv[1])
    rng = random.Random(11)
    records, large = make_records(rng)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        check.each_alone(sorted({line for record in records + large
                                 for line in record}, key=str), pool)
        check_orders(check, rng, records, large, pool)
        for number in range(REPORTS):
            check_report(check, rng, order(rng, records, large, number), number)
        check_pointer(check, rng, pool)
    print(f"shards: {check.passed} passed, {check.failed} failed")
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
