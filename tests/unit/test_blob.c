/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of blobs: what is one, what it says, and states of a line. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "blob/blob.h"
#include "blob/blob_find.h"
#include "blob/blob_states.h"

static void
repeat(struct buf *out, const char *s, size_t times)
{
	while (times--)
		buf_add_str(out, s);
}

/* ---- within a line -------------------------------------------------------- */

/* `part` so many times between two others. */
static const struct {
	const char *name, *before, *part;
	size_t times;
	const char *after;
	bool url, found;
	enum blob_form form;
	uint64_t bytes;
	const char *kind;
} lines[] = {
	{ "text in base64", "x=", "SGVsbG8s", 64, " end", false, true,
		BLOB_BASE64, 384, "text" },
	{ "padding is a part of it", "", "SGVsbG8s", 64, "SA==", false, true,
		BLOB_BASE64, 385, "text" },
	{ "a byte less than the least", "", "SGVsbG8s", 63, "SGVsbG8", false,
		false, BLOB_BASE64, 0, NULL },
	{ "no text, but of all kinds of characters", "", "q9Zx+7Rb", 64, "",
		false, true, BLOB_BASE64, 384, NULL },
	{ "a known head", "iVBORw0KGgoA", "q9Zx7RbA", 64, "", false, true,
		BLOB_BASE64, 393, "png" },
	{ "slashes as JSON escapes them", "\"", "q9Zx\\/7Rbq9Zx17Rbq9Zx17Rb",
		22, "\"", false, true, BLOB_BASE64, 396, NULL },
	{ "lines as JSON escapes them", "KEY:\\n", "SGVsbG8s\\n", 64, "-END",
		false, true, BLOB_BASE64, 384, "text" },
	{ "lines in a string within a string", "KEY:\\\\n", "SGVsbG8s\\\\n", 64,
		"-END", false, true, BLOB_BASE64, 384, "text" },
	{ "an escaped backslash is none of it", "C:\\\\", "SGVsbG8s", 64, "",
		false, true, BLOB_BASE64, 384, "text" },
	{ "the form of URLs", "", "q9Zx-7Rb", 64, "", true, true, BLOB_BASE64,
		384, NULL },
	{ "hex", "0x", "7f454c46", 64, "", false, true, BLOB_HEX, 256, "elf" },
	{ "capital hex", "", "DEADBEEF01", 52, "", false, true, BLOB_HEX, 260,
		NULL },
	{ "a path", "", "/Usr/Lib1/Main", 50, "", false, false, BLOB_BASE64, 0,
		NULL },
	{ "bits", "", "01", 500, "", false, false, BLOB_BASE64, 0, NULL },
	{ "a sequence of DNA", "", "ACGT", 300, "", false, false, BLOB_BASE64,
		0, NULL },
	{ "a line of dashes", "", "-", 900, "", true, false, BLOB_BASE64, 0,
		NULL },
	{ "words", "", "some words, ", 200, "", false, false, BLOB_BASE64, 0,
		NULL },
};

/* Lines that are one script, or none; `part` so many times. */
static const struct {
	const char *name, *before, *part;
	size_t times;
	bool found;
} scripts[] = {
	{ "a bundle", "!function(){", "e.a=function(t){return n(t,1)};", 80,
		true },
	{ "a bundle in what grep finds", "dist/a.js:1:(()=>{", "e.a=t=>n(t,1);",
		160, true },
	{ "a style sheet", "", ".a:hover,#b{color:#fff;margin:0 2px}", 80,
		true },
	{ "a bundle that is short", "!function(){",
		"e.a=function(t){return n(t,1)};", 60, false },
	{ "code with its blanks", "function f() { ",
		"if (a) { return b + c; } ", 100, false },
	{ "JSON", "{", "\"a\":{\"b\":[1,2,{\"c\":\"d\"}]},", 90, false },
	{ "JSON that has a script", "{\"text\":\"",
		"e.a=function(t){return n(t,1)};", 80, false },
	{ "a message with a script", "ERROR in ",
		"e.a=function(t){return n(t,1)};", 80, false },
	{ "a field with a script", "level=error msg=",
		"e.a=function(t){return n(t,1)};", 80, false },
	{ "rows of SQL", "INSERT INTO t VALUES ", "(1,'a','b',NULL),", 150,
		false },
	{ "words", "(", "some words of (a) text, ", 120, false },
};

START_TEST(test_scripts_are_found)
{
	struct buf text = { 0 };
	struct blob b;

	buf_add_str(&text, scripts[_i].before);
	repeat(&text, scripts[_i].part, scripts[_i].times);
	buf_add_str(&text, "\n");
	ck_assert_msg(
		blob_find_script(buf_span(&text), &b) == scripts[_i].found,
		"%s", scripts[_i].name);
	if (scripts[_i].found) {
		ck_assert_uint_eq(b.bytes, b.text.n);
		ck_assert_ptr_eq(b.text.p + b.text.n, text.p + text.n - 1);
		ck_assert_ptr_null(blob_kind(&b));
	}
	buf_release(&text);
}
END_TEST

START_TEST(test_blobs_in_lines)
{
	struct buf text = { 0 };
	struct blob b;
	struct span rest;
	const char *kind;
	size_t before = strlen(lines[_i].before);

	buf_add_str(&text, lines[_i].before);
	repeat(&text, lines[_i].part, lines[_i].times);
	buf_add_str(&text, lines[_i].after);
	rest = buf_span(&text);
	ck_assert_msg(blob_find(&rest, lines[_i].url, &b) == lines[_i].found,
		"%s", lines[_i].name);
	if (lines[_i].found) {
		kind = blob_kind(&b);
		ck_assert_int_eq(b.form, lines[_i].form);
		ck_assert_uint_eq(b.bytes, lines[_i].bytes);
		ck_assert_pstr_eq(kind, lines[_i].kind);
		ck_assert(
			b.text.p >= text.p && b.text.p <= text.p + before + 2);
		ck_assert_ptr_eq(rest.p + rest.n, text.p + text.n);
	}
	buf_release(&text);
}
END_TEST

/* Computed here from its two published constants. */
START_TEST(test_hash_is_fnv_1a_of_decoded_bytes)
{
	struct buf text = { 0 };
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	struct blob b;
	struct span rest;

	repeat(&text, "Zm9vYmFy", 70);
	for (size_t i = 0; i < 70 * 6; i++)
		h = (h ^ (unsigned char)"foobar"[i % 6]) *
		    UINT64_C(0x100000001b3);
	rest = buf_span(&text);
	ck_assert(blob_find(&rest, false, &b));
	ck_assert_uint_eq(b.hash, h);
	buf_release(&text);
}
END_TEST

/* ---- lines ---------------------------------------------------------------- */

#define WIDE "q9Zx7RbAq9Zx7RbAq9Zx7RbAq9Zx7RbAq9Zx7RbAq9Zx7RbAq9Zx7RbAq9Zx7RbA"
#define HEX64 "7f454c467f454c467f454c467f454c467f454c467f454c467f454c467f454c46"

static const struct {
	const char *name, *line;
	size_t times;
	const char *last;
	uint64_t lines;
} blocks[] = {
	{ "a shorter last line", WIDE "\n", 8, "q9Zx\nnext\n", 9 },
	{ "padding", WIDE "\r\n", 8, "q9Zxqw==\r\nq9Zx\r\n", 9 },
	{ "a line of dashes below", WIDE "\n", 8, "-----END KEY-----\n", 8 },
	{ "the same indent", "\t " WIDE "\n", 8, "\t q9Z\n q9Z\n", 9 },
	{ "another indent", " " WIDE "\n", 8, "q9Zx\n", 0 },
	{ "lines of one length are identifiers", WIDE "\n", 20, "next one\n",
		0 },
	{ "so are hashes", HEX64 "\n", 20, "7f45\n", 0 },
	{ "few lines", WIDE "\n", 3, "q9Zx\n", 0 },
	{ "no newline at the end", WIDE "\n", 8, "q9Zx", 9 },
};

START_TEST(test_blobs_of_lines)
{
	struct buf text = { 0 };
	struct span rest, line;
	struct blob b;

	repeat(&text, blocks[_i].line, blocks[_i].times);
	buf_add_str(&text, blocks[_i].last);
	rest = buf_span(&text);
	span_line(&rest, &line);
	ck_assert_msg(blob_find_lines(buf_span(&text), line, &b) ==
			      (blocks[_i].lines > 0),
		"%s", blocks[_i].name);
	if (blocks[_i].lines)
		ck_assert_uint_eq(b.lines, blocks[_i].lines);
	buf_release(&text);
}
END_TEST

/* "00000010: 0001 0203 ...  ....", with an address too far in line `wrong`. */
static void
add_dump(struct buf *out, bool colon, size_t nlines, size_t wrong)
{
	char head[16];

	for (size_t i = 0; i < nlines; i++) {
		snprintf(head, sizeof(head), "%08zx%s", (i + (i == wrong)) * 16,
			colon ? ":" : " ");
		buf_add_str(out, head);
		if (colon)
			repeat(out, " 4142", 8);
		else
			repeat(out, " 41 42 41 42 41 42 41 42 ", 2);
		buf_add_str(out, colon ? "  ABABABABABABABAB\n"
				       : " |ABABABABABABABAB|\n");
	}
}

START_TEST(test_hex_dumps)
{
	struct buf text = { 0 };
	struct span rest, line;
	struct blob b;

	add_dump(&text, _i, 20, 12);
	rest = buf_span(&text);
	span_line(&rest, &line);
	ck_assert(blob_find_lines(buf_span(&text), line, &b));
	ck_assert_int_eq(b.form, BLOB_HEX_DUMP);
	ck_assert_uint_eq(b.lines, 12);
	ck_assert_uint_eq(b.bytes, 12 * 16);
	ck_assert_str_eq(blob_kind(&b), "text");
	buf_release(&text);
}
END_TEST

/* ---- states --------------------------------------------------------------- */

static const struct {
	const char *name, *in, *out;
} states[] = {
	{ "one kind", "1% of 9\r2% of 9\r3% of 9\r4% of 9\n",
		"4% of 9 [... 7: 3 states before ...]\n" },
	{ "few states", "1%\r2%\r3%\n", NULL },
	{ "no state of another kind is lost",
		"get 1%\rget 2%\rget 3%\rget 4%\rerror: full\rget 5%\n",
		"get 4% [... 7: 3 states before ...]\rerror: full\rget 5%\n" },
	{ "units and bars differ",
		"get [=   ] 9 kB\rget [==  ] 1 MB\rget [=== ] 2 MB\rget "
		"[====] 3 MB\r\n",
		"get [====] 3 MB [... 7: 3 states before ...]\r\n" },
	{ "words count", "a 1\rb 2\rc 3\rd 4\re 5\n", NULL },
};

START_TEST(test_states)
{
	struct buf out = { 0 };
	bool any = blob_states(span_str(states[_i].in), 7, &out);
	const char *expected = states[_i].out ? states[_i].out : states[_i].in;

	ck_assert_msg(any == (states[_i].out != NULL), "%s", states[_i].name);
	ck_assert_msg(span_equal(buf_span(&out), span_str(expected)),
		"%s: %.*s", states[_i].name, (int)out.n, out.p);
	buf_release(&out);
}
END_TEST

/* ---- the stage ------------------------------------------------------------ */

START_TEST(test_parts_are_the_text)
{
	struct blobs b = { .kind = HR_KIND_TEXT,
		.counter = hr_counter_new(HR_O200K_BASE) };
	struct buf text = { 0 };

	buf_add_str(&text, "above\n");
	repeat(&text, WIDE "\n", 8);
	buf_add_str(&text, "q9Zx\nbelow\n");
	ck_assert_int_eq(blobs_replace(&b, buf_span(&text), 10), HR_OK);
	ck_assert_uint_eq(b.nparts, 3);
	ck_assert_uint_eq(b.part[0].lines, 0);
	ck_assert_uint_eq(b.part[1].lines, 9);
	ck_assert_uint_eq(b.part[2].lines, 0);
	ck_assert_uint_eq(b.part[2].at + b.part[2].n, b.text.n);
	ck_assert(span_starts(span_from(buf_span(&b.text), b.part[1].at),
		"[... 12-20: base64, 387 bytes, hash "));
	b.kind = HR_KIND_CODE;
	ck_assert_int_eq(blobs_replace(&b, buf_span(&text), 10), HR_SKIP);
	b.kind = HR_KIND_TEXT;
	buf_add_str(&text, "[... 1-3 ...]\n");
	ck_assert_int_eq(blobs_replace(&b, buf_span(&text), 10), HR_SKIP);
	hr_counter_free(b.counter);
	blobs_release(&b);
	buf_release(&text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("blob");
	TCase *t = tcase_create("blob");
	SRunner *runner;
	int bad;

	tcase_add_loop_test(t, test_blobs_in_lines, 0,
		(int)(sizeof(lines) / sizeof(*lines)));
	tcase_add_loop_test(t, test_scripts_are_found, 0,
		sizeof(scripts) / sizeof(*scripts));
	tcase_add_test(t, test_hash_is_fnv_1a_of_decoded_bytes);
	tcase_add_loop_test(t, test_blobs_of_lines, 0,
		(int)(sizeof(blocks) / sizeof(*blocks)));
	tcase_add_loop_test(t, test_hex_dumps, 0, 2);
	tcase_add_loop_test(
		t, test_states, 0, (int)(sizeof(states) / sizeof(*states)));
	tcase_add_test(t, test_parts_are_the_text);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
