/* SPDX-License-Identifier: Apache-2.0 */
/* Messages; see msg.h. */
#include "msg.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clean.h"

enum level {
	ERROR,
	WARNING,
	NOTE,
};

static int shown = WARNING;
static bool coloured;

void
msg_init(void)
{
	const char *no_color = getenv("NO_COLOR");

	coloured = isatty(STDERR_FILENO) && !(no_color && *no_color);
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

/* In one write, so that lines of several processes stay whole. */
static void
put(struct span s)
{
	while (s.n) {
		ssize_t n = write(STDERR_FILENO, s.p, s.n);

		if (n > 0)
			s = span_from(s, (size_t)n);
		else if (n == 0 || errno != EINTR)
			return;
	}
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
msg_usage(const char *format, ...)
{
	static const char pointer[] = "; see 'headroom --help'";
	char text[1024];
	va_list args;
	size_t n;

	va_start(args, format);
	vsnprintf(text, sizeof(text) - sizeof(pointer), format, args);
	va_end(args);
	n = strlen(text);
	memcpy(text + n, pointer, sizeof(pointer));
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
