/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of source code: its languages, its units and their values. */
#include <check.h>
#include <stdlib.h>

#include "codec/code/code_head.h"
#include "codec/codec.h"

/* Value per byte of what is in a skeleton, well above that of bodies. */
#define SKELETON 0.0195F

static const struct {
	const char *lang, *lines;
} samples[] = {
#include "test_code_cases.h"
};

enum {
	NSAMPLES = sizeof(samples) / sizeof(*samples)
};

static struct units
units_of(struct span in)
{
	struct codec_ctx ctx = { .state = codec_code.open() };
	struct units units = { 0 };

	ck_assert(ctx.state != NULL);
	ck_assert_int_eq(codec_code.units(&ctx, in, &units), HR_OK);
	codec_code.close(ctx.state);
	return units;
}

/* The text of a sample, without its marks. */
static void
read_sample(int i, struct buf *text)
{
	struct span rest = span_str(samples[i].lines), line;

	while (span_line(&rest, &line))
		buf_add(text, span_from(line, 1));
}

/* The unit in which `part` stands. */
static const struct unit *
unit_with(const struct units *t, struct span text, const char *part)
{
	size_t n = strlen(part), at = 0;

	while (at + n <= text.n && memcmp(text.p + at, part, n) != 0)
		at++;
	ck_assert_msg(at + n <= text.n, "no %s", part);
	for (size_t i = 0; i < t->n; i++)
		if (at < t->unit[i].at + t->unit[i].n)
			return &t->unit[i];
	return NULL;
}

static bool
is_kept(const struct units *t, size_t i)
{
	/* A chain is followed from what needs to what is needed. */
	for (size_t from = 0; from < t->n; from++) {
		const struct unit *u = &t->unit[from];

		if (u->value <= SKELETON * (float)u->n)
			continue;
		for (size_t k = from; k != NONE; k = t->unit[k].needs)
			if (k == i)
				return true;
	}
	return false;
}

/* ---- samples ------------------------------------------------------------- */

START_TEST(a_language_is_guessed)
{
	struct buf text = { 0 };

	read_sample(_i, &text);
	ck_assert_str_eq(
		code_lang_guess(buf_span(&text))->name, samples[_i].lang);
	buf_release(&text);
}
END_TEST

START_TEST(a_skeleton_has_the_heads)
{
	struct span rest = span_str(samples[_i].lines), line;
	struct buf text = { 0 };
	struct units t;

	read_sample(_i, &text);
	t = units_of(buf_span(&text));
	for (size_t i = 0; i < t.n; i++)
		for (uint32_t k = 0; k < t.unit[i].lines; k++) {
			ck_assert(span_line(&rest, &line));
			ck_assert_msg(is_kept(&t, i) == (*line.p == '+'),
				"%s: %.*s", samples[_i].lang, (int)line.n,
				line.p);
		}
	ck_assert(!span_line(&rest, &line));
	units_release(&t);
	buf_release(&text);
}
END_TEST

/* ---- what holds for any text --------------------------------------------- */

static void
check_units(struct span in)
{
	struct units t = units_of(in);
	uint32_t at = 0;

	for (size_t i = 0; i < t.n; i++) {
		const struct unit *u = &t.unit[i];
		size_t steps = 0;

		ck_assert_uint_eq(u->at, at);
		ck_assert_uint_gt(u->n, 0);
		ck_assert_uint_eq(
			u->lines, span_lines(span_of(in.p + at, u->n)));
		ck_assert(u->value >= 0 && u->value < VALUE_WARNING);
		for (size_t k = i; t.unit[k].needs != NONE; steps++) {
			k = t.unit[k].needs;
			ck_assert_uint_lt(k, t.n);
			ck_assert_uint_lt(steps, t.n);
		}
		at += u->n;
		ck_assert(at == in.n || in.p[at - 1] == '\n');
	}
	ck_assert_uint_eq(at, in.n);
	units_release(&t);
}

START_TEST(units_are_the_whole_text_wherever_it_ends)
{
	struct buf text = { 0 };

	read_sample(_i, &text);
	for (size_t n = 0; n <= text.n; n += 3)
		check_units(span_of(text.p, n));
	for (size_t from = 0; from <= text.n; from += 7)
		check_units(span_from(buf_span(&text), from));
	buf_release(&text);
}
END_TEST

/* How many units are the heads of something. */
static size_t
count_heads(const struct units *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += t->unit[i].value > VALUE_CONTEXT;
	return n;
}

START_TEST(lines_with_cr_have_the_same_heads)
{
	struct buf text = { 0 }, crlf = { 0 };
	struct units plain, other;

	read_sample(_i, &text);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			buf_add_char(&crlf, '\r');
		buf_add_char(&crlf, text.p[i]);
	}
	plain = units_of(buf_span(&text));
	other = units_of(buf_span(&crlf));
	ck_assert_uint_gt(count_heads(&plain), 1);
	/* A block that is no longer shorter than a marker stands alone. */
	ck_assert_uint_ge(count_heads(&other), count_heads(&plain));
	units_release(&plain);
	units_release(&other);
	buf_release(&text);
	buf_release(&crlf);
}
END_TEST

/* ---- values and needs ---------------------------------------------------- */

static const char class_text[] =
	"import os\n"
	"\n"
	"class Box(Base):\n"
	"    \"\"\"A box.\n"
	"\n"
	"    It has a lid, which may be open.\n"
	"    \"\"\"\n"
	"    def close(self, force):\n"
	"        self.lid.turn(0, slowly=not force)\n"
	"        self.lid.wait(seconds=self.patience)\n"
	"        self.lid.lock(self.key, self.owner)\n"
	"\n"
	"        raise Jammed('the lid of ' + self.name)\n"
	"    def weight(self): return 1\n";

START_TEST(what_is_in_a_block_needs_its_head)
{
	struct span in = span_str(class_text);
	struct units t = units_of(in);
	const struct unit *box = unit_with(&t, in, "class Box");
	const struct unit *close = unit_with(&t, in, "def close");

	ck_assert_uint_eq(box->needs, NONE);
	ck_assert(&t.unit[close->needs] == box);
	ck_assert(&t.unit[unit_with(&t, in, "lid.turn")->needs] == close);
	ck_assert(&t.unit[unit_with(&t, in, "raise")->needs] == close);
	ck_assert(&t.unit[unit_with(&t, in, "def weight")->needs] == box);
	ck_assert(&t.unit[unit_with(&t, in, "A box.")->needs] == box);
	units_release(&t);
}
END_TEST

static float
rate(const struct unit *u)
{
	return u->value / (float)u->n;
}

START_TEST(a_head_is_worth_more_than_its_words_and_these_than_a_body)
{
	struct span in = span_str(class_text);
	struct units t = units_of(in);
	const struct unit *head = unit_with(&t, in, "def close");
	const struct unit *first = unit_with(&t, in, "A box.");
	const struct unit *more = unit_with(&t, in, "It has a lid");
	const struct unit *body = unit_with(&t, in, "lid.turn");
	const struct unit *raise = unit_with(&t, in, "raise");

	ck_assert(rate(head) > 2 * rate(first));
	ck_assert(rate(first) > 2 * rate(body));
	ck_assert(rate(raise) > 1.5F * rate(body));
	ck_assert(rate(body) > rate(more));
	ck_assert(body->value <= VALUE_PLAIN && body->value > VALUE_NOISE);
	units_release(&t);
}
END_TEST

START_TEST(a_licence_is_noise)
{
	struct span in = span_str("/*\n * Copyright 2020 Ann.\n *\n"
				  " * All of this, and more of it.\n */\n"
				  "int add(int a, int b);\n");
	struct units t = units_of(in);

	ck_assert_uint_eq(t.n, 2);
	ck_assert(t.unit[0].value <= VALUE_NOISE);
	ck_assert(t.unit[1].value > VALUE_CONTEXT);
	units_release(&t);
}
END_TEST

START_TEST(a_body_shorter_than_a_marker_belongs_to_its_head)
{
	struct span in = span_str("#include <a.h>\n\nint\nadd(int a, int b)\n"
				  "{\n\treturn a + b;\n}\n\nint next;\n");
	struct units t = units_of(in);

	ck_assert(unit_with(&t, in, "add(int") ==
		  unit_with(&t, in, "return a + b"));
	units_release(&t);
}
END_TEST

START_TEST(a_body_that_was_there_before_is_the_same)
{
	static const char body[] =
		"{\n\tfor (int i = 0; i < a; i++)\n\t\tb += a * i;\n"
		"\tput(a, b, stdout);\n}\n";
	struct buf text = { 0 };
	const struct unit *first, *second;
	struct units t;

	buf_add_str(&text, "#include <a.h>\n\nint one(int a)\n");
	buf_add_str(&text, body);
	buf_add_str(&text, "\nint two(int a)\n");
	buf_add_str(&text, body);
	t = units_of(buf_span(&text));
	first = unit_with(&t, buf_span(&text), "\tfor");
	second = unit_with(&t, buf_span(&text), "int two");
	ck_assert_uint_eq(second->same, 0);
	while (!(++second)->same)
		;
	ck_assert(first != second);
	ck_assert_uint_eq(first->same, second->same);
	units_release(&t);
	buf_release(&text);
}
END_TEST

START_TEST(units_come_behind_those_of_other_texts)
{
	struct codec_ctx ctx = { .state = codec_code.open() };
	struct span in = span_str(class_text);
	struct units both = { 0 }, one = units_of(in);

	ck_assert(codec_code.units(&ctx, in, &both) == HR_OK);
	ck_assert(codec_code.units(&ctx, in, &both) == HR_OK);
	ck_assert_uint_eq(both.n, 2 * one.n);
	for (size_t i = 0; i < both.n; i++) {
		ck_assert_uint_eq(
			both.unit[i].needs, one.unit[i % one.n].needs);
		ck_assert(both.unit[i].value == one.unit[i % one.n].value);
	}
	codec_code.close(ctx.state);
	units_release(&both);
	units_release(&one);
}
END_TEST

/* ---- heads --------------------------------------------------------------- */

static const struct {
	const char *lang, *code;
	enum code_place place;
	bool opens;
	enum code_item item;
} heads[] = {
	{ "c", "int add(int a, int b);", PLACE_FILE, false, ITEM_FUNCTION },
	{ "c", "struct point *move(int by) {", PLACE_FILE, true,
		ITEM_FUNCTION },
	{ "c", "struct point {", PLACE_FILE, true, ITEM_TYPE },
	{ "c", "static const struct point all[] = {", PLACE_FILE, true,
		ITEM_CONST },
	{ "c", "typedef int (*fn)(void *);", PLACE_FILE, false, ITEM_CONST },
	{ "c", "extern \"\" {", PLACE_FILE, true, ITEM_SCOPE },
	{ "c", "struct __attribute__((packed)) point {", PLACE_FILE, true,
		ITEM_TYPE },
	{ "c", "bool operator==(const T &a, const T &b) {", PLACE_FILE, true,
		ITEM_FUNCTION },
	{ "c", "template <class T = int> class Box {", PLACE_FILE, true,
		ITEM_TYPE },
	{ "c", "using a = std::vector<int>;", PLACE_TYPE, false, ITEM_FIELD },
	{ "c", "using namespace std;", PLACE_FILE, false, ITEM_IMPORT },
	{ "c", "{", PLACE_FILE, true, ITEM_SCRIPT },
	{ "java", "@Get(path = \"\") public List<T> all() {", PLACE_TYPE, true,
		ITEM_FUNCTION },
	{ "java", "private int size = 0;", PLACE_TYPE, false, ITEM_FIELD },
	{ "java", "static {", PLACE_TYPE, true, ITEM_FUNCTION },
	{ "csharp", "public string Name {", PLACE_TYPE, true, ITEM_FUNCTION },
	{ "csharp", "using System;", PLACE_FILE, false, ITEM_IMPORT },
	{ "script", "const fs = require(\"\")", PLACE_FILE, false,
		ITEM_IMPORT },
	{ "script", "import {", PLACE_FILE, true, ITEM_IMPORT },
	{ "script", "module.exports = {", PLACE_FILE, true, ITEM_OBJECT },
	{ "script", "module.exports = function (a) {", PLACE_FILE, true,
		ITEM_FUNCTION },
	{ "script", "if (a) {", PLACE_FILE, true, ITEM_SCRIPT },
	{ "script", "catch(a) {", PLACE_OBJECT, true, ITEM_FUNCTION },
	{ "script", "it(\"\", () => {", PLACE_FILE, true, ITEM_CALL },
	{ "script", "(function (root) {", PLACE_FILE, true, ITEM_WRAPPER },
	{ "script", "describe(\"\", function () {", PLACE_FILE, true,
		ITEM_WRAPPER },
	{ "script", "run(1)", PLACE_FILE, false, ITEM_SCRIPT },
	{ "script", "export type A = {", PLACE_FILE, true, ITEM_TYPE },
	{ "go", "type A struct {", PLACE_FILE, true, ITEM_TYPE },
	{ "go", "func (a *A) B(c func() error) (d int) {", PLACE_FILE, true,
		ITEM_FUNCTION },
	{ "rust", "pub(crate) struct A(u32);", PLACE_FILE, false, ITEM_TYPE },
	{ "rust", "impl<T: Into<u8>> From<T> for A {", PLACE_FILE, true,
		ITEM_TYPE },
	{ "php", "use A\\B;", PLACE_FILE, false, ITEM_IMPORT },
	{ "shell", "name() {", PLACE_FILE, true, ITEM_FUNCTION },
};

START_TEST(a_head_says_what_it_is)
{
	enum code_item item = code_item(code_lang_find(heads[_i].lang),
		heads[_i].place, span_str(heads[_i].code), heads[_i].opens);

	ck_assert_msg(item == heads[_i].item, "%s: %d, not %d", heads[_i].code,
		item, heads[_i].item);
}
END_TEST

/* ---- odd texts ----------------------------------------------------------- */

/* Again and again, so that what is not linear takes too long. */
static const char *const odd[] = { "{", "}", "(", "{\n", "}\n", "((\n", "'",
	"\"\n", "/", "(/[", "/*", "*/\n", "`${", "`", "r#\"", "R\"(\n", "<<A\n",
	"<<", "#if a\n{\n#else\n", "#else\n", "#endif\n", "@a(\n", "def a(\n",
	"class a:\n", "\n", ";\n", "a\n", "a<", "template<\n", "fn a() {\n",
	"function a() {\n", "\"\"\"\n", "\\\n", "a({\n", " const (\n", "end\n",
	"\xff\xfe{\n", "x = function() {\n", "=> {\n" };

START_TEST(a_long_odd_text_takes_no_long_time)
{
	static const char *const starts[] = { "#include <a>\n",
		"'use strict'\nconst a = {\n", "require 'a'\nattr_x\n",
		"def a():\n  pass\n", "fn a() {\npub a\n", "<?php\n",
		"#!/bin/sh\n" };
	enum {
		NSTARTS = sizeof(starts) / sizeof(*starts),
		TIMES = 100000
	};
	struct buf text = { 0 };
	struct units t;
	uint64_t n = 0;

	buf_add_str(&text, starts[_i % NSTARTS]);
	for (int i = 0; i < TIMES; i++)
		buf_add_str(&text, odd[_i / NSTARTS]);
	t = units_of(buf_span(&text));
	for (size_t i = 0; i < t.n; i++)
		n += t.unit[i].n;
	ck_assert_uint_eq(n, text.n);
	units_release(&t);
	buf_release(&text);
}
END_TEST

START_TEST(no_text_has_no_units)
{
	struct units t = units_of(span_of(NULL, 0));

	ck_assert_uint_eq(t.n, 0);
	units_release(&t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("code");
	TCase *t = tcase_create("code");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, a_language_is_guessed, 0, NSAMPLES);
	tcase_add_loop_test(t, a_skeleton_has_the_heads, 0, NSAMPLES);
	tcase_add_loop_test(
		t, units_are_the_whole_text_wherever_it_ends, 0, NSAMPLES);
	tcase_add_loop_test(t, lines_with_cr_have_the_same_heads, 0, NSAMPLES);
	tcase_add_test(t, what_is_in_a_block_needs_its_head);
	tcase_add_test(
		t, a_head_is_worth_more_than_its_words_and_these_than_a_body);
	tcase_add_test(t, a_licence_is_noise);
	tcase_add_test(t, a_body_shorter_than_a_marker_belongs_to_its_head);
	tcase_add_test(t, a_body_that_was_there_before_is_the_same);
	tcase_add_test(t, units_come_behind_those_of_other_texts);
	tcase_add_loop_test(t, a_head_says_what_it_is, 0,
		(int)(sizeof(heads) / sizeof(*heads)));
	tcase_add_loop_test(t, a_long_odd_text_takes_no_long_time, 0,
		(int)(sizeof(odd) / sizeof(*odd)) * 7);
	tcase_add_test(t, no_text_has_no_units);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
