/* SPDX-License-Identifier: Apache-2.0 */
/* A line in the ledger; see record.h. */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "msg.h"

/* ---- where --------------------------------------------------------------- */

/* NULL if it is not set, empty, or no absolute path. */
static const char *
folder(const char *name)
{
	const char *value = getenv(name);

	return value && *value == '/' ? value : NULL;
}

/* headroom/ledger.db in the folder of state. */
static bool
usual_place(struct buf *path, const char **why)
{
	const char *state = folder("XDG_STATE_HOME");
	const char *home = state ? NULL : folder("HOME");

	*why = "neither XDG_STATE_HOME nor HOME is an absolute path";
	if (!state && !home)
		return false;
	buf_add_str(path, state ? state : home);
	buf_add_str(path, state ? "" : "/.local/state");
	buf_add_str(path, "/headroom/ledger.db");
	return true;
}

bool
record_place(const char *file, bool asked, struct buf *path, const char **why)
{
	const char *variable = getenv("HEADROOM_LEDGER");

	*why = NULL;
	if (file && *file) {
		/* Some names mean other things than files to sqlite. */
		buf_add_str(path, *file == '/' ? "" : "./");
		buf_add_str(path, file);
	} else if (variable && *variable == '/') {
		buf_add_str(path, variable);
	} else if (asked || (variable && !strcmp(variable, "1"))) {
		if (!usual_place(path, why))
			return false;
	} else {
		if (variable && *variable && strcmp(variable, "0") != 0)
			*why = "HEADROOM_LEDGER is neither 1 nor an absolute "
			       "path";
		return false;
	}
	buf_add_char(path, '\0');
	*why = "out of memory";
	return buf_ok(path);
}

/* Makes the folders that lead to the usual file, which are for their owner
 * only; those that are there stay as they are. */
static void
make_folders(char *path)
{
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
}

/* An empty file, if there is none; 0, or what errno says. */
static int
make_file(const char *path)
{
	struct stat st;
	int fd = open(path,
		O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
	int error = 0;

	if (fd < 0)
		return errno;
	if (fstat(fd, &st) < 0)
		error = errno;
	else if (!S_ISREG(st.st_mode))
		error = EINVAL;
	close(fd);
	return error;
}

/* ---- the record ---------------------------------------------------------- */

static int64_t
now_ms(void)
{
	struct timespec t = { .tv_sec = 0 };

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
record_begin(struct record *r, const char *file)
{
	const char *why, *tool;

	*r = (struct record){ .wanted = false };
	ledger_run_init(&r->run);
	r->wanted = record_place(file, file != NULL, &r->path, &why);
	if (!r->wanted) {
		if (why)
			msg_warning(NULL, "%s: no ledger is kept", why);
		return;
	}
	tool = getenv("HEADROOM_TOOL");
	r->run.tool = tool && *tool ? tool : NULL;
	r->run.version = HR_VERSION;
	r->run.time = (int64_t)time(NULL);
	r->begin_ms = now_ms();
	r->named = file && *file;
}

void
record_tools(struct record *r, struct tools *tools, const struct meter *meter)
{
	if (r->tools.n)
		return;
	r->tools = *tools;
	*tools = (struct tools){ .p = NULL };
	for (size_t i = 0; i < r->tools.n; i++) {
		struct ledger_part *part = &r->tools.p[i];

		part->tokens_in =
			(int64_t)meter_tokens(meter, (uint64_t)part->tokens_in);
		part->tokens_out = (int64_t)meter_tokens(
			meter, (uint64_t)part->tokens_out);
	}
}

static int64_t
saved_of(const struct price *price, int64_t in, int64_t out)
{
	struct answer_usage usage = { .input = in < out ? out - in : in - out };
	uint64_t amount;

	if (price_cost(price, &usage, false, &amount) != HR_OK ||
		amount > INT64_MAX)
		return LEDGER_UNKNOWN;
	return in < out ? -(int64_t)amount : (int64_t)amount;
}

void
record_saved(struct record *r, const struct price *price)
{
	struct ledger_run *run = &r->run;

	if (!price || run->tokens_in == LEDGER_UNKNOWN ||
		run->tokens_out == LEDGER_UNKNOWN)
		return;
	run->saved = saved_of(price, run->tokens_in, run->tokens_out);
	for (size_t i = 0; i < r->tools.n; i++) {
		struct ledger_part *part = &r->tools.p[i];

		part->saved =
			saved_of(price, part->tokens_in, part->tokens_out);
	}
}

static void
add(struct record *r)
{
	struct ledger *ledger;
	struct hr_error err;
	enum hr_status status;
	int error = 0;

	if (ledger_is_built()) {
		if (!r->named)
			make_folders(r->path.p);
		error = make_file(r->path.p);
	}
	if (error) {
		msg_warning(r->path.p, "%s: this run is not in the ledger",
			error == EINVAL ? "not a plain file" : strerror(error));
		return;
	}
	status = ledger_open(r->path.p, true, &ledger, &err);
	if (status == HR_OK) {
		status = ledger_add(ledger, &r->run, &err);
		ledger_close(ledger);
	}
	if (status != HR_OK)
		msg_warning(r->path.p, "%s: this run is not in the ledger",
			err.text);
}

void
record_end(struct record *r, int status)
{
	if (r->wanted && r->run.command) {
		r->run.status = status;
		r->run.duration_ms = now_ms() - r->begin_ms;
		if (!r->run.tool) {
			r->run.part = r->tools.p;
			r->run.nparts = r->tools.n;
		}
		add(r);
	}
	record_drop(r);
}

void
record_drop(struct record *r)
{
	buf_release(&r->path);
	tools_release(&r->tools);
	r->wanted = false;
}
