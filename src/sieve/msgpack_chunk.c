/* SPDX-License-Identifier: Apache-2.0
 *
 * ps_redact_msgpack: some objects at a time are mirrored and redacted; then the chunk is copied up
 * to each value that was replaced. A chunk with none of them is not copied at all. */
#include "msgpack_event.h"
#include "msgpack_log.h"
#include "msgpack_walk.h"
#include "sieve_inside.h"

#include <stdlib.h>

/* A map of one: {"phisieve": PS_WITHHELD_ERROR}. */
#define WITHHELD_BODY "\x81\xa8phisieve\xb7" PS_WITHHELD_ERROR
_Static_assert(sizeof PS_WITHHELD_ERROR - 1 == 0x17, "the header of the text in WITHHELD_BODY");

enum {
    TURN = 256 << 10,           /* bytes of mirrored objects that are redacted at once */
    CHUNK_MOST = 1 << 30,       /* bytes */
    ROOM_MOST = CHUNK_MOST / 4, /* of what is new, beside the chunk */
};

/* One of the objects under way. */
typedef struct object {
    size_t from, to;
    ps_msgpack_event event;
    bool is_event;
    bool metadata, body; /* a record of the mirror stands for each of them; `body` for all of
                            another object */
    bool opaque;
} object;

struct ps_msgpack_chunk {
    ps_mirror *mirror;
    ps_msgpack_log log;
    object *objects; /* of this turn */
    size_t count, room;
    ps_buf out;
    ps_span in;
    size_t copied; /* so far of `in`, with what was replaced there */
    ps_msgpack_report report;
    ps_msgpack_walk walk;
};

void ps_msgpack_chunk_free(ps_msgpack_chunk *c) {
    if (!c) return;
    ps_mirror_free(c->mirror);
    ps_buf_free(&c->out);
    free(c->objects);
    free(c);
}

static ps_status chunk_of(const ps_engine *engine, ps_scratch *scratch) {
    if (scratch->chunk) return PS_OK;
    ps_msgpack_chunk *c = calloc(1, sizeof *c);
    if (!c) return PS_E_NOMEM;
    ps_status status = ps_mirror_new(&c->mirror, engine, scratch);
    if (status != PS_OK) {
        free(c);
        return status;
    }
    c->log = ps_msgpack_log_of(engine);
    scratch->chunk = c;
    return PS_OK;
}

/* ---- showing ---- */

static bool is_empty_map(ps_span bytes, size_t at) {
    ps_msgpack_item item;
    return ps_msgpack_read(bytes, at, &item) && !item.inside;
}

static void show(ps_msgpack_chunk *c, object *o, size_t from, size_t to) {
    ps_mirror_record(c->mirror);
    ps_msgpack_walk_begin(&c->walk, c->in, from, to);
    ps_msgpack_show(&c->walk, c->mirror, &o->opaque);
}

/* The time is no value of the log, and stays. */
static ps_status add_object(ps_msgpack_chunk *c, size_t from, size_t to) {
    if (c->count == c->room) {
        ps_status status = ps_grow(&c->objects, &c->room, sizeof *c->objects);
        if (status != PS_OK) return status;
    }
    object *o = &c->objects[c->count++];
    *o = (object){.from = from, .to = to};
    const ps_msgpack_event *e = &o->event;
    o->is_event = ps_msgpack_event_of(ps_span_cut(c->in, from, to), &o->event);
    if (!o->is_event) {
        o->body = true;
        show(c, o, from, to);
        return PS_OK;
    }
    o->metadata =
        e->metadata_to > e->metadata_from && !is_empty_map(c->in, from + e->metadata_from);
    o->body = !is_empty_map(c->in, from + e->body_from);
    if (o->metadata) show(c, o, from + e->metadata_from, from + e->metadata_to);
    ps_span line;
    bool plain = !o->metadata &&
                 ps_msgpack_log_line(&c->log, ps_span_cut(c->in, from + e->body_from, to), &line) &&
                 ps_mirror_line(c->mirror, line);
    if (o->body && !plain) show(c, o, from + e->body_from, to);
    return PS_OK;
}

/* ---- writing ---- */

static ps_status copy_until(ps_msgpack_chunk *c, size_t to) {
    ps_status status = ps_buf_add(&c->out, ps_span_cut(c->in, c->copied, to));
    c->copied = to;
    return status;
}

static ps_status replace(ps_msgpack_chunk *c, const ps_msgpack_step *step, ps_span text) {
    ps_status status = copy_until(c, step->from);
    c->copied = step->to;
    if (status != PS_OK) return status;
    return step->item.kind == PS_MSGPACK_BIN ? ps_msgpack_put_bin(&c->out, text)
                                             : ps_msgpack_put_text(&c->out, text);
}

/* One record of the mirror: the same values in the same order. `read`: they are asked for. */
static ps_status write_values(ps_msgpack_chunk *c, size_t from, size_t to, bool read) {
    ps_msgpack_step step;
    ps_status status = PS_OK;
    bool deep;
    ps_msgpack_walk_begin(&c->walk, c->in, from, to);
    while (status == PS_OK && ps_msgpack_walk_next(&c->walk, &step, &deep)) {
        ps_span new;
        if (step.shown == PS_SHOWN_OPEN || step.shown == PS_SHOWN_CLOSE) continue;
        bool changed = read && ps_mirror_next(c->mirror, &new);
        if (step.shown == PS_SHOWN_NEVER)
            status = replace(c, &step, PS_LIT(PS_WITHHELD_BINARY));
        else if (changed)
            status = replace(c, &step, new);
    }
    return status;
}

/* Its time, nothing else: [time, marker], [[time, {}], marker]; of another object the marker. */
static ps_status withhold(ps_msgpack_chunk *c, const object *o) {
    c->report.withheld++;
    const ps_msgpack_event *e = &o->event;
    ps_status status = PS_OK;
    c->copied = o->from;
    if (o->is_event) status = copy_until(c, o->from + e->time_to);
    if (status == PS_OK && e->metadata_to > e->metadata_from)
        status = ps_buf_add_char(&c->out, (char)0x80);
    if (status == PS_OK) status = ps_buf_add(&c->out, PS_LIT(WITHHELD_BODY));
    c->copied = o->to;
    return status;
}

/* A record that is withheld takes its object with it, so that both are looked at first. The reader
 * of the mirror holds one at a time: metadata are written before the body is asked for, and taken
 * back if need be. */
static ps_status write_object(ps_msgpack_chunk *c, const object *o) {
    size_t copied = c->copied, len = c->out.len;
    const ps_msgpack_event *e = &o->event;
    ps_mirrored metadata = PS_MIRRORED_SAME, body = PS_MIRRORED_SAME;
    ps_status status = PS_OK;
    if (o->metadata) metadata = ps_mirror_next_record(c->mirror);
    if (o->metadata && (metadata == PS_MIRRORED_CHANGED || o->opaque))
        status = write_values(c, o->from + e->metadata_from, o->from + e->metadata_to,
                              metadata == PS_MIRRORED_CHANGED);
    if (o->body) body = ps_mirror_next_record(c->mirror);
    if (status != PS_OK) return status;
    if (metadata == PS_MIRRORED_WITHHELD || body == PS_MIRRORED_WITHHELD) {
        c->out.len = len;
        c->copied = copied;
        status = copy_until(c, o->from);
        return status == PS_OK ? withhold(c, o) : status;
    }
    bool changed = metadata == PS_MIRRORED_CHANGED || body == PS_MIRRORED_CHANGED || o->opaque;
    c->report.changed += changed;
    if (!o->body || !(body == PS_MIRRORED_CHANGED || o->opaque)) return PS_OK;
    return write_values(c, o->from + e->body_from, o->to, body == PS_MIRRORED_CHANGED);
}

static ps_status end_turn(ps_msgpack_chunk *c) {
    bool changed, opaque = false;
    ps_status status = ps_mirror_redact(c->mirror, &changed);
    for (size_t i = 0; i < c->count; i++) opaque |= c->objects[i].opaque;
    for (size_t i = 0; (changed || opaque) && status == PS_OK && i < c->count; i++)
        status = write_object(c, &c->objects[i]);
    c->count = 0;
    ps_mirror_go_on(c->mirror);
    return status;
}

/* ---- the whole ---- */

static void begin(ps_msgpack_chunk *c, ps_span in) {
    ps_buf_trim(&c->out);
    if (!c->out.ptr) ps_buf_init(&c->out, 2 * in.len + ROOM_MOST);
    ps_buf_clear(&c->out);
    ps_trim(&c->objects, &c->room, sizeof *c->objects);
    c->out.ceiling = 2 * in.len + ROOM_MOST;
    c->in = in;
    c->count = c->copied = 0;
    c->report = (ps_msgpack_report){.size = sizeof c->report};
    ps_mirror_begin(c->mirror);
}

static ps_status redact(ps_msgpack_chunk *c, ps_span *out) {
    ps_status status = PS_OK;
    size_t at = 0, size;
    while (status == PS_OK && (size = ps_msgpack_object(c->in, at)) > 0) {
        status = add_object(c, at, at + size);
        at += size;
        c->report.objects++;
        if (status == PS_OK && ps_mirror_size(c->mirror) >= TURN) status = end_turn(c);
    }
    if (status == PS_OK) status = end_turn(c);
    if (status != PS_OK) return status;
    c->report.cut = c->in.len - at;
    *out = ps_span_cut(c->in, 0, at);
    if (!c->copied) return PS_OK;
    status = copy_until(c, at);
    *out = status == PS_OK ? ps_buf_span(&c->out) : (ps_span){0};
    return status;
}

ps_status ps_redact_msgpack(const ps_engine *engine, ps_scratch *scratch, ps_span chunk,
                            ps_span *out, ps_msgpack_report *report) {
    *out = (ps_span){0};
    if (report && report->size != sizeof *report) return PS_E_USAGE;
    if (scratch->engine != engine) return PS_E_USAGE;
    if (chunk.len > CHUNK_MOST) return PS_E_LIMIT;
    ps_status status = chunk_of(engine, scratch);
    if (status != PS_OK) return status;
    begin(scratch->chunk, chunk);
    status = redact(scratch->chunk, out);
    if (status == PS_OK && report) *report = scratch->chunk->report;
    return status;
}
