/* SPDX-License-Identifier: Apache-2.0 */
/* A list of file names; see names.h. */
#include "names.h"

#include "msg.h"

enum {
	PART = 16 << 10,
	/* No file has a longer name. */
	MAX_NAME = 1 << 20,
};

bool
names_open(struct names *names, const char *list)
{
	*names = (struct names){ .used = 0 };
	return in_open(&names->in, list);
}

static bool
fail(struct names *names, const char *why)
{
	if (why)
		msg_error(names->in.name, "%s", why);
	names->failed = names->ended = true;
	return false;
}

/* More of the list; at its end the NUL that the last name may lack. */
static bool
read_on(struct names *names)
{
	ssize_t n;

	buf_drop(&names->held, names->used);
	names->used = 0;
	if (names->held.n > MAX_NAME)
		return fail(names, "a name is too long");
	if (!buf_reserve(&names->held, PART))
		return fail(names, "out of memory");
	n = in_read(&names->in, names->held.p + names->held.n, PART);
	if (n < 0)
		return fail(names, NULL);
	names->held.n += (size_t)n;
	if (n > 0)
		return true;
	names->ended = true;
	if (names->held.n)
		buf_add_char(&names->held, '\0');
	return names->held.n != 0;
}

const char *
names_next(struct names *names)
{
	for (;;) {
		struct span rest =
			span_from(buf_span(&names->held), names->used);
		const char *nul = rest.n ? memchr(rest.p, '\0', rest.n) : NULL;

		if (nul) {
			names->used += (size_t)(nul - rest.p) + 1;
			return rest.p;
		}
		if (names->ended || !read_on(names))
			return NULL;
	}
}

void
names_close(struct names *names)
{
	in_close(&names->in);
	buf_release(&names->held);
}
