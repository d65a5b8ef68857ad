/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms: the place of a value says what it is, which counts as much as a key (R1). */
#include "judge_inside.h"

#include <stdlib.h>

enum { SLOTS_FIRST = 256, FORMS_MAX = 64 };

/* ---- reading ---- */

typedef struct ps_reading {
    ps_reader reader; /* first: put() gets its address */
    ps_judge_scratch *scratch;
    ps_status status;
} ps_reading;

static ps_status keep_slot(ps_judge_scratch *scratch, const ps_slot *slot) {
    ps_slots *slots = &scratch->slots;
    if (slot->kind == PS_SLOT_KEEP) return ps_keep(scratch, (ps_extent){slot->from, slot->to});
    if (slots->count == slots->room) {
        if (slots->room >= PS_FOUND_MAX) return PS_E_LIMIT;
        size_t room = slots->room ? slots->room * 2 : SLOTS_FIRST;
        ps_slot *larger = realloc(slots->items, room * sizeof *larger);
        if (!larger) return PS_E_NOMEM;
        slots->items = larger;
        slots->room = room;
    }
    slots->items[slots->count++] = *slot;
    return PS_OK;
}

static void put(ps_reader *reader, const ps_slot *slot) {
    ps_reading *reading = (ps_reading *)reader;
    reading->status = keep_slot(reading->scratch, slot);
    reader->full = reading->status != PS_OK;
}

/* What is known before the forms are read: rows of a table, bound parameters. */
static ps_status take_slots(ps_judge_scratch *scratch, const ps_event *event) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < event->slot_count && status == PS_OK; i++) {
        ps_slot slot = event->slots[i];
        slot.from -= event->base;
        slot.to -= event->base;
        status = keep_slot(scratch, &slot);
    }
    return status;
}

ps_status ps_read_forms(const ps_judge *judge, ps_judge_scratch *scratch, const ps_event *event) {
    ps_status known = take_slots(scratch, event);
    if (known != PS_OK) return known;
    ps_reading reading = {.reader = {.text = scratch->line, .keys = judge->keys, .put = put},
                          .scratch = scratch};
    size_t done[FORMS_MAX] = {0}; /* how far each form has read */
    for (size_t i = 0; i < scratch->candidate_count; i++) {
        const ps_candidate *candidate = &scratch->candidates[i];
        if (candidate->kind != PS_CANDIDATE_FORM || candidate->item >= FORMS_MAX) continue;
        size_t at = candidate->at - scratch->base, end = candidate->end - scratch->base;
        if (at < done[candidate->item]) continue;
        size_t behind = ps_forms[candidate->item].read(&reading.reader, at, end);
        if (reading.status != PS_OK) return reading.status;
        if (behind > at) done[candidate->item] = behind;
    }
    return PS_OK;
}

/* ---- judging ---- */

static ps_reason condition_fails(const ps_judge *judge, ps_judge_scratch *scratch,
                                 const ps_key *key) {
    bool paired = scratch->proven > 0;
    if (key->condition == PS_KEY_IF_PAIRED)
        return paired ? PS_REASON_LABELLED : PS_REASON_NOT_PAIRED;
    bool either = key->condition == PS_KEY_IF_PERSON_OR_PAIRED || key->condition == PS_KEY_IF_OWNED;
    if (either && paired) return PS_REASON_LABELLED;
    return ps_line_has_person(judge, scratch) ? PS_REASON_LABELLED : PS_REASON_NO_PERSON;
}

/* The value of a column or element whose name is a key. */
static ps_status judge_named(const ps_judge *judge, ps_judge_scratch *scratch, const ps_slot *slot,
                             const ps_key_owner *owner, bool second_round) {
    const ps_rule *rule = ps_rules_at(judge->rules, owner->rule);
    const ps_key *key = &rule->keys[owner->item];
    if (ps_key_waits(key) != second_round) {
        scratch->conditional |= ps_key_waits(key);
        return PS_OK;
    }
    ps_case where = {.rule = rule,
                     .rule_index = owner->rule,
                     .lens = "form",
                     .at = {slot->from, slot->to},
                     .evidence = PS_EVIDENCE_KEY};
    if (second_round) {
        ps_reason reason = condition_fails(judge, scratch, key);
        if (reason != PS_REASON_LABELLED) return ps_decide(judge, scratch, &where, reason);
    }
    where.at = (ps_extent){0, 0};
    ps_span wrap = ps_span_cut(scratch->line, slot->wrap.from, slot->wrap.to);
    ps_value value = {.from = slot->from, .to = slot->to, .quoted = true, .wrap = wrap};
    return ps_judge_value(judge, scratch, key, &value, &where);
}

static ps_status judge_slot(const ps_judge *judge, ps_judge_scratch *scratch, const ps_slot *slot,
                            bool second_round) {
    ps_status status = PS_OK;
    if (slot->kind == PS_SLOT_KEY) {
        const ps_key_owner *owner = ps_key_index_owner(judge->keys, slot->owner);
        for (; owner && status == PS_OK; owner = ps_key_index_owner(judge->keys, owner->next))
            status = judge_named(judge, scratch, slot, owner, second_round);
        return status;
    }
    int32_t rule = judge->slot_rules[slot->kind];
    if (rule < 0 || second_round) return PS_OK;
    ps_case where = {.rule = ps_rules_at(judge->rules, (size_t)rule),
                     .rule_index = (uint16_t)rule,
                     .lens = "form",
                     .at = {slot->from, slot->to},
                     .wrap = slot->wrap};
    return ps_judge_labelled(judge, scratch, &where);
}

ps_status ps_judge_slots(const ps_judge *judge, ps_judge_scratch *scratch, bool second_round) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < scratch->slots.count && status == PS_OK; i++)
        status = judge_slot(judge, scratch, &scratch->slots.items[i], second_round);
    return status;
}
