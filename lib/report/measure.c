/* SPDX-License-Identifier: Apache-2.0 */
/* Texts, one by one; see measure.h. */
#include "report/measure.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "blob/blob.h"
#include "codec/codec.h"
#include "compressor.h"
#include "detect/detect.h"
#include "verify/fact_text.h"
#include "token/token.h"
#include "window.h"

enum {
	/* A text of fewer bytes or lines has no versions: too much of it
	 * changes with an edit. */
	SKETCH_BYTES = 1 << 10,
	SKETCH_LINES = 8,
};

struct measure {
	struct hr_counter *counter;
	bool simulate, verify;
	struct hr_options options[REPORT_NMODES]; /* of the compressors */
	struct hr_compressor *compressor[REPORT_NMODES];
	struct buf out, plain;
	struct blobs blobs;
	struct codec_set codecs;
	struct hr_stats stats;
	struct hr_fact_counts facts[HR_NFACTS]; /* of the last text */
};

static enum hr_status
to_out(void *ctx, const void *p, size_t n)
{
	struct measure *m = ctx;

	buf_add(&m->out, span_of(p, n));
	return buf_ok(&m->out) ? HR_OK : HR_ENOMEM;
}

struct measure *
measure_new(enum hr_encoding encoding, bool simulate, bool verify)
{
	static const enum hr_mode modes[] = {
		[REPORT_LOSSLESS] = HR_LOSSLESS, [REPORT_DEFAULT] = HR_FOLD
	};
	struct measure *m = mem_zalloc(1, sizeof(*m));
	struct hr_error err;
	bool ok;

	if (!m)
		return NULL;
	m->simulate = simulate;
	m->verify = verify;
	m->counter = hr_counter_new(encoding);
	ok = m->counter != NULL;
	for (size_t i = REPORT_LOSSLESS; ok && i <= REPORT_DEFAULT; i++) {
		m->options[i] = (struct hr_options){ .mode = modes[i],
			.encoding = encoding,
			.api = HR_API_NONE };
		ok = compressor_new(&m->options[i], to_out, m, m->counter,
			     &m->compressor[i], &err) == HR_OK;
	}
	if (!ok) {
		measure_free(m);
		return NULL;
	}
	return m;
}

void
measure_free(struct measure *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < REPORT_NMODES; i++)
		hr_compressor_free(m->compressor[i]);
	hr_counter_free(m->counter);
	buf_release(&m->out);
	buf_release(&m->plain);
	blobs_release(&m->blobs);
	codec_set_release(&m->codecs);
	mem_free(m);
}

struct hr_counter *
measure_counter(struct measure *m)
{
	return counter_beside(m->counter);
}

size_t
measure_count(struct measure *m, struct span text)
{
	return hr_count(m->counter, text.p, text.n);
}

uint64_t
measure_hash(struct span text, bool may_change, bool system)
{
	uint64_t h = hash_bytes(
		HASH_K1 + may_change + 2 * (uint64_t)system, text.p, text.n);

	return h ? h : 1;
}

/* ---- as it could be ------------------------------------------------------- */

static enum hr_status
count_into(struct measure *m, struct span text, uint64_t *tokens)
{
	size_t n = measure_count(m, text);

	*tokens = n;
	return n == SIZE_MAX ? HR_ENOMEM : HR_OK;
}

static enum hr_status
compress(struct measure *m, size_t mode, struct span text)
{
	struct hr_compressor *c = m->compressor[mode];
	enum hr_status status;

	buf_reset(&m->out);
	status = hr_compressor_feed(c, text.p, text.n);
	if (status == HR_OK)
		status = hr_compressor_finish_input(c);
	if (status == HR_OK)
		status = hr_compressor_finish_run(c);
	return status;
}

static enum hr_status
add_facts(struct measure *m, struct span text, struct report_content *c)
{
	struct hr_verdict verdict;
	enum hr_status status = hr_verify(
		text.p, text.n, m->out.p, m->out.n, &verdict, NULL, NULL);

	if (status == HR_OK) {
		memcpy(m->facts, verdict.facts, sizeof(m->facts));
		c->facts = m->facts;
	}
	return status;
}

/* The tokens of each mode: those of default, which are made last, are looked at
 * for what was lost. */
static enum hr_status
simulate(struct measure *m, struct span text, struct report_content *c)
{
	enum hr_status status = HR_OK;

	for (size_t i = REPORT_LOSSLESS; i <= REPORT_DEFAULT; i++) {
		status = compress(m, i, text);
		if (status == HR_OK)
			status =
				count_into(m, buf_span(&m->out), &c->tokens[i]);
		if (status != HR_OK)
			return status;
		/* It would not be sent then. */
		if (c->tokens[i] > c->tokens[REPORT_NOW])
			c->tokens[i] = c->tokens[REPORT_NOW];
	}
	c->tokens[REPORT_BUDGET] = c->tokens[REPORT_DEFAULT];
	return m->verify ? add_facts(m, text, c) : HR_OK;
}

/* ---- what is wasted ------------------------------------------------------- */

/* Without the white space in its values; that between them stays, as without
 * it two numbers would be one. */
static void
squeeze_json(struct span text, struct buf *out)
{
	bool inside = false; /* a string */
	size_t depth = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!inside && depth && is_white(c))
			continue;
		buf_add_char(out, c);
		if (inside && c == '\\' && i + 1 < text.n)
			buf_add_char(out, text.p[++i]);
		else if (c == '"')
			inside = !inside;
		else if (!inside)
			depth = depth + (c == '{' || c == '[') -
				(c == '}' || c == ']');
	}
}

/* Tokens that are gone if the text is this one. */
static enum hr_status
add_waste(struct measure *m, uint64_t now, struct span rest, uint64_t *waste)
{
	uint64_t tokens;
	enum hr_status status = count_into(m, rest, &tokens);

	if (status == HR_OK && tokens < now)
		*waste += now - tokens;
	return status;
}

static enum hr_status
waste_of_json(
	struct measure *m, struct span text, uint64_t now, uint64_t *waste)
{
	if (!memchr(text.p, '\n', text.n) || json_check(text, NULL) != HR_OK)
		return HR_OK;
	buf_reset(&m->plain);
	squeeze_json(text, &m->plain);
	return buf_ok(&m->plain) ? add_waste(m, now, buf_span(&m->plain), waste)
				 : HR_ENOMEM;
}

static enum hr_status
waste_of_blobs(struct measure *m, struct span text, enum hr_kind kind,
	uint64_t now, uint64_t *waste)
{
	bool progress = memchr(text.p, '\r', text.n) != NULL;
	enum hr_status status;

	m->blobs.counter = m->counter;
	m->blobs.kind = kind;
	status = blobs_replace(&m->blobs, text, 0);
	if (status != HR_OK)
		return status == HR_SKIP ? HR_OK : status;
	return add_waste(m, now, buf_span(&m->blobs.text),
		&waste[progress ? REPORT_PROGRESS : REPORT_BLOBS]);
}

static enum hr_status
waste_of_traces(
	struct measure *m, struct span text, uint64_t now, uint64_t *waste)
{
	struct codec_ctx *ctx;
	size_t i = 0, used;
	enum hr_status status;

	while (codecs[i] != &codec_trace)
		i++;
	ctx = codec_open(&m->codecs, i);
	if (!ctx)
		return HR_ENOMEM;
	ctx->counter = m->counter;
	ctx->stats = &m->stats;
	ctx->last = true;
	buf_reset(&m->plain);
	status = codecs[i]->fold(ctx, text, &m->plain, &used);
	if (status != HR_OK || used < text.n)
		return status == HR_ENOMEM ? status : HR_OK;
	return add_waste(m, now, buf_span(&m->plain), waste);
}

static bool
is_binary(struct span text)
{
	if (text.n > BINARY_HEAD)
		text.n = BINARY_HEAD;
	return detect_binary(text);
}

static enum hr_status
find_waste(struct measure *m, struct span text, enum hr_kind kind, uint64_t now,
	uint64_t *waste)
{
	enum hr_status status = HR_OK;
	struct span plain;

	if (!text.n || is_binary(text))
		return HR_OK;
	if (kind == HR_KIND_JSON)
		status = waste_of_json(m, text, now, &waste[REPORT_PRETTY]);
	if (status == HR_OK)
		status = waste_of_blobs(m, text, kind, now, waste);
	if (status == HR_OK && memchr(text.p, '\033', text.n)) {
		buf_reset(&m->plain);
		plain = fact_plain(text, &m->plain);
		status = buf_ok(&m->plain) ? add_waste(m, now, plain,
						     &waste[REPORT_ESCAPES])
					   : HR_ENOMEM;
	}
	if (status == HR_OK && kind == HR_KIND_TEXT)
		status = waste_of_traces(m, text, now, &waste[REPORT_TRACES]);
	return status;
}

/* Of the kinds that detection knows, that of a text which may be JSON. */
static enum hr_kind
kind_of(struct span text)
{
	enum hr_kind kind = detect_kind(text);

	if (kind == HR_KIND_TEXT && json_check(text, NULL) == HR_OK)
		return HR_KIND_JSON;
	return kind;
}

enum hr_status
measure_waste(
	struct measure *m, struct span text, uint64_t waste[REPORT_NWASTE])
{
	uint64_t now;
	enum hr_status status = count_into(m, text, &now);

	return status == HR_OK ? find_waste(m, text, kind_of(text), now, waste)
			       : status;
}

/* ---- known again ---------------------------------------------------------- */

/* The least hashes of its lines, by as many orders: of versions of a text most
 * are the same (min-wise hashing, Broder 1997). */
static void
sketch(struct span text, uint64_t least[REPORT_SKETCH])
{
	struct span line;
	size_t lines = 0;

	if (text.n < SKETCH_BYTES)
		return;
	for (size_t k = 0; k < REPORT_SKETCH; k++)
		least[k] = UINT64_MAX;
	while (span_line(&text, &line)) {
		uint64_t h = hash_bytes(0, line.p, line.n);

		lines++;
		for (size_t k = 0; k < REPORT_SKETCH; k++) {
			uint64_t x = hash_mix(h, HASH_K1 * (k + 1));

			if (x < least[k])
				least[k] = x;
		}
	}
	if (lines < SKETCH_LINES)
		memset(least, 0, REPORT_SKETCH * sizeof(*least));
}

static bool
in_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '-' || c == ':' ||
	       c == '.' || c == '_' || (unsigned char)c >= 0x80;
}

/* The hash of a text in which all words with a digit are the same. */
static uint64_t
shape_of(struct span text)
{
	uint64_t h = HASH_K2;

	for (size_t i = 0, end; i < text.n; i = end) {
		bool digit = false;

		for (end = i; end < text.n && in_word(text.p[end]); end++)
			digit |= is_digit(text.p[end]);
		if (end == i)
			end++;
		h = digit ? hash_mix(h, 1) : hash_bytes(h, text.p + i, end - i);
	}
	return h ? h : 1;
}

enum hr_status
measure_text(struct measure *m, struct span text, bool may_change, bool system,
	struct report_content *c)
{
	enum hr_status status = count_into(m, text, &c->tokens[REPORT_NOW]);
	enum hr_kind kind = kind_of(text);

	c->bytes = text.n;
	for (size_t i = 1; i < REPORT_NMODES; i++)
		c->tokens[i] = c->tokens[REPORT_NOW];
	if (status == HR_OK && m->simulate && may_change) {
		status = simulate(m, text, c);
		/* Tables, listings and searches are told by their codecs. */
		if (kind == HR_KIND_TEXT)
			kind = hr_compressor_stats(
				m->compressor[REPORT_DEFAULT])
				       ->kind;
	}
	if (status == HR_OK)
		status = find_waste(
			m, text, kind, c->tokens[REPORT_NOW], c->waste);
	c->kind = is_binary(text) ? "binary" : hr_kind_name(kind);
	c->shape = system ? shape_of(text) : 0;
	sketch(text, c->sketch);
	return status;
}
