/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operands as files; see tree.h.  The folders on the way to a file are on a
 * stack, each with the names that are in it: one has to be read whole to be
 * sorted, and none stays open.
 */
#define _XOPEN_SOURCE 700 /* realpath() */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "msg.h"

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

/* An open folder: its names and which of them is next. */
struct tree_level {
	struct buf text;
	const char **name; /* sorted, in text */
	size_t n, cap, next;
	size_t path_n; /* of the path, without the NUL */
};

void
tree_open(struct tree *t, char *const *operands)
{
	*t = (struct tree){ .operand = operands };
}

static void
level_release(struct tree_level *l)
{
	buf_release(&l->text);
	mem_free(l->name);
}

void
tree_close(struct tree *t)
{
	while (t->nlevels)
		level_release(&t->level[--t->nlevels]);
	mem_free(t->level);
	buf_release(&t->path);
	buf_release(&t->root);
}

/* ---- messages ------------------------------------------------------------ */

static bool
fail(struct tree *t)
{
	if (!t->failed && !t->quiet)
		msg_error(NULL, "out of memory");
	t->failed = true;
	return false;
}

static bool
refuse(struct tree *t, int error)
{
	t->unreadable++;
	if (!t->quiet)
		msg_error(*t->path.p ? t->path.p : "''", "%s", strerror(error));
	return false;
}

static bool
skip(struct tree *t, const char *why)
{
	t->skipped++;
	if (!t->quiet)
		msg_note(t->path.p, "%s", why);
	return false;
}

/* ---- folders ------------------------------------------------------------- */

/* The path is cut to n bytes, and a name comes behind them. */
static bool
set_path(struct tree *t, size_t n, const char *name)
{
	t->path.n = n;
	if (n && t->path.p[n - 1] != '/')
		buf_add_char(&t->path, '/');
	buf_add_str(&t->path, name);
	buf_add_char(&t->path, '\0');
	return buf_ok(&t->path) || fail(t);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All names, each with a NUL.  What was read before an error counts. */
static void
read_names(struct tree *t, DIR *folder, struct tree_level *l)
{
	const struct dirent *entry;

	while (errno = 0, (entry = readdir(folder)) != NULL) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		buf_add_str(&l->text, entry->d_name);
		buf_add_char(&l->text, '\0');
		l->n++;
	}
	if (errno)
		refuse(t, errno);
}

static bool
sort_names(struct tree_level *l)
{
	const char *p = l->text.p;

	if (!buf_ok(&l->text) ||
		!mem_grow(&l->name, &l->cap, l->n, sizeof(*l->name)))
		return false;
	for (size_t i = 0; i < l->n; i++) {
		l->name[i] = p;
		p += strlen(p) + 1;
	}
	if (l->n)
		qsort(l->name, l->n, sizeof(*l->name), by_name);
	return true;
}

/* Goes into the folder of the path.  False, as it is no file. */
static bool
enter(struct tree *t)
{
	DIR *folder = opendir(t->path.p);
	struct tree_level l = { .path_n = t->path.n - 1 };

	if (!folder)
		return refuse(t, errno);
	read_names(t, folder, &l);
	closedir(folder);
	if (!sort_names(&l) || !mem_grow(&t->level, &t->cap, t->nlevels + 1,
				       sizeof(*t->level))) {
		level_release(&l);
		return fail(t);
	}
	t->level[t->nlevels++] = l;
	return false;
}

/* ---- what is in them ----------------------------------------------------- */

/* Whether a folder of this name is on the way from the root to a path. */
static bool
has_part(const char *path, const char *name)
{
	size_t n = strlen(name);

	for (; (path = strstr(path, name)) != NULL; path += n)
		if (path[-1] == '/' && path[n] == '/')
			return true;
	return false;
}

/* Whether the file that the path links to is below the operand itself. */
static bool
is_met_by_name(const struct tree *t)
{
	struct span root = buf_span(&t->root);
	char real[PATH_MAX];

	/* The root is "/", or has none at its end. */
	if (!root.n || !realpath(t->path.p, real) ||
		strncmp(real, root.p, root.n) != 0)
		return false;
	if (root.n > 1 && real[root.n] != '/')
		return false;
	return !has_part(real + (root.n > 1 ? root.n + 1 : 1), ".git");
}

/* At a name in a folder: whether it is a file to be read. */
static bool
visit(struct tree *t, const char *name, uint64_t *size)
{
	struct stat st;
	bool link;

	if (lstat(t->path.p, &st) < 0)
		return refuse(t, errno);
	link = S_ISLNK(st.st_mode);
	if (link && stat(t->path.p, &st) < 0)
		return skip(t, "a link to nothing: skipped");
	if (link && S_ISDIR(st.st_mode))
		return skip(t, "a link to a folder: not followed");
	if (!strcmp(name, ".git"))
		return skip(t, "of git: skipped");
	if (S_ISDIR(st.st_mode))
		return enter(t);
	if (!S_ISREG(st.st_mode))
		return skip(t, "no regular file: skipped");
	if (link && is_met_by_name(t))
		return skip(t, "a link to a file that is read by its own "
			       "name: skipped");
	*size = (uint64_t)st.st_size;
	t->sized = true;
	return true;
}

/* Goes into a folder, whose path without links is kept: links in it are compared
 * with it. */
static bool
enter_root(struct tree *t)
{
	char real[PATH_MAX];

	buf_reset(&t->root);
	if (realpath(t->path.p, real))
		buf_add_str(&t->root, real);
	if (!buf_ok(&t->root))
		return fail(t);
	return enter(t);
}

/* At an operand: whether it is to be read. */
static bool
visit_operand(struct tree *t, uint64_t *size)
{
	bool is_stdin = !strcmp(t->path.p, "-");
	struct stat st = { 0 };

	*size = 0;
	t->sized = false;
	if ((is_stdin ? fstat(STDIN_FILENO, &st) : stat(t->path.p, &st)) < 0)
		return is_stdin || refuse(t, errno);
	if (S_ISDIR(st.st_mode) && !is_stdin)
		return enter_root(t);
	if (S_ISREG(st.st_mode)) {
		*size = (uint64_t)st.st_size;
		t->sized = true;
	}
	return true;
}

/* At the innermost folder: whether its next name is a file to be read. */
static bool
next_name(struct tree *t, uint64_t *size)
{
	struct tree_level *l = &t->level[t->nlevels - 1];
	const char *name;

	if (l->next == l->n) {
		level_release(l);
		t->nlevels--;
		return false;
	}
	name = l->name[l->next++];
	return set_path(t, l->path_n, name) && visit(t, name, size);
}

bool
tree_next(struct tree *t, const char **path, uint64_t *size)
{
	bool found = false;

	while (!found && !t->failed && (t->nlevels || *t->operand)) {
		if (t->nlevels)
			found = next_name(t, size);
		else
			found = set_path(t, 0, *t->operand++) &&
				visit_operand(t, size);
	}
	if (found)
		*path = t->path.p;
	return found;
}

bool
tree_total(char *const *operands, uint64_t *bytes, uint64_t *files)
{
	uint64_t size, sum = 0, n = 0;
	bool known = true, ok;
	const char *path;
	struct tree t;

	tree_open(&t, operands);
	t.quiet = true;
	for (; tree_next(&t, &path, &size); n++) {
		sum += size;
		known &= t.sized;
	}
	ok = !t.failed;
	tree_close(&t);
	if (ok) {
		*bytes = known ? sum : 0;
		*files = n;
	}
	return ok;
}
