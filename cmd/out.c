/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Output; see out.h.  The file of -o is written under a temporary name in the
 * same folder and renamed when it is whole and on the disk.
 */
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "msg.h"

enum {
	/* Pieces are joined up to here, and larger ones written at once. */
	HELD_BYTES = 64 << 10,
	TEMP_TRIES = 100,
};

/* What a signal has to remove; empty: nothing. */
static char temp_path[4096];

static void
die_by(int sig)
{
	sigset_t set;

	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
}

static void
remove_temp(void)
{
	if (temp_path[0])
		unlink(temp_path);
	temp_path[0] = '\0';
}

static void
on_signal(int sig)
{
	remove_temp();
	die_by(sig);
}

static void
catch_signals(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE,
		SIGTERM };
	struct sigaction act = { .sa_handler = on_signal }, old;

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (sigaction(signals[i], NULL, &old) == 0 &&
			old.sa_handler != SIG_IGN)
			sigaction(signals[i], &act, NULL);
}

/* Opens a new file beside `path`; temp_path is its name. */
static int
open_temp(const char *path)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash + 1 - path) : 0, fd = -1;

	for (int i = 0; i < TEMP_TRIES; i++) {
		char name[sizeof(temp_path)];
		int n = snprintf(name, sizeof(name), "%.*s.headroom.%ld.%d",
			folder, path, (long)getpid(), i);

		if (n < 0 || (size_t)n >= sizeof(name)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		fd = open(name,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
			0600);
		if (fd >= 0)
			memcpy(temp_path, name, (size_t)n + 1);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd;
}

/* The same with no signal between the file and its name. */
static int
open_temp_safely(const char *path)
{
	sigset_t all, old;
	int fd, error;

	catch_signals();
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	fd = open_temp(path);
	error = errno;
	sigprocmask(SIG_SETMASK, &old, NULL);
	errno = error;
	return fd;
}

/*
 * What is not a plain file, such as a pipe or a device, is written in place.
 * So is what is named below /dev: /dev/stdout is a link that must stay.  Any
 * other link is replaced, not followed.
 */
static bool
open_file(struct out *out, const char *path)
{
	struct stat st;
	bool exists = stat(path, &st) == 0;

	out->name = path;
	if (span_starts(span_str(path), "/dev/") ||
		(exists && !S_ISREG(st.st_mode))) {
		out->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return out->fd >= 0;
	}
	exists = lstat(path, &st) == 0 && S_ISREG(st.st_mode);
	out->path = path;
	out->fd = open_temp_safely(path);
	if (out->fd >= 0 && exists && fchmod(out->fd, st.st_mode & 0777) < 0) {
		close(out->fd);
		out->fd = -1;
	}
	return out->fd >= 0;
}

bool
out_open(struct out *out, const char *path)
{
	*out = (struct out){ .fd = STDOUT_FILENO, .name = "standard output" };
	if (path && strcmp(path, "-") != 0 && !open_file(out, path)) {
		msg_error(path, "%s", strerror(errno));
		remove_temp();
		return false;
	}
	out->terminal = isatty(out->fd);
	return true;
}

static void
fail(struct out *out, int status, const char *why)
{
	if (!out->failed) {
		msg_error(out->name, "%s", why);
		out->failed = status;
	}
}

static void
write_all(struct out *out, struct span s)
{
	while (s.n && !out->failed) {
		ssize_t n = write(out->fd, s.p, s.n);

		if (n > 0) {
			s = span_from(s, (size_t)n);
		} else if (n == 0 || errno == EINTR) {
			continue;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd p = { .fd = out->fd, .events = POLLOUT };

			poll(&p, 1, -1);
		} else if (errno == EPIPE) {
			/* Whoever ignores SIGPIPE for us is not the one to
			 * tell. */
			remove_temp();
			die_by(SIGPIPE);
		} else {
			fail(out, EXIT_IO, strerror(errno));
		}
	}
}

bool
out_flush(struct out *out)
{
	if (!buf_ok(&out->held))
		fail(out, EXIT_INTERNAL, "out of memory");
	write_all(out, buf_span(&out->held));
	buf_reset(&out->held);
	return !out->failed;
}

void
out_write(struct out *out, const void *p, size_t n)
{
	if (out->terminal) {
		clean_add(&out->clean, span_of(p, n), &out->held);
	} else if (n < HELD_BYTES) {
		buf_add(&out->held, span_of(p, n));
	} else if (out_flush(out)) {
		write_all(out, span_of(p, n));
	}
	if (out->held.n >= HELD_BYTES)
		out_flush(out);
}

void
out_str(struct out *out, const char *s)
{
	out_write(out, s, strlen(s));
}

void
out_print(struct out *out, const char *format, ...)
{
	char text[1024];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(text))
		fail(out, EXIT_INTERNAL, "a line is too long");
	else
		out_write(out, text, (size_t)n);
}

void
out_json(struct out *out, const char *s)
{
	out_json_span(out, span_str(s));
}

void
out_json_span(struct out *out, struct span s)
{
	out_str(out, "\"");
	while (s.n) {
		uint32_t code = 0xfffd;
		int length = clean_character(s.p, s.n, &code);

		if (length <= 0)
			code = 0xfffd;
		if (length <= 0 || clean_is_unsafe(code) || code == '\n' ||
			code == '\t')
			out_print(out, "\\u%04x", (unsigned)code);
		else if (code == '"' || code == '\\')
			out_print(out, "\\%c", (int)code);
		else
			out_write(out, s.p, (size_t)length);
		s = span_from(s, length <= 0 ? 1 : (size_t)length);
	}
	out_str(out, "\"");
}

/* The new file takes the old one's place. */
static bool
publish(struct out *out)
{
	return fsync(out->fd) == 0 && rename(temp_path, out->path) == 0;
}

int
out_close(struct out *out, int status)
{
	clean_end(&out->clean, &out->held);
	out_flush(out);
	buf_release(&out->held);
	if (out->path && status == 0 && !out->failed) {
		if (publish(out))
			temp_path[0] = '\0';
		else
			fail(out, EXIT_IO, strerror(errno));
	}
	remove_temp();
	if (close(out->fd) < 0 && errno != EINTR)
		fail(out, EXIT_IO, strerror(errno));
	return out->failed > status ? out->failed : status;
}

enum hr_status
out_sink(void *ctx, const void *p, size_t n)
{
	struct out *out = ctx;

	out_write(out, p, n);
	return out->failed ? HR_EIO : HR_OK;
}
