/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of file begins with some bytes; see blob_find.h. */
#include "blob/blob_find.h"

struct magic {
	const char *kind;
	size_t at, n;
	const char *bytes;
};

/* Two bytes would be met by chance. */
static const struct magic magics[] = {
	{ "png", 0, 8, "\x89PNG\r\n\x1a\n" },
	{ "jpeg", 0, 3, "\xff\xd8\xff" },
	{ "gif", 0, 4, "GIF8" },
	{ "webp", 8, 4, "WEBP" },
	{ "wav", 8, 4, "WAVE" },
	{ "mp4", 4, 4, "ftyp" },
	{ "ogg", 0, 4, "OggS" },
	{ "pdf", 0, 5, "%PDF-" },
	{ "gzip", 0, 3, "\x1f\x8b\x08" },
	{ "zip", 0, 4, "PK\3\4" },
	{ "bzip2", 0, 3, "BZh" },
	{ "xz", 0, 6,
		"\xfd"
		"7zXZ\0" },
	{ "zstd", 0, 4, "\x28\xb5\x2f\xfd" },
	{ "elf", 0, 4,
		"\x7f"
		"ELF" },
	{ "wasm", 0, 4, "\0asm" },
	{ "woff", 0, 4, "wOFF" },
	{ "woff2", 0, 4, "wOF2" },
	{ "sqlite", 0, 15, "SQLite format 3" },
};

/* One SEQUENCE of DER, as certificates and keys are, that is all of it. */
static bool
is_der(const struct blob *b)
{
	const unsigned char *h = b->head;

	return b->bytes > 4 && h[0] == 0x30 && h[1] == 0x82 &&
	       b->bytes == 4 + ((uint64_t)h[2] << 8 | h[3]);
}

const char *
blob_kind(const struct blob *b)
{
	if (b->form == BLOB_SCRIPT)
		return NULL;
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++) {
		const struct magic *m = &magics[i];

		if (b->bytes >= m->at + m->n &&
			!memcmp(b->head + m->at, m->bytes, m->n))
			return m->kind;
	}
	if (is_der(b))
		return "der";
	return b->printable ? "text" : NULL;
}
