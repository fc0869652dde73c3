/* SPDX-License-Identifier: Apache-2.0 */
/* A prompt of at most so many tokens: its largest strings get smaller. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json_text.h"
#include "request/request_worker.h"

/* What all strings have if none has more than `level`. */
static uint64_t
sum_below(const struct request_worker *w, size_t level)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < w->nedits; i++) {
		const struct edit *e = &w->edit[i];

		sum += e->why || e->tokens_out < level ? e->tokens_out : level;
	}
	return sum;
}

/* Cuts the largest strings to one size, so that all have so many tokens. */
static enum hr_status
fit(struct request_worker *w, const struct envelope_view *v, uint64_t most)
{
	size_t low = 0, high = 0;

	for (size_t i = 0; i < w->nedits; i++)
		if (w->edit[i].tokens_out > high)
			high = w->edit[i].tokens_out;
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (sum_below(w, middle) <= most)
			low = middle;
		else
			high = middle - 1;
	}
	if (!low || sum_below(w, low) > most)
		return HR_ELIMIT;
	for (size_t i = 0; i < w->nedits; i++) {
		struct edit *e = &w->edit[i];
		enum hr_status status;

		if (e->why || e->tokens_out <= low)
			continue;
		status = request_squeeze(w, v, e, low);
		if (status != HR_OK)
			return status;
	}
	return HR_OK;
}

static uint64_t
sum_tokens(const struct request_worker *w, bool out)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < w->nedits; i++)
		sum += out ? w->edit[i].tokens_out : w->edit[i].tokens_in;
	return sum;
}

/* Tokens of the prompt besides the strings that are worked on: those that are
 * listed and stay as they are count as well. */
static enum hr_status
count_rest(struct request_worker *w, const struct request_body *body,
	const struct envelope_view *v, uint64_t *rest)
{
	size_t n = request_count(
		v, body->envelope, &w->texts, w->counter, &w->scratch);
	size_t k = 0;

	if (n == SIZE_MAX)
		return HR_ENOMEM;
	*rest = n;
	for (size_t i = 0; i < w->texts.n; i++) {
		const struct envelope_text *t = &w->texts.p[i];
		size_t tokens;

		if (k < w->nedits && w->edit[k].text == t) {
			k++;
			continue;
		}
		if (t->class == ENVELOPE_MEDIA)
			continue;
		buf_reset(&w->scratch);
		json_decode(request_literal(v, t), &w->scratch);
		if (!buf_ok(&w->scratch) ||
			!request_tokens(w, buf_span(&w->scratch), &tokens))
			return HR_ENOMEM;
		*rest += tokens;
	}
	return HR_OK;
}

enum hr_status
request_measure(struct request_worker *w, const struct request_body *body,
	const struct envelope_view *v, struct hr_error *err)
{
	uint64_t rest, budget = w->options->budget;
	enum hr_status status;

	if (!w->counts)
		return HR_OK;
	status = count_rest(w, body, v, &rest);
	if (status != HR_OK)
		return status;
	w->stats->tokens_in += rest + sum_tokens(w, false);
	if (w->options->budget_percent)
		budget = (rest + sum_tokens(w, false)) *
			 w->options->budget_percent / 100;
	if (budget && rest + sum_tokens(w, true) > budget) {
		status = budget > rest ? fit(w, v, budget - rest) : HR_ELIMIT;
		if (status == HR_ELIMIT) {
			*err = (struct hr_error){ HR_ELIMIT, SIZE_MAX, "" };
			snprintf(err->text, sizeof(err->text),
				"the budget is %" PRIu64 " tokens, and of the "
				"request %" PRIu64 " may not change",
				budget, rest);
		}
	}
	w->stats->tokens_out += rest + sum_tokens(w, true);
	return status;
}
