/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the audit share. */
#ifndef REPORT_AUDIT_STATE_H
#define REPORT_AUDIT_STATE_H

#include "base/date.h"
#include "report/audit.h"
#include "report/measure.h"
#include "request/request_find.h"
#include "transcript/transcript.h"
#include "request/unwrap.h"

/* A text of the request or file that is being looked at. */
struct audit_item {
	struct report_sum sum;
	uint64_t waste[REPORT_NWASTE];
	uint64_t content; /* its hash; 0: it is short */
	const char *role, *kind; /* static, or of the report */
	struct span tool; /* as it is spelled in JSON; empty: none */
	struct span plain_tool; /* or as it is */
	bool may_change, system;
};

struct audit {
	const struct audit_options *options;
	struct report *report;
	struct measure *measure;
	struct unwrap *unwrap;
	struct hr_options unwrap_options;
	struct hr_stats unwrap_stats;
	const char *name;
	bool unwrapping, is_text;
	bool part_of_batch; /* other threads may have the lines before */
	/* What the first line that could be told had in it: what it has not is
	 * not looked for in the others, which threads may have. */
	enum {
		AUDIT_NOTHING,
		AUDIT_REQUEST,
		AUDIT_TRANSCRIPT
	} first;
	/* Of a file that is text: its modes are made of all of it. */
	struct hr_options file_options[REPORT_NMODES];
	struct hr_compressor *file[REPORT_NMODES];
	struct hr_counter *file_counter[REPORT_NMODES];
	struct report_sum file_sum;
	struct buf held; /* of the file: what its parts waste */
	uint64_t file_waste[REPORT_NWASTE];
	bool held_all;

	struct audit_item *item;
	size_t nitems, item_cap;
	struct json_tokens tokens;
	struct request_bodies bodies;
	struct envelope_texts texts;
	struct buf plain, where, name_buf;
	/* Of a file that is a transcript. */
	struct transcript transcript;
	struct transcript_line said;
	struct span speaker; /* the model of what is being put in; or empty */
	char day[DATE_TEXT]; /* and its day; or empty */
};

/* An item as it is; false when memory is short. */
bool audit_append(struct audit *, const struct audit_item *);
/* Appends an item for a text, which was measured before or is now; `where` of a
 * place is a C string. */
enum hr_status audit_add_text(
	struct audit *, struct span text, const char *where, struct audit_item);
/* Puts all items into the report, as one request of this model or none, and
 * forgets them. */
void audit_flush(struct audit *, struct span model);

/* A line of a transcript.  HR_SKIP: it is none that is known. */
enum hr_status audit_transcript(
	struct audit *, const struct envelope_view *, uint64_t line);

/* For unwrap.h: the worker is a struct audit. */
enum hr_status audit_look(void *audit, struct span text, bool *other);
enum hr_status audit_request(void *audit, struct span text, uint64_t line,
	struct buf *out, struct hr_error *err);

#endif
