/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads any bytes as a file of prices.  What is refused leaves the list as it
 * was, with a reason; what is read is written again in the own form, and read
 * from there it is the same.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "price/price.h"

#include "fuzz.h"

static void
add_string(struct buf *out, const char *s)
{
	buf_add_char(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *s);
	}
	buf_add_char(out, '"');
}

static void
add_rates(struct buf *out, const struct price_rates *r)
{
	static const char *const names[] = { "input", "cached", "cache_write",
		"cache_write_1h", "output" };
	const uint64_t values[] = { r->input, r->cached, r->write, r->write_1h,
		r->output };
	char text[PRICE_TEXT];

	for (int i = 0; i < 5; i++) {
		price_format_rate(values[i], text);
		buf_add_char(out, i ? ',' : '{');
		add_string(out, names[i]);
		buf_add_char(out, ':');
		buf_add_str(out, text);
	}
}

static void
add_price(struct buf *out, const struct price *p)
{
	char text[80];

	add_string(out, p->model);
	buf_add_char(out, ':');
	add_rates(out, &p->rates);
	snprintf(text, sizeof(text), ",\"batch_percent\":%u", p->batch);
	buf_add_str(out, text);
	if (p->from) {
		snprintf(text, sizeof(text), ",\"from\":\"%04u-%02u-%02u\"",
			(unsigned)p->from / 10000,
			(unsigned)p->from / 100 % 100, (unsigned)p->from % 100);
		buf_add_str(out, text);
	}
	if (p->begin != p->end) {
		snprintf(text, sizeof(text),
			",\"hours\":\"%02u:%02u-%02u:%02u\"", p->begin / 60,
			p->begin % 60, p->end / 60, p->end % 60);
		buf_add_str(out, text);
	}
	if (p->provider) {
		buf_add_str(out, ",\"provider\":");
		add_string(out, p->provider);
	}
	if (p->above != PRICE_NO_TIER) {
		buf_add_str(out, ",\"above\":");
		add_rates(out, &p->above_rates);
		buf_add_str(out, ",\"tokens\":");
		buf_add_uint(out, p->above);
		buf_add_char(out, '}');
	}
	buf_add_char(out, '}');
}

static bool
same_rates(const struct price_rates *a, const struct price_rates *b)
{
	return a->input == b->input && a->cached == b->cached &&
	       a->write == b->write && a->write_1h == b->write_1h &&
	       a->output == b->output;
}

static void
check_same(const struct price *a, const struct price *b)
{
	check(!strcmp(a->model, b->model), "another model");
	check(!a->provider == !b->provider, "a provider or none");
	check(!a->provider || !strcmp(a->provider, b->provider), "a provider");
	check(same_rates(&a->rates, &b->rates), "other rates");
	check(a->above == b->above, "another tier");
	check(a->above == PRICE_NO_TIER ||
			same_rates(&a->above_rates, &b->above_rates),
		"other rates of the tier");
	check(a->from == b->from && a->begin == b->begin && a->end == b->end,
		"another time");
	check(a->batch == b->batch && a->from_file && b->from_file, "a batch");
}

/* What was read, in the own form, is the same. */
static void
check_again(const struct price_list *list)
{
	struct buf text = { 0 };
	struct price_list again;
	struct hr_error err = { .text = "" };

	buf_add_str(&text, "{\"schema\":\"headroom.prices/1\",\"models\":{");
	for (size_t i = list->builtin; i < list->n; i++) {
		if (i > list->builtin)
			buf_add_char(&text, ',');
		add_price(&text, &list->p[i]);
	}
	buf_add_str(&text, "}}");
	check(price_list_init(&again) == HR_OK && buf_ok(&text), "memory");
	check(price_list_add(&again, buf_span(&text), &err) == HR_OK, err.text);
	check(again.n == list->n && again.builtin == list->builtin, "number");
	for (size_t i = list->builtin; i < list->n; i++)
		check_same(&list->p[i], &again.p[i]);
	price_list_release(&again);
	buf_release(&text);
}

/* Every model of the list is one that is found, or does not hold now. */
static void
check_found(const struct price_list *list)
{
	/* Finding looks at all of them. */
	enum {
		MOST = 200
	};
	const struct answer_usage usage = { 300000, 7, 100000, 1, 5, -1 };

	for (size_t i = 0; i < list->n && i < MOST; i++) {
		struct price price = { .model = NULL };
		int64_t when = (int64_t)i * 12345678;
		enum hr_status status =
			price_find(list, list->p[i].model, when, &price);
		uint64_t amount;

		check(status == HR_SKIP || (status == HR_OK && price.model),
			"finding fails");
		if (status != HR_OK)
			continue;
		status = price_cost(&price, &usage, i & 1, &amount);
		check(status == HR_OK || status == HR_ELIMIT, "no cost");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct price_list list;
	struct hr_error err = { .pos = SIZE_MAX };
	struct price price;
	enum hr_status status;
	size_t before;

	if (price_list_init(&list) != HR_OK)
		return 0;
	before = list.n;
	status = price_list_add(&list, span_of((const char *)data, n), &err);
	if (status == HR_OK) {
		check_again(&list);
	} else {
		check(*err.text && err.pos <= n, "no reason or no place");
		check(err.code == status && list.n == before, "not as it was");
		check(price_find(&list, "gpt-4o", 0, &price) == HR_OK, "lost");
	}
	check_found(&list);
	price_list_release(&list);
	return 0;
}
