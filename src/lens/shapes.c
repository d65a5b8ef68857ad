/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

enum { SPREAD_MAX = 5, HEAD_MAX = 32 };

/* ---- compiling ---- */

int ps_block_literal(ps_block_bytes *bytes, unsigned char c) {
    for (int k = 0; k < bytes->count; k++)
        if (bytes->literal[k] == c) return k;
    if (bytes->count == PS_BLOCK_LITERALS) return -1;
    bytes->literal[bytes->count] = c;
    return bytes->count++;
}

void ps_shapes_init(ps_shapes *shapes, ps_block_bytes *bytes) {
    *shapes = (ps_shapes){.root = -1, .runs = -1};
    /* '~' stands for the first three literals. */
    (void)ps_block_literal(bytes, '-');
    (void)ps_block_literal(bytes, '.');
    (void)ps_block_literal(bytes, ' ');
}

static int class_of(ps_block_bytes *bytes, char c) {
    switch (c) {
    case '#': return PS_CLASS_DIGIT;
    case '@': return PS_CLASS_UPPER;
    case '$': return PS_CLASS_ALNUM;
    case '~': return PS_CLASS_SAME_SEPARATOR;
    default: {
        /* Digits and letters have masks already; which one it is, is asked where all else fits. */
        if (ps_is_digit(c)) return PS_CLASS_DIGIT;
        if (ps_is_upper(c)) return PS_CLASS_UPPER;
        int literal = ps_block_literal(bytes, (unsigned char)c);
        return literal < 0 ? -1 : PS_CLASS_LITERAL + literal;
    }
    }
}

/* "{9,19}" or "{9}" at text[*at]. */
static bool parse_count(ps_span text, size_t *at, ps_shape_part *part) {
    unsigned number[2] = {0, 0}, n = 0;
    size_t i = *at + 1;
    for (; i < text.len && text.ptr[i] != '}'; i++) {
        if (text.ptr[i] == ',' && n == 0) n = 1;
        else if (ps_is_digit(text.ptr[i])) number[n] = number[n] * 10 + (unsigned)(text.ptr[i] - '0');
        else return false;
        if (number[n] > 60) return false;
    }
    if (n == 0) number[1] = number[0];
    if (i >= text.len || number[0] < 1 || number[0] > number[1]) return false;
    *part = (ps_shape_part){PS_CLASS_DIGIT, (uint8_t)number[0], (uint8_t)number[1], 0};
    *at = i + 1;
    return true;
}

static bool parse(ps_span text, ps_block_bytes *bytes, ps_shape *shape) {
    for (size_t i = 0; i < text.len;) {
        if (shape->count == PS_SHAPE_PARTS) return false;
        ps_shape_part *part = &shape->parts[shape->count++];
        int class = class_of(bytes, text.ptr[i]);
        if (class < 0 || text.ptr[i] == '{') return false;
        char exact = ps_is_alnum(text.ptr[i]) ? text.ptr[i] : 0;
        *part = (ps_shape_part){(uint8_t)class, 1, 1, exact};
        i++;
        if (!exact && class == PS_CLASS_DIGIT && i < text.len && text.ptr[i] == '{' &&
            !parse_count(text, &i, part))
            return false;
    }
    return shape->count > 0;
}

/* The node for `class` among the children of `parent` (-1: the root's), added when missing. */
static int16_t node_for(ps_shapes *shapes, int16_t parent, uint8_t class) {
    int16_t *first = parent < 0 ? &shapes->root : &shapes->node[parent].child;
    for (int16_t n = *first; n >= 0; n = shapes->node[n].sibling)
        if (shapes->node[n].class == class) return n;
    if (shapes->node_count == PS_SHAPE_NODES) return -1;
    int16_t added = (int16_t)shapes->node_count++;
    shapes->node[added] = (ps_shape_node){class, -1, *first, -1};
    *first = added;
    return added;
}

/* Adds one head: the shape's parts, the first open run with exactly `spread` more digits than its
 * least, up to the second open run. */
static bool add_head(ps_shapes *shapes, int16_t index, unsigned spread) {
    const ps_shape *shape = &shapes->shape[index];
    int16_t node = -1;
    unsigned bytes = 0, open = 0;
    for (unsigned p = 0; p < shape->count && open < 2; p++) {
        const ps_shape_part *part = &shape->parts[p];
        unsigned count = part->min, more = (unsigned)part->max - part->min;
        if (more > SPREAD_MAX) open = 2; /* too open for heads of its own: the rest is counted */
        else if (more && open++ == 0) count += spread;
        for (unsigned k = 0; k < count && bytes < HEAD_MAX; k++, bytes++) {
            node = node_for(shapes, node, part->class);
            if (node < 0) return false;
        }
    }
    for (int16_t s = shapes->node[node].shape; s >= 0; s = shapes->shape[s].next)
        if (s == index) return true;
    shapes->shape[index].next = shapes->node[node].shape;
    shapes->node[node].shape = index;
    return true;
}

/* How much longer the first open run may be and still get heads of its own: 1.2.3.4 has one to
 * three digits before its first dot. A wide run at the end needs none. */
static unsigned spread_of(const ps_shape *shape) {
    for (unsigned p = 0; p + 1 < shape->count; p++) {
        unsigned spread = (unsigned)shape->parts[p].max - shape->parts[p].min;
        if (spread) return spread <= SPREAD_MAX ? spread : 0;
    }
    return 0;
}

ps_status ps_shapes_add(ps_shapes *shapes, ps_block_bytes *bytes, const ps_find *find,
                        uint16_t rule, uint16_t item) {
    unsigned spread = 0;
    do { /* a shape of several heads stands once for each: a list has one `next` per shape */
        if (shapes->count == PS_SHAPES_MAX) return PS_E_RULES;
        int16_t index = (int16_t)shapes->count;
        ps_shape *shape = &shapes->shape[index];
        *shape = (ps_shape){.rule = rule, .item = item, .next = -1};
        if (!parse(ps_span_of(find->text, find->len), bytes, shape)) return PS_E_RULES;
        shapes->count++;
        if (shape->count == 1 && shape->parts[0].class == PS_CLASS_DIGIT && !shape->parts[0].exact) {
            shape->next = shapes->runs;
            shapes->runs = index;
            if (!shapes->shortest_run || shape->parts[0].min < shapes->shortest_run)
                shapes->shortest_run = shape->parts[0].min;
            return PS_OK;
        }
        if (!add_head(shapes, index, spread)) return PS_E_RULES;
        if (spread == spread_of(shape)) return PS_OK;
        spread++;
    } while (true);
}

/* ---- matching ---- */

/* A match under way. */
typedef struct ps_shape_look {
    const ps_shapes *shapes;
    const ps_shape_window *window;
    ps_span text;
    ps_shape_fn *fn;
    void *ctx;
} ps_shape_look;

static uint64_t class_mask(const ps_block_masks *m, unsigned class) {
    switch (class) {
    case PS_CLASS_DIGIT: return m->digit;
    case PS_CLASS_UPPER: return m->upper;
    case PS_CLASS_ALNUM: return m->digit | m->upper;
    case PS_CLASS_SAME_SEPARATOR: return m->literal[0] | m->literal[1] | m->literal[2];
    default: return m->literal[class - PS_CLASS_LITERAL];
    }
}

static uint64_t shifted(const ps_shape_window *w, unsigned class, unsigned k) {
    uint64_t now = class_mask(w->now, class);
    return k ? now >> k | class_mask(w->next, class) << (64 - k) : now;
}

static uint32_t run_length(ps_span text, uint32_t at) {
    uint32_t i = at;
    while (i < text.len && ps_is_digit(text.ptr[i])) i++;
    return i - at;
}

static bool is_class(const ps_block_bytes *bytes, unsigned class, char c) {
    switch (class) {
    case PS_CLASS_DIGIT: return ps_is_digit(c);
    case PS_CLASS_UPPER: return ps_is_upper(c);
    case PS_CLASS_ALNUM: return ps_is_upper(c) || ps_is_digit(c);
    case PS_CLASS_SAME_SEPARATOR: return c == '-' || c == '.' || c == ' ';
    default: return (unsigned char)c == bytes->literal[class - PS_CLASS_LITERAL];
    }
}

/* The whole shape at `at`, byte by byte: its length, or 0. */
static uint32_t whole(const ps_shape_look *look, const ps_shape *shape, uint32_t at) {
    ps_span text = look->text;
    uint32_t i = at;
    char separator = 0;
    for (unsigned p = 0; p < shape->count; p++) {
        const ps_shape_part *part = &shape->parts[p];
        if (part->max > part->min) {
            uint32_t digits = run_length(text, i);
            if (digits < part->min || digits > part->max) return 0;
            i += digits;
            continue;
        }
        for (unsigned k = 0; k < part->min; k++, i++) {
            if (i >= text.len || !is_class(look->window->bytes, part->class, text.ptr[i])) return 0;
            if (part->exact && text.ptr[i] != part->exact) return 0;
            if (part->class != PS_CLASS_SAME_SEPARATOR) continue;
            if (separator && text.ptr[i] != separator) return 0;
            separator = text.ptr[i];
        }
    }
    return i - at;
}

static bool match_runs(const ps_shape_look *look, uint64_t hits) {
    for (; hits; hits &= hits - 1) {
        uint32_t at = look->window->base + (uint32_t)__builtin_ctzll(hits);
        uint32_t len = run_length(look->text, at);
        for (int16_t s = look->shapes->runs; s >= 0; s = look->shapes->shape[s].next) {
            const ps_shape *shape = &look->shapes->shape[s];
            if (len < shape->parts[0].min || len > shape->parts[0].max) continue;
            if (!look->fn(look->ctx, shape, at, len)) return false;
        }
    }
    return true;
}

static bool match_shapes(const ps_shape_look *look, int16_t shape, uint64_t hits) {
    for (; shape >= 0; shape = look->shapes->shape[shape].next) {
        const ps_shape *s = &look->shapes->shape[shape];
        for (uint64_t h = hits; h; h &= h - 1) {
            uint32_t at = look->window->base + (uint32_t)__builtin_ctzll(h);
            uint32_t len = whole(look, s, at);
            if (len && !look->fn(look->ctx, s, at, len)) return false;
        }
    }
    return true;
}

/* Depth is bounded by HEAD_MAX. */
static bool match_nodes(const ps_shape_look *look, int16_t node, uint64_t hits, unsigned depth) {
    for (; node >= 0; node = look->shapes->node[node].sibling) {
        const ps_shape_node *n = &look->shapes->node[node];
        uint64_t left = hits & shifted(look->window, n->class, depth);
        if (!left) continue;
        if (n->shape >= 0 && !match_shapes(look, n->shape, left)) return false;
        if (n->child >= 0 && !match_nodes(look, n->child, left, depth + 1)) return false;
    }
    return true;
}

/* Bits where at least n digits stand in a row. */
static uint64_t digits_in_row(const ps_shape_window *w, uint64_t starts, unsigned n) {
    uint64_t hits = starts;
    for (unsigned k = 1; k < n && hits; k++) hits &= shifted(w, PS_CLASS_DIGIT, k);
    return hits;
}

bool ps_shapes_match(const ps_shapes *shapes, const ps_shape_window *window, ps_span text,
                     ps_shape_fn *fn, void *ctx) {
    ps_shape_look look = {shapes, window, text, fn, ctx};
    uint64_t digit = window->now->digit, alnum = digit | window->now->upper;
    uint64_t digit_starts = digit & ~(digit << 1 | (uint64_t)window->digit_before);
    uint64_t alnum_starts = alnum & ~(alnum << 1 | (uint64_t)window->alnum_before);
    if (shapes->shortest_run && digit_starts) {
        uint64_t hits = digits_in_row(window, digit_starts, shapes->shortest_run);
        if (hits && !match_runs(&look, hits)) return false;
    }
    for (int16_t node = shapes->root; node >= 0; node = shapes->node[node].sibling) {
        const ps_shape_node *n = &shapes->node[node];
        uint64_t hits = class_mask(window->now, n->class);
        if (n->class == PS_CLASS_DIGIT) hits &= digit_starts;
        else if (n->class == PS_CLASS_UPPER || n->class == PS_CLASS_ALNUM) hits &= alnum_starts;
        if (!hits) continue;
        if (n->shape >= 0 && !match_shapes(&look, n->shape, hits)) return false;
        if (n->child >= 0 && !match_nodes(&look, n->child, hits, 1)) return false;
    }
    return true;
}
