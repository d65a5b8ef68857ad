/* SPDX-License-Identifier: Apache-2.0 */
#include "metrics_inside.h"

#include "board.h"
#include "clock.h"
#include "rule.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNTER PS_METRIC_COUNTER
#define GAUGE PS_METRIC_GAUGE
#define HISTOGRAM PS_METRIC_HISTOGRAM
enum { ALL, SIDECARS, KAFKA };
enum { ONE, RULE, REASON, OUTCOME, WHY, RESULT };

const ps_metric ps_metric_table[PS_METRIC_COUNT] = {
#define PS_METRIC(ID, type, name, labels, doors, about)                                            \
    {type, "phisieve_" name, labels, doors, about},
#include "metrics.def"
#undef PS_METRIC
};

const double ps_metric_bounds[PS_METRIC_BOUNDS] = {
    0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30};

struct ps_meter {
    ps_metrics *metrics;
    ps_board *board;
    atomic_uint_fast64_t busy_since; /* ms; 0: it is not */
    uint64_t cells[];
};

/* ---- labels ---- */

static size_t one(const ps_metrics *m) {
    (void)m;
    return 1;
}
static ps_status no_label(const ps_metrics *m, size_t cell, ps_buf *out) {
    (void)m, (void)cell, (void)out;
    return PS_OK;
}

static size_t rules(const ps_metrics *m) {
    return ps_engine_rule_count(m->engine);
}
static ps_status rule_labels(const ps_metrics *m, size_t cell, ps_buf *out) {
    const ps_rule *rule = ps_engine_rule(m->engine, (uint32_t)cell);
    return ps_buf_addf(out, "rule=\"%s\",label=\"%s\",identifier=\"%c\",action=\"%s\"", rule->id,
                       ps_engine_rule_label(m->engine, (uint32_t)cell), rule->identifier,
                       ps_engine_rule_action(m->engine, (uint32_t)cell));
}

static size_t reasons(const ps_metrics *m) {
    (void)m;
    return PS_REASON_COUNT;
}
static ps_status reason_label(const ps_metrics *m, size_t cell, ps_buf *out) {
    (void)m;
    return ps_buf_addf(out, "reason=\"%s\"", ps_reason_word((ps_reason)cell));
}

static size_t outcomes(const ps_metrics *m) {
    (void)m;
    return PS_OUTCOME_COUNT;
}
static ps_status outcome_label(const ps_metrics *m, size_t cell, ps_buf *out) {
    (void)m;
    return ps_buf_addf(out, "outcome=\"%s\"", cell == PS_OUTCOME_CLEAN ? "clean" : "redacted");
}

static const char *const why[PS_METRIC_WHYS] = {"",           "key",    "header", "limit", "binary",
                                                "compressed", "schema", "size",   "error", "crash"};
static size_t whys(const ps_metrics *m) {
    (void)m;
    return PS_METRIC_WHYS - 1;
}
static ps_status why_label(const ps_metrics *m, size_t cell, ps_buf *out) {
    (void)m;
    return ps_buf_addf(out, "reason=\"%s\"", why[cell + 1]);
}

static size_t results(const ps_metrics *m) {
    (void)m;
    return PS_RESULT_COUNT;
}
static ps_status result_label(const ps_metrics *m, size_t cell, ps_buf *out) {
    (void)m;
    return ps_buf_addf(out, "result=\"%s\"", cell == PS_RESULT_COMMITTED ? "committed" : "undone");
}

const ps_metric_labels ps_metric_labels_of[] = {[ONE] = {one, no_label},
                                                [RULE] = {rules, rule_labels},
                                                [REASON] = {reasons, reason_label},
                                                [OUTCOME] = {outcomes, outcome_label},
                                                [WHY] = {whys, why_label},
                                                [RESULT] = {results, result_label}};

/* ---- making ---- */

static size_t cells_of(const ps_metrics *m, size_t row) {
    const ps_metric *metric = &ps_metric_table[row];
    if (metric->type == PS_METRIC_HISTOGRAM) return PS_METRIC_HISTOGRAM_CELLS;
    return ps_metric_labels_of[metric->labels].count(m);
}

ps_metrics *ps_metrics_new(const ps_engine *engine, const char *door) {
    ps_metrics *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->engine = engine;
    m->door = door;
    ps_engine_digest(engine, m->digest);
    for (size_t i = 0; i < PS_METRIC_COUNT; i++) m->at[i + 1] = m->at[i] + cells_of(m, i);
    return m;
}

void ps_metrics_free(ps_metrics *m) {
    if (!m) return;
    for (size_t i = 0; i < PS_METERS_MOST; i++) {
        ps_meter *meter = atomic_load(&m->meters[i]);
        if (meter) ps_board_free(meter->board);
        free(meter);
    }
    for (size_t i = 0; i < PS_GAUGES_MOST; i++) free(atomic_load(&m->gauges[i]));
    free(m);
}

/* ---- writing ---- */

ps_meter *ps_metrics_meter(ps_metrics *m) {
    if (!m) return NULL;
    size_t cells = m->at[PS_METRIC_COUNT];
    ps_meter *meter = calloc(1, sizeof *meter + cells * sizeof meter->cells[0]);
    if (meter) meter->board = ps_board_new(cells);
    size_t at = meter && meter->board ? atomic_fetch_add(&m->meter_count, 1) : PS_METERS_MOST;
    if (at >= PS_METERS_MOST) {
        if (meter) ps_board_free(meter->board);
        free(meter);
        return NULL;
    }
    meter->metrics = m;
    atomic_store_explicit(&m->meters[at], meter, memory_order_release);
    return meter;
}

uint64_t *ps_meter_cells(ps_meter *meter, ps_metric_id metric) {
    return meter->cells + meter->metrics->at[metric];
}

size_t ps_metric_bucket(double seconds) {
    size_t i = 0;
    while (i < PS_METRIC_BOUNDS && seconds > ps_metric_bounds[i]) i++;
    return i;
}

void ps_meter_observe(ps_meter *meter, ps_metric_id histogram, uint64_t ns, uint64_t times) {
    if (!meter || !times) return;
    uint64_t *cells = ps_meter_cells(meter, histogram);
    cells[ps_metric_bucket((double)ns / 1e9)] += times;
    cells[PS_METRIC_BOUNDS + 1] += ns * times;
}

void ps_meter_take(ps_meter *meter, const ps_counts *counts) {
    if (!meter) return;
    *ps_meter_cells(meter, PS_METRIC_BYTES_IN) = counts->bytes_in;
    *ps_meter_cells(meter, PS_METRIC_BYTES_OUT) = counts->bytes_out;
    *ps_meter_cells(meter, PS_METRIC_LINES) = counts->lines;
    *ps_meter_cells(meter, PS_METRIC_LINES_WITHHELD) = counts->withheld;
    *ps_meter_cells(meter, PS_METRIC_FALLBACKS) = counts->fallbacks;
    *ps_meter_cells(meter, PS_METRIC_RECALLED) = counts->recalled;
    memcpy(ps_meter_cells(meter, PS_METRIC_DECISIONS), counts->reasons, sizeof counts->reasons);
    memcpy(ps_meter_cells(meter, PS_METRIC_DETECTIONS), counts->rules,
           rules(meter->metrics) * sizeof counts->rules[0]);
}

void ps_meter_show(ps_meter *meter) {
    if (meter) ps_board_write(meter->board, meter->cells);
}

void ps_meter_busy(ps_meter *meter, bool busy) {
    if (meter) atomic_store(&meter->busy_since, busy ? ps_clock_ms() : 0);
}

uint64_t ps_metrics_busy_ms(const ps_metrics *m) {
    uint64_t longest = 0, now = ps_clock_ms();
    for (size_t i = 0; i < PS_METERS_MOST; i++) {
        ps_meter *meter = atomic_load_explicit(&m->meters[i], memory_order_acquire);
        uint64_t since = meter ? atomic_load(&meter->busy_since) : 0;
        if (since && now > since && now - since > longest) longest = now - since;
    }
    return longest;
}

/* ---- partitions ---- */

ps_gauge *ps_metrics_gauge(ps_metrics *m, const char *topic, int32_t partition) {
    size_t at = m ? atomic_load(&m->gauge_count) : PS_GAUGES_MOST;
    ps_gauge *gauge = at < PS_GAUGES_MOST ? calloc(1, sizeof *gauge) : NULL;
    if (!gauge) return NULL;
    (void)snprintf(gauge->topic, sizeof gauge->topic, "%s", topic);
    gauge->partition = partition;
    atomic_init(&gauge->lag, -1);
    atomic_init(&gauge->halt, NULL);
    atomic_store_explicit(&m->gauges[at], gauge, memory_order_release);
    atomic_store(&m->gauge_count, at + 1);
    return gauge;
}

void ps_gauge_set(ps_gauge *gauge, int64_t lag, const char *halt) {
    if (!gauge) return;
    atomic_store(&gauge->lag, lag);
    atomic_store(&gauge->halt, halt);
}

/* ---- adding up ---- */

static uint64_t total(const ps_metrics *m, const uint64_t *sum, ps_metric_id id) {
    uint64_t all = 0;
    for (size_t i = m->at[id]; i < m->at[id + 1]; i++) all += sum[i];
    return all;
}

uint64_t *ps_metrics_sum(const ps_metrics *m) {
    uint64_t *sum = calloc(m->at[PS_METRIC_COUNT], sizeof *sum);
    if (!sum) return NULL;
    /* The last first: what is done with a record is shown after the record itself, by a meter that
     * was made after the one that counts it (ps_kafka_meters), and is so looked at before. */
    for (size_t i = PS_METERS_MOST; i-- > 0;) {
        ps_meter *meter = atomic_load_explicit(&m->meters[i], memory_order_acquire);
        if (meter) ps_board_add(meter->board, sum);
    }
    uint64_t done = total(m, sum, PS_METRIC_PRODUCED) + total(m, sum, PS_METRIC_WITHHELD) +
                    total(m, sum, PS_METRIC_QUARANTINED) + total(m, sum, PS_METRIC_FILTERED);
    uint64_t *in_flight = &sum[m->at[PS_METRIC_IN_FLIGHT]];
    *in_flight = sum[m->at[PS_METRIC_CONSUMED]] - done;
    return sum;
}
