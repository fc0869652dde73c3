/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of folded text; see ref_fold.h. */
#include "ref_fold.h"

#include "ref/ref_html.h"

#include <stdlib.h>
#include <string.h>

static enum hr_status
collect(void *ctx, const void *p, size_t n)
{
	struct ref_text *t = ctx;

	if (t->n + n > t->cap) {
		t->cap = (t->n + n) * 2;
		t->p = realloc(t->p, t->cap);
		if (!t->p)
			abort();
	}
	memcpy(t->p + t->n, p, n);
	t->n += n;
	return HR_OK;
}

struct ref_text
ref_run(const struct hr_options *options, const void *in, size_t n, size_t part,
	bool quiet, struct hr_stats *stats)
{
	struct ref_text out = { 0 };
	struct hr_compressor *c;
	struct hr_error err;
	const char *p = in;

	if (hr_compressor_new(options, collect, &out, &c, &err) != HR_OK)
		abort();
	if (!part)
		part = n;
	while (n) {
		size_t k = part < n ? part : n;

		if (hr_compressor_feed(c, p, k) != HR_OK)
			abort();
		if (quiet && hr_compressor_quiet(c) != HR_OK)
			abort();
		p += k;
		n -= k;
	}
	if (hr_compressor_finish_input(c) != HR_OK)
		abort();
	if (hr_compressor_finish_run(c) != HR_OK && !options->budget)
		abort();
	*stats = *hr_compressor_stats(c);
	hr_compressor_free(c);
	return out;
}

struct ref_text
ref_expand(const void *in, size_t n, size_t part, enum hr_status *status)
{
	struct ref_text out = { 0 };
	struct hr_expander *x = hr_expander_new(collect, &out);
	struct hr_error err;
	const char *p = in;

	if (!x)
		abort();
	*status = HR_OK;
	while (n && *status == HR_OK) {
		size_t k = part && part < n ? part : n;

		*status = hr_expander_feed(x, p, k, &err);
		p += k;
		n -= k;
	}
	if (*status == HR_OK)
		*status = hr_expander_finish(x, &err);
	hr_expander_free(x);
	return out;
}

struct line {
	const char *p;
	size_t n; /* with the newline */
};

static bool
next(const char **p, const char *end, struct line *line)
{
	const char *nl;

	if (*p == end)
		return false;
	nl = memchr(*p, '\n', (size_t)(end - *p));
	line->p = *p;
	line->n = (size_t)((nl ? nl + 1 : end) - *p);
	*p += line->n;
	return true;
}

static bool
number(const char **p, const char *end, unsigned long *v)
{
	const char *q = *p;

	for (*v = 0; *p < end && **p >= '0' && **p <= '9'; ++*p)
		*v = *v * 10 + (unsigned long)(**p - '0');
	return *p > q;
}

/* "12-308: ", or "12 ...]" at p: from and to. */
static bool
range(const char *p, const char *end, unsigned long *from, unsigned long *to)
{
	if (!number(&p, end, from))
		return false;
	*to = *from;
	if (p < end && *p == '-') {
		p++;
		if (!number(&p, end, to))
			return false;
	}
	return *from <= *to && end - p > 2 &&
	       (!memcmp(p, ": ", 2) || !memcmp(p, " ...]", 5));
}

/* The line numbers that a marker stands for: at its start, or behind the last
 * " | ".  False if it stands for none. */
static bool
marker_range(struct line m, unsigned long *from, unsigned long *to)
{
	const char *p = m.p + 5, *end = m.p + m.n;

	if (range(p, end, from, to))
		return true;
	for (p = end - 3; p > m.p; p--)
		if (!memcmp(p, " | ", 3))
			return range(p + 3, end, from, to);
	return false;
}

static bool
is_marker(struct line m)
{
	while (m.n && (m.p[m.n - 1] == '\n' || m.p[m.n - 1] == '\r'))
		m.n--;
	return m.n > 10 && !memcmp(m.p, "[... ", 5) &&
	       !memcmp(m.p + m.n - 5, " ...]", 5);
}

static bool
is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* Whether the part is somewhere in p, not cut out of a word. */
static bool
contains(const char *p, size_t n, const char *part, size_t k)
{
	const char *start = p, *end = p + n;

	while ((size_t)(end - p) >= k &&
		(p = memchr(p, *part, (size_t)(end - p) - k + 1))) {
		if (!memcmp(p, part, k) &&
			(p == start || !is_alphanumeric(p[-1])) &&
			(p + k == end || !is_alphanumeric(p[k])))
			return true;
		p++;
	}
	return false;
}

/* " 12x" at the end of a value is its count. */
static size_t
without_count(const char *p, size_t n)
{
	size_t k = n;

	if (!k || p[k - 1] != 'x')
		return n;
	k--;
	while (k && p[k - 1] >= '0' && p[k - 1] <= '9')
		k--;
	return k && k < n - 1 && p[k - 1] == ' ' ? k - 1 : n;
}

static bool
ends_with(const char *p, size_t n, const char *end)
{
	size_t k = strlen(end);

	return n > k && !memcmp(p + n - k, end, k);
}

/* Whether a value could be one of markers within lines: a number, or a hash. */
static bool
is_of_marker(const char *p, size_t n)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < n; i++) {
		digits += p[i] >= '0' && p[i] <= '9';
		letters += p[i] >= 'a' && p[i] <= 'f';
	}
	return digits + letters == n && (!letters || n == 12);
}

/* Whether each value that a marker lists in braces is in the input.  A value
 * with a comma or a brace in it is looked up in pieces.  If lines have been
 * `marked`, the values may be those of markers within lines. */
static bool
values_are_there(struct line m, const char *in, size_t nin, bool marked)
{
	const char *p = m.p, *end = m.p + m.n;

	while (p < end && (p = memchr(p, '{', (size_t)(end - p)))) {
		const char *close = memchr(p, '}', (size_t)(end - p));

		if (!close)
			return true;
		for (p++; p < close;) {
			const char *comma = p;
			size_t n;

			while (comma < close &&
				(comma[0] != ',' || comma[1] != ' '))
				comma++;
			n = without_count(p, (size_t)(comma - p));
			if (n && !ends_with(p, n, " more") &&
				!ends_with(p, n, " values") &&
				!(marked && is_of_marker(p, n)) &&
				!contains(in, nin, p, n))
				return false;
			p = comma + (comma < close ? 2 : 0);
		}
	}
	return true;
}

/* The text from line `from` to line `to`, without its last line end. */
static struct line
lines_of(const char *in, size_t nin, unsigned long from, unsigned long to)
{
	const char *p = in, *end = in + nin;
	struct line line, all = { in, 0 };
	unsigned long at = 1;

	for (; at <= to && next(&p, end, &line); at++) {
		if (at == from)
			all.p = line.p;
		if (at >= from)
			all.n = (size_t)(line.p + line.n - all.p);
	}
	while (all.n && (all.p[all.n - 1] == '\n' || all.p[all.n - 1] == '\r'))
		all.n--;
	return all;
}

/* Whether the lines of "[... 12-18: as 3-9 ...]" are the ones it says. */
static bool
repeat_is_true(struct line m, const char *in, size_t nin, unsigned long from,
	unsigned long to)
{
	const char *p = m.p + 5, *end = m.p + m.n;
	unsigned long first, last;
	struct line a, b;

	while (p < end && *p != ':')
		p++;
	if (end - p < 5 || memcmp(p, ": as ", 5))
		return true;
	p += 5;
	if (!number(&p, end, &first))
		return false;
	last = first;
	if (p < end && *p == '-' && (p++, !number(&p, end, &last)))
		return false;
	a = lines_of(in, nin, from, to);
	b = lines_of(in, nin, first, last);
	return last < from && a.n && a.n == b.n && !memcmp(a.p, b.p, a.n);
}

/* Where a part of a line is, from p on. */
static const char *
find(const char *p, const char *end, const char *part, size_t n)
{
	for (; (size_t)(end - p) >= n; p++)
		if (!memcmp(p, part, n))
			return p;
	return NULL;
}

/* The end of a part that stands at p, or after `skip` bytes or more. */
static const char *
after(const char *p, const char *end, size_t skip, const char *part, size_t n)
{
	if ((size_t)(end - p) < skip)
		return NULL;
	if (skip)
		p = find(p + skip, end, part, n);
	else if ((size_t)(end - p) < n || memcmp(p, part, n))
		return NULL;
	return p ? p + n : NULL;
}

/*
 * Whether a line is the input's but for markers within it, with its number:
 * "x=[... 7: base64, 600 bytes, hash 12ab ...];" for 512 bytes and more, and
 * "100% [... 7: 99 states before ...]" for what came before "100%", which is
 * the first of the line or behind a carriage return.
 */
static bool
is_marked(struct line in, struct line out, unsigned long at)
{
	const char *p = in.p, *end = in.p + in.n;
	const char *q = out.p, *out_end = out.p + out.n, *open, *close;
	unsigned long from, to;
	size_t skip = 0;

	while ((open = find(q, out_end, "[... ", 5))) {
		close = find(open, out_end, " ...]", 5);
		if (!close || !range(open + 5, out_end, &from, &to) ||
			from != at || to != at)
			return false;
		if (find(open, close, " states before", 14)) {
			const char *state = open - 1;

			if (open == q)
				return false;
			while (state > q && state[-1] != '\r')
				state--;
			p = after(p, end, skip, q, (size_t)(state - q));
			if (p)
				p = after(p, end, 1, state,
					(size_t)(open - 1 - state));
			/* A state may be there more than once. */
			skip = 1;
			p -= p != NULL;
		} else {
			p = after(p, end, skip, q, (size_t)(open - q));
			skip = 512;
		}
		if (!p)
			return false;
		q = close + 5;
	}
	if (q == out.p || (size_t)(out_end - q) + skip > (size_t)(end - p))
		return false;
	return !memcmp(end - (out_end - q), q, (size_t)(out_end - q));
}

/* A page that goes out as Markdown. */
struct page {
	struct line source;
	unsigned long from, to; /* its lines; 0: none */
	unsigned long marked; /* the last one that a marker began with */
};

/* Whether a line is one of those below the marker of a page. */
static bool
is_of_page(struct page *page, struct line b)
{
	unsigned long from, to;

	if (!page->to)
		return false;
	if (!is_marker(b))
		return ref_html_line(span_of(page->source.p, page->source.n),
			span_of(b.p, b.n));
	if (!marker_range(b, &from, &to) || from < page->from ||
		to > page->to || from < page->marked)
		return false;
	page->marked = from;
	return true;
}

const char *
ref_accounts(const char *in, size_t nin, const char *out, size_t nout)
{
	const char *p = in, *end, *q = out, *out_end;
	unsigned long at = 1, from, to;
	struct line a, b;
	bool have, marked = false;
	struct page page = { 0 };

	if (!nin || !nout)
		return nin == nout ? NULL
				   : "only one of input and output is empty";
	end = in + nin;
	out_end = out + nout;
	have = next(&p, end, &a);
	while (next(&q, out_end, &b)) {
		if (have && a.n == b.n && !memcmp(a.p, b.p, a.n)) {
			have = next(&p, end, &a);
			at++;
			continue;
		}
		if (have && !is_marker(b) && is_marked(a, b, at)) {
			have = next(&p, end, &a);
			at++;
			marked = true;
			continue;
		}
		if (is_of_page(&page, b))
			continue;
		if (!is_marker(b))
			return "a line that is neither input nor marker";
		if (!values_are_there(b, in, nin, marked))
			return "a marker lists a value that is not there";
		if (!marker_range(b, &from, &to))
			continue;
		if (from != at)
			return "a marker's range does not begin at the gap";
		if (!repeat_is_true(b, in, nin, from, to))
			return "lines are not as those that a marker names";
		page = (struct page){ 0 };
		if (ref_is_html(span_of(b.p, b.n)))
			page = (struct page){ lines_of(in, nin, from, to), from,
				to, from };
		for (; at <= to; at++) {
			if (!have)
				return "a marker's range is too long";
			have = next(&p, end, &a);
		}
	}
	return have ? "lines are missing at the end" : NULL;
}

bool
ref_is_utf8(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text, *end;

	if (!n)
		return true;
	end = p + n;
	while (p < end) {
		unsigned c = *p++, more = 0, min = 0;

		if (c >= 0xf0 && c < 0xf5) {
			more = 3;
			min = 0x10000;
			c &= 7;
		} else if (c >= 0xe0 && c < 0xf0) {
			more = 2;
			min = 0x800;
			c &= 15;
		} else if (c >= 0xc2 && c < 0xe0) {
			more = 1;
			min = 0x80;
			c &= 31;
		} else if (c >= 0x80) {
			return false;
		}
		for (; more; more--, p++) {
			if (p == end || *p >> 6 != 2)
				return false;
			c = c << 6 | (*p & 63);
		}
		if (c < min || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
			return false;
	}
	return true;
}

/* Whether another run gives the same bytes. */
static bool
same_again(const struct hr_options *options, const char *in, size_t n,
	size_t part, bool quiet, struct ref_text expected)
{
	struct hr_stats stats;
	struct ref_text out = ref_run(options, in, n, part, quiet, &stats);
	bool same = out.n == expected.n &&
		    (!out.n || !memcmp(out.p, expected.p, out.n));

	free(out.p);
	return same;
}

static const char *
check_counts(const struct hr_options *options, const char *in, size_t n,
	struct ref_text out, const struct hr_stats *stats)
{
	struct hr_counter *c = hr_counter_new(options->encoding);
	size_t before = hr_count(c, in, n), after = hr_count(c, out.p, out.n);

	hr_counter_free(c);
	/* Text that could be taken for encoded text must be marked. */
	if (after > before && !contains(out.p, out.n, "unchanged lines", 15))
		return "more tokens than before";
	if (stats->blocks_refused)
		return "a block was encoded that does not decode";
	if (stats->bytes_in != n || stats->bytes_out != out.n)
		return "stats: bytes";
	if (stats->lines_kept + stats->lines_folded != stats->lines_in)
		return "stats: lines kept and folded are not all lines";
	if (options->want_counts &&
		(stats->tokens_in != before || stats->tokens_out != after))
		return "stats: tokens";
	return NULL;
}

/* What the output says, once it is expanded if it may be encoded. */
static const char *
check_expansion(const struct hr_options *options, const char *in, size_t n,
	struct ref_text out)
{
	enum hr_status status;
	struct ref_text all, again;
	const char *wrong = NULL;

	if (options->plain || options->follow)
		return ref_accounts(in, n, out.p, out.n);
	all = ref_expand(out.p, out.n, 0, &status);
	again = ref_expand(out.p, out.n, 7, &status);
	/* What has blocks in it when it comes in goes out as it is. */
	if (options->mode != HR_LOSSLESS && out.n == n &&
		(!n || !memcmp(out.p, in, n)))
		goto out;
	if (all.n != again.n || (all.n && memcmp(all.p, again.p, all.n)))
		wrong = "another expansion when fed in parts";
	else if (options->mode == HR_LOSSLESS && status != HR_OK)
		wrong = "lossless output does not expand";
	else if (options->mode == HR_LOSSLESS &&
		 (all.n != n || (n && memcmp(all.p, in, n))))
		wrong = "lossless output expands to something else";
	else if (options->mode != HR_LOSSLESS && status == HR_OK)
		wrong = ref_accounts(in, n, all.p, all.n);
	if (!wrong && status != HR_OK)
		wrong = "output does not expand";
out:
	free(all.p);
	free(again.p);
	return wrong;
}

const char *
ref_check(const struct hr_options *options, const char *in, size_t n)
{
	struct hr_stats stats;
	struct ref_text out = ref_run(options, in, n, 0, false, &stats);
	const char *wrong = check_expansion(options, in, n, out);

	if (!wrong)
		wrong = check_counts(options, in, n, out, &stats);
	if (!wrong && ref_is_utf8(in, n) && !ref_is_utf8(out.p, out.n))
		wrong = "UTF-8 in, something else out";
	if (!wrong && !same_again(options, in, n, 0, false, out))
		wrong = "another output the second time";
	if (!wrong && !same_again(options, in, n, 7, false, out))
		wrong = "another output when fed in parts";
	if (!wrong && options->mode != HR_LOSSLESS &&
		!same_again(options, out.p, out.n, 0, false, out))
		wrong = "a second pass changes the output";
	free(out.p);
	return wrong;
}
