/* SPDX-License-Identifier: Apache-2.0 */
/* Values of JSON as a body; see json_write.h. */
#include "codec/json/json_write.h"

#include "base/mem.h"
#include "codec/json/json_plain.h"

enum {
	/* Two rows may have enough keys to repay a header. */
	MIN_ROWS = 2,
	/* A table is compared with what it stands for by so many rows: its
	 * header is repaid by then, or never is. */
	COMPARED = 1000,
	/* All values that are tried as tables have together at most so many
	 * times the text's tokens: deep texts have many such values. */
	TRIES = 8,
	/* A table of fewer per cent of the bytes is fewer tokens, too, as much
	 * as they say the same: of 9 files and of 3,000 results of tools none
	 * was not. */
	CLEARLY_SMALLER = 70,
};

void
json_writer_release(struct json_writer *w)
{
	json_rows_release(&w->rows);
	buf_release(&w->table);
	buf_release(&w->plain);
}

/* Whether all values from token `first` up to `last` are objects; in a map,
 * those of its keys. */
static bool
are_objects(const jsmntok_t *token, size_t first, size_t last, bool map)
{
	for (size_t i = first; i < last; i = json_next(token, i))
		if (token[i + map].type != JSMN_OBJECT)
			return false;
	return true;
}

/* The lines of a table's header and of its first rows. */
static struct span
first_rows(struct span table, size_t *rows)
{
	struct span rest = table, line;
	size_t lines = 0;

	while (lines < COMPARED && span_line(&rest, &line))
		lines++;
	*rows = lines;
	return span_of(table.p, table.n - rest.n);
}

/* Whether w->table is fewer tokens than the values from token i up to `last`
 * are without it. */
static enum hr_status
compare_table(struct json_writer *w, struct span text, size_t i, size_t last)
{
	const jsmntok_t *token = w->tokens->token;
	size_t count, rows;
	struct span table = first_rows(buf_span(&w->table), &rows);
	bool map = token[i].type == JSMN_STRING;

	buf_reset(&w->plain);
	for (; i < last && rows; i = json_next(token, i), rows--) {
		if (map)
			json_plain_key(json_raw(text, &token[i]), &w->plain);
		json_plain_value(text, token, i + map, PLAIN_LINE, &w->plain);
		buf_add_char(&w->plain, '\n');
	}
	if (!buf_ok(&w->plain))
		return HR_ENOMEM;
	if (table.n < w->plain.n / 100 * CLEARLY_SMALLER) {
		w->has_table = true;
		return HR_OK;
	}
	count = hr_count(w->rows.counter, table.p, table.n);
	if (count == SIZE_MAX)
		return HR_ENOMEM;
	if (!hr_count_exceeds(w->rows.counter, w->plain.p, w->plain.n, count))
		return HR_SKIP;
	w->has_table = true;
	return HR_OK;
}

/* Whether the container at token i is written to w->table as a table. */
static enum hr_status
try_table(struct json_writer *w, struct span text, size_t i)
{
	const jsmntok_t *token = w->tokens->token, *t = &token[i];
	size_t end = json_next(token, i);
	bool map = t->type == JSMN_OBJECT;
	enum hr_status status;

	if (!json_is_container(t) || t->size < MIN_ROWS || end - i > w->tries ||
		!are_objects(token, i + 1, end, map))
		return HR_SKIP;
	w->tries -= end - i;
	buf_reset(&w->table);
	status = json_rows_write(&w->rows, text, token, i + 1, end,
		map ? ROWS_MAP : ROWS_ARRAY, &w->table);
	return status == HR_OK ? compare_table(w, text, i + 1, end) : status;
}

/* Where the writing of a value stands. */
struct place {
	size_t depth;
	size_t end[JSON_DEPTH];
	bool object[JSON_DEPTH];
	bool first, keyed;
	bool line; /* behind a table */
	size_t key, key_at; /* the last key, and where in the output it is */
};

static void
close_ended(struct place *p, size_t i, struct buf *body)
{
	while (p->depth && i >= p->end[p->depth - 1]) {
		buf_add_char(body, p->object[--p->depth] ? '}' : ']');
		p->first = p->line = false;
	}
}

/* A table has its own line, and if it is the value of a key the key too. */
static void
add_table(struct json_writer *w, struct span text, struct place *p,
	struct buf *body)
{
	if (p->keyed && buf_ok(body) && body->p[p->key_at - 1] == ',') {
		body->n = p->key_at;
		buf_add_char(body, '\n');
		json_plain_key(json_raw(text, &w->tokens->token[p->key]), body);
		buf_add_char(body, ':');
	}
	buf_add(body, buf_span(&w->table));
	p->first = p->keyed = false;
	p->line = true;
}

/* The value at token i, with tables where they are fewer tokens. */
static enum hr_status
write_value(struct json_writer *w, struct span text, size_t i, struct buf *body)
{
	const jsmntok_t *token = w->tokens->token;
	size_t last = json_next(token, i);
	struct place p = { .first = true };

	while (i < last) {
		const jsmntok_t *t = &token[i];
		enum hr_status status = HR_SKIP;

		close_ended(&p, i, body);
		if (!p.first && !p.keyed && !p.line)
			buf_add_char(body, ',');
		if (t->type == JSMN_STRING && t->size) {
			p.key = i++;
			p.key_at = body->n;
			json_plain_key(json_raw(text, t), body);
			buf_add_char(body, ':');
			p.keyed = true;
			p.line = false;
			continue;
		}
		status = try_table(w, text, i);
		if (status == HR_OK) {
			add_table(w, text, &p, body);
			i = json_next(token, i);
			continue;
		}
		if (status != HR_SKIP)
			return status;
		p.first = json_is_container(t);
		p.keyed = p.line = false;
		if (p.first) {
			p.object[p.depth] = t->type == JSMN_OBJECT;
			buf_add_char(body, p.object[p.depth] ? '{' : '[');
			p.end[p.depth++] = json_next(token, i);
		} else {
			json_plain_scalar(json_raw(text, t),
				t->type == JSMN_STRING,
				p.depth ? PLAIN_INNER : PLAIN_LINE, body);
		}
		i++;
	}
	close_ended(&p, last, body);
	if (!p.line)
		buf_add_char(body, '\n');
	return HR_OK;
}

/* The lines from token i on that are objects, as a table; *next is behind
 * them. */
static enum hr_status
write_lines(struct json_writer *w, struct span text, size_t i, size_t *next,
	struct buf *body)
{
	const jsmntok_t *token = w->tokens->token;
	enum hr_status status;
	size_t end = i, rows = 0;

	for (; end < w->tokens->n && token[end].type == JSMN_OBJECT; rows++)
		end = json_next(token, end);
	*next = end;
	if (rows < MIN_ROWS)
		return HR_SKIP;
	buf_reset(&w->table);
	status = json_rows_write(
		&w->rows, text, token, i, end, ROWS_LINES, &w->table);
	if (status == HR_OK)
		status = compare_table(w, text, i, end);
	if (status == HR_OK)
		buf_add(body, buf_span(&w->table));
	return status;
}

enum hr_status
json_write(struct json_writer *w, struct span text,
	const struct json_tokens *tokens, struct buf *body)
{
	const jsmntok_t *token = tokens->token;
	enum hr_status status;
	size_t i = 0, next;

	w->tokens = tokens;

	w->has_table = false;
	if (!size_mul(w->tokens->n, TRIES, &w->tries))
		w->tries = SIZE_MAX;
	while (i < w->tokens->n) {
		status = write_lines(w, text, i, &next, body);
		if (status == HR_OK) {
			i = next;
			continue;
		}
		if (next == i)
			next = json_next(token, i);
		for (; status == HR_SKIP && i < next; i = json_next(token, i))
			if (write_value(w, text, i, body) != HR_OK)
				return HR_ENOMEM;
		if (status != HR_SKIP)
			return status;
	}
	return buf_ok(body) ? HR_OK : HR_ENOMEM;
}
