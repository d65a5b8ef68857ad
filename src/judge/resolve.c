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

/* ---- sorting ---- */

/* Findings come in a few runs, each nearly in order: of every kind of evidence in an event, of
 * every level of encoding in a batch. */
enum { MOVES_MAX = 8, RUNS_MAX = 32, NEAR_MAX = 64 };
typedef int ps_found_order(const void *, const void *);

/* Puts found[at] where it belongs among those from `run` on; false when that is far. */
static bool settle(ps_found *found, size_t run, size_t at, ps_found_order *compare) {
    ps_found one = found[at];
    size_t k = at;
    while (k > run && compare(&found[k - 1], &one) > 0) {
        if (at - k == MOVES_MAX) return false;
        k--;
    }
    memmove(&found[k + 1], &found[k], (at - k) * sizeof *found);
    found[k] = one;
    return true;
}

/* Sorts each run; returns where they begin, how many, and the end behind; 0: there are too many. */
static size_t find_runs(ps_found *found, size_t count, ps_found_order *compare,
                        size_t starts[RUNS_MAX + 1]) {
    size_t runs = 1;
    starts[0] = 0;
    for (size_t i = 1; i < count; i++) {
        if (compare(&found[i - 1], &found[i]) <= 0) continue;
        if (settle(found, starts[runs - 1], i, compare)) continue;
        if (runs == RUNS_MAX) return 0;
        starts[runs++] = i;
    }
    starts[runs] = count;
    return runs;
}

/* Of equal ones those of the left run come first. */
static void merge_two(ps_found *found, size_t from, size_t middle, size_t to,
                      ps_found_order *compare, ps_found *spare) {
    size_t left = 0, left_count = middle - from, right = middle, at = from;
    memcpy(spare, found + from, left_count * sizeof *spare);
    while (left < left_count && right < to)
        found[at++] = compare(&spare[left], &found[right]) <= 0 ? spare[left++] : found[right++];
    memcpy(found + at, spare + left, (left_count - left) * sizeof *found);
}

static void merge_runs(ps_found *found, size_t *starts, size_t runs, ps_found_order *compare,
                       ps_found *spare) {
    while (runs > 1) {
        size_t kept = 0;
        for (size_t i = 0; i < runs; i += 2) {
            if (i + 1 < runs)
                merge_two(found, starts[i], starts[i + 1], starts[i + 2], compare, spare);
            starts[kept++] = starts[i];
        }
        starts[kept] = starts[runs];
        runs = kept;
    }
}

void ps_found_sort(ps_found *found, size_t count, ps_found_order *compare) {
    size_t starts[RUNS_MAX + 1];
    ps_found near[NEAR_MAX];
    if (count < 2) return;
    size_t runs = find_runs(found, count, compare, starts);
    if (runs == 1) return;
    ps_found *spare = runs && count <= NEAR_MAX ? near
                      : runs                    ? malloc(count * sizeof *spare)
                                                : NULL;
    if (spare)
        merge_runs(found, starts, runs, compare, spare);
    else
        qsort(found, count, sizeof *found, compare);
    if (spare != near) free(spare);
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
