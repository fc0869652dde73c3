/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A database of the ledger: the library, which is loaded when it is asked for,
 * and calls that wait for others as long as there is patience.
 */
#ifndef LEDGER_DB_H
#define LEDGER_DB_H

#include <sqlite3.h>
#include <stdbool.h>

#ifdef __APPLE__
#define LIBSQLITE "libsqlite3.dylib"
#else
#define LIBSQLITE "libsqlite3.so.0"
#endif

/* What of libsqlite3 is used, typed by its headers. */
#define CALLS(X)                                                               \
	X(bind_int64)                                                          \
	X(bind_text)                                                           \
	X(busy_handler)                                                        \
	X(changes)                                                             \
	X(close)                                                               \
	X(column_int64)                                                        \
	X(column_text)                                                         \
	X(db_config)                                                           \
	X(errmsg)                                                              \
	X(exec)                                                                \
	X(finalize)                                                            \
	X(open_v2)                                                             \
	X(prepare_v2)                                                          \
	X(reset)                                                               \
	X(sleep)                                                               \
	X(step)                                                                \
	X(wal_hook)

struct ledger {
	sqlite3 *db;
	int waited; /* milliseconds */
	int nap;
	int log_pages; /* of the log, once something was written */
#define X(name) __typeof__(sqlite3_##name) *name;
	CALLS(X)
#undef X
};

/* False: there is no such library here. */
bool ledger_load(struct ledger *);
/* For sqlite3_busy_handler(), with the ledger as its context. */
int ledger_on_busy(void *ledger, int times);

/* These answer with a code of sqlite3. */
int ledger_exec(struct ledger *, const char *sql);
/* A statement, up to its first row or its end. */
int ledger_step(struct ledger *, sqlite3_stmt *);
int ledger_prepare(struct ledger *, const char *sql, sqlite3_stmt **);

#endif
