/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What our reader makes of recorded answers: a line "API NAME sse" or "API NAME
 * json" on stdin each, a line of JSON on stdout.
 *
 *	read_answer FOLDER < list
 *
 * Status 9: memory was short, or a file is not there.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ref/ref_answer.h"

enum {
	NO_MEMORY = 9
};

static bool
read_file(const char *path, struct buf *text)
{
	FILE *f = fopen(path, "rb");
	char part[4096];
	size_t n;

	if (!f)
		return false;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(text, span_of(part, n));
	fclose(f);
	return buf_ok(text);
}

static bool
try_file(enum hr_api api, bool stream, const char *path, struct buf *out)
{
	struct ref_answer r = { 0 };
	struct buf text = { 0 };
	bool ok = read_file(path, &text) &&
		  ref_answer_read(&r, api, stream, buf_span(&text), NULL, 0) ==
			  HR_OK;

	if (ok)
		ref_answer_describe(&r, out);
	ref_answer_release(&r);
	buf_release(&text);
	return ok && buf_ok(out);
}

int
main(int argc, char **argv)
{
	char word[100], name[100], form[100], path[400];
	enum hr_api api;

	if (argc != 2)
		return EXIT_FAILURE;
	while (scanf("%99s %99s %99s", word, name, form) == 3) {
		struct buf out = { 0 };

		if (hr_api_find(word, &api) != HR_OK)
			return EXIT_FAILURE;
		snprintf(path, sizeof(path), "%s/%s/%s.%s", argv[1], word, name,
			form);
		if (!try_file(api, !strcmp(form, "sse"), path, &out)) {
			buf_release(&out);
			return NO_MEMORY;
		}
		printf("{\"api\":\"%s\",\"name\":\"%s\",\"form\":\"%s\",%.*s",
			word, name, form, (int)out.n - 1, out.p + 1);
		buf_release(&out);
	}
	return fflush(stdout) ? NO_MEMORY : EXIT_SUCCESS;
}
