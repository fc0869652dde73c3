/* SPDX-License-Identifier: Apache-2.0 */
/* The key of a provider; see key.h. */
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "cmd.h"
#include "msg.h"

enum {
	/* A part of a key that servers show, "...abcd", is shorter. */
	PART_BYTES = 8,
};

void
key_guard(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* ---- where it is from ---------------------------------------------------- */

static int
open_file(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || fstat(fd, &st) < 0) {
		msg_error(path, "%s", strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		msg_error(path, "%s", strerror(EISDIR));
	} else if (S_ISREG(st.st_mode) &&
		   (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		msg_error(path, "others may read or write this file: chmod 600 "
				"is for keys");
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

int
key_open(struct key_source *source)
{
	bool several = (source->file != NULL) + (source->command != NULL) +
			       (source->fd != NULL) >
		       1;
	char *end;
	long fd;

	source->opened = -1;
	if (several) {
		msg_usage("one of --key-file, --key-command and --key-fd is "
			  "enough");
		return EXIT_USAGE;
	}
	if (source->file) {
		source->opened = open_file(source->file);
		return source->opened < 0 ? EXIT_IO : 0;
	}
	if (!source->fd)
		return 0;
	errno = 0;
	fd = strtol(source->fd, &end, 10);
	if (errno || end == source->fd || *end || fd < 0 || fd > 65535) {
		msg_usage("--key-fd: '%s' is no descriptor", source->fd);
		return EXIT_USAGE;
	}
	if (fcntl((int)fd, F_GETFD) < 0) {
		msg_error(NULL, "--key-fd: %s", strerror(errno));
		return EXIT_IO;
	}
	source->opened = (int)fd;
	return 0;
}

/* ---- reading ------------------------------------------------------------- */

static void
wipe(void *p, size_t n)
{
	volatile char *at = p;

	while (n--)
		*at++ = 0;
}

static char *
place(struct key *key)
{
	return key->line + KEY_HEADER_BYTES;
}

/* Blanks around a key are those of the file's last line. */
static int
accept(struct key *key, const char *from)
{
	const char *p = place(key);
	size_t first = 0;

	while (key->n && strchr(" \t\r\n", p[key->n - 1]))
		key->n--;
	while (first < key->n && strchr(" \t\r\n", p[first]))
		first++;
	key->at = KEY_HEADER_BYTES + first;
	key->n -= first;
	if (!key->n) {
		msg_error(from, "there is no key in it");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < key->n; i++)
		if (p[first + i] <= ' ' || p[first + i] >= 0x7f) {
			msg_error(from, "this is no key: it has a blank, or "
					"what is not ASCII");
			return EXIT_USAGE;
		}
	return 0;
}

static int
read_descriptor(struct key *key, int fd, const char *from)
{
	ssize_t n = 1;

	/* One byte more than a key has tells that it is too long. */
	while (n != 0 && key->n < KEY_BYTES) {
		n = read(fd, place(key) + key->n, KEY_BYTES - key->n);
		if (n > 0) {
			key->n += (size_t)n;
		} else if (n < 0 && errno != EINTR) {
			msg_error(from, "%s", strerror(errno));
			return EXIT_IO;
		}
	}
	if (key->n == KEY_BYTES) {
		msg_error(from, "too long for a key");
		return EXIT_USAGE;
	}
	return 0;
}

/* The command's side of the fork. */
static void
run_command(const char *command, int out)
{
	int in = open("/dev/null", O_RDONLY);

	if (in >= 0)
		dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	signal(SIGPIPE, SIG_DFL);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int
read_command(struct key *key, const char *command)
{
	static const char from[] = "--key-command";
	int ends[2], status, result;
	pid_t pid;

	if (pipe(ends) < 0 || (pid = fork()) < 0) {
		msg_error(from, "%s", strerror(errno));
		return EXIT_IO;
	}
	if (pid == 0) {
		close(ends[0]);
		run_command(command, ends[1]);
	}
	close(ends[1]);
	result = read_descriptor(key, ends[0], from);
	close(ends[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (result == 0 && (!WIFEXITED(status) || WEXITSTATUS(status) != 0)) {
		msg_error(from, "the command failed");
		return EXIT_IO;
	}
	return result;
}

static int
read_variable(struct key *key, const char *const *variables)
{
	const char *value = NULL, *other = NULL;

	for (; *variables && !value; variables++) {
		value = getenv(*variables);
		key->variable = *variables;
		if (value && !*value)
			value = NULL;
	}
	if (!value) {
		key->variable = NULL;
		return 0;
	}
	if (*variables && (other = getenv(*variables)) != NULL && *other)
		msg_warning(NULL, "%s and %s are set: the first one is used",
			key->variable, *variables);
	key->n = strlen(value);
	if (key->n >= KEY_BYTES) {
		key->n = 0;
		msg_error(key->variable, "too long for a key");
		return EXIT_USAGE;
	}
	memcpy(place(key), value, key->n);
	return accept(key, key->variable);
}

int
key_read(struct key *key, const struct key_source *source)
{
	int status;

	*key = (struct key){ .n = 0 };
	if (source->command)
		status = read_command(key, source->command);
	else if (source->opened >= 0)
		status = read_descriptor(key, source->opened,
			source->file ? source->file : "--key-fd");
	else
		return read_variable(key, source->variables);
	if (status == 0)
		status = accept(key, source->command ? "--key-command"
				     : source->file  ? source->file
						     : "--key-fd");
	return status;
}

void
key_set_header(struct key *key, const char *before)
{
	size_t n = strlen(before);

	if (!key->n)
		return;
	memmove(key->line + n, key->line + key->at, key->n);
	memcpy(key->line, before, n);
	/* Of a shift to the left, what stood behind it is left. */
	if (key->at > n)
		wipe(key->line + n + key->n, key->at - n);
	key->at = n;
	key->line[n + key->n] = '\0';
}

void
key_wipe(struct key *key)
{
	wipe(key->line, sizeof(key->line));
	key->n = 0;
}

/* ---- hiding -------------------------------------------------------------- */

/* Bytes at the start of the text that are a part of the key. */
static size_t
part_at(struct span key, struct span text)
{
	size_t longest = 0;

	for (size_t i = 0; i < key.n; i++) {
		size_t n = 0;

		while (n < text.n && i + n < key.n && text.p[n] == key.p[i + n])
			n++;
		if (n > longest)
			longest = n;
	}
	return longest;
}

/* Texts are of a few hundred bytes, so all pairs of places are few. */
void
key_hide(const struct key *key, struct span text, struct buf *out)
{
	struct span whole = span_of(key->line + key->at, key->n);
	size_t least = key->n < PART_BYTES ? key->n : PART_BYTES;

	while (text.n) {
		size_t n = key->n ? part_at(whole, text) : 0;

		if (n && n >= least) {
			buf_add_str(out, "[key]");
			text = span_from(text, n);
		} else {
			buf_add_char(out, text.p[0]);
			text = span_from(text, 1);
		}
	}
}
