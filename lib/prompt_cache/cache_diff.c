/* SPDX-License-Identifier: Apache-2.0 */
/* Two requests and a cache between them; see cache_diff.h. */
#include "prompt_cache/cache_diff.h"

#include "base/json_text.h"

enum {
	/* Bytes back to where a word begins, and with it a token. */
	WORD_BYTES = 64,
};

/* How a model's tokens are counted. */
struct scale {
	const struct hr_model *model; /* NULL: as they are */
	struct hr_counter *counter;
};

static uint64_t
scaled(const struct scale *s, uint64_t tokens)
{
	if (!s->model || s->model->exact)
		return tokens;
	return (uint64_t)((double)tokens * s->model->factor + 0.5);
}

/* ---- where --------------------------------------------------------------- */

static bool
same_piece(const struct cache_prompt *a, const struct cache_prompt *b, size_t i)
{
	const struct cache_piece *x = &a->piece[i], *y = &b->piece[i];

	return x->kind == y->kind && x->rank == y->rank &&
	       span_equal(cache_piece_text(a, i), cache_piece_text(b, i));
}

/* The first piece that is not the same. */
static size_t
find_piece(const struct cache_prompt *a, const struct cache_prompt *b)
{
	size_t n = a->npieces < b->npieces ? a->npieces : b->npieces, i = 0;

	while (i < n && same_piece(a, b, i))
		i++;
	return i;
}

/* Byte of a literal for byte `at` of what it decodes to. */
static size_t
raw_offset(struct span literal, size_t at)
{
	char unit[12];
	struct buf text = { .limit = sizeof(unit) };
	size_t raw = 0, decoded = 0;

	while (raw < literal.n && decoded < at) {
		size_t n = 1;

		if (literal.p[raw] != '\\') {
			decoded++;
			raw++;
			continue;
		}
		n = literal.p[raw + 1] == 'u' ? 6 : 2;
		/* A pair of surrogates is one character. */
		if (n == 6 && (literal.p[raw + 2] | 0x20) == 'd' &&
			literal.n - raw >= 12 && literal.p[raw + 6] == '\\' &&
			literal.p[raw + 7] == 'u' &&
			json_is_text(span_of(literal.p + raw, 12)) &&
			!json_is_text(span_of(literal.p + raw, 6)))
			n = 12;
		buf_reset(&text);
		json_decode(span_of(literal.p + raw, n), &text);
		decoded += text.n;
		raw += n;
	}
	buf_release(&text);
	return raw;
}

static bool
is_string(const struct cache_piece *piece)
{
	return piece->kind == CACHE_TEXT || piece->kind == CACHE_KEY;
}

static bool
is_word(const struct cache_piece *piece)
{
	return piece->kind == CACHE_TEXT || piece->kind == CACHE_LITERAL;
}

/* Whole blocks are what differs, not what they happen to begin with. */
static bool
is_of_blocks(const struct cache_diff *d)
{
	return d->blocks || d->why == CACHE_TOOL_ORDER;
}

static size_t
byte_of(const struct cache_prompt *p, const struct cache_piece *piece,
	size_t at)
{
	const jsmntok_t *token = &p->request.view.token[piece->token];
	size_t start = (size_t)token->start;

	if (is_string(piece))
		return start + raw_offset(span_of(p->request.view.p + start,
						  (size_t)token->end - start),
				       at);
	if (piece->kind == CACHE_LITERAL)
		return start + at;
	/* Where it ends, there is nothing more. */
	return piece->kind == CACHE_CLOSE ? (size_t)token->end - 1 : start;
}

/* `at` is the first byte of piece i that differs. */
static struct cache_place
place_of(const struct cache_prompt *p, size_t i, size_t at, bool whole)
{
	struct cache_place place = { .end = i == p->npieces };
	const struct cache_block *block;
	const struct cache_piece *piece;

	if (place.end)
		return place;
	block = &p->block[cache_prompt_block(p, i)];
	piece = &p->piece[i];
	place.token = whole ? block->token : piece->token;
	place.byte = whole ? (size_t)p->request.view.token[block->token].start
			   : byte_of(p, piece, at);
	place.part = block->part;
	place.message = block->message;
	place.text = span_of(p->text.p + block->at, block->end - block->at);
	if (!whole && is_word(piece)) {
		place.text = cache_piece_text(p, i);
		place.at = at;
	} else if (!whole) {
		place.at = piece->at + at - block->at;
	}
	return place;
}

/* Back to before the word that byte `at` is in, as a token may be all of it. */
static size_t
word_start(struct span s, size_t at)
{
	size_t i = at;

	while (i && at - i < WORD_BYTES) {
		i--;
		if (s.p[i] == ' ' || s.p[i] == '\n')
			return i;
	}
	return i ? at : 0;
}

static bool
find_place(struct cache_diff *d, size_t i, const struct scale *s)
{
	struct span text;
	size_t at = 0, shared;

	if (i < d->a.npieces && i < d->b.npieces) {
		const struct cache_piece *x = &d->a.piece[i];

		text = cache_piece_text(&d->a, i);
		if (x->kind == d->b.piece[i].kind)
			at = cache_common(text, cache_piece_text(&d->b, i));
		shared = cache_prompt_count(&d->a, i,
			x->kind == CACHE_TEXT ? word_start(text, at) : at,
			s->counter);
	} else {
		shared = cache_prompt_count(
			i == d->a.npieces ? &d->a : &d->b, i, 0, s->counter);
	}
	if (shared == SIZE_MAX)
		return false;
	d->in_a = place_of(&d->a, i, at, is_of_blocks(d));
	d->in_b = place_of(&d->b, i, at, is_of_blocks(d));
	d->shared = scaled(s, shared);
	return true;
}

/* Blocks, and messages, that are the same as a whole. */
static size_t
same_blocks(struct cache_diff *d, size_t i)
{
	const struct cache_prompt *p = i == d->a.npieces ? &d->a : &d->b;
	size_t block;

	if (i == p->npieces) {
		d->messages = p->messages;
		return p->nblocks;
	}
	block = cache_prompt_block(&d->a, i);
	d->messages = d->a.block[block].message;
	if (d->messages > d->b.block[block].message)
		d->messages = d->b.block[block].message;
	return block;
}

/* ---- what the cache has -------------------------------------------------- */

/* The cache that the first request left has something up to the end of this
 * block, which is the same in both. */
static bool
is_kept(const struct cache_diff *d, size_t block, const struct scale *s)
{
	return scaled(s, d->a.block[block].tokens) >= d->rules.minimum;
}

/* Whether a mark of the second request looks back as far. */
static bool
is_seen(const struct cache_diff *d, size_t block)
{
	size_t number = d->b.block[block].number;

	for (size_t i = 0; i < d->nmarks; i++) {
		size_t from = d->mark[i].block;

		if (from >= block &&
			d->b.block[from].number - number <= CACHE_BACK)
			return true;
	}
	return false;
}

/* Tokens up to the last mark of the first request that the second one finds. */
static uint64_t
read_marks(const struct cache_diff *d, size_t same, const struct scale *s)
{
	size_t left = CACHE_MARKS;

	for (size_t i = d->a.nblocks; i-- > 0 && left;) {
		if (!d->a.block[i].mark)
			continue;
		left--;
		if (i < same && is_kept(d, i, s) &&
			(d->rules.way != CACHE_BY_MARKS || is_seen(d, i)))
			return scaled(s, d->a.block[i].tokens);
	}
	return 0;
}

static uint64_t
read_tokens(const struct cache_diff *d, size_t same, const struct scale *s)
{
	uint64_t whole;

	switch (d->rules.way) {
	case CACHE_BY_MARKS:
		return read_marks(d, same, s);
	case CACHE_BY_ENDS:
		whole = d->a.nblocks
				? scaled(s, d->a.block[d->a.nblocks - 1].tokens)
				: 0;
		if (!d->a.explicit && d->in_a.end && whole >= d->rules.minimum)
			return whole;
		return read_marks(d, same, s);
	case CACHE_BY_STEPS:
	case CACHE_BY_PREFIX:
		if (!d->reached)
			return 0;
		return d->shared - d->shared % d->rules.step;
	}
	return 0;
}

static void
set_written(struct cache_diff *d, uint64_t read, const struct scale *s)
{
	uint64_t last = 0, hour = 0;

	if (d->rules.way == CACHE_BY_ENDS && !d->b.explicit && d->b.nblocks)
		last = scaled(s, d->b.block[d->b.nblocks - 1].tokens);
	if (last < d->rules.minimum)
		last = 0;
	for (size_t i = 0; i < d->nmarks; i++) {
		const struct cache_mark *mark = &d->mark[i];

		if (mark->kept && mark->tokens > last)
			last = mark->tokens;
		if (mark->kept && mark->hour && d->rules.way == CACHE_BY_MARKS)
			hour = mark->tokens;
	}
	d->usage.cache_write = last > read ? (int64_t)(last - read) : 0;
	d->usage.cache_write_1h = hour > read ? (int64_t)(hour - read) : 0;
}

/* The marks of the second request, the last ones if there are too many. */
static void
set_marks(struct cache_diff *d, size_t same, const struct scale *s)
{
	size_t skip = d->b.marks > CACHE_MARKS ? d->b.marks - CACHE_MARKS : 0;

	for (size_t i = 0; i < d->b.nblocks; i++) {
		const struct cache_block *block = &d->b.block[i];
		uint64_t tokens = scaled(s, block->tokens);

		if (!block->mark)
			continue;
		if (skip) {
			skip--;
			continue;
		}
		d->mark[d->nmarks++] = (struct cache_mark){
			.block = i,
			.tokens = tokens,
			.hour = block->hour,
			.shared = i < same,
			.kept = tokens >= d->rules.minimum,
		};
	}
}

static void
set_usage(struct cache_diff *d, size_t same, const struct scale *s)
{
	bool marks =
		d->rules.way == CACHE_BY_MARKS || d->rules.way == CACHE_BY_ENDS;
	uint64_t read;

	d->reached = d->shared >= d->rules.minimum;
	set_marks(d, same, s);
	read = read_tokens(d, same, s);
	d->usage = (struct answer_usage){
		.input = (int64_t)d->tokens_b,
		.cached = (int64_t)read,
		.output = 0,
		.reasoning = -1,
	};
	if (marks)
		set_written(d, read, s);
}

/* ---- making -------------------------------------------------------------- */

static bool
compare(struct cache_diff *d, const struct scale *s)
{
	size_t i = find_piece(&d->a, &d->b), same = same_blocks(d, i);

	d->tokens_a = scaled(s, d->a.tokens);
	d->tokens_b = scaled(s, d->b.tokens);
	d->why = cache_why(&d->a, &d->b, i, &d->blocks);
	if (!find_place(d, i, s))
		return false;
	set_usage(d, same, s);
	return true;
}

enum hr_status
cache_diff_make(struct cache_diff *d, const struct cache_request *a,
	const struct cache_request *b, const char *model)
{
	struct scale s = { .model = model ? hr_model_find(model) : NULL };
	enum hr_status status = HR_ENOMEM;

	*d = (struct cache_diff){
		.rules = cache_rules_find(model, b->envelope->api),
	};
	s.counter = hr_counter_new(s.model ? s.model->encoding : HR_O200K_BASE);
	if (!s.counter)
		return HR_ENOMEM;
	status = cache_prompt_make(&d->a, a, s.counter);
	if (status == HR_OK)
		status = cache_prompt_make(&d->b, b, s.counter);
	if (status == HR_OK && !compare(d, &s))
		status = HR_ENOMEM;
	hr_counter_free(s.counter);
	if (status != HR_OK)
		cache_diff_release(d);
	return status;
}

void
cache_diff_release(struct cache_diff *d)
{
	cache_prompt_release(&d->a);
	cache_prompt_release(&d->b);
}
