/* SPDX-License-Identifier: Apache-2.0
 *
 * R2 to R4: shapes, regexes and anchors without a key. */
#include "boundary.h"
#include "judge_inside.h"

/* One match of a find item: the value's extent, and whether a boundary must be checked here. */
typedef struct ps_match {
    ps_extent at;
    bool exact; /* a grammar gave the extent and looked at its neighbours */
} ps_match;

static bool apply_grammar(const ps_find *find, ps_span line, size_t at, ps_match *match) {
    if (!find->grammar || !find->grammar->grammar) return true;
    match->exact = true;
    return find->grammar->grammar(line, at, &match->at);
}

static bool inside_own_output(ps_span line, ps_extent at, const char *label) {
    size_t first = at.from > 60 ? at.from - 60 : 0;
    if (!memchr(line.ptr + first, '[', at.from - first) &&
        !memchr(line.ptr + first, ':', at.from - first))
        return false;
    for (size_t i = first; i <= at.from; i++) {
        size_t own = ps_own_output_at(line, i, label);
        if (own && i + own > at.from) return true;
    }
    return false;
}

static bool is_keep(const ps_rule *rule) {
    return rule->action.kind == PS_ACTION_KEEP;
}

/* R2, R3 or R4 by the words near by. */
static ps_reason weigh(const ps_judge *judge, ps_judge_scratch *scratch, const ps_find *find,
                       ps_case *where) {
    ps_near near = ps_context_near(judge->context, &scratch->near, where->rule_index, scratch->line,
                                   where->at);
    if (near == PS_NEAR_RAISES) where->evidence |= PS_EVIDENCE_CONTEXT;
    if (near == PS_NEAR_LOWERS) return PS_REASON_LOWERED;
    if (!find->needs_context) return PS_REASON_SHAPED;
    return near == PS_NEAR_RAISES ? PS_REASON_IN_CONTEXT : PS_REASON_NO_CONTEXT;
}

static bool bounded(const ps_find *find, ps_span line, const ps_match *match) {
    if (find->kind == PS_FIND_REGEX || match->exact) return true;
    return ps_boundary_before(line, match->at.from) && ps_boundary_after(line, match->at.to);
}

/* The cheapest question first: most candidates fail the check. */
static ps_reason question(const ps_judge *judge, ps_judge_scratch *scratch, const ps_find *find,
                          ps_case *where, const ps_match *match) {
    ps_span line = scratch->line, value = ps_span_cut(line, where->at.from, where->at.to);
    const ps_validator *validator = find->validator;
    bool valid = validator && validator->check && validator->check(value);
    if (valid) where->evidence |= PS_EVIDENCE_CHECK;
    if (find->needs_validator && !valid) return PS_REASON_CHECK_FAILED;
    if (!bounded(find, line, match)) return PS_REASON_BOUNDARY;
    if (!is_keep(where->rule) && ps_extents_touch(&scratch->keeps, where->at))
        return PS_REASON_CODE;
    if (inside_own_output(line, where->at, where->rule->label)) return PS_REASON_OWN_OUTPUT;
    ps_stay stay =
        find->kind == PS_FIND_SHAPE ? PS_STAY_NOT : ps_value_stay(value, where->rule->label);
    if (stay == PS_STAY_NOT) return weigh(judge, scratch, find, where);
    return stay == PS_STAY_MASKED ? PS_REASON_MASKED : PS_REASON_PLACEHOLDER;
}

static ps_status judge_match(const ps_judge *judge, ps_judge_scratch *scratch, const ps_find *find,
                             ps_case *where, const ps_match *match) {
    where->at = match->at;
    where->evidence = PS_EVIDENCE_SHAPE;
    ps_reason reason = question(judge, scratch, find, where, match);
    if (ps_reason_redacts(reason) && !is_keep(where->rule) && ps_proves_pair(where->rule))
        scratch->proven++;
    return ps_decide(judge, scratch, where, reason);
}

static ps_status search(ps_judge_scratch *scratch, const ps_regex *regex, size_t from, size_t until,
                        unsigned group) {
    ps_searched *last = &scratch->searched;
    if (last->regex == regex && last->from == from && last->until == until && last->group == group)
        return PS_OK;
    *last = (ps_searched){.from = from, .until = until, .group = group};
    ps_status status = ps_regex_find(regex, scratch->regex, scratch->line, from, until, group,
                                     &last->whole, &last->value);
    if (status == PS_OK) last->regex = regex;
    return status;
}

/* Matches that end at or before the candidate's end: found once each, from the left; after one that
 * is refused the search goes on one byte behind its start. */
static ps_status judge_regex(const ps_judge *judge, ps_judge_scratch *scratch,
                             const ps_candidate *candidate, const ps_find *find, ps_case *where) {
    size_t end = candidate->end - scratch->base;
    bool same = scratch->regex_rule == candidate->rule && scratch->regex_item == candidate->item;
    size_t done = same ? scratch->regex_done : 0;
    size_t from = end > candidate->aux ? end - candidate->aux : 0;
    if (from < done) from = done;
    const ps_regex *regex = judge->regexes[candidate->rule][candidate->item];
    while (from < end) {
        ps_match match = {0};
        ps_status status = search(scratch, regex, from, end, find->group);
        if (status != PS_OK) return status;
        ps_extent whole = scratch->searched.whole, value = scratch->searched.value;
        if (!whole.to) break;
        if (scratch->verdict) scratch->verdict->matched = true;
        size_t before = scratch->count;
        match.at = value;
        if (apply_grammar(find, scratch->line, value.from, &match)) {
            status = judge_match(judge, scratch, find, where, &match);
            if (status != PS_OK) return status;
        }
        from = scratch->count > before ? whole.to : whole.from + 1;
    }
    scratch->regex_rule = candidate->rule;
    scratch->regex_item = candidate->item;
    scratch->regex_done = from;
    return PS_OK;
}

ps_status ps_judge_find(const ps_judge *judge, ps_judge_scratch *scratch,
                        const ps_candidate *candidate) {
    const ps_rule *rule = ps_rules_at(judge->rules, candidate->rule);
    const ps_find *find = &rule->finds[candidate->item];
    static const char *const names[] = {
        [PS_FIND_SHAPE] = "shape", [PS_FIND_REGEX] = "regex", [PS_FIND_ANCHOR] = "anchor"};
    ps_case where = {.rule = rule, .rule_index = candidate->rule, .lens = names[find->kind]};
    if (find->kind == PS_FIND_REGEX) return judge_regex(judge, scratch, candidate, find, &where);
    ps_match match = {.at = {candidate->at - scratch->base, candidate->end - scratch->base}};
    where.at = match.at;
    where.evidence = PS_EVIDENCE_SHAPE;
    if (!apply_grammar(find, scratch->line, match.at.from, &match)) {
        where.at = (ps_extent){candidate->at - scratch->base, candidate->end - scratch->base};
        return ps_decide(judge, scratch, &where, PS_REASON_BOUNDARY);
    }
    return judge_match(judge, scratch, find, &where, &match);
}

bool ps_judge_refuses(const ps_judge *judge, ps_span line, const ps_candidate *candidate,
                      ps_reason *reason) {
    const ps_find *find = &ps_rules_at(judge->rules, candidate->rule)->finds[candidate->item];
    ps_match match = {.at = {candidate->at, candidate->end}};
    if (!apply_grammar(find, line, candidate->at, &match)) {
        *reason = PS_REASON_BOUNDARY;
        return true;
    }
    const ps_validator *validator = find->validator;
    ps_span value = ps_span_cut(line, match.at.from, match.at.to);
    bool valid = validator && validator->check && validator->check(value);
    if (find->needs_validator && !valid) {
        *reason = PS_REASON_CHECK_FAILED;
        return true;
    }
    /* What stands beside it tells, and is the same. */
    return !match.exact && (*reason == PS_REASON_BOUNDARY || *reason == PS_REASON_LOWERED ||
                            *reason == PS_REASON_NO_CONTEXT);
}
