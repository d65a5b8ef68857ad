/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

/* What a run of digits and capitals is made of. */
enum { RUN_DIGITS, RUN_CAPITALS, RUN_MIXED };

/* ---- compiling ---- */

int ps_block_literal(ps_block_bytes *bytes, unsigned char c) {
    for (int k = 0; k < bytes->count; k++)
        if (bytes->literal[k] == c) return k;
    if (bytes->count == PS_BLOCK_LITERALS) return -1;
    bytes->literal[bytes->count] = c;
    return bytes->count++;
}

static ps_shape_part part_of(char c) {
    switch (c) {
    case '#': return (ps_shape_part){PS_CLASS_DIGIT, 1, 1, 0, false};
    case '@': return (ps_shape_part){PS_CLASS_UPPER, 1, 1, 0, false};
    case '$': return (ps_shape_part){PS_CLASS_ALNUM, 1, 1, 0, false};
    case '~': return (ps_shape_part){PS_CLASS_SAME_SEPARATOR, 1, 1, 0, false};
    default: break;
    }
    uint8_t class = ps_is_digit(c)   ? PS_CLASS_DIGIT
                    : ps_is_upper(c) ? PS_CLASS_UPPER
                                     : PS_CLASS_EXACT;
    return (ps_shape_part){class, 1, 1, c, false};
}

/* "{9,19}" or "{9}" at text[*at]. */
static bool parse_count(ps_span text, size_t *at, ps_shape_part *part) {
    unsigned number[2] = {0, 0}, n = 0;
    size_t i = *at + 1;
    for (; i < text.len && text.ptr[i] != '}'; i++) {
        if (text.ptr[i] == ',' && n == 0)
            n = 1;
        else if (ps_is_digit(text.ptr[i]))
            number[n] = number[n] * 10 + (unsigned)(text.ptr[i] - '0');
        else
            return false;
        if (number[n] > PS_SHAPE_RUN_MAX) return false;
    }
    if (n == 0) number[1] = number[0];
    if (i >= text.len || number[0] < 1 || number[0] > number[1]) return false;
    part->min = (uint8_t)number[0];
    part->max = (uint8_t)number[1];
    part->open = true;
    *at = i + 1;
    return true;
}

static bool parse(ps_span text, ps_shape *shape) {
    for (size_t i = 0; i < text.len;) {
        if (shape->count == PS_SHAPE_PARTS || text.ptr[i] == '{') return false;
        ps_shape_part *part = &shape->parts[shape->count++];
        *part = part_of(text.ptr[i++]);
        bool counted =
            part->class <= PS_CLASS_ALNUM && !part->exact && i < text.len && text.ptr[i] == '{';
        if (counted && !parse_count(text, &i, part)) return false;
    }
    return shape->count > 0;
}

static bool in_class(const ps_shape_part *part, char c) {
    if (part->exact) return c == part->exact;
    switch (part->class) {
    case PS_CLASS_DIGIT: return ps_is_digit(c);
    case PS_CLASS_UPPER: return ps_is_upper(c);
    case PS_CLASS_ALNUM: return ps_is_upper(c) || ps_is_digit(c);
    default: return c == '-' || c == '.' || c == ' ';
    }
}

static bool in_run(const ps_shape_part *part) {
    return part->class <= PS_CLASS_ALNUM;
}

static void add_to(ps_shape_set *set, unsigned shape) {
    set->bits[shape / 64] |= (uint64_t)1 << (shape % 64);
}

/* Files the shape under what its first run, `parts` long, may be made of. */
static void file_kind(ps_shapes *shapes, unsigned index, unsigned parts) {
    bool digits = false, capitals = false, either = false; /* which there must be, or may be */
    for (unsigned k = 0; k < parts; k++) {
        uint8_t class = shapes->shape[index].parts[k].class;
        digits |= class == PS_CLASS_DIGIT;
        capitals |= class == PS_CLASS_UPPER;
        either |= class == PS_CLASS_ALNUM;
    }
    if (!capitals) add_to(&shapes->by_kind[RUN_DIGITS], index);
    if (!digits) add_to(&shapes->by_kind[RUN_CAPITALS], index);
    if (either || (digits && capitals)) add_to(&shapes->by_kind[RUN_MIXED], index);
}

/* Files the shape under the lengths of the run behind its first sign, which is part p. */
static void file_second(ps_shapes *shapes, unsigned index, unsigned p) {
    const ps_shape *shape = &shapes->shape[index];
    unsigned least = 0, most = 0, from = p + 1;
    for (p = from; p < shape->count && in_run(&shape->parts[p]); p++) {
        least += shape->parts[p].min;
        most += shape->parts[p].max;
    }
    bool any = p == from, ends = p == shape->count; /* what follows the shape, others judge */
    for (unsigned len = 0; len <= PS_SHAPE_SECOND_MAX; len++)
        if (any || len == PS_SHAPE_SECOND_MAX || (len >= least && (ends || len <= most)))
            add_to(&shapes->by_second[len], index);
}

/* Files the shape under the lengths that its first run may have, and the bytes behind the run. */
static bool file_run(ps_shapes *shapes, unsigned index) {
    const ps_shape *shape = &shapes->shape[index];
    unsigned least = 0, most = 0, p = 0;
    for (; p < shape->count && in_run(&shape->parts[p]); p++) {
        least += shape->parts[p].min;
        most += shape->parts[p].max;
    }
    if (most > PS_SHAPE_RUN_MAX) return false;
    for (unsigned len = least; len <= most; len++) add_to(&shapes->by_run[len], index);
    file_kind(shapes, index, p);
    file_second(shapes, index, p);
    for (unsigned c = 0; c < 256; c++) {
        char byte = (char)c;
        bool ends = !ps_is_upper(byte) && !ps_is_digit(byte);
        if (p < shape->count ? in_class(&shape->parts[p], byte) : ends)
            add_to(&shapes->by_next[c], index);
    }
    return true;
}

static bool file_signed(ps_shapes *shapes, ps_block_bytes *bytes, unsigned index) {
    int literal = ps_block_literal(bytes, (unsigned char)shapes->shape[index].parts[0].exact);
    if (literal < 0 || shapes->signed_count == PS_BLOCK_LITERALS) return false;
    shapes->signed_shape[shapes->signed_count].literal = (uint8_t)literal;
    shapes->signed_shape[shapes->signed_count++].shape = (uint8_t)index;
    return true;
}

ps_status ps_shapes_add(ps_shapes *shapes, ps_block_bytes *bytes, const ps_find *find,
                        uint16_t rule, uint16_t item) {
    if (shapes->count == PS_SHAPES_MAX) return PS_E_RULES;
    unsigned index = shapes->count;
    ps_shape *shape = &shapes->shape[index];
    *shape = (ps_shape){.rule = rule, .item = item};
    if (!parse(ps_span_of(find->text, find->len), shape)) return PS_E_RULES;
    if (shape->parts[0].class == PS_CLASS_SAME_SEPARATOR) return PS_E_RULES;
    bool filed =
        in_run(&shape->parts[0]) ? file_run(shapes, index) : file_signed(shapes, bytes, index);
    if (!filed) return PS_E_RULES;
    shapes->count++;
    return PS_OK;
}

/* ---- matching ---- */

static uint32_t class_run(const ps_shape_part *part, ps_span text, uint32_t at) {
    uint32_t i = at;
    while (i < text.len && i - at <= part->max && in_class(part, text.ptr[i])) i++;
    return i - at;
}

/* The whole shape at `at`, byte by byte: its length, or 0. */
static uint32_t whole(const ps_shape *shape, ps_span text, uint32_t at) {
    uint32_t i = at;
    char separator = 0;
    for (unsigned p = 0; p < shape->count; p++) {
        const ps_shape_part *part = &shape->parts[p];
        if (part->open) {
            uint32_t run = class_run(part, text, i);
            if (run < part->min || run > part->max) return 0;
            i += run;
            continue;
        }
        if (i >= text.len || !in_class(part, text.ptr[i])) return 0;
        if (part->class == PS_CLASS_SAME_SEPARATOR) {
            if (separator && text.ptr[i] != separator) return 0;
            separator = text.ptr[i];
        }
        i++;
    }
    return i - at;
}

/* Length of the run whose first bit is `bit`; 64 or more comes out as 64. */
static unsigned run_length(uint64_t now, uint64_t next, unsigned bit) {
    uint64_t run = bit ? now >> bit | next << (64 - bit) : now;
    return ~run ? (unsigned)__builtin_ctzll(~run) : 64;
}

/* Length of the run two bytes behind the end of this one; what lies too far away counts as long. */
static unsigned second_length(uint64_t now, uint64_t next, unsigned bit) {
    if (bit >= 64) now = next, next = UINT64_MAX, bit -= 64;
    unsigned len = bit < 64 ? run_length(now, next, bit) : PS_SHAPE_SECOND_MAX;
    return len < PS_SHAPE_SECOND_MAX ? len : PS_SHAPE_SECOND_MAX;
}

static bool try_shapes(const ps_shapes *shapes, const ps_shape_set *set, uint32_t at, ps_span text,
                       ps_shape_fn *fn, void *ctx) {
    for (unsigned group = 0; group < PS_SHAPES_MAX / 64; group++) {
        for (uint64_t bits = set->bits[group]; bits; bits &= bits - 1) {
            const ps_shape *shape = &shapes->shape[group * 64 + (unsigned)__builtin_ctzll(bits)];
            uint32_t len = whole(shape, text, at);
            if (len && !fn(ctx, shape, at, len)) return false;
        }
    }
    return true;
}

/* Leaves in the set what the other one holds, too; false when nothing is left. */
static bool narrow(ps_shape_set *set, const ps_shape_set *other) {
    uint64_t any = 0;
    for (unsigned group = 0; group < PS_SHAPES_MAX / 64; group++)
        any |= set->bits[group] &= other->bits[group];
    return any;
}

/* The shapes that the run of `len` at bit `bit` may begin: what costs least is asked first. */
static bool choose(const ps_shapes *shapes, const ps_shape_window *w, ps_span text, unsigned bit,
                   unsigned len, ps_shape_set *set) {
    size_t end = (size_t)w->base + bit + len;
    unsigned char behind = end < text.len ? (unsigned char)text.ptr[end] : 0;
    *set = shapes->by_run[len];
    if (!narrow(set, &shapes->by_next[behind])) return false;
    unsigned digits = run_length(w->now->digit, w->next->digit, bit);
    unsigned capitals = digits ? 0 : run_length(w->now->upper, w->next->upper, bit);
    unsigned kind = digits >= len ? RUN_DIGITS : capitals >= len ? RUN_CAPITALS : RUN_MIXED;
    if (!narrow(set, &shapes->by_kind[kind])) return false;
    uint64_t now = w->now->digit | w->now->upper, next = w->next->digit | w->next->upper;
    return narrow(set, &shapes->by_second[second_length(now, next, bit + len + 1)]);
}

static bool match_runs(const ps_shapes *shapes, const ps_shape_window *w, ps_span text,
                       ps_shape_fn *fn, void *ctx) {
    uint64_t now = w->now->digit | w->now->upper, next = w->next->digit | w->next->upper;
    uint64_t starts = now & ~(now << 1 | (uint64_t)w->run_before);
    for (; starts; starts &= starts - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(starts), len = run_length(now, next, bit);
        ps_shape_set set;
        if (len > PS_SHAPE_RUN_MAX) continue; /* longer than any shape */
        if (choose(shapes, w, text, bit, len, &set) &&
            !try_shapes(shapes, &set, w->base + bit, text, fn, ctx))
            return false;
    }
    return true;
}

bool ps_shapes_match(const ps_shapes *shapes, const ps_shape_window *window, ps_span text,
                     ps_shape_fn *fn, void *ctx) {
    for (unsigned s = 0; s < shapes->signed_count; s++) {
        const ps_shape *shape = &shapes->shape[shapes->signed_shape[s].shape];
        uint64_t hits = window->now->literal[shapes->signed_shape[s].literal];
        for (; hits; hits &= hits - 1) {
            uint32_t at = window->base + (uint32_t)__builtin_ctzll(hits);
            uint32_t len = whole(shape, text, at);
            if (len && !fn(ctx, shape, at, len)) return false;
        }
    }
    return match_runs(shapes, window, text, fn, ctx);
}
