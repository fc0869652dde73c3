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
 * Text that is grouped already, a path above the lines that are in it, stays
 * so: then `head` has the number of files, and a line "12:text" is itself.
 */
#include "base/mem.h"
#include "codec/codec.h"
#include "codec/list/folder.h"
#include "codec/list/place.h"

static const char SEPARATORS[2] = { '/', '\\' };
static const char LINES[] = " lines", FILES[] = " files";

enum {
	/* Lines with a place before a text is taken for search results. */
	FEW_PLACES = 3,
	/* Lines without one between two of them: gcc quotes two lines of code
	 * below a message and names up to four files above it. */
	MAX_GAP = 6,
};

struct search_state {
	uint16_t *path; /* of each line: the length of its path, 0 if none */
	size_t npath, path_cap;
	struct folder folder;
};

/* ---- lines of a block ---------------------------------------------------- */

enum line_kind {
	LINE_TEXT,
	LINE_ESCAPED,
	LINE_PATH,
	LINE_NUMBERED, /* what joins it to its path is left out */
	LINE_PLACED,
};

/* Text that ends with a colon, as "In file included from a.c:3:" does, mostly
 * has a blank before a slash.  A path that has one too gets a "./". */
static bool
starts_as_path(struct span s)
{
	for (size_t i = 0; i < s.n && s.p[i] != ' '; i++)
		if (s.p[i] == '/' || s.p[i] == '\\')
			return true;
	return !memchr(s.p, ' ', s.n);
}

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
		(*s.p == '(' && s.n > 1 && is_digit(s.p[1])))
		return LINE_PLACED;
	return s.p[s.n - 1] == ':' && starts_as_path(s) ? LINE_PATH : LINE_TEXT;
}

/* ---- finding ------------------------------------------------------------- */

static size_t
find_groups(struct span text)
{
	struct places r = { .rest = text };
	size_t found = 0, places = 0;

	while (place_next(&r, true)) {
		bool numbered = place_is_entry(r.line);

		places += numbered;
		if (r.line.n && !numbered && !r.path &&
			!span_equal(r.line, span_str("--")))
			break;
		if (r.after_blank && found && !r.path)
			break;
		if (r.line.n)
			found = (size_t)(r.rest.p - text.p);
	}
	return places < FEW_PLACES ? 0 : found;
}

/*
 * Whether a line with a place makes it surer that these are search results:
 * "word:12:" and "word: text" may be anything.
 */
static bool
is_evidence(const struct places *r)
{
	return r->kind == PLACE_LINE ||
	       (r->kind == PLACE_FILE && memchr(r->line.p, '/', r->path));
}

static size_t
search_find(struct codec_ctx *ctx, struct span text)
{
	struct places r = { .rest = text };
	size_t found = 0, places = 0, gap = 0;

	(void)ctx;
	while (gap <= MAX_GAP && place_next(&r, false)) {
		if (!found && !is_evidence(&r))
			return place_is_grouped(text) ? find_groups(text) : 0;
		gap++;
		if (!r.path)
			continue;
		places += is_evidence(&r);
		gap = 0;
		found = (size_t)(r.rest.p - text.p);
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
read_paths(struct search_state *s, struct places r, bool grouped,
	struct span *base, size_t *paths)
{
	s->npath = *paths = 0;
	while (place_next(&r, grouped)) {
		struct span path = span_of(r.line.p, r.path);

		if (!mem_grow(&s->path, &s->path_cap, s->npath + 1,
			    sizeof(*s->path)))
			return false;
		s->path[s->npath++] = (uint16_t)path.n;
		if (!path.n)
			continue;
		if (!(*paths)++)
			*base = folder_base(path, SEPARATORS);
		else if (!span_equal(path, r.above))
			*base = folder_common(*base, path, SEPARATORS);
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

/* A line of a text that is grouped already. */
static void
write_grouped(
	struct folder *f, struct span line, struct span path, struct buf *out)
{
	char joint;

	if (path.n) {
		write_path(f, path, out);
	} else if (line_kind(line, &joint) == LINE_NUMBERED) {
		buf_add(out, line);
		buf_add_char(out, '\n');
	} else {
		write_text(line, out);
	}
}

static void
write_lines(
	struct search_state *s, struct span in, bool grouped, struct buf *out)
{
	struct span above = { NULL, 0 }, line;

	for (size_t i = 0; span_line(&in, &line); i++) {
		struct span path = span_of(line.p, s->path[i]);

		line = folder_line(line);
		if (grouped) {
			write_grouped(&s->folder, line, path, out);
			continue;
		}
		if (!path.n) {
			write_text(line, out);
			continue;
		}
		if (!span_equal(path, above))
			write_path(&s->folder, path, out);
		write_place(span_from(line, path.n), out);
		above = path;
	}
}

static enum hr_status
search_encode(struct codec_ctx *ctx, struct span in, struct buf *head,
	struct buf *body)
{
	struct search_state *s = ctx->state;
	struct span base = { NULL, 0 };
	bool grouped = place_is_grouped(in);
	size_t n;

	if (!read_paths(s, (struct places){ .rest = in }, grouped, &base, &n))
		return HR_ENOMEM;
	/* Of one group there is nothing to share. */
	if (!n || (grouped && n == 1) || !folder_start(&s->folder, base))
		return HR_SKIP;
	write_lines(s, in, grouped, body);
	folder_write_head(&s->folder, n, grouped ? FILES : LINES, head);
	return buf_ok(head) && buf_ok(body) ? HR_OK : HR_ENOMEM;
}

/* ---- decoding ------------------------------------------------------------ */

struct writer {
	struct folder *folder; /* its text goes on with the name */
	size_t path; /* bytes of the path */
	bool grouped;
	uint64_t count; /* of lines with a place, or of files */
	struct buf *out;
};

/* A path as write_path() writes it, without the colon; false: too long. */
static bool
read_path(struct writer *w, struct span written)
{
	struct folder *f = w->folder;
	size_t n = folder_length(written, SEPARATORS);
	struct span name = span_from(written, n);

	if (n && !folder_read(f, span_of(written.p, n)))
		return false;
	if (name.n >= MAX_PATH_BYTES - f->n)
		return false;
	if (name.n)
		memcpy(f->text + f->n, name.p, name.n);
	w->path = f->n + name.n;
	return true;
}

static void
add_line(struct writer *w, size_t path, char joint, struct span rest)
{
	struct buf *out = w->out;
	char *p;

	if (!buf_reserve(out, path + rest.n + 2))
		return;
	p = out->p + out->n;
	memcpy(p, w->folder->text, path);
	p += path;
	if (joint)
		*p++ = joint;
	if (rest.n)
		memcpy(p, rest.p, rest.n);
	p += rest.n;
	*p++ = '\n';
	out->n = (size_t)(p - out->p);
}

static bool
read_line(struct writer *w, struct span line)
{
	char joint = 0;

	switch (line_kind(line, &joint)) {
	case LINE_TEXT:
		add_line(w, 0, 0, line);
		return true;
	case LINE_ESCAPED:
		add_line(w, 0, 0, span_from(line, 1));
		return true;
	case LINE_PATH:
		line.n--;
		if (!read_path(w, line))
			return false;
		w->count += w->grouped;
		if (w->grouped)
			add_line(w, w->path, 0, span_of(NULL, 0));
		return true;
	case LINE_NUMBERED:
		if (w->grouped) {
			add_line(w, 0, 0, line);
			return true;
		}
		w->count++;
		add_line(w, w->path, joint, line);
		return w->path > 0;
	case LINE_PLACED:
		w->count++;
		add_line(w, w->path, 0, line);
		return w->path > 0 && !w->grouped;
	}
	return false;
}

static enum hr_status
search_decode(struct codec_ctx *ctx, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct search_state *s = ctx->state;
	struct writer w = { .folder = &s->folder, .out = out };
	struct span rest = body, line;
	uint64_t promised;

	if (!folder_read_head(&s->folder, head, LINES, &promised)) {
		w.grouped = true;
		if (!folder_read_head(&s->folder, head, FILES, &promised))
			return folder_fail(
				err, 0, "no header of search results");
	}
	while (span_line(&rest, &line))
		if (!read_line(&w, folder_line(line)))
			return folder_fail(err, (size_t)(line.p - body.p),
				"no line of search results");
	if (w.count != promised)
		return folder_fail(
			err, body.n, "not as many lines or files as promised");
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
