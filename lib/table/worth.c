/* SPDX-License-Identifier: Apache-2.0 */
/* Words that tell of failures; see worth.h. */
#include "table/worth.h"

#include "table/stamp.h"
#include "table/unit.h"
#include "base/ascii.h"

#include <assert.h>

enum {
	/* Bytes of a line that are looked at: its head and its tail. */
	LOOK_HEAD = 400,
	LOOK_TAIL = 100,
	/* A rule between sections has so many marks of one kind. */
	RULE_MARKS = 6,
};

/* ---- the message ---------------------------------------------------------- */

struct message {
	char p[LOOK_HEAD + LOOK_TAIL + 2];
	size_t n;
};

/* Where an escape sequence at p ends: "\x1b[1;31m", "\x1b]0;title\x07". */
static size_t
escape_end(struct span s, size_t at)
{
	if (at + 1 >= s.n || (s.p[at + 1] != '[' && s.p[at + 1] != ']'))
		return at + 1;
	if (s.p[at + 1] == ']') {
		while (at < s.n && s.p[at] != '\a')
			at++;
		return at < s.n ? at + 1 : at;
	}
	for (at += 2; at < s.n && !(s.p[at] >= '@' && s.p[at] <= '~');)
		at++;
	return at < s.n ? at + 1 : at;
}

static void
copy(struct message *m, struct span s, size_t limit)
{
	for (size_t i = 0; i < s.n && m->n < limit;) {
		if (s.p[i] == '\x1b')
			i = escape_end(s, i);
		else
			m->p[m->n++] = s.p[i++];
	}
}

/* What a line says: without its time, colours and the end of the line. */
static void
take_message(struct span line, struct message *m)
{
	size_t from, to;
	struct span tail;

	line = span_chomp(line);
	if (stamp_find(line, &from, &to))
		line = span_from(line, to);
	m->n = 0;
	copy(m, line, LOOK_HEAD);
	if (line.n > LOOK_HEAD + LOOK_TAIL) {
		tail = span_from(line, line.n - LOOK_TAIL);
		m->p[m->n++] = ' ';
		copy(m, tail, LOOK_HEAD + LOOK_TAIL + 1);
	}
	while (m->n && is_blank_or_tab(m->p[m->n - 1]))
		m->n--;
	assert(m->n < sizeof(m->p));
	m->p[m->n] = 0;
}

/* ---- words ---------------------------------------------------------------- */

/* Words by what they tell: how likely a failure is, that something went well,
 * that the number beside them counts something. */
enum {
	CERTAIN = 1,
	LIKELY = 2,
	HINT = 4,
	PASS = 8,
	COUNTED = 16,
};

struct term {
	char word[16];
	unsigned char tells;
};

/* In the order of strcmp(). */
static const struct term terms[] = {
	{ "abort", CERTAIN },
	{ "aborted", CERTAIN },
	{ "aborting", CERTAIN },
	{ "actual", HINT },
	{ "assert", LIKELY },
	{ "assertion", CERTAIN },
	{ "assertions", COUNTED },
	{ "bad", HINT },
	{ "broken", LIKELY },
	{ "cannot", LIKELY },
	{ "conflict", LIKELY },
	{ "corrupt", LIKELY },
	{ "corrupted", LIKELY },
	{ "couldn", LIKELY },
	{ "crash", CERTAIN },
	{ "crashed", CERTAIN },
	{ "critical", CERTAIN },
	{ "deadlock", LIKELY },
	{ "denied", LIKELY },
	{ "deprecated", HINT },
	{ "diff", HINT },
	{ "done", PASS },
	{ "dubious", LIKELY },
	{ "emergency", CERTAIN },
	{ "err", CERTAIN },
	{ "error", CERTAIN | COUNTED },
	{ "errors", LIKELY | COUNTED },
	{ "examples", COUNTED },
	{ "exception", CERTAIN },
	{ "expected", HINT },
	{ "fail", CERTAIN | COUNTED },
	{ "failed", CERTAIN | COUNTED },
	{ "failing", CERTAIN | COUNTED },
	{ "fails", LIKELY },
	{ "failure", CERTAIN | COUNTED },
	{ "failures", LIKELY | COUNTED },
	{ "fatal", CERTAIN },
	{ "files", COUNTED },
	{ "forbidden", LIKELY },
	{ "got", HINT },
	{ "ignored", COUNTED },
	{ "invalid", HINT },
	{ "issues", COUNTED },
	{ "killed", LIKELY },
	{ "leak", LIKELY },
	{ "leaked", LIKELY },
	{ "lost", HINT },
	{ "mismatch", LIKELY },
	{ "mismatched", LIKELY },
	{ "mismatches", LIKELY },
	{ "missing", HINT },
	{ "no", HINT },
	{ "nonzero", LIKELY },
	{ "not", HINT },
	{ "ok", PASS },
	{ "oom", CERTAIN },
	{ "overflow", LIKELY },
	{ "panic", CERTAIN },
	{ "panicked", CERTAIN },
	{ "pass", COUNTED | PASS },
	{ "passed", COUNTED | PASS },
	{ "passing", COUNTED | PASS },
	{ "pending", COUNTED },
	{ "problem", COUNTED },
	{ "problems", COUNTED },
	{ "received", HINT },
	{ "refused", LIKELY },
	{ "rejected", LIKELY },
	{ "retry", HINT },
	{ "retrying", HINT },
	{ "scenarios", COUNTED },
	{ "segfault", CERTAIN },
	{ "segmentation", CERTAIN },
	{ "severe", CERTAIN },
	{ "skipped", HINT | COUNTED },
	{ "specs", COUNTED },
	{ "steps", COUNTED },
	{ "stopped", HINT },
	{ "succeeded", COUNTED | PASS },
	{ "success", PASS },
	{ "successes", COUNTED },
	{ "successful", PASS },
	{ "successfully", PASS },
	{ "suites", COUNTED },
	{ "targets", COUNTED },
	{ "tasks", COUNTED },
	{ "test", COUNTED },
	{ "tests", COUNTED },
	{ "timed", LIKELY },
	{ "timeout", LIKELY },
	{ "total", COUNTED },
	{ "traceback", CERTAIN },
	{ "unable", LIKELY },
	{ "unauthorized", LIKELY },
	{ "undefined", LIKELY },
	{ "unexpected", LIKELY },
	{ "unknown", HINT },
	{ "unreachable", LIKELY },
	{ "unresolved", LIKELY },
	{ "unsupported", HINT },
	{ "violation", LIKELY },
	{ "violations", COUNTED },
	{ "vulnerabilities", COUNTED },
	{ "warn", HINT },
	{ "warning", HINT | COUNTED },
	{ "warnings", COUNTED },
};

/* What a word tells, whatever its case. */
static unsigned
look_up(struct span word)
{
	size_t low = 0, high = sizeof(terms) / sizeof(*terms);
	char lowered[sizeof(terms->word)] = { 0 };

	if (word.n >= sizeof(lowered))
		return 0;
	for (size_t i = 0; i < word.n; i++)
		lowered[i] = to_lower(word.p[i]);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(lowered, terms[middle].word);

		if (!order)
			return terms[middle].tells;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

/* What a word of the message adds. */
struct context {
	const struct message *m;
	size_t from, to; /* the word */
	struct worth *w;
	bool counts; /* a number stands before */
	unsigned sums; /* numbers of something that is counted */
	bool fails; /* one of them is a failure and not 0 */
};

/* The number that ends just before a word, as in "3 failed"; -1: none. */
static long
number_before(const struct message *m, size_t at)
{
	size_t end;
	long n = 0;

	while (at && m->p[at - 1] == ' ')
		at--;
	end = at;
	while (at && is_digit(m->p[at - 1]))
		at--;
	if (at == end || end - at > 9 || (at && is_letter(m->p[at - 1])))
		return -1;
	for (; at < end; at++)
		n = n * 10 + (m->p[at] - '0');
	return n;
}

/* The number behind a word, as in "failed: 0" or "errors=3"; -1: none. */
static long
number_after(const struct message *m, size_t at)
{
	long n = 0;
	size_t from;

	/* The message ends with a NUL, which is none of these. */
	while (is_among(m->p[at], " :=\""))
		at++;
	from = at;
	while (is_digit(m->p[at]) && at - from < 9)
		n = n * 10 + (m->p[at++] - '0');
	if (at == from || is_letter(m->p[at]) || is_digit(m->p[at]))
		return -1;
	/* A part of a version, or of a time. */
	if (is_among(m->p[at], ".:") && is_digit(m->p[at + 1]))
		return -1;
	return n;
}

/* Whether a word is a part of a name or a path: src/error.c, --fail-fast,
 * error_log, but not the end of "build-failed:" or of a sentence. */
static bool
is_in_name(const struct message *m, size_t from, size_t to)
{
	char before = from ? m->p[from - 1] : ' ';
	char after = to < m->n ? m->p[to] : ' ';
	char next = to + 1 < m->n ? m->p[to + 1] : ' ';

	if (is_among(before, "_-/.$\\") || is_digit(before) ||
		is_among(after, "_-/("))
		return true;
	return is_among(after, ".:") &&
	       (is_letter(next) || is_digit(next) || is_among(next, ":_"));
}

/* "OSError", "NullPointerException": the last hump of a name. */
static bool
is_error_name(struct span word)
{
	static const char *const ends[] = { "Error", "Exception", "Failure",
		"Panic", "Fault", "Warning" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends) - 1; i++)
		if (span_ends(word, ends[i]) && word.n > strlen(ends[i]))
			return true;
	return false;
}

/* Whether it is a part of a test's or a file's name: a::b[x-OSError]. */
static bool
is_in_test_name(const struct message *m, size_t from)
{
	while (from && m->p[from - 1] != ' ' && m->p[from - 1] != '\t') {
		from--;
		if (is_among(m->p[from], "/[-=") ||
			(from && m->p[from] == ':' && m->p[from - 1] == ':'))
			return true;
	}
	return false;
}

/* Whether a line that begins with a test's name, such as a/b.py::c[x y], says
 * nothing else. */
static bool
is_test_name(const struct message *m)
{
	size_t i = 0, n = 0;

	while (m->p[i] == ' ')
		i++;
	while (i < m->n && m->p[i] != ' ') {
		n += m->p[i] == ':' && m->p[i + 1] == ':';
		if (m->p[i++] == '[')
			return n && m->p[m->n - 1] == ']';
	}
	return n && i == m->n;
}

static void
raise_failure(struct worth *w, unsigned failure)
{
	if (failure > w->failure)
		w->failure = failure;
}

/* "no error", "without errors", "if error" */
static bool
is_denied(const struct message *m, size_t from)
{
	static const char *const words[] = { "no", "No", "without", "if",
		"on" };

	if (from < 3 || m->p[from - 1] != ' ')
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_ends(span_of(m->p, from - 1), words[i]))
			return true;
	return false;
}

/* "error", "0 errors", "failed=2" */
static void
weigh_failure(struct context *c, unsigned failure)
{
	long before = number_before(c->m, c->from);
	long after = number_after(c->m, c->to);

	c->w->numbers |= before >= 0 || after >= 0;
	if (before == 0 || (before < 0 && after == 0)) {
		c->w->passed = true;
		return;
	}
	if (is_in_name(c->m, c->from, c->to))
		return;
	if (!is_denied(c->m, c->from))
		raise_failure(c->w, failure);
}

/* A word beside which a number stands: what it says is a sum. */
static void
count_word(struct context *c, unsigned tells)
{
	long n = number_before(c->m, c->from);

	if (n < 0)
		n = number_after(c->m, c->to);
	if (n < 0)
		return;
	c->w->numbers = true;
	c->sums++;
	c->fails |= n > 0 && tells & (CERTAIN | LIKELY);
}

static void
weigh_word(struct context *c)
{
	struct span word = span_of(c->m->p + c->from, c->to - c->from);
	unsigned tells = look_up(word);

	if (tells & COUNTED)
		count_word(c, tells);
	if (tells & CERTAIN)
		weigh_failure(c, 3);
	else if (is_error_name(word) && !is_in_test_name(c->m, c->from))
		raise_failure(c->w, 3);
	else if (tells & LIKELY)
		weigh_failure(c, 2);
	else if (tells & HINT)
		weigh_failure(c, 1);
	else if (tells & PASS && !is_in_name(c->m, c->from, c->to))
		c->w->passed = true;
}

/* "exit code 1", "exit status 2", "exited with 1", "Error 2" */
static bool
has_exit_status(const struct message *m, struct worth *w)
{
	static const char *const words[] = { "exit code", "exit status",
		"exited with", "exit value", "with code", "returned code",
		"Error", "signal" };
	struct span s = span_of(m->p, m->n);

	for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
		size_t n = strlen(words[k]);

		for (size_t i = 0; i + n < s.n; i++) {
			long status;

			if (to_lower(s.p[i]) != to_lower(words[k][0]) ||
				memcmp(s.p + i + 1, words[k] + 1, n - 1) ||
				(i && is_letter(s.p[i - 1])))
				continue;
			status = number_after(m, i + n);
			w->numbers |= status >= 0;
			if (status > 0 && status < 256)
				return true;
		}
	}
	return false;
}

/* "src/a.c:12", "a.py", line 3", "(get.ts:32:38)" */
static bool
has_place(const struct message *m)
{
	for (size_t i = 1; i + 1 < m->n; i++) {
		size_t at = i, dot;

		if ((m->p[i] != ':' && m->p[i] != '(') ||
			!is_digit(m->p[i + 1]))
			continue;
		while (at &&
			(is_letter(m->p[at - 1]) || is_digit(m->p[at - 1])))
			at--;
		dot = at;
		if (dot > 1 && m->p[dot - 1] == '.' && i > dot &&
			i - dot <= 5 && is_letter(m->p[dot]) &&
			m->p[dot - 2] > ' ')
			return true;
	}
	return strstr(m->p, ", line ") != NULL;
}

/* ---- shapes --------------------------------------------------------------- */

/* "===== ERRORS =====", "---- x stdout ----" */
static bool
is_heading(const struct message *m)
{
	size_t i = 0, marks = 0, letters = 0;

	while (m->p[i] == ' ')
		i++;
	if (i < m->n && strchr("=-_*#~", m->p[i]))
		while (i + marks < m->n && m->p[i + marks] == m->p[i])
			marks++;
	for (size_t k = i + marks; k < m->n; k++)
		letters += is_letter(m->p[k]);
	return marks >= 3 && letters > 2 &&
	       (marks >= RULE_MARKS || m->p[m->n - 1] == m->p[i]);
}

static bool
starts(const struct message *m, const char *const *prefixes)
{
	size_t i = 0;

	while (is_blank_or_tab(m->p[i]))
		i++;
	for (; *prefixes; prefixes++)
		if (**prefixes == m->p[i] &&
			!strncmp(m->p + i, *prefixes, strlen(*prefixes)))
			return true;
	return false;
}

static const char *const fail_starts[] = { "E   ", "##[error]", "\xe2\x9c\x95",
	"\xe2\x9c\x97", "\xe2\x9c\x96", "\xe2\x9c\x98", "\xe2\x9d\x8c",
	"\xc3\x97 ", "not ok ", "--- FAIL", "FAIL", "npm ERR!", "npm error",
	"ERROR", "::error", "[ERROR]", "error:", "Error:", "error[",
	"fatal:", "panic:", "Traceback", "*** ", "\xe2\x97\x8f ", NULL };
static const char *const detail_starts[] = { "Expected", "Received", "expected",
	"received", "Actual", "actual",
	"left:", "right:", "  left:", "got:", "want:", "> ", ">>> ", "+ ", "- ",
	"-->", "--> ", "= note", "= help", "Caused by", "at ", "File \"",
	"reason:", "message:", "assert", NULL };
static const char *const pass_starts[] = { "PASS", "ok ", "--- PASS",
	"\xe2\x9c\x93", "\xe2\x9c\x94", "=== RUN", "=== PAUSE", "=== CONT",
	"##[debug]", "  CC ", "Downloading", "Downloaded", "Compiling",
	"Unpacking", "Selecting", "Preparing", "Setting up", "Get:", "Fetching",
	"remote: Counting", "remote: Compressing", "Receiving objects",
	"Resolving deltas", "Collecting ", "Requirement already", "Installing",
	"##[endgroup]", NULL };
static const char *const script_starts[] = { "##[group]Run ", NULL };
static const char *const script_ends[] = { "##[endgroup]", "##[group]", NULL };
static const char *const step_starts[] = { "##[group]Run ", "$ ", "+ ", "Run ",
	"> ", "Step ", "==> ", "Complete job name", "#", NULL };

static float
value_of(const struct worth *w, bool detail, bool blank)
{
	if (blank)
		return VALUE_NOISE;
	if (w->end || (w->summary && w->failure >= 2))
		return VALUE_FAILURE;
	if (w->failure == 3)
		return VALUE_FAILURE;
	if (w->summary)
		return VALUE_SUMMARY;
	if (w->failure == 2)
		return VALUE_WARNING * 1.5F;
	if (w->passed)
		return VALUE_PLAIN / 4;
	if (w->failure == 1)
		return VALUE_CONTEXT / 2;
	if (w->heading)
		return VALUE_CONTEXT;
	return detail ? VALUE_PLAIN * 2 : VALUE_PLAIN;
}

static void
weigh_words(struct context *c)
{
	const struct message *m = c->m;

	for (size_t i = 0; i < m->n;) {
		if (!is_letter(m->p[i])) {
			i++;
			continue;
		}
		c->from = i;
		while (is_letter(m->p[i]))
			i++;
		c->to = i;
		weigh_word(c);
	}
}

/* Whether a test, or a step, has gone well by what the line looks like. */
static bool
says_ok(const struct message *m)
{
	return starts(m, pass_starts) || is_test_name(m) ||
	       strstr(m->p, " PASS") || !strncmp(m->p, "PASS", 4) ||
	       (m->n >= 3 && !strcmp(m->p + m->n - 3, " ok"));
}

struct worth
worth_of(struct span line)
{
	struct message m;
	struct worth w = { 0 };
	struct context c = { .m = &m, .w = &w };
	bool failed;

	take_message(line, &m);
	weigh_words(&c);
	w.script = starts(&m, script_starts);
	w.script_ends = starts(&m, script_ends);
	failed = starts(&m, fail_starts);
	if (failed)
		raise_failure(&w, 3);
	w.place = has_place(&m);
	w.heading = is_heading(&m) || starts(&m, step_starts);
	w.summary = c.sums >= 2 || (c.sums && c.fails);
	if (has_exit_status(&m, &w)) {
		w.end = w.numbers = true;
		raise_failure(&w, 3);
	}
	if (w.summary && !c.fails && w.failure == 3 && !w.end)
		w.failure = 1;
	if (c.fails)
		raise_failure(&w, 3);
	if (!failed && !w.end && !c.fails && says_ok(&m)) {
		w.passed = true;
		w.failure = 0;
	}
	w.value = value_of(&w, starts(&m, detail_starts), !m.n);
	return w;
}
