/* SPDX-License-Identifier: Apache-2.0
 *
 * Can this be the value of its place? And where do errors quote one? */
#include "hl7_place.h"

enum { QUOTED_MAX = 120, BEFORE_MAX = 200, BEHIND_MAX = 160, WORD_MAX = 16 };

/* ---- plausible values ---- */

static bool in_list(ps_span word, const char *const *list) {
    for (; *list; list++)
        if (ps_span_is(word, *list)) return true;
    return false;
}

/* Words that stand behind a place in documentation, mappings and complaints. */
static bool describes(ps_span value) {
    static const char *const words[] = {
        "patient",  "name",     "family",  "given",     "last",      "first",   "middle",
        "surname",  "address",  "street",  "city",      "county",    "place",   "birth",
        "mother",   "maiden",   "alias",   "guarantor", "insured",   "kin",     "contact",
        "employer", "required", "missing", "invalid",   "field",     "value",   "empty",
        "null",     "not",      "is",      "must",      "should",    "cannot",  "expected",
        "unknown",  "error",    "data",    "type",      "component", "segment", "optional",
        "string",   "text",     "person",  "the",       "no",        "too",     "exceeds",
        "absent",   "failed",   "comment", "note",      "XPN",       "XAD",     "CX",
        "XTN",      "TS",       "DTM",     "ST",        "member",    "policy",  "group",
        NULL};
    size_t from = 0;
    while (from < value.len && !ps_is_alnum(value.ptr[from])) from++;
    size_t to = from;
    while (to < value.len && ps_is_alpha(value.ptr[to])) to++;
    return in_list(ps_span_cut(value, from, to), words);
}

/* patient.name, lastName, last_name: a program's name for it. */
static bool is_code(ps_span v) {
    for (size_t i = 1; i + 1 < v.len; i++) {
        bool between = ps_is_alpha(v.ptr[i - 1]) && ps_is_alpha(v.ptr[i + 1]);
        if (between && ps_is_one_of(v.ptr[i], "._/$")) return true;
        bool hump = ps_is_lower(v.ptr[i - 1]) && ps_is_upper(v.ptr[i]);
        if (hump && ps_is_lower(v.ptr[0])) return true;
    }
    return false;
}

static size_t count_digits(ps_span v) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++) n += ps_is_digit(v.ptr[i]);
    return n;
}

static bool has_letter(ps_span v) {
    for (size_t i = 0; i < v.len; i++)
        if (ps_is_alpha(v.ptr[i]) || (unsigned char)v.ptr[i] >= 0x80) return true;
    return false;
}

static bool is_worded(const ps_hl7_field *field) {
    return field->type == PS_HL7_XPN || field->type == PS_HL7_XAD || field->type == PS_HL7_XCN ||
           field->kind == PS_SLOT_NAME || field->kind == PS_SLOT_CITY;
}

static bool plausible(const ps_hl7_field *field, ps_span value) {
    if (field->type == PS_HL7_KEEP || field->kind == PS_SLOT_TEXT) return true;
    if (is_worded(field)) return has_letter(value) && !describes(value) && !is_code(value);
    return count_digits(value) >= 2 || memchr(value.ptr, '@', value.len) != NULL;
}

bool ps_hl7_place_put(ps_hl7 *h, const ps_hl7_place *place, size_t from, size_t to) {
    static const ps_hl7_field free_text = {"", 0, PS_HL7_FREE, PS_SLOT_TEXT};
    const ps_hl7_field *field = ps_hl7_field_or_code(place->name, place->field);
    ps_extent value = ps_hl7_trim(h->text, from, to);
    if (field && ps_hl7_is_own(h->text, value)) return true;
    if (!field || value.from >= value.to ||
        !plausible(field, ps_span_cut(h->text, value.from, value.to)))
        return false;
    if (field->type == PS_HL7_OBSERVATION) field = &free_text;
    if (place->component)
        ps_hl7_part_put(h, field, place->component, value.from, value.to);
    else
        ps_hl7_value_read(h, field, value.from, value.to);
    return true;
}

/* ---- what an error quotes ---- */

static bool is_quote(char c) {
    return c == '\'' || c == '"' || c == '`';
}

/* The word right before `at`. */
static ps_span word_before(ps_span text, size_t at) {
    while (at > 0 && ps_is_one_of(text.ptr[at - 1], " :=\\(")) at--;
    size_t from = at;
    while (from > 0 && at - from < WORD_MAX && ps_is_alpha(text.ptr[from - 1])) from--;
    return ps_span_cut(text, from, at);
}

static bool names_value(ps_span word) {
    static const char *const words[] = {
        "value",   "data", "content", "got",  "found",  "received", "was",   "input", "invalid",
        "illegal", "bad",  "parse",   "date", "number", "string",   "token", "from",  NULL};
    return in_list(word, words);
}

static bool names_other(ps_span word) {
    static const char *const words[] = {
        "message", "msg",  "segment",  "type",  "table", "version", "event",     "field",
        "element", "id",   "msgid",    "group", "class", "rule",    "structure", "component",
        "profile", "file", "datatype", "code",  "set",   "channel", "route",     NULL};
    return in_list(word, words);
}

/* A value between quotes: not a message, not a description. */
static bool is_quoted_value(const ps_hl7 *h, const ps_hl7_place *place, size_t from, size_t to,
                            bool behind) {
    const ps_hl7_field *field = ps_hl7_field_at(place->name, place->field);
    ps_span value = ps_span_cut(h->text, from, to), word = word_before(h->text, from - 1);
    size_t open = from - 1;
    while (open > 0 && ps_is_blank(h->text.ptr[open - 1])) open--;
    bool others = open > 0 && ps_is_digit(h->text.ptr[open - 1]); /* PID-3 '...' */
    if (!field || !value.len || value.len > QUOTED_MAX || memchr(value.ptr, '|', value.len) ||
        others || names_other(word))
        return false;
    bool sure = names_value(word) || memchr(value.ptr, h->component, value.len);
    return sure || (!behind && !is_worded(field) && count_digits(value) >= 4);
}

/* The last quoted string before `at`, on its line. */
static bool quoted_before(ps_span text, size_t at, ps_extent *out) {
    size_t least = at > BEFORE_MAX ? at - BEFORE_MAX : 0, to = at;
    while (to > least && !is_quote(text.ptr[to - 1]) && text.ptr[to - 1] != '\n') to--;
    if (to <= least || text.ptr[to - 1] == '\n') return false;
    char quote = text.ptr[--to];
    size_t from = to;
    while (from > least && text.ptr[from - 1] != '\n') {
        bool apostrophe =
            from >= 2 && ps_is_alnum(text.ptr[from - 2]) && ps_is_alnum(text.ptr[from]);
        if (text.ptr[from - 1] == quote && !apostrophe) break;
        from--;
    }
    *out = (ps_extent){from, to};
    return from > least && text.ptr[from - 1] == quote;
}

static bool quoted_behind(ps_span text, size_t at, ps_extent *out) {
    size_t limit = text.len < at + BEHIND_MAX ? text.len : at + BEHIND_MAX, i = at;
    while (i < limit && !is_quote(text.ptr[i]) && text.ptr[i] != '\n') i++;
    if (i >= limit || text.ptr[i] == '\n') return false;
    bool closed;
    size_t end = ps_quoted_end(ps_span_cut(text, 0, limit), i + 1, text.ptr[i], 0, &closed);
    *out = (ps_extent){i + 1, end};
    return closed;
}

/* PID-3 '40718322': right behind its place, and no description. */
static bool quoted_next(ps_span text, size_t at, ps_extent *out) {
    size_t from = at;
    while (at < text.len && ps_is_blank(text.ptr[at])) at++;
    return at > from && at < text.len && is_quote(text.ptr[at]) && quoted_behind(text, at, out);
}

void ps_hl7_error_read(ps_hl7 *h, const ps_hl7_place *place, size_t at) {
    ps_extent value;
    size_t end = place->end; /* behind the quote that the place itself stands in */
    if (at > 0 && is_quote(h->text.ptr[at - 1]) && end < h->text.len &&
        h->text.ptr[end] == h->text.ptr[at - 1])
        end++, at--;
    bool next =
        quoted_next(h->text, end, &value) && ps_hl7_place_put(h, place, value.from, value.to);
    if (next) return;
    bool around = (quoted_before(h->text, at, &value) &&
                   is_quoted_value(h, place, value.from, value.to, false)) ||
                  (quoted_behind(h->text, end, &value) &&
                   is_quoted_value(h, place, value.from, value.to, true));
    if (around) ps_hl7_place_put(h, place, value.from, value.to);
}
