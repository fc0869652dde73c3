/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of inputs; see report.h. */
#include "report/report.h"

#include "base/hash.h"
#include "base/mem.h"

void
report_release(struct report *r)
{
	arena_release(&r->strings);
	for (size_t i = 0; i < REPORT_NAXES; i++) {
		mem_free(r->by[i].p);
		slots_release(&r->by[i].slots);
	}
	mem_free(r->kinds.p);
	slots_release(&r->kinds.slots);
	mem_free(r->content);
	mem_free(r->prefix);
	mem_free(r->model);
	mem_free(r->answer);
	mem_free(r->odd);
	slots_release(&r->answer_slots);
	slots_release(&r->content_slots);
	slots_release(&r->prefix_slots);
	slots_release(&r->model_slots);
	slots_release(&r->odd_slots);
}

size_t
report_nmodes(const struct report *r)
{
	if (!r->simulated)
		return 1;
	return r->budget || r->budget_percent ? REPORT_NMODES : REPORT_BUDGET;
}

/* ---- tables --------------------------------------------------------------- */

/* The hash of the entry at i of an array whose entries are so large. */
static uint64_t
hash_at(const void *p, size_t size, size_t i)
{
	uint64_t h;

	memcpy(&h, (const char *)p + i * size, sizeof(h));
	return h;
}

/* The slot of a hash: it holds its entry, or is where a new one goes. */
static size_t
slot_of(const struct slots *s, const void *p, size_t size, uint64_t hash)
{
	size_t i = hash & (s->n - 1);

	while (s->p[i] && hash_at(p, size, s->p[i] - 1) != hash)
		i = (i + 1) & (s->n - 1);
	return i;
}

/* The entry of the hash, from 1; 0: there is none. */
static uint32_t
find(const struct slots *s, const void *p, size_t size, uint64_t hash)
{
	return s->n ? s->p[slot_of(s, p, size, hash)] : 0;
}

/* Room for one more entry at p[*n], which is zeroed but for its hash, the first
 * of its members; NULL when memory is short. */
static void *
append(struct report *r, struct slots *s, void *array, size_t *cap, size_t *n,
	size_t size, uint64_t hash)
{
	char *p;
	void *entry;

	if (r->failed || !mem_grow(array, cap, *n + 1, size)) {
		r->failed = true;
		return NULL;
	}
	memcpy(&p, array, sizeof(p));
	if ((*n + 1) * 2 > s->n && !slots_grow(s, p, size, *n)) {
		r->failed = true;
		return NULL;
	}
	entry = p + *n * size;
	memset(entry, 0, size);
	s->p[slot_of(s, p, size, hash)] = (uint32_t)*n + 1;
	memcpy(entry, &hash, sizeof(hash));
	++*n;
	return entry;
}

/* A copy with a NUL at its end. */
static const char *
keep(struct report *r, struct span s)
{
	char *p = arena_alloc(&r->strings, s.n + 1);

	if (!p) {
		r->failed = true;
		return "";
	}
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

static uint64_t
hash_name(struct span s)
{
	return hash_bytes(HASH_K2, s.p, s.n);
}

/* ---- adding --------------------------------------------------------------- */

void
report_add_sum(struct report_sum *to, const struct report_sum *s)
{
	to->texts += s->texts;
	to->bytes += s->bytes;
	for (size_t m = 0; m < REPORT_NMODES; m++)
		to->tokens[m] += s->tokens[m];
}

static void
add_row(struct report *r, struct report_names *t, struct span name,
	const struct report_sum *sum)
{
	uint64_t hash = hash_name(name);
	uint32_t at = find(&t->slots, t->p, sizeof(*t->p), hash);
	struct report_name *row = at ? &t->p[at - 1] : NULL;

	if (!row) {
		row = append(r, &t->slots, &t->p, &t->cap, &t->n, sizeof(*row),
			hash);
		if (!row)
			return;
		row->name = keep(r, name);
	}
	report_add_sum(&row->sum, sum);
}

void
report_add_name(struct report *r, enum report_axis axis, struct span name,
	const struct report_sum *sum)
{
	add_row(r, &r->by[axis], name, sum);
}

struct report_content *
report_find_content(struct report *r, uint64_t hash)
{
	uint32_t at =
		find(&r->content_slots, r->content, sizeof(*r->content), hash);

	return at ? &r->content[at - 1] : NULL;
}

/* The least place is the same whatever came first. */
static void
take_place(struct report *r, struct report_content *c, const char *where)
{
	if (!c->where || strcmp(where, c->where) < 0)
		c->where = keep(r, span_str(where));
}

/* The one copy of a kind's name. */
static const char *
keep_kind(struct report *r, const char *kind)
{
	const struct report_names *t = &r->kinds;
	struct report_sum none = { 0 };
	uint64_t hash = hash_name(span_str(kind));
	uint32_t at = find(&t->slots, t->p, sizeof(*t->p), hash);

	if (at)
		return t->p[at - 1].name;
	add_row(r, &r->kinds, span_str(kind), &none);
	return r->failed ? "" : r->kinds.p[r->kinds.n - 1].name;
}

static const struct hr_fact_counts *
keep_facts(struct report *r, const struct hr_fact_counts *facts)
{
	size_t size = HR_NFACTS * sizeof(*facts);
	struct hr_fact_counts *copy;

	if (!facts)
		return NULL;
	copy = arena_alloc(&r->strings, size);
	if (copy)
		memcpy(copy, facts, size);
	else
		r->failed = true;
	return copy;
}

struct report_content *
report_add_content(struct report *r, const struct report_content *from)
{
	struct report_content *c = report_find_content(r, from->hash);

	if (!c) {
		c = append(r, &r->content_slots, &r->content, &r->content_cap,
			&r->ncontents, sizeof(*c), from->hash);
		if (!c)
			return NULL;
		*c = *from;
		c->where = NULL;
		c->kind = keep_kind(r, from->kind);
		c->facts = keep_facts(r, from->facts);
	} else {
		c->times += from->times;
		c->prompt += from->prompt;
	}
	take_place(r, c, from->where);
	return c;
}

/* Where the prefixes are by their hashes, if that is not known. */
static void
make_prefix_slots(struct report *r)
{
	if (!r->prefix_order)
		return;
	r->prefix_order = false;
	slots_release(&r->prefix_slots);
	if (r->nprefixes && !slots_grow(&r->prefix_slots, r->prefix,
				    sizeof(*r->prefix), r->nprefixes))
		r->failed = true;
}

void
report_add_prefix(struct report *r, const struct report_prefix *from)
{
	struct report_prefix *p;
	uint32_t at;

	make_prefix_slots(r);
	at = find(&r->prefix_slots, r->prefix, sizeof(*r->prefix), from->hash);
	if (at) {
		p = &r->prefix[at - 1];
		p->times += from->times;
		return;
	}
	p = append(r, &r->prefix_slots, &r->prefix, &r->prefix_cap,
		&r->nprefixes, sizeof(*p), from->hash);
	if (p)
		*p = *from;
}

uint32_t
report_model_of(struct report *r, struct span name)
{
	uint64_t hash = hash_name(name);
	uint32_t at = find(&r->model_slots, r->model, sizeof(*r->model), hash);
	struct report_model *m;

	if (at)
		return at - 1;
	m = append(r, &r->model_slots, &r->model, &r->model_cap, &r->nmodels,
		sizeof(*m), hash);
	if (!m)
		return 0;
	m->name = keep(r, name);
	return (uint32_t)r->nmodels - 1;
}

/* Less than nothing, if the first says less; a total order, so that it does not
 * matter which came first. */
static int
compare_answers(const struct report_answer *a, const struct report_answer *b)
{
	static const enum report_usage order[REPORT_NUSAGE] = { REPORT_OUTPUT,
		REPORT_INPUT, REPORT_REASONING, REPORT_CACHED, REPORT_WRITE,
		REPORT_WRITE_1H };

	for (size_t i = 0; i < REPORT_NUSAGE; i++) {
		uint64_t x = a->usage[order[i]], y = b->usage[order[i]];

		if (x != y)
			return x < y ? -1 : 1;
	}
	if (a->time != b->time)
		return a->time > b->time ? -1 : 1;
	return strcmp(a->model, b->model);
}

void
report_add_answer(struct report *r, const struct report_answer *from)
{
	uint32_t at = find(
		&r->answer_slots, r->answer, sizeof(*r->answer), from->hash);
	struct report_answer *a = at ? &r->answer[at - 1] : NULL;

	if (a && compare_answers(a, from) >= 0)
		return;
	if (!a)
		a = append(r, &r->answer_slots, &r->answer, &r->answer_cap,
			&r->nanswers, sizeof(*a), from->hash);
	if (!a)
		return;
	*a = *from;
	a->model = keep_kind(r, from->model);
}

void
report_add_odd(
	struct report *r, struct span where, struct span what, uint64_t times)
{
	uint64_t hash = hash_bytes(hash_name(where), what.p, what.n);
	uint32_t at = find(&r->odd_slots, r->odd, sizeof(*r->odd), hash);
	struct report_odd *o = at ? &r->odd[at - 1] : NULL;

	if (!o) {
		o = append(r, &r->odd_slots, &r->odd, &r->odd_cap, &r->nodd,
			sizeof(*o), hash);
		if (!o)
			return;
		o->where = keep(r, where);
		o->what = keep(r, what);
	}
	o->times += times;
}

/* ---- all of another one --------------------------------------------------- */

static void
merge_counts(struct report *r, const struct report *from)
{
	r->inputs += from->inputs;
	r->requests += from->requests;
	r->unread += from->unread;
	r->bad_lines += from->bad_lines;
	r->unknown_lines += from->unknown_lines;
	report_add_sum(&r->total, &from->total);
	for (size_t i = 0; i < REPORT_NWASTE; i++) {
		r->waste[i].places += from->waste[i].places;
		r->waste[i].tokens += from->waste[i].tokens;
	}
	for (size_t i = 0; i < HR_NFACTS; i++) {
		r->facts[i].total += from->facts[i].total;
		r->facts[i].kept += from->facts[i].kept;
		r->facts[i].stated += from->facts[i].stated;
	}
}

/* Notes the rows that they have in *row. */
static void
merge_models(struct report *r, const struct report *from, uint32_t *row)
{
	for (size_t i = 0; i < from->nmodels; i++) {
		const struct report_model *m = &from->model[i];
		uint32_t at = report_model_of(r, span_str(m->name));

		if (r->failed)
			return;
		row[i] = at;
		r->model[at].requests += m->requests;
		for (size_t mode = 0; mode < REPORT_NMODES; mode++)
			for (size_t b = 0; b < REPORT_BUCKETS; b++)
				r->model[at].tokens[mode][b] +=
					m->tokens[mode][b];
	}
}

static void
add_prefixes(struct report *r, const struct report *from, const uint32_t *row)
{
	for (size_t i = 0; i < from->nprefixes && !r->failed; i++) {
		struct report_prefix p = from->prefix[i];

		p.model = row[p.model];
		report_add_prefix(r, &p);
	}
}

static void
merge_prompts(struct report *r, const struct report *from)
{
	uint32_t *row = mem_alloc(from->nmodels + 1, sizeof(*row));

	if (row)
		merge_models(r, from, row);
	else
		r->failed = true;
	if (r->prefix_order && from->prefix_order && !r->failed)
		report_join_prefixes(r, from, row);
	else
		add_prefixes(r, from, row);
	mem_free(row);
}

enum hr_status
report_merge(struct report *r, const struct report *from)
{
	if (r->encoding != from->encoding || r->simulated != from->simulated ||
		r->budget != from->budget ||
		r->budget_percent != from->budget_percent)
		return HR_EINPUT;
	merge_counts(r, from);
	for (size_t axis = 0; axis < REPORT_NAXES; axis++)
		for (size_t i = 0; i < from->by[axis].n; i++)
			report_add_name(r, (enum report_axis)axis,
				span_str(from->by[axis].p[i].name),
				&from->by[axis].p[i].sum);
	for (size_t i = 0; i < from->ncontents; i++)
		report_add_content(r, &from->content[i]);
	merge_prompts(r, from);
	for (size_t i = 0; i < from->nanswers; i++)
		report_add_answer(r, &from->answer[i]);
	for (size_t i = 0; i < from->nodd; i++)
		report_add_odd(r, span_str(from->odd[i].where),
			span_str(from->odd[i].what), from->odd[i].times);
	return r->failed ? HR_ENOMEM : HR_OK;
}

enum hr_status
report_take(struct report *r, struct report *from)
{
	struct report smaller = *r;

	if (from->ncontents + from->nprefixes > r->ncontents + r->nprefixes) {
		*r = *from;
		*from = smaller;
	}
	return report_merge(r, from);
}
