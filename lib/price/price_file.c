/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of prices: headroom's own, which is described in headroom-prices(5),
 *
 *	{"schema": "headroom.prices/1", "models": {"NAME": {"input": 5, ...}}}
 *
 * where what is not known is an error, as a price with a slip in its name would
 * be a wrong amount; and litellm's, which is read in price_litellm.c.
 * Numbers are read digit by digit: no price is ever a binary fraction.
 */
#include "base/date.h"
#include "price/price_read.h"
#include "price/price_table.h"

enum {
	DAY_MINUTES = 24 * 60
};

/* More than any request has. */
static const uint64_t MAX_TOKENS = UINT64_C(1000000000000);

/* Members of a price and of its "above"; the rates are first. */
enum member {
	FROM = PRICE_NRATES,
	HOURS,
	PROVIDER,
	BATCH,
	ABOVE,
	TOKENS,
	NMEMBERS,
};

static const char *const members[NMEMBERS] = { "input", "cached", "cache_write",
	"cache_write_1h", "output", "from", "hours", "provider",
	"batch_percent", "above", "tokens" };

static const unsigned of_price = (1u << TOKENS) - 1;
static const unsigned of_above = ((1u << PRICE_NRATES) - 1) | 1u << TOKENS;

/* A whole number up to `most`. */
static bool
read_whole(struct price_reader *r, size_t token, uint64_t most, uint64_t *value)
{
	struct span s = price_text(r, token);
	uint64_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!price_is_number(r, token) || !is_digit(s.p[i]) || n > most)
			return price_fail(r, HR_EINPUT, token,
				"a whole number must be here");
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	}
	if (!s.n || n > most)
		return price_fail(r, HR_EINPUT, token,
			"at most %llu may be here", (unsigned long long)most);
	*value = n;
	return true;
}

/* "16:30" */
static bool
read_minute(struct span s, unsigned *minute)
{
	unsigned hours, minutes;

	if (s.n != 5 || s.p[2] != ':')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (i != 2 && !is_digit(s.p[i]))
			return false;
	hours = (unsigned)((s.p[0] - '0') * 10 + s.p[1] - '0');
	minutes = (unsigned)((s.p[3] - '0') * 10 + s.p[4] - '0');
	if (minutes >= 60 || hours * 60 + minutes > DAY_MINUTES)
		return false;
	*minute = (hours * 60 + minutes) % DAY_MINUTES;
	return true;
}

/* "00:30-16:30" */
static bool
read_hours(struct price_reader *r, size_t token, struct price *price)
{
	struct span s = price_text(r, token);

	if (r->token[token].type == JSMN_STRING && s.n == 11 && s.p[5] == '-' &&
		read_minute(span_of(s.p, 5), &price->begin) &&
		read_minute(span_from(s, 6), &price->end) &&
		price->begin != price->end)
		return true;
	return price_fail(r, HR_EINPUT, token,
		"hours are written \"00:30-16:30\", in UTC");
}

static bool
read_day(struct price_reader *r, size_t token, uint32_t *day)
{
	if (r->token[token].type == JSMN_STRING &&
		date_parse(price_text(r, token), day))
		return true;
	return price_fail(
		r, HR_EINPUT, token, "a day is written \"2027-01-01\"");
}

static bool
read_rate(struct price_reader *r, size_t token, uint64_t *rate)
{
	const char *reason = "a number of dollars must be here";

	if (price_is_number(r, token) &&
		price_scaled(
			price_text(r, token), PRICE_PER_MILLION, rate, &reason))
		return true;
	return price_fail(r, HR_EINPUT, token, "%s", reason);
}

/* For messages: a name as it is spelled, cut to what a line can hold. */
static int
shown(struct span s)
{
	enum {
		MOST = 60
	};

	return s.n < MOST ? (int)s.n : MOST;
}

/* Which member a key is, once each; NMEMBERS after a failure. */
static unsigned
member_of(struct price_reader *r, size_t key, unsigned allowed, unsigned *seen)
{
	struct span name = price_text(r, key);
	unsigned m = 0;

	while (m < NMEMBERS && !span_equal(name, span_str(members[m])))
		m++;
	if (m == NMEMBERS || !(allowed & 1u << m)) {
		price_fail(r, HR_EINPUT, key,
			"no member of a price is named '%.*s'", shown(name),
			name.p);
		return NMEMBERS;
	}
	if (*seen & 1u << m) {
		price_fail(
			r, HR_EINPUT, key, "'%s' is there twice", members[m]);
		return NMEMBERS;
	}
	*seen |= 1u << m;
	return m;
}

static bool
check_rates(
	struct price_reader *r, size_t token, const struct price_named *rates)
{
	return price_is_complete(rates) ||
	       price_fail(r, HR_EINPUT, token,
		       "a price needs 'input' and 'output'");
}

static bool
read_above(struct price_reader *r, size_t object, struct price *price)
{
	struct price_named rates = { .seen = 0 };

	if (r->token[object].type != JSMN_OBJECT)
		return price_fail(
			r, HR_EINPUT, object, "an object must be here");
	for (size_t key = object + 1; key < json_next(r->token, object);
		key = json_next(r->token, key)) {
		unsigned m = member_of(r, key, of_above, &rates.seen);

		if (m == NMEMBERS ||
			!(m == TOKENS ? read_whole(r, key + 1, MAX_TOKENS,
						&price->above)
				      : read_rate(r, key + 1, &rates.value[m])))
			return false;
	}
	if (!(rates.seen & 1u << TOKENS))
		return price_fail(
			r, HR_EINPUT, object, "'above' needs 'tokens'");
	price->above_rates = price_rates_of(&rates);
	return check_rates(r, object, &rates);
}

static bool
read_member(
	struct price_reader *r, unsigned m, size_t token, struct price *price)
{
	uint64_t percent;

	switch ((enum member)m) {
	case FROM:
		return read_day(r, token, &price->from);
	case HOURS:
		return read_hours(r, token, price);
	case PROVIDER:
		price->provider = price_string(r, token);
		return price->provider != NULL;
	case BATCH:
		if (!read_whole(r, token, 100, &percent))
			return false;
		price->batch = (unsigned)percent;
		return true;
	case ABOVE:
		return read_above(r, token, price);
	case TOKENS:
	case NMEMBERS:
		break;
	}
	return false;
}

static bool
read_price(struct price_reader *r, size_t object, const char *model)
{
	struct price price = price_new(r, model);
	struct price_named rates = { .seen = 0 };

	if (r->token[object].type != JSMN_OBJECT)
		return price_fail(r, HR_EINPUT, object,
			"a price is an object, or a list of them");
	for (size_t key = object + 1; key < json_next(r->token, object);
		key = json_next(r->token, key)) {
		unsigned m = member_of(r, key, of_price, &rates.seen);

		if (m == NMEMBERS ||
			!(m < PRICE_NRATES
					? read_rate(r, key + 1, &rates.value[m])
					: read_member(r, m, key + 1, &price)))
			return false;
	}
	price.rates = price_rates_of(&rates);
	return check_rates(r, object, &rates) && price_add(r, &price);
}

static bool
read_models(struct price_reader *r, size_t object)
{
	if (r->token[object].type != JSMN_OBJECT)
		return price_fail(
			r, HR_EINPUT, object, "'models' must be an object");
	for (size_t key = object + 1; key < json_next(r->token, object);
		key = json_next(r->token, key)) {
		const char *model = price_string(r, key);
		size_t value = key + 1, end = json_next(r->token, key);

		if (!model)
			return false;
		if (r->token[value].type == JSMN_ARRAY)
			value++;
		for (; value < end; value = json_next(r->token, value))
			if (!read_price(r, value, model))
				return false;
	}
	return true;
}

/* The value of a member of the file; 0 if there is none. */
static size_t
find_member(const struct price_reader *r, const char *name)
{
	for (size_t key = 1; key < json_next(r->token, 0);
		key = json_next(r->token, key))
		if (span_equal(price_text(r, key), span_str(name)))
			return key + 1;
	return 0;
}

static bool
check_head(struct price_reader *r)
{
	static const char *const known[] = { "schema", "models", "source",
		"date" };

	for (size_t key = 1; key < json_next(r->token, 0);
		key = json_next(r->token, key)) {
		struct span name = price_text(r, key);
		size_t i = 0;

		while (i < 4 && !span_equal(name, span_str(known[i])))
			i++;
		if (i == 4)
			return price_fail(r, HR_EINPUT, key,
				"no member of a file is named '%.*s'",
				shown(name), name.p);
	}
	return true;
}

static bool
read_own(struct price_reader *r, size_t schema)
{
	size_t date = find_member(r, "date"), models = find_member(r, "models");
	size_t source = find_member(r, "source");
	uint32_t day;

	if (!span_equal(price_text(r, schema), span_str("headroom.prices/1")))
		return price_fail(r, HR_EINPUT, schema,
			"the schema must be \"headroom.prices/1\"");
	if (!check_head(r))
		return false;
	if (!models)
		return price_fail(
			r, HR_EINPUT, 0, "the member 'models' is missing");
	if (date && (!read_day(r, date, &day) ||
			    !(r->date = price_string(r, date))))
		return false;
	if (source && !(r->source = price_string(r, source)))
		return false;
	return read_models(r, models);
}

/* ---- the file ------------------------------------------------------------ */

static bool
read_file(struct price_reader *r)
{
	size_t schema;

	if (r->token[0].type != JSMN_OBJECT)
		return price_fail(
			r, HR_EINPUT, 0, "a file of prices is an object");
	schema = find_member(r, "schema");
	if (schema && r->token[schema].type == JSMN_STRING)
		return read_own(r, schema);
	if (price_is_litellm(r))
		return price_read_litellm(r);
	return price_fail(r, HR_EINPUT, 0,
		"neither \"schema\": \"headroom.prices/1\" nor "
		"'input_cost_per_token' is in it");
}

enum hr_status
price_file_read(struct price_list *list, struct span file, struct hr_error *err)
{
	struct json_tokens tokens = { .n = 0 };
	struct price_reader r = { .p = file.p, .list = list, .err = err };
	size_t at = span_starts(file, "\xef\xbb\xbf") ? 3 : 0;

	r.status = json_scan(file, &at, &tokens, err);
	if (r.status == HR_OK) {
		r.token = tokens.token;
		while (at < file.n && is_among(file.p[at], " \t\r\n"))
			at++;
		if (at < file.n) {
			price_fail(&r, HR_EINPUT, 0,
				"something follows the object");
			if (err)
				err->pos = at;
		} else {
			read_file(&r);
		}
	}
	json_tokens_release(&tokens);
	return r.status;
}
