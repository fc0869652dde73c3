# SPDX-License-Identifier: Apache-2.0
"""Styles and layouts of JSON blocks, for json_part.py.

A text is a list of events, (kind, text): a bracket, KEY with what is between its
quotes, or VALUE as it is printed.
"""
import re

KEY, VALUE = b"k", b"v"
CLOSE = {b"{": b"}", b"[": b"]"}

# ---- styles ------------------------------------------------------------------

STYLE = re.compile(
    rb": (?:indent (?P<indent>tab|[0-9]{1,2})(?: depth (?P<depth>[0-9]{1,3}))?"
    rb"(?P<close> a,b)?|(?P<base>compact|spaced|a, b|a,b))"
    rb"(?: (?P<colon>k:v|k: v|k : v))?(?P<tight> tight)?(?P<arrays> flat arrays)?"
    rb"(?P<objects> flat objects)?(?P<braces> \{ \})?(?P<brackets> \[ \])?"
    rb"(?P<bom> bom)?(?P<layout> \+layout)?"
    rb"(?: unopened (?P<unopened>[1-9][0-9]*))?"
    rb"(?: unclosed (?P<unclosed>[1-9][0-9]*))?(?:;.*)?\Z",
    re.DOTALL,
)


class Style:
    """White space."""

    def __init__(self, head, cells):
        match = STYLE.match(head)
        if not match:
            raise cells.Damage("a style that is not known")
        indent = match.group("indent")
        self.indent = b""
        self.depth = 0
        if indent:
            self.indent = b"\t" if indent == b"tab" else b" " * int(indent)
            self.depth = int(match.group("depth") or 10**9)
            spaced = match.group("close") is None
        else:
            spaced = match.group("base") in (b"spaced", b"a, b")
        self.comma = b", " if spaced else b","
        colon = b": " if spaced or indent else b":"
        self.colon = (match.group("colon") or b"k%sv" % colon)[1:-1]
        self.tight = match.group("tight") is not None
        self.flat = {b"[": match.group("arrays"), b"{": match.group("objects")}
        self.pad = {
            b"{": b" " if match.group("braces") else b"",
            b"[": b" " if match.group("brackets") else b"",
        }
        self.bom = b"\xef\xbb\xbf" if match.group("bom") else b""
        self.layout = match.group("layout") is not None
        self.unopened = int(match.group("unopened") or 0)
        self.unclosed = int(match.group("unclosed") or 0)
        self.one_line = set()
        self.lines = set()

    def in_lines(self, number, bracket, depth, flat):
        """Whether a container has a line for each value."""
        if number in self.one_line:
            return False
        if number in self.lines:
            return True
        return depth < self.depth and not (flat and self.flat[bracket])

    def print(self, events):
        """Gives the parts of the text."""
        yield self.bom
        nests = containers_in(events)
        opened = []  # (bracket, whether it is in lines)
        empty = keyed = False
        for at, (kind, text) in enumerate(events):
            if kind in (b"}", b"]"):
                bracket, lines = opened.pop()
                if not empty:
                    yield self.before_close(bracket, lines, len(opened))
                yield kind
                empty = False
            else:
                if opened and not keyed:
                    yield self.gap(*opened[-1], len(opened), empty)
                keyed = kind == KEY
                empty = kind in CLOSE
                if empty:
                    number, flat = nests[at]
                    lines = self.in_lines(number, kind, len(opened), flat)
                    opened.append((kind, lines))
                    yield kind
                else:
                    yield b'"%s"%s' % (text, self.colon) if keyed else text
            if not opened:
                yield b"\n"

    def gap(self, bracket, lines, depth, first):
        """What stands before a key or an element."""
        if lines:
            line = b"" if first and self.tight else b"\n" + self.indent * depth
            return line if first else b"," + line
        return self.pad[bracket] if first else self.comma

    def before_close(self, bracket, lines, depth):
        if not lines:
            return self.pad[bracket]
        return b"" if self.tight else b"\n" + self.indent * depth


def containers_in(events):
    """By the place of its bracket, the number of each container and whether no
    container is in it."""
    result, opened = {}, []
    for at, (kind, _) in enumerate(events):
        if kind in CLOSE:
            if opened:
                result[opened[-1]][1] = False
            result[at] = [len(result), True]
            opened.append(at)
        elif kind in (b"}", b"]"):
            opened.pop()
    return result


# ---- layouts -----------------------------------------------------------------

LAYOUT = re.compile(
    rb"layout:(?: one line ([0-9x,]+);)?(?: lines ([0-9x,]+);)?"
    rb'((?:[ ,][0-9]{1,10}"[^"]*")*)\Z'
)
VALUES = re.compile(rb'"(?:\\.|[^"\\])*"|[^ \n\t\r",:{}\[\]]+', re.DOTALL)
BLANKS = {b"n": b"\n", b"t": b"\t", b"r": b"\r"}


def read_numbers(text, most, cells):
    """3,1x4: 3, 4, 5, 6, 7."""
    numbers, last = set(), 0
    for part in text.split(b",") if text else ():
        match = re.match(rb"([0-9]{1,10})(?:x([0-9]{1,10}))?\Z", part)
        run = int(match.group(2) or 1) if match else 0
        if not run or len(numbers) + run > most:
            raise cells.Damage("not a layout")
        start = last + int(match.group(1))
        numbers.update(range(start, start + run))
        last = start + run - 1
    return numbers


def read_layout(style, line, most, cells):
    """Tells the style of the arrays and objects, and gives the changes."""
    match = LAYOUT.match(line)
    if not match:
        raise cells.Damage("not a layout")
    style.one_line = read_numbers(match.group(1), most, cells)
    style.lines = read_numbers(match.group(2), most, cells)
    return match.group(3)


def patch(text, changes, cells):
    out, at = [], 0
    for skip, blanks in re.findall(rb'([0-9]+)"([^"]*)"', changes):
        blanks = cells.unescape(blanks, BLANKS)
        end = at + int(skip)
        if end > len(text) or blanks.strip(b" \n\t\r"):
            raise cells.Damage("not a layout")
        out += [text[at:end], blanks]
        at = re.compile(rb"[ \n\t\r]*").match(text, end).end()
    patched = b"".join(out) + text[at:]
    if VALUES.findall(patched) != VALUES.findall(text):
        raise cells.Damage("a layout changes a value")
    return patched
