/* SPDX-License-Identifier: Apache-2.0 */
/* The line of --stats. */
#include "stats.h"

#include <inttypes.h>
#include <stdio.h>

#include "msg.h"

static const char *const kinds[] = {
	[HR_KIND_AUTO] = "text",
	[HR_KIND_LOG] = "log",
	[HR_KIND_JSON] = "json",
	[HR_KIND_TABLE] = "table",
	[HR_KIND_LISTING] = "listing",
	[HR_KIND_SEARCH] = "search",
	[HR_KIND_PROSE] = "prose",
	[HR_KIND_DIFF] = "diff",
	[HR_KIND_CODE] = "code",
	[HR_KIND_HTML] = "html",
	[HR_KIND_TEXT] = "text",
};

void
stats_add(struct hr_stats *total, const struct hr_stats *s)
{
	total->bytes_in += s->bytes_in;
	total->bytes_out += s->bytes_out;
	total->lines_in += s->lines_in;
	total->lines_kept += s->lines_kept;
	total->lines_folded += s->lines_folded;
	total->markers += s->markers;
	total->tokens_in += s->tokens_in;
	total->tokens_out += s->tokens_out;
	total->windows += s->windows;
	total->windows_unchanged += s->windows_unchanged;
	total->binary_inputs += s->binary_inputs;
	total->regex_failures += s->regex_failures;
	total->requests += s->requests;
	total->texts += s->texts;
	total->texts_changed += s->texts_changed;
	total->lines_bad += s->lines_bad;
	total->blocks_refused += s->blocks_refused;
	total->kind = s->kind;
}

const char *
stats_kind(enum hr_kind kind)
{
	return kinds[kind];
}

const char *
stats_word(const struct hr_stats *s)
{
	if (s->binary_inputs && !s->windows)
		return "binary";
	if (s->requests)
		return s->requests == 1 ? "request" : "requests";
	return kinds[s->kind];
}

void
stats_print(const struct hr_stats *s, const struct meter *m, int form)
{
	uint64_t before = meter_tokens(m, s->tokens_in);
	uint64_t after = meter_tokens(m, s->tokens_out);
	double saved = before ? 100 * (1 - (double)after / (double)before) : 0;
	const char *sign = meter_sign(m);
	char text[768];

	if (form == STATS_TEXT && s->requests) {
		snprintf(text, sizeof(text),
			"headroom: %" PRIu64 " %s, %" PRIu64 " -> %" PRIu64
			" bytes, %" PRIu64 " of %" PRIu64
			" strings smaller, prompts of about %" PRIu64
			" -> %" PRIu64 " tokens: %.1f %% saved",
			s->requests, stats_word(s), s->bytes_in, s->bytes_out,
			s->texts_changed, s->texts, before, after, saved);
	} else if (form == STATS_TEXT) {
		snprintf(text, sizeof(text),
			"headroom: %s, %" PRIu64 " -> %" PRIu64
			" bytes, %" PRIu64 " lines: %" PRIu64 " kept, %" PRIu64
			" folded into %" PRIu64 " markers, %s%" PRIu64
			" -> %s%" PRIu64 " tokens: %.1f %% saved",
			stats_word(s), s->bytes_in, s->bytes_out, s->lines_in,
			s->lines_kept, s->lines_folded, s->markers, sign,
			before, sign, after, saved);
	} else {
		snprintf(text, sizeof(text),
			"{\"kind\":\"%s\",\"bytes_in\":%" PRIu64
			",\"bytes_out\":%" PRIu64 ",\"lines_in\":%" PRIu64
			",\"lines_kept\":%" PRIu64 ",\"lines_folded\":%" PRIu64
			",\"markers\":%" PRIu64 ",\"tokens_in\":%" PRIu64
			",\"tokens_out\":%" PRIu64
			",\"saved_percent\":%.1f,\"encoding\":\"%s\","
			"\"estimate\":%s,\"error_percent\":%d,"
			"\"binary_inputs\":%" PRIu64
			",\"regex_failures\":%" PRIu64 ",\"requests\":%" PRIu64
			",\"texts\":%" PRIu64 ",\"texts_changed\":%" PRIu64
			",\"lines_bad\":%" PRIu64 "}",
			stats_word(s), s->bytes_in, s->bytes_out, s->lines_in,
			s->lines_kept, s->lines_folded, s->markers, before,
			after, saved, hr_encoding_name(m->encoding),
			meter_is_exact(m) && !s->requests ? "false" : "true",
			meter_error(m), s->binary_inputs, s->regex_failures,
			s->requests, s->texts, s->texts_changed, s->lines_bad);
	}
	msg_line(text);
}
