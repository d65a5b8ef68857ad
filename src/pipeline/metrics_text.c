/* SPDX-License-Identifier: Apache-2.0 */
#include "metrics_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_shown(const ps_metrics *m, const ps_metric *metric) {
    bool kafka = strcmp(m->door, "kafka") == 0;
    bool sidecar = kafka || strcmp(m->door, "forward") == 0 || strncmp(m->door, "fluent-", 7) == 0;
    return metric->doors == 0 || (metric->doors == 1 ? sidecar : kafka);
}

/* ---- Prometheus ---- */

/* OpenMetrics names a family without _total. */
static ps_status put_head(const ps_metric *metric, bool open_metrics, ps_buf *out) {
    static const char *const types[] = {"counter", "gauge", "histogram"};
    size_t len = strlen(metric->name);
    if (open_metrics && metric->type == PS_METRIC_COUNTER) len -= strlen("_total");
    return ps_buf_addf(out, "# HELP %.*s %s\n# TYPE %.*s %s\n", (int)len, metric->name,
                       metric->about, (int)len, metric->name, types[metric->type]);
}

static ps_status put_histogram(const ps_metrics *m, const ps_metric *metric, const uint64_t *cells,
                               ps_buf *out) {
    uint64_t so_far = 0;
    ps_status status = PS_OK;
    for (size_t i = 0; i < PS_METRIC_BOUNDS && status == PS_OK; i++) {
        so_far += cells[i];
        status = ps_buf_addf(out, "%s_bucket{door=\"%s\",le=\"%g\"} %" PRIu64 "\n", metric->name,
                             m->door, ps_metric_bounds[i], so_far);
    }
    so_far += cells[PS_METRIC_BOUNDS];
    if (status != PS_OK) return status;
    return ps_buf_addf(out,
                       "%s_bucket{door=\"%s\",le=\"+Inf\"} %" PRIu64 "\n%s_sum{door=\"%s\"} %.9f\n"
                       "%s_count{door=\"%s\"} %" PRIu64 "\n",
                       metric->name, m->door, so_far, metric->name, m->door,
                       (double)cells[PS_METRIC_BOUNDS + 1] / 1e9, metric->name, m->door, so_far);
}

static ps_status put_cells(const ps_metrics *m, const ps_metric *metric, const uint64_t *cells,
                           ps_buf *out) {
    const ps_metric_labels *labels = &ps_metric_labels_of[metric->labels];
    ps_status status = PS_OK;
    for (size_t i = 0; i < labels->count(m) && status == PS_OK; i++) {
        status = ps_buf_addf(out, "%s{door=\"%s\"", metric->name, m->door);
        size_t before = out->len;
        if (status == PS_OK) status = ps_buf_add_char(out, ',');
        if (status == PS_OK) status = labels->write(m, i, out);
        if (status == PS_OK && out->len == before + 1) out->len = before; /* none */
        if (status == PS_OK) status = ps_buf_addf(out, "} %" PRIu64 "\n", cells[i]);
    }
    return status;
}

static ps_status put_infos(const ps_metrics *m, ps_buf *out) {
    return ps_buf_addf(out,
                       "# HELP phisieve_rules_info the rules that are in force\n"
                       "# TYPE phisieve_rules_info gauge\n"
                       "phisieve_rules_info{door=\"%s\",sha256=\"%s\",profile=\"%s\"} 1\n"
                       "# HELP phisieve_build_info the program\n"
                       "# TYPE phisieve_build_info gauge\n"
                       "phisieve_build_info{version=\"%s\"} 1\n",
                       m->door, m->digest, ps_engine_profile(m->engine), ps_version());
}

typedef ps_status gauge_fn(const ps_gauge *gauge, int64_t lag, const char *halt, ps_buf *out);

static ps_status put_lag(const ps_gauge *gauge, int64_t lag, const char *halt, ps_buf *out) {
    (void)halt;
    return ps_buf_addf(
        out, "phisieve_consumer_lag_records{topic=\"%s\",partition=\"%" PRId32 "\"} %" PRId64 "\n",
        gauge->topic, gauge->partition, lag);
}

static ps_status put_halt(const ps_gauge *gauge, int64_t lag, const char *halt, ps_buf *out) {
    (void)lag;
    return ps_buf_addf(
        out, "phisieve_partition_halted{topic=\"%s\",partition=\"%" PRId32 "\",reason=\"%s\"} %d\n",
        gauge->topic, gauge->partition, halt ? halt : "", halt != NULL);
}

static ps_status put_gauges(const ps_metrics *m, gauge_fn *fn, ps_buf *out) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < atomic_load(&m->gauge_count) && status == PS_OK; i++) {
        const ps_gauge *gauge = atomic_load_explicit(&m->gauges[i], memory_order_acquire);
        int64_t lag = atomic_load(&gauge->lag);
        const char *halt = atomic_load(&gauge->halt);
        if (lag >= 0) status = fn(gauge, lag, halt, out);
    }
    return status;
}

static ps_status put_partitions(const ps_metrics *m, ps_buf *out) {
    if (strcmp(m->door, "kafka") != 0) return PS_OK;
    ps_status status = ps_buf_addf(out, "# HELP phisieve_consumer_lag_records records of the "
                                        "partition that are not certain yet\n"
                                        "# TYPE phisieve_consumer_lag_records gauge\n");
    if (status == PS_OK) status = put_gauges(m, put_lag, out);
    if (status == PS_OK)
        status = ps_buf_addf(out, "# HELP phisieve_partition_halted 1 while the partition is not "
                                  "read on\n"
                                  "# TYPE phisieve_partition_halted gauge\n");
    return status == PS_OK ? put_gauges(m, put_halt, out) : status;
}

ps_status ps_metrics_text(const ps_metrics *m, bool open_metrics, ps_buf *out) {
    uint64_t *sum = ps_metrics_sum(m);
    ps_status status = sum ? put_infos(m, out) : PS_E_NOMEM;
    for (size_t i = 0; i < PS_METRIC_COUNT && status == PS_OK; i++) {
        const ps_metric *metric = &ps_metric_table[i];
        if (!is_shown(m, metric)) continue;
        status = put_head(metric, open_metrics, out);
        if (status != PS_OK) break;
        status = metric->type == PS_METRIC_HISTOGRAM ? put_histogram(m, metric, sum + m->at[i], out)
                                                     : put_cells(m, metric, sum + m->at[i], out);
    }
    if (status == PS_OK) status = put_partitions(m, out);
    if (status == PS_OK && open_metrics) status = ps_buf_addf(out, "# EOF\n");
    free(sum);
    return status;
}

/* ---- JSON ---- */

/* a="b",c="d" as "a":"b","c":"d"; no value has an equals sign or a quote. */
static ps_status put_json_labels(const ps_buf *labels, ps_buf *out) {
    ps_status status = ps_buf_add_char(out, '"');
    for (size_t i = 0; i < labels->len && status == PS_OK; i++) {
        char c = labels->ptr[i];
        if (c == '=')
            status = ps_buf_addf(out, "\":");
        else if (c == ',')
            status = ps_buf_addf(out, ",\"");
        else
            status = ps_buf_add_char(out, c);
    }
    return status == PS_OK ? ps_buf_add_char(out, ',') : status;
}

static ps_status put_json_list(const ps_metrics *m, const ps_metric *metric, const uint64_t *cells,
                               ps_buf *out) {
    const ps_metric_labels *labels = &ps_metric_labels_of[metric->labels];
    enum { LABELS_MOST = 4096 };
    ps_buf text;
    bool first = true;
    ps_buf_init(&text, LABELS_MOST);
    ps_status status = ps_buf_add_char(out, '[');
    for (size_t i = 0; i < labels->count(m) && status == PS_OK; i++) {
        if (cells[i] == 0) continue;
        ps_buf_clear(&text);
        status = labels->write(m, i, &text);
        if (status == PS_OK) status = ps_buf_addf(out, first ? "{" : ",{");
        if (status == PS_OK) status = put_json_labels(&text, out);
        if (status == PS_OK) status = ps_buf_addf(out, "\"value\":%" PRIu64 "}", cells[i]);
        first = false;
    }
    ps_buf_free(&text);
    return status == PS_OK ? ps_buf_add_char(out, ']') : status;
}

static ps_status put_json_histogram(const uint64_t *cells, ps_buf *out) {
    uint64_t count = 0;
    for (size_t i = 0; i <= PS_METRIC_BOUNDS; i++) count += cells[i];
    return ps_buf_addf(out, "{\"count\":%" PRIu64 ",\"sum\":%.9f}", count,
                       (double)cells[PS_METRIC_BOUNDS + 1] / 1e9);
}

static ps_status put_json_metric(const ps_metrics *m, size_t row, const uint64_t *cells,
                                 ps_buf *out) {
    const ps_metric *metric = &ps_metric_table[row];
    ps_status status = ps_buf_addf(out, ",\"%s\":", metric->name);
    if (status != PS_OK) return status;
    if (metric->type == PS_METRIC_HISTOGRAM) return put_json_histogram(cells, out);
    if (metric->labels) return put_json_list(m, metric, cells, out);
    return ps_buf_addf(out, "%" PRIu64, cells[0]);
}

ps_status ps_metrics_json(const ps_metrics *m, ps_buf *out) {
    uint64_t *sum = ps_metrics_sum(m);
    ps_status status =
        sum ? ps_buf_addf(out, "{\"phisieve\":\"%s\",\"door\":\"%s\",\"rules\":\"%s\"",
                          ps_version(), m->door, m->digest)
            : PS_E_NOMEM;
    for (size_t i = 0; i < PS_METRIC_COUNT && status == PS_OK; i++)
        if (is_shown(m, &ps_metric_table[i])) status = put_json_metric(m, i, sum + m->at[i], out);
    free(sum);
    return status == PS_OK ? ps_buf_add_char(out, '}') : status;
}
