/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_inside.h"

#include "clock.h"
#include "error.h"
#include "journal.h"
#include "stop.h"

#include <stdlib.h>

enum {
    WAIT_MS = 20, /* for a first record: an open transaction is not left longer */
    LOOK_MS = 50, /* between looks at signals */
    ROOM_MOST = 1 << 28,
    LAST_MS = 2000 /* for an end that hurries */
};

typedef struct worker {
    ps_kafka *kafka;
    ps_kafka_tools tools; /* scratch and cargo are owned */
    ps_kafka_batch batch;
} worker;

/* ---- workers ---- */

/* Reads a batch. False: nothing more is to be read. */
static bool read_batch(worker *w, uint64_t *number) {
    ps_kafka *k = w->kafka;
    if (!ps_turns_enter(k->turns)) return false;
    bool goes_on = !atomic_load(&k->stopping);
    if (goes_on) {
        *number = k->number = ps_turns_number(k->turns);
        k->filling = &w->batch;
        ps_kafka_rewind(k);
        ps_kafka_revive(k);
        ps_kafka_wake(k);
        w->batch.epoch = k->polled_epoch;
        ps_kafka_poll(k, &w->batch, WAIT_MS);
        k->filling = NULL;
    }
    ps_turns_leave(k->turns);
    return goes_on;
}

static void examine(worker *w, ps_meter *meter) {
    uint64_t before = meter ? ps_clock_ns() : 0;
    ps_meter_busy(meter, true);
    ps_kafka_examine_batch(&w->tools, &w->batch);
    ps_meter_busy(meter, false);
    uint64_t count = w->batch.count;
    if (!meter || !count) return;
    ps_meter_observe(meter, PS_METRIC_SCAN, (ps_clock_ns() - before) / count, count);
    ps_meter_take(meter, ps_scratch_counts(w->tools.scratch));
    ps_meter_show(meter);
}

static void work(void *ctx) {
    worker *w = ctx;
    ps_kafka *k = w->kafka;
    uint64_t number;
    ps_meter *meter = ps_metrics_meter(k->opt->metrics);
    for (bool goes_on = true; goes_on && read_batch(w, &number);) {
        examine(w, meter);
        goes_on = ps_turns_await(k->turns, number) && ps_kafka_write_batch(k, &w->batch);
        ps_kafka_batch_clear(&w->batch);
        ps_turns_pass(k->turns);
    }
}

static ps_status start(ps_kafka *k, worker *workers, ps_error *err) {
    if (k->opt->threads > 1) k->lessons = ps_lessons_new();
    for (unsigned i = 0; i < k->opt->threads; i++) {
        ps_buf_init(&workers[i].batch.room, ROOM_MOST);
        workers[i].kafka = k;
        ps_kafka_tools *tools = &workers[i].tools;
        *tools = (ps_kafka_tools){
            .engine = k->engine, .keys = k->opt->keys, .trail = k->trail, .seat = i};
        ps_status status = ps_scratch_new(&tools->scratch, k->engine);
        if (status == PS_OK)
            status = ps_cargo_new(&tools->cargo, k->engine, tools->scratch, k->opt->schemas);
        if (status != PS_OK) return ps_fail(err, status, "not enough memory for a worker");
        ps_scratch_share(workers[i].tools.scratch, k->lessons);
    }
    for (unsigned i = 0; i < k->opt->threads; i++) {
        ps_status status = ps_turns_spawn(k->turns, work, &workers[i]);
        if (status == PS_OK) continue;
        ps_error why;
        (void)ps_turns_fail(k->turns, ps_fail(&why, status, "a thread cannot be started"), &why);
    }
    return PS_OK;
}

/* ---- the end ---- */

/* True: every worker has ended. */
static bool attend(ps_kafka *k) {
    uint64_t end = 0;
    while (!ps_turns_join(k->turns, LOOK_MS)) {
        uint64_t now = ps_clock_ms();
        bool over = ps_stop_wanted() || ps_turns_outcome(k->turns, NULL) != PS_OK;
        if (over && !end) {
            end = now + k->opt->drain_ms;
            atomic_store(&k->stopping, true);
            atomic_store(&k->health->draining, true);
            ps_journal("info", "draining", ",\"ms\":%llu", (unsigned long long)k->opt->drain_ms);
        }
        if (end && now > end) {
            k->late = true;
            atomic_store(&k->hurry, true);
        }
        if (end && now > end + LAST_MS) return false;
    }
    return true;
}

/* What was written becomes certain; after a failure it is left to be read again. */
static ps_status finish(ps_kafka *k, ps_error *err) {
    k->alone = true;
    ps_status status = ps_turns_outcome(k->turns, err);
    ps_kafka_result result = PS_KAFKA_OK;
    if (status == PS_OK) result = ps_kafka_sink_commit(&k->sink);
    if (result == PS_KAFKA_OK) (void)ps_kafka_settle(k, result);
    if (result == PS_KAFKA_GIVEN_UP) {
        *err = k->sink.error;
        status = err->status;
    }
    if (result == PS_KAFKA_SHUT_OUT) atomic_store(&k->shut_out, true);
    if (status != PS_OK && k->sink.open) {
        atomic_store(&k->hurry, true);                          /* one try */
        if (ps_kafka_sink_abort(&k->sink) == PS_KAFKA_GIVEN_UP) /* who comes next ends it */
            ps_journal("warn", "transaction_left_open", "%s", "");
        k->sink.open = false;
    }
    return status;
}

static ps_status run_workers(ps_kafka *k, bool *ended, ps_error *err) {
    worker *workers = calloc(k->opt->threads, sizeof *workers);
    ps_status status =
        workers ? start(k, workers, err) : ps_fail(err, PS_E_NOMEM, "not enough memory");
    *ended = status != PS_OK || attend(k);
    if (!*ended) return PS_E_STOPPED; /* they still use all of it */
    if (status == PS_OK) status = finish(k, err);
    for (unsigned i = 0; workers && i < k->opt->threads; i++) {
        ps_kafka_batch_clear(&workers[i].batch);
        ps_buf_free(&workers[i].batch.room);
        ps_cargo_free(workers[i].tools.cargo);
        ps_scratch_free(workers[i].tools.scratch);
    }
    free(workers);
    return status;
}

/* ---- for those who look ---- */

const char *ps_kafka_not_ready(const void *ctx) {
    const ps_kafka_health *health = ctx;
    if (atomic_load(&health->draining)) return "draining";
    if (!atomic_load(&health->assigned)) return "not yet a member of the group";
    if (!atomic_load(&health->reached)) return "no broker is reached";
    return atomic_load(&health->unkept) ? "a partition halts: the quarantine cannot be written"
                                        : NULL;
}

/* ---- the beginning ---- */

static void on_log(const rd_kafka_t *client, int level, const char *facility, const char *text) {
    char quoted[512];
    (void)client;
    ps_journal(level <= 3   ? "error"
               : level == 4 ? "warn"
                            : "info",
               "librdkafka", ",\"facility\":\"%s\",\"text\":\"%s\"", facility,
               ps_journal_quoted(quoted, sizeof quoted, text));
}

static ps_status open_consumer(ps_kafka *k, ps_kafka_confs *confs, ps_error *err) {
    char why[256] = "", text[256];
    rd_kafka_conf_set_opaque(confs->consumer, k);
    rd_kafka_conf_set_rebalance_cb(confs->consumer, ps_kafka_on_rebalance);
    rd_kafka_conf_set_stats_cb(confs->consumer, ps_kafka_on_stats);
    rd_kafka_conf_set_log_cb(confs->consumer, on_log);
    rd_kafka_conf_set_log_cb(confs->producer, on_log);
    k->consumer = ps_kafka_client_new(RD_KAFKA_CONSUMER, confs->consumer, why, sizeof why);
    if (!k->consumer)
        return ps_fail(err, PS_E_USAGE, "kafka: the consumer cannot be made: %s",
                       ps_journal_quoted(text, sizeof text, why));
    confs->consumer = NULL;
    (void)rd_kafka_poll_set_consumer(k->consumer);
    return PS_OK;
}

static ps_status subscribe(ps_kafka *k, ps_error *err) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, ps_kafka_topics_pattern(k->topics),
                                      RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t error = rd_kafka_subscribe(k->consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "--from: librdkafka cannot subscribe to it: %s",
                   rd_kafka_err2str(error));
}

static ps_status open_all(ps_kafka *k, ps_error *err) {
    ps_kafka_confs confs;
    ps_status status = ps_turns_new(&k->turns, k->opt->threads);
    if (status != PS_OK) return ps_fail(err, status, "not enough memory");
    status = ps_kafka_topics_new(&k->topics, k->opt->from, k->opt->to, err);
    if (status == PS_OK && k->opt->state_file)
        status = ps_kafka_trail_open(&k->trail, k->opt->state_file, err);
    if (status == PS_OK) status = ps_kafka_confs_make(&confs, k->opt, err);
    if (status != PS_OK) return status;
    status = ps_kafka_keeper_open(&k->keeper, k->opt, k->engine, err);
    k->unkeepable = status == PS_E_IO;
    if (status == PS_OK) status = open_consumer(k, &confs, err);
    if (status == PS_OK) status = ps_kafka_check_topics(k, err);
    if (status == PS_OK)
        status = ps_kafka_sink_open(&k->sink, k->opt, &confs, &k->parts, &k->hurry, err);
    k->sink.consumer = k->consumer;
    k->sink.keeper = &k->keeper;
    if (status == PS_OK) status = subscribe(k, err);
    atomic_store(&k->health->reached, status == PS_OK);
    ps_kafka_confs_free(&confs);
    return status;
}

static void close_all(ps_kafka *k) {
    if (k->consumer) {
        (void)rd_kafka_consumer_close(k->consumer);
        rd_kafka_destroy(k->consumer);
    }
    ps_kafka_sink_close(&k->sink);
    ps_kafka_parts_free(&k->parts);
    ps_kafka_keeper_close(&k->keeper);
    ps_kafka_trail_close(k->trail);
    ps_kafka_topics_free(k->topics);
    ps_turns_free(k->turns);
    ps_lessons_free(k->lessons);
}

ps_kafka_end ps_kafka_run(const ps_engine *engine, const ps_kafka_options *opt,
                          ps_kafka_totals *totals, ps_error *err) {
    ps_kafka *k = calloc(1, sizeof *k);
    bool ended = true;
    if (!k) {
        (void)ps_fail(err, PS_E_NOMEM, "not enough memory");
        return PS_KAFKA_FAILED;
    }
    k->engine = engine;
    k->opt = opt;
    k->interval_ms = 100;
    k->health = opt->health ? opt->health : &k->own_health;
    k->meters.input = ps_metrics_meter(opt->metrics);
    k->meters.turn = ps_metrics_meter(opt->metrics);
    ps_status status = open_all(k, err);
    if (status == PS_OK) status = run_workers(k, &ended, err);
    *totals = k->certain;
    totals->rebalances = k->rebalances;
    totals->commits = k->sink.commits;
    totals->aborts = k->sink.aborts;
    if (!ended || (k->late && status != PS_OK)) return PS_KAFKA_NOT_DRAINED;
    bool shut_out = atomic_load(&k->shut_out);
    bool unkeepable = k->unkeepable;
    k->alone = true;
    close_all(k);
    free(k);
    if (shut_out) return PS_KAFKA_FENCED;
    if (unkeepable) return PS_KAFKA_UNKEEPABLE;
    return status == PS_OK ? PS_KAFKA_DRAINED : PS_KAFKA_FAILED;
}
