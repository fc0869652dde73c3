/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of paths, as find, git ls-files, rg -l and tar -t print them: each
 * folder once, and what its names have in common once, as a shell would expand
 * them.
 *
 *	/usr/share/doc/gcc		[2 list: 6 paths under /usr/share/doc/]
 *	/usr/share/doc/gcc/README	gcc/{.,README}
 *	/usr/share/doc/git/api-1.txt	git/api-{1,2,3,4}.txt
 *	/usr/share/doc/git/api-2.txt
 *	/usr/share/doc/git/api-3.txt
 *	/usr/share/doc/git/api-4.txt
 *
 * A line is a folder, see folder.h, and names: one, or several between braces,
 * with what comes before and behind all of them.  The name "." is the folder
 * itself without its slash, the empty name the folder with it.  A backslash
 * stands before { } , \ in a name, and before a name that is a real ".".
 */
#include "base/mem.h"
#include "codec/codec.h"
#include "codec/folder.h"
#include "codec/names.h"
#include "codec/place.h"

static const char SEPARATORS[2] = { '/', '/' };
static const char PATHS[] = " paths";

enum {
	/* Lines of which each shares its folder with the one before, before a
	 * text is taken for a list; a header costs as much as two paths. */
	FEW_PATHS = 4,
};

struct paths_state {
	struct name *name; /* of one folder */
	size_t nname, name_cap;
	struct folder folder;
};

/* ---- finding ------------------------------------------------------------- */

static struct span
folder_of(struct span path)
{
	return span_of(path.p, folder_length(path, SEPARATORS));
}

static bool
is_path(struct span s, struct span above)
{
	struct span folder = folder_of(s);

	if (!s.n || s.n >= MAX_PATH_BYTES ||
		(s.n > 1 && s.p[0] == '/' && (s.p[1] == '/' || s.p[1] == ' ')))
		return false;
	if (place_judge(s) != PLACE_NONE || span_equal(s, span_str(".")))
		return true;
	/* Odd names are seen among others. */
	if (!folder.n || !span_equal(folder, folder_of(above)))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ')
			return false;
	return true;
}

/* Whether two neighbours make it surer that this is a list. */
static bool
is_evidence(struct span s, struct span above)
{
	static const char *const roots[] = { "/", "./", "../", "~/" };
	struct span folder = folder_of(s);
	size_t n = place_extension(s);

	if (place_judge(s) != PLACE_LINE)
		return false;
	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++)
		if (span_starts(s, roots[i]))
			return span_starts(above, roots[i]);
	if (folder.n)
		return folder_common(folder, above, SEPARATORS).n > 0;
	return n && !memchr(s.p, ' ', s.n) && place_extension(above) == n &&
	       !memcmp(s.p + s.n - n, above.p + above.n - n, n);
}

static size_t
paths_find(struct codec_ctx *ctx, struct span text)
{
	struct span rest = text, line, above = { NULL, 0 };
	size_t found = 0, evidence = 0, lines = 0;

	(void)ctx;
	while (span_line(&rest, &line)) {
		struct span s = folder_line(line);

		if (!is_path(s, above))
			break;
		if (evidence < FEW_PATHS)
			evidence += is_evidence(s, above);
		if (++lines >= 2 * FEW_PATHS && evidence < FEW_PATHS)
			return 0;
		above = s;
		found = (size_t)(rest.p - text.p);
	}
	return evidence < FEW_PATHS ? 0 : found;
}

/* ---- encoding ------------------------------------------------------------ */

static void *
paths_open(void)
{
	return mem_zalloc(1, sizeof(struct paths_state));
}

static void
paths_close(void *state)
{
	struct paths_state *s = state;

	if (!s)
		return;
	mem_free(s->name);
	mem_free(s);
}

static void
write_folder(struct paths_state *s, struct span folder, struct buf *out)
{
	struct span below;
	bool dot;

	if (!s->nname)
		return;
	if (!folder_is(&s->folder, folder)) {
		below = folder_enter(&s->folder, folder, &dot);
		if (dot)
			buf_add_str(out, "./");
		names_escape(below, out);
	}
	names_write(s->name, s->nname, out);
	s->nname = 0;
}

/* The way through the paths of a text. */
struct walk {
	struct span rest, path, folder;
};

static bool
is_in(struct span path, struct span folder)
{
	return path.n > folder.n && path.p[folder.n] == '/' &&
	       !memcmp(path.p, folder.p, folder.n);
}

/* The folder and the name of the next path.  A path that the one behind it is
 * in, or that the one before it is in, is a folder and no name. */
static bool
walk(struct walk *w, struct name *name)
{
	struct span line, next, above = w->folder;
	size_t n;

	if (!span_line(&w->rest, &line))
		return false;
	next = w->rest;
	w->path = folder_line(line);
	w->folder = folder_of(w->path);
	*name = (struct name){ .text = span_from(w->path, w->folder.n) };
	n = w->path.n;
	if (!name->text.n)
		return true;
	if (is_in(next, w->path)) {
		name->itself = true;
		w->folder = span_of(next.p, n + 1);
	} else if (is_in(above, w->path)) {
		name->itself = true;
		w->folder = span_of(above.p, n + 1);
	}
	return true;
}

/* The base of all paths and their number; false: one is too long. */
static bool
read_base(struct span in, struct span *base, size_t *paths)
{
	struct walk w = { .rest = in };
	struct name name;

	for (*paths = 0; walk(&w, &name); ++*paths) {
		if (w.path.n >= MAX_PATH_BYTES - 1)
			return false;
		*base = *paths ? folder_common(*base, w.folder, SEPARATORS)
			       : folder_base(w.folder, SEPARATORS);
	}
	return *paths > 0;
}

static bool
add_to_folder(struct paths_state *s, struct name name)
{
	if (!mem_grow(&s->name, &s->name_cap, s->nname + 1, sizeof(*s->name)))
		return false;
	names_look(&name);
	s->name[s->nname++] = name;
	return true;
}

static enum hr_status
paths_encode(struct codec_ctx *ctx, struct span in, struct buf *head,
	struct buf *body)
{
	struct paths_state *s = ctx->state;
	struct span base = { NULL, 0 }, folder = { NULL, 0 };
	struct walk w = { .rest = in };
	struct name name;
	size_t paths;

	if (!read_base(in, &base, &paths) || !folder_start(&s->folder, base))
		return HR_SKIP;
	folder_write_head(&s->folder, paths, PATHS, head);
	s->nname = 0;
	while (walk(&w, &name)) {
		if (!span_equal(w.folder, folder))
			write_folder(s, folder, body);
		folder = w.folder;
		if (!add_to_folder(s, name))
			return HR_ENOMEM;
	}
	write_folder(s, folder, body);
	return buf_ok(head) && buf_ok(body) ? HR_OK : HR_ENOMEM;
}

/* ---- decoding ------------------------------------------------------------ */

static enum hr_status
paths_decode(struct codec_ctx *ctx, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct paths_state *s = ctx->state;
	struct span rest = body, line;
	uint64_t paths = 0, promised;

	if (!folder_read_head(&s->folder, head, PATHS, &promised))
		return folder_fail(err, 0, "not the header of a list");
	while (span_line(&rest, &line))
		if (!names_read(&s->folder, folder_line(line), &paths, out))
			return folder_fail(err, (size_t)(line.p - body.p),
				"not a line of a list");
	if (paths != promised)
		return folder_fail(
			err, body.n, "not as many paths as promised");
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

const struct codec codec_paths = {
	.name = "paths",
	.help = "lists of paths, folder by folder",
	.tag = "list",
	.kind = HR_KIND_SEARCH,
	.open = paths_open,
	.close = paths_close,
	.find = paths_find,
	.encode = paths_encode,
	.decode = paths_decode,
};
