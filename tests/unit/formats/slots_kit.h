/* SPDX-License-Identifier: Apache-2.0
 *
 * A reader that keeps what forms put, and compares it with marks: ⟦LABEL:value⟧ is a value of a
 * rule with this label; conditions of keys are not asked. */
#ifndef SLOTS_KIT_H
#define SLOTS_KIT_H

#include "example.h"
#include "form.h"
#include "kit.h"

#include <stdlib.h>

enum { SLOTS_MAX = 256 };

typedef struct slots {
    ps_reader reader; /* first: put() gets its address */
    ps_slot items[SLOTS_MAX];
    size_t count;
} slots;

typedef struct slots_kit {
    ps_rules *rules;
    ps_key_index *keys;
} slots_kit;

static inline slots_kit slots_open(void) {
    slots_kit k = {.rules = kit_rules()};
    bool *enabled = calloc(ps_rules_count(k.rules) + 1, sizeof *enabled);
    assert_non_null(enabled);
    for (size_t i = 0; i < ps_rules_count(k.rules); i++) enabled[i] = true;
    assert_int_equal(ps_key_index_new(&k.keys, k.rules, enabled), PS_OK);
    free(enabled);
    return k;
}

static inline void slots_close(slots_kit *k) {
    ps_key_index_free(k->keys);
    ps_rules_free(k->rules);
}

static inline void slots_put(ps_reader *reader, const ps_slot *slot) {
    slots *s = (slots *)reader;
    assert_true(slot->from < slot->to && slot->to <= reader->text.len);
    for (size_t i = 0; i < s->count; i++) /* two anchors may see the same value */
        if (s->items[i].from == slot->from && s->items[i].to == slot->to) return;
    if (slot->kind != PS_SLOT_KEEP && s->count < SLOTS_MAX) s->items[s->count++] = *slot;
}

static inline slots slots_of(const slots_kit *k, ps_span text) {
    return (slots){.reader = {.text = text, .keys = k->keys, .put = slots_put}};
}

static inline bool slots_has_label(const slots_kit *k, const ps_slot *slot, const char *label) {
    if (slot->kind != PS_SLOT_KEY) {
        const ps_rule *rule = ps_rules_find(k->rules, ps_span_z(ps_slot_rule(slot->kind)));
        return rule && !strcmp(rule->label, label);
    }
    const ps_key_owner *owner = ps_key_index_owner(k->keys, slot->owner);
    for (; owner; owner = ps_key_index_owner(k->keys, owner->next))
        if (!strcmp(ps_rules_at(k->rules, owner->rule)->label, label)) return true;
    return false;
}

static inline bool slots_hold(const slots_kit *k, const slots *s, const ps_mark *mark) {
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].from == mark->from && s->items[i].to == mark->to &&
            slots_has_label(k, &s->items[i], mark->label))
            return true;
    return false;
}

static inline bool slots_marked(const ps_marked *marked, const ps_slot *slot) {
    for (size_t i = 0; i < marked->count; i++)
        if (marked->marks[i].from == slot->from && marked->marks[i].to == slot->to) return true;
    return false;
}

/* The slots are exactly the marks. Prints what differs; returns how much. */
static inline size_t slots_compare(const slots_kit *k, const slots *s, const ps_marked *marked) {
    const char *text = s->reader.text.ptr;
    size_t failures = 0;
    for (size_t i = 0; i < marked->count; i++) {
        const ps_mark *m = &marked->marks[i];
        if (slots_hold(k, s, m)) continue;
        print_error("missed %s '%.*s'\n", m->label, (int)(m->to - m->from), text + m->from);
        failures++;
    }
    for (size_t i = 0; i < s->count; i++) {
        const ps_slot *slot = &s->items[i];
        if (slots_marked(marked, slot)) continue;
        print_error("put '%.*s'\n", (int)(slot->to - slot->from), text + slot->from);
        failures++;
    }
    if (failures) print_error("    in %.*s\n", (int)marked->text.len, text);
    return failures;
}

/* Reads the form at each place where one of its anchors stands, as the engine does. */
static inline void slots_read_form(slots *s, const char *const *anchors, ps_form_fn *read) {
    ps_span text = s->reader.text;
    for (size_t at = 0; at < text.len; at++)
        for (const char *const *a = anchors; *a; a++) {
            size_t n = strlen(*a);
            if (text.len - at < n) continue;
            if (!ps_span_eq_nocase(ps_span_cut(text, at, at + n), ps_span_z(*a))) continue;
            size_t behind = read(&s->reader, at, at + n);
            if (behind > text.len) fail_msg("%s: %.*s", *a, (int)text.len, text.ptr);
            if (behind <= at) continue;
            at = behind > at + 1 ? behind - 1 : at;
            break;
        }
}

#endif
