/* SPDX-License-Identifier: Apache-2.0 */
/* The sums of a report out of its JSON; see report.h. */
#include <stdio.h>

#include "base/json.h"
#include "base/json_text.h"
#include "base/mem.h"
#include "report/report.h"

/* The values of the file, one after the other, as report_write() wrote them. */
struct cursor {
	struct span json;
	const jsmntok_t *token;
	size_t n, at;
	struct report *report;
	struct buf text[2]; /* decoded strings */
	uint32_t *model; /* rows of the report, of the file's models */
	size_t nmodels, model_cap;
	bool bad;
};

static struct span
token_text(const struct cursor *c, size_t i)
{
	return span_of(c->json.p + c->token[i].start,
		(size_t)(c->token[i].end - c->token[i].start));
}

static bool
is_at(struct cursor *c, jsmntype_t type)
{
	c->bad |= c->at >= c->n || c->token[c->at].type != type;
	return !c->bad;
}

/* The elements of the array that begins here; the cursor is behind it then. */
static size_t
enter(struct cursor *c)
{
	if (!is_at(c, JSMN_ARRAY))
		return 0;
	return (size_t)c->token[c->at++].size;
}

static uint64_t
number(struct cursor *c)
{
	struct span s;
	uint64_t n = 0;

	if (!is_at(c, JSMN_PRIMITIVE))
		return 0;
	s = token_text(c, c->at++);
	c->bad |= !s.n;
	for (size_t i = 0; i < s.n; i++) {
		c->bad |=
			!is_digit(s.p[i]) ||
			__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, (uint64_t)(s.p[i] - '0'), &n);
	}
	return n;
}

static void
numbers(struct cursor *c, uint64_t *n, size_t count)
{
	c->bad |= enter(c) != count;
	for (size_t i = 0; i < count && !c->bad; i++)
		n[i] = number(c);
}

static uint64_t
hex(struct cursor *c)
{
	struct span s;
	uint64_t n = 0;

	if (!is_at(c, JSMN_STRING))
		return 0;
	s = token_text(c, c->at++);
	c->bad |= s.n != 16;
	for (size_t i = 0; i < s.n && !c->bad; i++) {
		char d = s.p[i];

		c->bad |= !(is_digit(d) || (d >= 'a' && d <= 'f'));
		n = n << 4 | (uint64_t)(d <= '9' ? d - '0' : d - 'a' + 10);
	}
	return n;
}

/* In one of the two buffers, with a NUL behind it. */
static struct span
string(struct cursor *c, size_t which)
{
	struct buf *out = &c->text[which];

	buf_reset(out);
	if (is_at(c, JSMN_STRING))
		json_decode(token_text(c, c->at++), out);
	buf_add_char(out, '\0');
	if (!buf_ok(out)) {
		c->report->failed = true;
		return span_of("", 0);
	}
	/* A name that ends before its end would not be found again. */
	c->bad |= memchr(out->p, '\0', out->n) != out->p + out->n - 1;
	return span_of(out->p, out->n - 1);
}

/* Of the modes that were tried: the others are as the last of them. */
static void
tokens(struct cursor *c, uint64_t n[REPORT_NMODES])
{
	size_t count = report_nmodes(c->report);

	numbers(c, n, count);
	for (size_t m = count; m < REPORT_NMODES; m++)
		n[m] = n[count - 1];
}

static void
sum(struct cursor *c, struct report_sum *s)
{
	s->texts = number(c);
	s->bytes = number(c);
	tokens(c, s->tokens);
}

/* ---- members -------------------------------------------------------------- */

static void
read_counts(struct cursor *c)
{
	struct report *r = c->report;
	uint64_t n[5] = { 0 };

	numbers(c, n, 5);
	r->inputs += n[0];
	r->requests += n[1];
	r->unread += n[2];
	r->bad_lines += n[3];
	r->unknown_lines += n[4];
}

static void
read_total(struct cursor *c)
{
	struct report_sum s = { 0 };

	c->bad |= enter(c) != 3;
	sum(c, &s);
	report_add_sum(&c->report->total, &s);
}

static void
read_waste(struct cursor *c)
{
	uint64_t n[REPORT_NWASTE * 2] = { 0 };

	numbers(c, n, REPORT_NWASTE * 2);
	for (size_t i = 0; i < REPORT_NWASTE; i++) {
		c->report->waste[i].places += n[2 * i];
		c->report->waste[i].tokens += n[2 * i + 1];
	}
}

static void
read_facts_to(struct cursor *c, struct hr_fact_counts *f)
{
	c->bad |= enter(c) != HR_NFACTS;
	for (size_t i = 0; i < HR_NFACTS && !c->bad; i++) {
		uint64_t n[3] = { 0 };

		numbers(c, n, 3);
		f[i].total += n[0];
		f[i].kept += n[1];
		f[i].stated += n[2];
	}
}

static void
read_facts(struct cursor *c)
{
	read_facts_to(c, c->report->facts);
}

static void
read_names(struct cursor *c)
{
	c->bad |= enter(c) != REPORT_NAXES;
	for (size_t axis = 0; axis < REPORT_NAXES; axis++) {
		size_t rows = enter(c);

		for (size_t i = 0; i < rows && !c->bad; i++) {
			struct report_sum s = { 0 };
			struct span name;

			c->bad |= enter(c) != 4;
			name = string(c, 0);
			sum(c, &s);
			if (!c->bad)
				report_add_name(c->report,
					(enum report_axis)axis, name, &s);
		}
	}
}

static void
read_model(struct cursor *c)
{
	uint64_t tokens[REPORT_NMODES][REPORT_BUCKETS] = { { 0 } };
	size_t count = report_nmodes(c->report);
	struct report_model *row;
	struct span name;
	uint64_t requests;
	uint32_t at;

	c->bad |= enter(c) != 2 + count;
	name = string(c, 0);
	requests = number(c);
	for (size_t k = 0; k < count; k++)
		numbers(c, tokens[k], REPORT_BUCKETS);
	for (size_t k = count; k < REPORT_NMODES; k++)
		memcpy(tokens[k], tokens[count - 1], sizeof(tokens[k]));
	if (c->bad)
		return;
	at = report_model_of(c->report, name);
	if (c->report->failed)
		return;
	c->model[c->nmodels++] = at;
	row = &c->report->model[at];
	row->requests += requests;
	for (size_t k = 0; k < REPORT_NMODES; k++)
		for (size_t b = 0; b < REPORT_BUCKETS; b++)
			row->tokens[k][b] += tokens[k][b];
}

static void
read_models(struct cursor *c)
{
	size_t rows = enter(c);

	if (!mem_grow(&c->model, &c->model_cap, rows, sizeof(*c->model)))
		c->report->failed = true;
	for (size_t i = 0; i < rows && !c->bad && !c->report->failed; i++)
		read_model(c);
}

static void
read_answers(struct cursor *c)
{
	size_t rows = enter(c);

	for (size_t i = 0; i < rows && !c->bad; i++) {
		struct report_answer a = { 0 };

		c->bad |= enter(c) != 4;
		a.hash = hex(c);
		a.model = string(c, 0).p;
		a.time = number(c);
		numbers(c, a.usage, REPORT_NUSAGE);
		if (!c->bad && !c->report->failed)
			report_add_answer(c->report, &a);
	}
}

static void
read_odd(struct cursor *c)
{
	size_t rows = enter(c);

	for (size_t i = 0; i < rows && !c->bad; i++) {
		struct span where, what;
		uint64_t times;

		c->bad |= enter(c) != 3;
		where = string(c, 0);
		what = string(c, 1);
		times = number(c);
		if (!c->bad)
			report_add_odd(c->report, where, what, times);
	}
}

static void
read_content(struct cursor *c)
{
	struct hr_fact_counts facts[HR_NFACTS] = { { 0 } };
	struct report_content t = { 0 };
	uint64_t counts[3] = { 0 };
	size_t values = enter(c);

	c->bad |= values != 8 && values != 9;
	t.hash = hex(c);
	t.kind = string(c, 0).p;
	t.where = string(c, 1).p;
	numbers(c, counts, 3);
	t.times = counts[0];
	t.bytes = counts[1];
	t.prompt = counts[2];
	tokens(c, t.tokens);
	numbers(c, t.waste, REPORT_NWASTE);
	t.shape = hex(c);
	c->bad |= enter(c) != REPORT_SKETCH;
	for (size_t k = 0; k < REPORT_SKETCH; k++)
		t.sketch[k] = hex(c);
	if (values == 9) {
		read_facts_to(c, facts);
		t.facts = facts;
	}
	c->bad |= !t.times;
	if (!c->bad && !c->report->failed)
		report_add_content(c->report, &t);
}

static void
read_contents(struct cursor *c)
{
	size_t rows = enter(c);

	for (size_t i = 0; i < rows && !c->bad; i++)
		read_content(c);
}

static void
read_prefixes(struct cursor *c)
{
	size_t rows = enter(c);

	for (size_t i = 0; i < rows && !c->bad; i++) {
		struct report_prefix p = { 0 };
		uint64_t model;

		c->bad |= enter(c) != 4;
		p.hash = hex(c);
		model = number(c);
		p.times = number(c);
		tokens(c, p.tokens);
		c->bad |= !p.times || model >= c->nmodels;
		if (c->bad)
			return;
		p.model = c->model[model];
		report_add_prefix(c->report, &p);
	}
}

/* ---- the file ------------------------------------------------------------- */

static const struct member {
	const char *name;
	void (*read)(struct cursor *);
	bool optional;
} members[] = {
	{ "counts", read_counts, false },
	{ "total", read_total, false },
	{ "waste", read_waste, false },
	{ "facts", read_facts, false },
	{ "names", read_names, false },
	{ "models", read_models, false },
	{ "answers", read_answers, true },
	{ "odd", read_odd, false },
	{ "contents", read_contents, false },
	{ "prefixes", read_prefixes, false },
};

/* The value of a member of an object; 0: there is none. */
static size_t
member_of(const struct cursor *c, size_t object, const char *key)
{
	size_t end = json_next(c->token, object);

	for (size_t i = object + 1; i < end; i = json_next(c->token, i))
		if (span_equal(token_text(c, i), span_str(key)))
			return i + 1;
	return 0;
}

static bool
says(const struct cursor *c, size_t object, const char *key, const char *value)
{
	size_t at = member_of(c, object, key);

	return at && span_equal(token_text(c, at), span_str(value));
}

static bool
is_number(struct cursor *c, size_t object, const char *key, uint64_t value)
{
	c->at = member_of(c, object, key);
	return c->at && number(c) == value && !c->bad;
}

/* Where the sums are; 0 with *why if there are none. */
static size_t
find_sums(const struct cursor *c, const char **why)
{
	size_t sums = 0;

	if (!c->n || c->token->type != JSMN_OBJECT ||
		!says(c, 0, "schema", REPORT_SCHEMA)) {
		*why = "this is no report of the form " REPORT_SCHEMA;
		return 0;
	}
	sums = member_of(c, 0, "sums");
	if (sums && c->token[sums].type == JSMN_OBJECT)
		return sums;
	*why = "it has no sums to add";
	return 0;
}

/* What is wrong with the file; NULL: nothing. */
static const char *
read_sums(struct cursor *c)
{
	const struct report *r = c->report;
	const char *why = NULL;
	size_t sums = find_sums(c, &why);

	if (!sums)
		return why;
	if (!says(c, sums, "encoding", hr_encoding_name(r->encoding)) ||
		!says(c, sums, "simulated", r->simulated ? "true" : "false") ||
		!is_number(c, sums, "budget", r->budget) ||
		!is_number(c, sums, "budget_percent", r->budget_percent))
		return "it was made with another tokenizer, budget, or "
		       "--no-simulate";
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		c->at = member_of(c, sums, members[i].name);
		if (!c->at && members[i].optional)
			continue;
		if (!c->at)
			return "it has not all sums";
		members[i].read(c);
		if (c->bad)
			return "its sums are damaged";
	}
	return NULL;
}

static const char *
read_kind(struct cursor *c)
{
	struct report *r = c->report;
	const char *why = NULL;
	size_t sums = find_sums(c, &why), at;
	uint64_t percent;

	if (!sums)
		return why;
	at = member_of(c, sums, "encoding");
	buf_reset(&c->text[0]);
	if (at)
		buf_add(&c->text[0], token_text(c, at));
	buf_add_char(&c->text[0], '\0');
	if (!buf_ok(&c->text[0]) ||
		hr_encoding_find(c->text[0].p, &r->encoding) != HR_OK)
		return "its tokenizer is not known";
	r->simulated = says(c, sums, "simulated", "true");
	c->at = member_of(c, sums, "budget");
	r->budget = c->at ? number(c) : 0;
	c->at = member_of(c, sums, "budget_percent");
	percent = c->at ? number(c) : 0;
	r->budget_percent = (unsigned)percent;
	return c->bad || percent > 100 ? "its sums are damaged" : NULL;
}

/* Reads the file for one of the two. */
static enum hr_status
read_file(struct report *r, struct span json, struct hr_error *err,
	const char *(*f)(struct cursor *))
{
	struct json_tokens tokens = { 0 };
	struct cursor c = { .json = json, .report = r };
	enum hr_status status = json_scan_whole(json, &tokens, err);
	const char *why = NULL;

	c.token = tokens.token;
	c.n = tokens.n;
	if (status == HR_OK)
		why = f(&c);
	if (why && !r->failed) {
		*err = (struct hr_error){ .code = HR_EINPUT };
		snprintf(err->text, sizeof(err->text), "%s", why);
		status = HR_EINPUT;
	}
	json_tokens_release(&tokens);
	buf_release(&c.text[0]);
	buf_release(&c.text[1]);
	mem_free(c.model);
	return r->failed ? HR_ENOMEM : status;
}

enum hr_status
report_read_kind(struct report *r, struct span json, struct hr_error *err)
{
	return read_file(r, json, err, read_kind);
}

enum hr_status
report_read(struct report *r, struct span json, struct hr_error *err)
{
	return read_file(r, json, err, read_sums);
}
