/* SPDX-License-Identifier: Apache-2.0 */
/* Texts, one by one, and prompts; see audit_state.h. */
#include "base/json_text.h"
#include "base/mem.h"
#include "report/audit_state.h"

bool
audit_append(struct audit *a, const struct audit_item *item)
{
	if (!mem_grow(&a->item, &a->item_cap, a->nitems + 1, sizeof(*a->item)))
		return false;
	a->item[a->nitems++] = *item;
	return true;
}

/* What nobody would know again. */
static enum hr_status
add_short(struct audit *a, struct span text, struct audit_item *item)
{
	size_t tokens = measure_count(a->measure, text);

	if (tokens == SIZE_MAX)
		return HR_ENOMEM;
	for (size_t m = 0; m < REPORT_NMODES; m++)
		item->sum.tokens[m] = tokens;
	if (!item->kind)
		item->kind = "text";
	return audit_append(a, item) ? HR_OK : HR_ENOMEM;
}

/* A text that this report does not have yet; but others may. */
static enum hr_status
measure_new_text(struct audit *a, struct span text,
	const struct audit_item *item, struct report_content *c)
{
	const struct audit_options *o = a->options;
	enum hr_status status;

	if (o->recall && o->recall(o->ctx, c))
		return HR_OK;
	status = measure_text(
		a->measure, text, item->may_change, item->system, c);
	if (status == HR_OK && o->remember)
		o->remember(o->ctx, c);
	return status;
}

enum hr_status
audit_add_text(struct audit *a, struct span text, const char *where,
	struct audit_item item)
{
	struct report_content made = { .where = where, .times = 1 };
	struct report_content *c;
	enum hr_status status;

	item.sum.texts = 1;
	item.sum.bytes = text.n;
	if (text.n < REPORT_CONTENT_BYTES)
		return add_short(a, text, &item);
	made.hash = measure_hash(text, item.may_change, item.system);
	c = report_find_content(a->report, made.hash);
	if (!c) {
		status = measure_new_text(a, text, &item, &made);
		if (status != HR_OK)
			return status;
	} else {
		made.kind = c->kind;
	}
	c = report_add_content(a->report, &made);
	if (!c)
		return HR_ENOMEM;
	item.content = made.hash;
	item.kind = item.kind ? item.kind : c->kind;
	memcpy(item.sum.tokens, c->tokens, sizeof(item.sum.tokens));
	memcpy(item.waste, c->waste, sizeof(item.waste));
	return audit_append(a, &item) ? HR_OK : HR_ENOMEM;
}

static void
add_waste(struct report *r, const uint64_t waste[REPORT_NWASTE])
{
	for (size_t i = 0; i < REPORT_NWASTE; i++) {
		r->waste[i].places += waste[i] != 0;
		r->waste[i].tokens += waste[i];
	}
}

/* A tool's name decoded. */
static struct span
tool_name(struct audit *a, struct span tool)
{
	buf_reset(&a->name_buf);
	json_decode(tool, &a->name_buf);
	return buf_span(&a->name_buf);
}

static void
add_item(struct audit *a, const struct audit_item *item)
{
	struct report *r = a->report;

	report_add_sum(&r->total, &item->sum);
	report_add_name(r, REPORT_BY_KIND, span_str(item->kind), &item->sum);
	report_add_name(r, REPORT_BY_ROLE, span_str(item->role), &item->sum);
	report_add_name(r, REPORT_BY_FILE, span_str(a->name), &item->sum);
	if (item->tool.n)
		report_add_name(r, REPORT_BY_TOOL, tool_name(a, item->tool),
			&item->sum);
	if (item->plain_tool.n)
		report_add_name(
			r, REPORT_BY_TOOL, item->plain_tool, &item->sum);
	if (a->speaker.n)
		report_add_name(r, REPORT_BY_MODEL, a->speaker, &item->sum);
	if (a->day[0])
		report_add_name(r, REPORT_BY_DAY, span_str(a->day), &item->sum);
	add_waste(r, item->waste);
}

static size_t
bucket_of(uint64_t tokens)
{
	return tokens <= 200000 ? 0 : tokens <= 272000 ? 1 : 2;
}

/* The prompt is that of a model, and what it begins with is remembered. */
static void
add_prompt(struct audit *a, struct span model, const struct report_sum *all)
{
	struct report *r = a->report;
	uint32_t at = report_model_of(r, model);

	if (r->failed)
		return;
	report_add_name(r, REPORT_BY_MODEL, model, all);
	r->requests++;
	r->model[at].requests++;
	for (size_t m = 0; m < REPORT_NMODES; m++)
		r->model[at].tokens[m][bucket_of(all->tokens[m])] +=
			all->tokens[m];
	for (size_t i = 0; i < a->nitems; i++) {
		struct report_content *c = NULL;

		if (a->item[i].system && a->item[i].content)
			c = report_find_content(r, a->item[i].content);
		if (c)
			c->prompt += all->tokens[REPORT_NOW];
	}
}

void
audit_flush(struct audit *a, struct span model)
{
	struct report_sum all = { 0 };

	for (size_t i = 0; i < a->nitems; i++) {
		report_add_sum(&all, &a->item[i].sum);
		add_item(a, &a->item[i]);
	}
	if (model.n)
		add_prompt(a, model, &all);
	a->nitems = 0;
}
