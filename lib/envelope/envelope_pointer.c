/* SPDX-License-Identifier: Apache-2.0 */
/* JSON pointers into a request: from a pointer to its value, and back. */
#include "base/json_text.h"
#include "envelope/envelope_walk.h"

/* One step of a pointer off its front, decoded. */
static void
take_step(const char **pointer, struct buf *step)
{
	const char *p = *pointer + 1;

	buf_reset(step);
	for (; *p && *p != '/'; p++) {
		if (p[0] == '~' && (p[1] == '0' || p[1] == '1'))
			buf_add_char(step, *++p == '0' ? '~' : '/');
		else
			buf_add_char(step, *p);
	}
	*pointer = p;
}

/* The value of the last member of this name, or the element of this number; 0:
 * there is none. */
static size_t
step_into(const struct walk *w, size_t i, struct span step, struct buf *key)
{
	size_t end = walk_next(w, i), found = 0;
	bool object = w->token[i].type == JSMN_OBJECT;
	uint64_t index = 0;

	if (!object && w->token[i].type != JSMN_ARRAY)
		return 0;
	for (i++; i < end; i = walk_next(w, i), index++) {
		buf_reset(key);
		if (object)
			json_decode(walk_span(w, i), key);
		else
			buf_add_uint(key, index);
		if (span_equal(buf_span(key), step))
			found = object ? i + 1 : i;
		if (found && !object)
			break;
	}
	return found;
}

size_t
envelope_point(const struct envelope_view *v, const char *pointer)
{
	struct buf step = { 0 }, key = { 0 };
	struct walk w;
	size_t i = 0;

	walk_init(&w, v);
	while (*pointer == '/') {
		take_step(&pointer, &step);
		i = step_into(&w, i, buf_span(&step), &key);
		if (!i)
			break;
	}
	if (!buf_ok(&step) || !buf_ok(&key))
		i = 0;
	buf_release(&step);
	buf_release(&key);
	return i;
}

static void
add_key(struct span key, struct buf *text, struct buf *out)
{
	buf_reset(text);
	json_decode(key, text);
	out->failed |= !buf_ok(text);
	buf_add_char(out, '/');
	for (size_t i = 0; i < text->n; i++) {
		if (text->p[i] == '~')
			buf_add_str(out, "~0");
		else if (text->p[i] == '/')
			buf_add_str(out, "~1");
		else
			buf_add_char(out, text->p[i]);
	}
}

void
envelope_pointer(const struct envelope_view *v, size_t token, struct buf *out)
{
	struct buf text = { 0 };
	struct walk w;
	size_t i = 0;

	walk_init(&w, v);
	while (i < token) {
		bool object = w.token[i].type == JSMN_OBJECT;
		uint64_t index = 0;

		/* The one of its values, or members, that the token is in. */
		for (i++; walk_next(&w, i) <= token; i = walk_next(&w, i))
			index++;
		if (object) {
			add_key(walk_span(&w, i), &text, out);
			i++;
		} else {
			buf_add_char(out, '/');
			buf_add_uint(out, index);
		}
	}
	buf_release(&text);
}
