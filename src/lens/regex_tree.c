/* SPDX-License-Identifier: Apache-2.0 */
#include "regex_tree.h"

enum { DEPTH_MAX = 32 };

typedef struct ps_regex_reader {
    ps_span text;
    size_t at;
    unsigned depth;
    ps_arena *arena;
    bool failed, nomem;
} ps_regex_reader;

static ps_regex_node *new_node(ps_regex_reader *r, ps_regex_kind kind) {
    ps_regex_node *node = ps_arena_new(r->arena, 1, sizeof *node);
    if (!node)
        r->failed = r->nomem = true;
    else
        node->kind = kind;
    return node;
}

static char peek(const ps_regex_reader *r, size_t more) {
    return r->at + more < r->text.len ? r->text.ptr[r->at + more] : 0;
}

static bool ended(const ps_regex_reader *r) {
    return r->failed || r->at >= r->text.len;
}

static void add_byte(uint64_t set[4], unsigned c) {
    set[c / 64] |= (uint64_t)1 << (c % 64);
}

static void add_range(uint64_t set[4], unsigned from, unsigned to) {
    for (unsigned c = from; c <= to; c++) add_byte(set, c);
}

/* \d \w \s and their opposites: false when it is another escape. */
static bool add_shorthand(uint64_t set[4], char c) {
    uint64_t some[4] = {0};
    switch (c | 0x20) {
    case 'd': add_range(some, '0', '9'); break;
    case 'w':
        add_range(some, '0', '9');
        add_range(some, 'a', 'z');
        add_range(some, 'A', 'Z');
        add_byte(some, '_');
        break;
    case 's':
        add_byte(some, ' ');
        add_range(some, 9, 13);
        break;
    default: return false;
    }
    bool opposite = ps_is_upper(c);
    for (unsigned i = 0; i < 4; i++) set[i] |= opposite ? ~some[i] : some[i];
    return true;
}

/* The byte that an escape stands for; r->at is behind the backslash and moves on. */
static unsigned escaped_byte(ps_regex_reader *r) {
    char c = peek(r, 0);
    r->at++;
    switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'x': {
        int high = ps_hex_value(peek(r, 0)), low = ps_hex_value(peek(r, 1));
        if (high < 0 || low < 0) r->failed = true;
        r->at += 2;
        return high < 0 || low < 0 ? 0 : (unsigned)(high * 16 + low);
    }
    default:
        if (ps_is_alnum(c)) r->failed = true; /* not of the dialect */
        return (unsigned char)c;
    }
}

static unsigned class_byte(ps_regex_reader *r) {
    char c = peek(r, 0);
    r->at++;
    return c == '\\' ? escaped_byte(r) : (unsigned char)c;
}

/* [...]; r->at is at the bracket. */
static ps_regex_node *read_class(ps_regex_reader *r) {
    ps_regex_node *node = new_node(r, PS_REGEX_CHAR);
    r->at++;
    bool negated = peek(r, 0) == '^';
    if (negated) r->at++;
    for (bool first = true; !ended(r) && (first || peek(r, 0) != ']'); first = false) {
        if (peek(r, 0) == '\\' && add_shorthand(node->set, peek(r, 1))) {
            r->at += 2;
            continue;
        }
        unsigned from = class_byte(r), to = from;
        if (peek(r, 0) == '-' && peek(r, 1) != ']' && peek(r, 1)) {
            r->at++;
            to = class_byte(r);
        }
        if (node) add_range(node->set, from, to);
    }
    r->at++;
    for (unsigned i = 0; negated && node && i < 4; i++) node->set[i] = ~node->set[i];
    return node;
}

static ps_regex_node *read_alternatives(ps_regex_reader *r);

static ps_regex_node *read_group(ps_regex_reader *r) {
    r->at++;
    if (peek(r, 0) == '?') {
        if (peek(r, 1) != ':') r->failed = true; /* look-around, flags: not of the dialect */
        r->at += 2;
    }
    if (++r->depth > DEPTH_MAX) r->failed = true;
    ps_regex_node *node = r->failed ? NULL : read_alternatives(r);
    r->depth--;
    if (peek(r, 0) != ')') r->failed = true;
    r->at++;
    return node;
}

static ps_regex_node *read_escape(ps_regex_reader *r) {
    char c = peek(r, 1);
    bool edge = c == 'b' || c == 'B';
    ps_regex_node *node = new_node(r, edge ? PS_REGEX_EDGE : PS_REGEX_CHAR);
    if (edge || (node && add_shorthand(node->set, c))) {
        r->at += 2;
        return node;
    }
    r->at++;
    unsigned byte = escaped_byte(r);
    if (node) add_byte(node->set, byte);
    return node;
}

static ps_regex_node *read_atom(ps_regex_reader *r) {
    char c = peek(r, 0);
    if (c == '(') return read_group(r);
    if (c == '[') return read_class(r);
    if (c == '\\') return read_escape(r);
    bool edge = c == '^' || c == '$';
    ps_regex_node *node = new_node(r, edge ? PS_REGEX_EDGE : PS_REGEX_CHAR);
    r->at++;
    if (!node || edge) return node;
    if (c == '.')
        add_range(node->set, 0, 255);
    else if (strchr("*+?{})", c))
        r->failed = true;
    else
        add_byte(node->set, (unsigned char)c);
    return node;
}

/* {n} {n,} {n,m} */
static void read_bounds(ps_regex_reader *r, ps_regex_node *node) {
    unsigned number[2] = {0, 0}, n = 0;
    bool open = false;
    for (r->at++; !ended(r) && peek(r, 0) != '}'; r->at++) {
        char c = peek(r, 0);
        open = c == ',';
        if (open && n == 0)
            n = 1;
        else if (ps_is_digit(c) && number[n] < 100000)
            number[n] = number[n] * 10 + (unsigned)(c - '0');
        else
            r->failed = true;
    }
    r->at++;
    node->min = number[0];
    node->max = n == 0 ? number[0] : open ? UINT32_MAX : number[1];
}

static ps_regex_node *read_repeat(ps_regex_reader *r, ps_regex_node *child) {
    char c = peek(r, 0);
    if (!child || !c || !strchr("*+?{", c)) return child;
    ps_regex_node *node = new_node(r, PS_REGEX_REPEAT);
    if (!node) return NULL;
    node->child = child;
    node->min = c == '+';
    node->max = c == '?' ? 1 : UINT32_MAX;
    if (c == '{')
        read_bounds(r, node);
    else
        r->at++;
    if (peek(r, 0) == '?' || peek(r, 0) == '+') r->at++; /* lazy, possessive */
    return node;
}

static ps_regex_node *read_sequence(ps_regex_reader *r) {
    ps_regex_node *cat = new_node(r, PS_REGEX_CAT), **link = cat ? &cat->child : NULL;
    while (!ended(r) && peek(r, 0) != '|' && peek(r, 0) != ')') {
        ps_regex_node *node = read_repeat(r, read_atom(r));
        if (!node || !link) {
            r->failed = true;
            break;
        }
        *link = node;
        link = &node->next;
    }
    return cat;
}

static ps_regex_node *read_alternatives(ps_regex_reader *r) {
    ps_regex_node *first = read_sequence(r);
    if (peek(r, 0) != '|') return first;
    ps_regex_node *alt = new_node(r, PS_REGEX_ALT);
    if (!alt || !first) return NULL;
    alt->child = first;
    for (ps_regex_node *last = first; !ended(r) && peek(r, 0) == '|'; last = last->next) {
        r->at++;
        last->next = read_sequence(r);
        if (!last->next) break;
    }
    return alt;
}

ps_status ps_regex_parse(ps_span regex, ps_arena *arena, ps_regex_node **out) {
    ps_regex_reader reader = {.text = regex, .arena = arena};
    ps_regex_node *node = read_alternatives(&reader);
    *out = reader.failed || reader.at != regex.len ? NULL : node;
    return reader.nomem ? PS_E_NOMEM : PS_OK;
}

/* ---- how matches begin ---- */

bool ps_regex_first(const ps_regex_node *node, uint64_t set[4]) {
    bool empty = node->kind == PS_REGEX_CAT || node->kind == PS_REGEX_EDGE;
    if (node->kind == PS_REGEX_REPEAT) return ps_regex_first(node->child, set) || node->min == 0;
    for (unsigned i = 0; node->kind == PS_REGEX_CHAR && i < 4; i++) set[i] |= node->set[i];
    for (const ps_regex_node *c = node->child; c; c = c->next) {
        bool passed = ps_regex_first(c, set);
        if (node->kind == PS_REGEX_CAT && !passed) return false;
        empty |= passed;
    }
    return empty;
}

/* ---- width ---- */

static size_t add_width(size_t a, size_t b) {
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

size_t ps_regex_width(const ps_regex_node *node) {
    size_t width = 0;
    switch (node->kind) {
    case PS_REGEX_CHAR: return 1;
    case PS_REGEX_EDGE: return 0;
    case PS_REGEX_CAT:
        for (const ps_regex_node *c = node->child; c; c = c->next)
            width = add_width(width, ps_regex_width(c));
        return width;
    case PS_REGEX_ALT:
        for (const ps_regex_node *c = node->child; c; c = c->next) {
            size_t each = ps_regex_width(c);
            if (each > width) width = each;
        }
        return width;
    case PS_REGEX_REPEAT:
        width = ps_regex_width(node->child);
        if (width == 0) return 0;
        return node->max > SIZE_MAX / width || node->max == UINT32_MAX ? SIZE_MAX
                                                                       : node->max * width;
    }
    return SIZE_MAX;
}
