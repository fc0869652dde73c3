/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of tokens; see limit.h. */
#include "limit.h"

#include <inttypes.h>
#include <string.h>

#include "msg.h"

enum {
	/* What a window leaves for the answer: a quarter of it, and no more
	 * than most models write. */
	ANSWER_PART = 4,
	ANSWER_TOKENS = 16384,
};

static bool
limit_window(struct limit *limit, const struct meter *meter)
{
	long context = meter->model ? meter->model->context : 0;
	long answer = context / ANSWER_PART;

	if (context <= 0) {
		msg_usage("--budget=window: name a model whose context window "
			  "is known with --model; see 'headroom models'");
		return false;
	}
	if (answer > ANSWER_TOKENS)
		answer = ANSWER_TOKENS;
	limit->tokens = (uint64_t)(context - answer);
	return true;
}

/* Behind the digits; of a number that is far too large, somewhere in it. */
static const char *
read_digits(const char *p, uint64_t *n)
{
	for (*n = 0; *p >= '0' && *p <= '9' && *n < UINT64_MAX / 100; p++)
		*n = *n * 10 + (uint64_t)(*p - '0');
	return p;
}

bool
limit_tokens(const char *arg, uint64_t *tokens)
{
	uint64_t n;
	const char *p = read_digits(arg, &n);

	if (p == arg || n >= UINT32_MAX ||
		(*p && strcmp(p, "k") && strcmp(p, "M")))
		return false;
	*tokens = n * (*p == 'M' ? 1000000 : *p == 'k' ? 1000 : 1);
	return true;
}

bool
limit_parse(struct limit *limit, const char *arg, const struct meter *meter)
{
	uint64_t n = 0;
	const char *p = read_digits(arg, &n);
	double factor = meter->model ? meter->model->factor : 1;

	*limit = (struct limit){ 0 };
	if (!strcmp(arg, "window")) {
		if (!limit_window(limit, meter))
			return false;
	} else if (p > arg && n && n <= 100 && !strcmp(p, "%")) {
		limit->percent = (unsigned)n;
		return true;
	} else if (!limit_tokens(arg, &limit->tokens) || !limit->tokens) {
		msg_usage("--budget: '%s' is no number of tokens; write 4000, "
			  "4k, 50%% or window",
			arg);
		return false;
	}
	/* The model's tokens are estimated from those that are counted. */
	limit->tokens = (uint64_t)((double)limit->tokens / factor);
	return true;
}

bool
limit_option(const char *option, const char *arg, bool bytes, uint64_t most,
	uint64_t *number)
{
	static const char letters[] = "KMG";
	const char *p = arg, *letter;
	uint64_t n = 0;

	for (; *p >= '0' && *p <= '9' && n <= most; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	letter = bytes && *p ? strchr(letters, *p & ~32) : NULL;
	if (letter && n <= most >> 10 * (letter - letters + 1)) {
		n <<= 10 * (letter - letters + 1);
		p++;
	}
	if (!n || n > most || *p) {
		msg_usage("--%s: '%s' is no number from 1 to %" PRIu64 "%s",
			option, arg, most,
			bytes ? ", nor one with K, M or G" : "");
		return false;
	}
	*number = n;
	return true;
}
