/* SPDX-License-Identifier: Apache-2.0 */
/* What the option tables look like to people and to scripts.  All return an
 * exit status. */
#ifndef HELP_H
#define HELP_H

struct cmd;

int help_show(const struct cmd *);
int help_version(void);
/* Lines of fields between tabs:
 *	command NAME USAGE SUMMARY
 *	option COMMAND LETTER NAME ARGUMENT WORDS HELP
 * WORDS are what an argument is completed to; "file" is any file. */
int help_dump(void);

#endif
