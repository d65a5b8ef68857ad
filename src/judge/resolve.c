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

/* Findings come in runs, each nearly in order: of every kind of evidence in an event, of every
 * level of encoding in a few events. A run reaches over the end of the one before by what little
 * both have in common, and that is all that is moved. */
enum { MOVES_MAX = 8, RUNS_MAX = 64, NEAR_MAX = 64 };
typedef int ps_found_order(const void *, const void *);

typedef struct ps_sorting {
    ps_found *found, *spare; /* spare: NULL until much is moved */
    ps_found near[NEAR_MAX]; /* enough for nearly all */
    size_t count;
    ps_found_order *compare;
    size_t starts[RUNS_MAX + 1], runs; /* the last start is where the next run begins */
    bool failed;                       /* no memory */
} ps_sorting;

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

/* The end of the run that begins at `from`, which is put in order. */
static size_t run_end(const ps_sorting *sorting, size_t from) {
    size_t at = from + 1;
    for (; at < sorting->count; at++) {
        if (sorting->compare(&sorting->found[at - 1], &sorting->found[at]) <= 0) continue;
        if (!settle(sorting->found, from, at, sorting->compare)) break;
    }
    return at;
}

static ps_found *spare_for(ps_sorting *sorting, size_t count) {
    if (count <= NEAR_MAX) return sorting->near;
    if (!sorting->spare) sorting->spare = malloc(sorting->count * sizeof *sorting->spare);
    sorting->failed = !sorting->spare;
    return sorting->spare;
}

/* Merges the last two runs. Of equal ones those of the left run come first. */
static void merge_last(ps_sorting *sorting) {
    ps_found *found = sorting->found;
    size_t *starts = &sorting->starts[sorting->runs - 2];
    size_t from = starts[0], right = starts[1], to = starts[2], left = right;
    sorting->runs--;
    starts[1] = to;
    /* the end of the left run that belongs behind the first of the right one */
    while (left > from && sorting->compare(&found[left - 1], &found[right]) > 0) left--;
    size_t moved = right - left;
    ps_found *spare = moved ? spare_for(sorting, moved) : NULL;
    if (!spare) return;
    const ps_found *next = spare, *end = spare + moved;
    memcpy(spare, found + left, moved * sizeof *found);
    while (next < end && right < to)
        found[left++] = sorting->compare(next, &found[right]) <= 0 ? *next++ : found[right++];
    memcpy(found + left, next, (size_t)(end - next) * sizeof *found);
}

static size_t run_length(const ps_sorting *sorting, size_t back) {
    const size_t *start = &sorting->starts[sorting->runs - back];
    return start[0] - start[-1];
}

void ps_found_sort(ps_found *found, size_t count, ps_found_order *compare) {
    ps_sorting sorting;
    if (count < 2) return;
    sorting.found = found;
    sorting.spare = NULL;
    sorting.count = count;
    sorting.compare = compare;
    sorting.failed = false;
    sorting.starts[0] = sorting.runs = 0;
    for (size_t at = 0; at < count && !sorting.failed;) {
        at = run_end(&sorting, at);
        sorting.starts[++sorting.runs] = at;
        /* Each run more than twice as long as the next: there are never many. */
        while (sorting.runs > 1 && run_length(&sorting, 1) <= 2 * run_length(&sorting, 0))
            merge_last(&sorting);
    }
    while (sorting.runs > 1 && !sorting.failed) merge_last(&sorting);
    if (sorting.failed) qsort(found, count, sizeof *found, compare);
    free(sorting.spare);
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
