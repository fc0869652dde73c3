/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of 'headroom send' share. */
#ifndef SEND_H
#define SEND_H

#include "send/body.h"
#include "limit.h"
#include "opt.h"
#include "out.h"
#include "prices.h"
#include "provider.h"
#include "record.h"

enum {
	SEND_HEADERS = 24, /* of the command line */
};

struct send_args {
	bool as_is, no_stream, json, dry_run, compare, allow_http;
	bool user_text, history, no_default_protect;
	int api, provider, reach;
	const char *prompt, *system, *model, *budget, *output, *base_url;
	const char *max_tokens, *ca_file, *key_file, *key_command, *key_fd;
	const char *timeout, *connect_timeout, *idle_timeout, *retries;
	const char *usage_json, *prices, *ledger;
	struct opt_list headers, protect;
};

/* An input, whole in memory. */
struct send_input {
	const char *name; /* NULL: standard input */
	struct buf text;
};

/* A body that could be sent, and what its prompt has by the counter. */
struct send_body {
	struct buf text;
	uint64_t tokens;
	bool counted;
};

struct send {
	const struct send_args *args;
	struct send_input *input;
	size_t ninputs, cap;
	bool is_body; /* the input is a request's body, not text */
	enum hr_api api;
	const char *model;
	struct buf model_name; /* the one that the body names */
	uint64_t max_tokens; /* 0: not said */
	int64_t connect_ms, first_ms, idle_ms;
	unsigned retries;
	bool stream; /* the body that is sent asks for one */
	struct meter meter;
	struct limit limit;
	struct provider provider;
	struct buf url;
	struct send_body original, small;
	struct prices prices;
	struct price price;
	bool has_price;
	struct out out;
	struct record record;
	struct tools tools; /* before there is a record */
};

/* All of these return 0, or an exit status after a message. */

/* Reads the operands, or standard input if there is something in it. */
int send_read(struct send *, char **operands);
/* Whether the input is a body, and whose; the model it names. */
int send_look(struct send *);
/* Makes the body to send, and the original one if somebody wants to see it or
 * what was saved. */
int send_make(struct send *);
/* Sends it and writes the answer. */
int send_go(struct send *);
void send_release(struct send *);

/* What it was: after an exchange, and before one that is not to be. */
struct exchange;
void send_tell(const struct send *, const struct exchange *);
void send_tell_dry(const struct send *);
/* The heading of an answer of --compare, and the line below it. */
void send_head(struct send *, const char *name);
void send_foot(struct send *, const char *name, const struct exchange *);

/* What an exchange adds to the line in the ledger. */
void send_record(
	struct send *, const struct send_body *, const struct exchange *);

/* The file of --usage-json; a descriptor, -1 after a message. */
int send_open_usage(const struct send_args *);
int send_add_usage(const struct send *, const struct send_body *,
	const struct exchange *, int fd);

#endif
