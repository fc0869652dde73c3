/* SPDX-License-Identifier: Apache-2.0 */
/* Reports made by hand: empty, usual, only counted, hostile, and huge. */

#define DOLLARS(n) ((uint64_t)((n)*1000000) * 1000000)
#define TOKENS(now, lossless, normal, budget) { now, lossless, normal, budget }
#define ROW(name, texts, bytes, ...) { name, { texts, bytes, { __VA_ARGS__ } } }
#define ROWS(array, ...) { array, sizeof(array) / sizeof(*(array)), __VA_ARGS__ }
#define NO_REST { 0, 0, { 0, 0, 0, 0 } }, 0

/* ---- usual --------------------------------------------------------------- */

static const struct report_row usual_kinds[] = {
	ROW("log", 412, 6120334, 1834220, 712034, 201877, 150000),
	ROW("json", 1033, 3300120, 942113, 511230, 430556, 400000),
	ROW("code", 640, 1200400, 301220, 301220, 298110, 250000),
	ROW("prose", 2044, 701221, 160004, 160004, 159100, 120000),
	ROW("diff", 31, 90112, 26120, 24001, 20110, 18000),
};

static const struct report_row usual_roles[] = {
	ROW("tool", 1571, 9512344, 2801190, 1250340, 660120, 560000),
	ROW("system", 128, 1204400, 301220, 298110, 291220, 250000),
	ROW("user", 1802, 601221, 140112, 139004, 138211, 110000),
	ROW("assistant", 659, 94222, 21155, 21035, 20202, 18000),
};

static const struct report_row usual_tools[] = {
	ROW("Bash", 611, 5600221, 1640110, 640120, 202110, 160000),
	ROW("mcp__github__search_pull_requests_by_author_and_label", 240,
		2204555, 660440, 330220, 250110, 220000),
	ROW("Read", 520, 1404123, 400320, 220000, 180000, 160000),
	ROW("検索ツール", 200, 303445, 100320, 60000, 27900, 20000),
};

static const struct report_row usual_days[] = {
	ROW("2026-11-24", 2200, 6400110, 1801220, 900110, 600110, 500000),
	ROW("2026-11-23", 1960, 5012077, 1462457, 808379, 509643, 438000),
};

static const struct report_row usual_files[] = {
	ROW("/srv/agents/nightly/2026-11-24/sessions/"
	    "rollout-2026-11-24T02-14-09-5f1c.jsonl",
		900, 3300200, 990120, 401220, 250110, 210000),
	ROW("requests/refactor.jsonl", 700, 2200110, 660120, 350110, 220100,
		190000),
	ROW("notes.txt", 1, 1200, 310, 310, 322, 310),
};

static const struct report_offender usual_offenders[] = {
	{ "requests/refactor.jsonl:14 /messages/7/content/0/text",
		"the same 38 kB file listing sent 14 times", 14, 532000, 161220,
		149705 },
	{ "/srv/agents/nightly/2026-11-24/sessions/"
	  "rollout-2026-11-24T02-14-09-5f1c.jsonl:204 "
	  "/payload/output/stdout",
		"a log of 12,400 lines of which 9 kinds of line make 98 %", 1,
		1240332, 401220, 380110 },
	{ "requests/refactor.jsonl:3 /system", "the time of day stands in the "
					       "first line of the prompt, so "
					       "that nothing after it is "
					       "cached",
		128, 0, 88120, 0 },
};

static const struct report_price usual_prices[] = {
	{ "gpt-4o-2024-11-20", 96, true, "gpt-4o",
		TOKENS(DOLLARS(6.1204), DOLLARS(3.2), DOLLARS(2.0417),
			DOLLARS(1.75)),
		1204400,
		TOKENS(DOLLARS(3.9), DOLLARS(2.1), DOLLARS(1.4), DOLLARS(1.2)), 0 },
	{ "gpt-4o-mini", 30, true, "gpt-4o-mini",
		TOKENS(DOLLARS(0.0825), DOLLARS(0.0401), DOLLARS(0.0331),
			DOLLARS(0.03)),
		40000,
		TOKENS(DOLLARS(0.0612), DOLLARS(0.0301), DOLLARS(0.0249),
			DOLLARS(0.02)), 0 },
	{ "house-model-7b", 2, false, NULL, TOKENS(0, 0, 0, 0), 0,
		TOKENS(0, 0, 0, 0), 0 },
};

static const struct report_fidelity usual_fidelity[] = {
	{ "templates", 1204, 1180, 24 },
	{ "errors", 331, 331, 0 },
	{ "numbers", 40112, 21004, 18990 },
	{ "ids", 9120, 4110, 5010 },
};

static const struct report_trouble usual_troubles[] = {
	{ "archive/old.bin", "not text", 1 },
	{ "requests/refactor.jsonl:77", "not valid JSON at byte 1,204", 3 },
};

static const struct report_view usual = {
	.version = "0.1.0",
	.encoding = "o200k_base",
	.model = "gpt-4o",
	.exact = true,
	.budget = 4000,
	.simulated = true,
	.price_date = "2026-11-23",
	.price_source = "genai-prices of 2026-08-21",
	.inputs = 37,
	.requests = 128,
	.milliseconds = 9140,
	.total = { 4160, 11412187, { 3263677, 1708489, 1109753, 938000 } },
	.by = {
		[REPORT_BY_KIND] = ROWS(usual_kinds, NO_REST),
		[REPORT_BY_ROLE] = ROWS(usual_roles, NO_REST),
		[REPORT_BY_TOOL] = ROWS(usual_tools,
			{ 12, 9100, { 2300, 2200, 2100, 2000 } }, 6),
		[REPORT_BY_DAY] = ROWS(usual_days, NO_REST),
		[REPORT_BY_FILE] = ROWS(usual_files,
			{ 2559, 5910677, { 1613127, 956849, 639221, 537690 } },
			34),
	},
	.waste = {
		[REPORT_REPEATED] = { 212, 512334, true, DOLLARS(1.2808) },
		[REPORT_VERSIONS] = { 41, 120334, true, DOLLARS(0.3008) },
		[REPORT_PRETTY] = { 640, 330120, true, DOLLARS(0.8253) },
		[REPORT_BLOBS] = { 9, 88120, true, DOLLARS(0.2203) },
		[REPORT_ESCAPES] = { 311, 9120, true, DOLLARS(0.0228) },
		[REPORT_TRACES] = { 77, 45220, false, 0 },
		[REPORT_VOLATILE] = { 128, 88120, true, DOLLARS(0.1102) },
	},
	.offender = usual_offenders,
	.noffenders = 3,
	.price = usual_prices,
	.nprices = 3,
	.has_amount = true,
	.amount = TOKENS(DOLLARS(6.2029), DOLLARS(3.2401), DOLLARS(2.0748),
		DOLLARS(1.78)),
	.cached_amount = TOKENS(DOLLARS(3.9612), DOLLARS(2.1301),
		DOLLARS(1.4249), DOLLARS(1.22)),
	.fidelity = usual_fidelity,
	.nfidelity = 4,
	.trouble = usual_troubles,
	.ntrouble = 2,
	.unread = 1,
	.bad_lines = 3,
	.unknown_lines = 210,
};

/* ---- empty, and only counted --------------------------------------------- */

static const struct report_view empty = {
	.version = "0.1.0",
	.encoding = "o200k_base",
	.exact = true,
	.simulated = true,
};

static const struct report_row counted_kinds[] = {
	ROW("text", 1, 1200, 310, 0, 0, 0),
};

static const struct report_price counted_prices[] = {
	{ "claude-sonnet-4-6", 1, true, "claude-sonnet-4-6*",
		TOKENS(DOLLARS(0.00093), 0, 0, 0), 0,
		TOKENS(DOLLARS(0.00093), 0, 0, 0), 0 },
};

static const struct report_view counted = {
	.version = "0.1.0",
	.encoding = "o200k_base",
	.model = "claude-sonnet-4-6",
	.error_percent = 12,
	.price_date = "2026-11-23",
	.price_source = "prices.json",
	.inputs = 1,
	.requests = 1,
	.milliseconds = 3,
	.total = { 1, 1200, { 310, 0, 0, 0 } },
	.by = { [REPORT_BY_KIND] = ROWS(counted_kinds, NO_REST) },
	.price = counted_prices,
	.nprices = 1,
	.has_amount = true,
	.amount = TOKENS(DOLLARS(0.00093), 0, 0, 0),
	.cached_amount = TOKENS(DOLLARS(0.00093), 0, 0, 0),
};

/* ---- hostile ------------------------------------------------------------- */

#define TAG "<script>alert(1)</script><img src=x onerror=alert(2)>"
#define MARKUP "a|b `c` ``d`` **e** _f_ [g](http://h.example) \\| \\"
#define CONTROLS "\033]0;title\007\033[31mred\r\n\tnext \302\233 \177"
#define UNSEEN "\342\200\256desrever \342\200\213zero\342\200\250line\357\273\277 " \
	       "\363\240\201\201tag"
#define MENTION "@octocat see #12 GH-34 octo/repo#5 :rocket: www.example.org "  \
		"deadbeefdeadbeefdeadbeefdeadbeefdeadbeef $x^2$ ~~gone~~"

static const struct report_row hostile_kinds[] = {
	ROW(TAG, 1, 1, 100, 90, 80, 70),
	ROW(MARKUP, 1, 1, 90, 90, 90, 90),
	ROW(CONTROLS, 1, 1, 80, 80, 80, 80),
	ROW(UNSEEN, 1, 1, 70, 70, 70, 70),
	ROW(MENTION, 1, 1, 60, 60, 60, 60),
	ROW("", 1, 1, 50, 50, 50, 50),
	ROW("=cmd|' /C calc'!A0", 1, 1, 40, 40, 40, 40),
	ROW("+1,\"2\"", 1, 1, 30, 30, 30, 30),
	ROW("-1", 1, 1, 20, 20, 20, 20),
	ROW("@SUM(A1)", 1, 1, 10, 10, 10, 10),
	ROW("\tx", 1, 1, 9, 9, 9, 9),
	ROW("'quoted'", 1, 1, 8, 8, 8, 8),
	ROW("\357\274\235wide", 1, 1, 7, 7, 7, 7),
	ROW("`", 1, 1, 6, 6, 6, 6),
	ROW(" ", 1, 1, 5, 5, 5, 5),
	ROW("\"}\n# TYPE x counter\nx{y=\"", 1, 1, 4, 4, 4, 4),
	ROW("--> ]]> \" onload='x' &amp; &#60;", 1, 1, 3, 3, 3, 3),
	ROW("back\\", 1, 1, 2, 2, 2, 2),
};

static const struct report_offender hostile_offenders[] = {
	{ TAG, MARKUP, 1, 1, 1, 1 },
	{ MARKUP, CONTROLS, 1, 1, 1, 1 },
	{ CONTROLS, UNSEEN, 1, 1, 1, 1 },
	{ UNSEEN, MENTION, 1, 1, 1, 1 },
	{ MENTION, TAG, 1, 1, 1, 1 },
	{ "", "", 0, 0, 0, 0 },
};

static const struct report_price hostile_prices[] = {
	{ TAG, 1, true, MARKUP, TOKENS(1, 1, 1, 1), 1, TOKENS(1, 1, 1, 1), 0 },
	{ CONTROLS, 1, false, NULL, TOKENS(0, 0, 0, 0), 0, TOKENS(0, 0, 0, 0), 0 },
};

static const struct report_fidelity hostile_fidelity[] = {
	{ TAG, 1, 5, 7 }, /* more than all */
};

static const struct report_trouble hostile_troubles[] = {
	{ TAG, CONTROLS, 1 },
	{ UNSEEN, MARKUP, 2 },
	{ "</code></main>", MENTION, 1 },
};

static const struct report_view hostile = {
	.version = TAG,
	.encoding = "</style>" MARKUP,
	.model = MENTION,
	.error_percent = 30,
	.budget_percent = 50,
	.simulated = true,
	.price_date = TAG,
	.price_source = CONTROLS,
	.inputs = 1,
	.requests = 1,
	.total = { 18, 18, { 594, 584, 574, 564 } },
	.by = { [REPORT_BY_KIND] = ROWS(hostile_kinds, NO_REST) },
	.offender = hostile_offenders,
	.noffenders = 6,
	.price = hostile_prices,
	.nprices = 2,
	.has_amount = true,
	.amount = TOKENS(1, 1, 1, 1),
	.cached_amount = TOKENS(1, 1, 1, 1),
	.fidelity = hostile_fidelity,
	.nfidelity = 1,
	.trouble = hostile_troubles,
	.ntrouble = 3,
	.bad_lines = 1,
};

/* ---- huge, and worse than before ----------------------------------------- */

static const struct report_row huge_kinds[] = {
	ROW("log", UINT64_MAX, UINT64_MAX, UINT64_MAX - 5, UINT64_MAX,
		UINT64_MAX, UINT64_MAX),
	ROW("json", 1, 999500, 4, 5, UINT64_MAX, 6),
	ROW("code", 1, 999, 1, 0, 0, 0),
	ROW("text", 0, 0, 0, 0, 12, 0),
};

static const struct report_price huge_prices[] = {
	{ "m", UINT64_MAX, true, "m", TOKENS(DOLLARS(1), UINT64_MAX,
					      UINT64_MAX, 0),
		UINT64_MAX, TOKENS(0, 0, 1, UINT64_MAX), 0 },
};

static const struct report_fidelity huge_fidelity[] = {
	{ "numbers", UINT64_MAX, UINT64_MAX - 1, 0 },
	{ "ids", 0, 0, 0 },
};

static const struct report_view huge = {
	.version = "0.1.0",
	.encoding = "o200k_base",
	.error_percent = 12,
	.budget = UINT64_MAX,
	.simulated = true,
	.price_date = "2026-11-23",
	.inputs = UINT64_MAX,
	.requests = UINT64_MAX,
	.milliseconds = UINT64_MAX,
	.total = { UINT64_MAX, UINT64_MAX,
		{ UINT64_MAX - 5, UINT64_MAX, UINT64_MAX, 1 } },
	.by = { [REPORT_BY_KIND] = ROWS(huge_kinds, NO_REST) },
	.waste = { [REPORT_REPEATED] = { UINT64_MAX, UINT64_MAX, true,
			   UINT64_MAX } },
	.price = huge_prices,
	.nprices = 1,
	.has_amount = true,
	.amount = TOKENS(DOLLARS(1), UINT64_MAX, UINT64_MAX, 0),
	.cached_amount = TOKENS(0, 0, 1, UINT64_MAX),
	.fidelity = huge_fidelity,
	.nfidelity = 2,
	.unread = UINT64_MAX,
	.bad_lines = UINT64_MAX,
};
