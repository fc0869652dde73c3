# SPDX-License-Identifier: Apache-2.0
"""Lines blocks, for expand.py; written from headroom-encoding(7) as well.

    decode_lines(head, lines, cells)

gives the lines of the text.  `cells` is what has Scanner, Cells, Column and
Damage: the module expand.
"""
import re

LABELLED = b"; a: template, rows of it fill {}, blank = as above"
GROUPED = b"; a: template, rows below it fill {}, blank = as above, order below"
SLOTS = 64


class Slot:
    """A column of a pattern: what Column wants of a form, and `equal`."""

    def __init__(self):
        self.prefix = self.suffix = b""
        self.constant = False
        self.step = 0
        self.tail = None


class Pattern:
    """Text with slots; reads and writes the values of a row."""

    def __init__(self):
        self.text = []
        self.columns = []  # (Column, None) or (None, index of the equal one)
        self.values = []

    def has_cells(self):
        return any(column for column, _ in self.columns)

    def fill(self, values):
        out = self.text[0]
        for value, text in zip(values, self.text[1:]):
            out += value + text
        return out


def take_text(scanner, cells):
    """The text of a pattern up to a brace."""
    raw = scanner.take(rb"(?:\\.|[^{}\\])*")
    return cells.unescape(raw, {b"n": b"\n"})


def read_head_slot(scanner, cells):
    slot = Slot()
    raw = scanner.take(rb"(?:\\.|[^}\\])*")
    if re.match(rb"[+-][0-9]{1,15}\Z", raw) and int(raw):
        slot.step = int(raw)
    elif raw:
        slot.tail = cells.unescape(raw, {b"n": b"\n"})
    return cells.Column(slot), None


def read_pattern(scanner, cells, reader=None, before=None, start=b""):
    """A pattern up to the end.  With a reader its slots hold the cells of the
    first row, whose values it then has."""
    pattern = Pattern()
    text = start + take_text(scanner, cells)
    while not scanner.done():
        pattern.text.append(text)
        scanner.expect(b"{")
        equal = scanner.take(rb"=[0-9]{1,3}(?=})")
        if equal:
            index = int(equal[1:]) - 1
            if not 0 <= index < len(pattern.columns):
                raise cells.Damage("a slot that equals none")
            pattern.columns.append((None, index))
            value = pattern.values[index] if reader else None
        elif reader:
            column = cells.Column(Slot())
            reader.special = b"{}"
            value, before = column.read(reader, scanner, before)
            reader.special = b""
            pattern.columns.append((column, None))
        else:
            pattern.columns.append(read_head_slot(scanner, cells))
            value = None
        pattern.values.append(value)
        scanner.expect(b"}")
        text = take_text(scanner, cells)
    pattern.text.append(text)
    if len(pattern.columns) > SLOTS:
        raise cells.Damage("too many slots")
    return pattern


class Row:
    """The cells of a line as far as they have been read."""

    def __init__(self, scanner):
        self.scanner = scanner
        self.before = None
        self.any = False

    def read(self, pattern, reader, may_end):
        values = []
        for column, equal in pattern.columns:
            if column is None:
                values.append(values[equal])
                continue
            if self.any and not (may_end and self.scanner.done()):
                self.scanner.expect(b",")
            self.any = True
            value, self.before = column.read(reader, self.scanner, self.before)
            values.append(value)
        return values


class Lines:
    def __init__(self, head, cells):
        self.cells = cells
        self.reader = cells.Cells()
        self.templates = []  # (pattern, whether its lines have the head)
        self.grouped = head.startswith(GROUPED)
        for start in (GROUPED, LABELLED):
            if head.startswith(start):
                head = head[len(start) :]
        self.head = None
        if head:
            scanner = cells.Scanner(head)
            scanner.expect(b": ")
            self.head = read_pattern(scanner, cells)

    def label(self, line):
        """The number of the label that a line begins with, and its length."""
        letters = re.match(rb"[a-z]*", line).group(0)
        if not 1 <= len(letters) <= 4:
            return None, 0
        number = 0
        for letter in letters:
            number = number * 26 + letter - ord("a") + 1
        return number - 1, len(letters)

    def message_start(self, scanner):
        """What a message begins with that is written as a name."""
        name = scanner.take(rb"\$[0-9]+\$")
        if name:
            number = int(name[1:-1])
            if not 1 <= number <= len(self.reader.names):
                raise self.cells.Damage("a name that was not given")
            return self.reader.names[number - 1]
        given = scanner.take(rb"\$[0-9]+=[^$]*\$")
        if given:
            number, text = given[1:-1].split(b"=", 1)
            if int(number) != len(self.reader.names) + 1:
                raise self.cells.Damage("names are numbered from 1")
            self.reader.names.append(text)
            return text
        if scanner.peek() == b"$":
            scanner.expect(b"$")
            if scanner.peek() != b"$":
                raise self.cells.Damage("a lone dollar")
        return b""

    def head_cells(self, scanner):
        row = Row(scanner)
        text = self.head.fill(row.read(self.head, self.reader, False))
        if row.any:
            scanner.expect(b",")
        return text, row.before

    def define(self, rest):
        scanner = self.cells.Scanner(rest)
        text, before = b"", None
        headed = self.head is not None
        if headed and scanner.peek() == b"\\":
            scanner.expect(b"\\")
            headed = False
        elif headed:
            text, before = self.head_cells(scanner)
        start = self.message_start(scanner)
        pattern = read_pattern(scanner, self.cells, self.reader, before, start)
        self.templates.append((pattern, headed))
        return text + pattern.fill(pattern.values)

    def row(self, rest, number):
        pattern, headed = self.templates[number]
        scanner = self.cells.Scanner(rest[1:] if rest[:1] == b" " else rest)
        row = Row(scanner)
        text = b""
        if headed:
            text = self.head.fill(row.read(self.head, self.reader, True))
        text += pattern.fill(row.read(pattern, self.reader, True))
        if not scanner.done():
            raise self.cells.Damage("more than the cells of a row")
        return text

    def line(self, line):
        number, length = self.label(line)
        is_next = number == len(self.templates) and line[length : length + 1] == b":"
        if self.grouped and self.templates:
            if is_next:
                return self.define(line[length + 1 :])
            return self.row(line, len(self.templates) - 1)
        if not line or line[:1] in b" \t" or line.startswith(b"[... "):
            return line
        if line[:1] == b"\\":
            return line[1:]
        if length and number < len(self.templates):
            return self.row(line[length:], number)
        if is_next:
            return self.define(line[length + 1 :])
        scanner = self.cells.Scanner(line)
        text = b""
        if self.head:
            text, _ = self.head_cells(scanner)
        return text + self.message_start(scanner) + line[scanner.at :]


def in_order(order, groups, lines, cells):
    """The lines of the groups, -1 being those of no template, in their order."""
    if not order.startswith(b"order "):
        raise cells.Damage("no order")
    text = []
    item = re.compile(rb"(?: ([a-z]{2,4}) |([a-z])|(-))([0-9]*)")
    order, at = order[6:], 0
    while at < len(order):
        match = item.match(order, at)
        if not match:
            raise cells.Damage("a wrong order")
        at = match.end()
        group = -1 if match.group(3) else lines.label(match.group(1) or match.group(2))[0]
        for _ in range(int(match.group(4) or 1)):
            if not groups.get(group):
                raise cells.Damage("an order of more lines than there are")
            text.append(groups[group].pop(0))
    return text


def decode_lines(head, body, cells):
    lines = Lines(head, cells)
    if not lines.grouped:
        return [lines.line(line) for line in body]
    groups = {}
    for line in body[:-1]:
        text = lines.line(line)
        groups.setdefault(len(lines.templates) - 1, []).append(text)
    return in_order(body[-1], groups, lines, cells)
