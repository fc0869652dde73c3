/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tokens cost.
 *
 * Rates are pico-dollars (10^-12) a token, which is dollars a million tokens
 * times 10^6; amounts are pico-dollars.  Both are whole numbers: an amount is
 * exact to 18,446,744 dollars, and above that there is none.  Where a model or
 * its usage is not known there is no amount either; it is never zero for that.
 */
#ifndef PRICE_H
#define PRICE_H

#include "answer/answer.h"
#include "base/arena.h"

/* Of the built-in table: the day it stands for, and where it is from. */
#define PRICE_DATE "2026-11-10"
#define PRICE_SOURCE "genai-prices 0.2.3 of 2026-11-10"

enum {
	/* A number of dollars with its NUL: 14 digits, a point, 6 digits. */
	PRICE_TEXT = 24,
	/* Bytes of a model's name; a longer one is not known. */
	PRICE_NAME = 256,
	PRICE_BATCH = 50, /* per cent that a batch costs if nobody says */
};

/* Pico-dollars of one token. */
struct price_rates {
	uint64_t input; /* neither read from the cache nor written to it */
	uint64_t cached; /* read from the cache */
	uint64_t write, write_1h; /* to the cache: to be kept 5 minutes, 1 h */
	uint64_t output;
};

/* What one model costs, at some time.  The strings belong to the list. */
struct price {
	/* A name, which a day such as -2026-08-21 may follow; if it begins with
	 * "claude-" or "gemini-" also another version, of a file anything; if it
	 * ends in '*', the beginning of names. */
	const char *model;
	const char *provider; /* or NULL */
	const char *source, *date; /* of the table or the file; or NULL */
	bool from_file;
	uint32_t from; /* the UTC day it begins, 20270101; 0: it always held */
	/* From this minute of the UTC day until before that one, perhaps past
	 * midnight; both the same: all day. */
	unsigned begin, end;
	struct price_rates rates;
	/* A request with more input tokens in all than this has its rates; the
	 * whole of it. */
	uint64_t above;
	struct price_rates above_rates;
	unsigned batch; /* per cent that a batch costs */
};

#define PRICE_NO_TIER UINT64_MAX

/*
 * Prices, in the order of the table, then of the file.  Of several of a
 * model, which follow each other, the last one that holds counts.
 */
struct price_list {
	struct price *p;
	size_t n, cap;
	size_t builtin; /* the first so many are not from a file */
	size_t skipped; /* models of a file that have no price a token */
	struct arena strings;
};

/* The built-in table.  HR_ENOMEM: the list is empty. */
enum hr_status price_list_init(struct price_list *);
void price_list_release(struct price_list *);

/*
 * Adds the prices of a file, headroom's own (see headroom-prices(5)) or
 * litellm's; a model of the file replaces the same one of the built-in table.
 * On failure the list is as it was, and *err, if not NULL, says what is wrong
 * and where: HR_EINPUT, HR_ELIMIT, HR_ENOMEM.  Time is linear.
 */
enum hr_status price_list_add(
	struct price_list *, struct span file, struct hr_error *err);

/*
 * The price of a model at a time, in seconds since 1970.  The name may have
 * "models/" or vendors before it, may be written as those who resell it do (see
 * price_name.h), and is compared in any case; the longest
 * beginning wins, and a file over the table.  HR_SKIP: not known.  Looks at the
 * whole list: to be asked once for each model, not for each request.
 */
enum hr_status price_find(const struct price_list *, const char *model,
	int64_t when, struct price *);

/* Whether the model is the beginning of names, whatever it ends in. */
bool price_is_prefix(const char *model);

/*
 * What a request costs, or costs as a part of a batch; with an output of 0 what
 * it costs to send.  The parts are summed exactly; of a batch the sum is
 * rounded to a pico-dollar.  Written tokens are the total, of which those for
 * an hour are a part.  Of the cache, what is not told is taken for none.
 * HR_SKIP: input or output is not told; HR_EINPUT: the parts are more than the
 * whole; HR_ELIMIT: too much.  Then *amount is untouched.
 */
enum hr_status price_cost(const struct price *, const struct answer_usage *,
	bool batch, uint64_t *amount);

/* In dollars with at most 6 decimals, halves rounded up, without zeros at the
 * end: "0.0025". */
void price_format_amount(uint64_t amount, char text[PRICE_TEXT]);
/* In dollars a million tokens; exact. */
void price_format_rate(uint64_t rate, char text[PRICE_TEXT]);

#endif
