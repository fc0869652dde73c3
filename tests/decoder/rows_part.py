# SPDX-License-Identifier: Apache-2.0
"""Rows blocks, for expand.py; written from headroom-encoding(7) as well.

    decode_rows(head, lines, cells)

gives the bytes of the table.  `cells` is what has Scanner, Form, Cells, Column
and Damage: the module expand.
"""
import re

# ---- widths and kinds of values ----------------------------------------------


def ranges(text):
    parts = (part.split("-") for part in text.split())
    return [(int(part[0], 16), int(part[-1], 16)) for part in parts]


TWO = ranges(
    """1100-115F 231A-231B 23E9-23EC 2614-2615 26A1 2705 274C 2E80-303E 3041-33FF
    3400-4DBF 4E00-9FFF A000-A4CF A960-A97C AC00-D7A3 F900-FAFF FE30-FE6F FF00-FF60
    FFE0-FFE6 1F300-1F64F 1F680-1F6FF 1F900-1FAFF 20000-3FFFD"""
)
NONE = ranges(
    """300-36F 483-489 591-5BD 610-61A 64B-65F 93C 94D E31 E34-E3A E47-E4E 1AB0-1AFF
    1DC0-1DFF 200B-200F 20D0-20FF FE00-FE0F FE20-FE2F FEFF"""
)
CHARACTER = re.compile(
    rb"[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}|.",
    re.DOTALL,
)


def character_width(c):
    number = c[0] & (0x7F >> len(c))
    for byte in c[1:]:
        number = number << 6 | (byte & 0x3F)
    if any(first <= number <= last for first, last in TWO):
        return 2
    return 0 if any(first <= number <= last for first, last in NONE) else 1


def width_of(text, flags):
    if "bytes" in flags or text.isascii():
        return len(text)
    characters = CHARACTER.findall(text)
    if "wide" not in flags:
        return len(characters)
    return sum(1 if len(c) == 1 else character_width(c) for c in characters)


NUMBER = re.compile(rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
LITERALS = set(
    rb"NULL null NA N/A (null) <null> [null] NaN nan None \N".split()
    + rb"true false TRUE FALSE True False".split()
)

# ---- the head ----------------------------------------------------------------

NOTES = {
    "delimited": "nameless footer blank bare quote",
    "drawn": "footer open wide bytes numbers centred right aligned flip width",
    "aligned": "nameless numbers centred right aligned flip width",
    "psql-x": "wide bytes width",
    "mysql-g": "",
    "line": "",
}


class Table:
    """Names, rows of values, and what is noted."""

    def __init__(self, style):
        self.flags = set(NATURE.get(style, ()))
        family = "drawn" if style in DRAWN else style
        family = "delimited" if style in DELIMITED else family
        family = "aligned" if style in GAPS else family
        self.notes = NOTES.get(family, "").split()
        self.names = []
        self.rows = []
        self.flip = set()
        self.least = {}
        self.quote = [0]

    def note(self, note, cells):
        word, equals, values = note.partition("=")
        try:
            if not equals:
                self.note_word(word)
            elif word not in self.notes or not re.match(r"[0-9,x]+\Z", values):
                raise ValueError
            elif word == "flip":
                self.flip = {int(n) for n in values.split(",")}
            elif word == "width":
                pairs = (pair.split("x") for pair in values.split(","))
                self.least = {int(n): int(w) for n, w in pairs}
            elif word == "quote":
                self.quote = [int(n) for n in values.split(",")]
            else:
                raise ValueError
        except ValueError:
            raise cells.Damage("not a note: " + note) from None

    def note_word(self, word):
        off = word.startswith("no-")
        name = word[3:] if off else word
        lists = ("flip", "width", "quote")
        if name not in self.notes or name in lists or (name in self.flags) != off:
            raise ValueError
        self.flags ^= {name}

    def check(self, cells):
        columns = range(1, len(self.names) + 1)
        if not self.flip | set(self.least) <= set(columns):
            raise cells.Damage("a column that is not there")
        if len(self.quote) not in (1, 2, len(self.names) + 1):
            raise cells.Damage("quotes for other columns")

    def values(self, column):
        return [row[column] for row in self.rows]

    def with_names(self):
        return self.rows if "nameless" in self.flags else [self.names] + self.rows

    def is_right(self, column):
        """Whether the cells of a column are right-aligned."""
        cores = [value.strip(b" ") for value in self.values(column)]
        cores = [core for core in cores if core and core not in LITERALS]
        usual = "numbers" in self.flags and bool(cores)
        usual = usual and all(NUMBER.match(core) for core in cores)
        return usual != (column + 1 in self.flip)

    def lead(self, room, right):
        """Blanks before a name."""
        if "centred" in self.flags:
            return room // 2
        if "right" in self.flags:
            return room
        return room if "aligned" in self.flags and right else 0


def read_columns(scanner, nameless, cells):
    """(name, Column, whether it is sparse) for each."""
    columns = []
    while True:
        name = b"" if nameless else scanner.plain(b":=?")
        sparse = scanner.take(rb"\?") is not None
        mark = scanner.take(rb"=") if nameless else scanner.take(rb"[:=]")
        if mark or nameless:
            form = cells.Form(scanner)
            if form.constant != (mark == b"="):
                raise cells.Damage("a bad column")
        else:
            form = cells.Form(cells.Scanner(b"{}"))
        columns.append((name, cells.Column(form), sparse))
        if scanner.done():
            return columns
        scanner.expect(b",")


def read_row(columns, reader, line, cells):
    scanner = cells.Scanner(line)
    row, before = [], None
    for _, column, sparse in columns:
        if not column.form.constant:
            if before is not None:
                scanner.expect(b",")
            if sparse:
                column.above = column.form.tail
        value, core = column.read(reader, scanner, before)
        before = before if core is None else core
        row.append(value)
    if not scanner.done():
        raise cells.Damage("more cells than columns")
    return row


# ---- delimited tables --------------------------------------------------------


def value_class(value, delimiter, quote):
    if not value:
        return 1
    if any(mark in value for mark in (delimiter, quote, b"\n", b"\r")):
        return 32
    if NUMBER.match(value):
        return 2
    if value in LITERALS:
        return 4
    return 8 if re.match(rb"[!#-&(-~]*\Z", value) else 16


def delimited(table, delimiter, quote):
    width = len(table.names)
    quotes = table.quote[1:] or [0]
    quotes = quotes * width if len(quotes) == 1 else quotes
    quoted = re.compile(b"%s(?:[^%s]|%s%s)*%s\\Z" % ((quote,) * 5), re.DOTALL)
    joint = delimiter + (b" " if "blank" in table.flags else b"")

    def write(value, classes):
        kind = value_class(value, delimiter, quote)
        if "bare" in table.flags or not kind & (classes | 32):
            return value
        if kind == 32 and quoted.match(value):
            return value
        return quote + value.replace(quote, quote * 2) + quote

    for row in table.with_names():
        classes = [table.quote[0]] * width if row is table.names else quotes
        yield joint.join(map(write, row, classes))


# ---- drawn tables ------------------------------------------------------------

# The line of names, and the rules at the top, in the middle, at the bottom.
DRAWN = {
    "psql": (" a | b ", "", "---+---", ""),
    "psql-unicode": (" a │ b ", "", "───┼───", ""),
    "mysql": ("| a | b |", "+---+---+", "+---+---+", "+---+---+"),
    "tight": ("|a|b|", "+-+-+", "+-+-+", "+-+-+"),
    "barred": ("| a | b |", "+---+---+", "|---+---|", "+---+---+"),
    "box": ("│ a │ b │", "┌───┬───┐", "├───┼───┤", "└───┴───┘"),
    "rounded": ("│ a │ b │", "╭───┬───╮", "├───┼───┤", "╰───┴───╯"),
    "markdown": ("| a | b |", "", "|---|---|", ""),
    "markdown-spaced": ("| a | b |", "", "| - | - |", ""),
    "org": ("| a | b |", "", "|---+---|", ""),
    "column": ("a  b", "", "-  -", ""),
    "column-loose": ("a b", "", "- -", ""),
    "rst": ("a  b", "=  =", "=  =", "=  ="),
}


def draw_rule(rule, widths):
    """The rule for two columns one wide, made longer."""
    before, run, between, behind = re.match(
        "([^-─=]*)([-─=]+)([^-─=]+)[-─=]+([^-─=]*)", rule
    ).groups()
    runs = (run[0] * (len(run) + width - 1) for width in widths)
    return (before + between.join(runs) + behind).encode()


def drawn(table, style):
    names, top, middle, bottom = DRAWN[style]
    before, between, behind = (p.encode() for p in re.split("[ab]", names))
    wraps = style.startswith("psql")
    loose = wraps or style == "column-loose"
    flags = table.flags
    last = len(table.names) - 1
    rights = [table.is_right(i) for i in range(last + 1)]
    widths = []
    for i, name in enumerate(table.names):
        lines = [name]
        for value in table.values(i):
            lines += value.split(b"\n") if wraps else [value]
        least = table.least.get(i + 1, 0)
        widths.append(max([least] + [width_of(line, flags) for line in lines]))

    def fill(i, text, more=False):
        blanks = b" " * (widths[i] - width_of(text, flags))
        if rights[i]:
            return blanks + text
        return text if loose and i == last and not more else text + blanks

    def fill_name(i, text):
        room = widths[i] - width_of(text, flags)
        lead = table.lead(room, rights[i])
        end = 0 if i == last and style == "column-loose" else room - lead
        return b" " * lead + text + b" " * end

    def rows():
        for row in table.rows:
            rest = [value.split(b"\n") if wraps else [value] for value in row]
            while any(rest):
                line = before
                for i, parts in enumerate(rest):
                    text = parts.pop(0) if parts else b""
                    line += fill(i, text, bool(parts))
                    mark = b"+" if parts else between[:1]
                    if i < last:
                        line += mark + between[1:]
                    elif wraps:
                        line += b"+" if parts else b""
                    else:
                        line += behind
                yield line

    if top:
        yield draw_rule(top, widths)
    yield before + between.join(map(fill_name, range(last + 1), table.names)) + behind
    yield draw_rule(middle, widths)
    yield from rows()
    if bottom and "open" not in flags:
        yield draw_rule(bottom, widths)


# ---- aligned tables ----------------------------------------------------------


def aligned(table, gap):
    columns = range(len(table.names))
    flags = table.flags
    rights = [table.is_right(i) for i in columns]
    starts, widths, at = [], [], 0
    for i in columns:
        at += table.least.get(i + 1, 0) or (gap if i else 0)
        starts.append(at)
        values = [table.names[i]] + table.values(i)
        widths.append(max(width_of(value, flags) for value in values))
        at += widths[i]
    for row in table.with_names():
        line, at = b"", 0
        for i, text in enumerate(row):
            room = widths[i] - width_of(text, flags)
            if row is table.names:
                lead = table.lead(room, rights[i])
            else:
                lead = room if rights[i] else 0
            if text:
                line += b" " * (starts[i] + lead - at) + text
                at = starts[i] + lead + width_of(text, flags)
        yield line


# ---- records -----------------------------------------------------------------


def records(table, style):
    width = max(len(CHARACTER.findall(name)) for name in table.names)
    width = max(width, 5) if style == "line" else width
    mark = {"psql-x": b" | ", "mysql-g": b": ", "line": b" = "}[style]
    data = table.least.get(1, 0)
    for row in table.rows:
        for value in row:
            for line in value.split(b"\n"):
                data = max(data, width_of(line, table.flags))
    for number, row in enumerate(table.rows, 1):
        if style == "psql-x":
            rule = b"-" * width + b"-+-" + b"-" * data
            label = b"-[ RECORD %d ]" % number
            yield label + rule[len(label) :]
        elif style == "mysql-g":
            yield b"*" * 27 + b" %d. row " % number + b"*" * 27
        elif number > 1:
            yield b""
        for name, value in zip(table.names, row):
            blanks = b" " * (width - len(CHARACTER.findall(name)))
            start = name + blanks if style == "psql-x" else blanks + name
            if style != "psql-x":
                yield start + mark + value
                continue
            *parts, end = value.split(b"\n")
            for part in parts:
                fill = b" " * (data - width_of(part, table.flags))
                yield start + mark + part + fill + b"+"
                start = b" " * width
            yield start + mark + end


# ---- styles ------------------------------------------------------------------

NATURE = {
    "psql": ("footer", "centred", "numbers"),
    "psql-unicode": ("footer", "centred", "numbers"),
    "mysql": ("numbers",),
    "tight": ("right",),
    "barred": ("aligned", "numbers"),
    "org": ("aligned", "numbers"),
    "box": ("centred",),
    "rounded": ("centred",),
    "markdown": ("centred",),
    "aligned": ("aligned", "numbers"),
    "aligned-2": ("aligned", "numbers"),
    "aligned-3": ("aligned", "numbers"),
}
DELIMITED = {
    "csv": (b",", b'"'),
    "tsv": (b"\t", b'"'),
    "csv;": (b";", b'"'),
    "csv|": (b"|", b'"'),
    "csv'": (b",", b"'"),
}

GAPS = {"aligned": 1, "aligned-2": 2, "aligned-3": 3}


def print_table(table, style, cells):
    if style in DELIMITED:
        return delimited(table, *DELIMITED[style])
    if style in DRAWN:
        return drawn(table, style)
    if style in GAPS:
        return aligned(table, GAPS[style])
    if style in ("psql-x", "mysql-g", "line"):
        return records(table, style)
    raise cells.Damage("a style that is not known")


def decode_rows(head, lines, cells):
    match = re.match(rb" ([^ :]+)((?: [^ :(][^ :]*)*)"
        rb"(?: \(blank = as above(?:, in \? columns empty)?\))?: ", head)
    if not match:
        raise cells.Damage("not a header of this kind")
    style = match.group(1).decode("latin-1")
    table = Table(style)
    for note in match.group(2).decode("latin-1").split(" ")[1:]:
        table.note(note, cells)
    scanner = cells.Scanner(head[match.end() :])
    columns = read_columns(scanner, "nameless" in table.flags, cells)
    table.names = [name for name, _, _ in columns]
    table.check(cells)
    reader = cells.Cells()
    table.rows = [read_row(columns, reader, line, cells) for line in lines]
    text = [line + b"\n" for line in print_table(table, style, cells)]
    if "footer" in table.flags:
        rows = len(table.rows)
        text.append(b"(%d %s)\n" % (rows, b"row" if rows == 1 else b"rows"))
    return b"".join(text)
