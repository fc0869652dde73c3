/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions that coding assistants recorded, one JSON object a line: which texts
 * a line has, who said them, and of which tool they are.
 *
 * The formats are documented nowhere and change with each version: what is here
 * is what their files were seen to have.  Lines and parts that are not known
 * have no texts and are said to be unknown.  A text that a line has a second
 * time for the assistant's own use, and that no model sees, is not listed; nor
 * is what a later line repeats of it.
 *
 *	struct transcript t = { 0 };
 *	struct transcript_line line = { 0 };
 *
 *	for each line, read by json_scan():
 *		if (transcript_walk(&t, &view, &line) == HR_OK)
 *			...
 *	transcript_line_release(&line);
 *	transcript_release(&t);
 */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include "base/arena.h"
#include "base/slots.h"
#include "envelope/envelope.h"

enum transcript_role {
	TRANSCRIPT_SYSTEM, /* and what developers say */
	TRANSCRIPT_USER,
	TRANSCRIPT_ASSISTANT,
	TRANSCRIPT_TOOL,
	TRANSCRIPT_NROLES,
};

/* "system", "user", "assistant", "tool". */
extern const char *const transcript_role_names[TRANSCRIPT_NROLES];

enum transcript_part {
	TRANSCRIPT_SAID,
	TRANSCRIPT_THOUGHT,
	TRANSCRIPT_CALL, /* what a tool is called with */
	TRANSCRIPT_RESULT, /* of a tool */
	TRANSCRIPT_MEDIA, /* images, what is encrypted: no text whose tokens
			   * could be counted */
};

/* In the order of the line; not empty. */
struct transcript_text {
	/* Its index, from the line's token on: a string without its quotes.
	 * Of a call also an object or an array, whose JSON is the text. */
	size_t token;
	enum transcript_role role;
	enum transcript_part part;
	struct span tool; /* of calls and results; empty if it is not told */
	bool error; /* the result is said to be an error */
};

/* What a provider counted of one answer, as it was recorded. */
struct transcript_usage {
	bool told;
	/* Of the answer: lines that repeat it have the same. */
	uint64_t id;
	/* When, in seconds since 1970; 0: it is not told. */
	int64_t time;
	/* As in answer.h: what was read from the cache or written to it is a
	 * part of the input, and reasoning one of the output. */
	uint64_t input, cached, write, write_1h, output, reasoning;
};

/* Of zeros it is empty, and may be used for one line after the other. */
struct transcript_line {
	struct transcript_text *p;
	size_t n, cap;
	const char *form; /* "claude-code", "codex"; static */
	/* The last one that was told in this file, as it is written and as
	 * in base/date.h; 0: none was. */
	uint32_t day;
	/* The one that was told last in this file: in an answer of Claude Code,
	 * before a turn of Codex.  Empty: none was. */
	struct span model;
	size_t unknown; /* parts that are not listed */
	struct transcript_usage usage; /* of that model */
};

void transcript_line_release(struct transcript_line *);

struct transcript_name;

/* What is remembered of a file: names of tools by the ids of their calls,
 * the model and the day.  Of zeros it is a new one. */
struct transcript {
	struct transcript_name *name;
	size_t nnames, cap;
	struct slots slots;
	struct arena arena;
	struct buf scratch;
	struct span model;
	uint32_t day;
	int64_t time;
	/* Of Codex: all that was counted so far. */
	struct transcript_usage total;
};

/* Ready for the next file; names and models of lines are invalid then. */
void transcript_reset(struct transcript *);
void transcript_release(struct transcript *);

/*
 * How sure it is that this is a line of a transcript: 0 it is none, 1 it may be
 * one, but others have what it has, too, 2 only transcripts have it.  The whole
 * of an older session of Codex is of lines of 1.
 */
int transcript_look(const struct envelope_view *);

/*
 * Puts the line's texts in place of what *line has; time is linear.  HR_SKIP:
 * the line is not known, and *line has no texts.  HR_ENOMEM.  Names and models
 * are without escapes, and valid until the next file.
 */
enum hr_status transcript_walk(struct transcript *,
	const struct envelope_view *, struct transcript_line *);

#endif
