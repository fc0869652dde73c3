/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes what comes in smaller, in one call; says on standard error how many
 * tokens it was and is.
 *
 *	cc -o compress compress.c $(pkg-config --cflags --libs headroom)
 */
#include <headroom.h>

#include <stdio.h>
#include <stdlib.h>

/* All of a file; NULL if it cannot be read. */
static char *
read_all(FILE *file, size_t *n)
{
	size_t size = 0;
	char *text = NULL, *more;

	*n = 0;
	do {
		size += 1 << 16;
		more = realloc(text, size);
		if (!more) {
			free(text);
			return NULL;
		}
		text = more;
		*n += fread(text + *n, 1, size - *n, file);
	} while (*n == size);
	return text;
}

int
main(void)
{
	struct hr_counter *counter = hr_counter_new(HR_O200K_BASE);
	struct hr_options options;
	struct hr_error err;
	size_t n, out_n;
	char *text = read_all(stdin, &n), *out;

	if (!counter || !text)
		return EXIT_FAILURE;
	hr_options_init(&options, sizeof(options));
	options.mode = HR_LOSSLESS;
	if (hr_compress(&options, text, n, &out, &out_n, &err) != HR_OK) {
		fprintf(stderr, "compress: %s\n", err.text);
		return EXIT_FAILURE;
	}
	fwrite(out, 1, out_n, stdout);
	fprintf(stderr, "%zu -> %zu tokens, by headroom %s\n",
		hr_count(counter, text, n), hr_count(counter, out, out_n),
		hr_version());
	hr_free(out);
	hr_counter_free(counter);
	free(text);
	return EXIT_SUCCESS;
}
