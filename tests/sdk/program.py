#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `headroom send` says of recorded answers, in the form of read_answer.

    program.py HEADROOM PORT REQUESTS < list

A line of the list is "API NAME sse" or "API NAME json"; REQUESTS/API.json is
what is sent.  The server must run at the port.
"""
import json
import os
import subprocess
import sys
import tempfile

FAILED = {5: "invalid", 7: "busy", 8: "open"}


def send(program, port, api, name, stream, request, folder):
    """The status, the text, and the line of --usage-json."""
    base = "http://127.0.0.1:%s" % port + ("/v1" if "openai" in api else "")
    usage = os.path.join(folder, "usage")
    environment = {"PATH": os.environ["PATH"]}
    for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        environment[key] = "test"
    done = subprocess.run(
        [program, "send", "-q", "--retries", "0", "--api", api]
        + ["--base-url", base, "--header", "x-scenario: " + name]
        + ["--usage-json", usage]
        + ([] if stream else ["--no-stream"])
        + (["-m", "gemini-3.5-flash"] if api == "gemini" else []),
        input=request,
        capture_output=True,
        env=environment,
        check=False,
    )
    with open(usage, encoding="utf-8") as file:
        said = json.loads(file.read())
    os.remove(usage)
    return done.returncode, done.stdout.decode(), said


def line_of(api, name, form, status, text, said):
    error = (said["error"] or {}).get("message") or ""
    response = said["response"]
    # An answer that was blocked is one that the clients take.
    blocked = status == 6 and response["finish_reason"] is not None
    end = FAILED.get(status, "error" if status == 6 and not blocked else "done")
    if response["finish_reason"] == "failed" and status == 6:
        end = "error"
    return {
        "api": api,
        "name": name,
        "form": form,
        "end": end,
        "error": error,
        "finish": response["finish_reason"],
        "text": text,
        "usage": response["usage"],
        "calls": response["tool_calls"],
    }


def main():
    program, port, requests = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for line in sys.stdin:
            api, name, form = line.split()
            path = os.path.join(requests, api + ".json")
            with open(path, encoding="utf-8") as file:
                body = json.load(file)
            if form == "json":
                body.pop("stream", None)
                body.pop("stream_options", None)
            found = send(
                *(program, port, api, name, form == "sse"),
                *(json.dumps(body).encode(), folder)
            )
            print(json.dumps(line_of(api, name, form, *found)))


if __name__ == "__main__":
    main()
