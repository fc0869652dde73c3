/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP with libcurl; see http.h.  The multi interface is used for one transfer,
 * as only it lets the caller's clock decide when to give up.
 */
#include "send/http.h"

#include <stdio.h>

#include "base/buf.h"

#if HAVE_CURL

#include <curl/curl.h>
#include <dlfcn.h>

#ifdef __APPLE__
#define LIBCURL "libcurl.4.dylib"
#else
#define LIBCURL "libcurl.so.4"
#endif

enum {
	/* How long libcurl may wait before the clock is looked at again. */
	WAIT_MS = 200,
};

/* ---- the library --------------------------------------------------------- */

/* What of libcurl is used, typed by its headers. */
#define CALLS(X)                                                               \
	X(global_init)                                                         \
	X(easy_init)                                                           \
	X(easy_setopt)                                                         \
	X(easy_getinfo)                                                        \
	X(easy_strerror)                                                       \
	X(easy_cleanup)                                                        \
	X(multi_init)                                                          \
	X(multi_add_handle)                                                    \
	X(multi_remove_handle)                                                 \
	X(multi_perform)                                                       \
	X(multi_poll)                                                          \
	X(multi_info_read)                                                     \
	X(multi_cleanup)

struct curl {
#define X(name) __typeof__(curl_##name) *name;
	CALLS(X)
#undef X
};

/* It stays loaded: what it registers for the end of the program is in it. */
static bool
load(struct curl *curl)
{
	void *library = dlopen(LIBCURL, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
#define X(name)                                                                \
	*(void **)&curl->name = dlsym(library, "curl_" #name);                 \
	if (!curl->name)                                                       \
		return false;
	CALLS(X)
#undef X
	return curl->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

/* ---- a transfer ---------------------------------------------------------- */

struct transfer {
	const struct http_request *request;
	const struct http_calls *calls;
	void *ctx;
	struct http_result *result;
	struct curl curl;
	CURL *easy;
	CURLM *multi;
	size_t header_bytes, body_bytes;
	bool in_body;
	bool answered; /* something of the answer came */
	bool connected; /* when it was looked at last */
	int64_t last; /* when something came or went */
	curl_off_t sent; /* bytes, at that time */
	char error[CURL_ERROR_SIZE];
};

static void
fail(struct transfer *t, enum http_end end, const char *why)
{
	/* The first one is the reason of the others. */
	if (t->result->end != HTTP_DONE)
		return;
	t->result->end = end;
	snprintf(t->result->text, sizeof(t->result->text), "%s", why);
}

/* Takes what a callback returned; false: it is over. */
static bool
go_on(struct transfer *t, enum hr_status status)
{
	if (status == HR_OK)
		return true;
	t->result->stopped = status;
	fail(t, HTTP_STOPPED, "");
	return false;
}

/* "HTTP/1.1 200 OK": the number. */
static int
status_of(struct span line)
{
	const char *blank = memchr(line.p, ' ', line.n);
	int status = 0;

	if (!blank)
		return 0;
	line = span_from(line, (size_t)(blank - line.p) + 1);
	if (line.n < 3 || (line.n > 3 && line.p[3] > ' '))
		return 0;
	for (size_t i = 0; i < 3; i++) {
		if (!is_digit(line.p[i]))
			return 0;
		status = status * 10 + (line.p[i] - '0');
	}
	return status;
}

static bool
take_header(struct transfer *t, struct span line)
{
	const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
	struct span name, value;

	if (!colon || !t->calls->header || !t->result->status)
		return true;
	name = span_of(line.p, (size_t)(colon - line.p));
	value = span_from(line, name.n + 1);
	value = span_skip_blanks(value);
	return go_on(t, t->calls->header(t->ctx, name, value));
}

static bool
take_status(struct transfer *t, struct span line)
{
	int status = status_of(line);

	if (status >= 100 && status < 200)
		return true;
	if (status < 200 || t->result->status) {
		fail(t, HTTP_PROTOCOL, "the answer is not HTTP");
		return false;
	}
	t->result->status = status;
	return go_on(t, t->calls->status(t->ctx, status));
}

/* A proxy's answer to CONNECT is passed over, see setup(). */
static size_t
on_header(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	struct span line = { p, size * n };

	t->answered = true;
	t->last = t->calls->now(t->ctx);
	t->header_bytes += line.n;
	if (t->header_bytes > HTTP_HEADERS) {
		fail(t, HTTP_LIMIT, "the headers of the answer are too large");
		return 0;
	}
	/* Trailers come behind the body and say nothing. */
	if (t->in_body)
		return size * n;
	if (span_starts(line, "HTTP/") ? !take_status(t, span_chomp(line))
				       : !take_header(t, span_chomp(line)))
		return 0;
	return size * n;
}

static size_t
on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;

	n *= size;
	t->answered = t->in_body = true;
	if (n > t->request->body_limit - t->body_bytes) {
		fail(t, HTTP_LIMIT, "the answer is too large");
		return 0;
	}
	t->body_bytes += n;
	if (t->calls->body && !go_on(t, t->calls->body(t->ctx, p, n)))
		return 0;
	/* What the caller took its time for is not the server's silence. */
	t->last = t->calls->now(t->ctx);
	return n;
}

/* ---- settings ------------------------------------------------------------ */

/* Each returns 0 if the option was taken. */
#define SET(option, value) t->curl.easy_setopt(t->easy, option, value)

static int
set_safety(struct transfer *t)
{
	return SET(CURLOPT_SSL_VERIFYPEER, 1L) |
	       SET(CURLOPT_SSL_VERIFYHOST, 2L) |
	       SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) |
	       SET(CURLOPT_PROXY_SSL_VERIFYPEER, 1L) |
	       SET(CURLOPT_PROXY_SSL_VERIFYHOST, 2L) |
	       SET(CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) |
	       SET(CURLOPT_FOLLOWLOCATION, 0L) |
	       SET(CURLOPT_UNRESTRICTED_AUTH, 0L) |
	       SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) |
	       SET(CURLOPT_PROTOCOLS_STR, "http,https") |
	       SET(CURLOPT_REDIR_PROTOCOLS_STR, "https") |
	       SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) |
	       SET(CURLOPT_HTTP09_ALLOWED, 0L) |
	       SET(CURLOPT_FRESH_CONNECT, 1L) | SET(CURLOPT_FORBID_REUSE, 1L) |
	       SET(CURLOPT_PATH_AS_IS, 1L) | SET(CURLOPT_NOSIGNAL, 1L) |
	       /* A look-up that hangs is left behind, not waited for. */
	       SET(CURLOPT_QUICK_EXIT, 1L);
}

/* An empty proxy, and not none, keeps libcurl from the environment. */
static int
set_way(struct transfer *t)
{
	const struct http_request *r = t->request;
	int bad = SET(CURLOPT_PROXY, r->proxy ? r->proxy : "") |
		  SET(CURLOPT_NOPROXY, r->no_proxy ? r->no_proxy : "") |
		  SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) |
		  /* The key is for the server, not for a proxy. */
		  SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE) |
		  SET(CURLOPT_CONNECTTIMEOUT_MS, (long)r->connect_ms) |
		  /* One request a connection: HTTP/2 would win nothing. */
		  SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);

	if (r->ca_file)
		bad |= SET(CURLOPT_CAINFO, r->ca_file) |
		       SET(CURLOPT_CAPATH, NULL);
	return bad;
}

static int
set_request(struct transfer *t, struct curl_slist *headers)
{
	const struct http_request *r = t->request;

	return SET(CURLOPT_URL, r->url) | SET(CURLOPT_POST, 1L) |
	       SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.n) |
	       SET(CURLOPT_POSTFIELDS, r->body.p ? r->body.p : "") |
	       SET(CURLOPT_HTTPHEADER, headers) |
	       SET(CURLOPT_HEADERFUNCTION, on_header) |
	       SET(CURLOPT_HEADERDATA, t) |
	       SET(CURLOPT_WRITEFUNCTION, on_body) | SET(CURLOPT_WRITEDATA, t) |
	       SET(CURLOPT_ERRORBUFFER, t->error);
}

/* ---- how it ended -------------------------------------------------------- */

static bool
is_tls(CURLcode code)
{
	switch ((int)code) {
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_ENGINE_NOTFOUND:
	case CURLE_SSL_ENGINE_SETFAILED:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_SHUTDOWN_FAILED:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_CLIENTCERT:
		return true;
	default:
		return false;
	}
}

/* Whether the request could be sent: the other side is who it should be. */
static bool
is_connected(const struct transfer *t)
{
	curl_off_t at = 0;

	t->curl.easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &at);
	return at != 0;
}

static enum http_end
end_of(const struct transfer *t, CURLcode code)
{
	if (is_tls(code))
		return HTTP_TLS;
	switch ((int)code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_PROXY:
	case CURLE_OPERATION_TIMEDOUT: /* ours are found elsewhere */
		return HTTP_CONNECT;
	case CURLE_OUT_OF_MEMORY:
		/* So says libcurl 7 of a header that is too long for it. */
		return is_connected(t) && !t->in_body ? HTTP_LIMIT
						      : HTTP_FAILED;
	case CURLE_RECV_ERROR:
		/* libcurl has no code for a chunk that is none. */
		return strstr(t->error, "chunked") ? HTTP_PROTOCOL : HTTP_LOST;
	case CURLE_SEND_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
		return HTTP_LOST;
	default:
		return HTTP_PROTOCOL;
	}
}

static void
conclude(struct transfer *t, CURLcode code)
{
	if (code == CURLE_OK && !t->result->status)
		fail(t, HTTP_PROTOCOL, "the answer is not HTTP");
	else if (code == CURLE_OUT_OF_MEMORY && end_of(t, code) == HTTP_LIMIT)
		fail(t, HTTP_LIMIT, "the headers of the answer are too large");
	else if (code != CURLE_OK)
		fail(t, end_of(t, code),
			t->error[0] ? t->error : t->curl.easy_strerror(code));
}

/* ---- the exchange -------------------------------------------------------- */

/* Whether it was silent for too long.  Sending counts as a sign of life, and
 * libcurl has the limit of connecting. */
static bool
is_late(struct transfer *t)
{
	int64_t now = t->calls->now(t->ctx), limit;
	curl_off_t sent = 0;

	t->curl.easy_getinfo(t->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
	if (!t->connected || sent != t->sent) {
		t->connected = is_connected(t);
		t->sent = sent;
		t->last = now;
		return false;
	}
	limit = t->answered ? t->request->idle_ms : t->request->first_ms;
	if (now - t->last < limit)
		return false;
	fail(t, HTTP_TIMEOUT,
		t->answered ? "the server fell silent in the answer"
			    : "the server did not answer in time");
	return true;
}

static void
run(struct transfer *t)
{
	struct curl *curl = &t->curl;
	int running = 1, messages;
	CURLMsg *message;

	while (running) {
		if (curl->multi_perform(t->multi, &running) != CURLM_OK) {
			fail(t, HTTP_FAILED, "libcurl failed");
			return;
		}
		if (running && is_late(t))
			return;
		if (running)
			curl->multi_poll(t->multi, NULL, 0, WAIT_MS, NULL);
	}
	while ((message = curl->multi_info_read(t->multi, &messages)) != NULL)
		if (message->msg == CURLMSG_DONE)
			conclude(t, message->data.result);
}

/* Nodes that point at the caller's headers, so that a key is nowhere twice. */
enum {
	MAX_HEADERS = 64,
};

static struct curl_slist *
link_headers(const char *const *headers, struct curl_slist *node)
{
	/* No wait for "100 Continue", and no reply to it. */
	static char no_expect[] = "Expect:";
	size_t n = 0;

	node[n].data = no_expect;
	for (; headers[n] && n + 1 < MAX_HEADERS; n++) {
		node[n].next = &node[n + 1];
		/* libcurl reads them only, whatever its type says. */
		memcpy(&node[n + 1].data, &headers[n], sizeof(char *));
	}
	node[n].next = NULL;
	return headers[n] ? NULL : node;
}

static void
perform(struct transfer *t)
{
	struct curl_slist nodes[MAX_HEADERS];
	struct curl_slist *headers = link_headers(t->request->headers, nodes);

	t->easy = t->curl.easy_init();
	t->multi = t->curl.multi_init();
	if (!t->easy || !t->multi)
		fail(t, HTTP_FAILED, "out of memory");
	else if (!headers)
		fail(t, HTTP_FAILED, "too many headers");
	else if (set_safety(t) || set_way(t) || set_request(t, headers))
		fail(t, HTTP_FAILED, LIBCURL " is too old, or lacks TLS");
	else if (t->curl.multi_add_handle(t->multi, t->easy) != CURLM_OK)
		fail(t, HTTP_FAILED, "libcurl failed");
	if (t->result->end == HTTP_DONE) {
		run(t);
		t->curl.multi_remove_handle(t->multi, t->easy);
	}
	if (t->easy)
		t->curl.easy_cleanup(t->easy);
	if (t->multi)
		t->curl.multi_cleanup(t->multi);
}

void
http_post(const struct http_request *request, const struct http_calls *calls,
	void *ctx, struct http_result *result)
{
	struct transfer t = {
		.request = request, .calls = calls, .ctx = ctx, .result = result
	};

	*result = (struct http_result){ .end = HTTP_DONE };
	if (!load(&t.curl)) {
		fail(&t, HTTP_FAILED, LIBCURL " cannot be loaded: install it");
		return;
	}
	t.last = calls->now(ctx);
	perform(&t);
}

bool
http_is_built(void)
{
	return true;
}

#else

void
http_post(const struct http_request *request, const struct http_calls *calls,
	void *ctx, struct http_result *result)
{
	(void)request;
	(void)calls;
	(void)ctx;
	*result = (struct http_result){ .end = HTTP_FAILED };
	snprintf(result->text, sizeof(result->text),
		"this program was built without libcurl");
}

bool
http_is_built(void)
{
	return false;
}

#endif
