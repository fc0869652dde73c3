/* SPDX-License-Identifier: Apache-2.0 */
/* By which tokenizer to count; see meter.h. */
#include "meter.h"

#include <string.h>

#include "msg.h"

bool
meter_choose(struct meter *m, const char *model, const char *encoding)
{
	*m = (struct meter){ .encoding = HR_O200K_BASE };
	if (model && encoding) {
		msg_usage("--model and --encoding exclude each other");
		return false;
	}
	if (encoding && hr_encoding_find(encoding, &m->encoding) != HR_OK) {
		msg_usage("unknown encoding '%s': 'headroom models' lists them",
			encoding);
		return false;
	}
	if (!model)
		return true;
	m->name = model;
	m->model = hr_model_find(model);
	m->encoding = m->model->encoding;
	if (!strcmp(m->model->pattern, "*"))
		msg_warning(model, "not a known model: estimated by %s",
			hr_encoding_name(m->encoding));
	else if (!m->model->exact)
		msg_note(model, "estimated by %s times %g, within %d %%",
			hr_encoding_name(m->encoding), m->model->factor,
			m->model->error_percent);
	return true;
}

bool
meter_is_exact(const struct meter *m)
{
	return !m->model || m->model->exact;
}

const char *
meter_sign(const struct meter *m)
{
	return meter_is_exact(m) ? "" : "~";
}

int
meter_error(const struct meter *m)
{
	return meter_is_exact(m) ? 0 : m->model->error_percent;
}

uint64_t
meter_tokens(const struct meter *m, uint64_t counted)
{
	if (meter_is_exact(m))
		return counted;
	return (uint64_t)((double)counted * m->model->factor + 0.5);
}
