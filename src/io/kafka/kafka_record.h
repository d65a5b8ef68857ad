/* SPDX-License-Identifier: Apache-2.0
 *
 * One record through the engine: value, key, names and values of headers. */
#ifndef PS_KAFKA_RECORD_H
#define PS_KAFKA_RECORD_H

#include "buf.h"
#include "cargo.h"
#include "kafka.h"
#include "kafka_trail.h"

#include <librdkafka/rdkafka.h>

/* Why a marker goes out instead of the record. The words are part of docs/kafka.md. */
typedef enum ps_kafka_reason {
    PS_KAFKA_PASSES,
    PS_KAFKA_KEY,        /* "key": PHI in the key */
    PS_KAFKA_HEADER,     /* "header": PHI in the name of a header, or one that cannot be read */
    PS_KAFKA_LIMIT,      /* "limit": over a limit of the engine */
    PS_KAFKA_BINARY,     /* "binary": no text */
    PS_KAFKA_COMPRESSED, /* "compressed": packed in a way that is not opened, or damaged */
    PS_KAFKA_SCHEMA,     /* "schema": a frame of a schema registry that cannot be read */
    PS_KAFKA_SIZE,       /* "size": larger than the target takes */
    PS_KAFKA_ERROR,      /* "error": it could not be examined */
    PS_KAFKA_CRASH       /* "crash": it was at work each time the process ended (kafka_trail.h) */
} ps_kafka_reason;
const char *ps_kafka_reason_text(ps_kafka_reason reason);

/* What becomes of a record. Bytes are those of the message, or of the worker's buffer. */
typedef struct ps_kafka_fate {
    ps_kafka_reason reason;
    bool key_dropped, changed;
    bool key_clean; /* it was examined, and nothing was found: it may go out */
    bool value_own; /* the value stands in `room`, from value_at on */
    size_t value_at, value_len;
    bool key_own; /* the key is a token, in `room`, from key_at on */
    size_t key_at, key_len;
    rd_kafka_headers_t *headers; /* owned; NULL: as they are */
} ps_kafka_fate;

/* What a worker examines with; all of it is borrowed. */
typedef struct ps_kafka_tools {
    const ps_engine *engine;
    ps_scratch *scratch;
    ps_cargo *cargo;
    ps_kafka_keys keys;    /* PS_KEYS_TOKEN: the engine has a token key */
    ps_kafka_trail *trail; /* NULL: none is left */
    unsigned seat;         /* there */
} ps_kafka_tools;

/* Appends what is new to `room`. Never gives bytes that were not examined: on any failure the
 * reason says so. */
ps_kafka_fate ps_kafka_examine(const ps_kafka_tools *tools, const rd_kafka_message_t *message,
                               ps_buf *room);

/* The marker for a record, appended to `out`. */
PS_MUST_CHECK ps_status ps_kafka_marker(const char *topic, int32_t partition, int64_t offset,
                                        ps_kafka_reason reason, ps_buf *out);
/* The marker for records that nobody has read (`phisieve kafka skip`). */
PS_MUST_CHECK ps_status ps_kafka_skip_marker(const ps_kafka_place *place, ps_buf *out);

#endif
