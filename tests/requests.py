#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests stay requests: an independent check of what compressing them does.

    requests.py HEADROOM DIR [SAMPLE]...

Each SAMPLE is a text that a tool may answer, and DIR has a folder of bodies for each API.  Each body goes through HEADROOM with
every combination of options.  What may change is said here once more, in terms
of the providers' formats; nothing is taken from the program.  Asserted are:

  - only strings differ, and only those that may: with the literals that changed
    cut out, input and output have the same SHA-256;
  - new literals are UTF-8 and escape no more than they must;
  - the output is JSON, with the ids, roles, signatures and marks of the input;
  - a string that changed is fewer tokens, by the program's own count;
  - a second run over the output changes nothing;
  - the body is recognised by its shape, too.
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

APIS = ("openai-chat", "openai-responses", "anthropic", "gemini")
OPTIONS = ((), ("--user-text",), ("--history",), ("--user-text", "--reach=all"),
           ("--no-default-protect", "--reach=all"))


class Failure(Exception):
    pass


# ---- a reader that knows the place of each byte ----------------------------

class Value:
    """A value of JSON: its bytes are body[start:end], quotes included."""

    def __init__(self, start):
        self.start = start
        self.end = start
        self.members = None  # of an object: (key, value) in order
        self.items = None  # of an array
        self.text = None  # of a string, decoded
        self.raw = b""  # of a scalar


STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)
SCALAR = re.compile(rb"[-+.0-9A-Za-z]+")
BLANKS = re.compile(rb"[ \t\r\n]*")


def read(body):
    """The value that the body is."""
    value, at = read_value(body, BLANKS.match(body, 0).end())
    if BLANKS.match(body, at).end() != len(body):
        raise Failure("something stands behind the value")
    return value


def read_value(body, at):
    value = Value(at)
    first = body[at:at + 1]
    if first in (b"{", b"["):
        at = read_inside(body, at, value, first == b"{")
    else:
        match = (STRING if first == b'"' else SCALAR).match(body, at)
        if not match:
            raise Failure(f"no value at byte {at}")
        value.raw = match.group()
        at = match.end()
        if first == b'"':
            value.text = json.loads(value.raw)
    value.end = at
    return value, at


def read_inside(body, at, value, is_object):
    close = b"}" if is_object else b"]"
    elements = []
    at = BLANKS.match(body, at + 1).end()
    while body[at:at + 1] != close:
        if elements:
            if body[at:at + 1] != b",":
                raise Failure(f"no comma at byte {at}")
            at = BLANKS.match(body, at + 1).end()
        key = None
        if is_object:
            key, at = read_value(body, at)
            at = BLANKS.match(body, at).end()
            if key.text is None or body[at:at + 1] != b":":
                raise Failure(f"no key at byte {at}")
            at = BLANKS.match(body, at + 1).end()
        element, at = read_value(body, at)
        elements.append((key, element) if is_object else element)
        at = BLANKS.match(body, at).end()
    if is_object:
        value.members = elements
    else:
        value.items = elements
    return at + 1


def strings(value, pointer=""):
    """(pointer, value) of all strings in order, of keys with None."""
    if value.text is not None:
        yield pointer, value
    for key, member in value.members or ():
        yield None, key
        name = key.text.replace("~", "~0").replace("/", "~1")
        yield from strings(member, pointer + "/" + name)
    for index, item in enumerate(value.items or ()):
        yield from strings(item, f"{pointer}/{index}")


# ---- what may change -------------------------------------------------------

def get(value, name):
    """The member of this name; None if there is none, or more than one."""
    found = [m for k, m in (value and value.members) or () if k.text == name]
    return found[0] if len(found) == 1 else None


def twice(value, *names):
    keys = [k.text for k, _ in (value and value.members) or ()]
    return any(keys.count(name) > 1 for name in names or keys)


def word(value, name):
    member = get(value, name)
    return member.text if member else None


def is_set(value):
    return value is not None and value.raw not in (b"null", b"false")


def items(value):
    return (value and value.items) or []


def bodies_in(root):
    """The requests in a body, in a line of a batch, or in a batch."""
    inner = [b for b in (get(root, n) for n in ("body", "params", "request"))
             if b is not None and b.members is not None]
    if inner:
        return inner
    batch = get(root, "requests")
    return [b for r in items(batch) for b in bodies_in(r)] if batch else [root]


def allowed_places(api, root, options):
    """Where the strings are that may change under these options."""
    found = set()
    reach = "history" if "--history" in options else \
        "all" if "--reach=all" in options else "live"
    for body in bodies_in(root):
        found |= Policy(body, "--user-text" in options, reach,
                        "--no-default-protect" not in options).allowed(api)
    return found


# Tools that show what an edit has to match to the byte.
EDITORS = {"Read", "Edit", "MultiEdit", "Write", "NotebookEdit", "read_file",
           "read_many_files", "replace", "write_file", "edit", "view",
           "apply_patch", "str_replace_editor", "str_replace_based_edit_tool"}


class Policy:
    """Finds the strings that may change, under one set of options."""

    def __init__(self, root, user_text, reach, protects=True):
        self.root = root
        self.user_text = user_text
        self.reach = reach
        self.protects = protects  # results of editors
        self.found = []  # (value, asked for)
        self.answered = 0  # behind the last turn of the model
        self.marked = 0  # behind the last mark that is not in the last turn
        self.names = {}  # of tools, by the ids of their calls

    def allowed(self, api):
        """The places of the strings that may change."""
        getattr(self, api.replace("-", "_"))()
        return {v.start for v, asked in self.found
                if v and v.text and (self.user_text or not asked)
                and (self.reach != "live" or v.start >= self.answered)
                and (self.reach != "history" or v.start >= self.marked)
                and is_text(v.text)}

    def result(self, value):
        self.found.append((value, False))

    def result_of(self, *names):
        """What takes a result of the tool that is called one of these names."""
        stay = names and all(
            name and (name.endswith("headroom_get") or
                      (self.protects and name in EDITORS)) for name in names)
        return (lambda value: None) if stay else self.result

    def call(self, ident, name):
        if ident is not None:
            self.names.setdefault(ident, []).append(name)

    def called(self, ident):
        return self.result_of(*self.names.get(ident, ()))

    def turns(self, name):
        """Each turn, of which all but the last are marked for good."""
        turns = items(get(self.root, name))
        for turn in turns:
            if turn is not turns[-1]:
                self.marks(turn, ("input",) if self.is_anthropic else ())
            yield turn

    def asked(self, value):
        self.found.append((value, True))

    def parts(self, value, kind, add):
        """A string, or the text of all parts of an array of this type."""
        if value is not None and value.text is not None:
            add(value)
        for part in items(value):
            if word(part, "type") == kind and not twice(part, "type", "text") \
                    and not is_set(get(part, "citations")):
                add(get(part, "text"))

    def marks(self, value, skip=()):
        for key, member in value.members or ():
            if key.text in ("cache_control", "prompt_cache_breakpoint") and \
                    is_set(member):
                self.marked = max(self.marked, value.end)
            elif key.text not in skip:
                self.marks(member, skip)
        for item in value.items or ():
            self.marks(item, skip)

    is_anthropic = False

    def openai_chat(self):
        for message in self.turns("messages"):
            role = word(message, "role")
            content = get(message, "content")
            for call in items(get(message, "tool_calls")):
                self.call(word(call, "id"), word(
                    get(call, "function") or get(call, "custom"), "name"))
            if role == "tool":
                self.parts(content, "text",
                           self.called(word(message, "tool_call_id")))
            elif role == "function":
                self.parts(content, "text",
                           self.result_of(word(message, "name")))
            elif role == "user":
                self.parts(content, "text", self.asked)
            elif role not in ("system", "developer"):
                self.answered = message.end

    def openai_responses(self):
        value = get(self.root, "input")
        if value is not None and value.text is not None:
            self.asked(value)
        for item in self.turns("input"):
            if not self.response_item(item):
                self.answered = item.end

    def response_item(self, item):
        """False: the model made it, or nobody knows who did."""
        kind = word(item, "type")
        output = get(item, "output")
        if kind is None and get(item, "type") is not None:
            return False
        if kind in (None, "message") and not twice(item, "type"):
            if word(item, "role") == "user":
                self.parts(get(item, "content"), "input_text", self.asked)
            return word(item, "role") in ("user", "system", "developer")
        if kind in ("function_call", "custom_tool_call"):
            self.call(word(item, "call_id"), word(item, "name"))
        if kind in ("function_call_output", "custom_tool_call_output"):
            self.parts(output, "input_text", self.called(word(item, "call_id")))
        elif kind in ("local_shell_call_output", "apply_patch_call_output",
                      "mcp_call"):
            self.result(output)
        elif kind == "shell_call_output":
            for command in items(output):
                self.result(get(command, "stdout"))
                self.result(get(command, "stderr"))
        elif kind == "file_search_call":
            for found in items(get(item, "results")):
                self.asked(get(found, "text"))
        elif kind == "code_interpreter_call":
            for found in items(get(item, "outputs")):
                self.asked(get(found, "logs"))
        elif kind == "program_output":
            self.asked(get(item, "result"))
        return kind in ("function_call_output", "custom_tool_call_output",
                        "local_shell_call_output", "apply_patch_call_output",
                        "shell_call_output", "computer_call_output",
                        "mcp_approval_response")

    def anthropic(self):
        self.is_anthropic = True
        for message in self.turns("messages"):
            role = word(message, "role")
            for block in items(get(message, "content")):
                if word(block, "type") == "tool_use":
                    self.call(word(block, "id"), word(block, "name"))
            if role == "user":
                self.anthropic_user(get(message, "content"))
            elif role != "system":
                self.answered = message.end

    def anthropic_user(self, content):
        if content is not None and content.text is not None:
            self.asked(content)
        for block in items(content):
            if word(block, "type") != "tool_result":
                self.anthropic_block(block, self.asked)
                continue
            inside = get(block, "content")
            add = self.called(word(block, "tool_use_id"))
            if inside is not None and inside.text is not None:
                add(inside)
            for inner in items(inside):
                self.anthropic_block(inner, add)

    def anthropic_block(self, block, add):
        kind = word(block, "type")
        cited = get(block, "citations")
        if twice(block, "citations") or (is_set(cited) and (
                cited.members is None or is_set(get(cited, "enabled")))):
            return
        if kind == "text":
            add(get(block, "text"))
        elif kind == "document":
            source = get(block, "source")
            if word(source, "type") == "text":
                self.asked(get(source, "data"))
        elif kind == "search_result":
            for inner in items(get(block, "content")):
                if word(inner, "type") == "text" and \
                        not is_set(get(inner, "citations")):
                    self.asked(get(inner, "text"))

    def gemini(self):
        for content in items(get(self.root, "contents")):
            role = word(content, "role")
            if get(content, "role") is None and not twice(content, "role"):
                role = "user"
            if role not in ("user", "function", "tool"):
                self.answered = content.end
                continue
            for part in items(get(content, "parts")):
                self.gemini_part(part, role)

    def gemini_part(self, part, role):
        def either(camel, snake):
            both = [m for m in (get(part, camel), get(part, snake)) if m]
            return both[0] if len(both) == 1 else None

        if twice(part) or is_set(get(part, "thought")) or \
                get(part, "thoughtSignature") or get(part, "thought_signature"):
            return
        function = either("functionResponse", "function_response")
        response = get(function, "response")
        if response is not None and response.members is not None and \
                not any_twice(response):
            add = self.result_of(word(function, "name"))
            for pointer, value in strings(response):
                if pointer is not None:
                    add(value)
        if role == "user":
            code = either("codeExecutionResult", "code_execution_result")
            self.asked(get(code, "output"))
            self.asked(get(part, "text"))


def any_twice(value):
    return twice(value) or \
        any(any_twice(m) for _, m in value.members or ()) or \
        any(any_twice(i) for i in value.items or ())


def is_text(text):
    """Whether UTF-8 can say it: no half of a pair is alone."""
    return not re.search("[\ud800-\udfff]", text)


# ---- what is asserted ------------------------------------------------------

NEW_LITERAL = re.compile(
    rb'"(?:[^"\\\x00-\x1f]|\\["\\bfnrt]|\\u00[01][0-9a-fA-F])*"')

# Members that name, sign or order something.  What is in a "response" of Gemini
# is the caller's own, and may change.
KEPT = {"id", "call_id", "tool_call_id", "tool_use_id", "role", "type", "name",
        "signature", "thoughtSignature", "thought_signature",
        "encrypted_content", "encrypted_index", "is_error", "status", "phase",
        "cache_control", "prompt_cache_breakpoint", "arguments", "args",
        "system", "instructions", "tools", "outcome"}


def kept(value, found):
    """What the members of KEPT say, in order; load() made the value."""
    if isinstance(value, Pairs):
        for key, member in value:
            if key in KEPT:
                found.append((key, repr(member)))
            elif key != "response":
                kept(member, found)
    elif isinstance(value, list):
        for item in value:
            kept(item, found)
    return found


class Pairs(list):
    pass


def load(body):
    return json.loads(body, object_pairs_hook=Pairs, parse_float=str,
                      parse_int=str)


def outside(body, literals):
    digest = hashlib.sha256()
    at = 0
    for value in literals:
        digest.update(body[at:value.start])
        at = value.end
    digest.update(body[at:])
    return digest.hexdigest()


CHANGED = set()  # (before, after) of the strings that did


def compare(api, body, out, options):
    """Raises Failure, or returns the number of strings that changed."""
    allowed = allowed_places(api, read(body), options)
    try:
        before, after = list(strings(read(body))), list(strings(read(out)))
        loaded = load(out)
    except ValueError as error:
        raise Failure(f"the output is no JSON: {error}") from error
    if len(before) != len(after):
        raise Failure("the output has not as many strings as the input")
    old, new = [], []
    for (pointer, a), (pointer_out, b) in zip(before, after):
        if body[a.start:a.end] == out[b.start:b.end]:
            continue
        if pointer is None or pointer != pointer_out:
            raise Failure(f"a key changed: {a.raw!r}")
        if a.start not in allowed:
            raise Failure(f"{pointer} may not change")
        if not NEW_LITERAL.fullmatch(b.raw) or not is_text(b.text):
            raise Failure(f"{pointer} is not written as it should be")
        if not b.text:
            raise Failure(f"{pointer} is empty")
        old.append(a)
        new.append(b)
    if outside(body, old) != outside(out, new):
        raise Failure("bytes outside of strings differ")
    if kept(load(body), []) != kept(loaded, []):
        raise Failure("a name, a role or a signature differs")
    CHANGED.update((a.text, b.text) for a, b in zip(old, new))
    return len(old)


def check_body(run, api, body):
    """Yields the number of strings that changed, or a Failure, of each check.
    `run` gets a list of options and a body and returns what comes out."""
    for options in OPTIONS:
        try:
            out = run([f"--request={api}", *options], body)
            changed = compare(api, body, out, options)
            if run([f"--request={api}", *options], out) != out:
                raise Failure("a second run changes it again")
            if run(["--request=auto", *options], body) != out:
                raise Failure("it is not recognised by its shape")
            yield changed
        except Failure as failure:
            yield Failure(f"{' '.join(options) or 'no options'}: {failure}")


def check_folder(run, folder, tell):
    passed = failed = changed = 0
    for api in APIS:
        files = sorted(pathlib.Path(folder, api).glob("*.json"))
        if not files:
            tell(f"{folder}/{api} is empty")
            failed += 1
        for file in files:
            for answer in check_body(run, api, file.read_bytes()):
                if isinstance(answer, Failure):
                    tell(f"{api}/{file.name}: {answer}")
                    failed += 1
                else:
                    changed += answer
                    passed += 1
    if not changed:
        tell("no string changed at all")
        failed += 1
    return passed, failed, changed


def check_sample(run, text):
    """Yields a Failure or 1 for each way to compress a text as a result."""
    body = json.dumps({"model": "m", "messages": [
        {"role": "user", "content": "Look."},
        {"role": "tool", "tool_call_id": "c", "content": text}]}).encode()
    for options in ((), ("--lossless",), ("--plain",)):
        try:
            options = ("--request=openai-chat",) + options
            out = run(options, body)
            compare("openai-chat", body, out, ())
            if run(options, out) != out:
                raise Failure("a second run changes it again")
            yield 1
        except Failure as failure:
            yield Failure(f"{' '.join(options) or 'no options'}: {failure}")


def check_samples(run, files, tell):
    passed = failed = 0
    for file in files:
        text = pathlib.Path(file).read_bytes().decode("utf-8", "replace")
        for answer in check_sample(run, text):
            if isinstance(answer, Failure):
                tell(f"{file}: {answer}")
                failed += 1
            else:
                passed += 1
    return passed, failed


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


def more_tokens(headroom, pairs):
    """Of pairs of texts, those of which the second one is not fewer tokens."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, pair in enumerate(pairs):
            for side, text in enumerate(pair):
                names.append(pathlib.Path(folder, f"{number}.{side}"))
                names[-1].write_bytes(text.encode())
        counted = json.loads(subprocess.run(
            [headroom, "count", "--json", *names], check=True,
            stdout=subprocess.PIPE).stdout)
    tokens = [file["tokens"] for file in counted["files"]]
    return [pair for pair, before, after in
            zip(pairs, tokens[::2], tokens[1::2]) if after >= before]


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: requests.py HEADROOM DIR [SAMPLE]...")
    run = program(sys.argv[1])
    passed, failed, changed = check_folder(run, sys.argv[2], print)
    more = check_samples(run, sys.argv[3:], print)
    passed += more[0]
    failed += more[1]
    pairs = sorted(CHANGED)
    for before, after in more_tokens(sys.argv[1], pairs):
        print(f"no fewer tokens: {before[:60]!r} is {after[:60]!r}")
        failed += 1
        passed -= 1
    passed += len(pairs)
    print(f"{changed} strings changed")
    print(f"requests: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
