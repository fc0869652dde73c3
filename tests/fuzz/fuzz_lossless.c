/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lossless over texts in which kinds are mixed: the data chooses lines of logs,
 * JSON, tables, search results and paths, and bytes of its own between them.
 * What is encoded must expand to the text, no encoding may be refused, and
 * nothing but text that looks encoded may get more tokens.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "headroom.h"

#include "fuzz.h"

enum {
	TEXT_BYTES = 1 << 15,
	MIX_BYTES = 192, /* to eight times as much: a few stretches */
};

struct text {
	char p[TEXT_BYTES];
	size_t n;
};

static struct text in, out, back;
static size_t mix; /* bytes that are enough */

static enum hr_status
collect(void *ctx, const void *p, size_t n)
{
	struct text *t = ctx;

	if (n > TEXT_BYTES - t->n)
		abort();
	memcpy(t->p + t->n, p, n);
	t->n += n;
	return HR_OK;
}

/* A line of each kind, or several; # is a number. */
static const char *const lines[] = {
	"2024-05-# 10:#:# INFO worker #: done in # ms\n",
	"2024-05-# 10:#:# ERROR disk # is full, # left\n",
	"Jun # 15:#:# host sshd[#]: failed for user#\n",
	"{\"day\":#,\"a\":[#,#],\"b\":{\"c\":#,\"d\":\"x#\"}}\n",
	"[{\"id\":#,\"v\":#},{\"id\":#,\"v\":#},{\"id\":9,\"v\":\"s#\"}]"
	"\n",
	"#,#,name #,#,\"q, #\"\n",
	" # | # | # | # | #\n",
	("-[ RECORD # ]\nid | #\nname | n#\nx | #\ny | #\n"),
	"src/lib#/file#.c:#:\tint x# = #;\n",
	"/usr/share/doc/pkg#/part#/f#-#.#.txt\n",
	"| # | # | # | # | # |\n",
	"\tat com.example.C#.m#(C.java:#) ~[#:#]\n",
	"a:#,{#},#\\,$#,\"#\"\n",
	"[# lines: {#}]\nb#,=,+#,$#\n",
	"#\t#\t\t#\t# #\n",
};

enum {
	NLINES = sizeof(lines) / sizeof(*lines),
};

static void
add_number(unsigned v)
{
	char digits[16];

	collect(&in, digits, (size_t)snprintf(digits, sizeof(digits), "%u", v));
}

static void
add_line(uint8_t choice, uint8_t a, uint8_t b)
{
	unsigned times = (choice >> 4) / 2 + 1;

	for (unsigned i = 0; i < times && in.n < mix; i++) {
		unsigned number[] = { (a + i) % 31 + 1, (a * 7 + i) % 60,
			(b + i * 3) % 60, b * 37 + i, a & 1 ? b : b + i * 11 };
		unsigned k = 0;

		for (const char *p = lines[(choice & 15) % NLINES]; *p; p++)
			if (*p == '#')
				add_number(number[k++ % 5]);
			else
				collect(&in, p, 1);
	}
}

/* Line ends as on Windows. */
static void
add_returns(void)
{
	out.n = 0;
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '\n')
			collect(&out, "\r", 1);
		collect(&out, &in.p[i], 1);
	}
	memcpy(in.p, out.p, out.n);
	in.n = out.n;
}

static void
build(const uint8_t *data, size_t n)
{
	bool returns = n && *data & 64;

	in.n = 0;
	mix = n ? MIX_BYTES * (*data % 8 + 1u) : 0;
	while (n && in.n < mix) {
		uint8_t choice = *data++;

		n--;
		if (choice & 8 && (choice & 7) == 7) {
			size_t k = choice >> 4 < n ? choice >> 4 : n;

			collect(&in, data, k);
			data += k;
			n -= k;
		} else if (n >= 2) {
			add_line(choice, data[0], data[1]);
			data += 2;
			n -= 2;
		} else {
			break;
		}
	}
	if (returns)
		add_returns();
	/* Sometimes without its last byte. */
	if (n && in.n)
		in.n--;
}

static void
fail(const char *what)
{
	fprintf(stderr, "%s\n", what);
	abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct hr_compressor *of_order[2], *compressor;
	static struct hr_expander *expander;
	static struct hr_counter *counter;
	struct hr_options options = { .mode = HR_LOSSLESS };
	struct hr_error err;
	bool grouped = n && data[n - 1] & 1;
	uint64_t refused;

	if (!counter) {
		expander = hr_expander_new(collect, &back);
		counter = hr_counter_new(HR_O200K_BASE);
		if (!expander || !counter)
			abort();
		for (int i = 0; i < 2; i++) {
			options.order = i ? HR_ORDER_GROUP : HR_ORDER_AUTO;
			if (hr_compressor_new(&options, collect, &out,
				    &of_order[i], &err) != HR_OK)
				abort();
		}
	}
	compressor = of_order[grouped];
	build(data, n);
	out.n = back.n = 0;
	refused = hr_compressor_stats(compressor)->blocks_refused;
	if (hr_compressor_feed(compressor, in.p, in.n) != HR_OK ||
		hr_compressor_finish_input(compressor) != HR_OK)
		fail("not encoded");
	if (hr_expander_feed(expander, out.p, out.n, &err) != HR_OK ||
		hr_expander_finish(expander, &err) != HR_OK)
		fail("not expanded");
	if (back.n != in.n || memcmp(back.p, in.p, in.n))
		fail("expands to something else");
	if (hr_compressor_stats(compressor)->blocks_refused != refused)
		fail("a block was encoded that does not decode");
	if (hr_count(counter, out.p, out.n) > hr_count(counter, in.p, in.n) &&
		(out.n < 16 || !memchr(out.p, '[', out.n)))
		fail("more tokens than before");
	return 0;
}
