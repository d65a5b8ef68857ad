/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

/* What a run of digits and capitals is made of. */
enum { RUN_DIGITS, RUN_CAPITALS, RUN_MIXED };

/* ---- compiling ---- */

/* Kinds of bytes. */
enum { IS_DIGIT = 1, IS_UPPER = 2, IS_SEPARATOR = 4 };

#define DI IS_DIGIT
#define UP IS_UPPER
static const uint8_t kinds[256] = {
    ['0'] = DI, ['1'] = DI, ['2'] = DI, ['3'] = DI, ['4'] = DI, ['5'] = DI, ['6'] = DI, ['7'] = DI,
    ['8'] = DI, ['9'] = DI, ['A'] = UP, ['B'] = UP, ['C'] = UP, ['D'] = UP, ['E'] = UP, ['F'] = UP,
    ['G'] = UP, ['H'] = UP, ['I'] = UP, ['J'] = UP, ['K'] = UP, ['L'] = UP, ['M'] = UP, ['N'] = UP,
    ['O'] = UP, ['P'] = UP, ['Q'] = UP, ['R'] = UP, ['S'] = UP, ['T'] = UP, ['U'] = UP, ['V'] = UP,
    ['W'] = UP, ['X'] = UP, ['Y'] = UP, ['Z'] = UP, ['-'] = 4,  ['.'] = 4,  [' '] = 4,
};
#undef DI
#undef UP

static unsigned kind_of(char c) {
    return kinds[(unsigned char)c];
}

static ps_shape_part part_of(char c) {
    static const uint8_t accepts[] = {IS_DIGIT, IS_UPPER, IS_DIGIT | IS_UPPER, IS_SEPARATOR, 0};
    ps_shape_part part = {.class = PS_CLASS_EXACT, .min = 1, .max = 1};
    switch (c) {
    case '#': part.class = PS_CLASS_DIGIT; break;
    case '@': part.class = PS_CLASS_UPPER; break;
    case '$': part.class = PS_CLASS_ALNUM; break;
    case '~': part.class = PS_CLASS_SAME_SEPARATOR; break;
    default:
        part.exact = c;
        if (ps_is_digit(c)) part.class = PS_CLASS_DIGIT;
        if (ps_is_upper(c)) part.class = PS_CLASS_UPPER;
    }
    part.accepts = accepts[part.class];
    return part;
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
    return part->exact ? c == part->exact : (kind_of(c) & part->accepts) != 0;
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
    unsigned first = any ? IS_DIGIT | IS_UPPER : shape->parts[from].accepts;
    for (unsigned len = 0; len <= PS_SHAPE_SECOND_MAX; len++) {
        if (!any && len < PS_SHAPE_SECOND_MAX && (len < least || (!ends && len > most))) continue;
        if (first & IS_DIGIT) add_to(&shapes->by_second[0][len], index);
        if (first & IS_UPPER) add_to(&shapes->by_second[1][len], index);
    }
    for (unsigned c = 0; c < 256; c++)
        if (any || ends || in_class(&shape->parts[p], (char)c)) add_to(&shapes->by_third[c], index);
}

/* Files the signs that may stand behind its first run, which ends before part p. A shape that is
 * nothing but a run has none, and makes all runs of its length long; more signs than a set can hold
 * make them all long. */
static void file_signs(ps_shapes *shapes, ps_block_sets *sets, unsigned index, unsigned p,
                       unsigned least) {
    const ps_shape *shape = &shapes->shape[index];
    if (p == shape->count) {
        while (shapes->long_run > least) shapes->long_run /= 2;
        return;
    }
    bool joins = p + 1 < shape->count && in_run(&shape->parts[p + 1]);
    unsigned which = joins ? PS_SET_JOINS : PS_SET_SIGNS;
    for (unsigned c = 0; c < 256; c++)
        if (in_class(&shape->parts[p], (char)c) && !ps_block_set_add(sets, which, (unsigned char)c))
            shapes->long_run = 1;
}

static bool has(const ps_shape_set *set, unsigned shape) {
    return set->bits[shape / 64] >> (shape % 64) & 1;
}

/* All tables of the shape but the third, in one look-up for short runs. */
static void file_short(ps_shapes *shapes, unsigned index) {
    uint32_t seconds = 0;
    for (unsigned n = 0; n <= PS_SHAPE_SECOND_MAX; n++) {
        if (has(&shapes->by_second[0][n], index)) seconds |= (uint32_t)1 << n;
        if (has(&shapes->by_second[1][n], index)) seconds |= (uint32_t)1 << (16 + n);
    }
    for (unsigned kind = 0; kind < 3; kind++)
        for (unsigned len = 1; len < PS_SHAPE_SHORT; len++)
            for (unsigned c = 0; c < 256; c++)
                if (has(&shapes->by_kind[kind], index) && has(&shapes->by_run[len], index) &&
                    has(&shapes->by_next[c], index))
                    shapes->seconds[kind][len][c] |= seconds;
}

/* Files the shape under the lengths that its first run may have, and the bytes behind the run. */
static bool file_run(ps_shapes *shapes, ps_block_sets *sets, unsigned index) {
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
    file_signs(shapes, sets, index, p, least);
    file_short(shapes, index);
    return true;
}

static bool file_signed(ps_shapes *shapes, ps_block_sets *sets, unsigned index) {
    unsigned char byte = (unsigned char)shapes->shape[index].parts[0].exact;
    if (!ps_block_set_add(sets, PS_SET_BEGINS, byte)) return false;
    if (!shapes->sign[byte]) shapes->sign[byte] = (uint8_t)++shapes->sign_count;
    add_to(&shapes->by_sign[shapes->sign[byte]], index);
    file_second(shapes, index, 0);
    return true;
}

ps_status ps_shapes_add(ps_shapes *shapes, ps_block_sets *sets, const ps_find *find, uint16_t rule,
                        uint16_t item) {
    if (shapes->count == PS_SHAPES_MAX) return PS_E_RULES;
    if (!shapes->long_run) shapes->long_run = PS_SHAPE_SHORT;
    unsigned index = shapes->count;
    ps_shape *shape = &shapes->shape[index];
    *shape = (ps_shape){.rule = rule, .item = item};
    if (!parse(ps_span_of(find->text, find->len), shape)) return PS_E_RULES;
    if (shape->parts[0].class == PS_CLASS_SAME_SEPARATOR) return PS_E_RULES;
    bool filed =
        in_run(&shape->parts[0]) ? file_run(shapes, sets, index) : file_signed(shapes, sets, index);
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

static uint64_t runs_of(const ps_block_masks *masks) {
    return masks->digit | masks->upper;
}

static unsigned is_capital(const ps_shape_window *w, unsigned bit) {
    uint64_t upper = bit < PS_BLOCK ? w->now->upper : w->next->upper;
    return upper >> (bit % PS_BLOCK) & 1;
}

/* Of the set, the shapes that go on as the text does behind the sign at bit `sign`. */
static bool choose_second(const ps_shapes *shapes, const ps_shape_window *w, ps_span text,
                          unsigned sign, ps_shape_set *set) {
    unsigned second = second_length(runs_of(w->now), runs_of(w->next), sign + 1);
    if (!narrow(set, &shapes->by_second[is_capital(w, sign + 1)][second])) return false;
    size_t third = (size_t)w->base + sign + 1 + second;
    return second == PS_SHAPE_SECOND_MAX || third >= text.len ||
           narrow(set, &shapes->by_third[(unsigned char)text.ptr[third]]);
}

/* The shapes that a run of `len` and `kind` may begin that ends at bit `end`, beyond the block or
 * not: what costs least is asked first. */
static bool choose(const ps_shapes *shapes, const ps_shape_window *w, ps_span text, unsigned end,
                   unsigned len, unsigned kind, ps_shape_set *set) {
    size_t at = (size_t)w->base + end;
    unsigned char behind = at < text.len ? (unsigned char)text.ptr[at] : 0;
    *set = shapes->by_run[len];
    if (!narrow(set, &shapes->by_next[behind]) || !narrow(set, &shapes->by_kind[kind]))
        return false;
    return choose_second(shapes, w, text, end, set);
}

/* Bit i: `least` bytes of a run or more begin there, 1, 2, 4 or 8. */
static uint64_t long_runs(unsigned least, uint64_t now, uint64_t next) {
    if (least < 2) return now;
    now &= ps_bits_behind(now, next, 1);
    next &= next >> 1; /* wrong near its end, which is too far away to matter */
    if (least < 4) return now;
    now &= ps_bits_behind(now, next, 2);
    next &= next >> 2;
    return least < 8 ? now : now & ps_bits_behind(now, next, 4);
}

static bool match_long(const ps_shapes *shapes, const ps_shape_window *w, ps_span text,
                       ps_shape_fn *fn, void *ctx) {
    uint64_t now = runs_of(w->now), next = runs_of(w->next), before = runs_of(w->before);
    uint64_t starts = long_runs(shapes->long_run, now, next) & ~(now << 1 | before >> 63);
    for (; starts; starts &= starts - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(starts), len = run_length(now, next, bit);
        if (len > PS_SHAPE_RUN_MAX) continue; /* longer than any shape */
        unsigned digits = run_length(w->now->digit, w->next->digit, bit);
        unsigned capitals = digits ? 0 : run_length(w->now->upper, w->next->upper, bit);
        unsigned kind = digits >= len ? RUN_DIGITS : capitals >= len ? RUN_CAPITALS : RUN_MIXED;
        ps_shape_set set;
        if (choose(shapes, w, text, bit + len, len, kind, &set) &&
            !try_shapes(shapes, &set, w->base + bit, text, fn, ctx))
            return false;
    }
    return true;
}

/* What the `len` bytes before bit `end` are, 0 < len < 64. */
static unsigned kind_before(const ps_shape_window *w, unsigned end, unsigned len) {
    uint64_t all = ~(uint64_t)0 << (PS_BLOCK - len);
    uint64_t digits = ps_bits_before(w->now->digit, w->before->digit, end) & all;
    return digits == all ? RUN_DIGITS : digits ? RUN_MIXED : RUN_CAPITALS;
}

/* Short runs are found by their ends: most have no sign behind that goes on. */
static bool match_short(const ps_shapes *shapes, const ps_shape_window *w, ps_span text,
                        ps_shape_fn *fn, void *ctx) {
    uint64_t now = runs_of(w->now), next = runs_of(w->next), before = runs_of(w->before);
    uint64_t joins = w->now->set[PS_SET_JOINS] & ps_bits_behind(now, next, 1);
    uint64_t ends = ~now & (now << 1 | before >> 63) & (joins | w->now->set[PS_SET_SIGNS]);
    for (; ends; ends &= ends - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(ends);
        uint64_t run = ~ps_bits_before(now, before, bit);
        unsigned len = run ? (unsigned)__builtin_clzll(run) : PS_BLOCK;
        if (len >= shapes->long_run) continue;
        unsigned kind = kind_before(w, bit, len);
        unsigned char sign = (unsigned char)text.ptr[w->base + bit];
        unsigned second = second_length(now, next, bit + 1) + 16 * is_capital(w, bit + 1);
        if (!(shapes->seconds[kind][len][sign] >> second & 1)) continue; /* nearly always */
        ps_shape_set set;
        if (choose(shapes, w, text, bit, len, kind, &set) &&
            !try_shapes(shapes, &set, w->base + bit - len, text, fn, ctx))
            return false;
    }
    return true;
}

static bool match_signed(const ps_shapes *shapes, const ps_shape_window *w, ps_span text,
                         ps_shape_fn *fn, void *ctx) {
    for (uint64_t hits = w->now->set[PS_SET_BEGINS]; hits; hits &= hits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(hits);
        uint32_t at = w->base + bit;
        if (at >= text.len) return true;
        unsigned sign = shapes->sign[(unsigned char)text.ptr[at]];
        if (!sign) continue;
        ps_shape_set set = shapes->by_sign[sign];
        if (choose_second(shapes, w, text, bit, &set) &&
            !try_shapes(shapes, &set, at, text, fn, ctx))
            return false;
    }
    return true;
}

bool ps_shapes_match(const ps_shapes *shapes, const ps_shape_window *window, ps_span text,
                     ps_shape_fn *fn, void *ctx) {
    return match_signed(shapes, window, text, fn, ctx) &&
           match_short(shapes, window, text, fn, ctx) && match_long(shapes, window, text, fn, ctx);
}

/* ---- a stretch alone ---- */

typedef struct ps_shape_range {
    ps_extent range;
    ps_shape_fn *fn;
    void *ctx;
} ps_shape_range;

static bool in_range(void *ctx, const ps_shape *shape, uint32_t at, uint32_t len) {
    const ps_shape_range *r = ctx;
    return at < r->range.from || at >= r->range.to || r->fn(r->ctx, shape, at, len);
}

bool ps_shapes_scan(const ps_shapes *shapes, const ps_block_sets *sets, ps_block_fn *block,
                    ps_span text, ps_extent range, ps_shape_fn *fn, void *ctx) {
    ps_shape_range inside = {range, fn, ctx};
    ps_block_masks masks[3] = {0};
    size_t base = range.from - range.from % PS_BLOCK, end = range.to + PS_SHAPE_SHORT;
    if (base) ps_block_read(block, sets, text, base - PS_BLOCK, &masks[0]);
    ps_block_read(block, sets, text, base, &masks[1]);
    for (unsigned n = 0; base < end && base < text.len; base += PS_BLOCK, n = (n + 1) % 3) {
        ps_shape_window w = {&masks[n], &masks[(n + 1) % 3], &masks[(n + 2) % 3], (uint32_t)base};
        ps_block_read(block, sets, text, base + PS_BLOCK, &masks[(n + 2) % 3]);
        if (!ps_shapes_match(shapes, &w, text, in_range, &inside)) return false;
    }
    return true;
}
