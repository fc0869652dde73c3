/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that were rewritten; see blob_states.h. */
#include "blob/blob_states.h"

#include "base/hash.h"
#include "table/marker.h"
#include "table/number.h"
#include "base/ascii.h"

enum {
	/* A marker takes as many tokens as two short states. */
	LEAST_STATES = 4,
	UNIT_BYTES = 8, /* of "KiB/s," at most */
};

/* Takes a word off the front of *s. */
static bool
take_word(struct span *s, struct span *word)
{
	size_t i = 0;

	while (s->n && s->p[0] == ' ')
		*s = span_from(*s, 1);
	while (i < s->n && s->p[i] != ' ')
		i++;
	*word = span_of(s->p, i);
	*s = span_from(*s, i);
	return i > 0;
}

/* "(12.5MB", "50%|###": what counts comes first. */
static bool
is_count(struct span word)
{
	size_t i = 0;

	while (i < word.n && !is_letter(word.p[i]) && !is_digit(word.p[i]))
		i++;
	return i == word.n || is_digit(word.p[i]);
}

/* "MB/s" behind a number. */
static bool
is_unit(struct span word)
{
	return word.n <= UNIT_BYTES && memchr(word.p, 'B', word.n);
}

/* Of what states have in common that differ in what they count only. */
static uint64_t
kind_of(struct span state)
{
	struct span word;
	bool counted = false;
	uint64_t h = 0;

	while (take_word(&state, &word)) {
		bool count = is_count(word);

		if (!count && !(counted && is_unit(word)))
			h = hash_bytes(h, word.p, word.n);
		counted = count;
	}
	return h;
}

static bool
take_state(struct span *rest, struct span *state)
{
	const char *cr;

	if (!rest->n)
		return false;
	cr = memchr(rest->p, '\r', rest->n);
	*state = span_of(rest->p, cr ? (size_t)(cr - rest->p) : rest->n);
	*rest = span_from(*rest, state->n + (cr != NULL));
	return true;
}

static void
add_states(struct buf *out, const char *from, struct span last, uint64_t n,
	uint64_t line)
{
	if (n < LEAST_STATES) {
		buf_add(out, span_of(from, (size_t)(last.p + last.n - from)));
		return;
	}
	buf_add(out, last);
	buf_add_str(out, " " MARKER_OPEN);
	buf_add_uint(out, line);
	buf_add_str(out, ": ");
	buf_add_uint(out, n - 1);
	buf_add_str(out, " states before" MARKER_CLOSE);
}

bool
blob_states(struct span text, uint64_t line, struct buf *out)
{
	struct span rest = text, state, last = { text.p, 0 };
	const char *from = text.p, *end;
	uint64_t n = 0, kind = 0;
	bool any = false;

	/* The end of the line is none of its states. */
	while (rest.n &&
		(rest.p[rest.n - 1] == '\n' || rest.p[rest.n - 1] == '\r'))
		rest.n--;
	end = rest.p + rest.n;
	while (take_state(&rest, &state)) {
		uint64_t k = kind_of(state);

		if (n && k != kind) {
			add_states(out, from, last, n, line);
			buf_add_char(out, '\r');
			any |= n >= LEAST_STATES;
			n = 0;
		}
		if (!n++)
			from = state.p;
		last = state;
		kind = k;
	}
	if (n)
		add_states(out, from, last, n, line);
	any |= n >= LEAST_STATES;
	buf_add(out, span_of(end, (size_t)(text.p + text.n - end)));
	return any;
}
