/* SPDX-License-Identifier: Apache-2.0 */
/* What clients write around the output of a tool; see wrapper.h. */
#define _GNU_SOURCE /* memmem(), memrchr() */
#include "request/wrapper.h"

#include "base/ascii.h"

enum {
	/* Lines of a head, or of a tail: the clients that are known have five
	 * at most. */
	LINES_MOST = 8,
	/* Bytes of such a line: some have the name of a file. */
	LINE_MOST = 512,
	/* Of "Process exited with code", and of what is behind a colon in a
	 * tail. */
	LABEL_MOST = 32,
	VALUE_MOST = 40,
};

/* ---- lines ---------------------------------------------------------------- */

static struct span
without_newline(struct span line)
{
	if (span_ends(line, "\n"))
		line.n--;
	if (span_ends(line, "\r"))
		line.n--;
	return line;
}

/* The first line of a text, with its newline; empty if it has none or is too
 * long for a wrapper's. */
static struct span
first_line(struct span text)
{
	struct span none = { text.p, 0 };
	size_t n = text.n < LINE_MOST ? text.n : LINE_MOST;
	const char *nl = n ? memchr(text.p, '\n', n) : NULL;

	return nl ? span_of(text.p, (size_t)(nl - text.p) + 1) : none;
}

/* The last line of a text, which need not end. */
static struct span
last_line(struct span text)
{
	size_t n = text.n - span_ends(text, "\n");
	const char *nl = n ? memrchr(text.p, '\n', n) : NULL;

	return nl ? span_from(text, (size_t)(nl - text.p) + 1) : text;
}

/* Bytes of a label: words of letters, the first with a capital, up to a colon or
 * a number; 0: there is none. */
static size_t
label_length(struct span line)
{
	size_t i = 0;

	if (!line.n || !is_upper(*line.p))
		return 0;
	while (i < line.n && i < LABEL_MOST &&
		(is_letter(line.p[i]) || line.p[i] == ' '))
		i++;
	return i < line.n ? i : 0;
}

/* "Wall time: 0.0014 seconds", "Output:"; *value is what is behind the colon and
 * a blank. */
static bool
is_labelled(struct span line, struct span *value)
{
	size_t n = label_length(line);

	if (!n || line.p[n] != ':')
		return false;
	*value = span_from(line, n + 1);
	if (value->n && *value->p == ' ')
		*value = span_from(*value, 1);
	return true;
}

/* "Process running with session ID 48371", "Exit Code: 2"; *number is all of the
 * line that is behind the label. */
static bool
is_numbered(struct span line, struct span *number)
{
	size_t n = label_length(line);

	if (!n)
		return false;
	*number = span_from(line, n + (line.p[n] == ':'));
	while (number->n && *number->p == ' ')
		*number = span_from(*number, 1);
	if (!number->n)
		return false;
	for (size_t i = *number->p == '-'; i < number->n; i++)
		if (!is_digit(number->p[i]))
			return false;
	return true;
}

/* "Exit code 2", "Process exited with code 0", "Exit Code: 2". */
static bool
is_status(struct span line, bool *failed)
{
	struct span number;

	if (!is_numbered(line, &number) ||
		!memmem(line.p, label_length(line), "xit", 3))
		return false;
	*failed |= !span_equal(number, span_str("0"));
	return true;
}

/* "<untrusted_context>": no element of HTML has "_" or "-" in its name. */
static bool
is_tag(struct span line, struct span *name)
{
	bool joined = false;

	line = without_newline(line);
	if (line.n < 4 || line.n > LABEL_MOST || *line.p != '<' ||
		line.p[line.n - 1] != '>')
		return false;
	*name = span_of(line.p + 1, line.n - 2);
	for (size_t i = 0; i < name->n; i++) {
		char c = name->p[i];

		if (!is_lower(c) && c != '_' && c != '-')
			return false;
		joined |= i && !is_lower(c);
	}
	return joined;
}

static bool
closes(struct span line, struct span name)
{
	line = without_newline(line);
	return line.n == name.n + 3 && span_starts(line, "</") &&
	       span_ends(line, ">") &&
	       span_equal(span_of(line.p + 2, name.n), name);
}

/* ---- a head --------------------------------------------------------------- */

/* Lines of a head that a blank line ends, the last one before with a colon: a
 * preview of a large output begins so, and so does one that was cut. */
static size_t
notes_length(struct span text, bool labelled)
{
	struct span rest = text, value;

	for (int i = 0; i < LINES_MOST; i++) {
		struct span line = first_line(rest);

		if (!line.n)
			return 0;
		rest = span_from(rest, line.n);
		line = without_newline(line);
		if (line.n && labelled && !is_labelled(line, &value))
			return 0;
		if (!line.n)
			return i ? text.n - rest.n : 0;
	}
	return 0;
}

/* Up to behind "Output:", if only lines with labels are before it. */
static size_t
output_length(struct span text, bool *failed)
{
	struct span rest = text, value;

	for (int i = 0; i < LINES_MOST; i++) {
		struct span line = first_line(rest);
		struct span bare = without_newline(line);

		if (!line.n)
			return 0;
		if (span_starts(bare, "Output:") && is_labelled(bare, &value)) {
			rest = value.n ? span_from(rest,
						 (size_t)(value.p - bare.p))
				       : span_from(rest, line.n);
			if (!value.n)
				rest = span_from(
					rest, notes_length(rest, true));
			return text.n - rest.n;
		}
		if (!is_status(bare, failed) && !is_numbered(bare, &value) &&
			!is_labelled(bare, &value))
			return 0;
		rest = span_from(rest, line.n);
	}
	return 0;
}

/* "Output too large (307.9KB). Full output saved to: PATH", a blank line, and
 * "Preview (first 2KB):". */
static size_t
preview_length(struct span text)
{
	size_t n = notes_length(text, false);
	struct span line = first_line(span_from(text, n));

	return n && span_ends(without_newline(line), ":") ? n + line.n : 0;
}

/* ---- a text --------------------------------------------------------------- */

/* What is inside, and what of it was not there at first. */
struct peeled {
	struct span text;
	bool failed; /* the wrapper says so */
};

/* Lines off the end of what is inside of a tag: "Process Group PGID: 1965". */
static void
peel_tail(struct peeled *in)
{
	struct span value;

	for (int i = 0; i < LINES_MOST; i++) {
		struct span line = last_line(in->text);
		struct span bare = without_newline(line);

		if (line.n == in->text.n || bare.n > LINE_MOST)
			return;
		if (!is_status(bare, &in->failed) &&
			!(is_labelled(bare, &value) && value.n &&
				value.n <= VALUE_MOST &&
				!memchr(value.p, ' ', value.n)))
			return;
		in->text.n -= line.n;
	}
}

/* A tag around all, perhaps with a sentence before it. */
static bool
peel_tag(struct peeled *in)
{
	struct span text = in->text, line = first_line(text), last, name;
	size_t before = 0, n;

	if (!is_tag(line, &name)) {
		before = line.n;
		line = first_line(span_from(text, before));
		if (!before || !is_tag(line, &name))
			return false;
	}
	last = last_line(text);
	if (!closes(last, name) || before + line.n + last.n > text.n)
		return false;
	text = span_of(
		text.p + before + line.n, text.n - before - line.n - last.n);
	n = preview_length(text);
	in->text = span_from(text, n);
	if (n && span_ends(in->text, "\n...\n"))
		in->text.n -= 4;
	else if (!n)
		peel_tail(in);
	return true;
}

/* What is inside of all wrappers; false: there is none. */
static bool
peel(struct peeled *in, bool lines)
{
	bool tag = peel_tag(in);
	struct span line = first_line(in->text);
	size_t n = output_length(in->text, &in->failed);

	if (n && (!lines || in->text.p[n - 1] == '\n'))
		in->text = span_from(in->text, n);
	else if (is_status(without_newline(line), &in->failed))
		in->text = span_from(in->text, line.n);
	else
		return tag;
	return true;
}

/* ---- cuts ----------------------------------------------------------------- */

static bool
is_dots(const char *p, size_t n)
{
	return (n >= 3 && !memcmp(p, "...", 3)) ||
	       (n >= 3 && !memcmp(p, "\xe2\x80\xa6", 3));
}

/* Where a note begins that ends in this word, "... [20012 characters ",
 * "\xe2\x80\xa6" "69416 tokens "; NULL: it is no note. */
static const char *
cut_start(struct span text, const char *word)
{
	const char *p = word, *digits;

	if (p == text.p || p[-1] != ' ')
		return NULL;
	for (p--; p > text.p && is_letter(p[-1]);)
		p--;
	if (p == text.p || p[-1] != ' ')
		return NULL;
	digits = --p;
	while (p > text.p && (is_digit(p[-1]) || p[-1] == ','))
		p--;
	if (p == digits)
		return NULL;
	if (p > text.p && p[-1] == '[')
		p--;
	if (p > text.p && p[-1] == ' ')
		p--;
	return p - text.p >= 3 && is_dots(p - 3, 3) ? p - 3 : NULL;
}

static bool
cut_ends(struct span text, const char *p)
{
	const char *end = text.p + text.n;

	if (p < end && *p == ']')
		p++;
	if (p < end && *p == ' ')
		p++;
	return is_dots(p, (size_t)(end - p));
}

/* A note with what stands around it: blank lines, and the pieces of lines that
 * it was cut out between. */
static struct span
widen(struct span text, const char *start, const char *word)
{
	const char *end = text.p + text.n, *nl, *p;

	while (start > text.p && start[-1] == '\n')
		start--;
	while (start > text.p && start[-1] != '\n')
		start--;
	nl = memchr(word, '\n', (size_t)(end - word));
	for (p = nl; p && p < end && *p == '\n';)
		p++;
	/* Behind a blank line there is the piece of one more. */
	if (nl && p - nl > 1)
		nl = memchr(p, '\n', (size_t)(end - p));
	return span_of(start, (size_t)((nl ? nl + 1 : end) - start));
}

/* The first note that ends in this word; false: there is none. */
static bool
find_cut(struct span text, const char *word, struct span *cut)
{
	size_t n = strlen(word);
	struct span rest = text;
	const char *p, *start;

	while (rest.n && (p = memmem(rest.p, rest.n, word, n))) {
		rest = span_from(text, (size_t)(p + n - text.p));
		start = cut_start(text, p);
		if (!start || !cut_ends(text, p + n))
			continue;
		*cut = widen(text, start, p);
		return true;
	}
	return false;
}

static bool
next_cut(struct span text, struct span *cut)
{
	struct span other;
	bool found = find_cut(text, "truncated", cut);

	if (!found)
		return find_cut(text, "omitted", cut);
	if (find_cut(span_of(text.p, (size_t)(cut->p - text.p)), "omitted",
		    &other))
		*cut = other;
	return true;
}

/* ---- parts ---------------------------------------------------------------- */

static void
add(struct wrapper *w, struct span text, bool inside)
{
	uint64_t line = 1;

	if (!text.n)
		return;
	if (w->n) {
		const struct wrapper_part *before = &w->part[w->n - 1];

		line = before->line;
		for (size_t i = 0; i < before->text.n; i++)
			line += before->text.p[i] == '\n';
	}
	w->part[w->n++] = (struct wrapper_part){ text, line, inside };
}

bool
wrapper_find(struct span text, bool lines, struct wrapper *w)
{
	struct peeled in = { text, false };
	struct span cut, rest;
	bool found = peel(&in, lines);

	w->n = 0;
	w->failed = in.failed;
	rest = in.text;
	add(w, span_of(text.p, (size_t)(rest.p - text.p)), false);
	while (w->n + 4 < WRAPPER_PARTS && next_cut(rest, &cut)) {
		found = true;
		add(w, span_of(rest.p, (size_t)(cut.p - rest.p)), true);
		add(w, cut, false);
		rest = span_from(rest, (size_t)(cut.p + cut.n - rest.p));
	}
	add(w, rest, true);
	add(w, span_from(text, (size_t)(rest.p + rest.n - text.p)), false);
	return found;
}
