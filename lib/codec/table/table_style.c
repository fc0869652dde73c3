/* SPDX-License-Identifier: Apache-2.0 */
/* Tables and what is noted of them; see table_style.h. */
#include "codec/table/table_style.h"

#include "base/mem.h"
#include "table/number.h"

/* ---- tables -------------------------------------------------------------- */

void
table_reset(struct table *t, struct span text)
{
	t->text = text;
	buf_reset(&t->more);
	/* Offsets have 32 bits, and those of `more` follow the text's. */
	t->failed = text.n >= TABLE_BYTES_MAX;
	t->more.limit = t->failed ? 1 : UINT32_MAX - text.n;
	t->ncells = t->cols = t->rows = 0;
	t->flags = 0;
	t->name_quote = 0;
}

void
table_release(struct table *t)
{
	buf_release(&t->more);
	mem_free(t->cell);
	mem_free(t->column);
	*t = (struct table){ 0 };
}

bool
table_set_columns(struct table *t, size_t cols)
{
	if (cols > TABLE_COLUMNS_MAX || !mem_grow(&t->column, &t->column_cap,
						cols, sizeof(*t->column))) {
		t->failed = true;
		return false;
	}
	for (; t->cols < cols; t->cols++)
		t->column[t->cols] = (struct table_column){ 0 };
	return true;
}

void
table_add(struct table *t, struct table_cell c)
{
	if (t->ncells == t->cell_cap &&
		!mem_grow(&t->cell, &t->cell_cap, t->ncells + 1,
			sizeof(*t->cell))) {
		t->failed = true;
		return;
	}
	t->cell[t->ncells++] = c;
}

struct table_cell
table_more(struct table *t, size_t from)
{
	t->failed |= t->more.failed;
	return (struct table_cell){
		.at = (uint32_t)(t->text.n + from),
		.n = (uint32_t)(t->more.n - from),
	};
}

/* ---- notes --------------------------------------------------------------- */

#define WORD(name, word) word,
static const char *const words[] = { TABLE_FLAGS(WORD) };
#undef WORD

/* A list of the columns of which there is something to say. */
static void
write_list(const struct table *t, const char *word, struct buf *out)
{
	bool flip = word[1] == 'f';
	const char *before = word;

	for (size_t i = 0; i < t->cols; i++) {
		const struct table_column *c = &t->column[i];

		if (flip ? !c->flip : !c->width)
			continue;
		buf_add_str(out, before);
		buf_add_uint(out, i + 1);
		if (!flip) {
			buf_add_char(out, 'x');
			buf_add_uint(out, c->width);
		}
		before = ",";
	}
}

static bool
same_quotes(const struct table *t)
{
	for (size_t i = 1; i < t->cols; i++)
		if (t->column[i].quote != t->column[0].quote)
			return false;
	return true;
}

/* " quote=NAMES,ALL" or " quote=NAMES,FIRST,SECOND..." */
static void
write_quotes(const struct table *t, struct buf *out)
{
	bool same = same_quotes(t);

	if (same && !t->name_quote && (!t->cols || !t->column[0].quote))
		return;
	buf_add_str(out, " quote=");
	buf_add_uint(out, t->name_quote);
	for (size_t i = 0; i < t->cols && !(same && i); i++) {
		buf_add_char(out, ',');
		buf_add_uint(out, t->column[i].quote);
	}
}

void
table_notes_write(
	const struct table_style *style, const struct table *t, struct buf *out)
{
	unsigned change = t->flags ^ style->usual;

	for (unsigned i = 0; i < TABLE_NFLAGS; i++) {
		if (!(change >> i & 1))
			continue;
		buf_add_str(out, t->flags >> i & 1 ? " " : " no-");
		buf_add_str(out, words[i]);
	}
	write_list(t, " flip=", out);
	write_list(t, " width=", out);
	write_quotes(t, out);
}

/* A word at the front of *rest; what follows it is kept. */
static bool
take_word(struct span *rest, const char *word)
{
	if (!span_starts(*rest, word))
		return false;
	*rest = span_from(*rest, strlen(word));
	return true;
}

static bool
read_flag(const struct table_style *style, struct span word, unsigned *flags)
{
	bool on = !take_word(&word, "no-");

	for (unsigned i = 0; i < TABLE_NFLAGS; i++) {
		if (!span_equal(word, span_str(words[i])))
			continue;
		*flags = on ? *flags | 1U << i : *flags & ~(1U << i);
		/* Nothing is written that goes without saying. */
		return style->notes >> i & 1 && (style->usual >> i & 1) != on;
	}
	return false;
}

static bool
read_note(const struct table_style *style, struct span word,
	struct table_notes *notes)
{
	struct {
		const char *word;
		unsigned bit;
		struct span *list;
	} const lists[] = { { "flip=", TABLE_FLIP, &notes->flip },
		{ "width=", TABLE_WIDTH, &notes->width },
		{ "quote=", TABLE_QUOTE, &notes->quote } };

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (take_word(&word, lists[i].word)) {
			*lists[i].list = word;
			return word.n && style->notes & lists[i].bit;
		}
	return read_flag(style, word, &notes->flags);
}

bool
table_notes_read(const struct table_style *style, struct span *rest,
	struct table_notes *notes)
{
	*notes = (struct table_notes){ .flags = style->usual };
	/* A bracket begins what is for the reader. */
	while (rest->n > 1 && rest->p[0] == ' ' && rest->p[1] != '(') {
		struct span word = span_from(*rest, 1);
		size_t n = 0;

		while (n < word.n && word.p[n] != ' ' && word.p[n] != ':')
			n++;
		*rest = span_from(word, n);
		word.n = n;
		if (!read_note(style, word, notes))
			return false;
	}
	return true;
}

/* A number at the front of *s, at most `most`, and what ends it. */
static bool
take_number(struct span *s, uint64_t most, char *end, uint64_t *value)
{
	size_t n = 0;

	while (n < s->n && is_digit(s->p[n]))
		n++;
	if (!number_read(span_of(s->p, n), value) || *value > most)
		return false;
	*end = n < s->n ? s->p[n] : '\0';
	*s = span_from(*s, n + 1);
	return true;
}

static bool
apply_quotes(struct span s, struct table *t)
{
	uint64_t value;
	char end;
	size_t i = 0;

	if (!take_number(&s, UINT8_MAX, &end, &value))
		return false;
	t->name_quote = (unsigned char)value;
	while (end == ',') {
		if (i == t->cols || !take_number(&s, UINT8_MAX, &end, &value))
			return false;
		t->column[i++].quote = (unsigned char)value;
	}
	for (; i && i < t->cols; i++)
		t->column[i].quote = t->column[0].quote;
	return end == '\0';
}

bool
table_notes_apply(const struct table_notes *notes, struct table *t)
{
	struct span s = notes->flip;
	uint64_t value, width;
	char end;

	t->flags = notes->flags;
	while (s.n) {
		if (!take_number(&s, t->cols, &end, &value) || !value ||
			(end && end != ','))
			return false;
		t->column[value - 1].flip = true;
	}
	for (s = notes->width; s.n;) {
		if (!take_number(&s, t->cols, &end, &value) || !value ||
			end != 'x' ||
			!take_number(&s, TABLE_WIDTH_MAX, &end, &width) ||
			(end && end != ','))
			return false;
		t->column[value - 1].width = (uint32_t)width;
	}
	return !notes->quote.n || apply_quotes(notes->quote, t);
}
