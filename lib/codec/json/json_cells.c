/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A JSON value as the cells of a row, for row_value.h.  A column is the way to
 * a scalar: the keys on it, and for arrays that they are ones; only in a row
 * that is an array itself each place is a column.
 */
#include "base/hash.h"
#include "codec/json/json_units.h"

enum {
	/* Places of an array that are told apart. */
	PLACES = 256,
};

/* A container that is being walked. */
struct level {
	uint64_t path;
	size_t end; /* token behind it */
	size_t place; /* of the next value, if it is the row and an array */
	unsigned traits; /* of the keys that lead to it */
	bool object;
};

struct walk {
	struct row_values *rows;
	struct span text;
	const jsmntok_t *token;
	size_t depth;
	struct level level[JSON_DEPTH];
};

static inline struct span
raw(const struct walk *w, const jsmntok_t *t)
{
	int quote = t->type == JSMN_STRING;

	return span_of(w->text.p + t->start - quote,
		(size_t)(t->end - t->start + 2 * quote));
}

static void
push(struct walk *w, size_t i, uint64_t path, unsigned traits)
{
	w->level[w->depth++] = (struct level){
		.path = path,
		.end = json_next(w->token, i),
		.traits = traits,
		.object = w->token[i].type == JSMN_OBJECT,
	};
}

/* The value at token i, in a column of this path; the token to go on with. */
static size_t
walk_value(struct walk *w, size_t i, uint64_t path, struct span name,
	unsigned traits, bool shallow)
{
	const jsmntok_t *t = &w->token[i];
	bool inner = t->type == JSMN_OBJECT || t->type == JSMN_ARRAY;
	uint32_t column;

	column = row_values_column(
		w->rows, path, name, traits | (w->depth > 1 ? ROW_INNER : 0));
	if (inner && t->size && !(shallow && w->depth)) {
		/* What is in "error" is one. */
		if (column != NONE)
			traits |= w->rows->column[column].traits & ROW_ERROR;
		push(w, i, path, traits);
		return i + 1;
	}
	row_values_cell(w->rows, column,
		inner ? span_of(w->text.p + t->start, 1) : raw(w, t));
	return json_next(w->token, i);
}

static size_t
walk_member(struct walk *w, size_t i, bool shallow)
{
	const struct level *top = &w->level[w->depth - 1];
	const jsmntok_t *key = &w->token[i];
	struct span name = span_of(
		w->text.p + key->start, (size_t)(key->end - key->start));
	uint64_t path =
		hash_mix(top->path, hash_bytes(HASH_K2, name.p, name.n));

	return walk_value(w, i + 1, path, name, top->traits, shallow);
}

static size_t
walk_item(struct walk *w, size_t i, bool shallow)
{
	struct level *top = &w->level[w->depth - 1];
	uint64_t path = top->path + HASH_K1;

	if (w->depth == 1 && top->place < PLACES)
		path += ++top->place;
	return walk_value(w, i, path, span_of("", 0), top->traits, shallow);
}

void
json_row_cells(struct row_values *rows, struct span text,
	const jsmntok_t *token, size_t i, bool shallow)
{
	struct walk w;
	size_t end = json_next(token, i);

	w.rows = rows;
	w.text = text;
	w.token = token;
	w.depth = 0;
	i = walk_value(&w, i, HASH_K1, span_of("", 0), 0, shallow);
	while (i < end) {
		while (i >= w.level[w.depth - 1].end)
			w.depth--;
		i = w.level[w.depth - 1].object ? walk_member(&w, i, shallow)
						: walk_item(&w, i, shallow);
	}
}
