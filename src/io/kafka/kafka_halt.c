/* SPDX-License-Identifier: Apache-2.0
 *
 * Partitions that cannot be read on, or whose next record can go nowhere: each stops where it
 * stands, nothing of it is skipped, the others go on. It is tried again by itself, and whoever
 * moves the group's offset (`phisieve kafka skip`) moves it on. */
#include "kafka_limits.h"

#include "clock.h"
#include "journal.h"

#include <inttypes.h>

enum {
    LOOK_MS = 500,         /* between looks at those that are halted */
    AGAIN_LEAST_MS = 2000, /* until the first new try, then twice as long each time */
    AGAIN_MOST_MS = 60000,
    ASK_MS = 2000,
    RESTLESS_MS = 2000,
    REST_MS = 250 /* of a partition whose records take long: as long as a batch of them should */
};

static rd_kafka_topic_partition_list_t *list_of(const ps_kafka_part *part) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, part->topic, part->number);
    return list;
}

/* True: for this partition, too. Some calls answer for the whole list only. */
static bool done(rd_kafka_resp_err_t error, const rd_kafka_topic_partition_list_t *list) {
    return error == RD_KAFKA_RESP_ERR_NO_ERROR && list->elems[0].err == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static void pause(ps_kafka *k, const ps_kafka_part *part) {
    rd_kafka_topic_partition_list_t *list = list_of(part);
    (void)rd_kafka_pause_partitions(k->consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
}

/* Only what is paused: librdkafka would begin the others again (2.0.2). */
static void resume(ps_kafka *k, const ps_kafka_part *part) {
    rd_kafka_topic_partition_list_t *list = list_of(part);
    (void)rd_kafka_resume_partitions(k->consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
}

static void end_rest(ps_kafka *k, ps_kafka_part *part) {
    if (part->rest_ms) k->resting--;
    part->rest_ms = 0;
}

/* ---- stopping ---- */

static uint64_t wait_of(const ps_kafka_part *part) {
    uint64_t wait = (uint64_t)AGAIN_LEAST_MS << (part->tries < 8 ? part->tries : 8);
    return wait < AGAIN_MOST_MS ? wait : AGAIN_MOST_MS;
}

void ps_kafka_halt_part(ps_kafka *k, ps_kafka_part *part, ps_kafka_halt why, const char *error) {
    if (part->halt != PS_KAFKA_READ) return;
    if (!part->rest_ms) pause(k, part);
    end_rest(k, part);
    part->halt = why;
    if (part->next != part->halted_at) part->tries = 0;
    part->again_ms = ps_clock_ms() + wait_of(part);
    part->tries++;
    part->halted_at = part->next;
    k->halted++;
    if (why == PS_KAFKA_UNKEPT) atomic_fetch_add(&k->health->unkept, 1);
    ps_gauge_set(part->gauge, part->lag < 0 ? 0 : part->lag, ps_kafka_halt_text(why));
    if (k->meters.input) {
        ++*ps_meter_cells(k->meters.input, PS_METRIC_HALTS);
        ps_meter_show(k->meters.input);
    }
    int64_t first = -1, end = -1;
    (void)rd_kafka_query_watermark_offsets(k->consumer, part->topic, part->number, &first, &end,
                                           ASK_MS);
    ps_journal("error", "partition_halted",
               ",\"topic\":\"%s\",\"partition\":%" PRId32 ",\"offset\":%" PRId64
               ",\"reason\":\"%s\",\"error\":\"%s\",\"first\":%" PRId64 ",\"end\":%" PRId64
               ",\"again_ms\":%" PRIu64,
               part->topic, part->number, part->next, ps_kafka_halt_text(why), error, first, end,
               wait_of(part));
}

/* ---- going on ---- */

void ps_kafka_unhalt_part(ps_kafka *k, ps_kafka_part *part) {
    if (part->halt == PS_KAFKA_READ && !part->rest_ms) return;
    resume(k, part);
    end_rest(k, part);
    if (part->halt == PS_KAFKA_READ) return;
    if (part->halt == PS_KAFKA_UNKEPT) atomic_fetch_sub(&k->health->unkept, 1);
    ps_gauge_set(part->gauge, part->lag, NULL);
    part->halt = PS_KAFKA_READ;
    part->seen_times = 0;
    atomic_store(&part->stop_at, PS_KAFKA_NOWHERE);
    k->halted--;
}

/* Somebody may have moved the group past what cannot be read. With the turn. */
static bool learn_committed(ps_kafka *k, ps_kafka_part *part) {
    rd_kafka_topic_partition_list_t *list = list_of(part);
    bool known = done(rd_kafka_committed(k->consumer, list, ASK_MS), list);
    int64_t committed = list->elems[0].offset;
    rd_kafka_topic_partition_list_destroy(list);
    if (!known || committed < 0 || committed <= part->settled) return known;
    ps_journal("warn", "partition_moved",
               ",\"topic\":\"%s\",\"partition\":%" PRId32 ",\"from\":%" PRId64 ",\"to\":%" PRId64,
               part->topic, part->number, part->settled, committed);
    ps_kafka_give_back(k, part);
    part->settled = part->committed = part->seen_to = committed;
    return true;
}

/* A fetcher that was sent to an offset which is gone has ended for good; only being assigned anew
 * starts it. Where an assignment goes as a whole, the others start where they stand. */
static void assign_anew(ps_kafka *k, ps_kafka_part *part) {
    rd_kafka_topic_partition_list_t *list = list_of(part);
    list->elems[0].offset = part->next;
    if (ps_kafka_is_cooperative(k->consumer)) {
        rd_kafka_error_t *error = rd_kafka_incremental_unassign(k->consumer, list);
        if (error) rd_kafka_error_destroy(error);
        error = rd_kafka_incremental_assign(k->consumer, list);
        if (error) rd_kafka_error_destroy(error);
    } else {
        for (size_t i = 0; i < k->parts.count; i++) {
            ps_kafka_part *other = k->parts.items[i];
            if (!other->live || other == part) continue;
            ps_kafka_unhalt_part(k, other);
            rd_kafka_topic_partition_list_add(list, other->topic, other->number)->offset =
                other->next;
        }
        (void)rd_kafka_assign(k->consumer, list);
    }
    rd_kafka_topic_partition_list_destroy(list);
}

static bool seek(ps_kafka *k, const ps_kafka_part *part) {
    rd_kafka_topic_partition_list_t *list = list_of(part);
    list->elems[0].offset = part->next;
    rd_kafka_error_t *error = rd_kafka_seek_partitions(k->consumer, list, -1); /* 2.0.2: -1 only */
    bool sought = !error && list->elems[0].err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (error) rd_kafka_error_destroy(error);
    rd_kafka_topic_partition_list_destroy(list);
    return sought;
}

static void try_again(ps_kafka *k, ps_kafka_part *part) {
    /* What is written so far shall not be undone with a try that is in vain. */
    if (!ps_kafka_settle(k, ps_kafka_sink_commit(&k->sink))) return;
    if (!learn_committed(k, part)) {
        part->again_ms = ps_clock_ms() + wait_of(part); /* no broker answers */
        return;
    }
    if (part->halt == PS_KAFKA_UNKEPT) (void)ps_kafka_learn_limits(k);
    ps_kafka_unhalt_part(k, part);
    part->next = part->settled;
    if (!seek(k, part)) assign_anew(k, part);
}

void ps_kafka_revive(ps_kafka *k) {
    uint64_t now = ps_clock_ms();
    if (k->halted == 0 || now < k->revive_ms) return;
    k->revive_ms = now + LOOK_MS;
    for (size_t i = 0; i < k->parts.count; i++) {
        ps_kafka_part *part = k->parts.items[i];
        if (!part->live || part->halt == PS_KAFKA_READ || now < part->again_ms) continue;
        if (!ps_kafka_await_turn(k)) return;
        try_again(k, part);
    }
}

/* ---- letting others go first ---- */

static bool is_alone(const ps_kafka *k, const ps_kafka_part *part) {
    for (size_t i = 0; i < k->parts.count; i++) {
        const ps_kafka_part *other = k->parts.items[i];
        if (other != part && other->live && other->halt == PS_KAFKA_READ) return false;
    }
    return true;
}

/* What was fetched of it and not taken is dropped, which makes room for the others; it is fetched
 * again. */
void ps_kafka_rest(ps_kafka *k, ps_kafka_part *part) {
    uint64_t now = ps_clock_ms();
    if (part->rest_ms || now < k->restless_ms || is_alone(k, part)) return;
    pause(k, part);
    part->rest_ms = now + REST_MS;
    if (k->resting == 0) k->others = false;
    k->resting++;
}

void ps_kafka_wake(ps_kafka *k) {
    if (k->resting == 0) return;
    uint64_t now = ps_clock_ms();
    for (size_t i = 0; i < k->parts.count; i++) {
        ps_kafka_part *part = k->parts.items[i];
        if (now < part->rest_ms || !part->rest_ms) continue;
        if (!k->others) k->restless_ms = now + RESTLESS_MS;
        resume(k, part);
        end_rest(k, part);
        if (!seek(k, part)) assign_anew(k, part);
    }
}
