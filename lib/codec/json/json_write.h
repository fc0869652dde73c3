/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of JSON as a body: with few quotes, and arrays, maps and lines of objects
 * as tables where these are fewer tokens.
 */
#ifndef CODEC_JSON_WRITE_H
#define CODEC_JSON_WRITE_H

#include "base/json.h"
#include "codec/json/json_rows.h"

/* Of zeros but for the counter of its rows; may be used again. */
struct json_writer {
	struct json_rows rows;
	const struct json_tokens *tokens;
	struct buf table, plain; /* what is compared */
	size_t tries; /* tokens that may still be tried */
	bool has_table; /* the last body has one */
};

void json_writer_release(struct json_writer *);

/* Adds the body of the text that the tokens are of, a value a line.
 * HR_ENOMEM. */
enum hr_status json_write(struct json_writer *, struct span text,
	const struct json_tokens *, struct buf *body);

#endif
