/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files into a report; see report_run.h.
 *
 * Each thread takes what is next: a file, or of a batch a block of lines, which
 * it reads itself, so that they are in its cache.  It has a report of its own,
 * and in the end all are added up, which gives the same as one thread would have
 * made.
 */
#include "report_run.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>

#include "base/mem.h"
#include "blocks.h"
#include "cmd.h"
#include "in.h"
#include "msg.h"
#include "progress.h"
#include "tree.h"

/* A block of lines of a batch; or a file to be opened, or to be read on from what
 * was read of it. */
struct task {
	struct buf name; /* with its NUL */
	struct block block;
	bool batch, opened;
	struct in in; /* if it is open */
};

/* Where work comes from, for one thread at a time. */
struct source {
	pthread_mutex_t lock;
	struct tree tree;
	bool ended;
	bool in_batch; /* there may be more blocks of it */
	struct in in; /* the batch */
	struct blocks blocks;
};

struct pool {
	const struct report_run *run;
	struct source source;
	pthread_mutex_t lock; /* of what is below, and of messages */
	int status;
	uint64_t bytes, files; /* that are done */
	struct progress progress;
	pthread_mutex_t known_lock;
	struct report known; /* contents only: what any thread has measured */
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

/* Reads a file on to its end, after what was read of it; what came before it
 * could not be read counts. */
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
	struct span block = buf_span(&t->block.text);
	enum hr_status status;

	if (t->opened) {
		t->in.name = t->name.p;
		return read_on(w, &t->in, block);
	}
	if (!t->batch)
		return read_file(w, t->name.p);
	w->name = t->name.p;
	status = audit_begin(w->audit, t->name.p, true, t->block.line);
	if (status == HR_OK)
		status = audit_feed(w->audit, block);
	if (status == HR_OK)
		status = audit_end(w->audit);
	show(w->pool, block.n, 0);
	return status;
}

/* ---- what is next --------------------------------------------------------- */

static bool
name_task(struct task *t, const char *name)
{
	buf_reset(&t->name);
	buf_add(&t->name, span_of(name, strlen(name) + 1));
	return buf_ok(&t->name);
}

/* Opens a file: HR_SKIP if it is a batch, which is shared out, or cannot be read.
 * Any other is one task, as is what is too small to be worth the look. */
static enum hr_status
open_next(struct worker *w, const char *path, uint64_t size, struct task *t)
{
	struct source *s = &w->pool->source;
	struct buf *head = &t->block.text;
	bool ended = false;

	t->batch = t->opened = false;
	buf_reset(head);
	if (size && size < IN_BYTES)
		return name_task(t, path) ? HR_OK : HR_ENOMEM;
	if (!in_open(&t->in, path)) {
		tell_unread(&w->report, path);
		raise_status(w->pool, EXIT_IO);
		return HR_SKIP;
	}
	if (!name_task(t, t->in.name) || !in_read_head(&t->in, head, &ended))
		return HR_ENOMEM;
	if (audit_look_batch(&w->pool->run->options, buf_span(head), ended) !=
		HR_OK) {
		t->opened = true;
		return HR_OK;
	}
	s->in = t->in;
	s->blocks = (struct blocks){ .in = &s->in,
		.most = HR_REQUEST_BYTES,
		.rest = *head,
		.line = 1,
		.ended = ended };
	s->in_batch = true;
	*head = (struct buf){ .p = NULL };
	return HR_SKIP;
}

/* Goes on behind a line that is too long. */
static bool
skip_line(struct worker *w, struct blocks *b)
{
	struct block part = { .goes_on = true };
	bool ok = true;

	while (ok && part.goes_on) {
		ok = blocks_next(b, &part);
		show(w->pool, part.text.n, 0);
	}
	buf_release(&part.text);
	return ok;
}

static void
end_batch(struct worker *w)
{
	struct source *s = &w->pool->source;

	if (s->blocks.failed)
		raise_status(w->pool, EXIT_IO);
	blocks_release(&s->blocks);
	in_close(&s->in);
	s->in_batch = false;
	w->report.inputs++;
	show(w->pool, 0, 1);
}

/* HR_SKIP: that was all of the batch. */
static enum hr_status
next_block(struct worker *w, struct task *t)
{
	struct source *s = &w->pool->source;

	t->batch = true;
	t->opened = false;
	if (!name_task(t, s->in.name) || !blocks_next(&s->blocks, &t->block))
		return HR_ENOMEM;
	if (!t->block.text.n) {
		end_batch(w);
		return HR_SKIP;
	}
	/* Its first part is enough to be told that it is too long. */
	if (t->block.goes_on && !skip_line(w, &s->blocks))
		return HR_ENOMEM;
	return HR_OK;
}

/* HR_SKIP: there are no more. */
static enum hr_status
next_task(struct worker *w, struct task *t)
{
	struct source *s = &w->pool->source;
	enum hr_status status = HR_SKIP;
	const char *path;
	uint64_t size;

	pthread_mutex_lock(&s->lock);
	while (status == HR_SKIP && !s->ended) {
		if (s->in_batch)
			status = next_block(w, t);
		else if (tree_next(&s->tree, &path, &size))
			status = open_next(w, path, size, t);
		else
			s->ended = true;
	}
	pthread_mutex_unlock(&s->lock);
	return status;
}

/* ---- threads -------------------------------------------------------------- */

static void
fail(struct pool *pool)
{
	msg_error(NULL, "out of memory");
	raise_status(pool, EXIT_INTERNAL);
	pthread_mutex_lock(&pool->source.lock);
	pool->source.ended = true;
	pthread_mutex_unlock(&pool->source.lock);
}

static void *
work(void *arg)
{
	struct pool *pool = arg;
	struct worker w;
	struct task t = { .batch = false };
	enum hr_status status = worker_init(&w, pool) ? HR_OK : HR_ENOMEM;

	while (status == HR_OK) {
		status = next_task(&w, &t);
		if (status == HR_OK)
			status = work_on(&w, &t);
	}
	buf_release(&t.name);
	buf_release(&t.block.text);
	/* They are sorted in all threads at once, and need not be later. */
	report_sort_prefixes(&w.report);
	pthread_mutex_lock(&pool->lock);
	if (status == HR_SKIP)
		status = report_take(pool->run->report, &w.report);
	pthread_mutex_unlock(&pool->lock);
	if (status != HR_OK)
		fail(pool);
	worker_release(&w);
	return NULL;
}

/* The main thread is one of them. */
static void
run_threads(struct pool *pool)
{
	pthread_t thread[REPORT_JOBS];
	unsigned n = 0;

	while (n + 1 < pool->run->threads &&
		!pthread_create(&thread[n], NULL, work, pool))
		n++;
	work(pool);
	while (n)
		pthread_join(thread[--n], NULL);
}

/* ---- the run -------------------------------------------------------------- */

static void
end_source(struct pool *pool)
{
	struct source *s = &pool->source;

	if (s->in_batch) {
		blocks_release(&s->blocks);
		in_close(&s->in);
	}
	pool->run->report->unread += s->tree.unreadable;
	if (s->tree.failed)
		pool->status = EXIT_INTERNAL;
	else if (s->tree.unreadable && pool->status < EXIT_IO)
		pool->status = EXIT_IO;
	tree_close(&s->tree);
}

int
report_run(const struct report_run *run)
{
	struct pool pool = { .run = run };
	uint64_t bytes = 0, files = 0;

	pthread_mutex_init(&pool.lock, NULL);
	pthread_mutex_init(&pool.known_lock, NULL);
	pthread_mutex_init(&pool.source.lock, NULL);
	tree_total(run->operands, &bytes, &files);
	progress_start(&pool.progress, bytes, files);
	tree_open(&pool.source.tree, run->operands);
	run_threads(&pool);
	progress_end(&pool.progress);
	end_source(&pool);
	report_release(&pool.known);
	pthread_mutex_destroy(&pool.source.lock);
	pthread_mutex_destroy(&pool.known_lock);
	pthread_mutex_destroy(&pool.lock);
	return pool.status;
}
