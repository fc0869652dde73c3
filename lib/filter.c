/* SPDX-License-Identifier: Apache-2.0 */
/* --keep and --drop; see filter.h. */
#include "filter.h"

#include <stdio.h>

#include "base/mem.h"

#if HAVE_PCRE2

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
	/* "(a+)+$" over a megabyte of a ends in 0.03 s at this. */
	MATCH_LIMIT = 1000000,
	DEPTH_LIMIT = 1000,
	HEAP_LIMIT_KIB = 20000,
	PATTERN_BYTES = 4096,
	/* Lines are matched up to here: no pattern is meant for more. */
	SUBJECT_BYTES = 1 << 20,
};

struct filter {
	pcre2_code **code;
	size_t nkeep, n; /* the first nkeep are --keep */
	pcre2_match_data *match;
	pcre2_match_context *context;
};

static size_t
list_length(const char *const *list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	return n;
}

static enum hr_status
compile(const char *pattern, pcre2_code **code, struct hr_error *err)
{
	int number;
	PCRE2_SIZE at;
	unsigned char why[100];
	size_t n = strlen(pattern);

	if (n > PATTERN_BYTES) {
		*err = (struct hr_error){ .code = HR_EINPUT };
		snprintf(err->text, sizeof(err->text),
			"pattern is longer than %d bytes", PATTERN_BYTES);
		return HR_EINPUT;
	}
	*code = pcre2_compile((PCRE2_SPTR)pattern, n,
		PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_MULTILINE,
		&number, &at, NULL);
	if (*code) {
		/* Without JIT it works the same, slower. */
		(void)pcre2_jit_compile(*code, PCRE2_JIT_COMPLETE);
		return HR_OK;
	}
	pcre2_get_error_message(number, why, sizeof(why));
	*err = (struct hr_error){ .code = HR_EINPUT, .pos = at };
	snprintf(err->text, sizeof(err->text),
		"pattern is not valid at its byte %zu: %s", (size_t)at,
		(const char *)why);
	return HR_EINPUT;
}

enum hr_status
filter_new(const char *const *keep, const char *const *drop,
	struct filter **out, struct hr_error *err)
{
	size_t nkeep = list_length(keep), n = nkeep + list_length(drop);
	enum hr_status status = HR_OK;
	struct filter *f;

	*out = NULL;
	if (!n)
		return HR_OK;
	f = mem_zalloc(1, sizeof(*f));
	if (!f)
		return HR_ENOMEM;
	f->nkeep = nkeep;
	f->code = mem_zalloc(n, sizeof(*f->code));
	f->match = pcre2_match_data_create(1, NULL);
	f->context = pcre2_match_context_create(NULL);
	if (!f->code || !f->match || !f->context)
		status = HR_ENOMEM;
	else {
		pcre2_set_match_limit(f->context, MATCH_LIMIT);
		pcre2_set_depth_limit(f->context, DEPTH_LIMIT);
		pcre2_set_heap_limit(f->context, HEAP_LIMIT_KIB);
	}
	while (status == HR_OK && f->n < n) {
		status = compile(f->n < nkeep ? keep[f->n] : drop[f->n - nkeep],
			&f->code[f->n], err);
		f->n += status == HR_OK;
	}
	if (status == HR_OK)
		*out = f;
	else
		filter_free(f);
	return status;
}

void
filter_free(struct filter *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++)
		pcre2_code_free(f->code[i]);
	pcre2_match_data_free(f->match);
	pcre2_match_context_free(f->context);
	mem_free(f->code);
	mem_free(f);
}

enum filter_verdict
filter_match(const struct filter *f, struct span s, uint64_t *failures)
{
	if (s.n > SUBJECT_BYTES)
		s.n = SUBJECT_BYTES;
	for (size_t i = 0; i < f->n; i++) {
		int rc = pcre2_match(f->code[i], (PCRE2_SPTR)s.p, s.n, 0, 0,
			f->match, f->context);

		if (rc >= 0)
			return i < f->nkeep ? FILTER_KEEP : FILTER_DROP;
		if (rc != PCRE2_ERROR_NOMATCH) {
			++*failures;
			return FILTER_KEEP;
		}
	}
	return FILTER_NONE;
}

#else

enum hr_status
filter_new(const char *const *keep, const char *const *drop,
	struct filter **out, struct hr_error *err)
{
	*out = NULL;
	if ((!keep || !*keep) && (!drop || !*drop))
		return HR_OK;
	*err = (struct hr_error){ .code = HR_EINPUT };
	snprintf(err->text, sizeof(err->text),
		"patterns are not supported: built without PCRE2");
	return HR_EINPUT;
}

void
filter_free(struct filter *f)
{
	(void)f;
}

enum filter_verdict
filter_match(const struct filter *f, struct span s, uint64_t *failures)
{
	(void)f, (void)s, (void)failures;
	return FILTER_NONE;
}

#endif
