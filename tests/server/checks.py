# SPDX-License-Identifier: Apache-2.0
"""What each API wants of a request; the first thing that is wrong is told."""
import json
import re
from urllib.parse import parse_qs, unquote, urlsplit

CHAT, RESPONSES, ANTHROPIC, GEMINI = (
    "openai-chat",
    "openai-responses",
    "anthropic",
    "gemini",
)
APIS = (CHAT, RESPONSES, ANTHROPIC, GEMINI)

PATHS = [
    (re.compile(r"/(api/)?v1/chat/completions"), CHAT, "create"),
    (re.compile(r"/v1beta/openai/chat/completions"), CHAT, "create"),
    (re.compile(r"/openai/v1/chat/completions"), CHAT, "azure"),
    (
        re.compile(r"/openai/deployments/[^/]+/chat/completions"),
        CHAT,
        "azure-deployment",
    ),
    (re.compile(r"/v1/responses"), RESPONSES, "create"),
    (re.compile(r"/v1/responses/input_tokens"), RESPONSES, "count"),
    (re.compile(r"/openai/v1/responses"), RESPONSES, "azure"),
    (re.compile(r"/v1/messages"), ANTHROPIC, "create"),
    (re.compile(r"/v1/messages/count_tokens"), ANTHROPIC, "count"),
    (re.compile(r"/v1beta/models/[^/:]+:generateContent"), GEMINI, "create"),
    (
        re.compile(r"/v1beta/models/[^/:]+:streamGenerateContent"),
        GEMINI,
        "stream",
    ),
    (re.compile(r"/v1beta/models/[^/:]+:countTokens"), GEMINI, "count"),
]

# Of Anthropic; both are served.
VERSIONS = ("2023-06-01", "2026-10-21")

AUTH = ("authorization", "x-api-key", "x-goog-api-key", "api-key")


class Wrong(Exception):
    """What is wrong with a request."""


def want(truth, what):
    if not truth:
        raise Wrong(what)


class Call:
    """What a request asks for."""

    def __init__(self, request):
        url = urlsplit(request.target)
        self.path = url.path
        self.query = parse_qs(url.query, keep_blank_values=True)
        self.api = self.action = self.body = None
        self.stream = False
        for pattern, api, action in PATHS:
            if pattern.fullmatch(unquote(url.path)):
                self.api, self.action = api, action
        try:
            self.body = strict_json(request.body)
        except Wrong:
            return
        if self.api == GEMINI:
            self.stream = self.action == "stream"
        elif isinstance(self.body, dict):
            self.stream = self.body.get("stream") is True


def unique(pairs):
    members = dict(pairs)
    want(len(members) == len(pairs), "a key is there twice")
    return members


def no_constant(name):
    raise Wrong("the body has %s, which is no JSON" % name)


def strict_json(body):
    want(body, "the body is empty")
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=unique,
            parse_constant=no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise Wrong("the body is no JSON: %s" % error) from error


# ---- headers -----------------------------------------------------------------


def check_auth(request, call, auth):
    there = [n for n in AUTH for _ in request.all(n)]
    if auth == "none":
        want(not there, "no key is wanted, but there is %s" % there)
        return
    if auth == "optional" and not there:
        return
    want(there, "no key: none of %s" % ", ".join(AUTH))
    want(len(there) == 1, "more than one key: %s" % ", ".join(there))
    value = request.one(there[0])
    bearer = there[0] == "authorization"
    if bearer:
        want(re.fullmatch(r"Bearer \S+", value), "authorization is no Bearer")
    else:
        want(value and not re.search(r"\s", value), "%s is no key" % there[0])
    fits = {
        CHAT: bearer,
        RESPONSES: bearer,
        ANTHROPIC: bearer or there[0] == "x-api-key",
        GEMINI: there[0] == "x-goog-api-key",
    }[call.api]
    if call.action.startswith("azure"):
        fits = bearer or there[0] == "api-key"
    want(fits, "%s is not the header of this API's key" % there[0])


def check_headers(request, call, auth):
    want(request.one("host"), "no host")
    kind = (request.one("content-type") or "").lower()
    want(
        re.fullmatch(r"application/json(;\s*charset=utf-8)?", kind),
        "content-type is %r, not application/json" % kind,
    )
    for name in ("content-type", "anthropic-version", "host", "accept"):
        want(len(request.all(name)) <= 1, "%s is there twice" % name)
    want(not request.all("cookie"), "there is a cookie")
    if call.api == ANTHROPIC:
        want(
            request.one("anthropic-version") in VERSIONS,
            "anthropic-version: header is required",
        )
    want("key" not in call.query, "a key in the URL")
    if call.action == "stream":
        want(call.query.get("alt") == ["sse"], "alt=sse is not in the URL")
    if call.action == "azure-deployment":
        want(call.query.get("api-version"), "no api-version in the URL")
    check_auth(request, call, auth)


# ---- bodies ------------------------------------------------------------------


def text_of(value, name):
    want(isinstance(value, str) and value, "%s: a string is required" % name)
    return value


def list_of(value, name):
    want(isinstance(value, list) and value, "%s: a list is required" % name)
    for i, item in enumerate(value):
        want(isinstance(item, dict), "%s.%d: no object" % (name, i))
    return value


def number_of(body, name):
    value = body.get(name)
    if value is not None:
        want(
            isinstance(value, int) and not isinstance(value, bool) and value > 0,
            "%s: a number above 0 is required" % name,
        )
    return value


def check_parts(content, name, types=None):
    """A string, or a list of objects with a type."""
    if isinstance(content, str):
        return []
    for i, part in enumerate(list_of(content, name)):
        kind = text_of(part.get("type"), "%s.%d.type" % (name, i))
        want(
            types is None or kind in types,
            "%s.%d.type: %r is not supported" % (name, i, kind),
        )
        if kind in ("text", "input_text", "output_text"):
            want(
                isinstance(part.get("text"), str),
                "%s.%d.text: a string is required" % (name, i),
            )
    return content


CHAT_PARTS = ("text", "image_url", "input_audio", "file", "refusal")


def check_chat(body):
    text_of(body.get("model"), "model")
    number_of(body, "max_tokens")
    number_of(body, "max_completion_tokens")
    want(
        body.get("stream") or "stream_options" not in body,
        "stream_options: only with stream",
    )
    calls = set()
    for i, message in enumerate(list_of(body.get("messages"), "messages")):
        name = "messages.%d" % i
        role = message.get("role")
        want(
            role in ("system", "developer", "user", "assistant", "tool", "function"),
            "%s.role: %r is not supported" % (name, role),
        )
        for call in message.get("tool_calls") or []:
            calls.add(text_of(call.get("id"), name + ".tool_calls.id"))
        if role == "tool":
            want(
                message.get("tool_call_id") in calls,
                "%s.tool_call_id: no call of this id" % name,
            )
        content = message.get("content")
        if content is None:
            want(
                role in ("assistant", "function"),
                "%s.content: is required" % name,
            )
        else:
            check_parts(content, name + ".content", CHAT_PARTS)


def check_responses(body):
    text_of(body.get("model"), "model")
    number_of(body, "max_output_tokens")
    given = body.get("input")
    if isinstance(given, str):
        return
    calls = set()
    for i, item in enumerate(list_of(given, "input")):
        name = "input.%d" % i
        kind = item.get("type", "message")
        if kind == "message":
            want(
                item.get("role") in ("user", "assistant", "system", "developer"),
                "%s.role: %r is not supported" % (name, item.get("role")),
            )
            check_parts(item.get("content"), name + ".content")
        elif kind.endswith("_call") and "call_id" in item:
            calls.add(item["call_id"])
        elif kind in ("function_call_output", "custom_tool_call_output"):
            want(
                item.get("call_id") in calls or "previous_response_id" in body,
                "%s.call_id: no call of this id" % name,
            )
            check_parts(item.get("output"), name + ".output")


def check_anthropic(body):
    text_of(body.get("model"), "model")
    if body.get("system") is not None:
        check_parts(body["system"], "system", ("text",))
    calls = set()
    for i, message in enumerate(list_of(body.get("messages"), "messages")):
        name = "messages.%d" % i
        role = message.get("role")
        want(
            role in ("user", "assistant", "system"),
            "%s.role: %r is not supported" % (name, role),
        )
        want(i or role == "user", "messages: the first is not the user's")
        content = message.get("content")
        want(content is not None, "%s.content: is required" % name)
        for j, block in enumerate(check_parts(content, name + ".content")):
            at = "%s.content.%d" % (name, j)
            if block["type"] == "tool_use":
                want(role == "assistant", "%s: not the user's" % at)
                want(isinstance(block.get("input"), dict), at + ".input: no object")
                calls.add(text_of(block.get("id"), at + ".id"))
            elif block["type"] == "tool_result":
                want(
                    block.get("tool_use_id") in calls,
                    "%s.tool_use_id: no tool_use of this id" % at,
                )
                if block.get("content") is not None and block["content"] != []:
                    check_parts(block["content"], at + ".content")


def check_newer_anthropic(body):
    """What the version 2026-10-21 takes no longer."""
    for name in ("temperature", "top_p", "top_k"):
        want(name not in body, "%s: is not a parameter" % name)
    for i, message in enumerate(body["messages"]):
        if message["role"] == "assistant" and not isinstance(message["content"], str):
            for block in message["content"]:
                want(
                    block["type"] != "document",
                    "messages.%d: a document is not the assistant's" % i,
                )


GEMINI_MEMBERS = {
    "contents",
    "systemInstruction",
    "tools",
    "toolConfig",
    "safetySettings",
    "generationConfig",
    "cachedContent",
    "labels",
    "generateContentRequest",
}


def camel(name):
    return re.sub(r"_([a-z])", lambda m: m.group(1).upper(), name)


def check_gemini(body):
    for key in body:
        want(camel(key) in GEMINI_MEMBERS, 'Unknown name "%s"' % key)
    for i, entry in enumerate(list_of(body.get("contents"), "contents")):
        name = "contents[%d]" % i
        role = entry.get("role", "user")
        want(role in ("user", "model", "function"), "%s.role: %r" % (name, role))
        for j, part in enumerate(list_of(entry.get("parts"), name + ".parts")):
            part = {camel(k): v for k, v in part.items()}
            at = "%s.parts[%d]" % (name, j)
            if "functionResponse" in part:
                given = part["functionResponse"]
                want(
                    isinstance(given.get("response"), dict),
                    at + ".functionResponse.response: no object",
                )
                text_of(given.get("name"), at + ".functionResponse.name")
            if "text" in part:
                want(isinstance(part["text"], str), at + ".text: no string")


BODIES = {
    CHAT: check_chat,
    RESPONSES: check_responses,
    ANTHROPIC: check_anthropic,
    GEMINI: check_gemini,
}


def check(request, call, auth):
    """Raises Wrong, or the request is one that the API would take."""
    want(call.api, "no such path: %s %s" % (request.method, call.path))
    want(request.method == "POST", "the method is %s, not POST" % request.method)
    check_headers(request, call, auth)
    body = strict_json(request.body)
    want(isinstance(body, dict), "the body is no object")
    if call.action == "count" and "generateContentRequest" in body:
        body = body["generateContentRequest"]
        body.pop("model", None)
    want(
        isinstance(body.get("stream", False), bool) or body["stream"] is None,
        "stream: no boolean",
    )
    BODIES[call.api](body)
    if call.api == ANTHROPIC and request.one("anthropic-version") == VERSIONS[1]:
        check_newer_anthropic(body)
    if call.api == ANTHROPIC and call.action == "create":
        want(number_of(body, "max_tokens"), "max_tokens: is required")
