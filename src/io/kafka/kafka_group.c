/* SPDX-License-Identifier: Apache-2.0
 *
 * Partitions come and go. Runs within a poll, with the input; when partitions go it waits for its
 * turn, too, so that everything read before has been written. */
#include "kafka_limits.h"

#include "clock.h"
#include "error.h"
#include "journal.h"
#include "stop.h"

#include <inttypes.h>
#include <time.h>

enum { ASK_MS = 5000, ASK_TIMES = 12, APPEAR_MS = 10000, LOOK_MS = 250, REACH_MS = 1000 };

bool ps_kafka_is_cooperative(rd_kafka_t *consumer) {
    const char *protocol = rd_kafka_rebalance_protocol(consumer);
    return protocol && strcmp(protocol, "COOPERATIVE") == 0;
}

/* ---- targets ---- */

static int32_t partitions_of(const rd_kafka_metadata_t *metadata, const char *topic) {
    for (int i = 0; i < metadata->topic_cnt; i++)
        if (strcmp(metadata->topics[i].topic, topic) == 0 &&
            metadata->topics[i].err == RD_KAFKA_RESP_ERR_NO_ERROR)
            return (int32_t)metadata->topics[i].partition_cnt;
    return 0;
}

static ps_status check_target(const ps_kafka *k, const rd_kafka_metadata_t *metadata,
                              const char *topic, int32_t partitions, ps_error *err) {
    char target[PS_KAFKA_TOPIC_MAX + 1];
    ps_status status = ps_kafka_topics_map(k->topics, topic, target, err);
    if (status != PS_OK) return status;
    if (k->opt->quarantine && strcmp(target, k->opt->quarantine) == 0)
        return ps_fail(err, PS_E_USAGE, "--quarantine %.120s: --to writes to this topic, too",
                       target);
    int32_t there = partitions_of(metadata, target);
    if (there == 0)
        return ps_fail(err, PS_E_IO,
                       "kafka: topic %.100s would go to %.100s, which is not there or may not be "
                       "seen; make it with %" PRId32 " partitions",
                       topic, target, partitions);
    if (there >= partitions) return PS_OK;
    return ps_fail(err, PS_E_IO,
                   "kafka: topic %.100s has %" PRId32
                   " partitions and its target %.100s only %" PRId32
                   ": a record stays in its partition",
                   topic, partitions, target, there);
}

/* At the start alone: later, partitions halt until it is there again. */
static ps_status check_quarantine(ps_kafka *k, const rd_kafka_metadata_t *metadata, ps_error *err) {
    if (ps_kafka_topics_match(k->topics, k->opt->quarantine))
        return ps_fail(err, PS_E_USAGE, "--quarantine %.120s: --from names this topic, too",
                       k->opt->quarantine);
    k->unkeepable = !k->parts.count && partitions_of(metadata, k->opt->quarantine) == 0;
    if (!k->unkeepable) return PS_OK;
    return ps_fail(err, PS_E_IO, "kafka: the quarantine %.120s is not there or may not be seen",
                   k->opt->quarantine);
}

/* *reached: a broker has answered. */
static ps_status look_at_topics(ps_kafka *k, size_t *count, bool *reached, ps_error *err) {
    const rd_kafka_metadata_t *metadata = NULL;
    rd_kafka_resp_err_t error = rd_kafka_metadata(k->consumer, 1, NULL, &metadata, 2 * ASK_MS);
    *reached = error == RD_KAFKA_RESP_ERR_NO_ERROR;
    *count = 0;
    if (!*reached)
        return ps_fail(err, PS_E_IO, "kafka: no broker answers at %.120s: %s",
                       k->opt->brokers ? k->opt->brokers : "the configured addresses",
                       rd_kafka_err2str(error));
    ps_status status = PS_OK;
    for (int i = 0; i < metadata->topic_cnt && status == PS_OK; i++) {
        const rd_kafka_metadata_topic_t *topic = &metadata->topics[i];
        if (!ps_kafka_topics_match(k->topics, topic->topic)) continue;
        ++*count;
        status = check_target(k, metadata, topic->topic, (int32_t)topic->partition_cnt, err);
    }
    if (status == PS_OK && k->opt->quarantine) status = check_quarantine(k, metadata, err);
    rd_kafka_metadata_destroy(metadata);
    return status;
}

/* A topic that was made just now is not known to every broker yet, and a source may be made before
 * its target: what is missing is looked for again for a while. */
ps_status ps_kafka_check_topics(ps_kafka *k, ps_error *err) {
    size_t count;
    bool reached;
    uint64_t until = ps_clock_ms() + APPEAR_MS;
    ps_status status = look_at_topics(k, &count, &reached, err);
    while (status == PS_E_IO && reached && ps_clock_ms() < until && !ps_stop_wanted()) {
        (void)nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
        k->unkeepable = false;
        status = look_at_topics(k, &count, &reached, err);
    }
    if (status == PS_OK && count == 0)
        ps_journal("warn", "no_topic", ",\"hint\":\"no topic matches --from yet\"");
    return status;
}

bool ps_kafka_await_turn(ps_kafka *k) {
    return k->alone || ps_turns_await(k->turns, k->number);
}

/* ---- coming ---- */

static ps_status ask_committed(ps_kafka *k, rd_kafka_topic_partition_list_t *list, ps_error *err) {
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
    for (unsigned i = 0; i < ASK_TIMES && error != RD_KAFKA_RESP_ERR_NO_ERROR; i++) {
        if (atomic_load(&k->hurry)) break;
        error = rd_kafka_committed(k->consumer, list, ASK_MS);
        for (int n = 0; n < list->cnt && error == RD_KAFKA_RESP_ERR_NO_ERROR; n++)
            error = list->elems[n].err; /* of the others, silence is no answer either */
    }
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return PS_OK;
    return ps_fail(err, PS_E_IO, "kafka: how far the group has read cannot be learnt: %s",
                   rd_kafka_err2str(error));
}

/* Where nothing is committed, from the earliest record on. */
static ps_status take_part(ps_kafka *k, rd_kafka_topic_partition_t *given, ps_error *err) {
    if (!ps_kafka_topics_match(k->topics, given->topic))
        return ps_fail(err, PS_E_USAGE,
                       "kafka: the group still gives out topic %.120s, which --from does not name: "
                       "another --from needs another --group, or the time until the broker has "
                       "forgotten this member (session.timeout.ms)",
                       given->topic);
    ps_kafka_part *part = ps_kafka_parts_add(&k->parts, given->topic, given->partition);
    if (!part) return ps_fail(err, PS_E_NOMEM, "kafka: no memory for one more partition");
    ps_status status = ps_kafka_topics_map(k->topics, given->topic, part->target, err);
    if (status != PS_OK) return status;
    part->settled = part->committed =
        given->offset >= 0 ? given->offset : RD_KAFKA_OFFSET_BEGINNING;
    given->offset = part->committed;
    part->next = part->committed;
    part->seen_to = part->committed < 0 ? 0 : part->committed;
    if (!part->gauge) part->gauge = ps_metrics_gauge(k->opt->metrics, part->topic, part->number);
    part->live = true;
    part->tries = 0;
    part->seen_times = 0;
    return PS_OK;
}

/* A batch that is larger than what its topic takes would be refused as a whole. */
static void adapt(ps_kafka *k) {
    size_t least = ps_kafka_learn_limits(k);
    if (k->sink.kept_most && k->sink.kept_most < PS_KAFKA_KEPT_LEAST)
        ps_journal(
            "warn", "quarantine_small",
            ",\"topic\":\"%s\",\"bytes\":%zu,\"hint\":\"max.message.bytes must be %d or more: "
            "partitions would halt\"",
            k->opt->quarantine, k->sink.kept_most, PS_KAFKA_KEPT_LEAST);
    if (least < k->sink.batch_most) (void)ps_kafka_settle(k, ps_kafka_sink_shrink(&k->sink, least));
}

static void assign(ps_kafka *k, rd_kafka_topic_partition_list_t *list) {
    ps_error err = {0};
    (void)ps_kafka_await_turn(k); /* the table of partitions may move */
    ps_status status = list->cnt ? ask_committed(k, list, &err) : PS_OK;
    for (int i = 0; i < list->cnt && status == PS_OK; i++)
        status = take_part(k, &list->elems[i], &err);
    if (status == PS_OK) status = ps_kafka_check_topics(k, &err);
    if (status == PS_OK && list->cnt) adapt(k);
    if (status != PS_OK) {
        (void)ps_turns_fail(k->turns, status, &err);
        return;
    }
    if (ps_kafka_is_cooperative(k->consumer)) {
        rd_kafka_error_t *error = rd_kafka_incremental_assign(k->consumer, list);
        if (error) rd_kafka_error_destroy(error);
    } else {
        (void)rd_kafka_assign(k->consumer, list);
    }
    atomic_store(&k->health->assigned, true);
    ps_journal("info", "ready", ",\"partitions\":%d", list->cnt);
}

/* ---- going ---- */

void ps_kafka_give_back(ps_kafka *k, ps_kafka_part *part) {
    if (k->meters.turn && part->taken > part->done) {
        *ps_meter_cells(k->meters.turn, PS_METRIC_FILTERED) += part->taken - part->done;
        ps_meter_show(k->meters.turn);
    }
    part->taken = part->done = part->written = 0;
}

static void unassign(ps_kafka *k, rd_kafka_topic_partition_list_t *list) {
    if (ps_kafka_is_cooperative(k->consumer)) {
        rd_kafka_error_t *error = rd_kafka_incremental_unassign(k->consumer, list);
        if (error) rd_kafka_error_destroy(error);
    } else {
        (void)rd_kafka_assign(k->consumer, NULL);
    }
}

/* Whether another process has our name is not asked where no broker answers: that would wait for as
 * long as none does. */
static ps_kafka_result lose(ps_kafka *k, rd_kafka_topic_partition_list_t *list) {
    if (k->sink.open) return ps_kafka_sink_abort(&k->sink);
    const rd_kafka_metadata_t *metadata = NULL;
    bool reached = rd_kafka_metadata(k->consumer, 0, NULL, &metadata, REACH_MS) == 0;
    if (metadata) rd_kafka_metadata_destroy(metadata);
    for (int i = 0; i < list->cnt; i++) {
        const ps_kafka_part *part =
            ps_kafka_parts_find(&k->parts, list->elems[i].topic, list->elems[i].partition);
        list->elems[i].offset = part ? part->committed : RD_KAFKA_OFFSET_INVALID;
    }
    return reached ? ps_kafka_sink_probe(&k->sink, list) : PS_KAFKA_OK;
}

static void revoke(ps_kafka *k, rd_kafka_topic_partition_list_t *list) {
    bool lost = rd_kafka_assignment_lost(k->consumer);
    if (lost) atomic_fetch_add(&k->epoch, 1); /* what is under way is somebody else's */
    if (ps_kafka_await_turn(k)) {
        ps_kafka_result result = lost ? lose(k, list) : ps_kafka_sink_commit(&k->sink);
        (void)ps_kafka_settle(k, result);
        /* Else we would join again by ourselves, and shut out the process that has our name now. */
        if (result == PS_KAFKA_SHUT_OUT) (void)rd_kafka_unsubscribe(k->consumer);
    }
    for (int i = 0; i < list->cnt; i++) {
        ps_kafka_part *part =
            ps_kafka_parts_find(&k->parts, list->elems[i].topic, list->elems[i].partition);
        if (!part) continue;
        ps_kafka_unhalt_part(k, part); /* a pause would outlive the assignment */
        ps_kafka_give_back(k, part);
        part->lag = -1;
        ps_gauge_set(part->gauge, -1, NULL);
        part->live = false;
    }
    if (k->filling) ps_kafka_batch_forget(k->filling);
    unassign(k, list);
    ps_journal("info", "revoked", ",\"partitions\":%d,\"lost\":%s", list->cnt,
               lost ? "true" : "false");
}

void ps_kafka_on_rebalance(rd_kafka_t *consumer, rd_kafka_resp_err_t what,
                           rd_kafka_topic_partition_list_t *list, void *opaque) {
    ps_kafka *k = opaque;
    (void)consumer;
    k->rebalances++;
    if (k->meters.input) {
        ++*ps_meter_cells(k->meters.input, PS_METRIC_REBALANCES);
        ps_meter_show(k->meters.input);
    }
    if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
        assign(k, list);
    else
        revoke(k, list);
}

/* ---- going back ---- */

void ps_kafka_rewind(ps_kafka *k) {
    uint64_t epoch = atomic_load(&k->epoch);
    if (k->polled_epoch == epoch) return;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(8);
    for (size_t i = 0; i < k->parts.count; i++) {
        ps_kafka_part *part = k->parts.items[i];
        if (!part->live) continue;
        part->next = part->committed;
        if (part->halt != PS_KAFKA_READ || part->rest_ms) continue; /* when they are read on */
        rd_kafka_topic_partition_list_add(list, part->topic, part->number)->offset =
            part->committed;
    }
    rd_kafka_error_t *error =
        list->cnt ? rd_kafka_seek_partitions(k->consumer, list, -1) : NULL; /* 2.0.2: -1 only */
    bool all = !error;
    for (int i = 0; i < list->cnt && all; i++)
        all = list->elems[i].err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (error) rd_kafka_error_destroy(error);
    rd_kafka_topic_partition_list_destroy(list);
    if (all) k->polled_epoch = epoch; /* else again, before anything is read */
}
