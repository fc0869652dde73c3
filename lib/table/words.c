/* SPDX-License-Identifier: Apache-2.0 */
/* The words of forms; see words.h. */
#include "table/words.h"

#include "base/mem.h"
#include "table/stamp.h"
#include "base/ascii.h"

enum {
	/* The name of the speaker is one of the first words. */
	HEAD_WORDS = 6,
	/* Longer words are no options. */
	OPTION_BYTES = 40,
};

/* Found by their first four letters, which is enough; by the first one. */
static const char *const stems[32] = {
	['a' & 31] = "aborasse",
	['b' & 31] = "bad ",
	['c' & 31] = "canncorrcrascrit",
	['d' & 31] = "deni",
	['e' & 31] = "erroexce",
	['f' & 31] = "failfata",
	['i' & 31] = "inva",
	['k' & 31] = "kill",
	['l' & 31] = "lost",
	['o' & 31] = "oops",
	['p' & 31] = "pani",
	['r' & 31] = "refureje",
	['s' & 31] = "seve",
	['t' & 31] = "timetrac",
	['u' & 31] = "unabunre",
	['w' & 31] = "warn",
};

#define BIT(letter) (1U << ((letter)&31))

/* The second letters of the stems by the first one: nearly all text is done
 * with after this look. */
static const uint32_t second[32] = {
	['a' & 31] = BIT('b') | BIT('s'),
	['b' & 31] = BIT('a'),
	['c' & 31] = BIT('a') | BIT('o') | BIT('r'),
	['d' & 31] = BIT('e'),
	['e' & 31] = BIT('r') | BIT('x'),
	['f' & 31] = BIT('a'),
	['i' & 31] = BIT('n'),
	['k' & 31] = BIT('i'),
	['l' & 31] = BIT('o'),
	['o' & 31] = BIT('o'),
	['p' & 31] = BIT('a'),
	['r' & 31] = BIT('e'),
	['s' & 31] = BIT('e'),
	['t' & 31] = BIT('i') | BIT('r'),
	['u' & 31] = BIT('n'),
	['w' & 31] = BIT('a'),
};

/* Whether there is a stem at p, where four bytes are. */
static inline bool
is_stem(const char *p)
{
	char four[4];

	if (!(second[p[0] & 31] & BIT(p[1])))
		return false;
	for (int k = 0; k < 4; k++)
		four[k] = (char)(p[k] | 32);
	for (const char *stem = stems[p[0] & 31]; *stem; stem += 4)
		if (!memcmp(four, stem, 4))
			return true;
	return false;
}

bool
words_are_error(struct span s)
{
	for (size_t i = 0; i + 4 <= s.n; i++)
		if (is_stem(s.p + i))
			return true;
	return false;
}

/* Whether a word begins at p[i], also one as in "nullPointer". */
static bool
begins_word(const char *p, size_t i)
{
	char c = p[i], before = i ? p[i - 1] : ' ';
	bool upper = c >= 'A' && c <= 'Z';

	if ((before >= 'a' && before <= 'z') || (unsigned char)before >= 0x80)
		return upper;
	return !(before >= 'A' && before <= 'Z');
}

/* Whether p[i] is in an option, as "--startup-timeout". */
static bool
is_option(const char *p, size_t i)
{
	size_t n = 0;

	while (n < i && n < OPTION_BYTES && p[i - n - 1] != ' ')
		n++;
	return n > 1 && p[i - n] == '-';
}

/* Whether the text at p goes on like one of these words. */
static bool
is_failure(const char *p, size_t n)
{
	static const char *const words[] = { "abort", "assertion", "cannot",
		"corrupt", "crash", "critical", "denied", "error", "exceeded",
		"exception", "fail", "fatal", "invalid", "killed", "oops",
		"panic", "refuse", "reject", "severe", "time-out", "timed out",
		"timeout", "traceback", "unable", "unreach", "warn" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t k = 0;

		while (words[i][k] && k < n && (p[k] | 32) == words[i][k])
			k++;
		if (!words[i][k])
			return true;
	}
	return false;
}

bool
words_tell_error(struct span s, bool *warning)
{
	bool found = false;

	*warning = true;
	for (size_t i = 0; i + 4 <= s.n; i++) {
		if (!(second[s.p[i] & 31] & BIT(s.p[i + 1])) ||
			!begins_word(s.p, i) || !is_failure(s.p + i, s.n - i) ||
			is_option(s.p, i))
			continue;
		found = true;
		*warning &= (s.p[i] | 32) == 'w';
	}
	*warning &= found;
	return found;
}

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The hash of a word of the record that begins at `start`, its cells blanked;
 * *cell moves behind its cells. */
static uint64_t
hash_word(const struct window *w, uint32_t start, uint32_t from, uint32_t to,
	const struct cell **cell, const struct cell *end)
{
	/* What divides it from the word before belongs to it. */
	uint64_t h = w->seed;

	/* Mixed: added, it and a letter would undo one another at some seeds. */
	if (from > start)
		h = hash_mix(h, (unsigned char)w->text.p[from - 1]);
	while (*cell < end && (*cell)->at < to) {
		h = hash_bytes(h, w->text.p + from, (*cell)->at - from) + 1;
		from = (*cell)->at + (*cell)->n;
		(*cell)++;
	}
	return hash_bytes(h, w->text.p + from, to - from);
}

/* Whether a word has letters outside its cells, of which the last ends at or
 * before `cell`. */
static bool
has_name(const struct window *w, uint32_t from, uint32_t to,
	const struct cell *first, const struct cell *cell)
{
	for (; from < to; from++) {
		if (first < cell && from == first->at) {
			from += first->n - 1;
			first++;
		} else if (is_wide_letter(w->text.p[from])) {
			return true;
		}
	}
	return false;
}

/* The words up to "kernel:" or "sshd[1]:" say who speaks, not what. */
static void
count_names(const struct window *w, const struct record *r, struct word *word,
	struct wording *g)
{
	uint32_t from = 0;

	for (uint32_t i = 0; !from && i + 1 < g->n && i < HEAD_WORDS; i++) {
		const char *end = w->text.p + r->at + word[i].at + word[i].n;

		if (word[i].n && !word_is_stamp(&word[i]) && end[-1] == ':')
			from = i + 1;
	}
	for (uint32_t i = 0; i < g->n; i++) {
		g->nameless &= !word[i].name;
		word[i].name = word[i].name && i >= from;
		g->names += word[i].name;
	}
}

/* Where the word that starts at `from` ends: at a blank or before the time. */
static size_t
word_end(const struct window *w, const struct record *r, size_t from,
	size_t stamp_at, const struct cell *cell, const struct cell *cells_end)
{
	struct span text = record_text(w, r);
	size_t to = from;

	while (to < text.n && !is_blank(text.p[to]) && to != stamp_at) {
		to++;
		/* A list is one word, with the blanks in it. */
		for (; cell < cells_end && cell->at < r->at + to; cell++)
			if (cell->at + cell->n > r->at + to)
				to = cell->at + cell->n - r->at;
	}
	return to;
}

bool
words_split(struct words *t, const struct window *w, const struct form *form,
	struct wording *out)
{
	const struct record *r = &w->record[form->first];
	const struct cell *cell = w->cell + r->cell, *first;
	const struct cell *cells_end = cell + form->ncells;
	struct span text = record_text(w, r);
	size_t from = 0, to, stamp_at = 0, stamp_end = 0;

	*out = (struct wording){ .first = (uint32_t)t->n, .nameless = true };
	if (w->stampless || !stamp_find(text, &stamp_at, &stamp_end))
		stamp_at = text.n;
	if (t->n >= WORDS_BALLOTS)
		out->n = WORDS_MAX + 1;
	else if (!mem_grow(&t->word, &t->cap, t->n + WORDS_MAX + 1,
			 sizeof(*t->word)))
		return false;
	out->total = text.n ? (unsigned char)text.p[text.n - 1] : 0;
	while (from < text.n && !words_are_many(out)) {
		bool is_stamp = from == stamp_at;
		struct word *word;

		to = word_end(w, r, is_stamp ? stamp_end : from, stamp_at, cell,
			cells_end);
		word = &t->word[t->n++];
		*word = (struct word){ .at = (uint32_t)from,
			.n = (uint32_t)(to - from) };
		first = cell;
		word->hash = hash_word(w, r->at, r->at + (uint32_t)from,
			r->at + (uint32_t)to, &cell, cells_end);
		word->name = has_name(w, r->at + (uint32_t)from,
			r->at + (uint32_t)to, first, cell);
		if (is_stamp)
			word->hash = WORD_STAMP;
		word->fixed = is_stamp || !word->n;
		if (words_are_error(span_of(text.p + from, to - from)))
			word->fixed = out->is_error = true;
		out->total += word_place(word->hash, out->n++);
		from = to == stamp_at && from != to ? to : to + 1;
	}
	if (words_are_many(out))
		out->nameless = false;
	else if (out->n)
		count_names(w, r, t->word + out->first, out);
	return true;
}

void
words_release(struct words *t)
{
	mem_free(t->word);
	*t = (struct words){ 0 };
}
