/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of files of prices share; see price_file.c. */
#ifndef PRICE_READ_H
#define PRICE_READ_H

#include "base/json.h"
#include "price/price.h"

enum {
	/* Dollars a million tokens, and dollars a token, as rates: the powers
	 * of ten between them. */
	PRICE_PER_MILLION = 6,
	PRICE_PER_TOKEN = 12,
};

enum price_member {
	PRICE_INPUT,
	PRICE_CACHED,
	PRICE_WRITE,
	PRICE_WRITE_1H,
	PRICE_OUTPUT,
	PRICE_NRATES,
};

/* Rates by their members, and a bit in `seen` for each that is there. */
struct price_named {
	uint64_t value[PRICE_NRATES];
	unsigned seen;
};

struct price_reader {
	const char *p; /* the text */
	const jsmntok_t *token; /* its tokens, of which 0 is an object */
	struct price_list *list;
	const char *source, *date; /* of the file, or NULL */
	enum hr_status status; /* HR_OK until something fails */
	struct hr_error *err; /* or NULL */
};

/* Notes what is wrong with a token; false. */
bool price_fail(struct price_reader *, enum hr_status, size_t token,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The bytes of a token. */
struct span price_text(const struct price_reader *, size_t token);
bool price_is_number(const struct price_reader *, size_t token);
/* A string as a C string of the list; NULL after a failure. */
const char *price_string(struct price_reader *, size_t token);

/*
 * A number of JSON times 10^scale, rounded to a whole one, halves up; false
 * with a reason if it is negative, too large, or more than nothing and less
 * than a half.
 */
bool price_scaled(
	struct span number, int scale, uint64_t *rate, const char **reason);

/* Whether input and output are there. */
bool price_is_complete(const struct price_named *);
/* What is not told of the cache costs what the input does. */
struct price_rates price_rates_of(const struct price_named *);

/* A price of the file that has no rates yet. */
struct price price_new(const struct price_reader *, const char *model);
/* False after a failure. */
bool price_add(struct price_reader *, const struct price *);

/* All models of a file in litellm's form; false after a failure. */
bool price_is_litellm(const struct price_reader *);
bool price_read_litellm(struct price_reader *);

#endif
