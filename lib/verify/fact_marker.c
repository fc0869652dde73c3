/* SPDX-License-Identifier: Apache-2.0 */
/* What markers state; see fact_marker.h. */
#include "verify/fact_marker.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "table/marker.h"
#include "table/number.h"

static inline bool
is_name(char c)
{
	return is_digit(c) || is_letter(c) || c == '_' || c == '-';
}

/* ---- the marker's own numbers -------------------------------------------- */

/* "A, ", "B +", "C ...]": the label of a kind behind its count. */
static bool
is_label(struct span s)
{
	size_t n = 0;

	while (n < s.n && is_upper(s.p[n]))
		n++;
	s = span_from(s, n);
	return n && (!s.n || span_starts(s, ", ") || span_starts(s, " +") ||
			    span_starts(s, MARKER_AND) ||
			    span_starts(s, MARKER_CLOSE));
}

static bool
opens_part(struct span before)
{
	return span_ends(before, MARKER_OPEN) || span_ends(before, MARKER_AND);
}

static bool
is_own(struct span line, struct span number)
{
	static const char *const befores[] = { "until line ", "at line ",
		"like line ", " +" };
	static const char *const afters[] = { "x until ", "x at ", "x dropped",
		"x like line ", " dropped", " values}", " more}", "+ values}",
		"+ more}" };
	size_t from = (size_t)(number.p - line.p);
	struct span before = span_of(line.p, from);
	struct span after = span_from(line, from + number.n);

	for (size_t i = 0; i < sizeof(befores) / sizeof(*befores); i++)
		if (span_ends(before, befores[i]))
			return true;
	for (size_t i = 0; i < sizeof(afters) / sizeof(*afters); i++)
		if (span_starts(after, afters[i]))
			return true;
	if (span_starts(after, " ") && is_label(span_from(after, 1)))
		return true;
	/* "{/a 7x, /b 3x}" */
	if (span_ends(before, " ") &&
		(span_starts(after, "x, ") || span_starts(after, "x}")))
		return true;
	/* "12: ", "12-308: " */
	if (opens_part(before))
		return true;
	if (!span_ends(before, "-"))
		return false;
	do
		before.n--;
	while (before.n && is_digit(before.p[before.n - 1]));
	return opens_part(before);
}

/* ---- ranges -------------------------------------------------------------- */

/* A number without a sign; more digits than a double has are none. */
static bool
read_number(struct span s, double *value)
{
	double v = 0, unit = 1;
	size_t digits = 0;
	bool point = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && !point && i) {
			point = true;
			continue;
		}
		if (!is_digit(s.p[i]) || ++digits > NUMBER_DIGITS)
			return false;
		v = v * 10 + (s.p[i] - '0');
		unit *= point ? 10 : 1;
	}
	*value = v / unit;
	return digits > 0;
}

static uint64_t
key_of(struct span prefix, struct span suffix)
{
	if (!prefix.n)
		return 0; /* a number, whatever its unit is */
	return hash_bytes(
		       hash_bytes(1, prefix.p, prefix.n), suffix.p, suffix.n) |
	       1;
}

/* A point with a name on both sides. */
static bool
joins(struct span line, size_t i)
{
	return line.p[i] == '.' && i && is_name(line.p[i - 1]) &&
	       i + 1 < line.n && is_name(line.p[i + 1]);
}

/* What may stand around the number of a name, or of a path. */
static bool
is_around(struct span line, size_t i, bool path)
{
	return is_name(line.p[i]) || joins(line, i) ||
	       (path && line.p[i] == '/');
}

/* Where the digits, or digits and points, that end at `end` begin. */
static size_t
number_start(struct span line, size_t end, bool points)
{
	size_t i = end;

	while (i && (is_digit(line.p[i - 1]) ||
			    (points && i < end && joins(line, i - 1))))
		i--;
	return i;
}

static size_t
number_end(struct span line, size_t i)
{
	while (i < line.n &&
		(is_digit(line.p[i]) ||
			(joins(line, i) && is_digit(line.p[i + 1]))))
		i++;
	return i;
}

/* The number before `end`; *start is where it begins, with its sign. */
static bool
read_low(struct span line, size_t end, size_t *start, double *value)
{
	size_t low = number_start(line, end, true);

	/* "10.0.0.1..9" are four of which the last one varies. */
	if (!read_number(span_of(line.p + low, end - low), value))
		low = number_start(line, end, false);
	if (!read_number(span_of(line.p + low, end - low), value))
		return false;
	if (low && line.p[low - 1] == '-' &&
		(low == 1 || !is_name(line.p[low - 2]))) {
		low--;
		*value = -*value;
	}
	*start = low;
	return true;
}

/* Adds the range with what is around [from, to), its numbers. */
static void
add_range(struct fact_ranges *t, struct span line, size_t from, size_t to,
	struct fact_range r, bool path)
{
	size_t start = from, end = to;

	/* Before a sign there is nothing that belongs to the number. */
	while (start && line.p[from] != '-' && is_around(line, start - 1, path))
		start--;
	while (end < line.n && is_around(line, end, path))
		end++;
	r.key = key_of(span_of(line.p + start, from - start),
		span_of(line.p + to, end - to));
	t->failed |= !mem_grow(&t->range, &t->cap, t->n + 1, sizeof(*t->range));
	if (!t->failed)
		t->range[t->n++] = r;
}

/* Reads the range with ".." or " to " at [from, to) of the line. */
static void
read_range(struct fact_ranges *t, struct span line, size_t from, size_t to)
{
	bool minus = to < line.n && line.p[to] == '-';
	size_t start, end = number_end(line, to + minus);
	struct fact_range r = { 0 };

	if (!read_low(line, from, &start, &r.low) ||
		!read_number(span_of(line.p + to + minus, end - to - minus),
			&r.high))
		return;
	r.high = minus ? -r.high : r.high;
	if (r.low > r.high)
		return;
	add_range(t, line, start, end, r, false);
	/* "/items/3..41" */
	if (start && is_around(line, start - 1, true))
		add_range(t, line, start, end, r, true);
}

void
fact_ranges_release(struct fact_ranges *t)
{
	mem_free(t->range);
	*t = (struct fact_ranges){ 0 };
}

struct reader {
	struct span line;
	fact_lex_fn *found;
	void *ctx;
};

static void
pass_fact(void *ctx, enum hr_fact fact, struct span s)
{
	const struct reader *r = ctx;

	if (fact != HR_FACT_NUMBER || !is_own(r->line, s))
		r->found(r->ctx, fact, s);
}

void
fact_marker_read(
	struct fact_ranges *t, struct span line, fact_lex_fn *found, void *ctx)
{
	struct reader reader = { span_chomp(line), found, ctx };
	struct span s = reader.line;

	fact_lex(s, true, pass_fact, &reader);
	for (size_t i = 1; i + 2 < s.n; i++) {
		if (!is_digit(s.p[i - 1]))
			continue;
		if (span_starts(span_from(s, i), ".."))
			read_range(t, s, i, i + 2);
		else if (span_starts(span_from(s, i), " to "))
			read_range(t, s, i, i + 4);
	}
}

static int
compare(const void *a, const void *b)
{
	const struct fact_range *r = a, *s = b;

	if (r->key != s->key)
		return r->key < s->key ? -1 : 1;
	if (r->low < s->low || r->low > s->low)
		return r->low < s->low ? -1 : 1;
	return (r->high > s->high) - (r->high < s->high);
}

void
fact_ranges_sort(struct fact_ranges *t)
{
	size_t n = 0;

	if (!t->n)
		return;
	qsort(t->range, t->n, sizeof(*t->range), compare);
	for (size_t i = 1; i < t->n; i++) {
		struct fact_range *last = &t->range[n], *r = &t->range[i];

		if (r->key != last->key || r->low > last->high)
			t->range[++n] = *r;
		else if (r->high > last->high)
			last->high = r->high;
	}
	t->n = n + 1;
}

/* The last number of a name or a path and what stands around it. */
static bool
split_fact(enum hr_fact fact, struct span s, uint64_t *key, double *value)
{
	size_t end = s.n, from;
	bool minus = fact == HR_FACT_NUMBER && span_starts(s, "-");

	*key = 0;
	if (fact == HR_FACT_NUMBER) {
		if (!read_number(span_from(s, minus), value))
			return false;
		*value = minus ? -*value : *value;
		return true;
	}
	while (end && !is_digit(s.p[end - 1]))
		end--;
	for (from = end; from && is_digit(s.p[from - 1]);)
		from--;
	*key = key_of(span_of(s.p, from), span_from(s, end));
	return from && read_number(span_of(s.p + from, end - from), value);
}

bool
fact_ranges_have(const struct fact_ranges *t, enum hr_fact fact, struct span s)
{
	size_t low = 0, high = t->n;
	uint64_t key;
	double value;

	if (!t->n || !split_fact(fact, s, &key, &value))
		return false;
	/* The first range behind the value. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct fact_range *r = &t->range[mid];

		if (r->key < key || (r->key == key && r->low <= value))
			low = mid + 1;
		else
			high = mid;
	}
	return low && t->range[low - 1].key == key &&
	       value <= t->range[low - 1].high;
}
