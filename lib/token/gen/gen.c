/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the static tables of the token counter as C source:
 *
 *	gen VOCAB_FOLDER OUTPUT_FOLDER		makes OUTPUT_FOLDER/token_tables.c
 *
 * A vocabulary is a file of merges: (left id, right id) for the ids from 256
 * on, as six planes of bytes.  From it come, for each vocabulary,
 *
 *	trie	all tokens as a double array of 32-bit units (see token.h)
 *	words	parts, prefix and length of each token
 *	pairs	an open hash of the splits: the token of two neighbours
 *
 * and from unicode16.classes the class of each code point, in two stages.
 * The same input gives the same bytes on every machine.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../token.h"

enum {
	MAX_TOKENS = 200000,
	MAX_BYTES = 1500000,
	MAX_NODES = 320000, /* inner nodes of the trie */
	MAX_UNITS = 600000,
	NCODES = 0x110000,
	PAGE = 64,
	MAX_PAGES = 1024,
};

static const struct {
	const char *name;
	uint32_t ntokens;
	unsigned pair_bits; /* so that 3/4 of the slots are taken */
} vocabularies[] = {
	{ "o200k_base", 199998, 18 },
	{ "cl100k_base", 100256, 17 },
};

/* The vocabulary at hand; token i is bytes[offset[i]] to bytes[offset[i+1]]. */
static uint32_t ntokens, split[MAX_TOKENS][2], offset[MAX_TOKENS + 1];
static unsigned char bytes[MAX_BYTES];
static uint32_t sorted[MAX_TOKENS]; /* ids in the order of their bytes */
static uint32_t prefix[MAX_TOKENS];
static uint32_t pairs[1 << 18], filter[1 << 15];

/* An inner node: the tokens sorted[lo] to sorted[hi - 1] share its bytes. */
static struct node {
	uint32_t lo, hi, depth, base, fanout;
} nodes[MAX_NODES];
static uint32_t nnodes, by_fanout[MAX_NODES];

static uint32_t units[MAX_UNITS], nunits;
/* One bit a unit: taken as a unit; taken as a base. */
static uint64_t used[MAX_UNITS / 64 + 8], based[MAX_UNITS / 64 + 8];

static _Noreturn __attribute__((format(printf, 1, 2))) void
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("gen: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static FILE *
open_file(const char *folder, const char *name, const char *mode)
{
	char path[4096];
	FILE *f;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >=
		(int)sizeof(path))
		die("%s: the name is too long", folder);
	f = fopen(path, mode);
	if (!f)
		die("cannot open %s", path);
	return f;
}

/* ---- reading a vocabulary ------------------------------------------------ */

static void
read_splits(const char *folder, const char *name, uint32_t n)
{
	static unsigned char planes[6 * MAX_TOKENS];
	char file[64];
	size_t rows = n - 256;
	FILE *f;

	snprintf(file, sizeof(file), "%s.merges", name);
	f = open_file(folder, file, "rb");
	if (fread(planes, 1, sizeof(planes), f) != 6 * rows)
		die("%s has not %zu rows", file, rows);
	fclose(f);
	ntokens = n;
	for (uint32_t id = 256; id < n; id++) {
		const unsigned char *p = planes + (id - 256);

		for (int side = 0; side < 2; side++, p += 3 * rows) {
			split[id][side] = p[0] | (uint32_t)p[rows] << 8 |
					  (uint32_t)p[2 * rows] << 16;
			if (split[id][side] >= id)
				die("%s: token %u is not made of earlier ones",
					file, (unsigned)id);
		}
	}
}

static void
add_token(uint32_t id, const unsigned char *p, size_t n)
{
	if (offset[id] + n > MAX_BYTES)
		die("too many bytes");
	memmove(bytes + offset[id], p, n);
	offset[id + 1] = offset[id] + (uint32_t)n;
}

/* The ids 0 to 255 are the bytes in this order, in every vocabulary. */
static void
spell_tokens(void)
{
	static const unsigned char ranges[][2] = { { 33, 126 }, { 161, 172 },
		{ 174, 255 }, { 0, 32 }, { 127, 160 }, { 173, 173 } };
	unsigned char both[2 * MAX_TOKEN_BYTES], b;
	uint32_t id = 0;

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		for (int c = ranges[i][0]; c <= ranges[i][1]; c++) {
			b = (unsigned char)c;
			split[id][0] = split[id][1] = id;
			add_token(id++, &b, 1);
		}
	for (; id < ntokens; id++) {
		size_t n = 0;

		for (int side = 0; side < 2; side++) {
			uint32_t part = split[id][side];
			size_t len = offset[part + 1] - offset[part];

			if (n + len > MAX_TOKEN_BYTES)
				die("token %u is too long", (unsigned)id);
			memcpy(both + n, bytes + offset[part], len);
			n += len;
		}
		add_token(id, both, n);
	}
}

/* ---- the trie ------------------------------------------------------------ */

static int
compare_tokens(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	size_t m = offset[x + 1] - offset[x], n = offset[y + 1] - offset[y];
	int order = memcmp(bytes + offset[x], bytes + offset[y], m < n ? m : n);

	return order ? order : m < n ? -1 : m > n;
}

static uint32_t
token_length(uint32_t id)
{
	return offset[id + 1] - offset[id];
}

/* The label of sorted token i below a node: 0 if it ends there. */
static uint32_t
label_at(uint32_t i, uint32_t depth)
{
	uint32_t id = sorted[i];

	return token_length(id) == depth ? 0 : bytes[offset[id] + depth] + 1u;
}

/* Where the child that begins at sorted token i ends. */
static uint32_t
child_end(const struct node *node, uint32_t i)
{
	uint32_t label = label_at(i, node->depth);

	while (i < node->hi && label_at(i, node->depth) == label)
		i++;
	return i;
}

static bool
is_leaf(uint32_t lo, uint32_t hi, uint32_t depth)
{
	return hi - lo == 1 && token_length(sorted[lo]) == depth;
}

/* All inner nodes, breadth first: children of a node come in order. */
static void
make_nodes(void)
{
	nodes[0] = (struct node){ .hi = ntokens };
	nnodes = 1;
	for (uint32_t k = 0; k < nnodes; k++) {
		struct node *node = &nodes[k];

		for (uint32_t i = node->lo, end; i < node->hi; i = end) {
			end = child_end(node, i);
			node->fanout++;
			if (!label_at(i, node->depth) ||
				is_leaf(i, end, node->depth + 1))
				continue;
			if (nnodes == MAX_NODES)
				die("too many nodes");
			nodes[nnodes++] = (struct node){
				.lo = i, .hi = end, .depth = node->depth + 1
			};
		}
	}
}

/* Widest first; of equal ones the earlier, which keeps the order of depth. */
static void
sort_nodes(void)
{
	uint32_t n = 0;

	for (uint32_t fanout = 257; fanout > 0; fanout--)
		for (uint32_t k = 0; k < nnodes; k++)
			if (nodes[k].fanout == fanout)
				by_fanout[n++] = k;
}

static uint64_t
bits_at(const uint64_t *map, uint32_t at)
{
	uint32_t w = at / 64, s = at % 64;

	return s ? map[w] >> s | map[w + 1] << (64 - s) : map[w];
}

/*
 * The lowest base for these labels: one that no other node has, so that a
 * label alone tells whose child a unit is, and with all units free.  Tries 64
 * bases at a time.
 */
static uint32_t
find_base(const uint32_t *labels, uint32_t n, uint32_t from)
{
	for (uint32_t w = from;; w++) {
		uint64_t fits;

		if (w * 64 + 512 > MAX_UNITS)
			die("too many units");
		fits = ~based[w];
		for (uint32_t i = 0; i < n && fits; i++)
			fits &= ~bits_at(used, w * 64 + labels[i]);
		if (fits) {
			uint32_t base = w * 64;

			for (; !(fits & 1); fits >>= 1)
				base++;
			return base;
		}
	}
}

/* Windows this far behind the last unit are given up: gen takes 0.8 s instead
 * of 4.9, and the number of units is the same within 0.1 %. */
enum {
	LOOK_BACK = 400
};

static void
place_nodes(void)
{
	uint32_t labels[257], top = 0, from = 0;

	memset(used, 0, sizeof(used));
	memset(based, 0, sizeof(based));
	for (uint32_t k = 0; k < nnodes; k++) {
		struct node *node = &nodes[by_fanout[k]];
		uint32_t n = 0;

		for (uint32_t i = node->lo; i < node->hi;
			i = child_end(node, i))
			labels[n++] = label_at(i, node->depth);
		if (n > 1)
			from = top / 64 > LOOK_BACK ? top / 64 - LOOK_BACK : 0;
		else if (k && nodes[by_fanout[k - 1]].fanout > 1)
			from = 0;
		node->base = find_base(labels, n, from);
		if (n == 1 && node->base / 64 > from + LOOK_BACK)
			from = node->base / 64 - LOOK_BACK;
		based[node->base / 64] |= UINT64_C(1) << node->base % 64;
		for (uint32_t i = 0; i < n; i++) {
			uint32_t u = node->base + labels[i];

			used[u / 64] |= UINT64_C(1) << u % 64;
			if (u > top)
				top = u;
		}
	}
	/* A look-up at any base, with any byte, stays inside. */
	nunits = top + 1 + 257;
}

static void
fill_units(void)
{
	uint32_t next = 1; /* children follow in the order of make_nodes() */

	for (uint32_t i = 0; i < nunits; i++)
		units[i] = TRIE_FREE;
	for (uint32_t k = 0; k < nnodes; k++) {
		const struct node *node = &nodes[k];

		for (uint32_t i = node->lo, end; i < node->hi; i = end) {
			uint32_t label = label_at(i, node->depth), unit = label;

			end = child_end(node, i);
			if (!label || is_leaf(i, end, node->depth + 1)) {
				unit |= TRIE_LEAF | sorted[i] << TRIE_SHIFT;
			} else {
				const struct node *child = &nodes[next++];

				unit |= child->base << TRIE_SHIFT;
				if (!label_at(child->lo, child->depth))
					unit |= TRIE_TOKEN;
			}
			units[node->base + label] = unit;
		}
	}
}

static void
make_trie(void)
{
	for (uint32_t id = 0; id < ntokens; id++)
		sorted[id] = id;
	qsort(sorted, ntokens, sizeof(*sorted), compare_tokens);
	make_nodes();
	sort_nodes();
	place_nodes();
	if (nodes[0].base)
		die("the root is not at 0");
	fill_units();
}

/* In sorted order the tokens that the next one begins with are a stack. */
static void
find_prefixes(void)
{
	uint32_t stack[MAX_TOKEN_BYTES + 1], depth = 0;

	for (uint32_t i = 0; i < ntokens; i++) {
		uint32_t id = sorted[i];

		for (; depth; depth--) {
			uint32_t top = stack[depth - 1];
			uint32_t n = token_length(top);

			if (n < token_length(id) &&
				!memcmp(bytes + offset[top], bytes + offset[id],
					n))
				break;
		}
		prefix[id] = depth ? stack[depth - 1] : id;
		stack[depth++] = id;
	}
}

static uint64_t
token_word(uint32_t id)
{
	return split[id][0] | (uint64_t)split[id][1] << WORD_RIGHT |
	       (uint64_t)prefix[id] << WORD_PREFIX |
	       (uint64_t)(token_length(id) - 1) << WORD_LENGTH;
}

static void
make_pairs(unsigned bits)
{
	uint32_t mask = (UINT32_C(1) << bits) - 1;

	for (uint32_t i = 0; i <= mask; i++)
		pairs[i] = PAIR_NONE;
	memset(filter, 0, sizeof(filter));
	for (uint32_t id = 256; id < ntokens; id++) {
		uint64_t h = pair_hash(split[id][0], split[id][1]);
		uint32_t i = pair_slot(h, bits);
		uint32_t bit = pair_filter_bit(h, bits);

		filter[bit / 32] |= UINT32_C(1) << bit % 32;

		while (pairs[i] != PAIR_NONE)
			i = (i + 1) & mask;
		pairs[i] = pair_print(h) | id;
	}
}

/* ---- character classes --------------------------------------------------- */

static unsigned char class_of[NCODES];
static unsigned char page[MAX_PAGES][PAGE];
static uint32_t page_of[NCODES / PAGE], npages;

static void
read_classes(const char *folder)
{
	static const char names[] = "OULCMNSR"; /* as enum char_class */
	FILE *f = open_file(folder, "unicode16.classes", "r");
	unsigned first, last;
	char name;

	while (fscanf(f, " %c %x %x", &name, &first, &last) == 3) {
		const char *at = strchr(names, name);

		if (!at || first > last || last >= NCODES)
			die("unicode16.classes: bad range %x-%x", first, last);
		memset(class_of + first, (int)(at - names), last - first + 1);
	}
	if (!feof(f))
		die("unicode16.classes: bad line");
	fclose(f);
}

static void
make_pages(void)
{
	for (uint32_t i = 0; i < NCODES / PAGE; i++) {
		uint32_t j = 0;

		while (j < npages && memcmp(page[j], class_of + i * PAGE, PAGE))
			j++;
		if (j == npages) {
			if (npages == MAX_PAGES)
				die("too many pages");
			memcpy(page[npages++], class_of + i * PAGE, PAGE);
		}
		page_of[i] = j;
	}
}

/* ---- writing ------------------------------------------------------------- */

static void
write_words(FILE *f, const uint32_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%lu,%s", (unsigned long)p[i],
			i % 16 == 15 ? "\n" : "");
}

static void
write_bytes(FILE *f, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%d,%s", p[i], i % 64 == 63 ? "\n" : "");
}

static void
write_vocabulary(FILE *f, const char *name, unsigned bits)
{
	fprintf(f, "\nstatic const uint32_t trie_%s[] = {\n", name);
	write_words(f, units, nunits);
	fprintf(f, "};\n\nstatic const uint64_t words_%s[] = {\n", name);
	for (uint32_t id = 0; id < ntokens; id++)
		fprintf(f, "%llu,%s", (unsigned long long)token_word(id),
			id % 8 == 7 ? "\n" : "");
	fprintf(f, "};\n\nstatic const uint32_t pairs_%s[] = {\n", name);
	write_words(f, pairs, (size_t)1 << bits);
	fprintf(f, "};\n\nstatic const uint32_t filter_%s[] = {\n", name);
	write_words(f, filter, (size_t)1 << (bits - 3));
	fprintf(f,
		"};\n\nconst struct vocab vocab_%s = {\n\ttrie_%s, words_%s, "
		"pairs_%s, filter_%s, %u, %lu,\n};\n",
		name, name, name, name, name, bits, (unsigned long)ntokens);
}

static void
write_classes(FILE *f)
{
	fputs("\nconst uint16_t class_page_of[] = {\n", f);
	for (uint32_t i = 0; i < NCODES / PAGE; i++)
		fprintf(f, "%lu,%s", (unsigned long)page_of[i],
			i % 32 == 31 ? "\n" : "");
	fputs("};\n\nconst unsigned char class_page[][64] = {\n", f);
	for (uint32_t i = 0; i < npages; i++) {
		fputs("{", f);
		write_bytes(f, page[i], PAGE);
		fputs("},\n", f);
	}
	fputs("};\n", f);
}

int
main(int argc, char **argv)
{
	FILE *f;

	if (argc != 3)
		die("usage: gen VOCAB_FOLDER OUTPUT_FOLDER");
	f = open_file(argv[2], "token_tables.c", "w");
	fputs("/* Made by lib/token/gen/gen.c: do not edit. */\n"
	      "#include \"token/token.h\"\n",
		f);
	for (size_t i = 0; i < sizeof(vocabularies) / sizeof(*vocabularies);
		i++) {
		read_splits(
			argv[1], vocabularies[i].name, vocabularies[i].ntokens);
		spell_tokens();
		make_trie();
		find_prefixes();
		make_pairs(vocabularies[i].pair_bits);
		write_vocabulary(
			f, vocabularies[i].name, vocabularies[i].pair_bits);
	}
	read_classes(argv[1]);
	make_pages();
	write_classes(f);
	if (fflush(f) || ferror(f) || fclose(f))
		die("cannot write token_tables.c");
	return 0;
}
