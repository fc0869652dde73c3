/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading and waiting; see ledger_db.h.
 *
 * Some steps, as changing to WAL mode and mending the log after a process was
 * killed, answer that the database is busy without asking the handler that
 * waits; those are tried again here, from the same store of patience.
 */
#if HAVE_SQLITE

#include "ledger/ledger_db.h"

#include <dlfcn.h>
#include <stddef.h>

enum {
	/* All the time a run waits for others.  Its output is out by then, but
	 * who started it waits; 50 that end at once take 0.3 s. */
	PATIENCE_MS = 5000,
	MAX_NAP_MS = 25,
};

bool
ledger_load(struct ledger *l)
{
	void *library = dlopen(LIBSQLITE, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
#define X(name)                                                                \
	*(void **)&l->name = dlsym(library, "sqlite3_" #name);                 \
	if (!l->name)                                                          \
		return false;
	CALLS(X)
#undef X
	return true;
}

/* ---- waiting ------------------------------------------------------------- */

/* False: patience is at its end. */
static bool
nap(struct ledger *l)
{
	if (l->waited >= PATIENCE_MS)
		return false;
	l->nap = l->nap < MAX_NAP_MS ? l->nap + 1 : MAX_NAP_MS;
	l->sleep(l->nap);
	l->waited += l->nap;
	return true;
}

int
ledger_on_busy(void *ctx, int times)
{
	(void)times;
	return nap(ctx);
}

/* Whether to try again what ended so. */
static bool
is_busy(struct ledger *l, int code)
{
	code &= 0xff; /* the rest is a detail */
	return (code == SQLITE_BUSY || code == SQLITE_LOCKED ||
		       code == SQLITE_PROTOCOL) &&
	       nap(l);
}

int
ledger_exec(struct ledger *l, const char *sql)
{
	int code;

	do
		code = l->exec(l->db, sql, NULL, NULL, NULL);
	while (is_busy(l, code));
	return code;
}

int
ledger_step(struct ledger *l, sqlite3_stmt *statement)
{
	int code;

	while (is_busy(l, code = l->step(statement)))
		l->reset(statement);
	return code;
}

int
ledger_prepare(struct ledger *l, const char *sql, sqlite3_stmt **statement)
{
	int code;

	do
		code = l->prepare_v2(l->db, sql, -1, statement, NULL);
	while (is_busy(l, code));
	return code;
}

#else

/* There is nothing to load. */
extern int ledger_db_is_empty;

#endif
