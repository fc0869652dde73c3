/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a result that a client may have wrapped.  The parts are all of it,
 * in their order, with the numbers of their lines; and a text that has no wrapper
 * is one part.
 */
#include "request/wrapper.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span text;
	struct wrapper w;
	uint64_t line = 1;
	size_t at = 0;
	bool lines, found;

	if (n < 1)
		return 0;
	lines = data[0] & 1;
	text = span_of((const char *)data + 1, n - 1);
	found = wrapper_find(text, lines, &w);
	check(w.n <= WRAPPER_PARTS, "too many parts");
	for (size_t i = 0; i < w.n; i++) {
		const struct wrapper_part *p = &w.part[i];

		check(p->text.p == text.p + at && p->text.n,
			"the parts are not the text");
		check(p->line == line, "another line");
		check(!lines || !p->inside || !at || text.p[at - 1] == '\n',
			"what is inside begins in a line");
		at += p->text.n;
		for (size_t k = 0; k < p->text.n; k++)
			line += p->text.p[k] == '\n';
	}
	check(at == text.n, "the parts are not all of the text");
	check(found || w.n == (text.n != 0), "parts without a wrapper");
	return 0;
}
