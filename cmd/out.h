/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Output: stdout, or the file of -o, which appears whole or not at all.  The
 * first failure is told and sticks; later calls do nothing.
 */
#ifndef OUT_H
#define OUT_H

#include "base/clean.h"
#include "headroom.h"

struct out {
	int fd;
	const char *name; /* for messages */
	const char
		*path; /* to be replaced in the end; NULL: written in place */
	bool terminal; /* shown to a person: made safe */
	int failed; /* exit status */
	struct buf held; /* small pieces wait here */
	struct clean clean;
};

/* NULL and "-" are stdout.  False after a message. */
bool out_open(struct out *, const char *path);
void out_write(struct out *, const void *p, size_t n);
void out_str(struct out *, const char *);
void out_print(struct out *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A string of JSON, with its quotes; bytes that are not UTF-8 become
 * U+FFFD. */
void out_json(struct out *, const char *);
void out_json_span(struct out *, struct span);
bool out_flush(struct out *);
/* Closes; with a status other than 0 the old file stays as it was.  The exit
 * status: the one given unless closing fails. */
int out_close(struct out *, int status);

/* hr_write_fn with a struct out. */
enum hr_status out_sink(void *out, const void *p, size_t n);

#endif
