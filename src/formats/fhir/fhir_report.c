/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports of parsers and validators that quote a value of the element they name:
 *   [element="birthDate"] Invalid attribute value "04/09/1957"
 *   Literal '04/09/1957' cannot be parsed as a date. (at Patient.birthDate[0]) */
#include "fhir_paths.h"

enum { LOOK = 512, VALUE_MAX = 128, STEP_MAX = 64 };

static size_t word_end(ps_span text, size_t at) {
    size_t from = at;
    while (at < text.len && at - from < STEP_MAX && ps_is_alpha(text.ptr[at])) at++;
    return at;
}

/* Behind [0], (0) or .where(..) is no further step: the element is told by then. */
static size_t skip_index(ps_span text, size_t at) {
    if (at >= text.len || text.ptr[at] != '[') return at;
    size_t from = at;
    while (at < text.len && at - from < STEP_MAX && text.ptr[at] != ']') at++;
    return at < text.len ? at + 1 : at;
}

/* effectiveDateTime, period.start; not setBirthDate(..). */
static bool names_date(ps_span text, size_t at, size_t to) {
    static const char *const ends[] = {"Date",   "DateTime", "Instant",  "Period", "start", "end",
                                       "issued", "created",  "authored", "period", "date"};
    if (!ps_is_lower(text.ptr[at]) || (to < text.len && text.ptr[to] == '(')) return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (to - at >= n && !memcmp(text.ptr + to - n, ends[i], n)) return true;
    }
    return false;
}

/* What the path behind a resource's name leads to: birthDate, name[0].family. */
static uint8_t follow(ps_span text, uint8_t type, size_t at, size_t *behind) {
    uint8_t leaf = PS_LEAF_NOTHING;
    for (;;) {
        size_t to = word_end(text, at);
        if (to == at) return leaf;
        ps_fhir_place place = ps_fhir_look((ps_fhir_type)type, ps_span_cut(text, at, to));
        leaf = place.leaf;
        if (leaf == PS_LEAF_NOTHING && names_date(text, at, to)) leaf = PS_LEAF_DATE;
        if (leaf == PS_LEAF_SYSTEM && type == PS_FHIR_CONTACT) leaf = PS_LEAF_PHONE;
        type = place.inside;
        *behind = at = skip_index(text, to);
        if (at + 1 >= text.len || text.ptr[at] != '.' || !ps_is_alpha(text.ptr[at + 1]))
            return leaf;
        at++;
    }
}

/* An element alone: of a person first, then of whatever is done for one. */
static uint8_t find_element(ps_span name) {
    static const uint8_t types[] = {PS_FHIR_PERSON, PS_FHIR_HUMAN_NAME, PS_FHIR_ADDRESS,
                                    PS_FHIR_COVERAGE, PS_FHIR_TAIL};
    for (size_t i = 0; i < sizeof types; i++) {
        uint8_t leaf = ps_fhir_look((ps_fhir_type)types[i], name).leaf;
        if (leaf < PS_LEAF_NOTHING && leaf != PS_LEAF_KEEP) return leaf;
    }
    return PS_LEAF_DATE; /* only what looks like a date is taken */
}

/* A date or number needs no more than its quotes; words must be called a value. */
static bool is_called_value(ps_span text, size_t quote) {
    static const char *const calls[] = {"value", "literal", "attribute", "text", "found"};
    size_t to = quote;
    while (to > 0 && ps_is_one_of(text.ptr[to - 1], " (:=")) to--;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        size_t n = strlen(calls[i]);
        if (to >= n && ps_span_is(ps_span_cut(text, to - n, to), calls[i])) return true;
    }
    return false;
}

static bool fits(ps_span text, uint8_t leaf, ps_extent value) {
    ps_span word = ps_span_cut(text, value.from, value.to);
    if (leaf == PS_LEAF_BIRTH || leaf == PS_LEAF_DATE)
        return word.len > 4 && ps_is_digit(word.ptr[0]) && ps_is_digit(word.ptr[word.len - 1]);
    return is_called_value(text, value.from - 1);
}

/* Quoted values, and dates in brackets, on the lines around the path. */
static void put_values(ps_reader *reader, uint8_t leaf, size_t from, size_t to) {
    ps_span text = reader->text;
    for (size_t at = from; at < to; at++) {
        char c = text.ptr[at];
        if (c != '"' && c != '\'' && c != '(') continue;
        char close = c == '(' ? ')' : c;
        size_t end = at + 1;
        while (end < to && end - at < VALUE_MAX && text.ptr[end] != close && text.ptr[end] != '\n')
            end++;
        if (end >= to || text.ptr[end] != close) continue;
        ps_extent value = {at + 1, end};
        bool member = at > 1 && text.ptr[at - 1] == ':' && text.ptr[at - 2] == '"';
        if (member) { /* "timestamp":"1705311012": another name has it */
            at = end;
            continue;
        }
        if (c == '(' && leaf != PS_LEAF_BIRTH && leaf != PS_LEAF_DATE) continue;
        if (value.to > value.from && fits(text, leaf, value))
            ps_put(reader, (ps_slot_kind)leaf, value.from, value.to);
        at = c == '(' ? at : end;
    }
}

/* ---- the form ---- */

ps_form_fn ps_fhir_report_read;
extern const char *const ps_fhir_report_anchors[];
const char *const ps_fhir_report_anchors[] = {
#define PS_FHIR_RESOURCE(name, type, ident) name ".",
#include "fhir_resources.def"
#undef PS_FHIR_RESOURCE
    "element=\"", "element='", NULL};

/* "expression":"Observation.date" of a search parameter: a member that is a path quotes nothing.
 * Outcomes hold their paths in arrays. */
static bool is_member(ps_span text, size_t at, size_t behind) {
    if (at < 2 || behind >= text.len || text.ptr[at - 1] != '"' || text.ptr[behind] != '"')
        return false;
    for (at--; at > 0 && text.ptr[at - 1] == ' ';) at--;
    return at > 0 && text.ptr[at - 1] == ':';
}

size_t ps_fhir_report_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t behind = end;
    uint8_t leaf = PS_LEAF_NOTHING;
    if (at > 0 && ps_is_word(text.ptr[at - 1])) return at;
    if (text.ptr[end - 1] == '.') {
        ps_fhir_resource resource;
        if (!ps_fhir_find(ps_span_cut(text, at, end - 1), &resource)) return at;
        leaf = follow(text, resource.type, end, &behind);
        if (is_member(text, at, behind)) return at;
    } else {
        behind = word_end(text, end);
        if (behind > end) leaf = find_element(ps_span_cut(text, end, behind));
        behind += behind < text.len; /* its quote */
    }
    if (leaf >= PS_LEAF_NOTHING || leaf == PS_LEAF_KEEP || leaf == PS_LEAF_TEXT) return at;
    size_t from = at, to = behind;
    while (from > 0 && at - from < LOOK && text.ptr[from - 1] != '\n') from--;
    while (to < text.len && to - behind < LOOK && text.ptr[to] != '\n') to++;
    put_values(reader, leaf, from, at);
    put_values(reader, leaf, behind, to);
    return to;
}
