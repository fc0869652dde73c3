/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the walks through all forms of requests share: members and their
 * values, strings that are listed, marks of caches, and the names of tools.
 *
 * Values are named by the index of their token, counted from the request's.
 * 0, the request itself, stands for a value that is not there: every question
 * about it is answered with no.
 *
 * An object that has a key twice is left alone if the key matters.  Which of
 * the two the provider takes is not known: some take the first, some the last,
 * some refuse.  Keys and words are compared by what they say, however many of
 * their characters are escaped.
 */
#ifndef ENVELOPE_WALK_H
#define ENVELOPE_WALK_H

#include "base/arena.h"
#include "base/slots.h"
#include "envelope/envelope.h"

#define WALK_COUNT(array) (sizeof(array) / sizeof(*(array)))

/* A name in a scope: the id of a call with the name of its tool, of which the
 * scope is 0; or a key of the object that is its scope. */
struct walk_name {
	uint64_t hash;
	size_t scope;
	struct span id; /* decoded */
	struct span tool;
};

struct walk {
	const char *p;
	const jsmntok_t *token;
	struct envelope_texts texts, media; /* each in the order of the text */
	size_t answered; /* behind the last turn that the model made */
	size_t last; /* the last turn; 0: not known */
	size_t frozen; /* behind what the last mark of a cache marks */
	size_t cached; /* the same, of marks before the last turn */
	size_t media_end; /* behind the last value that is media */
	size_t text_end; /* behind the last source that is text */
	struct walk_name *name;
	size_t nnames, name_cap;
	struct slots slots;
	struct arena ids;
	struct buf scratch;
	bool failed; /* memory was short */
};

void walk_init(struct walk *, const struct envelope_view *);
/* Appends what was listed to *texts, if no memory was short, and releases the
 * walk. */
enum hr_status walk_finish(struct walk *, struct envelope_texts *texts);

/* ---- values -------------------------------------------------------------- */

/* The token behind value or key i, with all that is in it. */
static inline size_t
walk_next(const struct walk *w, size_t i)
{
	return json_next(w->token, i);
}

static inline bool
walk_is_object(const struct walk *w, size_t i)
{
	return i && w->token[i].type == JSMN_OBJECT;
}

static inline bool
walk_is_array(const struct walk *w, size_t i)
{
	return i && w->token[i].type == JSMN_ARRAY;
}

static inline bool
walk_is_string(const struct walk *w, size_t i)
{
	return i && w->token[i].type == JSMN_STRING;
}

/* It is there, and neither null nor false. */
bool walk_is_set(const struct walk *, size_t i);

/* The value's bytes, of a string without its quotes; empty if not there. */
struct span walk_span(const struct walk *, size_t i);

/* Whether a string or key says this; of ASCII letters, digits and "_". */
bool walk_says(const struct walk *, size_t i, const char *word);

/* Whether a string says one of these. */
bool walk_says_any(
	const struct walk *, size_t i, const char *const *words, size_t n);

/*
 * The values of the members of these names, in their order: 0 for one that is
 * not there.  False, and all are 0, if this is no object or has one of them
 * twice.
 */
bool walk_members(const struct walk *, size_t object, const char *const *names,
	size_t n, size_t *value);

/* The same for the request itself. */
bool walk_request(
	const struct walk *, const char *const *names, size_t n, size_t *value);

/* Of two spellings of one member's name: which has a value.  False: both. */
bool walk_either(size_t a, size_t b, size_t *value);

/* Whether no object in this value has a key twice, or one that is no text. */
bool walk_keys_differ(struct walk *, size_t i);

/* ---- what is listed ------------------------------------------------------ */

/* What all strings of a place are. */
struct walk_place {
	enum envelope_class class;
	struct span tool;
	bool error;
};

/* Appends to one of the lists of the walk. */
void walk_add(
	struct walk *, struct envelope_texts *, struct envelope_text text);

/* Lists a string, unless it is empty or no string. */
void walk_list(struct walk *, size_t i, const struct walk_place *);

/* Lists a string; or of an array the text of all parts whose type is `type`
 * and which cite nothing. */
void walk_list_parts(
	struct walk *, size_t i, const char *type, const struct walk_place *);

/* A turn of the model ends before token i: what is before it was sent. */
static inline void
walk_answered(struct walk *w, size_t i)
{
	w->answered = i;
}

/* ---- members that mean the same wherever they are ------------------------ */

enum walk_spot_kind {
	SPOT_MARK, /* of a cache, unless null: behind the object around it */
	SPOT_MEDIA, /* all strings in it are no text */
	SPOT_SOURCE, /* the same, unless its type says that it is text */
	SPOT_SKIP, /* nothing in it means anything */
};

struct walk_spot {
	const char *key;
	enum walk_spot_kind kind;
};

/* Looks for them in a value, at any depth.  To be called for values in the
 * order of the text. */
void walk_spots(
	struct walk *, size_t i, const struct walk_spot *spots, size_t n);

/* The turns are the elements of this array: marks in the last one move on with
 * each request. */
void walk_turns(struct walk *, size_t array);

/* A mark that stands beside the turns is one of the last of them. */
void walk_mark_all(struct walk *);

/* ---- tools --------------------------------------------------------------- */

/* From now on a call of this id is one of the tool of this name. */
void walk_set_tool(struct walk *, size_t id, size_t name);
/* The name of the last tool with this id; empty: there was none. */
struct span walk_tool(struct walk *, size_t id);

/* ---- recognising --------------------------------------------------------- */

enum {
	/* Turns that are looked at to tell forms apart. */
	WALK_LOOK = 8,
};

/* Whether this is an array of objects, as far as it is looked at, of which one
 * is a turn of one of these roles. */
bool walk_has_turns(
	const struct walk *, size_t turns, const char *const *roles, size_t n);

/* Whether a turn that is looked at has a part of one of these types. */
bool walk_has_part(
	const struct walk *, size_t turns, const char *const *types, size_t n);

#endif
