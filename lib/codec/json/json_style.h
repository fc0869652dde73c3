/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The white space of a JSON text as a style, and a printer that makes the text
 * again from values and a style.
 */
#ifndef CODEC_JSON_STYLE_H
#define CODEC_JSON_STYLE_H

#include "base/buf.h"
#include "base/json.h"

#define JSON_BOM "\xef\xbb\xbf"

enum {
	/* All containers are laid out in lines. */
	STYLE_ALL = JSON_DEPTH,
	/* Blanks of a step of indentation. */
	STYLE_WIDTH = 16,
};

struct json_style {
	bool bom;
	/* Containers that are in fewer others than this have a line for each
	 * value. */
	unsigned lines;
	char indent; /* ' ' or '\t' */
	unsigned width; /* of one step of it */
	bool tight; /* brackets share the lines of the values */
	bool flat_arrays, flat_objects; /* are on one line; flat: without
					 * containers in them */
	unsigned colon; /* 0: "k":v, 1: "k": v, 2: "k" : v */
	bool comma; /* on one line a blank follows it */
	bool braces, brackets; /* on one line blanks are inside of them */
	bool extra; /* what is not so is in the last line; see json_layout.h */
	size_t unopened; /* bytes at the start that are not in the text, see
			  * json_part.h */
	size_t unclosed; /* bytes at the end that are not in the text; the line
			  * of the last one goes on with the last line; 0: all
			  * are; see json_part.h */
};

/* The containers of a text that are not laid out as the style says, by number
 * in the order of their opening brackets. */
struct json_forced {
	uint32_t *line; /* those on one line */
	size_t nline, line_cap;
	uint32_t *lines; /* those in lines */
	size_t nlines, lines_cap;
};

void json_forced_release(struct json_forced *);

/* Whether a text has no white space but a newline behind each value: that is
 * a style of zeros, and nothing need be printed to see it. */
bool json_is_compact(struct span text, const struct json_tokens *);

/* The style that most of a text has; false when memory is short.  What else is
 * not as it says is known when it has been printed and compared. */
bool json_style_detect(struct json_style *, struct json_forced *,
	struct span text, const struct json_tokens *);
/* Writes it in words; reads them, up to the end or a ';', and takes them off. */
void json_style_write(const struct json_style *, struct buf *out);
bool json_style_read(struct json_style *, struct span *rest);

struct json_level {
	bool object, lines, any;
	bool pending; /* printed flat as long as no container is in it */
	size_t at; /* of its bracket, in the output */
};

struct json_printer {
	struct json_style style;
	const struct json_forced *forced;
	size_t container, line, lines; /* the next ones */
	struct buf *out;
	size_t depth;
	bool keyed; /* behind a key */
	struct json_level level[JSON_DEPTH];
};

void json_print_start(struct json_printer *, const struct json_style *,
	const struct json_forced *, struct buf *);
/* False: too deep, or nothing to close. */
bool json_print_open(struct json_printer *, bool object);
bool json_print_close(struct json_printer *);
void json_print_key(struct json_printer *, struct span raw);
/* The text of a string without its quotes, or of a literal. */
void json_print_scalar(struct json_printer *, struct span raw, bool string);

/* Prints all values of a text. */
void json_print_tokens(
	struct json_printer *, struct span text, const struct json_tokens *);

#endif
