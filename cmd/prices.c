/* SPDX-License-Identifier: Apache-2.0 */
/* Prices and their file; see prices.h. */
#include "prices.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd.h"
#include "in.h"
#include "msg.h"

enum {
	/* Ten times the largest file of prices there is. */
	MAX_BYTES = 16 << 20,
	PART = 64 << 10,
};

static int
out_of_memory(void)
{
	msg_error(NULL, "out of memory");
	return EXIT_INTERNAL;
}

/* ---- which file ---------------------------------------------------------- */

/* NULL if it is not set, empty, or, where it has to be, no absolute path. */
static const char *
variable(const char *name, bool absolute)
{
	const char *value = getenv(name);

	if (!value || !*value || (absolute && *value != '/'))
		return NULL;
	return value;
}

/* The file in the folder of configuration; NULL if it is not there. */
static const char *
usual_file(struct buf *path)
{
	const char *folder = variable("XDG_CONFIG_HOME", true);
	const char *home = folder ? NULL : variable("HOME", true);

	if (!folder && !home)
		return NULL;
	buf_add_str(path, folder ? folder : home);
	buf_add_str(path, folder ? "" : "/.config");
	buf_add_str(path, "/headroom/prices.json");
	buf_add_char(path, '\0');
	if (!buf_ok(path) || access(path->p, F_OK) == 0)
		return path->p;
	/* Programs often run for one user with the home of another. */
	if (errno != ENOENT && errno != ENOTDIR)
		msg_warning(path->p, "%s: the built-in prices are used",
			strerror(errno));
	return NULL;
}

/* ---- reading it ---------------------------------------------------------- */

static int
read_all(struct in *in, struct buf *text)
{
	ssize_t n;

	do {
		if (!buf_reserve(text, PART))
			return out_of_memory();
		n = in_read(in, text->p + text->n, PART);
		if (n < 0)
			return EXIT_IO;
		text->n += (size_t)n;
		if (text->n > MAX_BYTES) {
			msg_error(in->name,
				"too large for a file of prices: more than "
				"%d MiB",
				MAX_BYTES >> 20);
			return EXIT_INPUT;
		}
	} while (n > 0);
	return 0;
}

static int
add_text(struct price_list *list, struct span text, const char *name)
{
	struct hr_error err = { .text = "" };
	enum hr_status status = price_list_add(list, text, &err);

	if (status == HR_OK) {
		if (list->skipped)
			msg_note(name, "%zu models have no price a token",
				list->skipped);
		return 0;
	}
	if (status == HR_ENOMEM)
		return out_of_memory();
	msg_error(name, "line %llu: %s",
		(unsigned long long)span_lines(span_of(text.p, err.pos)) +
			(err.pos == 0 || text.p[err.pos - 1] == '\n'),
		err.text);
	return EXIT_INPUT;
}

static int
add_file(struct price_list *list, const char *file)
{
	struct buf text = { .p = NULL };
	struct in in;
	int status;

	if (!in_open(&in, file))
		return EXIT_IO;
	status = read_all(&in, &text);
	if (status == 0)
		status = add_text(list, buf_span(&text), in.name);
	in_close(&in);
	buf_release(&text);
	return status;
}

int
prices_open(struct prices *prices, const char *file)
{
	int status = 0;

	*prices = (struct prices){ .file = file };
	if (price_list_init(&prices->list) != HR_OK)
		return out_of_memory();
	if (!prices->file)
		prices->file = variable("HEADROOM_PRICES", false);
	/* Only who says so on the command line has prices as the input. */
	if (!file && prices->file && !strcmp(prices->file, "-"))
		prices->file = "./-";
	if (!prices->file)
		prices->file = usual_file(&prices->path);
	if (!buf_ok(&prices->path))
		status = out_of_memory();
	else if (prices->file)
		status = add_file(&prices->list, prices->file);
	if (status != 0)
		prices_close(prices);
	return status;
}

void
prices_close(struct prices *prices)
{
	price_list_release(&prices->list);
	buf_release(&prices->path);
}
