/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where requests go: what a base URL may be, and the URL that is made of it.
 * A base URL is the part before the API's own path, such as
 * "https://api.openai.com/v1".  Nothing is looked up.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include "base/buf.h"
#include "headroom.h"

enum {
	ADDRESS_BYTES = 2048, /* of a base URL: longer is a mistake */
};

/* The parts of a base URL, borrowed from it. */
struct address {
	bool tls; /* https */
	bool loopback; /* this machine, and sure to be */
	struct span host; /* without port and brackets */
	struct span authority; /* host and port, as they stand there */
	struct span path; /* without a '/' at the end; may be empty */
	struct span query; /* with its '?', or empty */
};

/* HR_EINPUT: this is no base URL: not http or https, with a user or a password,
 * a fragment, or a character that no URL has.  `err` says why; it never
 * has the URL itself, which may hold a secret then. */
enum hr_status address_read(
	struct address *, struct span base, struct hr_error *err);

/* Whether the host is this name or one below it: "openai.azure.com" is that of
 * "me.openai.azure.com".  Small letters. */
bool address_is_at(const struct address *, const char *name);

/*
 * Appends the URL to send a request to, with a NUL behind it that is not
 * counted.  A base that already ends with the API's path stays as it is, so
 * that any form can be given whole.  HR_EINPUT: the API needs a model, or the
 * model is no name.
 */
enum hr_status address_url(const struct address *, enum hr_api,
	const char *model, bool stream, struct buf *out);

/* The base URL for OLLAMA_HOST: "", "host", "host:port", ":port", or a URL;
 * addresses to listen at become ones to connect to.  A NUL follows. */
void address_ollama(struct span host, struct buf *out);

/* Whether this may be the value of a header: no control characters, not empty,
 * no blank at its ends. */
bool address_is_value(struct span);
/* Whether this is the name of a header. */
bool address_is_name(struct span);

#endif
