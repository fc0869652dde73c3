/* SPDX-License-Identifier: Apache-2.0 */
/* Words, their parts and their stems; see term.h. */
#include "table/term.h"

#include "base/hash.h"
#include "table/number.h"

enum {
	TERM_SEED = 1,
	START_SEED = 2,
	START_BYTES = 5, /* of a word that has more */
	/* Of longer words, as in encoded data, the bytes are hashed as they
	 * are. */
	TERM_BYTES = 64,
	STOP_BYTES = 8, /* no stop word is longer */
	/* What a stem has at least: "named" is "nam", but "used" stays. */
	STEM_BYTES = 3,
};

/* ---- characters ---------------------------------------------------------- */

enum class {
	CLASS_NONE, /* blanks, marks, what is not UTF-8 */
	CLASS_WORD,
	CLASS_PAIRED, /* of a script without blanks between words */
};

struct range {
	uint32_t from, to;
};

static bool
is_in(const struct range *range, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= range[i].from && c <= range[i].to)
			return true;
	return false;
}

/* The character at p, and its bytes; 0 if it is not valid. */
static uint32_t
decode(const char *p, const char *end, size_t *n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)p;
	uint32_t c = u[0];

	*n = 1;
	if (c < 0x80)
		return c;
	*n = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
	if (!*n || (size_t)(end - p) < *n) {
		*n = 1;
		return 0;
	}
	c &= 0x7fU >> *n;
	for (size_t i = 1; i < *n; i++) {
		if ((u[i] & 0xc0) != 0x80) {
			*n = 1;
			return 0;
		}
		c = c << 6 | (u[i] & 0x3f);
	}
	if (c < least[*n]) {
		*n = 1;
		return 0;
	}
	return c;
}

static enum class class_of(uint32_t c) {
	/* Signs of Latin-1, punctuation, arrows to dingbats, private use. */
	static const struct range none[] = { { 0x80, 0xa9 }, { 0xab, 0xb4 },
		{ 0xb6, 0xb9 }, { 0xbb, 0xbf }, { 0xd7, 0xd7 }, { 0xf7, 0xf7 },
		{ 0x2000, 0x206f }, { 0x2190, 0x2bff }, { 0x3000, 0x3004 },
		{ 0x3008, 0x3020 }, { 0xd800, 0xf8ff }, { 0xfe10, 0xfe6f },
		{ 0xff00, 0xff0f }, { 0xff1a, 0xff20 }, { 0xff3b, 0xff40 },
		{ 0xff5b, 0xff65 }, { 0xfff0, 0xffff }, { 0x1f000, 0x1faff } };
		/* Thai, Lao, Burmese, Khmer; kana and Han; Hangul. */
		static const struct range paired[] = { { 0xe00, 0xeff },
			{ 0x1000, 0x109f }, { 0x1780, 0x17ff },
			{ 0x2e80, 0xa4cf }, { 0xac00, 0xd7a3 },
			{ 0xf900, 0xfaff }, { 0xff66, 0xff9f },
			{ 0x20000, 0x3ffff } };

		if (c < 0x80) return is_alnum((char)c) || c == '_' ? CLASS_WORD
								   : CLASS_NONE;
		if (is_in(none, sizeof(none) / sizeof(*none),
			    c)) return CLASS_NONE;
		return is_in(paired, sizeof(paired) / sizeof(*paired), c)
			       ? CLASS_PAIRED
			       : CLASS_WORD;
}

/* A character without case and, if it is Latin, without accents. */
static uint32_t
fold(uint32_t c)
{
	static const char latin1[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts"
				     "aaaaaaaceeeeiiiidnooooo*ouuuuyty";
	static const char extended[] = "aaaaaaccccccccddddeeeeeeeeee"
				       "gggggggghhhhiiiiiiiiiiiijjkkk"
				       "llllllllllnnnnnnnnnoooooooo"
				       "rrrrrrssssssssttttttuuuuuuuuuuuu"
				       "wwyyyzzzzzzs";

	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if (c >= 0xc0 && c <= 0xff)
		return (unsigned char)latin1[c - 0xc0];
	if (c >= 0x100 && c <= 0x17f)
		return (unsigned char)extended[c - 0x100];
	if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c + 80;
	if (c >= 0x1e00 && c <= 0x1eff)
		return c | 1;
	return c;
}

static bool
is_capital(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde) ||
	       (c >= 0x391 && c <= 0x3a9) || (c >= 0x400 && c <= 0x42f);
}

/* ---- stems --------------------------------------------------------------- */

struct ending {
	char end[8], instead[4];
	uint8_t n, more; /* bytes of both */
};

#define ENDING(end, instead)                                                   \
	{                                                                      \
		end, instead, sizeof(end) - 1, sizeof(instead) - 1             \
	}

/* Replaces the first ending that the word has, if that leaves enough of it. */
static size_t
replace_ending(
	unsigned char *w, size_t n, const struct ending *ending, size_t endings)
{
	for (const struct ending *e = ending; e < ending + endings; e++) {
		if (w[n - 1] != (unsigned char)e->end[e->n - 1] || n < e->n ||
			memcmp(w + n - e->n, e->end, e->n))
			continue;
		if (n - e->n + e->more < STEM_BYTES)
			return n;
		memcpy(w + n - e->n, e->instead, e->more);
		return n - e->n + e->more;
	}
	return n;
}

static bool
is_vowel(unsigned char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/*
 * Takes the usual English endings off a word in small letters: those of plurals
 * and verbs, then those that make nouns and adverbs, then an e and one of two
 * equal letters, so that "stopped", "stops" and "stop" are the same, and so are
 * "create", "creating" and "creation".
 */
static size_t
stem(unsigned char *w, size_t n)
{
	static const struct ending plural[] = { ENDING("sses", "ss"),
		ENDING("ies", "y"), ENDING("ss", "ss"), ENDING("us", "us"),
		ENDING("is", "is"), ENDING("s", "") };
	static const struct ending verb[] = { ENDING("eed", "ee"),
		ENDING("ying", "y"), ENDING("ied", "y"), ENDING("ing", ""),
		ENDING("ed", "") };
	static const struct ending noun[] = { ENDING("ization", "iz"),
		ENDING("isation", "is"), ENDING("ational", "at"),
		ENDING("ation", "at"), ENDING("ement", ""), ENDING("ment", ""),
		ENDING("ness", ""), ENDING("tion", "t"), ENDING("sion", "s"),
		ENDING("ally", "al"), ENDING("ably", "abl"), ENDING("ly", ""),
		ENDING("ity", "") };

	if (n <= STEM_BYTES)
		return n;
	n = replace_ending(w, n, plural, sizeof(plural) / sizeof(*plural));
	n = replace_ending(w, n, verb, sizeof(verb) / sizeof(*verb));
	n = replace_ending(w, n, noun, sizeof(noun) / sizeof(*noun));
	if (n > STEM_BYTES && w[n - 1] == 'e')
		n--;
	else if (n > STEM_BYTES && w[n - 1] == w[n - 2] && !is_vowel(w[n - 1]))
		n--;
	if (w[n - 1] == 'y')
		w[n - 1] = 'i';
	return n;
}

/* ---- words --------------------------------------------------------------- */

/* Folds a word to at most TERM_BYTES + 3 bytes; 0 if it is longer.  *letters
 * tells whether it is all a to z, *digits whether it is a number. */
static size_t
fold_word(struct span word, unsigned char *w, bool *letters, bool *digits)
{
	const char *p = word.p, *end = word.p + word.n;
	size_t n = 0, bytes;

	*letters = *digits = true;
	for (; p < end; p += bytes) {
		uint32_t c = fold(decode(p, end, &bytes));

		if (n >= TERM_BYTES)
			return 0;
		*digits = *digits && ((c >= '0' && c <= '9') || c == '.');
		*letters = *letters && ((c >= 'a' && c <= 'z') || c == '_');
		if (c >= 0x80) {
			w[n++] = (unsigned char)(0x80 | c >> 14);
			w[n++] = (unsigned char)(0x80 | (c >> 7 & 0x7f));
			w[n++] = (unsigned char)(0x80 | (c & 0x7f));
		} else if (c != '_') {
			w[n++] = (unsigned char)c;
		}
	}
	return n;
}

/* A word to its term: folded, without underscores, and stemmed. */
static void
make_term(struct span word, struct term *term)
{
	unsigned char w[TERM_BYTES + 3];
	size_t bytes;
	bool letters;
	size_t n = fold_word(word, w, &letters, &term->number);

	term->text = word;
	term->capital = is_capital(decode(word.p, word.p + word.n, &bytes));
	if (!n) {
		term->number = false;
		term->hash = hash_bytes(TERM_SEED, word.p, word.n);
		return;
	}
	if (n > START_BYTES && !term->number)
		term->start = hash_bytes(START_SEED, w, START_BYTES);
	term->hash = hash_bytes(TERM_SEED, w, letters ? stem(w, n) : n);
}

/* The word at the start of s; a point between digits belongs to it. */
static struct span
read_word(struct span s)
{
	const char *p = s.p, *end = s.p + s.n;
	size_t bytes;

	while (p < end) {
		if (class_of(decode(p, end, &bytes)) == CLASS_WORD)
			p += bytes;
		else if (*p == '.' && p > s.p && is_digit(p[-1]) &&
			 end - p > 1 && is_digit(p[1]))
			p++;
		else
			break;
	}
	return span_of(s.p, (size_t)(p - s.p));
}

/* The part at the start of what is left of an identifier: up to an underscore
 * or a capital that begins a new word. */
static struct span
read_part(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == '_')
		n++;
	for (; n < s.n && s.p[n] != '_'; n++) {
		char c = s.p[n], before = n ? s.p[n - 1] : '_';
		char next = n + 1 < s.n ? s.p[n + 1] : 0;

		if (c < 'A' || c > 'Z' || before == '_')
			continue;
		if (before < 'A' || before > 'Z' ||
			(next >= 'a' && next <= 'z'))
			break;
	}
	while (n < s.n && s.p[n] == '_')
		n++;
	return span_of(s.p, n);
}

/* The next part of the identifier of which some were given; then all of it. */
static bool
next_part(struct term_walk *w, struct term *term)
{
	while (w->done < w->word.n) {
		struct span part = read_part(span_from(w->word, w->done));

		w->done += part.n;
		while (part.n && *part.p == '_')
			part = span_from(part, 1);
		while (part.n && part.p[part.n - 1] == '_')
			part.n--;
		if (part.n < 2)
			continue;
		make_term(part, term);
		term->part = true;
		return true;
	}
	make_term(w->word, term);
	w->word.n = 0;
	return true;
}

/* A pair of characters, or one that stands alone; false if it was in a pair. */
static bool
next_pair(struct term_walk *w, size_t bytes, struct term *term)
{
	const char *end = w->rest.p + w->rest.n, *next = w->rest.p + bytes;
	bool paired = w->paired;
	size_t more = 0;

	w->paired = next < end &&
		    class_of(decode(next, end, &more)) == CLASS_PAIRED;
	term->text = span_of(w->rest.p, bytes + (w->paired ? more : 0));
	term->hash = hash_bytes(TERM_SEED, term->text.p, term->text.n);
	w->rest = span_from(w->rest, bytes);
	return w->paired || !paired;
}

bool
term_next(struct term_walk *w, struct term *term)
{
	*term = (struct term){ .hash = 0 };
	if (w->word.n)
		return next_part(w, term);
	while (w->rest.n) {
		const char *end = w->rest.p + w->rest.n;
		size_t bytes;
		enum class class = class_of(decode(w->rest.p, end, &bytes));
		struct span word;

		if (class == CLASS_NONE) {
			w->rest = span_from(w->rest, bytes);
			continue;
		}
		if (class == CLASS_PAIRED) {
			if (next_pair(w, bytes, term))
				return true;
			continue;
		}
		word = read_word(w->rest);
		w->rest = span_from(w->rest, word.n);
		if (read_part(word).n == word.n) {
			make_term(word, term);
			return true;
		}
		w->word = word;
		w->done = 0;
		return next_part(w, term);
	}
	return false;
}

bool
term_is_stop(struct span word)
{
	static const char *const stops[] = { "a", "about", "after", "all",
		"also", "although", "am", "among", "an", "and", "any", "are",
		"as", "at", "be", "because", "been", "before", "being",
		"between", "both", "but", "by", "can", "could", "d", "did",
		"do", "does", "doing", "during", "each", "either", "for",
		"from", "had", "has", "have", "having", "he", "her", "here",
		"him", "his", "how", "i", "if", "in", "into", "is", "it", "its",
		"itself", "just", "ll", "may", "me", "might", "more", "most",
		"must", "my", "no", "nor", "not", "of", "off", "on", "once",
		"only", "or", "other", "our", "out", "over", "own", "re", "s",
		"same", "shall", "she", "should", "since", "so", "some", "such",
		"t", "than", "that", "the", "their", "them", "then", "there",
		"these", "they", "this", "those", "through", "to", "too",
		"under", "until", "up", "upon", "us", "ve", "very", "was", "we",
		"were", "what", "when", "where", "whether", "which", "while",
		"who", "whom", "whose", "why", "will", "with", "within",
		"would", "you", "your" };
	size_t from = 0, to = sizeof(stops) / sizeof(*stops);
	char w[STOP_BYTES + 1];

	if (!word.n || word.n > STOP_BYTES)
		return false;
	for (size_t i = 0; i < word.n; i++)
		w[i] = (char)fold((unsigned char)word.p[i] < 0x80
					  ? (uint32_t)word.p[i]
					  : 0);
	w[word.n] = '\0';
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(w, stops[middle]);

		if (!order)
			return true;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return false;
}
