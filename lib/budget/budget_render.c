/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of all inputs, with markers for the rest; see budget.h. */
#include "budget/budget_state.h"
#include "codec/block.h"
#include "table/marker.h"

enum {
	/* "[... 12-308 ...]" and its newline. */
	MARKER_TOKENS = 7,
};

/* Lines that are left out, from one on; none: UINT64_MAX. */
struct gap {
	uint64_t from;
};

static void
close_gap(struct budget *b, struct gap *gap, uint64_t to, struct buf *out)
{
	if (gap->from < to) {
		buf_add_str(out, MARKER_OPEN);
		marker_range(out, gap->from, to - 1);
		buf_add_str(out, MARKER_CLOSE "\n");
		b->stats->markers++;
		b->stats->lines_folded += to - gap->from;
	}
	gap->from = UINT64_MAX;
}

static void
open_gap(struct gap *gap, uint64_t from)
{
	if (gap->from == UINT64_MAX)
		gap->from = from;
}

/* Lines between kept ones that cost no more than a marker for them go out. */
static void
fill_gaps(struct budget *b, const struct stretch *part)
{
	size_t end = part->unit + part->nunits - part->nnotes, from = end;
	uint64_t line = 0, tokens = 0;

	for (size_t i = part->unit; i < end; i++) {
		bool whole = i == part->unit || b->line[i] == line;

		if (!whole)
			from = end;
		line = b->line[i] + b->units.unit[i].lines;
		if (!b->keep[i]) {
			tokens += b->tokens[i];
			continue;
		}
		for (size_t k = from + 1;
			from < i && tokens <= MARKER_TOKENS && k < i; k++)
			b->keep[k] = 1;
		from = i;
		tokens = 0;
	}
}

/* Those of the notes from *note on that are about unit i. */
static void
add_notes(struct budget *b, const struct stretch *part, size_t i, size_t *note,
	struct buf *out)
{
	for (; *note < part->unit + part->nunits; ++*note) {
		const struct unit *u = &b->units.unit[*note];

		if (part->unit + u->needs > i)
			return;
		if (!b->keep[*note] || part->unit + u->needs != i)
			continue;
		buf_add(out, span_of(part->text.p + u->at, u->n));
		b->stats->markers++;
	}
}

/* The kept units of a part that consists of lines. */
static void
render_lines(struct budget *b, const struct stretch *part, struct gap *gap,
	struct buf *out)
{
	uint64_t line = part->line;
	size_t end = part->unit + part->nunits - part->nnotes, note = end;

	fill_gaps(b, part);
	for (size_t i = part->unit; i < end; i++) {
		const struct unit *u = &b->units.unit[i];

		if (!b->keep[i])
			continue;
		if (b->line[i] > line)
			open_gap(gap, line);
		close_gap(b, gap, b->line[i], out);
		buf_add(out, span_of(part->text.p + u->at, u->n));
		line = b->line[i] + u->lines;
		b->stats->lines_kept += u->lines;
		add_notes(b, part, i, &note, out);
	}
	if (line < part->line + part->lines)
		open_gap(gap, line);
}

static enum hr_status
render_part(struct budget *b, const struct stretch *part, struct gap *gap,
	struct buf *out)
{
	bool any = part->nunits &&
		   memchr(b->keep + part->unit, 1, part->nunits) != NULL;
	struct codec_ctx *ctx;
	size_t i = 0;

	if (!any) {
		open_gap(gap, part->line);
		return HR_OK;
	}
	if (!part->codec) {
		render_lines(b, part, gap, out);
		return HR_OK;
	}
	close_gap(b, gap, part->line, out);
	while (codecs[i] != part->codec)
		i++;
	ctx = budget_open_codec(b, i, part->line, false);
	if (!ctx)
		return HR_ENOMEM;
	return part->codec->render(ctx, buf_span(&part->text),
		b->units.unit + part->unit, part->nunits, b->keep + part->unit,
		out);
}

/* A text, or what is fewer tokens and says the same, behind b->out.  What looks
 * like a block goes out in one, as it could not be told apart. */
static enum hr_status
add_encoded(struct budget *b, const struct input *input, struct span text)
{
	enum hr_status status = HR_SKIP;
	struct buf *coded = &b->coded;

	if (!b->options->plain && text.n) {
		b->encoder->counter = b->counter;
		b->encoder->order = b->options->order;
		b->encoder->sample = buf_span(&input->sample);
		b->encoder->lossless = false;
		status = encode_text(b->encoder, text, b->options->kind, coded);
	}
	if (status != HR_OK && status != HR_SKIP)
		return status;
	if (status == HR_OK &&
		(block_is_in(text) ||
			hr_count(b->counter, coded->p, coded->n) <
				hr_count(b->counter, text.p, text.n)))
		text = buf_span(coded);
	buf_add(&b->out, text);
	return buf_ok(&b->out) ? HR_OK : HR_ENOMEM;
}

/* One input with what is kept of it, as it goes out, behind b->out. */
static enum hr_status
render_input(struct budget *b, const struct input *input)
{
	struct gap gap = { UINT64_MAX };
	enum hr_status status = HR_OK;
	uint64_t end = 0;
	struct span text, line;

	buf_reset(&b->one);
	for (size_t i = 0; i < input->nparts && status == HR_OK; i++) {
		const struct stretch *part = &b->part[input->part + i];

		status = render_part(b, part, &gap, &b->one);
		end = part->line + part->lines;
	}
	close_gap(b, &gap, end, &b->one);
	if (status != HR_OK || !buf_ok(&b->one))
		return status != HR_OK ? status : HR_ENOMEM;
	if (input->no_newline && b->one.n)
		b->one.n--;
	text = buf_span(&b->one);
	if (input->header.n && b->out.n && b->out.p[b->out.n - 1] != '\n')
		buf_add_char(&b->out, '\n');
	buf_add(&b->out, buf_span(&input->header));
	if (input->crlf) {
		buf_reset(&b->plain);
		while (span_line(&text, &line)) {
			bool ends = span_ends(line, "\n");

			buf_add(&b->plain, span_of(line.p, line.n - ends));
			buf_add_str(&b->plain, ends ? "\r\n" : "");
		}
		text = buf_span(&b->plain);
		if (!buf_ok(&b->plain))
			return HR_ENOMEM;
	}
	return add_encoded(b, input, text);
}

/* All inputs with the first k units of the order, or ALL_UNITS; *tokens of
 * that. */
enum hr_status
budget_render(struct budget *b, size_t k, size_t *tokens)
{
	enum hr_status status = HR_OK;

	for (size_t i = 0; i < b->units.n; i++)
		b->keep[i] = k == ALL_UNITS && !b->units.unit[i].note;
	for (size_t i = 0; k != ALL_UNITS && i < k; i++)
		b->keep[b->order[i]] = 1;
	b->stats->lines_kept = b->stats->lines_folded = b->stats->markers = 0;
	buf_reset(&b->out);
	for (size_t i = 0; i < b->ninputs && status == HR_OK; i++)
		status = render_input(b, &b->input[i]);
	if (status != HR_OK)
		return status;
	*tokens = hr_count(b->counter, b->out.p, b->out.n);
	return *tokens == SIZE_MAX ? HR_ENOMEM : HR_OK;
}
