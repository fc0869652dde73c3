/* SPDX-License-Identifier: Apache-2.0 */
/* Options of callers that were compiled with another header; see options.h. */
#include "api/options.h"

#include <string.h>

void
hr_options_init(struct hr_options *options, size_t size)
{
	memset(options, 0, size);
	options->size = size;
}

static bool
is_zero(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

enum hr_status
options_read(const struct hr_options *options, struct hr_options *out,
	struct hr_error *err)
{
	const unsigned char *p = (const unsigned char *)options;
	size_t size = options->size ? options->size : sizeof(*out);
	size_t known = size < sizeof(*out) ? size : sizeof(*out);

	if (size < sizeof(options->size) || !is_zero(p + known, size - known)) {
		*err = (struct hr_error){ .code = HR_EINPUT,
			.text = "options of another version of the library" };
		return HR_EINPUT;
	}
	*out = (struct hr_options){ 0 };
	memcpy(out, options, known);
	out->size = sizeof(*out);
	return HR_OK;
}
