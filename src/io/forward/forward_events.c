/* SPDX-License-Identifier: Apache-2.0 */
#include "forward_events.h"

/* Times that mark the beginning and the end of a group: -1 and -2 seconds. */
static bool is_mark(ps_span object, const ps_msgpack_event *event) {
    ps_msgpack_item item;
    if (!ps_msgpack_read(object, event->time_from, &item) || item.kind != PS_MSGPACK_EXT ||
        item.body != 8)
        return false;
    const char *time = object.ptr + event->time_from + item.head;
    return memcmp(time, "\xff\xff\xff\xff\0\0\0\0", 8) == 0 ||
           memcmp(time, "\xff\xff\xff\xfe\0\0\0\0", 8) == 0;
}

typedef struct arranging {
    ps_span chunk;
    ps_buf *room;
    size_t copied; /* so far of the chunk, with what was changed or left out there */
} arranging;

static ps_status copy_until(arranging *a, size_t to) {
    ps_status status = ps_buf_add(a->room, ps_span_cut(a->chunk, a->copied, to));
    a->copied = to;
    return status;
}

static ps_status leave_out(arranging *a, size_t from, size_t to) {
    ps_status status = copy_until(a, from);
    a->copied = to;
    return status;
}

static ps_status put_pair(arranging *a, size_t at, const ps_msgpack_event *event) {
    ps_status status = copy_until(a, at);
    a->copied = at + event->time_from;
    if (status == PS_OK) status = ps_buf_add_char(a->room, (char)0x92);
    if (status == PS_OK) status = copy_until(a, at + event->time_to);
    a->copied = at + event->body_from;
    return status;
}

ps_status ps_forward_arrange(ps_span chunk, bool metadata, ps_buf *room, ps_span *out,
                             ps_forward_count *count) {
    arranging a = {.chunk = chunk, .room = room};
    ps_status status = PS_OK;
    *count = (ps_forward_count){0};
    ps_buf_clear(room);
    for (size_t at = 0, size; at < chunk.len && status == PS_OK; at += size) {
        size = ps_msgpack_object(chunk, at);
        if (!size) return PS_E_DECODE;
        ps_span object = ps_span_cut(chunk, at, at + size);
        ps_msgpack_event event;
        bool good = ps_msgpack_event_of(object, &event);
        bool mark = good && !metadata && is_mark(object, &event);
        count->events += good && !mark;
        count->marks += mark;
        count->others += !good;
        if (!good || mark)
            status = leave_out(&a, at, at + size);
        else if (!metadata && event.metadata_to > event.metadata_from)
            status = put_pair(&a, at, &event);
    }
    *out = chunk;
    if (status != PS_OK || !a.copied) return status;
    status = copy_until(&a, chunk.len);
    *out = ps_buf_span(room);
    return status;
}

ps_status ps_forward_put_event(ps_buf *out, ps_span pair, ps_span metadata) {
    if (!metadata.len) {
        ps_status status = ps_buf_add_char(out, (char)0x92);
        return status == PS_OK ? ps_buf_add(out, pair) : status;
    }
    ps_msgpack_item time;
    if (!ps_msgpack_read(pair, 0, &time)) return PS_E_DECODE;
    size_t split = time.head + time.body;
    ps_status status = ps_buf_add(out, PS_LIT("\x92\x92"));
    if (status == PS_OK) status = ps_buf_add(out, ps_span_cut(pair, 0, split));
    if (status == PS_OK) status = ps_buf_add(out, metadata);
    return status == PS_OK ? ps_buf_add(out, ps_span_cut(pair, split, pair.len)) : status;
}
