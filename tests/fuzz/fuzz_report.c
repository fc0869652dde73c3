/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports of strings that may be anything: the first bytes are numbers, the
 * rest are names, each ended by a NUL, which stand wherever a name may.
 */
#include "base/clean.h"
#include "report/report_layout.h"

#include "fuzz.h"

enum {
	NAMES = 8,
	HEAD = 12,
};

/* Names are valid UTF-8: what is not becomes a question mark. */
static void
read_names(const char *p, size_t n, struct buf *text, const char *names[NAMES])
{
	size_t starts[NAMES] = { 0 }, k = 0;
	uint32_t code;

	for (size_t i = 0; i < n && k + 1 < NAMES;) {
		int length = clean_character(p + i, n - i, &code);

		if (length <= 0)
			buf_add_char(text, '?');
		else
			buf_add(text, span_of(p + i, (size_t)length));
		i += length <= 0 ? 1 : (size_t)length;
		if (length == 1 && !code)
			starts[++k] = text->n;
	}
	buf_add_char(text, '\0');
	check(buf_ok(text), "no memory");
	while (++k < NAMES)
		starts[k] = text->n - 1;
	for (k = 0; k < NAMES; k++)
		names[k] = text->p + starts[k];
}

static void
check_safe(struct span s, bool ascii)
{
	uint32_t code;

	while (s.n) {
		int length = 1;

		/* Most of it is as plain as this. */
		if (*s.p >= ' ' && *s.p < 0x7f) {
			s = span_from(s, 1);
			continue;
		}
		length = clean_character(s.p, s.n, &code);
		check(length > 0 && !clean_is_unsafe(code), "unsafe text");
		check(!ascii || code < 0x80, "no ASCII");
		s = span_from(s, (size_t)length);
	}
}

static void
check_text(const struct report_view *view, unsigned columns, bool utf8)
{
	struct report_look look = { columns, false, true, utf8 };
	struct buf out = { .p = NULL };
	struct span rest, line;

	report_text(view, &look, &out);
	check_safe(buf_span(&out), !utf8);
	rest = buf_span(&out);
	while (span_line(&rest, &line))
		check(layout_width(span_chomp(line)) <= columns, "wide line");
	buf_release(&out);
}

/* Elements, cells and samples that are there whatever the names are. */
static size_t
count(struct span s, const char *what)
{
	size_t n = 0;

	const char *p;

	while (s.n && (p = memchr(s.p, *what, s.n)) != NULL) {
		s = span_from(s, (size_t)(p - s.p));
		n += span_starts(s, what);
		s = span_from(s, 1);
	}
	return n;
}

static void
check_markup(const struct report_view *view)
{
	struct buf out = { .p = NULL };

	report_html(view, &out);
	check_safe(buf_span(&out), false);
	check(count(buf_span(&out), "<") == count(buf_span(&out), ">"),
		"brackets in HTML");
	check(!count(buf_span(&out), "<s>") && !count(buf_span(&out), "<a"),
		"an element");
	buf_reset(&out);
	report_markdown(view, &out);
	check_safe(buf_span(&out), false);
	check(count(buf_span(&out), "\n<details>") ==
			count(buf_span(&out), "\n</details>"),
		"details in Markdown");
	buf_release(&out);
}

/* Each line of Prometheus begins with one of two words. */
static void
check_data(const struct report_view *view)
{
	struct buf out = { .p = NULL };
	struct span rest, line;

	report_prometheus(view, &out);
	rest = buf_span(&out);
	while (span_line(&rest, &line))
		check(span_starts(line, "headroom_report_") ||
				span_starts(line, "# HELP headroom_report_") ||
				span_starts(line, "# TYPE headroom_report_"),
			"a line of Prometheus");
	buf_reset(&out);
	report_csv(view, &out);
	check(count(buf_span(&out), "\"") % 2 == 0, "quotes in CSV");
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s[NAMES];
	struct buf text = { .p = NULL };
	uint64_t now, then;
	struct report_view view;

	if (n < HEAD)
		return 0;
	read_names((const char *)data + HEAD, n - HEAD, &text, s);
	now = (uint64_t)data[0] << (data[1] & 63);
	then = (uint64_t)data[2] << (data[3] & 63);

	struct report_sum sum = { now, then, { now, then, then, now } };
	struct report_row rows[] = { { s[0], sum }, { s[1], sum } };
	struct report_offender offender = { s[2], s[3], now, then, now, then };
	struct report_price price = { s[4], now, data[4] & 1, s[5],
		{ now, then, then, now }, now, { now, then, then, now }, 0 };
	struct report_fidelity fidelity = { s[6], now, then, now };
	struct report_trouble trouble = { s[7], s[0], then };

	view = (struct report_view){ .version = s[1],
		.encoding = s[2],
		.model = data[4] & 2 ? s[3] : NULL,
		.exact = data[4] & 4,
		.error_percent = (int)data[5] - 100,
		.budget = data[4] & 8 ? now : 0,
		.budget_percent = data[4] & 16,
		.simulated = data[4] & 32,
		.price_date = data[4] & 64 ? s[4] : NULL,
		.price_source = data[4] & 128 ? s[5] : NULL,
		.inputs = data[6],
		.requests = then,
		.milliseconds = now,
		.total = sum,
		.by = { { rows, 2, sum, data[7] }, { rows, 1, sum, 0 } },
		.waste = { { now, then, data[8] & 1, now } },
		.offender = &offender,
		.noffenders = data[8] >> 1 & 1,
		.price = &price,
		.nprices = data[8] >> 2 & 1,
		.has_amount = data[8] >> 3 & 1,
		.amount = { now, then, then, now },
		.cached_amount = { then, now, now, then },
		.fidelity = &fidelity,
		.nfidelity = data[8] >> 4 & 1,
		.trouble = &trouble,
		.ntrouble = data[8] >> 5 & 1,
		.unread = data[9],
		.bad_lines = then };
	check_text(&view, 40 + data[10] % 161, data[11] & 1);
	check_markup(&view);
	check_data(&view);
	buf_release(&text);
	return 0;
}
