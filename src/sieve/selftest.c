/* SPDX-License-Identifier: Apache-2.0
 *
 * The examples of the rules, run as tests: alone, in the full set, and their output once more. */
#include "error.h"
#include "example.h"
#include "sieve_inside.h"

#include <stdio.h>

typedef struct ps_bench {
    ps_engine *engine;
    ps_scratch *scratch;
} ps_bench;

typedef struct ps_selftest {
    const ps_rules *rules;
    ps_bench full;
    ps_selftest_fn *fn;
    void *ctx;
    size_t ran, failed;
} ps_selftest;

static void bench_free(ps_bench *bench) {
    ps_scratch_free(bench->scratch);
    ps_engine_unref(bench->engine);
    *bench = (ps_bench){0};
}

static ps_status bench_new(ps_bench *bench, const ps_rules *rules, ps_error *err) {
    static const char key[] = "examples use this key, no secret"; /* for profiles with tokens */
    ps_engine_options options = {.size = sizeof options, .token_key = PS_LIT(key)};
    ps_status status = ps_engine_new(&bench->engine, rules, &options, err);
    if (status == PS_OK) status = ps_scratch_new(&bench->scratch, bench->engine);
    if (status != PS_OK) bench_free(bench);
    return status;
}

/* ---- comparing ---- */

typedef struct ps_comparison {
    const ps_engine *engine;
    const ps_rule *rule;
    const ps_marked *marked;
    bool alone; /* only the rule's own marks are expected */
    bool seen[PS_MARKS_MAX];
    char what[128]; /* the first difference; empty: none */
} ps_comparison;

static const char *mark_label(const ps_comparison *c, const ps_mark *mark) {
    return mark->label[0] ? mark->label : c->rule->label;
}

static bool expected(const ps_comparison *c, const ps_mark *mark) {
    return !c->alone || !strcmp(mark_label(c, mark), c->rule->label);
}

static int compare(const ps_finding *finding, void *ctx) {
    ps_comparison *c = ctx;
    const char *label = ps_engine_rule_label(c->engine, finding->rule);
    for (size_t i = 0; i < c->marked->count; i++) {
        const ps_mark *mark = &c->marked->marks[i];
        if (mark->from != finding->from || mark->to != finding->to) continue;
        if (!strcmp(mark_label(c, mark), label) && expected(c, mark)) {
            c->seen[i] = true;
            return 0;
        }
    }
    (void)snprintf(c->what, sizeof c->what, "unexpected %s at bytes %zu to %zu (rule %.40s)", label,
                   finding->from, finding->to, ps_engine_rule_id(c->engine, finding->rule));
    return 1;
}

static void find_missing(ps_comparison *c) {
    for (size_t i = 0; i < c->marked->count && !c->what[0]; i++) {
        const ps_mark *mark = &c->marked->marks[i];
        if (expected(c, mark) && !c->seen[i])
            (void)snprintf(c->what, sizeof c->what, "%s at bytes %zu to %zu is not found",
                           mark_label(c, mark), mark->from, mark->to);
    }
}

/* ---- running ---- */

static void report(ps_selftest *test, const ps_rule *rule, const ps_example *example,
                   const char *mode, const char *what) {
    char text[192];
    (void)snprintf(text, sizeof text, "%s: %s", mode, what);
    test->failed++;
    ps_selftest_failure failure = {.rule = rule, .example = example, .what = text};
    if (test->fn) test->fn(&failure, test->ctx);
}

static const char *second_pass(ps_bench *bench, ps_span text) {
    ps_span once, twice;
    if (ps_redact(bench->engine, bench->scratch, text, &once) != PS_OK) return "withheld";
    ps_buf copy;
    ps_buf_init(&copy, 1 << 20);
    const char *what = NULL;
    if (ps_buf_add(&copy, once) != PS_OK ||
        ps_redact(bench->engine, bench->scratch, ps_buf_span(&copy), &twice) != PS_OK)
        what = "the output is withheld";
    else if (!ps_span_eq(ps_buf_span(&copy), twice))
        what = "a second pass changes the output";
    ps_buf_free(&copy);
    return what;
}

static ps_status run_one(ps_selftest *test, ps_bench *bench, const ps_rule *rule,
                         const ps_example *example, bool alone) {
    const char *mode = alone ? "alone" : "in the full set";
    ps_marked marked;
    test->ran++;
    if (ps_marked_parse(&marked, ps_span_z(example->text)) != PS_OK) {
        report(test, rule, example, mode, "its marks are not well-formed");
        ps_marked_free(&marked);
        return PS_OK;
    }
    ps_comparison c = {.engine = bench->engine, .rule = rule, .marked = &marked, .alone = alone};
    ps_span text = ps_buf_span(&marked.text);
    ps_status status = ps_scan(bench->engine, bench->scratch, text, compare, &c);
    if (status == PS_OK) find_missing(&c);
    const char *what = c.what[0] ? c.what : status != PS_OK ? ps_status_text(status) : NULL;
    if (!what) what = second_pass(bench, text);
    if (what) report(test, rule, example, mode, what);
    ps_marked_free(&marked);
    return PS_OK;
}

static ps_status run_all(ps_selftest *test, ps_bench *bench, const ps_rule *rule, bool alone) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < rule->example_count && status == PS_OK; i++)
        if (!alone || rule->examples[i].alone)
            status = run_one(test, bench, rule, &rule->examples[i], alone);
    for (size_t i = 0; i < rule->negative_count && status == PS_OK; i++)
        status = run_one(test, bench, rule, &rule->negatives[i], alone);
    return status;
}

static ps_status run_alone(ps_selftest *test, const ps_rule *rule, ps_error *err) {
    ps_rules *only = NULL;
    ps_bench bench = {0};
    ps_status status = ps_rules_clone(&only, test->rules);
    if (status == PS_OK) status = ps_rules_only(only, ps_span_z(rule->id), err);
    if (status == PS_OK) status = bench_new(&bench, only, err);
    if (status == PS_OK) status = run_all(test, &bench, rule, true);
    bench_free(&bench);
    ps_rules_free(only);
    return status;
}

ps_status ps_selftest_run(const ps_rules *rules, ps_selftest_fn *fn, void *ctx, size_t *ran,
                          size_t *failed, ps_error *err) {
    ps_selftest test = {.rules = rules, .fn = fn, .ctx = ctx};
    ps_status status = bench_new(&test.full, rules, err);
    for (size_t i = 0; status == PS_OK && i < ps_rules_count(rules); i++) {
        const ps_rule *rule = ps_rules_at(rules, i);
        status = run_alone(&test, rule, err);
        if (status == PS_OK && rule->enabled) status = run_all(&test, &test.full, rule, false);
    }
    bench_free(&test.full);
    *ran = test.ran;
    *failed = test.failed;
    return status;
}
