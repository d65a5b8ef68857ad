/* SPDX-License-Identifier: Apache-2.0
 *
 * The sidecar's parts, and who may touch them when.
 *
 * A worker does the whole way of a batch, as in pipeline.h: it takes the input (polls the consumer,
 * where rebalances happen), leaves it, examines its records, and writes when its turn comes. So one
 * thread at a time talks to the consumer, one at a time to the producer, and records are written in
 * the order in which they were read.
 *
 * When what was written is undone, `epoch` moves on: batches of an earlier one are dropped when
 * their turn comes, and whoever polls next goes back to what is committed before it reads on. */
#ifndef PS_KAFKA_INSIDE_H
#define PS_KAFKA_INSIDE_H

#include "kafka_sink.h"
#include "kafka_tally.h"
#include "lessons.h"
#include "turns.h"

/* Who counts what (metrics.h). They are made in this order, so that no look finds more records done
 * than read. */
typedef struct ps_kafka_meters {
    ps_meter *input; /* of whoever holds the input */
    ps_meter *turn;  /* of whoever has the turn */
} ps_kafka_meters;

typedef struct ps_kafka_item {
    rd_kafka_message_t *message;
    ps_kafka_part *part;
    ps_kafka_fate fate;
} ps_kafka_item;

enum { PS_KAFKA_BATCH_RECORDS = 4096, PS_KAFKA_BATCH_BYTES = 1 << 20 };
/* What a batch should take to examine, by what its partitions took before. */
#define PS_KAFKA_BATCH_NS ((uint64_t)250 * 1000 * 1000)

/* What a worker holds. */
typedef struct ps_kafka_batch {
    ps_kafka_item items[PS_KAFKA_BATCH_RECORDS];
    size_t count, bytes;
    uint64_t cost_ns; /* of what is in it, as far as can be known before */
    bool full;        /* more was waiting */
    bool cut;         /* it took too long: what stood behind has been dropped, to be read again */
    size_t fresh;     /* records that were not read before */
    uint64_t polled_ns;
    int64_t wall_ms; /* when it is written */
    uint64_t epoch;  /* when it was polled */
    ps_buf room;     /* new values */
} ps_kafka_batch;

typedef struct ps_kafka {
    const ps_engine *engine;
    const ps_kafka_options *opt;
    ps_kafka_topics *topics;
    ps_turns *turns;
    ps_kafka_trail *trail; /* where workers are; NULL: no file is asked for */
    ps_lessons *lessons;   /* what workers tell each other; NULL: one worker, or no memory for it */

    ps_kafka_meters meters; /* NULL: nobody looks */
    ps_kafka_health own_health, *health;

    /* of whoever holds the input */
    rd_kafka_t *consumer;
    ps_kafka_parts parts;
    size_t halted;           /* partitions */
    uint64_t revive_ms;      /* when to look at them next */
    size_t resting;          /* partitions */
    bool others;             /* had something while they rest */
    uint64_t restless_ms;    /* none rests until then: it was in vain */
    bool blind;              /* the statistics cannot be read */
    ps_kafka_batch *filling; /* the batch that is being polled */
    uint64_t number;         /* its turn */
    uint64_t polled_epoch;
    bool late; /* the end took longer than it may; of the thread that attends */
    uint64_t rebalances;
    bool unkeepable; /* at the start: there is no quarantine */
    bool alone;      /* no worker is left: every turn is ours */

    /* of whoever has the turn */
    ps_kafka_sink sink;
    ps_kafka_keeper keeper;
    uint64_t interval_ms;            /* between commits: grows while the input keeps coming */
    ps_kafka_totals totals, certain; /* written; committed */
    ps_kafka_tally tally;            /* written since the last commit */
    uint64_t noted_ms;               /* when the metrics were last published */
    uint64_t limits_ms;              /* when the limits of topics were last asked for */

    atomic_uint_fast64_t epoch;
    atomic_bool stopping, hurry, shut_out;
} ps_kafka;

/* kafka_group.c */
void ps_kafka_on_rebalance(rd_kafka_t *consumer, rd_kafka_resp_err_t what,
                           rd_kafka_topic_partition_list_t *list, void *opaque);
/* Do assignments change by parts? */
bool ps_kafka_is_cooperative(rd_kafka_t *consumer);
/* Is the cluster there, and does each topic that would be read have its target? */
PS_MUST_CHECK ps_status ps_kafka_check_topics(ps_kafka *k, ps_error *err);
/* With the input: goes back to what is committed when something was undone. */
void ps_kafka_rewind(ps_kafka *k);

/* With the input: waits until all that was read before is written. The turn is ours then until what
 * is being polled has been written. False: the run has failed. */
bool ps_kafka_await_turn(ps_kafka *k);

/* With input and turn: what was read of a partition and is not certain goes elsewhere. */
void ps_kafka_give_back(ps_kafka *k, ps_kafka_part *part);

/* kafka_halt.c, with the input. `error` is a name, never bytes of a record. */
void ps_kafka_halt_part(ps_kafka *k, ps_kafka_part *part, ps_kafka_halt why, const char *error);
/* As if it had never been halted; the consumer stands anywhere. */
void ps_kafka_unhalt_part(ps_kafka *k, ps_kafka_part *part);
/* Tries those again whose time has come. */
void ps_kafka_revive(ps_kafka *k);
/* The partition lets others go first for a while, where there are any. */
void ps_kafka_rest(ps_kafka *k, ps_kafka_part *part);
/* Those that have rested are read on. */
void ps_kafka_wake(ps_kafka *k);

/* kafka_watch.c: with the statistics of the consumer, which come within a poll, halts partitions
 * that stand still though more is there and no error says why. */
int ps_kafka_on_stats(rd_kafka_t *consumer, char *json, size_t len, void *opaque);

/* kafka_batch.c: fills `batch`, with the input; waits `wait_ms` for a first record. */
void ps_kafka_poll(ps_kafka *k, ps_kafka_batch *batch, int wait_ms);
void ps_kafka_examine_batch(const ps_kafka_tools *tools, ps_kafka_batch *batch);
/* With the turn: writes it, and commits when it is time. False: the run is over. */
bool ps_kafka_write_batch(ps_kafka *k, ps_kafka_batch *batch);
void ps_kafka_batch_clear(ps_kafka_batch *batch);
/* Drops the records of partitions that are not ours any more. */
void ps_kafka_batch_forget(ps_kafka_batch *batch);

/* With the turn. False: the run is over, and why has been noted. */
bool ps_kafka_settle(ps_kafka *k, ps_kafka_result result);

#endif
