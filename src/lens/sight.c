/* SPDX-License-Identifier: Apache-2.0
 *
 * What a scan has seen, put in order. */
#include "lens_inside.h"

#include <stdlib.h>

ps_status ps_lens_more_room(void **array, size_t *room, size_t each) {
    if (*room >= PS_CANDIDATES_MAX) return PS_E_LIMIT;
    size_t more = *room ? *room * 2 : PS_CANDIDATES_FIRST;
    void *larger = realloc(*array, more * each);
    if (!larger) return PS_E_NOMEM;
    *array = larger;
    *room = more;
    return PS_OK;
}

bool ps_candidate_before(const ps_candidate *x, const ps_candidate *y) {
    if (x->at != y->at) return x->at < y->at;
    if (x->end != y->end) return x->end < y->end;
    if (x->rule != y->rule) return x->rule < y->rule;
    if (x->item != y->item) return x->item < y->item;
    return x->kind < y->kind;
}

/* Each lens reports almost in order (a block, a label's length off): insertion moves little. */
static void settle(ps_candidate *list, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (!ps_candidate_before(&list[i], &list[i - 1])) continue;
        ps_candidate moved = list[i];
        size_t k = i;
        for (; k > 0 && ps_candidate_before(&moved, &list[k - 1]); k--) list[k] = list[k - 1];
        list[k] = moved;
    }
}

/* Merges the two sorted parts from the back; the spare room behind them holds the second. */
static ps_status merge(ps_lens_scratch *s, size_t first) {
    size_t second = s->count - first;
    if (!first || !second) return PS_OK;
    while (s->room - s->count < second) {
        void *array = s->candidates;
        ps_status status = ps_lens_more_room(&array, &s->room, sizeof *s->candidates);
        s->candidates = array;
        if (status != PS_OK) return status;
    }
    ps_candidate *spare = s->candidates + s->count;
    memcpy(spare, s->candidates + first, second * sizeof *spare);
    size_t out = s->count;
    while (second) {
        bool take_first =
            first && ps_candidate_before(&spare[second - 1], &s->candidates[first - 1]);
        s->candidates[--out] = take_first ? s->candidates[--first] : spare[--second];
    }
    return PS_OK;
}

static void shift(ps_lens_scratch *scratch, uint32_t by) {
    for (size_t i = 0; i < scratch->count; i++) {
        ps_candidate *candidate = &scratch->candidates[i];
        candidate->at += by;
        candidate->end += by;
        if (candidate->kind == PS_CANDIDATE_KEY) candidate->aux += by;
    }
    for (size_t i = 0; i < scratch->trigger_count; i++) scratch->triggers[i] += by;
}

/* Those of each lens are in order but for a line or two. */
static void settle_triggers(uint32_t *list, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint32_t moved = list[i];
        size_t k = i;
        for (; k > 0 && moved < list[k - 1]; k--) list[k] = list[k - 1];
        list[k] = moved;
    }
}

/* The few of the words lens, behind the first `blocks`, take their places. */
static ps_status merge_triggers(ps_lens_scratch *s, size_t blocks) {
    size_t second = s->trigger_count - blocks, out = s->trigger_count;
    settle_triggers(s->triggers, blocks);
    settle_triggers(s->triggers + blocks, second);
    while (s->trigger_room - s->trigger_count < second) {
        void *array = s->triggers;
        ps_status status = ps_lens_more_room(&array, &s->trigger_room, sizeof *s->triggers);
        s->triggers = array;
        if (status != PS_OK) return status;
    }
    uint32_t *spare = s->triggers + s->trigger_count;
    memcpy(spare, s->triggers + blocks, second * sizeof *spare);
    while (second) {
        bool take_first = blocks && spare[second - 1] < s->triggers[blocks - 1];
        s->triggers[--out] = take_first ? s->triggers[--blocks] : spare[--second];
    }
    return PS_OK;
}

ps_status ps_sight_settle(ps_lens_scratch *scratch, size_t blocks, size_t triggers, size_t from,
                          ps_sight *sight) {
    ps_status status = merge_triggers(scratch, triggers);
    if (status != PS_OK) return status;
    settle(scratch->candidates, blocks);
    settle(scratch->candidates + blocks, scratch->count - blocks);
    status = merge(scratch, blocks);
    if (status != PS_OK) return status;
    if (from) shift(scratch, (uint32_t)from);
    *sight =
        (ps_sight){scratch->candidates, scratch->count, scratch->triggers, scratch->trigger_count};
    return PS_OK;
}
