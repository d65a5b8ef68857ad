/* SPDX-License-Identifier: Apache-2.0
 *
 * A sealed record (kafka_kept.h) that is too large for the topic of the quarantine, in pieces. They
 * stand in one partition, in order, since their keys are the same; those of several records may be
 * mixed. Nothing of them is proved: that is done when the whole is opened.
 *
 * Bytes: "PSQP", the length of the whole (4 bytes, big endian), where the piece begins in it (4),
 * the last 16 bytes of the whole, which no other one has, and then the piece. */
#ifndef PS_KAFKA_PIECES_H
#define PS_KAFKA_PIECES_H

#include "buf.h"

enum { PS_PIECE_HEAD = 28, PS_PIECE_LEAST = 1024 };

/* Appends the piece that begins at *at, of at most `most` bytes (PS_PIECE_LEAST or more) with its
 * head; *at moves to the next one, or to the end. PS_E_LIMIT: the whole is too large or too short
 * for pieces, or `out` has no room. */
PS_MUST_CHECK ps_status ps_piece_cut(ps_span whole, size_t *at, size_t most, ps_buf *out);

typedef struct ps_pieces_one ps_pieces_one;
typedef struct ps_pieces {
    ps_pieces_one *items; /* of records that are not whole yet; and the names of those that were */
    size_t count, room;
    size_t given;    /* the one whose bytes were given out last, and one; 0: none */
    uint64_t strays; /* bytes of pieces whose record was not begun */
} ps_pieces;

/* Takes what stands in the topic under `name`, its key. True: *whole is a record, for as long as
 * the next call, the bytes themselves where they are no piece. False: more is to come, or it is
 * lost (a gap, no memory), which the end tells. */
bool ps_pieces_take(ps_pieces *pieces, ps_span name, ps_span bytes, ps_span *whole);
/* Frees it. Gives the bytes that belong to no record that was whole, then or later. */
uint64_t ps_pieces_end(ps_pieces *pieces);

#endif
