/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blobs: a text made of pieces that the data chooses, long runs of base64 and of
 * hex among them, and of its own bytes.  The parts are all of what it becomes,
 * each line of the text is in it or in the range of a marker, and what remains
 * has no blobs.
 */
#include <stdio.h>

#include "blob/blob.h"
#include "ref/ref_fold.h"

#include "fuzz.h"

enum {
	LINE_BASE = 0,
	RUN_BYTES = 600,
	MOST_BYTES = 1 << 16,
};

static void
add_digits(struct buf *out, const char *digits, unsigned seed, size_t n)
{
	unsigned base = (unsigned)strlen(digits);

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		buf_add_char(out, digits[(seed >> 16) % base]);
	}
}

static void
add_piece(struct buf *out, uint8_t choice, uint8_t arg)
{
	static const char std[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
				  "qrstuvwxyz0123456789+/";
	static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
				  "qrstuvwxyz0123456789-_";
	char address[24];

	switch (choice % 10) {
	case 0:
		add_digits(out, std, arg, RUN_BYTES + arg);
		break;
	case 1:
		add_digits(out, url, arg, RUN_BYTES + arg);
		break;
	case 2:
		add_digits(out, "0123456789abcdef", arg, RUN_BYTES + arg % 7);
		break;
	case 3:
		for (int i = 0; i < 10; i++) {
			add_digits(out, std, arg + (unsigned)i, 64);
			buf_add_str(out, arg % 3 ? "\n" : "\\n");
		}
		add_digits(out, std, arg, arg % 64);
		break;
	case 4:
		for (unsigned i = 0; i < 30; i++) {
			snprintf(address, sizeof(address), "%08x%s ", i * 8,
				arg & 1 ? ":" : " ");
			buf_add_str(out, address);
			for (unsigned k = 0; k < 8; k++) {
				add_digits(out, "0123456789abcdef", arg + k, 2);
				buf_add_char(out, ' ');
			}
			buf_add_str(out, arg & 2 ? " |........|\n" : "\n");
		}
		break;
	case 5:
		for (int i = 0; i < arg % 16; i++) {
			snprintf(
				address, sizeof(address), "at %d%% of 15\r", i);
			buf_add_str(out, address);
		}
		break;
	case 6:
		buf_add_str(out, "iVBORw0KGgo");
		break;
	case 7:
		buf_add_str(out, arg & 1 ? "==" : "\\");
		break;
	case 8:
		buf_add_str(out, arg & 1 ? "\n" : "\r\n");
		break;
	default:
		buf_add_char(out, (char)arg);
		break;
	}
}

static void
check_parts(const struct blobs *b, struct span text)
{
	uint64_t lines = 0;
	size_t at = 0;

	for (size_t i = 0; i < b->nparts; i++) {
		const struct blob_part *p = &b->part[i];

		check(p->at == at && p->n, "parts are not all of the text");
		at += p->n;
		lines += p->lines
				 ? p->lines
				 : span_lines(span_of(b->text.p + p->at, p->n));
	}
	check(at == b->text.n, "parts end before the text");
	check(lines == span_lines(text), "parts have other lines");
}

static void
check_wrong(const char *wrong)
{
	check(!wrong, wrong);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct blobs b = { .kind = HR_KIND_TEXT };
	struct buf in = { 0 }, once = { 0 };
	enum hr_status status;
	const char *open = NULL;

	for (size_t i = 0; i + 1 < n && in.n < MOST_BYTES; i += 2)
		add_piece(&in, data[i], data[i + 1]);
	for (size_t i = 0; i + 1 < in.n && !open; i++)
		if (in.p[i] == '[' && in.p[i + 1] == '.')
			open = in.p + i;
	b.counter = hr_counter_new(HR_O200K_BASE);
	status = open ? HR_SKIP : blobs_replace(&b, buf_span(&in), LINE_BASE);
	check(status == HR_OK || status == HR_SKIP, "a failure");
	if (status == HR_OK) {
		check_parts(&b, buf_span(&in));
		check(hr_count(b.counter, b.text.p, b.text.n) <=
				hr_count(b.counter, in.p, in.n),
			"more tokens");
		check_wrong(ref_accounts(in.p, in.n, b.text.p, b.text.n));
		buf_add(&once, buf_span(&b.text));
		check(blobs_replace(&b, buf_span(&once), LINE_BASE) == HR_SKIP,
			"more blobs the second time");
	}
	hr_counter_free(b.counter);
	blobs_release(&b);
	buf_release(&in);
	buf_release(&once);
	return 0;
}
