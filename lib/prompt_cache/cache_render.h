/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of requests as blocks of a prompt: the first half of making one. */
#ifndef CACHE_RENDER_H
#define CACHE_RENDER_H

#include "prompt_cache/cache_prompt.h"

/* Fills in text, pieces and blocks of a prompt that has its request and no
 * more.  False: memory was short, and what there is is to be released. */
bool cache_render(struct cache_prompt *);

#endif
