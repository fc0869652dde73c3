/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines "name: value" of an answer, of which the first byte is the kind of its
 * status and the second the number of the attempt: a wait is never negative or
 * longer than a server may ask for.
 */
#include <stdio.h>
#include <stdlib.h>

#include "send/retry.h"

#include "fuzz.h"

static void
read_headers(struct retry_hints *hints, struct span text)
{
	struct span line;

	while (span_line(&text, &line)) {
		const char *colon;

		line = span_chomp(line);
		colon = line.n ? memchr(line.p, ':', line.n) : NULL;
		if (colon)
			retry_header(hints,
				span_of(line.p, (size_t)(colon - line.p)),
				span_from(line, (size_t)(colon - line.p) + 1));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const int statuses[] = { 0, 200, 302, 400, 408, 429, 500, 599 };
	struct retry_attempt a = {
		.body_ms = -1, .hints = RETRY_HINTS, .retries = 200
	};
	int64_t wait;

	if (n < 2)
		return 0;
	a.status = statuses[data[0] % 8];
	a.fault = a.status ? RETRY_ANSWERED : RETRY_NETWORK;
	a.number = data[1];
	read_headers(&a.hints, span_of((const char *)data + 2, n - 2));
	wait = retry_wait(&a, 784111777, 0.5);
	if (wait != RETRY_NEVER && (wait <= 0 || wait > RETRY_LONGEST_MS)) {
		fprintf(stderr, "a wait of %ld ms\n", (long)wait);
		abort();
	}
	return 0;
}
