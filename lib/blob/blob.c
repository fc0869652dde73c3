/* SPDX-License-Identifier: Apache-2.0 */
/* Markers for what nobody reads; see blob.h. */
#include "blob/blob.h"

#include "base/mem.h"
#include "blob/blob_find.h"
#include "blob/blob_states.h"
#include "codec/block.h"
#include "table/marker.h"

enum {
	HASH_DIGITS = 12,
	/* A marker is fewer tokens by this factor at least: what is next to it
	 * may be cut into other tokens than before. */
	TIMES_FEWER = 2,
};

void
blobs_release(struct blobs *b)
{
	buf_release(&b->text);
	buf_release(&b->marker);
	for (size_t i = 0; i < BLOB_BUFS; i++)
		buf_release(&b->line[i]);
	mem_free(b->part);
}

/* ---- the marker ----------------------------------------------------------- */

/* "[... 12-38: base64, png, 1210 bytes, hash 1f0c9a6b2d3e ...]"; lines from 0. */
static void
add_marker(struct buf *out, const struct blob *blob, uint64_t from, uint64_t to)
{
	static const char *const forms[] = {
		[BLOB_BASE64] = "base64",
		[BLOB_HEX] = "hex",
		[BLOB_HEX_DUMP] = "hex dump",
		[BLOB_SCRIPT] = "minified code",
	};
	const char *kind = blob_kind(blob);

	buf_add_str(out, MARKER_OPEN);
	marker_range(out, from, to);
	buf_add_str(out, ": ");
	buf_add_str(out, forms[blob->form]);
	if (kind) {
		buf_add_str(out, ", ");
		buf_add_str(out, kind);
	}
	buf_add_str(out, ", ");
	buf_add_uint(out, blob->bytes);
	buf_add_str(out, " bytes, hash ");
	for (unsigned i = 0; i < HASH_DIGITS; i++)
		buf_add_char(out,
			"0123456789abcdef"[blob->hash >> (60 - 4 * i) & 15]);
	buf_add_str(out, MARKER_CLOSE);
}

static bool
is_fewer(struct blobs *b, struct span marker, struct span text, size_t times)
{
	size_t most = hr_count(b->counter, marker.p, marker.n) * times;

	return hr_count_upto(b->counter, text.p, text.n, most) > most;
}

/* Whether a pattern of --keep matches one of the lines. */
static bool
is_kept(const struct blobs *b, struct span text)
{
	struct span line;
	uint64_t failures = 0;

	while (b->filter && span_line(&text, &line))
		if (filter_match(b->filter, line, &failures) == FILTER_KEEP)
			return true;
	return false;
}

/* ---- the text ------------------------------------------------------------- */

/* Where the work is. */
struct place {
	const char *done; /* what is before it is in b->text */
	uint64_t line; /* from 0 */
	bool has_cr; /* the text has a carriage return somewhere */
};

static void
add_until(struct blobs *b, struct place *at, const char *to)
{
	buf_add(&b->text, span_of(at->done, (size_t)(to - at->done)));
	at->done = to;
}

/* The text since the last part is one. */
static bool
end_part(struct blobs *b, uint64_t lines)
{
	size_t from = 0;

	if (b->nparts)
		from = b->part[b->nparts - 1].at + b->part[b->nparts - 1].n;
	if (from == b->text.n)
		return true;
	if (!mem_grow(&b->part, &b->cap, b->nparts + 1, sizeof(*b->part)))
		return false;
	b->part[b->nparts++] =
		(struct blob_part){ from, b->text.n - from, lines };
	return true;
}

/* Whole lines: a marker with the end of the last of them. */
static enum hr_status
replace_lines(struct blobs *b, struct place *at, const struct blob *blob)
{
	struct span text = blob->text, body = span_chomp(text);
	uint64_t lines = blob->lines;

	buf_reset(&b->marker);
	add_marker(&b->marker, blob, at->line, at->line + lines - 1);
	if (is_kept(b, text) ||
		!is_fewer(b, buf_span(&b->marker), text, TIMES_FEWER))
		return HR_SKIP;
	add_until(b, at, text.p);
	if (!end_part(b, 0))
		return HR_ENOMEM;
	buf_add(&b->text, buf_span(&b->marker));
	buf_add(&b->text, span_from(text, body.n));
	at->done = text.p + text.n;
	b->markers++;
	return end_part(b, lines) ? HR_OK : HR_ENOMEM;
}

/* The next blob of a line; a script is all the rest of one. */
static bool
next_blob(struct span *rest, struct span line, bool url, struct blob *blob)
{
	if (url || rest->p != line.p || !blob_find_script(line, blob))
		return blob_find(rest, url, blob);
	*rest = span_from(*rest, span_chomp(line).n);
	return true;
}

/* The line with markers for the blobs in it to *out; how many. */
static uint64_t
mark_line(struct blobs *b, const struct place *at, struct span line, bool url,
	struct buf *out)
{
	struct span rest = line;
	const char *done = line.p;
	struct blob blob;
	uint64_t n = 0;

	buf_reset(out);
	while (next_blob(&rest, line, url, &blob)) {
		buf_reset(&b->marker);
		add_marker(&b->marker, &blob, at->line, at->line);
		if (!is_fewer(b, buf_span(&b->marker), blob.text, TIMES_FEWER))
			continue;
		buf_add(out, span_of(done, (size_t)(blob.text.p - done)));
		buf_add(out, buf_span(&b->marker));
		done = blob.text.p + blob.text.n;
		n++;
	}
	buf_add(out, span_of(done, (size_t)(line.p + line.n - done)));
	out->failed |= b->marker.failed;
	return n;
}

/* One blob and nothing else than blanks before it; its text is the line. */
static bool
is_all_blob(struct span line, bool url, struct blob *blob)
{
	struct span rest = line;

	if (!next_blob(&rest, line, url, blob) || span_chomp(rest).n)
		return false;
	for (const char *p = line.p; p < blob->text.p; p++)
		if (*p != ' ' && *p != '\t')
			return false;
	blob->text = line;
	blob->lines = 1;
	return true;
}

/* What a line becomes with markers for blobs and for states in it, in one of
 * b->line[]; how many. */
static uint64_t
mark_all(struct blobs *b, const struct place *at, struct span *line)
{
	uint64_t markers = 0, n;

	for (int url = 0; url < 2 && line->n >= BLOB_BYTES; url++) {
		n = mark_line(b, at, *line, url, &b->line[url]);
		if (n)
			*line = buf_span(&b->line[url]);
		markers += n;
	}
	if (!at->has_cr || !memchr(line->p, '\r', span_chomp(*line).n))
		return markers;
	buf_reset(&b->line[2]);
	if (!blob_states(*line, at->line + 1, &b->line[2]) ||
		!is_fewer(b, buf_span(&b->line[2]), *line, 1))
		return markers;
	*line = buf_span(&b->line[2]);
	return markers + 1;
}

static enum hr_status
work_on_line(struct blobs *b, struct place *at, struct span line)
{
	struct span now = line;
	uint64_t markers = mark_all(b, at, &now);

	for (size_t i = 0; i < BLOB_BUFS; i++)
		if (!buf_ok(&b->line[i]))
			return HR_ENOMEM;
	/* A marker alone would be taken for what stands for a whole line. */
	if (!markers || marker_is(now) || is_kept(b, line))
		return HR_OK;
	add_until(b, at, line.p);
	buf_add(&b->text, now);
	at->done = line.p + line.n;
	b->markers += markers;
	return HR_OK;
}

/* Works on the first line of *text, or on the lines of a blob. */
static enum hr_status
work_on(struct blobs *b, struct place *at, struct span *text)
{
	struct span rest = *text, line;
	struct blob blob;
	enum hr_status status;
	bool found;

	span_line(&rest, &line);
	found = blob_find_lines(*text, line, &blob);
	if (blob.text.n) {
		status = found ? replace_lines(b, at, &blob) : HR_SKIP;
		line = blob.text;
		at->line += span_lines(line);
		*text = span_from(*text, line.n);
	} else {
		status = HR_SKIP;
		if (line.n >= BLOB_BYTES &&
			(is_all_blob(line, false, &blob) ||
				is_all_blob(line, true, &blob)))
			status = replace_lines(b, at, &blob);
		if (status == HR_SKIP)
			status = work_on_line(b, at, line);
		at->line++;
		*text = rest;
	}
	return status == HR_SKIP ? HR_OK : status;
}

/* What somebody may want to use as it is, or was made before. */
static bool
is_left_alone(const struct blobs *b, struct span text)
{
	enum hr_kind kind = b->kind;

	if (kind == HR_KIND_AUTO)
		kind = detect_kind(text);
	return kind == HR_KIND_CODE || kind == HR_KIND_DIFF ||
	       text_is_folded(text);
}

enum hr_status
blobs_replace(struct blobs *b, struct span text, uint64_t line_base)
{
	struct place at = { .done = text.p, .line = line_base };
	struct span rest = text;
	enum hr_status status = HR_OK;

	if (!text.n)
		return HR_SKIP;
	at.has_cr = memchr(text.p, '\r', text.n) != NULL;
	buf_reset(&b->text);
	b->nparts = 0;
	b->markers = 0;
	while (status == HR_OK && rest.n)
		status = work_on(b, &at, &rest);
	if (status == HR_OK && (!b->markers || is_left_alone(b, text)))
		return HR_SKIP;
	if (status != HR_OK)
		return status;
	add_until(b, &at, text.p + text.n);
	return end_part(b, 0) && buf_ok(&b->text) ? HR_OK : HR_ENOMEM;
}
