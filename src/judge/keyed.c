/* SPDX-License-Identifier: Apache-2.0
 *
 * R1: a key or label names the category. */
#include "checks.h"
#include "judge_inside.h"

enum { VALUES_MAX = 16 }; /* behind one label */

static ps_reason stay_reason(ps_stay stay) {
    switch (stay) {
    case PS_STAY_PLACEHOLDER: return PS_REASON_PLACEHOLDER;
    case PS_STAY_MASKED: return PS_REASON_MASKED;
    case PS_STAY_OWN_OUTPUT: return PS_REASON_OWN_OUTPUT;
    case PS_STAY_NOT: break;
    }
    return PS_REASON_LABELLED;
}

/* Long: a type in programs, and a common family name; `long` is a type only. */
static bool is_surname(const ps_rule *rule, ps_span value) {
    return rule->value == PS_VALUE_NAME &&
           (ps_span_eq(value, PS_LIT("Long")) || ps_span_eq(value, PS_LIT("LONG")));
}

/* ***-**-2348: a mask that has left a part, under a profile that lets no part stand. */
static ps_stay stay_of(const ps_judge *judge, const ps_rule *rule, ps_span value) {
    ps_stay stay = ps_value_stay(value, rule->label);
    /* @dmin123 and :secret are passwords sooner than parameters of a statement. */
    bool sign = value.len > 1 && (value.ptr[0] == '@' || value.ptr[0] == ':' ||
                                  (value.ptr[0] == '$' && ps_is_alpha(value.ptr[1])));
    if (stay == PS_STAY_PLACEHOLDER && rule->value == PS_VALUE_SECRET && sign) return PS_STAY_NOT;
    if (stay == PS_STAY_PLACEHOLDER && is_surname(rule, value)) return PS_STAY_NOT;
    if (stay != PS_STAY_MASKED || !judge->refuses_parts) return stay;
    for (size_t i = 0; i < value.len; i++)
        if (ps_is_digit(value.ptr[i])) return PS_STAY_NOT;
    return stay;
}

static bool checks(const ps_rule *rule, ps_span value) {
    return rule->validator && rule->validator->check && rule->validator->check(value);
}

/* Under some classes the name alone is not enough: an age up to 89 stays (164.514(b)(2)(i)(C)), and
 * further addresses of a list go only when they are public. */
static bool check_decides(const ps_rule *rule, bool listed) {
    return rule->value == PS_VALUE_AGE || (rule->value == PS_VALUE_IP && listed);
}

bool ps_line_has_person(const ps_judge *judge, ps_judge_scratch *scratch) {
    if (scratch->person == PS_ANSWER_UNKNOWN)
        scratch->person =
            ps_context_person(judge->context, scratch->line) ? PS_ANSWER_YES : PS_ANSWER_NO;
    return scratch->person == PS_ANSWER_YES;
}

/* Does the event hold the sign that a tag begins with? */
static bool has_tags(ps_judge_scratch *scratch) {
    if (scratch->tags == PS_ANSWER_UNKNOWN)
        scratch->tags =
            memchr(scratch->line.ptr, '<', scratch->line.len) ? PS_ANSWER_YES : PS_ANSWER_NO;
    return scratch->tags == PS_ANSWER_YES;
}

/* Does the key's condition hold? *reason says why not. */
static bool holds(const ps_judge *judge, ps_judge_scratch *scratch, const ps_key *key,
                  ps_extent words, ps_reason *reason) {
    ps_attribute tag;
    bool attribute = has_tags(scratch) && ps_attribute_read(judge, scratch->line, words, &tag);
    bool paired = attribute ? tag.paired : scratch->proven > 0;
    bool person = key->condition != PS_KEY_IF_PAIRED &&
                  (ps_context_person_path(judge->context, scratch->line, words) ||
                   (attribute ? tag.person : ps_line_has_person(judge, scratch)));
    *reason = PS_REASON_NO_PERSON;
    if (ps_context_owned(judge->context, scratch->line, words)) return true;
    if (key->condition == PS_KEY_IF_OWNED) return false;
    if (key->condition != PS_KEY_IF_PAIRED &&
        ps_context_foreign_path(judge->context, scratch->line, words))
        return false;
    switch (key->condition) {
    case PS_KEY_IF_PERSON: *reason = PS_REASON_NO_PERSON; return person;
    case PS_KEY_IF_PAIRED: *reason = PS_REASON_NOT_PAIRED; return paired;
    case PS_KEY_IF_PERSON_OR_PAIRED: *reason = PS_REASON_NO_PERSON; return person || paired;
    default: return true;
    }
}

/* Credentials, URLs, addresses of machines and serial numbers stand beside everything: they make no
 * person's record. */
bool ps_proves_pair(const ps_rule *rule) {
    return rule->severity >= 2 && rule->value != PS_VALUE_SECRET && rule->identifier != 'M' &&
           rule->identifier != 'N' && rule->identifier != 'O';
}

bool ps_key_waits(const ps_key *key) {
    return key->condition != PS_KEY_ALWAYS && key->condition != PS_KEY_IF_SHAPED;
}

/* An address under `client` goes when it is a public one, whatever it looks like. */
static bool shaped(const ps_rule *rule, ps_span value, bool valid) {
    return valid || (rule->value != PS_VALUE_IP && ps_value_shaped(value, rule));
}

/* The rest of a wrap: the quote that closed the key, as offsets in the line. */
static ps_extent wrap_extent(ps_span line, ps_span wrap) {
    if (!wrap.len) return (ps_extent){0, 0};
    size_t from = (size_t)(wrap.ptr - line.ptr);
    return (ps_extent){from, from + wrap.len};
}

/* /home/app under pwd: a folder. */
static bool is_path(ps_span value) {
    size_t segment = 0, segments = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '/')
            segments++, segment = 0;
        else if (++segment > 24 || (!ps_is_lower(c) && !ps_is_digit(c) && !ps_is_one_of(c, "._-")))
            return false;
    }
    return value.ptr[0] == '/' && segments > 1; /* /abc123 may be a password */
}

/* src/member.rs:41:9: a line of code. */
static bool is_code_line(ps_span value) {
    size_t end = value.len, digits = end;
    for (int part = 0; part < 2; part++) { /* line and column, or the line alone */
        while (digits > 0 && ps_is_digit(value.ptr[digits - 1])) digits--;
        if (digits == end || digits == 0 || value.ptr[digits - 1] != ':') break;
        end = --digits;
    }
    if (end == value.len || end < 4) return false;
    size_t dot = end;
    while (dot > 0 && ps_is_lower(value.ptr[dot - 1])) dot--;
    if (end - dot < 1 || end - dot > 4 || dot < 2 || value.ptr[dot - 1] != '.') return false;
    for (size_t i = 0; i + 1 < dot; i++)
        if (!ps_is_word(value.ptr[i]) && !ps_is_one_of(value.ptr[i], "/.-\\:")) return false;
    return true;
}

/* `--- PASS: TestLookup (0.01s)`, `PASS: tests/member`: what came of a test. */
static bool is_test_result(ps_span line, ps_extent key, ps_span value) {
    if (!ps_span_eq(ps_span_cut(line, key.from, key.to), PS_LIT("PASS"))) return false;
    size_t at = key.from;
    while (at > 0 && line.ptr[at - 1] == ' ') at--;
    if (at > 0 && line.ptr[at - 1] == '-') return true;
    return (at == 0 || line.ptr[at - 1] == '\n') && memchr(value.ptr, '/', value.len);
}

/* firstName = firstName in code; PWD=/home/app. */
static bool says_nothing(ps_span line, ps_extent key, const ps_rule *rule, ps_span value) {
    if (ps_span_eq_nocase(ps_span_cut(line, key.from, key.to), value)) return true;
    if (rule->value != PS_VALUE_SECRET) return is_code_line(value);
    return is_path(value) || is_test_result(line, key, value);
}

/* Where the key alone is not enough, a name must look like one: {"name":"patient-sync-2839"} is
 * none, neither is one word in small letters. */
static bool looks_like_name(ps_span value) {
    bool capital = false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (ps_is_digit(c) || ps_is_one_of(c, "/_@:=<>{}()")) return false;
        if (i > 0 && ps_is_upper(c) && ps_is_lower(value.ptr[0]) && ps_is_lower(value.ptr[i - 1]))
            return false; /* orderId */
        if (c == '.' && i > 1 && ps_is_lower(value.ptr[i - 1]) && i + 1 < value.len &&
            ps_is_lower(value.ptr[i + 1]))
            return false; /* PatientService.findById */
        capital |= ps_is_upper(c) || (unsigned char)c >= 0x80 || c == ' ' || c == '\\' || c == '%';
    }
    return capital;
}

bool ps_lacks_digits(const ps_rule *rule, ps_span value) {
    switch (rule->value) {
    case PS_VALUE_DATE:
    case PS_VALUE_PHONE:
    case PS_VALUE_ZIP:
    case PS_VALUE_AGE: break;
    default: return false;
    }
    for (size_t i = 0; i < value.len; i++)
        if (ps_is_digit(value.ptr[i]) || (unsigned char)value.ptr[i] >= 0x80) return false;
    return true;
}

/* name="dateOfBirth", | Last Name | First Name |: the name of a field, not of a person. One plain
 * word may be both (City, Page): only where the key is not certain. */
static bool is_key_name(const ps_judge *judge, ps_span value, bool name, bool certain) {
    ps_key_hit hit;
    bool several = false, small = true, digit = false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        digit |= ps_is_digit(c);
        small &= !ps_is_upper(c);
        several |=
            i > 0 && (ps_is_one_of(c, " _") || (ps_is_upper(c) && ps_is_lower(value.ptr[i - 1])));
    }
    if (value.len > 64 || digit || (name && certain && !several && !small)) return false;
    return ps_key_index_look(judge->keys, value, (uint32_t)value.len, &hit) && hit.at == 0;
}

/* Patient(id=17), #<Patient id: 17: what a database counts with; three digits name no one. */
static bool is_row_number(ps_span line, ps_extent key, ps_span value) {
    size_t from = key.to - key.from > 3 && key.from > 0 && line.ptr[key.from - 1] == '<'
                      ? key.to - 2
                      : key.from;
    bool id = ps_span_eq_nocase(ps_span_cut(line, from, key.to), PS_LIT("id"));
    for (size_t i = 0; i < value.len; i++)
        if (!ps_is_digit(value.ptr[i])) return false;
    return id && value.len < 4;
}

/* upstream_addr=10.4.0.9:8443 is no street; `10.4.0.9 Elm Street` is one. */
static bool is_host(const ps_rule *rule, ps_span value) {
    ps_extent host;
    if (rule->value != PS_VALUE_ADDRESS || !ps_grammar_ipv4(value, 0, &host) || host.from != 0)
        return false;
    size_t at = host.to;
    if (at < value.len && value.ptr[at] == ':') at++;
    while (at < value.len && ps_is_digit(value.ptr[at])) at++;
    return at == value.len;
}

ps_status ps_judge_value(const ps_judge *judge, ps_judge_scratch *scratch, const ps_key *key,
                         const ps_value *found, ps_case *where) {
    ps_extent key_at = where->at;
    ps_span value = ps_span_cut(scratch->line, found->from, found->to);
    where->at = (ps_extent){found->from, found->to};
    where->wrap = wrap_extent(scratch->line, found->wrap);
    bool open = !found->quoted && where->rule->value != PS_VALUE_TEXT &&
                value.len >= ps_bare_max(where->rule->value);
    if (open) return PS_E_LIMIT; /* its end is not known */
    where->evidence = PS_EVIDENCE_KEY;
    ps_stay stay = stay_of(judge, where->rule, value);
    if (stay == PS_STAY_NOT && says_nothing(scratch->line, key_at, where->rule, value))
        stay = PS_STAY_PLACEHOLDER;
    if (stay != PS_STAY_NOT) return ps_decide(judge, scratch, where, stay_reason(stay));
    bool valid = checks(where->rule, value);
    if (valid) where->evidence |= PS_EVIDENCE_CHECK;
    if (!valid && check_decides(where->rule, found->listed))
        return ps_decide(judge, scratch, where, PS_REASON_CHECK_FAILED);
    if (key->condition == PS_KEY_IF_SHAPED && !shaped(where->rule, value, valid))
        return ps_decide(judge, scratch, where, PS_REASON_NOT_SHAPED);
    if (ps_lacks_digits(where->rule, value) || is_row_number(scratch->line, key_at, value) ||
        is_host(where->rule, value))
        return ps_decide(judge, scratch, where, PS_REASON_NOT_SHAPED);
    bool certain = where->certain || !ps_key_waits(key);
    if (where->rule->value != PS_VALUE_SECRET &&
        is_key_name(judge, value, where->rule->value == PS_VALUE_NAME, certain))
        return ps_decide(judge, scratch, where, PS_REASON_NOT_SHAPED);
    if (!certain && where->rule->value == PS_VALUE_NAME && !looks_like_name(value))
        return ps_decide(judge, scratch, where, PS_REASON_NOT_SHAPED);
    if (!ps_key_waits(key) && ps_proves_pair(where->rule)) scratch->proven++;
    return ps_decide(judge, scratch, where, PS_REASON_LABELLED);
}

/* The lens sees no events: what made the key one may stand in a line long before, in which a
 * bracket was left open. */
static bool is_owned_outside(const ps_judge_scratch *scratch, const ps_candidate *candidate) {
    return candidate->reach > candidate->at - scratch->base;
}

ps_status ps_judge_key(const ps_judge *judge, ps_judge_scratch *scratch,
                       const ps_candidate *candidate, bool second_round) {
    if (is_owned_outside(scratch, candidate)) return PS_OK;
    const ps_rule *rule = ps_rules_at(judge->rules, candidate->rule);
    const ps_key *key = &rule->keys[candidate->item];
    if (ps_key_waits(key) != second_round) {
        scratch->conditional |= ps_key_waits(key);
        return PS_OK;
    }
    ps_extent words = {candidate->at - scratch->base, candidate->end - scratch->base};
    ps_case where = {.rule = rule,
                     .rule_index = candidate->rule,
                     .lens = "key",
                     .at = words,
                     .evidence = PS_EVIDENCE_KEY};
    ps_reason reason;
    if (ps_own_output_at(scratch->line, words.from, rule->label)) /* SSN:2klcmkzgyco3 */
        return ps_decide(judge, scratch, &where, PS_REASON_OWN_OUTPUT);
    if (second_round && !holds(judge, scratch, key, words, &reason))
        return ps_decide(judge, scratch, &where, reason);
    ps_attribute tag;
    if (!second_round && has_tags(scratch) &&
        ps_attribute_read(judge, scratch->line, words, &tag) && tag.with_element && !tag.person &&
        !tag.paired) /* <Group ID="..."> of anything */
        return ps_decide(judge, scratch, &where, PS_REASON_NO_PERSON);
    ps_island island;
    ps_island_open(&island, scratch->line, words, candidate->aux - scratch->base, rule);
    ps_value value;
    bool any = false;
    while (ps_island_next(&island, &value)) {
        any = true;
        where.at = words;
        ps_status status = ps_judge_value(judge, scratch, key, &value, &where);
        if (status != PS_OK) return status;
    }
    return any ? PS_OK : ps_decide(judge, scratch, &where, PS_REASON_NO_VALUE);
}

/* A conditional key of the same rule does not speak for the label, unless it is a longer one. */
static bool same_words(const ps_judge *judge, const ps_judge_scratch *scratch,
                       const ps_candidate *key, const ps_candidate *label) {
    if (key->kind != PS_CANDIDATE_KEY || key->end != label->end) return false;
    if (is_owned_outside(scratch, key)) return false;
    const ps_rule *rule = ps_rules_at(judge->rules, key->rule);
    return key->rule != label->rule || key->at < label->at || !ps_key_waits(&rule->keys[key->item]);
}

/* The same words are a key with a separator: the island decides. Candidates are sorted, and a key
 * begins at most 64 bytes before its end. */
static bool is_key_too(const ps_judge *judge, const ps_judge_scratch *scratch,
                       const ps_candidate *label) {
    const ps_candidate *first = scratch->candidates, *end = first + scratch->candidate_count;
    for (const ps_candidate *c = label; c > first && c[-1].at + 64 >= label->end; c--)
        if (same_words(judge, scratch, &c[-1], label)) return true;
    for (const ps_candidate *c = label + 1; c < end && c->at <= label->end; c++)
        if (same_words(judge, scratch, c, label)) return true;
    return false;
}

/* One value behind a label. */
ps_status ps_judge_labelled(const ps_judge *judge, ps_judge_scratch *scratch, ps_case *where) {
    ps_span value = ps_span_cut(scratch->line, where->at.from, where->at.to);
    where->evidence = PS_EVIDENCE_KEY;
    ps_stay stay = stay_of(judge, where->rule, value);
    if (stay != PS_STAY_NOT) return ps_decide(judge, scratch, where, stay_reason(stay));
    if (checks(where->rule, value))
        where->evidence |= PS_EVIDENCE_CHECK;
    else if (check_decides(where->rule, false))
        return ps_decide(judge, scratch, where, PS_REASON_CHECK_FAILED);
    if (ps_proves_pair(where->rule)) scratch->proven++;
    return ps_decide(judge, scratch, where, PS_REASON_LABELLED);
}

ps_status ps_judge_label(const ps_judge *judge, ps_judge_scratch *scratch,
                         const ps_candidate *candidate) {
    const ps_rule *rule = ps_rules_at(judge->rules, candidate->rule);
    ps_extent label = {candidate->at - scratch->base, candidate->end - scratch->base};
    ps_case where = {.rule = rule,
                     .rule_index = candidate->rule,
                     .lens = "label",
                     .at = label,
                     .evidence = PS_EVIDENCE_KEY};
    if (!ps_prose_value(scratch->line, label, rule, &where.at) ||
        is_key_too(judge, scratch, candidate))
        return PS_OK;
    ps_status status = ps_judge_labelled(judge, scratch, &where);
    ps_extent next;
    for (unsigned n = 0; n < VALUES_MAX && status == PS_OK; n++) {
        if (!ps_prose_next(scratch->line, where.at, rule, &next)) break;
        where.at = next;
        status = ps_judge_labelled(judge, scratch, &where);
    }
    return status;
}
