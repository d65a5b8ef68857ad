/* SPDX-License-Identifier: Apache-2.0 */
#include "color.h"
#include "commands.h"
#include "error.h"
#include "files.h"
#include "follow.h"
#include "output.h"
#include "progress.h"
#include "say.h"
#include "setup.h"
#include "stats.h"
#include "stop.h"

#include <stdio.h>
#include <unistd.h>

typedef struct filter_job {
    const ps_options *options;
    ps_pipeline *pipeline;
    ps_watch *watch; /* NULL: nobody looks */
    ps_files_in files;
    ps_progress progress;
} filter_job;

static ps_codec codec_wanted(const filter_job *filter) {
    return ps_options_has(filter->options, PS_OPT_GZIP) ? PS_CODEC_GZIP : PS_CODEC_PLAIN;
}

/* What goes together and what does not. */
static ps_status check_options(const ps_options *options, ps_error *err) {
    bool in_place = ps_options_has(options, PS_OPT_IN_PLACE);
    bool follow = ps_options_has(options, PS_OPT_FOLLOW);
    bool output = ps_options_has(options, PS_OPT_OUTPUT);
    if (in_place && (follow || output))
        return ps_fail(err, PS_E_USAGE, "--in-place goes neither with --output nor with --follow");
    if (in_place && options->operand_count == 0)
        return ps_fail(err, PS_E_USAGE, "--in-place needs a file");
    if (in_place && ps_options_has(options, PS_OPT_GZIP))
        return ps_fail(err, PS_E_USAGE, "--in-place keeps the format of a file: leave out --gzip");
    if (in_place && strchr(options->value[PS_OPT_IN_PLACE], '/'))
        return ps_fail(err, PS_E_USAGE, "--in-place: a suffix has no /");
    if (follow && options->operand_count != 1)
        return ps_fail(err, PS_E_USAGE, "--follow needs one file");
    if (follow && output)
        return ps_fail(err, PS_E_USAGE, "--follow has no end: write to standard output");
    return PS_OK;
}

/* Through the pipeline, with colours where they are wanted. */
static ps_status pass(const filter_job *filter, const ps_source *source, ps_output *output,
                      ps_error *err) {
    ps_color color;
    ps_sink sink = ps_output_sink(output);
    bool standard = !ps_options_has(filter->options, PS_OPT_OUTPUT) &&
                    !ps_options_has(filter->options, PS_OPT_IN_PLACE);
    bool plain = codec_wanted(filter) == PS_CODEC_PLAIN;
    if (!standard || !plain || !ps_color_wanted(filter->options, STDOUT_FILENO))
        return ps_pipeline_run(filter->pipeline, source, &sink, err);
    sink = ps_color_sink(&color, sink);
    ps_status status = ps_pipeline_run(filter->pipeline, source, &sink, err);
    ps_color_free(&color);
    return status;
}

static ps_status pass_file(filter_job *filter, ps_input *input, ps_output *output, ps_error *err) {
    ps_source source = ps_progress_source(&filter->progress, input);
    ps_status status = pass(filter, &source, output, err);
    ps_progress_next(&filter->progress);
    return status;
}

static ps_status replace_file(filter_job *filter, const char *path, ps_error *err) {
    ps_input *input = NULL;
    ps_output *output = NULL;
    ps_status status = ps_input_open(&input, path, err);
    if (status != PS_OK) return status;
    status = ps_output_replace(&output, path, filter->options->value[PS_OPT_IN_PLACE],
                               ps_input_codec(input), err);
    if (status == PS_OK) status = pass_file(filter, input, output, err);
    if (status == PS_OK) status = ps_output_finish(output, err);
    ps_output_close(output);
    ps_input_close(input);
    return status;
}

static ps_status add_file(filter_job *filter, const char *path, ps_output *output, ps_error *err) {
    ps_input *input = NULL;
    ps_status status = ps_input_open(&input, path, err);
    if (status != PS_OK) return status;
    if (ps_files_same(input, STDOUT_FILENO))
        status = ps_fail(err, PS_E_USAGE, "%s: is both input and output: use --in-place",
                         path ? path : "standard input");
    if (status == PS_OK) status = pass_file(filter, input, output, err);
    ps_input_close(input);
    return status;
}

/* A file that cannot be read does not hold up the others, but the exit code tells; a signal, a
 * reader that has gone and a failed output end it. */
static bool go_on(ps_status status, const ps_error *err, int *code) {
    if (status == PS_OK) return true;
    if (status == PS_E_STOPPED) {
        *code = PS_EXIT_SIGNAL + ps_stop_signal();
        return false;
    }
    *code = ps_say_error(err);
    return true;
}

static int replace_all(filter_job *filter) {
    int code = PS_EXIT_OK;
    for (size_t i = 0; i < filter->files.count; i++) {
        ps_error err = {0};
        if (!go_on(replace_file(filter, filter->files.items[i], &err), &err, &code)) break;
    }
    return code;
}

static int follow_file(filter_job *filter, ps_output *output) {
    ps_follow *follow = NULL;
    ps_error err = {0};
    ps_status status = ps_follow_open(&follow, filter->files.items[0], &err);
    if (status == PS_OK) {
        ps_source source = ps_follow_source(follow);
        status = pass(filter, &source, output, &err);
    }
    ps_follow_close(follow);
    if (status == PS_OK || ps_output_reader_gone(output)) return PS_EXIT_OK;
    return ps_say_error(&err);
}

static int add_all(filter_job *filter, ps_output *output) {
    int code = PS_EXIT_OK;
    bool one = ps_options_has(filter->options, PS_OPT_OUTPUT);
    for (size_t i = 0; i < filter->files.count; i++) {
        ps_error err = {0};
        ps_status status = add_file(filter, filter->files.items[i], output, &err);
        if (ps_output_reader_gone(output)) return PS_EXIT_OK;
        if (!go_on(status, &err, &code)) return code;
        /* One output that lacks a file is no output; nor can a full disk take the next file. */
        if (status != PS_OK && (one || ps_output_failed(output))) return code;
    }
    return code;
}

static int write_one(filter_job *filter) {
    ps_output *output = NULL;
    ps_error err = {0};
    const char *path = filter->options->value[PS_OPT_OUTPUT];
    ps_status status = path ? ps_output_file(&output, path, codec_wanted(filter), &err)
                            : ps_output_stdout(&output, codec_wanted(filter), &err);
    if (status != PS_OK) return ps_say_error(&err);
    bool follow = ps_options_has(filter->options, PS_OPT_FOLLOW);
    int code = follow ? follow_file(filter, output) : add_all(filter, output);
    /* What was handled before an error of the input is whole lines: standard output keeps it. */
    bool finish = path ? code == PS_EXIT_OK : !ps_output_failed(output);
    if (finish && ps_output_finish(output, &err) != PS_OK && !ps_output_reader_gone(output))
        code = ps_say_error(&err);
    ps_output_close(output);
    return code;
}

static int filter_all(filter_job *filter) {
    bool in_place = ps_options_has(filter->options, PS_OPT_IN_PLACE);
    ps_progress_begin(&filter->progress, filter->options, filter->files.bytes);
    int code = in_place ? replace_all(filter) : write_one(filter);
    ps_progress_end(&filter->progress);
    return code;
}

static int filter_with(filter_job *filter, const ps_engine *engine) {
    ps_error err = {0};
    ps_stats stats;
    ps_pipeline_options opt = ps_setup_pipeline(filter->options);
    ps_status status = ps_stats_begin(&stats, engine, &err);
    if (status == PS_OK)
        status = ps_setup_metrics(&opt.metrics, filter->watch, engine, "filter", &err);
    if (status == PS_OK) status = ps_pipeline_new(&filter->pipeline, engine, &opt, &err);
    if (status == PS_OK) status = ps_files_find(&filter->files, filter->options, &err);
    if (status == PS_OK)
        status = ps_stop_install(filter->files.endless ? PS_STOP_DRAIN : PS_STOP_SOON, &err);
    if (status == PS_OK) ps_watch_begin(filter->watch, opt.metrics, NULL, NULL);
    int code = status == PS_OK ? filter_all(filter) : ps_say_error(&err);
    ps_watch_end(filter->watch);
    if (status == PS_OK) {
        ps_pipeline_counts(filter->pipeline, &stats.counts);
        ps_stats_show(&stats, filter->options);
        if (ps_stats_withheld(&stats, filter->options) && code == PS_EXIT_OK)
            code = PS_EXIT_WITHHELD;
    }
    ps_files_free(&filter->files);
    ps_pipeline_free(filter->pipeline);
    ps_metrics_free(opt.metrics);
    ps_stats_free(&stats);
    return code;
}

int ps_cmd_filter(ps_options *options) {
    ps_rules *rules = NULL;
    ps_engine *engine = NULL;
    ps_error err = {0};
    filter_job filter = {.options = options};
    ps_status status = ps_setup_watch(&filter.watch, options, &err);
    if (status == PS_OK) status = ps_setup_rules(&rules, options, &err);
    if (status == PS_OK) status = check_options(options, &err);
    if (status == PS_OK) status = ps_setup_engine(&engine, rules, options, &err);
    int code = status == PS_OK ? filter_with(&filter, engine) : ps_say_error(&err);
    ps_watch_close(filter.watch);
    ps_engine_unref(engine);
    ps_rules_free(rules);
    return code;
}
