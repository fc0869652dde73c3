/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing, writing and reading the forms of columns; see cell.h. */
#include "table/cell.h"
#include "table/number.h"

enum {
	/* A column of fewer rows has no step and no tail. */
	FEW_ROWS = 3,
	/* A step or a tail is for columns where three rows of four keep to
	 * it; the others are written out. */
	MOST = 4,
	/* What a tail must save of a value, in bytes, on average: the rest of
	 * two digits is a token anyway. */
	TAIL_BYTES = 3,
};

/* ---- choosing ------------------------------------------------------------ */

enum {
	CLASS_MARK,
	CLASS_LETTER,
	CLASS_DIGIT
};

static inline int
class_of(char c)
{
	if (is_digit(c))
		return CLASS_DIGIT;
	return is_alnum(c) ? CLASS_LETTER : CLASS_MARK;
}

/* Whether s can be cut in two before byte n: at a mark, or where letters and
 * digits meet. */
static inline bool
is_boundary(struct span s, size_t n)
{
	if (!n || n == s.n)
		return true;
	return class_of(s.p[n - 1]) == CLASS_MARK ||
	       class_of(s.p[n]) != class_of(s.p[n - 1]);
}

static size_t
common_prefix(const struct span *value, size_t n)
{
	struct span a = value[0];

	for (size_t i = 1; i < n && a.n; i++) {
		size_t k = 0, most = value[i].n < a.n ? value[i].n : a.n;

		while (k < most && value[i].p[k] == a.p[k])
			k++;
		a.n = k;
	}
	/* Back to the start of a word that goes on in one of them. */
	for (size_t i = 0; i < n && a.n; i++)
		while (!is_boundary(value[i], a.n))
			a.n--;
	/* "4.1" and "4.2" are numbers, "10.0.4.1" and "10.0.4.2" are not. */
	if (a.n > 1 && a.p[a.n - 1] == '.' && is_digit(a.p[a.n - 2]) &&
		memchr(a.p, '.', a.n) == a.p + a.n - 1)
		while (a.n && (a.p[a.n - 1] == '.' || is_digit(a.p[a.n - 1])))
			a.n--;
	return a.n;
}

/* Of what is behind the first `prefix` bytes. */
static size_t
common_suffix(const struct span *value, size_t n, size_t prefix)
{
	struct span a = span_from(value[0], prefix);

	for (size_t i = 1; i < n && a.n; i++) {
		struct span b = span_from(value[i], prefix);
		size_t k = 0, most = b.n < a.n ? b.n : a.n;

		while (k < most && b.p[b.n - k - 1] == a.p[a.n - k - 1])
			k++;
		a = span_from(a, a.n - k);
	}
	for (size_t i = 0; i < n && a.n; i++) {
		struct span b = span_from(value[i], prefix);

		while (a.n && a.n < b.n && !is_boundary(b, b.n - a.n))
			a = span_from(a, 1);
	}
	return a.n > 1 && a.p[0] == '.' && is_digit(a.p[1]) ? 0 : a.n;
}

/* The step that most rows take; 0: none. */
static int64_t
find_step(const struct cell_form *f, const struct span *value, size_t n)
{
	char digits[NUMBER_DIGITS + 1];
	struct span next, core = cell_core(f, value[0]);
	uint64_t a, b;
	int64_t step;
	size_t hits = 0;

	if (n < FEW_ROWS || !number_read(core, &a) ||
		!number_read(cell_core(f, value[1]), &b))
		return 0;
	step = (int64_t)b - (int64_t)a;
	for (size_t i = 1; step && i < n; i++) {
		struct span above = core;

		core = cell_core(f, value[i]);
		hits += number_step(above, step, digits, &next) &&
			span_equal(next, core);
	}
	return hits * MOST >= (n - 1) * (MOST - 1) ? step : 0;
}

/* Whether values of one form change mostly at their ends. */
static bool
is_tailed(const struct cell_form *f, const struct span *value, size_t n)
{
	struct span above = cell_core(f, value[0]);
	size_t saved = 0, hits = 0, changes = 0;

	/* What begins with a sign would be read as a step. */
	if (n < FEW_ROWS || above.n < TAIL_BYTES || !is_alnum(above.p[0]))
		return false;
	for (size_t i = 1; i < n; i++) {
		struct span core = cell_core(f, value[i]);
		size_t from = 0;

		if (core.n == above.n) {
			while (from < core.n && core.p[from] == above.p[from])
				from++;
			if (from == core.n)
				continue;
			while (from && (is_alnum(core.p[from - 1]) ||
					       !is_alnum(core.p[from])))
				from--;
			hits++;
		}
		changes++;
		saved += from;
		above = core;
	}
	return changes && hits * MOST >= changes * (MOST - 1) &&
	       saved >= changes * TAIL_BYTES;
}

void
cell_plan(struct cell_form *f, const struct span *value, size_t n, bool tails)
{
	*f = (struct cell_form){ 0 };
	if (!n)
		return;
	f->prefix = value[0];
	f->constant = true;
	for (size_t i = 1; i < n && f->constant; i++)
		f->constant = span_equal(value[0], value[i]);
	if (f->constant)
		return;
	f->prefix.n = common_prefix(value, n);
	f->suffix = span_from(
		value[0], value[0].n - common_suffix(value, n, f->prefix.n));
	f->step = find_step(f, value, n);
	if (!f->step && tails && is_tailed(f, value, n)) {
		f->tail = true;
		f->first = cell_core(f, value[0]);
	}
}

/* ---- writing ------------------------------------------------------------- */

static bool
is_escaped(char c, const char *special)
{
	return c == '{' || c == '}' || c == '\\' || c == ',' || c == '\n' ||
	       (special && c && strchr(special, c));
}

void
cell_text_write(struct span s, const char *special, struct buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!is_escaped(s.p[i], special))
			continue;
		buf_add(out, span_of(s.p + from, i - from));
		buf_add_char(out, '\\');
		from = i;
		if (s.p[i] == '\n') {
			buf_add_char(out, 'n');
			from++;
		}
	}
	buf_add(out, span_from(s, from));
}

void
cell_form_write(const struct cell_form *f, const char *special, struct buf *out)
{
	cell_text_write(f->prefix, special, out);
	if (f->constant)
		return;
	buf_add_char(out, '{');
	if (f->step) {
		buf_add_char(out, f->step < 0 ? '-' : '+');
		buf_add_uint(out,
			f->step < 0 ? -(uint64_t)f->step : (uint64_t)f->step);
	} else if (f->tail) {
		cell_text_write(f->first, special, out);
	}
	buf_add_char(out, '}');
	cell_text_write(f->suffix, special, out);
}

/* ---- reading ------------------------------------------------------------- */

bool
cell_text_read(struct cells *x, const char *special, struct span *rest,
	struct span *text)
{
	struct span s = *rest;
	size_t n = 0, used = 0;
	char *p;

	while (n < s.n && (s.p[n] == '\\' || !is_escaped(s.p[n], special))) {
		if (s.p[n] == '\\' && ++n == s.n)
			return false;
		n++;
	}
	*rest = span_from(s, n);
	p = arena_alloc(&x->arena, n ? n : 1);
	if (!p) {
		x->failed = true;
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		char c = s.p[i];

		if (c == '\\') {
			c = s.p[++i];
			c = c == 'n' ? '\n' : c;
		}
		p[used++] = c;
	}
	*text = span_of(p, used);
	return true;
}

/* What stands between the braces: nothing, a step, or the first value. */
static bool
read_slot(struct cells *x, const char *special, struct span *rest,
	struct cell_form *f)
{
	struct span slot;
	uint64_t step;

	*rest = span_from(*rest, 1);
	if (!cell_text_read(x, special, rest, &slot) || !rest->n ||
		rest->p[0] != '}')
		return false;
	*rest = span_from(*rest, 1);
	if (!slot.n)
		return true;
	if ((slot.p[0] == '+' || slot.p[0] == '-') &&
		number_read(span_from(slot, 1), &step) && step) {
		f->step = slot.p[0] == '-' ? -(int64_t)step : (int64_t)step;
		return true;
	}
	f->tail = true;
	f->first = slot;
	return true;
}

bool
cell_form_read(struct cells *x, const char *special, struct span *rest,
	struct cell_form *f)
{
	*f = (struct cell_form){ .constant = true };
	if (!cell_text_read(x, special, rest, &f->prefix))
		return false;
	if (!rest->n || rest->p[0] != '{')
		return true;
	f->constant = false;
	return read_slot(x, special, rest, f) &&
	       cell_text_read(x, special, rest, &f->suffix);
}
