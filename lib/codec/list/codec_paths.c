/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of paths, as find, git ls-files, rg -l and tar -t print them: each
 * folder once, and what its names have in common once, as a shell would expand
 * them.
 *
 *	/usr/share/doc/gcc		[2 list: 6 paths under /usr/share/doc/]
 *	/usr/share/doc/gcc/README	gcc/{. README}
 *	/usr/share/doc/git/api-1.txt	git/api-{1 2 3 4}.txt
 *	/usr/share/doc/git/api-2.txt
 *	/usr/share/doc/git/api-3.txt
 *	/usr/share/doc/git/api-4.txt
 *
 * A line is a folder, see folder.h, and names: one, or several between braces,
 * with what comes before and behind all of them; see names.h.  The name "." is the folder
 * itself without its slash, the empty name the folder with it.  A backslash
 * stands before { } \ in a name, and before a name that is a real ".".
 * What ls -R prints is written so as well, with " names" in the head.
 */
#include "base/mem.h"
#include "codec/codec.h"
#include "codec/list/folder.h"
#include "codec/list/place.h"
#include "codec/list/walk.h"

static const char SEPARATORS[2] = { '/', '/' };
static const char PATHS[] = " paths", NAMES[] = " names";

enum {
	/* Lines of which each shares its folder with the one before, before a
	 * text is taken for a list; a header costs as much as two paths. */
	FEW_PATHS = 4,
};

struct paths_state {
	struct name *name; /* of one folder */
	size_t nname, name_cap;
	struct folder folder;
	struct buf marked; /* see walk_mark_groups() */
};

/* ---- finding ------------------------------------------------------------- */

static bool
is_path(struct span s, struct span above)
{
	struct span folder = folder_slashed(s);

	if (!s.n || s.n >= MAX_PATH_BYTES ||
		(s.n > 1 && s.p[0] == '/' && (s.p[1] == '/' || s.p[1] == ' ')))
		return false;
	if (place_judge(s) != PLACE_NONE || span_equal(s, span_str(".")))
		return true;
	/* Odd names are seen among others. */
	if (!folder.n || !span_equal(folder, folder_slashed(above)))
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
	struct span folder = folder_slashed(s);
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
find_paths(struct span text)
{
	struct span rest = text, line, above = { NULL, 0 };
	size_t found = 0, evidence = 0, lines = 0;

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

static size_t
paths_find(struct codec_ctx *ctx, struct span text)
{
	size_t n = walk_find_groups(text);

	(void)ctx;
	return n ? n : find_paths(text);
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
	buf_release(&s->marked);
	mem_free(s);
}

/* What is done with each name: its folder and itself. */
struct list {
	bool grouped;
	struct span text;
	struct span base;
	size_t names;
};

static bool
next_name(const struct list *l, struct walk *w, struct name *name)
{
	return l->grouped ? walk_groups(w, name) : walk_paths(w, name);
}

/* The base of all folders and the number of names; false: there is none, or
 * one is too long. */
static bool
read_base(struct list *l)
{
	struct walk w = { .rest = l->text };
	struct name name;
	bool first = true;

	for (; next_name(l, &w, &name); first = false) {
		/* A group may be without a name. */
		l->names += !l->grouped || name.text.n;
		if (w.line.n >= MAX_PATH_BYTES - 1 ||
			w.folder.n + name.text.n >= MAX_PATH_BYTES)
			return false;
		l->base = first ? folder_base(w.folder, SEPARATORS)
				: folder_common(l->base, w.folder, SEPARATORS);
	}
	return !first;
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

static void
write_folder(struct paths_state *s, const struct list *l, struct span folder,
	struct buf *out)
{
	struct span below;
	bool dot;

	if (!s->nname)
		return;
	if (l->grouped || !folder_is(&s->folder, folder)) {
		below = folder_enter(&s->folder, folder, &dot);
		if (dot)
			buf_add_str(out, "./");
		names_escape(below, out);
	}
	names_write(s->name, s->nname, out);
	s->nname = 0;
}

static enum hr_status
paths_encode(struct codec_ctx *ctx, struct span in, struct buf *head,
	struct buf *body)
{
	struct paths_state *s = ctx->state;
	struct list l = { .grouped = walk_find_groups(in) == in.n, .text = in };
	struct walk w = { .rest = { NULL, 0 } };
	struct span folder = { NULL, 0 };
	struct name name;

	if (l.grouped) {
		if (!walk_mark_groups(in, &s->marked))
			return HR_ENOMEM;
		l.text = buf_span(&s->marked);
	}
	if (!read_base(&l) || !folder_start(&s->folder, l.base))
		return HR_SKIP;
	folder_write_head(&s->folder, l.names, l.grouped ? NAMES : PATHS, head);
	s->nname = 0;
	for (w.rest = l.text; next_name(&l, &w, &name); folder = w.folder) {
		if (!span_equal(w.folder, folder))
			write_folder(s, &l, folder, body);
		if (!add_to_folder(s, name))
			return HR_ENOMEM;
	}
	write_folder(s, &l, folder, body);
	return buf_ok(head) && buf_ok(body) ? HR_OK : HR_ENOMEM;
}

/* ---- decoding ------------------------------------------------------------ */

static enum hr_status
paths_decode(struct codec_ctx *ctx, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct paths_state *s = ctx->state;
	struct names_reader r = { .folder = &s->folder, .out = out };
	struct span rest = body, line;
	uint64_t promised;

	if (!folder_read_head(&s->folder, head, PATHS, &promised)) {
		r.grouped = true;
		if (!folder_read_head(&s->folder, head, NAMES, &promised))
			return folder_fail(err, 0, "not the header of a list");
	}
	while (span_line(&rest, &line))
		if (!names_read(&r, folder_line(line)))
			return folder_fail(err, (size_t)(line.p - body.p),
				"not a line of a list");
	if (r.count != promised)
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
