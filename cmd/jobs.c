/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads for batches; see jobs.h.
 *
 * Blocks stand in a ring.  The main thread reads a block, hands it over, and
 * when the ring is full waits for the oldest one, which it writes: so memory is
 * bounded and lines keep their order.  A thread takes the oldest block that none
 * works on.
 */
#include "jobs.h"

#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "blocks.h"
#include "cmd.h"
#include "msg.h"
#include "stats.h"
#include "watch.h"

enum {
	/* One is worked on, one waits, one is being written. */
	JOBS_PER_THREAD = 3,
};

enum job_state {
	FREE,
	READY, /* to be worked on */
	TAKEN,
	DONE,
};

struct job {
	enum job_state state;
	struct block in;
	struct buf out;
	struct watch watch; /* what is to be told of it */
	enum hr_status status;
	struct hr_error err;
};

struct pool {
	const struct jobs *jobs;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct job *job;
	size_t njobs;
	size_t next; /* to be taken, in the ring */
	bool ended; /* no more blocks come */
	bool failed; /* a thread had no memory */
	pthread_t thread[JOBS_MOST];
	unsigned nthreads; /* that run */
};

/* ---- a thread ------------------------------------------------------------- */

struct worker {
	struct pool *pool;
	struct hr_compressor *compressor;
	struct hr_options options; /* of the compressor */
	struct watch watch;
	struct buf out;
};

static enum hr_status
to_worker(void *ctx, const void *p, size_t n)
{
	struct worker *w = ctx;

	buf_add(&w->out, span_of(p, n));
	return buf_ok(&w->out) ? HR_OK : HR_ENOMEM;
}

static void
swap(struct buf *a, struct buf *b)
{
	struct buf c = *a;

	*a = *b;
	*b = c;
}

static void
work_on(struct worker *w, struct job *job)
{
	struct hr_compressor *c = w->compressor;

	hr_compressor_number(c, job->in.line);
	job->status = hr_compressor_feed(c, job->in.text.p, job->in.text.n);
	if (job->status == HR_OK)
		job->status = hr_compressor_finish_input(c);
	job->err = *hr_compressor_error(c);
	swap(&w->out, &job->out);
	swap(&w->watch.messages, &job->watch.messages);
}

static void
work_on_jobs(struct worker *w)
{
	struct pool *pool = w->pool;

	for (;;) {
		struct job *job = &pool->job[pool->next];

		if (job->state != READY) {
			if (pool->ended)
				return;
			pthread_cond_wait(&pool->changed, &pool->lock);
			continue;
		}
		job->state = TAKEN;
		pool->next = (pool->next + 1) % pool->njobs;
		pthread_mutex_unlock(&pool->lock);
		work_on(w, job);
		pthread_mutex_lock(&pool->lock);
		job->state = DONE;
		pthread_cond_broadcast(&pool->changed);
	}
}

static void *
work(void *arg)
{
	struct pool *pool = arg;
	struct worker w = { .pool = pool,
		.watch = { .held = true, .tools = pool->jobs->tools } };
	struct hr_error err;

	w.options = *pool->jobs->options;
	w.options.batch = true;
	w.options.watch = watch_of(&w.watch);
	/* Lines are records, and no text. */
	w.options.explain.segment = NULL;
	pthread_mutex_lock(&pool->lock);
	if (hr_compressor_new(&w.options, to_worker, &w, &w.compressor, &err) ==
		HR_OK)
		work_on_jobs(&w);
	else
		pool->failed = true;
	if (w.compressor)
		stats_add(pool->jobs->total, hr_compressor_stats(w.compressor));
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	hr_compressor_free(w.compressor);
	watch_release(&w.watch);
	buf_release(&w.out);
	return NULL;
}

static bool
start(struct pool *pool)
{
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->changed, NULL);
	pool->njobs = (size_t)pool->jobs->threads * JOBS_PER_THREAD;
	pool->job = mem_zalloc(pool->njobs, sizeof(*pool->job));
	while (pool->job && pool->nthreads < pool->jobs->threads &&
		!pthread_create(
			&pool->thread[pool->nthreads], NULL, work, pool))
		pool->nthreads++;
	return pool->nthreads != 0;
}

static void
stop(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->ended = true;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->nthreads; i++)
		pthread_join(pool->thread[i], NULL);
	for (size_t i = 0; pool->job && i < pool->njobs; i++) {
		buf_release(&pool->job[i].in.text);
		buf_release(&pool->job[i].out);
		watch_release(&pool->job[i].watch);
	}
	mem_free(pool->job);
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
}

/* ---- the main thread ------------------------------------------------------ */

static void
hand_over(struct pool *pool, struct job *job)
{
	job->watch.input = pool->jobs->in->name;
	buf_reset(&job->out);
	pthread_mutex_lock(&pool->lock);
	job->state = READY;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
}

/* The exit status, after a message. */
static int
status_of(const struct jobs *jobs, enum hr_status status,
	const struct hr_error *err)
{
	if (status == HR_OK || jobs->out->failed)
		return jobs->out->failed;
	msg_error(jobs->in->name, "%s",
		status == HR_ENOMEM ? "out of memory" : err->text);
	return cmd_failure(status, err);
}

/* Waits for a block and writes it.  The exit status. */
static int
finish(struct pool *pool, struct job *job)
{
	pthread_mutex_lock(&pool->lock);
	while (job->state != DONE && !pool->failed)
		pthread_cond_wait(&pool->changed, &pool->lock);
	if (job->state != DONE)
		job->status = HR_ENOMEM;
	job->state = FREE;
	pthread_mutex_unlock(&pool->lock);
	out_write(pool->jobs->out, job->out.p, job->out.n);
	watch_tell(&job->watch);
	return status_of(pool->jobs, job->status, &job->err);
}

/* A line that no thread may have whole: it goes out as it comes.  All before it
 * has been written.  The exit status. */
static int
pass_line(const struct jobs *jobs, struct blocks *blocks, struct block *part)
{
	struct watch watch = { .input = jobs->in->name, .tools = jobs->tools };
	struct hr_options options = *jobs->options;
	struct hr_compressor *c = NULL;
	struct hr_error err;
	enum hr_status status;
	int exit_status;

	options.batch = true;
	options.watch = watch_of(&watch);
	status = hr_compressor_new(&options, out_sink, jobs->out, &c, &err);
	if (status != HR_OK)
		return status_of(jobs, status, &err);
	hr_compressor_number(c, part->line);
	status = hr_compressor_feed(c, part->text.p, part->text.n);
	while (status == HR_OK && part->goes_on) {
		status = blocks_next(blocks, part) ? HR_OK : HR_ENOMEM;
		if (status == HR_OK)
			status = hr_compressor_feed(
				c, part->text.p, part->text.n);
	}
	if (status == HR_OK)
		status = hr_compressor_finish_input(c);
	exit_status = status_of(jobs, status, hr_compressor_error(c));
	stats_add(jobs->total, hr_compressor_stats(c));
	hr_compressor_free(c);
	return exit_status;
}

bool
jobs_look(struct jobs *jobs, struct buf *head)
{
	if (!in_read_head(jobs->in, head, &jobs->ended))
		return false;
	jobs->head = buf_span(head);
	return hr_batch_look(jobs->options, head->p, head->n, jobs->ended) ==
	       HR_OK;
}

/* All blocks, through the ring.  The exit status. */
static int
run_blocks(struct pool *pool, struct blocks *blocks)
{
	size_t first = 0, n = 0; /* jobs of the ring that are handed over */
	int status = 0;
	bool more = true;

	while (!status && (more || n)) {
		struct job *job = &pool->job[(first + n) % pool->njobs];

		/* What goes on waits until all before it is written. */
		if (n == pool->njobs || (n && (!more || job->in.goes_on))) {
			status = finish(pool, &pool->job[first]);
			first = (first + 1) % pool->njobs;
			n--;
		} else if (job->in.goes_on) {
			status = pass_line(pool->jobs, blocks, &job->in);
		} else if (!blocks_next(blocks, &job->in)) {
			msg_error(pool->jobs->in->name, "out of memory");
			status = EXIT_INTERNAL;
		} else if (!job->in.text.n) {
			more = false;
		} else if (!job->in.goes_on) {
			hand_over(pool, job);
			n++;
		}
	}
	return status;
}

int
jobs_run(const struct jobs *jobs)
{
	struct pool pool = { .jobs = jobs };
	const struct hr_options *o = jobs->options;
	struct blocks blocks = { .in = jobs->in,
		.most = o->max_request ? o->max_request : HR_REQUEST_BYTES,
		.line = 1,
		.ended = jobs->ended };
	int status = EXIT_INTERNAL;

	buf_add(&blocks.rest, jobs->head);
	if (buf_ok(&blocks.rest) && start(&pool))
		status = run_blocks(&pool, &blocks);
	else
		msg_error(jobs->in->name, "no memory, or no threads");
	stop(&pool);
	blocks_release(&blocks);
	return status ? status : blocks.failed ? EXIT_IO : 0;
}
