/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_walk.h"

#include "binary.h"
#include "packed.h"
#include "text.h"

#include <math.h>

enum {
    DEPTH_MOST = 32,
    /* Higher ones are for options of schemas; here they would be data that look like a field. */
    FIELD_MOST = 99999
};

typedef enum wire_type {
    VARINT = 0,
    FIXED64 = 1,
    STRETCH = 2, /* with a length */
    GROUP = 3,
    GROUP_END = 4,
    FIXED32 = 5
} wire_type;

typedef struct field {
    wire_type type;
    uint64_t number, value; /* of a VARINT, FIXED64 or FIXED32 */
    size_t from;            /* the value, or its length */
    size_t body;            /* a STRETCH: behind its length */
    size_t to;
} field;

typedef struct walk {
    ps_span in;
    ps_mirror *mirror;
    ps_status status;
    unsigned depth;
    bool writing;
    bool deaf;    /* what is replaced is noted, not written: another reading of the bytes is */
    bool touched; /* something was replaced */
    ps_rewrite new;
} walk;

static void walk_fields(walk *w, size_t from, size_t to);

static void fail(walk *w, ps_status status) {
    if (w->status == PS_OK) w->status = status;
}

/* ---- the wire ---- */

/* The field at *at, in what ends at in.len; a group's own fields follow. */
static bool read_field(ps_span in, size_t *at, field *f) {
    enum { TYPE_BITS = 3 };
    uint64_t tag, len = 0;
    if (!ps_binary_read(in, at, &tag)) return false;
    *f = (field){.type = (wire_type)(tag & 7), .number = tag >> TYPE_BITS, .from = *at};
    if (!f->number || f->number > FIELD_MOST) return false;
    switch (f->type) {
    case VARINT:
        if (!ps_binary_read(in, at, &f->value)) return false;
        break;
    case FIXED64: len = sizeof(uint64_t); break;
    case FIXED32: len = sizeof(uint32_t); break;
    case STRETCH:
        if (!ps_binary_read(in, at, &len)) return false;
        break;
    case GROUP:
    case GROUP_END: break;
    default: return false;
    }
    if (len > in.len - *at) return false;
    f->body = *at;
    f->to = *at += (size_t)len;
    if (f->type == FIXED64) f->value = ps_binary_fixed64(in.ptr + f->from);
    if (f->type == FIXED32) f->value = ps_binary_fixed32(in.ptr + f->from);
    return true;
}

/* Fields to the end, each group closed by its own number. What stretches hold is not looked at. */
static bool is_message(ps_span bytes) {
    uint64_t open[DEPTH_MOST];
    size_t depth = 0, at = 0;
    field f;
    while (at < bytes.len) {
        if (!read_field(bytes, &at, &f)) return false;
        if (f.type == GROUP) {
            if (depth == DEPTH_MOST) return false;
            open[depth++] = f.number;
        }
        if (f.type == GROUP_END && (!depth || open[--depth] != f.number)) return false;
    }
    return !depth;
}

static bool is_readable(ps_span bytes) {
    return ps_is_text(bytes) && ps_binary_is_utf8(bytes) && ps_pack_of(bytes) == PS_PACK_NONE;
}

/* ---- showing and asking ---- */

/* True: *new stands there now. */
static bool visit(walk *w, ps_span shown, bool text, ps_span *new) {
    *new = (ps_span){NULL, 0};
    if (w->status != PS_OK) return false;
    if (w->writing) {
        bool found = ps_mirror_next(w->mirror, new);
        w->touched |= found;
        return found;
    }
    if (text)
        ps_mirror_text(w->mirror, shown);
    else
        ps_mirror_word(w->mirror, shown);
    return false;
}

static void bracket(walk *w, char c) {
    if (w->writing || w->status != PS_OK) return;
    if (c == '{' || c == '[')
        ps_mirror_open(w->mirror, c);
    else
        ps_mirror_close(w->mirror, c);
}

/* ---- numbers ---- */

/* Eight bytes are a double where that has a size that people use: as a natural number they would
 * be over 4 * 10^18 then. */
static ps_span fixed64_of(uint64_t bits, char room[PS_BINARY_WORD]) {
    double value, size;
    memcpy(&value, &bits, sizeof value);
    size = fabs(value);
    bool real = size >= 1e-6 && size <= 1e18;
    return real ? ps_binary_double(value, room) : ps_binary_long((int64_t)bits, room);
}

/* Four bytes are a float where that is a round one: a natural number would hardly ever be. */
static ps_span fixed32_of(uint32_t bits, char room[PS_BINARY_WORD]) {
    enum { ROUND = 8 };
    float value, size;
    memcpy(&value, &bits, sizeof value);
    size = fabsf(value);
    ps_span real = ps_binary_float(value, room);
    bool round = size >= 1e-6F && size <= 1e9F && real.len <= ROUND;
    return round ? real : ps_binary_long((int64_t)bits, room);
}

static void walk_number(walk *w, const field *f) {
    char room[PS_BINARY_WORD];
    ps_span new, shown = f->type == FIXED64   ? fixed64_of(f->value, room)
                         : f->type == FIXED32 ? fixed32_of((uint32_t)f->value, room)
                                              : ps_binary_long((int64_t)f->value, room);
    if (!visit(w, shown, false, &new) || w->deaf) return;
    ps_rewrite_until(&w->new, f->from);
    ps_rewrite_zeros(&w->new, f->type == VARINT ? 1 : f->to - f->from);
    w->new.copied = f->to;
}

/* ---- stretches ---- */

static void put_text(walk *w, const field *f, ps_span text) {
    if (w->deaf) return;
    ps_rewrite_until(&w->new, f->from);
    ps_rewrite_number(&w->new, text.len);
    ps_rewrite_put(&w->new, text);
    w->new.copied = f->to;
}

/* The length before `at` of what was written, now that all of it has been. */
static void put_length(walk *w, size_t at) {
    ps_buf *out = w->new.out;
    size_t len = out->len - at;
    ps_rewrite_number(&w->new, len);
    if (w->new.status != PS_OK) return;
    char bytes[10];
    size_t more = out->len - at - len;
    memcpy(bytes, out->ptr + at + len, more);
    memmove(out->ptr + at + more, out->ptr + at, len);
    memcpy(out->ptr + at, bytes, more);
}

static void walk_message(walk *w, const field *f) {
    bool writes = w->writing && !w->deaf;
    if (writes) {
        ps_rewrite_until(&w->new, f->from);
        w->new.copied = f->body;
    }
    size_t at = writes ? w->new.out->len : 0;
    bracket(w, '{');
    walk_fields(w, f->body, f->to);
    bracket(w, '}');
    if (!writes || w->status != PS_OK) return;
    ps_rewrite_until(&w->new, f->to);
    put_length(w, at);
}

/* Both readings, the text first. */
static void walk_both(walk *w, const field *f) {
    ps_span new, bytes = ps_span_cut(w->in, f->body, f->to);
    bool message = (unsigned char)bytes.ptr[0] < ' ';
    bool deaf = w->deaf, touched = w->touched;
    bracket(w, '[');
    bool text_found = visit(w, bytes, true, &new);
    if (text_found && !message) put_text(w, f, new);
    w->touched = false;
    w->deaf |= !message;
    walk_message(w, f);
    bracket(w, ']');
    bool message_found = w->touched;
    w->deaf = deaf;
    w->touched |= touched || text_found;
    bool written = message ? message_found : text_found;
    if ((text_found || message_found) && !written) fail(w, PS_E_DECODE);
}

static void walk_stretch(walk *w, const field *f) {
    ps_span new, bytes = ps_span_cut(w->in, f->body, f->to);
    bool text = is_readable(bytes), message = bytes.len && is_message(bytes);
    if (text && message)
        walk_both(w, f);
    else if (message)
        walk_message(w, f);
    else if (!text)
        fail(w, PS_E_DECODE);
    else if (visit(w, bytes, true, &new))
        put_text(w, f, new);
}

/* ---- messages ---- */

static void show_number(walk *w, uint64_t number) {
    char room[PS_BINARY_WORD];
    ps_span new;
    if (visit(w, ps_binary_long((int64_t)number, room), false, &new)) fail(w, PS_E_DECODE);
}

static void walk_one(walk *w, const field *f) {
    show_number(w, f->number);
    if (f->type == STRETCH)
        walk_stretch(w, f);
    else
        walk_number(w, f);
}

/* NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MOST */
static void walk_fields(walk *w, size_t from, size_t to) {
    size_t at = from;
    ps_span in = ps_span_cut(w->in, 0, to);
    field f;
    if (w->depth++ == DEPTH_MOST) fail(w, PS_E_LIMIT);
    while (at < to && w->status == PS_OK) {
        if (!read_field(in, &at, &f)) {
            fail(w, PS_E_DECODE);
        } else if (f.type == GROUP) {
            show_number(w, f.number);
            bracket(w, '{');
        } else if (f.type == GROUP_END) {
            bracket(w, '}');
        } else {
            walk_one(w, &f);
        }
    }
    w->depth--;
}

/* ---- the whole ---- */

ps_status ps_proto_show(ps_span message, ps_mirror *mirror) {
    walk w = {.in = message, .mirror = mirror};
    if (!is_message(message)) return PS_E_DECODE;
    bracket(&w, '{');
    walk_fields(&w, 0, message.len);
    bracket(&w, '}');
    return w.status;
}

ps_status ps_proto_write(ps_span message, ps_mirror *mirror, ps_buf *out) {
    walk w = {.in = message, .mirror = mirror, .writing = true};
    w.new = (ps_rewrite){.in = message, .out = out};
    walk_fields(&w, 0, message.len);
    if (w.status == PS_OK) ps_rewrite_until(&w.new, message.len);
    return w.status == PS_OK ? w.new.status : w.status;
}
