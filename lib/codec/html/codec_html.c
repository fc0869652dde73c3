/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of HTML: their content as Markdown, without what only browsers need.
 *
 *	1  <head>...                  [... 1-9: HTML as Markdown; tags left ...
 *	2  </head><nav>...</nav>      [... 1-2: head, navigation, 9 links ...]
 *	3  <main><h1>Cats</h1>
 *	4  <p>They <em>purr</em>.     # Cats
 *	5  See <a href="d">dogs</a>.
 *	   ...                        They purr. See [dogs](d).
 *
 * For a budget, headings, paragraphs, items and rows are kept and dropped.  With
 * --plain a page is lines as any other text: Markdown is not the input's.
 */
#include "codec/codec.h"

#include "codec/html/html.h"
#include "codec/prose/prose.h"

static void *
html_open(void)
{
	return mem_zalloc(1, sizeof(struct html_page));
}

static void
html_close(void *state)
{
	struct html_page *page = state;

	if (page)
		html_page_release(page);
	mem_free(page);
}

/* ---- where a page ends ---------------------------------------------------- */

/* Behind the line with "</html>" and the empty lines below it, or all. */
static size_t
page_bytes(struct span text)
{
	size_t at = 0;
	struct span rest, line;

	while (at < text.n) {
		const char *lt = memchr(text.p + at, '<', text.n - at);

		if (!lt)
			return text.n;
		at = (size_t)(lt - text.p);
		if (span_starts_nocase(span_from(text, at), "</html>"))
			break;
		at++;
	}
	rest = span_from(text, at);
	at = text.n;
	if (span_line(&rest, &line))
		at = (size_t)(rest.p - text.p);
	while (span_line(&rest, &line) && !span_chomp(line).n)
		at = (size_t)(rest.p - text.p);
	return at;
}

/* Whether it is a page, and not one in a patch: nothing else can be surer, and
 * to ask all of them would be to ask the list of codecs, which has this one. */
static bool
is_page(struct span s)
{
	struct sample sample;
	int sure;

	sample_take(&sample, s);
	sure = sample.n ? detect_html.look(&sample) : 0;
	return sure && detect_diff.look(&sample) < sure;
}

static size_t
find(struct codec_ctx *ctx, struct span text)
{
	struct span s = text;

	(void)ctx;
	s = span_skip_blanks(s);
	if (!span_starts_nocase(s, "<!doctype html") &&
		!span_starts_nocase(s, "<html>") &&
		!span_starts_nocase(s, "<html "))
		return 0;
	s.n = page_bytes(s);
	return is_page(s) ? (size_t)(s.p - text.p) + s.n : 0;
}

/* ---- the page ------------------------------------------------------------- */

static enum hr_status
fold(struct codec_ctx *ctx, struct span in, struct buf *out, size_t *used)
{
	enum hr_status status;

	*used = page_bytes(in);
	if (!ctx->encoded)
		return HR_SKIP;
	status = html_blocks(ctx->state, span_of(in.p, *used));
	if (status != HR_OK)
		return status;
	html_write(ctx, ctx->state, NULL, out);
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

static uint32_t
lines_in(struct span text, size_t at, size_t n)
{
	uint32_t lines = at == 0 && n;

	for (size_t i = at ? at : 1; i < at + n; i++)
		lines += text.p[i - 1] == '\n';
	return lines;
}

static float
value_of(const struct html_block *b)
{
	if (b->kind == HTML_LEFT_OUT)
		return 0;
	return b->kind == HTML_HEADING ? VALUE_CONTEXT : VALUE_PLAIN;
}

/* What blocks are worth is what their Markdown is worth as prose. */
static bool
value_blocks(const struct html_page *page, struct units *units)
{
	for (size_t i = 0; i < page->n; i++) {
		const struct html_block *b = &page->block[i];
		struct unit u = { .at = b->at,
			.n = b->n,
			.needs = b->needs,
			.value = value_of(b) };

		if (!units_add(units, u))
			return false;
	}
	return prose_value(buf_span(&page->text), units, 0);
}

static enum hr_status
units(struct codec_ctx *ctx, struct span in, struct units *out)
{
	const struct html_page *page = ctx->state;
	struct units worth = { 0 };
	enum hr_status status = HR_SKIP;

	if (ctx->encoded)
		status = html_blocks(ctx->state, in);

	if (status == HR_OK && !value_blocks(page, &worth))
		status = HR_ENOMEM;
	for (size_t i = 0; i < page->n && status == HR_OK; i++) {
		struct unit u = worth.unit[i];
		size_t end = i + 1 < page->n ? page->block[i + 1].source : in.n;

		u.at = page->block[i].source;
		u.n = (uint32_t)(end - u.at);
		u.lines = lines_in(in, u.at, u.n);
		if (!units_add(out, u))
			status = HR_ENOMEM;
	}
	units_release(&worth);
	return status;
}

static enum hr_status
render(struct codec_ctx *ctx, struct span in, const struct unit *unit,
	size_t nunits, const unsigned char *keep, struct buf *out)
{
	const struct html_page *page = ctx->state;
	enum hr_status status = html_blocks(ctx->state, in);

	(void)unit;
	if (status == HR_OK && nunits != page->n)
		status = HR_EINPUT; /* these are not the text's units */
	if (status != HR_OK)
		return status;
	html_write(ctx, page, keep, out);
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

const struct codec codec_html = {
	.name = "html",
	.help = "pages of HTML, as Markdown without menus and scripts",
	.kind = HR_KIND_HTML,
	.detector = { &detect_html },
	.open = html_open,
	.close = html_close,
	.find = find,
	.fold = fold,
	.units = units,
	.render = render,
};
