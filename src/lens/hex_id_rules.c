/* SPDX-License-Identifier: Apache-2.0 */
#include "hex_id_rules.h"

#include "hex_ids.h"
#include "hex_word.h"
#include "regex_tree.h"

/* ---- where it begins ---- */

static bool has_small_hex(ps_span shape) {
    for (size_t i = 0; i < shape.len; i++)
        if (ps_is_lower(shape.ptr[i]) && ps_is_hex_id(shape.ptr[i])) return true;
    return false;
}

bool ps_finds_hide_in_ids(const ps_rule *rule) {
    for (size_t i = 0; i < rule->find_count; i++) {
        const ps_find *find = &rule->finds[i];
        if (find->kind == PS_FIND_SHAPE && has_small_hex(ps_span_of(find->text, find->len)))
            return true;
        if (find->kind == PS_FIND_ANCHOR && find->len == 1 && ps_is_hex_id(find->text[0]))
            return true;
    }
    return false;
}

/* ---- what it reads ---- */

/* What a part of a regex makes of the hexadecimal digits of ids. */
typedef struct ps_taking {
    bool uneven; /* some byte of it may be some of them, and not others */
    bool stops;  /* some byte of it is none of them, in every match */
} ps_taking;

static bool takes(const ps_regex_node *node, unsigned char c) {
    return node->set[c / 64] >> (c % 64) & 1;
}

static ps_taking taking_of_set(const ps_regex_node *node, bool nocase) {
    unsigned taken = 0;
    for (unsigned c = '0'; c <= 'f'; c++) {
        if (!ps_is_hex_id((char)c)) continue;
        bool upper = nocase && ps_is_alpha((char)c) && takes(node, (unsigned char)(c ^ 0x20));
        taken += takes(node, (unsigned char)c) || upper;
    }
    return (ps_taking){taken > 0 && taken < 16, taken == 0};
}

static ps_taking taking_of(const ps_regex_node *node, bool nocase) {
    if (node->kind == PS_REGEX_CHAR) return taking_of_set(node, nocase);
    ps_taking all = {false, node->kind == PS_REGEX_ALT};
    for (const ps_regex_node *c = node->child; c; c = c->next) {
        ps_taking taking = taking_of(c, nocase);
        all.uneven |= taking.uneven;
        all.stops =
            node->kind == PS_REGEX_ALT ? all.stops && taking.stops : all.stops || taking.stops;
    }
    if (node->kind == PS_REGEX_REPEAT && !node->min) all.stops = false;
    return all;
}

/* A stretch of a sequence between bytes that no id has: what an id would have to be all of. */
typedef struct ps_stretch {
    size_t width; /* bytes at most */
    bool uneven;
    bool open; /* it begins with the match, anywhere in a word */
} ps_stretch;

static bool hangs(const ps_stretch *stretch, bool ends_open) {
    return stretch->uneven && (stretch->open || ends_open || stretch->width >= PS_HEX_ID_LEAST);
}

static void widen(ps_stretch *stretch, const ps_regex_node *node, ps_taking taking) {
    size_t width = ps_regex_width(node);
    stretch->width = width > SIZE_MAX - stretch->width ? SIZE_MAX : stretch->width + width;
    stretch->uneven |= taking.uneven;
}

static bool sequence_reads(const ps_regex_node *node, bool nocase) {
    ps_stretch stretch = {.open = true};
    bool edge = false; /* the latest one is an edge of a word */
    for (const ps_regex_node *c = node->child; c; c = c->next) {
        bool first = c == node->child;
        edge = c->kind == PS_REGEX_EDGE;
        if (edge && first) stretch.open = false;
        if (edge) continue;
        ps_taking taking = taking_of(c, nocase);
        bool parts = c->kind == PS_REGEX_CAT || c->kind == PS_REGEX_ALT;
        bool is_stop = taking.stops && (!parts || !taking.uneven);
        if (!is_stop) {
            widen(&stretch, c, taking);
            continue;
        }
        if (hangs(&stretch, false)) return true;
        stretch = (ps_stretch){0};
    }
    return hangs(&stretch, !edge);
}

bool ps_find_reads_ids(const ps_find *find) {
    ps_arena arena = {0};
    ps_regex_node *root;
    ps_status status = ps_regex_parse(ps_span_of(find->text, find->len), &arena, &root);
    bool may = status != PS_OK || !root || root->kind != PS_REGEX_CAT ||
               sequence_reads(root, find->nocase);
    ps_arena_free(&arena);
    return may;
}
