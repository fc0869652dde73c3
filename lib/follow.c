/* SPDX-License-Identifier: Apache-2.0 */
/* Following a log; see follow.h. */
#include "follow.h"

#include "base/hash.h"
#include "base/mem.h"
#include "filter.h"
#include "table/lex.h"
#include "table/marker.h"
#include "table/mine.h"
#include "table/rows.h"

enum {
	/* A run is summed up when it gets so long, whatever comes next. */
	RUN_BYTES = 1 << 20,
	/* Forms that are remembered, 16 bytes each; then all are forgotten. */
	FORMS = 1 << 15,
	FIRST_SLOTS = 1 << 8,
	/* What is before and after a run may be cut differently beside it. */
	EDGE_TOKENS = 2,
	/* Kinds whose columns are told in one marker. */
	TOLD_KINDS = 3,
};

struct seen {
	uint64_t hash; /* 0: empty */
	uint64_t line; /* the first of the form, counted from 0 */
};

struct follow {
	struct seen *seen;
	size_t nseen, nslots;
	struct buf run; /* the lines that wait */
	uint64_t run_line; /* of its first line */
	struct cell *cell;
	size_t cell_cap;
	struct rows rows;
	struct mine mine;
	struct columns columns;
	struct buf marker;
};

struct follow *
follow_new(void)
{
	struct follow *f = mem_zalloc(1, sizeof(*f));

	if (!f)
		return NULL;
	rows_init(&f->rows, (uintptr_t)f);
	f->seen = mem_zalloc(FIRST_SLOTS, sizeof(*f->seen));
	f->nslots = FIRST_SLOTS;
	if (!f->seen) {
		follow_free(f);
		return NULL;
	}
	return f;
}

void
follow_free(struct follow *f)
{
	if (!f)
		return;
	mem_free(f->seen);
	mem_free(f->cell);
	buf_release(&f->run);
	buf_release(&f->marker);
	rows_release(&f->rows);
	mine_release(&f->mine);
	columns_release(&f->columns);
	mem_free(f);
}

void
follow_reset(struct follow *f)
{
	memset(f->seen, 0, f->nslots * sizeof(*f->seen));
	f->nseen = 0;
	buf_reset(&f->run);
}

static struct seen *
find_seen(struct follow *f, uint64_t hash)
{
	size_t mask = f->nslots - 1, i = hash & mask;

	while (f->seen[i].hash && f->seen[i].hash != hash)
		i = (i + 1) & mask;
	return &f->seen[i];
}

static bool
grow_seen(struct follow *f)
{
	struct seen *old = f->seen;
	size_t n = f->nslots;

	f->seen = mem_zalloc(n * 2, sizeof(*f->seen));
	if (!f->seen) {
		f->seen = old;
		return false;
	}
	f->nslots = n * 2;
	for (size_t i = 0; i < n; i++)
		if (old[i].hash)
			*find_seen(f, old[i].hash) = old[i];
	mem_free(old);
	return true;
}

/* The form of a line as a hash that is not 0. */
static bool
hash_line(struct follow *f, struct span line, uint64_t *hash)
{
	if (!mem_grow(&f->cell, &f->cell_cap, LEX_CELLS(line.n),
		    sizeof(*f->cell)))
		return false;
	lex_record(line.p, 0, (uint32_t)line.n, f->rows.w.seed, f->cell, hash);
	*hash += !*hash;
	return true;
}

/* "290x like line 12 until 10:05:33; port 1..9" for the kinds of the run. */
static void
add_kinds(struct follow *f, struct codec_ctx *ctx)
{
	const struct window *w = &f->rows.w;
	uint32_t others = 0;

	for (size_t k = 0; k < f->mine.nkinds; k++) {
		const struct kind *kind = &f->mine.kind[k];
		uint64_t hash = w->form[kind->form].hash;
		const struct seen *seen = find_seen(f, hash + !hash);

		if (k >= TOLD_KINDS && f->mine.nkinds > TOLD_KINDS + 1) {
			others += kind->rows;
			continue;
		}
		buf_add_str(&f->marker, k ? MARKER_AND : "");
		marker_kind(&f->marker, w, &f->columns, kind,
			seen->hash ? seen->line : MARKER_DROPPED,
			ctx->line_base);
	}
	if (others) {
		buf_add_str(&f->marker, MARKER_AND);
		buf_add_uint(&f->marker, others);
		buf_add_str(&f->marker, " others");
	}
}

static enum hr_status
write_marker(struct follow *f, struct codec_ctx *ctx)
{
	struct span run = buf_span(&f->run);
	enum hr_status status;
	size_t used;

	status = rows_read(&f->rows, run, ROWS_LINES, &used);
	if (status == HR_OK)
		status = mine_kinds(&f->mine, &f->rows.w);
	if (status == HR_OK)
		status = columns_read(&f->columns, &f->mine, &f->rows.w, 1);
	if (status != HR_OK)
		return status;
	ctx->line_base = f->run_line;
	buf_reset(&f->marker);
	buf_add_str(&f->marker, MARKER_OPEN);
	marker_range(
		&f->marker, f->run_line, f->run_line + f->rows.w.lines - 1);
	buf_add_str(&f->marker, ": ");
	add_kinds(f, ctx);
	buf_add_str(&f->marker, span_ends(run, "\r\n") ? MARKER_CLOSE "\r\n"
						       : MARKER_CLOSE "\n");
	return buf_ok(&f->marker) ? HR_OK : HR_ENOMEM;
}

enum hr_status
follow_flush(struct follow *f, struct codec_ctx *ctx, struct buf *out)
{
	struct span run = buf_span(&f->run), marker;
	enum hr_status status;

	if (!run.n)
		return HR_OK;
	status = write_marker(f, ctx);
	if (status != HR_OK)
		return status;
	marker = buf_span(&f->marker);
	if (hr_count_upto(ctx->counter, run.p, run.n, marker.n) >
		hr_count(ctx->counter, marker.p, marker.n) + EDGE_TOKENS) {
		buf_add(out, marker);
		ctx->stats->markers++;
		ctx->stats->lines_folded += f->rows.w.lines;
	} else {
		buf_add(out, run);
		ctx->stats->lines_kept += f->rows.w.lines;
	}
	buf_reset(&f->run);
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

/* Remembers the form of the line with this number. */
static bool
remember(struct follow *f, uint64_t hash, uint64_t line)
{
	if (f->nseen == FORMS) {
		memset(f->seen, 0, f->nslots * sizeof(*f->seen));
		f->nseen = 0;
	}
	if (f->nseen * 2 >= f->nslots && !grow_seen(f))
		return false;
	*find_seen(f, hash) = (struct seen){ hash, line };
	f->nseen++;
	return true;
}

enum hr_status
follow_line(struct follow *f, struct codec_ctx *ctx, struct span line,
	struct buf *out)
{
	uint64_t number = ctx->line_base, hash;
	enum filter_verdict verdict = FILTER_NONE;
	enum hr_status status;
	struct seen *seen;

	if (!hash_line(f, line, &hash))
		return HR_ENOMEM;
	if (ctx->filter)
		verdict = filter_match(
			ctx->filter, line, &ctx->stats->regex_failures);
	seen = find_seen(f, hash);
	if (verdict == FILTER_DROP || (verdict == FILTER_NONE && seen->hash)) {
		if (!f->run.n)
			f->run_line = number;
		buf_add(&f->run, line);
		if (!buf_ok(&f->run))
			return HR_ENOMEM;
		return f->run.n < RUN_BYTES ? HR_OK : follow_flush(f, ctx, out);
	}
	status = follow_flush(f, ctx, out);
	buf_add(out, line);
	ctx->stats->lines_kept++;
	if (status != HR_OK)
		return status;
	if (!seen->hash && !remember(f, hash, number))
		return HR_ENOMEM;
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}
