# SPDX-License-Identifier: Apache-2.0
"""The examples of headroom-encoding(7): page.py PAGE FOLDER writes each display
that begins with a header to FOLDER/N.block and the next one to FOLDER/N.text,
without the newlines behind commas where the page says so."""
import re
import sys


STANDS = re.compile(r"^stands? for(?:| this, (without .* commas):)$", re.M)


def plain(line):
    """What a terminal shows of a line of a display."""
    for escape, shown in (("\\(Do", "$"), ("\\&", ""), ("\\-", "-"), ("\\~", " ")):
        line = line.replace(escape, shown)
    return line.replace("\\(rB", "]").replace("\\(aq", "'").replace("\\e", "\\")


def text_of(display):
    return "".join(plain(line) + "\n" for line in display.splitlines())


def main():
    page = open(sys.argv[1], encoding="utf-8").read()
    # Displays and what stands between them.
    parts = re.split(r"^\.Bd [^\n]*\n(.*?)^\.Ed\n", page, flags=re.M | re.S)
    for number in range(1, len(parts) - 2, 2):
        block, between, text = map(text_of, parts[number : number + 3])
        header = re.match(r"\[([0-9]+) ", block)
        says = STANDS.search(between)
        if not header or not says:
            continue
        if says.group(1):
            text = text.replace(",\n", ",")
        if len(block.splitlines()) != int(header.group(1)) + 1:
            sys.exit("an example of another number of lines: " + block)
        for name, content in (("block", block), ("text", text)):
            with open("%s/%d.%s" % (sys.argv[2], number, name), "w") as f:
                f.write(content)


main()
