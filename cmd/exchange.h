/* SPDX-License-Identifier: Apache-2.0 */
/* A request, sent until it is answered or given up, and its answer. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "answer/answer.h"
#include "send/http.h"
#include "key.h"
#include "out.h"
#include "send/retry.h"

/* What to send and how; borrowed. */
struct exchange_plan {
	struct http_request request;
	const char *host; /* for messages */
	enum hr_api api;
	bool stream; /* the request asks for one */
	bool raw; /* the answer's bytes go out, not its text */
	unsigned retries;
	const struct key *key;
	struct out *out;
};

struct exchange {
	int status; /* exit status; a message was given */
	int http_status; /* of the last attempt; 0: none */
	unsigned retries;
	int64_t first_ms, total_ms; /* to the first byte, to the end; of the
				     * last attempt; -1: not known */
	char request_id[128];
	enum answer_end end;
	struct answer_usage usage;
	char finish[64], id[128], model[128];
	char error[ANSWER_MESSAGE + 1]; /* without the key */
	const char *fault; /* a word for the kind of error; NULL: none */
	size_t ncalls;
	bool newline; /* the text that went out ended a line, or was none */
};

void exchange_run(const struct exchange_plan *, struct exchange *);

#endif
