/* SPDX-License-Identifier: Apache-2.0 */
/* What all forms of requests share; see envelope.h. */
#include "envelope/envelope.h"

#include "base/mem.h"

#define X(name) &envelope_##name,
static const struct envelope *const envelopes[] = { ENVELOPES(X) };
#undef X

const struct envelope *
envelope_find(enum hr_api api, const struct envelope_view *v)
{
	const struct envelope *best = NULL;
	int surest = 0;

	if (v->token->type != JSMN_OBJECT)
		return NULL;
	for (size_t i = 0; i < sizeof(envelopes) / sizeof(*envelopes); i++) {
		const struct envelope *e = envelopes[i];
		int sure;

		if (e->api == api)
			return e;
		sure = api == HR_API_AUTO ? e->look(v) : 0;
		if (sure > surest) {
			surest = sure;
			best = e;
		}
	}
	return best;
}
