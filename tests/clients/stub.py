#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A model that is none: it asks coding assistants for tools by a script.

    stub.py FOLDER SCRIPT

listens on a port of 127.0.0.1, which it prints, and speaks Anthropic's
messages, OpenAI's responses and Gemini's streamGenerateContent, all as
server-sent events.  SCRIPT is JSON: for each of "anthropic", "responses" and
"gemini" a list of rounds, each a list of calls [TOOL, ARGUMENTS].  How many are
in a request already says which is next; behind the last comes a text.
"SESSION" as an argument is the last session that a result of Codex names.

Each request is written to FOLDER: N.head, as it came, and N.json, its body.
"""
import http.server
import json
import pathlib
import re
import sys
import threading

FOLDER = pathlib.Path(sys.argv[1])
SCRIPT = json.loads(pathlib.Path(sys.argv[2]).read_bytes())
LOCK = threading.Lock()
COUNT = 0
DONE = "All is told."
USAGE = 100  # tokens: nobody counts here


def event(name, data):
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data)}\n\n"


# ---- Anthropic -------------------------------------------------------------

def anthropic_round(body):
    """The number of turns in which the model called a tool; -1: no tools."""
    if not body.get("tools"):
        return -1
    return sum(1 for turn in body["messages"] if turn["role"] == "assistant"
               and isinstance(turn["content"], list)
               and any(b["type"] == "tool_use" for b in turn["content"]))


def anthropic(body, calls, number):
    message = {"id": f"msg_{number}", "type": "message", "role": "assistant",
               "model": body["model"], "content": [], "stop_reason": None,
               "stop_sequence": None,
               "usage": {"input_tokens": USAGE, "output_tokens": 1}}
    yield event("message_start", {"type": "message_start", "message": message})
    blocks = [({"type": "tool_use", "id": f"toolu_{number}_{i}", "name": name,
                "input": {}},
               {"type": "input_json_delta", "partial_json": json.dumps(args)})
              for i, (name, args) in enumerate(calls)]
    if not blocks:
        blocks = [({"type": "text", "text": ""},
                   {"type": "text_delta", "text": DONE})]
    for index, (block, delta) in enumerate(blocks):
        yield event("content_block_start", {
            "type": "content_block_start", "index": index,
            "content_block": block})
        yield event("content_block_delta", {
            "type": "content_block_delta", "index": index, "delta": delta})
        yield event("content_block_stop", {
            "type": "content_block_stop", "index": index})
    yield event("message_delta", {
        "type": "message_delta", "usage": {"output_tokens": 9},
        "delta": {"stop_reason": "tool_use" if calls else "end_turn",
                  "stop_sequence": None}})
    yield event("message_stop", {"type": "message_stop"})


# ---- OpenAI ----------------------------------------------------------------

def responses_round(body):
    """Calls of one round may be several items, with results behind them."""
    calls = ("function_call", "custom_tool_call", "local_shell_call",
             "shell_call")
    kinds = [item.get("type") in calls for item in body["input"]]
    return sum(1 for i, is_call in enumerate(kinds)
               if is_call and not (i and kinds[i - 1]))


def responses(body, calls, number):
    response = {"id": f"resp_{number}", "object": "response",
                "created_at": 1790000000, "status": "in_progress",
                "model": body["model"], "output": [], "usage": None}
    sessions = re.findall(r"session ID (\d+)", json.dumps(body))
    items = []
    for i, (name, args) in enumerate(calls):
        args = {key: int(sessions[-1]) if value == "SESSION" else value
                for key, value in args.items()}
        items.append({"type": "function_call", "id": f"fc_{number}_{i}",
                      "call_id": f"call_{number}_{i}", "name": name,
                      "arguments": json.dumps(args), "status": "completed"})
    if not items:
        items = [{"type": "message", "id": f"msg_{number}",
                  "role": "assistant", "status": "completed",
                  "content": [{"type": "output_text", "text": DONE,
                               "annotations": []}]}]
    yield event("response.created", {"type": "response.created",
                                     "response": response})
    for i, item in enumerate(items):
        yield event("response.output_item.added", {
            "type": "response.output_item.added", "output_index": i,
            "item": item})
        yield event("response.output_item.done", {
            "type": "response.output_item.done", "output_index": i,
            "item": item})
    usage = {"input_tokens": USAGE, "output_tokens": 9,
             "input_tokens_details": {"cached_tokens": 0},
             "output_tokens_details": {"reasoning_tokens": 0},
             "total_tokens": USAGE + 9}
    yield event("response.completed", {
        "type": "response.completed", "response": dict(
            response, status="completed", output=items, usage=usage)})


# ---- Gemini ----------------------------------------------------------------

def gemini_round(body):
    return sum(1 for turn in body["contents"] if turn.get("role") == "model"
               and any("functionCall" in part for part in turn["parts"]))


def gemini(_body, calls, number):
    parts = [{"functionCall": {"name": name, "args": args},
              "thoughtSignature": "c2lnbmVk"} for name, args in calls]
    yield event(None, {
        "candidates": [{"index": 0, "finishReason": "STOP", "content": {
            "role": "model", "parts": parts or [{"text": DONE}]}}],
        "usageMetadata": {"promptTokenCount": USAGE, "totalTokenCount": USAGE},
        "modelVersion": "none", "responseId": f"r{number}"})


# ---- the server ------------------------------------------------------------

# The end of a path, the name in the script, and what counts and answers.
FORMS = (
    (re.compile(r"/messages$"), "anthropic", anthropic_round, anthropic),
    (re.compile(r"/responses$"), "responses", responses_round, responses),
    (re.compile(r":streamGenerateContent$"), "gemini", gemini_round, gemini),
)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"{}", kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def record(self, body):
        global COUNT  # pylint: disable=global-statement
        with LOCK:
            COUNT += 1
            number = COUNT
        name = f"{number:03d}"
        (FOLDER / f"{name}.head").write_text(
            f"{self.requestline}\n{self.headers}")
        if body:
            (FOLDER / f"{name}.json").write_bytes(body)
        return number

    def do_HEAD(self):
        self.record(b"")
        self.answer(200)

    def do_GET(self):
        self.record(b"")
        upgrade = "upgrade" in self.headers
        self.answer(426 if upgrade else 404)
        self.close_connection = True

    def do_POST(self):
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size)
        number = self.record(body)
        path = self.path.split("?")[0]
        for pattern, form, rounds, answers in FORMS:
            if pattern.search(path):
                value = json.loads(body)
                at = rounds(value)
                script = SCRIPT.get(form, [])
                calls = script[at] if 0 <= at < len(script) else []
                self.answer(200, "".join(answers(
                    value, calls, number)).encode(), "text/event-stream")
                return
        self.answer(404)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
