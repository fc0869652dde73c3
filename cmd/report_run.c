/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files into a report; see report_run.h.
 *
 * The main thread goes through the files and hands out work: a file, which a
 * thread reads by itself, or of a batch a block of lines.  Each thread has a
 * report of its own, and in the end they are added up, which gives the same as
 * one thread would have made.
 */
#include "report_run.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>

#include "base/mem.h"
#include "cmd.h"
#include "in.h"
#include "msg.h"
#include "progress.h"
#include "tree.h"

enum {
	/* Of a batch, so many bytes are handed out at once. */
	BLOCK_BYTES = 1 << 20,
	/* Work that waits, for each thread. */
	WAITING = 2,
};

/* A block of lines of a batch; or a file to be opened, or to be read on from what
 * was read of it. */
struct task {
	struct buf name; /* with its NUL */
	struct buf block;
	bool batch, opened;
	struct in in; /* if it is open */
	uint64_t line; /* of the block, from 1 */
};

struct pool {
	const struct report_run *run;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct task *task; /* a ring */
	size_t ntasks, first, waiting;
	bool ended;
	int status;
	pthread_mutex_t known_lock;
	struct report known; /* contents only: what any thread has measured */
	uint64_t bytes, files; /* that are done */
	struct progress progress;
	pthread_t thread[REPORT_JOBS];
	unsigned nthreads;
};

/* One thread's own. */
struct worker {
	struct pool *pool;
	struct report report;
	struct audit *audit;
	struct audit_options options;
	const char *name; /* of what it works on */
	char *part;
};

static void
raise_status(struct pool *pool, int status)
{
	pthread_mutex_lock(&pool->lock);
	if (status > pool->status)
		pool->status = status;
	pthread_mutex_unlock(&pool->lock);
}

static void
show(struct pool *pool, uint64_t bytes, uint64_t files)
{
	pthread_mutex_lock(&pool->lock);
	pool->bytes += bytes;
	pool->files += files;
	progress_show(&pool->progress, pool->bytes, pool->files);
	pthread_mutex_unlock(&pool->lock);
}

/* ---- a worker ------------------------------------------------------------- */

static void
on_bad_line(void *ctx, uint64_t line, const struct hr_error *err)
{
	struct worker *w = ctx;
	char what[200];

	snprintf(what, sizeof(what), "%s: %s",
		err->code == HR_ELIMIT ? "over a limit" : "not valid JSON",
		err->text);
	report_add_odd(&w->report, span_str(w->name), span_str(what), 1);
	pthread_mutex_lock(&w->pool->lock);
	msg_note(w->name, "line %" PRIu64 ": %s", line, what);
	pthread_mutex_unlock(&w->pool->lock);
}

static bool
recall(void *ctx, struct report_content *c)
{
	struct worker *w = ctx;
	struct pool *pool = w->pool;
	const struct report_content *known;
	struct report_content mine = *c;

	pthread_mutex_lock(&pool->known_lock);
	known = report_find_content(&pool->known, c->hash);
	if (known) {
		*c = *known;
		c->times = mine.times;
		c->where = mine.where;
	}
	pthread_mutex_unlock(&pool->known_lock);
	return known != NULL;
}

/* If memory is short nothing is known, which costs time only. */
static void
remember(void *ctx, const struct report_content *c)
{
	struct worker *w = ctx;
	struct pool *pool = w->pool;
	struct report_content known = *c;

	known.where = "";
	pthread_mutex_lock(&pool->known_lock);
	report_add_content(&pool->known, &known);
	pthread_mutex_unlock(&pool->known_lock);
}

static bool
worker_init(struct worker *w, struct pool *pool)
{
	const struct report *r = pool->run->report;

	*w = (struct worker){ .pool = pool, .options = pool->run->options };
	w->report.encoding = r->encoding;
	w->report.simulated = r->simulated;
	w->report.budget = r->budget;
	w->report.budget_percent = r->budget_percent;
	w->options.bad_line = on_bad_line;
	w->options.ctx = w;
	if (pool->run->threads > 1) {
		w->options.recall = recall;
		w->options.remember = remember;
	}
	w->part = mem_alloc(IN_BYTES, 1);
	w->audit = audit_new(&w->options, &w->report);
	return w->part && w->audit;
}

static void
worker_release(struct worker *w)
{
	audit_free(w->audit);
	report_release(&w->report);
	mem_free(w->part);
}

static void
tell_unread(struct report *r, const char *name)
{
	r->unread++;
	report_add_odd(r, span_str(name), span_str("could not be read"), 1);
}

/* Reads a file on to its end; what came before it could not be read counts. */
static enum hr_status
read_on(struct worker *w, struct in *in, struct span head)
{
	enum hr_status status = audit_begin(w->audit, in->name, false, 1);
	ssize_t n = 0;

	w->name = in->name;
	if (status == HR_OK && head.n)
		status = audit_feed(w->audit, head);
	show(w->pool, head.n, 0);
	while (status == HR_OK && (n = in_read(in, w->part, IN_BYTES)) > 0) {
		status = audit_feed(w->audit, span_of(w->part, (size_t)n));
		show(w->pool, (uint64_t)n, 0);
	}
	if (n < 0)
		raise_status(w->pool, EXIT_IO);
	if (status == HR_OK)
		status = audit_end(w->audit);
	in_close(in);
	w->report.inputs++;
	show(w->pool, 0, 1);
	return status;
}

static enum hr_status
read_file(struct worker *w, const char *name)
{
	struct in in;

	if (in_open(&in, name))
		return read_on(w, &in, span_of("", 0));
	tell_unread(&w->report, name);
	raise_status(w->pool, EXIT_IO);
	return HR_OK;
}

static enum hr_status
work_on(struct worker *w, struct task *t)
{
	enum hr_status status;

	if (t->opened)
		return read_on(w, &t->in, buf_span(&t->block));
	if (!t->batch)
		return read_file(w, t->name.p);
	w->name = t->name.p;
	status = audit_begin(w->audit, t->name.p, true, t->line);
	if (status == HR_OK)
		status = audit_feed(w->audit, buf_span(&t->block));
	if (status == HR_OK)
		status = audit_end(w->audit);
	show(w->pool, t->block.n, 0);
	return status;
}

static void
fail(struct pool *pool, enum hr_status status)
{
	(void)status;
	msg_error(NULL, "out of memory");
	raise_status(pool, EXIT_INTERNAL);
}

/* ---- threads -------------------------------------------------------------- */

/* Takes the oldest task; false: there are no more. */
static bool
take(struct pool *pool, struct task *t)
{
	struct task empty = { .batch = false };
	bool any;

	pthread_mutex_lock(&pool->lock);
	while (!pool->waiting && !pool->ended)
		pthread_cond_wait(&pool->changed, &pool->lock);
	any = pool->waiting != 0;
	if (any) {
		*t = pool->task[pool->first];
		pool->task[pool->first] = empty;
		pool->first = (pool->first + 1) % pool->ntasks;
		pool->waiting--;
		pthread_cond_broadcast(&pool->changed);
	}
	pthread_mutex_unlock(&pool->lock);
	return any;
}

static void
task_release(struct task *t)
{
	buf_release(&t->name);
	buf_release(&t->block);
}

static void *
work(void *arg)
{
	struct pool *pool = arg;
	struct worker w;
	struct task t;
	enum hr_status status = worker_init(&w, pool) ? HR_OK : HR_ENOMEM;

	while (take(pool, &t)) {
		if (status == HR_OK)
			status = work_on(&w, &t);
		task_release(&t);
	}
	/* They are sorted in all threads at once, and need not be later. */
	report_sort_prefixes(&w.report);
	pthread_mutex_lock(&pool->lock);
	if (status == HR_OK)
		status = report_take(pool->run->report, &w.report);
	pthread_mutex_unlock(&pool->lock);
	if (status != HR_OK)
		fail(pool, status);
	worker_release(&w);
	return NULL;
}

/* Puts a task at the end of the ring, which takes what it has. */
static void
put(struct pool *pool, struct task *t)
{
	pthread_mutex_lock(&pool->lock);
	while (pool->waiting == pool->ntasks)
		pthread_cond_wait(&pool->changed, &pool->lock);
	pool->task[(pool->first + pool->waiting) % pool->ntasks] = *t;
	pool->waiting++;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	*t = (struct task){ .batch = false };
}

/* ---- the main thread ------------------------------------------------------ */

static bool
name_task(struct task *t, const char *name)
{
	buf_reset(&t->name);
	buf_add(&t->name, span_of(name, strlen(name) + 1));
	return buf_ok(&t->name);
}

/* Whether a file is a batch, of which the start has been read to *head. */
static bool
is_batch(struct pool *pool, struct in *in, struct buf *head, bool *ended)
{
	ssize_t n = 1;

	while (head->n < IN_BYTES && n > 0) {
		if (!buf_reserve(head, IN_BYTES))
			return false;
		n = in_read(in, head->p + head->n, IN_BYTES);
		head->n += n > 0 ? (size_t)n : 0;
	}
	*ended = n <= 0;
	return audit_look_batch(&pool->run->options, buf_span(head), *ended) ==
	       HR_OK;
}

/* The whole lines of what was read, as a task; all of it at the end. */
static bool
put_block(struct pool *pool, const char *name, struct buf *rest, bool last,
	uint64_t *line)
{
	struct task t = { .batch = true, .line = *line };
	struct buf tail = { .p = NULL };
	size_t n = rest->n;

	while (!last && n && rest->p[n - 1] != '\n')
		n--;
	if (!n)
		return true;
	/* A new buffer for the few bytes behind it is less to copy. */
	buf_reserve(&tail, BLOCK_BYTES + IN_BYTES);
	buf_add(&tail, span_from(buf_span(rest), n));
	t.block = *rest;
	t.block.n = n;
	*rest = tail;
	if (!name_task(&t, name) || !buf_ok(rest)) {
		task_release(&t);
		return false;
	}
	*line += span_lines(buf_span(&t.block));
	put(pool, &t);
	return true;
}

/* A batch, block by block. */
static bool
share_out(struct pool *pool, struct in *in, struct buf *rest, bool ended)
{
	uint64_t line = 1;
	bool ok = true;

	while (ok && !ended) {
		ssize_t n = 1;

		while (rest->n < BLOCK_BYTES && n > 0 && ok) {
			ok = buf_reserve(rest, IN_BYTES);
			n = ok ? in_read(in, rest->p + rest->n, IN_BYTES) : -1;
			rest->n += n > 0 ? (size_t)n : 0;
		}
		if (ok && n < 0)
			raise_status(pool, EXIT_IO);
		ended = n <= 0;
		/* A line that is longer than a block grows until it ends. */
		ok = ok && put_block(pool, in->name, rest, ended, &line);
	}
	if (ok && rest->n)
		ok = put_block(pool, in->name, rest, true, &line);
	pthread_mutex_lock(&pool->lock);
	pool->run->report->inputs++;
	pool->files++;
	pthread_mutex_unlock(&pool->lock);
	return ok;
}

/* A file of several threads: a batch is shared out, any other is one task. */
static bool
hand_out(struct pool *pool, const char *path, uint64_t size)
{
	struct task t = { .batch = false };
	bool ended, ok = true;

	/* What is small is not worth the look. */
	if (size && size < BLOCK_BYTES) {
		ok = name_task(&t, path);
		put(pool, &t);
		return ok;
	}
	if (!in_open(&t.in, path)) {
		pthread_mutex_lock(&pool->lock);
		tell_unread(pool->run->report, path);
		pthread_mutex_unlock(&pool->lock);
		raise_status(pool, EXIT_IO);
		return true;
	}
	if (is_batch(pool, &t.in, &t.block, &ended)) {
		ok = share_out(pool, &t.in, &t.block, ended);
		in_close(&t.in);
		task_release(&t);
	} else {
		ok = name_task(&t, path);
		t.opened = true;
		put(pool, &t);
	}
	return ok;
}

static void
run_alone(struct pool *pool, struct tree *tree)
{
	struct worker w;
	const char *path;
	uint64_t size;
	enum hr_status status = worker_init(&w, pool) ? HR_OK : HR_ENOMEM;

	while (status == HR_OK && tree_next(tree, &path, &size))
		status = read_file(&w, path);
	if (status == HR_OK)
		status = report_take(pool->run->report, &w.report);
	if (status != HR_OK)
		fail(pool, status);
	worker_release(&w);
}

static void
run_threads(struct pool *pool, struct tree *tree)
{
	const char *path;
	uint64_t size;
	bool ok = true;

	pool->ntasks = (size_t)pool->run->threads * WAITING;
	pool->task = mem_zalloc(pool->ntasks, sizeof(*pool->task));
	while (pool->task && pool->nthreads < pool->run->threads &&
		!pthread_create(
			&pool->thread[pool->nthreads], NULL, work, pool))
		pool->nthreads++;
	while (ok && pool->nthreads && tree_next(tree, &path, &size))
		ok = hand_out(pool, path, size);
	pthread_mutex_lock(&pool->lock);
	pool->ended = true;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->nthreads; i++)
		pthread_join(pool->thread[i], NULL);
	if (!ok || !pool->nthreads)
		fail(pool, HR_ENOMEM);
	mem_free(pool->task);
}

int
report_run(const struct report_run *run)
{
	struct pool pool = { .run = run };
	struct tree tree;
	uint64_t bytes = 0, files = 0;

	pthread_mutex_init(&pool.lock, NULL);
	pthread_cond_init(&pool.changed, NULL);
	pthread_mutex_init(&pool.known_lock, NULL);
	tree_total(run->operands, &bytes, &files);
	progress_start(&pool.progress, bytes, files);
	tree_open(&tree, run->operands);
	if (run->threads > 1)
		run_threads(&pool, &tree);
	else
		run_alone(&pool, &tree);
	progress_end(&pool.progress);
	run->report->unread += tree.unreadable;
	if (tree.failed)
		pool.status = EXIT_INTERNAL;
	else if (tree.unreadable && pool.status < EXIT_IO)
		pool.status = EXIT_IO;
	tree_close(&tree);
	report_release(&pool.known);
	pthread_mutex_destroy(&pool.known_lock);
	pthread_cond_destroy(&pool.changed);
	pthread_mutex_destroy(&pool.lock);
	return pool.status;
}
