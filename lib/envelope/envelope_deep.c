/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What walks find at any depth: marks, media, keys and names.  The tokens are
 * gone through in their order, beside a stack of the objects around them.
 */
#include "base/hash.h"
#include "base/json_text.h"
#include "base/mem.h"
#include "envelope/envelope_walk.h"

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
		walk_add(w, &w->media,
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

/* A mark marks the object around it, and all that is before. */
static void
take_mark(struct walk *w, size_t object)
{
	size_t end = walk_next(w, object);

	if (w->frozen < end)
		w->frozen = end;
	if (object < w->last && w->cached < end)
		w->cached = end;
}

/* At the value of such a member: where to go on. */
static size_t
take_spot(struct walk *w, enum walk_spot_kind kind, size_t object, size_t i)
{
	switch (kind) {
	case SPOT_MARK:
		if (walk_is_set(w, i))
			take_mark(w, object);
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
walk_turns(struct walk *w, size_t array)
{
	size_t end = walk_next(w, array);

	for (size_t i = array + 1; i < end; i = walk_next(w, i))
		w->last = i;
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
