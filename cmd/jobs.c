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
#include "cmd.h"
#include "msg.h"
#include "stats.h"
#include "watch.h"

enum {
	/* Larger ones do not make it faster, and their memory is taken for each
	 * thread three times, with what becomes of them. */
	BLOCK_BYTES = 1 << 20,
	/* One is worked on, one waits, one is being written. */
	BLOCKS_PER_THREAD = 3,
};

enum block_state {
	FREE,
	READY, /* to be worked on */
	TAKEN,
	DONE,
};

struct block {
	enum block_state state;
	uint64_t line; /* of its first byte, from 1 */
	struct buf in, out;
	struct watch watch; /* what is to be told of it */
	enum hr_status status;
	struct hr_error err;
};

struct pool {
	const struct jobs *jobs;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct block *block;
	size_t nblocks;
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
work_on(struct worker *w, struct block *b)
{
	struct hr_compressor *c = w->compressor;

	hr_compressor_number(c, b->line);
	b->status = hr_compressor_feed(c, b->in.p, b->in.n);
	if (b->status == HR_OK)
		b->status = hr_compressor_finish(c);
	b->err = *hr_compressor_error(c);
	swap(&w->out, &b->out);
	swap(&w->watch.messages, &b->watch.messages);
}

static void
work_on_blocks(struct worker *w)
{
	struct pool *pool = w->pool;

	for (;;) {
		struct block *b = &pool->block[pool->next];

		if (b->state != READY) {
			if (pool->ended)
				return;
			pthread_cond_wait(&pool->changed, &pool->lock);
			continue;
		}
		b->state = TAKEN;
		pool->next = (pool->next + 1) % pool->nblocks;
		pthread_mutex_unlock(&pool->lock);
		work_on(w, b);
		pthread_mutex_lock(&pool->lock);
		b->state = DONE;
		pthread_cond_broadcast(&pool->changed);
	}
}

static void *
work(void *arg)
{
	struct worker w = { .pool = arg, .watch = { .held = true } };
	struct pool *pool = w.pool;
	struct hr_error err;

	w.options = *pool->jobs->options;
	w.options.batch = true;
	w.options.watch = watch_of(&w.watch);
	pthread_mutex_lock(&pool->lock);
	if (hr_compressor_new(&w.options, to_worker, &w, &w.compressor, &err) ==
		HR_OK)
		work_on_blocks(&w);
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
	pool->nblocks = (size_t)pool->jobs->threads * BLOCKS_PER_THREAD;
	pool->block = mem_zalloc(pool->nblocks, sizeof(*pool->block));
	while (pool->block && pool->nthreads < pool->jobs->threads &&
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
	for (size_t i = 0; pool->block && i < pool->nblocks; i++) {
		buf_release(&pool->block[i].in);
		buf_release(&pool->block[i].out);
		watch_release(&pool->block[i].watch);
	}
	mem_free(pool->block);
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
}

/* ---- the main thread ------------------------------------------------------ */

/* What was read and is no block yet: the end of a line is still to come. */
struct reader {
	const struct jobs *jobs;
	struct buf rest;
	uint64_t line; /* of its first byte */
	bool ended, failed;
};

/* Bytes up to the last newline; 0: there is none. */
static size_t
whole_lines(struct span s)
{
	while (s.n && s.p[s.n - 1] != '\n')
		s.n--;
	return s.n;
}

/* The next block, of whole lines unless it is the last one; it is empty at the
 * end.  False when memory is short. */
static bool
read_block(struct reader *r, struct block *b)
{
	size_t n = 0;

	buf_reset(&b->in);
	buf_reset(&b->out);
	while (!r->ended && (r->rest.n < BLOCK_BYTES ||
				    !(n = whole_lines(buf_span(&r->rest))))) {
		ssize_t got;

		if (!buf_reserve(&r->rest, IN_BYTES))
			return false;
		got = in_read(r->jobs->in, r->rest.p + r->rest.n, IN_BYTES);
		r->failed |= got < 0;
		r->ended |= got <= 0;
		r->rest.n += got > 0 ? (size_t)got : 0;
	}
	if (r->ended)
		n = r->rest.n;
	buf_add(&b->in, span_of(r->rest.p, n));
	buf_drop(&r->rest, n);
	b->line = r->line;
	b->watch.input = r->jobs->in->name;
	r->line += span_lines(buf_span(&b->in));
	return buf_ok(&b->in);
}

static void
set_state(struct pool *pool, struct block *b, enum block_state state)
{
	pthread_mutex_lock(&pool->lock);
	b->state = state;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
}

/* Waits for a block and writes it.  The exit status. */
static int
finish_block(struct pool *pool, struct block *b)
{
	const struct jobs *jobs = pool->jobs;

	pthread_mutex_lock(&pool->lock);
	while (b->state != DONE && !pool->failed)
		pthread_cond_wait(&pool->changed, &pool->lock);
	if (b->state != DONE)
		b->status = HR_ENOMEM;
	b->state = FREE;
	pthread_mutex_unlock(&pool->lock);
	out_write(jobs->out, b->out.p, b->out.n);
	watch_tell(&b->watch);
	if (b->status == HR_OK)
		return jobs->out->failed;
	msg_error(jobs->in->name, "%s",
		b->status == HR_ENOMEM ? "out of memory" : b->err.text);
	return cmd_failure(b->status, &b->err);
}

bool
jobs_look(struct jobs *jobs, struct buf *head)
{
	ssize_t n = 1;

	while (head->n < IN_BYTES && n > 0) {
		if (!buf_reserve(head, IN_BYTES))
			return false;
		n = in_read(jobs->in, head->p + head->n, IN_BYTES);
		head->n += n > 0 ? (size_t)n : 0;
	}
	jobs->ended = n <= 0;
	jobs->head = buf_span(head);
	return hr_batch_look(jobs->options, head->p, head->n, jobs->ended) ==
	       HR_OK;
}

int
jobs_run(const struct jobs *jobs)
{
	struct pool pool = { .jobs = jobs };
	struct reader r = { .jobs = jobs, .line = 1, .ended = jobs->ended };
	size_t first = 0, n = 0; /* blocks in the ring that were handed over */
	int status = 0;

	buf_add(&r.rest, jobs->head);
	if (!buf_ok(&r.rest) || !start(&pool)) {
		msg_error(jobs->in->name, "no memory, or no threads");
		status = EXIT_INTERNAL;
	}
	while (!status) {
		struct block *b = &pool.block[(first + n) % pool.nblocks];

		if (n == pool.nblocks) {
			status = finish_block(&pool, &pool.block[first]);
			first = (first + 1) % pool.nblocks;
			n--;
			continue;
		}
		if (!read_block(&r, b)) {
			msg_error(jobs->in->name, "out of memory");
			status = EXIT_INTERNAL;
		}
		if (status || !b->in.n)
			break;
		set_state(&pool, b, READY);
		n++;
	}
	for (; n && !status; n--, first = (first + 1) % pool.nblocks)
		status = finish_block(&pool, &pool.block[first]);
	stop(&pool);
	buf_release(&r.rest);
	return status ? status : r.failed ? EXIT_IO : 0;
}
