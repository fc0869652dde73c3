/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a request, by who wrote them; see audit.h. */
#include <inttypes.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/json_text.h"
#include "base/mem.h"
#include "request/protect.h"
#include "report/audit_state.h"
#include "report/record_day.h"

enum {
	/* As request_find.c has it. */
	MESSAGE_TOKENS = 3,
	REPLY_TOKENS = 3,
	/* As request.c has it. */
	WITHIN_MOST = 2,
	/* Tokens of a string that a budget cuts at least. */
	LEAST_LEVEL = 1,
};

/* What is around a text that is a string of another one. */
struct outside {
	struct span pointer; /* to the string */
	size_t added; /* bytes of pointers that lead into what was put around */
	unsigned depth;
};

/* One request, on the way through it. */
struct reading {
	struct audit *audit;
	struct envelope_view root, view;
	const struct envelope *envelope;
	const struct outside *outside;
	uint64_t line;
	size_t next; /* of the listed texts */
	uint64_t prefix; /* hash of the blocks so far */
	uint32_t model;
	size_t block; /* the first item of this one */
	enum hr_status status;
};

static struct span
token_text(const struct reading *r, size_t i)
{
	const jsmntok_t *t = &r->view.token[i];

	return span_of(r->view.p + t->start, (size_t)(t->end - t->start));
}

static bool
is_one_of(struct span name, const char *const *list)
{
	for (; *list; list++)
		if (span_equal(name, span_str(*list)))
			return true;
	return false;
}

/* ---- strings -------------------------------------------------------------- */

/* "file:line:/pointer" of a token, with a NUL. */
static const char *
place_of(struct reading *r, size_t token)
{
	struct audit *a = r->audit;
	size_t offset = (size_t)(r->view.token - r->root.token);

	buf_reset(&a->name_buf);
	envelope_pointer(&r->root, offset + token, &a->name_buf);
	buf_reset(&a->where);
	buf_add_str(&a->where, a->name);
	buf_add_char(&a->where, ':');
	buf_add_uint(&a->where, r->line);
	buf_add_char(&a->where, ':');
	buf_add(&a->where, r->outside->pointer);
	buf_add(&a->where,
		span_from(buf_span(&a->name_buf), r->outside->added));
	buf_add_char(&a->where, '\0');
	return buf_ok(&a->where) ? a->where.p : "";
}

static void
add_string(struct reading *r, size_t token, struct audit_item item)
{
	struct audit *a = r->audit;
	struct span text = token_text(r, token);

	if (r->status != HR_OK)
		return;
	buf_reset(&a->plain);
	if (r->view.token[token].type == JSMN_STRING) {
		json_decode(text, &a->plain);
		text = buf_span(&a->plain);
	}
	if (!buf_ok(&a->plain)) {
		r->status = HR_ENOMEM;
		return;
	}
	r->status = audit_add_text(a, text,
		text.n < REPORT_CONTENT_BYTES ? "" : place_of(r, token), item);
}

/* As in requests that are made smaller. */
static bool
is_protected(struct audit *a, struct span tool)
{
	buf_reset(&a->name_buf);
	json_decode(tool, &a->name_buf);
	return protect_is(buf_span(&a->name_buf), NULL, true);
}

/* A text that the envelope lists. */
static void
add_listed(struct reading *r, const struct envelope_text *t)
{
	static const char *const roles[] = { [ENVELOPE_RESULT] = "tool",
		[ENVELOPE_USER] = "user",
		[ENVELOPE_DOCUMENT] = "document",
		[ENVELOPE_MEDIA] = "media" };
	struct audit_item item = { .role = roles[t->class],
		.tool = t->class == ENVELOPE_RESULT ? t->tool : span_of("", 0),
		.may_change = t->class == ENVELOPE_RESULT &&
			      !is_protected(r->audit, t->tool) };

	/* Media are no text whose tokens could be counted. */
	if (t->class != ENVELOPE_MEDIA)
		add_string(r, t->token, item);
}

/* Names that no model sees. */
static bool
is_plumbing(struct span key)
{
	static const char *const names[] = { "type", "id", "call_id",
		"tool_call_id", "tool_use_id", "cache_control", "status",
		NULL };

	return is_one_of(key, names);
}

static void
pass_listed(struct reading *r, size_t end)
{
	const struct envelope_texts *t = &r->audit->texts;

	while (r->next < t->n && t->p[r->next].token < end)
		r->next++;
}

/* The strings of a value: what is listed as what it is, the rest by a role. */
static void
add_strings(struct reading *r, size_t from, const char *role)
{
	const jsmntok_t *token = r->view.token;
	const struct envelope_texts *t = &r->audit->texts;
	size_t end = json_next(token, from);
	struct audit_item item = { .role = role,
		.system = !strcmp(role, "system") };

	pass_listed(r, from);
	for (size_t i = from; i < end; i++) {
		if (r->next < t->n && t->p[r->next].token == i) {
			add_listed(r, &t->p[r->next++]);
			continue;
		}
		if (token[i].type == JSMN_OBJECT || token[i].type == JSMN_ARRAY)
			continue;
		if (token[i].type == JSMN_STRING && token[i].size == 1) {
			if (!is_plumbing(token_text(r, i)))
				continue;
			i = json_next(token, i) - 1;
			pass_listed(r, i + 1);
			continue;
		}
		add_string(r, i, item);
	}
}

/* ---- blocks --------------------------------------------------------------- */

/* The block that ends here belongs to what the prompt begins with. */
static void
end_block(struct reading *r, struct span bytes)
{
	struct audit *a = r->audit;
	struct report_prefix p = { .times = 1, .model = r->model };

	r->prefix = hash_bytes(r->prefix, bytes.p, bytes.n);
	p.hash = r->prefix ? r->prefix : 1;
	for (size_t i = r->block; i < a->nitems; i++)
		for (size_t m = 0; m < REPORT_NMODES; m++)
			p.tokens[m] += a->item[i].sum.tokens[m];
	r->block = a->nitems;
	report_add_prefix(a->report, &p);
}

static const char *
role_of(const struct reading *r, size_t element)
{
	static const char *const system[] = { "system", "developer", NULL };
	static const char *const user[] = { "user", NULL };
	static const char *const tool[] = { "tool", "function", NULL };
	const jsmntok_t *token = r->view.token;
	size_t end = json_next(token, element);

	if (token[element].type != JSMN_OBJECT)
		return "user";
	for (size_t i = element + 1; i < end; i = json_next(token, i)) {
		struct span value = token_text(r, i + 1);

		if (!span_equal(token_text(r, i), span_str("role")))
			continue;
		return is_one_of(value, system) ? "system"
		       : is_one_of(value, user) ? "user"
		       : is_one_of(value, tool) ? "tool"
						: "assistant";
	}
	/* Items without a role are calls, reasoning and results, and the last
	 * are listed. */
	return "assistant";
}

static void
add_overhead(struct reading *r, uint64_t tokens)
{
	struct audit_item item = { .role = "overhead", .kind = "overhead" };
	struct audit *a = r->audit;

	for (size_t m = 0; m < REPORT_NMODES; m++)
		item.sum.tokens[m] = tokens;
	if (r->status == HR_OK && !mem_grow(&a->item, &a->item_cap,
					  a->nitems + 1, sizeof(*a->item)))
		r->status = HR_ENOMEM;
	if (r->status == HR_OK)
		a->item[a->nitems++] = item;
}

static void
add_turns(struct reading *r, size_t list)
{
	const jsmntok_t *token = r->view.token;
	size_t end = json_next(token, list);

	for (size_t i = list + 1; i < end && r->status == HR_OK;
		i = json_next(token, i)) {
		add_overhead(r, MESSAGE_TOKENS);
		add_strings(r, i, role_of(r, i));
		end_block(r, token_text(r, i));
	}
}

/* Members that come before all turns, then those that have the turns. */
enum pass {
	TOOLS,
	SYSTEM,
	TURNS,
	NPASSES,
};

static enum pass
pass_of(struct span name)
{
	static const char *const schemas[] = { "tools", "functions",
		"response_format", "generationConfig", "output_config", "text",
		NULL };
	static const char *const system[] = { "system", "instructions",
		"systemInstruction", "system_instruction", NULL };

	return is_one_of(name, schemas)  ? TOOLS
	       : is_one_of(name, system) ? SYSTEM
					 : TURNS;
}

static void
add_members(struct reading *r, enum pass pass)
{
	const jsmntok_t *token = r->view.token;
	size_t end = json_next(token, 0);

	r->next = 0;
	for (size_t key = 1; key < end && r->status == HR_OK;
		key = json_next(token, key)) {
		struct span name = token_text(r, key);
		size_t value = key + 1;

		if (pass_of(name) != pass ||
			(pass != TOOLS &&
				!is_one_of(name, r->envelope->prompt)))
			continue;
		if (pass == TOOLS) {
			add_string(r, value,
				(struct audit_item){
					.role = "tools", .kind = "json" });
			end_block(r, token_text(r, value));
		} else if (pass == TURNS && token[value].type == JSMN_ARRAY) {
			pass_listed(r, value);
			add_turns(r, value);
		} else {
			add_strings(
				r, value, pass == SYSTEM ? "system" : "user");
			end_block(r, token_text(r, value));
		}
	}
}

/* ---- a budget ------------------------------------------------------------- */

/* Tokens of all items if none that may change has more than `level`. */
static uint64_t
sum_below(const struct audit *a, uint64_t level)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < a->nitems; i++) {
		uint64_t n = a->item[i].sum.tokens[REPORT_DEFAULT];

		sum += a->item[i].may_change && n > level ? level : n;
	}
	return sum;
}

/* At most so many: the largest strings are cut to one size, as request.c does;
 * what may not change stays. */
static void
apply_budget(struct audit *a)
{
	uint64_t budget = a->report->budget, low = LEAST_LEVEL, high = low,
		 now = 0;

	for (size_t i = 0; i < a->nitems; i++) {
		now += a->item[i].sum.tokens[REPORT_NOW];
		if (a->item[i].sum.tokens[REPORT_DEFAULT] > high)
			high = a->item[i].sum.tokens[REPORT_DEFAULT];
	}
	if (a->report->budget_percent)
		budget = now * a->report->budget_percent / 100;
	if (!budget || !a->report->simulated)
		return;
	while (low < high) {
		uint64_t middle = low + (high - low + 1) / 2;

		if (sum_below(a, middle) <= budget)
			low = middle;
		else
			high = middle - 1;
	}
	for (size_t i = 0; i < a->nitems; i++) {
		struct report_sum *s = &a->item[i].sum;

		s->tokens[REPORT_BUDGET] = s->tokens[REPORT_DEFAULT];
		if (a->item[i].may_change && s->tokens[REPORT_BUDGET] > low)
			s->tokens[REPORT_BUDGET] = low;
	}
}

/* ---- a request ------------------------------------------------------------ */

/* The model that the request names, decoded and kept in a buffer. */
static struct span
model_of(struct reading *r, struct buf *name)
{
	const jsmntok_t *token = r->view.token;
	size_t end = json_next(token, 0);

	for (size_t key = 1; key < end; key = json_next(token, key))
		if (token[key + 1].type == JSMN_STRING &&
			span_equal(token_text(r, key), span_str("model"))) {
			json_decode(token_text(r, key + 1), name);
			return buf_span(name);
		}
	return r->audit->options->model ? span_str(r->audit->options->model)
					: span_str("unknown");
}

static enum hr_status
read_body(struct audit *a, const struct request_body *body,
	const struct envelope_view *root, const struct outside *outside,
	uint64_t line)
{
	struct reading r = { .audit = a,
		.root = *root,
		.view = { root->p, root->token + body->token },
		.envelope = body->envelope,
		.outside = outside,
		.line = line };
	struct buf name = { .p = NULL };
	struct span model = model_of(&r, &name);

	a->nitems = 0;
	a->texts.n = 0;
	r.status = body->envelope->walk(&r.view, &a->texts);
	r.model = report_model_of(a->report, model);
	r.prefix = hash_bytes(HASH_K1, model.p, model.n);
	for (int pass = 0; pass < NPASSES && r.status == HR_OK; pass++)
		add_members(&r, (enum pass)pass);
	add_overhead(&r, REPLY_TOKENS);
	apply_budget(a);
	if (r.status == HR_OK)
		audit_flush(a, model);
	buf_release(&name);
	return r.status;
}

static enum hr_status read_bodies(struct audit *, const struct request_bodies *,
	const struct envelope_view *root, const struct outside *,
	uint64_t line);

/* The requests in a text that is a string, or turns that were alone. */
static enum hr_status
read_text(struct audit *a, struct span text, const struct outside *outside,
	uint64_t line)
{
	struct json_tokens tokens = { NULL, 0, 0 };
	struct request_bodies bodies = { .n = 0 };
	enum hr_status status = json_scan_whole(text, &tokens, NULL);

	if (status == HR_OK)
		status = request_find(
			text.p, &tokens, HR_API_AUTO, NULL, &bodies);
	if (status == HR_OK) {
		struct envelope_view root = { text.p, tokens.token };

		status = read_bodies(a, &bodies, &root, outside, line);
	}
	request_bodies_release(&bodies);
	json_tokens_release(&tokens);
	return status;
}

static enum hr_status
read_within(struct audit *a, const struct envelope_view *root, size_t token,
	const struct outside *outside, uint64_t line)
{
	struct buf text = { .p = NULL }, pointer = { .p = NULL };
	struct outside inner = { .depth = outside->depth + 1 };
	size_t own;
	enum hr_status status =
		request_body_text(root->p, &root->token[token], &text, &own);

	buf_add(&pointer, outside->pointer);
	envelope_pointer(root, token, &pointer);
	inner.pointer = buf_span(&pointer);
	inner.added = own ? strlen(REQUEST_TURNS_POINTER) : 0;
	if (status == HR_OK && !buf_ok(&pointer))
		status = HR_ENOMEM;
	if (status == HR_OK)
		status = read_text(a, buf_span(&text), &inner, line);
	buf_release(&text);
	buf_release(&pointer);
	return status;
}

/* HR_SKIP: none of them was a request. */
static enum hr_status
read_bodies(struct audit *a, const struct request_bodies *bodies,
	const struct envelope_view *root, const struct outside *outside,
	uint64_t line)
{
	size_t found = 0;

	for (size_t i = 0; i < bodies->n; i++) {
		const struct request_body *b = &bodies->p[i];
		enum hr_status status = HR_SKIP;

		if (b->envelope)
			status = read_body(a, b, root, outside, line);
		else if (outside->depth < WITHIN_MOST)
			status = read_within(a, root, b->token, outside, line);
		if (status == HR_ENOMEM)
			return status;
		found += status == HR_OK;
	}
	return found ? HR_OK : HR_SKIP;
}

/* A body whose parts are not known is one text, which stays. */
static enum hr_status
read_other(struct audit *a, struct span text)
{
	struct audit_item item = { .role = "other", .kind = "json" };
	enum hr_status status;

	a->nitems = 0;
	status = audit_add_text(a, text, a->name, item);
	if (status == HR_OK)
		audit_flush(a, span_of("", 0));
	return status;
}

/* The tokens of a line, and the requests in it. */
static enum hr_status
find_bodies(struct audit *a, struct span text, struct hr_error *err)
{
	enum hr_status status;

	a->tokens.n = a->bodies.n = 0;
	status = json_scan_whole(text, &a->tokens, err);
	return status == HR_OK
		       ? request_find(text.p, &a->tokens, a->options->api,
				 a->options->at, &a->bodies)
		       : status;
}

enum hr_status
audit_look(void *audit, struct span text, bool *other)
{
	struct audit *a = audit;
	struct envelope_view view = { text.p, NULL };
	enum hr_status status = find_bodies(a, text, NULL);

	view.token = a->tokens.token;
	if (status != HR_OK)
		return status;
	*other = !a->bodies.n && a->bodies.unknown;
	if (a->bodies.n)
		a->first = AUDIT_REQUEST;
	else if (view.token->type == JSMN_OBJECT && transcript_look(&view) > 1)
		a->first = AUDIT_TRANSCRIPT;
	else if (!*other)
		return HR_SKIP;
	return HR_OK;
}

/* Lines of a transcript say something with those before them only, which a part
 * of a batch does not have. */
static bool
may_be_transcript(const struct audit *a)
{
	return a->options->api == HR_API_AUTO && !a->part_of_batch &&
	       a->first != AUDIT_REQUEST;
}

enum hr_status
audit_request(void *audit, struct span text, uint64_t line, struct buf *out,
	struct hr_error *err)
{
	struct audit *a = audit;
	struct envelope_view root = { text.p, NULL };
	static const struct outside none;
	enum hr_status status = find_bodies(a, text, err);
	uint32_t day = 0;

	(void)out;
	if (status != HR_OK)
		return status;
	root.token = a->tokens.token;
	if (a->bodies.n) {
		day = record_day(text.p, root.token, a->bodies.p[0].token);
		if (day)
			date_format(day, a->day);
		status = read_bodies(a, &a->bodies, &root, &none, line);
		a->day[0] = '\0';
	} else {
		status = HR_SKIP;
	}
	if (status == HR_SKIP && root.token->type == JSMN_OBJECT &&
		may_be_transcript(a))
		status = audit_transcript(a, &root, line);
	if (status == HR_SKIP && a->bodies.unknown)
		status = read_other(a, text);
	a->report->unknown_lines += status == HR_SKIP;
	return status;
}
