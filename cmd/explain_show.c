/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of --explain:
 *
 *	headroom: app.log: lines 1-600: 25412 bytes, 9023 tokens, log (97 % sure):
 *	folded, 1042 tokens; fold, 1042 tokens: taken; blocks: nothing to gain
 */
#include "explain_show.h"

#include <inttypes.h>

#include "base/clean.h"
#include "base/json_text.h"
#include "msg.h"
#include "stats.h"

/* ---- text ----------------------------------------------------------------- */

static void
add_lines(struct buf *out, uint64_t first, uint64_t last)
{
	if (first == last)
		buf_add_format(out, "line %" PRIu64, first);
	else
		buf_add_format(out, "lines %" PRIu64 "-%" PRIu64, first, last);
}

static const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void
add_tokens(struct buf *out, const struct meter *m, uint64_t counted)
{
	uint64_t tokens = meter_tokens(m, counted);

	buf_add_format(out, ", %s%" PRIu64 " token%s", meter_sign(m), tokens,
		plural(tokens));
}

/* ", log (97 % sure)", ", table in text". */
static void
add_kind(struct buf *out, const struct hr_segment *s)
{
	buf_add_format(out, ", %s", hr_kind_name(s->kind));
	if (s->kind != s->detected)
		buf_add_format(out, " in %s", hr_kind_name(s->detected));
	if (s->sure > 0)
		buf_add_format(out, " (%d %% sure)", s->sure);
	else if (s->sure < 0)
		buf_add_str(out, " (asked for)");
}

/* "; lines 4-9 table, 210 tokens: saves too little, 5 % are needed" */
static void
add_candidate(struct buf *out, const struct meter *m,
	const struct hr_segment *s, const struct hr_candidate *c)
{
	buf_add_str(out, "; ");
	if (c->line != s->line || c->last_line != s->last_line) {
		add_lines(out, c->line, c->last_line);
		buf_add_char(out, ' ');
	}
	buf_add_str(out, c->name);
	if (c->tokens)
		add_tokens(out, m, c->tokens);
	buf_add_format(out, ": %s", hr_why_name(c->why));
	if (c->percent && c->why != HR_WHY_TAKEN)
		buf_add_format(out, ", %u %% are needed", c->percent);
}

static void
write_text(struct buf *out, const struct explain_show *show,
	const struct hr_segment *s)
{
	buf_add_str(out, "headroom: ");
	clean_line(span_str(show->input), out);
	buf_add_str(out, ": ");
	add_lines(out, s->line, s->last_line);
	buf_add_format(out, ": %" PRIu64 " byte%s", s->bytes, plural(s->bytes));
	add_tokens(out, show->meter, s->tokens);
	add_kind(out, s);
	buf_add_format(out, ": %s", hr_fate_name(s->fate));
	if (s->tokens_out != s->tokens)
		add_tokens(out, show->meter, s->tokens_out);
	for (size_t i = 0; i < s->ncandidates; i++)
		add_candidate(out, show->meter, s, &s->candidates[i]);
	if (s->more)
		buf_add_format(out, "; %zu more", s->more);
}

/* ---- JSON ------------------------------------------------------------------ */

static void
begin_json(struct buf *out, const struct explain_show *show)
{
	struct buf name = { .p = NULL };

	/* A name may have any bytes. */
	clean_line(span_str(show->input), &name);
	buf_add_str(out, "{\"input\":\"");
	json_encode(buf_span(&name), out);
	buf_add_str(out, "\"");
	buf_release(&name);
}

static void
write_json(struct buf *out, const struct explain_show *show,
	const struct hr_segment *s)
{
	const struct meter *m = show->meter;

	begin_json(out, show);
	buf_add_format(out,
		",\"first_line\":%" PRIu64 ",\"last_line\":%" PRIu64
		",\"bytes\":%" PRIu64 ",\"tokens\":%" PRIu64
		",\"tokens_out\":%" PRIu64 ",\"kind\":\"%s\"",
		s->line, s->last_line, s->bytes, meter_tokens(m, s->tokens),
		meter_tokens(m, s->tokens_out), hr_kind_name(s->kind));
	buf_add_format(out, ",\"detected\":\"%s\"", hr_kind_name(s->detected));
	if (s->sure >= 0)
		buf_add_format(out, ",\"sure_percent\":%d", s->sure);
	buf_add_format(out, ",\"became\":\"%s\",\"candidates\":[",
		hr_fate_name(s->fate));
	for (size_t i = 0; i < s->ncandidates; i++) {
		const struct hr_candidate *c = &s->candidates[i];

		buf_add_format(out,
			"%s{\"name\":\"%s\",\"first_line\":%" PRIu64
			",\"last_line\":%" PRIu64 ",\"taken\":%s",
			i ? "," : "", c->name, c->line, c->last_line,
			c->why == HR_WHY_TAKEN ? "true" : "false");
		if (c->tokens)
			buf_add_format(out, ",\"tokens\":%" PRIu64,
				meter_tokens(m, c->tokens));
		if (c->why != HR_WHY_TAKEN)
			buf_add_format(
				out, ",\"why\":\"%s\"", hr_why_name(c->why));
		if (c->percent)
			buf_add_format(
				out, ",\"needed_percent\":%u", c->percent);
		buf_add_char(out, '}');
	}
	buf_add_format(out, "],\"more\":%zu}", s->more);
}

/* ---- what is shown ---------------------------------------------------------- */

/* One line, written whole. */
static void
show_line(struct buf *line)
{
	buf_add_char(line, '\0');
	if (buf_ok(line))
		msg_line(line->p);
	buf_release(line);
}

static void
show_segment(void *ctx, const struct hr_segment *s)
{
	const struct explain_show *show = ctx;
	struct buf line = { .p = NULL };

	if (show->form == EXPLAIN_JSON)
		write_json(&line, show, s);
	else
		write_text(&line, show, s);
	show_line(&line);
}

struct hr_explain
explain_show_of(struct explain_show *show)
{
	return (struct hr_explain){
		.segment = show->form == EXPLAIN_NONE ? NULL : show_segment,
		.ctx = show,
	};
}

void
explain_show_requests(const struct explain_show *show,
	const struct hr_stats *before, const struct hr_stats *now)
{
	struct buf line = { .p = NULL };
	struct hr_stats s = { .requests = now->requests - before->requests,
		.bodies_unknown = now->bodies_unknown - before->bodies_unknown,
		.texts = now->texts - before->texts,
		.texts_changed = now->texts_changed - before->texts_changed };

	for (size_t i = 0; i < HR_NLEFT; i++)
		s.left[i] = now->left[i] - before->left[i];
	if (show->form == EXPLAIN_NONE || !(s.requests + s.bodies_unknown))
		return;
	if (show->form == EXPLAIN_JSON) {
		begin_json(&line, show);
		buf_add_format(&line,
			",\"requests\":%" PRIu64 ",\"bodies_unknown\":%" PRIu64
			",\"texts\":%" PRIu64 ",\"texts_changed\":%" PRIu64,
			s.requests, s.bodies_unknown, s.texts, s.texts_changed);
		stats_add_left_json(&line, &s);
		buf_add_char(&line, '}');
	} else {
		buf_add_str(&line, "headroom: ");
		clean_line(span_str(show->input), &line);
		buf_add_format(&line,
			": %" PRIu64 " request%s: %" PRIu64 " of %" PRIu64
			" strings smaller",
			s.requests, plural(s.requests), s.texts_changed,
			s.texts);
		stats_add_left(&line, &s);
		if (s.bodies_unknown)
			buf_add_format(&line,
				"; %" PRIu64 " bodies are of no API that is "
				"known",
				s.bodies_unknown);
	}
	show_line(&line);
}
