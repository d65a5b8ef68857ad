/* SPDX-License-Identifier: Apache-2.0
 *
 * One ordered source through an engine into one ordered sink, on one or many threads.
 *
 * Every worker does the whole way of a batch: under the input lock it fills its own block
 * (ps_framer), outside of it its own scratch judges the block, and when its turn comes (order of
 * reading) it writes. The core that read the bytes judges and writes them; no batch is handed over,
 * nothing is queued, and when every worker is busy nobody reads: that is the whole back-pressure.
 * The output is the same for any number of workers and any size of block. */
#ifndef PS_PIPELINE_H
#define PS_PIPELINE_H

#include "buf.h"
#include "flow.h"
#include "metrics.h"
#include "sieve.h"

typedef enum ps_long_lines { PS_LONG_WITHHOLD, PS_LONG_WINDOW } ps_long_lines;

/* A batch as a worker sees it. */
typedef struct ps_batch {
    ps_span bytes;       /* whole lines */
    uint64_t first_line; /* number of the first one, from 1; only with count_lines */
} ps_batch;

/* What is done with a batch: sets *out (valid until the worker's next batch) to bytes of the batch,
 * of scratch or of `room`, a buffer of the worker that it may fill. */
typedef ps_status ps_work_fn(void *ctx, ps_scratch *scratch, const ps_batch *batch, ps_buf *room,
                             ps_span *out);

typedef struct ps_pipeline_options {
    unsigned threads;         /* workers, 1 = the calling thread alone; 0 counts as 1 */
    size_t batch;             /* bytes of a block under load; 0 = 1 MiB */
    size_t max_line;          /* bytes; 0 = that of the engine */
    ps_long_lines long_lines; /* what becomes of a line over max_line */
    bool count_lines;
    ps_metrics *metrics; /* borrowed; NULL: nobody looks */
    ps_work_fn *work;    /* NULL: redact. With another work a line over max_line is only counted. */
    void *work_ctx;
} ps_pipeline_options;

typedef struct ps_pipeline ps_pipeline;

/* Borrows the engine. Memory for workers comes with the first run and stays. */
PS_MUST_CHECK ps_status ps_pipeline_new(ps_pipeline **out, const ps_engine *engine,
                                        const ps_pipeline_options *opt, ps_error *err);
/* Not while it runs. */
void ps_pipeline_free(ps_pipeline *pipeline);

/* Runs until the source ends or something fails; may be called again for a further source. What
 * was read whole before a failure of the source has been written. */
PS_MUST_CHECK ps_status ps_pipeline_run(ps_pipeline *pipeline, const ps_source *source,
                                        const ps_sink *sink, ps_error *err);

/* The same in the background: every worker is a thread. Source and sink are borrowed until _wait
 * has said that it is over. */
PS_MUST_CHECK ps_status ps_pipeline_start(ps_pipeline *pipeline, const ps_source *source,
                                          const ps_sink *sink, ps_error *err);
/* True: it is over, *status and *err say how. False: still running after `ms` milliseconds. */
bool ps_pipeline_wait(ps_pipeline *pipeline, uint32_t ms, ps_status *status, ps_error *err);

/* Sums over all runs; sum->rules has the engine's rule count entries, owned by the caller. Not
 * while it runs. */
void ps_pipeline_counts(const ps_pipeline *pipeline, ps_counts *sum);

#endif
