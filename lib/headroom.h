/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libheadroom: fewer tokens for a language model, with nothing said less.
 *
 * The library never prints, exits, opens a file or reads the environment.
 * Arguments are borrowed until the call returns; what a _new function gives is
 * freed by the _free function of the same name.  An object may be used by one
 * thread at a time; different objects are independent.
 *
 * A program that was compiled with an older header works with any newer library
 * of the same soname, libheadroom.so.0: functions stay as they are, values of an
 * enum are only added behind the others, members only at the end of struct
 * hr_options, which says its size, and of struct hr_stats and hr_segment, which
 * the library makes.  Be ready for values of an enum that you do not know.
 */
#ifndef HEADROOM_H
#define HEADROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
/* The library is built with all other names hidden. */
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

#define HR_VERSION "0.1.0"

/* The version of the library that runs: HR_VERSION is that of the header. */
const char *hr_version(void);

enum hr_status {
	HR_OK,
	HR_SKIP, /* an answer: nothing to gain */
	HR_EINPUT, /* the input or an argument is not valid */
	HR_ENOMEM,
	HR_ELIMIT, /* over a limit of size, depth or time */
	HR_EIO, /* a callback could not read or write */
	HR_ENET,
	HR_EAPI,
};

/* Where and why something failed; text is one line without a newline. */
struct hr_error {
	enum hr_status code;
	size_t pos; /* byte offset in the input, where it is known */
	char text[160];
};

/* ---- tokens ------------------------------------------------------------ */

enum hr_encoding {
	HR_O200K_BASE,
	HR_CL100K_BASE,
	HR_O200K_HARMONY,
	HR_NENCODINGS,
};

/*
 * One row for each family of models.  A model without a public vocabulary has
 * the encoding it is estimated from and `exact` false.
 */
struct hr_model {
	const char *pattern; /* name, or prefix that ends in '*' */
	const char *family; /* for people: "GPT-4o" */
	enum hr_encoding encoding;
	bool exact;
	double factor; /* estimate = count times this; 1 if exact */
	int error_percent; /* the estimate's expected error; 0 if exact */
	long context; /* tokens of the context window; 0: not known */
};

/* The known models, best match first; *n is their number.  Static. */
const struct hr_model *hr_models(size_t *n);

/* The model of this name; of an unknown name the last row ("*"), which is an
 * estimate by o200k_base.  Never NULL. */
const struct hr_model *hr_model_find(const char *name);

const char *hr_encoding_name(enum hr_encoding);
/* HR_EINPUT if there is no encoding of this name. */
enum hr_status hr_encoding_find(const char *name, enum hr_encoding *);

struct hr_counter;

/* NULL when memory is short. */
struct hr_counter *hr_counter_new(enum hr_encoding);
void hr_counter_free(struct hr_counter *);

/*
 * Tokens of a whole text, names of special tokens counting as ordinary text
 * and each maximal invalid UTF-8 subsequence as U+FFFD.  SIZE_MAX when memory
 * is short: a word or other piece of more than 1 KB takes four bytes and an
 * eighth for each of its own, for a moment; one that is not valid UTF-8 takes
 * a copy as well.  The counter itself holds at most 4 MB.
 */
size_t hr_count(struct hr_counter *, const void *text, size_t n);

/* The same, but may stop as soon as it knows that there are more than `limit`
 * tokens; then some number above `limit` is returned. */
size_t hr_count_upto(
	struct hr_counter *, const void *text, size_t n, size_t limit);

/* Whether there are more than so many tokens: faster than to count, where there are
 * many more.  True when memory is short. */
bool hr_count_exceeds(
	struct hr_counter *, const void *text, size_t n, size_t limit);

/*
 * The same for a text that comes in parts of any size: feed each part, then
 * finish, which returns the count of all and makes the counter ready for the
 * next text.  *invalid, if not NULL, gets the number of invalid sequences.
 * Only an unfinished piece and up to a kilobyte are kept between parts.  Whole
 * texts may be counted in between.
 */
enum hr_status hr_count_feed(struct hr_counter *, const void *part, size_t n);
size_t hr_count_finish(struct hr_counter *, size_t *invalid);

/* ---- requests ---------------------------------------------------------- */

/*
 * The interfaces of providers, by the shape of their requests and answers: names
 * of the program's options, and of reports.  AUTO recognises them; with NONE an
 * input is text like any other.
 */
#define HR_APIS(X)                                                             \
	X(AUTO, "auto")                                                        \
	X(OPENAI_CHAT, "openai-chat") /* and what is compatible */             \
	X(OPENAI_RESPONSES, "openai-responses")                                \
	X(ANTHROPIC, "anthropic") /* messages */                               \
	X(GEMINI, "gemini") /* generateContent */                              \
	X(NONE, "none")

enum hr_api {
#define X(id, name) HR_API_##id,
	HR_APIS(X)
#undef X
	HR_NAPIS,
};

/* Its name; static. */
const char *hr_api_name(enum hr_api);
/* HR_EINPUT if there is no API of this name. */
enum hr_status hr_api_find(const char *name, enum hr_api *);

/* ---- compressing ------------------------------------------------------- */

enum hr_mode {
	HR_FOLD, /* the default: fold what a marker can sum up */
	HR_LOSSLESS, /* encode only: hr_expander gives the input back */
};

/*
 * What content is.  Their names are choices of the program, and stand in reports.
 * A new one comes at the end, so that programs need not be compiled anew.
 */
#define HR_KINDS(X)                                                            \
	X(AUTO, "auto") /* to be detected */                                   \
	X(LOG, "log")                                                          \
	X(JSON, "json") /* a document, or one a line */                        \
	X(TABLE, "table") /* CSV, and what databases print */                  \
	X(LISTING, "listing") /* other tables of aligned columns */            \
	X(SEARCH, "search") /* lines with their file and place */              \
	X(PROSE, "prose") /* for people: paragraphs, Markdown, manuals */      \
	X(DIFF, "diff") /* patches: diff -u, git diff, git log -p */           \
	X(CODE, "code") /* source code */                                      \
	X(HTML, "html") /* pages, or large parts of them */                    \
	X(TEXT, "text") /* passes through */

enum hr_kind {
#define X(id, name) HR_KIND_##id,
	HR_KINDS(X)
#undef X
	HR_NKINDS,
};

/* Its name; static. */
const char *hr_kind_name(enum hr_kind);
/* HR_EINPUT if there is no kind of this name. */
enum hr_status hr_kind_find(const char *name, enum hr_kind *);

/* How the lines of a log are laid out. */
enum hr_order {
	HR_ORDER_AUTO, /* in order, unless grouping saves much more */
	HR_ORDER_KEEP,
	HR_ORDER_GROUP, /* lines of one kind together, and a line of order */
};

/*
 * Which turns of a request may change.  What a string becomes never depends on
 * its turn: a string that changes in two turns becomes the same bytes in both.
 */
enum hr_reach {
	HR_REACH_LIVE, /* what is behind the last answer of the model */
	HR_REACH_HISTORY, /* every turn that is not at or before a mark of a
			   * cache; marks in the last message do not count */
	HR_REACH_ALL, /* every turn, whatever is marked */
};

/* A string of a request that may change, and what became of it. */
struct hr_text {
	uint64_t line; /* of its request in a batch, from 1 */
	const char *pointer; /* to it, from the root of the line or document */
	const char *tool; /* whose result it is; "" if it is not told */
	enum hr_kind kind;
	uint64_t tokens_in, tokens_out;
	const char *why; /* it was left alone: a name of enum hr_left, which
			  * is static; NULL: it was not */
};

/* Why a string of a request stays as it is. */
#define HR_LEFT_REASONS(X)                                                     \
	X(USER, "user text") /* and it was not said that this may change */    \
	X(REACH, "out of reach") /* of an earlier turn */                      \
	X(MARK, "cached") /* at or before a mark of a cache */                 \
	X(PROTECTED, "protected") /* of a tool whose results stay */           \
	X(SHORT, "short") /* too short for a marker to be worth it */          \
	X(ERROR, "error") /* a short one, which is what the model needs */     \
	X(ENCODED, "encoded") /* it has blocks that were encoded before */     \
	X(SURROGATE, "no text") /* half a pair of surrogates is in it */       \
	X(SAME, "no gain") /* nothing smaller says the same */

enum hr_left {
#define X(name, word) HR_LEFT_##name,
	HR_LEFT_REASONS(X)
#undef X
	HR_NLEFT,
};

/* "user text", "out of reach" ...; static. */
const char *hr_left_name(enum hr_left);

/* What happens on the way.  Arguments are valid during the call, and members
 * that are NULL are not called. */
struct hr_watch {
	void (*text)(void *ctx, const struct hr_text *);
	/* A line of a batch that is not valid JSON goes out as it came. */
	void (*bad_line)(void *ctx, uint64_t line, const struct hr_error *);
	void *ctx;
};

/* Why a candidate was not taken: the test of the program that decided. */
#define HR_WHYS(X)                                                             \
	X(TAKEN, "taken")                                                      \
	X(NOTHING, "nothing to gain") /* none was made */                      \
	X(LITTLE, "saves too little") /* less than `percent` */                \
	X(HEADER, "no header can say it")                                      \
	X(PROOF, "decodes to something else")                                  \
	X(WHOLE, "not fewer tokens") /* all blocks of a text together */       \
	X(LINES, "larger than as lines") /* or saves less than `percent` */    \
	X(LOG_LINES, "no gain over the lines of the log around it")            \
	X(CLAIM, "no gain over the codec of the kind") /* of `percent` */      \
	X(IN_ORDER, "no gain over lines in order") /* of `percent` */          \
	X(GROUPED, "much larger than grouped lines")                           \
	X(SHORT, "too short within a log")                                     \
	X(MARKERS, "markers are among its lines")                              \
	X(UNENCODED, "this kind is left as it is")                             \
	X(NOT_LOG, "only lines of a log are encoded") /* in this mode */       \
	X(NO_CODEC, "no codec folds this kind")                                \
	X(FOLDED, "was folded before")                                         \
	X(LOSSLESS, "lossless mode folds nothing")                             \
	X(PLAIN, "plain mode encodes nothing")                                 \
	X(ASKED, "the kind text was asked for")                                \
	X(BINARY, "binary data")                                               \
	X(LONG, "a line is longer than a window")

enum hr_why {
#define X(id, words) HR_WHY_##id,
	HR_WHYS(X)
#undef X
	HR_NWHYS,
};

/* "taken", "saves too little" ...; static. */
const char *hr_why_name(enum hr_why);

/* What became of a segment. */
#define HR_FATES(X)                                                            \
	X(LEFT, "left") /* as it was */                                        \
	X(FOLDED, "folded") /* and what was left may be in blocks */           \
	X(ENCODED, "encoded") /* as a block */                                 \
	X(MARKED, "marked") /* markers stand in the place of blobs */

enum hr_fate {
#define X(id, word) HR_FATE_##id,
	HR_FATES(X)
#undef X
	HR_NFATES,
};

/* "left", "folded" ...; static. */
const char *hr_fate_name(enum hr_fate);

/* Something that was tried for a segment, or for lines in it. */
struct hr_candidate {
	const char *name; /* of its codec; "fold", "blocks", "lines",
			   * "grouped lines" or "markers"; static */
	uint64_t line, last_line; /* of the input, from 1 */
	uint64_t tokens; /* 0: not counted */
	enum hr_why why;
	unsigned percent; /* that it would have had to save; 0: none */
};

/*
 * A segment: a stretch of an input that was worked on as one.  The segments of
 * an input that is no request follow each other, and together have all its
 * lines.  The library makes it; members may be added at the end.
 */
struct hr_segment {
	uint64_t line, last_line; /* of the input, from 1 */
	uint64_t bytes, tokens, tokens_out;
	enum hr_kind kind;
	enum hr_kind detected; /* the kind of the text that it is in */
	int sure; /* of `detected`, per cent; 0: no detector was sure, so it
		   * is text; -1: it was asked for */
	enum hr_fate fate;
	const struct hr_candidate *candidates;
	size_t ncandidates, more; /* more: that are not listed */
};

/* Told of each segment, when it is decided; NULL: of none. */
struct hr_explain {
	void (*segment)(void *ctx, const struct hr_segment *);
	void *ctx;
};

/*
 * What is zero, NULL or false is the default.  Call hr_options_init() first, or,
 * if the library is always that of the header, begin with zeros.
 */
struct hr_options {
	/* How much of the structure the caller knows: members behind it have
	 * their defaults.  0: all of the library's, whatever the header was. */
	size_t size;
	enum hr_mode mode;
	enum hr_kind kind;
	enum hr_order order;
	enum hr_encoding encoding;
	bool plain; /* encode nothing: only input lines and markers */
	bool follow; /* output as soon as the input's end allows */
	bool want_counts; /* fill in the token counts of hr_stats */
	bool strict; /* odd input is an error, not passed through */
	/*
	 * So many tokens, or so many per cent of all inputs' tokens, are not
	 * exceeded by all output together, which is written when
	 * hr_compressor_finish_run() is called; 0: no limit.
	 */
	uint64_t budget;
	unsigned budget_percent;
	const char *query; /* what is asked, or NULL */
	/* Lines matched by one of keep stay; lines matched by one of drop are
	 * folded whatever they are.  PCRE2 patterns, NULL-terminated lists or
	 * NULL. */
	const char *const *keep, *const *drop;

	/*
	 * Of requests, as the whole input or one in each line, only strings
	 * change, and all other bytes stay: results of tools, in the turns that
	 * are in reach.  Tokens of o200k_base decide whether a string got
	 * smaller, whatever the encoding is, so that its bytes do not depend on
	 * the model.  With a budget, each request is a prompt of so many tokens
	 * at most, and what is at or before a mark of a cache stays.  With
	 * HR_LOSSLESS or a kind, AUTO finds none.
	 */
	enum hr_api api;
	bool batch; /* each line is a record, which may have a request: there
		     * is a line out for each line in, whatever is in it */
	const char *at; /* JSON pointer to where in the document, or in each
			 * record, the request is: an object, or a string with
			 * its JSON; NULL: wherever it is */
	bool user_text; /* what users wrote and documents may change, too */
	enum hr_reach reach; /* of a budget: LIVE, else HR_EINPUT */
	const char *const *protect; /* names of tools whose results stay */
	/* Results of tools that read and edit files stay, too, as edits must
	 * match the file byte for byte; unless this is set. */
	bool no_default_protect;
	size_t max_request; /* bytes; 0: HR_REQUEST_BYTES */
	struct hr_watch watch;
	/* Of texts; with a budget or follow it is HR_EINPUT, as neither works
	 * on segments. */
	struct hr_explain explain;
};

/*
 * All defaults, for a caller whose structure is of `size` bytes:
 * hr_options_init(&options, sizeof(options)).
 */
void hr_options_init(struct hr_options *, size_t size);

#define HR_REQUEST_BYTES ((size_t)256 << 20)

struct hr_stats {
	uint64_t bytes_in, bytes_out;
	uint64_t lines_in, lines_kept, lines_folded, markers;
	uint64_t tokens_in, tokens_out; /* only with want_counts */
	uint64_t windows, windows_unchanged;
	uint64_t binary_inputs; /* copied, as there is a NUL near their start */
	enum hr_kind kind; /* of the last window that was not empty */
	uint64_t regex_failures; /* lines kept as a match hit its limit */
	uint64_t requests; /* then tokens are those of their prompts */
	uint64_t texts, texts_changed; /* their strings that may change */
	/* Of their strings that could change if they were of another turn or
	 * tool, or longer: how many stay, and their bytes, by reason. */
	uint64_t left[HR_NLEFT], left_bytes[HR_NLEFT];
	uint64_t bodies_unknown; /* bodies that look like requests of no API
				  * that is known, and stay as they are */
	/* Of lines that are records: those that are no JSON, or over a limit;
	 * and those without a request.  They stay as they are. */
	uint64_t lines_bad, lines_foreign;
	/* Inputs whose lines have members that requests have, though none is
	 * known for one: they were text. */
	uint64_t records_unread;
	uint64_t blocks_refused; /* not decoded to what was encoded: bugs that
				  * cost their savings and nothing else */
};

/* Gets output, whole or in parts.  Anything but HR_OK ends the run and is
 * returned from it. */
typedef enum hr_status hr_write_fn(void *ctx, const void *p, size_t n);

struct hr_compressor;

/* HR_EINPUT with *err filled for a pattern that does not compile, or options of
 * a newer header that this library does not know and that are not zero. */
enum hr_status hr_compressor_new(const struct hr_options *, hr_write_fn *,
	void *ctx, struct hr_compressor **, struct hr_error *err);
void hr_compressor_free(struct hr_compressor *);

/* Input in parts of any size. */
enum hr_status hr_compressor_feed(
	struct hr_compressor *, const void *part, size_t n);
/* No input for now: in follow mode writes what is held back. */
enum hr_status hr_compressor_quiet(struct hr_compressor *);
/* The end of one input: writes the rest and readies it for the next input,
 * whose line numbers begin at 1 again. */
enum hr_status hr_compressor_finish_input(struct hr_compressor *);
/* The lines of the next input are numbered from here on, not from 1, where they
 * are a batch.  To be called before the input's first byte. */
void hr_compressor_number(struct hr_compressor *, uint64_t line);
/* A text of the caller that goes out in front of the next input's output, as
 * its name.  To be called before the input's first byte. */
enum hr_status hr_compressor_header(
	struct hr_compressor *, const void *text, size_t n);
/* The end of all inputs; what comes then has nothing to do with them.  HR_ELIMIT: the budget is less than it takes to say
 * that everything was left out. */
enum hr_status hr_compressor_finish_run(struct hr_compressor *);
/* What was wrong when a call returned HR_EINPUT or HR_ELIMIT; pos is SIZE_MAX if
 * a request does not fit its budget. */
const struct hr_error *hr_compressor_error(const struct hr_compressor *);
/* Totals of all inputs so far. */
const struct hr_stats *hr_compressor_stats(const struct hr_compressor *);

/*
 * One whole input in one call, which is all of a run.  *out gets *out_n bytes and
 * a NUL behind them, which hr_free() frees.  Options that are NULL are all
 * defaults.  Otherwise *err, if it is not NULL, says what was wrong, and *out is
 * untouched: as hr_compressor_new() and hr_compressor_error() say it.
 */
enum hr_status hr_compress(const struct hr_options *, const void *text,
	size_t n, char **out, size_t *out_n, struct hr_error *err);
void hr_free(void *);

/*
 * Whether an input that begins with `head` is a batch as far as that tells: it
 * has a whole line, or all there is, and a request is in one of its first lines.
 * Of the options those of requests count.  HR_SKIP: it is none; HR_ENOMEM;
 * HR_EINPUT for options that are not known.
 */
enum hr_status hr_batch_look(
	const struct hr_options *, const void *head, size_t n, bool whole);

/* ---- expanding --------------------------------------------------------- */

/*
 * Undoes what the compressor encoded: of lossless output the input comes back
 * byte for byte, of folded output the lines that were kept and the markers.
 * Other text goes through as it is.
 */
struct hr_expander;

/* NULL when memory is short. */
struct hr_expander *hr_expander_new(hr_write_fn *, void *ctx);
void hr_expander_free(struct hr_expander *);

/*
 * Text in parts of any size, and its end, which readies for the next one.
 * HR_EINPUT: the text was damaged; the error says how, and pos is the number
 * of its line from 1.  What came before has been written.  HR_ELIMIT: it would
 * expand to more than any text that was encoded.
 */
enum hr_status hr_expander_feed(
	struct hr_expander *, const void *part, size_t n, struct hr_error *);
enum hr_status hr_expander_finish(struct hr_expander *, struct hr_error *);

/* ---- verifying --------------------------------------------------------- */

/* What a reader may need of a text, by its exact spelling. */
enum hr_fact {
	HR_FACT_TEMPLATE, /* a kind of line; of JSON, a key */
	HR_FACT_ERROR, /* a kind of line or leaf that tells of an error */
	HR_FACT_NUMBER,
	HR_FACT_PATH,
	HR_FACT_URL,
	HR_FACT_IDENTIFIER, /* "blk_42", a UUID, an address, "maxSize" */
	HR_FACT_FRAME, /* of a stack trace: the line */
	HR_FACT_LEAF, /* of JSON: a scalar with its key */
	HR_NFACTS,
};

/* "templates", "errors", "numbers" ...; static. */
const char *hr_fact_name(enum hr_fact);
/* HR_EINPUT if there is no class of this name. */
enum hr_status hr_fact_find(const char *name, enum hr_fact *);

/* Different facts of a class; what is neither kept nor stated is lost. */
struct hr_fact_counts {
	uint64_t total;
	uint64_t kept; /* stand in the compressed text as they are */
	uint64_t stated; /* only in a marker, or in a range of one */
};

struct hr_verdict {
	struct hr_fact_counts facts[HR_NFACTS];
	bool json; /* the original is JSON */
	bool expanded; /* the compressed text had blocks, which were undone */
};

/*
 * Gets a fact that was lost: class by class, in the order of their first lines,
 * which are numbered from 1.  The text, without a NUL at its end, is valid
 * during the call.  HR_SKIP: no more of this class; other values but HR_OK end
 * the run and are returned from it.
 */
typedef enum hr_status hr_lost_fn(
	void *ctx, enum hr_fact, uint64_t line, const void *text, size_t n);

/*
 * Compares any text that was made from `raw`, by whatever tool, with it.
 * Escape sequences of terminals and carriage returns at line ends are no part
 * of either.  `lost` may be NULL.  Time and memory are linear in both texts
 * and in what the blocks of the compressed one expand to.
 */
enum hr_status hr_verify(const void *raw, size_t raw_n, const void *compressed,
	size_t compressed_n, struct hr_verdict *, hr_lost_fn *lost, void *ctx);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
