/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and reading cells; see cell.h. */
#include "table/cell.h"

#include "base/hash.h"
#include "base/mem.h"
#include "table/number.h"

enum {
	/* Shorter values are one or two tokens, as their name would be. */
	NAME_BYTES = 5,
	/* Values that may wait for a name: 48 bytes each. */
	NAMES = 1 << 20,
	/* In a column of times the hour is written so often. */
	TAIL_ANCHOR = 100,
	/* "$7" is two tokens, three from $1000 on, and "$7=" three. */
	NAME_TOKENS = 2,
	NAMING_TOKENS = 3,
	/* "+12" is two tokens, a number of so many digits three.  Shorter ones
	 * are written out: 4 would save 1.4 % of lossless logs and 0.4 % of
	 * JSON, but a reader has to add up years, ports and sizes then. */
	DELTA_DIGITS = 7,
	DELTA_MAX = 999,
	/* An equal neighbour of fewer bytes is one token as well. */
	EQUAL_BYTES = 4,
};

struct cell_name {
	uint64_t hash;
	struct span text;
	uint32_t uses;
	uint32_t number; /* from 1; 0: has no name */
	bool chosen;
};

void
cells_release(struct cells *x)
{
	arena_release(&x->arena);
	mem_free(x->name);
	mem_free(x->named);
	slots_release(&x->slots);
	*x = (struct cells){ 0 };
}

void
cells_begin(struct cells *x, struct hr_counter *counter)
{
	x->counter = counter;
	x->nnames = x->nnamed = 0;
	x->noting = counter != NULL;
	x->failed = false;
	x->seed = (uintptr_t)x;
	arena_reset(&x->arena);
	if (x->slots.p)
		memset(x->slots.p, 0, x->slots.n * sizeof(*x->slots.p));
}

void
cell_start(struct cell_state *s, const struct cell_form *f)
{
	*s = (struct cell_state){ .above = f->first, .has_above = f->tail };
}

/* ---- names --------------------------------------------------------------- */

/* The entry of a value; NULL if there is none and `add` is false, or no room
 * for one. */
static struct cell_name *
find_name(struct cells *x, struct span text, bool add)
{
	uint64_t hash = hash_bytes(x->seed, text.p, text.n);
	size_t i, mask;

	if (x->nnames * 2 >= x->slots.n) {
		if (!add)
			return NULL;
		if (!slots_grow(&x->slots, x->name ? &x->name->hash : NULL,
			    sizeof(*x->name), x->nnames)) {
			x->failed = true;
			return NULL;
		}
	}
	mask = x->slots.n - 1;
	for (i = hash & mask; x->slots.p[i]; i = (i + 1) & mask) {
		struct cell_name *name = &x->name[x->slots.p[i] - 1];

		if (name->hash == hash && span_equal(name->text, text))
			return name;
	}
	if (!add || x->nnames == NAMES)
		return NULL;
	if (!mem_grow(
		    &x->name, &x->name_cap, x->nnames + 1, sizeof(*x->name))) {
		x->failed = true;
		return NULL;
	}
	x->name[x->nnames] = (struct cell_name){ .hash = hash, .text = text };
	x->slots.p[i] = (uint32_t)++x->nnames;
	return &x->name[x->nnames - 1];
}

uint32_t
cells_name(struct cells *x, struct span text)
{
	if (!mem_grow(&x->named, &x->named_cap, x->nnamed + 1,
		    sizeof(*x->named))) {
		x->failed = true;
		return 0;
	}
	x->named[x->nnamed++] = text;
	return (uint32_t)x->nnamed;
}

bool
cells_named(struct cells *x, uint64_t number, struct span *text)
{
	if (!number || number > x->nnamed)
		return false;
	*text = x->named[number - 1];
	return true;
}

static void
note(struct cells *x, struct span core)
{
	struct cell_name *name;

	if (core.n < NAME_BYTES)
		return;
	name = find_name(x, core, true);
	if (name && name->uses < UINT32_MAX)
		name->uses++;
}

void
cells_choose(struct cells *x)
{
	size_t kept = 0;

	for (size_t i = 0; i < x->nnames; i++) {
		struct cell_name *name = &x->name[i];
		uint64_t tokens, plain, named;

		if (name->uses < 2)
			continue;
		tokens = hr_count(x->counter, name->text.p, name->text.n);
		plain = name->uses * tokens;
		named = tokens + NAMING_TOKENS +
			(uint64_t)(name->uses - 1) * NAME_TOKENS;
		x->failed |= tokens == SIZE_MAX;
		name->chosen = named < plain;
		if (name->chosen)
			x->name[kept++] = *name;
	}
	/* Only those with a name are looked up from now on. */
	x->nnames = kept;
	slots_release(&x->slots);
	while (!x->failed && x->slots.n < kept * 2)
		x->failed = !slots_grow(&x->slots, NULL, 0, 0);
	if (kept &&
		!slots_grow(&x->slots, &x->name->hash, sizeof(*x->name), kept))
		x->failed = true;
	x->nnamed = 0;
	x->noting = false;
}

/* ---- writing ------------------------------------------------------------- */

static inline bool
is_special(const struct cells *x, char c)
{
	return x->special && c && strchr(x->special, c);
}

/* Whether a bare cell of this text would be read as something else. */
static bool
needs_quotes(const struct cells *x, struct span s)
{
	if (!s.n || s.p[0] == '"' ||
		(s.n > 1 && (s.p[0] == '$' || s.p[0] == '+') &&
			is_digit(s.p[1])) ||
		(s.p[0] == '=' && (s.n == 1 || is_digit(s.p[1]))))
		return true;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		/* Most bytes are letters and digits, which are above. */
		if (c <= ',' && (c == ',' || c == '\n' || c == '\r'))
			return true;
	}
	for (size_t i = 0; x->special && i < s.n; i++)
		if (is_special(x, s.p[i]))
			return true;
	return false;
}

static void
write_quoted(struct cells *x, struct span s, struct buf *out)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!x->verbatim && (c == '"' || c == '\\'))
			buf_add_char(out, '\\');
		if (!x->verbatim && (c == '\n' || c == '\r'))
			buf_add_str(out, c == '\n' ? "\\n" : "\\r");
		else
			buf_add_char(out, c);
	}
	buf_add_char(out, '"');
}

static void
write_literal(struct cells *x, const struct cell_state *s, bool tail,
	struct span core, struct buf *out)
{
	bool like_tail = false;

	/* A bare cell that is no longer than the value above means that '.'
	 * is the character there. */
	if (tail && s->has_above && core.n <= s->above.n)
		like_tail = core.n < s->above.n ||
			    memchr(core.p, '.', core.n) != NULL;
	if (like_tail || needs_quotes(x, core))
		write_quoted(x, core, out);
	else
		buf_add(out, core);
}

/*
 * The cell that stands for a value below another of the same length: its end
 * from where a part of it begins, or, if `whole`, all of it.  False if that is
 * no better than the literal.
 */
static bool
write_tail(struct cells *x, const struct cell_state *s, struct span core,
	bool whole, struct buf *out)
{
	size_t from = 0, start, before = out->n;

	if (!s->has_above || core.n != s->above.n)
		return false;
	while (!whole && from < core.n && core.p[from] == s->above.p[from])
		from++;
	if (from == core.n)
		return false;
	while (from && (is_alnum(core.p[from - 1]) || !is_alnum(core.p[from])))
		from--;
	if (!from && !needs_quotes(x, core))
		return false;
	for (start = from; from < core.n; from++) {
		char c = core.p[from], above = s->above.p[from];

		if (c == above && (c == ',' || is_special(x, c)))
			c = '.';
		else if (c == '.' && above != '.')
			goto no;
		buf_add_char(out, c);
	}
	if (out->n - before != core.n - start || out->failed ||
		needs_quotes(x, span_of(out->p + before, out->n - before)))
		goto no;
	return true;
no:
	out->n = before;
	return false;
}

/* "+12"; false if that cannot be or is no shorter. */
static bool
write_delta(const struct cell_state *s, struct span core, struct buf *out)
{
	struct span again;
	char digits[NUMBER_DIGITS + 1];
	uint64_t value, above;

	if (!s->has_above || core.n < DELTA_DIGITS || core.p[0] == '0' ||
		!number_read(core, &value) || !number_read(s->above, &above) ||
		value <= above || value - above > DELTA_MAX)
		return false;
	again = number_write(value, s->above.n, digits);
	if (!span_equal(again, core))
		return false;
	buf_add_char(out, '+');
	buf_add_uint(out, value - above);
	return true;
}

/* Whether a blank stands for this value. */
static bool
is_expected(
	const struct cell_form *f, const struct cell_state *s, struct span core)
{
	char digits[NUMBER_DIGITS + 1];
	struct span next;

	if (!s->has_above)
		return !core.n;
	if (!f->step)
		return span_equal(core, s->above);
	return number_step(s->above, f->step, digits, &next) &&
	       span_equal(core, next);
}

static bool
write_name(struct cells *x, struct span core, struct buf *out)
{
	struct cell_name *name;

	if (core.n < NAME_BYTES || !x->nnames)
		return false;
	name = find_name(x, core, false);
	if (!name)
		return false;
	buf_add_char(out, '$');
	if (name->number) {
		buf_add_uint(out, name->number);
		return true;
	}
	name->number = cells_name(x, core);
	buf_add_uint(out, name->number);
	buf_add_char(out, '=');
	if (needs_quotes(x, core))
		write_quoted(x, core, out);
	else
		buf_add(out, core);
	return true;
}

void
cell_write(struct cells *x, const struct cell_form *f, struct cell_state *s,
	struct span core, struct span before, struct buf *out)
{
	size_t at = out->n;
	unsigned anchor = f->tail ? TAIL_ANCHOR : CELL_ANCHOR;
	bool due = s->has_above && s->blanks >= anchor;

	if (!due && is_expected(f, s, core)) {
		s->blanks++;
		goto done;
	}
	if (before.p && core.n >= EQUAL_BYTES && span_equal(core, before)) {
		buf_add_char(out, '=');
		s->blanks = 0;
		goto done;
	}
	if (f->tail && write_tail(x, s, core, due, out)) {
		s->blanks = due ? 0 : s->blanks + 1;
		goto done;
	}
	s->blanks = 0;
	if (!f->step && write_delta(s, core, out))
		goto done;
	if (x->noting)
		note(x, core);
	else if (!write_name(x, core, out))
		write_literal(x, s, f->tail, core, out);
done:
	s->above = core;
	s->has_above = true;
	if (x->noting)
		out->n = at;
}

/* ---- reading ------------------------------------------------------------- */

static inline bool
ends_cell(const struct cells *x, char c)
{
	return c == ',' || is_special(x, c);
}

/* A text with escapes, made anew in the arena. */
static bool
unescape(struct cells *x, struct span s, struct span *out)
{
	char *p = arena_alloc(&x->arena, s.n ? s.n : 1);
	size_t n = 0;

	if (!p) {
		x->failed = true;
		return false;
	}
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\\') {
			if (++i == s.n)
				return false;
			c = s.p[i];
			c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
		}
		p[n++] = c;
	}
	*out = span_of(p, n);
	return true;
}

/* A quoted text at the front of *rest. */
static bool
read_quoted(struct cells *x, struct span *rest, struct span *out)
{
	struct span s = span_from(*rest, 1);
	bool escapes = false;
	size_t n = 0;

	while (n < s.n && s.p[n] != '"') {
		if (s.p[n] == '\\') {
			escapes = true;
			n++;
		}
		n++;
	}
	if (n >= s.n)
		return false;
	*rest = span_from(s, n + 1);
	if (rest->n && !ends_cell(x, rest->p[0]))
		return false;
	s.n = n;
	*out = s;
	return !escapes || x->verbatim || unescape(x, s, out);
}

static struct span
take_bare(struct cells *x, struct span *rest)
{
	struct span s = *rest;
	size_t n = 0;

	if (x->special) {
		while (n < s.n && !ends_cell(x, s.p[n]))
			n++;
	} else {
		const char *comma = s.n ? memchr(s.p, ',', s.n) : NULL;

		n = comma ? (size_t)(comma - s.p) : s.n;
	}
	*rest = span_from(s, n);
	s.n = n;
	return s;
}

static bool
read_literal(struct cells *x, struct span *rest, struct span *out)
{
	if (rest->n && rest->p[0] == '"')
		return read_quoted(x, rest, out);
	*out = take_bare(x, rest);
	return true;
}

/* "$7" or "$7=value" */
static bool
read_name(struct cells *x, struct span *rest, struct span *core)
{
	uint64_t number = 0;
	size_t n = 1;

	while (n < rest->n && n < 8 && is_digit(rest->p[n]))
		number = number * 10 + (uint64_t)(rest->p[n++] - '0');
	if (n < rest->n && rest->p[n] == '=') {
		*rest = span_from(*rest, n + 1);
		return read_literal(x, rest, core) &&
		       cells_name(x, *core) == number;
	}
	*rest = span_from(*rest, n);
	return (!rest->n || ends_cell(x, rest->p[0])) &&
	       cells_named(x, number, core);
}

/* The value above plus a number of either sign. */
static bool
read_sum(struct cells *x, const struct cell_state *s, int64_t step,
	struct span *core)
{
	char digits[NUMBER_DIGITS + 1];

	if (!s->has_above || !number_step(s->above, step, digits, core))
		return false;
	*core = arena_copy(&x->arena, *core);
	x->failed |= !core->p;
	return core->p != NULL;
}

static bool
read_tail(struct cells *x, const struct cell_state *s, struct span tail,
	struct span *core)
{
	size_t keep = s->above.n - tail.n;
	char *p;

	if (!keep && !memchr(tail.p, '.', tail.n)) {
		*core = tail;
		return true;
	}
	p = arena_alloc(&x->arena, s->above.n);
	if (!p) {
		x->failed = true;
		return false;
	}
	memcpy(p, s->above.p, s->above.n);
	for (size_t i = 0; i < tail.n; i++)
		if (tail.p[i] != '.')
			p[keep + i] = tail.p[i];
	*core = span_of(p, s->above.n);
	return true;
}

static bool
read_bare(struct cells *x, const struct cell_form *f,
	const struct cell_state *s, struct span text, struct span before,
	struct span *core)
{
	uint64_t plus;

	if (!text.n) {
		*core = s->has_above ? s->above : text;
		return !f->step || !s->has_above ||
		       read_sum(x, s, f->step, core);
	}
	if (text.n == 1 && text.p[0] == '=') {
		*core = before;
		return before.p != NULL;
	}
	if (text.n > 1 && text.p[0] == '+' && is_digit(text.p[1]))
		return number_read(span_from(text, 1), &plus) &&
		       read_sum(x, s, (int64_t)plus, core);
	if (f->tail && s->has_above && text.n <= s->above.n)
		return read_tail(x, s, text, core);
	*core = text;
	return true;
}

bool
cell_read(struct cells *x, const struct cell_form *f, struct cell_state *s,
	struct span *rest, struct span before, struct span *core)
{
	bool ok;

	if (rest->n && rest->p[0] == '"')
		ok = read_quoted(x, rest, core);
	else if (rest->n > 1 && rest->p[0] == '$' && is_digit(rest->p[1]))
		ok = read_name(x, rest, core);
	else
		ok = read_bare(x, f, s, take_bare(x, rest), before, core);
	if (!ok)
		return false;
	s->above = *core;
	s->has_above = true;
	return true;
}
