/* SPDX-License-Identifier: Apache-2.0 */
/* From forms to kinds; see mine.h. */
#include "table/mine.h"

#include "base/hash.h"
#include "base/mem.h"

enum {
	/*
	 * Seen with so many different words in one place, a message has a
	 * variable there.  Of the rare kinds of the worst of eight samples
	 * 99.5 % are kept with 4 and 95.8 % with 3; 6 saves no less than 4.
	 */
	MINE_VARIANTS = 4,
	/* Where a record tells of an error its words are its kind; 8 would
	 * cost 0.7 % more tokens. */
	MINE_ERROR_VARIANTS = 6,
	/* Two words that stand for each other in so many messages are values
	 * of one variable, two host names for instance.  With 2, 95.8 % of
	 * the rare kinds are kept; 3 to 8 make no difference to the samples. */
	MINE_PAIRS = 4,
	/* Each round finds one more place where a message varies. */
	MINE_ROUNDS = 4,
};

/* What may become a kind: forms that agree in all words but some. */
struct guess {
	struct wording words; /* of the first form */
	uint64_t vote; /* the total it would rather have */
	uint64_t varies;
	uint32_t form; /* the first */
	uint32_t left; /* names that do not vary */
	uint32_t joined; /* the guess that this one has become part of */
	uint32_t kind;
};

/* Counts by key; key 0 is an empty slot. */
struct votes {
	uint64_t key;
	uint64_t word; /* of the first that voted */
	uint32_t value;
	uint32_t enough; /* that many votes win */
};

void
mine_release(struct mine *m)
{
	mem_free(m->kind);
	mem_free(m->part);
	words_release(&m->words);
	mem_free(m->guess);
	mem_free(m->votes);
	*m = (struct mine){ 0 };
}

/* In place of a word that varies. */
enum {
	VARIES = 7
};

/* ---- voting -------------------------------------------------------------- */

static struct votes *
find_vote(struct mine *m, uint64_t key)
{
	size_t i = key & (m->nvotes - 1);

	while (m->votes[i].key && m->votes[i].key != key)
		i = (i + 1) & (m->nvotes - 1);
	return &m->votes[i];
}

/* An empty table with room for n keys. */
static bool
clear_votes(struct mine *m, size_t n)
{
	size_t want = 64;

	while (want < n + n / 2)
		want *= 2;
	if (want > m->votes_cap) {
		mem_free(m->votes);
		m->nvotes = m->votes_cap = 0;
		m->votes = mem_zalloc(want, sizeof(*m->votes));
		if (!m->votes)
			return false;
		m->votes_cap = want;
	} else {
		memset(m->votes, 0, want * sizeof(*m->votes));
	}
	m->nvotes = want;
	return true;
}

/* Half of the words that say what happened must stay, or nothing is said. */
static inline bool
may_vary(const struct mine *m, const struct guess *g, uint32_t i)
{
	const struct word *word = &m->words.word[g->words.first + i];

	return !word->fixed && !(g->varies >> i & 1) &&
	       (word->name ? g->left * 2 > g->words.names + 1 : g->left > 0);
}

/* The hash of all words but number i. */
static inline uint64_t
total_without(const struct mine *m, const struct guess *g, uint32_t i)
{
	uint64_t h = g->words.total -
		     word_place(m->words.word[g->words.first + i].hash, i) +
		     word_place(VARIES, i);

	return h ? h : 1;
}

/* Whether a and b agree in all words that vary in neither. */
static bool
same_words(const struct mine *m, const struct guess *a, const struct guess *b)
{
	if (a->words.n != b->words.n)
		return false;
	for (uint32_t i = 0; i < a->words.n; i++)
		if (!((a->varies | b->varies) >> i & 1) &&
			m->words.word[a->words.first + i].hash !=
				m->words.word[b->words.first + i].hash)
			return false;
	return true;
}

/* Guesses with equal totals become one; false when memory is short. */
static bool
join_equal(struct mine *m)
{
	if (!clear_votes(m, m->nguesses))
		return false;
	for (size_t i = 0; i < m->nguesses; i++) {
		struct guess *g = &m->guess[i];
		struct votes *v;

		if (g->joined != NONE || words_are_many(&g->words))
			continue;
		v = find_vote(m, g->words.total ? g->words.total : 1);
		if (!v->key) {
			v->key = g->words.total ? g->words.total : 1;
			v->value = (uint32_t)i;
		} else if (same_words(m, g, &m->guess[v->value])) {
			m->guess[v->value].varies |= g->varies;
			g->joined = v->value;
		}
	}
	return true;
}

/* Calls f for each live guess and each of its words that may vary. */
static void
each_ballot(struct mine *m, void (*f)(struct mine *, struct guess *, uint32_t))
{
	for (size_t i = 0; i < m->nguesses; i++) {
		struct guess *g = &m->guess[i];

		if (g->joined != NONE || words_are_many(&g->words))
			continue;
		for (uint32_t k = 0; k < g->words.n; k++)
			if (may_vary(m, g, k))
				f(m, g, k);
	}
}

static void
cast_vote(struct mine *m, struct guess *g, uint32_t word)
{
	struct word *mine = &m->words.word[g->words.first + word];
	uint64_t key = total_without(m, g, word);
	struct votes *v = find_vote(m, key);

	if (!v->key)
		*v = (struct votes){ .key = key,
			.word = mine->hash,
			.enough = g->words.is_error ? MINE_ERROR_VARIANTS
						    : MINE_VARIANTS };
	v->value++;
	mine->vote = (uint32_t)(v - m->votes);
	m->agreed |= v->value > 1;
}

/* Where the vote that was cast for a word is counted. */
static struct votes *
vote_of(const struct mine *m, const struct guess *g, uint32_t word)
{
	return &m->votes[m->words.word[g->words.first + word].vote];
}

/* The key of the entry that counts how often this word stands for the first
 * one that voted; 0 if it is that one. */
static uint64_t
pair_key(const struct mine *m, const struct guess *g, uint32_t word,
	const struct votes *v)
{
	uint64_t a = v->word, b = m->words.word[g->words.first + word].hash,
		 key;

	if (a == b)
		return 0;
	key = hash_mix(a < b ? a : b, a < b ? b : a) + word_place(VARIES, word);
	return key ? key : 1;
}

static void
count_pair(struct mine *m, struct guess *g, uint32_t word)
{
	struct votes *v = vote_of(m, g, word);
	uint64_t key;

	if (v->value < 2 || v->value >= v->enough)
		return;
	key = pair_key(m, g, word, v);
	if (!key)
		return;
	v = find_vote(m, key);
	v->key = key;
	v->value++;
	m->paired |= v->value >= MINE_PAIRS;
}

static void
promote_pair(struct mine *m, struct guess *g, uint32_t word)
{
	struct votes *v = vote_of(m, g, word);
	uint64_t key;

	if (v->value < 2 || v->value >= v->enough)
		return;
	key = pair_key(m, g, word, v);
	if (key && find_vote(m, key)->value >= MINE_PAIRS)
		v->enough = v->value;
}

/* Takes the word that most others agree to be variable. */
static bool
choose(struct mine *m, struct guess *g)
{
	uint32_t most = 0, word = NONE;

	for (uint32_t k = 0; k < g->words.n; k++) {
		const struct votes *v;

		if (!may_vary(m, g, k))
			continue;
		v = vote_of(m, g, k);
		if (v->value >= v->enough && v->value > most) {
			most = v->value;
			word = k;
		}
	}
	if (word == NONE) {
		g->vote = g->words.total;
		return false;
	}
	g->vote = total_without(m, g, word);
	g->varies |= UINT64_C(1) << word;
	g->left -= m->words.word[g->words.first + word].name;
	return true;
}

/* One round: each guess votes for all that it could become, then takes what
 * has most votes.  *changed is set if one did; none does if no two agree. */
static bool
vote(struct mine *m, bool *changed)
{
	size_t nballots = 0;

	for (size_t i = 0; i < m->nguesses; i++)
		if (m->guess[i].joined == NONE &&
			!words_are_many(&m->guess[i].words))
			nballots += m->guess[i].words.n;
	/* Room for pairs as well: the first ballot of a key makes none, and
	 * each other one at most one. */
	if (!clear_votes(m, nballots))
		return false;
	m->agreed = m->paired = false;
	each_ballot(m, cast_vote);
	if (!m->agreed)
		return true;
	each_ballot(m, count_pair);
	if (m->paired)
		each_ballot(m, promote_pair);
	for (size_t i = 0; i < m->nguesses; i++)
		if (m->guess[i].joined == NONE &&
			!words_are_many(&m->guess[i].words) &&
			choose(m, &m->guess[i]))
			*changed = true;
	for (size_t i = 0; i < m->nguesses; i++)
		m->guess[i].words.total = m->guess[i].vote;
	return true;
}

/* ---- parts --------------------------------------------------------------- */

struct span
part_text(const struct window *w, const struct record *r, const struct part *p)
{
	const struct cell *first, *last;

	if (!p->ncells) {
		const struct form *form = &w->form[r->form];

		return span_of(
			w->text.p + w->record[form->first].at + p->before,
			p->after);
	}
	first = &w->cell[r->cell + p->cell];
	last = first + p->ncells - 1;
	return span_of(w->text.p + first->at - p->before,
		last->at + last->n + p->after - (first->at - p->before));
}

/* A word that varies, with its n cells from cell c of the example on, as a
 * column; commas and colons behind it are none of its value. */
static struct part
word_part(const struct window *w, const struct record *r,
	const struct word *word, uint32_t c, uint32_t n)
{
	const struct cell *cell = w->cell + r->cell + c;
	uint32_t from = r->at + word->at, to = from + word->n;
	uint32_t least = n ? cell[n - 1].at + cell[n - 1].n : from + 1;

	while (to > least && memchr(",;:", w->text.p[to - 1], 3))
		to--;
	if (!n)
		return (struct part){ 0, 0, word->at, to - from };
	return (struct part){ c, n, cell->at - from, to - least };
}

/* How the columns of its kind are found in one form. */
static bool
add_parts(struct mine *m, struct window *w, uint32_t f, const struct guess *own,
	uint64_t varies)
{
	struct form *form = &w->form[f];
	const struct record *r = &w->record[form->first];
	const struct cell *cell = w->cell + r->cell;
	uint32_t c = 0;

	form->part = (uint32_t)m->nparts;
	if (!mem_grow(&m->part, &m->part_cap,
		    m->nparts + form->ncells + own->words.n + 1,
		    sizeof(*m->part)))
		return false;
	if (words_are_many(&own->words)) {
		for (; c < form->ncells; c++)
			m->part[m->nparts++] = (struct part){ c, 1, 0, 0 };
		return true;
	}
	for (uint32_t i = 0; i < own->words.n; i++) {
		const struct word *word = &m->words.word[own->words.first + i];
		uint32_t to = r->at + word->at + word->n, n = 0;

		while (c + n < form->ncells && cell[c + n].at < to)
			n++;
		if (word_is_stamp(word)) {
			/* The time is no column. */
		} else if (!(varies >> i & 1)) {
			for (uint32_t k = 0; k < n; k++)
				m->part[m->nparts++] =
					(struct part){ c + k, 1, 0, 0 };
		} else {
			m->part[m->nparts++] = word_part(w, r, word, c, n);
		}
		c += n;
	}
	return true;
}

static bool
make_kinds(struct mine *m, struct window *w)
{
	m->nkinds = m->nparts = 0;
	for (size_t f = 0; f < w->nforms; f++) {
		struct guess *root = &m->guess[f];
		struct form *form = &w->form[f];

		while (root->joined != NONE)
			root = &m->guess[root->joined];
		if (root == &m->guess[f]) {
			if (!mem_grow(&m->kind, &m->kind_cap, m->nkinds + 1,
				    sizeof(*m->kind)))
				return false;
			root->kind = (uint32_t)m->nkinds;
			m->kind[m->nkinds++] = (struct kind){
				.first = form->first,
				.form = (uint32_t)f,
				.nameless = root->words.nameless,
			};
		}
		form->kind = root->kind;
		m->kind[root->kind].rows += form->rows;
		if (!add_parts(m, w, (uint32_t)f, &m->guess[f], root->varies))
			return false;
		m->kind[root->kind].ncolumns = (uint32_t)m->nparts - form->part;
	}
	for (size_t r = 0; r < w->nrecords; r++)
		m->kind[w->form[w->record[r].form].kind].last = (uint32_t)r;
	return true;
}

enum hr_status
mine_kinds(struct mine *m, struct window *w)
{
	m->words.n = m->nguesses = 0;
	if (!mem_grow(&m->guess, &m->guess_cap, w->nforms, sizeof(*m->guess)))
		return HR_ENOMEM;
	for (size_t f = 0; f < w->nforms; f++) {
		struct guess *g = &m->guess[m->nguesses++];

		*g = (struct guess){ .form = (uint32_t)f, .joined = NONE };
		if (!words_split(&m->words, w, &w->form[f], &g->words))
			return HR_ENOMEM;
		g->left = g->words.names;
	}
	for (int round = 0; round <= MINE_ROUNDS; round++) {
		bool changed = false;

		if (!join_equal(m))
			return HR_ENOMEM;
		if (round < MINE_ROUNDS && !vote(m, &changed))
			return HR_ENOMEM;
		if (!changed)
			break;
	}
	return make_kinds(m, w) ? HR_OK : HR_ENOMEM;
}
