/* SPDX-License-Identifier: Apache-2.0
 *
 * What metrics.c and metrics_text.c share. */
#ifndef PS_METRICS_INSIDE_H
#define PS_METRICS_INSIDE_H

#include "metrics.h"

#include <stdatomic.h>

typedef struct ps_metric {
    ps_metric_type type;
    const char *name;
    unsigned labels; /* a row of ps_metric_labels_of */
    unsigned doors;  /* 0 all, 1 the sidecars, 2 Kafka's alone */
    const char *about;
} ps_metric;
extern const ps_metric ps_metric_table[PS_METRIC_COUNT];
extern const double ps_metric_bounds[PS_METRIC_BOUNDS];

/* A set of labels: how many cells, and what stands in each one's braces ("" for none). */
typedef struct ps_metric_labels {
    size_t (*count)(const ps_metrics *metrics);
    ps_status (*write)(const ps_metrics *metrics, size_t cell, ps_buf *out);
} ps_metric_labels;
extern const ps_metric_labels ps_metric_labels_of[];

struct ps_gauge {
    char topic[256];
    int32_t partition;
    atomic_int_fast64_t lag;
    _Atomic(const char *) halt;
};

enum { PS_METERS_MOST = 1024, PS_GAUGES_MOST = 500 };

struct ps_metrics {
    const ps_engine *engine;
    const char *door;
    char digest[65];
    size_t at[PS_METRIC_COUNT + 1]; /* the first cell of each */
    atomic_size_t meter_count, gauge_count;
    _Atomic(ps_meter *) meters[PS_METERS_MOST];
    _Atomic(ps_gauge *) gauges[PS_GAUGES_MOST];
};

/* All meters added up, and what is reckoned from them; malloc'ed, NULL: no memory. */
uint64_t *ps_metrics_sum(const ps_metrics *metrics);

#endif
