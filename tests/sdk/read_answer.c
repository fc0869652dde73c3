/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What our reader makes of recorded answers: a line "API NAME sse" or "API NAME
 * json" on stdin each, a line of JSON on stdout.
 *
 *	read_answer FOLDER < list
 */
#include <stdio.h>
#include <stdlib.h>

#include "ref/ref_answer.h"
#include "ref/ref_files.h"

static enum hr_api api;
static bool stream;
static char name[100];

static void
read_file(const struct ref_file *file)
{
	struct ref_answer r = { 0 };
	struct buf out = { 0 };

	ref_answer_read(&r, api, stream, span_of(file->p, file->n), NULL, 0);
	ref_answer_describe(&r, &out);
	printf("{\"api\":\"%s\",\"name\":\"%s\",\"form\":\"%s\",%.*s",
		hr_api_name(api), name, stream ? "sse" : "json", (int)out.n - 1,
		out.p + 1);
	buf_release(&out);
	ref_answer_release(&r);
}

int
main(int argc, char **argv)
{
	char word[100], form[100], path[400];

	if (argc != 2)
		return EXIT_FAILURE;
	while (scanf("%99s %99s %99s", word, name, form) == 3) {
		if (hr_api_find(word, &api) != HR_OK)
			return EXIT_FAILURE;
		stream = !strcmp(form, "sse");
		snprintf(path, sizeof(path), "%s/%s/%s.%s", argv[1], word, name,
			form);
		ref_files(path, read_file);
	}
	return EXIT_SUCCESS;
}
