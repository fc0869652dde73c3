/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the walks through lines of all forms of transcripts share.  Values are
 * named as in envelope_walk.h: by the index of their token, of which 0 is one
 * that is not there.
 */
#ifndef TRANSCRIPT_WALK_H
#define TRANSCRIPT_WALK_H

#include "envelope/envelope_walk.h"
#include "transcript/transcript.h"

struct transcript_walk {
	struct walk w; /* for questions about values; it owns nothing */
	struct transcript *t;
	struct transcript_line *line;
	bool failed; /* memory was short */
};

struct transcript_form {
	const char *name;
	/* As transcript_look(). */
	int (*look)(const struct walk *);
	/* Whether the line is known. */
	bool (*walk)(struct transcript_walk *);
};

/* One file each: transcript_NAME.c. */
#define TRANSCRIPTS(X) X(claude_code) X(codex)
#define X(name) extern const struct transcript_form transcript_##name;
TRANSCRIPTS(X)
#undef X

/* What the texts of a place are. */
struct transcript_place {
	enum transcript_role role;
	enum transcript_part part;
	struct span tool;
	bool error;
};

/* Lists a string, unless it is empty or no string. */
void transcript_list(
	struct transcript_walk *, size_t i, const struct transcript_place *);
/* The same as what no model reads as text, whatever part the place is. */
void transcript_list_media(
	struct transcript_walk *, size_t i, const struct transcript_place *);
/* Lists what a tool is called with: a string, an object or an array that is not
 * empty. */
void transcript_list_call(struct transcript_walk *, size_t i, struct span tool);

/* A whole number; false: it is none. */
bool transcript_number(
	const struct transcript_walk *, size_t i, uint64_t *number);
/* A number for what a string says, the same in all files, made of another. */
uint64_t transcript_hash(
	const struct transcript_walk *, size_t i, uint64_t seed);

/* What a string says, remembered for the file; empty if it is no string. */
struct span transcript_word(struct transcript_walk *, size_t i);
/* From now on a call of this id is one of this tool. */
void transcript_set_tool(struct transcript_walk *, size_t id, struct span tool);
/* The tool of the call with this id; empty: there was none. */
struct span transcript_tool(struct transcript_walk *, size_t id);

#endif
