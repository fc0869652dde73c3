/* SPDX-License-Identifier: Apache-2.0 */
/* By which tokenizer to count: what --model and --encoding say. */
#ifndef METER_H
#define METER_H

#include "headroom.h"

struct meter {
	enum hr_encoding encoding;
	const struct hr_model *model; /* NULL: an encoding was chosen */
	const char *name; /* of the model, as given */
};

/* Both may be NULL.  False after a message: a usage error. */
bool meter_choose(
	struct meter *, const char *model_name, const char *encoding_name);

bool meter_is_exact(const struct meter *);
/* What to print before a number: "~" for an estimate. */
const char *meter_sign(const struct meter *);
/* Per cent by which an estimate may be off. */
int meter_error(const struct meter *);
/* Tokens of the model for tokens of its encoding. */
uint64_t meter_tokens(const struct meter *, uint64_t counted);

#endif
