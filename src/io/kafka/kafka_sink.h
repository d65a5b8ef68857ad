/* SPDX-License-Identifier: Apache-2.0
 *
 * The producer: writes records in order and makes them certain together with the offsets that were
 * read, in one transaction or by acknowledgements. For whoever has the turn to write. */
#ifndef PS_KAFKA_SINK_H
#define PS_KAFKA_SINK_H

#include "kafka_conf.h"
#include "kafka_keep.h"
#include "kafka_part.h"
#include "kafka_pieces.h"
#include "kafka_record.h"

#include <stdatomic.h>

typedef enum ps_kafka_result {
    PS_KAFKA_OK,
    PS_KAFKA_UNDONE,   /* nothing since the last commit counts: read it again */
    PS_KAFKA_SHUT_OUT, /* another process has taken our place */
    PS_KAFKA_GIVEN_UP, /* asked to hurry (ps_kafka_sink.hurry), or nothing helps: see the error */
} ps_kafka_result;

/* A record that the target refused: its marker goes out the next time. */
typedef struct ps_kafka_refused {
    uint32_t part;
    int64_t offset;
} ps_kafka_refused;

typedef struct ps_kafka_sink {
    const ps_kafka_options *opt; /* borrowed, as is the consumer */
    rd_kafka_conf_t *conf;       /* for the next producer */
    rd_kafka_t *producer, *consumer;
    ps_kafka_parts *parts;
    bool certain;            /* the last commit moved the group's offsets */
    bool open;               /* something was written since the last commit */
    uint64_t opened_ms;      /* when the first of it was */
    uint64_t records, bytes; /* of it */
    uint64_t transaction_ms; /* how long one may be open (transaction.timeout.ms) */
    size_t record_most;      /* bytes that the producer and its queue take */
    size_t batch_most;       /* that it sends together (batch.size) */
    size_t kept_most;        /* that the quarantine's topic takes; 0: not known */
    uint64_t rebuilt_ms;     /* when the producer was made anew; 0: never, or it has proved well */
    unsigned failed;         /* deliveries of it */
    bool crowded;            /* a batch was refused that may have been too large together */
    bool hopeless;           /* a marker was refused, too */
    ps_kafka_refused *refused; /* not committed yet */
    size_t refused_count, refused_room;
    ps_kafka_keeper *keeper;      /* borrowed; may keep nothing */
    rd_kafka_topic_t *quarantine; /* of the producer; NULL: not used yet */
    bool note_failed;
    bool unsynced;      /* something was appended to the keeper's file */
    atomic_bool *hurry; /* the end may not wait any longer; any thread sets it */
    uint64_t commits, aborts;
    ps_error error;
} ps_kafka_sink;

/* Makes the producer and, exactly once, ends what an earlier process of this name left open.
 * PS_E_IO: the cluster cannot be reached, or cannot do transactions. Takes confs->producer. */
PS_MUST_CHECK ps_status ps_kafka_sink_open(ps_kafka_sink *sink, const ps_kafka_options *opt,
                                           ps_kafka_confs *confs, ps_kafka_parts *parts,
                                           atomic_bool *hurry, ps_error *err);
void ps_kafka_sink_close(ps_kafka_sink *sink);

/* What the quarantine's topic must take at least: a piece, and what stands around it, its key among
 * it. */
enum { PS_KAFKA_KEPT_HEAD = 512, PS_KAFKA_KEPT_LEAST = PS_PIECE_LEAST + PS_KAFKA_KEPT_HEAD };

/* A record as it goes out; headers are taken over in any case. */
typedef struct ps_kafka_record {
    ps_kafka_part *part;
    int64_t offset, timestamp; /* of the source; timestamp 0: none */
    ps_span key, value;        /* ptr NULL: null */
    rd_kafka_headers_t *headers;
} ps_kafka_record;
PS_MUST_CHECK ps_kafka_result ps_kafka_sink_put(ps_kafka_sink *sink, const ps_kafka_record *record);
/* With nothing open: does the transactional id belong to us still? Only a request within a
 * transaction tells, one with these offsets, which are the committed ones; it is undone. */
PS_MUST_CHECK ps_kafka_result ps_kafka_sink_probe(ps_kafka_sink *sink,
                                                  rd_kafka_topic_partition_list_t *list);

/* Records are sent in batches of no more than so many bytes from now on. Commits first. */
PS_MUST_CHECK ps_kafka_result ps_kafka_sink_shrink(ps_kafka_sink *sink, size_t most);

/* Keeps a sealed original, certain together with its marker; in pieces where the topic takes none
 * of its size. UNDONE: it cannot be; its partition stops there (stop_at). */
PS_MUST_CHECK ps_kafka_result ps_kafka_sink_keep(ps_kafka_sink *sink, ps_kafka_part *part,
                                                 int64_t offset, ps_span sealed);

/* Bytes that the quarantine's topic takes at once; 0: not known, or too few to keep anything. */
size_t ps_kafka_sink_keeps(const ps_kafka_sink *sink);

/* A text beside the records, for a topic of its own. It is no matter when it cannot be written:
 * none is written any more then (note_failed). */
PS_MUST_CHECK ps_kafka_result ps_kafka_sink_note(ps_kafka_sink *sink, const char *topic,
                                                 ps_span text);

/* Has the target refused it before? */
bool ps_kafka_sink_refuses(const ps_kafka_sink *sink, const ps_kafka_part *part, int64_t offset);

/* Waits until all is acknowledged, and commits. UNDONE: parts have been rewound. */
PS_MUST_CHECK ps_kafka_result ps_kafka_sink_commit(ps_kafka_sink *sink);
/* Drops what was written since the last commit; parts are rewound. */
PS_MUST_CHECK ps_kafka_result ps_kafka_sink_abort(ps_kafka_sink *sink);

#endif
