/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A style is one way to print a table: what psql, mysql and sqlite3 draw, CSV
 * and its dialects, Markdown.  It finds tables in text, takes them apart, and
 * prints them again, byte for byte.  Widths follow from the cells; what does
 * not follow from them is noted in struct table and stands in the block's
 * header behind the style's name:
 *
 *	mysql open flip=2 width=1x12
 *
 * Families of styles: table_aligned.c, table_delimited.c, table_drawn.c,
 * table_record.c.
 */
#ifndef CODEC_TABLE_STYLE_H
#define CODEC_TABLE_STYLE_H

#include "base/buf.h"

enum {
	/* A column that is drawn wider than its cells is at most so wide, so
	 * that no header asks for gigabytes of blanks. */
	TABLE_WIDTH_MAX = 1 << 16,
	/* Columns of a table; the widest CSV in use has some thousands. */
	TABLE_COLUMNS_MAX = 1 << 14,
	/* Bytes of a table: two bits of a length are free for marks. */
	TABLE_BYTES_MAX = 1 << 30,
};

/* What is noted of a table, as words in the header.  A style has some by
 * nature; for those the word with "no-" says that it is not so. */
#define TABLE_FLAGS(X)                                                         \
	X(NAMELESS, "nameless") /* no line of names */                         \
	X(FOOTER, "footer") /* "(3 rows)" below */                             \
	X(OPEN, "open") /* ends without its last rule */                       \
	X(BLANK, "blank") /* a blank behind each delimiter */                  \
	X(BARE, "bare") /* quotes are characters like others */                \
	X(WIDE, "wide") /* some characters take two columns, or none */        \
	X(BYTES, "bytes") /* widths are counted in bytes */                    \
	X(NUMBERS, "numbers") /* columns of numbers are right-aligned */       \
	X(CENTRED, "centred") /* the names, in the middle of their columns */  \
	X(RIGHT, "right") /* the names, at the right */                        \
	X(ALIGNED, "aligned") /* the names, as their columns */

#define TABLE_FLAG_BIT(name, word) TABLE_BIT_##name,
enum {
	TABLE_FLAGS(TABLE_FLAG_BIT) TABLE_NFLAGS
};
#undef TABLE_FLAG_BIT
#define TABLE_FLAG(name, word) TABLE_##name = 1 << TABLE_BIT_##name,
enum {
	TABLE_FLAGS(TABLE_FLAG)
};
#undef TABLE_FLAG

/* The lists among the notes: "flip=2,5". */
enum {
	TABLE_FLIP = 1 << TABLE_NFLAGS,
	TABLE_WIDTH = 2 << TABLE_NFLAGS,
	TABLE_QUOTE = 4 << TABLE_NFLAGS,
	TABLE_LISTS = TABLE_FLIP | TABLE_WIDTH | TABLE_QUOTE,
};

/* Bytes of the text, or behind its end bytes of `more`. */
struct table_cell {
	uint32_t at, n;
};

struct table_column {
	uint32_t width; /* of the drawing if its cells need less; 0: as they */
	bool flip; /* not aligned as usual in its style */
	unsigned char quote; /* classes of values that are quoted */
	unsigned char plain; /* those that are not; for parsing */
};

struct table {
	struct span text;
	struct buf more; /* values that are not in the text as they are */
	/* Row after row; the first one is that of the names. */
	struct table_cell *cell;
	size_t ncells, cell_cap;
	size_t cols, rows; /* rows: without the one of names */
	struct table_column *column;
	size_t column_cap;
	unsigned flags;
	unsigned char name_quote; /* classes of names that are quoted */
	bool failed; /* memory was short, or the table is too large */
};

struct table_style {
	const char *name;
	unsigned usual; /* flags that need no word */
	unsigned notes; /* what may be noted: flags and lists */
	/* Bytes of the table, whole lines, that begins here; 0: none does. */
	size_t (*find)(const struct table_style *, struct span text);
	/* Takes a table that is all of t->text apart.  False: cannot. */
	bool (*parse)(const struct table_style *, struct table *);
	/* False if the table cannot be of this style. */
	bool (*render)(const struct table_style *, const struct table *,
		struct buf *out);
	const void *shape; /* the family's own description of the style */
};

/* In the order in which they are asked; NULL behind the last one. */
const struct table_style *table_style_at(size_t i);

/* ---- tables -------------------------------------------------------------- */

/* Empty, ready for another text; memory is kept. */
void table_reset(struct table *, struct span text);
void table_release(struct table *);
/* Columns are added until there are so many. */
bool table_set_columns(struct table *, size_t cols);
void table_add(struct table *, struct table_cell);
/* Ends the value in `more` that began at byte `from` of it. */
struct table_cell table_more(struct table *, size_t from);

static inline struct span
table_span(const struct table *t, struct table_cell c)
{
	/* An empty one may be at the end of both. */
	if (!c.n)
		return span_of(t->text.p, 0);
	return c.at < t->text.n ? span_of(t->text.p + c.at, c.n)
				: span_of(t->more.p + (c.at - t->text.n), c.n);
}

/* Row 0 is the names. */
static inline struct span
table_value(const struct table *t, size_t row, size_t col)
{
	return table_span(t, t->cell[row * t->cols + col]);
}

/* Writes and reads what is noted: " open flip=2".  Reading stops at a colon
 * that is not in a word; false: nothing that was written so. */
void table_notes_write(
	const struct table_style *, const struct table *, struct buf *out);

struct table_notes {
	unsigned flags;
	struct span flip, width, quote; /* lists behind the word, or p NULL */
};
bool table_notes_read(
	const struct table_style *, struct span *rest, struct table_notes *);
/* Once the columns are there. */
bool table_notes_apply(const struct table_notes *, struct table *);

/* ---- text ---------------------------------------------------------------- */

/* Columns of a terminal that a text takes, counted as the flags say. */
size_t text_width(struct span, unsigned flags);
/* The bytes at p that take exactly `width` columns; SIZE_MAX: none do. */
size_t text_take(const char *p, const char *end, size_t width, unsigned flags);
bool text_is_ascii(struct span);

/* "-1.5e3" */
bool text_is_number(struct span);
/* "NULL", "NA", "true": what is written without quotes, and aligned like the
 * values around it. */
bool text_is_literal(struct span);

/* "(12 rows)" at the front of the text: its bytes with the newline, or 0; the
 * number must be this one. */
size_t text_footer(struct span text, size_t rows);
void text_footer_write(size_t rows, struct buf *out);

/* The families' styles. */
extern const struct table_style table_delimited[];
extern const size_t table_ndelimited;
extern const struct table_style table_drawn[];
extern const size_t table_ndrawn;
extern const struct table_style table_aligned[];
extern const size_t table_naligned;
extern const struct table_style table_record[];
extern const size_t table_nrecord;

#endif
