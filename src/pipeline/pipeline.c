/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline.h"

#include "clock.h"
#include "error.h"
#include "host.h"
#include "longline.h"
#include "turns.h"

#include <stdlib.h>

enum { BATCH = 1 << 20, BATCH_LEAST = 64, SMALL_PART = 64, MAX_THREADS = 256 };

typedef struct worker {
    struct ps_pipeline *owner;
    ps_scratch *scratch;
    ps_meter *meter; /* of the scratch; NULL: nobody looks */
    bool holds;      /* the input */
    ps_block block;
    ps_buf room;
} worker;

/* Lines beyond a block are judged one at a time with memory that all workers share: so a stream of
 * huge lines costs this memory once, not once a thread. */
typedef struct oversize {
    ps_block block;
    ps_scratch *scratch;
    ps_meter *meter;
} oversize;

struct ps_pipeline {
    const ps_engine *engine;
    ps_pipeline_options opt;
    ps_framer framer; /* under the input lock */
    bool alone;       /* one thread: what a batch says of the next is known when it is judged */
    ps_sink sink;     /* of whoever has the turn; so are the next two */
    uint64_t bytes_out, windowed;
    ps_memory memory;  /* of an event that a pause has cut; of whoever has the turn */
    uint64_t bytes_in; /* of earlier runs */
    ps_turns *turns;
    ps_lessons *lessons; /* with several threads */
    worker *workers;
    oversize big; /* of whoever holds it (ps_turns_take_big) */
};

/* What a worker works with for one batch. */
typedef struct job {
    ps_scratch *scratch;
    ps_block *block;
    uint64_t seq;
    bool big;
} job;

ps_status ps_pipeline_new(ps_pipeline **out, const ps_engine *engine,
                          const ps_pipeline_options *opt, ps_error *err) {
    *out = NULL;
    ps_pipeline *p = calloc(1, sizeof *p);
    if (!p) return ps_fail(err, PS_E_NOMEM, "not enough memory for the pipeline");
    p->engine = engine;
    p->opt = *opt;
    if (p->opt.threads < 1) p->opt.threads = 1;
    if (p->opt.threads > MAX_THREADS) p->opt.threads = MAX_THREADS;
    if (p->opt.batch == 0) p->opt.batch = BATCH;
    if (p->opt.batch < BATCH_LEAST) p->opt.batch = BATCH_LEAST;
    if (p->opt.max_line == 0) p->opt.max_line = ps_engine_max_record(engine);
    p->workers = calloc(p->opt.threads, sizeof *p->workers);
    ps_status status = p->workers ? ps_turns_new(&p->turns, p->opt.threads) : PS_E_NOMEM;
    for (unsigned i = 0; status == PS_OK && i < p->opt.threads; i++) {
        p->workers[i].owner = p;
        ps_buf_init(&p->workers[i].room, SIZE_MAX);
    }
    if (status != PS_OK) {
        ps_pipeline_free(p);
        return ps_fail(err, status, "not enough memory for %u threads", opt->threads);
    }
    *out = p;
    return PS_OK;
}

void ps_pipeline_free(ps_pipeline *p) {
    if (!p) return;
    for (unsigned i = 0; p->workers && i < p->opt.threads; i++) {
        ps_scratch_free(p->workers[i].scratch);
        ps_block_free(&p->workers[i].block);
        ps_buf_free(&p->workers[i].room);
    }
    ps_scratch_free(p->big.scratch);
    ps_block_free(&p->big.block);
    ps_framer_free(&p->framer);
    ps_turns_free(p->turns);
    ps_lessons_free(p->lessons);
    free(p->workers);
    ps_host_wipe(&p->memory, sizeof p->memory);
    free(p);
}

/* The block is full and holds no line end: its content moves to the shared memory, or that grows.
 */
static ps_status enlarge(ps_pipeline *p, job *now) {
    if (now->big) {
        size_t event = ps_engine_event_limits(p->engine).bytes, cap = now->block->cap;
        size_t most = p->opt.max_line + event + p->opt.batch + 1; /* an event and the next line */
        return ps_block_grow(now->block, cap > most / 2 ? most : cap * 2);
    }
    ps_turns_take_big(p->turns);
    ps_block *own = now->block;
    now->big = true;
    now->block = &p->big.block;
    now->block->len = 0;
    ps_status status = ps_block_grow(now->block, own->cap * 2);
    if (status == PS_OK && !p->big.scratch) status = ps_scratch_new(&p->big.scratch, p->engine);
    if (status != PS_OK) return status;
    memcpy(now->block->ptr, own->ptr, own->len);
    now->block->len = own->len;
    ps_starts moved = now->block->starts;
    now->block->starts = own->starts;
    own->starts = moved;
    ps_starts_forget(&now->block->starts); /* this scratch knows other lines */
    now->scratch = p->big.scratch;
    return PS_OK;
}

static ps_status fill(ps_pipeline *p, job *now, ps_frame *frame) {
    ps_status status = PS_OK;
    now->block->len = 0;
    ps_scratch_prepare(now->scratch);
    *frame = ps_framer_fill(&p->framer, now->block, now->scratch);
    while (*frame == PS_FRAME_FULL && status == PS_OK) {
        status = enlarge(p, now);
        if (status == PS_OK) *frame = ps_framer_fill(&p->framer, now->block, NULL);
    }
    return status;
}

/* For whoever has the turn. */
static ps_status put(void *self, ps_span bytes, ps_error *err) {
    ps_pipeline *p = self;
    ps_status status = p->sink.write(p->sink.self, bytes, err);
    if (status == PS_OK) p->bytes_out += bytes.len;
    return status;
}

static ps_status judge_long(ps_pipeline *p, const job *now, ps_error *err) {
    ps_longline line = {.engine = p->engine,
                        .scratch = now->scratch,
                        .framer = &p->framer,
                        .block = now->block,
                        .sink = &(ps_sink){.self = p, .write = put},
                        .policy = p->opt.long_lines,
                        .silent = p->opt.work != NULL,
                        .windowed = &p->windowed};
    return ps_longline_run(&line, err);
}

static void take_carry(const job *now) {
    const ps_block *block = now->block;
    ps_carry *carry = ps_scratch_carry(now->scratch);
    carry->track = block->track;
    carry->carried = block->carried;
    carry->goes_on = block->open;
    carry->starts = ps_starts_tell(&block->starts, block->len) ? &block->starts : NULL;
}

/* For the holder of the input: what the block says of later ones, so that they need not wait until
 * it is judged. */
static void split(ps_pipeline *p, const job *now) {
    const ps_block *block = now->block;
    ps_span lines = ps_span_of(block->ptr, block->len);
    ps_carry *carry = ps_scratch_carry(now->scratch);
    take_carry(now);
    if (ps_sieve_split(p->engine, now->scratch, lines))
        p->framer.carried = carry->carried;
    else
        ps_carried_pass(&p->framer.carried, &block->track, p->engine, lines, carry->starts);
}

/* What was proven before a pause counts for the lines of the same event behind it: such a block is
 * judged in its turn. Others are judged at once and only written in turn. */
static ps_status judge_lines(ps_pipeline *p, worker *w, const job *now, ps_error *err) {
    const ps_block *block = now->block;
    ps_batch batch = {ps_span_of(block->ptr, block->len), block->first_line};
    ps_span out = {NULL, 0};
    ps_carry *carry = ps_scratch_carry(now->scratch);
    bool follows = ps_track_is_open(&block->track, p->engine), turn = true;
    if (follows) turn = ps_turns_await(p->turns, now->seq);
    if (p->alone) take_carry(now);
    if (follows) carry->memory = p->memory;
    ps_status status = p->opt.work
                           ? p->opt.work(p->opt.work_ctx, now->scratch, &batch, &w->room, &out)
                           : ps_sieve_batch(p->engine, now->scratch, batch.bytes, &out);
    carry->starts = NULL;
    if (!follows) turn = ps_turns_await(p->turns, now->seq);
    if (status != PS_OK)
        return ps_fail(err, status, "lines could not be examined: %s", ps_status_text(status));
    if (turn && block->open) p->memory = carry->memory;
    if (p->alone) p->framer.carried = carry->carried;
    return turn && out.len ? put(p, out, err) : PS_OK;
}

static void leave(ps_pipeline *p, worker *w) {
    if (w->holds) ps_turns_leave(p->turns);
    w->holds = false;
}

/* Is the input better kept? Of a long line the next piece must follow; and while it comes in small
 * pieces, to hand it from thread to thread for each would cost more than to judge it. */
static bool keeps_input(const ps_pipeline *p, const job *now, ps_frame frame) {
    bool small = now->block->len <= p->opt.batch / SMALL_PART;
    return frame == PS_FRAME_LONG || (frame == PS_FRAME_LINES && small);
}

static ps_status judge(ps_pipeline *p, worker *w, const job *now, ps_frame frame, ps_error *err) {
    if (frame != PS_FRAME_LONG) return judge_lines(p, w, now, err);
    return ps_turns_await(p->turns, now->seq) ? judge_long(p, now, err) : PS_OK;
}

/* The same, for those who look. Waiting for the turn counts as work: somebody else is at it. */
static ps_status judge_metered(ps_pipeline *p, worker *w, const job *now, ps_frame frame,
                               ps_error *err) {
    ps_meter *meter = now->big ? p->big.meter : w->meter;
    if (!meter) return judge(p, w, now, frame, err);
    uint64_t before = ps_clock_ns();
    ps_meter_busy(meter, true);
    ps_status status = judge(p, w, now, frame, err);
    ps_meter_busy(meter, false);
    ps_meter_observe(meter, PS_METRIC_SCAN, ps_clock_ns() - before, 1);
    ps_meter_take(meter, ps_scratch_counts(now->scratch));
    ps_meter_show(meter);
    return status;
}

/* One batch, from reading to writing. False: there is nothing more to do. */
static bool step(ps_pipeline *p, worker *w, ps_error *err, ps_status *status) {
    job now = {.scratch = w->scratch, .block = &w->block};
    ps_frame frame = PS_FRAME_END;
    if (w->holds ? !ps_turns_goes_on(p->turns) : !ps_turns_enter(p->turns)) return false;
    w->holds = true;
    *status = fill(p, &now, &frame);
    if (*status != PS_OK) (void)ps_fail(err, *status, "not enough memory for a long line");
    bool going = *status == PS_OK && frame != PS_FRAME_END;
    if (going) now.seq = ps_turns_number(p->turns);
    if (going && frame == PS_FRAME_LINES && !p->alone) split(p, &now);
    if (!going || !keeps_input(p, &now, frame)) leave(p, w);
    if (going) *status = judge_metered(p, w, &now, frame, err);
    if (frame == PS_FRAME_LONG) leave(p, w);
    if (now.big) ps_turns_give_big(p->turns);
    if (*status != PS_OK && ps_turns_fail(p->turns, *status, err) && p->framer.source->stop)
        p->framer.source->stop(p->framer.source->self);
    if (going) ps_turns_pass(p->turns);
    return going && *status == PS_OK;
}

static void work_through(void *ctx) {
    worker *w = ctx;
    ps_error err = {0};
    ps_status status = PS_OK;
    while (step(w->owner, w, &err, &status)) {
    }
    leave(w->owner, w);
}

static ps_status prepare(ps_pipeline *p, unsigned threads) {
    ps_status status = PS_OK;
    if (threads > 1 && !p->lessons) p->lessons = ps_lessons_new();
    if (!p->big.meter) p->big.meter = ps_metrics_meter(p->opt.metrics);
    for (unsigned i = 0; i < threads && status == PS_OK; i++) {
        worker *w = &p->workers[i];
        status = ps_block_grow(&w->block, p->opt.batch);
        if (status == PS_OK && !w->scratch) status = ps_scratch_new(&w->scratch, p->engine);
        if (status == PS_OK) ps_scratch_share(w->scratch, p->lessons);
        if (!w->meter) w->meter = ps_metrics_meter(p->opt.metrics);
    }
    return status;
}

/* A small input is not worth a thread. */
static unsigned threads_for(const ps_pipeline *p, const ps_source *source) {
    return source->size && source->size <= 2 * p->opt.batch ? 1 : p->opt.threads;
}

static ps_status begin(ps_pipeline *p, const ps_source *source, const ps_sink *sink,
                       unsigned threads) {
    p->bytes_in += p->framer.bytes;
    ps_framer_free(&p->framer);
    ps_framer_init(&p->framer, source, p->engine, p->opt.max_line);
    ps_memory_forget(&p->memory);
    p->framer.count_lines = p->opt.count_lines;
    p->alone = threads == 1;
    p->sink = *sink;
    ps_turns_reset(p->turns);
    return prepare(p, threads);
}

static ps_status outcome(ps_pipeline *p, ps_error *err) {
    ps_status status = ps_turns_outcome(p->turns, err);
    if (status != PS_OK || p->framer.status == PS_OK) return status;
    if (err) *err = p->framer.error;
    if (!p->framer.error.text[0])
        return ps_fail(err, p->framer.status, "the input could not be read: %s",
                       ps_status_text(p->framer.status));
    return p->framer.status;
}

static ps_status spawn(ps_pipeline *p, unsigned from, unsigned to) {
    ps_status status = PS_OK;
    for (unsigned i = from; i < to && status == PS_OK; i++)
        status = ps_turns_spawn(p->turns, work_through, &p->workers[i]);
    return status;
}

ps_status ps_pipeline_run(ps_pipeline *p, const ps_source *source, const ps_sink *sink,
                          ps_error *err) {
    unsigned threads = threads_for(p, source);
    ps_status status = begin(p, source, sink, threads);
    if (status != PS_OK) return ps_fail(err, status, "not enough memory for %u threads", threads);
    /* A thread that could not be had is not missed: the others do its work. With several, the
     * caller only waits: it is the one that signals reach (ps_turns_spawn), and it holds no lock.
     */
    if (threads == 1 || spawn(p, 0, 1) != PS_OK)
        work_through(&p->workers[0]);
    else
        (void)spawn(p, 1, threads);
    (void)ps_turns_join(p->turns, UINT32_MAX);
    return outcome(p, err);
}

ps_status ps_pipeline_start(ps_pipeline *p, const ps_source *source, const ps_sink *sink,
                            ps_error *err) {
    unsigned threads = threads_for(p, source);
    ps_status status = begin(p, source, sink, threads);
    if (status == PS_OK) status = spawn(p, 0, 1);
    if (status != PS_OK) return ps_fail(err, status, "no thread could be started");
    (void)spawn(p, 1, threads);
    return PS_OK;
}

bool ps_pipeline_wait(ps_pipeline *p, uint32_t ms, ps_status *status, ps_error *err) {
    *status = PS_OK;
    if (!ps_turns_join(p->turns, ms)) return false;
    *status = outcome(p, err);
    return true;
}

void ps_pipeline_counts(const ps_pipeline *p, ps_counts *sum) {
    uint32_t rules = ps_engine_rule_count(p->engine);
    uint64_t bytes_in = sum->bytes_in, bytes_out = sum->bytes_out;
    for (unsigned i = 0; i < p->opt.threads; i++)
        if (p->workers[i].scratch)
            ps_counts_add(sum, ps_scratch_counts(p->workers[i].scratch), rules);
    if (p->big.scratch) ps_counts_add(sum, ps_scratch_counts(p->big.scratch), rules);
    /* A scratch knows nothing of markers, and windows are no lines to it. */
    sum->lines += p->windowed;
    sum->bytes_in = bytes_in + p->bytes_in + p->framer.bytes;
    sum->bytes_out = bytes_out + p->bytes_out;
}
