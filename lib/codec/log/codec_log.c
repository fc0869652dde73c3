/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs: lines with a time or a level at their head, and other output that
 * says the same thing again and again.
 *
 *   10:00:01 GET /a 200 in 3ms
 *   10:00:02 GET /b 200 in 41ms
 *   10:00:02 cache refresh
 *   10:00:03 GET /a 200 in 5ms      and five more to 10:00:08, become
 *
 *   10:00:01 GET /a 200 in 3ms
 *   [... A: 8x until 10:00:08; GET {/a 7x, /b}; in 3..41ms | 2: A ...]
 *   10:00:02 cache refresh
 *   [... 4-9: 6 A ...]
 *
 * The records are sorted into kinds (table/rows, table/mine), the columns of
 * each kind are measured (table/column), what must stay is chosen
 * (table/select), and the rest is folded in place.  A kind is folded only if
 * that is fewer tokens than its records are.
 */
#include "codec/codec.h"

#include "base/mem.h"
#include "codec/log/log_lines.h"
#include "codec/log/log_units.h"
#include "filter.h"
#include "table/marker.h"
#include "table/rows.h"
#include "table/select.h"
#include "table/stamp.h"

enum {
	/* Kinds listed in one marker, one more for each doubling of its
	 * records beyond GAP_RECORDS; the others are counted together. */
	GAP_KINDS = 1,
	GAP_RECORDS = 8,
	/* Tokens that a folded record may add to the markers of the gaps it
	 * is in; 0 and 4 fold the same kinds of the samples. */
	GAP_TOKENS = 1,
	/* Lines looked at to learn whether lines begin with a time. */
	FIRST_LINES = 256,
	/* Lines of traces that one with a time may have, on average. */
	TRACE_LINES = 30,
	/* "[... A: " and " ...]". */
	MARKER_TOKENS = 8,
	/* An encoded row's label, time and newline. */
	ROW_TOKENS = 6,
};

/* What becomes of a kind. */
struct fold {
	bool folded;
	bool labelled; /* its first staying record has been written */
	uint32_t gap; /* its records in the gap that is being collected */
	uint32_t left; /* its records that do not stay */
	uint32_t tokens; /* of one of its records, as it would go out */
	uint64_t bytes; /* of those that do not stay */
	uint64_t label;
	size_t text, text_end; /* what its marker says, in state.text */
};

/* What is to become of a record. */
enum {
	FOLD,
	STAY,
	DROP
};

struct log_state {
	struct rows rows;
	struct mine mine;
	struct columns columns;
	struct fold *fold; /* of each kind */
	size_t fold_cap;
	unsigned char *fate; /* of each record */
	size_t fate_cap;
	struct buf text, marker;
	uint64_t labels; /* given out so far */

	/* The gap: records left out since the last one that was written. */
	uint32_t *gap; /* kinds in it, in order of appearance */
	size_t ngap, gap_cap;
	uint32_t gap_first, gap_last; /* records */
	uint32_t dropped;

	struct log_lines *lines; /* of blocks */
	bool failed; /* memory was short */
};

static void
log_close(void *state)
{
	struct log_state *s = state;

	if (!s)
		return;
	rows_release(&s->rows);
	mine_release(&s->mine);
	columns_release(&s->columns);
	mem_free(s->fold);
	mem_free(s->fate);
	mem_free(s->gap);
	buf_release(&s->text);
	buf_release(&s->marker);
	log_lines_free(s->lines);
	mem_free(s);
}

static void *
log_open(void)
{
	struct log_state *s = mem_zalloc(1, sizeof(*s));

	/* No two processes hash alike: the address is random, and no output
	 * depends on it. */
	if (s)
		rows_init(&s->rows, (uintptr_t)s);
	return s;
}

/* Labels of one run are different. */
static void
log_restart(void *state, bool run)
{
	struct log_state *s = state;

	if (run)
		s->labels = 0;
}

static inline uint32_t
kind_of(const struct window *w, size_t row)
{
	return w->form[w->record[row].form].kind;
}

/* ---- deciding ------------------------------------------------------------ */

/* Whether a line looks like a part of what the line above began to say. */
static bool
is_trailing(struct span line)
{
	static const char *const starts[] = { "Caused by", "Traceback", "at ",
		"...", "}", ")" };

	if (is_blank_or_tab(*line.p) || *line.p == '\n')
		return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (span_starts(line, starts[i]))
			return true;
	/* "java.io.IOException: closed", "ValueError: not a number" */
	for (size_t i = 0; i + 5 < line.n && line.p[i] > ' '; i++)
		if (line.p[i + 1] == ':')
			return span_ends(span_of(line.p, i + 1), "Exception") ||
			       span_ends(span_of(line.p, i + 1), "Error");
	return false;
}

/*
 * A line begins a record if it has a time, where most lines have one or most
 * of the others look like traces.  Where most lines are indented, as in the
 * output of cargo, that says nothing about which ones belong together.
 */
static enum rows_mode
find_mode(struct span text)
{
	size_t from, to, lines = 0, stamped = 0, indented = 0, trailing = 0;
	struct span line;

	while (lines < FIRST_LINES && span_line(&text, &line)) {
		lines++;
		indented += is_blank_or_tab(*line.p);
		if (stamp_find(line, &from, &to))
			stamped++;
		else
			trailing += is_trailing(line);
	}
	if (stamped * 2 > lines ||
		(stamped * TRACE_LINES > lines &&
			trailing * 4 > (lines - stamped) * 3))
		return ROWS_TIMED;
	return indented * 2 > lines ? ROWS_LINES : ROWS_INDENTED;
}

static bool
make_room(struct log_state *s)
{
	size_t rows = s->rows.w.nrecords, kinds = s->mine.nkinds;

	if (!mem_grow(&s->fate, &s->fate_cap, rows, sizeof(*s->fate)) ||
		!mem_grow(&s->fold, &s->fold_cap, kinds, sizeof(*s->fold)) ||
		!mem_grow(&s->gap, &s->gap_cap, kinds, sizeof(*s->gap)))
		return false;
	memset(s->fate, FOLD, rows);
	memset(s->fold, 0, kinds * sizeof(*s->fold));
	buf_reset(&s->text);
	buf_reset(&s->marker);
	s->ngap = s->dropped = 0;
	s->failed = false;
	return true;
}

static void
apply_filter(struct codec_ctx *ctx, struct log_state *s)
{
	const struct window *w = &s->rows.w;

	for (size_t r = 0; ctx->filter && r < w->nrecords; r++)
		switch (filter_match(ctx->filter, record_text(w, &w->record[r]),
			&ctx->stats->regex_failures)) {
		case FILTER_KEEP:
			s->fate[r] = STAY;
			break;
		case FILTER_DROP:
			s->fate[r] = DROP;
			break;
		case FILTER_NONE:
			break;
		}
}

/* A list of paths or names, one a line: nothing but the values says anything,
 * so no summary can stand for them. */
static bool
is_list(const struct log_state *s, const struct kind *kind)
{
	const struct column *c = s->columns.column + kind->column;

	for (uint32_t i = 0; kind->nameless && i < kind->ncolumns; i++)
		if (!c[i].constant && !c[i].numeric)
			return true;
	return false;
}

/*
 * What a record of a kind that stays costs when it is encoded as a row, about:
 * a value that is that of the row above is blank, so each column costs its
 * comma and as much of a value as it has different ones.
 */
static size_t
row_tokens(struct codec_ctx *ctx, const struct log_state *s,
	const struct kind *kind)
{
	const struct column *c = s->columns.column + kind->column;
	size_t sum = ROW_TOKENS;

	for (uint32_t i = 0; i < kind->ncolumns; i++) {
		size_t tokens;

		if (c[i].constant || c[i].same_as != NONE)
			continue;
		tokens = hr_count(ctx->counter, c[i].first.p, c[i].first.n);
		if (tokens != SIZE_MAX)
			sum += 1 +
			       (c[i].many ? tokens
					  : tokens * c[i].values / c[i].rows);
	}
	return sum;
}

/* Whether folding a kind makes it smaller; its marker's text goes to s->text. */
static bool
is_worth_it(struct codec_ctx *ctx, struct log_state *s, size_t k)
{
	const struct window *w = &s->rows.w;
	const struct kind *kind = &s->mine.kind[k];
	struct fold *f = &s->fold[k];
	struct span first = record_text(w, &w->record[kind->first]);
	size_t marker, lines;

	if (!f->left || is_list(s, kind))
		return false;
	f->text = s->text.n;
	marker_kind(
		&s->text, w, &s->columns, kind, MARKER_THIS, ctx->line_base);
	f->text_end = s->text.n;
	if (!buf_ok(&s->text))
		return false;
	marker = hr_count(
		ctx->counter, s->text.p + f->text, f->text_end - f->text);
	lines = hr_count(ctx->counter, first.p, first.n);
	s->failed |= marker == SIZE_MAX || lines == SIZE_MAX;
	if (s->failed)
		return false;
	/* Its others may be longer than the first: a list, a trace. */
	lines = (size_t)((uint64_t)lines * f->bytes / f->left /
			 (first.n ? first.n : 1));
	if (ctx->encoded) {
		size_t row = row_tokens(ctx, s, kind);

		row = (size_t)((uint64_t)row * f->bytes / f->left /
			       (first.n ? first.n : 1));
		lines = row < lines ? row : lines;
	}
	f->tokens = (uint32_t)lines;
	return (uint64_t)f->left * lines >
	       MARKER_TOKENS + marker + (uint64_t)f->left * GAP_TOKENS;
}

static void
decide(struct codec_ctx *ctx, struct log_state *s)
{
	const struct window *w = &s->rows.w;

	select_rows(w, &s->mine, &s->columns, s->fate);
	apply_filter(ctx, s);
	for (size_t r = 0; r < w->nrecords; r++) {
		struct fold *f = &s->fold[kind_of(w, r)];

		f->left += s->fate[r] == FOLD;
		f->bytes += s->fate[r] == FOLD ? w->record[r].n : 0;
		f->labelled |= s->fate[r] == STAY;
	}
	for (size_t k = 0; k < s->mine.nkinds; k++) {
		s->fold[k].folded =
			s->fold[k].labelled && is_worth_it(ctx, s, k);
		s->fold[k].labelled = false;
	}
}

/* ---- writing ------------------------------------------------------------- */

static void
add_record(
	struct codec_ctx *ctx, struct log_state *s, size_t row, struct buf *out)
{
	const struct record *r = &s->rows.w.record[row];

	buf_add(out, record_text(&s->rows.w, r));
	ctx->stats->lines_kept += r->lines;
}

/* Writes the marker that is being collected, if there is one, with an end in
 * the manner of the input's own lines. */
static void
close_marker(struct codec_ctx *ctx, struct log_state *s, struct buf *out)
{
	struct span first = record_text(&s->rows.w, s->rows.w.record);

	if (!buf_ok(&s->marker))
		out->failed = true;
	if (!s->marker.n)
		return;
	buf_add(out, buf_span(&s->marker));
	buf_add_str(out, span_ends(first, "\r\n") ? MARKER_CLOSE "\r\n"
						  : MARKER_CLOSE "\n");
	buf_reset(&s->marker);
	ctx->stats->markers++;
}

/* "290 A, 7 B +12, 2 dropped": 12 are of other kinds */
static void
add_gap_counts(struct log_state *s, struct buf *out)
{
	uint32_t listed = 0, others = 0, kinds = GAP_KINDS;
	uint32_t records = s->gap_last - s->gap_first + 1;
	const char *comma = "";

	for (; records / 2 > GAP_RECORDS; records /= 2)
		kinds++;
	/* A line that counts one other might as well name it. */
	if (s->ngap == kinds + 1)
		kinds++;
	for (; listed < kinds && listed < s->ngap; listed++) {
		uint32_t most = listed, k;

		for (uint32_t i = listed + 1; i < s->ngap; i++)
			if (s->fold[s->gap[i]].gap > s->fold[s->gap[most]].gap)
				most = i;
		k = s->gap[most];
		memmove(&s->gap[listed + 1], &s->gap[listed],
			(most - listed) * sizeof(*s->gap));
		s->gap[listed] = k;
		buf_add_str(out, comma);
		if (s->fold[k].gap > 1) {
			buf_add_uint(out, s->fold[k].gap);
			buf_add_char(out, ' ');
		}
		marker_label(out, s->fold[k].label);
		comma = ", ";
	}
	for (uint32_t i = listed; i < s->ngap; i++)
		others += s->fold[s->gap[i]].gap;
	if (others) {
		buf_add_str(out, listed ? " +" : "");
		buf_add_uint(out, others);
		comma = ", ";
	}
	if (s->dropped) {
		buf_add_str(out, comma);
		buf_add_uint(out, s->dropped);
		buf_add_str(out, " dropped");
	}
}

/* Writes what stands for the gap: a marker, or its lines if they are not more
 * tokens than that. */
static void
close_gap(struct codec_ctx *ctx, struct log_state *s, struct buf *out)
{
	const struct record *first = &s->rows.w.record[s->gap_first];
	const struct record *last = &s->rows.w.record[s->gap_last];
	struct buf *marker = &s->marker;
	size_t before = marker->n;
	struct span lines, counts;
	size_t tokens = 0;

	if (!s->ngap && !s->dropped) {
		close_marker(ctx, s, out);
		return;
	}
	buf_add_str(marker, before ? MARKER_AND : MARKER_OPEN);
	marker_range(marker, ctx->line_base + first->line,
		ctx->line_base + last->line + last->lines - 1);
	buf_add_str(marker, ": ");
	add_gap_counts(s, marker);
	lines = span_of(
		s->rows.w.text.p + first->at, last->at + last->n - first->at);
	counts = span_from(buf_span(marker), before);
	for (size_t i = 0; i < s->ngap; i++)
		tokens += (size_t)s->fold[s->gap[i]].gap *
			  s->fold[s->gap[i]].tokens;
	if (!ctx->encoded)
		tokens =
			hr_count_upto(ctx->counter, lines.p, lines.n, counts.n);
	if (!s->dropped &&
		tokens <= hr_count(ctx->counter, counts.p, counts.n)) {
		marker->n = before;
		close_marker(ctx, s, out);
		for (uint32_t r = s->gap_first; r <= s->gap_last; r++)
			add_record(ctx, s, r, out);
	} else {
		close_marker(ctx, s, out);
		ctx->stats->lines_folded +=
			last->line + last->lines - first->line;
	}
	for (size_t i = 0; i < s->ngap; i++)
		s->fold[s->gap[i]].gap = 0;
	s->ngap = s->dropped = 0;
}

static void
add_to_gap(struct log_state *s, uint32_t row)
{
	uint32_t k = kind_of(&s->rows.w, row);

	if (!s->ngap && !s->dropped)
		s->gap_first = row;
	s->gap_last = row;
	if (!s->fold[k].labelled)
		s->dropped++;
	else if (!s->fold[k].gap++)
		s->gap[s->ngap++] = k;
}

/* Begins the marker behind the first record of a kind. */
static void
add_label(struct log_state *s, struct fold *f)
{
	f->labelled = true;
	f->label = s->labels++;
	buf_add_str(&s->marker, MARKER_OPEN);
	marker_label(&s->marker, f->label);
	buf_add_str(&s->marker, ": ");
	buf_add(&s->marker,
		span_of(s->text.p + f->text, f->text_end - f->text));
}

static void
write_records(struct codec_ctx *ctx, struct log_state *s, struct buf *out)
{
	const struct window *w = &s->rows.w;
	struct span text = w->text;
	bool at_marker;

	for (uint32_t r = 0; r < w->nrecords; r++) {
		struct fold *f = &s->fold[kind_of(w, r)];

		if (s->fate[r] == DROP || (s->fate[r] == FOLD && f->folded)) {
			add_to_gap(s, r);
			continue;
		}
		close_gap(ctx, s, out);
		add_record(ctx, s, r, out);
		if (f->folded && !f->labelled)
			add_label(s, f);
	}
	at_marker = s->marker.n || s->ngap || s->dropped;
	close_gap(ctx, s, out);
	/* A marker at the end of the input ends like the input. */
	if (at_marker && ctx->last && !span_ends(text, "\n") && buf_ok(out) &&
		span_ends(buf_span(out), "\n"))
		out->n = span_chomp(buf_span(out)).n;
}

static enum hr_status
log_fold(struct codec_ctx *ctx, struct span in, struct buf *out, size_t *used)
{
	struct log_state *s = ctx->state;
	enum hr_status status;

	status = rows_read(&s->rows, in, find_mode(in), used);
	if (status != HR_OK)
		return status;
	status = mine_kinds(&s->mine, &s->rows.w);
	if (status != HR_OK)
		return status;
	status = columns_read(&s->columns, &s->mine, &s->rows.w, COLUMN_ROWS);
	if (status != HR_OK || !make_room(s))
		return HR_ENOMEM;
	decide(ctx, s);
	write_records(ctx, s, out);
	return buf_ok(out) && buf_ok(&s->text) && buf_ok(&s->marker) &&
			       !s->failed
		       ? HR_OK
		       : HR_ENOMEM;
}

/* ---- blocks --------------------------------------------------------------- */

static bool
open_lines(struct log_state *s)
{
	if (!s->lines)
		s->lines = log_lines_new();
	return s->lines != NULL;
}

static enum hr_status
log_encode(struct codec_ctx *ctx, struct span in, struct buf *head,
	struct buf *body)
{
	struct log_state *s = ctx->state;

	if (!open_lines(s))
		return HR_ENOMEM;
	return log_lines_encode(s->lines, ctx, in, head, body);
}

static enum hr_status
log_decode(struct codec_ctx *ctx, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct log_state *s = ctx->state;

	if (!open_lines(s))
		return HR_ENOMEM;
	return log_lines_decode(s->lines, head, body, out, err);
}

static enum hr_status
log_make_units(struct codec_ctx *ctx, struct span in, struct units *out)
{
	struct log_state *s = ctx->state;

	return log_units(
		&s->rows, &s->mine, &s->columns, in, ctx->line_base, out);
}

const struct codec codec_log = {
	.name = "log",
	.help = "logs and other output that repeats itself line by line",
	.tag = "lines",
	.kind = HR_KIND_LOG,
	.detector = { &detect_log, &detect_output },
	.open = log_open,
	.close = log_close,
	.restart = log_restart,
	.encode = log_encode,
	.decode = log_decode,
	.fold = log_fold,
	.units = log_make_units,
};
