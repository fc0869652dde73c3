#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A server that plays providers, and their faults, on the loopback.

    server.py --scenario NAME... --port-file FILE [--log FILE] [--bodies DIR]

Each --scenario is the answer to one request, the last one to all that follow.
README.md has the names, and what the log says.
"""
import argparse
import hashlib
import itertools
import json
import os
import signal
import socket
import ssl
import sys
import threading
import time
import warnings

# Nothing is written beside the sources.
sys.dont_write_bytecode = True
import checks
import scenarios
import wire

REASONS = {200: "OK", 307: "Temporary Redirect", 400: "Bad Request"}


class Log:
    """Lines of JSON, each written whole; times in seconds from the start."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8") if path else None
        self.lock = threading.Lock()
        self.start = time.monotonic()

    def add(self, event, **members):
        line = {"t": round(time.monotonic() - self.start, 4), "event": event}
        line.update(members)
        if not self.file:
            return
        with self.lock:
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()


class Script:
    """The answers in their order; the last one is given again and again."""

    def __init__(self, specs):
        self.specs = specs
        self.at = 0
        self.lock = threading.Lock()

    def peek(self):
        return self.specs[min(self.at, len(self.specs) - 1)]

    def take(self):
        with self.lock:
            spec = self.peek()
            self.at += 1
            return spec


class Server:
    def __init__(self, args, script, log):
        self.args = args
        self.script = script
        self.log = log
        self.connections = itertools.count(1)
        self.requests = itertools.count(1)
        self.tls = tls_context(args) if args.tls else None
        self.place = {"tls": bool(args.tls)}

    def listen(self, backlog=128):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", 0))
        sock.listen(backlog)
        return sock

    def accept(self, listener, port):
        while True:
            sock, _ = listener.accept()
            number = next(self.connections)
            self.log.add("connect", connection=number, port=port)
            threading.Thread(
                target=self.serve, args=(sock, number), daemon=True
            ).start()

    def serve(self, sock, number):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            try:
                sock = self.tls.wrap_socket(sock, server_side=True)
            except OSError as error:
                self.log.add("tls-failed", connection=number, reason=str(error))
                sock.close()
                return
        line = wire.Wire(sock)
        reason = "end"
        try:
            while self.converse(line, number):
                pass
        except wire.Gone as error:
            reason = "client left: %s" % error
        except wire.Bad as error:
            reason = "bad request: %s" % error
            self.log.add("bad", connection=number, problem=str(error))
        line.close()
        self.log.add(
            "close",
            connection=number,
            received=line.received,
            sent=line.sent,
            reason=reason,
        )

    def converse(self, line, number):
        """One request and its answer; False: the connection is over."""
        request = line.read_head()
        if request is None:
            return False
        if self.script.peek().get("scenario", "").startswith("early-"):
            request.body = b""
        else:
            line.read_body(request)
        call = checks.Call(request)
        spec, answer, problem = self.choose(request, call)
        self.log_request(request, call, number, spec, problem)
        going_on = play(line, answer)
        self.log.add(
            "answer", connection=number, status=answer.status, sent=line.sent
        )
        return going_on

    def choose(self, request, call):
        """What is answered, and what is wrong with the request or None."""
        spec = self.script.take()
        own = request.one("x-scenario")
        try:
            if own:
                spec = scenarios.parse(own)
            early = spec.get("scenario", "").startswith("early-")
            if not self.args.no_check and not early:
                checks.check(request, call, self.args.auth)
            return spec, scenarios.build(call, spec, self.place), None
        except checks.Wrong as wrong:
            answer = scenarios.refusal(call, 400, str(wrong))
            return spec, answer, str(wrong)

    def log_request(self, request, call, number, spec, problem):
        n = next(self.requests)
        if self.args.bodies:
            path = os.path.join(self.args.bodies, "%d.body" % n)
            with open(path, "wb") as file:
                file.write(request.body)
        self.log.add(
            "request",
            connection=number,
            request=n,
            method=request.method,
            path=request.target,
            headers=request.headers,
            bytes=len(request.body),
            sha256=hashlib.sha256(request.body).hexdigest(),
            api=call.api,
            stream=call.stream,
            scenario=spec.get("scenario"),
            problem=problem,
        )


# ---- answers out -------------------------------------------------------------


def head_of(answer):
    lines = [
        "HTTP/1.1 %d %s"
        % (answer.status, REASONS.get(answer.status, "Status"))
    ]
    lines += ["%s: %s" % header for header in answer.headers]
    if answer.framing == "chunked":
        lines.append("transfer-encoding: chunked")
    elif answer.framing == "length":
        lines.append("content-length: %d" % len(answer.body))
    if answer.framing == "close" or answer.end != "keep":
        lines.append("connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def pieces_of(answer):
    """The body as it is sent, piece by piece, up to where it is cut."""
    body = answer.body
    parts = [body] if isinstance(body, bytes) else body
    left = answer.cut
    for part in parts:
        if left is not None:
            part = part[:left]
            left -= len(part)
        step = answer.split or max(len(part), 1)
        for at in range(0, len(part), step):
            yield part[at : at + step]
        if left == 0:
            return


def play(line, answer):
    """False: the connection is over."""
    time.sleep(answer.delay)
    if answer.head:
        head = head_of(answer)
        step = 1 if answer.head_gap else len(head)
        for at in range(0, len(head), step):
            line.send(head[at : at + step])
            time.sleep(answer.head_gap)
    chunked = answer.head and answer.framing == "chunked"
    for piece in pieces_of(answer):
        if chunked:
            piece = b"%x\r\n%s\r\n" % (len(piece), piece)
        line.send(piece)
        if answer.gap:
            time.sleep(answer.gap)
    if chunked and answer.cut is None and answer.end in ("keep", "fin"):
        line.send(b"0\r\n\r\n")
    if answer.end == "hang":
        line.wait_for_end(answer.hold)
    elif answer.end == "rst":
        # What was sent arrives before the reset.
        time.sleep(0.05)
        line.reset()
    elif answer.end == "fin":
        line.finish()
    return answer.end == "keep" and answer.framing != "close"


# ---- the program -------------------------------------------------------------

VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


def tls_context(args):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(args.tls[0], args.tls[1])
    if args.tls_version:
        old = args.tls_version in ("1.0", "1.1")
        if old:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = VERSIONS[args.tls_version]
        context.maximum_version = VERSIONS[args.tls_version]
    return context


def write_whole(path, text):
    """So that whoever waits for the file never sees half of it."""
    with open(path + ".part", "w", encoding="ascii") as file:
        file.write(text)
    os.rename(path + ".part", path)


def fill_backlog(listener):
    """Takes all places of those who wait, so that others time out."""
    filled = []
    for _ in range(4):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        sock.connect_ex(listener.getsockname())
        filled.append(sock)
    return filled


def read_specs(args):
    specs = [scenarios.parse(text) for text in args.scenario or []]
    if args.script:
        with open(args.script, encoding="utf-8") as file:
            for item in json.load(file)["answers"]:
                parse = scenarios.parse if isinstance(item, str) else scenarios.known
                specs.append(parse(item))
    return specs or [scenarios.parse("text")]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scenario", action="append", metavar="NAME")
    parser.add_argument("--script", metavar="FILE", help="answers as JSON")
    parser.add_argument("--port-file", metavar="FILE", required=True)
    parser.add_argument("--second-port-file", metavar="FILE")
    parser.add_argument("--log", metavar="FILE")
    parser.add_argument("--bodies", metavar="DIR")
    parser.add_argument("--no-check", action="store_true")
    parser.add_argument("--auth", choices=("required", "optional", "none"),
                        default="required")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--tls-version", choices=sorted(VERSIONS))
    parser.add_argument("--blackhole", action="store_true")
    parser.add_argument("--life", type=float, default=600, metavar="SECONDS")
    return parser.parse_args()


def main():
    args = arguments()
    try:
        specs = read_specs(args)
    except checks.Wrong as wrong:
        sys.exit("server.py: %s" % wrong)
    server = Server(args, Script(specs), Log(args.log))
    first = server.listen(0 if args.blackhole else 128)
    second = server.listen()
    server.place["second"] = second.getsockname()[1]
    held = fill_backlog(first) if args.blackhole else []
    ways = [(second, "second")] + ([] if args.blackhole else [(first, "first")])
    for listener, name in ways:
        threading.Thread(
            target=server.accept, args=(listener, name), daemon=True
        ).start()
    if args.second_port_file:
        write_whole(args.second_port_file, "%d\n" % server.place["second"])
    write_whole(args.port_file, "%d\n" % first.getsockname()[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Nobody who forgets to end it keeps it for ever.
    time.sleep(args.life)
    del held


if __name__ == "__main__":
    main()
