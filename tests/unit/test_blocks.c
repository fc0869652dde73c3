/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs in blocks of whole lines. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "blocks.h"

enum {
	MOST = 3 * BLOCK_BYTES,
	/* What is read before it is seen that it is too much. */
	SLACK = IN_BYTES,
};

static struct buf text;

/* Lines of these lengths with their newlines, 0 at the end; a negative one is
 * the last, which has none. */
static const long shapes[][16] = {
	{ 1, 1, 2, 3 },
	{ -1 },
	{ 5, -5 },
	{ BLOCK_BYTES },
	{ BLOCK_BYTES + 1, 7 },
	{ BLOCK_BYTES - 1, 1, 1, -BLOCK_BYTES },
	{ 3, MOST - 1, 4 },
	{ 3, MOST, 4 },
	/* These are too long, all of the next. */
	{ MOST + SLACK + 1, 9, 9 },
	{ 9, 9, 2 * MOST, 9 },
	{ 9, MOST + 2 * SLACK, MOST + 2 * SLACK, 5 },
	{ 5, -3 * MOST },
	{ 70000, 200000, 4 * MOST + 17, 200000, 60000, 300000, -9 * MOST },
};

static void
make(const long *length)
{
	buf_reset(&text);
	for (size_t k = 0; length[k]; k++) {
		size_t n = (size_t)labs(length[k]);

		for (size_t i = 0; i < n; i++)
			buf_add_char(&text, (char)('a' + (i + k) % 26));
		if (length[k] > 0)
			text.p[text.n - 1] = '\n';
	}
	ck_assert(buf_ok(&text));
}

static struct in
open_text(void)
{
	char name[] = "/tmp/headroom-blocks-XXXXXX";
	struct in in = { mkstemp(name), "text" };

	ck_assert(in.fd >= 0 && !unlink(name));
	ck_assert_int_eq(pwrite(in.fd, text.p, text.n, 0), (long)text.n);
	return in;
}

/* With so many bytes read before, the blocks are the text, in order, in whole
 * lines; what is too long is by itself and in small parts. */
static void
check_blocks(size_t most, size_t head)
{
	struct in in = open_text();
	struct blocks b = { .in = &in, .most = most, .line = 1 };
	struct block block = { .goes_on = false };
	uint64_t line = 1;
	size_t at = 0;
	bool part = false;

	buf_add(&b.rest, span_of(text.p, head));
	ck_assert(lseek(in.fd, (off_t)head, SEEK_SET) >= 0);
	do {
		struct span s;

		ck_assert(blocks_next(&b, &block));
		s = buf_span(&block.text);
		ck_assert(span_equal(s, span_of(text.p + at, s.n)));
		at += s.n;
		ck_assert_uint_eq(block.line, line);
		if (part) {
			ck_assert_uint_le(s.n, IN_BYTES + SLACK);
			ck_assert(!s.n || !memchr(s.p, '\n', s.n - 1));
		}
		if (block.goes_on) {
			ck_assert_uint_gt(most, 0);
			ck_assert(part || s.n > most);
			ck_assert_uint_le(
				s.n, most + BLOCK_BYTES + SLACK + head);
			ck_assert(!memchr(s.p, '\n', s.n));
		} else {
			ck_assert(at == text.n || s.p[s.n - 1] == '\n');
			line += part ? 1 : span_lines(s);
		}
		part = block.goes_on;
	} while (part || block.text.n);
	ck_assert_uint_eq(at, text.n);
	ck_assert(b.ended && !b.failed);
	buf_release(&block.text);
	blocks_release(&b);
	close(in.fd);
}

START_TEST(shape)
{
	make(shapes[_i]);
	check_blocks(0, 0);
	check_blocks(MOST, 0);
	check_blocks(100, 0);
	check_blocks(MOST, text.n / 2);
	check_blocks(MOST, text.n);
}
END_TEST

START_TEST(empty)
{
	buf_reset(&text);
	check_blocks(MOST, 0);
}
END_TEST

START_TEST(no_reading)
{
	struct in in = { -1, "nothing" };
	struct blocks b = { .in = &in, .line = 1 };
	struct block block = { .goes_on = false };

	buf_add_str(&b.rest, "one\ntwo");
	ck_assert(freopen("/dev/null", "w", stderr) != NULL);
	ck_assert(blocks_next(&b, &block));
	ck_assert(span_equal(buf_span(&block.text), span_str("one\ntwo")));
	ck_assert(b.failed && b.ended);
	ck_assert(blocks_next(&b, &block));
	ck_assert(!block.text.n && !block.goes_on);
	ck_assert_uint_eq(block.line, 3);
	buf_release(&block.text);
	blocks_release(&b);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("blocks");
	TCase *t = tcase_create("blocks");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, shape, 0, sizeof(shapes) / sizeof(*shapes));
	tcase_add_test(t, empty);
	tcase_add_test(t, no_reading);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	buf_release(&text);
	return failed != 0;
}
