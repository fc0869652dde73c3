/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of spans, buffers, checked sizes and hash slots. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/slots.h"
#include "base/span.h"

START_TEST(sizes_that_do_not_fit_are_refused)
{
	size_t n = 7;

	ck_assert(!size_add(SIZE_MAX, 1, &n));
	ck_assert(!size_mul(SIZE_MAX / 2, 3, &n));
	ck_assert_uint_eq(n, 7);
	ck_assert(size_add(SIZE_MAX - 1, 1, &n) && n == SIZE_MAX);
	ck_assert(size_mul(SIZE_MAX, 0, &n) && n == 0);
	ck_assert_ptr_null(mem_alloc(SIZE_MAX, 2));
	ck_assert_ptr_null(mem_resize(NULL, SIZE_MAX / 2, 4));
}
END_TEST

START_TEST(a_growth_that_fails_leaves_the_array)
{
	size_t cap = 0;
	int *p = NULL;

	ck_assert(mem_grow(&p, &cap, 3, sizeof(*p)));
	ck_assert_uint_ge(cap, 3);
	p[2] = 5;
	ck_assert(!mem_grow(&p, &cap, SIZE_MAX, sizeof(*p)));
	ck_assert_int_eq(p[2], 5);
	mem_free(p);
}
END_TEST

START_TEST(a_buffer_has_what_was_added)
{
	struct buf b = { 0 };

	buf_add_str(&b, "a");
	buf_add_char(&b, '\0');
	buf_add_uint(&b, 0);
	buf_add_uint(&b, UINT64_MAX);
	buf_add(&b, span_of(NULL, 0));
	ck_assert(buf_ok(&b));
	ck_assert(span_equal(buf_span(&b), span_of("a\0"
						   "018446744073709551615",
						   23)));
	buf_drop(&b, 3);
	ck_assert(span_equal(buf_span(&b), span_str("18446744073709551615")));
	buf_drop(&b, 100);
	ck_assert_uint_eq(b.n, 0);
	buf_release(&b);
}
END_TEST

START_TEST(a_failure_of_a_buffer_sticks_until_it_is_reset)
{
	struct buf b = { .limit = 4 };

	buf_add_str(&b, "abc");
	buf_add_str(&b, "de");
	ck_assert(!buf_ok(&b));
	buf_add_str(&b, "f");
	ck_assert(span_equal(buf_span(&b), span_str("abc")));
	buf_reset(&b);
	buf_add_str(&b, "f");
	ck_assert(buf_ok(&b));
	ck_assert(!buf_reserve(&b, SIZE_MAX));
	buf_release(&b);
}
END_TEST

/* Every length up to where memcmp takes over, every place of a difference. */
START_TEST(spans_are_equal_if_all_bytes_are)
{
	char a[40], b[40];

	for (size_t i = 0; i < sizeof(a); i++)
		a[i] = b[i] = (char)(i * 7);
	for (size_t n = 0; n < sizeof(a); n++) {
		ck_assert(span_equal(span_of(a, n), span_of(b, n)));
		ck_assert(!span_equal(span_of(a, n), span_of(b, n + 1)));
		for (size_t i = 0; i < n; i++) {
			b[i] ^= 1;
			ck_assert(!span_equal(span_of(a, n), span_of(b, n)));
			b[i] ^= 1;
		}
	}
}
END_TEST

START_TEST(lines_come_off_the_front)
{
	struct span rest = span_str("a\r\n\nb"), line;

	ck_assert(span_line(&rest, &line));
	ck_assert(span_equal(line, span_str("a\r\n")));
	ck_assert(span_equal(span_chomp(line), span_str("a")));
	ck_assert(span_line(&rest, &line));
	ck_assert(span_equal(span_chomp(line), span_str("")));
	ck_assert(span_line(&rest, &line));
	ck_assert(span_equal(line, span_str("b")));
	ck_assert(!span_line(&rest, &line));
	ck_assert_uint_eq(span_from(span_str("ab"), 9).n, 0);
	ck_assert(span_starts(span_str("ab"), "a") &&
		  !span_starts(span_str("a"), "ab"));
	ck_assert(span_ends(span_str("ab"), "b") &&
		  !span_ends(span_str("b"), "ab"));
}
END_TEST

START_TEST(hashes_tell_padding_and_seeds_apart)
{
	ck_assert(hash_bytes(0, "a", 1) != hash_bytes(0, "a\0", 2));
	ck_assert(hash_bytes(0, "a", 1) != hash_bytes(1, "a", 1));
	ck_assert(hash_bytes(0, "", 0) != hash_bytes(0, "\0", 1));
}
END_TEST

/* The slot of this entry, or the empty one behind those with its hash. */
static size_t
find_slot(const struct slots *s, uint64_t hash, uint32_t entry)
{
	size_t i = hash & (s->n - 1);

	while (s->p[i] && s->p[i] != entry)
		i = (i + 1) & (s->n - 1);
	return i;
}

START_TEST(slots_find_all_entries_after_growing)
{
	enum {
		COUNT = 5000
	};
	static struct {
		uint32_t other;
		uint64_t hash;
	} entry[COUNT];
	struct slots s = { 0 };

	for (uint32_t k = 0; k < COUNT; k++) {
		entry[k].hash = hash_mix(k / 3, 1); /* some are equal */
		if (k * 2 >= s.n)
			ck_assert(slots_grow(
				&s, &entry[0].hash, sizeof(entry[0]), k));
		s.p[find_slot(&s, entry[k].hash, 0)] = k + 1;
	}
	for (uint32_t k = 0; k < COUNT; k++)
		ck_assert_uint_eq(
			s.p[find_slot(&s, entry[k].hash, k + 1)], k + 1);
	slots_release(&s);
	ck_assert_ptr_null(s.p);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("base");
	TCase *t = tcase_create("base");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_add_test(t, sizes_that_do_not_fit_are_refused);
	tcase_add_test(t, a_growth_that_fails_leaves_the_array);
	tcase_add_test(t, a_buffer_has_what_was_added);
	tcase_add_test(t, a_failure_of_a_buffer_sticks_until_it_is_reset);
	tcase_add_test(t, spans_are_equal_if_all_bytes_are);
	tcase_add_test(t, lines_come_off_the_front);
	tcase_add_test(t, hashes_tell_padding_and_seeds_apart);
	tcase_add_test(t, slots_find_all_entries_after_growing);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
