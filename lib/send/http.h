/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One POST over HTTP/1.1, with libcurl, which is loaded when it is first
 * needed: linked, it would cost every start of the program ten times what the
 * start takes now (measured: 0.45 ms without, 3.7 ms with it).
 *
 * The peer's certificate and name are always verified, TLS is 1.2 or later,
 * redirects are not followed, and neither .netrc, nor cookies, nor the
 * environment are looked at.  Nothing is decompressed: no encoding is asked for.
 */
#ifndef HTTP_H
#define HTTP_H

#include "base/span.h"
#include "headroom.h"

enum {
	HTTP_HEADERS = 64 << 10, /* bytes of all headers of an answer */
};

/* How an exchange ended. */
enum http_end {
	HTTP_DONE, /* the whole answer came */
	HTTP_CONNECT, /* no connection: no such host, refused, not in time */
	HTTP_TIMEOUT, /* nothing came for too long */
	HTTP_LOST, /* the connection ended before the answer did */
	HTTP_TLS, /* not who it should be, or not secure enough */
	HTTP_PROTOCOL, /* what came is not HTTP */
	HTTP_LIMIT, /* the answer is larger than what is allowed */
	HTTP_STOPPED, /* a callback returned something but HR_OK */
	HTTP_FAILED, /* libcurl is missing, too old, or out of memory */
};

/* Called in this order, the body any number of times; each but the status may
 * be NULL.  Interim answers such as 100 are not seen. */
struct http_calls {
	enum hr_status (*status)(void *ctx, int status);
	enum hr_status (*header)(
		void *ctx, struct span name, struct span value);
	enum hr_status (*body)(void *ctx, const void *p, size_t n);
	/* Milliseconds of a clock that never goes back. */
	int64_t (*now)(void *ctx);
};

struct http_request {
	const char *url;
	const char *const *headers; /* "Name: value" each; NULL-ended */
	struct span body;
	const char *proxy; /* URL; NULL: none */
	const char
		*no_proxy; /* hosts that need none: "a.example,.b"; or NULL */
	const char *ca_file; /* the authorities to trust; NULL: the system's */
	size_t body_limit; /* bytes of the answer's body */
	/* Milliseconds until there is a connection; until the first byte of the
	 * answer, or between two parts of the request; between two parts of the
	 * answer. */
	int64_t connect_ms, first_ms, idle_ms;
};

struct http_result {
	enum http_end end;
	enum hr_status stopped; /* what the callback returned */
	int status; /* 0: none came */
	char text[260]; /* why it failed, for people; or empty */
};

/* Does the exchange; the callbacks get `ctx`. */
void http_post(const struct http_request *, const struct http_calls *,
	void *ctx, struct http_result *);

/* Whether this build can send at all. */
bool http_is_built(void);

#endif
