/* SPDX-License-Identifier: Apache-2.0 */
/* Words that tell what a statement is, in any language. */
#ifndef CODEC_CODE_WORD_H
#define CODEC_CODE_WORD_H

#include "codec/code/code_lang.h"

enum word {
	WORD_NAME,
	WORD_MODIFIER,
	WORD_FUNCTION,
	WORD_TYPE, /* is one even with parameters */
	WORD_STRUCT, /* may be the type of something else */
	WORD_SCOPE,
	WORD_ALIAS,
	WORD_IMPORT,
	WORD_CONTROL,
	WORD_DECLARES, /* begins a variable or the like */
	WORD_ATTRIBUTE, /* means nothing, with its brackets */
	WORD_SUITE, /* its block has functions in it */
};

/* What a word is, by what follows it: `after` is the rest of the text. */
enum word code_word(struct span word, struct span after);

#endif
