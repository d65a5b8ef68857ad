/* SPDX-License-Identifier: Apache-2.0 */
#include "judge.h"

#include <stdlib.h>

static int by_position(const void *a, const void *b) {
    const ps_found *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    if (x->to != y->to) return x->to > y->to ? -1 : 1;
    if (x->reason != y->reason) return x->reason < y->reason ? -1 : 1;
    return (int)x->rule - (int)y->rule;
}

/* Findings of an event are few and come in nearly this order. */
void ps_found_sort(ps_found *found, size_t count, int (*compare)(const void *, const void *)) {
    enum { MOVES_MAX = 64 };
    size_t moves = 0;
    for (size_t i = 1; i < count; i++) {
        if (compare(&found[i - 1], &found[i]) <= 0) continue;
        ps_found one = found[i];
        size_t k = i;
        for (; k > 0 && compare(&found[k - 1], &one) > 0; k--) found[k] = found[k - 1];
        found[k] = one;
        moves += i - k;
        if (moves > MOVES_MAX) {
            qsort(found, count, sizeof *found, compare);
            return;
        }
    }
}

static bool is_text_around(const ps_found *a, const ps_found *b, const ps_rules *rules) {
    return ps_rules_at(rules, a->rule)->value == PS_VALUE_TEXT && a->from <= b->from &&
           a->to >= b->to && a->to - a->from > b->to - b->from;
}

/* Reasons are numbered from the strongest. A text that goes whole goes as a text. */
static bool stronger(const ps_found *a, const ps_found *b, const ps_rules *rules) {
    if (is_text_around(a, b, rules)) return true;
    if (is_text_around(b, a, rules)) return false;
    if (a->reason != b->reason) return a->reason < b->reason;
    uint8_t x = ps_rules_at(rules, a->rule)->severity, y = ps_rules_at(rules, b->rule)->severity;
    if (x != y) return x > y;
    if (a->to - a->from != b->to - b->from) return a->to - a->from > b->to - b->from;
    return a->rule < b->rule;
}

static void merge(ps_found *into, const ps_found *more, const ps_rules *rules) {
    ps_found both = stronger(more, into, rules) ? *more : *into;
    both.from = into->from;
    both.to = into->to > more->to ? into->to : more->to;
    /* Whoever knows that the place needs quotes is right. */
    const ps_found *knows = into->wrap_to > into->wrap_from ? into : more;
    both.separator = into->separator ? into->separator : more->separator;
    both.wrap_from = knows->wrap_from;
    both.wrap_to = knows->wrap_to;
    *into = both;
}

size_t ps_found_resolve(ps_found *found, size_t count, const ps_rules *rules) {
    if (count < 2) return count;
    ps_found_sort(found, count, by_position);
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (found[i].from < found[kept].to)
            merge(&found[kept], &found[i], rules);
        else
            found[++kept] = found[i];
    }
    return kept + 1;
}
