# SPDX-License-Identifier: Apache-2.0
"""Scenarios: what is answered to a request, by name; see README.md."""
import email.utils
import gzip
import itertools
import json
import os
import re
import time
import zlib

from checks import ANTHROPIC, APIS, CHAT, GEMINI, RESPONSES, Wrong

ANSWERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "answers")
BOMB_BYTES = 1 << 30  # that a bomb inflates to
HEAD_BYTES = 1 << 30  # of a head without an end


class Answer:
    def __init__(self, status, kind=None, body=b""):
        self.status = status
        self.headers = [("content-type", kind)] if kind else []
        self.body = body  # bytes, or what gives bytes, perhaps for ever
        self.framing = "length"  # or "chunked", or "close"
        self.end = "keep"  # or "fin", "rst", "hang"
        self.cut = None  # bytes of the body after which all is over
        self.delay = 0.0  # seconds before the head
        self.head_gap = 0.0  # between the bytes of the head
        self.split = 0  # bytes of a piece of the body
        self.gap = 0.0  # seconds between pieces
        self.hold = 600.0  # at most, of a connection that hangs
        self.head = True  # False: the body is all that is sent


# ---- errors as the APIs write them -------------------------------------------

ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
OPENAI_CODES = {
    401: "invalid_api_key",
    404: "model_not_found",
    429: "rate_limit_exceeded",
}
GEMINI_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


def error_of(api, status, message, code=None):
    """An error's body, as an object."""
    if api == ANTHROPIC:
        kind = ANTHROPIC_TYPES.get(
            status, "api_error" if status >= 500 else "invalid_request_error"
        )
        return {
            "type": "error",
            "error": {"type": code or kind, "message": message},
            "request_id": "req_1",
        }
    if api == GEMINI:
        kind = GEMINI_STATUS.get(status, "UNKNOWN")
        error = {"code": status, "message": message, "status": code or kind}
        return {"error": error}
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {
        "error": {
            "message": message,
            "type": code or kind,
            "param": None,
            "code": code or OPENAI_CODES.get(status),
        }
    }


def as_json(status, value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Answer(status, "application/json", text.encode())


def refusal(call, status, message, code=None):
    return as_json(status, error_of(call.api, status, message, code))


# ---- recorded answers --------------------------------------------------------


def recorded(call, name):
    """The file of this name, in the form that the request asks for."""
    api = call.api
    for prefix in APIS:
        if name == prefix or name.startswith(prefix + "-"):
            if prefix != api:
                raise Wrong("the request is one of %s, not %s" % (api, prefix))
            name = name[len(prefix) + 1 :]
    form = {"stream": True, "whole": False}.get(name)
    if form is not None and form != call.stream:
        raise Wrong("the request asks for the other form than %s" % name)
    if not name or form is not None:
        name = "text"
    ext = "sse" if call.stream else "json"
    path = os.path.join(ANSWERS, api or "", "%s.%s" % (name, ext))
    if not api or not re.fullmatch(r"[a-z0-9-]+", name) or not os.path.exists(path):
        raise Wrong("no recorded answer %s of this form" % name)
    with open(path, "rb") as file:
        body = file.read()
    if not call.stream:
        answer = Answer(200, "application/json", body)
    else:
        answer = Answer(200, "text/event-stream; charset=utf-8", body)
        answer.framing = "chunked"
    answer.headers.append(
        ("request-id" if api == ANTHROPIC else "x-request-id", "req_1")
    )
    return answer


def count_of(call):
    return as_json(
        200,
        {
            RESPONSES: {"object": "response.input_tokens", "input_tokens": 120},
            ANTHROPIC: {"input_tokens": 120},
            GEMINI: {"totalTokens": 120, "cachedContentTokenCount": 0},
        }[call.api],
    )


# ---- faults ------------------------------------------------------------------


def page(status):
    text = (
        "<!DOCTYPE html>\n<html><head><title>%d Error</title>"
        "<style>p { color: red }</style></head>\n"
        "<body><h1>%d Error</h1><p>nginx &amp; \x1b[31mred\x1b[m\u202e</p>"
        "</body></html>\n" % (status, status)
    )
    return Answer(status, "text/html; charset=utf-8", text.encode())


def endless(call, first, again):
    """A stream or a document of which `again` comes for ever."""
    kind = "text/event-stream" if call.stream else "application/json"
    answer = Answer(200, kind)
    answer.body = itertools.chain([first], itertools.repeat(again * 64))
    answer.framing = "chunked"
    return answer


def ping(api):
    if api == ANTHROPIC:
        return b'event: ping\ndata: {"type":"ping"}\n\n'
    return b": ping\n\n"


def bomb():
    def parts():
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        zeros = b" " * (1 << 20)
        yield packer.compress(b'{"id":"')
        for _ in range(BOMB_BYTES >> 20):
            yield packer.compress(zeros)
        yield packer.flush()

    answer = Answer(200, "application/json", (p for p in parts() if p))
    answer.headers.append(("content-encoding", "gzip"))
    answer.framing = "chunked"
    return answer


def giant_head():
    line = b"x-filler: " + b"a" * 8000 + b"\r\n"
    lines = itertools.repeat(line, HEAD_BYTES // len(line))
    return raw(itertools.chain([b"HTTP/1.1 200 OK\r\n"], lines))


def giant_header():
    parts = itertools.repeat(b"a" * (1 << 16), HEAD_BYTES >> 16)
    return raw(itertools.chain([b"HTTP/1.1 200 OK\r\nx-filler: "], parts))


def raw(body):
    answer = Answer(0, None, body)
    answer.head = False
    answer.end = "fin"
    return answer


def ended(end):
    answer = raw(b"")
    answer.end = end
    return answer


def with_end(answer, **members):
    for name, value in members.items():
        setattr(answer, name, value)
    return answer


def redirect(call, status, place):
    scheme = "https" if place["tls"] else "http"
    where = "%s://127.0.0.1:%d%s" % (scheme, place["second"], call.path)
    answer = Answer(status, "text/plain", b"elsewhere\n")
    answer.headers.append(("location", where))
    return answer


FAULTS = {
    "close": lambda call: ended("fin"),
    "reset": lambda call: ended("rst"),
    "silent": lambda call: ended("hang"),
    "garbage": lambda call: raw(b"\0\x01SSH-2.0-OpenSSH_9.2\r\n" * 4),
    "half-head": lambda call: raw(b"HTTP/1.1 200 OK\r\ncontent-ty"),
    "giant-head": lambda call: giant_head(),
    "giant-header": lambda call: giant_header(),
    "endless-100": lambda call: raw(
        itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 64)
    ),
    "endless-body": lambda call: endless(call, b'{"id":"', b"a" * 1024),
    "endless-event": lambda call: endless(call, b'data: {"id":"', b"a" * 1024),
    "endless-lines": lambda call: endless(call, b"data: [\n", b"data: 1,\n" * 99),
    "endless-stream": lambda call: endless(call, b"", ping(call.api)),
    "bomb": lambda call: bomb(),
    "bad-chunk": lambda call: raw(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\ndata"
    ),
    "short-body": lambda call: raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
        b'content-length: 1000\r\n\r\n{"id":"'
    ),
    "quota": lambda call: refusal(
        call,
        429,
        "You exceeded your current quota, please check your plan.",
        "insufficient_quota",
    ),
    "other-json": lambda call: as_json(200, {"hello": "world"}),
    "no-terminator": lambda call: drop_events(recorded(call, "text"), 1),
}

NUMBERED = {
    "status": lambda call, status, place: refusal(
        call, status, "this is status %d" % status
    ),
    "array": lambda call, status, place: as_json(
        status, [error_of(call.api, status, "this is status %d" % status)]
    ),
    "early": lambda call, status, place: with_end(
        refusal(call, status, "this is status %d" % status), end="fin"
    ),
    "html": lambda call, status, place: page(status),
    "empty": lambda call, status, place: Answer(status),
    "redirect": redirect,
}


def base(call, name, place):
    if name in FAULTS:
        return FAULTS[name](call)
    match = re.fullmatch(r"([a-z]+)-([1-5][0-9][0-9])", name)
    if match and match.group(1) in NUMBERED:
        return NUMBERED[match.group(1)](call, int(match.group(2)), place)
    if call.action == "count":
        return count_of(call)
    return recorded(call, name)


# ---- how it is sent ----------------------------------------------------------


def events_of(body):
    """The events of a recorded stream, each with the blank line behind it."""
    return re.findall(rb".*?(?:\r\n\r\n|\n\n)", body, re.S)


def drop_events(answer, n):
    answer.body = b"".join(events_of(answer.body)[:-n])
    return answer


def restyle(body, spec):
    """The same stream, with other line ends, comments and lines of data."""
    body = body.replace(b"\r\n", b"\n")
    if spec.get("lines"):
        body = re.sub(rb"data: (\{.*\})", spread, body)
    if spec.get("comments"):
        body = b"".join(b": a comment\n\n" + e for e in events_of(body))
    ends = {"crlf": b"\r\n", "cr": b"\r", "lf": b"\n"}
    body = body.replace(b"\n", ends[spec.get("eol", "lf")])
    return b"\xef\xbb\xbf" + body if spec.get("bom") else body


def spread(match):
    text = json.dumps(json.loads(match.group(1)), ensure_ascii=False, indent=1)
    return b"\n".join(b"data: " + line for line in text.encode().split(b"\n"))


STYLE = ("lines", "comments", "eol", "bom")
NUMBERS = ("delay", "head_gap", "gap", "hold")
WHOLE_NUMBERS = ("split", "cut")
KNOWN = {"scenario", "status", "headers", "body", "end", "framing", "drop", "gzip"}
KNOWN.update(STYLE, NUMBERS, WHOLE_NUMBERS)


def header_value(value):
    """date+3 is the time in three seconds."""
    match = re.fullmatch(r"date([+-][0-9]+)", value)
    if not match:
        return value
    when = time.time() + int(match.group(1))
    return email.utils.formatdate(when, usegmt=True)


def shape(answer, spec):
    """Puts into the answer what a specification says of how it is sent."""
    if spec.get("drop"):
        drop_events(answer, int(spec["drop"]))
    if any(spec.get(name) for name in STYLE):
        answer.body = restyle(answer.body, spec)
    if spec.get("gzip"):
        answer.body = gzip.compress(answer.body, mtime=0)
        answer.headers.append(("content-encoding", "gzip"))
    for name in NUMBERS:
        if name in spec:
            setattr(answer, name, float(spec[name]))
    for name in WHOLE_NUMBERS:
        if name in spec:
            setattr(answer, name, int(spec[name]))
    for name in ("end", "framing"):
        if name in spec:
            setattr(answer, name, spec[name])
    if "status" in spec:
        answer.status = int(spec["status"])
    for name, value in spec.get("headers", {}).items():
        lower = name.lower()
        answer.headers = [h for h in answer.headers if h[0] != lower]
        answer.headers.append((lower, header_value(value)))
    if answer.cut is not None and answer.end == "keep":
        answer.end = "fin"
    return answer


def parse(text):
    """NAME:KEY=VALUE:... as an object; KEY header.NAME sets a header."""
    parts = text.split(":")
    spec = {"scenario": parts[0], "headers": {}}
    for part in parts[1:]:
        key, equals, value = part.partition("=")
        if key.startswith("header."):
            spec["headers"][key[7:]] = value
        else:
            spec[key.replace("-", "_")] = value if equals else "1"
    return known(spec)


def known(spec):
    for key in spec:
        if key not in KNOWN:
            raise Wrong("a scenario has no %r" % key)
    for key, words in (
        ("end", ("keep", "fin", "rst", "hang")),
        ("framing", ("length", "chunked", "close")),
        ("eol", ("lf", "crlf", "cr")),
    ):
        if spec.get(key, words[0]) not in words:
            raise Wrong("%s is one of %s" % (key, ", ".join(words)))
    return spec


def build(call, spec, place):
    if "body" in spec:
        answer = Answer(200, "application/json", spec["body"].encode())
    else:
        answer = base(call, spec.get("scenario", "text"), place)
    return shape(answer, spec)
