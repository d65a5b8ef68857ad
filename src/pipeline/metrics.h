/* SPDX-License-Identifier: Apache-2.0
 *
 * What is counted while it runs, for whoever looks from outside (metrics.def). Each thread, or each
 * role that one thread at a time has, writes a meter of its own and never waits; a look adds the
 * meters up. The records of the sidecar balance in every look: consumed = produced + withheld +
 * quarantined + filtered + in flight. */
#ifndef PS_METRICS_H
#define PS_METRICS_H

#include "buf.h"
#include "sieve.h"

typedef enum ps_metric_type {
    PS_METRIC_COUNTER,
    PS_METRIC_GAUGE,
    PS_METRIC_HISTOGRAM
} ps_metric_type;

typedef enum ps_metric_id {
#define PS_METRIC(ID, type, name, labels, doors, about) PS_METRIC_##ID,
#include "metrics.def"
#undef PS_METRIC
    PS_METRIC_COUNT
} ps_metric_id;

/* Upper ends of a histogram's cells, in seconds; behind them +Inf, then the sum in nanoseconds. */
enum { PS_METRIC_BOUNDS = 14, PS_METRIC_HISTOGRAM_CELLS = PS_METRIC_BOUNDS + 2 };

enum { PS_OUTCOME_CLEAN, PS_OUTCOME_REDACTED, PS_OUTCOME_COUNT };
enum { PS_RESULT_COMMITTED, PS_RESULT_UNDONE, PS_RESULT_COUNT };
/* Reasons of a marker: rows of why in metrics.c, which io/kafka has in the same order. */
enum { PS_METRIC_WHY_ERROR = 8, PS_METRIC_WHYS = 10 };

typedef struct ps_metrics ps_metrics;

/* `door` is a word without quotes: filter, run, kafka, forward, fluent-filter,
 * fluent-output. Borrows the engine. NULL: no memory. */
ps_metrics *ps_metrics_new(const ps_engine *engine, const char *door);
/* When nobody writes and nobody looks any more. */
void ps_metrics_free(ps_metrics *metrics);

/* ---- writing ---- */

/* The cells of one writer, and the board that others see. */
typedef struct ps_meter ps_meter;

/* For whoever begins to count; any thread. Freed with the metrics. NULL: no memory, or more than
 * 1024: it counts nothing then, which every call takes. */
ps_meter *ps_metrics_meter(ps_metrics *metrics);
/* The cells of a metric, to be counted up. */
uint64_t *ps_meter_cells(ps_meter *meter, ps_metric_id metric);
/* The cell of a histogram for so many seconds. */
size_t ps_metric_bucket(double seconds);
void ps_meter_observe(ps_meter *meter, ps_metric_id histogram, uint64_t ns, uint64_t times);
/* Takes over the counts of a scratch. */
void ps_meter_take(ps_meter *meter, const ps_counts *counts);
/* Shows the cells as they are now. */
void ps_meter_show(ps_meter *meter);

/* It is at work, since now; or not. `ps_metrics_busy_ms`: the longest that one is. */
void ps_meter_busy(ps_meter *meter, bool busy);
uint64_t ps_metrics_busy_ms(const ps_metrics *metrics);

/* ---- partitions ---- */

/* Rows of gauges that one thread sets; the first 500 are shown. `topic` is copied. */
typedef struct ps_gauge ps_gauge;
ps_gauge *ps_metrics_gauge(ps_metrics *metrics, const char *topic, int32_t partition);
/* lag -1: not known, or not ours. `halt` is a constant word, NULL: it is read. */
void ps_gauge_set(ps_gauge *gauge, int64_t lag, const char *halt);

/* ---- looking ---- */

/* Prometheus' text format 0.0.4, or OpenMetrics 1.0. */
PS_MUST_CHECK ps_status ps_metrics_text(const ps_metrics *metrics, bool open_metrics, ps_buf *out);
/* One JSON object: {"door":..,"phisieve_lines_examined_total":1,"phisieve_detections_total":
 * [{"rule":..,"value":1}] ..}. Cells that are 0 are left out of lists. */
PS_MUST_CHECK ps_status ps_metrics_json(const ps_metrics *metrics, ps_buf *out);

#endif
