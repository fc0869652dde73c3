/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what json_plain.h and json_rows.h write. */
#ifndef CODEC_JSON_READ_H
#define CODEC_JSON_READ_H

#include "codec/json/json_rows.h"
#include "codec/json/json_style.h"

struct json_reader {
	struct json_shape shape; /* its arena has the nodes of a table */
	struct cells cells;
	struct buf value; /* a cell between its prefix and suffix */
	struct json_printer printer;
	struct span rest; /* of the body */
	struct span row; /* of the row that is read */
	struct span before;
	unsigned lists;
	bool started;
	const char *wrong; /* why reading failed */
};

void json_reader_release(struct json_reader *);

/* Reads all of the body and prints it.  HR_EINPUT: rest is where it is not what
 * is ever written, and `wrong` says why. */
enum hr_status json_reader_run(struct json_reader *, const struct json_style *,
	const struct json_forced *, struct span body, struct buf *out);

#endif
