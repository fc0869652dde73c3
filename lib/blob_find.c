/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 and hex digits within a line; see blob_find.h. */
#include "blob_decode.h"

enum {
	HEX_PART = 8, /* one character in so many is a digit, and a letter */
};

/* Bytes of "\/", "\n" and "\r" at the start, which strings in JSON and in
 * programs have in base64; 0: none. */
static size_t
escape(struct span s)
{
	if (s.n < 2 || s.p[0] != '\\')
		return 0;
	return s.p[1] == '/' || s.p[1] == 'n' || s.p[1] == 'r' ? 2 : 0;
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
		if (n && s.p[i + 1] == '/' && !url) {
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

/* The next run of BLOB_BYTES characters at least: of a line without one only
 * every so many bytes are looked at. */
static bool
next_run(struct span s, bool url, struct span *run)
{
	size_t from = 0, i;

	while (s.n - from >= BLOB_BYTES) {
		i = from + BLOB_BYTES;
		while (i > from && in_run(s.p[i - 1], url))
			i--;
		if (i > from) {
			from = i;
			continue;
		}
		i = from + BLOB_BYTES;
		while (i < s.n && in_run(s.p[i], url))
			i++;
		/* Padding is read as well. */
		*run = span_of(s.p + from,
			s.n - from < i - from + 2 ? s.n - from : i - from + 2);
		return true;
	}
	return false;
}

/* Bytes of a run that cannot be in base64 at its start, escapes before all. */
static size_t
not_base64(struct span run, bool url)
{
	size_t i = 0;

	if (span_starts(run, "0x"))
		return 2;
	while (i < run.n && run.p[i] == '\\')
		i += 1 + (i + 1 < run.n && run.p[i + 1] != '\\');
	return i < run.n && blob_base64_value(run.p[i], url) < 0 ? i + 1 : i;
}

bool
blob_find(struct span *rest, bool url, struct blob *b)
{
	struct span run, hex;

	while (next_run(*rest, url, &run)) {
		run = span_from(run, not_base64(run, url));
		hex = run;
		while (hex.n && blob_hex_value(hex.p[hex.n - 1]) < 0)
			hex.n--;
		if (read_hex(hex, b) || read_base64(run, url, b)) {
			*rest = span_from(*rest,
				(size_t)(b->text.p + b->text.n - rest->p));
			return true;
		}
		*rest = span_from(
			*rest, (size_t)(run.p - rest->p) +
				       (b->text.n ? b->text.n : run.n));
	}
	return false;
}
