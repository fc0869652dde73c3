/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifying: which facts of a text are still in what was made of it.
 *
 *     raw        -> plain -> its facts, different ones once
 *     compressed -> expand -> plain -> marks those it has, or states
 *     kinds of lines of raw: kept if one of their lines is
 */
#include "base/buf.h"
#include "codec/block.h"
#include "verify/fact_json.h"
#include "verify/fact_kinds.h"
#include "verify/fact_lex.h"
#include "verify/fact_marker.h"
#include "verify/fact_set.h"
#include "verify/fact_text.h"
#include "headroom.h"
#include "table/marker.h"

struct verify {
	struct span raw; /* plain */
	bool json;
	struct fact_set facts; /* of raw; leaves, if there are any, first */
	size_t nleaves;
	struct fact_set keys; /* of the leaves */
	struct fact_kinds kinds;
	struct fact_ranges ranges;
	struct line_set lines; /* of the compressed text */
	struct line_set raw_markers; /* lines of raw that look like markers */
	uint64_t line; /* that is being read */
	const char *counted; /* lines of raw up to here are `line` */
	size_t leaves_kept;
	struct buf plain_raw;
};

static const char *const names[] = {
	[HR_FACT_TEMPLATE] = "templates",
	[HR_FACT_ERROR] = "errors",
	[HR_FACT_NUMBER] = "numbers",
	[HR_FACT_PATH] = "paths",
	[HR_FACT_URL] = "urls",
	[HR_FACT_IDENTIFIER] = "identifiers",
	[HR_FACT_FRAME] = "frames",
	[HR_FACT_LEAF] = "leaves",
};

const char *
hr_fact_name(enum hr_fact fact)
{
	return names[fact];
}

enum hr_status
hr_fact_find(const char *name, enum hr_fact *fact)
{
	for (int i = 0; i < HR_NFACTS; i++)
		if (!strcmp(names[i], name)) {
			*fact = (enum hr_fact)i;
			return HR_OK;
		}
	return HR_EINPUT;
}

/* ---- the facts of the original ------------------------------------------- */

static void
add_fact(void *ctx, enum hr_fact fact, struct span s)
{
	struct verify *v = ctx;

	fact_set_add(&v->facts, fact, s, v->line);
}

static uint64_t
newlines(const char *p, const char *end)
{
	uint64_t n = 0;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		n++;
	}
	return n;
}

static void
add_leaf(void *ctx, struct span key, struct span value)
{
	struct verify *v = ctx;

	v->line += newlines(v->counted, value.p);
	v->counted = value.p;
	fact_set_add_leaf(&v->facts, key, value, v->line);
	if (key.n)
		fact_set_add(&v->keys, HR_FACT_TEMPLATE, key, v->line);
}

static void
read_line(struct verify *v, struct span line)
{
	struct span frame = span_trim(line);

	if (marker_is(line))
		line_set_add_text(&v->raw_markers, span_chomp(line));
	if (fact_is_frame(frame))
		fact_set_add(&v->facts, HR_FACT_FRAME, frame, v->line);
	/* In JSON a time is a value like any other. */
	if (v->json)
		fact_lex(line, false, add_fact, v);
	else
		fact_lex_timed(line, false, add_fact, v);
}

static void
read_raw(struct verify *v)
{
	struct span rest = v->raw, line;

	v->facts.text = v->keys.text = v->raw;
	v->json = fact_is_json(v->raw);
	v->line = 1;
	if (v->json) {
		v->counted = v->raw.p;
		fact_json_scan(v->raw, add_leaf, v);
		v->nleaves = v->facts.n;
	}
	for (v->line = 1; span_line(&rest, &line); v->line++)
		read_line(v, line);
}

/* ---- what the compressed text has ---------------------------------------- */

static void
keep_fact(void *ctx, enum hr_fact fact, struct span s)
{
	struct verify *v = ctx;

	fact_set_mark(&v->facts, fact, s, FACT_KEPT);
}

static void
state_fact(void *ctx, enum hr_fact fact, struct span s)
{
	struct verify *v = ctx;

	fact_set_mark(&v->facts, fact, s, FACT_STATED);
}

static void
keep_leaf(void *ctx, struct span key, struct span value)
{
	struct verify *v = ctx;

	v->leaves_kept += fact_set_mark_leaf(&v->facts, key, value);
}

static void
look_at_line(struct verify *v, struct span line)
{
	if (marker_is(line) &&
		!line_set_has_text(&v->raw_markers, span_chomp(line))) {
		fact_marker_read(&v->ranges, line, state_fact, v);
		return;
	}
	line_set_add(&v->lines, line);
	fact_set_mark(&v->facts, HR_FACT_FRAME, span_trim(line), FACT_KEPT);
	if (v->json)
		fact_lex(line, true, keep_fact, v);
	else
		fact_lex_timed(line, true, keep_fact, v);
}

static void
look_at_text(struct verify *v, struct span text)
{
	struct span rest = text, line;

	while (span_line(&rest, &line))
		look_at_line(v, line);
	if (v->json)
		fact_json_scan(text, keep_leaf, v);
}

static bool
may_be_in_range(unsigned char class)
{
	return class == HR_FACT_NUMBER || class == HR_FACT_PATH ||
	       class == HR_FACT_IDENTIFIER;
}

static void
apply_ranges(struct verify *v)
{
	fact_ranges_sort(&v->ranges);
	for (size_t i = v->nleaves; v->ranges.n && i < v->facts.n; i++) {
		struct fact *f = &v->facts.fact[i];

		if (f->state == FACT_LOST && may_be_in_range(f->class) &&
			fact_ranges_have(&v->ranges, (enum hr_fact)f->class,
				fact_text(&v->facts, f)))
			f->state = FACT_STATED;
	}
}

/* ---- leaves in another notation than JSON -------------------------------- */

static void
add_cell(void *ctx, struct span cell)
{
	line_set_add_text(ctx, cell);
}

/* A leaf is kept by a table that names its key and has a cell of its value. */
static void
look_for_cells(struct verify *v, const struct span *texts, size_t ntexts)
{
	struct line_set cells = { .seed = v->lines.seed };

	for (size_t i = 0; i < ntexts; i++)
		fact_cells_scan(texts[i], add_cell, &cells);
	for (size_t i = 0; i < v->nleaves; i++) {
		struct fact *f = &v->facts.fact[i];
		struct span s = fact_text(&v->facts, f);
		struct span key = span_of(s.p, f->key);
		struct span value = span_from(s, f->key ? f->key + 2 : 0);

		if (value.n > 2 && *value.p == '"')
			value = span_of(value.p + 1, value.n - 2);
		if ((!key.n || line_set_has_text(&cells, key)) &&
			line_set_has_text(&cells, value))
			f->state = FACT_KEPT;
	}
	v->lines.failed |= cells.failed;
	line_set_release(&cells);
}

/* ---- kinds of lines ------------------------------------------------------ */

static int
state_of_line(void *ctx, uint64_t row, struct span line)
{
	const struct verify *v = ctx;

	(void)row;
	return line_set_has(&v->lines, line) ? FACT_KEPT : FACT_LOST;
}

static int
state_of_leaf(void *ctx, uint64_t row, struct span line)
{
	const struct verify *v = ctx;

	(void)line;
	return row < v->nleaves ? v->facts.fact[row].state : FACT_LOST;
}

/* A key is as well off as the best of its leaves. */
static void
mark_keys(struct verify *v)
{
	for (size_t i = 0; i < v->nleaves; i++) {
		const struct fact *f = &v->facts.fact[i];

		if (f->state != FACT_LOST)
			fact_set_mark(&v->keys, HR_FACT_TEMPLATE,
				span_of(fact_text(&v->facts, f).p, f->key),
				(enum fact_state)f->state);
	}
}

static enum hr_status
find_kinds(struct verify *v)
{
	if (v->json)
		return fact_kinds_find(&v->kinds, buf_span(&v->facts.leaves),
			v->facts.seed, state_of_leaf, v);
	return fact_kinds_find(
		&v->kinds, v->raw, v->facts.seed, state_of_line, v);
}

/* ---- the verdict --------------------------------------------------------- */

static void
count(struct hr_fact_counts *c, uint32_t state)
{
	c->total++;
	c->kept += state == FACT_KEPT;
	c->stated += state == FACT_STATED;
}

static void
count_facts(const struct fact_set *t, struct hr_verdict *verdict)
{
	for (size_t i = 0; i < t->n; i++)
		count(&verdict->facts[t->fact[i].class], t->fact[i].state);
}

static void
count_all(const struct verify *v, struct hr_verdict *verdict)
{
	count_facts(&v->facts, verdict);
	count_facts(&v->keys, verdict);
	for (size_t i = 0; i < v->kinds.n; i++) {
		const struct fact_kind *k = &v->kinds.kind[i];

		if (!v->json)
			count(&verdict->facts[HR_FACT_TEMPLATE], k->state);
		if (k->error)
			count(&verdict->facts[HR_FACT_ERROR], k->state);
	}
}

/* The line of the original that a kind begins with. */
static uint64_t
kind_line(const struct verify *v, const struct fact_kind *k)
{
	if (v->json && k->row < v->nleaves)
		return v->facts.fact[k->row].line;
	return k->row + 1;
}

static enum hr_status
tell_lost_kinds(
	const struct verify *v, enum hr_fact class, hr_lost_fn *lost, void *ctx)
{
	enum hr_status status = HR_OK;

	for (size_t i = 0; status == HR_OK && i < v->kinds.n; i++) {
		const struct fact_kind *k = &v->kinds.kind[i];
		struct span s = span_trim(k->text);

		if (k->state == FACT_LOST &&
			(class == HR_FACT_TEMPLATE || k->error))
			status = lost(ctx, class, kind_line(v, k), s.p, s.n);
	}
	return status;
}

static enum hr_status
tell_lost_facts(const struct fact_set *t, enum hr_fact class, hr_lost_fn *lost,
	void *ctx)
{
	enum hr_status status = HR_OK;

	for (size_t i = 0; status == HR_OK && i < t->n; i++) {
		const struct fact *f = &t->fact[i];
		struct span s = fact_text(t, f);

		if (f->class == class && f->state == FACT_LOST)
			status = lost(ctx, class, f->line, s.p, s.n);
	}
	return status;
}

static enum hr_status
tell_lost_of(
	const struct verify *v, enum hr_fact class, hr_lost_fn *lost, void *ctx)
{
	if (class == HR_FACT_TEMPLATE && v->json)
		return tell_lost_facts(&v->keys, class, lost, ctx);
	if (class == HR_FACT_TEMPLATE || class == HR_FACT_ERROR)
		return tell_lost_kinds(v, class, lost, ctx);
	return tell_lost_facts(&v->facts, class, lost, ctx);
}

static enum hr_status
tell_lost(const struct verify *v, const struct hr_verdict *verdict,
	hr_lost_fn *lost, void *ctx)
{
	for (int i = 0; i < HR_NFACTS; i++) {
		const struct hr_fact_counts *c = &verdict->facts[i];
		enum hr_status status;

		if (c->kept + c->stated == c->total)
			continue;
		status = tell_lost_of(v, (enum hr_fact)i, lost, ctx);
		if (status != HR_OK && status != HR_SKIP)
			return status;
	}
	return HR_OK;
}

/* ---- the whole way ------------------------------------------------------- */

static enum hr_status
expand_sink(void *ctx, const void *p, size_t n)
{
	struct buf *out = ctx;

	buf_add(out, span_of(p, n));
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

/* HR_SKIP: there is nothing to expand, or it was damaged. */
static enum hr_status
expand(struct span text, struct buf *out)
{
	struct hr_expander *x = hr_expander_new(expand_sink, out);
	enum hr_status status;
	struct hr_error err;

	if (!x)
		return HR_ENOMEM;
	status = hr_expander_feed(x, text.p, text.n, &err);
	if (status == HR_OK)
		status = hr_expander_finish(x, &err);
	hr_expander_free(x);
	if (status == HR_ENOMEM)
		return status;
	if (status != HR_OK || span_equal(buf_span(out), text))
		return HR_SKIP;
	return HR_OK;
}

static enum hr_status
look_at_compressed(struct verify *v, struct span text, struct buf *expanded,
	struct buf plain[2], bool *is_expanded)
{
	struct span texts[2] = { text };
	enum hr_status status = expand(text, expanded);
	size_t n = 1;

	if (status == HR_ENOMEM)
		return status;
	*is_expanded = status == HR_OK;
	/* The cells of a block are parts of values: "02" of 15:16:02.  But
	 * where the original has lines like its header they may be the
	 * original's own. */
	if (*is_expanded && !(v->raw.n && block_is_in(v->raw)))
		texts[0] = buf_span(expanded);
	else if (*is_expanded)
		texts[n++] = buf_span(expanded);
	else
		buf_release(expanded);
	for (size_t i = 0; i < n; i++) {
		texts[i] = fact_plain(texts[i], &plain[i]);
		look_at_text(v, texts[i]);
	}
	apply_ranges(v);
	if (v->nleaves && !v->leaves_kept)
		look_for_cells(v, texts, n);
	mark_keys(v);
	status = find_kinds(v);
	if (status != HR_OK || !buf_ok(&plain[0]) || !buf_ok(&plain[1]))
		return HR_ENOMEM;
	return v->facts.failed || v->keys.failed || v->lines.failed ||
			       v->raw_markers.failed || v->ranges.failed
		       ? HR_ENOMEM
		       : HR_OK;
}

enum hr_status
hr_verify(const void *raw, size_t raw_n, const void *compressed,
	size_t compressed_n, struct hr_verdict *verdict, hr_lost_fn *lost,
	void *ctx)
{
	struct verify v = { 0 };
	struct buf expanded = { 0 }, plain[2] = { { 0 } };
	struct hr_verdict made = { 0 };
	enum hr_status status = HR_ENOMEM;

	/* No two processes hash alike, and no output depends on it. */
	v.facts.seed = v.keys.seed = (uintptr_t)&v;
	v.lines.seed = v.raw_markers.seed = (uintptr_t)&v;
	v.raw = fact_plain(span_of(raw, raw_n), &v.plain_raw);
	if (buf_ok(&v.plain_raw)) {
		read_raw(&v);
		status = look_at_compressed(&v,
			span_of(compressed, compressed_n), &expanded, plain,
			&made.expanded);
	}
	if (status == HR_OK) {
		made.json = v.json;
		count_all(&v, &made);
		*verdict = made;
		if (lost)
			status = tell_lost(&v, &made, lost, ctx);
	}
	fact_set_release(&v.facts);
	fact_set_release(&v.keys);
	fact_kinds_release(&v.kinds);
	fact_ranges_release(&v.ranges);
	line_set_release(&v.lines);
	line_set_release(&v.raw_markers);
	buf_release(&v.plain_raw);
	buf_release(&expanded);
	buf_release(&plain[0]);
	buf_release(&plain[1]);
	return status;
}
