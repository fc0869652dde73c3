/* SPDX-License-Identifier: Apache-2.0 */
/* The names that every form of a report and its JSON share; see view.h. */
#include "report/view.h"

const char *const report_mode_names[REPORT_NMODES] = {
	[REPORT_NOW] = "now",
	[REPORT_LOSSLESS] = "lossless",
	[REPORT_DEFAULT] = "default",
	[REPORT_BUDGET] = "budget",
};

const char *const report_axis_names[REPORT_NAXES] = {
	[REPORT_BY_KIND] = "kind",
	[REPORT_BY_ROLE] = "role",
	[REPORT_BY_TOOL] = "tool",
	[REPORT_BY_MODEL] = "model",
	[REPORT_BY_DAY] = "day",
	[REPORT_BY_FILE] = "file",
};

const char *const report_usage_names[REPORT_NUSAGE] = {
	[REPORT_INPUT] = "input",
	[REPORT_CACHED] = "cached",
	[REPORT_WRITE] = "cache_write",
	[REPORT_WRITE_1H] = "cache_write_1h",
	[REPORT_OUTPUT] = "output",
	[REPORT_REASONING] = "reasoning",
};

const char *const report_waste_names[REPORT_NWASTE] = {
	[REPORT_REPEATED] = "repeated",
	[REPORT_VERSIONS] = "versions",
	[REPORT_PRETTY] = "pretty",
	[REPORT_BLOBS] = "blobs",
	[REPORT_ESCAPES] = "escapes",
	[REPORT_PROGRESS] = "progress",
	[REPORT_TRACES] = "traces",
	[REPORT_VOLATILE] = "volatile",
};

const char *const report_waste_phrases[REPORT_NWASTE] = {
	[REPORT_REPEATED] = "the same text again",
	[REPORT_VERSIONS] = "a text again with small edits",
	[REPORT_PRETTY] = "white space of JSON",
	[REPORT_BLOBS] = "base64, hex, minified code",
	[REPORT_ESCAPES] = "escapes of terminals",
	[REPORT_PROGRESS] = "states of progress",
	[REPORT_TRACES] = "stack traces again",
	[REPORT_VOLATILE] = "times or ids before the cached text",
};
