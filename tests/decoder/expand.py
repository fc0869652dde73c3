#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second decoder, written from headroom-encoding(7) and not from the code.

    expand.py < encoded > text

It shares nothing with the program, so that the manual is all that anybody
needs, and is right.  Everything is bytes.  Damage ends it with status 1 and a
line on stderr.
"""
import re
import sys

import json_part
import lines_part
import rows_part


class Damage(Exception):
    """What no encoder writes."""


# ---- cells -------------------------------------------------------------------

NUMBER_DIGITS = 15
DIGITS = re.compile(rb"[0-9]{1,%d}\Z" % NUMBER_DIGITS)


def add(above, step):
    """The number above plus a step, as wide as it is at least."""
    if above is None or not DIGITS.match(above):
        raise Damage("a step from what is no number")
    value = int(above) + step
    if value < 0 or value >= 10**NUMBER_DIGITS:
        raise Damage("a number out of range")
    return b"%0*d" % (len(above), value)


def unescape(text, letters):
    """Takes the backslashes off; `letters` says what some of them mean."""
    out = bytearray()
    at = 0
    while at < len(text):
        c = text[at : at + 1]
        if c == b"\\":
            at += 1
            c = text[at : at + 1]
            if not c:
                raise Damage("a backslash at the end")
            c = letters.get(c, c)
        out += c
        at += 1
    return bytes(out)


class Scanner:
    """A line, and how far it is read."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def peek(self):
        return self.text[self.at : self.at + 1]

    def take(self, pattern):
        match = re.compile(pattern, re.DOTALL).match(self.text, self.at)
        if not match:
            return None
        self.at = match.end()
        return match.group(0)

    def expect(self, text):
        if not self.text.startswith(text, self.at):
            raise Damage("%r is missing" % text.decode("latin-1"))
        self.at += len(text)

    def done(self):
        return self.at == len(self.text)

    def plain(self, special=b""):
        """A text of a header up to a character that would have a backslash."""
        stop = re.escape(b"{}\\,\n" + special)
        raw = self.take(rb"(?:\\.|[^%s])*" % stop)
        return unescape(raw, {b"n": b"\n"})


class Form:
    """What a header says of a column."""

    def __init__(self, scanner, special=b""):
        self.prefix = scanner.plain(special)
        self.suffix = b""
        self.constant = scanner.peek() != b"{"
        self.step = 0
        self.tail = None
        if self.constant:
            return
        scanner.expect(b"{")
        slot = scanner.plain(special)
        scanner.expect(b"}")
        self.suffix = scanner.plain(special)
        if re.match(rb"[+-][0-9]{1,%d}\Z" % NUMBER_DIGITS, slot) and int(slot):
            self.step = int(slot)
        elif slot:
            self.tail = slot


class Cells:
    """The cells of a block: the names that they have given so far."""

    def __init__(self, special=b"", verbatim=False):
        self.special = special
        self.verbatim = verbatim
        self.names = []

    def bare(self, scanner):
        return scanner.take(rb"[^%s]*" % re.escape(b"," + self.special))

    def literal(self, scanner):
        if scanner.peek() != b'"':
            return self.bare(scanner)
        raw = scanner.take(rb'"(?:\\.|[^"\\])*"')
        if raw is None:
            raise Damage("a quote without an end")
        end = scanner.peek()
        if end and end not in b"," + self.special:
            raise Damage("text behind a quote")
        if self.verbatim:
            return raw[1:-1]
        return unescape(raw[1:-1], {b"n": b"\n", b"r": b"\r"})

    def named(self, scanner):
        number = int(scanner.take(rb"\$[0-9]+")[1:])
        if scanner.peek() == b"=":
            scanner.expect(b"=")
            if number != len(self.names) + 1:
                raise Damage("names are numbered from 1")
            self.names.append(self.literal(scanner))
        if not 1 <= number <= len(self.names):
            raise Damage("a name that was not given")
        return self.names[number - 1]

    @staticmethod
    def replace_end(above, tail):
        """10:00:58 and 59: 10:00:59; a point stands for what is above it."""
        if len(tail) > len(above):
            return tail
        end = above[len(above) - len(tail) :]
        mixed = bytes(a if t == ord(".") else t for a, t in zip(end, tail))
        return above[: len(above) - len(tail)] + mixed

    def read(self, scanner, column, before):
        """One value without prefix and suffix.  `before` is that of the cell
        before it in the row, or None."""
        form, above = column.form, column.above
        if scanner.peek() == b'"':
            return self.literal(scanner)
        if re.match(rb"\$[0-9]", scanner.text[scanner.at :]):
            return self.named(scanner)
        text = self.bare(scanner)
        if not text:
            if above is None:
                return b""
            return add(above, form.step) if form.step else above
        if text == b"=":
            if before is None:
                raise Damage("nothing stands before the cell")
            return before
        if re.match(rb"\+[0-9]", text):
            if not DIGITS.match(text[1:]):
                raise Damage("a step that is no number")
            return add(above, int(text[1:]))
        if form.tail is not None and above is not None:
            return self.replace_end(above, text)
        return text


class Column:
    """A form, and the value above."""

    def __init__(self, form):
        self.form = form
        self.above = form.tail

    def read(self, cells, scanner, before=None):
        """The whole value, and what is between prefix and suffix."""
        if self.form.constant:
            return self.form.prefix, None
        self.above = cells.read(scanner, self, before)
        return self.form.prefix + self.above + self.form.suffix, self.above


# ---- paths -------------------------------------------------------------------


class Folder:
    """The folder of the path above, which a path without one is in."""

    def __init__(self, base):
        self.base = base
        self.path = base

    def enter(self, written):
        """The folder that is written before a name; none is the one above."""
        if written.startswith(b"./"):
            self.path = self.base + written[2:]
        elif written:
            self.path = self.base + written
        return self.path


def read_head(head, whats):
    """": 12 lines under src/": the number, the word, the base."""
    match = re.match(
        rb": ([0-9]{1,18}) (%s)(?: under (.+))?\Z" % b"|".join(whats), head, re.DOTALL
    )
    if not match:
        raise Damage("not a header of this kind")
    return int(match.group(1)), match.group(2), match.group(3) or b""


NUMBERED = re.compile(rb"[1-9][0-9]{0,8}(?:([:=-])|\Z)")
PLACED = re.compile(rb":|-|\([0-9]")
HEADING = re.compile(rb"(?:[^ ]*[/\\].*|[^ ]*):\Z", re.DOTALL)


def decode_search(head, lines):
    promised, what, base = read_head(head, (b"lines", b"files"))
    grouped = what == b"files"
    folder = Folder(base)
    path = None
    count = 0
    for line in lines:
        numbered = NUMBERED.match(line)
        if numbered and grouped:
            yield line
        elif numbered or (line != b"--" and PLACED.match(line)):
            if path is None or grouped:
                raise Damage("a place without a path")
            count += 1
            joint = (numbered.group(1) or b":") if numbered else b""
            yield path + joint + line
        elif line.startswith(b"\\"):
            yield line[1:]
        elif HEADING.match(line):
            cut = max(line.rfind(b"/"), line.rfind(b"\\")) + 1
            path = folder.enter(line[:cut]) + line[cut:-1]
            if grouped:
                count += 1
                yield path
        else:
            yield line
    if count != promised:
        raise Damage("not as many as promised")


PLAIN = rb"(?:\\[{}\\. ]|[^{}\\])*"
LIST_LINE = re.compile(
    rb"(?P<before>%s)(?:\{(?P<names>%s)\}(?P<behind>%s))?\Z" % (PLAIN, PLAIN, PLAIN),
    re.DOTALL,
)


def decode_list(head, lines):
    promised, what, base = read_head(head, (b"paths", b"names"))
    grouped = what == b"names"
    folder = Folder(base)
    count = 0
    first = True
    for line in lines:
        match = LIST_LINE.match(line)
        if not match:
            raise Damage("not a line of a list")
        before, names, behind = match.group("before", "names", "behind")
        cut = before.rfind(b"/") + 1
        folder.enter(unescape(before[:cut], {}))
        if grouped and cut:
            if not first:
                yield b""
            yield folder.path[:-1] + b":"
        elif grouped and first:
            raise Damage("names without a folder")
        first = False
        before = before[cut:]
        if names is None:
            before, names, behind = b"", [before], b""
        else:
            names = split_names(names)
        for name in names:
            plain = unescape(before + name + behind, {})
            if grouped and not plain:
                continue
            count += 1
            if name != b".":
                yield plain if grouped else folder.path + plain
            elif grouped or before or behind or not folder.path.endswith(b"/"):
                raise Damage("a folder that is none")
            else:
                yield folder.path[:-1]
    if count != promised:
        raise Damage("not as many as promised")


def split_names(names):
    """At the blanks without a backslash."""
    marked = re.sub(rb"(\\.)| ", lambda m: m.group(1) or b"\n", names, flags=re.DOTALL)
    return marked.split(b"\n")


# ---- the stream --------------------------------------------------------------


def decode_part(decode):
    """A decoder that has a file of its own, and gives the text as a whole."""

    def lines_of(head, lines):
        return decode(head, lines, sys.modules[__name__])[:-1].split(b"\n")

    return lines_of


def decode_log(head, lines):
    return lines_part.decode_lines(head, lines, sys.modules[__name__])


DECODERS = {
    b"unchanged lines": lambda head, lines: lines,
    b"search": decode_search,
    b"list": decode_list,
    b"lines": decode_log,
    b"json": decode_part(json_part.decode_json),
    b"rows": decode_part(rows_part.decode_rows),
}

HEADER = re.compile(
    rb"\[([1-9][0-9]{0,8}) (%s)(, CRLF)?(, no newline at end)?([:;, ].*)?\]\Z"
    % b"|".join(DECODERS),
    re.DOTALL,
)


def expand(data):
    lines = data.split(b"\n")
    out = []
    at = 0
    while at < len(lines):
        # The last part of the data has no newline and is no header.
        header = HEADER.match(lines[at]) if at + 1 < len(lines) else None
        if not header:
            out.append(lines[at] + b"\n")
            at += 1
            continue
        number, tag, crlf, open_end, head = header.groups()
        start, at = at + 1, at + 1 + int(number)
        if at >= len(lines):
            raise Damage("line %d: the block is cut off" % start)
        try:
            text = list(DECODERS[tag](head or b"", lines[start:at]))
        except Damage as damage:
            raise Damage("line %d: %s" % (start, damage)) from None
        end = b"\r\n" if crlf else b"\n"
        out.append(end.join(text) + (b"" if open_end else end))
    # What split() gives behind the last newline is no line.
    return b"".join(out)[:-1]


def main():
    try:
        sys.stdout.buffer.write(expand(sys.stdin.buffer.read()))
    except Damage as damage:
        sys.stderr.write("expand.py: %s\n" % damage)
        sys.exit(1)


if __name__ == "__main__":
    main()
