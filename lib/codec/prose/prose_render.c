/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prose of which sentences were dropped.  A line of which a part is missing has
 * "[...]" where it is, which is one token; lines that are missing altogether
 * have a marker:
 *
 *	1  One. Two. Three.           One. [...] Three.
 *	2  Four. Five.                Four. [...]
 *	3  Six.                       [... 3 ...]
 */
#include "codec/prose/prose.h"
#include "table/marker.h"

#define GAP "[...]"

/* What is written of a text. */
struct render {
	struct span text;
	uint64_t line; /* of the input, at `at` */
	size_t at; /* bytes of the text that are done */
	uint64_t missing, markers; /* lines in markers, and those */
	struct buf *out;
};

static bool
is_line_start(struct span text, size_t at)
{
	return !at || at == text.n || text.p[at - 1] == '\n';
}

/* Behind the newline of the line at `at`, but not past `to`. */
static size_t
line_end(struct span text, size_t at, size_t to)
{
	const char *nl = memchr(text.p + at, '\n', to - at);

	return nl ? (size_t)(nl - text.p) + 1 : to;
}

/* The end of a line without its text: "\n", "\r\n", or nothing. */
static void
add_line_end(struct buf *out, struct span line)
{
	size_t n = span_chomp(line).n;

	buf_add(out, span_from(line, n));
}

static void
write_kept(struct render *r, size_t to)
{
	struct span kept = span_of(r->text.p + r->at, to - r->at);

	buf_add(r->out, kept);
	for (size_t i = 0; i < kept.n; i++)
		r->line += kept.p[i] == '\n';
	r->at = to;
}

/* Ends, or goes on with, the line that was kept in part. */
static void
write_inner_gap(struct render *r, size_t to)
{
	size_t end = line_end(r->text, r->at, to);
	struct span missing = span_of(r->text.p + r->at, end - r->at);
	char last = r->out->n ? r->out->p[r->out->n - 1] : ' ';

	if (!is_among(last, " \t\n"))
		buf_add_char(r->out, ' ');
	buf_add_str(r->out, GAP);
	r->at = end;
	if (span_ends(missing, "\n")) {
		add_line_end(r->out, missing);
		r->line++;
	} else if (end < r->text.n) {
		buf_add_char(r->out, ' ');
	}
}

static void
write_gap(struct render *r, size_t to)
{
	uint64_t first;
	size_t end;

	if (!is_line_start(r->text, r->at))
		write_inner_gap(r, to);
	first = r->line;
	end = r->at;
	while (end < to) {
		size_t next = line_end(r->text, end, to);

		if (!is_line_start(r->text, next))
			break;
		r->line++;
		end = next;
	}
	if (end > r->at) {
		r->missing += r->line - first;
		r->markers++;
		buf_add_str(r->out, MARKER_OPEN);
		marker_range(r->out, first, r->line - 1);
		buf_add_str(r->out, MARKER_CLOSE);
		if (r->text.p[end - 1] == '\n')
			buf_add_char(r->out, '\n');
	}
	if (end < to)
		buf_add_str(r->out, GAP " ");
	r->at = to;
}

enum hr_status
prose_render(struct codec_ctx *ctx, struct span in, const struct unit *unit,
	size_t nunits, const unsigned char *keep, struct buf *out)
{
	struct render r = { .text = in, .line = ctx->line_base, .out = out };
	size_t to = 0;

	for (size_t i = 0; i < nunits; i++) {
		size_t end = (size_t)unit[i].at + unit[i].n;

		if (keep[i]) {
			if (r.at < unit[i].at)
				write_gap(&r, unit[i].at);
			write_kept(&r, end);
		}
		to = end;
	}
	if (r.at < to)
		write_gap(&r, to);
	if (ctx->stats) {
		ctx->stats->markers += r.markers;
		ctx->stats->lines_folded += r.missing;
		ctx->stats->lines_kept += span_lines(in) - r.missing;
	}
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}
