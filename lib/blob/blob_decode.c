/* SPDX-License-Identifier: Apache-2.0 */
/* From characters to bytes and what they are like; see blob_decode.h. */
#include "blob/blob_decode.h"

enum {
	/* Of base64 at least one digit in so many characters; chance makes it
	 * one in 6.4. */
	DIGIT_PART = 40,
	CASE_PART = 16, /* and so of capital and small letters */
	SLASH_PART = 16, /* more slashes are a path */
};

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

struct blob_decoder
blob_decoder_of(struct blob *b, enum blob_form form)
{
	*b = (struct blob){
		.form = form, .hash = FNV_BASIS, .printable = true
	};
	return (struct blob_decoder){ .blob = b };
}

void
blob_add_byte(struct blob *b, unsigned char c)
{
	if (b->bytes < BLOB_HEAD)
		b->head[b->bytes] = c;
	b->bytes++;
	b->hash = (b->hash ^ c) * FNV_PRIME;
	b->printable &= (c >= ' ' && c < 0x7f) || (c >= '\t' && c <= '\r');
}

static void
add_bits(struct blob_decoder *d, unsigned value, unsigned n)
{
	d->bits = d->bits << n | value;
	d->nbits += n;
	if (d->nbits >= 8) {
		d->nbits -= 8;
		blob_add_byte(d->blob, (unsigned char)(d->bits >> d->nbits));
	}
}

int
blob_hex_value(char c)
{
	return is_hex(c) ? (int)hex_digit(c) : -1;
}

int
blob_base64_value(char c, bool url)
{
	if (is_upper(c))
		return c - 'A';
	if (is_lower(c))
		return c - 'a' + 26;
	if (is_digit(c))
		return c - '0' + 52;
	if (c == (url ? '-' : '+'))
		return 62;
	return c == (url ? '_' : '/') ? 63 : -1;
}

void
blob_add_base64(struct blob_decoder *d, char c, bool url)
{
	int value = blob_base64_value(c, url);

	d->all++;
	d->capitals += value < 26;
	d->smalls += value >= 26 && value < 52;
	d->digits += value >= 52 && value < 62;
	d->slashes += value == 63;
	add_bits(d, (unsigned)value, 6);
}

bool
blob_looks_like_base64(const struct blob_decoder *d)
{
	if (blob_kind(d->blob))
		return true;
	return d->capitals > d->all / CASE_PART &&
	       d->smalls > d->all / CASE_PART &&
	       d->digits > d->all / DIGIT_PART &&
	       d->slashes < d->all / SLASH_PART;
}

void
blob_add_hex(struct blob_decoder *d, char c)
{
	int value = blob_hex_value(c);

	d->all++;
	d->digits += value < 10;
	d->capitals += value >= 10 && c < 'a';
	d->smalls += value >= 10 && c >= 'a';
	add_bits(d, (unsigned)value, 4);
}
