#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The test server itself: what it refuses, and how it answers.

A test against it is worth what its checks are worth.  Each of these requests is
right but for one thing, which the answer names.
"""
import copy
import gzip
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
JSON = "application/json"

CHAT = (
    "/v1/chat/completions",
    {"authorization": "Bearer k", "content-type": JSON},
    {
        "model": "m",
        "messages": [
            {"role": "user", "content": "why"},
            {"role": "assistant", "content": None, "tool_calls": [{"id": "c1"}]},
            {"role": "tool", "tool_call_id": "c1", "content": "log"},
        ],
    },
)
RESPONSES = (
    "/v1/responses",
    {"authorization": "Bearer k", "content-type": JSON},
    {
        "model": "m",
        "input": [
            {"type": "function_call", "call_id": "c1", "name": "f", "arguments": ""},
            {"type": "function_call_output", "call_id": "c1", "output": "log"},
        ],
    },
)
ANTHROPIC = (
    "/v1/messages",
    {"x-api-key": "k", "content-type": JSON, "anthropic-version": "2023-06-01"},
    {
        "model": "m",
        "max_tokens": 9,
        "messages": [
            {"role": "user", "content": "why"},
            {
                "role": "assistant",
                "content": [
                    {"type": "tool_use", "id": "t1", "name": "f", "input": {}}
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "t1", "content": "log"}
                ],
            },
        ],
    },
)
GEMINI = (
    "/v1beta/models/m:generateContent",
    {"x-goog-api-key": "k", "content-type": JSON},
    {
        "contents": [
            {"role": "user", "parts": [{"text": "why"}]},
            {
                "role": "user",
                "parts": [{"functionResponse": {"name": "f", "response": {}}}],
            },
        ]
    },
)
ALL = {
    "openai-chat": CHAT,
    "openai-responses": RESPONSES,
    "anthropic": ANTHROPIC,
    "gemini": GEMINI,
}

# A request, what is another about it ("h:NAME" a header, "path", else the way
# to a member of the body; None takes it away), and words of the answer.
WRONG = [
    (CHAT, "path", "/v1/chat", "no such path"),
    (CHAT, "method", "PUT", "not POST"),
    (CHAT, "h:content-type", "text/plain", "content-type"),
    (CHAT, "h:content-type", None, "content-type"),
    (CHAT, "h:authorization", None, "no key"),
    (CHAT, "h:authorization", "Basic k", "no Bearer"),
    (CHAT, "h:authorization", "Bearer ", "no Bearer"),
    (CHAT, "h:x-api-key", "k", "more than one key"),
    (CHAT, "h:cookie", "a=b", "cookie"),
    (CHAT, "body", b"", "empty"),
    (CHAT, "body", b"{", "no JSON"),
    (CHAT, "body", b"[]", "no object"),
    (CHAT, "body", b'{"model":"\xff"}', "no JSON"),
    (CHAT, "body", b'{"model":NaN}', "NaN"),
    (CHAT, "body", b'{"model":"a","model":"b"}', "twice"),
    (CHAT, "model", None, "model: a string"),
    (CHAT, "model", 7, "model: a string"),
    (CHAT, "stream", "yes", "stream: no boolean"),
    (CHAT, "stream_options", {}, "only with stream"),
    (CHAT, "max_tokens", 0, "max_tokens"),
    (CHAT, "messages", [], "messages: a list"),
    (CHAT, "messages.0.role", "robot", "role"),
    (CHAT, "messages.0.content", None, "content: is required"),
    (CHAT, "messages.0.content", [{"type": "text"}], "text: a string"),
    (CHAT, "messages.0.content", [{"type": "x"}], "not supported"),
    (CHAT, "messages.2.tool_call_id", "c2", "no call of this id"),
    (RESPONSES, "input", None, "input: a list"),
    (RESPONSES, "input.1.call_id", "c2", "no call of this id"),
    (RESPONSES, "input.1.output", None, "output: a list"),
    (RESPONSES, "h:x-goog-api-key", "k", "more than one key"),
    (ANTHROPIC, "h:anthropic-version", None, "anthropic-version"),
    (ANTHROPIC, "h:anthropic-version", "2023-01-01", "anthropic-version"),
    (ANTHROPIC, "h:authorization", "Bearer k", "more than one key"),
    (ANTHROPIC, "h:x-api-key", "a b", "no key"),
    (ANTHROPIC, "max_tokens", None, "max_tokens: is required"),
    (ANTHROPIC, "max_tokens", "9", "max_tokens: a number"),
    (ANTHROPIC, "messages.0.role", "assistant", "not the user's"),
    (ANTHROPIC, "messages.2.content.0.tool_use_id", "t2", "no tool_use"),
    (ANTHROPIC, "messages.1.content.0.input", "", "no object"),
    (GEMINI, "h:x-goog-api-key", None, "no key"),
    (GEMINI, "path", "/v1beta/models/m:generateContent?key=k", "in the URL"),
    (GEMINI, "path", "/v1beta/models/m:streamGenerateContent", "alt=sse"),
    (GEMINI, "model", "m", "Unknown name"),
    (GEMINI, "contents", [], "contents: a list"),
    (GEMINI, "contents.0.role", "assistant", "role"),
    (GEMINI, "contents.1.parts.0.functionResponse.response", "x", "no object"),
]

# And what is right although it is another.
RIGHT = [
    (CHAT, "path", "/openai/v1/chat/completions"),
    (CHAT, "messages.0.content", [{"type": "text", "text": "why"}]),
    (RESPONSES, "input", "why"),
    (ANTHROPIC, "h:anthropic-version", "2026-10-21"),
    (ANTHROPIC, "temperature", 0.5),
    (GEMINI, "path", "/v1beta/models/m%20n:generateContent"),
    (GEMINI, "system_instruction", {"parts": [{"text": "x"}]}),
]


class Server:
    def __init__(self, *arguments):
        self.dir = tempfile.TemporaryDirectory()
        port = os.path.join(self.dir.name, "port")
        self.log = os.path.join(self.dir.name, "log")
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "server.py"), "--port-file", port]
            + ["--log", self.log, "--life", "60", *arguments]
        )
        for _ in range(100):
            if os.path.exists(port):
                break
            time.sleep(0.05)
        with open(port, encoding="ascii") as file:
            self.port = int(file.read())

    def events(self, name):
        with open(self.log, encoding="utf-8") as file:
            found = [json.loads(line) for line in file]
        return [e for e in found if e["event"] == name]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.dir.cleanup()


def change(request, where, value):
    """The request with one thing another, as method, path, headers, body."""
    method = "POST"
    path, headers, body = copy.deepcopy(request)
    if where == "path":
        path = value
    elif where == "method":
        method = value
    elif where == "body":
        return method, path, headers, value
    elif where and where.startswith("h:"):
        headers[where[2:]] = value
        if value is None:
            del headers[where[2:]]
    elif where:
        place, names = body, where.split(".")
        for name in names[:-1]:
            place = place[int(name) if name.isdigit() else name]
        place[names[-1]] = value
        if value is None:
            del place[names[-1]]
    return method, path, headers, json.dumps(body).encode()


def ask(server, request, where=None, value=None, scenario=None):
    method, path, headers, body = change(request, where, value)
    if scenario:
        headers["x-scenario"] = scenario
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    line.request(method, path, body, headers)
    answer = line.getresponse()
    try:
        text = answer.read()
    except (http.client.HTTPException, OSError) as error:
        text = repr(error).encode()
    line.close()
    return answer.status, answer.headers, text


class Tests:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, truth, what):
        if truth:
            self.passed += 1
        else:
            self.failed += 1
            print("failed: %s" % (what,))

    def requests(self, server):
        for request, where, value, words in WRONG:
            status, _, text = ask(server, request, where, value)
            said = status == 400 and words in json.dumps(json.loads(text))
            self.check(said, (request[0], where, value, status, text))
        for request, where, value in RIGHT:
            status, _, text = ask(server, request, where, value)
            self.check(status == 200, (request[0], where, value, text))
        newer = copy.deepcopy(ANTHROPIC)
        newer[1]["anthropic-version"] = "2026-10-21"
        status, _, _ = ask(server, newer, "temperature", 0.5)
        self.check(status == 400, "a temperature for the newer version")

    def recorded(self, server):
        for api, request in ALL.items():
            folder = os.path.join(HERE, "answers", api)
            for name in sorted(os.listdir(folder)):
                base, ext = name.split(".")
                where, value = "stream", ext == "sse"
                if api == "gemini":
                    where, value = "path", request[0]
                    if ext == "sse":
                        value = "/v1beta/models/m:streamGenerateContent?alt=sse"
                status, headers, text = ask(server, request, where, value, base)
                with open(os.path.join(folder, name), "rb") as file:
                    same = file.read() == text
                kind = "text/event-stream" if ext == "sse" else JSON
                same = same and headers["content-type"].startswith(kind)
                self.check(status == 200 and same, (api, name, status))
            status, _, text = ask(server, request, scenario="no-such-answer")
            self.check(status == 400, (api, "no such answer"))

    def styles(self, server):
        plain = ask(server, ANTHROPIC, "stream", True, "text")[2]
        for style, other in (
            ("text:eol=crlf", plain.replace(b"\n", b"\r\n")),
            ("text:eol=cr:bom=1", b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r")),
            ("text:split=1", plain),
            ("text:framing=close", plain),
            ("text:drop=1", plain[: plain.index(b"event: message_stop")]),
        ):
            text = ask(server, ANTHROPIC, "stream", True, style)[2]
            self.check(text == other, style)
        text = ask(server, ANTHROPIC, "stream", True, "text:gzip=1")[2]
        self.check(gzip.decompress(text) == plain, "gzip")
        for style in ("text:cut=99", "text:cut=99:end=rst", "short-body", "bad-chunk"):
            text = ask(server, ANTHROPIC, "stream", True, style)[2]
            self.check(b"Incomplete" in text or b"reset" in text, (style, text))

    def faults(self, server):
        for scenario, status in (
            ("status-529", 529),
            ("array-429", 429),
            ("html-413", 413),
            ("empty-500", 500),
            ("early-413", 413),
            ("redirect-307", 307),
            ("quota", 429),
            ("other-json", 200),
            ("status-429:header.retry-after=date+3", 429),
        ):
            found, headers, _ = ask(server, CHAT, scenario=scenario)
            self.check(found == status, (scenario, found))
            if "retry-after" in scenario:
                self.check(headers["retry-after"].endswith(" GMT"), "a date")
        headers = ask(server, CHAT, scenario="half-head")[1]
        self.check("content-type" not in headers, "half a head")
        for scenario in ("close", "reset", "garbage"):
            try:
                found = ask(server, CHAT, scenario=scenario)
            except (http.client.HTTPException, OSError):
                found = None
            self.check(found is None, (scenario, found))

    def endless(self, server):
        """Much comes, and it is of the kind that its name says."""
        for scenario, words in (
            ("giant-header", b"x-filler: aaaa"),
            ("giant-head", b"\r\nx-filler: "),
            ("endless-100", b" 100 Continue\r\n\r\nHTTP/1.1 100"),
            ("endless-body", b"aaaa"),
            ("endless-event", b"aaaa"),
            ("endless-lines", b"data: 1,\ndata: 1,"),
            ("endless-stream", b": ping\n\n: ping"),
            ("bomb", b"content-encoding: gzip"),
        ):
            method, path, headers, body = change(CHAT, "stream", True)
            headers["x-scenario"] = scenario
            lines = ["%s: %s" % h for h in headers.items()]
            head = "%s %s HTTP/1.1\r\nhost: a\r\n%s\r\ncontent-length: %d\r\n\r\n" % (
                method,
                path,
                "\r\n".join(lines),
                len(body),
            )
            sock = socket.create_connection(("127.0.0.1", server.port), 10)
            sock.sendall(head.encode() + body)
            text = b""
            while len(text) < 100000:
                part = sock.recv(1 << 16)
                if not part:
                    break
                text += part
            sock.close()
            self.check(len(text) >= 100000 and words in text, scenario)

    def sequence(self):
        with Server(
            "--scenario", "status-429:header.retry-after=1", "--scenario", "text"
        ) as server:
            found = [ask(server, CHAT)[0] for _ in range(3)]
            self.check(found == [429, 200, 200], found)
            log = server.events("request")
            self.check([e["request"] for e in log] == [1, 2, 3], log)
            self.check(log[0]["problem"] is None, log[0])
            self.check(log[0]["sha256"] == log[1]["sha256"], "the hash")
            self.check(
                ["authorization", "Bearer k"] in log[0]["headers"], "headers"
            )
            self.check(len(server.events("connect")) == 3, "connections")


    def tls(self):
        """Who does not trust the certificate sends nothing."""
        folder = tempfile.TemporaryDirectory()
        key, cert = (os.path.join(folder.name, n) for n in ("key", "cert"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
            + ["-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=a"]
            + ["-addext", "subjectAltName=IP:127.0.0.1"],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        with Server("--tls", cert, key) as server:
            for trusted in (True, False):
                context = ssl.create_default_context(
                    cafile=cert if trusted else None
                )
                line = http.client.HTTPSConnection(
                    "127.0.0.1", server.port, timeout=10, context=context
                )
                method, path, headers, body = change(CHAT, None, None)
                try:
                    line.request(method, path, body, headers)
                    found = line.getresponse().status
                except ssl.SSLCertVerificationError:
                    found = None
                line.close()
                self.check(found == (200 if trusted else None), ("tls", found))
            time.sleep(0.1)
            self.check(len(server.events("request")) == 1, "one request")
            self.check(len(server.events("tls-failed")) == 1, "one failure")
        folder.cleanup()


def main():
    tests = Tests()
    with Server("--scenario", "text") as server:
        tests.requests(server)
        tests.recorded(server)
        tests.styles(server)
        tests.faults(server)
        tests.endless(server)
        seconds = [e for e in server.events("connect") if e["port"] == "second"]
        tests.check(not seconds, "nobody was at the second port")
    tests.sequence()
    skipped = 0 if shutil.which("openssl") else 1
    if skipped:
        print("skipped: the test server with TLS: no openssl")
    else:
        tests.tls()
    print(
        "%d passed, %d failed, %d skipped" % (tests.passed, tests.failed, skipped)
    )
    return 1 if tests.failed else 0


if __name__ == "__main__":
    sys.exit(main())
