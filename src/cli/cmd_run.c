/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"
#include "clock.h"
#include "color.h"
#include "commands.h"
#include "input.h"
#include "output.h"
#include "say.h"
#include "setup.h"
#include "stats.h"

#include <unistd.h>

enum { DRAIN_SECONDS = 5, LOOK_MS = 50, LAST_MS = 1000 };

/* One of the two streams of the program. */
typedef struct run_stream {
    ps_input *input;
    ps_output *output;
    ps_pipeline *pipeline;
    ps_source source;
    ps_sink sink;
    ps_color color;
    bool running;
    ps_status status; /* once it runs no more */
    ps_error error;
} run_stream;

typedef struct run_job {
    const ps_options *options;
    ps_watch *watch;     /* NULL: nobody looks */
    ps_metrics *metrics; /* likewise */
    ps_child child;
    run_stream streams[2];
} run_job;

static ps_status open_stream(run_stream *stream, const ps_engine *engine, const run_job *job,
                             int fd, ps_error *err) {
    bool first = fd == STDOUT_FILENO;
    ps_pipeline_options opt = ps_setup_pipeline(job->options);
    opt.threads = 1;
    opt.metrics = job->metrics;
    ps_status status =
        ps_output_fd(&stream->output, fd, first ? "standard output" : "standard error", err);
    if (status == PS_OK) status = ps_pipeline_new(&stream->pipeline, engine, &opt, err);
    if (status != PS_OK) return status;
    stream->sink = ps_output_sink(stream->output);
    if (ps_color_wanted(job->options, fd))
        stream->sink = ps_color_sink(&stream->color, stream->sink);
    return PS_OK;
}

static ps_status start_stream(run_stream *stream, int *fd, const char *name, ps_error *err) {
    int taken = *fd;
    *fd = -1;
    ps_status status = ps_input_of_fd(&stream->input, taken, name, true, err);
    if (status != PS_OK) return status;
    stream->source = ps_input_source(stream->input);
    status = ps_pipeline_start(stream->pipeline, &stream->source, &stream->sink, err);
    stream->running = status == PS_OK;
    return status;
}

/* True while it runs. Closing the pipe at its end lets a program that goes on writing know. */
static bool look_at(run_stream *stream, uint32_t ms) {
    if (!stream->running) return false;
    if (!ps_pipeline_wait(stream->pipeline, ms, &stream->status, &stream->error)) return true;
    stream->running = false;
    ps_input_close(stream->input);
    stream->input = NULL;
    if (stream->status != PS_OK && !ps_output_reader_gone(stream->output))
        (void)ps_say_error(&stream->error);
    return false;
}

static bool any_running(run_job *job, uint32_t ms) {
    bool first = look_at(&job->streams[0], ms), second = look_at(&job->streams[1], ms);
    return first || second;
}

/* What the program left behind, or something it started still writes. */
static bool drain(run_job *job) {
    const ps_options *options = job->options;
    uint64_t seconds = ps_options_has(options, PS_OPT_DRAIN_TIMEOUT)
                           ? ps_options_number(options, PS_OPT_DRAIN_TIMEOUT)
                           : DRAIN_SECONDS;
    uint64_t end = ps_clock_ms() + seconds * 1000;
    while (any_running(job, 5) && ps_clock_ms() < end) ps_child_attend(&job->child, 0);
    if (!any_running(job, 0)) return true;
    if (!ps_options_has(options, PS_OPT_QUIET))
        ps_say("run: the program has ended, but something still holds its output; not waiting "
               "any longer (--drain-timeout)");
    for (int i = 0; i < 2; i++)
        if (job->streams[i].running) job->streams[i].source.stop(job->streams[i].source.self);
    end = ps_clock_ms() + LAST_MS;
    while (any_running(job, 5) && ps_clock_ms() < end) {
    }
    return !any_running(job, 0);
}

static int outcome(const run_job *job) {
    for (int i = 0; i < 2; i++) {
        const run_stream *stream = &job->streams[i];
        bool lost = stream->status != PS_OK && !ps_output_reader_gone(stream->output);
        if (lost && job->child.status == 0) return PS_EXIT_IO;
    }
    return job->child.status;
}

static int attend(run_job *job) {
    while (!job->child.ended) {
        (void)any_running(job, 0);
        ps_child_attend(&job->child, LOOK_MS);
    }
    if (!drain(job)) {
        /* A writer that hangs cannot be taken back: nothing of it may be freed. */
        ps_say("run: the output could not be passed on in time");
        _exit(PS_EXIT_NOT_DRAINED);
    }
    return outcome(job);
}

static void show_stats(const run_job *job, const ps_engine *engine) {
    ps_stats stats;
    ps_error err = {0};
    if (ps_stats_begin(&stats, engine, &err) == PS_OK) {
        for (int i = 0; i < 2; i++) ps_pipeline_counts(job->streams[i].pipeline, &stats.counts);
        ps_stats_show(&stats, job->options);
        (void)ps_stats_withheld(&stats, job->options);
    }
    ps_stats_free(&stats);
}

static void close_all(run_job *job) {
    const int ends[] = {job->child.out, job->child.err};
    for (int i = 0; i < 2; i++) {
        ps_pipeline_free(job->streams[i].pipeline);
        ps_input_close(job->streams[i].input);
        ps_output_close(job->streams[i].output);
        ps_color_free(&job->streams[i].color);
        if (ends[i] >= 0) (void)close(ends[i]);
    }
}

static int run_with(run_job *job, const ps_engine *engine) {
    ps_error err = {0};
    ps_status status = ps_setup_metrics(&job->metrics, job->watch, engine, "run", &err);
    if (status == PS_OK) status = open_stream(&job->streams[0], engine, job, STDOUT_FILENO, &err);
    if (status == PS_OK) status = open_stream(&job->streams[1], engine, job, STDERR_FILENO, &err);
    if (status != PS_OK) return ps_say_error(&err);
    ps_child_block_signals();
    status = ps_child_start(&job->child, job->options->operands, job->options->core_limit, &err);
    if (status != PS_OK) {
        (void)ps_say_error(&err);
        return job->child.status;
    }
    status = start_stream(&job->streams[0], &job->child.out, "the program's output", &err);
    if (status == PS_OK)
        status = start_stream(&job->streams[1], &job->child.err, "the program's errors", &err);
    /* A stream that could not be started is closed: the program learns of it when it writes. */
    if (status != PS_OK) job->streams[1].status = status;
    if (status != PS_OK) (void)ps_say_error(&err);
    ps_watch_begin(job->watch, job->metrics, NULL, NULL);
    int code = attend(job);
    ps_watch_end(job->watch);
    show_stats(job, engine);
    return code;
}

int ps_cmd_run(ps_options *options) {
    ps_rules *rules = NULL;
    ps_engine *engine = NULL;
    ps_error err = {0};
    run_job job = {.options = options, .child = {.pid = -1, .out = -1, .err = -1}};
    if (options->operand_count == 0) {
        ps_say("run needs a program: phisieve run -- PROGRAM ARGS...");
        return PS_EXIT_USAGE;
    }
    ps_status status = ps_setup_watch(&job.watch, options, &err);
    if (status == PS_OK) status = ps_setup_rules(&rules, options, &err);
    if (status == PS_OK) status = ps_setup_engine(&engine, rules, options, &err);
    int code = status == PS_OK ? run_with(&job, engine) : ps_say_error(&err);
    close_all(&job);
    ps_watch_close(job.watch);
    ps_metrics_free(job.metrics);
    ps_engine_unref(engine);
    ps_rules_free(rules);
    return code;
}
