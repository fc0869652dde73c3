/* SPDX-License-Identifier: Apache-2.0 */
/* What the walks through requests share; see envelope_walk.h. */
#include "envelope/envelope_walk.h"

#include "base/hash.h"
#include "base/json_text.h"
#include "base/mem.h"

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
	size_t n = strlen(word);

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

static void
add_text(struct walk *w, struct envelope_texts *t, struct envelope_text text)
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
		add_text(w, &w->texts,
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

/* ---- members that mean the same wherever they are ------------------------ */

/* Of tokens in order: the objects around the one that is looked at. */
struct around {
	size_t n;
	size_t object[JSON_DEPTH];
};

/* Stands at token i.  Nested deeper than json_scan() allows there are none. */
static void
stand_at(const struct walk *w, struct around *a, size_t i)
{
	while (a->n && i >= walk_next(w, a->object[a->n - 1]))
		a->n--;
	if (w->token[i].type == JSMN_OBJECT && a->n < JSON_DEPTH)
		a->object[a->n++] = i;
}

static bool
is_key(const struct walk *w, size_t i)
{
	return w->token[i].type == JSMN_STRING && w->token[i].size;
}

static void
list_media(struct walk *w, size_t i)
{
	if (walk_is_string(w, i) && walk_span(w, i).n)
		add_text(w, &w->media,
			(struct envelope_text){
				.token = i,
				.class = ENVELOPE_MEDIA,
			});
}

/* Whether a source is media: "content" has blocks; "text" has text, whatever its
 * members are called, up to where it ends. */
static bool
is_media_source(struct walk *w, size_t i)
{
	static const char *const name = "type";
	size_t type;

	walk_members(w, i, &name, 1, &type);
	if (walk_says(w, type, "text")) {
		w->text_end = walk_next(w, i);
		return false;
	}
	return walk_is_object(w, i) && !walk_says(w, type, "content");
}

/* At the value of such a member: where to go on. */
static size_t
take_spot(struct walk *w, enum walk_spot_kind kind, size_t object, size_t i)
{
	switch (kind) {
	case SPOT_MARK:
		if (walk_is_set(w, i) && w->frozen < walk_next(w, object))
			w->frozen = walk_next(w, object);
		return walk_next(w, i);
	case SPOT_SOURCE:
		if (!is_media_source(w, i))
			return i;
		/* fall through */
	case SPOT_MEDIA:
		if (i >= w->text_end && w->media_end < walk_next(w, i))
			w->media_end = walk_next(w, i);
		return i;
	case SPOT_SKIP:
		break;
	}
	return walk_next(w, i);
}

/* What is media may have marks in it, too. */
void
walk_spots(struct walk *w, size_t i, const struct walk_spot *spots, size_t n)
{
	struct around around;
	size_t end, k;

	if (!i)
		return;
	around.n = 0;
	end = walk_next(w, i);
	while (i < end) {
		stand_at(w, &around, i);
		if (!is_key(w, i)) {
			if (i < w->media_end)
				list_media(w, i);
			i++;
			continue;
		}
		for (k = 0; k < n && !walk_says(w, i, spots[k].key);)
			k++;
		i++;
		if (k < n)
			i = take_spot(w, spots[k].kind,
				around.object[around.n - 1], i);
	}
}

void
walk_mark_all(struct walk *w)
{
	w->frozen = walk_next(w, 0);
}

/* ---- names --------------------------------------------------------------- */

/* What a string says, for the moment; false: it is no text. */
static bool
decode(struct walk *w, size_t i, struct span *text)
{
	struct span s = walk_span(w, i);

	*text = s;
	if (!s.n || !memchr(s.p, '\\', s.n))
		return true;
	buf_reset(&w->scratch);
	if (!json_decode(s, &w->scratch))
		return false;
	w->failed |= !buf_ok(&w->scratch);
	*text = buf_span(&w->scratch);
	return !w->failed;
}

/* The slot of a name, or the empty one where it belongs.  There are slots. */
static size_t
find_slot(const struct walk *w, uint64_t hash, size_t scope, struct span id)
{
	size_t mask = w->slots.n - 1, i;

	for (i = hash & mask; w->slots.p[i]; i = (i + 1) & mask) {
		const struct walk_name *name = &w->name[w->slots.p[i] - 1];

		if (name->hash == hash && name->scope == scope &&
			span_equal(name->id, id))
			break;
	}
	return i;
}

static uint64_t
hash_name(const struct walk *w, size_t scope, struct span id)
{
	/* Where the walk is differs from run to run, which is seed enough. */
	return hash_bytes((uintptr_t)w + scope * HASH_K1, id.p, id.n);
}

static bool
make_room(struct walk *w)
{
	if (w->failed || w->nnames >= UINT32_MAX - 1)
		w->failed = true;
	else if (w->nnames * 2 >= w->slots.n)
		w->failed = !slots_grow(
			&w->slots, w->name, sizeof(*w->name), w->nnames);
	w->failed = w->failed || !mem_grow(&w->name, &w->name_cap,
					 w->nnames + 1, sizeof(*w->name));
	return !w->failed;
}

/* Enters the name that string i says; *is_new: it was not there before.  NULL:
 * it is no text, or memory is short. */
static struct walk_name *
enter(struct walk *w, size_t scope, size_t i, bool *is_new)
{
	struct span id;
	uint64_t hash;
	size_t slot;

	if (!decode(w, i, &id) || !make_room(w))
		return NULL;
	hash = hash_name(w, scope, id);
	slot = find_slot(w, hash, scope, id);
	*is_new = !w->slots.p[slot];
	if (!*is_new)
		return &w->name[w->slots.p[slot] - 1];
	if (id.n && id.p == w->scratch.p) {
		id = arena_copy(&w->ids, id);
		w->failed |= !id.p;
	}
	if (w->failed)
		return NULL;
	w->name[w->nnames++] = (struct walk_name){
		.hash = hash,
		.scope = scope,
		.id = id,
	};
	w->slots.p[slot] = (uint32_t)w->nnames;
	return &w->name[w->nnames - 1];
}

bool
walk_keys_differ(struct walk *w, size_t i)
{
	struct around around;
	size_t end = walk_next(w, i);
	bool is_new = true;

	around.n = 0;
	for (; i < end; i++) {
		stand_at(w, &around, i);
		if (is_key(w, i) &&
			(!enter(w, around.object[around.n - 1], i, &is_new) ||
				!is_new))
			return false;
	}
	return true;
}

void
walk_set_tool(struct walk *w, size_t id, size_t name)
{
	struct walk_name *n;
	bool is_new;

	if (!walk_is_string(w, id) || !walk_is_string(w, name))
		return;
	n = enter(w, 0, id, &is_new);
	if (n)
		n->tool = walk_span(w, name);
}

struct span
walk_tool(struct walk *w, size_t id)
{
	struct span none = { NULL, 0 }, text;
	size_t slot;

	if (!walk_is_string(w, id) || !w->nnames || !decode(w, id, &text))
		return none;
	slot = find_slot(w, hash_name(w, 0, text), 0, text);
	return w->slots.p[slot] ? w->name[w->slots.p[slot] - 1].tool : none;
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
