/* SPDX-License-Identifier: Apache-2.0 */
/* Messages; see msg.h. */
#include "msg.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clean.h"

enum level {
	ERROR,
	WARNING,
	NOTE,
};

static int shown = WARNING;
static bool terminal, coloured;
static const char *command; /* whose help is to be seen; NULL: the program's */

/* The line at the bottom of the terminal.  Threads that work on lines of a batch
 * have messages, too: one writes at a time. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char status[MSG_STATUS_BYTES];
static size_t status_n;

/* To the start of the line, and all that is behind is erased. */
#define ERASE "\r\033[K"

void
msg_init(void)
{
	const char *no_color = getenv("NO_COLOR");

	terminal = isatty(STDERR_FILENO);
	coloured = terminal && !(no_color && *no_color);
}

void
msg_quieter(void)
{
	shown = ERROR;
}

void
msg_louder(void)
{
	shown = NOTE;
}

bool
msg_is_loud(void)
{
	return shown >= NOTE;
}

static void
put_all(struct span s)
{
	while (s.n) {
		ssize_t n = write(STDERR_FILENO, s.p, s.n);

		if (n > 0)
			s = span_from(s, (size_t)n);
		else if (n == 0 || errno != EINTR)
			return;
	}
}

/* In one write, so that lines of several processes stay whole. */
static void
put(struct span s)
{
	struct buf around = { .p = NULL };

	pthread_mutex_lock(&lock);
	if (status_n) {
		buf_add_str(&around, ERASE);
		buf_add(&around, s);
		buf_add(&around, span_of(status, status_n));
	}
	put_all(around.n && buf_ok(&around) ? buf_span(&around) : s);
	pthread_mutex_unlock(&lock);
	buf_release(&around);
}

static void
say(enum level level, const char *input, const char *text)
{
	static const char *const colours[] = { "\033[31m", "\033[33m",
		"\033[2m" };
	struct buf line = { .p = NULL };

	if ((int)level > shown)
		return;
	if (coloured)
		buf_add_str(&line, colours[level]);
	buf_add_str(&line, "headroom:");
	if (coloured)
		buf_add_str(&line, "\033[m");
	buf_add_char(&line, ' ');
	if (input) {
		clean_line(span_str(input), &line);
		buf_add_str(&line, ": ");
	}
	clean_line(span_str(text), &line);
	buf_add_char(&line, '\n');
	put(buf_ok(&line) ? buf_span(&line)
			  : span_str("headroom: out of memory\n"));
	buf_release(&line);
}

static void __attribute__((format(printf, 3, 0))) say_format(
	enum level level, const char *input, const char *format, va_list args)
{
	char text[1024];

	vsnprintf(text, sizeof(text), format, args);
	say(level, input, text);
}

void
msg_error(const char *input, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_format(ERROR, input, format, args);
	va_end(args);
}

void
msg_warning(const char *input, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_format(WARNING, input, format, args);
	va_end(args);
}

void
msg_note(const char *input, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_format(NOTE, input, format, args);
	va_end(args);
}

void
msg_command(const char *name)
{
	command = name;
}

void
msg_usage(const char *format, ...)
{
	char text[1024], pointer[64];
	va_list args;
	size_t n;

	snprintf(pointer, sizeof(pointer), "; see 'headroom %s%s--help'",
		command ? command : "", command ? " " : "");
	va_start(args, format);
	vsnprintf(text, sizeof(text) - sizeof(pointer), format, args);
	va_end(args);
	n = strlen(text);
	memcpy(text + n, pointer, strlen(pointer) + 1);
	say(ERROR, NULL, text);
}

void
msg_line(const char *line)
{
	struct buf text = { .p = NULL };

	clean_line(span_str(line), &text);
	buf_add_char(&text, '\n');
	put(buf_span(&text));
	buf_release(&text);
}

/* ---- the line of status -------------------------------------------------- */

unsigned
msg_columns(void)
{
	enum {
		USUAL = 80
	};
	const char *name = getenv("TERM");
	struct winsize size;
	pid_t front;

	if (!terminal || shown < WARNING || (name && !strcmp(name, "dumb")))
		return 0;
	/* In the background the terminal is somebody else's. */
	front = tcgetpgrp(STDERR_FILENO);
	if (front >= 0 && front != getpgrp())
		return 0;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return USUAL;
	return size.ws_col;
}

void
msg_status(const char *line)
{
	char text[sizeof(ERASE) + sizeof(status)];
	size_t n = strlen(line);

	if (n > sizeof(status))
		n = sizeof(status);
	pthread_mutex_lock(&lock);
	if (n || status_n) {
		memcpy(text, ERASE, sizeof(ERASE) - 1);
		memcpy(text + sizeof(ERASE) - 1, line, n);
		put_all(span_of(text, sizeof(ERASE) - 1 + n));
	}
	memcpy(status, line, n);
	status_n = n;
	pthread_mutex_unlock(&lock);
}
