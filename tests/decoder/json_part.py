# SPDX-License-Identifier: Apache-2.0
"""JSON blocks, for expand.py; written from headroom-encoding(7) as well.

    decode_json(head, lines, cells)

gives the bytes of the text.  `cells` is what has Scanner, Form, Cells, Column
and Damage: the module expand.

What is read becomes events, which json_text prints.
"""
import re

from json_text import CLOSE, KEY, VALUE, Style, patch, read_layout

STRING = re.compile(
    rb'(?:[^"\\\x00-\x1F]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*\Z', re.DOTALL
)
LITERAL = re.compile(
    rb"(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\Z"
)

# ---- keys and values ---------------------------------------------------------

# What ends a bare text, by where it stands.
LINE = rb"\n"
INNER = rb"\n,\]}"
HEADER = rb"\n,\]})"
NAME = rb"\n,\]})(\[{:=?@\"\\"


def check_string(text, cells):
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        raise cells.Damage("a string is not UTF-8") from None
    if not STRING.match(text):
        raise cells.Damage("not a string of JSON")
    return text


def take_quoted(scanner, cells):
    raw = scanner.take(rb'"(?:\\.|[^"\\])*"')
    if raw is None:
        raise cells.Damage("a quote without an end")
    return check_string(raw[1:-1], cells)


def take_key(scanner, cells):
    if scanner.peek() == b'"':
        return take_quoted(scanner, cells)
    key = scanner.take(rb"[^%s]+" % NAME)
    if key is None:
        raise cells.Damage("a key is missing")
    return check_string(key, cells)


def scalar(text, is_text, cells):
    """A value that is bare; `is_text`: it is a string whatever it reads like."""
    if LITERAL.match(text) and not is_text:
        return VALUE, text
    return VALUE, b'"' + check_string(text, cells) + b'"'


def take_scalar(scanner, stops, cells):
    if scanner.peek() == b'"':
        return VALUE, b'"' + take_quoted(scanner, cells) + b'"'
    text = scanner.take(rb"[^%s]+" % stops)
    if text is None:
        raise cells.Damage("a value is missing")
    return scalar(text, False, cells)


def take_value(scanner, stops, out, cells, table=None):
    """Appends the events of a value.  table(scanner, whether the value is in
    no other) is called wherever one starts, and tells whether one was there."""
    opened = []
    while True:
        first = False
        line = table is not None and table(scanner, not opened)
        bracket = scanner.peek()
        if not line and bracket and bracket in b"{[":
            scanner.expect(bracket)
            out.append((bracket, b""))
            opened.append(bracket)
            first = True
        elif not line:
            out.append(take_scalar(scanner, INNER if opened else stops, cells))
        while opened and scanner.peek() == CLOSE[opened[-1]]:
            bracket = CLOSE[opened.pop()]
            scanner.expect(bracket)
            out.append((bracket, b""))
            first = line = False
        if not opened:
            return line
        if not first and not line:
            scanner.expect(b",")
        if table is not None:
            scanner.take(rb"\n")
        if opened[-1] == b"{":
            out.append((KEY, take_key(scanner, cells)))
            scanner.expect(b":")


# ---- fields ------------------------------------------------------------------

FORM_MARKS = b'()[]"='
COLUMN, CONSTANT, OBJECT, ARRAY = range(4)


class Field:
    """What a header says behind a name."""

    def __init__(self, kind):
        self.kind = kind
        self.fields = []
        self.element = None
        self.sign = b""  # ? or @ before an object
        self.is_text = False
        self.column = None
        self.mark = None  # the text of the cell above, if it was a mark
        self.events = []  # of a constant

    def forget(self):
        """Nothing is above."""
        self.mark = None
        if self.column:
            self.column.above = self.column.form.tail
        for _, field in self.fields:
            field.forget()
        if self.element:
            self.element.forget()

    def first(self):
        """The first column or list; None if all are constants."""
        if self.kind != OBJECT:
            return None if self.kind == CONSTANT else self
        parts = (field.first() for _, field in self.fields)
        return next(filter(None, parts), None)


def take_column(scanner, cells):
    field = Field(COLUMN)
    form = cells.Scanner(b"{}")
    if scanner.take(rb":"):
        field.is_text = scanner.take(rb'"') is not None
        form = scanner
    field.column = cells.Column(cells.Form(form, FORM_MARKS))
    if field.column.form.constant:
        raise cells.Damage("a column without braces")
    if field.is_text:
        scanner.expect(b'"')
    return field


def take_field(scanner, cells):
    """What stands behind a name, or is the element of a list."""
    if scanner.take(rb"="):
        field = Field(CONSTANT)
        take_value(scanner, HEADER, field.events, cells)
        return field
    if scanner.take(rb"\["):
        field = Field(ARRAY)
        field.element = take_element(scanner, cells)
        scanner.expect(b"]")
        return field
    sign = scanner.take(rb"[?@](?=\()") or b""
    if scanner.take(rb"\("):
        field = take_fields(scanner, sign, cells)
        scanner.expect(b")")
        return field
    return take_column(scanner, cells)


def take_element(scanner, cells):
    here = scanner.peek()
    if here and here in b"?@([:]":
        return take_field(scanner, cells)
    return take_fields(scanner, b"", cells)


def take_fields(scanner, sign, cells):
    field = Field(OBJECT)
    field.sign = sign
    while True:
        name = take_key(scanner, cells)
        field.fields.append((name, take_field(scanner, cells)))
        if not scanner.take(rb","):
            break
    if not field.first():
        raise cells.Damage("an object without columns")
    return field


# ---- rows --------------------------------------------------------------------


def is_mark_text(text, is_text):
    """Whether a quoted cell is the whole value, without prefix and suffix."""
    if text[:1] in (b"{", b"[", b"@") or text in (b"-", b"null"):
        return True
    return not is_text and LITERAL.match(text) is not None


class Row:
    """A line of a table, read from left to right."""

    def __init__(self, line, reader, out, cells):
        self.scanner = cells.Scanner(line)
        self.reader = reader  # the Cells of the table
        self.out = out
        self.cells = cells
        self.before = None
        self.started = False
        self.lists = 0

    def start(self):
        if self.started:
            self.scanner.expect(b",")
        self.started = True

    def end(self):
        return rb"(?=[,;\]]|\Z)" if self.lists else rb"(?=,|\Z)"

    def blank(self):
        return self.scanner.take(self.end()) is not None

    def mark_scanner(self, field):
        """The scanner of the mark: of the row, or of what is above if
        the cell is blank; None if neither is there."""
        if not self.blank():
            return self.scanner
        return None if field.mark is None else self.cells.Scanner(field.mark)

    def end_mark(self, field, scanner, start):
        self.before = None
        if scanner is self.scanner:
            field.forget()
            field.mark = scanner.text[start : scanner.at]

    def take_mark(self, field, name, sign, take):
        """Reads a cell that is, behind the sign, -, null or what take(scanner)
        gives the events of; False if it is none."""
        scanner = self.mark_scanner(field)
        if scanner is None:
            return False
        start = scanner.at
        end = self.end() if scanner is self.scanner else rb"\Z"
        if sign and not scanner.take(sign):
            return False
        if scanner.take(rb"-" + end):
            if name is None:
                raise self.cells.Damage("an element is absent")
        else:
            if scanner.take(rb"null" + end):
                events = [(VALUE, b"null")]
            else:
                events = take(scanner)
            if events is None and sign:
                raise self.cells.Damage("an @ without a mark")
            if events is None:
                scanner.at = start
                return False
            self.name(name)
            self.out += events
        self.end_mark(field, scanner, start)
        return True

    def name(self, name):
        if name is not None:
            self.out.append((KEY, name))

    def take_json(self, scanner, brackets):
        if not scanner.peek() or scanner.peek() not in brackets:
            return None
        events = []
        take_value(scanner, LINE, events, self.cells)
        return events

    def take_mark_text(self, field, scanner):
        if scanner.peek() != b'"':
            return self.take_json(scanner, b"{[")
        text = take_quoted(scanner, self.cells)
        if not is_mark_text(text, field.is_text):
            return None
        return [(VALUE, b'"' + text + b'"')]

    def read(self, field, name):
        if field.kind == CONSTANT:
            self.name(name)
            self.out += field.events
        elif field.kind == OBJECT:
            self.read_object(field, name)
        elif field.kind == ARRAY:
            self.read_list(field, name)
        else:
            self.read_column(field, name)

    def read_core(self, field):
        field.mark = None
        self.reader.special = b";]" if self.lists else b""
        value, self.before = field.column.read(
            self.reader, self.scanner, self.before
        )
        return value

    def read_column(self, field, name):
        self.start()
        if not self.take_mark(
            field, name, b"", lambda s: self.take_mark_text(field, s)
        ):
            value = self.read_core(field)
            self.name(name)
            self.out.append(scalar(value, field.is_text, self.cells))

    def read_key(self, field):
        """The key of an entry, which is always a string."""
        self.start()
        scanner = self.mark_scanner(field)
        start = scanner.at if scanner else 0
        if scanner and scanner.peek() == b'"':
            text = take_quoted(scanner, self.cells)
            if is_mark_text(text, field.is_text):
                self.end_mark(field, scanner, start)
                self.name(text)
                return
            scanner.at = start
        self.name(check_string(self.read_core(field), self.cells))

    def read_object(self, field, name):
        if field.sign:
            started, at = self.started, self.scanner.at
            self.start()
            sign = b"@" if field.sign == b"@" else b""
            if self.take_mark(
                field.first(), name, sign, lambda s: self.take_json(s, b"{")
            ):
                return
            self.started, self.scanner.at = started, at
        self.name(name)
        self.out.append((b"{", b""))
        for key, part in field.fields:
            self.read(part, key)
        self.out.append((b"}", b""))

    def read_list(self, field, name):
        self.start()
        if self.scanner.peek() != b"[":
            if not self.take_mark(
                field, name, b"", lambda _: None
            ):
                raise self.cells.Damage("a list is missing")
            field.forget()
            return
        self.scanner.expect(b"[")
        self.name(name)
        self.out.append((b"[", b""))
        field.forget()
        self.lists += 1
        self.before = None
        is_object = field.element.kind == OBJECT
        first = True
        while not self.scanner.take(rb"\]"):
            if not first:
                self.scanner.expect(b";" if is_object else b",")
            first = self.started = False
            if is_object:
                self.before = None
            self.read(field.element, None)
        self.out.append((b"]", b""))
        self.lists -= 1
        self.before = None
        self.started = True


# ---- tables ------------------------------------------------------------------

TABLE = (
    rb"\[[0-9]{1,15}(?: lines)?(?:\](?=[ ?@])|, [0-9]{1,15} shapes\]\n)"
    rb"|\{[0-9]{1,15}\}(?=[ ?@])"
)


def take_table(scanner, outside, out, cells):
    head = scanner.take(TABLE)
    if head is None:
        return False
    numbers = [int(n) for n in re.findall(rb"[0-9]+", head)]
    is_map = head.startswith(b"{")
    is_lines = b" lines" in head
    shapes = {}
    letters = [b""] if len(numbers) == 1 else letters_of(numbers[1], cells)
    for letter in letters:
        scanner.expect(letter)
        sign = scanner.take(rb"[?@]") or b""
        scanner.expect(b" ")
        shapes[letter] = take_fields(scanner, sign, cells)
        scanner.expect(b"\n")
    if not numbers[0] or (is_lines and not outside):
        raise cells.Damage("not a table")
    key = take_key_field(shapes[b""], cells) if is_map else None
    for field in shapes.values():
        field.forget()
    if not is_lines:
        out.append((b"{" if is_map else b"[", b""))
    read_rows(scanner, numbers[0], shapes, key, out, cells)
    if not is_lines:
        out.append((b"}" if is_map else b"]", b""))
    return True


def letters_of(number, cells):
    if not 2 <= number <= 26:
        raise cells.Damage("too many shapes")
    return [bytes([ord("A") + i]) for i in range(number)]


def take_key_field(field, cells):
    _, key = field.fields.pop(0)
    if key.kind != COLUMN or not field.first():
        raise cells.Damage("a map has no key")
    key.forget()
    return key


def read_rows(scanner, number, shapes, key, out, cells):
    reader = cells.Cells(verbatim=True)
    letter = None
    for _ in range(number):
        line = scanner.take(rb"[^\n]*\n")
        if line is None:
            raise cells.Damage("rows are missing")
        row = Row(line[:-1], reader, out, cells)
        if b"" not in shapes:
            letter = row.scanner.take(rb"[A-Z]") or letter
            row.started = True
        else:
            letter = b""
        if letter not in shapes:
            raise cells.Damage("a row without a shape")
        if key:
            row.read_key(key)
        row.read(shapes[letter], None)
        if not row.scanner.done():
            raise cells.Damage("more cells than columns")


# ---- the block ---------------------------------------------------------------


def decode_json(head, lines, cells):
    style = Style(head, cells)
    lines = list(lines)
    changes = tail = b""
    if style.unclosed:
        tail = lines.pop() + b"\n"
    if style.layout:
        changes = read_layout(style, lines.pop(), sum(map(len, lines)), cells)
    scanner = cells.Scanner(b"".join(line + b"\n" for line in lines))
    events = []

    def table(scanner, outside):
        return take_table(scanner, outside, events, cells)

    while not scanner.done():
        if not take_value(scanner, LINE, events, cells, table):
            scanner.expect(b"\n")
    text = patch(b"".join(style.print(events)), changes, cells)
    return text[style.unopened:len(text) - style.unclosed] + tail
