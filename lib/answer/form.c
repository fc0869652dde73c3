/* SPDX-License-Identifier: Apache-2.0 */
/* What the forms of answers say, and what is kept of it; see form.h. */
#include "answer/form.h"

#include "answer/line.h"
#include "answer/refusal.h"
#include "base/json_text.h"
#include "base/mem.h"

/* ---- text ---------------------------------------------------------------- */

bool
answer_is_over(const struct answer *a)
{
	return a->status != HR_OK || a->state.end != ANSWER_OPEN;
}

void
answer_stop(struct answer *a, enum hr_status status)
{
	if (a->status == HR_OK)
		a->status = status;
}

static void
write_text(struct answer *a, struct span text)
{
	if (!text.n || answer_is_over(a))
		return;
	a->state.has_text = true;
	answer_stop(a, a->text(a->ctx, text.p, text.n));
}

static void
say_literal(struct answer *a, struct span literal)
{
	buf_reset(&a->said);
	json_decode(literal, &a->said);
	if (buf_ok(&a->said))
		write_text(a, buf_span(&a->said));
	else
		answer_stop(a, HR_ENOMEM);
}

/* Whether a literal ends in an escape of the first half of a pair. */
static bool
ends_in_half(struct span s)
{
	size_t slashes = 1;
	const char *p;

	if (s.n < 6)
		return false;
	p = s.p + s.n - 6;
	if (p[0] != '\\' || p[1] != 'u' || (p[2] | 32) != 'd' ||
		!strchr("89abAB", p[3]))
		return false;
	/* The backslash is not itself escaped. */
	while (p > s.p && *--p == '\\')
		slashes++;
	return slashes % 2;
}

/* What was held back finds no other half any more. */
void
answer_say_rest(struct answer *a)
{
	if (a->half.n)
		say_literal(a, buf_span(&a->half));
	buf_reset(&a->half);
}

/* A provider that counts in UTF-16 may cut a text between the two halves of a
 * character. */
void
answer_say(struct answer *a, size_t at)
{
	struct span literal = doc_raw(&a->doc, at);
	size_t n;

	if (!doc_is_type(&a->doc, at, JSMN_STRING) || !literal.n)
		return;
	if (a->half.n) {
		buf_reset(&a->joined);
		buf_add(&a->joined, buf_span(&a->half));
		buf_add(&a->joined, literal);
		literal = buf_span(&a->joined);
		buf_reset(&a->half);
	}
	n = ends_in_half(literal) ? literal.n - 6 : literal.n;
	buf_add(&a->half, span_from(literal, n));
	literal.n = n;
	if (buf_ok(&a->half) && buf_ok(&a->joined))
		say_literal(a, literal);
	else
		answer_stop(a, HR_ENOMEM);
}

/* More than is shown is not kept. */
void
answer_refuse(struct answer *a, size_t at)
{
	if (a->refusal.n <= ANSWER_MESSAGE)
		buf_add(&a->refusal, doc_text(&a->doc, at));
	if (!buf_ok(&a->refusal))
		answer_stop(a, HR_ENOMEM);
}

void
answer_note(struct answer *a, size_t at, char *to, size_t cap)
{
	struct span text = doc_text(&a->doc, at);

	if (text.n)
		line_copy(text, to, cap);
}

void
answer_count(struct answer *a, size_t at, int64_t *to)
{
	int64_t n = doc_int(&a->doc, at);

	if (n >= 0)
		*to = n;
}

/* ---- how it ends --------------------------------------------------------- */

void
answer_will_end(struct answer *a, enum answer_end outcome)
{
	a->outcome = outcome;
}

void
answer_ends(struct answer *a)
{
	answer_say_rest(a);
	if (answer_is_over(a))
		return;
	a->state.end = a->outcome == ANSWER_OPEN ? ANSWER_DONE : a->outcome;
	if (a->refusal.n && a->state.end == ANSWER_DONE)
		a->state.end = ANSWER_BLOCKED;
	if (a->refusal.n && !*a->state.error)
		line_copy(buf_span(&a->refusal), a->state.error,
			sizeof(a->state.error));
}

void
answer_fails(struct answer *a, size_t error)
{
	struct answer_refusal r;
	bool busy = refusal_read(&a->doc, error, &r);

	line_copy(span_str(*r.text ? r.text : r.code), a->state.error,
		sizeof(a->state.error));
	a->state.end = busy ? ANSWER_BUSY : ANSWER_ERROR;
}

void
answer_invalid(struct answer *a, const char *why)
{
	a->state.end = ANSWER_INVALID;
	line_copy(span_str(why), a->state.error, sizeof(a->state.error));
}

/* ---- calls of tools ------------------------------------------------------ */

int64_t
answer_new_key(const struct answer *a)
{
	int64_t key = 0;

	for (size_t i = 0; i < a->ntools; i++)
		if (a->tool[i].key >= key)
			key = a->tool[i].key + 1;
	return key;
}

struct answer_tool *
answer_tool(struct answer *a, int64_t key)
{
	if (a->status != HR_OK)
		return NULL;
	/* Nearly always it is the last one. */
	for (size_t i = a->ntools; i-- > 0;)
		if (a->tool[i].key == key)
			return &a->tool[i];
	if (a->ntools == ANSWER_CALLS)
		answer_stop(a, HR_ELIMIT);
	else if (!mem_grow(&a->tool, &a->tools_cap, a->ntools + 1,
			 sizeof(*a->tool)))
		answer_stop(a, HR_ENOMEM);
	if (a->status != HR_OK)
		return NULL;
	a->tool[a->ntools] = (struct answer_tool){ .key = key };
	return &a->tool[a->ntools++];
}

/* As a string of C can hold it: no name and no JSON has a NUL. */
static void
add_without_nul(struct buf *out, struct span s)
{
	while (s.n) {
		const char *nul = memchr(s.p, '\0', s.n);
		size_t n = nul ? (size_t)(nul - s.p) : s.n;

		buf_add(out, span_of(s.p, n));
		if (nul)
			buf_add_str(out, "\xef\xbf\xbd");
		s = span_from(s, nul ? n + 1 : n);
	}
}

void
answer_add(struct answer *a, struct buf *to, size_t at, enum answer_add how)
{
	struct span text = doc_is_type(&a->doc, at, JSMN_STRING)
				   ? doc_text(&a->doc, at)
				   : doc_raw(&a->doc, at);

	if (!text.n)
		return;
	a->kept += text.n;
	if (a->kept > ANSWER_BODY) {
		answer_stop(a, HR_ELIMIT);
		return;
	}
	if (how == ANSWER_ANEW)
		buf_reset(to);
	add_without_nul(to, text);
	if (!buf_ok(to))
		answer_stop(a, HR_ENOMEM);
}

static char *
c_string(struct answer *a, struct buf *b)
{
	buf_add_char(b, '\0');
	if (buf_ok(b))
		return b->p;
	answer_stop(a, HR_ENOMEM);
	return NULL;
}

void
answer_publish(struct answer *a)
{
	if (!a->ntools || a->call)
		return;
	a->call = mem_alloc(a->ntools, sizeof(*a->call));
	if (!a->call) {
		answer_stop(a, HR_ENOMEM);
		return;
	}
	for (size_t i = 0; i < a->ntools; i++) {
		a->call[i].name = c_string(a, &a->tool[i].name);
		a->call[i].arguments = c_string(a, &a->tool[i].arguments);
	}
	if (a->status == HR_OK) {
		a->state.call = a->call;
		a->state.ncalls = a->ntools;
	}
}
