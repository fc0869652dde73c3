/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program that has functions of the names that the library uses inside, gets
 * its own, and the library those of the library.  Compresses in parts of any
 * size, as a program does that cannot hold its input.
 */
#include <headroom.h>

#include <stdio.h>
#include <stdlib.h>

void buf_reset(void *);
int json_decode(const char *);
void *mem_alloc(size_t n, size_t size);

static int calls;

void
buf_reset(void *p)
{
	(void)p;
	calls++;
}

int
json_decode(const char *text)
{
	(void)text;
	return ++calls;
}

void *
mem_alloc(size_t n, size_t size)
{
	(void)n;
	(void)size;
	calls++;
	return NULL;
}

static enum hr_status
to_stdout(void *ctx, const void *p, size_t n)
{
	(void)ctx;
	return fwrite(p, 1, n, stdout) == n ? HR_OK : HR_EIO;
}

static enum hr_status
run(struct hr_compressor *c)
{
	enum hr_status status = HR_OK;
	char part[1000];
	size_t n;

	while (status == HR_OK && (n = fread(part, 1, sizeof(part), stdin)))
		status = hr_compressor_feed(c, part, n);
	if (status == HR_OK)
		status = hr_compressor_finish_input(c);
	return status == HR_OK ? hr_compressor_finish_run(c) : status;
}

int
main(void)
{
	struct hr_options options;
	struct hr_compressor *c;
	struct hr_error err;
	enum hr_status status;

	hr_options_init(&options, sizeof(options));
	if (hr_compressor_new(&options, to_stdout, NULL, &c, &err) != HR_OK)
		return EXIT_FAILURE;
	status = run(c);
	hr_compressor_free(c);
	if (calls) {
		fprintf(stderr, "the library called the program's functions\n");
		return EXIT_FAILURE;
	}
	buf_reset(NULL);
	return status == HR_OK && json_decode("") == 2 ? EXIT_SUCCESS
						       : EXIT_FAILURE;
}
