/* SPDX-License-Identifier: Apache-2.0 */
#include "msgpack_event.h"

static bool is_pair(ps_span object, size_t at, ps_msgpack_item *out) {
    return ps_msgpack_read(object, at, out) && out->kind == PS_MSGPACK_ARRAY && out->inside == 2;
}

static bool is_map(ps_span object, size_t at) {
    ps_msgpack_item item;
    return ps_msgpack_read(object, at, &item) && item.kind == PS_MSGPACK_MAP;
}

/* Sets the end of the time at `at`. */
static bool read_time(ps_span object, size_t at, ps_msgpack_event *out) {
    ps_msgpack_item item;
    if (!ps_msgpack_read(object, at, &item)) return false;
    bool number = item.kind == PS_MSGPACK_UINT || item.kind == PS_MSGPACK_INT ||
                  item.kind == PS_MSGPACK_FLOAT;
    out->time_from = at;
    out->time_to = at + item.head + item.body;
    return number || ps_msgpack_is_time(&item);
}

bool ps_msgpack_event_of(ps_span object, ps_msgpack_event *out) {
    ps_msgpack_item pair, inner;
    *out = (ps_msgpack_event){0};
    if (!is_pair(object, 0, &pair)) return false;
    bool nested = is_pair(object, pair.head, &inner);
    if (!read_time(object, pair.head + (nested ? inner.head : 0), out)) return false;
    out->metadata_from = out->metadata_to = out->body_from = out->time_to;
    if (nested) {
        if (!is_map(object, out->metadata_from)) return false;
        out->metadata_to += ps_msgpack_object(object, out->metadata_from);
        out->body_from = out->metadata_to;
    }
    return is_map(object, out->body_from);
}
