/* SPDX-License-Identifier: Apache-2.0 */
/* The line of --stats. */
#include "stats.h"

#include <inttypes.h>
#include <stdio.h>

#include "msg.h"

void
stats_add(struct hr_stats *total, const struct hr_stats *s)
{
	total->bytes_in += s->bytes_in;
	total->bytes_out += s->bytes_out;
	total->lines_in += s->lines_in;
	total->lines_kept += s->lines_kept;
	total->lines_folded += s->lines_folded;
	total->markers += s->markers;
	total->tokens_in += s->tokens_in;
	total->tokens_out += s->tokens_out;
	total->windows += s->windows;
	total->windows_unchanged += s->windows_unchanged;
	total->binary_inputs += s->binary_inputs;
	total->regex_failures += s->regex_failures;
	total->requests += s->requests;
	total->texts += s->texts;
	total->texts_changed += s->texts_changed;
	for (size_t i = 0; i < HR_NLEFT; i++) {
		total->left[i] += s->left[i];
		total->left_bytes[i] += s->left_bytes[i];
	}
	total->bodies_unknown += s->bodies_unknown;
	total->lines_bad += s->lines_bad;
	total->lines_foreign += s->lines_foreign;
	total->records_unread += s->records_unread;
	total->blocks_refused += s->blocks_refused;
	total->kind = s->kind;
}

const char *
stats_kind(enum hr_kind kind)
{
	return hr_kind_name(kind == HR_KIND_AUTO ? HR_KIND_TEXT : kind);
}

const char *
stats_word(const struct hr_stats *s)
{
	if (s->binary_inputs && !s->windows)
		return "binary";
	if (s->requests || s->bodies_unknown)
		return s->requests + s->bodies_unknown == 1 ? "request"
							    : "requests";
	return stats_kind(s->kind);
}

/* ---- the line ------------------------------------------------------------ */

struct line {
	const struct hr_stats *stats;
	const struct meter *meter;
	uint64_t before, after; /* tokens */
	double saved; /* per cent */
	struct buf text;
};

void
stats_add_left(struct buf *out, const struct hr_stats *s)
{
	uint64_t all = 0;
	const char *comma = "";

	for (size_t i = 0; i < HR_NLEFT; i++)
		all += s->left[i];
	if (!all)
		return;
	buf_add_format(out, "; %" PRIu64 " stay: ", all);
	for (size_t i = 0; i < HR_NLEFT; i++) {
		if (!s->left[i])
			continue;
		buf_add_format(out, "%s%" PRIu64 " %s", comma, s->left[i],
			hr_left_name((enum hr_left)i));
		comma = ", ";
	}
}

static void
write_requests(struct line *l)
{
	const struct hr_stats *s = l->stats;

	buf_add_format(&l->text,
		"headroom: %" PRIu64 " %s, %" PRIu64 " -> %" PRIu64
		" bytes, %" PRIu64 " of %" PRIu64
		" strings smaller, prompts of about %" PRIu64 " -> %" PRIu64
		" tokens: %.1f %% saved",
		s->requests + s->bodies_unknown, stats_word(s), s->bytes_in,
		s->bytes_out, s->texts_changed, s->texts, l->before, l->after,
		l->saved);
	stats_add_left(&l->text, s);
	if (s->lines_bad + s->lines_foreign)
		buf_add_format(&l->text,
			"; %" PRIu64 " lines without a request, %" PRIu64
			" that are no JSON or too long",
			s->lines_foreign, s->lines_bad);
}

static void
write_text(struct line *l)
{
	const struct hr_stats *s = l->stats;
	const char *sign = meter_sign(l->meter);

	buf_add_format(&l->text,
		"headroom: %s, %" PRIu64 " -> %" PRIu64 " bytes, %" PRIu64
		" lines: %" PRIu64 " kept, %" PRIu64 " folded into %" PRIu64
		" markers, %s%" PRIu64 " -> %s%" PRIu64
		" tokens: %.1f %% saved",
		stats_word(s), s->bytes_in, s->bytes_out, s->lines_in,
		s->lines_kept, s->lines_folded, s->markers, sign, l->before,
		sign, l->after, l->saved);
}

void
stats_add_left_json(struct buf *out, const struct hr_stats *s)
{
	buf_add_str(out, ",\"left\":{");
	for (size_t i = 0; i < HR_NLEFT; i++) {
		const char *p = hr_left_name((enum hr_left)i);

		buf_add_str(out, i ? ",\"" : "\"");
		for (; *p; p++)
			buf_add_char(out, *p == ' ' ? '_' : *p);
		buf_add_format(out, "\":%" PRIu64, s->left[i]);
	}
	buf_add_str(out, "}");
}

static void
write_json(struct line *l)
{
	const struct hr_stats *s = l->stats;
	bool exact = meter_is_exact(l->meter) && !s->requests;
	struct {
		const char *name;
		uint64_t value;
	} numbers[] = { { "bytes_in", s->bytes_in },
		{ "bytes_out", s->bytes_out }, { "lines_in", s->lines_in },
		{ "lines_kept", s->lines_kept },
		{ "lines_folded", s->lines_folded }, { "markers", s->markers },
		{ "tokens_in", l->before }, { "tokens_out", l->after },
		{ "binary_inputs", s->binary_inputs },
		{ "regex_failures", s->regex_failures },
		{ "requests", s->requests },
		{ "bodies_unknown", s->bodies_unknown }, { "texts", s->texts },
		{ "texts_changed", s->texts_changed },
		{ "lines_bad", s->lines_bad },
		{ "lines_foreign", s->lines_foreign } };

	buf_add_format(&l->text, "{\"kind\":\"%s\"", stats_word(s));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		buf_add_format(&l->text, ",\"%s\":%" PRIu64, numbers[i].name,
			numbers[i].value);
	stats_add_left_json(&l->text, s);
	buf_add_format(&l->text,
		",\"saved_percent\":%.1f,\"encoding\":\"%s\","
		"\"estimate\":%s,\"error_percent\":%d}",
		l->saved, hr_encoding_name(l->meter->encoding),
		exact ? "false" : "true", meter_error(l->meter));
}

void
stats_print(const struct hr_stats *s, const struct meter *m, int form)
{
	struct line l = { .stats = s,
		.meter = m,
		.before = meter_tokens(m, s->tokens_in),
		.after = meter_tokens(m, s->tokens_out) };

	if (l.before)
		l.saved = 100 * (1 - (double)l.after / (double)l.before);
	if (form == STATS_JSON)
		write_json(&l);
	else if (s->requests + s->bodies_unknown)
		write_requests(&l);
	else
		write_text(&l);
	buf_add_char(&l.text, '\0');
	if (buf_ok(&l.text))
		msg_line(l.text.p);
	buf_release(&l.text);
}
