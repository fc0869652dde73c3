/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search results and messages of compilers: lines that begin with the place
 * in a file that they are about.  Each path is written once, above its lines.
 *
 *	src/net/http.c:12:int port;		[6 search: 4 lines under src/]
 *	src/net/http.c:40:port = 80;		net/http.c:
 *	src/net/tls.c:7:int port;		12:int port;
 *	src/main.c:3:extern int port;		40:port = 80;
 *						tls.c:
 *						7:int port;
 *						...
 *
 * A line of a block is one of
 *
 *	path:		the path of the lines below, see folder.h
 *	12:text		"path:12:text" of the input; so too 12-text and 12=text
 *	:text		"path:text"; so too (12,5): text
 *	text		itself, as a line that has no place
 *	\text		text, which would be read as one of the others
 *
 * `head` is the number of lines that have a place, and the base of the paths.
 */
#include "base/mem.h"
#include "codec/codec.h"
#include "codec/folder.h"
#include "codec/place.h"

static const char SEPARATORS[2] = { '/', '\\' };
static const char UNDER[] = " lines under ", LINES[] = " lines";

enum {
	/* Lines with a place before a text is taken for search results. */
	FEW_PLACES = 3,
	/* Lines without one between two of them: gcc quotes two lines of code
	 * below a message and names up to four files above it. */
	MAX_GAP = 6,
	/* Lines that are looked at for the path of "path-12-", more than -C20
	 * prints before a match. */
	MAX_CONTEXT = 24,
};

struct search_state {
	uint16_t *path; /* of each line: the length of its path, 0 if none */
	size_t npath, path_cap;
	struct folder folder;
};

/* Unlike span_chomp() it leaves a "\r", which is then a part of the line. */
static struct span
without_newline(struct span line)
{
	line.n -= line.n && line.p[line.n - 1] == '\n';
	return line;
}

/* ---- lines of a block ---------------------------------------------------- */

enum line_kind {
	LINE_TEXT,
	LINE_ESCAPED,
	LINE_PATH,
	LINE_NUMBERED, /* what joins it to its path is left out */
	LINE_PLACED,
};

static enum line_kind
line_kind(struct span s, char *joint)
{
	size_t n = place_number(s);

	if (n && (n == s.n || memchr(":-=", s.p[n], 3))) {
		*joint = ':';
		if (n < s.n)
			*joint = s.p[n];
		return LINE_NUMBERED;
	}
	if (!s.n || span_equal(s, span_str("--")))
		return LINE_TEXT;
	if (*s.p == '\\')
		return LINE_ESCAPED;
	if (*s.p == ':' || *s.p == '-' ||
		(*s.p == '(' && s.n > 1 && s.p[1] >= '0' && s.p[1] <= '9'))
		return LINE_PLACED;
	return s.p[s.n - 1] == ':' ? LINE_PATH : LINE_TEXT;
}

/* ---- reading the input --------------------------------------------------- */

/* The path of the next line that has one for certain, for the context lines
 * before it.  Each line is looked at once. */
struct ahead {
	struct span rest; /* behind the last line looked at */
	struct span path;
};

static void
look_ahead(struct ahead *a, struct span rest)
{
	struct span line;
	size_t n;

	if (a->rest.p > rest.p)
		return;
	a->rest = rest;
	a->path.n = 0;
	for (int i = 0; i < MAX_CONTEXT && span_line(&a->rest, &line); i++) {
		line = without_newline(line);
		if (place_find(line, &n) == PLACE_LINE) {
			a->path = span_of(line.p, n);
			return;
		}
	}
}

static bool
is_at(struct span line, struct span path)
{
	return path.n && line.n > path.n && !memcmp(line.p, path.p, path.n) &&
	       place_ends(span_from(line, path.n));
}

/* The length of the path that a line begins with, 0 if there is none. */
static size_t
find_path(struct span line, struct span rest, struct span above,
	struct ahead *ahead)
{
	size_t n;

	if (is_at(line, above))
		return above.n;
	if (place_find(line, &n) != PLACE_NONE)
		return n;
	if (!place_maybe_context(line))
		return 0;
	look_ahead(ahead, rest);
	return is_at(line, ahead->path) ? ahead->path.n : 0;
}

/* Whether a line with a place makes it surer that these are search results:
 * "word:12:" and "word: text" may be anything. */
static bool
is_evidence(struct span line)
{
	size_t n;

	switch (place_find(line, &n)) {
	case PLACE_LINE:
		return true;
	case PLACE_FILE:
		return memchr(line.p, '/', n) != NULL;
	case PLACE_WORD:
	case PLACE_NONE:
		break;
	}
	return false;
}

static size_t
search_find(struct codec_ctx *ctx, struct span text)
{
	struct span rest = text, line, above = { NULL, 0 };
	struct ahead ahead = { .rest = { NULL, 0 } };
	size_t found = 0, places = 0, gap = 0;

	(void)ctx;
	while (gap <= MAX_GAP && span_line(&rest, &line)) {
		struct span s = without_newline(line);
		size_t n = find_path(s, rest, above, &ahead);

		if (!found && (!n || place_find(s, &n) == PLACE_WORD))
			return 0;
		gap++;
		if (!n)
			continue;
		if (places < FEW_PLACES)
			places += is_evidence(s);
		above = span_of(s.p, n);
		gap = 0;
		found = (size_t)(rest.p - text.p);
	}
	return places < FEW_PLACES ? 0 : found;
}

/* ---- encoding ------------------------------------------------------------ */

static void *
search_open(void)
{
	return mem_zalloc(1, sizeof(struct search_state));
}

static void
search_close(void *state)
{
	struct search_state *s = state;

	if (!s)
		return;
	mem_free(s->path);
	mem_free(s);
}

/* Notes where the path of each line ends; false when memory is short. */
static bool
read_paths(struct search_state *s, struct span in, struct span *base,
	size_t *places)
{
	struct span line, above = { NULL, 0 };
	struct ahead ahead = { .rest = { NULL, 0 } };

	s->npath = *places = 0;
	while (span_line(&in, &line)) {
		size_t n;

		line = without_newline(line);
		n = find_path(line, in, above, &ahead);
		if (!mem_grow(&s->path, &s->path_cap, s->npath + 1,
			    sizeof(*s->path)))
			return false;
		s->path[s->npath++] = (uint16_t)n;
		if (!n)
			continue;
		if (!(*places)++)
			*base = folder_base(span_of(line.p, n), SEPARATORS);
		else if (n != above.n || memcmp(line.p, above.p, n))
			*base = folder_common(
				*base, span_of(line.p, n), SEPARATORS);
		above = span_of(line.p, n);
	}
	return true;
}

static void
add_path(struct span below, struct span name, struct buf *out)
{
	buf_add(out, below);
	buf_add(out, name);
	buf_add_char(out, ':');
}

static void
write_path(struct folder *f, struct span path, struct buf *out)
{
	size_t n = folder_length(path, SEPARATORS), at = out->n;
	struct span folder = span_of(path.p, n), below = { NULL, 0 };
	bool dot = false;
	char joint;

	if (!folder_is(f, folder))
		below = folder_enter(f, folder, &dot);
	add_path(below, span_from(path, n), out);
	if (dot ||
		line_kind(span_from(buf_span(out), at), &joint) != LINE_PATH) {
		out->n = at;
		buf_add_str(out, "./");
		add_path(
			folder_enter(f, folder, &dot), span_from(path, n), out);
	}
	buf_add_char(out, '\n');
}

/* What is behind the path of a line: ":12:text", "-12-text", ":text". */
static void
write_place(struct span rest, struct buf *out)
{
	char joint;

	if (line_kind(span_from(rest, 1), &joint) == LINE_NUMBERED &&
		joint == *rest.p)
		rest = span_from(rest, 1);
	buf_add(out, rest);
	buf_add_char(out, '\n');
}

static void
write_text(struct span line, struct buf *out)
{
	char joint;

	if (line_kind(line, &joint) != LINE_TEXT)
		buf_add_char(out, '\\');
	buf_add(out, line);
	buf_add_char(out, '\n');
}

static enum hr_status
search_encode(struct codec_ctx *ctx, struct span in, struct buf *head,
	struct buf *body)
{
	struct search_state *s = ctx->state;
	struct span base = { NULL, 0 }, above = { NULL, 0 }, line;
	size_t places;

	if (!read_paths(s, in, &base, &places))
		return HR_ENOMEM;
	if (!places || !folder_start(&s->folder, base))
		return HR_SKIP;
	buf_add_uint(head, places);
	buf_add_str(head, base.n ? UNDER : LINES);
	buf_add(head, base);
	for (size_t i = 0; span_line(&in, &line); i++) {
		struct span path = span_of(line.p, s->path[i]);

		line = without_newline(line);
		if (path.n && !span_equal(path, above)) {
			write_path(&s->folder, path, body);
			above = path;
		}
		if (path.n)
			write_place(span_from(line, path.n), body);
		else
			write_text(line, body);
	}
	return buf_ok(head) && buf_ok(body) ? HR_OK : HR_ENOMEM;
}

/* ---- decoding ------------------------------------------------------------ */

static enum hr_status
fail(struct hr_error *err, size_t pos, const char *text)
{
	*err = (struct hr_error){ .code = HR_EINPUT, .pos = pos };
	strncpy(err->text, text, sizeof(err->text) - 1);
	return HR_EINPUT;
}

/* A path as write_path() writes it, without the colon, to f->text; false: too
 * long. */
static bool
read_path(struct folder *f, struct span written, size_t *path)
{
	size_t n = folder_length(written, SEPARATORS);
	struct span name = span_from(written, n);

	if (n && !folder_read(f, span_of(written.p, n)))
		return false;
	if (name.n >= MAX_PATH_BYTES - f->n)
		return false;
	if (name.n)
		memcpy(f->text + f->n, name.p, name.n);
	*path = f->n + name.n;
	return true;
}

/* "45 lines under base" */
static bool
read_head(struct span head, struct folder *f, uint64_t *places)
{
	size_t n = place_number(head);

	*places = 0;
	for (size_t i = 0; i < n; i++)
		*places = *places * 10 + (uint64_t)(head.p[i] - '0');
	head = span_from(head, n);
	if (!n || !span_starts(head, LINES))
		return false;
	if (head.n == sizeof(LINES) - 1)
		return folder_start(f, span_of(NULL, 0));
	return span_starts(head, UNDER) &&
	       folder_start(f, span_from(head, sizeof(UNDER) - 1));
}

static void
add_line(struct span path, char joint, struct span rest, struct buf *out)
{
	char *p;

	if (!buf_reserve(out, path.n + rest.n + 2))
		return;
	p = out->p + out->n;
	if (path.n)
		memcpy(p, path.p, path.n);
	p += path.n;
	if (joint)
		*p++ = joint;
	if (rest.n)
		memcpy(p, rest.p, rest.n);
	p += rest.n;
	*p++ = '\n';
	out->n = (size_t)(p - out->p);
}

/* One line of a block; *path is the length of the path in f->text. */
static bool
read_line(struct folder *f, struct span line, size_t *path, uint64_t *places,
	struct buf *out)
{
	struct span none = { NULL, 0 };
	char joint = 0;

	switch (line_kind(line, &joint)) {
	case LINE_TEXT:
		add_line(none, 0, line, out);
		return true;
	case LINE_ESCAPED:
		add_line(none, 0, span_from(line, 1), out);
		return true;
	case LINE_PATH:
		line.n--;
		return read_path(f, line, path);
	case LINE_NUMBERED:
	case LINE_PLACED:
		++*places;
		add_line(span_of(f->text, *path), joint, line, out);
		return *path > 0;
	}
	return false;
}

static enum hr_status
search_decode(struct codec_ctx *ctx, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct search_state *s = ctx->state;
	struct span rest = body, line;
	uint64_t places = 0, promised;
	size_t path = 0;

	if (!read_head(head, &s->folder, &promised))
		return fail(err, 0, "not a header of search results");
	while (span_line(&rest, &line))
		if (!read_line(&s->folder, without_newline(line), &path,
			    &places, out))
			return fail(err, (size_t)(line.p - body.p),
				path ? "the path is too long"
				     : "a place without a path");
	if (places != promised)
		return fail(err, body.n, "not as many lines as promised");
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

const struct codec codec_search = {
	.name = "search",
	.help = "search results and messages of compilers, path by path",
	.tag = "search",
	.kind = HR_KIND_SEARCH,
	.open = search_open,
	.close = search_close,
	.find = search_find,
	.encode = search_encode,
	.decode = search_decode,
};
