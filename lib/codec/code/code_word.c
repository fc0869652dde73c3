/* SPDX-License-Identifier: Apache-2.0 */
/* What words of code are; see code_word.h. */
#include "codec/code/code_word.h"

static const struct {
	const char *text;
	enum word word;
} words[] = {
	{ "export", WORD_MODIFIER },
	{ "default", WORD_MODIFIER },
	{ "async", WORD_MODIFIER },
	{ "static", WORD_MODIFIER },
	{ "pub", WORD_MODIFIER },
	{ "public", WORD_MODIFIER },
	{ "private", WORD_MODIFIER },
	{ "protected", WORD_MODIFIER },
	{ "internal", WORD_MODIFIER },
	{ "abstract", WORD_MODIFIER },
	{ "final", WORD_MODIFIER },
	{ "override", WORD_MODIFIER },
	{ "readonly", WORD_MODIFIER },
	{ "unsafe", WORD_MODIFIER },
	{ "extern", WORD_MODIFIER },
	{ "sealed", WORD_MODIFIER },
	{ "partial", WORD_MODIFIER },
	{ "virtual", WORD_MODIFIER },
	{ "inline", WORD_MODIFIER },
	{ "declare", WORD_MODIFIER },
	{ "open", WORD_MODIFIER },
	{ "data", WORD_MODIFIER },
	{ "local", WORD_MODIFIER },
	{ "private_class_method", WORD_MODIFIER },
	{ "function", WORD_FUNCTION },
	{ "fn", WORD_FUNCTION },
	{ "func", WORD_FUNCTION },
	{ "def", WORD_FUNCTION },
	{ "fun", WORD_FUNCTION },
	{ "macro_rules", WORD_FUNCTION },
	{ "define_method", WORD_FUNCTION },
	{ "class", WORD_TYPE },
	{ "interface", WORD_TYPE },
	{ "trait", WORD_TYPE },
	{ "impl", WORD_TYPE },
	{ "record", WORD_TYPE },
	{ "protocol", WORD_TYPE },
	{ "extension", WORD_TYPE },
	{ "object", WORD_TYPE },
	{ "struct", WORD_STRUCT },
	{ "enum", WORD_STRUCT },
	{ "union", WORD_STRUCT },
	{ "namespace", WORD_SCOPE },
	{ "module", WORD_SCOPE },
	{ "mod", WORD_SCOPE },
	{ "global", WORD_SCOPE },
	{ "type", WORD_ALIAS },
	{ "typedef", WORD_ALIAS },
	{ "import", WORD_IMPORT },
	{ "from", WORD_IMPORT },
	{ "use", WORD_IMPORT },
	{ "using", WORD_IMPORT },
	{ "package", WORD_IMPORT },
	{ "require", WORD_IMPORT },
	{ "require_relative", WORD_IMPORT },
	{ "require_once", WORD_IMPORT },
	{ "include", WORD_IMPORT },
	{ "include_once", WORD_IMPORT },
	{ "source", WORD_IMPORT },
	{ "if", WORD_CONTROL },
	{ "else", WORD_CONTROL },
	{ "elif", WORD_CONTROL },
	{ "elsif", WORD_CONTROL },
	{ "for", WORD_CONTROL },
	{ "foreach", WORD_CONTROL },
	{ "while", WORD_CONTROL },
	{ "until", WORD_CONTROL },
	{ "unless", WORD_CONTROL },
	{ "switch", WORD_CONTROL },
	{ "case", WORD_CONTROL },
	{ "do", WORD_CONTROL },
	{ "try", WORD_CONTROL },
	{ "catch", WORD_CONTROL },
	{ "finally", WORD_CONTROL },
	{ "except", WORD_CONTROL },
	{ "with", WORD_CONTROL },
	{ "match", WORD_CONTROL },
	{ "loop", WORD_CONTROL },
	{ "select", WORD_CONTROL },
	{ "return", WORD_CONTROL },
	{ "throw", WORD_CONTROL },
	{ "raise", WORD_CONTROL },
	{ "await", WORD_CONTROL },
	{ "yield", WORD_CONTROL },
	{ "go", WORD_CONTROL },
	{ "defer", WORD_CONTROL },
	{ "begin", WORD_CONTROL },
	{ "lock", WORD_CONTROL },
	{ "synchronized", WORD_CONTROL },
	{ "const", WORD_DECLARES },
	{ "let", WORD_DECLARES },
	{ "var", WORD_DECLARES },
	{ "val", WORD_DECLARES },
	{ "alias", WORD_DECLARES },
	{ "__attribute__", WORD_ATTRIBUTE },
	{ "__declspec", WORD_ATTRIBUTE },
	{ "alignas", WORD_ATTRIBUTE },
	{ "describe", WORD_SUITE },
	{ "context", WORD_SUITE },
	{ "suite", WORD_SUITE },
	{ "define", WORD_SUITE },
};

static enum word
find_word(struct span word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].text[0] == word.p[0] &&
			span_equal(word, span_str(words[i].text)))
			return words[i].word;
	return WORD_NAME;
}

/* What a word must stand before, or never does, to be what it seems. */
static const struct {
	const char *needs; /* one of these or a name; NULL: anything */
	const char *never; /* a call or a value of that name */
} follows[] = {
	[WORD_TYPE] = { .needs = "{<[\"" },
	[WORD_STRUCT] = { .needs = "{<[\"" },
	[WORD_SCOPE] = { .needs = "{<[\"" },
	[WORD_ALIAS] = { .needs = "{[(*" },
	[WORD_DECLARES] = { .needs = "{[(*" },
	[WORD_MODIFIER] = { .never = ".=:," },
	[WORD_IMPORT] = { .never = ".=:," },
	[WORD_SUITE] = { .needs = NULL },
};

_Static_assert(sizeof(follows) / sizeof(*follows) == WORD_SUITE + 1,
	"each kind of word has a row");

enum word
code_word(struct span word, struct span after)
{
	enum word found = find_word(word);
	const char *needs = follows[found].needs, *never = follows[found].never;
	struct span next;

	if (!needs && !never)
		return found;
	next = span_skip_blanks(after);
	if (!next.n)
		return needs ? WORD_NAME : found;
	if (needs)
		return is_name(*next.p) || strchr(needs, *next.p) ? found
								  : WORD_NAME;
	return strchr(never, *next.p) ? WORD_NAME : found;
}
