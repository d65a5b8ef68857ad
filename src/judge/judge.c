/* SPDX-License-Identifier: Apache-2.0 */
#include "json_number.h"
#include "judge_inside.h"

#include <stdlib.h>

enum { FOUND_FIRST = 256 };

/* ---- compiling ---- */

/* Two finds of a rule may differ in the grammar alone: they share the regex. */
static ps_regex *same_regex(const ps_judge *judge, const ps_rule *rule, size_t r, size_t find) {
    const ps_find *its = &rule->finds[find];
    for (size_t i = 0; i < find; i++) {
        const ps_find *other = &rule->finds[i];
        if (judge->regexes[r][i] && other->nocase == its->nocase &&
            ps_span_eq(ps_span_of(other->text, other->len), ps_span_of(its->text, its->len)))
            return judge->regexes[r][i];
    }
    return NULL;
}

static ps_status add_regexes(ps_judge *judge, size_t r, ps_error *err) {
    const ps_rule *rule = ps_rules_at(judge->rules, r);
    judge->regexes[r] = calloc(rule->find_count + 1, sizeof **judge->regexes);
    if (!judge->regexes[r]) return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (size_t i = 0; i < rule->find_count; i++) {
        const ps_find *find = &rule->finds[i];
        if (find->kind != PS_FIND_REGEX) continue;
        judge->regexes[r][i] = same_regex(judge, rule, r, i);
        if (judge->regexes[r][i]) continue;
        char why[128] = "";
        ps_span text = ps_span_of(find->text, find->len);
        ps_status status = ps_regex_new(&judge->regexes[r][i], text, find->nocase, why);
        if (status != PS_OK)
            return ps_fail(err, status, "%s:%u: rule %s: the regex is wrong: %s", rule->file,
                           find->line, rule->id, why);
    }
    return PS_OK;
}

static ps_status fill(ps_judge *judge, const bool *enabled, ps_error *err) {
    judge->regexes = calloc(judge->rule_count + 1, sizeof *judge->regexes);
    judge->codes = calloc(judge->rule_count + 1, sizeof *judge->codes);
    if (!judge->codes || !judge->regexes || ps_context_new(&judge->context, judge->rules) != PS_OK)
        return ps_fail(err, PS_E_NOMEM, "out of memory");
    for (size_t r = 0; r < judge->rule_count; r++) {
        judge->codes[r] = ps_rules_at(judge->rules, r)->action.kind == PS_ACTION_KEEP;
        ps_status status = enabled[r] ? add_regexes(judge, r, err) : PS_OK;
        if (status != PS_OK) return status;
    }
    return ps_allow_list_new(&judge->allow, judge->rules, err);
}

static void find_slot_rules(ps_judge *judge, const bool *enabled) {
    for (unsigned kind = 0; kind < PS_SLOT_KINDS; kind++) {
        const char *id = ps_slot_rule((ps_slot_kind)kind);
        judge->slot_rules[kind] = -1;
        for (size_t r = 0; id && r < judge->rule_count; r++)
            if (enabled[r] && !strcmp(ps_rules_at(judge->rules, r)->id, id))
                judge->slot_rules[kind] = (int32_t)r;
    }
}

ps_status ps_judge_new(ps_judge **out, const ps_rules *rules, const bool *enabled,
                       const ps_key_index *keys, ps_error *err) {
    *out = NULL;
    ps_judge *judge = calloc(1, sizeof *judge);
    if (!judge) return ps_fail(err, PS_E_NOMEM, "out of memory");
    judge->rules = rules;
    judge->rule_count = ps_rules_count(rules);
    judge->keys = keys;
    find_slot_rules(judge, enabled);
    judge->strict = ps_rules_strict(rules);
    judge->refuses_parts = ps_rules_refuses_parts(rules);
    ps_status status = fill(judge, enabled, err);
    if (status != PS_OK) {
        ps_judge_free(judge);
        return status;
    }
    *out = judge;
    return PS_OK;
}

void ps_judge_free(ps_judge *judge) {
    if (!judge) return;
    for (size_t r = 0; judge->regexes && r < judge->rule_count; r++) {
        const ps_rule *rule = ps_rules_at(judge->rules, r);
        for (size_t i = 0; judge->regexes[r] && i < rule->find_count; i++)
            if (!same_regex(judge, rule, r, i)) ps_regex_free(judge->regexes[r][i]);
        free(judge->regexes[r]);
    }
    free(judge->regexes);
    free(judge->codes);
    ps_context_free(judge->context);
    ps_allow_list_free(judge->allow);
    free(judge);
}

ps_status ps_judge_scratch_new(ps_judge_scratch **out, const ps_judge *judge) {
    (void)judge;
    *out = NULL;
    ps_judge_scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return PS_E_NOMEM;
    scratch->room = FOUND_FIRST;
    scratch->found = malloc(FOUND_FIRST * sizeof *scratch->found);
    if (!scratch->found || ps_regex_scratch_new(&scratch->regex) != PS_OK) {
        ps_judge_scratch_free(scratch);
        return PS_E_NOMEM;
    }
    *out = scratch;
    return PS_OK;
}

void ps_judge_scratch_free(ps_judge_scratch *scratch) {
    if (!scratch) return;
    ps_regex_scratch_free(scratch->regex);
    free(scratch->slots.items);
    free(scratch->keeps.items);
    free(scratch->shield.items);
    free(scratch->found);
    free(scratch);
}

void ps_judge_trim(ps_judge_scratch *scratch) {
    ps_trim(&scratch->found, &scratch->room, sizeof *scratch->found);
    ps_trim(&scratch->slots.items, &scratch->slots.room, sizeof *scratch->slots.items);
    ps_trim(&scratch->keeps.items, &scratch->keeps.room, sizeof *scratch->keeps.items);
    ps_trim(&scratch->shield.items, &scratch->shield.room, sizeof *scratch->shield.items);
    scratch->count = scratch->slots.count = scratch->keeps.count = scratch->shield.count = 0;
}

void ps_judge_watch(ps_judge_scratch *scratch, uint64_t *reasons, ps_trace_fn *fn, void *ctx) {
    scratch->reasons = reasons;
    scratch->trace = fn;
    scratch->trace_ctx = ctx;
}

/* ---- deciding ---- */

const char *ps_evidence_text(unsigned evidence) {
    static const char *const texts[] = {"-",   "K",     "V",     "K+V",    "S",   "K+S",
                                        "S+V", "K+S+V", "C",     "K+C",    "V+C", "K+V+C",
                                        "S+C", "K+S+C", "S+V+C", "K+S+V+C"};
    return texts[evidence & 15];
}

static ps_status keep_found(ps_judge_scratch *scratch, ps_found found) {
    if (scratch->count == scratch->room) {
        if (scratch->room >= PS_FOUND_MAX) return PS_E_LIMIT;
        size_t room = scratch->room ? scratch->room * 2 : FOUND_FIRST;
        ps_found *larger = realloc(scratch->found, room * sizeof *larger);
        if (!larger) return PS_E_NOMEM;
        scratch->found = larger;
        scratch->room = room;
    }
    scratch->found[scratch->count++] = found;
    return PS_OK;
}

static ps_status extents_room(ps_extents *list, size_t count) {
    if (count <= list->room) return PS_OK;
    if (count > PS_FOUND_MAX) return PS_E_LIMIT;
    size_t room = list->room ? list->room * 2 : FOUND_FIRST;
    while (room < count) room *= 2;
    ps_extent *larger = realloc(list->items, room * sizeof *larger);
    if (!larger) return PS_E_NOMEM;
    list->items = larger;
    list->room = room;
    return PS_OK;
}

ps_status ps_keep(ps_judge_scratch *scratch, ps_extent at) {
    ps_extents *keeps = &scratch->keeps;
    ps_status status = extents_room(keeps, keeps->count + 1);
    if (status == PS_OK) keeps->items[keeps->count++] = at;
    return status;
}

static int by_start(const void *a, const void *b) {
    const ps_extent *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static bool in_order(const ps_extents *list) {
    for (size_t i = 1; i < list->count; i++)
        if (list->items[i].from < list->items[i - 1].from) return false;
    return true;
}

/* In order, and none over or right behind another. */
static void settle_keeps(ps_extents *keeps) {
    if (keeps->count < 2) return;
    if (!in_order(keeps)) qsort(keeps->items, keeps->count, sizeof *keeps->items, by_start);
    size_t kept = 0;
    for (size_t i = 1; i < keeps->count; i++) {
        if (keeps->items[i].from > keeps->items[kept].to)
            keeps->items[++kept] = keeps->items[i];
        else if (keeps->items[i].to > keeps->items[kept].to)
            keeps->items[kept].to = keeps->items[i].to;
    }
    keeps->count = kept + 1;
}

/* What forms have put so far is the shield. */
static ps_status raise_shield(ps_judge_scratch *scratch) {
    settle_keeps(&scratch->keeps);
    scratch->shield.count = 0;
    ps_status status = extents_room(&scratch->shield, scratch->keeps.count);
    if (status != PS_OK || !scratch->keeps.count) return status;
    memcpy(scratch->shield.items, scratch->keeps.items,
           scratch->keeps.count * sizeof *scratch->shield.items);
    scratch->shield.count = scratch->keeps.count;
    return PS_OK;
}

static const ps_extent *first_behind(const ps_extents *list, size_t from) {
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->items[middle].to <= from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->count ? &list->items[low] : NULL;
}

bool ps_extents_touch(const ps_extents *list, ps_extent at) {
    const ps_extent *first = first_behind(list, at.from);
    return first && first->from < at.to;
}

static bool covers(const ps_extents *list, ps_extent at) {
    const ps_extent *first = first_behind(list, at.from);
    return first && first->from <= at.from && first->to >= at.to;
}

/* A form that knows the place to be no PHI knows better than keys, labels and shapes; only secrets
 * go everywhere. All of the place: a note that quotes a message is a note all the same. */
static bool is_shielded(const ps_judge_scratch *scratch, const ps_case *where) {
    return !where->certain && where->rule->value != PS_VALUE_SECRET &&
           covers(&scratch->shield, where->at);
}

static void tell(ps_judge_scratch *scratch, const ps_case *where, ps_reason reason) {
    if (scratch->reasons) scratch->reasons[reason]++;
    if (scratch->verdict) {
        scratch->verdict->reasons |= 1u << reason;
        scratch->verdict->count++;
        if (where->at.to > scratch->verdict->to) scratch->verdict->to = (uint32_t)where->at.to;
    }
    if (!scratch->trace) return;
    ps_trace trace = {.rule = where->rule_index,
                      .from = scratch->base + where->at.from,
                      .to = scratch->base + where->at.to,
                      .lens = where->lens,
                      .evidence = ps_evidence_text(where->evidence),
                      .reason = reason};
    scratch->trace(&trace, scratch->trace_ctx);
}

static bool is_suspect(ps_reason reason) {
    return reason == PS_REASON_NO_CONTEXT || reason == PS_REASON_LOWERED;
}

ps_status ps_decide(const ps_judge *judge, ps_judge_scratch *scratch, const ps_case *where,
                    ps_reason reason) {
    if (judge->strict && is_suspect(reason)) reason = PS_REASON_SUSPECT_STRICT;
    if (ps_reason_redacts(reason)) {
        ps_span value = ps_span_cut(scratch->line, where->at.from, where->at.to);
        bool allowed;
        ps_status status =
            ps_allow_list_has(judge->allow, scratch->regex, where->rule, value, &allowed);
        if (status != PS_OK) return status;
        if (allowed) reason = PS_REASON_ALLOWED;
    }
    if (ps_reason_redacts(reason) && is_shielded(scratch, where)) reason = PS_REASON_CODE;
    tell(scratch, where, reason);
    if (!ps_reason_redacts(reason) || where->at.to <= where->at.from) return PS_OK;
    if (where->rule->action.kind == PS_ACTION_KEEP) return ps_keep(scratch, where->at);
    ps_extent wrap = where->wrap;
    if (wrap.from == wrap.to) (void)ps_json_number_quote(scratch->line, where->at, &wrap);
    return keep_found(scratch, (ps_found){.from = (uint32_t)where->at.from,
                                          .to = (uint32_t)where->at.to,
                                          .wrap_from = (uint32_t)wrap.from,
                                          .wrap_to = (uint32_t)wrap.to,
                                          .rule = where->rule_index,
                                          .separator = where->separator,
                                          .reason = (uint8_t)reason,
                                          .evidence = (uint8_t)where->evidence,
                                          .certain = where->certain});
}

/* ---- one line ---- */

static ps_status judge_one(const ps_judge *judge, ps_judge_scratch *scratch,
                           const ps_candidate *candidate, bool second_round) {
    switch (candidate->kind) {
    case PS_CANDIDATE_FORM: return PS_OK; /* ps_read_forms */
    case PS_CANDIDATE_KEY: return ps_judge_key(judge, scratch, candidate, second_round);
    case PS_CANDIDATE_LABEL:
        return second_round ? PS_OK : ps_judge_label(judge, scratch, candidate);
    default: return second_round ? PS_OK : ps_judge_find(judge, scratch, candidate);
    }
}

/* Codes that stay are looked at first, so that what they cover is no candidate for others. */
static bool is_code_rule(const ps_judge *judge, const ps_candidate *candidate) {
    return candidate->kind != PS_CANDIDATE_FORM && judge->codes[candidate->rule];
}

static ps_status judge_round(const ps_judge *judge, ps_judge_scratch *scratch, unsigned round) {
    ps_status status = round > 0 ? ps_judge_slots(judge, scratch, round == 2) : PS_OK;
    scratch->regex_done = 0;
    for (size_t i = 0; i < scratch->candidate_count && status == PS_OK; i++) {
        const ps_candidate *candidate = &scratch->candidates[i];
        if ((round == 0) != is_code_rule(judge, candidate)) continue;
        scratch->verdict = i < PS_VERDICTS_MAX ? &scratch->verdicts[i] : NULL;
        status = judge_one(judge, scratch, candidate, round == 2);
    }
    scratch->verdict = NULL;
    return status;
}

static bool has_code_rules(const ps_judge *judge, const ps_judge_scratch *scratch) {
    for (size_t i = 0; i < scratch->candidate_count; i++)
        if (is_code_rule(judge, &scratch->candidates[i])) return true;
    return false;
}

static void begin(ps_judge_scratch *scratch, const ps_event *event) {
    const ps_memory *before = event->before;
    scratch->line = event->text;
    scratch->base = event->base;
    scratch->candidates = event->candidates;
    scratch->candidate_count = event->candidate_count;
    scratch->count = scratch->keeps.count = scratch->slots.count = 0;
    scratch->proven = before && before->paired;
    scratch->person = before && before->person ? PS_ANSWER_YES : PS_ANSWER_UNKNOWN;
    scratch->tags = PS_ANSWER_UNKNOWN;
    scratch->conditional = false;
    scratch->near.has_before = false;
    scratch->searched.regex = NULL;
    size_t noted =
        event->candidate_count < PS_VERDICTS_MAX ? event->candidate_count : PS_VERDICTS_MAX;
    memset(scratch->verdicts, 0, noted * sizeof *scratch->verdicts);
}

static ps_status judge_rounds(const ps_judge *judge, ps_judge_scratch *scratch,
                              const ps_event *event) {
    ps_status status = ps_read_forms(judge, scratch, event);
    scratch->placed = scratch->slots.count || scratch->keeps.count;
    if (status == PS_OK) status = raise_shield(scratch);
    if (status == PS_OK && has_code_rules(judge, scratch)) status = judge_round(judge, scratch, 0);
    settle_keeps(&scratch->keeps);
    if (status == PS_OK) status = judge_round(judge, scratch, 1);
    if (status == PS_OK && scratch->conditional) status = judge_round(judge, scratch, 2);
    return status;
}

ps_status ps_judge_event(const ps_judge *judge, ps_judge_scratch *scratch, const ps_event *event,
                         const ps_found **found, size_t *found_count) {
    *found = NULL;
    *found_count = 0;
    begin(scratch, event);
    ps_status status = judge_rounds(judge, scratch, event);
    if (status == PS_OK) status = ps_judge_again(judge, scratch, event);
    if (status != PS_OK) return status;
    if (event->after) {
        event->after->paired |= scratch->proven > 0;
        event->after->person |= ps_line_has_person(judge, scratch);
    }
    *found = scratch->found;
    *found_count = scratch->count;
    return PS_OK;
}

bool ps_judge_placed(const ps_judge_scratch *scratch) {
    return scratch->placed;
}

ps_extent ps_judge_read(const ps_judge_scratch *scratch) {
    return scratch->read;
}

ps_extent ps_judge_words(const ps_judge_scratch *scratch) {
    return scratch->words;
}

const ps_verdict *ps_judge_verdicts(const ps_judge_scratch *scratch) {
    return scratch->verdicts;
}

void ps_judge_shield(const ps_judge_scratch *scratch, const ps_extent **kept, size_t *count) {
    *kept = scratch->shield.items;
    *count = scratch->shield.count;
}
