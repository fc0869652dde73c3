/* SPDX-License-Identifier: Apache-2.0 */
/* A line of progress; see progress.h. */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "msg.h"

enum {
	/* A run that ends before that needs no line. */
	FIRST_MS = 500,
	/* Five times a second is as fast as numbers can be read. */
	EVERY_MS = 200,
	/* Before that much time, a speed says nothing. */
	SPEED_MS = 1000,
	PART_BYTES = 64,
};

/* ---- the parts of a line ------------------------------------------------- */

/* In the order of the line. */
enum part {
	NAME,
	PERCENT,
	BYTES,
	FILES,
	SPEED,
	TO_GO,
	NPARTS
};

/* A size with a digit behind the point: "734 B", "45.1 MB". */
static void
print_size(char *out, size_t n, uint64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB",
		"EB" };
	uint64_t unit = 1;
	size_t i = 0;

	for (; bytes / unit >= 1000; i++)
		unit *= 1000;
	if (i)
		snprintf(out, n, "%u.%u %s", (unsigned)(bytes / unit % 1000),
			(unsigned)(bytes % unit / (unit / 10) % 10), units[i]);
	else
		snprintf(out, n, "%u B", (unsigned)bytes);
}

static void
print_bytes(const struct progress_state *s, char *out)
{
	char done[24], total[24];

	print_size(done, sizeof(done), s->bytes);
	print_size(total, sizeof(total), s->total);
	if (s->total)
		snprintf(out, PART_BYTES, "%s of %s", done, total);
	else
		snprintf(out, PART_BYTES, "%s", done);
}

static void
print_files(const struct progress_state *s, char *out)
{
	if (s->total_files)
		snprintf(out, PART_BYTES, "%" PRIu64 " of %" PRIu64 " file%s",
			s->files, s->total_files,
			s->total_files == 1 ? "" : "s");
	else
		snprintf(out, PART_BYTES, "%" PRIu64 " file%s", s->files,
			s->files == 1 ? "" : "s");
}

/* A file may have grown since it was looked at. */
static void
print_percent(const struct progress_state *s, char *out)
{
	unsigned percent = 100;

	if (!s->total)
		return;
	if (s->bytes < s->total)
		percent = (unsigned)((double)s->bytes * 100 / (double)s->total);
	snprintf(out, PART_BYTES, "%u %%", percent);
}

static void
print_speed(const struct progress_state *s, double speed, char *out)
{
	char size[24];

	if (s->milliseconds < SPEED_MS)
		return;
	print_size(size, sizeof(size), (uint64_t)speed);
	snprintf(out, PART_BYTES, "%s/s", size);
}

/* At the speed so far; a time that nobody waits for is not shown. */
static void
print_to_go(const struct progress_state *s, double speed, char *out)
{
	static const double most = 1000 * 3600.0;
	double rest = s->bytes < s->total ? (double)(s->total - s->bytes) : 0;
	unsigned seconds;

	if (!s->total || s->milliseconds < SPEED_MS || speed < 1 ||
		rest / speed >= most)
		return;
	seconds = (unsigned)(rest / speed + 0.5);
	if (seconds >= 3600)
		snprintf(out, PART_BYTES, "%u:%02u:%02u to go", seconds / 3600,
			seconds / 60 % 60, seconds % 60);
	else
		snprintf(out, PART_BYTES, "%u:%02u to go", seconds / 60,
			seconds % 60);
}

/* With the ", " before it, which the name has not. */
static size_t
part_width(enum part part, const char *text)
{
	return *text ? strlen(text) + (part == NAME ? 0 : 2) : 0;
}

void
progress_line(const struct progress_state *s, unsigned columns, struct buf *out)
{
	/* What is left out first, where the terminal is narrow. */
	static const enum part order[] = { FILES, NAME, SPEED, BYTES, TO_GO,
		PERCENT };
	char part[NPARTS][PART_BYTES] = { "headroom: " };
	double speed = s->milliseconds ? (double)s->bytes * 1000 /
						 (double)s->milliseconds
				       : 0;
	size_t width = 0, drop = 0;
	bool first = true;

	print_percent(s, part[PERCENT]);
	print_bytes(s, part[BYTES]);
	print_files(s, part[FILES]);
	print_speed(s, speed, part[SPEED]);
	print_to_go(s, speed, part[TO_GO]);
	for (size_t i = 0; i < NPARTS; i++)
		width += part_width((enum part)i, part[i]);
	/* The first one has no ", " before it. */
	for (; drop < NPARTS && width >= (size_t)columns + 2; drop++) {
		width -= part_width(order[drop], part[order[drop]]);
		*part[order[drop]] = '\0';
	}
	if (drop == NPARTS)
		return;
	buf_add_str(out, part[NAME]);
	for (size_t i = NAME + 1; i < NPARTS; i++) {
		if (!*part[i])
			continue;
		buf_add_str(out, first ? "" : ", ");
		buf_add_str(out, part[i]);
		first = false;
	}
}

/* ---- when it is shown ---------------------------------------------------- */

static int64_t
now_ms(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_start(struct progress *p, uint64_t total_bytes, uint64_t total_files)
{
	int64_t now = now_ms();

	*p = (struct progress){
		.total = total_bytes,
		.total_files = total_files,
		.start = now,
		.next = now + FIRST_MS,
	};
}

void
progress_show(struct progress *p, uint64_t bytes, uint64_t files)
{
	int64_t now = now_ms();
	struct progress_state state = {
		.bytes = bytes,
		.total = p->total,
		.files = files,
		.total_files = p->total_files,
		.milliseconds = (uint64_t)(now - p->start),
	};
	struct buf line = { .p = NULL };
	unsigned columns;

	if (now < p->next)
		return;
	p->next = now + EVERY_MS;
	columns = msg_columns();
	if (!columns)
		return;
	progress_line(&state, columns, &line);
	buf_add_char(&line, '\0');
	if (buf_ok(&line)) {
		msg_status(line.p);
		p->shown = true;
	}
	buf_release(&line);
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		msg_status("");
	p->shown = false;
}
