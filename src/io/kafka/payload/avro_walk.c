/* SPDX-License-Identifier: Apache-2.0 */
#include "avro_walk.h"

#include "avro_text.h"
#include "binary.h"
#include "packed.h"
#include "text.h"

enum { DEPTH_MOST = 64 };

typedef struct walk {
    ps_span in;
    size_t at;
    size_t left; /* values that may still come: some take no bytes */
    unsigned depth;
    ps_status status;
    ps_mirror *mirror; /* writing: NULL when nothing was found */
    bool writing, opaque;
    ps_rewrite new;
} walk;

/* The union around a value. */
typedef struct branch {
    const ps_avro_type *of;
    size_t from; /* its index */
} branch;

static void walk_value(walk *w, const ps_avro_type *type, const branch *around);

static void fail(walk *w, ps_status status) {
    if (w->status == PS_OK) w->status = status;
}

/* ---- reading ---- */

static ps_span take(walk *w, uint64_t len) {
    if (len > w->in.len - w->at) fail(w, PS_E_DECODE);
    if (w->status != PS_OK) return PS_LIT("");
    w->at += (size_t)len;
    return ps_span_cut(w->in, w->at - (size_t)len, w->at);
}

static int64_t take_long(walk *w) {
    uint64_t value = 0;
    if (!ps_binary_read(w->in, &w->at, &value)) fail(w, PS_E_DECODE);
    return w->status == PS_OK ? ps_binary_signed(value) : 0;
}

static ps_span take_bytes(walk *w) {
    int64_t len = take_long(w);
    if (len < 0) fail(w, PS_E_DECODE);
    return take(w, len < 0 ? 0 : (uint64_t)len);
}

static ps_span take_text(walk *w) {
    ps_span text = take_bytes(w);
    if (!ps_binary_is_utf8(text)) fail(w, PS_E_DECODE);
    return text;
}

/* ---- showing and asking ---- */

/* True: *new stands there now. */
static bool visit(walk *w, ps_span shown, bool text, ps_span *new) {
    *new = (ps_span){NULL, 0};
    if (w->status != PS_OK) return false;
    if (w->writing) return w->mirror && ps_mirror_next(w->mirror, new);
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

/* From `from` to here stand `text` and its length now. */
static void put_text(walk *w, size_t from, ps_span text) {
    ps_rewrite_until(&w->new, from);
    ps_rewrite_number(&w->new, ps_binary_unsigned((int64_t)text.len));
    ps_rewrite_put(&w->new, text);
    w->new.copied = w->at;
}

/* In the place of what cannot hold a text. */
static void put_neutral(walk *w, const ps_avro_type *type, const branch *around, size_t from) {
    bool null = around && around->of->neutral < around->of->count;
    ps_rewrite_until(&w->new, null ? around->from : from);
    if (null)
        ps_rewrite_number(&w->new, ps_binary_unsigned((int64_t)around->of->neutral));
    else if (type->kind == PS_AVRO_ENUM)
        ps_rewrite_number(&w->new, ps_binary_unsigned((int64_t)type->neutral));
    else if (type->kind == PS_AVRO_BYTES)
        ps_rewrite_put(&w->new, PS_LIT("\x02\0")); /* a decimal: one byte, 0 */
    else if (type->kind == PS_AVRO_INT || type->kind == PS_AVRO_LONG)
        ps_rewrite_zeros(&w->new, 1);
    else
        ps_rewrite_zeros(&w->new, w->at - from);
    w->new.copied = w->at;
}

/* ---- values without others in them ---- */

static bool is_zero(ps_span bytes) {
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.ptr[i]) return false;
    return true;
}

/* What put_neutral would write stands there already: it says nothing, and is never found again. */
static bool is_neutral(const walk *w, const ps_avro_type *type, const branch *around, size_t from) {
    ps_span bytes = ps_span_cut(w->in, from, w->at);
    if (around && around->of->neutral < around->of->count) return false;
    if (type->kind == PS_AVRO_BYTES) return ps_span_eq(bytes, PS_LIT("\x02\0"));
    if (type->kind != PS_AVRO_ENUM) return is_zero(bytes);
    uint64_t symbol;
    size_t at = 0;
    return ps_binary_read(bytes, &at, &symbol) &&
           symbol == ps_binary_unsigned((int64_t)type->neutral);
}

static void walk_word(walk *w, const ps_avro_type *type, const branch *around, size_t from,
                      ps_span shown, bool text) {
    ps_span new;
    bool neutral = w->status == PS_OK && is_neutral(w, type, around, from);
    if (visit(w, neutral ? PS_LIT("null") : shown, text && !neutral, &new))
        put_neutral(w, type, around, from);
}

static void walk_number(walk *w, const ps_avro_type *type, const branch *around) {
    char room[PS_AVRO_TEXT];
    bool text;
    size_t from = w->at;
    int64_t value = take_long(w);
    bool fits = value >= INT32_MIN && value <= INT32_MAX;
    if (type->kind == PS_AVRO_INT && !fits) fail(w, PS_E_DECODE);
    ps_span shown = ps_avro_number(type->meaning, value, room, &text);
    walk_word(w, type, around, from, shown, text);
}

static void walk_float(walk *w, const ps_avro_type *type, const branch *around) {
    char room[PS_BINARY_WORD];
    size_t from = w->at;
    ps_span bytes = take(w, sizeof(float)), shown;
    if (!bytes.len) return;
    uint32_t bits = ps_binary_fixed32(bytes.ptr);
    float value;
    memcpy(&value, &bits, sizeof value);
    shown = ps_binary_float(value, room);
    walk_word(w, type, around, from, shown, false);
}

static void walk_double(walk *w, const ps_avro_type *type, const branch *around) {
    char room[PS_BINARY_WORD];
    size_t from = w->at;
    ps_span bytes = take(w, sizeof(double)), shown;
    if (!bytes.len) return;
    uint64_t bits = ps_binary_fixed64(bytes.ptr);
    double value;
    memcpy(&value, &bits, sizeof value);
    shown = ps_binary_double(value, room);
    walk_word(w, type, around, from, shown, false);
}

static void walk_boolean(walk *w, const ps_avro_type *type, const branch *around) {
    size_t from = w->at;
    ps_span byte = take(w, 1);
    if (!byte.len) return;
    if ((unsigned char)byte.ptr[0] > 1) fail(w, PS_E_DECODE);
    walk_word(w, type, around, from, byte.ptr[0] ? PS_LIT("true") : PS_LIT("false"), false);
}

static void walk_enum(walk *w, const ps_avro_type *type, const branch *around) {
    size_t from = w->at;
    int64_t symbol = take_long(w);
    if (symbol < 0 || (uint64_t)symbol >= type->count)
        fail(w, PS_E_DECODE);
    else
        walk_word(w, type, around, from, type->members[symbol].name, true);
}

static void walk_string(walk *w) {
    size_t from = w->at;
    ps_span new, text = take_text(w);
    if (visit(w, text, true, &new)) put_text(w, from, new);
}

static bool can_be_read(ps_span bytes) {
    return ps_is_text(bytes) && ps_pack_of(bytes) == PS_PACK_NONE;
}

static void walk_bytes(walk *w, const ps_avro_type *type, const branch *around) {
    char room[PS_AVRO_TEXT];
    size_t from = w->at;
    ps_span new, bytes = take_bytes(w);
    if (type->meaning == PS_AVRO_DECIMAL && bytes.len <= PS_AVRO_DECIMAL_MOST) {
        walk_word(w, type, around, from, ps_avro_decimal(bytes, type->scale, room), false);
        return;
    }
    bool opaque = !can_be_read(bytes);
    bool found = visit(w, opaque ? PS_LIT(PS_WITHHELD_BINARY) : bytes, true, &new);
    w->opaque |= opaque;
    if (!w->writing || w->status != PS_OK) return;
    if (opaque)
        put_text(w, from, PS_LIT(PS_WITHHELD_BINARY));
    else if (found)
        put_text(w, from, new);
}

/* How the bytes of a fixed read; NULL: nobody can read them. *text: it is no number. */
static ps_span fixed_as(const ps_avro_type *type, ps_span bytes, char room[PS_AVRO_TEXT],
                        bool *text) {
    *text = true;
    if (type->meaning == PS_AVRO_UUID) return ps_avro_uuid(bytes.ptr, room);
    if (type->meaning == PS_AVRO_DURATION) return ps_avro_duration(bytes.ptr, room);
    if (type->meaning == PS_AVRO_DECIMAL && bytes.len <= PS_AVRO_DECIMAL_MOST) {
        *text = false;
        return ps_avro_decimal(bytes, type->scale, room);
    }
    return can_be_read(bytes) ? bytes : (ps_span){NULL, 0};
}

static void walk_fixed(walk *w, const ps_avro_type *type, const branch *around) {
    char room[PS_AVRO_TEXT];
    bool text;
    size_t from = w->at;
    ps_span new, bytes = take(w, type->size);
    if (w->status != PS_OK) return;
    ps_span shown = is_zero(bytes) ? PS_LIT("") : fixed_as(type, bytes, room, &text);
    if (!shown.len) text = true;
    if (shown.ptr) {
        walk_word(w, type, around, from, shown, text);
        return;
    }
    w->opaque = true;
    (void)visit(w, PS_LIT(PS_WITHHELD_BINARY), true, &new);
    if (w->writing) put_neutral(w, type, around, from);
}

/* ---- values with others in them ---- */

static void walk_record(walk *w, const ps_avro_type *type) {
    ps_span new;
    bracket(w, '{');
    for (size_t i = 0; i < type->count && w->status == PS_OK; i++) {
        (void)visit(w, type->members[i].name, true, &new); /* no byte of the value */
        walk_value(w, type->members[i].type, NULL);
    }
    bracket(w, '}');
}

/* A block's count; below 0 the size of the block follows, so that readers can skip it. Written
 * without one, which may not be true any more. *end: where the block ends, if it says so. */
static uint64_t take_count(walk *w, size_t *end) {
    size_t from = w->at;
    int64_t count = take_long(w), size;
    *end = 0;
    if (count >= 0) return (uint64_t)count;
    if (count == INT64_MIN) fail(w, PS_E_DECODE);
    size = take_long(w);
    if (size < 0 || (uint64_t)size > w->in.len - w->at) fail(w, PS_E_DECODE);
    if (w->status != PS_OK) return 0;
    *end = w->at + (size_t)size;
    if (w->writing) {
        ps_rewrite_until(&w->new, from);
        ps_rewrite_number(&w->new, ps_binary_unsigned(-count));
        w->new.copied = w->at;
    }
    return (uint64_t)-count;
}

static void walk_blocks(walk *w, const ps_avro_type *type) {
    bool map = type->kind == PS_AVRO_MAP;
    uint64_t count;
    size_t end;
    bracket(w, map ? '{' : '[');
    while ((count = take_count(w, &end)) != 0) {
        for (; count && w->status == PS_OK; count--) {
            if (map) walk_string(w);
            walk_value(w, type->inside, NULL);
        }
        if (end && end != w->at) fail(w, PS_E_DECODE);
        if (w->status != PS_OK) return;
    }
    bracket(w, map ? '}' : ']');
}

static void walk_union(walk *w, const ps_avro_type *type) {
    const branch around = {.of = type, .from = w->at};
    int64_t index = take_long(w);
    if (index < 0 || (uint64_t)index >= type->count)
        fail(w, PS_E_DECODE);
    else
        walk_value(w, type->members[index].type, &around);
}

/* NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MOST */
static void walk_value(walk *w, const ps_avro_type *type, const branch *around) {
    ps_span new;
    if (w->depth == DEPTH_MOST || !w->left) fail(w, PS_E_LIMIT);
    if (w->status != PS_OK) return;
    w->depth++;
    w->left--;
    switch (type->kind) {
    case PS_AVRO_NULL: (void)visit(w, PS_LIT("null"), false, &new); break;
    case PS_AVRO_BOOLEAN: walk_boolean(w, type, around); break;
    case PS_AVRO_INT:
    case PS_AVRO_LONG: walk_number(w, type, around); break;
    case PS_AVRO_FLOAT: walk_float(w, type, around); break;
    case PS_AVRO_DOUBLE: walk_double(w, type, around); break;
    case PS_AVRO_BYTES: walk_bytes(w, type, around); break;
    case PS_AVRO_STRING: walk_string(w); break;
    case PS_AVRO_RECORD: walk_record(w, type); break;
    case PS_AVRO_ENUM: walk_enum(w, type, around); break;
    case PS_AVRO_FIXED: walk_fixed(w, type, around); break;
    case PS_AVRO_ARRAY:
    case PS_AVRO_MAP: walk_blocks(w, type); break;
    case PS_AVRO_UNION: walk_union(w, type); break;
    }
    w->depth--;
}

/* ---- the whole ---- */

static walk walk_of(ps_span value, ps_mirror *mirror) {
    enum { EACH = 16, LEAST = 1 << 16 };
    return (walk){.in = value, .mirror = mirror, .left = EACH * value.len + LEAST};
}

ps_status ps_avro_show(const ps_avro_type *schema, ps_span value, ps_mirror *mirror, bool *opaque) {
    walk w = walk_of(value, mirror);
    walk_value(&w, schema, NULL);
    if (w.at != value.len) fail(&w, PS_E_DECODE);
    *opaque = w.opaque;
    return w.status;
}

ps_status ps_avro_write(const ps_avro_type *schema, ps_span value, ps_mirror *mirror, ps_buf *out) {
    walk w = walk_of(value, mirror);
    w.writing = true;
    w.new = (ps_rewrite){.in = value, .out = out};
    walk_value(&w, schema, NULL);
    if (w.status == PS_OK) ps_rewrite_until(&w.new, value.len);
    return w.status == PS_OK ? w.new.status : w.status;
}
