/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "error.h"
#include "input.h"
#include "json.h"
#include "output.h"
#include "say.h"
#include "setup.h"
#include "stop.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct explain_job {
    const ps_engine *engine;
    bool values;
    ps_buf traces; /* ps_trace, of one batch; one worker, so one owner */
    size_t next;   /* the first trace that belongs to no earlier line */
    ps_status status;
} explain_job;

static void on_trace(const ps_trace *trace, void *ctx) {
    explain_job *explain = ctx;
    union {
        const ps_trace *trace;
        const char *bytes;
    } either = {.trace = trace};
    ps_status status = ps_buf_add(&explain->traces, ps_span_of(either.bytes, sizeof *trace));
    if (status != PS_OK) explain->status = status;
}

static int by_place(const void *a, const void *b) {
    const ps_trace *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    if (x->to != y->to) return x->to < y->to ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static ps_status add_trace(ps_buf *out, const explain_job *explain, const ps_trace *trace,
                           ps_span line) {
    const ps_rule *rule = ps_engine_rule(explain->engine, trace->rule);
    ps_status status = ps_buf_addf(
        out, "  column %zu, %zu byte%s: %s (%s) by %s, evidence %s\n    %s: %s\n", trace->from + 1,
        trace->to - trace->from, trace->to - trace->from == 1 ? "" : "s", rule->label, rule->id,
        trace->lens, trace->evidence, ps_reason_redacts(trace->reason) ? "redacted" : "kept",
        ps_reason_about(trace->reason));
    if (status != PS_OK || !explain->values) return status;
    status = ps_buf_add(out, PS_LIT("    value: "));
    if (status == PS_OK) status = ps_json_text(out, ps_span_cut(line, trace->from, trace->to));
    return status == PS_OK ? ps_buf_add_char(out, '\n') : status;
}

/* One line of the batch at [from,to). */
static ps_status add_line(ps_buf *out, explain_job *explain, ps_span batch, size_t from,
                          size_t to) {
    const ps_trace *traces = (const void *)explain->traces.ptr;
    size_t count = explain->traces.len / sizeof *traces, first = explain->next, last = first;
    while (last < count && traces[last].from < to) last++;
    explain->next = last;
    ps_status status =
        ps_buf_addf(out, "%zu candidate%s\n", last - first, last - first == 1 ? "" : "s");
    for (size_t i = first; i < last && status == PS_OK; i++) {
        ps_trace trace = traces[i];
        trace.from -= from;
        trace.to -= from;
        if (trace.to > to - from) trace.to = to - from;
        status = add_trace(out, explain, &trace, ps_span_cut(batch, from, to));
    }
    return status;
}

static ps_status explain_work(void *ctx, ps_scratch *scratch, const ps_batch *batch, ps_buf *room,
                              ps_span *out) {
    explain_job *explain = ctx;
    ps_span redacted;
    ps_buf_clear(room);
    ps_buf_clear(&explain->traces);
    explain->next = 0;
    ps_scratch_trace(scratch, on_trace, explain);
    ps_status status = ps_sieve_batch(explain->engine, scratch, batch->bytes, &redacted);
    ps_scratch_trace(scratch, NULL, NULL);
    if (status == PS_OK) status = explain->status;
    size_t count = explain->traces.len / sizeof(ps_trace);
    if (count) qsort(explain->traces.ptr, count, sizeof(ps_trace), by_place);
    uint64_t number = batch->first_line;
    for (size_t at = 0; at < batch->bytes.len && status == PS_OK; number++) {
        const char *newline = memchr(batch->bytes.ptr + at, '\n', batch->bytes.len - at);
        size_t end = newline ? (size_t)(newline - batch->bytes.ptr) : batch->bytes.len;
        status = ps_buf_addf(room, "line %" PRIu64 ": ", number);
        if (status == PS_OK) status = add_line(room, explain, batch->bytes, at, end);
        at = newline ? end + 1 : end;
    }
    *out = ps_buf_span(room);
    return status;
}

static int explain_with(explain_job *explain, const ps_options *options) {
    ps_error err = {0};
    ps_pipeline *pipeline = NULL;
    ps_input *input = NULL;
    ps_output *output = NULL;
    ps_pipeline_options opt = ps_setup_pipeline(options);
    opt.threads = 1;
    opt.batch = 64 << 10;
    opt.count_lines = true;
    opt.work = explain_work;
    opt.work_ctx = explain;
    ps_status status = ps_pipeline_new(&pipeline, explain->engine, &opt, &err);
    if (status == PS_OK) status = ps_stop_install(PS_STOP_DRAIN, &err);
    if (status == PS_OK) status = ps_input_open(&input, NULL, &err);
    if (status == PS_OK) status = ps_output_stdout(&output, PS_CODEC_PLAIN, &err);
    if (status == PS_OK) {
        ps_source source = ps_input_source(input);
        ps_sink sink = ps_output_sink(output);
        status = ps_pipeline_run(pipeline, &source, &sink, &err);
    }
    bool gone = output && ps_output_reader_gone(output);
    int code = status == PS_OK || gone ? PS_EXIT_OK : ps_say_error(&err);
    ps_output_close(output);
    ps_input_close(input);
    ps_pipeline_free(pipeline);
    return code;
}

int ps_cmd_explain(ps_options *options) {
    ps_rules *rules = NULL;
    ps_engine *engine = NULL;
    ps_error err = {0};
    ps_status status = ps_setup_rules(&rules, options, &err);
    if (status == PS_OK && options->operand_count)
        status = ps_fail(&err, PS_E_USAGE,
                         "explain reads lines from standard input: an argument would show in the "
                         "process list");
    if (status == PS_OK) status = ps_setup_engine(&engine, rules, options, &err);
    explain_job explain = {.engine = engine};
    ps_buf_init(&explain.traces, SIZE_MAX);
    if (status == PS_OK) status = ps_setup_values(&explain.values, options, &err);
    int code = status == PS_OK ? explain_with(&explain, options) : ps_say_error(&err);
    ps_buf_free(&explain.traces);
    ps_engine_unref(engine);
    ps_rules_free(rules);
    return code;
}
