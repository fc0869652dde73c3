#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a result of a tool becomes depends on nothing but the result.

    purity.py HEADROOM DIR [SAMPLE]...

DIR has a folder of requests for each assistant, in the order they were sent;
each SAMPLE is a text that a tool may answer, of which talks are made for four
APIs.  Whatever is around a result, it has to become the same bytes:

  - alone, in its request, in later turns, with other results or none around it,
    in any order, one after the other or at once, and spelled in any way;
  - with marks of a cache added, moved and removed wherever they are legal;
  - for another model, and by another tokenizer;
  - in a line of a batch, by one thread or four;
  - with --reach=live, history or all, as long as it is in reach; else it is as
    it was.

And of each request: all bytes but those of results are as they were, a second
run changes nothing, and what was sent in one turn is what the next one begins
with, but for marks.  At last, what clients put around a result stays as it is,
and what is in it becomes what it becomes without.
"""
import base64
import concurrent.futures
import copy
import json
import pathlib
import random
import re
import subprocess
import sys

import requests  # the reader of tests/requests.py

FOLDERS = {"claude": "anthropic", "codex": "openai-responses",
           "codex_builtin": "openai-responses", "gemini": "gemini"}
MARK = {"type": "ephemeral"}
BREAKPOINT = {"mode": "explicit"}


# ---- requests made of results ----------------------------------------------
# An item is (name of the tool, whether it failed, text).

def openai_chat(items, at_once):
    messages = [{"role": "system", "content": "Help."},
                {"role": "user", "content": [
                    {"type": "text", "text": "Why did it fail?"}]}]
    for group in groups(items, at_once):
        messages.append({"role": "assistant", "content": None, "tool_calls": [
            {"id": f"c{n}", "type": "function",
             "function": {"name": name, "arguments": "{}"}}
            for n, (name, _, _) in group]})
        for n, (_, _, text) in group:
            content = text if n % 2 else [{"type": "text", "text": text}]
            messages.append({"role": "tool", "tool_call_id": f"c{n}",
                             "content": content})
    return {"model": "gpt-5.1", "messages": messages}


def openai_responses(items, at_once):
    input_ = [{"role": "user", "content": [
        {"type": "input_text", "text": "Why did it fail?"}]}]
    for group in groups(items, at_once):
        input_ += [{"type": "function_call", "call_id": f"c{n}", "name": name,
                    "arguments": "{}"} for n, (name, _, _) in group]
        for n, (_, _, text) in group:
            output = text if n % 2 else [{"type": "input_text", "text": text}]
            input_.append({"type": "function_call_output",
                           "call_id": f"c{n}", "output": output})
    return {"model": "gpt-5.6-sol", "input": input_}


def anthropic(items, at_once):
    messages = [{"role": "user", "content": [
        {"type": "text", "text": "Why did it fail?"}]}]
    for group in groups(items, at_once):
        messages.append({"role": "assistant", "content": [
            {"type": "tool_use", "id": f"t{n}", "name": name, "input": {}}
            for n, (name, _, _) in group]})
        messages.append({"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": f"t{n}", "is_error": failed,
             "content": text if n % 2 else [{"type": "text", "text": text}]}
            for n, (_, failed, text) in group]})
    return {"model": "claude-sonnet-5", "max_tokens": 512,
            "system": [{"type": "text", "text": "Help."}],
            "tools": [{"name": "Bash", "input_schema": {"type": "object"}}],
            "messages": messages}


def gemini(items, at_once):
    contents = [{"role": "user", "parts": [{"text": "Why did it fail?"}]}]
    for group in groups(items, at_once):
        contents.append({"role": "model", "parts": [
            {"functionCall": {"name": name, "args": {}}}
            for _, (name, _, _) in group]})
        contents.append({"role": "user", "parts": [
            {"functionResponse": {"name": name, "response": {
                "error" if failed else "output": text}}}
            for _, (name, failed, text) in group]})
    return {"contents": contents}


def groups(items, at_once):
    """Lists of (number, item): those that are called at once."""
    numbered = list(enumerate(items))
    return [numbered] if at_once else [[one] for one in numbered]


MAKE = {"openai-chat": openai_chat, "openai-responses": openai_responses,
        "anthropic": anthropic, "gemini": gemini}
TURNS = {"openai-chat": "messages", "openai-responses": "input",
         "anthropic": "messages", "gemini": "contents"}


def make(api, items, at_once=False):
    return MAKE[api](items, at_once)


def dump(body):
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


# ---- what is in a request --------------------------------------------------

def text_parts(path, value, kind):
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for n, part in enumerate(value):
            if part.get("type") == kind:
                yield path + (n, "text"), part["text"]


def called_by(api, body):
    """The names of tools by the ids of their calls."""
    names = {}
    for turn in body[TURNS[api]]:
        for call in turn.get("tool_calls") or ():
            names[call["id"]] = call["function"]["name"]
        if turn.get("type") == "function_call":
            names[turn["call_id"]] = turn["name"]
        if api == "anthropic" and isinstance(turn["content"], list):
            names.update((b["id"], b["name"]) for b in turn["content"]
                         if b["type"] == "tool_use")
    return names


def results(api, body):
    """(path, item) of all results."""
    names = {} if api == "gemini" else called_by(api, body)
    for n, turn in enumerate(body[TURNS[api]]):
        here = (TURNS[api], n)
        if api == "openai-chat" and turn["role"] == "tool":
            for path, text in text_parts(here + ("content",), turn["content"],
                                         "text"):
                yield path, (names[turn["tool_call_id"]], False, text)
        elif turn.get("type") == "function_call_output":
            for path, text in text_parts(here + ("output",), turn["output"],
                                         "input_text"):
                yield path, (names[turn["call_id"]], False, text)
        elif api == "anthropic" and isinstance(turn["content"], list):
            for m, block in enumerate(turn["content"]):
                if block["type"] == "tool_result":
                    for path, text in text_parts(
                            here + ("content", m, "content"), block["content"],
                            "text"):
                        yield path, (names[block["tool_use_id"]],
                                     block.get("is_error", False), text)
        elif api == "gemini":
            for m, part in enumerate(turn["parts"]):
                answer = part.get("functionResponse")
                for key, text in (answer or {}).get("response", {}).items():
                    yield here + ("parts", m, "functionResponse", "response",
                                  key), (answer["name"], key == "error", text)


def model_made(api, turn):
    if api == "openai-responses":
        return turn.get("role") == "assistant" or \
            turn.get("type") == "function_call"
    return turn["role"] in ("assistant", "model")


def in_reach(api, body, path, reach):
    turns = body[TURNS[api]]
    last = max((n for n, turn in enumerate(turns) if model_made(api, turn)),
               default=-1)
    if reach == "live":
        return path[1] > last
    return reach == "all" or not any(
        numbers(path)[:len(mark)] <= mark for mark in marks(api, body)
        if mark[0] < len(turns) - 1)


def numbers(path):
    return tuple(step for step in path if isinstance(step, int))


def marks(api, body):
    """Where marks stand in the turns, as numbers of what is marked."""
    def walk(value, path):
        if isinstance(value, dict):
            if "cache_control" in value or "prompt_cache_breakpoint" in value:
                yield path
            value = value.items()
        elif isinstance(value, list):
            value = enumerate(value)
        else:
            return
        for key, member in value:
            yield from walk(member, path + (key,))
    return [numbers(path) for path in walk(body[TURNS[api]], ())]


def pointer(path):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1")
                   for step in path)


def markable(api, body):
    """The objects that may have a mark."""
    found = []
    for turn in body[TURNS[api]]:
        for part in turn.get("content") or turn.get("output") or ():
            if isinstance(part, dict) and part.get("type") in (
                    "text", "input_text", "tool_use", "tool_result"):
                found.append(part)
                inner = part.get("content")
                found += inner if isinstance(inner, list) else []
    if api == "anthropic":
        for name in ("system", "tools"):
            found += body.get(name, [])
    return found if api != "gemini" else []


def set_mark(api, thing, rng):
    if api == "anthropic":
        thing["cache_control"] = dict(MARK, ttl="1h") if rng.random() < .3 \
            else MARK
    else:
        thing["cache_control" if api == "openai-chat" and rng.random() < .3
              else "prompt_cache_breakpoint"] = BREAKPOINT


def without_marks(value):
    if isinstance(value, dict):
        return {k: without_marks(v) for k, v in value.items()
                if k not in ("cache_control", "prompt_cache_breakpoint")}
    return [without_marks(v) for v in value] if isinstance(value, list) else \
        value


# ---- variants --------------------------------------------------------------

def marked(api, body, rng):
    """(name, body) with other marks."""
    plain = without_marks(body)
    yield "no marks", plain
    places = len(markable(api, plain))
    chosen = [[n] for n in rng.sample(range(places), min(places, 6))]
    chosen += [rng.sample(range(places), min(places, 4)) for _ in range(3)]
    if places:
        chosen += [range(places), [places - 1]]
    for some in chosen:
        other = copy.deepcopy(plain)
        for n in some:
            set_mark(api, markable(api, other)[n], rng)
        yield f"marks at {list(some)}", other
    if api == "anthropic":
        yield "a mark beside", dict(plain, cache_control=MARK)
    if api == "openai-chat":
        yield "a mark beside", dict(plain, cache_control=MARK)
    if api == "gemini":
        yield "content of a cache", dict(plain, cachedContent="cachedContents/1")


def fewer_tools(body):
    """What takes long to read here, and says nothing more."""
    return dict(body, tools=body["tools"][:1]) if "tools" in body else body


def variants(api, body, rng):
    """(name, body) around the same results."""
    items = [item for _, item in results(api, body)]
    yield from marked(api, fewer_tools(body), rng)
    for order in range(3):
        mixed = rng.sample(items, len(items))
        yield f"order {order}", make(api, mixed)
        yield f"order {order}, at once", make(api, mixed, True)
    yield from marked(api, make(api, items, True), rng)
    yield "every other one", make(api, items[::2])
    yield "twice", make(api, items + items)
    yield "beside others", make(api, [("Bash", False, "ok"), ("Bash", False,
                                      "x = 1\n" * 200)] + items)
    for model in ("gpt-4", "claude-3-haiku", "nobody/knows"):
        yield f"model {model}", dict(fewer_tools(body), model=model)


# ---- checks ----------------------------------------------------------------

def difference(text, due):
    at = next((n for n, (a, b) in enumerate(zip(text, due)) if a != b),
              min(len(text), len(due)))
    return f"{text[at:at + 60]!r} at {at} of {len(text)}, not " \
        f"{due[at:at + 60]!r}"


class Check:
    def __init__(self, headroom, pool):
        self.headroom = headroom
        self.pool = pool
        self.passed = self.failed = 0
        self.changed = self.compared = 0
        self.known = {}  # what an item becomes alone, of an API
        self.read = {}  # the strings of a request

    def tell(self, name, problem):
        if problem:
            self.failed += 1
            if self.failed <= 20:
                print(f"{name}: {problem}")
        else:
            self.passed += 1

    def run(self, options, body):
        done = subprocess.run([self.headroom, "-q", *options], input=body,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=60, check=False)
        if done.returncode:
            raise requests.Failure(
                f"status {done.returncode}: "
                f"{done.stderr.decode(errors='replace').strip()[:200]}")
        return done.stdout

    def alone(self, api, item):
        """What an item becomes if nothing else is there."""
        if (api, item) not in self.known:
            body = make(api, [item])
            path = next(path for path, _ in results(api, body))
            out = json.loads(self.run(["--reach=all"], dump(body)))
            for step in path:
                out = out[step]
            self.known[api, item] = out
        return self.known[api, item]

    def problem(self, api, data, out, reach):
        """What is wrong with what a request became."""
        body = json.loads(data)
        due = {pointer(path): self.alone(api, item)
               if in_reach(api, body, path, reach) else item[2]
               for path, item in results(api, body)}
        if data not in self.read:
            self.read[data] = dict(requests.strings(requests.read(data)))
        at = end = 0  # behind the last result, in the input and the output
        for place, value in self.read[data].items():
            if place not in due:
                continue
            self.compared += 1
            self.changed += due[place] != value.text
            if due[place] == value.text:
                continue
            start = end + value.start - at
            if out[end:start] != data[at:value.start]:
                return f"bytes before {place} differ"
            literal = requests.NEW_LITERAL.match(out, start)
            if not literal:
                return f"{place}: no string"
            if json.loads(literal.group()) != due[place]:
                return f"{place}: " + difference(
                    json.loads(literal.group()), due[place])
            at, end = value.end, literal.end()
        return None if out[end:] == data[at:] else "bytes behind results differ"

    def request(self, job):
        """What is wrong with a request, by itself; and what it becomes."""
        api, data, options, reach = job
        try:
            out = self.run(options + [f"--reach={reach}"], data)
            problem = self.problem(api, data, out, reach)
            if not problem and self.run(options + [f"--reach={reach}"],
                                        out) != out:
                problem = "a second run changes it again"
            return problem, out
        except (requests.Failure, ValueError) as failure:
            return str(failure), b""

    def requests(self, jobs):
        """Checks (name, api, data, options, reach); returns what they become."""
        answers = list(self.pool.map(self.request, [job[1:] for job in jobs]))
        for (name, *_), (problem, _) in zip(jobs, answers):
            self.tell(name, problem)
        return [out for _, out in answers]


def check_reader(check, name, data, out):
    """The same of a whole request, as tests/requests.py reads both sides."""
    before, after = ([(place, value) for place, value in requests.strings(
        requests.read(body))] for body in (data, out))
    changed = [(a, b) for (_, a), (_, b) in zip(before, after)
               if data[a.start:a.end] != out[b.start:b.end]]
    check.tell(f"{name}: SHA-256 but for results", None if requests.outside(
        data, [a for a, _ in changed]) == requests.outside(
            out, [b for _, b in changed]) else "it differs")
    check.tell(f"{name}: ids, roles, marks, signatures", None if requests.kept(
        requests.load(data), []) == requests.kept(requests.load(out), []) else
               "one differs")


def check_session(check, name, api, bodies, rng):
    """The turns of a talk, and the last one in other surroundings."""
    jobs = [(f"{name}, turn {n}", api, data, [], "all")
            for n, data in enumerate(bodies)]
    jobs += [(f"{name}, turn {n}, {reach}", api, data, [], reach)
             for n, data in enumerate(bodies) for reach in ("live", "history")]
    last = json.loads(bodies[-1])
    jobs += [(f"{name}, {option}", api, bodies[-1], [option], "all")
             for option in ("-mgpt-4", "--encoding=cl100k_base",
                            f"--request={api}")]
    jobs.append((f"{name}, in other spelling", api, json.dumps(
        fewer_tools(last)).encode(), [], "all"))
    for what, body in variants(api, last, rng):
        jobs += [(f"{name}, {what}, {reach}", api, dump(body), [], reach)
                 for reach in ("all", "live", "history")]
    outs = check.requests(jobs)
    for n, (data, out) in enumerate(zip(bodies, outs)):
        check_reader(check, f"{name}, turn {n}", data, out or b"{}")
    check_prefix(check, name, api, bodies, outs)
    for reach in ("all", "live", "history"):
        some = [(job[2], out) for job, out in zip(jobs, outs)
                if job[4] == reach and not job[3]]
        check_batch(check, f"{name}, {reach}", some, [f"--reach={reach}"])


def check_batch(check, name, pairs, options):
    data = b"".join(body + b"\n" for body, _ in pairs)
    due = b"".join(out + b"\n" for _, out in pairs)
    for jobs in ("1", "4"):
        try:
            out = check.run([*options, "-j", jobs], data)
            wrong = [n for n, (a, b) in enumerate(zip(
                out.split(b"\n"), due.split(b"\n"))) if a != b]
            check.tell(f"{name}, a batch, -j {jobs}", None if out == due else
                       f"lines {wrong[:9]} are not what they are alone")
        except requests.Failure as failure:
            check.tell(f"{name}, a batch, -j {jobs}", failure)


def turns_of(api, data):
    """The bytes of the list of turns without its end, and without marks."""
    array = requests.get(requests.read(data), TURNS[api])
    holes = []

    def cut(value):
        members = value.members or ()
        for n, (key, member) in enumerate(members):
            if key.text in ("cache_control", "prompt_cache_breakpoint"):
                # Its comma is the one before, or that behind if it is first.
                holes.append((members[n - 1][1].end, member.end) if n else
                             (key.start, members[1][0].start))
            else:
                cut(member)
        for item in value.items or ():
            cut(item)
    cut(array)
    out, at = [], array.start
    for start, end in holes:
        out.append(data[at:start])
        at = end
    out.append(data[at:array.end - 1])
    return b"".join(out)


def check_prefix(check, name, api, bodies, outs):
    pairs = 0
    for n in range(len(bodies) - 1):
        if not turns_of(api, bodies[n + 1]).startswith(
                turns_of(api, bodies[n])):
            continue  # another talk
        pairs += 1
        same = outs[n] and outs[n + 1] and turns_of(
            api, outs[n + 1]).startswith(turns_of(api, outs[n]))
        check.tell(f"{name}, turns {n} and {n + 1}", None if same else
                   "the second does not begin as the first one ended")
    check.tell(f"{name}: turns that follow each other", None if pairs >= 3 else
               f"only {pairs}")


def made_session(api, texts):
    """A talk of so many turns; the mark moves on as Claude Code moves it."""
    items = [(("Bash", "exec_command", "run_shell_command")[n % 3], n % 4 == 3,
              text) for n, text in enumerate(texts)]
    bodies = []
    for n in range(len(items)):
        body = make(api, items[:n + 1])
        if api == "anthropic":
            body["messages"][-1]["content"][-1]["cache_control"] = MARK
        bodies.append(dump(body))
    return bodies


def read_samples(files):
    texts = []
    for file in files:
        data = pathlib.Path(file).read_bytes()
        try:
            if 1000 <= len(data) < 20000 and b"\0" not in data:
                texts.append(data.decode())
        except UnicodeDecodeError:
            continue
    return texts


# ---- tools whose results stay ----------------------------------------------

STAY = ("Read Edit MultiEdit Write NotebookEdit read_file read_many_files "
        "replace write_file edit view apply_patch str_replace_editor "
        "str_replace_based_edit_tool").split()
NEVER = ("headroom_get", "mcp__headroom__headroom_get")
CHANGE = ("Bash", "Reader", "reads", "read", "headroom_get_all", "READ_FILE")


def check_protected(check, text):
    for api in MAKE:
        items = [(name, False, text) for name in (*STAY, *NEVER, *CHANGE)]
        body = dump(make(api, items, True))
        for options, stay in (([], (*STAY, *NEVER)),
                              (["--no-default-protect"], NEVER),
                              (["--no-default-protect", "--protect-tool=Bash"],
                               (*NEVER, "Bash"))):
            name = f"protected tools, {api} {' '.join(options)}"
            try:
                out = json.loads(check.run(options, body))
            except requests.Failure as failure:
                check.tell(name, failure)
                continue
            for tool, path in zip((name for name, _, _ in items), (
                    path for path, _ in results(api, json.loads(body)))):
                value = out
                for step in path:
                    value = value[step]
                check.tell(f"{name}: {tool}", None if
                           (value == text) == (tool in stay) else
                           "it changed" if tool in stay else "it did not change")


def check_usage(check, text):
    """A budget and a question look at the rest of a request, and what they make
    of a result is not for the turns after it."""
    body = dump(make("anthropic", [("Bash", False, text)]))
    for reach, status in (("--reach=live", 0), ("--reach=history", 2),
                          ("--history", 2), ("--reach=all", 2)):
        for options in (["--budget=2000"], ["--budget=50%"],
                        ["--budget=2000", "--query=disk"]):
            done = subprocess.run(
                [check.headroom, "-q", reach, *options], input=body,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            check.tell(f"{reach} {' '.join(options)}", None if
                       done.returncode == status else
                       f"status {done.returncode}, not {status}")


# ---- what clients put around a result --------------------------------------

CUT = "\n\n... [20012 characters truncated] ...\n\n"
WRAPPERS = (
    ("openai-responses", "exec_command", False,
     "Chunk ID: 931ce3\nWall time: 0.0014 seconds\nProcess exited with code 0\n"
     "Original token count: 6568\nOutput:\n", ""),
    ("openai-responses", "exec_command", False,
     "Chunk ID: 5ffdf4\nWall time: 12.5031 seconds\n"
     "Process exited with code 101\nOriginal token count: 26\nOutput:\n", ""),
    ("gemini", "run_shell_command", False, "<untrusted_context>\nOutput: ",
     "\nProcess Group PGID: 2005\n</untrusted_context>"),
    ("gemini", "run_shell_command", False, "<untrusted_context>\nOutput: ",
     "\nExit Code: 2\nProcess Group PGID: 2005\n</untrusted_context>"),
    ("anthropic", "Bash", True, "Exit code 2\n", ""),
    ("anthropic", "Bash", False,
     "<persisted-output>\nOutput too large (307.9KB). Full output saved to: "
     "/home/ann/.claude/projects/p/tool-results/b1.txt\n\n"
     "Preview (first 2KB):\n", "\n...\n</persisted-output>"),
)


def wrapped_texts():
    """Long enough that an error is not left alone for being short."""
    def log(n, bad):
        return "".join(
            f"2026-11-24 10:{i // 60:02}:{i % 60:02} "
            f"{'ERROR disk is full' if i == bad else 'INFO request done'} in "
            f"{i * 7 % 40} ms by worker-{i % 3}\n" for i in range(n))
    yield "a log", log(150, 99)
    yield "a log without a newline at the end", log(150, 0).rstrip("\n")
    yield "JSON", json.dumps([{"id": i, "user": "ann", "state": "done",
                               "ms": i * 3} for i in range(120)], indent=2)
    yield "a table", " id | name  | ms\n----+-------+----\n" + "".join(
        f" {i:2} | job-{i % 7} | {i * 13 % 90:2}\n" for i in range(300))
    yield "a search", "".join(
        f"lib/{'abc'[i // 60]}/file.c:{i * 3}:\tcount_{i % 5}(cell, {i});\n"
        for i in range(170))


def shifted(text, lines):
    """Markers that name lines count from the first line of the string."""
    def shift(match):
        first, *last = match.group(2).split("-")
        return match.group(1) + "-".join(
            str(int(number) + lines) for number in (first, *last))
    return re.sub(r"(\[\.\.\. |\| )(\d+(?:-\d+)?)(?=:)", shift, text)


def check_wrappers(check):
    """The line end before a tail is that of the last line inside."""
    for api, tool, failed, head, tail in WRAPPERS:
        for what, text in wrapped_texts():
            name = f"{head.split()[0]} around {what}, {tail.split()[:3]}"
            try:
                inside = check.alone(api, (tool, failed, text + tail[:1]))
                out = check.alone(api, (tool, failed, head + text + tail))
            except requests.Failure as failure:
                check.tell(name, failure)
                continue
            check.tell(name + ": something to do",
                       None if inside != text + tail[:1] else
                       "the inside alone does not change")
            due = head + shifted(inside, head.count("\n")) + tail[1:]
            check.tell(name, None if out == due else difference(out, due))
    check_numbers(check)
    check_cut(check)


def check_numbers(check):
    """There are such markers, and they are shifted."""
    picture = base64.b64encode(random.Random(1).randbytes(6000)).decode()
    text = json.dumps({"id": 7, "icon": "data:image/png;base64," + picture,
                       "name": "a picture"}, indent=2) + "\n"
    for api, tool, failed, head, tail in WRAPPERS:
        out = check.alone(api, (tool, failed, head + text + tail[1:]))
        marker = f"[... {3 + head.count(chr(10))}: base64"
        check.tell(f"{head.split()[0]}: the numbers of lines", None if
                   marker in out else f"no {marker} in {out[:400]!r}")


def check_cut(check):
    """An output of which the middle was cut out: each side by itself, and the
    pieces of lines beside the cut as they are, since a piece of a number is
    another number."""
    log = dict(wrapped_texts())["a log"]
    for what, first, second in (
            ("lines", log.rstrip("\n"), log[len(log) // 2:]),
            ("parts of lines", log[:5000], log[3017:])):
        whole, at = first.rfind("\n") + 1, second.find("\n") + 1
        middle = first[whole:] + CUT + second[:at]
        text = "Exit code 2\n" + first + CUT + second
        lines = text[:len(text) - len(second) + at].count("\n")
        due = ("Exit code 2\n" +
               shifted(check.alone("anthropic", ("Bash", True,
                                                 first[:whole])), 1) +
               middle +
               shifted(check.alone("anthropic", ("Bash", True, second[at:])),
                       lines))
        out = check.alone("anthropic", ("Bash", True, text))
        name = f"Claude Code, cut between {what}"
        check.tell(name, None if out == due else difference(out, due))
        check.tell(name + ": both sides are smaller",
                   None if len(out) * 3 < len(text) else f"{len(out)} bytes")


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: purity.py HEADROOM DIR [SAMPLE]...")
    rng = random.Random(5)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        check = Check(sys.argv[1], pool)
        for folder, api in FOLDERS.items():
            files = sorted(pathlib.Path(sys.argv[2], folder).glob("*.json"))
            check_session(check, folder, api,
                          [file.read_bytes() for file in files], rng)
        texts = read_samples(sys.argv[3:])
        for api in MAKE if texts else ():
            some = rng.sample(texts, min(len(texts), 8))
            check_session(check, f"a talk, {api}", api,
                          made_session(api, some), rng)
        check_protected(check, next(wrapped_texts())[1])
        check_usage(check, next(wrapped_texts())[1])
        check_wrappers(check)
    check.tell("results that change", None if check.changed * 3 >
               check.compared else f"{check.changed} of {check.compared}")
    print(f"{check.compared} results in other surroundings, {check.changed} of "
          "them smaller")
    print(f"purity: {check.passed} passed, {check.failed} failed")
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
