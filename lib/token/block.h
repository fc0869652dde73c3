/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Piece starts, 64 bytes at a time, and the loop around that.
 *
 * Both patterns are memoryless: where a piece starts, nothing before it
 * matters.  So a block may begin at any piece start, and no state is carried.
 * Compare instructions make one 64-bit mask for each class of byte; some
 * thirty operations on the masks give the mask of piece starts.  Where they
 * cannot decide, the part of the block that is trusted ends, and the next
 * block begins at the last trusted piece start.  If that is where this block
 * began, scan_piece() takes one piece.
 *
 * In masks, `x << 1` reads "the byte before is x", `x >> 1` "the byte after".
 * A class covers all bytes of a character, `more` those behind its first.
 * Additions make a bit run through a row of ones: (row + bit) clears the row
 * from the bit on and sets the place behind it.
 *
 * Most of what is counted needs no look-up: up to three ASCII digits and any
 * single byte are one token, which leaves a popcount.
 *
 * A file block_X.c defines classify_bytes(), which sets the masks of ASCII
 * bytes, `wide` (not ASCII) and `more`, then makes its count_X() of
 * count_blocks().  Everything is inlined there, so that it is all compiled for
 * the CPU in question.
 */
#ifndef TOKEN_BLOCK_H
#define TOKEN_BLOCK_H

#include "token/cache.h"

#define BLOCK_INLINE static inline __attribute__((always_inline))

enum {
	BLOCK = 64,
	/* What may be read at a block: a piece in its last byte. */
	BLOCK_READ = BLOCK + LOAD_BYTES,
};

struct masks {
	uint64_t upper, lower, digit, space, blank, newline, quote, slash;
	uint64_t wide, more;
	/* Set by classify_wide(). */
	uint64_t caseless, mark, symbol;
};

struct block {
	uint64_t starts; /* only trusted ones */
	unsigned n; /* bytes classified: 64 or fewer */
	bool whole; /* the text ends at n, so the last piece does too */
};

/* The k lowest bits, k up to 63. */
BLOCK_INLINE uint64_t
below(unsigned k)
{
	return (UINT64_C(1) << k) - 1;
}

BLOCK_INLINE unsigned
low_bit(uint64_t x)
{
	return (unsigned)__builtin_ctzll(x);
}

BLOCK_INLINE unsigned
top_bit(uint64_t x)
{
	return 63u - (unsigned)__builtin_clzll(x);
}

/*
 * The classes of the characters that are not ASCII; returns how many bytes are
 * good: up to the first that is not UTF-8 or is cut off at byte n.
 */
BLOCK_INLINE unsigned
classify_wide(const unsigned char *p, struct masks *m, unsigned n)
{
	uint64_t plane[3] = { 0, 0, 0 }, more = 0, leads = m->wide & ~m->more;
	uint64_t stray;

	for (uint64_t rest = leads; rest; rest &= rest - 1) {
		unsigned i = low_bit(rest), c = p[i], at, last, tail, class;
		bool good;

		/* `at` is the code point / 64, `last` its other six bits. */
		if (c < 0xE0) {
			at = c & 31;
			last = p[i + 1];
			tail = 1;
			good = at >= 2;
		} else if (c < 0xF0) {
			at = (c & 15) << 6 | (p[i + 1] & 63);
			last = p[i + 2];
			tail = 3;
			good = at >= 32 && at - 0x360 >= 32;
		} else {
			at = (c & 15) << 12 | (p[i + 1] & 63u) << 6 |
			     (p[i + 2] & 63);
			last = p[i + 3];
			tail = 7;
			good = at - 0x400 < 0x4000;
		}
		/* The bytes behind: of the right number, in the block. */
		good = good && (m->more >> i >> 1 & tail) == tail &&
		       top_bit(tail) + 1 + i < n;
		if (!good) {
			n = i;
			break;
		}
		more |= (uint64_t)tail << i << 1;
		class = class_page[class_page_of[at]][last & 63];
		plane[0] |= (uint64_t)(class & 1) << i;
		plane[1] |= (uint64_t)(class >> 1 & 1) << i;
		plane[2] |= (uint64_t)(class >> 2) << i;
	}
	stray = m->more & ~more;
	if (stray && low_bit(stray) < n)
		n = low_bit(stray);
	/* From first bytes to whole characters. */
	for (int k = 0; k < 3; k++) {
		plane[k] |= plane[k] << 1 & more;
		plane[k] |= plane[k] << 1 & more;
		plane[k] |= plane[k] << 1 & more;
	}
	m->more = more;
	m->upper |= ~plane[2] & ~plane[1] & plane[0];
	m->lower |= ~plane[2] & plane[1] & ~plane[0];
	m->caseless = ~plane[2] & plane[1] & plane[0];
	m->mark = plane[2] & ~plane[1] & ~plane[0];
	m->digit |= plane[2] & ~plane[1] & plane[0];
	m->blank |= plane[2] & plane[1] & ~plane[0];
	return n;
}

/* Cuts all masks to the lowest n bits. */
BLOCK_INLINE void
cut_masks(struct masks *m, unsigned n)
{
	uint64_t in = n < BLOCK ? below(n) : UINT64_MAX;

	m->upper &= in;
	m->lower &= in;
	m->digit &= in;
	m->space &= in;
	m->blank &= in;
	m->newline &= in;
	m->quote &= in;
	m->slash &= in;
	m->wide &= in;
	m->more &= in;
	m->caseless &= in;
	m->mark &= in;
	m->symbol &= in;
}

/*
 * In o200k a contraction is the tail of a word, in cl100k a piece of its own
 * where a piece starts with its quote.  `quotes` are the candidates.  Returns
 * from where on the starts are not to be trusted.
 */
BLOCK_INLINE unsigned
split_contractions(const unsigned char *p, struct block *b, uint64_t quotes,
	enum pattern pattern)
{
	unsigned skip = BLOCK;

	for (; quotes; quotes &= quotes - 1) {
		unsigned k = low_bit(quotes), to;
		uint64_t inside;

		/* Behind the contraction of a word a piece starts. */
		if (pattern == PATTERN_O200K && k == skip)
			continue;
		if (!b->whole && k + 3 >= b->n)
			return pattern == PATTERN_O200K ? k : k + 1;
		to = k + (unsigned)scan_contraction(p + k, b->n - k);
		if (to == k)
			continue;
		inside = ~below(k) & (to < BLOCK ? below(to) : UINT64_MAX);
		if (pattern == PATTERN_CL100K)
			inside &= inside - 1;
		b->starts &= ~inside;
		if (to < b->n) {
			/* A mark there would begin a word. */
			if (pattern == PATTERN_O200K && p[to] >= 0x80)
				return k;
			b->starts |= UINT64_C(1) << to;
		}
		skip = to;
	}
	return BLOCK;
}

/* Blanks between newlines are no piece: takes back the starts in `lines` whose
 * row of blanks ends at one of `newlines`. */
BLOCK_INLINE uint64_t
join_lines(uint64_t lines, uint64_t blank, uint64_t newlines)
{
	uint64_t ends = (blank + lines) & ~blank & newlines;

	for (; ends; ends &= ends - 1) {
		uint64_t before = ~blank & below(low_bit(ends));

		lines &= ~(UINT64_C(1) << (top_bit(before) + 1));
	}
	return lines;
}

/* What the rules below share. */
struct rows {
	uint64_t letter, upper_split, symbol, symbol_start, white, run;
	uint64_t hard; /* bits that these rules do not decide */
};

/* In cl100k all letters are alike, and marks are symbols. */
BLOCK_INLINE void
letters_cl100k(const struct masks *m, struct rows *r)
{
	r->letter = m->upper | m->lower | m->caseless;
	r->symbol = m->symbol | m->mark;
	r->upper_split = 0;
	r->hard = m->digit & m->wide;
}

/*
 * In o200k a mark behind a letter is a letter; others are hard, as they may be
 * symbols or begin a word.  An upper-case letter behind a lower-case one
 * splits the word; behind a caseless one that depends on what comes much
 * later.
 */
BLOCK_INLINE void
letters_o200k(const struct masks *m, struct rows *r)
{
	uint64_t letter = m->upper | m->lower | m->caseless;
	uint64_t joined = m->mark & ~(m->mark + (m->mark & letter << 1));

	r->letter = letter | joined;
	r->symbol = m->symbol;
	r->upper_split = m->lower << 1 & m->upper;
	r->hard = (m->digit & m->wide) | (m->mark & ~joined) |
		  (m->upper & (m->caseless | joined) << 1);
}

/*
 * A row of symbols takes one space before it and all newlines behind it, in
 * o200k slashes among these too; once that row has begun, more newlines behind
 * its slashes change nothing.
 */
BLOCK_INLINE void
symbol_rows(const struct masks *m, struct rows *r, bool slashes)
{
	uint64_t row = slashes ? m->newline | m->slash : m->newline;
	uint64_t begin = m->newline & r->symbol << 1;
	uint64_t taken = (row & ~(row + begin)) | begin;

	r->symbol &= ~taken;
	r->symbol_start =
		r->symbol & ~m->more & ~(r->symbol << 1) & ~(m->space << 1);
	r->white = m->blank | m->newline;
	r->run = r->white & ~taken;
}

/* White space: up to the last newline; the blanks behind that but one; the
 * last blank, which goes with what follows.  `end` is the text's last byte. */
BLOCK_INLINE uint64_t
white_starts(const struct masks *m, const struct rows *r, uint64_t end)
{
	uint64_t lines =
		m->blank & ~(m->blank << 1) & (r->run & m->newline) << 1;

	lines = join_lines(lines, m->blank, m->newline);
	return (r->run & ~(r->run << 1)) | lines |
	       (m->blank & ~(r->white >> 1 | end));
}

/* A letter starts a word unless behind a letter, a blank or a lone symbol. */
BLOCK_INLINE uint64_t
letter_starts(const struct masks *m, const struct rows *r)
{
	/* The place behind the first symbol of each row. */
	uint64_t alone = ((r->symbol_start << 1) + m->more) & ~m->more;

	return r->letter & ~(r->letter << 1 & ~r->upper_split) &
	       ~(m->blank << 1) & ~alone;
}

/* Digits by three. */
BLOCK_INLINE uint64_t
digit_starts(uint64_t digit)
{
	uint64_t group = digit & ~(digit << 1), starts = 0;
	uint64_t full = digit & digit << 1 & digit << 2 & digit << 3;

	for (; group; group = group << 3 & full)
		starts |= group;
	return starts;
}

/* How many bytes of the block can be trusted to start pieces. */
BLOCK_INLINE unsigned
trusted_bytes(const struct masks *m, const struct rows *r,
	const struct block *b, uint64_t in)
{
	uint64_t wide_blank = m->wide & m->blank, hard;
	unsigned n = b->n;

	/* White space at the end may go on: only its first byte is sure. */
	if (!b->whole) {
		uint64_t other = ~r->run & in;

		n = other ? top_bit(other) + 2 : 1;
	}
	if (r->hard && low_bit(r->hard) < n)
		n = low_bit(r->hard);
	if (!wide_blank)
		return n;
	/* Wide blanks beside white space: trust what is before it all. */
	hard = r->white & ~m->more &
	       ((r->white << 1 & wide_blank) | wide_blank << 1);
	if (hard) {
		uint64_t before = ~r->white & below(low_bit(hard));
		unsigned k = before ? top_bit(before) + 1 : 0;

		n = k < n ? k : n;
	}
	return n;
}

/* The piece starts of the block at p, itself a piece start. */
BLOCK_INLINE void
find_starts(const unsigned char *p, const struct masks *m, struct block *b,
	enum pattern pattern)
{
	bool o200k = pattern == PATTERN_O200K;
	uint64_t in = b->n < BLOCK ? below(b->n) : UINT64_MAX;
	uint64_t end = b->whole ? UINT64_C(1) << (b->n - 1) : 0;
	uint64_t quotes;
	unsigned trusted;
	struct rows r;

	if (o200k)
		letters_o200k(m, &r);
	else
		letters_cl100k(m, &r);
	symbol_rows(m, &r, o200k);
	b->starts = white_starts(m, &r, end) | r.symbol_start |
		    letter_starts(m, &r) | digit_starts(m->digit);
	b->starts = (b->starts & ~m->more) | 1;

	trusted = trusted_bytes(m, &r, b, in);
	quotes = m->quote & (o200k ? r.letter << 1 : r.symbol_start);
	if (quotes) {
		unsigned k = split_contractions(p, b, quotes, pattern);

		trusted = k < trusted ? k : trusted;
	}
	if (trusted < b->n) {
		b->starts = (b->starts & below(trusted)) | 1;
		b->whole = false;
	}
	b->starts &= in;
}

/* Adds the tokens of all pieces that end in the block; returns where the last
 * one ended, 0 if none did. */
BLOCK_INLINE unsigned
count_block(struct run *run, const unsigned char *p, const struct masks *m,
	const struct block *b)
{
	uint64_t starts = b->starts, known = starts, one;
	unsigned last = b->n, end;

	if (!b->whole) {
		last = top_bit(starts);
		known ^= UINT64_C(1) << last;
	}
	/* The end of the text ends a piece as a start does. */
	if (last < BLOCK)
		starts |= UINT64_C(1) << last;
	if (run->pieces) {
		run->total += (size_t)__builtin_popcountll(known);
		return last;
	}
	one = known & (m->digit | starts >> 1);
	run->total += (size_t)__builtin_popcountll(one);
	for (uint64_t rest = known & ~one; rest; rest &= rest - 1) {
		unsigned s = low_bit(rest);
		uint64_t ends = starts & (UINT64_MAX << s << 1);

		end = ends ? low_bit(ends) : BLOCK;
		piece_count(run, p + s, end - s);
	}
	return last;
}

/* Counts one piece by the scanner; returns its end, or p if that is open. */
static __attribute__((noinline, unused)) const unsigned char *
count_scanned(struct run *run, const unsigned char *p, const unsigned char *end,
	bool final)
{
	struct piece piece = scan_piece(run->pattern, p, end);
	size_t n = (size_t)(piece.end - p);

	if (piece.open && !final)
		return p;
	if (run->pieces) {
		run->total++;
	} else if (piece.invalid) {
		cache_invalid(run, p, n);
	} else if (n > SHORT_PIECE || end - p >= LOAD_BYTES) {
		piece_count(run, p, n);
	} else {
		unsigned char copy[LOAD_BYTES] = { 0 };

		memcpy(copy, p, n);
		piece_count(run, copy, n);
	}
	return piece.end;
}

typedef void classify_fn(const unsigned char *p, struct masks *);

/* One block, or one piece if the block does not get anywhere. */
BLOCK_INLINE const unsigned char *
count_step(struct run *run, const unsigned char *p, const unsigned char *end,
	bool final, enum pattern pattern, classify_fn *classify_bytes)
{
	size_t left = (size_t)(end - p);
	struct block b = { .n = BLOCK };
	struct masks m;
	unsigned n = BLOCK, step;

	if (left < BLOCK)
		n = (unsigned)left;
	b.n = n;
	classify_bytes(p, &m);
	m.caseless = m.mark = 0;
	if (m.wide)
		b.n = classify_wide(p, &m, n);
	m.symbol = ~(m.upper | m.lower | m.caseless | m.mark | m.digit |
		     m.blank | m.newline);
	b.whole = final && left < BLOCK && b.n == n;
	if (b.n) {
		if (b.n < BLOCK)
			cut_masks(&m, b.n);
		find_starts(p, &m, &b, pattern);
		step = count_block(run, p, &m, &b);
		if (step)
			return p + step;
	}
	return count_scanned(run, p, end, final);
}

/* The end of a text, in a copy with room behind it for the loads. */
BLOCK_INLINE const unsigned char *
count_tail(struct run *run, const unsigned char *p, const unsigned char *end,
	enum pattern pattern, classify_fn *classify_bytes)
{
	unsigned char copy[2 * BLOCK_READ] = { 0 };
	size_t n = (size_t)(end - p);
	const unsigned char *q = copy;

	memcpy(copy, p, n);
	while (q < copy + n && run->total <= run->limit && !run->failed)
		q = count_step(run, q, copy + n, true, pattern, classify_bytes);
	return p + (q - copy);
}

BLOCK_INLINE const unsigned char *
count_pattern(struct run *run, const unsigned char *p, const unsigned char *end,
	bool final, enum pattern pattern, classify_fn *classify_bytes)
{
	while (end - p >= BLOCK_READ) {
		const unsigned char *q =
			count_step(run, p, end, final, pattern, classify_bytes);

		if (q == p || run->total > run->limit || run->failed)
			return q;
		p = q;
	}
	return final ? count_tail(run, p, end, pattern, classify_bytes) : p;
}

BLOCK_INLINE const unsigned char *
count_blocks(struct run *run, const unsigned char *p, const unsigned char *end,
	bool final, classify_fn *classify_bytes)
{
	if (run->pattern == PATTERN_O200K)
		return count_pattern(
			run, p, end, final, PATTERN_O200K, classify_bytes);
	return count_pattern(
		run, p, end, final, PATTERN_CL100K, classify_bytes);
}

#endif
