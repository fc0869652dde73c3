/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public calls of the token counter.
 *
 * A text that comes in parts is counted up to the last piece start that
 * nothing to come can move; the rest is kept, and the next part joined to it.
 * The rest is short unless one piece is long.  Such a piece is looked at again
 * only when it has doubled, so that its time stays linear.
 */
#include "headroom.h"

#include "base/buf.h"
#include "base/mem.h"
#include "token/cache.h"

enum {
	/* Small parts are gathered up to this, a few cache lines' worth. */
	GATHER = 1024,
};

struct hr_counter {
	struct run run;
	count_fn *count;
	struct buf rest; /* fed, but not yet counted */
	size_t enough; /* bytes of rest worth a look */
};

/* ---- paths --------------------------------------------------------------- */

static bool
path_works(enum path path)
{
	switch (path) {
	case PATH_SCALAR:
	case PATH_PORTABLE:
		return true;
#if defined(__x86_64__)
	case PATH_SSE2:
		return true;
	case PATH_AVX2:
		return __builtin_cpu_supports("avx2") &&
		       __builtin_cpu_supports("bmi") &&
		       __builtin_cpu_supports("bmi2") &&
		       __builtin_cpu_supports("popcnt");
	case PATH_AVX512:
		return path_works(PATH_AVX2) &&
		       __builtin_cpu_supports("avx512bw");
#else
	case PATH_SSE2:
	case PATH_AVX2:
	case PATH_AVX512:
#endif
	case NPATHS:
		break;
	}
	return false;
}

static count_fn *
path_function(enum path path)
{
	switch (path) {
	case PATH_SCALAR:
		return count_scalar;
#if defined(__x86_64__)
	case PATH_SSE2:
		return count_sse2;
	case PATH_AVX2:
		return count_avx2;
	case PATH_AVX512:
		return count_avx512;
#else
	case PATH_SSE2:
	case PATH_AVX2:
	case PATH_AVX512:
#endif
	case PATH_PORTABLE:
	case NPATHS:
		break;
	}
	return count_portable;
}

const char *
path_name(enum path path)
{
	static const char *const names[NPATHS] = { "scalar", "portable", "sse2",
		"avx2", "avx512" };

	return names[path];
}

bool
counter_force_path(struct hr_counter *c, enum path path)
{
	if (!path_works(path))
		return false;
	c->count = path_function(path);
	return true;
}

/* ---- counters ------------------------------------------------------------ */

struct hr_counter *
counter_beside(struct hr_counter *other)
{
	struct hr_counter *c = mem_zalloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->run.merger = other->run.merger;
	c->run.pattern = other->run.pattern;
	c->run.cache = other->run.cache;
	c->run.cache->owners++;
	c->run.limit = SIZE_MAX;
	c->count = other->count;
	c->enough = GATHER;
	return c;
}

struct hr_counter *
hr_counter_new(enum hr_encoding encoding)
{
	struct hr_counter *c = mem_zalloc(1, sizeof(*c));
	int path = NPATHS - 1;

	if (!c)
		return NULL;
	c->run.cache = cache_new();
	if (!c->run.cache) {
		hr_counter_free(c);
		return NULL;
	}
	c->run.cache->owners = 1;
	c->run.merger.memo = c->run.cache->memo;
	c->run.merger.vocab = &vocab_o200k_base;
	c->run.pattern = PATTERN_O200K;
	if (encoding == HR_CL100K_BASE) {
		c->run.merger.vocab = &vocab_cl100k_base;
		c->run.pattern = PATTERN_CL100K;
	}
	c->run.limit = SIZE_MAX;
	c->enough = GATHER;
	while (!counter_force_path(c, (enum path)path))
		path--;
	return c;
}

void
hr_counter_free(struct hr_counter *c)
{
	if (!c)
		return;
	if (c->run.cache && !--c->run.cache->owners)
		cache_free(c->run.cache);
	buf_release(&c->rest);
	mem_free(c);
}

size_t
hr_count_upto(struct hr_counter *c, const void *text, size_t n, size_t limit)
{
	struct run *run = &c->run, saved = *run;
	const unsigned char *p = text;
	size_t total;

	if (!n)
		return 0;
	run->total = 0;
	run->limit = limit;
	run->failed = false;
	c->count(run, p, p + n, true);
	total = run->failed ? SIZE_MAX : run->total;
	/* A text that is coming in parts goes on. */
	run->total = saved.total;
	run->limit = saved.limit;
	run->invalid = saved.invalid;
	run->failed = saved.failed;
	return total;
}

bool
hr_count_exceeds(struct hr_counter *c, const void *text, size_t n, size_t limit)
{
	size_t pieces;

	/* A piece is a token at least, and is found without a look-up. */
	c->run.pieces = true;
	pieces = hr_count_upto(c, text, n, limit);
	c->run.pieces = false;
	return pieces > limit || hr_count_upto(c, text, n, limit) > limit;
}

size_t
hr_count(struct hr_counter *c, const void *text, size_t n)
{
	return hr_count_upto(c, text, n, SIZE_MAX);
}

/* ---- texts in parts ------------------------------------------------------ */

/* Counts what is sure of the rest and drops it. */
static void
count_rest(struct hr_counter *c, bool final)
{
	const unsigned char *p = (const unsigned char *)c->rest.p, *q;

	if (!c->rest.n)
		return;
	q = c->count(&c->run, p, p + c->rest.n, final);
	buf_drop(&c->rest, (size_t)(q - p));
	c->enough = c->rest.n * 2 > GATHER ? c->rest.n * 2 : GATHER;
}

enum hr_status
hr_count_feed(struct hr_counter *c, const void *part, size_t n)
{
	struct span text = span_of(part, n);

	while (text.n && !c->run.failed) {
		const unsigned char *p = (const unsigned char *)text.p, *q;
		size_t take = text.n;

		if (!c->rest.n && text.n >= GATHER) {
			q = c->count(&c->run, p, p + text.n, false);
			text = span_from(text, (size_t)(q - p));
			c->enough = text.n * 2 > GATHER ? text.n * 2 : GATHER;
			buf_add(&c->rest, text);
			break;
		}
		if (c->rest.n + take > c->enough)
			take = c->enough - c->rest.n;
		buf_add(&c->rest, span_of(text.p, take));
		text = span_from(text, take);
		if (c->rest.n < c->enough)
			continue;
		count_rest(c, false);
		/* What is left of this part need not be copied. */
		if (c->rest.n <= take) {
			text.p -= c->rest.n;
			text.n += c->rest.n;
			buf_reset(&c->rest);
		}
	}
	if (!buf_ok(&c->rest))
		c->run.failed = true;
	return c->run.failed ? HR_ENOMEM : HR_OK;
}

size_t
hr_count_finish(struct hr_counter *c, size_t *invalid)
{
	size_t total;

	if (!c->run.failed)
		count_rest(c, true);
	total = c->run.failed ? SIZE_MAX : c->run.total;
	if (invalid)
		*invalid = c->run.invalid;
	c->run.total = 0;
	c->run.invalid = 0;
	c->run.failed = false;
	c->enough = GATHER;
	buf_reset(&c->rest);
	return total;
}
