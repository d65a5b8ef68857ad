/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

/* ---- compiling ---- */

int ps_block_literal(ps_block_bytes *bytes, unsigned char c) {
    for (int k = 0; k < bytes->count; k++)
        if (bytes->literal[k] == c) return k;
    if (bytes->count == PS_BLOCK_LITERALS) return -1;
    bytes->literal[bytes->count] = c;
    return bytes->count++;
}

/* Splits "+#{10,15}" or "#{9}": the run at the end, and what stands before it. */
static bool parse_run(ps_span text, ps_shape *shape, ps_span *before) {
    const char *open = memchr(text.ptr, '{', text.len);
    if (!open || open == text.ptr || open[-1] != '#' || text.ptr[text.len - 1] != '}') return false;
    unsigned number[2] = {0, 0}, n = 0;
    for (const char *c = open + 1; c + 1 < text.ptr + text.len; c++) {
        if (*c == ',' && n == 0) n = 1;
        else if (ps_is_digit(*c)) number[n] = number[n] * 10 + (unsigned)(*c - '0');
        else return false;
        if (number[n] > 60) return false;
    }
    if (n == 0) number[1] = number[0];
    shape->run_min = (uint8_t)number[0];
    shape->run_max = (uint8_t)number[1];
    *before = ps_span_of(text.ptr, (size_t)(open - text.ptr) - 1);
    return number[0] >= 1 && number[0] <= number[1];
}

static int class_of(ps_block_bytes *bytes, char c) {
    if (c == '#') return PS_CLASS_DIGIT;
    if (c == '@') return PS_CLASS_UPPER;
    if (c != '~') {
        int literal = ps_block_literal(bytes, (unsigned char)c);
        return literal < 0 ? -1 : PS_CLASS_LITERAL + literal;
    }
    bool room = ps_block_literal(bytes, '-') >= 0 && ps_block_literal(bytes, '.') >= 0 &&
                ps_block_literal(bytes, ' ') >= 0;
    return room ? PS_CLASS_SAME_SEPARATOR : -1;
}

ps_status ps_shapes_add(ps_shapes *shapes, ps_block_bytes *bytes, const ps_find *find,
                        uint16_t rule, uint16_t item) {
    if (shapes->count == PS_SHAPES_MAX) return PS_E_RULES;
    ps_shape shape = {.rule = rule, .item = item};
    ps_span text = ps_span_of(find->text, find->len), fixed = text;
    bool run = parse_run(text, &shape, &fixed);
    if ((!run && memchr(text.ptr, '{', text.len)) || fixed.len + shape.run_min > PS_SHAPE_BYTES)
        return PS_E_RULES;
    for (size_t i = 0; i < fixed.len; i++) {
        int class = class_of(bytes, fixed.ptr[i]);
        if (class < 0) return PS_E_RULES;
        shape.class_of[shape.len++] = (uint8_t)class;
    }
    if (fixed.len) /* the least digits of a run behind something belong to the masks */
        for (unsigned k = 0; k < shape.run_min; k++) shape.class_of[shape.len++] = PS_CLASS_DIGIT;
    else if (!shapes->shortest_run || shape.run_min < shapes->shortest_run)
        shapes->shortest_run = shape.run_min;
    shapes->shape[shapes->count++] = shape;
    return PS_OK;
}

/* ---- matching ---- */

typedef struct ps_class_masks {
    uint64_t now, next;
} ps_class_masks;

static uint64_t shifted(ps_class_masks m, unsigned k) {
    return k ? m.now >> k | m.next << (64 - k) : m.now;
}

static ps_class_masks masks_of(unsigned class, const ps_block_masks *now,
                               const ps_block_masks *next, const ps_class_masks *separators) {
    switch (class) {
    case PS_CLASS_DIGIT: return (ps_class_masks){now->digit, next->digit};
    case PS_CLASS_UPPER: return (ps_class_masks){now->upper, next->upper};
    case PS_CLASS_SAME_SEPARATOR: return *separators;
    default:
        return (ps_class_masks){now->literal[class - PS_CLASS_LITERAL],
                                next->literal[class - PS_CLASS_LITERAL]};
    }
}

static bool separators_agree(const ps_shape *shape, const char *bytes) {
    char first = 0;
    for (unsigned k = 0; k < shape->len; k++) {
        if (shape->class_of[k] != PS_CLASS_SAME_SEPARATOR) continue;
        if (first && bytes[k] != first) return false;
        first = bytes[k];
    }
    return true;
}

/* The union of the literals that '~' stands for; they joined the bytes when '~' was compiled. */
static ps_class_masks separator_masks(const ps_block_masks *now, const ps_block_masks *next) {
    ps_class_masks m = {0, 0};
    for (unsigned k = 0; k < 3; k++) {
        m.now |= now->literal[k];
        m.next |= next->literal[k];
    }
    return m;
}

static uint32_t run_length(ps_span text, uint32_t at) {
    uint32_t i = at;
    while (i < text.len && ps_is_digit(text.ptr[i])) i++;
    return i - at;
}

static bool match_runs(const ps_shapes *shapes, uint64_t hits, ps_span text, uint32_t base,
                       ps_shape_fn *fn, void *ctx) {
    for (; hits; hits &= hits - 1) {
        uint32_t at = base + (uint32_t)__builtin_ctzll(hits), len = run_length(text, at);
        for (unsigned s = 0; s < shapes->count; s++) {
            const ps_shape *shape = &shapes->shape[s];
            if (shape->len || len < shape->run_min || len > shape->run_max) continue;
            if (!fn(ctx, shape, at, len)) return false;
        }
    }
    return true;
}

static bool match_fixed(const ps_shape *shape, uint64_t hits, ps_span text, uint32_t base,
                        ps_shape_fn *fn, void *ctx) {
    for (; hits; hits &= hits - 1) {
        uint32_t at = base + (uint32_t)__builtin_ctzll(hits), len = shape->len;
        if (!separators_agree(shape, text.ptr + at)) continue;
        if (shape->run_max) {
            uint32_t digits = shape->run_min + run_length(text, at + len);
            if (digits > shape->run_max) continue;
            len += digits - shape->run_min;
        }
        if (!fn(ctx, shape, at, len)) return false;
    }
    return true;
}

/* Bits where at least n digits stand in a row. */
static uint64_t digits_in_row(ps_class_masks digit, uint64_t starts, unsigned n) {
    uint64_t hits = starts;
    for (unsigned k = 1; k < n && hits; k++) hits &= shifted(digit, k);
    return hits;
}

bool ps_shapes_match(const ps_shapes *shapes, const ps_block_masks *now, const ps_block_masks *next,
                     ps_span text, uint32_t base, bool digit_before, ps_shape_fn *fn, void *ctx) {
    ps_class_masks digit = {now->digit, next->digit};
    ps_class_masks separators = separator_masks(now, next);
    uint64_t starts = digit.now & ~(digit.now << 1 | (uint64_t)digit_before);
    if (shapes->shortest_run) {
        uint64_t hits = digits_in_row(digit, starts, shapes->shortest_run);
        if (hits && !match_runs(shapes, hits, text, base, fn, ctx)) return false;
    }
    for (unsigned s = 0; s < shapes->count; s++) {
        const ps_shape *shape = &shapes->shape[s];
        if (!shape->len) continue;
        ps_class_masks first = masks_of(shape->class_of[0], now, next, &separators);
        uint64_t hits = shape->class_of[0] == PS_CLASS_DIGIT ? starts : first.now;
        for (unsigned k = 1; k < shape->len && hits; k++)
            hits &= shifted(masks_of(shape->class_of[k], now, next, &separators), k);
        if (hits && !match_fixed(shape, hits, text, base, fn, ctx)) return false;
    }
    return true;
}
