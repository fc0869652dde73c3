/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 and hex digits within a line; see blob_find.h. */
#include "blob/blob_decode.h"

enum {
	HEX_PART = 8, /* one character in so many is a digit, and a letter */
};

/* Bytes of "\/", "\n" and "\r" at the start, which strings in JSON and in
 * programs have in base64, with more backslashes where they are strings within
 * strings; 0: none. */
static size_t
escape(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == '\\')
		n++;
	if (!n || n == s.n)
		return 0;
	return is_among(s.p[n], "/nr") ? n + 1 : 0;
}

/* Hex digits of one case to the end; the number of them is even. */
static bool
read_hex(struct span s, struct blob *b)
{
	struct blob_decoder d = blob_decoder_of(b, BLOB_HEX);

	if (s.n < BLOB_BYTES || s.n % 2)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (blob_hex_value(s.p[i]) < 0)
			return false;
		blob_add_hex(&d, s.p[i]);
	}
	b->text = s;
	return !(d.capitals && d.smalls) && d.digits > s.n / HEX_PART &&
	       d.capitals + d.smalls > s.n / HEX_PART;
}

/* A run that is base64 from its start; its end and padding included. */
static bool
read_base64(struct span s, bool url, struct blob *b)
{
	struct blob_decoder d = blob_decoder_of(b, BLOB_BASE64);
	size_t i = 0, end = 0, n;

	while (i < s.n) {
		n = escape(span_from(s, i));
		if (n && s.p[i + n - 1] == '/' && !url) {
			blob_add_base64(&d, '/', url);
		} else if (!n) {
			if (blob_base64_value(s.p[i], url) < 0)
				break;
			blob_add_base64(&d, s.p[i], url);
			n = 1;
		}
		i += n;
		if (s.p[i - 1] == '/' || n == 1)
			end = i;
	}
	for (n = 0; n < 2 && end < s.n && s.p[end] == '='; n++)
		end++;
	b->text = span_of(s.p, end);
	return end >= BLOB_BYTES && blob_looks_like_base64(&d);
}

static bool
in_run(char c, bool url)
{
	return blob_base64_value(c, url) >= 0 || c == '\\';
}

/* Goes to the next run of BLOB_BYTES characters at least.  *known are in a run
 * from the start, so that each is looked at once; of a line without a run only
 * one in so many is. */
static bool
next_run(struct span *s, bool url, size_t *known)
{
	while (s->n >= BLOB_BYTES) {
		size_t i = BLOB_BYTES;

		while (i > *known && in_run(s->p[i - 1], url))
			i--;
		if (i <= *known) {
			if (*known < BLOB_BYTES)
				*known = BLOB_BYTES;
			return true;
		}
		*s = span_from(*s, i);
		*known = BLOB_BYTES - i;
	}
	return false;
}

/* Bytes of a run that cannot be in base64 at its start, escapes before all. */
static size_t
not_base64(struct span run, bool url)
{
	size_t n, slashes;

	if (span_starts(run, "0x"))
		return 2;
	n = escape(run);
	if (n && run.p[n - 1] != '/')
		return n;
	for (slashes = 0; slashes < run.n && run.p[slashes] == '\\';)
		slashes++;
	/* "\t", and "\\" before something. */
	n = slashes + (slashes % 2 && slashes < run.n);
	return n < run.n && blob_base64_value(run.p[n], url) < 0 ? n + 1 : n;
}

/* Hex digits up to something else than base64. */
static struct span
hex_run(struct span s, bool url)
{
	size_t n = 0;

	while (n < s.n && blob_hex_value(s.p[n]) >= 0)
		n++;
	return span_of(s.p, n < s.n && in_run(s.p[n], url) ? 0 : n);
}

bool
blob_find(struct span *rest, bool url, struct blob *b)
{
	size_t known = 0, used;

	while (next_run(rest, url, &known)) {
		size_t from = not_base64(*rest, url);
		struct span s = span_from(*rest, from);
		bool found =
			read_hex(hex_run(s, url), b) || read_base64(s, url, b);

		used = from + b->text.n;
		if (!used)
			used = 1;
		*rest = span_from(*rest, used);
		if (found)
			return true;
		known = known > used ? known - used : 0;
	}
	return false;
}
