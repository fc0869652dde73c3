/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of facts and of lines; see fact_set.h. */
#include "verify/fact_set.h"

#include "base/hash.h"
#include "base/mem.h"
#include "verify/fact_lex.h"
#include "table/stamp.h"

void
fact_set_release(struct fact_set *t)
{
	mem_free(t->fact);
	slots_release(&t->slots);
	buf_release(&t->leaves);
	*t = (struct fact_set){ 0 };
}

struct span
fact_text(const struct fact_set *t, const struct fact *f)
{
	const char *base = f->class == HR_FACT_LEAF ? t->leaves.p : t->text.p;

	return span_of(base + f->at, f->n);
}

/* The slot of a fact, or the empty one where it belongs.  There are slots. */
static size_t
find_slot(const struct fact_set *t, enum hr_fact class, struct span s,
	uint64_t hash)
{
	size_t mask = t->slots.n - 1, i;

	for (i = hash & mask; t->slots.p[i]; i = (i + 1) & mask) {
		const struct fact *f = &t->fact[t->slots.p[i] - 1];

		if (f->hash == hash && f->class == class &&
			span_equal(fact_text(t, f), s))
			break;
	}
	return i;
}

static uint64_t
fact_hash(const struct fact_set *t, enum hr_fact class, struct span s)
{
	return hash_bytes(t->seed + (uint64_t) class * HASH_K1, s.p, s.n);
}

/* Enters a fact whose text is in its place; false if it was there, or there is
 * no memory. */
static bool
enter(struct fact_set *t, struct fact f)
{
	struct span s = fact_text(t, &f);
	size_t i;

	if (t->failed)
		return false;
	t->failed =
		t->n >= UINT32_MAX - 1 ||
		(t->n * 2 >= t->slots.n && !slots_grow(&t->slots, t->fact,
						   sizeof(*t->fact), t->n)) ||
		!mem_grow(&t->fact, &t->cap, t->n + 1, sizeof(*t->fact));
	if (t->failed)
		return false;
	f.hash = fact_hash(t, f.class, s);
	i = find_slot(t, f.class, s, f.hash);
	if (t->slots.p[i])
		return false;
	t->fact[t->n++] = f;
	t->slots.p[i] = (uint32_t)t->n;
	return true;
}

/* What is longer than 4 GiB is no fact. */
static bool
is_too_long(struct span s)
{
	return s.n > UINT32_MAX;
}

void
fact_set_add(
	struct fact_set *t, enum hr_fact class, struct span s, uint64_t line)
{
	if (!is_too_long(s))
		enter(t, (struct fact){ .class = (unsigned char)class,
				 .at = (size_t)(s.p - t->text.p),
				 .n = (uint32_t)s.n,
				 .line = line });
}

/* Writes a leaf behind the others, where it stays if it is a new one. */
static struct span
write_leaf(struct fact_set *t, struct span key, struct span value)
{
	size_t from = t->leaves.n;

	buf_add(&t->leaves, key);
	buf_add_str(&t->leaves, key.n ? ": " : "");
	buf_add(&t->leaves, value);
	t->failed |= !buf_ok(&t->leaves);
	return t->failed ? span_of("", 0)
			 : span_of(t->leaves.p + from, t->leaves.n - from);
}

void
fact_set_add_leaf(
	struct fact_set *t, struct span key, struct span value, uint64_t line)
{
	size_t from = t->leaves.n;
	struct span s = write_leaf(t, key, value);

	if (s.n && !is_too_long(s) &&
		enter(t, (struct fact){ .class = HR_FACT_LEAF,
				 .at = from,
				 .n = (uint32_t)s.n,
				 .key = (uint32_t)key.n,
				 .line = line }))
		buf_add_char(&t->leaves, '\n');
	else
		t->leaves.n = from;
}

bool
fact_set_mark(struct fact_set *t, enum hr_fact class, struct span s,
	enum fact_state state)
{
	struct fact *f;
	size_t i;

	if (!t->n || is_too_long(s))
		return false;
	i = find_slot(t, class, s, fact_hash(t, class, s));
	if (!t->slots.p[i])
		return false;
	f = &t->fact[t->slots.p[i] - 1];
	if (f->state < state)
		f->state = (unsigned char)state;
	return true;
}

bool
fact_set_mark_leaf(struct fact_set *t, struct span key, struct span value)
{
	size_t from = t->leaves.n;
	struct span s = write_leaf(t, key, value);
	bool found = s.n && fact_set_mark(t, HR_FACT_LEAF, s, FACT_KEPT);

	t->leaves.n = from;
	return found;
}

/* ---- lines --------------------------------------------------------------- */

void
line_set_release(struct line_set *t)
{
	mem_free(t->line);
	slots_release(&t->slots);
	*t = (struct line_set){ 0 };
}

static void
hash_key(const struct line_set *t, struct line_key *k)
{
	k->hash = hash_bytes(t->seed, k->text.p, k->from);
	k->hash = hash_bytes(k->hash, k->text.p + k->to, k->text.n - k->to);
}

static bool
same_key(const struct line_key *a, const struct line_key *b)
{
	return a->hash == b->hash &&
	       span_equal(span_of(a->text.p, a->from),
		       span_of(b->text.p, b->from)) &&
	       span_equal(span_from(a->text, a->to), span_from(b->text, b->to));
}

static struct line_key
key_of_text(const struct line_set *t, struct span s)
{
	struct line_key k = { .text = s.n ? s : span_of("", 0) };

	hash_key(t, &k);
	return k;
}

/* Takes the brackets around a time and the blanks behind it for a part of it,
 * as what takes times off does. */
static void
widen(struct span line, size_t *from, size_t *to)
{
	if (*from && line.p[*from - 1] == '[' && *to < line.n &&
		line.p[*to] == ']') {
		(*from)--;
		(*to)++;
	}
	while (*to < line.n && is_blank_or_tab(line.p[*to]))
		(*to)++;
}

static struct line_key
key_of_line(const struct line_set *t, struct span line)
{
	struct line_key k = { .text = span_trim(line) };
	size_t from, to;

	if (!k.text.n)
		k.text = span_of("", 0);
	if (stamp_find(k.text, &from, &to)) {
		widen(k.text, &from, &to);
		k.from = (uint32_t)from;
		k.to = to;
	}
	hash_key(t, &k);
	return k;
}

static size_t
find_line(const struct line_set *t, const struct line_key *k)
{
	size_t mask = t->slots.n - 1, i;

	for (i = k->hash & mask; t->slots.p[i]; i = (i + 1) & mask)
		if (same_key(&t->line[t->slots.p[i] - 1], k))
			break;
	return i;
}

static void
add_key(struct line_set *t, struct line_key k)
{
	size_t i;

	if (t->failed)
		return;
	t->failed =
		t->n >= UINT32_MAX - 1 ||
		(t->n * 2 >= t->slots.n && !slots_grow(&t->slots, t->line,
						   sizeof(*t->line), t->n)) ||
		!mem_grow(&t->line, &t->cap, t->n + 1, sizeof(*t->line));
	if (t->failed)
		return;
	i = find_line(t, &k);
	if (t->slots.p[i])
		return;
	t->line[t->n++] = k;
	t->slots.p[i] = (uint32_t)t->n;
}

static bool
has_key(const struct line_set *t, struct line_key k)
{
	return t->n && t->slots.p[find_line(t, &k)];
}

void
line_set_add(struct line_set *t, struct span line)
{
	add_key(t, key_of_line(t, line));
}

bool
line_set_has(const struct line_set *t, struct span line)
{
	return has_key(t, key_of_line(t, line));
}

void
line_set_add_text(struct line_set *t, struct span s)
{
	add_key(t, key_of_text(t, s));
}

bool
line_set_has_text(const struct line_set *t, struct span s)
{
	return has_key(t, key_of_text(t, s));
}
