/* SPDX-License-Identifier: Apache-2.0
 *
 * HL7 version 2 as XML: <PID.5><XPN.1><FN.1>LOPEZ</FN.1></XPN.1></PID.5>, and the flatter spelling
 * of integration engines: <PID.5><PID.5.1>LOPEZ</PID.5.1></PID.5>. */
#include "hl7_place.h"

enum { FIELD_MAX = 8192, TAG_MAX = 64, LONE_MAX = 512 };

/* One field while its elements go by. */
typedef struct element {
    const ps_hl7_field *field;
    ps_span name; /* PID.5 */
    unsigned component;
    ps_extent id; /* CX.1, until CX.5 has said what it is */
} element;

static size_t tag_end(ps_span text, size_t at, size_t limit) {
    size_t most = limit - at > TAG_MAX * 4 ? at + TAG_MAX * 4 : limit;
    const char *close = memchr(text.ptr + at, '>', most - at);
    return close ? (size_t)(close - text.ptr) + 1 : most;
}

static size_t word_end(ps_span text, size_t at, size_t limit) {
    size_t i = at;
    while (i < limit && i - at < TAG_MAX && (ps_is_word(text.ptr[i]) || text.ptr[i] == '.')) i++;
    return i;
}

/* What the last number of a dotted name is, and how many dots it has. */
static unsigned last_number(ps_span name, size_t *dots, size_t *last) {
    *dots = 0;
    *last = name.len;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '.') ++*dots, *last = i;
    unsigned n = 0;
    for (size_t i = *last + 1; i < name.len && n < 100 && ps_is_digit(name.ptr[i]); i++)
        n = n * 10 + (unsigned)(name.ptr[i] - '0');
    return n;
}

/* PID.5.1 and XPN.1 are components; FN.1 is a part of one. 0: none. */
static unsigned component_of(const element *e, ps_span name) {
    static const char *const types[] = {"XPN", "PN",  "XCN", "CN",  "XAD", "AD", "XTN", "TN",
                                        "CX",  "CK",  "TS",  "DTM", "EI",  "DR", "XON", "DLN",
                                        "EIP", "AUI", "TQ",  "CE",  "CWE", "PL", "FC",  NULL};
    size_t dots, last;
    unsigned n = last_number(name, &dots, &last);
    if (dots == 2 && last == e->name.len && ps_span_eq_nocase(ps_span_cut(name, 0, last), e->name))
        return n;
    for (const char *const *type = types; dots == 1 && *type; type++)
        if (ps_span_is(ps_span_cut(name, 0, last), *type)) return n;
    return 0;
}

static void flush(ps_hl7 *h, element *e, ps_slot_kind kind) {
    if (e->id.to && kind != PS_SLOT_KEEP) ps_put(h->reader, kind, e->id.from, e->id.to);
    e->id = (ps_extent){0, 0};
}

static void put_leaf(ps_hl7 *h, element *e, size_t from, size_t to) {
    ps_extent value = ps_hl7_trim(h->text, from, to);
    while (value.from < value.to && h->text.ptr[value.from] == '\n') value.from++;
    while (value.to > value.from && ps_is_one_of(h->text.ptr[value.to - 1], " \t\r\n")) value.to--;
    if (!e->field || !ps_hl7_filled(h->text, value)) return;
    bool id = e->field->type == PS_HL7_CX;
    ps_span bytes = ps_span_cut(h->text, value.from, value.to);
    if (id && e->component == 1) {
        flush(h, e, (ps_slot_kind)e->field->kind);
        e->id = value;
    } else if (id && e->component == 5) {
        flush(h, e, ps_hl7_id_kind(bytes, (ps_slot_kind)e->field->kind, NULL));
    } else if (e->component) {
        ps_hl7_part_put(h, e->field, e->component, value.from, value.to);
    } else {
        ps_hl7_field free_text = {"", 0, PS_HL7_FREE, PS_SLOT_TEXT};
        bool result = e->field->type == PS_HL7_OBSERVATION;
        ps_hl7_value_read(h, result ? &free_text : e->field, value.from, value.to);
    }
}

/* The element of another field: this one has no end. */
static bool is_other_field(const element *e, ps_span name) {
    return name.len >= 5 && name.ptr[3] == '.' && ps_is_digit(name.ptr[4]) &&
           (ps_hl7_segment_traits(name.ptr) & PS_HL7_KNOWN) &&
           !ps_span_eq_nocase(ps_span_cut(name, 0, 4), ps_span_cut(e->name, 0, 4));
}

/* Elements until the field's own end, the next field, or the bound. */
static size_t read_elements(ps_hl7 *h, element *e, size_t at) {
    ps_span text = h->text;
    size_t limit = text.len < at + FIELD_MAX ? text.len : at + FIELD_MAX, i = at;
    while (i < limit) {
        const char *open = memchr(text.ptr + i, '<', limit - i);
        if (!open) return limit;
        size_t tag = (size_t)(open - text.ptr);
        put_leaf(h, e, i, tag);
        bool ends = tag + 1 < limit && text.ptr[tag + 1] == '/';
        size_t from = tag + 1 + ends, to = word_end(text, from, limit);
        ps_span name = ps_span_cut(text, from, to);
        bool own = ps_span_eq_nocase(name, e->name);
        if (own && ends) return to;
        unsigned component = component_of(e, name);
        size_t dots, last;
        bool sibling = !own && !component && last_number(name, &dots, &last) && dots == 1 &&
                       name.len > 4 &&
                       ps_span_eq_nocase(ps_span_cut(name, 0, 4), ps_span_cut(e->name, 0, 4));
        if (!ends && (sibling || is_other_field(e, name))) return tag;
        if (component) e->component = ends ? 0 : component;
        i = tag_end(text, to, limit);
    }
    return i;
}

/* <XPN.1> without its field: what such a type holds. */
static const ps_hl7_field *lone_type(ps_span name) {
    static const ps_hl7_field lone[] = {{"XPN", 0, PS_HL7_XPN, PS_SLOT_NAME},
                                        {"XAD", 0, PS_HL7_XAD, PS_SLOT_ADDRESS},
                                        {"XTN", 0, PS_HL7_XTN, PS_SLOT_PHONE},
                                        {"CX.", 0, PS_HL7_CX, PS_SLOT_MRN}};
    for (size_t i = 0; i < sizeof lone / sizeof *lone; i++)
        if (ps_span_is(ps_span_cut(name, 0, 3), lone[i].segment)) return &lone[i];
    return NULL;
}

/* One element and what is in it, up to the end of that element. */
static size_t read_lone(ps_hl7 *h, size_t at) {
    ps_span text = h->text;
    size_t limit = text.len < at + LONE_MAX ? text.len : at + LONE_MAX;
    size_t to = word_end(text, at, limit);
    element e = {.name = ps_span_cut(text, at, to)};
    if (e.name.len < 4) return at;
    e.field = lone_type(e.name);
    e.component = component_of(&e, e.name);
    size_t i = tag_end(text, to, limit);
    while (i < limit) {
        const char *open = memchr(text.ptr + i, '<', limit - i);
        if (!open) break;
        size_t tag = (size_t)(open - text.ptr);
        put_leaf(h, &e, i, tag);
        if (tag + 1 < limit && text.ptr[tag + 1] == '/') break;
        i = tag_end(text, tag, limit);
    }
    flush(h, &e, PS_SLOT_MRN);
    return to;
}

size_t ps_hl7_xml_read(ps_reader *reader, size_t at, size_t end) {
    ps_hl7 h;
    ps_hl7_open(&h, reader);
    if (h.text.ptr[at] == '<') {
        size_t behind = read_lone(&h, at + 1);
        return behind > end ? behind : end;
    }
    ps_hl7_place place;
    if (!ps_hl7_place_parse(h.text, at, &place)) return at;
    size_t name_end = at + 4;
    while (name_end < h.text.len && ps_is_digit(h.text.ptr[name_end])) name_end++;
    element e = {.field = ps_hl7_field_or_code(place.name, place.field),
                 .name = ps_span_cut(h.text, at, name_end),
                 .component = place.component};
    size_t limit = h.text.len < at + FIELD_MAX ? h.text.len : at + FIELD_MAX;
    size_t content = tag_end(h.text, place.end, limit), behind = content;
    if (content >= limit || h.text.ptr[content - 2] == '/') return content;
    const char *close = memchr(h.text.ptr + content, '<', limit - content);
    if (place.component && close)
        put_leaf(&h, &e, content, behind = (size_t)(close - h.text.ptr));
    else if (!place.component)
        behind = read_elements(&h, &e, content);
    if (e.field) flush(&h, &e, (ps_slot_kind)e.field->kind);
    return behind;
}
