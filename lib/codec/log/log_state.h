/* SPDX-License-Identifier: Apache-2.0 */
/* What writing and reading lines as a block share; see log_lines.h. */
#ifndef CODEC_LOG_STATE_H
#define CODEC_LOG_STATE_H

#include "codec/log/log_head.h"
#include "codec/log/log_lines.h"
#include "codec/log/log_prefix.h"
#include "table/cell.h"
#include "table/marker.h"
#include "table/mine.h"
#include "table/number.h"
#include "table/rows.h"

/* Says in the header how rows are read, if there are templates. */
#define LOG_HINT "; a: template, rows of it fill {}, blank = as above"

/* The same where lines are grouped, which end with their order. */
#define LOG_GROUPED                                                            \
	"; a: template, rows below it fill {}, blank = as above, order below"
#define LOG_ORDER "order "

enum {
	/* A template of more columns is no message but a list. */
	LOG_COLUMNS = 64,
};

struct log_line {
	struct span text, message; /* without the newline */
	uint32_t value; /* index of the first value of its head */
	bool headed;
};

/* Kinds that are written as one template. */
struct log_group {
	uint32_t root; /* the first of them */
	uint32_t rows; /* of all, in the root */
	unsigned words; /* in the root: of each message; 0: one kind only */
};

struct template
{
	uint32_t ncolumns, rows, nrows; /* nrows: so far */
	size_t first; /* line */
	uint32_t next; /* place of its next line among groups */
	bool headed, used, broken;
	uint64_t label;
	struct span *text; /* before each column, and behind the last */
	struct cell_form *form;
	struct cell_state *state;
	uint32_t *equal; /* an earlier column with the same values */
	uint32_t *number; /* of columns once constants are dropped */
	struct span *value; /* column by column */
};

struct log_lines {
	struct cells cells;
	struct arena arena; /* of the templates */
	struct buf scratch;
	struct span before; /* the last cell's core */

	/* The head, its columns and where they are. */
	struct log_head head;
	struct cell_form form[HEAD_COLUMNS];
	struct cell_state head_state[HEAD_COLUMNS];
	unsigned equal[HEAD_COLUMNS];

	struct template *template; /* of each kind that is a root */
	size_t template_cap;
	uint64_t labels; /* given out so far */
	bool grouped; /* lines of one template are together */

	/* Of reading a grouped block: where lines end in `scratch`. */
	size_t *end;
	size_t end_cap;

	/* Of writing. */
	struct log_prefixes prefixes;
	struct rows rows;
	struct mine mine;
	struct log_group *group; /* of each kind */
	size_t group_cap;
	struct log_line *line;
	size_t nlines, line_cap;
	struct span *value;
	size_t nvalues, value_cap;
	struct span *column;
	size_t column_cap;
};

/* Whether a line stands in a block as it is. */
static inline bool
log_is_itself(struct span line)
{
	return !line.n || is_blank_or_tab(line.p[0]) ||
	       span_starts(line, MARKER_OPEN);
}

/* The template of a line's kind, if that is `used`. */
static inline struct template *
log_template(struct log_lines *s, size_t line)
{
	const struct window *w = &s->rows.w;
	uint32_t kind = w->form[w->record[line].form].kind;

	return &s->template[s->group[kind].root];
}

/* Reads the lines of a text and decides how they are written. */
enum hr_status log_plan(
	struct log_lines *, struct codec_ctx *, struct span text);

/* The words of a message between blanks, their number; LOG_COLUMNS + 1: they
 * are more than a template can have. */
unsigned log_words(struct span message, struct span *word);
/* Sets s->group, with s->arena for its work; false when memory is short. */
bool log_merge(struct log_lines *);

#endif
