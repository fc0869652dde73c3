/* SPDX-License-Identifier: Apache-2.0 */
/* Text to blocks; see encode.h. */
#include "encode.h"

#include "codec/block.h"
#include "detect/detect.h"

enum {
	/* Per cent of its tokens that a block must save: a form that has to be
	 * worked out must be worth it. */
	WORTH_PERCENT = 5,
	/* Bytes that something else in the middle of a log must have, as it
	 * divides what the log's lines have in common. */
	INSIDE_LOG = 2 << 10,
};

/* What is being worked on. */
struct job {
	struct span text; /* normal */
	enum hr_kind kind; /* that was asked for */
	enum hr_kind found; /* that the whole looks like */
	struct buf *out;
	bool encoded; /* there is a block in the output */
};

void
encoder_release(struct encoder *e)
{
	codec_set_release(&e->set);
	buf_release(&e->text);
	buf_release(&e->head);
	buf_release(&e->body);
	buf_release(&e->back);
	buf_release(&e->block);
}

/* ---- line ends ----------------------------------------------------------- */

static bool
has_crlf_only(struct span text)
{
	struct span line;

	if (!memchr(text.p, '\r', text.n))
		return false;
	while (span_line(&text, &line))
		if (!span_ends(line, "\r\n") &&
			(span_ends(line, "\n") || span_ends(line, "\r")))
			return false;
	return true;
}

/* The text with "\n" at the end of each line. */
static struct span
normalize(struct encoder *e, struct span text)
{
	struct span line;

	e->no_newline = !span_ends(text, "\n");
	e->crlf = has_crlf_only(text);
	if (!e->no_newline && !e->crlf)
		return text;
	buf_reset(&e->text);
	buf_reserve(&e->text, text.n + 1);
	if (!e->crlf) {
		buf_add(&e->text, text);
		buf_add_char(&e->text, '\n');
		return buf_span(&e->text);
	}
	while (span_line(&text, &line)) {
		buf_add(&e->text, span_chomp(line));
		buf_add_char(&e->text, '\n');
	}
	return buf_span(&e->text);
}

/* The header that `text`, which ends at the end of the whole or before, gets
 * for its line ends. */
static struct block
new_block(const struct encoder *e, const struct job *job, struct span text,
	size_t codec)
{
	bool last = text.p + text.n == job->text.p + job->text.n;

	return (struct block){ .codec = codec,
		.crlf = e->crlf,
		.no_newline = e->no_newline && last };
}

static uint64_t
count_lines(struct span s)
{
	struct span line;
	uint64_t n = 0;

	while (span_line(&s, &line))
		n++;
	return n;
}

/* ---- one block ----------------------------------------------------------- */

/* HR_SKIP unless the block in e->block is enough fewer tokens. */
static enum hr_status
weigh(struct encoder *e, struct span text)
{
	size_t tokens = hr_count(e->counter, e->block.p, e->block.n), most;

	if (tokens == SIZE_MAX)
		return HR_ENOMEM;
	most = tokens + tokens * WORTH_PERCENT / (100 - WORTH_PERCENT);
	return hr_count_upto(e->counter, text.p, text.n, most) > most ? HR_OK
								      : HR_SKIP;
}

/* The codec's block for a text, in e->block.  HR_SKIP: none that is right and
 * worth it. */
static enum hr_status
try_block(struct encoder *e, const struct job *job, size_t codec,
	struct span text)
{
	const struct codec *c = codecs[codec];
	struct codec_ctx *ctx = codec_open(&e->set, codec);
	struct block block = new_block(e, job, text, codec);
	struct hr_error err;
	enum hr_status status;

	if (!ctx)
		return HR_ENOMEM;
	ctx->counter = e->counter;
	ctx->order = e->order;
	ctx->sample = e->sample;
	buf_reset(&e->head);
	buf_reset(&e->body);
	buf_reset(&e->back);
	buf_reset(&e->block);
	status = c->encode(ctx, text, &e->head, &e->body);
	if (status != HR_OK)
		return status;
	if (!buf_ok(&e->head) || !buf_ok(&e->body))
		return HR_ENOMEM;
	block.head = buf_span(&e->head);
	block.lines = count_lines(buf_span(&e->body));
	block_write(&block, &e->block);
	buf_add(&e->block, buf_span(&e->body));
	if (!buf_ok(&e->block))
		return HR_ENOMEM;
	status = weigh(e, text);
	if (status != HR_OK)
		return status;
	/* Its own header must read back as well: a head with a newline in it,
	 * or more lines than a header can say, would not. */
	if (!block_parse(span_of(e->block.p, e->block.n - e->body.n), &block) ||
		block.codec != codec)
		return HR_SKIP;
	status = c->decode(ctx, block.head, buf_span(&e->body), &e->back, &err);
	if (status == HR_ENOMEM)
		return status;
	return status == HR_OK && buf_ok(&e->back) &&
			       span_equal(buf_span(&e->back), text)
		       ? HR_OK
		       : HR_SKIP;
}

/* ---- the whole ----------------------------------------------------------- */

/* A stretch as it is, in a block if it could be taken for one. */
static void
add_raw(struct encoder *e, struct job *job, struct span text)
{
	struct block block = new_block(e, job, text, BLOCK_UNCHANGED);

	if (block_is_in(text)) {
		block.lines = count_lines(text);
		block_write(&block, job->out);
		buf_add(job->out, text);
		job->encoded = true;
	} else {
		block_restore(&block, text, job->out);
	}
}

static void
add_block(struct encoder *e, struct job *job, size_t codec)
{
	buf_add(job->out, buf_span(&e->block));
	job->encoded = true;
	e->kind = codecs[codec]->kind;
}

/* A stretch that no codec has found something in. */
static enum hr_status
add_rest(struct encoder *e, struct job *job, struct span text)
{
	enum hr_kind kind = job->kind;
	enum hr_status status = HR_SKIP;

	if (!text.n)
		return HR_OK;
	if (kind == HR_KIND_AUTO)
		kind = text.n == job->text.n ? job->found : detect_kind(text);
	for (size_t i = 0; i < NCODECS && status == HR_SKIP; i++)
		if (!codecs[i]->find && codecs[i]->kind == kind) {
			status = try_block(e, job, i, text);
			if (status == HR_OK)
				add_block(e, job, i);
		}
	if (status == HR_SKIP) {
		add_raw(e, job, text);
		status = HR_OK;
	}
	return status;
}

/* How much of the text one codec claims, *n; *codec tells which. */
static enum hr_status
find(struct encoder *e, const struct job *job, struct span text, size_t *codec,
	size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < NCODECS && !*n; i++) {
		struct codec_ctx *ctx;

		if (!codecs[i]->find || (job->kind != HR_KIND_AUTO &&
						job->kind != codecs[i]->kind))
			continue;
		ctx = codec_open(&e->set, i);
		if (!ctx)
			return HR_ENOMEM;
		*n = codecs[i]->find(ctx, text);
		*codec = i;
	}
	return HR_OK;
}

static enum hr_status
encode_stretches(struct encoder *e, struct job *job)
{
	struct span rest = job->text, run = span_of(rest.p, 0), line;
	enum hr_status status;

	while (rest.n) {
		size_t codec = 0, n;
		struct span text;

		status = find(e, job, rest, &codec, &n);
		if (status != HR_OK)
			return status;
		text = span_of(rest.p, n);
		if (!n) {
			span_line(&rest, &line);
			run.n += line.n;
			continue;
		}
		rest = span_from(rest, n);
		status = HR_SKIP;
		if (job->found != HR_KIND_LOG || n >= INSIDE_LOG)
			status = try_block(e, job, codec, text);
		if (status == HR_SKIP) {
			run.n += n;
			continue;
		}
		if (status == HR_OK) {
			/* e->block is needed for what came before it. */
			struct buf block = e->block;

			e->block = (struct buf){ 0 };
			status = add_rest(e, job, run);
			buf_release(&e->block);
			e->block = block;
		}
		if (status != HR_OK)
			return status;
		add_block(e, job, codec);
		run = span_of(rest.p, 0);
	}
	return add_rest(e, job, run);
}

enum hr_status
encode_text(
	struct encoder *e, struct span text, enum hr_kind kind, struct buf *out)
{
	struct job job = { .text = normalize(e, text),
		.kind = kind,
		.found = kind,
		.out = out };
	enum hr_status status;

	if (kind == HR_KIND_AUTO)
		job.found = detect_kind(job.text);
	buf_reset(out);
	e->kind = HR_KIND_TEXT;
	if (!buf_ok(&e->text))
		return HR_ENOMEM;
	status = encode_stretches(e, &job);
	if (status == HR_OK && !buf_ok(out))
		status = HR_ENOMEM;
	return status == HR_OK && !job.encoded ? HR_SKIP : status;
}
