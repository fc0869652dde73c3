/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bodies of requests: made of a text, or a given one with a few members
 * set.  Members that choose how a model samples are never added.
 */
#ifndef BODY_H
#define BODY_H

#include "base/buf.h"
#include "headroom.h"

enum {
	/* Anthropic's API wants a limit; every model of it that is still sold
	 * can write so much. */
	BODY_ANSWER_TOKENS = 8192,
};

struct body_text {
	enum hr_api api;
	const char *model; /* Gemini's stands in the URL */
	const char *system; /* NULL: none */
	struct span user; /* what is said */
	uint64_t max_tokens; /* of the answer; 0: the API's default */
	bool stream;
	/* The member of chat completions that limits the answer: services that
	 * are only compatible know the old name. */
	bool old_limit;
};

/* Appends the body.  Bytes of the text that are not UTF-8 become U+FFFD.
 * HR_ENOMEM. */
enum hr_status body_make(const struct body_text *, struct buf *out);

/* What to set in a given body; see body_edit(). */
struct body_change {
	enum hr_api api;
	const char *model; /* NULL: as it is */
	uint64_t max_tokens; /* 0: as it is */
	bool old_limit;
	enum {
		BODY_STREAM_AS_IS,
		BODY_STREAM_UNSET, /* a stream, unless the body says */
		BODY_STREAM_OFF,
	} stream;
};

/* What a given body says. */
struct body_facts {
	struct span model; /* its literal without quotes; or empty */
	bool stream; /* it asks for a stream */
	bool known; /* it has the members of its API */
};

/* HR_EINPUT, HR_ELIMIT with *err: it is no JSON object, or has a member
 * twice that is read here: who receives it may take the other one. */
enum hr_status body_read(
	struct span body, enum hr_api, struct body_facts *, struct hr_error *);

/*
 * Appends the body with what is to be changed.  Every other byte stays: values
 * are replaced where they stand, and members that are new come behind the last
 * one.  A body that asks for a stream of chat completions gets the member that
 * asks for its usage, too.  Errors as of body_read().
 */
enum hr_status body_edit(struct span body, const struct body_change *,
	struct buf *out, struct hr_error *);

/* The API that a body is meant for, by its shape; HR_API_NONE: it is none.  Some
 * bodies are good for several; the expected one comes first then.
 * HR_ENOMEM. */
enum hr_status body_api(struct span body, enum hr_api expected, enum hr_api *);

/*
 * Documents for a model: what each is named stands in a tag around it, and
 * the tag is one that none of the texts can close.
 */
struct body_tag {
	uint64_t number; /* 0: a tag without one */
};

/* Looks at a text: the tag of all is the one after the last was looked at. */
void body_tag_avoid(struct body_tag *, struct span text);
/* Name may be NULL. */
void body_tag_open(const struct body_tag *, const char *name, struct buf *out);
void body_tag_close(const struct body_tag *, struct buf *out);

#endif
