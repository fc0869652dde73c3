/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where bytes that are not for reading are spelled out in a text, and what they
 * are: base64, hex digits and hex dumps are decoded, all of them, and only what
 * that tells is said of them.
 */
#ifndef BLOB_FIND_H
#define BLOB_FIND_H

#include "base/span.h"

enum {
	/* What is shorter is an identifier, a hash or a token: something that
	 * is compared and looked up. */
	BLOB_BYTES = 512,
	/* Decoded bytes that tell the kind. */
	BLOB_HEAD = 16,
};

enum blob_form {
	BLOB_BASE64,
	BLOB_HEX,
	BLOB_HEX_DUMP,
	BLOB_SCRIPT, /* not encoded, but squeezed into a line */
};

struct blob {
	struct span text; /* as it stands there */
	uint64_t lines; /* that it takes, if it is made of whole lines */
	enum blob_form form;
	uint64_t bytes; /* decoded */
	uint64_t hash; /* FNV-1a, 64 bits, of the decoded bytes */
	bool printable; /* all of them are ASCII for reading */
	unsigned char head[BLOB_HEAD];
};

/* The next blob within a line, behind which *rest begins then; with `url` in the
 * form of base64 that URLs and tokens have. */
bool blob_find(struct span *rest, bool url, struct blob *);

/* Whether the text, whose first line is `line`, begins with whole lines that are
 * a blob: two or more of base64, or a hex dump.  `text` of it has the end of its
 * last line; if there is none, no blob begins in the lines of `text`, which may
 * be empty. */
bool blob_find_lines(struct span text, struct span line, struct blob *);

/* Whether a line is such a script, but for blanks and a place before it. */
bool blob_find_script(struct span line, struct blob *);

/* "png", "gzip", "text": what the first decoded bytes say; NULL: nothing that
 * is known. */
const char *blob_kind(const struct blob *);

#endif
