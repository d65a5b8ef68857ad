/* SPDX-License-Identifier: Apache-2.0 */
#include "literals.h"

#include "regex_tree.h"

enum { SHORTEST = 2, GOOD = 8, SET_BYTES_MAX = 6, REPEAT_MAX = 3, DISTANCE_MAX = 256 };

/* ---- exact strings of a node ---- */

/* Appends one byte string to another; false when it grows too long. */
static bool append(ps_literal *to, const ps_literal *more) {
    if (to->len + more->len > PS_LITERAL_LEN) return false;
    memcpy(to->bytes + to->len, more->bytes, more->len);
    to->len = (uint8_t)(to->len + more->len);
    return true;
}

static void add_set(uint64_t set[4], const uint64_t more[4]) {
    for (unsigned i = 0; i < 4; i++) set[i] |= more[i];
}

/* Only what is in use: the arrays are large. */
static void copy(ps_literals *to, const ps_literals *from) {
    to->count = from->count;
    to->shortest = from->shortest;
    to->before = from->before;
    memcpy(to->item, from->item, from->count * sizeof *from->item);
}

/* All of `left` followed by all of `right`; false when there are too many or they are too long. */
static bool cross(ps_literals *left, const ps_literals *right) {
    if (left->count * right->count > PS_LITERALS_MAX) return false;
    ps_literals out;
    out.count = out.shortest = 0;
    out.before = 0;
    for (unsigned i = 0; i < left->count; i++) {
        for (unsigned k = 0; k < right->count; k++) {
            out.item[out.count] = left->item[i];
            if (!append(&out.item[out.count++], &right->item[k])) return false;
        }
    }
    copy(left, &out);
    return true;
}

static bool unite(ps_literals *into, const ps_literals *more) {
    if (into->count + more->count > PS_LITERALS_MAX) return false;
    memcpy(into->item + into->count, more->item, more->count * sizeof *more->item);
    into->count += more->count;
    return true;
}

static bool exact(const ps_regex_node *node, ps_literals *out);

/* At most SET_BYTES_MAX? Asked for most sets of most regexes at every start, and mostly no. */
static bool is_small(const ps_regex_node *node) {
    unsigned count = 0;
    for (unsigned i = 0; i < 4; i++)
        for (uint64_t rest = node->set[i]; rest; rest &= rest - 1)
            if (++count > SET_BYTES_MAX) return false;
    return true;
}

static bool exact_byte(const ps_regex_node *node, ps_literals *out) {
    out->count = 0;
    if (!is_small(node)) return false;
    for (unsigned i = 0; i < 4; i++)
        for (unsigned bit = 0; bit < 64 && node->set[i] >> bit; bit++)
            if (node->set[i] >> bit & 1)
                out->item[out->count++] = (ps_literal){.bytes = {(char)(i * 64 + bit)}, .len = 1};
    return out->count > 0;
}

static void set_empty(ps_literals *out) {
    out->count = 1;
    out->shortest = 0;
    out->before = 0;
    out->item[0].len = 0;
}

static bool exact_repeat(const ps_regex_node *node, ps_literals *out) {
    if (node->max > REPEAT_MAX) return false;
    ps_literals once, times;
    if (!exact(node->child, &once)) return false;
    set_empty(&times);
    out->count = 0;
    for (unsigned n = 0; n <= node->max; n++) {
        if (n >= node->min && !unite(out, &times)) return false;
        if (n < node->max && !cross(&times, &once)) return false;
    }
    return true;
}

/* Every string that the node can match, when they are few and short. */
static bool exact(const ps_regex_node *node, ps_literals *out) {
    ps_literals part;
    switch (node->kind) {
    case PS_REGEX_CHAR: return exact_byte(node, out);
    case PS_REGEX_EDGE: set_empty(out); return true;
    case PS_REGEX_REPEAT: return exact_repeat(node, out);
    case PS_REGEX_CAT:
        set_empty(out);
        for (const ps_regex_node *c = node->child; c; c = c->next)
            if (!exact(c, &part) || !cross(out, &part)) return false;
        return true;
    case PS_REGEX_ALT:
        out->count = 0;
        for (const ps_regex_node *c = node->child; c; c = c->next)
            if (!exact(c, &part) || !unite(out, &part)) return false;
        return true;
    }
    return false;
}

/* ---- the best place of a sequence ---- */

static unsigned shortest_of(const ps_literals *literals) {
    unsigned shortest = literals->count ? PS_LITERAL_LEN : 0;
    for (unsigned i = 0; i < literals->count; i++)
        if (literals->item[i].len < shortest) shortest = literals->item[i].len;
    return shortest;
}

static unsigned longest_of(const ps_literals *literals) {
    unsigned longest = 0;
    for (unsigned i = 0; i < literals->count; i++)
        if (literals->item[i].len > longest) longest = literals->item[i].len;
    return longest;
}

/* Two bytes more in the shortest are worth four times as many strings. */
static int score(const ps_literals *l) {
    if (l->shortest < SHORTEST) return 0;
    int value = 2 * (int)(l->shortest < GOOD ? l->shortest : GOOD);
    for (unsigned n = l->count; n > 1; n /= 2) value--;
    return value > 1 ? value : 1;
}

static bool better(const ps_literals *a, const ps_literals *b) {
    return score(a) > score(b);
}

/* The bytes that the rest of a sequence may begin with, and those behind it when it may be empty.
 */
static void first_of(const ps_regex_node *rest, const uint64_t behind[4], uint64_t out[4]) {
    memset(out, 0, 4 * sizeof *out);
    for (; rest; rest = rest->next)
        if (!ps_regex_first(rest, out)) return;
    add_set(out, behind);
}

static void offer(ps_literals *best, ps_literals *candidate, size_t before) {
    candidate->shortest = shortest_of(candidate);
    candidate->before = before + longest_of(candidate);
    if (candidate->shortest < SHORTEST || candidate->before > DISTANCE_MAX) return;
    if (!better(candidate, best)) return;
    copy(best, candidate);
    memcpy(best->follow, candidate->follow, sizeof best->follow);
}

static void best_of(const ps_regex_node *node, size_t before, const uint64_t behind[4],
                    ps_literals *best);

/* Strings that begin with child `from` of a sequence and go on as long as that is exact. */
static void from_child(const ps_regex_node *from, size_t before, const uint64_t behind[4],
                       ps_literals *best) {
    ps_literals run, part, longer;
    set_empty(&run);
    for (const ps_regex_node *c = from; c; c = c->next) {
        if (!exact(c, &part)) break;
        copy(&longer, &run);
        if (!cross(&longer, &part)) break;
        copy(&run, &longer);
        first_of(c->next, behind, longer.follow);
        offer(best, &longer, before);
        if (shortest_of(&run) >= GOOD) break;
    }
}

static void best_of_cat(const ps_regex_node *node, size_t before, const uint64_t behind[4],
                        ps_literals *best) {
    for (const ps_regex_node *c = node->child; c && before <= DISTANCE_MAX; c = c->next) {
        uint64_t rest[4];
        first_of(c->next, behind, rest);
        from_child(c, before, behind, best);
        if (c->kind == PS_REGEX_CAT || c->kind == PS_REGEX_ALT ||
            (c->kind == PS_REGEX_REPEAT && c->min > 0))
            best_of(c, before, rest, best);
        size_t width = ps_regex_width(c);
        before = width > DISTANCE_MAX ? SIZE_MAX : before + width;
    }
}

/* Each alternative has its own; together they are as good as the worst. */
static void best_of_alt(const ps_regex_node *node, size_t before, const uint64_t behind[4],
                        ps_literals *best) {
    ps_literals all, each;
    size_t farthest = 0;
    all.count = 0;
    memset(all.follow, 0, sizeof all.follow);
    for (const ps_regex_node *c = node->child; c; c = c->next) {
        each.count = each.shortest = 0;
        best_of(c, before, behind, &each);
        if (!each.count || !unite(&all, &each)) return;
        add_set(all.follow, each.follow);
        if (each.before > farthest) farthest = each.before;
    }
    all.shortest = shortest_of(&all);
    all.before = farthest;
    if (!better(&all, best)) return;
    copy(best, &all);
    memcpy(best->follow, all.follow, sizeof best->follow);
}

/* What is repeated may stand behind itself. */
static void best_of_repeat(const ps_regex_node *node, size_t before, const uint64_t behind[4],
                           ps_literals *best) {
    uint64_t again[4];
    memcpy(again, behind, sizeof again);
    (void)ps_regex_first(node->child, again);
    best_of(node->child, before, again, best);
}

static void best_of(const ps_regex_node *node, size_t before, const uint64_t behind[4],
                    ps_literals *best) {
    if (node->kind == PS_REGEX_CAT)
        best_of_cat(node, before, behind, best);
    else if (node->kind == PS_REGEX_ALT)
        best_of_alt(node, before, behind, best);
    else if (node->kind == PS_REGEX_REPEAT && node->min > 0)
        best_of_repeat(node, before, behind, best);
    else
        from_child(node, before, behind, best);
}

/* Alternatives may have a literal in common. One that goes on where another ends is no twin: behind
 * the shorter one stands what no match has there. */
static void drop_twins(ps_literals *literals) {
    unsigned kept = 0;
    for (unsigned i = 0; i < literals->count; i++) {
        const ps_literal *it = &literals->item[i];
        bool twin = false;
        for (unsigned k = 0; k < kept && !twin; k++)
            twin = literals->item[k].len == it->len &&
                   !memcmp(literals->item[k].bytes, it->bytes, it->len);
        if (!twin) literals->item[kept++] = *it;
    }
    literals->count = kept;
}

/* A line that differs in its numbers must be found the same (recall), and case may not count. */
static void close_follow(uint64_t set[4]) {
    const uint64_t digits = (uint64_t)0x3ff << '0', letters = (uint64_t)0x3ffffff << ('a' - 64);
    if (set[0] & digits) set[0] |= digits;
    uint64_t either = (set[1] | set[1] << 32) & letters;
    set[1] |= either | either >> 32;
}

ps_status ps_regex_literals(ps_span regex, ps_literals *literals) {
    const uint64_t anything[4] = {~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0};
    literals->count = literals->shortest = 0;
    literals->before = 0;
    memcpy(literals->follow, anything, sizeof literals->follow);
    literals->width = SIZE_MAX;
    ps_arena arena = {0};
    ps_regex_node *root;
    ps_status status = ps_regex_parse(regex, &arena, &root);
    if (root) {
        best_of(root, 0, anything, literals);
        literals->width = ps_regex_width(root);
    }
    ps_arena_free(&arena);
    drop_twins(literals);
    close_follow(literals->follow);
    return status;
}
