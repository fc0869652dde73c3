/* SPDX-License-Identifier: Apache-2.0 */
/* Cutting JSON into units; see json_units.h, and json_render.c. */
#include "codec/json/json_units.h"

#include "base/hash.h"
#include "codec/json/json_style.h"
#include "table/row_cell.h"

enum {
	/* A document of fewer bytes is one unit. */
	OPEN_DOCUMENT = 256,
	/* Within one, a list is opened from this size on, and so is anything
	 * else from that size on. */
	OPEN_LIST = 256,
	OPEN_RECORD = 512,
	/* An item of a list is a row: kept or dropped whole, unless it is as
	 * large as a page, or one of a few large ones. */
	OPEN_ITEM = 4 << 10,
	OPEN_SHARE_ITEM = 1 << 10,
	OPEN_SHARE = 32,
	/* Items that make a list. */
	LIST_ITEMS = 4,
	/* An object is a map, its members alike, if nearly all are containers,
	 * or if there are many and nearly none is. */
	MAP_MEMBERS = 8,
	MAP_SCALARS = 24,
	MAP_SHARE = 8,
	/* Small members that follow one another are one unit up to this size.
	 */
	MEMBERS_BYTES = 512,
};

/* The unit that ends a list is written with what is in it, and buys its
 * summary. */
#define SUMMARY_VALUE 4.0F
/* What members of a row that was opened are worth, as a share of the row. */
#define INNER_SHARE 0.5F

void
json_cut_release(struct json_cut *cut)
{
	json_tokens_release(&cut->tokens);
	row_values_release(&cut->rows);
	mem_free(cut->part);
	mem_free(cut->values);
	buf_release(&cut->summary);
	*cut = (struct json_cut){ 0 };
}

/* ---- tokens -------------------------------------------------------------- */

static inline bool
is_container(const jsmntok_t *t)
{
	return t->type == JSMN_OBJECT || t->type == JSMN_ARRAY;
}

static inline size_t
token_start(const jsmntok_t *t)
{
	return (size_t)(t->start - (t->type == JSMN_STRING));
}

static inline size_t
token_end(const jsmntok_t *t)
{
	return (size_t)(t->end + (t->type == JSMN_STRING));
}

static inline struct span
token_text(const struct json_cut *cut, size_t i)
{
	const jsmntok_t *t = &cut->tokens.token[i];

	return span_of(
		cut->text.p + token_start(t), token_end(t) - token_start(t));
}

/* A key without its quotes. */
static inline struct span
key_text(const struct json_cut *cut, size_t i)
{
	return row_unquoted(token_text(cut, i));
}

/* ---- units --------------------------------------------------------------- */

/* The line that a byte is in; positions only grow. */
static uint32_t
line_of(struct json_cut *cut, size_t at)
{
	const char *p = cut->text.p + cut->counted, *nl;

	while (cut->counted < at &&
		(nl = memchr(p, '\n', at - cut->counted)) != NULL) {
		cut->line++;
		p = nl + 1;
		cut->counted = (size_t)(p - cut->text.p);
	}
	cut->counted = at > cut->counted ? at : cut->counted;
	return cut->line;
}

/* A unit behind the last one, up to `end`; core_end: without what divides it
 * from the next. */
static void
add_unit(struct json_cut *cut, struct json_part part, size_t core_end,
	size_t end, float value, uint64_t same)
{
	size_t at = cut->at;
	bool begins = !at || cut->text.p[at - 1] == '\n';
	struct unit u = { .same = same,
		.at = (uint32_t)at,
		.n = (uint32_t)(end - at),
		.needs = part.parent,
		.value = value };

	part.from = line_of(cut, at);
	part.core = (uint32_t)(core_end - at);
	part.to = line_of(cut, part.parent == NONE ? end - 1 : core_end - 1);
	u.lines = line_of(cut, end - 1) - part.from + begins;
	if (!mem_grow(&cut->part, &cut->part_cap, cut->nparts + 1,
		    sizeof(*cut->part)) ||
		(cut->units && !units_add(cut->units, u)))
		cut->failed = true;
	else
		cut->part[cut->nparts++] = part;
	cut->at = end;
}

/* ---- ranking ------------------------------------------------------------- */

static bool
is_map(const struct json_cut *cut, size_t i)
{
	const jsmntok_t *token = cut->tokens.token;
	size_t size = (size_t)token[i].size, containers = 0;
	size_t end = json_next(token, i);

	if (size < MAP_MEMBERS)
		return false;
	for (i++; i < end; i = json_next(token, i))
		containers += is_container(&token[i + 1]);
	return (size - containers) * MAP_SHARE <= size ||
	       (size >= MAP_SCALARS && containers * MAP_SHARE <= size);
}

/* Whether the value at token i is opened; `in` is what it is in, NULL: it is a
 * document. */
static bool
is_opened(const struct json_cut *cut, size_t i, const struct json_frame *in)
{
	const jsmntok_t *t = &cut->tokens.token[i];
	size_t bytes = (size_t)(t->end - t->start);

	if (!is_container(t) || !t->size || cut->depth == JSON_OPEN_DEPTH)
		return false;
	if (!in && cut->documents == 1)
		return bytes >= OPEN_DOCUMENT;
	/* Lines of JSON are as long as they are. */
	if (!in && !memchr(cut->text.p + t->start, '\n', bytes))
		return false;
	if (!in || in->ranked)
		return bytes >= OPEN_ITEM ||
		       (in && bytes >= OPEN_SHARE_ITEM &&
			       bytes * OPEN_SHARE >= in->bytes);
	if (t->type == JSMN_ARRAY && t->size >= LIST_ITEMS)
		return bytes >= OPEN_LIST;
	return bytes >= OPEN_RECORD;
}

/* Ranks the values from token i up to `end`, of a map behind their keys, and
 * appends what they are worth to values[]. */
static void
rank_values(struct json_cut *cut, size_t i, size_t end, bool map,
	const struct json_frame *in)
{
	const jsmntok_t *token = cut->tokens.token;
	struct row_values *rows = &cut->rows;

	row_values_reset(rows, cut->text);
	for (; i < end; i = json_next(token, i)) {
		if (map)
			row_values_cell(rows,
				row_values_column(rows, HASH_K2, span_of("", 0),
					ROW_NAME),
				token_text(cut, i));
		json_row_cells(rows, cut->text, token, i + map,
			is_opened(cut, i + map, in));
		row_values_end(rows);
	}
	if (!row_values_rank(rows) ||
		!mem_grow(&cut->values, &cut->value_cap,
			cut->nvalues + rows->nrows, sizeof(*cut->values))) {
		cut->failed = true;
		return;
	}
	for (size_t r = 0; r < rows->nrows; r++)
		cut->values[cut->nvalues++] = (struct json_value){
			.same = rows->row[r].same,
			.value = rows->row[r].value,
		};
	if (in)
		row_values_summary(rows, &cut->summary);
	cut->failed |= !buf_ok(&cut->summary);
}

/* What a member of an object that is no map is worth. */
static struct json_value
judge_member(const struct json_cut *cut, const struct json_frame *f, size_t i)
{
	struct span key = key_text(cut, i);

	if (f->listed)
		return (struct json_value){ .value = f->value * INNER_SHARE,
			.same = hash_bytes(HASH_K1, key.p, key.n) | 1 };
	if (!is_container(&cut->tokens.token[i + 1]) &&
		row_mark(token_text(cut, i + 1), row_traits(key)) ==
			ROW_MARK_ERROR)
		return (struct json_value){ .value = VALUE_FAILURE };
	return (struct json_value){ .value = VALUE_CONTEXT };
}

/* The next child of a frame. */
static struct json_value
judge_child(struct json_cut *cut, struct json_frame *f)
{
	struct json_value v = { .value = 0 };

	if (!cut->units)
		return v;
	if (!f->ranked)
		return judge_member(cut, f, f->next);
	v = cut->values[f->first_value + f->child];
	if (f->listed)
		v.value *= INNER_SHARE;
	return v;
}

/* ---- cutting ------------------------------------------------------------- */

/* Where the unit of a child that ends at byte `end` ends: where the next one,
 * at token `next`, starts, if there is one. */
static size_t
behind(const struct json_cut *cut, const struct json_frame *f, size_t next,
	size_t end)
{
	return next < f->end ? token_start(&cut->tokens.token[next]) : end;
}

/* Takes scalar members of an object that is no map, up to MEMBERS_BYTES from
 * byte `at`: how many, and the end of the last. */
static uint32_t
take_members(const struct json_cut *cut, struct json_frame *f, size_t at,
	size_t *end, float *value)
{
	const jsmntok_t *token = cut->tokens.token;
	uint32_t n = 0;

	while (f->object && !f->ranked && f->next < f->end &&
		!is_container(&token[f->next + 1]) &&
		token_end(&token[f->next + 1]) - at <= MEMBERS_BYTES) {
		struct json_value v = judge_member(cut, f, f->next);

		*value = v.value > *value ? v.value : *value;
		*end = token_end(&token[f->next + 1]);
		f->next = json_next(token, f->next);
		n++;
	}
	return n;
}

/* Opens the container at token i, of which the unit begins with a key if it has
 * one, and ends at byte `unit_end`. */
static void
open_container(struct json_cut *cut, const struct json_frame *in, size_t i,
	size_t unit_end, struct json_value v)
{
	const jsmntok_t *t = &cut->tokens.token[i];
	struct json_frame *f = &cut->frame[cut->depth];
	struct json_part part = { .kind = PART_OPEN,
		.object = t->type == JSMN_OBJECT,
		.parent = in ? in->unit : NONE,
		.items = (uint32_t)t->size,
		.summary = cut->summary.n };
	size_t core_end = (size_t)t->start + 1;

	*f = (struct json_frame){ .next = i + 1,
		.end = json_next(cut->tokens.token, i),
		.first_value = cut->nvalues,
		.bytes = (size_t)(t->end - t->start),
		.core_end = (size_t)t->end,
		.unit_end = unit_end,
		.unit = (uint32_t)cut->nparts,
		.object = part.object,
		.listed = in ? in->listed || in->ranked : cut->documents > 1,
		.value = v.value };
	f->ranked = !f->object || is_map(cut, i);
	cut->depth++;
	if (f->ranked)
		rank_values(cut, f->next, f->end, f->object, f);
	part.summary_n = cut->summary.n - part.summary;
	take_members(cut, f, (size_t)t->start, &core_end, &v.value);
	add_unit(cut, part, core_end, behind(cut, f, f->next, core_end),
		v.value, v.same);
}

static void
close_container(struct json_cut *cut)
{
	struct json_frame *f = &cut->frame[--cut->depth];
	struct json_part part = { .kind = PART_CLOSE, .parent = f->unit };
	bool told = !cut->failed && cut->part[f->unit].summary_n;

	cut->nvalues = f->first_value;
	add_unit(cut, part, f->core_end, f->unit_end,
		told ? SUMMARY_VALUE : VALUE_NOISE, 0);
}

/* The next unit of the innermost container. */
static void
take_child(struct json_cut *cut)
{
	const jsmntok_t *token = cut->tokens.token;
	struct json_frame *f = &cut->frame[cut->depth - 1];
	struct json_part part = { .kind = PART_ITEM, .parent = f->unit };
	size_t i = f->next + f->object, end = token_end(&token[i]);
	struct json_value v = judge_child(cut, f);

	if (is_opened(cut, i, f)) {
		f->next = json_next(token, i);
		f->child++;
		open_container(cut, f, i, behind(cut, f, f->next, end), v);
		return;
	}
	part.items = take_members(
		cut, f, token_start(&token[f->next]), &end, &v.value);
	if (!part.items) {
		part.items = 1;
		f->next = json_next(token, i);
		f->child++;
	}
	add_unit(cut, part, end, behind(cut, f, f->next, end), v.value, v.same);
}

/* All of the document at token i, which ends at byte `end` with what is behind
 * it. */
static void
cut_document(struct json_cut *cut, size_t i, size_t end, struct json_value v)
{
	struct json_part part = {
		.kind = PART_ITEM, .parent = NONE, .items = 1
	};

	if (!is_opened(cut, i, NULL)) {
		add_unit(cut, part, token_end(&cut->tokens.token[i]), end,
			v.value, v.same);
		return;
	}
	open_container(cut, NULL, i, end, v);
	while (cut->depth && !cut->failed) {
		const struct json_frame *f = &cut->frame[cut->depth - 1];

		if (f->next == f->end)
			close_container(cut);
		else
			take_child(cut);
	}
}

/* ---- documents ----------------------------------------------------------- */

/* Reads all values, each on lines of its own. */
static enum hr_status
read_documents(struct json_cut *cut, struct span text)
{
	size_t at = span_starts(text, JSON_BOM) ? strlen(JSON_BOM) : 0;
	bool newline = true;

	cut->tokens.n = cut->documents = 0;
	while (at < text.n) {
		enum hr_status status;
		char c = text.p[at];

		if (is_white(c)) {
			newline |= c == '\n';
			at++;
			continue;
		}
		if (!newline)
			return HR_SKIP;
		status = json_scan(text, &at, &cut->tokens, NULL);
		if (status != HR_OK)
			return status == HR_ENOMEM ? status : HR_SKIP;
		newline = false;
		cut->documents++;
	}
	return cut->documents ? HR_OK : HR_SKIP;
}

bool
json_cut_has(const struct json_cut *cut, struct span text)
{
	return cut->nparts && !cut->failed && cut->text.p == text.p &&
	       cut->text.n == text.n &&
	       cut->hash == hash_bytes(HASH_K1, text.p, text.n);
}

enum hr_status
json_cut_units(struct json_cut *cut, struct span text, struct units *units)
{
	const jsmntok_t *token;
	struct json_value v = { .value = VALUE_SUMMARY };
	enum hr_status status;

	cut->nparts = 0;
	status = text.n < UINT32_MAX ? read_documents(cut, text) : HR_SKIP;
	if (status != HR_OK)
		return status;
	cut->text = text;
	cut->hash = hash_bytes(HASH_K1, text.p, text.n);
	cut->units = units;
	cut->nparts = cut->nvalues = cut->depth = cut->at = 0;
	buf_reset(&cut->summary);
	cut->line = 0;
	cut->counted = 0;
	cut->failed = false;
	token = cut->tokens.token;
	if (cut->documents > 1)
		rank_values(cut, 0, cut->tokens.n, false, NULL);
	for (size_t i = 0, n = 0; i < cut->tokens.n && !cut->failed; n++) {
		size_t next = json_next(token, i);

		if (cut->documents > 1 && units)
			v = cut->values[n];
		cut_document(cut, i,
			next < cut->tokens.n ? token_start(&token[next])
					     : text.n,
			v);
		i = next;
	}
	return cut->failed ? HR_ENOMEM : HR_OK;
}
