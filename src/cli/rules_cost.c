/* SPDX-License-Identifier: Apache-2.0
 *
 * A machine is never quiet enough for small differences: passes with and without a rule take turns,
 * and the fastest of each counts. Now and then the whole set is measured against itself; what these
 * differ by is the noise, and nothing below it is a cost. */
#include "rules_cost.h"

#include "buf.h"
#include "clock.h"
#include "error.h"
#include "input.h"
#include "say.h"
#include "setup.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    TEXT_MOST = 4 << 20,
    TEXT_FIRST = 1 << 16, /* enough to guess how much makes a pass long enough to be measured */
    PASS_NS = 5000000,
    TURNS = 30,
    RULES_A_TRIAL = 8 /* a measure of the noise for so many rules */
};

typedef struct rule_cost {
    const ps_rule *rule;
    double share; /* of the whole set's time */
} rule_cost;

typedef struct costing {
    const ps_options *options;
    const ps_rules *rules;
    ps_engine *all;
    ps_buf text;
    ps_span part;   /* what a pass looks at */
    uint64_t least; /* ns of a pass with all rules */
    double noise;   /* a share, as those of the rules */
    rule_cost *costs;
    size_t count;
} costing;

static ps_status read_text(ps_buf *text, const char *path, ps_error *err) {
    char block[1 << 14];
    ps_input *input = NULL;
    ps_status status = ps_input_open(&input, path, err);
    if (status != PS_OK) return status;
    ps_source source = ps_input_source(input);
    size_t got = 1;
    while (status == PS_OK && got && text->len < TEXT_MOST - sizeof block) {
        status = source.read(source.self, block, sizeof block, &got, err);
        if (status == PS_OK) status = ps_buf_add(text, ps_span_of(block, got));
    }
    ps_input_close(input);
    if (status == PS_OK && !text->len) status = ps_fail(err, PS_E_USAGE, "%s: is empty", path);
    return status;
}

static ps_status pass(const ps_engine *engine, ps_span text, uint64_t *least, ps_error *err) {
    ps_stream *stream = NULL;
    ps_span out;
    ps_status status = ps_stream_new(&stream, engine, err);
    uint64_t start = ps_clock_thread_ns();
    if (status == PS_OK) status = ps_stream_feed(stream, text, &out);
    if (status == PS_OK) status = ps_stream_end(stream, &out);
    uint64_t took = ps_clock_thread_ns() - start;
    ps_stream_free(stream);
    if (took < *least) *least = took;
    return status;
}

/* The part of the text that takes about PASS_NS. */
static ps_status choose_part(costing *c, ps_error *err) {
    uint64_t took = UINT64_MAX;
    ps_span text = ps_buf_span(&c->text);
    ps_span first = text.len > TEXT_FIRST ? ps_span_cut(text, 0, TEXT_FIRST) : text;
    ps_status status = PS_OK;
    for (int i = 0; status == PS_OK && i < TURNS; i++) status = pass(c->all, first, &took, err);
    double times = (double)PASS_NS / (double)(took ? took : 1);
    double len = (double)first.len * (times > 1 ? times : 1);
    c->part = len < (double)text.len ? ps_span_cut(text, 0, (size_t)len) : text;
    return status;
}

/* What of the whole set's time the other engine does without; below 0 when it took longer. */
static ps_status compare(costing *c, const ps_engine *other, double *share, ps_error *err) {
    uint64_t all = UINT64_MAX, less = UINT64_MAX;
    ps_status status = PS_OK;
    for (int i = 0; status == PS_OK && i < TURNS; i++) {
        status = pass(c->all, c->part, &all, err);
        if (status == PS_OK) status = pass(other, c->part, &less, err);
    }
    if (all < c->least) c->least = all;
    *share = ((double)all - (double)less) / (double)(all ? all : 1);
    return status;
}

static ps_status trial(costing *c, ps_error *err) {
    double share = 0;
    ps_status status = compare(c, c->all, &share, err);
    if (share < 0) share = -share;
    if (share > c->noise) c->noise = share;
    return status;
}

static ps_status cost_of(costing *c, const ps_rule *rule, ps_error *err) {
    ps_rules *fewer = NULL;
    ps_engine *without = NULL;
    double share = 0;
    ps_status status = ps_rules_clone(&fewer, c->rules);
    if (status == PS_OK) status = ps_rules_except(fewer, ps_span_z(rule->id), err);
    if (status == PS_OK) status = ps_setup_engine(&without, fewer, c->options, err);
    if (status == PS_OK) status = compare(c, without, &share, err);
    if (status == PS_OK && c->count % RULES_A_TRIAL == 0) status = trial(c, err);
    if (status == PS_OK) c->costs[c->count++] = (rule_cost){rule, share};
    ps_engine_unref(without);
    ps_rules_free(fewer);
    return status;
}

static int dearest_first(const void *a, const void *b) {
    const rule_cost *x = a, *y = b;
    if (x->share != y->share) return x->share < y->share ? 1 : -1;
    return strcmp(x->rule->id, y->rule->id);
}

static ps_status measure(costing *c, const char *path, ps_error *err) {
    size_t rules = ps_rules_count(c->rules);
    ps_buf_init(&c->text, TEXT_MOST);
    c->least = UINT64_MAX;
    c->costs = calloc(rules + 1, sizeof *c->costs);
    if (!c->costs) return ps_fail(err, PS_E_NOMEM, "out of memory");
    ps_status status = read_text(&c->text, path, err);
    if (status == PS_OK) status = ps_setup_engine(&c->all, c->rules, c->options, err);
    if (status == PS_OK) status = choose_part(c, err);
    for (size_t i = 0; status == PS_OK && i < rules; i++) {
        const ps_rule *rule = ps_rules_at(c->rules, i);
        if (rule->enabled) status = cost_of(c, rule, err);
    }
    for (size_t i = 0; i < c->count; i++)
        if (c->costs[i].share < c->noise) c->costs[i].share = 0;
    qsort(c->costs, c->count, sizeof *c->costs, dearest_first);
    return status;
}

static void costing_free(costing *c) {
    ps_engine_unref(c->all);
    ps_buf_free(&c->text);
    free(c->costs);
}

static void print_row(const rule_cost *cost, double ms_a_gb) {
    if (cost->share > 0)
        (void)printf("%-32s %9.0f %6.1f%%\n", cost->rule->id, cost->share * ms_a_gb,
                     cost->share * 100);
    else
        (void)printf("%-32s %9s %7s\n", cost->rule->id, "-", "-");
}

ps_status ps_rules_cost_print(const ps_rules *rules, const ps_options *options, const char *path,
                              ps_error *err) {
    costing c = {.options = options, .rules = rules};
    ps_status status = measure(&c, path, err);
    if (status == PS_OK) {
        double ms_a_gb = (double)c.least / (double)c.part.len * 1e3;
        (void)printf("%-32s %9s %7s\n", "rule", "ms a GB", "share");
        for (size_t i = 0; i < c.count; i++) print_row(&c.costs[i], ms_a_gb);
        (void)printf("%-32s %9.0f %7s\n", "all of them", ms_a_gb, "");
        (void)printf("-: below %.1f%%, which is the noise of this measure\n", c.noise * 100);
    }
    costing_free(&c);
    return status;
}

ps_status ps_rules_cost_warn(const ps_rules *rules, const ps_options *options, const char *path,
                             size_t *over, ps_error *err) {
    costing c = {.options = options, .rules = rules};
    ps_status status = measure(&c, path, err);
    *over = 0;
    for (size_t i = 0; status == PS_OK && i < c.count; i++) {
        const rule_cost *cost = &c.costs[i];
        if (cost->share * 100 <= PS_COST_BUDGET) break;
        ps_say(
            "warning: %s:%u: rule %s: takes %.0f %% of the time on this log; the budget is %d %%",
            cost->rule->file, cost->rule->line, cost->rule->id, cost->share * 100, PS_COST_BUDGET);
        ++*over;
    }
    costing_free(&c);
    return status;
}
