/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of HTML: what is a page, its Markdown, what is left out, units. */
#include <check.h>
#include <stdlib.h>

#include "codec/codec.h"
#include "codec/html/html.h"
#include "detect/detect.h"
#include "ref/ref_budget.h"
#include "ref/ref_fold.h"

/* ---- detection ----------------------------------------------------------- */

static const struct {
	const char *name, *text;
	bool html;
} kinds[] = {
	{ "a doctype", "<!DOCTYPE html>\n<p>x\n", true },
	{ "a small doctype behind a comment",
		"\n<!-- > saved -->\n<!doctype HTML PUBLIC \"x\">\n<p>x",
		true },
	{ "XHTML", "<?xml version=\"1.0\"?>\n<html xmlns=\"x\">\n", true },
	{ "one line", "<html><body><p>It is so.</body></html>", true },
	{ "a part of a page",
		"<div>\n<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n<p>x</p>\n"
		"</div>\n<div>\n</div>\n",
		true },
	{ "XML",
		"<?xml version=\"1.0\"?>\n<feed>\n<entry>\n</entry>\n</feed>\n",
		false },
	{ "a template", "<!DOCTYPE html>\n<p>{{ x }}\n{% for %}\n<p>\n",
		false },
	{ "React",
		"<div className=\"x\">\n<p>\n</p>\n<p>\n</p>\n<p>\n</p>\n<p>\n"
		"</p>\n</div>\n",
		false },
	{ "a log that quotes tags",
		"12:00:01 GET /x <html>\n12:00:02 <div> is not closed\n",
		false },
	{ "a word that begins like a tag", "<html5lib> is a package\n", false },
};

START_TEST(pages_are_told_from_code_and_data)
{
	bool html = detect_kind(span_str(kinds[_i].text)) == HR_KIND_HTML;

	ck_assert_msg(html == kinds[_i].html, "%s", kinds[_i].name);
}
END_TEST

/* ---- texts --------------------------------------------------------------- */

static const struct {
	const char *in, *out;
} texts[] = {
	{ "a &lt; b &amp;&amp; c", "a < b && c" },
	{ "&#8212;&#x2014;&#65;&#X1F600;", "\xe2\x80\x94\xe2\x80\x94"
					   "A\xf0\x9f\x98\x80" },
	{ "&nbsp;&#160;", "  " },
	/* What is not certain stays. */
	{ "&bogus; &amp &; & &#; &#x; &#0; &#150; &#xd800; &#1114112; &am",
		"&bogus; &amp &; & &#; &#x; &#0; &#150; &#xd800; &#1114112; "
		"&am" },
	{ "&#99999999999999999999;", "&#99999999999999999999;" },
	{ "a</foo>b<!-- x > y -->c<d e>f", "abcf" },
	{ "1 < 2 > 0 <3>", "1 < 2 > 0 <3>" },
	{ "\xff\xfe<", "\xff\xfe<" },
	{ "x>y <!-- no end", "x>y <!-- no end" },
};

START_TEST(references_are_decoded_where_they_are_certain)
{
	struct buf out = { 0 };

	html_add_text(&out, span_str(texts[_i].in), false);
	ck_assert_msg(span_equal(buf_span(&out), span_str(texts[_i].out)),
		"%s: %.*s", texts[_i].in, (int)out.n, out.p);
	buf_release(&out);
}
END_TEST

/* ---- Markdown ------------------------------------------------------------ */

static const struct {
	const char *name, *in, *out;
} pages[] = {
	{ "paragraphs", "<p>One\n  two<p>Three<br>four",
		"One two\n\nThree\nfour\n" },
	{ "inline elements say nothing", "<p>a<b>b</b> <i>c</i>", "ab c\n" },
	{ "headings", "<h1>A</h1><h3> B </h3>x", "# A\n\n### B\n\nx\n" },
	{ "links", "<p>a <a href='/x?a=1&amp;b'> b c </a>d",
		"a [b c](/x?a=1&b) d\n" },
	{ "an address as its own text", "<a href='http://x.y'>http://x.y</a>",
		"http://x.y\n" },
	{ "links to nowhere",
		"<a href='#a'>b</a> <a href='javascript:x()'>c</a> <a>d</a>",
		"b c d\n" },
	{ "a sign beside a heading", "<h2>A<a href='#a'>\xc2\xb6</a></h2>x",
		"## A\n\nx\n" },
	{ "a link with nothing in it", "<p>a<a href='x'> </a>b", "a b\n" },
	{ "a link around blocks", "<a href='x'><div>a</div><div>b</div></a>",
		"[a](x)\n\nb\n" },
	{ "lists", "<ul><li>a<li>b<ol><li>c<li><p>d</ol></ul>e",
		"- a\n- b\n  1. c\n  2. d\n\ne\n" },
	{ "numbers that are not 1, 2, 3", "<ol start=4><li>a<li>b</ol>",
		"- a\n- b\n" },
	{ "terms", "<dl><dt>a<dd>b</dl>", "a\n: b\n" },
	{ "quotes", "<blockquote>a<br>b</blockquote>c", "> a\n> b\n\nc\n" },
	{ "code", "<p>Run <code>a &lt; b</code>.", "Run `a < b`.\n" },
	{ "code with backticks", "<p><code>a`b</code>", "a`b\n" },
	{ "code in a link", "<a href=x><code>a</code></a>", "[`a`](x)\n" },
	{ "preformatted",
		"<pre><code class='language-c'>\nif (x)\n\t<b>y</b>;\n\n</code>"
		"</pre>z",
		"```c\nif (x)\n\ty;\n```\n\nz\n" },
	{ "fences in a fence", "<pre>```\na\n```</pre>",
		"````\n```\na\n```\n````\n" },
	{ "a table",
		"<table><tr><th>a<th>b<tr><td>1<td>2|3<tr><td><td></table>",
		"| a | b |\n|---|---|\n| 1 | 2\\|3 |\n" },
	{ "a table that only places things",
		"<table><tr><td><h1>a</h1><td>b<tr><td>c<td>d</table>",
		"# a\n\nb\n\nc\n\nd\n" },
	{ "words for an image", "<p>a<img src=x alt='a cat'><img src=y alt=''>",
		"a![a cat]\n" },
	{ "the title stands for a heading", "<title>a</title><p>b",
		"# a\n\nb\n" },
	{ "no title besides a heading", "<title>a</title><h1>b</h1>",
		"[... 1: head ...]\n# b\n" },
	{ "scripts and styles",
		"<p>a\n<script>x</script>\n<script>y</script><style>z</style>\n"
		"<p>b",
		"a\n[... 2-3: 2 scripts, style ...]\nb\n" },
	{ "what is hidden",
		"<p>a\n<div hidden>b</div>\n<p style='display: "
		"none'>c\n<p aria-hidden=true>d</p><p>e",
		"a\n[... 2-4: 3 hidden parts ...]\ne\n" },
	{ "navigation", "<nav><a href=x>a</a> <a href=y>b</a></nav>\n<p>c",
		"[... 1: navigation, 2 links ...]\nc\n" },
	{ "the main part",
		"<div>a</div>\n<footer>b</footer>\n<main>The main part has "
		"most "
		"of the text.</main>\n<div>c <a href=x>d</a></div>",
		"[... 1-2: footer, outside the main part ...]\nThe main part "
		"has most of the text.\n[... 4: outside the main part, 1 link "
		"...]\n" },
	{ "a main part with little text",
		"<main>a</main><div>The rest has most of the text.</div>",
		"a\n\nThe rest has most of the text.\n" },
	{ "all articles",
		"<article>It has a text.</article>\n<div>x</div>\n<article>It "
		"has another text.</article>",
		"It has a text.\n[... 2: outside the main part ...]\nIt has "
		"another text.\n" },
	{ "bytes that are no UTF-8", "<p>a\xff\xc3 b", "a\xff\xc3 b\n" },
	{ "a NUL is what it is", "<p>a&#0;b", "a&#0;b\n" },
	{ "tags that do not fit", "</p><td>a</b></td><b><p>b</b>c</p></div>d",
		"a\n\nbc\n\nd\n" },
};

/* Folds as a page; the first line of the output is left off. */
static struct span
fold(struct codec_ctx *ctx, struct span in, struct buf *out)
{
	struct span text, line;
	size_t used;

	ck_assert_int_eq(codec_html.fold(ctx, in, out, &used), HR_OK);
	ck_assert_uint_eq(used, in.n);
	text = buf_span(out);
	ck_assert(span_line(&text, &line));
	ck_assert(span_ends(line, ": HTML as Markdown; tags left out ...]\n"));
	return text;
}

START_TEST(pages_become_markdown)
{
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = {
		.stats = &stats, .encoded = true, .state = codec_html.open()
	};
	struct buf out = { 0 };
	struct span text = fold(&ctx, span_str(pages[_i].in), &out);

	ck_assert_msg(span_equal(text, span_str(pages[_i].out)), "%s:\n%.*s",
		pages[_i].name, (int)text.n, text.p);
	ck_assert_uint_eq(stats.lines_kept + stats.lines_folded,
		span_lines(span_str(pages[_i].in)));
	codec_html.close(ctx.state);
	buf_release(&out);
}
END_TEST

/* A text that could be taken for a marker of ours. */
START_TEST(a_page_with_markers_stays)
{
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = {
		.stats = &stats, .encoded = true, .state = codec_html.open()
	};
	struct buf out = { 0 };
	size_t used;

	ck_assert_int_eq(codec_html.fold(&ctx,
				 span_str("<html><p>[... 1-9: x ...]</html>"),
				 &out, &used),
		HR_SKIP);
	codec_html.close(ctx.state);
	buf_release(&out);
}
END_TEST

START_TEST(a_page_ends_with_its_last_tag)
{
	struct span two = span_str(
		"<!doctype html>\n<p>a\n</HTML>\n\n<!doctype html>\n<p>b\n");
	struct span other = span_str("<p>a\n");

	ck_assert_uint_eq(codec_html.find(NULL, two), 30);
	ck_assert_uint_eq(
		codec_html.find(NULL, span_from(two, 30)), two.n - 30);
	ck_assert_uint_eq(codec_html.find(NULL, other), 0);
}
END_TEST

/* ---- units --------------------------------------------------------------- */

START_TEST(units_are_all_of_the_page)
{
	struct span in = span_str(
		"<html><head><title>t</title>\n<h2>A</"
		"h2>\n<p>One.\n<table><tr><td>a"
		"<td>b\n<tr><td>c<td>d\n</table><h2>B</h2>\n<p>Two.\n</"
		"html>\n");
	unsigned char keep[] = { 0, 0, 0, 0, 0, 1, 0, 1 };
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = { .stats = &stats,
		.encoded = true,
		.state = codec_html.open(),
		.line_base = 10 };
	struct units units = { 0 };
	struct buf out = { 0 };

	ctx.encoded = false;
	ck_assert_int_eq(codec_html.units(&ctx, in, &units), HR_SKIP);
	ck_assert_uint_eq(units.n, 0);
	ctx.encoded = true;
	ck_assert_int_eq(codec_html.units(&ctx, in, &units), HR_OK);
	ck_assert_ptr_null(ref_units_wrong(in, &units));
	/* Title, head, A, One, two rows, B, Two. */
	ck_assert_uint_eq(units.n, 8);
	ck_assert_uint_eq(units.unit[3].needs, 2);
	ck_assert_uint_eq(units.unit[4].needs, 2);
	ck_assert_uint_eq(units.unit[5].needs, 4);
	ck_assert_uint_eq(units.unit[6].needs, NONE);
	ck_assert_int_eq(
		codec_html.render(&ctx, in, units.unit, units.n, keep, &out),
		HR_OK);
	ck_assert_msg(
		span_equal(buf_span(&out),
			span_str("[... 11-18: HTML as Markdown; tags left out "
				 "...]\n[... 11-14 ...]\n| c | d |\n[... 16 "
				 "...]\nTwo.\n")),
		"%.*s", (int)out.n, out.p);
	codec_html.close(ctx.state);
	units_release(&units);
	buf_release(&out);
}
END_TEST

/* ---- time ---------------------------------------------------------------- */

/* The parser would take minutes for some of these. */
static const struct {
	const char *name, *head, *again;
	bool tame;
} large[] = {
	{ "nesting", "", "<div>", false },
	{ "nesting by unknown names", "", "<x-y>", false },
	{ "formats that are never closed", "", "<b x>", false },
	{ "attributes", "<p ", "a ", false },
	{ "attributes with values", "<p ", "a='b'", false },
	{ "what stands wrongly in a table", "<table>", "<br>", false },
	{ "tables in tables", "", "<table><td>", false },
	{ "paragraphs", "", "<p>a b</p>", true },
	{ "closed elements", "", "<b>a</b> <i>b</i>", true },
	{ "rows", "<table>", "<tr><td>a<td><br>", true },
	{ "items", "<ul>", "<li>", true },
	{ "ends of nothing", "", "</x>", true },
	{ "comments", "", "<!-- a > b -->", true },
	{ "a comment without end", "<!--", "a - b", true },
	{ "a script", "<script>", "if (a </b) <div>", true },
	{ "long values", "<a href='", "a b/c ", true },
	{ "signs", "", "< & <3 &am", true },
	{ "references", "", "&amp;", true },
};

START_TEST(pages_take_linear_time_or_none)
{
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = {
		.stats = &stats, .encoded = true, .state = codec_html.open()
	};
	struct buf in = { 0 }, out = { 0 };
	struct units units = { 0 };
	size_t used;

	buf_add_str(&in, large[_i].head);
	while (in.n < 300000)
		buf_add_str(&in, large[_i].again);
	ck_assert_msg(html_is_tame(buf_span(&in)) == large[_i].tame, "%s",
		large[_i].name);
	ck_assert_int_ne(
		codec_html.fold(&ctx, buf_span(&in), &out, &used), HR_ENOMEM);
	ck_assert_int_ne(
		codec_html.units(&ctx, buf_span(&in), &units), HR_ENOMEM);
	codec_html.close(ctx.state);
	units_release(&units);
	buf_release(&in);
	buf_release(&out);
}
END_TEST

#define LOOP(t, test, cases)                                                   \
	tcase_add_loop_test(t, test, 0, (int)(sizeof(cases) / sizeof(*(cases))))

int
main(void)
{
	Suite *suite = suite_create("html");
	TCase *t = tcase_create("html");
	SRunner *runner;
	int failed;

	LOOP(t, pages_are_told_from_code_and_data, kinds);
	LOOP(t, references_are_decoded_where_they_are_certain, texts);
	tcase_add_test(t, a_page_ends_with_its_last_tag);
	LOOP(t, pages_take_linear_time_or_none, large);
	if (HAVE_GUMBO) {
		LOOP(t, pages_become_markdown, pages);
		tcase_add_test(t, a_page_with_markers_stays);
		tcase_add_test(t, units_are_all_of_the_page);
	}
	suite_add_tcase(suite, t);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
