/* SPDX-License-Identifier: Apache-2.0 */
/* Token counts: known ones, and all ways of counting against the reference. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "headroom.h"
#include "token/token.h"

#include "../ref/ref_token.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* One for each encoding and path, made at first use. */
static struct hr_counter *counters[HR_NENCODINGS][NPATHS];

static struct hr_counter *
counter(int encoding, int path)
{
	struct hr_counter **c = &counters[encoding][path];

	if (!*c)
		*c = hr_counter_new((enum hr_encoding)encoding);
	ck_assert_ptr_nonnull(*c);
	return counter_force_path(*c, (enum path)path) ? *c : NULL;
}

/* ---- random texts -------------------------------------------------------- */

static uint32_t
draw(uint32_t n)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)((state >> 33) % n);
}

static const char *const atoms[] = { "a", "B", "don't", "I'LL", "we'Ve",
	"\305\277s", "'s", "'S", "x'\305\277", "'re", "'ll'd", "''", "'",
	"camelCase", "HTTPServer", "ABCdef", "aB", "A\314\201", "\314\201",
	"\303\200\303\211x", "\307\205x", "\312\260x", "\302\252A",
	"\302\252AB\302\252C", "1", "12", "12345", "1234567", "0x1F", "3.14",
	"\302\275", "\331\243\331\244", "//", "/*", "/", "->", "!=", "...", ".",
	",", "\"", "$", "_", "__", "@", "#", "<|endoftext|>", " ", "  ", "   ",
	"          ", "\n", "\n", "\r\n", "\n\n", " \n", "\n \n", "\t", "\v",
	".\n", ".\n/", "/\n//\n", "\302\240", "\343\200\200", "\342\200\250",
	"\302\205", "\344\270\255", "\344\270\255\346\226\207", "\344\270\255A",
	"\357\274\214", "\343\200\202", "\355\225\234\352\265\255",
	"\340\244\271\340\244\277", "\320\237\321\200", "\360\237\221\251",
	"\342\200\215", "\342\230\200\357\270\217", "\357\273\277",
	"\360\220\220\200\360\220\220\250", "\360\235\237\231", "----------",
	"========", "aaaaaaaaaaaaaaaa" };

static const char *const broken[] = { "\x80", "\xC0\x80", "\xC3", "\xE2\x82",
	"\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x9F\x98", "\xF0\x80\x80\x80",
	"\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF\xFE", "\xE4" };

/* Fills text with n bytes; one in `rare` atoms is not valid UTF-8 or a NUL. */
static void
random_text(char *text, size_t n, uint32_t rare)
{
	for (size_t at = 0; at < n;) {
		const char *atom = atoms[draw(COUNT(atoms))];
		size_t length;

		if (rare && !draw(rare))
			atom = broken[draw(COUNT(broken))];
		length = strlen(atom);
		if (rare && !draw(rare)) {
			atom = "\0\0";
			length = 1 + draw(2);
		}
		if (length > n - at)
			length = n - at;
		memcpy(text + at, atom, length);
		at += length;
	}
}

/* The text at the end of a page, the next of which cannot be read. */
static char *
before_guard(const char *text, size_t n)
{
	static char *pages;
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = 1 << 16;

	if (!pages) {
		int fd = open("/dev/zero", O_RDWR);
		void *map = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE, fd, 0);

		ck_assert(map != MAP_FAILED);
		close(fd);
		pages = map;
		ck_assert_int_eq(mprotect(pages + room, page, PROT_NONE), 0);
	}
	ck_assert_uint_le(n, room);
	memcpy(pages + room - n, text, n);
	return pages + room - n;
}

static void
check_paths(const char *text, size_t n)
{
	for (int e = 0; e < HR_NENCODINGS; e++) {
		size_t want = ref_count((enum hr_encoding)e, text, n);

		for (int path = 0; path < NPATHS; path++) {
			struct hr_counter *c = counter(e, path);
			size_t got;

			if (!c)
				continue;
			got = hr_count(c, before_guard(text, n), n);
			ck_assert_msg(got == want,
				"%s, %s: %zu tokens, expected %zu in '%.*s'",
				hr_encoding_name((enum hr_encoding)e),
				path_name((enum path)path), got, want, (int)n,
				text);
		}
	}
}

/* ---- cases --------------------------------------------------------------- */

/* Counts by npm tiktoken 1.0.22. */
static const struct {
	const char *name, *text;
	size_t o200k, cl100k;
} cases[] = {
#include "test_token_cases.h"
};

START_TEST(known_counts)
{
	size_t n = strlen(cases[_i].text);

	for (int path = 0; path < NPATHS; path++) {
		struct hr_counter *o = counter(HR_O200K_BASE, path);
		struct hr_counter *c = counter(HR_CL100K_BASE, path);

		if (!o)
			continue;
		ck_assert_msg(
			hr_count(o, cases[_i].text, n) == cases[_i].o200k &&
				hr_count(c, cases[_i].text, n) ==
					cases[_i].cl100k,
			"%s, %s: %zu and %zu tokens, expected %zu and %zu",
			cases[_i].name, path_name((enum path)path),
			hr_count(o, cases[_i].text, n),
			hr_count(c, cases[_i].text, n), cases[_i].o200k,
			cases[_i].cl100k);
	}
}
END_TEST

START_TEST(the_reference_knows_them_too)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		check_paths(cases[i].text, strlen(cases[i].text));
}
END_TEST

START_TEST(nul_bytes_do_not_alias_shorter_pieces)
{
	static const char text[] = "a\0 a\0\0 a\0\0\0 \0 \0\0 a a";

	check_paths(text, sizeof(text));
	check_paths(text, sizeof(text) - 1);
	check_paths("\0", 1);
	check_paths("a\0", 2);
	check_paths("a", 1);
}
END_TEST

START_TEST(all_paths_agree_at_every_length_around_blocks)
{
	char text[200];

	for (int round = 0; round < 60; round++) {
		random_text(text, sizeof(text), round % 4 ? 0 : 20);
		for (size_t n = 60; n < 84; n++)
			check_paths(text, n);
		for (size_t n = 124; n < 148; n++)
			check_paths(text, n);
	}
}
END_TEST

START_TEST(all_paths_agree_on_random_texts)
{
	static char text[20000];

	for (int round = 0; round < 60; round++) {
		size_t n = draw(round < 50 ? 500 : sizeof(text));

		random_text(text, n, round % 3 ? 0 : 30);
		check_paths(text, n);
	}
}
END_TEST

START_TEST(all_paths_agree_on_rows_of_few_bytes)
{
	static const char *const sets[] = { "a", "-", "=-", "ab", " ", "\n",
		" \n", " \t\n", ".\n/", "'s", "aB", "1a", "[", "\xE4\xB8\xAD",
		"\xFF", "0" };
	static char text[5000];

	for (size_t k = 0; k < COUNT(sets); k++)
		for (size_t n = 1; n <= sizeof(text); n = n * 3 / 2 + 1) {
			size_t m = strlen(sets[k]);

			for (size_t i = 0; i < n; i++)
				text[i] = sets[k][k % 2 ? draw((uint32_t)m)
							: i % m];
			check_paths(text, n);
		}
}
END_TEST

/* ---- parts and limits ---------------------------------------------------- */

static void
feed_cut(struct hr_counter *c, const char *text, size_t n, size_t cut)
{
	ck_assert_int_eq(hr_count_feed(c, text, cut), HR_OK);
	ck_assert_int_eq(hr_count_feed(c, text + cut, n - cut), HR_OK);
}

START_TEST(every_cut_of_small_texts_gives_the_whole)
{
	char text[3000];

	for (int round = 0; round < 6; round++)
		for (int e = 0; e < HR_O200K_HARMONY; e++) {
			struct hr_counter *c = counter(e, PATH_PORTABLE);
			size_t n = round % 2 ? sizeof(text) : 150, want;

			random_text(text, n, round % 3 ? 0 : 20);
			want = hr_count(c, text, n);
			for (size_t cut = 0; cut <= n; cut += 1) {
				feed_cut(c, text, n, cut);
				ck_assert_uint_eq(
					hr_count_finish(c, NULL), want);
			}
		}
}
END_TEST

START_TEST(random_parts_give_the_whole)
{
	static char text[60000];

	for (int round = 0; round < 40; round++) {
		uint32_t most = 1u << draw(15);
		struct hr_counter *c = counter(round % 2, PATH_PORTABLE);
		size_t want, invalid;

		random_text(text, sizeof(text), round % 3 ? 0 : 30);
		want = hr_count(c, text, sizeof(text));
		for (size_t at = 0, n; at < sizeof(text); at += n) {
			n = 1 + draw(most);
			if (n > sizeof(text) - at)
				n = sizeof(text) - at;
			ck_assert_int_eq(hr_count_feed(c, text + at, n), HR_OK);
			/* A whole text in between does no harm. */
			if (!draw(50))
				hr_count(c, "in between", 10);
		}
		ck_assert_uint_eq(hr_count_finish(c, &invalid), want);
		ck_assert_uint_eq(invalid, ref_invalid(text, sizeof(text)));
	}
}
END_TEST

START_TEST(a_megabyte_of_one_piece_in_parts)
{
	static const struct {
		char c;
		size_t part;
	} rows[] = { { 'a', 1 }, { '-', 100 }, { ' ', 4096 }, { '\n', 70000 },
		{ '[', 999 } };
	enum {
		SIZE = 1000000
	};
	char *text = malloc(SIZE);

	ck_assert_ptr_nonnull(text);
	for (size_t k = 0; k < COUNT(rows); k++) {
		struct hr_counter *c = counter(HR_O200K_BASE, PATH_PORTABLE);
		size_t want;

		memset(text, rows[k].c, SIZE);
		want = hr_count(c, text, SIZE);
		for (size_t at = 0; at < SIZE; at += rows[k].part)
			hr_count_feed(c, text + at,
				SIZE - at < rows[k].part ? SIZE - at
							 : rows[k].part);
		ck_assert_uint_eq(hr_count_finish(c, NULL), want);
	}
	free(text);
}
END_TEST

/* More than are ever remembered, so that the memory grows and forgets. */
START_TEST(many_pieces_are_remembered_right)
{
	enum {
		WORDS = 300000,
		TWICE = 2000
	};
	struct hr_counter *c = hr_counter_new(HR_O200K_BASE);
	struct hr_counter *beside = counter_beside(c), *fresh;
	char word[16];

	ck_assert_ptr_nonnull(beside);
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < WORDS; i += round ? 97 : 1) {
			size_t n = 1, tokens, again;

			word[0] = ' ';
			for (uint32_t k = i + 26; k; k /= 26)
				word[n++] = (char)('a' + k % 26);
			tokens = hr_count(round ? beside : c, word, n);
			again = hr_count(i % TWICE ? c : beside, word, n);
			ck_assert_uint_eq(tokens, again);
			if (i % 997)
				continue;
			fresh = hr_counter_new(HR_O200K_BASE);
			ck_assert_uint_eq(tokens, hr_count(fresh, word, n));
			hr_counter_free(fresh);
		}
	hr_counter_free(c);
	ck_assert_uint_eq(hr_count(beside, " hello", 6), 1);
	hr_counter_free(beside);
}
END_TEST

START_TEST(a_limit_is_kept)
{
	static char text[5000];

	for (int round = 0; round < 20; round++)
		for (int path = 0; path < NPATHS; path++) {
			struct hr_counter *c = counter(round % 2, path);
			size_t want, limit, got;

			if (!c)
				continue;
			random_text(text, sizeof(text), 0);
			want = hr_count(c, text, sizeof(text));
			limit = draw((uint32_t)want);
			got = hr_count_upto(c, text, sizeof(text), limit);
			ck_assert_uint_gt(got, limit);
			ck_assert_uint_le(got, want);
			ck_assert_uint_eq(
				hr_count_upto(c, text, sizeof(text), want),
				want);
		}
}
END_TEST

START_TEST(nothing_has_no_tokens)
{
	struct hr_counter *c = hr_counter_new(HR_O200K_HARMONY);
	size_t invalid = 1;

	ck_assert_uint_eq(hr_count(c, NULL, 0), 0);
	ck_assert_uint_eq(hr_count_upto(c, "", 0, 0), 0);
	ck_assert_int_eq(hr_count_feed(c, NULL, 0), HR_OK);
	ck_assert_uint_eq(hr_count_finish(c, &invalid), 0);
	ck_assert_uint_eq(invalid, 0);
	hr_counter_free(c);
	hr_counter_free(NULL);
}
END_TEST

/* ---- names --------------------------------------------------------------- */

static const struct {
	const char *name, *pattern;
	enum hr_encoding encoding;
	bool exact;
} models[] = {
	{ "gpt-4o", "gpt-4o", HR_O200K_BASE, true },
	{ "gpt-4o-mini", "gpt-4o*", HR_O200K_BASE, true },
	{ "chatgpt-4o-latest", "chatgpt-4o-*", HR_O200K_BASE, true },
	{ "gpt-4", "gpt-4", HR_CL100K_BASE, true },
	{ "gpt-4-turbo", "gpt-4-turbo*", HR_CL100K_BASE, true },
	{ "gpt-4-0613", "gpt-4-*", HR_CL100K_BASE, true },
	{ "gpt-4.1", "gpt-4.1", HR_O200K_BASE, true },
	{ "gpt-4.1-nano", "gpt-4.1*", HR_O200K_BASE, true },
	{ "gpt-4.5-preview", "gpt-4.5-*", HR_O200K_BASE, true },
	{ "gpt-5", "gpt-5", HR_O200K_BASE, true },
	{ "gpt-5.1-codex", "gpt-5*", HR_O200K_BASE, true },
	{ "gpt-oss-120b", "gpt-oss-*", HR_O200K_HARMONY, true },
	{ "o1", "o1", HR_O200K_BASE, true },
	{ "o3-mini", "o3-*", HR_O200K_BASE, true },
	{ "o4-mini-2025-04-16", "o4-mini-*", HR_O200K_BASE, true },
	{ "ft:gpt-4o:acme", "ft:gpt-4o*", HR_O200K_BASE, true },
	{ "ft:gpt-4:acme", "ft:gpt-4*", HR_CL100K_BASE, true },
	{ "gpt-3.5-turbo-0125", "gpt-3.5*", HR_CL100K_BASE, true },
	{ "text-embedding-3-small", "text-embedding-3-small", HR_CL100K_BASE,
		true },
	{ "text-embedding-3-tiny", "text-embedding-3-*", HR_CL100K_BASE, true },
	{ "gpt-35-turbo16k", "gpt-35-turbo*", HR_CL100K_BASE, true },
	{ "claude-sonnet-4-5", "claude-sonnet-4-5*", HR_O200K_BASE, false },
	{ "claude-opus-4-7", "claude-opus-4-7*", HR_O200K_BASE, false },
	{ "us.anthropic.claude-opus-4-7-v1:0", "claude-opus-4-7*",
		HR_O200K_BASE, false },
	{ "claude-haiku-4-5", "claude-*", HR_O200K_BASE, false },
	{ "x-ai/grok-4.5", "grok-4.5*", HR_O200K_BASE, false },
	{ "gemini-2.5-pro", "gemini-*", HR_O200K_BASE, false },
	{ "models/gemini-2.5-pro", "gemini-*", HR_O200K_BASE, false },
	{ "openai/gpt-oss-20b", "gpt-oss-*", HR_O200K_HARMONY, true },
	{ "meta-llama/Llama-3.1-8B", "llama-3*", HR_O200K_BASE, false },
	{ "gpt-4o:beta", "gpt-4o*", HR_O200K_BASE, true },
	{ "o1mini", "*", HR_O200K_BASE, false },
	{ "no such model", "*", HR_O200K_BASE, false },
	{ "", "*", HR_O200K_BASE, false },
	{ "gpt-4x", "*", HR_O200K_BASE, false },
};

START_TEST(models_are_found_exactly_or_by_longest_prefix)
{
	const struct hr_model *m = hr_model_find(models[_i].name);

	ck_assert_str_eq(m->pattern, models[_i].pattern);
	ck_assert_int_eq(m->encoding, models[_i].encoding);
	ck_assert_int_eq(m->exact, models[_i].exact);
}
END_TEST

START_TEST(rows_of_the_model_table_are_sound)
{
	size_t n;
	const struct hr_model *m = hr_models(&n);

	ck_assert_str_eq(m[n - 1].pattern, "*");
	for (size_t i = 0; i < n; i++) {
		ck_assert_ptr_nonnull(m[i].family);
		ck_assert(!m[i].exact ||
			  (m[i].factor == 1 && m[i].error_percent == 0));
		ck_assert(m[i].exact || m[i].error_percent > 0);
		ck_assert(m[i].factor > 0.5 && m[i].factor < 2);
		ck_assert_ptr_eq(hr_model_find(m[i].pattern), &m[i]);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(m[i].pattern, m[k].pattern);
	}
}
END_TEST

START_TEST(encodings_have_names)
{
	enum hr_encoding e;

	for (int i = 0; i < HR_NENCODINGS; i++) {
		const char *name = hr_encoding_name((enum hr_encoding)i);

		ck_assert_int_eq(hr_encoding_find(name, &e), HR_OK);
		ck_assert_int_eq((int)e, i);
	}
	ck_assert_int_eq(hr_encoding_find("p50k_base", &e), HR_EINPUT);
}
END_TEST

/* Whatever the text and the limit, as counting tells it. */
START_TEST(test_exceeding_is_what_counting_says)
{
	static const char *const texts[] = { "", "a", "hello world",
		"1234567890 1234567890", "\xff\xfe\xfd bad \xf0\x9f\x98",
		"caf\xc3\xa9 na\xc3\xafve \xe6\x97\xa5\xe6\x9c\xac",
		"a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6 0x7fff5fbff8c8 x_y",
		"  \n\n   \t\n  if (x) {\n\t\treturn y;\n\t}\n don't we'll" };
	struct hr_counter *c = hr_counter_new((enum hr_encoding)_i);

	for (size_t t = 0; t < sizeof(texts) / sizeof(*texts); t++) {
		size_t n = strlen(texts[t]), all = hr_count(c, texts[t], n);

		for (size_t limit = 0; limit < all + 3; limit++)
			ck_assert_msg(hr_count_exceeds(c, texts[t], n, limit) ==
					      (all > limit),
				"%s, %zu", texts[t], limit);
		ck_assert_uint_eq(hr_count(c, texts[t], n), all);
	}
	hr_counter_free(c);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("token");
	TCase *t = tcase_create("token");
	SRunner *runner;
	int failed;

	tcase_set_timeout(t, 300);
	tcase_add_loop_test(
		t, test_exceeding_is_what_counting_says, 0, HR_NENCODINGS);
	tcase_add_loop_test(t, known_counts, 0, COUNT(cases));
	tcase_add_test(t, the_reference_knows_them_too);
	tcase_add_test(t, nul_bytes_do_not_alias_shorter_pieces);
	tcase_add_test(t, all_paths_agree_at_every_length_around_blocks);
	tcase_add_test(t, all_paths_agree_on_random_texts);
	tcase_add_test(t, all_paths_agree_on_rows_of_few_bytes);
	tcase_add_test(t, every_cut_of_small_texts_gives_the_whole);
	tcase_add_test(t, random_parts_give_the_whole);
	tcase_add_test(t, a_megabyte_of_one_piece_in_parts);
	tcase_add_test(t, many_pieces_are_remembered_right);
	tcase_add_test(t, a_limit_is_kept);
	tcase_add_test(t, nothing_has_no_tokens);
	tcase_add_loop_test(t, models_are_found_exactly_or_by_longest_prefix, 0,
		COUNT(models));
	tcase_add_test(t, rows_of_the_model_table_are_sound);
	tcase_add_test(t, encodings_have_names);
	suite_add_tcase(suite, t);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	for (int i = 0; i < HR_NENCODINGS; i++)
		for (int path = 0; path < NPATHS; path++)
			hr_counter_free(counters[i][path]);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
