/* SPDX-License-Identifier: Apache-2.0 */
/* Why two prompts part; see cache_why.h. */
#include "prompt_cache/cache_why.h"

#include "base/hash.h"
#include "base/json_text.h"

static const char *const names[CACHE_NWHY] = {
	[CACHE_BEGINS] = "begins",
	[CACHE_ENDS] = "ends",
	[CACHE_OTHER_MODEL] = "model",
	[CACHE_TOOL_ORDER] = "tool_order",
	[CACHE_KEY_ORDER] = "key_order",
	[CACHE_REMOVED] = "removed",
	[CACHE_ADDED] = "added",
	[CACHE_MEDIA] = "media",
	[CACHE_SPACE] = "space",
	[CACHE_TIME] = "time",
	[CACHE_ID] = "id",
	[CACHE_NUMBER] = "number",
	[CACHE_LONGER] = "longer",
	[CACHE_SHORTER] = "shorter",
	[CACHE_OTHER_TEXT] = "text",
	[CACHE_OTHER_KIND] = "kind",
};

const char *
cache_why_name(enum cache_why why)
{
	return names[why];
}

/* ---- blocks -------------------------------------------------------------- */

/* The same tools, whatever their order: as many, of the same sum. */
static bool
is_tool_order(const struct cache_prompt *a, const struct cache_prompt *b)
{
	const struct cache_prompt *const both[] = { a, b };
	uint64_t sum[2] = { 0, 0 };
	size_t n[2] = { 0, 0 };

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < both[k]->nblocks; i++)
			if (both[k]->block[i].part == CACHE_OF_TOOLS) {
				sum[k] += hash_mix(1, both[k]->block[i].hash);
				n[k]++;
			}
	return n[0] > 1 && n[0] == n[1] && sum[0] == sum[1];
}

/* Whether they are the same from these blocks on, as far as two of them. */
static bool
goes_on(const struct cache_prompt *a, size_t i, const struct cache_prompt *b,
	size_t k)
{
	if (a->block[i].hash != b->block[k].hash)
		return false;
	i++;
	k++;
	/* A short word may stand in many places: one more has to be the same,
	 * unless the first prompt, or the second, has no more. */
	return i >= a->nblocks || k >= b->nblocks ||
	       a->block[i].hash == b->block[k].hash ||
	       a->block[i].part != a->block[i - 1].part ||
	       b->block[k].part != b->block[k - 1].part;
}

/* How many blocks of `with` from k on are left out in `without`, which goes on
 * behind them; 0: it does not. */
static size_t
left_out(const struct cache_prompt *with, const struct cache_prompt *without,
	size_t k)
{
	if (k >= without->nblocks)
		return 0;
	for (size_t i = k + 1;
		i < with->nblocks && with->block[i].part == with->block[k].part;
		i++)
		if (goes_on(with, i, without, k))
			return i - k;
	return 0;
}

/* ---- keys ---------------------------------------------------------------- */

/* The object or array that a token is in, or the request. */
static size_t
container(const struct cache_prompt *p, size_t token)
{
	const jsmntok_t *t = p->request.view.token;
	size_t i = 0, in = 0;

	while (i < token) {
		/* A key has one value, which it goes on with. */
		if (t[i].type == JSMN_OBJECT || t[i].type == JSMN_ARRAY)
			in = i;
		i++;
		while (i < token && json_next(t, i) <= token)
			i = json_next(t, i);
	}
	return in;
}

/* Of what it says, however its letters are spelled. */
static uint64_t
key_hash(const struct cache_prompt *p, size_t key)
{
	const jsmntok_t *t = &p->request.view.token[key];
	struct span s = span_of(
		p->request.view.p + t->start, (size_t)(t->end - t->start));
	struct buf text = { 0 };
	uint64_t hash;

	/* Without memory the spelling counts: only a word depends on it. */
	if (memchr(s.p, '\\', s.n) && json_decode(s, &text) && buf_ok(&text))
		s = buf_span(&text);
	hash = hash_bytes(2, s.p, s.n);
	buf_release(&text);
	return hash;
}

static bool
has_same_keys(const struct cache_prompt *a, size_t in_a,
	const struct cache_prompt *b, size_t in_b)
{
	const jsmntok_t *s = a->request.view.token, *t = b->request.view.token;
	uint64_t sum = 0;

	if (s[in_a].size != t[in_b].size)
		return false;
	for (size_t i = in_a + 1; i < json_next(s, in_a); i = json_next(s, i))
		sum += hash_mix(3, key_hash(a, i));
	for (size_t i = in_b + 1; i < json_next(t, in_b); i = json_next(t, i))
		sum -= hash_mix(3, key_hash(b, i));
	return !sum;
}

static bool
has_key(const struct cache_prompt *p, size_t object, uint64_t hash)
{
	const jsmntok_t *t = p->request.view.token;

	for (size_t i = object + 1; i < json_next(t, object);
		i = json_next(t, i))
		if (key_hash(p, i) == hash)
			return true;
	return false;
}

static enum cache_why
why_keys(const struct cache_prompt *a, size_t key_a,
	const struct cache_prompt *b, size_t key_b)
{
	size_t in_a = container(a, key_a), in_b = container(b, key_b);

	if (has_same_keys(a, in_a, b, in_b))
		return CACHE_KEY_ORDER;
	return has_key(b, in_b, key_hash(a, key_a)) ? CACHE_ADDED
						    : CACHE_REMOVED;
}

/* ---- pieces -------------------------------------------------------------- */

static bool
is_begin(const struct cache_piece *p)
{
	return p->kind == CACHE_BLOCK || p->kind == CACHE_MESSAGE;
}

static bool
is_word(const struct cache_piece *p)
{
	return p->kind == CACHE_TEXT || p->kind == CACHE_LITERAL;
}

/* One of them is of another kind than the other, or of another part. */
static enum cache_why
why_kinds(const struct cache_piece *x, const struct cache_piece *y)
{
	if (x->rank != y->rank)
		return x->rank < y->rank ? CACHE_REMOVED : CACHE_ADDED;
	/* What ends first, or begins something new, has less. */
	if (x->kind == CACHE_CLOSE || is_begin(x))
		return is_begin(y) && is_begin(x)
			       ? (x->kind == CACHE_MESSAGE ? CACHE_ADDED
							   : CACHE_REMOVED)
			       : CACHE_ADDED;
	if (y->kind == CACHE_CLOSE || is_begin(y))
		return CACHE_REMOVED;
	return CACHE_OTHER_KIND;
}

static bool
is_an_id(const struct cache_prompt *p, size_t i)
{
	struct span key;

	if (!i || p->piece[i - 1].kind != CACHE_KEY)
		return false;
	key = cache_piece_text(p, i - 1);
	return span_equal(key, span_str("id")) || span_ends(key, "_id") ||
	       span_ends(key, "Id");
}

static enum cache_why
why_pieces(const struct cache_prompt *a, const struct cache_prompt *b, size_t i)
{
	const struct cache_piece *x = &a->piece[i], *y = &b->piece[i];
	struct span s, t;

	if (x->kind == CACHE_KEY && y->kind == CACHE_KEY)
		return why_keys(a, x->token, b, y->token);
	if (x->rank != y->rank || x->kind != y->kind)
		return why_kinds(x, y);
	if (!is_word(x) && x->kind != CACHE_MESSAGE)
		return CACHE_OTHER_KIND;
	s = cache_piece_text(a, i);
	t = cache_piece_text(b, i);
	if (is_an_id(a, i))
		return CACHE_ID;
	if (x->hidden && x->kind == CACHE_TEXT &&
		a->block[cache_prompt_block(a, i)].part == CACHE_OF_MESSAGES)
		return CACHE_MEDIA;
	return cache_why_text(s, t, cache_common(s, t));
}

enum cache_why
cache_why(const struct cache_prompt *a, const struct cache_prompt *b, size_t i,
	size_t *blocks)
{
	enum cache_part part;
	size_t k;

	*blocks = 0;
	if (i == a->npieces)
		return CACHE_BEGINS;
	if (i == b->npieces)
		return CACHE_ENDS;
	k = cache_prompt_block(a, i);
	part = a->block[k].part;
	if (part != b->block[k].part)
		return why_kinds(&a->piece[i], &b->piece[i]);
	if (part == CACHE_OF_MODEL)
		return CACHE_OTHER_MODEL;
	if (part == CACHE_OF_TOOLS && is_tool_order(a, b))
		return CACHE_TOOL_ORDER;
	if ((*blocks = left_out(a, b, k)) > 0)
		return CACHE_REMOVED;
	if ((*blocks = left_out(b, a, k)) > 0)
		return CACHE_ADDED;
	return why_pieces(a, b, i);
}
