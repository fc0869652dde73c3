/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a statement is that stands outside of functions: an import, the head of
 * a function or type, a constant.  Told from its words and brackets alone.
 */
#ifndef CODEC_CODE_HEAD_H
#define CODEC_CODE_HEAD_H

#include "codec/code/code_lang.h"

enum code_item {
	ITEM_IMPORT,
	ITEM_FUNCTION, /* or its declaration */
	ITEM_CALL, /* whose last argument is a function */
	ITEM_WRAPPER, /* a function around what belongs to the file */
	ITEM_TYPE,
	ITEM_SCOPE, /* a namespace, a module */
	ITEM_OBJECT, /* values with names, of which some may be functions */
	ITEM_CONST, /* or a variable, an alias of a type */
	ITEM_FIELD, /* of a type: what is nothing else */
	ITEM_SCRIPT, /* a statement that is run */
};

/* Where it stands. */
enum code_place {
	PLACE_FILE, /* or in a namespace */
	PLACE_TYPE,
	PLACE_OBJECT,
};

/*
 * `code` is the statement up to its end, or up to the bracket that opens its
 * block, as code_lex.h gives it; `opens` tells which.
 */
enum code_item code_item(const struct code_lang *, enum code_place,
	struct span code, bool opens);

/* The same of a line in a language that tells blocks by indentation. */
enum code_item code_indented_item(
	const struct code_lang *, enum code_place, struct span code);

/* Whether such a line in a function may be a function or type itself; a quick
 * look. */
bool code_may_define(const struct code_lang *, struct span code);

/* Whether a line in a function begins a function or type that has a name. */
bool code_is_inner(const struct code_lang *, struct span code);

/* Whether a statement consists of annotations so far, and goes on. */
bool code_is_annotation(struct span code);

/* Whether its last bracket holds the statements of a function: it follows the
 * parameters. */
bool code_ends_as_function(struct span code);

/* Whether a line of a function says how it ends: return, throw, a failure. */
bool code_is_telling(struct span code);

#endif
