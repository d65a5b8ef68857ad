/* SPDX-License-Identifier: Apache-2.0
 *
 * Log events of Fluent Bit and of the Forward protocol: [time, body], or since Fluent Bit 2.1
 * [[time, metadata], body]. Marks of groups have the same form, and a time that is none. */
#ifndef PS_MSGPACK_EVENT_H
#define PS_MSGPACK_EVENT_H

#include "msgpack_item.h"

/* Extents in the object. metadata_to == metadata_from: the event has none. */
typedef struct ps_msgpack_event {
    size_t time_from, time_to;
    size_t metadata_from, metadata_to;
    size_t body_from;
} ps_msgpack_event;

/* `object` is complete (ps_msgpack_object). False: it is something else. */
bool ps_msgpack_event_of(ps_span object, ps_msgpack_event *out);

#endif
