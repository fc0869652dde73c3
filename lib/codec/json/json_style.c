/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts of JSON and their printer; see json_style.h. */
#include "codec/json/json_style.h"

#include "base/mem.h"

/* ---- in words ------------------------------------------------------------ */

enum {
	/* A line for each of the brackets that may be open, indented. */
	LEFT_OUT_MAX = JSON_DEPTH * (JSON_DEPTH + 2) * STYLE_WIDTH,
};

static const char *const colons[] = { "k:v", "k: v", "k : v" };

/* What a word alone says of a style, in the order of the words. */
static const struct {
	const char *word;
	size_t at; /* of its flag */
} notes[] = {
	{ " tight", offsetof(struct json_style, tight) },
	{ " flat arrays", offsetof(struct json_style, flat_arrays) },
	{ " flat objects", offsetof(struct json_style, flat_objects) },
	{ " { }", offsetof(struct json_style, braces) },
	{ " [ ]", offsetof(struct json_style, brackets) },
	{ " bom", offsetof(struct json_style, bom) },
	{ " +layout", offsetof(struct json_style, extra) },
};

static void
write_indent(const struct json_style *s, struct buf *out)
{
	buf_add_str(out, "indent ");
	if (s->indent == '\t')
		buf_add_str(out, "tab");
	else
		buf_add_uint(out, s->width);
	if (s->lines < STYLE_ALL) {
		buf_add_str(out, " depth ");
		buf_add_uint(out, s->lines);
	}
	if (!s->comma)
		buf_add_str(out, " a,b");
}

void
json_style_write(const struct json_style *s, struct buf *out)
{
	unsigned usual = s->lines ? 1 : s->comma;

	if (s->lines)
		write_indent(s, out);
	else if (s->colon == usual)
		buf_add_str(out, s->comma ? "spaced" : "compact");
	else
		buf_add_str(out, s->comma ? "a, b" : "a,b");
	if (s->colon != usual) {
		buf_add_char(out, ' ');
		buf_add_str(out, colons[s->colon]);
	}
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (*(const bool *)((const char *)s + notes[i].at))
			buf_add_str(out, notes[i].word);
	if (s->unopened) {
		buf_add_str(out, " unopened ");
		buf_add_uint(out, s->unopened);
	}
	if (s->unclosed) {
		buf_add_str(out, " unclosed ");
		buf_add_uint(out, s->unclosed);
	}
}

/* Takes a word and the blank before it off. */
static bool
take(struct span *rest, const char *word)
{
	if (!span_starts(*rest, word))
		return false;
	*rest = span_from(*rest, strlen(word));
	return true;
}

static bool
take_number(struct span *rest, unsigned most, unsigned *value)
{
	size_t n = 0;

	*value = 0;
	for (; n < rest->n && is_digit(rest->p[n]); n++) {
		*value = *value * 10 + (unsigned)(rest->p[n] - '0');
		if (*value > most)
			return false;
	}
	*rest = span_from(*rest, n);
	return n != 0;
}

static bool
read_indent(struct json_style *s, struct span *rest)
{
	s->comma = true;
	s->colon = 1;
	s->lines = STYLE_ALL;
	s->indent = ' ';
	if (take(rest, "tab")) {
		s->indent = '\t';
		s->width = 1;
	} else if (!take_number(rest, STYLE_WIDTH, &s->width)) {
		return false;
	}
	if (take(rest, " depth ") &&
		(!take_number(rest, STYLE_ALL, &s->lines) || !s->lines))
		return false;
	if (take(rest, " a,b"))
		s->comma = false;
	return true;
}

/* A word and how many bytes are not in the text, if it is there. */
static bool
take_left_out(struct span *rest, const char *word, size_t *bytes)
{
	unsigned n;

	if (!take(rest, word))
		return true;
	if (!take_number(rest, LEFT_OUT_MAX, &n) || !n)
		return false;
	*bytes = n;
	return true;
}

bool
json_style_read(struct json_style *s, struct span *rest)
{
	*s = (struct json_style){ .indent = ' ' };
	if (take(rest, "indent ")) {
		if (!read_indent(s, rest))
			return false;
	} else if (take(rest, "spaced") || take(rest, "a, b")) {
		s->comma = true;
		s->colon = 1;
	} else if (!take(rest, "compact") && !take(rest, "a,b")) {
		return false;
	}
	for (unsigned i = 0; i < 3; i++) {
		struct span word = *rest;

		if (take(&word, " ") && take(&word, colons[i])) {
			s->colon = i;
			*rest = word;
			break;
		}
	}
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		*(bool *)((char *)s + notes[i].at) = take(rest, notes[i].word);
	return take_left_out(rest, " unopened ", &s->unopened) &&
	       take_left_out(rest, " unclosed ", &s->unclosed) &&
	       (!rest->n || rest->p[0] == ';');
}

/* ---- detection ----------------------------------------------------------- */

enum {
	/* Deeper containers count as if they were this deep. */
	SEEN_DEPTH = 32,
};

enum sort {
	FLAT_ARRAY,
	FLAT_OBJECT,
	NOT_FLAT,
	NSORTS,
};

/* What is seen of a text. */
struct layout {
	struct span text;
	const jsmntok_t *token;
	/* Containers on one line, and in lines, by sort and depth. */
	size_t line[NSORTS][SEEN_DEPTH], lines[NSORTS][SEEN_DEPTH];
	bool has_colon, has_comma, has_indent, has_brace, has_bracket;
};

static int
text_at(const struct layout *l, size_t at)
{
	return at < l->text.n ? (unsigned char)l->text.p[at] : -1;
}

/* Where a value starts and ends with its quotes. */
static size_t
start_of(const jsmntok_t *t)
{
	return (size_t)t->start - (t->type == JSMN_STRING);
}

static size_t
end_of(const jsmntok_t *t)
{
	return (size_t)t->end + (t->type == JSMN_STRING);
}

static void
see_inline(struct json_style *s, struct layout *l, size_t i)
{
	const jsmntok_t *t = &l->token[i], *first = t + 1, *last;
	bool object = t->type == JSMN_OBJECT;
	bool *seen = object ? &l->has_brace : &l->has_bracket;
	bool pad = text_at(l, (size_t)t->start + 1) == ' ';

	if (!*seen) {
		*seen = true;
		*(object ? &s->braces : &s->brackets) = pad;
	}
	if (!l->has_comma && t->size > 1) {
		last = object ? first + 1 : first;
		s->comma = text_at(l, end_of(last) + 1) == ' ';
		l->has_comma = true;
	}
}

static enum sort
sort_of(const jsmntok_t *token, size_t i)
{
	bool object = token[i].type == JSMN_OBJECT;
	size_t values = (size_t)token[i].size << object;

	if (json_next(token, i) - i - 1 != values)
		return NOT_FLAT;
	return object ? FLAT_OBJECT : FLAT_ARRAY;
}

static bool
in_lines(const struct layout *l, size_t i)
{
	return text_at(l, (size_t)l->token[i].start + 1) == '\n';
}

static void
see_container(struct json_style *s, struct layout *l, size_t i, unsigned depth)
{
	const jsmntok_t *t = &l->token[i];
	size_t from = (size_t)t->start + 1, n = 0;
	enum sort sort = sort_of(l->token, i);
	unsigned level = depth < SEEN_DEPTH ? depth : SEEN_DEPTH - 1;

	if (!t->size)
		return;
	if (!in_lines(l, i)) {
		l->line[sort][level]++;
		see_inline(s, l, i);
		return;
	}
	l->lines[sort][level]++;
	if (l->has_indent)
		return;
	l->has_indent = true;
	while (is_blank_or_tab(text_at(l, from + 1 + n)))
		n++;
	s->indent = text_at(l, from + 1) == '\t' ? '\t' : ' ';
	s->width = (unsigned)(n / (depth + 1));
	if (s->indent == '\t' || s->width > STYLE_WIDTH)
		s->width = 1;
}

/* Containers of a sort that are not as they would be if all that are in fewer
 * than `depth` others were in lines. */
static size_t
differ(const struct layout *l, enum sort sort, unsigned depth)
{
	size_t n = 0;

	for (unsigned d = 0; d < SEEN_DEPTH; d++)
		n += d < depth ? l->line[sort][d] : l->lines[sort][d];
	return n;
}

/* The depth, and whether flat containers are apart, so that the fewest
 * containers are something else. */
static void
choose_lines(struct json_style *s, const struct layout *l)
{
	size_t least = SIZE_MAX;

	if (!l->has_indent)
		return;
	for (unsigned depth = 0; depth <= SEEN_DEPTH; depth++) {
		size_t arrays = differ(l, FLAT_ARRAY, depth);
		size_t objects = differ(l, FLAT_OBJECT, depth);
		size_t flat_arrays = differ(l, FLAT_ARRAY, 0);
		size_t flat_objects = differ(l, FLAT_OBJECT, 0);
		size_t all = differ(l, NOT_FLAT, depth) +
			     (flat_arrays < arrays ? flat_arrays : arrays) +
			     (flat_objects < objects ? flat_objects : objects);

		if (all > least || (all == least && depth < SEEN_DEPTH))
			continue;
		least = all;
		s->lines = depth < SEEN_DEPTH ? depth : STYLE_ALL;
		s->flat_arrays = flat_arrays < arrays;
		s->flat_objects = flat_objects < objects;
	}
}

static void
see_key(struct json_style *s, struct layout *l, const jsmntok_t *key)
{
	size_t gap = start_of(key + 1) - end_of(key);

	l->has_colon = true;
	s->colon = gap == 1 ? 0 : text_at(l, end_of(key)) == ' ' ? 2 : 1;
}

/* A newline between values of a container that has none at its brackets. */
static bool
is_tight(const struct layout *l, const jsmntok_t *top)
{
	const jsmntok_t *first = top->type == JSMN_OBJECT ? top + 2 : top + 1;

	return top->type == JSMN_ARRAY && top->size > 1 &&
	       text_at(l, end_of(first) + 1) == '\n';
}

static bool
add_forced(uint32_t **list, size_t *n, size_t *cap, size_t container)
{
	if (!mem_grow(list, cap, *n + 1, sizeof(**list)))
		return false;
	(*list)[(*n)++] = (uint32_t)container;
	return true;
}

/* Notes a container, the one at token i, if it is not as the style says. */
static bool
note_forced(const struct json_style *s, const struct layout *l, size_t i,
	unsigned depth, size_t container, struct json_forced *forced)
{
	enum sort sort = sort_of(l->token, i);
	bool flat = (sort == FLAT_ARRAY && s->flat_arrays) ||
		    (sort == FLAT_OBJECT && s->flat_objects);
	bool expected = !flat && depth < s->lines, lines = in_lines(l, i);

	if (lines == expected)
		return true;
	if (lines)
		return add_forced(&forced->lines, &forced->nlines,
			&forced->lines_cap, container);
	return add_forced(
		&forced->line, &forced->nline, &forced->line_cap, container);
}

/* Walks over all containers: counts them, or, if `forced` is not NULL, notes
 * those that are not as the style says. */
static bool
walk(struct json_style *s, struct layout *l, const struct json_tokens *tokens,
	struct json_forced *forced)
{
	size_t open[JSON_DEPTH], container = 0;
	unsigned depth = 0;

	for (size_t i = 0; i < tokens->n; i++) {
		const jsmntok_t *t = &tokens->token[i];

		while (depth && i >= open[depth - 1])
			depth--;
		if (t->type == JSMN_STRING && t->size && !l->has_colon)
			see_key(s, l, t);
		if (t->type != JSMN_OBJECT && t->type != JSMN_ARRAY)
			continue;
		if (!forced)
			see_container(s, l, i, depth);
		else if (t->size &&
			 !note_forced(s, l, i, depth, container, forced))
			return false;
		container++;
		open[depth++] = json_next(tokens->token, i);
	}
	return true;
}

bool
json_is_compact(struct span text, const struct json_tokens *tokens)
{
	const jsmntok_t *token = tokens->token;
	size_t size = 0, next = 0;

	for (size_t i = 0; i < tokens->n; i++) {
		const jsmntok_t *t = &token[i];
		size_t n = (size_t)(t->end - t->start);

		if (i == next) {
			next = json_next(token, i);
			n = t->type == JSMN_STRING ? n + 1 : n;
			if ((size_t)t->start + n >= text.n ||
				text.p[(size_t)t->start + n] != '\n')
				return false;
			size++;
		}
		if (t->type == JSMN_STRING)
			size += (size_t)(t->end - t->start) + 2 +
				(t->size > 0); /* the colon */
		else if (t->type == JSMN_PRIMITIVE)
			size += (size_t)(t->end - t->start);
		else
			size += t->size > 0 ? (size_t)t->size + 1 : 2;
	}
	return size == text.n;
}

bool
json_style_detect(struct json_style *s, struct json_forced *forced,
	struct span text, const struct json_tokens *tokens)
{
	struct layout l = { .text = text, .token = tokens->token };

	*s = (struct json_style){ .indent = ' ' };
	forced->nline = forced->nlines = 0;
	s->bom = span_starts(text, JSON_BOM);
	walk(s, &l, tokens, NULL);
	choose_lines(s, &l);
	if (!l.has_indent && tokens->n && is_tight(&l, tokens->token)) {
		s->lines = 1;
		s->tight = true;
		s->flat_arrays = s->flat_objects = false;
		s->comma = tokens->token[1].type == JSMN_OBJECT &&
			   tokens->token[1].size > 1 &&
			   text_at(&l, end_of(&tokens->token[3]) + 1) == ' ';
		s->brackets = false;
	}
	/* Then no word tells of it. */
	if (!s->lines) {
		s->indent = ' ';
		s->width = 0;
	}
	/* Without a blank to be seen, as the usual words imply. */
	if (!l.has_comma)
		s->comma = s->lines ? true : s->colon != 0;
	if (!l.has_colon)
		s->colon = s->lines ? 1 : s->comma;
	return s->tight || walk(s, &l, tokens, forced);
}

void
json_forced_release(struct json_forced *f)
{
	mem_free(f->line);
	mem_free(f->lines);
	*f = (struct json_forced){ 0 };
}
