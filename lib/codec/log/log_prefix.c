/* SPDX-License-Identifier: Apache-2.0 */
/* Finding what messages begin with; see log_prefix.h. */
#include "codec/log/log_prefix.h"

#include "base/hash.h"
#include "base/mem.h"
#include "table/number.h"

enum {
	/* A shorter prefix is hardly more than the three tokens that stand
	 * for it. */
	PREFIX_BYTES = 6,
	PREFIX_MAX = 200,
	/* Places of a message where a prefix may end. */
	CUTS = 16,
	/* Prefixes that are told apart: 40 bytes each. */
	PREFIXES = 1 << 18,
	/* "$3$", and "$3=" before and "$" behind the text. */
	NAME_TOKENS = 3,
	NAMING_TOKENS = 4,
	/* Each round forgets prefixes that longer ones made rare. */
	ROUNDS = 4,
};

struct log_prefix {
	uint64_t hash;
	struct span text;
	uint32_t seen, uses;
	uint32_t number; /* 0: not written yet */
	bool dead;
};

void
log_prefixes_release(struct log_prefixes *t)
{
	mem_free(t->prefix);
	mem_free(t->message);
	slots_release(&t->slots);
	*t = (struct log_prefixes){ 0 };
}

void
log_prefixes_begin(struct log_prefixes *t)
{
	t->n = t->nmessages = 0;
	t->failed = false;
	t->seed = (uintptr_t)t;
	if (t->slots.p)
		memset(t->slots.p, 0, t->slots.n * sizeof(*t->slots.p));
}

/* The lengths of the prefixes of a message, rising; each ends where a word
 * begins. */
static unsigned
find_cuts(struct span s, uint32_t *cut)
{
	size_t end = s.n < PREFIX_MAX ? s.n : PREFIX_MAX;
	unsigned n = 0;

	for (size_t i = 1; i < end && n < CUTS; i++) {
		char before = s.p[i - 1];

		/* A dollar ends it where it is written. */
		if (before == '$')
			break;
		if (before == ' ' && i >= PREFIX_BYTES && is_alnum(s.p[i]))
			cut[n++] = (uint32_t)i;
	}
	return n;
}

static struct log_prefix *
find(struct log_prefixes *t, struct span text, bool add)
{
	uint64_t hash = hash_bytes(t->seed, text.p, text.n);
	size_t i, mask;

	if (t->n * 2 >= t->slots.n &&
		(!add || !slots_grow(&t->slots, t->n ? &t->prefix->hash : NULL,
				 sizeof(*t->prefix), t->n))) {
		t->failed |= add;
		return NULL;
	}
	mask = t->slots.n - 1;
	for (i = hash & mask; t->slots.p[i]; i = (i + 1) & mask) {
		struct log_prefix *p = &t->prefix[t->slots.p[i] - 1];

		if (p->hash == hash && span_equal(p->text, text))
			return p;
	}
	if (!add || t->n == PREFIXES)
		return NULL;
	if (!mem_grow(&t->prefix, &t->cap, t->n + 1, sizeof(*t->prefix))) {
		t->failed = true;
		return NULL;
	}
	t->prefix[t->n] = (struct log_prefix){ .hash = hash, .text = text };
	t->slots.p[i] = (uint32_t)++t->n;
	return &t->prefix[t->n - 1];
}

void
log_prefixes_note(struct log_prefixes *t, struct span message)
{
	uint32_t cut[CUTS];
	unsigned n = find_cuts(message, cut);

	if (!mem_grow(&t->message, &t->message_cap, t->nmessages + 1,
		    sizeof(*t->message))) {
		t->failed = true;
		return;
	}
	t->message[t->nmessages++] = message;
	for (unsigned i = 0; i < n; i++) {
		struct log_prefix *p =
			find(t, span_of(message.p, cut[i]), true);

		if (p)
			p->seen++;
	}
}

/* The longest prefix of a message that is alive, or NULL. */
static struct log_prefix *
longest(struct log_prefixes *t, struct span message)
{
	uint32_t cut[CUTS];
	unsigned n;

	if (!t->alive)
		return NULL;
	n = find_cuts(message, cut);
	while (n--) {
		struct log_prefix *p =
			find(t, span_of(message.p, cut[n]), false);

		if (p && !p->dead)
			return p;
	}
	return NULL;
}

void
log_prefixes_choose(struct log_prefixes *t, struct hr_counter *counter)
{
	t->alive = 0;
	for (size_t i = 0; i < t->n; i++) {
		t->prefix[i].dead = t->prefix[i].seen < 2;
		t->alive += !t->prefix[i].dead;
	}
	for (int round = 0; round < ROUNDS && t->alive; round++) {
		for (size_t i = 0; i < t->n; i++)
			t->prefix[i].uses = 0;
		for (size_t i = 0; i < t->nmessages; i++) {
			struct log_prefix *p = longest(t, t->message[i]);

			if (p)
				p->uses++;
		}
		for (size_t i = 0; i < t->n; i++) {
			struct log_prefix *p = &t->prefix[i];
			size_t tokens;

			/* The last round decides; one that is not used yet
			 * may be when a longer one is gone. */
			if (p->dead || (!p->uses && round < ROUNDS - 1))
				continue;
			tokens = hr_count(counter, p->text.p, p->text.n);
			t->failed |= tokens == SIZE_MAX;
			p->dead = p->uses < 2 ||
				  (p->uses - 1) * tokens <=
					  (p->uses - 1) * NAME_TOKENS +
						  NAMING_TOKENS;
			t->alive -= p->dead;
		}
	}
}

void
log_prefixes_restart(struct log_prefixes *t)
{
	for (size_t i = 0; i < t->n; i++)
		t->prefix[i].number = 0;
}

size_t
log_prefix_write(struct log_prefixes *t, struct cells *x, struct span message,
	struct buf *out)
{
	struct log_prefix *p = longest(t, message);

	if (!p) {
		if (span_first_is(message, '$'))
			buf_add_char(out, '$');
		return 0;
	}
	buf_add_char(out, '$');
	if (p->number) {
		buf_add_uint(out, p->number);
	} else {
		p->number = cells_name(x, p->text);
		buf_add_uint(out, p->number);
		buf_add_char(out, '=');
		buf_add(out, p->text);
	}
	buf_add_char(out, '$');
	return p->text.n;
}

bool
log_prefix_read(struct cells *x, struct span *rest, struct span *prefix)
{
	uint64_t number = 0;
	size_t n = 1, to;

	*prefix = span_of(rest->p, 0);
	if (!rest->n || rest->p[0] != '$')
		return true;
	if (rest->n > 1 && rest->p[1] == '$') {
		*rest = span_from(*rest, 1);
		return true;
	}
	while (n < rest->n && n < 8 && is_digit(rest->p[n]))
		number = number * 10 + (uint64_t)(rest->p[n++] - '0');
	if (n == 1 || n == rest->n)
		return false;
	if (rest->p[n] == '$') {
		*rest = span_from(*rest, n + 1);
		return cells_named(x, number, prefix);
	}
	if (rest->p[n++] != '=')
		return false;
	for (to = n; to < rest->n && rest->p[to] != '$'; to++)
		;
	if (to == rest->n)
		return false;
	*prefix = span_of(rest->p + n, to - n);
	*rest = span_from(*rest, to + 1);
	return cells_name(x, *prefix) == number;
}
