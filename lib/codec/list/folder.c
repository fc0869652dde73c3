/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of paths; see folder.h. */
#include "codec/list/folder.h"

static const char UNDER[] = " under ";

bool
folder_start(struct folder *f, struct span base)
{
	if (base.n >= MAX_PATH_BYTES)
		return false;
	if (base.n)
		memcpy(f->text, base.p, base.n);
	f->base = f->n = base.n;
	return true;
}

size_t
folder_length(struct span path, const char separators[2])
{
	while (path.n && path.p[path.n - 1] != separators[0] &&
		path.p[path.n - 1] != separators[1])
		path.n--;
	return path.n;
}

struct span
folder_base(struct span path, const char separators[2])
{
	const char *bracket = path.n ? memchr(path.p, ']', path.n) : NULL;

	if (bracket)
		path.n = (size_t)(bracket - path.p);
	path.n = folder_length(path, separators);
	return path;
}

struct span
folder_common(struct span base, struct span path, const char separators[2])
{
	size_t n = 0;

	if (path.n >= base.n && !memcmp(path.p, base.p, base.n))
		return base;
	while (n < base.n && n < path.n && base.p[n] == path.p[n])
		n++;
	return span_of(base.p, folder_length(span_of(base.p, n), separators));
}

bool
folder_is(const struct folder *f, struct span whole)
{
	return span_equal(whole, span_of(f->text, f->n));
}

struct span
folder_enter(struct folder *f, struct span whole, bool *dot)
{
	struct span below = span_from(whole, f->base);

	*dot = !below.n || span_starts(below, "./");
	if (below.n)
		memcpy(f->text + f->base, below.p, below.n);
	f->n = whole.n;
	return below;
}

bool
folder_read(struct folder *f, struct span written)
{
	if (span_starts(written, "./"))
		written = span_from(written, 2);
	if (written.n >= MAX_PATH_BYTES - f->base)
		return false;
	if (written.n)
		memcpy(f->text + f->base, written.p, written.n);
	f->n = f->base + written.n;
	return true;
}

void
folder_write_head(
	const struct folder *f, size_t n, const char *what, struct buf *head)
{
	buf_add_str(head, ": ");
	buf_add_uint(head, n);
	buf_add_str(head, what);
	if (f->base) {
		buf_add_str(head, UNDER);
		buf_add(head, span_of(f->text, f->base));
	}
}

bool
folder_read_head(
	struct folder *f, struct span head, const char *what, uint64_t *n)
{
	enum {
		MAX_DIGITS = 18
	};
	size_t i = 0;

	*n = 0;
	if (!span_starts(head, ": "))
		return false;
	head = span_from(head, 2);
	while (i < head.n && is_digit(head.p[i]))
		*n = *n * 10 + (uint64_t)(head.p[i++] - '0');
	if (!i || i > MAX_DIGITS || (*head.p == '0' && i > 1))
		return false;
	head = span_from(head, i);
	if (!span_starts(head, what))
		return false;
	head = span_from(head, strlen(what));
	if (!head.n)
		return folder_start(f, head);
	return span_starts(head, UNDER) && head.n > sizeof(UNDER) - 1 &&
	       folder_start(f, span_from(head, sizeof(UNDER) - 1));
}

enum hr_status
folder_fail(struct hr_error *err, size_t pos, const char *text)
{
	*err = (struct hr_error){ .code = HR_EINPUT, .pos = pos };
	strncpy(err->text, text, sizeof(err->text) - 1);
	return HR_EINPUT;
}
