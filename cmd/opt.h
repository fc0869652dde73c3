/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options.  A command has one table of them; from it come the parsing, the
 * help, the completions and the check of the manual.
 */
#ifndef OPT_H
#define OPT_H

#include <stdbool.h>
#include <stddef.h>

struct cmd;

enum opt_kind {
	OPT_FLAG, /* bool */
	OPT_TEXT, /* const char * */
	OPT_LIST, /* struct opt_list, one more at each use */
	OPT_CHOICE, /* int: 1 for the first of the choices, 0: not given */
	OPT_MAYBE, /* the same, the first if there is no argument */
	OPT_MAYBE_TEXT, /* const char *, "" if there is no argument */
	/* Of every command; these have no place in its struct. */
	OPT_VERBOSE,
	OPT_QUIET,
	OPT_HELP,
	OPT_VERSION,
};

struct opt {
	char letter; /* 0: none */
	const char *name;
	enum opt_kind kind;
	size_t at; /* offset of its value */
	const char *arg; /* its argument's name; NULL: takes none */
	/* Words to choose from, which the help lists behind its phrase; for
	 * OPT_TEXT what to complete: "file",
	 * "model", "encoding" or NULL. */
	const char *choices;
	const char *help; /* a phrase, begins with a small letter */
};

/* A word of the choices, out of a list of the library. */
#define OPT_NAME(id, name) name " "

struct opt_list {
	const char **p; /* ends with NULL; NULL if empty */
	size_t n, cap;
};

/* The options of every command, up to a row without a name. */
extern const struct opt opt_common[];

/*
 * Puts values at their places in `values` and the operands behind *operands,
 * which ends with NULL.  True: go on.  False: the command is over, with
 * *status.
 */
bool opt_parse(const struct cmd *, int argc, char **argv, void *values,
	char ***operands, int *status);
void opt_list_release(struct opt_list *);

/* Bytes of its choices, but for a blank at their end. */
size_t opt_choices(const struct opt *);

/* Whether it has an argument that may be left out. */
bool opt_is_optional(const struct opt *);

/* The i-th option of a command, its own first; NULL past the last. */
const struct opt *opt_at(const struct cmd *, size_t i);

#endif
