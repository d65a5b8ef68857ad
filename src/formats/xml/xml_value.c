/* SPDX-License-Identifier: Apache-2.0
 *
 * What a text or a value attribute is, from the names around it: by the element's own name where
 * health documents define it, else by the key dictionary. */
#include "xml_inside.h"

enum { PARTS_MAX = 4 }; /* elements without a name of their own around a value */

static bool all_digits(ps_span s, size_t from, size_t n) {
    for (size_t i = from; i < from + n; i++)
        if (i >= s.len || !ps_is_digit(s.ptr[i])) return false;
    return true;
}

/* YYYY, YYYYMM, YYYYMMDD..., YYYY-MM-DD... */
bool ps_xml_is_date(ps_span v) {
    if (v.len < 4 || v.len > 35 || !all_digits(v, 0, 4)) return false;
    ps_span century = ps_span_cut(v, 0, 2);
    if (!ps_span_eq(century, PS_LIT("18")) && !ps_span_eq(century, PS_LIT("19")) &&
        !ps_span_eq(century, PS_LIT("20")))
        return false;
    if (v.len >= 7 && v.ptr[4] == '-') return all_digits(v, 5, 2) && v.ptr[5] <= '1';
    if (v.len < 8) return false; /* 2012 may be a result */
    return all_digits(v, 4, 4) && v.ptr[4] <= '1' && v.ptr[6] <= '3';
}

static void put(ps_xml_walk *walk, uint8_t slot, ps_extent value) {
    if (slot == PS_SLOT_PHONE)
        ps_xml_telecom(walk, value);
    else
        ps_put(walk->reader, (ps_slot_kind)slot, value.from, value.to);
}

/* ---- rows ---- */

typedef enum answer { NO, YES, UNKNOWN } answer;

/* Does the element stand directly in a person, but for mere containers? */
static answer in_person(ps_xml_walk *walk, size_t up) {
    for (;; up++) {
        const ps_xml_frame *frame = ps_xml_up(walk, up);
        if (!frame) return UNKNOWN;
        if (frame->opened) return frame->role == PS_XML_PERSON ? YES : NO;
        if (!frame->row || !(frame->row->flags & PS_XML_HOLDER)) return NO;
    }
}

static bool row_applies(ps_xml_walk *walk, size_t up, ps_span value) {
    const ps_xml_frame *frame = ps_xml_up(walk, up);
    bool person = frame->role == PS_XML_PERSON;
    switch ((ps_xml_when)frame->row->when) {
    case PS_XML_IF_ALWAYS: return true;
    case PS_XML_IF_HEALTH: return walk->health || person;
    case PS_XML_IF_CARE: return frame->role == PS_XML_CARE || person;
    case PS_XML_IF_PERSON: return person;
    case PS_XML_IF_DATED: return ps_xml_is_date(value);
    case PS_XML_IF_NAMED: return person && (walk->health || in_person(walk, up + 1) == YES);
    }
    return false;
}

static bool is_time(uint8_t slot) {
    return slot == PS_SLOT_DATE;
}

/* The slot that the row of the element at `up` gives; KINDS: none. */
static uint8_t row_slot(ps_xml_walk *walk, size_t up, ps_span value) {
    const ps_xml_frame *frame = ps_xml_up(walk, up);
    if (!frame->row || frame->row->slot == PS_SLOT_KINDS || !row_applies(walk, up, value))
        return PS_SLOT_KINDS;
    if (frame->role == PS_XML_HEAD && is_time(frame->row->slot)) return PS_SLOT_KEEP;
    return frame->row->slot;
}

bool ps_xml_is_mixed(ps_xml_walk *walk) {
    const ps_xml_frame *frame = ps_xml_up(walk, 0);
    return frame && frame->row && frame->row->flags & PS_XML_MIXED &&
           row_applies(walk, 0, (ps_span){0});
}

/* ---- the dictionary ---- */

static bool knows(const ps_xml_walk *walk, ps_span word, ps_key_hit *hit) {
    return word.len > 1 && word.len <= UINT32_MAX &&
           ps_key_index_look(walk->reader->keys, word, (uint32_t)word.len, hit);
}

/* PersonSSNIdentification of NIEM, around an IdentificationID. */
static ps_extent without_ending(const ps_xml_walk *walk, ps_extent name) {
    static const char ending[] = "Identification";
    size_t n = sizeof ending - 1;
    bool there =
        name.to - name.from > n + 1 && memcmp(walk->text.ptr + name.to - n, ending, n) == 0;
    if (there) name.to -= n;
    return name;
}

/* givenName, mail_address: what something is called, and not somebody's. */
static bool is_key_name(const ps_xml_walk *walk, ps_span value) {
    ps_key_hit hit;
    bool capital = value.len && ps_is_upper(value.ptr[0]), joined = false;
    for (size_t i = 1; i < value.len; i++) {
        if (!ps_is_word(value.ptr[i])) return false;
        joined |=
            value.ptr[i] == '_' || (ps_is_upper(value.ptr[i]) && ps_is_lower(value.ptr[i - 1]));
    }
    return (joined || !capital) && knows(walk, value, &hit) && hit.at == 0;
}

/* https://..., jms:..: the address of a service; what a person leaves in one others find. */
static bool is_location(ps_span value) {
    size_t i = 0;
    while (i < value.len && (ps_is_word(value.ptr[i]) || ps_is_one_of(value.ptr[i], "+.-"))) i++;
    return i > 1 && i + 3 < value.len && !memcmp(value.ptr + i, "://", 3);
}

/* A value that only repeats its name is a label of a program, not a person's. */
static bool put_named(ps_xml_walk *walk, ps_extent name, ps_extent value) {
    ps_span word = ps_xml_text(walk, without_ending(walk, name));
    ps_span text = ps_xml_text(walk, value);
    ps_key_hit hit;
    if (!knows(walk, word, &hit)) return false;
    if (ps_xml_is_foreign(word, hit.at)) return true;
    if (ps_xml_of_keeper(ps_span_cut(word, 0, hit.at)) && !ps_xml_goes_always(word)) {
        ps_put(walk->reader, PS_SLOT_KEEP, value.from, value.to);
        return true;
    }
    if (!ps_xml_says_itself(word, text) && !is_key_name(walk, text) && !is_location(text))
        ps_put_named(walk->reader, word, value.from, value.to);
    return true;
}

/* name="ssn": unless the text describes what it is called (param of a program's documentation,
 * text of a resource file). */
static bool put_keyed(ps_xml_walk *walk, const ps_xml_frame *frame, ps_extent value) {
    if (!ps_xml_has(frame->key)) return false;
    ps_span text = ps_xml_text(walk, value);
    bool described = frame->row && frame->row->flags & PS_XML_DOC;
    bool digits = false;
    for (size_t i = 0; i < text.len; i++) digits |= ps_is_digit(text.ptr[i]);
    if (frame->resource_text && !digits) return false;
    if (described && ps_xml_is_prose(text)) return false;
    const ps_xml_name *row = ps_xml_name_find(ps_xml_text(walk, frame->key));
    if (row && row->slot < PS_SLOT_KINDS && row->when == PS_XML_IF_ALWAYS) {
        put(walk, row->slot, value);
        return true;
    }
    return put_named(walk, frame->key, value);
}

/* A bare <name>: only a person's; what it is elsewhere nobody knows. */
static bool may_ask(ps_xml_walk *walk, size_t up) {
    const ps_xml_frame *frame = ps_xml_up(walk, up);
    if (!frame->row) return true;
    if (frame->row->flags & PS_XML_ONLY) return false;
    if (frame->row->when == PS_XML_IF_NAMED) return in_person(walk, up + 1) != NO;
    return up == 0 || frame->row->slot != PS_SLOT_KINDS;
}

/* ---- the value ---- */

static bool is_part(const ps_xml_frame *frame) {
    return frame->row && frame->row->flags & PS_XML_PART;
}

/* Tries the element at `up`; true: it knows what the value is. */
static bool try_element(ps_xml_walk *walk, size_t up, ps_extent value) {
    const ps_xml_frame *frame = ps_xml_up(walk, up);
    if (put_keyed(walk, frame, value)) return true;
    const ps_xml_frame *outer = ps_xml_up(walk, up + 1);
    ps_extent said = outer ? outer->said : walk->said;
    if (ps_xml_has(said) && put_named(walk, said, value)) return true;
    if (is_part(frame)) return false;
    uint8_t slot = row_slot(walk, up, ps_xml_text(walk, value));
    if (slot != PS_SLOT_KINDS) {
        put(walk, slot, value);
        return true;
    }
    return may_ask(walk, up) && put_named(walk, frame->name, value);
}

/* In a provider's element all stays but registry numbers and credentials. */
static void keep_value(ps_xml_walk *walk, ps_extent value) {
    const ps_xml_frame *frame = ps_xml_up(walk, 0);
    ps_span name = ps_xml_text(walk, frame->name);
    if (ps_xml_goes_always(name) && ps_put_named(walk->reader, name, value.from, value.to)) return;
    ps_put(walk->reader, PS_SLOT_KEEP, value.from, value.to);
}

/* CDA: the text of a clinical statement, and values of it that are text. */
static bool is_free_text(const ps_xml_walk *walk, const ps_xml_frame *frame) {
    if (!walk->health || frame->role != PS_XML_CARE) return false;
    return frame->free || ps_xml_is(walk, frame, "text");
}

void ps_xml_value(ps_xml_walk *walk, ps_extent value, bool attribute) {
    const ps_xml_frame *frame = ps_xml_up(walk, 0);
    if (!frame || !ps_xml_has(value)) return;
    if (ps_xml_issued(walk, value)) return;
    if (frame->role == PS_XML_KEEPER) {
        keep_value(walk, value);
        return;
    }
    if (!attribute && is_free_text(walk, frame)) {
        ps_put(walk->reader, frame->hint == PS_SLOT_DEVICE ? PS_SLOT_DEVICE : PS_SLOT_TEXT,
               value.from, value.to);
        return;
    }
    uint8_t own = PS_SLOT_KINDS; /* of the innermost part that has a meaning of its own */
    for (size_t up = 0; up < PARTS_MAX && up < walk->depth; up++) {
        if (try_element(walk, up, value)) return;
        if (!is_part(ps_xml_up(walk, up))) break;
        if (own == PS_SLOT_KINDS) own = row_slot(walk, up, ps_xml_text(walk, value));
    }
    if (own != PS_SLOT_KINDS) put(walk, own, value);
}
