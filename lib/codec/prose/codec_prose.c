/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text for people.  By default only paragraphs that were there before go:
 *
 *	1  The same words.            The same words.
 *	2
 *	3  Others.                    Others.
 *	4
 *	5  The same words.            [... 5: as 1 ...]
 *
 * For a budget, sentences are kept and dropped (prose_render.c).
 */
#include "codec/codec.h"

#include "base/hash.h"
#include "base/slots.h"
#include "codec/prose/prose.h"
#include "filter.h"
#include "table/marker.h"

enum {
	/* Shorter repeated paragraphs are not looked at: a marker has 12
	 * tokens and more. */
	FOLD_BYTES = 64,
	/* Items of a list up to this are one unit. */
	ITEM_BYTES = 300,
	HASH_SEED = 3,
	/* What others are indented below; of longer blocks nobody needs to
	 * know. */
	PARENT_BYTES = 240,
	LEVELS = 16,
};

struct prose_state {
	struct blocks blocks;
	uint64_t *hash; /* of each block */
	size_t hash_cap;
	uint32_t *as; /* the block that each repeats, or itself */
	size_t as_cap;
	struct slots slots;
};

static void *
prose_open(void)
{
	return mem_zalloc(1, sizeof(struct prose_state));
}

static void
prose_close(void *state)
{
	struct prose_state *s = state;

	if (!s)
		return;
	prose_blocks_release(&s->blocks);
	slots_release(&s->slots);
	mem_free(s->hash);
	mem_free(s->as);
	mem_free(s);
}

/* ---- folding ------------------------------------------------------------- */

/* A text being folded. */
struct fold {
	struct codec_ctx *ctx;
	struct prose_state *s;
	struct span text;
	struct buf *out;
};

static struct span
block_text(const struct fold *f, size_t i)
{
	const struct block *b = &f->s->blocks.block[i];

	return span_chomp(span_of(f->text.p + b->at, b->n));
}

static struct span
block_blank(const struct fold *f, size_t i)
{
	const struct block *b = &f->s->blocks.block[i];

	return span_of(f->text.p + b->at + b->n, b->blank);
}

/* Whether a line of the block is one that was asked for. */
static bool
is_asked_for(const struct fold *f, struct span text)
{
	struct span line;

	while (f->ctx->filter && span_line(&text, &line))
		if (filter_match(f->ctx->filter, span_chomp(line),
			    &f->ctx->stats->regex_failures) == FILTER_KEEP)
			return true;
	return false;
}

/* The first block with the same text; i itself if it is new. */
static uint32_t
first_like(const struct fold *f, size_t i)
{
	struct slots *slots = &f->s->slots;
	size_t k = f->s->hash[i] & (slots->n - 1);

	for (; slots->p[k]; k = (k + 1) & (slots->n - 1)) {
		uint32_t j = slots->p[k] - 1;

		if (f->s->hash[j] == f->s->hash[i] &&
			span_equal(block_text(f, j), block_text(f, i)))
			return j;
	}
	slots->p[k] = (uint32_t)i + 1;
	return (uint32_t)i;
}

/* Finds for each block the first one that says the same, or itself. */
static bool
find_repeats(struct fold *f)
{
	struct prose_state *s = f->s;
	size_t n = s->blocks.n, slots = 1;

	while (slots < 2 * n)
		slots *= 2;
	slots_release(&s->slots);
	s->slots.p = mem_zalloc(slots, sizeof(*s->slots.p));
	if (!s->slots.p ||
		!mem_grow(&s->hash, &s->hash_cap, n, sizeof(*s->hash)) ||
		!mem_grow(&s->as, &s->as_cap, n, sizeof(*s->as)))
		return false;
	s->slots.n = slots;
	for (size_t i = 0; i < n; i++) {
		struct span text = block_text(f, i);

		s->hash[i] = hash_bytes(HASH_SEED, text.p, text.n);
		s->as[i] = first_like(f, i);
	}
	return true;
}

static bool
may_fold(const struct fold *f, size_t i)
{
	enum block_kind kind = f->s->blocks.block[i].kind;

	return f->s->as[i] != i && kind != BLOCK_CODE && kind != BLOCK_TABLE &&
	       !is_asked_for(f, block_text(f, i));
}

/* The block behind those from i on that repeat blocks which follow one another,
 * with the same empty lines between them. */
static size_t
repeat_end(const struct fold *f, size_t i)
{
	const uint32_t *as = f->s->as;
	size_t to = i;

	while (to < f->s->blocks.n && may_fold(f, to) &&
		(to == i || (as[to] == as[to - 1] + 1 &&
				    span_equal(block_blank(f, to - 1),
					    block_blank(f, as[to - 1])))))
		to++;
	return to;
}

/* Lines from block `from` to block `to`, without the empty ones behind it. */
static void
add_range(struct fold *f, size_t from, size_t to)
{
	const struct block *first = &f->s->blocks.block[from];
	const struct block *last = &f->s->blocks.block[to];

	marker_range(f->out, f->ctx->line_base + first->line,
		f->ctx->line_base + last->line + last->lines - 1);
}

/* Writes a marker for blocks [from, to); false if it would be no fewer tokens,
 * and then nothing is written. */
static bool
write_repeat(struct fold *f, size_t from, size_t to)
{
	const struct block *first = &f->s->blocks.block[from];
	const struct block *last = &f->s->blocks.block[to - 1];
	struct span text =
		span_of(f->text.p + first->at, last->at + last->n - first->at);
	size_t before = f->out->n, tokens;

	if (text.n < FOLD_BYTES)
		return false;
	buf_add_str(f->out, MARKER_OPEN);
	add_range(f, from, to - 1);
	buf_add_str(f->out, ": as ");
	add_range(f, f->s->as[from], f->s->as[to - 1]);
	buf_add_str(f->out, MARKER_CLOSE);
	if (!buf_ok(f->out))
		return true;
	tokens = hr_count(
		f->ctx->counter, f->out->p + before, f->out->n - before);
	if (hr_count_upto(f->ctx->counter, text.p, text.n, tokens) <= tokens) {
		f->out->n = before;
		return false;
	}
	if (span_ends(text, "\n"))
		buf_add_char(f->out, '\n');
	buf_add(f->out, block_blank(f, to - 1));
	f->ctx->stats->markers++;
	f->ctx->stats->lines_folded += span_lines(text);
	f->ctx->stats->lines_kept += span_lines(block_blank(f, to - 1));
	return true;
}

static enum hr_status
prose_fold(struct codec_ctx *ctx, struct span in, struct buf *out, size_t *used)
{
	struct fold f = { .ctx = ctx, .s = ctx->state, .text = in, .out = out };
	uint64_t markers = ctx->stats->markers;
	size_t to;

	*used = in.n;
	if (!prose_blocks(in, &f.s->blocks) || !find_repeats(&f))
		return HR_ENOMEM;
	for (size_t i = 0; i < f.s->blocks.n; i = to) {
		struct span text;

		to = repeat_end(&f, i);
		if (to > i && write_repeat(&f, i, to))
			continue;
		to += to == i;
		text = span_of(in.p + f.s->blocks.block[i].at,
			f.s->blocks.block[to - 1].at +
				f.s->blocks.block[to - 1].n +
				f.s->blocks.block[to - 1].blank -
				f.s->blocks.block[i].at);
		buf_add(out, text);
		ctx->stats->lines_kept += span_lines(text);
	}
	if (!buf_ok(out))
		return HR_ENOMEM;
	return ctx->stats->markers == markers ? HR_SKIP : HR_OK;
}

/* ---- units --------------------------------------------------------------- */

/* A text being cut into units. */
struct cut {
	struct span text;
	struct units *units;
	size_t base; /* units that were there before */
	/* The short blocks above that are indented less and less, the nearest
	 * heading first: what the next one stands under. */
	struct level {
		uint32_t indent, unit;
	} level[LEVELS];
	size_t nlevels;
	bool ok;
};

/* Lines that begin in these bytes. */
static uint32_t
lines_in(struct span text, size_t at, size_t n)
{
	uint32_t lines = at == 0 && n;

	for (size_t i = at ? at : 1; i < at + n; i++)
		lines += text.p[i - 1] == '\n';
	return lines;
}

/* Adds a unit and returns its number. */
static uint32_t
add_unit(struct cut *c, size_t at, size_t n, float value, uint32_t needs)
{
	if (n)
		c->ok = c->ok &&
			units_add(c->units,
				(struct unit){ .at = (uint32_t)at,
					.n = (uint32_t)n,
					.lines = lines_in(c->text, at, n),
					.needs = needs,
					.value = value });
	return (uint32_t)(c->units->n - c->base - 1);
}

static void
cut_sentences(struct cut *c, const struct block *b, uint32_t needs)
{
	struct span rest = span_of(c->text.p + b->at, b->n);

	while (rest.n) {
		size_t at = (size_t)(rest.p - c->text.p);
		size_t n = prose_sentence(rest);

		rest = span_from(rest, n);
		add_unit(
			c, at, n + (rest.n ? 0 : b->blank), VALUE_PLAIN, needs);
	}
}

static bool
is_rule_of_table(struct span line)
{
	line = span_chomp(line);
	for (size_t i = 0; i < line.n; i++)
		if (!line.p[i] || !strchr("-=+|: \t", line.p[i]))
			return false;
	return true;
}

/* The lines down to the rule below the names of the columns, then each row. */
static void
cut_table(struct cut *c, const struct block *b, uint32_t needs)
{
	struct span rest = span_of(c->text.p + b->at, b->n), line;
	size_t n = 0;
	uint32_t head;
	bool named = false, ruled = false;

	while (!(named && ruled) && span_line(&rest, &line)) {
		ruled = is_rule_of_table(line);
		named = named || !ruled;
		n += line.n;
	}
	head = add_unit(
		c, b->at, n + (rest.n ? 0 : b->blank), VALUE_PLAIN, needs);
	while (span_line(&rest, &line))
		add_unit(c, (size_t)(line.p - c->text.p),
			line.n + (rest.n ? 0 : b->blank), VALUE_PLAIN, head);
}

/* The unit that a block stands under: the last one that is indented less, or
 * else the heading. */
static uint32_t
parent_of(struct cut *c, const struct block *b)
{
	while (c->nlevels && c->level[c->nlevels - 1].indent > b->indent)
		c->nlevels--;
	return c->nlevels ? c->level[c->nlevels - 1].unit : NONE;
}

/* What is indented more stands under the first sentence of an item, but under
 * the last one of a paragraph. */
static void
add_parent(struct cut *c, const struct block *b, uint32_t first)
{
	uint32_t last = (uint32_t)(c->units->n - c->base - 1);
	uint32_t unit = b->kind == BLOCK_TEXT ? last : first;

	if (b->kind == BLOCK_HEADING)
		c->nlevels = 0;
	if (c->ok && c->nlevels < LEVELS &&
		c->units->unit[c->base + unit].n <= PARENT_BYTES)
		c->level[c->nlevels++] = (struct level){
			b->kind == BLOCK_HEADING ? 0 : b->indent + 1, unit
		};
}

static void
cut_block(struct cut *c, const struct block *b)
{
	size_t whole = (size_t)b->n + b->blank;
	uint32_t first = (uint32_t)(c->units->n - c->base);
	uint32_t needs = b->kind == BLOCK_HEADING ? NONE : parent_of(c, b);

	switch (b->kind) {
	case BLOCK_BLANK:
		add_unit(c, b->at, whole, VALUE_NOISE, NONE);
		return;
	case BLOCK_HEADING:
		add_unit(c, b->at, whole, VALUE_CONTEXT, NONE);
		break;
	case BLOCK_CODE:
		add_unit(c, b->at, whole, VALUE_PLAIN, needs);
		return;
	case BLOCK_TABLE:
		cut_table(c, b, needs);
		return;
	case BLOCK_ITEM:
		if (b->n <= ITEM_BYTES)
			add_unit(c, b->at, whole, VALUE_PLAIN, needs);
		else
			cut_sentences(c, b, needs);
		break;
	case BLOCK_TEXT:
		cut_sentences(c, b, needs);
		break;
	}
	add_parent(c, b, first);
}

static enum hr_status
prose_units(struct codec_ctx *ctx, struct span in, struct units *units)
{
	struct prose_state *s = ctx->state;
	struct cut c = {
		.text = in, .units = units, .base = units->n, .ok = true
	};

	if (!prose_blocks(in, &s->blocks))
		return HR_ENOMEM;
	for (size_t i = 0; i < s->blocks.n; i++)
		cut_block(&c, &s->blocks.block[i]);
	return c.ok && prose_value(in, units, c.base) ? HR_OK : HR_ENOMEM;
}

const struct codec codec_prose = {
	.name = "prose",
	.help = "text for people: paragraphs, Markdown, manuals",
	.tag = "prose",
	.kind = HR_KIND_PROSE,
	.detector = { &detect_prose },
	.open = prose_open,
	.close = prose_close,
	.fold = prose_fold,
	.units = prose_units,
	.render = prose_render,
};
