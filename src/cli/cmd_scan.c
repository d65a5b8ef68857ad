/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "error.h"
#include "files.h"
#include "output.h"
#include "progress.h"
#include "report.h"
#include "say.h"
#include "setup.h"
#include "stats.h"
#include "stop.h"

#include <stdint.h>
#include <unistd.h>

typedef struct scan_job {
    const ps_options *options;
    const ps_engine *engine;
    ps_report_form form;
    bool values;
    const char *file; /* in hand; does not change while a pipeline runs */
    ps_pipeline *pipeline;
    ps_files_in files;
    ps_progress progress;
    ps_report_sink report;
    bool incomplete; /* an input could not be read to its end */
} scan_job;

/* One batch, in one worker. */
typedef struct scan_batch {
    const scan_job *scan;
    ps_span bytes; /* of the record or records that are looked at */
    ps_buf *out;
    uint64_t line; /* number of the line that begins at line_at */
    size_t line_at;
    ps_status status;
} scan_batch;

static int on_finding(const ps_finding *finding, void *ctx) {
    scan_batch *batch = ctx;
    const char *ptr = batch->bytes.ptr;
    for (size_t i = batch->line_at; i < finding->from; i++) {
        if (ptr[i] != '\n') continue;
        batch->line++;
        batch->line_at = i + 1;
    }
    ps_report_row row = {.file = batch->scan->file,
                         .line = batch->line,
                         .column = finding->from - batch->line_at + 1,
                         .length = finding->to - finding->from,
                         .rule = ps_engine_rule(batch->scan->engine, finding->rule),
                         .evidence = finding->evidence};
    if (batch->scan->values) row.value = ps_span_cut(batch->bytes, finding->from, finding->to);
    batch->status = ps_report_add(batch->out, batch->scan->form, &row);
    return batch->status != PS_OK;
}

static ps_status look(scan_batch *batch, ps_scratch *scratch) {
    ps_status status = ps_sieve_scan(batch->scan->engine, scratch, batch->bytes, on_finding, batch);
    return batch->status != PS_OK ? batch->status : status;
}

/* The batch holds a line that cannot be examined: each line by itself, and that one is counted. */
static ps_status look_line_by_line(scan_batch *batch, ps_scratch *scratch, ps_span all) {
    uint64_t line = batch->line;
    while (all.len) {
        const char *newline = memchr(all.ptr, '\n', all.len);
        size_t length = newline ? (size_t)(newline - all.ptr) + 1 : all.len;
        batch->bytes = ps_span_of(all.ptr, newline ? length - 1 : length);
        batch->line = line++;
        batch->line_at = 0;
        size_t kept = batch->out->len;
        if (look(batch, scratch) != PS_OK) {
            if (batch->status != PS_OK) return batch->status;
            batch->out->len = kept;
            ps_scratch_withheld(scratch, length);
        }
        all = ps_span_cut(all, length, all.len);
    }
    return PS_OK;
}

static ps_status scan_work(void *ctx, ps_scratch *scratch, const ps_batch *lines, ps_buf *room,
                           ps_span *out) {
    scan_batch batch = {.scan = ctx, .bytes = lines->bytes, .out = room, .line = lines->first_line};
    ps_buf_clear(room);
    ps_status status = look(&batch, scratch);
    if (status != PS_OK && batch.status == PS_OK) {
        ps_buf_clear(room);
        batch.line = lines->first_line;
        status = look_line_by_line(&batch, scratch, lines->bytes);
    }
    *out = ps_buf_span(room);
    return status;
}

static ps_status scan_file(scan_job *scan, const char *path, const ps_sink *sink, ps_error *err) {
    ps_input *input = NULL;
    ps_status status = ps_input_open(&input, path, err);
    if (status != PS_OK) return status;
    scan->file = path ? path : "-";
    ps_source source = ps_progress_source(&scan->progress, input);
    status = ps_pipeline_run(scan->pipeline, &source, sink, err);
    ps_progress_next(&scan->progress);
    ps_input_close(input);
    return status;
}

static int scan_files(scan_job *scan, ps_output *output) {
    int code = PS_EXIT_OK;
    ps_sink sink = ps_report_counted(&scan->report);
    for (size_t i = 0; i < scan->files.count; i++) {
        ps_error err = {0};
        ps_status status = scan_file(scan, scan->files.items[i], &sink, &err);
        if (status == PS_OK) continue;
        scan->incomplete = true;
        if (status == PS_E_STOPPED && !ps_output_reader_gone(output))
            return PS_EXIT_SIGNAL + ps_stop_signal();
        if (!ps_output_reader_gone(output)) code = ps_say_error(&err);
        if (ps_output_failed(output)) break;
    }
    return code;
}

static ps_status put_frame(scan_job *scan, bool head, ps_error *err) {
    ps_buf text;
    ps_buf_init(&text, SIZE_MAX);
    ps_status status = head ? ps_report_head(&text, scan->form, scan->engine)
                            : ps_report_foot(&text, scan->form, !scan->incomplete);
    if (status != PS_OK) (void)ps_fail(err, status, "not enough memory");
    if (status == PS_OK && text.len)
        status = scan->report.next.write(scan->report.next.self, ps_buf_span(&text), err);
    ps_buf_free(&text);
    return status;
}

static int scan_to(scan_job *scan, ps_output *output) {
    ps_error err = {0};
    scan->report = (ps_report_sink){.next = ps_output_sink(output), .form = scan->form};
    ps_status status = put_frame(scan, true, &err);
    int code = status == PS_OK ? scan_files(scan, output) : PS_EXIT_OK;
    if (status == PS_OK && !ps_output_failed(output)) status = put_frame(scan, false, &err);
    if (status == PS_OK && !ps_output_failed(output)) status = ps_output_finish(output, &err);
    if (status != PS_OK && !ps_output_reader_gone(output)) code = ps_say_error(&err);
    if (code == PS_EXIT_OK && scan->report.rows) code = PS_EXIT_FOUND;
    return code;
}

static int scan_all(scan_job *scan) {
    ps_error err = {0};
    ps_output *output = NULL;
    const char *path = scan->options->value[PS_OPT_OUTPUT];
    ps_status status = path ? ps_output_file(&output, path, PS_CODEC_PLAIN, &err)
                            : ps_output_stdout(&output, PS_CODEC_PLAIN, &err);
    if (status != PS_OK) return ps_say_error(&err);
    ps_progress_begin(&scan->progress, scan->options, scan->files.bytes);
    int code = scan_to(scan, output);
    ps_progress_end(&scan->progress);
    ps_output_close(output);
    return code;
}

static int scan_with(scan_job *scan) {
    ps_error err = {0};
    ps_stats stats;
    ps_pipeline_options opt = ps_setup_pipeline(scan->options);
    opt.count_lines = true;
    opt.work = scan_work;
    opt.work_ctx = scan;
    ps_status status = ps_stats_begin(&stats, scan->engine, &err);
    if (status == PS_OK) status = ps_pipeline_new(&scan->pipeline, scan->engine, &opt, &err);
    if (status == PS_OK) status = ps_files_find(&scan->files, scan->options, &err);
    if (status == PS_OK)
        status = ps_stop_install(scan->files.endless ? PS_STOP_DRAIN : PS_STOP_SOON, &err);
    int code = status == PS_OK ? scan_all(scan) : ps_say_error(&err);
    if (status == PS_OK) {
        ps_pipeline_counts(scan->pipeline, &stats.counts);
        ps_stats_show(&stats, scan->options);
        uint64_t missed = stats.counts.withheld;
        if (missed && !ps_options_has(scan->options, PS_OPT_QUIET))
            ps_say("%llu line%s not examined: too long (--max-line)", (unsigned long long)missed,
                   missed == 1 ? " was" : "s were");
        if (missed && code <= PS_EXIT_FOUND) code = PS_EXIT_WITHHELD;
    }
    ps_files_free(&scan->files);
    ps_pipeline_free(scan->pipeline);
    ps_stats_free(&stats);
    return code;
}

int ps_cmd_scan(ps_options *options) {
    ps_rules *rules = NULL;
    ps_engine *engine = NULL;
    ps_error err = {0};
    ps_status status = ps_setup_rules(&rules, options, &err);
    if (status == PS_OK) status = ps_setup_engine(&engine, rules, options, &err);
    scan_job scan = {.options = options, .engine = engine};
    if (ps_options_is(options, PS_OPT_FORMAT, "jsonl")) scan.form = PS_REPORT_JSONL;
    if (ps_options_is(options, PS_OPT_FORMAT, "sarif")) scan.form = PS_REPORT_SARIF;
    if (status == PS_OK) status = ps_setup_values(&scan.values, options, &err);
    int code = status == PS_OK ? scan_with(&scan) : ps_say_error(&err);
    ps_engine_unref(engine);
    ps_rules_free(rules);
    return code;
}
