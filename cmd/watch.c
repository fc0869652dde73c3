/* SPDX-License-Identifier: Apache-2.0 */
/* Messages about requests; see watch.h. */
#include "watch.h"

#include <inttypes.h>
#include <stdio.h>

#include "msg.h"
#include "stats.h"

enum {
	NOTE = 'n',
	WARNING = 'w',
};

static void
say(const char *input, char level, const char *text)
{
	if (level == WARNING)
		msg_warning(input, "%s", text);
	else
		msg_note(input, "%s", text);
}

static void
tell(struct watch *w, char level, const char *text)
{
	if (!w->held) {
		say(w->input, level, text);
		return;
	}
	buf_add_char(&w->messages, level);
	buf_add(&w->messages, span_of(text, strlen(text) + 1));
}

static void
on_text(void *ctx, const struct hr_text *t)
{
	struct watch *w = ctx;
	char text[1024];
	int n;

	if (w->tools)
		tools_add(w->tools, t);
	if (!msg_is_loud())
		return;
	n = snprintf(text, sizeof(text), "line %" PRIu64 ": %.800s: ", t->line,
		t->pointer);
	if (t->why)
		snprintf(text + n, sizeof(text) - (size_t)n,
			"left alone, %s, %" PRIu64 " tokens", t->why,
			t->tokens_in);
	else
		snprintf(text + n, sizeof(text) - (size_t)n,
			"%s, %" PRIu64 " -> %" PRIu64 " tokens",
			stats_kind(t->kind), t->tokens_in, t->tokens_out);
	tell(w, NOTE, text);
}

static void
on_bad_line(void *ctx, uint64_t line, const struct hr_error *err)
{
	struct watch *w = ctx;
	char text[320];

	snprintf(text, sizeof(text),
		"line %" PRIu64 ": %s at byte %zu, passed through unchanged: "
		"%s",
		line,
		err->code == HR_ELIMIT ? "over a limit" : "not valid JSON",
		err->pos + 1, err->text);
	tell(w, WARNING, text);
}

struct hr_watch
watch_of(struct watch *w)
{
	return (struct hr_watch){ .text = msg_is_loud() || w->tools ? on_text
								    : NULL,
		.bad_line = on_bad_line,
		.ctx = w };
}

void
watch_tell(struct watch *w)
{
	struct span rest = buf_span(&w->messages);

	while (rest.n) {
		say(w->input, rest.p[0], rest.p + 1);
		rest = span_from(rest, strlen(rest.p) + 1);
	}
	buf_reset(&w->messages);
}

void
watch_release(struct watch *w)
{
	buf_release(&w->messages);
}
