/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON, as one value or as a value a line.  Arrays of objects become tables,
 * and what is around them loses its quotes:
 *
 *	{"total":3,"users":[{"id":7,"name":"Ann","zip":null},{"id":8,
 *	"name":"Bo, jr.","zip":"0815"},{"id":9,"name":"Cy","zip":null}]}
 *
 *	[5 json: compact; [n] has n rows; blank: as above, -: no key]
 *	{total:3,
 *	users:[3] id:{+1},name,zip
 *	7,Ann,null
 *	,"Bo, jr.","0815"
 *	,Cy,null
 *	}
 *
 * Keys, strings and numbers are copied as they are written; white space is what
 * a style says, or the text is left alone.  The parts: json_style.h for white
 * space, json_write.h for the body, json_plain.h for values with fewer quotes,
 * json_shape.h for the fields of rows, json_rows.h for tables, json_read.h for
 * the way back, json_part.h for parts of texts, json_units.h for budgets.
 */
#include "codec/codec.h"

#include <stdio.h>

#include "base/mem.h"
#include "codec/json/json_layout.h"
#include "codec/json/json_part.h"
#include "codec/json/json_read.h"
#include "codec/json/json_units.h"
#include "codec/json/json_write.h"

#define TABLES "; [n] has n rows; blank: as above, -: no key"

enum {
	/* Less has less to gain than a header costs, and would cut a log in
	 * two. */
	MIN_BYTES = 100,
	/* Of a part of a value as much must be right: half a page, so that what
	 * only begins like JSON stays what it is. */
	PART_BYTES = 512,
	/* Behind a part without its start there is no more than such a share of
	 * it. */
	OTHER_SHARE = 8,
};

struct json_state {
	const char *seen, *seen_end; /* the last text that was looked at */
	const char *tried; /* up to here no value begins */
	struct json_tokens tokens;
	struct span found; /* what the tokens are of, if find() read them */
	size_t found_tokens;
	struct json_writer writer;
	struct json_reader reader;
	struct json_layout layout;
	struct buf again;
	struct buf whole, closing; /* of a part; and what closes it */
	struct json_cut cut;
};

static void *
json_open(void)
{
	return mem_zalloc(1, sizeof(struct json_state));
}

/* Another text may be where this one was. */
static void
json_restart(void *state, bool run)
{
	struct json_state *s = state;

	(void)run;
	s->found.p = NULL;
	s->seen = s->seen_end = s->tried = NULL;
}

static void
json_close(void *state)
{
	struct json_state *s = state;

	if (!s)
		return;
	json_tokens_release(&s->tokens);
	json_writer_release(&s->writer);
	json_reader_release(&s->reader);
	json_layout_release(&s->layout);
	buf_release(&s->again);
	buf_release(&s->whole);
	buf_release(&s->closing);
	json_cut_release(&s->cut);
	mem_free(s);
}

/* ---- finding ------------------------------------------------------------- */

static size_t
skip_mark(struct span text)
{
	return span_starts(text, JSON_BOM) ? strlen(JSON_BOM) : 0;
}

static bool
is_indented(struct span text)
{
	return is_blank_or_tab(*text.p);
}

/* Whether a value is at *at that ends where its line does; *at is then behind
 * the line. */
static bool
scan_line(struct json_state *s, struct span text, size_t *at)
{
	struct hr_error err;
	size_t end = *at;

	if (json_scan(text, &end, &s->tokens, &err) != HR_OK) {
		s->tried = text.p + err.pos;
		return false;
	}
	if (end < text.n && text.p[end] == '\r')
		end++;
	if (end < text.n && text.p[end] != '\n') {
		s->tried = text.p + end;
		return false;
	}
	*at = end + (end < text.n);
	return true;
}

/* How much of a text is a value but for its end, of which so many bytes are
 * right: up to the end of the line of its last comma or end of a bracket; 0: too
 * little.  *last is where that is, and s->closing what would close the value. */
static size_t
find_unclosed(
	struct json_state *s, struct span text, size_t valid, size_t *last)
{
	const char *nl;

	buf_reset(&s->closing);
	*last = json_unclosed(text, skip_mark(text), valid, &s->closing);
	if (*last < PART_BYTES)
		return 0;
	nl = memchr(text.p + *last, '\n', text.n - *last);
	return nl ? (size_t)(nl - text.p) + 1 : text.n;
}

/* The same of a text without its start, or of what is a value behind it.  The
 * text is put behind the start that s->whole has. */
static size_t
find_unopened(struct json_state *s, struct span text, size_t *last)
{
	size_t start = s->whole.n, end;
	struct span whole;
	struct hr_error err;
	enum hr_status status;

	buf_add(&s->whole, text);
	buf_reset(&s->closing);
	whole = buf_span(&s->whole);
	if (!buf_ok(&s->whole))
		return 0;
	*last = whole.n;
	status = json_scan_whole(whole, NULL, &err);
	if (status == HR_OK)
		return text.n;
	end = find_unclosed(s, whole, err.pos, last);
	return end > start + PART_BYTES ? end - start : 0;
}

/* What a text that is indented begins with. */
static size_t
find_part(struct json_state *s, struct span text)
{
	size_t looked, n, last;

	buf_reset(&s->whole);
	n = json_unopened(text, &s->whole, &looked);
	s->tried = text.p + looked;
	/* Among other things, such as code, it stays as it is. */
	if (n < PART_BYTES || text.n - n > n / OTHER_SHARE)
		return 0;
	return find_unopened(s, span_of(text.p, n), &last);
}

static size_t
json_find(struct codec_ctx *ctx, struct span text)
{
	struct json_state *s = ctx->state;
	const char *text_end;
	size_t at = skip_mark(text), end = 0;

	s->found.p = NULL;
	if (at == text.n)
		return 0;
	text_end = text.p + text.n;
	/* The rest of one text comes after its start. */
	if (text.p <= s->seen || text_end != s->seen_end)
		s->tried = NULL;
	s->seen = text.p;
	s->seen_end = text_end;
	if (s->tried && s->tried > text.p)
		return 0;
	if (is_indented(text))
		return find_part(s, text);
	if (text.p[at] != '{' && text.p[at] != '[')
		return 0;
	s->tokens.n = 0;
	while (at < text.n) {
		char c = text.p[at];

		if (is_white(c) || !scan_line(s, text, &at))
			break;
		/* Other values only between containers. */
		if (c == '{' || c == '[') {
			end = at;
			s->found_tokens = s->tokens.n;
		}
	}
	if (!end && s->tried)
		return find_unclosed(s, text, (size_t)(s->tried - text.p), &at);
	if (end < MIN_BYTES)
		return 0;
	/* Most probably it is what will be encoded next: not reading it twice
	 * saves a tenth of the time. */
	s->found = span_of(text.p, end);
	return end;
}

/* ---- writing ------------------------------------------------------------- */

/* Reads all values of the text, one a line. */
static enum hr_status
read_values(struct json_state *s, struct span text)
{
	size_t at = skip_mark(text);
	enum hr_status status = HR_SKIP;

	if (s->found.p && text.p == s->found.p && text.n == s->found.n) {
		s->found.p = NULL;
		s->tokens.n = s->found_tokens;
		return HR_OK;
	}
	s->tokens.n = 0;
	while (at < text.n) {
		if (is_white(text.p[at])) {
			at++;
			continue;
		}
		status = json_scan(text, &at, &s->tokens, NULL);
		if (status != HR_OK)
			return status == HR_ENOMEM ? status : HR_SKIP;
	}
	return status;
}

/* Finds the style and prints the text by it, to s->again; false when memory is
 * short. */
static bool
print_again(struct json_state *s, struct span in, struct json_style *style)
{
	struct json_forced *forced = &s->layout.forced;

	if (!json_style_detect(style, forced, in, &s->tokens))
		return false;
	buf_reset(&s->again);
	json_print_start(&s->reader.printer, style, forced, &s->again);
	json_print_tokens(&s->reader.printer, in, &s->tokens);
	return buf_ok(&s->again);
}

/* Values that end, as a body and the style of the text. */
static enum hr_status
encode(struct json_state *s, struct span in, struct json_style *style,
	struct buf *body)
{
	struct json_forced *forced = &s->layout.forced;
	bool compact = json_is_compact(in, &s->tokens);
	enum hr_status status;

	if (compact)
		forced->nline = forced->nlines = 0;
	else if (!print_again(s, in, style))
		return HR_ENOMEM;
	status = json_write(&s->writer, in, &s->tokens, body);
	if (status != HR_OK)
		return status;
	if (forced->nline || forced->nlines ||
		(!compact && !span_equal(buf_span(&s->again), in))) {
		if (!json_layout_write(forced, in, buf_span(&s->again), body))
			return HR_SKIP;
		style->extra = true;
	}
	return HR_OK;
}

/* Makes s->whole of a text that is a part of a value; its own bytes begin at
 * *start and end at *end. */
static enum hr_status
make_whole(struct json_state *s, struct span in, size_t *start, size_t *end)
{
	size_t valid = skip_mark(in), n, looked;
	struct hr_error err;
	enum hr_status status;

	buf_reset(&s->whole);
	if (is_indented(in)) {
		n = json_unopened(in, &s->whole, &looked);
		*start = s->whole.n;
		if (n == in.n)
			n = find_unopened(s, in, end);
	} else {
		status = json_scan(in, &valid, NULL, &err);
		n = find_unclosed(
			s, in, status == HR_OK ? valid : err.pos, end);
		*start = 0;
		buf_add(&s->whole, in);
	}
	s->whole.n = n == in.n ? *end : 0;
	buf_add(&s->whole, buf_span(&s->closing));
	if (!buf_ok(&s->whole) || !buf_ok(&s->closing))
		return HR_ENOMEM;
	return n == in.n ? HR_OK : HR_SKIP;
}

/* The same of what has no start, or no end: it is given one. */
static enum hr_status
encode_part(struct json_state *s, struct span in, struct json_style *style,
	struct buf *body)
{
	size_t start = 0, end = 0;
	enum hr_status status = HR_SKIP;

	if (in.n >= PART_BYTES)
		status = make_whole(s, in, &start, &end);
	if (status == HR_OK)
		status = read_values(s, buf_span(&s->whole));
	if (status == HR_OK)
		status = encode(s, buf_span(&s->whole), style, body);
	if (status != HR_OK)
		return status;
	style->unopened = start;
	style->unclosed = s->closing.n;
	if (s->closing.n)
		buf_add(body, span_from(in, end - start));
	return HR_OK;
}

static enum hr_status
json_encode(struct codec_ctx *ctx, struct span in, struct buf *head,
	struct buf *body)
{
	struct json_state *s = ctx->state;
	struct json_style style = { .lines = 0 };
	enum hr_status status = HR_SKIP;

	/* What is indented is read behind the brackets that it is in. */
	if (in.n < PART_BYTES || !is_indented(in))
		status = read_values(s, in);
	s->writer.rows.counter = ctx->counter;
	if (status == HR_OK)
		status = encode(s, in, &style, body);
	else if (status == HR_SKIP)
		status = encode_part(s, in, &style, body);
	if (status != HR_OK)
		return status;
	buf_add_str(head, ": ");
	json_style_write(&style, head);
	if (s->writer.has_table)
		buf_add_str(head, TABLES);
	return buf_ok(head) ? HR_OK : HR_ENOMEM;
}

/* ---- reading ------------------------------------------------------------- */

static struct span
take_last_line(struct span *body)
{
	size_t n = span_chomp(*body).n;
	struct span line;

	while (n && body->p[n - 1] != '\n')
		n--;
	line = span_from(*body, n);
	body->n = n;
	return line;
}

/* Takes the line with the layout off the body's end. */
static bool
read_layout(struct json_state *s, struct span *body)
{
	size_t before = body->n;

	/* A bracket is a byte of the text. */
	return json_layout_read(&s->layout, take_last_line(body), before);
}

static enum hr_status
decode(struct json_state *s, const struct json_style *style, struct span body,
	struct buf *out)
{
	struct json_layout *layout = &s->layout;
	size_t before = out->n;
	enum hr_status status;

	layout->npatches = 0;
	layout->forced.nline = layout->forced.nlines = 0;
	if (style->extra && !read_layout(s, &body))
		return HR_EINPUT;
	if (!layout->npatches)
		return json_reader_run(
			&s->reader, style, &layout->forced, body, out);
	buf_reset(&s->again);
	status = json_reader_run(
		&s->reader, style, &layout->forced, body, &s->again);
	if (status != HR_OK)
		return status;
	if (!json_layout_apply(layout, buf_span(&s->again), out))
		return HR_EINPUT;
	if (!buf_ok(out))
		return HR_ENOMEM;
	/* Blanks within a value are not what was encoded. */
	return read_values(s, span_from(buf_span(out), before));
}

/* The same without its start, and with what the text has instead of its end. */
static enum hr_status
decode_part(struct json_state *s, const struct json_style *style,
	struct span body, struct buf *out)
{
	struct span tail = span_of("", 0);
	size_t before = out->n, n;
	enum hr_status status;

	if (style->unclosed)
		tail = take_last_line(&body);
	status = decode(s, style, body, out);
	if (status != HR_OK)
		return status;
	n = out->n - before;
	if (n <= style->unclosed || n - style->unclosed <= style->unopened)
		return HR_EINPUT;
	n -= style->unclosed + style->unopened;
	memmove(out->p + before, out->p + before + style->unopened, n);
	out->n = before + n;
	buf_add(out, tail);
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

static enum hr_status
json_decode(struct codec_ctx *ctx, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct json_state *s = ctx->state;
	struct json_style style;
	enum hr_status status = HR_EINPUT;

	s->reader.wrong = body.n ? NULL : "a value must be here";
	s->reader.rest = body;
	if (span_starts(head, ": "))
		head = span_from(head, 2);
	if (body.n && json_style_read(&style, &head))
		status = style.unopened || style.unclosed
				 ? decode_part(s, &style, body, out)
				 : decode(s, &style, body, out);
	if (status != HR_EINPUT && status != HR_SKIP)
		return status;
	status = HR_EINPUT;
	err->code = status;
	err->pos = body.n - s->reader.rest.n;
	snprintf(err->text, sizeof(err->text), "%s",
		s->reader.wrong ? s->reader.wrong
				: "no layout of JSON is written so");
	return status;
}

/* ---- budgets ------------------------------------------------------------- */

static enum hr_status
json_units(struct codec_ctx *ctx, struct span in, struct units *units)
{
	struct json_state *s = ctx->state;

	return json_cut_units(&s->cut, in, units);
}

static enum hr_status
json_render(struct codec_ctx *ctx, struct span in, const struct unit *unit,
	size_t nunits, const unsigned char *keep, struct buf *out)
{
	struct json_state *s = ctx->state;

	return json_cut_render(
		&s->cut, in, unit, nunits, keep, ctx->line_base, out);
}

const struct codec codec_json = {
	.name = "json",
	.help = "JSON, and JSON lines",
	.tag = "json",
	.kind = HR_KIND_JSON,
	.open = json_open,
	.close = json_close,
	.restart = json_restart,
	.find = json_find,
	.encode = json_encode,
	.decode = json_decode,
	.units = json_units,
	.render = json_render,
};
