/* SPDX-License-Identifier: Apache-2.0 */
/* What the walks of all forms share; see transcript_walk.h. */
#include "transcript/transcript_walk.h"

#include "base/ascii.h"
#include "base/hash.h"
#include "base/json_text.h"
#include "base/mem.h"

enum {
	NUMBER_DIGITS = 15, /* of tokens; more are no count */
};

/* ---- what is remembered -------------------------------------------------- */

enum name_kind {
	NAME_WORD, /* a name that was met, once for all its uses */
	NAME_CALL, /* the id of a call, with its tool */
};

struct transcript_name {
	uint64_t hash;
	enum name_kind kind;
	struct span text;
	struct span tool;
};

static uint64_t
hash_name(const struct transcript *t, enum name_kind kind, struct span text)
{
	/* Where it lies differs from run to run, which is seed enough. */
	return hash_bytes(
		(uintptr_t)t + (uint64_t)kind * HASH_K1, text.p, text.n);
}

/* The slot of a name, or the empty one where it belongs.  There are slots. */
static size_t
find_slot(const struct transcript *t, uint64_t hash, enum name_kind kind,
	struct span text)
{
	size_t mask = t->slots.n - 1, i;

	for (i = hash & mask; t->slots.p[i]; i = (i + 1) & mask) {
		const struct transcript_name *name =
			&t->name[t->slots.p[i] - 1];

		if (name->hash == hash && name->kind == kind &&
			span_equal(name->text, text))
			break;
	}
	return i;
}

static bool
make_room(struct transcript *t)
{
	if (t->nnames >= UINT32_MAX - 1)
		return false;
	if (t->nnames * 2 >= t->slots.n &&
		!slots_grow(&t->slots, t->name, sizeof(*t->name), t->nnames))
		return false;
	return mem_grow(&t->name, &t->cap, t->nnames + 1, sizeof(*t->name));
}

/* The name of this kind and text, which is copied if it is new; NULL: memory is
 * short. */
static struct transcript_name *
enter(struct transcript *t, enum name_kind kind, struct span text)
{
	uint64_t hash = hash_name(t, kind, text);
	size_t slot;

	if (!make_room(t))
		return NULL;
	slot = find_slot(t, hash, kind, text);
	if (t->slots.p[slot])
		return &t->name[t->slots.p[slot] - 1];
	text = arena_copy(&t->arena, text);
	if (!text.p)
		return NULL;
	t->name[t->nnames++] = (struct transcript_name){
		.hash = hash,
		.kind = kind,
		.text = text,
	};
	t->slots.p[slot] = (uint32_t)t->nnames;
	return &t->name[t->nnames - 1];
}

/* What a string says, for the moment; empty if it is none. */
static struct span
decode(struct transcript_walk *w, size_t i)
{
	struct span s = walk_span(&w->w, i);
	struct buf *scratch = &w->t->scratch;

	if (!walk_is_string(&w->w, i) || !s.n)
		return span_of(NULL, 0);
	if (!memchr(s.p, '\\', s.n))
		return s;
	buf_reset(scratch);
	json_decode(s, scratch);
	w->failed |= !buf_ok(scratch);
	return buf_span(scratch);
}

struct span
transcript_word(struct transcript_walk *w, size_t i)
{
	struct span text = decode(w, i);
	const struct transcript_name *name;

	if (!text.n || w->failed)
		return span_of(NULL, 0);
	name = enter(w->t, NAME_WORD, text);
	w->failed |= !name;
	return name ? name->text : span_of(NULL, 0);
}

void
transcript_set_tool(struct transcript_walk *w, size_t id, struct span tool)
{
	struct span text = decode(w, id);
	struct transcript_name *name;

	if (!text.n || w->failed)
		return;
	name = enter(w->t, NAME_CALL, text);
	w->failed |= !name;
	if (name)
		name->tool = tool;
}

struct span
transcript_tool(struct transcript_walk *w, size_t id)
{
	struct transcript *t = w->t;
	struct span text = decode(w, id);
	size_t slot;

	if (!text.n || !t->nnames || w->failed)
		return span_of(NULL, 0);
	slot = find_slot(t, hash_name(t, NAME_CALL, text), NAME_CALL, text);
	return t->slots.p[slot] ? t->name[t->slots.p[slot] - 1].tool
				: span_of(NULL, 0);
}

bool
transcript_number(const struct transcript_walk *w, size_t i, uint64_t *number)
{
	struct span s = walk_span(&w->w, i);
	uint64_t n = 0;

	if (!i || w->w.token[i].type != JSMN_PRIMITIVE || !s.n ||
		s.n > NUMBER_DIGITS)
		return false;
	for (size_t k = 0; k < s.n; k++) {
		if (!is_digit(s.p[k]))
			return false;
		n = n * 10 + (uint64_t)(s.p[k] - '0');
	}
	*number = n;
	return true;
}

uint64_t
transcript_hash(const struct transcript_walk *w, size_t i, uint64_t seed)
{
	struct span s = walk_span(&w->w, i);

	return hash_bytes(seed, s.p, s.n);
}

/* ---- what is listed ------------------------------------------------------ */

static void
add(struct transcript_walk *w, size_t i, const struct transcript_place *place)
{
	struct transcript_line *line = w->line;

	if (w->failed || !mem_grow(&line->p, &line->cap, line->n + 1,
				 sizeof(*line->p))) {
		w->failed = true;
		return;
	}
	line->p[line->n++] = (struct transcript_text){
		.token = i,
		.role = place->role,
		.part = place->part,
		.tool = place->tool,
		.error = place->error,
	};
}

void
transcript_list(struct transcript_walk *w, size_t i,
	const struct transcript_place *place)
{
	if (walk_is_string(&w->w, i) && walk_span(&w->w, i).n)
		add(w, i, place);
}

void
transcript_list_media(struct transcript_walk *w, size_t i,
	const struct transcript_place *place)
{
	struct transcript_place media = {
		.role = place->role,
		.part = TRANSCRIPT_MEDIA,
		.tool = place->tool,
	};

	transcript_list(w, i, &media);
}

void
transcript_list_call(struct transcript_walk *w, size_t i, struct span tool)
{
	struct transcript_place place = {
		.role = TRANSCRIPT_ASSISTANT,
		.part = TRANSCRIPT_CALL,
		.tool = tool,
	};

	transcript_list(w, i, &place);
	if ((walk_is_object(&w->w, i) || walk_is_array(&w->w, i)) &&
		w->w.token[i].size)
		add(w, i, &place);
}
