/* SPDX-License-Identifier: Apache-2.0
 *
 * Events of a chunk as they go on: [time, record], or with their metadata. Pure. */
#ifndef PS_FORWARD_EVENTS_H
#define PS_FORWARD_EVENTS_H

#include "msgpack_event.h"

typedef struct ps_forward_count {
    size_t events; /* that go on */
    size_t marks;  /* of groups, which say nothing without their metadata: left out */
    size_t others; /* objects that are no events: left out */
} ps_forward_count;

/* *out is `chunk` itself when all of it goes on as it is, else what `room` holds then. Without
 * `metadata` an event becomes [time, record]; older servers know no other. */
PS_MUST_CHECK ps_status ps_forward_arrange(ps_span chunk, bool metadata, ps_buf *room, ps_span *out,
                                           ps_forward_count *count);

/* Appends one event of a Message: `pair` is its time and its record. */
PS_MUST_CHECK ps_status ps_forward_put_event(ps_buf *out, ps_span pair, ps_span metadata);

#endif
