/* SPDX-License-Identifier: Apache-2.0 */
/* The line of progress, and when it is shown: on a pseudo-terminal. */
#define _XOPEN_SOURCE 700
#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "msg.h"
#include "progress.h"

/* ---- what it says -------------------------------------------------------- */

static const struct {
	const char *name;
	struct progress_state state;
	unsigned columns;
	const char *line;
} lines[] = {
	{ "all there is", { 1200000000, 2666666666, 31, 99, 26600 }, 80,
		"headroom: 45 %, 1.2 GB of 2.6 GB, 31 of 99 files, 45.1 MB/s, "
		"0:33 to go" },
	{ "in just as many columns", { 1200000000, 2666666666, 31, 99, 26600 },
		72,
		"headroom: 45 %, 1.2 GB of 2.6 GB, 31 of 99 files, 45.1 MB/s, "
		"0:33 to go" },
	{ "files go first", { 1200000000, 2666666666, 31, 99, 26600 }, 71,
		"headroom: 45 %, 1.2 GB of 2.6 GB, 45.1 MB/s, 0:33 to go" },
	{ "then the name", { 1200000000, 2666666666, 31, 99, 26600 }, 50,
		"45 %, 1.2 GB of 2.6 GB, 45.1 MB/s, 0:33 to go" },
	{ "then the speed", { 1200000000, 2666666666, 31, 99, 26600 }, 40,
		"45 %, 1.2 GB of 2.6 GB, 0:33 to go" },
	{ "then the bytes", { 1200000000, 2666666666, 31, 99, 26600 }, 20,
		"45 %, 0:33 to go" },
	{ "then the time", { 1200000000, 2666666666, 31, 99, 26600 }, 10,
		"45 %" },
	{ "nothing fits", { 1200000000, 2666666666, 31, 99, 26600 }, 4, "" },
	{ "one column", { 1200000000, 2666666666, 31, 99, 26600 }, 1, "" },
	{ "a pipe has no end", { 5500, 0, 1, 0, 2000 }, 80,
		"headroom: 5.5 kB, 1 file, 2.7 kB/s" },
	{ "one file", { 500, 1000, 0, 1, 600 }, 80,
		"headroom: 50 %, 500 B of 1.0 kB, 0 of 1 file" },
	{ "nothing was read yet", { 0, 1000, 0, 2, 5000 }, 80,
		"headroom: 0 %, 0 B of 1.0 kB, 0 of 2 files, 0 B/s" },
	{ "a file grew", { 2000, 1000, 1, 2, 2000 }, 80,
		"headroom: 100 %, 2.0 kB of 1.0 kB, 1 of 2 files, 1.0 kB/s, "
		"0:00 to go" },
	{ "nearly all is not all", { 999999, 1000000, 1, 2, 2000 }, 80,
		"headroom: 99 %, 999.9 kB of 1.0 MB, 1 of 2 files, 499.9 kB/s, "
		"0:00 to go" },
	{ "hours", { 1000000, 10000000000, 1, 2, 2000 }, 80,
		"headroom: 0 %, 1.0 MB of 10.0 GB, 1 of 2 files, 500.0 kB/s, "
		"5:33:18 to go" },
	{ "too long to tell", { 10, 10000000000, 1, 2, 2000 }, 80,
		"headroom: 0 %, 10 B of 10.0 GB, 1 of 2 files, 5 B/s" },
	{ "the largest numbers",
		{ UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, 2000 }, 160,
		"headroom: 100 %, 18.4 EB of 18.4 EB, 18446744073709551615 of "
		"18446744073709551615 files, 9.2 EB/s, 0:00 to go" },
};

START_TEST(a_line_says_what_fits)
{
	struct buf out = { 0 };

	progress_line(&lines[_i].state, lines[_i].columns, &out);
	buf_add_char(&out, '\0');
	ck_assert(buf_ok(&out));
	ck_assert_msg(!strcmp(out.p, lines[_i].line), "%s:\n%s", lines[_i].name,
		out.p);
	ck_assert(!out.p[0] || out.n - 1 < lines[_i].columns);
	buf_release(&out);
}
END_TEST

/* ---- when it is shown ---------------------------------------------------- */

static void
sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* Shows progress as often as it can for so long. */
static void
work(struct progress *p, int ms)
{
	for (int i = 0; i < ms; i++) {
		progress_show(p, 1000, 1);
		sleep_ms(1);
	}
}

static void
run_long(void)
{
	struct progress p;

	progress_start(&p, 2000, 2);
	work(&p, 1500);
	progress_end(&p);
}

static void
run_short(void)
{
	struct progress p;

	progress_start(&p, 2000, 2);
	work(&p, 200);
	progress_end(&p);
	msg_warning("a", "done");
}

static void
run_quiet(void)
{
	msg_quieter();
	run_long();
}

static void
run_dumb(void)
{
	setenv("TERM", "dumb", 1);
	run_long();
}

static void
run_with_messages(void)
{
	msg_status("one");
	msg_warning("a", "odd");
	msg_status("two");
	msg_line("said");
	msg_status("");
	msg_warning("b", "odd");
	msg_status("");
}

/* What `run` writes to a terminal of so many columns, or to a pipe; into *out
 * with a NUL. */
static void
on_terminal(void (*run)(void), unsigned short columns, struct buf *out)
{
	struct winsize size = { .ws_col = columns, .ws_row = 24 };
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, status;
	char part[4096];
	ssize_t n;
	pid_t child;

	ck_assert(master >= 0 && !grantpt(master) && !unlockpt(master));
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	ck_assert(slave >= 0 && !ioctl(slave, TIOCSWINSZ, &size));
	child = fork();
	ck_assert(child >= 0);
	if (!child) {
		setenv("TERM", "xterm", 1);
		setenv("NO_COLOR", "1", 1);
		dup2(slave, STDERR_FILENO);
		close(slave);
		msg_init();
		run();
		_exit(0);
	}
	close(slave);
	/* Linux ends it with EIO, others with 0. */
	while ((n = read(master, part, sizeof(part))) > 0)
		buf_add(out, span_of(part, (size_t)n));
	close(master);
	ck_assert(waitpid(child, &status, 0) == child && !status);
	buf_add_char(out, '\0');
	ck_assert(buf_ok(out));
}

static size_t
times(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

START_TEST(it_is_shown_at_most_five_times_a_second_and_erased)
{
	struct buf out = { 0 };
	size_t n;

	on_terminal(run_long, 80, &out);
	n = times(out.p, "\r\033[Kheadroom: 50 %, 1.0 kB of 2.0 kB, 1 of 2");
	/* 1.5 s or more, of which the first half second is silent; a busy
	 * machine takes longer. */
	ck_assert_msg(n >= 2, "%s", out.p);
	ck_assert_uint_eq(times(out.p, "\r\033[K"), n + 1);
	ck_assert(span_ends(span_of(out.p, out.n - 1), "\r\033[K"));
	ck_assert_uint_eq(times(out.p, "\n"), 0);
	buf_release(&out);
}
END_TEST

static int64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

START_TEST(between_two_lines_are_200_milliseconds)
{
	int64_t first = 0, last = 0;
	struct progress p;
	unsigned shown = 0;

	progress_start(&p, 0, 0);
	for (int i = 0; i < 1200; i++) {
		int64_t next = p.next, before = clock_ms();

		progress_show(&p, 1, 1);
		if (p.next != next) {
			last = clock_ms();
			if (!shown++) {
				first = before;
				ck_assert_int_ge(last - p.start, 500);
			}
		}
		sleep_ms(1);
	}
	ck_assert_uint_ge(shown, 2);
	/* However long a call takes, or this thread waits between two. */
	ck_assert_int_ge(last - first, (int64_t)(shown - 1) * 200);
}
END_TEST

START_TEST(a_short_run_shows_nothing)
{
	struct buf out = { 0 };

	on_terminal(run_short, 80, &out);
	ck_assert_str_eq(out.p, "headroom: a: done\r\n");
	buf_release(&out);
}
END_TEST

START_TEST(quiet_and_dumb_terminals_show_nothing)
{
	struct buf out = { 0 };

	on_terminal(run_quiet, 80, &out);
	on_terminal(run_dumb, 80, &out);
	/* The NUL of each. */
	ck_assert_uint_eq(out.n, 2);
	buf_release(&out);
}
END_TEST

START_TEST(the_line_is_as_wide_as_the_terminal)
{
	struct buf out = { 0 };

	on_terminal(run_long, 20, &out);
	ck_assert_msg(times(out.p, "\r\033[K50 %"), "%s", out.p);
	ck_assert_uint_eq(times(out.p, "headroom"), 0);
	buf_release(&out);
}
END_TEST

START_TEST(messages_go_above_the_line)
{
	struct buf out = { 0 };

	on_terminal(run_with_messages, 80, &out);
	ck_assert_str_eq(out.p, "\r\033[Kone"
				"\r\033[Kheadroom: a: odd\r\none"
				"\r\033[Ktwo"
				"\r\033[Ksaid\r\ntwo"
				"\r\033[K"
				"headroom: b: odd\r\n");
	buf_release(&out);
}
END_TEST

START_TEST(a_pipe_gets_nothing)
{
	int ends[2], status;
	char part[16];
	pid_t child;

	ck_assert(!pipe(ends));
	child = fork();
	ck_assert(child >= 0);
	if (!child) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		msg_init();
		run_long();
		_exit(0);
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], part, sizeof(part)), 0);
	close(ends[0]);
	ck_assert(waitpid(child, &status, 0) == child && !status);
}
END_TEST

/* In a container there may be none. */
static bool
has_terminals(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	bool ok = master >= 0 && !grantpt(master) && !unlockpt(master);

	if (master >= 0)
		close(master);
	return ok;
}

static void
add_terminal_tests(TCase *t)
{
	tcase_add_test(t, it_is_shown_at_most_five_times_a_second_and_erased);
	tcase_add_test(t, a_short_run_shows_nothing);
	tcase_add_test(t, quiet_and_dumb_terminals_show_nothing);
	tcase_add_test(t, the_line_is_as_wide_as_the_terminal);
	tcase_add_test(t, messages_go_above_the_line);
}

int
main(void)
{
	Suite *s = suite_create("progress");
	TCase *t = tcase_create("progress");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_line_says_what_fits, 0,
		(int)(sizeof(lines) / sizeof(*lines)));
	tcase_add_test(t, between_two_lines_are_200_milliseconds);
	if (has_terminals())
		add_terminal_tests(t);
	else
		puts("skipped: terminals, as there are none here");
	tcase_add_test(t, a_pipe_gets_nothing);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
