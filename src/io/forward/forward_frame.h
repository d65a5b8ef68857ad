/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages of the Forward protocol (Fluentd's specification v1, with the metadata and signals of
 * Fluent Bit): Message, Forward, PackedForward and CompressedPackedForward. Pure. */
#ifndef PS_FORWARD_FRAME_H
#define PS_FORWARD_FRAME_H

#include "msgpack_item.h"

typedef enum ps_forward_pack {
    PS_FORWARD_PLAIN,
    PS_FORWARD_GZIP,
    PS_FORWARD_ZSTD,
    PS_FORWARD_UNKNOWN /* packed in a way that is not opened */
} ps_forward_pack;

/* Spans are of the message. */
typedef struct ps_forward_frame {
    bool heartbeat; /* nil: no more than a sign of life */
    ps_span tag;
    ps_span entries;  /* events one behind the other, `pack`ed; of one message time and record */
    bool single;      /* one event: [time, record], which lacks its array's header */
    ps_span metadata; /* a map, of a single one; empty: none */
    ps_forward_pack pack;
    ps_span chunk;   /* to be acknowledged; empty: no need */
    uint64_t signal; /* 0 logs, 1 metrics, 2 traces ... */
} ps_forward_frame;

/* `bytes` is one complete object (ps_msgpack_object). PS_E_DECODE: it is no message. */
PS_MUST_CHECK ps_status ps_forward_read(ps_span bytes, ps_forward_frame *out);

/* How far a message under way is known, so that none of its bytes is looked at twice. */
typedef struct ps_forward_measure {
    size_t end;    /* bytes of it that were looked at */
    uint64_t open; /* items that are to come */
    bool begun;
} ps_forward_measure;
/* Goes on with the message that begins at bytes.ptr. PS_OK: measure->end is its end; PS_E_STOPPED:
 * bytes are missing; PS_E_DECODE: it is none, or over `most` bytes. */
PS_MUST_CHECK ps_status ps_forward_measure_on(ps_forward_measure *measure, ps_span bytes,
                                              size_t most);

/* [tag, entries, {"size": count, "chunk": chunk, "compressed": ..}]; chunk NULL: no ack is asked.
 */
PS_MUST_CHECK ps_status ps_forward_write(ps_buf *out, ps_span tag, ps_span entries, size_t count,
                                         const char *chunk, ps_forward_pack pack);
/* {"ack": chunk} */
PS_MUST_CHECK ps_status ps_forward_write_ack(ps_buf *out, ps_span chunk);
/* Is it the answer to this chunk? */
bool ps_forward_is_ack(ps_span answer, ps_span chunk);

#endif
