/* SPDX-License-Identifier: Apache-2.0 */
/* Requests as the prompts that are made of them; see cache_prompt.h. */
#include "prompt_cache/cache_prompt.h"

#include "base/hash.h"
#include "base/json_text.h"
#include "base/mem.h"
#include "prompt_cache/cache_render.h"
#include "envelope/envelope_walk.h"

enum {
	/* As request_find.c counts them, which knows why. */
	MESSAGE_TOKENS = 3,
	REPLY_TOKENS = 3,
};

/* ---- counting ------------------------------------------------------------ */

/* The piece behind the last one of a block. */
static size_t
behind(const struct cache_prompt *p, size_t block)
{
	return block + 1 < p->nblocks ? p->block[block + 1].piece : p->npieces;
}

static size_t
count(struct hr_counter *counter, const char *text, size_t n, size_t *total)
{
	size_t tokens = n ? hr_count(counter, text, n) : 0;

	if (tokens == SIZE_MAX)
		return SIZE_MAX;
	return *total += tokens;
}

/* Tokens of a block before byte `at` of its piece `to`, which may be the one
 * behind it. */
static size_t
count_block(const struct cache_prompt *p, size_t block, size_t to, size_t at,
	struct hr_counter *counter)
{
	const struct cache_block *b = &p->block[block];
	size_t total = 0;

	if (b->part == CACHE_OF_MODEL || b->part == CACHE_OF_SETTINGS)
		return 0;
	if (b->json) {
		size_t end =
			to == behind(p, block) ? b->end : p->piece[to].at + at;

		return count(counter, p->text.p + b->at, end - b->at, &total);
	}
	if (to > b->piece && p->piece[b->piece].kind == CACHE_MESSAGE)
		total = MESSAGE_TOKENS;
	for (size_t i = b->piece; i <= to && i < p->npieces; i++) {
		const struct cache_piece *piece = &p->piece[i];
		size_t n = i < to ? piece->n : at;

		if (!piece->hidden && n &&
			count(counter, p->text.p + piece->at, n, &total) ==
				SIZE_MAX)
			return SIZE_MAX;
	}
	return total;
}

static bool
count_blocks(struct cache_prompt *p, struct hr_counter *counter)
{
	uint64_t tokens = 0;

	for (size_t i = 0; i < p->nblocks; i++) {
		struct cache_block *b = &p->block[i];
		size_t n;

		b->end = i + 1 < p->nblocks ? p->block[i + 1].at : p->text.n;
		b->hash =
			hash_bytes(b->part, p->text.p + b->at, b->end - b->at);
		n = count_block(p, i, behind(p, i), 0, counter);
		if (n == SIZE_MAX)
			return false;
		tokens += n;
		b->tokens = tokens;
	}
	p->tokens = tokens + REPLY_TOKENS;
	return true;
}

size_t
cache_prompt_count(const struct cache_prompt *p, size_t i, size_t at,
	struct hr_counter *counter)
{
	size_t block, n;

	if (!p->nblocks)
		return 0;
	if (i == p->npieces)
		return (size_t)p->block[p->nblocks - 1].tokens;
	block = cache_prompt_block(p, i);
	n = count_block(p, block, i, at, counter);
	if (n == SIZE_MAX || !block)
		return n;
	return n + (size_t)p->block[block - 1].tokens;
}

size_t
cache_prompt_block(const struct cache_prompt *p, size_t i)
{
	size_t from = 0, to = p->nblocks;

	/* The last block that begins at the piece or before. */
	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;

		if (p->block[middle].piece <= i)
			from = middle;
		else
			to = middle;
	}
	return from;
}

/* ---- making -------------------------------------------------------------- */

enum hr_status
cache_prompt_make(struct cache_prompt *p, const struct cache_request *request,
	struct hr_counter *counter)
{
	*p = (struct cache_prompt){ .request = *request };
	if (cache_render(p) && count_blocks(p, counter))
		return HR_OK;
	cache_prompt_release(p);
	return HR_ENOMEM;
}

void
cache_prompt_release(struct cache_prompt *p)
{
	buf_release(&p->text);
	mem_free(p->piece);
	mem_free(p->block);
	*p = (struct cache_prompt){ .npieces = 0 };
}

void
cache_model(const struct cache_request *request, struct buf *name)
{
	static const char *const member = "model";
	struct walk w;
	size_t model;

	walk_init(&w, &request->view);
	walk_request(&w, &member, 1, &model);
	if (walk_is_string(&w, model))
		json_decode(walk_span(&w, model), name);
}
