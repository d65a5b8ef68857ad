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
    bool prose; /* the form that reads */
    bool put;   /* it has put something */
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

/* Words that leave it to the sentence what they name. */
static bool is_open_word(ps_span word) {
    static const char *const words[] = {
        "id",         "no",          "number",        "nr",
        "num",        "nbr",         "name",          "uuid",
        "value",      "ids",         "named",         "with",
        "for",        "key",         "log",           "msg",
        "message",    "text",        "short_message", "full_message",
        "body",       "error",       "line",          "raw",
        "payload",    "reason",      "description",   "detail",
        "identifier", "identifiers", "user",          "username",
        "login",      "userid"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_is(word, words[i])) return true;
    return false;
}

/* module name: Jackson Core. What has names and is no person. */
static bool is_thing(ps_span text, size_t name_at) {
    static const char *const things[] = {
        "module",  "file",    "host",     "class",    "service", "project", "package", "table",
        "app",     "cluster", "queue",    "topic",    "bucket",  "index",   "image",   "container",
        "node",    "branch",  "build",    "job",      "test",    "plan",    "product", "event",
        "method",  "field",   "column",   "property", "thread",  "pool",    "profile", "realm",
        "group",   "role",    "server",   "domain",   "process", "task",    "theme",   "template",
        "library", "element", "resource", "schema",   "device",  "program", "system",  "tag"};
    size_t end = name_at;
    while (end > 0 && text.ptr[end - 1] == ' ') end--;
    size_t from = end;
    while (from > 0 && end - from < 20 && ps_is_alpha(text.ptr[from - 1])) from--;
    ps_span word = ps_span_cut(text, from, end);
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (ps_span_is(word, things[i])) return true;
    return false;
}

static bool is_joined(ps_span word) {
    for (size_t k = 0; k < word.len; k++) {
        bool turns = k > 0 && ps_is_upper(word.ptr[k]) && ps_is_lower(word.ptr[k - 1]);
        if (turns || (k > 0 && ps_is_one_of(word.ptr[k], "_-."))) return true;
    }
    return false;
}

static size_t word_begin(ps_span text, size_t end) {
    size_t from = end;
    while (from > 0 && end - from < 40 &&
           (ps_is_word(text.ptr[from - 1]) || ps_is_one_of(text.ptr[from - 1], "-.")))
        from--;
    return from;
}

/* <correlation_id>17: the element's name stands before the value. */
static bool element_names(ps_span text, size_t at) {
    if (at < 3 || text.ptr[at - 1] != '>') return false;
    size_t from = word_begin(text, at - 1);
    return from > 0 && text.ptr[from - 1] == '<' && from < at - 1 &&
           !is_open_word(ps_span_cut(text, from, at - 1));
}

/* name="messageId" value="17": the attribute before the one at `at` says what it is. */
static bool named_beside(ps_span text, size_t at) {
    size_t end = at;
    while (end > 0 && at - end < 6 && ps_is_one_of(text.ptr[end - 1], "\"'\\ ,")) end--;
    size_t from = word_begin(text, end);
    bool quoted = from > 1 && end < at && ps_is_one_of(text.ptr[from - 1], "\"'");
    return quoted && is_joined(ps_span_cut(text, from, end));
}

/* ('order_total', '17'): the first of two says what the second is. */
static bool pair_names(ps_span text, size_t comma) {
    size_t end = comma;
    while (end > 0 && comma - end < 6 && ps_is_one_of(text.ptr[end - 1], "\"'\\ ")) end--;
    size_t from = word_begin(text, end), open = from;
    while (open > 0 && from - open < 6 && ps_is_one_of(text.ptr[open - 1], "\"'\\")) open--;
    return open > 0 && open < from && ps_is_one_of(text.ptr[open - 1], "([") &&
           is_joined(ps_span_cut(text, from, end));
}

/* `=>`: before its second sign, as libraries write it in JSON, too. */
static size_t before_arrow(ps_span text, size_t at) {
    static const char escaped[] = "\\u003e";
    size_t n = sizeof escaped - 1;
    if (at > n && ps_span_eq_nocase(ps_span_cut(text, at - n, at), PS_LIT(escaped))) return at - n;
    return at > 1 && text.ptr[at - 1] == '>' ? at - 1 : at;
}

/* threadId=17, "expiresAt":"17": a key stands right before the value and says what it is (R5);
 * known keys are found as keys. */
static bool names_itself(ps_span text, size_t at) {
    if (element_names(text, at)) return true;
    size_t i = at;
    while (i > 0 && at - i < 6 && ps_is_one_of(text.ptr[i - 1], "\"' \\")) i--;
    if (i > 0 && text.ptr[i - 1] == ',') return pair_names(text, i - 1);
    i = before_arrow(text, i);
    if (i == 0 || !ps_is_one_of(text.ptr[i - 1], "=:")) return false;
    size_t end = --i;
    while (end > 0 && i - end < 6 && ps_is_one_of(text.ptr[end - 1], "\"'\\ ]")) end--;
    size_t from = word_begin(text, end);
    ps_span word = ps_span_cut(text, from, end);
    bool code = text.ptr[i] == '=' || end < i || is_joined(word); /* end < i: a quoted key */
    if (ps_span_eq_nocase(word, PS_LIT("value")) && named_beside(text, from)) return true;
    if (from > 0 && ps_is_one_of(text.ptr[from - 1], ",|/;&")) return false; /* a,b = Ruiz,Ana */
    if (ps_span_eq_nocase(word, PS_LIT("name")) && is_thing(text, from)) return true;
    return from < end && code && ps_is_alpha(text.ptr[from]) && !is_open_word(word);
}

static void put(ps_reader *reader, const ps_slot *slot) {
    ps_reading *reading = (ps_reading *)reader;
    ps_slot own = *slot;
    reading->put = true;
    own.weak = reading->prose;
    if (own.weak && names_itself(reader->text, own.from)) return;
    reading->status = keep_slot(reading->scratch, &own);
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
    ps_reading reading = {
        .reader = {.text = scratch->line, .keys = judge->keys, .put = put, .empty = event->empty},
        .scratch = scratch};
    size_t done[FORMS_MAX]; /* how far each form has read, of those that have begun */
    uint64_t begun = 0;
    for (size_t i = 0; i < scratch->candidate_count; i++) {
        const ps_candidate *candidate = &scratch->candidates[i];
        if (candidate->kind != PS_CANDIDATE_FORM || candidate->item >= FORMS_MAX) continue;
        size_t at = candidate->at - scratch->base, end = candidate->end - scratch->base;
        uint64_t bit = (uint64_t)1 << candidate->item;
        if (begun & bit && at < done[candidate->item]) continue;
        reading.prose = ps_forms[candidate->item].prose;
        reading.put = false;
        size_t behind = ps_forms[candidate->item].read(&reading.reader, at, end);
        if (reading.status != PS_OK) return reading.status;
        bool sentence = ps_forms[candidate->item].read == ps_sentence_read;
        bool read = sentence ? reading.put : behind > at || !ps_forms[candidate->item].words;
        if (read) /* before its anchor, too */
            ps_read_note(&reading.reader.read, 0, reading.reader.text.len);
        if (behind > at) done[candidate->item] = behind, begun |= bit;
    }
    scratch->read = reading.reader.read;
    scratch->words = reading.reader.words;
    return PS_OK;
}

/* ---- judging ---- */

static ps_reason condition_fails(const ps_judge *judge, ps_judge_scratch *scratch,
                                 const ps_key *key, uint8_t glue) {
    bool paired = scratch->proven > 0;
    if (glue == PS_KEY_OWNED) return PS_REASON_LABELLED;
    if (glue == PS_KEY_FOREIGN && key->condition != PS_KEY_IF_PAIRED) return PS_REASON_NO_PERSON;
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
                     .evidence = PS_EVIDENCE_KEY,
                     .certain = slot->glue == PS_KEY_OWNED};
    if (second_round) {
        ps_reason reason = condition_fails(judge, scratch, key, slot->glue);
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
    ps_span bytes = ps_span_cut(scratch->line, slot->from, slot->to);
    if (ps_lacks_digits(ps_rules_at(judge->rules, (size_t)rule), bytes)) return PS_OK;
    ps_case where = {.rule = ps_rules_at(judge->rules, (size_t)rule),
                     .rule_index = (uint16_t)rule,
                     .lens = "form",
                     .at = {slot->from, slot->to},
                     .wrap = slot->wrap,
                     .certain = !slot->weak,
                     .separator = slot->separator};
    return ps_judge_labelled(judge, scratch, &where);
}

ps_status ps_judge_slots(const ps_judge *judge, ps_judge_scratch *scratch, bool second_round) {
    ps_status status = PS_OK;
    for (size_t i = 0; i < scratch->slots.count && status == PS_OK; i++)
        status = judge_slot(judge, scratch, &scratch->slots.items[i], second_round);
    return status;
}
