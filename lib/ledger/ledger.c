/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger; see ledger.h.
 *
 * In WAL mode a writer appends to a file of its own and readers do not wait for
 * it.
 */
#include "ledger/ledger.h"

#include <stdio.h>

static enum hr_status
fail(struct hr_error *err, enum hr_status status, const char *text)
{
	*err = (struct hr_error){ .code = status };
	snprintf(err->text, sizeof(err->text), "%s", text);
	return status;
}

#if HAVE_SQLITE

#include "base/mem.h"
#include "ledger/ledger_db.h"

/* "HRLG": our files are known from others by it. */
#define APPLICATION 0x48524c47
/*
 * Of the tables; a later one is not written to.  The table of parts came later:
 * it is made when there are some, and who does not know it writes and reads runs
 * as before.  A part has the time of its run, as who does not know it deletes
 * runs without it, and their numbers are given out again.
 */
#define SCHEMA 1

enum {
	/* Of 4 KB.  All of it is read when it is opened: 0.2 ms. */
	LOG_PAGES = 100,
};

#define TEXT(x) #x
#define NUMBER_TEXT(x) TEXT(x)

static const char create[] = "CREATE TABLE run (id INTEGER PRIMARY KEY"
#define X(name) ", " #name " TEXT"
	LEDGER_WORDS(X)
#undef X
#define X(name) ", " #name " INTEGER"
		LEDGER_NUMBERS(X)
#undef X
			")";

static const char mark[] = "PRAGMA application_id = " NUMBER_TEXT(
	APPLICATION) "; PRAGMA user_version = " NUMBER_TEXT(SCHEMA);

static const char insert[] = "INSERT INTO run VALUES (NULL"
#define X(name) ", ?"
	LEDGER_WORDS(X) LEDGER_NUMBERS(X)
#undef X
		")";

static const char create_parts[] =
	"CREATE TABLE IF NOT EXISTS part (run INTEGER, time INTEGER, "
	"tool TEXT, tokens_in INTEGER, tokens_out INTEGER, saved INTEGER, "
	"PRIMARY KEY (run, tool)) WITHOUT ROWID";

/* Parts of a run that is gone may be in the way. */
static const char insert_part[] = "INSERT OR REPLACE INTO part VALUES "
				  "(last_insert_rowid(), ?, ?, ?, ?, ?)";

/* What a run has beyond its parts. */
#define PARTS(what)                                                            \
	"(SELECT " what " FROM part WHERE part.run = run.id AND "              \
	"part.time = run.time)"
#define REST(name)                                                             \
	"run." name " - coalesce(" PARTS("sum(part." name ")") ", 0) AS " name
/* Runs and parts of them, each as if it was a run. */
#define PIECES                                                                 \
	"WITH piece AS (SELECT tool, time, status, estimated, requests, "      \
	"bytes_in, bytes_out, " REST("tokens_in") ", " REST(                   \
		"tokens_out") ", " REST("saved") ", usage_input, "             \
						 "usage_cached, "              \
						 "usage_cache_write, "         \
						 "usage_output, "              \
						 "usage_reasoning, cost, "     \
						 "duration_ms FROM run "       \
						 "UNION ALL SELECT "           \
						 "part.tool, run.time, "       \
						 "status, estimated, NULL, "   \
						 "NULL, NULL, "                \
						 "part.tokens_in, "            \
						 "part.tokens_out, "           \
						 "part.saved, NULL, NULL, "    \
						 "NULL, NULL, NULL, NULL, "    \
						 "NULL FROM part JOIN run ON " \
						 "run.id = part.run AND "      \
						 "run.time = part.time) "

#define X(name, sql) ", " sql
#define SUMS LEDGER_SUMS(X)
#define FROM " FROM run WHERE time >= ?"
/* Most tokens saved first, then by name. */
#define ORDER                                                                  \
	" GROUP BY 1 ORDER BY "                                                \
	"total" LEDGER_DONE("tokens_in - tokens_out") " DESC, 1"
#define GROUP(column) "SELECT " column SUMS FROM ORDER

static const char *const select[] = {
	[LEDGER_BY_DAY] = "SELECT date(time, 'unixepoch')" SUMS FROM
			  " GROUP BY 1 ORDER BY 1",
	[LEDGER_BY_MODEL] = GROUP("model"),
	[LEDGER_BY_TOOL] = GROUP("tool"),
	[LEDGER_BY_COMMAND] = GROUP("command"),
	[LEDGER_BY_KIND] = GROUP("kind"),
	[LEDGER_BY_NOTHING] = "SELECT NULL" SUMS FROM,
};
static const char select_pieces[] =
	PIECES "SELECT tool" SUMS " FROM piece WHERE time >= ?" ORDER;
#undef X

bool
ledger_is_built(void)
{
	return true;
}

/* ---- errors -------------------------------------------------------------- */

static enum hr_status
tell(struct ledger *l, int code, struct hr_error *err)
{
	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return fail(err, HR_ENOMEM, "out of memory");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR: /* no such table or column */
		return fail(err, HR_EINPUT, l->errmsg(l->db));
	default:
		return fail(err, HR_EIO, l->errmsg(l->db));
	}
}

/* ---- the log ------------------------------------------------------------- */

/* After a commit: how long the log is. */
static int
on_commit(void *ctx, sqlite3 *db, const char *name, int pages)
{
	struct ledger *l = ctx;

	(void)db, (void)name;
	l->log_pages = pages;
	return SQLITE_OK;
}

/*
 * Bringing the log into the database waits for the disk four times, 8 to 20 ms
 * where the run itself is 1 ms, and so does the first page of a new log.  So a
 * writer leaves a short one for others.
 */
static void
keep_log_short(struct ledger *l)
{
	if (l->log_pages < LOG_PAGES)
		l->db_config(l->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	else
		l->exec(l->db, "PRAGMA wal_checkpoint", NULL, NULL, NULL);
}

/* ---- opening ------------------------------------------------------------- */

/* A file from elsewhere may have triggers.  What a power cut may take are the
 * last runs, never the database. */
static const char settings[] = "PRAGMA trusted_schema = OFF; "
			       "PRAGMA synchronous = NORMAL";

static int
get_number(struct ledger *l, const char *sql, int64_t *n)
{
	sqlite3_stmt *statement = NULL;
	int code = ledger_prepare(l, sql, &statement);

	if (code != SQLITE_OK)
		return code;
	code = ledger_step(l, statement);
	if (code == SQLITE_ROW) {
		*n = l->column_int64(statement, 0);
		code = SQLITE_OK;
	}
	l->finalize(statement);
	return code;
}

/* What a file is. */
struct about {
	int64_t application, schema, tables;
};

static int
look(struct ledger *l, struct about *about)
{
	int code = get_number(l, "PRAGMA application_id", &about->application);

	if (code == SQLITE_OK)
		code = get_number(l, "PRAGMA user_version", &about->schema);
	if (code == SQLITE_OK)
		code = get_number(l, "SELECT count(*) FROM sqlite_master",
			&about->tables);
	return code;
}

static bool
is_empty(const struct about *about)
{
	return !about->application && !about->schema && !about->tables;
}

/* The same as of one moment: between two of its numbers another process may make
 * the tables, and what has tables but no mark is no ledger. */
static int
look_once(struct ledger *l, struct about *about)
{
	int code = ledger_exec(l, "BEGIN");

	if (code == SQLITE_OK)
		code = look(l, about);
	/* Else the message is wanted, and closing ends it. */
	return code == SQLITE_OK ? ledger_exec(l, "COMMIT") : code;
}

/* Two may come here at once: who is second finds it done. */
static int
make_tables(struct ledger *l)
{
	struct about about;
	int code = ledger_exec(l, "BEGIN IMMEDIATE");

	if (code != SQLITE_OK)
		return code;
	code = look(l, &about);
	if (code == SQLITE_OK && is_empty(&about)) {
		code = ledger_exec(l, create);
		if (code == SQLITE_OK)
			code = ledger_exec(l, mark);
	}
	if (code == SQLITE_OK)
		code = ledger_exec(l, "COMMIT");
	if (code != SQLITE_OK)
		l->exec(l->db, "ROLLBACK", NULL, NULL, NULL);
	return code;
}

static enum hr_status
check(struct ledger *l, bool write, struct hr_error *err)
{
	struct about about;
	int code = look_once(l, &about);

	if (code == SQLITE_OK && is_empty(&about) && write) {
		/* Where that mode cannot be, as on some networks, another one
		 * stays, which is as safe. */
		code = ledger_exec(l, "PRAGMA journal_mode = WAL");
		if (code == SQLITE_OK)
			code = make_tables(l);
		if (code == SQLITE_OK)
			code = look_once(l, &about);
	}
	if (code != SQLITE_OK)
		return tell(l, code, err);
	if (about.application != APPLICATION)
		return fail(err, HR_EINPUT, "not a ledger");
	if (about.schema != SCHEMA)
		return fail(err, HR_EINPUT,
			"a ledger of a later version of headroom");
	return HR_OK;
}

enum hr_status
ledger_open(const char *path, bool write, struct ledger **ledger,
	struct hr_error *err)
{
	struct ledger *l = mem_zalloc(1, sizeof(*l));
	enum hr_status status;
	int code;

	if (!l)
		return fail(err, HR_ENOMEM, "out of memory");
	if (!ledger_load(l)) {
		mem_free(l);
		return fail(err, HR_SKIP, LIBSQLITE " is not there");
	}
	/* Who only reads takes part in the log, too; sqlite sees to files that
	 * may not be written. */
	code = l->open_v2(path, &l->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK) {
		status = l->db ? tell(l, code, err)
			       : fail(err, HR_ENOMEM, "out of memory");
	} else {
		l->busy_handler(l->db, ledger_on_busy, l);
		l->wal_hook(l->db, on_commit, l);
		ledger_exec(l, settings);
		status = check(l, write, err);
	}
	if (status == HR_OK)
		*ledger = l;
	else
		ledger_close(l);
	return status;
}

void
ledger_close(struct ledger *l)
{
	if (!l)
		return;
	l->close(l->db);
	mem_free(l);
}

/* ---- writing ------------------------------------------------------------- */

static int
bind_word(struct ledger *l, sqlite3_stmt *statement, int i, const char *word)
{
	return word ? l->bind_text(statement, i, word, -1, SQLITE_STATIC)
		    : SQLITE_OK;
}

static int
bind_number(struct ledger *l, sqlite3_stmt *statement, int i, int64_t n)
{
	return n != LEDGER_UNKNOWN ? l->bind_int64(statement, i, n) : SQLITE_OK;
}

static int
add_run(struct ledger *l, const struct ledger_run *run)
{
	sqlite3_stmt *statement = NULL;
	int code = ledger_prepare(l, insert, &statement), i = 0;

#define X(name)                                                                \
	if (code == SQLITE_OK)                                                 \
		code = bind_word(l, statement, ++i, run->name);
	LEDGER_WORDS(X)
#undef X
#define X(name)                                                                \
	if (code == SQLITE_OK)                                                 \
		code = bind_number(l, statement, ++i, run->name);
	LEDGER_NUMBERS(X)
#undef X
	/* A statement alone is a transaction: busy means that it is undone. */
	if (code == SQLITE_OK)
		code = ledger_step(l, statement);
	l->finalize(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Of the run that was added last. */
static int
add_part(struct ledger *l, const struct ledger_part *part, int64_t time)
{
	sqlite3_stmt *statement = NULL;
	int code = ledger_prepare(l, insert_part, &statement);

	if (code == SQLITE_OK)
		code = bind_number(l, statement, 1, time);
	if (code == SQLITE_OK)
		code = bind_word(l, statement, 2, part->tool);
	if (code == SQLITE_OK)
		code = bind_number(l, statement, 3, part->tokens_in);
	if (code == SQLITE_OK)
		code = bind_number(l, statement, 4, part->tokens_out);
	if (code == SQLITE_OK)
		code = bind_number(l, statement, 5, part->saved);
	if (code == SQLITE_OK)
		code = ledger_step(l, statement);
	l->finalize(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* All or nothing; *err, as undoing it takes the message away. */
static int
add_with_parts(
	struct ledger *l, const struct ledger_run *run, struct hr_error *err)
{
	int code = ledger_exec(l, "BEGIN IMMEDIATE");

	if (code == SQLITE_OK)
		code = ledger_exec(l, create_parts);
	if (code == SQLITE_OK)
		code = add_run(l, run);
	for (size_t i = 0; code == SQLITE_OK && i < run->nparts; i++)
		code = add_part(l, &run->part[i], run->time);
	if (code == SQLITE_OK)
		code = ledger_exec(l, "COMMIT");
	if (code != SQLITE_OK) {
		tell(l, code, err);
		l->exec(l->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return code;
}

enum hr_status
ledger_add(struct ledger *l, const struct ledger_run *run, struct hr_error *err)
{
	int code;

	if (run->nparts) {
		code = add_with_parts(l, run, err);
	} else {
		code = add_run(l, run);
		if (code != SQLITE_OK)
			tell(l, code, err);
	}
	if (code != SQLITE_OK)
		return err->code;
	keep_log_short(l);
	return HR_OK;
}

static int
has_parts(struct ledger *l, bool *has)
{
	int64_t n = 0;
	int code = get_number(l,
		"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND "
		"name = 'part'",
		&n);

	*has = n != 0;
	return code;
}

static int
delete_before(struct ledger *l, const char *sql, int64_t before)
{
	sqlite3_stmt *statement = NULL;
	int code = ledger_prepare(l, sql, &statement);

	if (code == SQLITE_OK)
		code = l->bind_int64(statement, 1, before);
	if (code == SQLITE_OK)
		code = ledger_step(l, statement);
	l->finalize(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

enum hr_status
ledger_purge(struct ledger *l, int64_t before, int64_t *deleted,
	struct hr_error *err)
{
	bool parts;
	int code = has_parts(l, &parts);

	/* Parts first: without their runs nobody counts them. */
	if (code == SQLITE_OK && parts)
		code = delete_before(
			l, "DELETE FROM part WHERE time < ?", before);
	if (code == SQLITE_OK)
		code = delete_before(
			l, "DELETE FROM run WHERE time < ?", before);
	if (code != SQLITE_OK)
		return tell(l, code, err);
	*deleted = l->changes(l->db);
	return HR_OK;
}

/* ---- reading ------------------------------------------------------------- */

/* What is NULL, as sums of nothing are, is 0. */
static void
read_sum(struct ledger *l, sqlite3_stmt *row, struct ledger_sum *sum)
{
	int i = 0;

	sum->name = (const char *)l->column_text(row, i);
#define X(name, sql) sum->name = l->column_int64(row, ++i);
	LEDGER_SUMS(X)
#undef X
}

enum hr_status
ledger_sums(struct ledger *l, int64_t since, enum ledger_by by,
	ledger_sum_fn *give, void *ctx, struct hr_error *err)
{
	sqlite3_stmt *statement = NULL;
	enum hr_status status = HR_OK;
	struct ledger_sum sum;
	bool parts = false;
	int code = by == LEDGER_BY_TOOL ? has_parts(l, &parts) : SQLITE_OK;

	if (code == SQLITE_OK)
		code = ledger_prepare(
			l, parts ? select_pieces : select[by], &statement);
	if (code == SQLITE_OK)
		code = l->bind_int64(statement, 1, since);
	if (code == SQLITE_OK)
		code = ledger_step(l, statement);
	while (code == SQLITE_ROW && status == HR_OK) {
		read_sum(l, statement, &sum);
		status = give(ctx, &sum);
		if (status == HR_OK)
			code = l->step(statement);
		else
			fail(err, status, "");
	}
	if (status == HR_OK && code != SQLITE_DONE)
		status = tell(l, code, err);
	l->finalize(statement);
	return status;
}

#else

bool
ledger_is_built(void)
{
	return false;
}

enum hr_status
ledger_open(const char *path, bool write, struct ledger **ledger,
	struct hr_error *err)
{
	(void)path, (void)write, (void)ledger;
	return fail(err, HR_SKIP, "this program was built without libsqlite3");
}

void
ledger_close(struct ledger *ledger)
{
	(void)ledger;
}

enum hr_status
ledger_add(struct ledger *ledger, const struct ledger_run *run,
	struct hr_error *err)
{
	(void)ledger, (void)run;
	return fail(err, HR_SKIP, "");
}

enum hr_status
ledger_sums(struct ledger *ledger, int64_t since, enum ledger_by by,
	ledger_sum_fn *give, void *ctx, struct hr_error *err)
{
	(void)ledger, (void)since, (void)by, (void)give, (void)ctx;
	return fail(err, HR_SKIP, "");
}

enum hr_status
ledger_purge(struct ledger *ledger, int64_t before, int64_t *deleted,
	struct hr_error *err)
{
	(void)ledger, (void)before, (void)deleted;
	return fail(err, HR_SKIP, "");
}

#endif
