#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""report_forms.py FOLDER: reads the reports of a folder as other programs do.

CSV as a table, with names that are no formulas; HTML as elements of which none
does anything; Prometheus by its grammar.  Says what is wrong, a line each."""
import csv
import html.parser
import io
import pathlib
import re
import sys

LABEL = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(
    r'headroom_report_[a-z_]+(?:\{%s(?:,%s)*\})? \d+(?:\.\d+)?' % (LABEL, LABEL))
ELEMENTS = set('''html head meta title style body main header section h1 h2 p dl
    div dt dd small table caption thead tbody tr th td svg rect ol ul li code
    footer'''.split())
ATTRIBUTES = set('''lang charset http-equiv content name class role scope
    data-head viewbox preserveaspectratio aria-hidden x y width
    height'''.split())
EMPTY = {'meta', 'rect'}


def wrong(what):
    print(what)
    wrong.any = True


wrong.any = False


def check_csv(path):
    text = path.read_bytes().decode()
    rows = list(csv.reader(io.StringIO(text, newline=''), strict=True))
    if not text.endswith('\r\n') or rows[0] != [
            'section', 'rank', 'name', 'metric', 'value']:
        wrong(f'{path}: head or end')
    keys = set()
    for row in rows[1:]:
        if len(row) != 5:
            wrong(f'{path}: {row}')
            continue
        section, rank, name, metric, value = row
        if (section, rank, metric) in keys:
            wrong(f'{path}: twice: {row}')
        keys.add((section, rank, metric))
        if name[:1] in tuple('=+-@\t\r\n') and name:
            wrong(f'{path}: a formula: {row}')
        if value[:1] in tuple('=+-@\t\r\n') and not re.fullmatch(
                r'-?\d+', value):
            wrong(f'{path}: a formula: {row}')


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path, self.open = path, []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            wrong(f'{self.path}: element {tag}')
        for name, _ in attrs:
            if name not in ATTRIBUTES:
                wrong(f'{self.path}: attribute {name}')
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if tag != 'rect':
            wrong(f'{self.path}: {tag} is closed at once')

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            wrong(f'{self.path}: end of {tag}')


def check_html(path):
    text = path.read_text()
    page = Page(path)
    page.feed(text)
    page.close()
    if page.open:
        wrong(f'{path}: open: {page.open}')
    if text.count("default-src 'none'; style-src 'unsafe-inline'") != 1:
        wrong(f'{path}: the policy')
    if text.count('<table') != text.count('<caption'):
        wrong(f'{path}: a table without a caption')


def check_prometheus(path):
    text = path.read_bytes().decode()
    lines = text.split('\n')
    metric, seen, series = None, set(), set()
    if lines.pop():
        wrong(f'{path}: no newline at the end')
    for line in lines:
        if line.startswith('# HELP '):
            metric = line.split(' ')[2]
            if metric in seen:
                wrong(f'{path}: twice: {metric}')
            seen.add(metric)
        elif line.startswith('# TYPE '):
            if line != f'# TYPE {metric} gauge':
                wrong(f'{path}: {line}')
        elif not SAMPLE.fullmatch(line):
            wrong(f'{path}: {line}')
        elif re.match('[a-z_]+', line).group() != metric:
            wrong(f'{path}: not below its type: {line}')
        elif line.rsplit(' ', 1)[0] in series:
            wrong(f'{path}: twice: {line}')
        else:
            series.add(line.rsplit(' ', 1)[0])


for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    check = {'.csv': check_csv, '.html': check_html,
             '.prom': check_prometheus}.get(file.suffix)
    if check:
        check(file)
sys.exit(wrong.any)
