/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of transcripts: what was said, once each; see audit.h. */
#include "base/date.h"
#include "base/json_text.h"
#include "report/audit_state.h"

/* "file:line:/pointer", with a NUL. */
static const char *
place_of(struct audit *a, const struct envelope_view *view, size_t token,
	uint64_t line)
{
	buf_reset(&a->where);
	buf_add_str(&a->where, a->name);
	buf_add_char(&a->where, ':');
	buf_add_uint(&a->where, line);
	buf_add_char(&a->where, ':');
	envelope_pointer(view, token, &a->where);
	buf_add_char(&a->where, '\0');
	return buf_ok(&a->where) ? a->where.p : "";
}

/* What tools answered may become smaller; media are no text. */
static enum hr_status
add_text(struct audit *a, const struct envelope_view *view,
	const struct transcript_text *t, uint64_t line)
{
	const jsmntok_t *token = &view->token[t->token];
	struct span text = span_of(
		view->p + token->start, (size_t)(token->end - token->start));
	struct audit_item item = { .role = transcript_role_names[t->role],
		.plain_tool = t->tool,
		.may_change = t->part == TRANSCRIPT_RESULT };

	if (t->part == TRANSCRIPT_MEDIA)
		return HR_OK;
	buf_reset(&a->plain);
	if (token->type == JSMN_STRING) {
		json_decode(text, &a->plain);
		text = buf_span(&a->plain);
	}
	if (!buf_ok(&a->plain))
		return HR_ENOMEM;
	return audit_add_text(a, text, place_of(a, view, t->token, line), item);
}

/* What was billed. */
static void
add_answer(struct audit *a)
{
	const struct transcript_usage *u = &a->said.usage;
	struct report_answer answer = { .hash = u->id,
		.time = (uint64_t)u->time,
		.usage = { [REPORT_INPUT] = u->input,
			[REPORT_CACHED] = u->cached,
			[REPORT_WRITE] = u->write,
			[REPORT_WRITE_1H] = u->write_1h,
			[REPORT_OUTPUT] = u->output,
			[REPORT_REASONING] = u->reasoning } };

	if (!u->told)
		return;
	buf_reset(&a->name_buf);
	buf_add(&a->name_buf, a->said.model);
	buf_add_char(&a->name_buf, '\0');
	answer.model = buf_ok(&a->name_buf) ? a->name_buf.p : "";
	report_add_answer(a->report, &answer);
}

enum hr_status
audit_transcript(
	struct audit *a, const struct envelope_view *view, uint64_t line)
{
	enum hr_status status = transcript_walk(&a->transcript, view, &a->said);

	if (status != HR_OK)
		return status;
	a->nitems = 0;
	for (size_t i = 0; i < a->said.n && status == HR_OK; i++)
		status = add_text(a, view, &a->said.p[i], line);
	if (status != HR_OK)
		return status;
	a->day[0] = '\0';
	if (a->said.day)
		date_format(a->said.day, a->day);
	a->speaker = a->said.model;
	add_answer(a);
	audit_flush(a, span_of("", 0));
	a->day[0] = '\0';
	a->speaker = span_of("", 0);
	return HR_OK;
}
