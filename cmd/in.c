/* SPDX-License-Identifier: Apache-2.0 */
/* The read stage; see in.h. */
#include "in.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "msg.h"

static int
open_again(const char *name)
{
	int fd;

	do
		fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	return fd;
}

bool
in_open(struct in *in, const char *name)
{
	bool is_stdin = !strcmp(name, "-");
	struct stat st;

	in->name = is_stdin ? "standard input" : *name ? name : "''";
	in->fd = is_stdin ? STDIN_FILENO : open_again(name);
	if (in->fd >= 0 && fstat(in->fd, &st) == 0) {
		if (!S_ISDIR(st.st_mode))
			return true;
		errno = EISDIR;
	}
	msg_error(in->name, "%s", strerror(errno));
	in_close(in);
	return false;
}

ssize_t
in_read(struct in *in, void *p, size_t n)
{
	for (;;) {
		ssize_t got = read(in->fd, p, n);

		if (got >= 0)
			return got;
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			in_wait(in, -1);
		} else if (errno != EINTR) {
			msg_error(in->name, "%s", strerror(errno));
			return -1;
		}
	}
}

bool
in_read_head(struct in *in, struct buf *head, bool *ended)
{
	ssize_t n = 1;

	while (head->n < IN_BYTES && n > 0) {
		if (!buf_reserve(head, IN_BYTES))
			return false;
		n = in_read(in, head->p + head->n, IN_BYTES);
		head->n += n > 0 ? (size_t)n : 0;
	}
	*ended = n <= 0;
	return true;
}

bool
in_wait(struct in *in, int milliseconds)
{
	struct pollfd p = { .fd = in->fd, .events = POLLIN };
	int ready;

	do
		ready = poll(&p, 1, milliseconds);
	while (ready < 0 && errno == EINTR);
	return ready != 0;
}

void
in_close(struct in *in)
{
	if (in->fd > STDERR_FILENO)
		close(in->fd);
	in->fd = -1;
}

char **
in_operands(char **operands)
{
	static char dash[] = "-";
	static char *standard_input[] = { dash, NULL };

	if (operands[0])
		return operands;
	if (!isatty(STDIN_FILENO))
		return standard_input;
	msg_usage("nothing to read: pipe something in or name a file");
	return NULL;
}
