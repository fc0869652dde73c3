/* SPDX-License-Identifier: Apache-2.0 */
/* What markers say; see marker.h. */
#include "table/marker.h"

#include "table/number.h"
#include "table/stamp.h"

enum {
	LISTED_VALUES = 5, /* up to so many values are all listed */
	TOP_VALUES = 2, /* of more, the most frequent ones ... */
	TOP_SHARE = 6, /* if they are at least one row in so many ... */
	TOP_COUNT = 3, /* and this many */
	VALUE_BYTES = 60, /* longer ones are counted, not shown */
	CONTEXT_BYTES = 16, /* of the word that names a column */
};

bool
marker_is(struct span line)
{
	if (line.n < sizeof(MARKER_OPEN) || line.p[0] != '[')
		return false;
	line = span_chomp(line);
	return span_starts(line, MARKER_OPEN) && span_ends(line, MARKER_CLOSE);
}

void
marker_label(struct buf *out, uint64_t n)
{
	char s[16];
	size_t at = sizeof(s);

	for (n++; n && at; n /= 26) {
		n--;
		s[--at] = (char)('A' + n % 26);
	}
	buf_add(out, span_of(s + at, sizeof(s) - at));
}

void
marker_range(struct buf *out, uint64_t from, uint64_t to)
{
	buf_add_uint(out, from + 1);
	if (to != from) {
		buf_add_char(out, '-');
		buf_add_uint(out, to + 1);
	}
}

static inline bool
is_word_char(char c)
{
	return is_letter(c) || c == '_';
}

/* Whether another column of the kind that varies is in these bytes of the
 * first record. */
static bool
has_column(const struct columns *t, const struct kind *kind, const char *from,
	const char *to)
{
	for (uint32_t i = 0; i < kind->ncolumns; i++) {
		const struct column *c = &t->column[kind->column + i];

		if (!c->constant && c->first.p < to &&
			c->first.p + c->first.n > from)
			return true;
	}
	return false;
}

/*
 * What stands before a column in the kind's first record and tells which one
 * it is: "port " or "uid=".  Empty if that would not be a short word.
 */
static struct span
context_before(const struct columns *t, const struct kind *kind,
	struct span record, struct span cell)
{
	const char *p = cell.p, *word;
	size_t from, to = 0;
	int marks = 0;

	while (p > record.p && marks < 3 && !is_word_char(p[-1]) &&
		p[-1] > ' ' && p[-1] < 0x7f) {
		p--;
		marks++;
	}
	if (p > record.p && p[-1] == ' ' && marks <= 1)
		p--;
	word = p;
	while (word > record.p &&
		(is_word_char(word[-1]) || (word < p && word[-1] == '-')))
		word--;
	if (!stamp_find(record, &from, &to))
		to = 0;
	if (word == p || p - word > CONTEXT_BYTES || word < record.p + to ||
		has_column(t, kind, word, cell.p))
		return span_of(cell.p, 0);
	return span_of(word, (size_t)(cell.p - word));
}

static bool
is_showable(struct span s)
{
	if (!s.n || s.n > VALUE_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

static void
add_value(struct buf *out, const struct value *v)
{
	buf_add(out, v->text);
	if (v->count > 1) {
		buf_add_char(out, ' ');
		buf_add_uint(out, v->count);
		buf_add_char(out, 'x');
	}
}

static bool
is_frequent(const struct column *c, const struct value *v)
{
	return !c->closed && v->count >= TOP_COUNT &&
	       v->count * TOP_SHARE >= c->rows;
}

/* Whether one value makes up half of the rows. */
static bool
has_usual(const struct columns *t, const struct column *c)
{
	for (uint32_t v = c->first_value; !c->closed && v != NONE;
		v = t->value[v].next)
		if (t->value[v].count * 2 >= c->rows)
			return true;
	return false;
}

/* Times that only move on say no more than the line's own time does. */
static bool
is_clock(const struct column *c)
{
	size_t from, to;

	return c->rising && stamp_find(c->first, &from, &to) && !from &&
	       stamp_find(c->last, &from, &to) && !from;
}

/* "{root 12x, test 7x, 34 more}", in the order of frequency; all if there are
 * at most `listed`. */
static void
add_values(struct buf *out, const struct columns *t, const struct column *c,
	uint32_t listed)
{
	uint32_t top[LISTED_VALUES], n = 0;
	uint32_t want = c->values <= listed ? c->values : TOP_VALUES;

	for (uint32_t v = c->first_value; v != NONE; v = t->value[v].next) {
		uint32_t i = n;

		if (!is_showable(t->value[v].text) ||
			(c->values > listed && !is_frequent(c, &t->value[v])))
			continue;
		while (i && t->value[top[i - 1]].count < t->value[v].count)
			i--;
		if (i == want)
			continue;
		n += n < want;
		for (uint32_t k = n - 1; k > i; k--)
			top[k] = top[k - 1];
		top[i] = v;
	}
	buf_add_char(out, '{');
	for (uint32_t i = 0; i < n; i++) {
		buf_add_str(out, i ? ", " : "");
		add_value(out, &t->value[top[i]]);
	}
	if (c->values > n || c->many) {
		buf_add_str(out, n ? ", " : "");
		buf_add_uint(out, c->values - n);
		buf_add_str(out, c->many ? "+" : "");
		buf_add_str(out, n ? " more" : " values");
	}
	buf_add_char(out, '}');
}

/*
 * Whether a column is in the first word behind the time: a host, a node, a
 * process.  All kinds have it, and a list of hosts in each would be half of
 * all markers.
 */
static bool
is_origin(struct span record, struct span cell)
{
	size_t from, to;
	const char *p;

	if (!stamp_find(record, &from, &to))
		return false;
	p = record.p + to;
	while (p < cell.p && is_among(*p, " ]>)|"))
		p++;
	while (p < cell.p && *p != ' ')
		p++;
	return p == cell.p;
}

/* "sshd[19939]:" */
static bool
is_process_id(struct span record, struct span cell)
{
	const char *next = cell.p + cell.n;

	return cell.p > record.p && cell.p[-1] == '[' &&
	       next + 1 < record.p + record.n && next[0] == ']' &&
	       next[1] == ':';
}

/* Closes the bracket that the context has opened. */
static void
add_closing(struct buf *out, struct span record, struct span cell,
	struct span before)
{
	const char *next = cell.p + cell.n;
	static const char pairs[][2] = { { '(', ')' }, { '[', ']' },
		{ '{', '}' }, { '<', '>' } };

	if (!before.n || next == record.p + record.n)
		return;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (*next == pairs[i][1] &&
			memchr(before.p, pairs[i][0], before.n))
			buf_add_char(out, *next);
}

/* Returns false if there is nothing worth saying about the column. */
static bool
add_column(struct buf *out, const struct columns *t, const struct kind *kind,
	uint32_t i, struct span record, bool known)
{
	const struct column *c = &t->column[kind->column + i];
	bool origin = is_origin(record, c->first) && !kind->nameless;
	struct span before;
	uint32_t listed = origin ? 1 : LISTED_VALUES;

	if ((c->constant && known) || c->same_as != NONE || is_clock(c))
		return false;
	if (origin && !c->numeric && !has_usual(t, c))
		return false;
	if (is_process_id(record, c->first) && !c->constant)
		return false;
	buf_add_str(out, "; ");
	before = context_before(t, kind, record, c->first);
	buf_add(out, before);
	if (c->constant) {
		buf_add(out, c->first);
	} else if (!c->many && c->values <= listed) {
		add_values(out, t, c, listed);
	} else if (c->numeric) {
		buf_add(out, span_of(c->first.p, c->prefix));
		buf_add(out, c->min.digits);
		buf_add_str(out, c->min.value < 0 ? " to " : "..");
		buf_add(out, c->max.digits);
		buf_add(out, span_from(c->first, c->first.n - c->suffix));
	} else {
		add_values(out, t, c, listed);
	}
	add_closing(out, record, c->first, before);
	return true;
}

/* Where the clock of a time begins, which is never cut: "53" would be read as
 * anything.  Its length if there is none. */
static size_t
clock_start(struct span time)
{
	size_t n = time.n;

	while (n && time.p[n - 1] != ':')
		n--;
	if (!n)
		return time.n;
	while (n && (is_digit(time.p[n - 1]) || time.p[n - 1] == ':'))
		n--;
	return n;
}

/*
 * What a time says beyond the time of the kind's first record, which the
 * reader has just seen: without the parts of the date at its start and, if they
 * are divided by blanks, the words at its end that are the same.
 */
static struct span
new_words(struct span first, struct span time)
{
	size_t n = 0, same = 0, clock = clock_start(time);

	while (n < time.n && n < first.n && first.p[n] == time.p[n]) {
		n++;
		if (n < time.n && n <= clock && !is_alnum(time.p[n - 1]) &&
			is_alnum(time.p[n]) && time.p[n - 1] != '.' &&
			time.p[n - 1] != ',')
			same = n;
	}
	if (n == time.n)
		return time;
	for (n = 0; n < time.n - same && n < first.n; n++) {
		if (time.p[time.n - n - 1] == ' ' && n) {
			time.n -= n + 1;
			first.n -= n + 1;
			n = 0;
		}
		if (time.p[time.n - n - 1] != first.p[first.n - n - 1])
			break;
	}
	return span_from(time, same);
}

void
marker_kind(struct buf *out, const struct window *w, const struct columns *t,
	const struct kind *kind, uint64_t like, uint64_t line_base)
{
	const struct record *first = &w->record[kind->first];
	const struct record *last = &w->record[kind->last];
	struct span text = record_text(w, last);
	size_t from, to;

	buf_add_uint(out, kind->rows);
	buf_add_char(out, 'x');
	if (like == MARKER_DROPPED) {
		buf_add_str(out, " dropped");
	} else if (like != MARKER_THIS) {
		buf_add_str(out, " like line ");
		buf_add_uint(out, like + 1);
	}
	buf_add_str(out, kind->rows > 1 ? " until " : " at ");
	if (stamp_find(text, &from, &to)) {
		struct span time = span_of(text.p + from, to - from);

		text = record_text(w, first);
		if (stamp_find(text, &from, &to))
			time = new_words(
				span_of(text.p + from, to - from), time);
		buf_add(out, time);
	} else {
		buf_add_str(out, "line ");
		buf_add_uint(out, line_base + last->line + 1);
	}
	for (uint32_t i = 0; i < kind->ncolumns; i++)
		add_column(out, t, kind, i, record_text(w, first),
			like == MARKER_THIS);
}
