/* SPDX-License-Identifier: Apache-2.0 */
/* The header is C++, too. */
#include <headroom.h>

#include <cstring>

int
main()
{
	hr_options options;
	hr_error err;
	char *out;
	size_t n;

	hr_options_init(&options, sizeof(options));
	if (hr_compress(&options, "a\n", 2, &out, &n, &err) != HR_OK)
		return 1;
	bool same = n == 2 && !std::strcmp(out, "a\n");
	hr_free(out);
	return same && !std::strcmp(hr_version(), HR_VERSION) ? 0 : 1;
}
