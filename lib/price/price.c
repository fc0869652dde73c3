/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of prices, and what they make of usage; see price.h. */
#include "price/price.h"

#include <stdio.h>

#include "base/date.h"
#include "base/ascii.h"
#include "base/mem.h"
#include "price/price_name.h"
#include "price/price_table.h"

/* ---- lists --------------------------------------------------------------- */

enum hr_status
price_list_init(struct price_list *list)
{
	struct price price;

	*list = (struct price_list){ .p = NULL };
	while (price_builtin(list->n, &price)) {
		if (!mem_grow(&list->p, &list->cap, list->n + 1,
			    sizeof(*list->p))) {
			price_list_release(list);
			return HR_ENOMEM;
		}
		list->p[list->n++] = price;
	}
	list->builtin = list->n;
	return HR_OK;
}

void
price_list_release(struct price_list *list)
{
	mem_free(list->p);
	arena_release(&list->strings);
	*list = (struct price_list){ .p = NULL };
}

/* Whether the first n bytes are the same, in whatever case. */
static bool
same(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (to_lower(a[i]) != to_lower(b[i]))
			return false;
	return true;
}

static bool
is_replaced(const struct price_list *list, const struct price *old)
{
	size_t n = strlen(old->model) + 1;

	for (size_t i = list->builtin; i < list->n; i++)
		if (same(list->p[i].model, old->model, n))
			return true;
	return false;
}

enum hr_status
price_list_add(struct price_list *list, struct span file, struct hr_error *err)
{
	size_t before = list->n, skipped = list->skipped, kept = 0;
	enum hr_status status = price_file_read(list, file, err);

	if (status != HR_OK) {
		list->n = before;
		list->skipped = skipped;
		return status;
	}
	for (size_t i = 0; i < list->builtin; i++)
		if (!is_replaced(list, &list->p[i]))
			list->p[kept++] = list->p[i];
	memmove(list->p + kept, list->p + list->builtin,
		(list->n - list->builtin) * sizeof(*list->p));
	list->n -= list->builtin - kept;
	list->builtin = kept;
	return HR_OK;
}

/* ---- finding ------------------------------------------------------------- */

bool
price_is_prefix(const char *model)
{
	struct span s = span_str(model);

	return span_ends(s, "*") || span_starts_nocase(s, "claude-") ||
	       span_starts_nocase(s, "gemini-") ||
	       span_starts_nocase(s, "anthropic.claude-") ||
	       span_starts_nocase(s, "global.anthropic.claude-");
}

/* "-2026-08-21" */
static bool
is_day(struct span s)
{
	uint32_t date;

	return span_first_is(s, '-') && date_parse(span_from(s, 1), &date);
}

/*
 * Whether this may follow the name of a price whose last byte is `last`.  Of the
 * table that is a version, as what else there is, such as "-fast", has a price
 * of its own; of a file anything, but that a number does not begin another one:
 * 4-1 is not the beginning of 4-15.
 */
static bool
may_follow(const struct price *price, char last, struct span rest)
{
	if (!price_is_prefix(price->model))
		return is_day(rest);
	if (!price->from_file)
		return price_name_is_version(rest);
	return *rest.p != ':' && !(is_digit(last) && is_digit(*rest.p));
}

/*
 * How well the name fits a price: 0 if it does not, else more for each byte,
 * then for a file, then for a name that is fitted whole.
 */
static size_t
fit(const struct price *price, struct span name)
{
	size_t n = strlen(price->model);
	bool star = n && price->model[n - 1] == '*';
	struct span rest;

	n -= star;
	if (n > name.n || !same(price->model, name.p, n))
		return 0;
	rest = span_from(name, n);
	if (rest.n && !star &&
		!may_follow(price, n ? name.p[n - 1] : '\0', rest))
		return 0;
	return 4 * (n + 1) + 2 * price->from_file + (!rest.n && !star);
}

/* What is behind the first slash, or behind the name of who made a model of
 * Bedrock; false: neither is there. */
static bool
take_vendor(struct span *name)
{
	static const char *const makers[] = { "anthropic.claude-",
		"global.anthropic.claude-" };
	const char *slash = name->n ? memchr(name->p, '/', name->n) : NULL;

	if (slash) {
		*name = span_from(*name, (size_t)(slash - name->p) + 1);
		return true;
	}
	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++)
		if (span_starts_nocase(*name, makers[i])) {
			*name = span_from(
				*name, strlen(makers[i]) - strlen("claude-"));
			return true;
		}
	return false;
}

/* The best of the name as it is and without the vendors before it. */
static size_t
best_fit(const struct price *price, struct span name)
{
	size_t best = fit(price, name), other;

	while (take_vendor(&name)) {
		other = fit(price, name);
		if (other > best)
			best = other;
	}
	return best;
}

static bool
holds(const struct price *price, uint32_t day, unsigned minute)
{
	if (day < price->from)
		return false;
	if (price->begin <= price->end)
		return price->begin == price->end ||
		       (minute >= price->begin && minute < price->end);
	return minute >= price->begin || minute < price->end;
}

enum hr_status
price_find(const struct price_list *list, const char *model, int64_t when,
	struct price *price)
{
	uint32_t day = date_of(when);
	unsigned minute = date_minute(when);
	struct span name = span_str(model), plain;
	char room[PRICE_NAME];
	const struct price *found = NULL;
	size_t best = 0;

	if (name.n > PRICE_NAME)
		return HR_SKIP;
	plain = price_name(name, room);
	for (size_t i = 0; i < list->n; i++) {
		size_t good = best_fit(&list->p[i], name), other;

		/* A file may have the name as it is written. */
		other = best_fit(&list->p[i], plain);
		if (other > good)
			good = other;
		if (!good || good < best)
			continue;
		/* A model whose prices do not hold yet is not known, even if
		 * a shorter beginning is. */
		if (good > best)
			found = NULL;
		best = good;
		if (holds(&list->p[i], day, minute))
			found = &list->p[i];
	}
	if (!found)
		return HR_SKIP;
	*price = *found;
	return HR_OK;
}

/* ---- costs --------------------------------------------------------------- */

/* False if it would overflow. */
static bool
add_product(uint64_t *sum, uint64_t tokens, uint64_t rate)
{
	if (rate && tokens > UINT64_MAX / rate)
		return false;
	if (tokens * rate > UINT64_MAX - *sum)
		return false;
	*sum += tokens * rate;
	return true;
}

static uint64_t
told(int64_t tokens)
{
	return tokens < 0 ? 0 : (uint64_t)tokens;
}

/* Halves up; amount times per cent might be more than fits. */
static uint64_t
percent_of(uint64_t amount, unsigned percent)
{
	return amount / 100 * percent + (amount % 100 * percent + 50) / 100;
}

enum hr_status
price_cost(const struct price *price, const struct answer_usage *usage,
	bool batch, uint64_t *amount)
{
	const struct price_rates *r = &price->rates;
	uint64_t input = told(usage->input), cached = told(usage->cached);
	uint64_t write = told(usage->cache_write);
	uint64_t write_1h = told(usage->cache_write_1h), sum = 0;

	if (usage->input < 0 || usage->output < 0)
		return HR_SKIP;
	if (cached > input || write > input - cached || write_1h > write)
		return HR_EINPUT;
	if (input > price->above)
		r = &price->above_rates;
	if (!add_product(&sum, input - cached - write, r->input) ||
		!add_product(&sum, cached, r->cached) ||
		!add_product(&sum, write - write_1h, r->write) ||
		!add_product(&sum, write_1h, r->write_1h) ||
		!add_product(&sum, told(usage->output), r->output))
		return HR_ELIMIT;
	*amount = batch ? percent_of(sum, price->batch) : sum;
	return HR_OK;
}

/* ---- text ---------------------------------------------------------------- */

/* Micro-dollars. */
void
price_format_rate(uint64_t rate, char text[PRICE_TEXT])
{
	int n = snprintf(text, PRICE_TEXT, "%llu.%06llu",
		(unsigned long long)(rate / 1000000),
		(unsigned long long)(rate % 1000000));

	while (text[n - 1] == '0')
		n--;
	if (text[n - 1] == '.')
		n--;
	text[n] = '\0';
}

void
price_format_amount(uint64_t amount, char text[PRICE_TEXT])
{
	uint64_t micro = amount / 1000000;

	micro += amount % 1000000 >= 500000;
	price_format_rate(micro, text);
}
