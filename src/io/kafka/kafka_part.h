/* SPDX-License-Identifier: Apache-2.0
 *
 * The partitions that were ever assigned, and how far each has come. A partition keeps its place
 * and address for as long as the table lives, so that batches may point at it.
 *
 * Who may touch what: `live`, `halt` and what stands beside them whoever holds the input; `settled`
 * and `committed` whoever has the turn to write (turns.h); `stop_at` both. A rebalance has both. */
#ifndef PS_KAFKA_PART_H
#define PS_KAFKA_PART_H

#include "kafka_topics.h"
#include "metrics.h"

#include <librdkafka/rdkafka.h>
#include <stdatomic.h>

/* Why a partition is not read on. The words are part of docs/kafka.md. */
typedef enum ps_kafka_halt {
    PS_KAFKA_READ,       /* it is */
    PS_KAFKA_UNREADABLE, /* "unreadable": the cluster does not give what stands at the offset */
    PS_KAFKA_STALLED,    /* "stalled": nothing comes, though more is there */
    PS_KAFKA_UNKEPT      /* "quarantine": what must be kept cannot be */
} ps_kafka_halt;
const char *ps_kafka_halt_text(ps_kafka_halt halt);

typedef struct ps_kafka_part {
    char topic[PS_KAFKA_TOPIC_MAX + 1], target[PS_KAFKA_TOPIC_MAX + 1];
    int32_t number;
    uint32_t index;     /* in the table */
    bool live;          /* ours */
    ps_kafka_halt halt; /* paused in the consumer unless READ */
    uint64_t again_ms;  /* when a halted one is tried again */
    unsigned tries;     /* in vain, at `halted_at` */
    int64_t halted_at;
    uint64_t rest_ms;             /* lets others go first until then, paused; 0: it does not */
    atomic_uint_fast64_t cost_ns; /* what one of its records took of late; of the workers */
    int64_t next;                 /* the next offset to read; what is below comes again */
    int64_t seen_to;              /* records below are counted as read: so many */
    uint64_t taken;
    int64_t lag;                 /* records behind what is certain; -1: not known */
    ps_gauge *gauge;             /* NULL: nobody looks */
    int64_t seen_next;           /* by the statistics: where its fetcher stood ... */
    unsigned seen_times;         /* ... how many times, though more was there */
    atomic_int_fast64_t stop_at; /* not to be read on from here; NOWHERE: to the end */
    rd_kafka_topic_t *out;       /* the target; of the table's producer */
    size_t limit;                /* bytes that the target takes; 0: not known; of the turn */
    int64_t kept_from;      /* the first that was appended to the file of the quarantine and is not
                               certain there; of whoever has the turn */
    uint64_t written, done; /* records since the last commit, and before; of whoever has the turn */
    int64_t settled, committed; /* the next offset to read, by what was written and by what is
                                   certain; RD_KAFKA_OFFSET_INVALID: nothing yet */
} ps_kafka_part;

enum { PS_KAFKA_NOWHERE = -1 };
#define PS_KAFKA_OFFSET_MAX ((int64_t)1 << 48) /* 8,900 years at a million records a second */

typedef struct ps_kafka_parts {
    ps_kafka_part **items;
    size_t count, room;
    ps_kafka_part *last; /* found; most records follow one of their own partition */
} ps_kafka_parts;

/* NULL: not in the table. */
ps_kafka_part *ps_kafka_parts_find(ps_kafka_parts *parts, const char *topic, int32_t number);
/* Finds it or makes it. NULL: no memory, or more than 32,767. */
ps_kafka_part *ps_kafka_parts_add(ps_kafka_parts *parts, const char *topic, int32_t number);
void ps_kafka_parts_free(ps_kafka_parts *parts);

/* The live ones whose settled offset is not committed; NULL: none, or no memory. */
rd_kafka_topic_partition_list_t *ps_kafka_parts_news(const ps_kafka_parts *parts);
/* settled becomes committed, or the other way round. */
void ps_kafka_parts_commit(ps_kafka_parts *parts);
void ps_kafka_parts_rewind(ps_kafka_parts *parts);

#endif
