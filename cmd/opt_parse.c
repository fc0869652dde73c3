/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing options; see opt.h. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "cmd.h"
#include "help.h"
#include "msg.h"
#include "opt.h"

enum {
	/* Options of one command, a limit that a test would meet first. */
	MAX_OPTS = 48,
	/* Values of getopt_long above all letters: FIRST + index. */
	FIRST = 256,
	NAME_BYTES = 32,
};

static bool
takes_argument(const struct opt *opt)
{
	return opt->arg && !opt_is_optional(opt);
}

/* The table in the two forms that getopt_long reads. */
static void
for_getopt(const struct cmd *cmd, struct option *options, char *letters)
{
	const struct opt *opt;
	size_t n = 0;

	*letters++ = ':';
	for (; n < MAX_OPTS && (opt = opt_at(cmd, n)) != NULL; n++) {
		options[n] = (struct option){
			.name = opt->name,
			.has_arg = opt_is_optional(opt) ? optional_argument
				   : opt->arg           ? required_argument
							: no_argument,
			.val = FIRST + (int)n,
		};
		if (!opt->letter)
			continue;
		*letters++ = opt->letter;
		if (takes_argument(opt))
			*letters++ = ':';
	}
	options[n] = (struct option){ .name = NULL };
	*letters = '\0';
}

static const struct opt *
by_letter(const struct cmd *cmd, int letter)
{
	const struct opt *opt;

	for (size_t i = 0; (opt = opt_at(cmd, i)) != NULL; i++)
		if (letter && opt->letter == letter)
			break;
	return opt;
}

/* ---- what to say of a mistake -------------------------------------------- */

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to change, add or leave out to get from a to b. */
static size_t
distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t row[NAME_BYTES + 1];

	if (na > NAME_BYTES || nb > NAME_BYTES)
		return NAME_BYTES;
	for (size_t j = 0; j <= nb; j++)
		row[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t above = row[j];

			row[j] = least(row[j] + 1, row[j - 1] + 1,
				corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[nb];
}

/* The name meant by the first n bytes of `name`, or NULL. */
static const char *
nearest(const struct cmd *cmd, const char *name, size_t n)
{
	const struct opt *opt;
	const char *best = NULL;
	size_t fewest = n > 5 ? 3 : 2; /* this many are another word */

	for (size_t i = 0; (opt = opt_at(cmd, i)) != NULL; i++) {
		size_t d = distance(name, n, opt->name, strlen(opt->name));

		if (d < fewest) {
			fewest = d;
			best = opt->name;
		}
	}
	return best;
}

static void
tell_unknown(const struct cmd *cmd, const char *word)
{
	const char *name = word + 2, *likely;
	const struct opt *opt;
	size_t n = strcspn(name, "=");
	char two[2 * NAME_BYTES] = "";

	for (size_t i = 0, found = 0; (opt = opt_at(cmd, i)) != NULL; i++) {
		size_t used = strlen(two);

		if (strncmp(opt->name, name, n) == 0 && found++ < 2)
			snprintf(two + used, sizeof(two) - used, "%s--%s",
				used ? " or " : "", opt->name);
	}
	likely = nearest(cmd, name, n);
	if (n && two[0])
		msg_usage("option '%s' could be %s", word, two);
	else if (likely)
		msg_usage("unknown option '%s': did you mean --%s?", word,
			likely);
	else
		msg_usage("unknown option '%s'", word);
}

/* getopt_long met something wrong: optopt and the word before optind tell
 * what. */
static void
tell_mistake(const struct cmd *cmd, int answer, char **argv)
{
	const struct opt *opt = optopt >= FIRST
					? opt_at(cmd, (size_t)(optopt - FIRST))
					: by_letter(cmd, optopt);

	if (answer == ':' && opt && optopt < FIRST)
		msg_usage("option -%c needs an argument: %s", optopt, opt->arg);
	else if (answer == ':' && opt)
		msg_usage("option --%s needs an argument: %s", opt->name,
			opt->arg);
	else if (opt)
		msg_usage("option --%s takes no argument", opt->name);
	else if (optopt)
		msg_usage("unknown option '-%c'", optopt);
	else
		tell_unknown(cmd, argv[optind - 1]);
}

/* ---- values -------------------------------------------------------------- */

static bool
choose(const struct opt *opt, const char *word, int *value)
{
	const char *p = opt->choices;
	size_t n = strlen(word);

	for (int i = 1; *p; i++) {
		size_t length = strcspn(p, " ");

		if (length == n && memcmp(p, word, n) == 0) {
			*value = i;
			return true;
		}
		p += length;
		p += strspn(p, " ");
	}
	msg_usage("--%s is one of: %.*s; not '%s'", opt->name,
		(int)opt_choices(opt), opt->choices, word);
	return false;
}

static bool
append(struct opt_list *list, const char *value)
{
	if (!mem_grow(&list->p, &list->cap, list->n + 2, sizeof(*list->p))) {
		msg_error(NULL, "out of memory");
		return false;
	}
	list->p[list->n++] = value;
	list->p[list->n] = NULL;
	return true;
}

void
opt_list_release(struct opt_list *list)
{
	mem_free(list->p);
	*list = (struct opt_list){ .p = NULL };
}

/* False: the command is over, with *status. */
static bool
apply(const struct cmd *cmd, const struct opt *opt, void *values, int *status)
{
	void *at = (char *)values + opt->at;

	*status = EXIT_USAGE;
	switch (opt->kind) {
	case OPT_FLAG:
		*(bool *)at = true;
		break;
	case OPT_TEXT:
		*(const char **)at = optarg;
		break;
	case OPT_LIST:
		*status = EXIT_INTERNAL;
		return append(at, optarg);
	case OPT_CHOICE:
		return choose(opt, optarg, at);
	case OPT_MAYBE:
		*(int *)at = 1;
		return !optarg || choose(opt, optarg, at);
	case OPT_MAYBE_TEXT:
		*(const char **)at = optarg ? optarg : "";
		break;
	case OPT_VERBOSE:
		msg_louder();
		break;
	case OPT_QUIET:
		msg_quieter();
		break;
	case OPT_HELP:
		*status = help_show(cmd);
		return false;
	case OPT_VERSION:
		*status = help_version();
		return false;
	}
	return true;
}

bool
opt_parse(const struct cmd *cmd, int argc, char **argv, void *values,
	char ***operands, int *status)
{
	struct option options[MAX_OPTS + 1];
	char letters[2 * MAX_OPTS + 2];
	int answer;

	msg_command(cmd->lists_commands ? NULL : cmd->name);
	for_getopt(cmd, options, letters);
	opterr = 0;
	while ((answer = getopt_long(argc, argv, letters, options, NULL)) !=
		-1) {
		const struct opt *opt =
			answer >= FIRST ? opt_at(cmd, (size_t)(answer - FIRST))
					: by_letter(cmd, answer);

		if (answer == '?' || answer == ':') {
			tell_mistake(cmd, answer, argv);
			*status = EXIT_USAGE;
			return false;
		}
		if (!apply(cmd, opt, values, status))
			return false;
	}
	*operands = argv + optind;
	return true;
}
