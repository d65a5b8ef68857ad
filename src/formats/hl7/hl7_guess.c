/* SPDX-License-Identifier: Apache-2.0
 *
 * Values whose meaning their place does not say: results (their type stands beside them), a site's
 * own segments, rows of a query's answer. What a type code inside the value tells is believed; the
 * rest is free text. */
#include "hl7.h"

enum { SHORT_MAX = 3, NUMBER_MAX = 8, LEAST_ID = 5 };

static ps_span cut(const ps_hl7 *h, ps_extent e) {
    return ps_span_cut(h->text, e.from, e.to);
}

static bool one_of(ps_span word, const char *const *list) {
    for (; *list; list++)
        if (ps_span_is(word, *list)) return true;
    return false;
}

/* Component n (from 1) of [from, to). */
static ps_extent nth(const ps_hl7 *h, unsigned n, size_t from, size_t to) {
    for (; n > 1 && from < to; n--) {
        const char *mark = memchr(h->text.ptr + from, h->component, to - from);
        from = mark ? (size_t)(mark - h->text.ptr) + 1 : to;
    }
    const char *mark = from < to ? memchr(h->text.ptr + from, h->component, to - from) : NULL;
    return ps_hl7_trim(h->text, from, mark ? (size_t)(mark - h->text.ptr) : to);
}

static size_t digits_in(ps_span s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += ps_is_digit(s.ptr[i]);
    return n;
}

static bool zip_like(ps_span s) {
    return s.len >= 5 && digits_in(ps_span_cut(s, 0, 5)) == 5;
}

/* One word, or two with a hyphen, of three letters and more. A code is shorter. */
static bool is_name(ps_span s) {
    for (size_t i = 0; i < s.len; i++)
        if (!ps_is_alpha(s.ptr[i]) && (unsigned char)s.ptr[i] < 0x80 && s.ptr[i] != '-' &&
            s.ptr[i] != '\'')
            return false;
    return s.len >= 3 && !ps_is_lower(s.ptr[0]);
}

/* LOPEZ^MARIA or Lopez^Maria; SPO^Spouse is a code and its text. */
static bool same_case(ps_span a, ps_span b) {
    return (ps_is_lower(a.ptr[1]) != 0) == (ps_is_lower(b.ptr[1]) != 0);
}

/* 19570409, with or without a time. */
static bool is_date(ps_span s) {
    if (s.len < 8 || digits_in(ps_span_cut(s, 0, 8)) != 8) return false;
    bool century = (s.ptr[0] == '1' && (s.ptr[1] == '8' || s.ptr[1] == '9')) ||
                   (s.ptr[0] == '2' && s.ptr[1] == '0');
    unsigned month = (unsigned)(s.ptr[4] - '0') * 10 + (unsigned)(s.ptr[5] - '0');
    unsigned day = (unsigned)(s.ptr[6] - '0') * 10 + (unsigned)(s.ptr[7] - '0');
    bool time = s.len == 8 || (s.len >= 12 && digits_in(ps_span_cut(s, 8, 12)) == 4);
    return century && time && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

ps_hl7_type ps_hl7_guess_type(const ps_hl7 *h, size_t from, size_t to) {
    static const char *const uses[] = {"PRN", "ORN", "WPN", "VHN", "ASN",
                                       "EMR", "NET", "BPN", "PRS", NULL};
    static const char *const name_types[] = {"A", "B", "C", "D", "L", "M",
                                             "N", "P", "S", "T", "U", NULL};
    if (!memchr(h->text.ptr + from, h->component, to - from)) return PS_HL7_KEEP;
    ps_span first = cut(h, nth(h, 1, from, to)), second = cut(h, nth(h, 2, from, to));
    ps_span fourth = cut(h, nth(h, 4, from, to)), fifth = cut(h, nth(h, 5, from, to));
    bool known;
    if (one_of(second, uses)) return PS_HL7_XTN;
    ps_hl7_id_kind(fifth, PS_SLOT_MRN, &known);
    if (known && fifth.len && digits_in(first) >= 3 && !digits_in(second)) return PS_HL7_CX;
    if (fourth.len == 2 && !digits_in(fourth) && zip_like(fifth)) return PS_HL7_XAD;
    ps_span third = cut(h, nth(h, 3, from, to)), seventh = cut(h, nth(h, 7, from, to));
    bool letters = first.len > 1 && !digits_in(first) && second.len && !digits_in(second);
    if (letters && one_of(seventh, name_types)) return PS_HL7_XPN;
    return letters && is_name(first) && is_name(second) && same_case(first, second) &&
                   third.len <= 1 && !fourth.len && !fifth.len && !seventh.len
               ? PS_HL7_XPN
               : PS_HL7_KEEP;
}

static ps_slot_kind kind_of(ps_hl7_type type) {
    return type == PS_HL7_CX    ? PS_SLOT_MRN
           : type == PS_HL7_XTN ? PS_SLOT_PHONE
           : type == PS_HL7_XAD ? PS_SLOT_ADDRESS
                                : PS_SLOT_NAME;
}

static void guess_one(ps_hl7 *h, size_t from, size_t to, bool sure) {
    ps_hl7_type type = ps_hl7_guess_type(h, from, to);
    ps_hl7_field as = {"", 0, (uint8_t)type, (uint8_t)kind_of(type)};
    if (type != PS_HL7_KEEP) {
        ps_hl7_value_read(h, &as, from, to);
        return;
    }
    ps_extent value = ps_hl7_trim(h->text, from, to);
    if (value.to - value.from <= SHORT_MAX || !ps_hl7_filled(h->text, value)) return;
    bool date = is_date(cut(h, value));
    if (date || !sure) ps_put(h->reader, date ? PS_SLOT_DATE : PS_SLOT_TEXT, value.from, value.to);
}

void ps_hl7_guess_read(ps_hl7 *h, size_t from, size_t to, bool sure) {
    for (size_t i = from, start = from; i <= to; i++) {
        if (i < to && h->text.ptr[i] != h->repeat) continue;
        guess_one(h, start, i, sure);
        start = i + 1;
    }
}

/* ---- OBX-5 ---- */

typedef struct value_type {
    const char *code; /* OBX-2 */
    uint8_t type, kind;
} value_type;

static const value_type value_types[] = {
    {"DT", PS_HL7_TS, PS_SLOT_DATE},     {"TS", PS_HL7_TS, PS_SLOT_DATE},
    {"DTM", PS_HL7_TS, PS_SLOT_DATE},    {"DR", PS_HL7_DR, PS_SLOT_DATE},
    {"PN", PS_HL7_XPN, PS_SLOT_NAME},    {"XPN", PS_HL7_XPN, PS_SLOT_NAME},
    {"AD", PS_HL7_XAD, PS_SLOT_ADDRESS}, {"XAD", PS_HL7_XAD, PS_SLOT_ADDRESS},
    {"TN", PS_HL7_XTN, PS_SLOT_PHONE},   {"XTN", PS_HL7_XTN, PS_SLOT_PHONE},
    {"CX", PS_HL7_CX, PS_SLOT_MRN},      {"CK", PS_HL7_CX, PS_SLOT_MRN},
    {"TX", PS_HL7_FREE, PS_SLOT_TEXT},   {"FT", PS_HL7_FREE, PS_SLOT_TEXT},
    {"ST", PS_HL7_FREE, PS_SLOT_TEXT},   {"", PS_HL7_FREE, PS_SLOT_TEXT},
    {"RP", PS_HL7_ONE, PS_SLOT_URL},     {"ED", PS_HL7_FREE, PS_SLOT_PHOTO},
    {"CE", PS_HL7_KEEP, PS_SLOT_KEEP},   {"CF", PS_HL7_KEEP, PS_SLOT_KEEP},
    {"CWE", PS_HL7_KEEP, PS_SLOT_KEEP},  {"CNE", PS_HL7_KEEP, PS_SLOT_KEEP},
    {"IS", PS_HL7_KEEP, PS_SLOT_KEEP},   {"ID", PS_HL7_KEEP, PS_SLOT_KEEP},
};

/* Numbers, and what a machine says in one word, are results even where text may stand. */
static bool is_result(ps_span s) {
    size_t digits = digits_in(s), letters = 0;
    for (size_t i = 0; i < s.len; i++)
        letters += ps_is_alpha(s.ptr[i]) || (unsigned char)s.ptr[i] >= 0x80;
    return letters == 0 && digits < NUMBER_MAX;
}

/* 104, 6.0, ^23, >^1000: too short for the number of a person, whatever OBX-3 calls it. */
static bool is_measured(ps_span s) {
    return digits_in(s) < LEAST_ID && (is_result(s) || memchr(s.ptr, '^', s.len));
}

/* An encapsulated document: source^type^subtype^encoding^data: the data. */
static void read_document(ps_hl7 *h, size_t from, size_t to) {
    ps_extent data = nth(h, 5, from, to);
    if (data.from == data.to) data = nth(h, 1, from, to);
    if (data.to - data.from > SHORT_MAX) ps_put(h->reader, PS_SLOT_PHOTO, data.from, data.to);
}

/* OBX-3 may name what the value is: ^Patient Phone Number. */
static bool read_named(ps_hl7 *h, size_t from, size_t to) {
    ps_extent value = ps_hl7_trim(h->text, from, to), id = h->first[2];
    if (!ps_hl7_filled(h->text, value)) return true;
    return ps_put_named(h->reader, cut(h, nth(h, 2, id.from, id.to)), value.from, value.to) ||
           ps_put_named(h->reader, cut(h, nth(h, 1, id.from, id.to)), value.from, value.to);
}

static void read_text(ps_hl7 *h, size_t from, size_t to) {
    ps_extent value = ps_hl7_trim(h->text, from, to);
    if (read_named(h, from, to) || !ps_hl7_filled(h->text, value)) return;
    bool result = is_result(cut(h, value));
    ps_put(h->reader, result ? PS_SLOT_KEEP : PS_SLOT_TEXT, value.from, value.to);
}

static void observe_one(ps_hl7 *h, const value_type *type, size_t from, size_t to) {
    if (!type) { /* numbers, and types that nobody knows */
        ps_extent value = ps_hl7_trim(h->text, from, to);
        bool result = is_measured(cut(h, value));
        if (result || !read_named(h, from, to))
            ps_put(h->reader, PS_SLOT_KEEP, value.from, value.to);
    } else if (type->kind == PS_SLOT_PHOTO) {
        read_document(h, from, to);
    } else if (type->kind == PS_SLOT_TEXT) {
        read_text(h, from, to);
    } else {
        ps_hl7_field as = {"", 0, type->type, type->kind};
        ps_hl7_value_read(h, &as, from, to);
    }
}

void ps_hl7_observation_read(ps_hl7 *h, size_t from, size_t to) {
    ps_span code = cut(h, h->first[1]);
    const value_type *type = NULL;
    for (size_t i = 0; i < sizeof value_types / sizeof *value_types; i++)
        if (ps_span_is(code, value_types[i].code)) type = &value_types[i];
    for (size_t i = from, start = from; i <= to; i++) {
        if (i < to && h->text.ptr[i] != h->repeat) continue;
        observe_one(h, type, start, i);
        start = i + 1;
    }
}
