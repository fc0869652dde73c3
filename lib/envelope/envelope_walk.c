/* SPDX-License-Identifier: Apache-2.0 */
/* What the walks through requests share; see envelope_walk.h. */
#include "envelope/envelope_walk.h"

#include "base/mem.h"

void
envelope_texts_release(struct envelope_texts *t)
{
	mem_free(t->p);
	*t = (struct envelope_texts){ 0 };
}

void
walk_init(struct walk *w, const struct envelope_view *v)
{
	*w = (struct walk){ .p = v->p, .token = v->token };
}

/* ---- values -------------------------------------------------------------- */

bool
walk_is_set(const struct walk *w, size_t i)
{
	const jsmntok_t *t = &w->token[i];

	if (!i)
		return false;
	return t->type != JSMN_PRIMITIVE ||
	       (w->p[t->start] != 'n' && w->p[t->start] != 'f');
}

struct span
walk_span(const struct walk *w, size_t i)
{
	const jsmntok_t *t = &w->token[i];

	if (!i)
		return span_of(NULL, 0);
	return span_of(w->p + t->start, (size_t)(t->end - t->start));
}

/* Takes a character of ASCII off a string, escaped or not; -1: something else
 * that no word has. */
static int
take_ascii(struct span *s)
{
	static const char digits[] = "0123456789abcdef";
	int code = 0;

	if (!s->n)
		return -1;
	if (*s->p != '\\') {
		code = (unsigned char)*s->p;
		*s = span_from(*s, 1);
		return code;
	}
	if (s->n < 6 || s->p[1] != 'u')
		return -1;
	for (int k = 2; k < 6; k++) {
		char c = s->p[k];

		/* Capitals of A to F become small ones, digits stay. */
		code = code << 4 | (int)(strchr(digits, c | 32) - digits);
	}
	*s = span_from(*s, 6);
	return code;
}

static bool
says(struct span s, const char *word)
{
	size_t n;

	/* Most keys are told apart by where they begin. */
	if (!s.n || (*s.p != *word && *s.p != '\\'))
		return false;
	n = strlen(word);
	/* Nothing is escaped in what is as long as the word: a backslash is in
	 * no word. */
	if (s.n <= n || s.n > n * 6)
		return s.n == n && !memcmp(s.p, word, n);
	for (; *word; word++)
		if (take_ascii(&s) != (unsigned char)*word)
			return false;
	return !s.n;
}

bool
walk_says(const struct walk *w, size_t i, const char *word)
{
	return walk_is_string(w, i) && says(walk_span(w, i), word);
}

bool
walk_says_any(
	const struct walk *w, size_t i, const char *const *words, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (walk_says(w, i, words[k]))
			return true;
	return false;
}

static bool
find_members(const struct walk *w, size_t object, const char *const *names,
	size_t n, size_t *value)
{
	size_t end, k;
	bool twice = false;

	memset(value, 0, n * sizeof(*value));
	end = walk_next(w, object);
	for (size_t i = object + 1; i < end; i = walk_next(w, i)) {
		struct span key = walk_span(w, i);

		for (k = 0; k < n && !says(key, names[k]);)
			k++;
		if (k == n)
			continue;
		twice |= value[k] != 0;
		value[k] = i + 1;
	}
	if (twice)
		memset(value, 0, n * sizeof(*value));
	return !twice;
}

bool
walk_members(const struct walk *w, size_t object, const char *const *names,
	size_t n, size_t *value)
{
	if (walk_is_object(w, object))
		return find_members(w, object, names, n, value);
	memset(value, 0, n * sizeof(*value));
	return false;
}

bool
walk_request(
	const struct walk *w, const char *const *names, size_t n, size_t *value)
{
	return find_members(w, 0, names, n, value);
}

bool
walk_either(size_t a, size_t b, size_t *value)
{
	*value = a ? a : b;
	return !(a && b);
}

/* ---- what is listed ------------------------------------------------------ */

void
walk_add(struct walk *w, struct envelope_texts *t, struct envelope_text text)
{
	if (w->failed || !mem_grow(&t->p, &t->cap, t->n + 1, sizeof(*t->p))) {
		w->failed = true;
		return;
	}
	t->p[t->n++] = text;
}

void
walk_list(struct walk *w, size_t i, const struct walk_place *place)
{
	if (walk_is_string(w, i) && walk_span(w, i).n)
		walk_add(w, &w->texts,
			(struct envelope_text){
				.token = i,
				.class = place->class,
				.tool = place->tool,
				.error = place->error,
			});
}

void
walk_list_parts(struct walk *w, size_t i, const char *type,
	const struct walk_place *place)
{
	enum {
		TYPE,
		TEXT,
		CITATIONS,
		N
	};
	static const char *const names[N] = { "type", "text", "citations" };
	size_t m[N], end;

	walk_list(w, i, place);
	if (!walk_is_array(w, i))
		return;
	end = walk_next(w, i);
	for (size_t k = i + 1; k < end; k = walk_next(w, k))
		if (walk_members(w, k, names, N, m) &&
			walk_says(w, m[TYPE], type) &&
			!walk_is_set(w, m[CITATIONS]))
			walk_list(w, m[TEXT], place);
}

/* The two lists are in the order of the text, and so is what is made of them;
 * now it is known what was answered and what is marked. */
enum hr_status
walk_finish(struct walk *w, struct envelope_texts *out)
{
	struct envelope_texts *a = &w->texts, *b = &w->media;
	size_t i = 0, k = 0;

	w->failed |= !mem_grow(
		&out->p, &out->cap, out->n + a->n + b->n, sizeof(*out->p));
	while (!w->failed && (i < a->n || k < b->n)) {
		bool first = k == b->n ||
			     (i < a->n && a->p[i].token < b->p[k].token);
		struct envelope_text *t = first ? &a->p[i++] : &b->p[k++];

		t->live = t->token >= w->answered;
		t->frozen = t->token < w->frozen;
		t->cached = t->token < w->cached;
		out->p[out->n++] = *t;
	}
	envelope_texts_release(a);
	envelope_texts_release(b);
	mem_free(w->name);
	slots_release(&w->slots);
	arena_release(&w->ids);
	buf_release(&w->scratch);
	return w->failed ? HR_ENOMEM : HR_OK;
}

/* ---- recognising --------------------------------------------------------- */

bool
walk_has_turns(
	const struct walk *w, size_t turns, const char *const *roles, size_t n)
{
	static const char *const name = "role";
	size_t end, role, seen = 0;
	bool known = false;

	if (!walk_is_array(w, turns))
		return false;
	end = walk_next(w, turns);
	for (size_t i = turns + 1; i < end && seen < WALK_LOOK;
		i = walk_next(w, i), seen++) {
		if (!walk_is_object(w, i))
			return false;
		walk_members(w, i, &name, 1, &role);
		known |= walk_says_any(w, role, roles, n);
	}
	return known;
}

/* Whether one of the first parts of a turn's content is of one of the types. */
static bool
has_part(const struct walk *w, size_t content, const char *const *types,
	size_t n)
{
	static const char *const name = "type";
	size_t end, type, seen = 0;

	if (!walk_is_array(w, content))
		return false;
	end = walk_next(w, content);
	for (size_t i = content + 1; i < end && seen < WALK_LOOK;
		i = walk_next(w, i), seen++)
		if (walk_members(w, i, &name, 1, &type) &&
			walk_says_any(w, type, types, n))
			return true;
	return false;
}

bool
walk_has_part(
	const struct walk *w, size_t turns, const char *const *types, size_t n)
{
	static const char *const name = "content";
	size_t end, content, seen = 0;

	end = walk_next(w, turns);
	for (size_t i = turns + 1; i < end && seen < WALK_LOOK;
		i = walk_next(w, i), seen++)
		if (walk_members(w, i, &name, 1, &content) &&
			has_part(w, content, types, n))
			return true;
	return false;
}
