# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 as bytes on a socket: requests in, answers out, faults and all."""
import select
import socket
import struct
import time

HEAD_LIMIT = 1 << 20  # bytes of a request's head


class Bad(Exception):
    """The client sent what is no request."""


class Gone(Exception):
    """The client went away."""


class Request:
    def __init__(self, method, target, version, headers):
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers  # pairs, as they came
        self.body = b""

    def all(self, name):
        """Every value of a header, whatever the case of its name."""
        return [v for k, v in self.headers if k.lower() == name]

    def one(self, name):
        values = self.all(name)
        return values[0] if values else None


class Wire:
    """A connection that counts what goes over it."""

    def __init__(self, sock):
        self.sock = sock
        self.held = b""
        self.received = 0
        self.sent = 0

    def more(self):
        try:
            part = self.sock.recv(1 << 16)
        except OSError as error:
            raise Gone(str(error)) from error
        self.received += len(part)
        self.held += part
        return bool(part)

    def until(self, mark):
        """Takes bytes up to and with a mark; None if there is nothing."""
        while mark not in self.held:
            if len(self.held) > HEAD_LIMIT:
                raise Bad("a head of more than %d bytes" % HEAD_LIMIT)
            if not self.more():
                if self.held:
                    raise Gone("in the middle of a head")
                return None
        part, _, self.held = self.held.partition(mark)
        return part

    def exactly(self, n):
        parts, have = [self.held], len(self.held)
        while have < n:
            self.held = b""
            if not self.more():
                raise Gone("in the middle of a body")
            parts.append(self.held)
            have += len(self.held)
        whole = b"".join(parts)
        self.held = whole[n:]
        return whole[:n]

    def read_head(self):
        head = self.until(b"\r\n\r\n")
        if head is None:
            return None
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            raise Bad("a request line that is none: %r" % lines[0][:80])
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or not name or name != name.strip():
                raise Bad("a header that is none: %r" % line[:80])
            headers.append((name, value.strip()))
        return Request(words[0], words[1], words[2], headers)

    def read_body(self, request):
        lengths = request.all("content-length")
        coding = request.one("transfer-encoding")
        if lengths and coding:
            raise Bad("a length and a transfer encoding")
        if (request.one("expect") or "").lower() == "100-continue":
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if coding:
            request.body = self.read_chunks()
        elif lengths:
            if len(lengths) > 1 or not lengths[0].isdigit():
                raise Bad("a length that is none")
            request.body = self.exactly(int(lengths[0]))

    def read_chunks(self):
        parts = []
        while True:
            size = self.until(b"\r\n")
            if size is None:
                raise Gone("in the middle of a body")
            try:
                n = int(size.split(b";")[0], 16)
            except ValueError as error:
                raise Bad("a chunk that is none") from error
            if not n:
                while self.until(b"\r\n"):
                    pass
                return b"".join(parts)
            parts.append(self.exactly(n))
            self.exactly(2)

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise Gone(str(error)) from error
        self.sent += len(data)

    def wait_for_end(self, seconds):
        """Until the client leaves, or so long."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0:
                return False
            if not select.select([self.sock], [], [], left)[0]:
                return False
            try:
                if not self.more():
                    return True
                self.held = b""
            except Gone:
                return True

    def reset(self):
        """Closes so that the client gets RST, not FIN."""
        self.sock.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.sock.close()

    def finish(self):
        """Sends FIN, and reads what still comes: unread bytes would make the
        kernel reset the connection, and the client lose the answer."""
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            return
        self.wait_for_end(1)

    def close(self):
        try:
            # FIN comes also while a thread holds the socket.
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()
