/* SPDX-License-Identifier: Apache-2.0
 *
 * From a field of known meaning to its slots: repetitions, components, parts. */
#include "hl7.h"

enum { COMPONENTS_MAX = 24, CODE_MAX = 80, CODE_BLANKS = 4 };

typedef struct pieces {
    ps_extent of[COMPONENTS_MAX];
    size_t count;
} pieces;

ps_extent ps_hl7_trim(ps_span text, size_t from, size_t to) {
    while (from < to && (ps_is_blank(text.ptr[from]) || text.ptr[from] == '\r')) from++;
    while (to > from && (ps_is_blank(text.ptr[to - 1]) || text.ptr[to - 1] == '\r')) to--;
    return (ps_extent){from, to};
}

bool ps_hl7_filled(ps_span text, ps_extent value) {
    for (size_t i = value.from; i < value.to; i++)
        if (ps_is_alnum(text.ptr[i]) || (unsigned char)text.ptr[i] >= 0x80) return true;
    return false;
}

bool ps_hl7_is_own(ps_span text, ps_extent value) {
    size_t len = value.to - value.from;
    return len && ps_own_output_at(text, value.from, NULL) == len;
}

static void split(const ps_hl7 *h, char mark, size_t from, size_t to, pieces *p) {
    p->count = 0;
    for (size_t i = from, start = from; i <= to && p->count < COMPONENTS_MAX; i++) {
        if (i < to && h->text.ptr[i] != mark) continue;
        p->of[p->count++] = ps_hl7_trim(h->text, start, i);
        start = i + 1;
    }
}

/* Component n from 1; empty when there is none. */
static ps_extent component(const pieces *p, size_t n) {
    return n <= p->count ? p->of[n - 1] : (ps_extent){0, 0};
}

static bool holds(ps_span text, ps_extent value, char c) {
    return value.to > value.from && memchr(text.ptr + value.from, c, value.to - value.from);
}

static size_t count_digits(ps_span text, ps_extent value) {
    size_t n = 0;
    for (size_t i = value.from; i < value.to; i++) n += ps_is_digit(text.ptr[i]);
    return n;
}

/* A year alone, a precision (D), zeros: no date. */
static bool says_date(ps_span text, ps_extent value) {
    size_t zeros = 0, digits = count_digits(text, value);
    for (size_t i = value.from; i < value.to; i++) zeros += text.ptr[i] == '0';
    return digits > zeros && digits >= 2 && value.to - value.from > 4;
}

static void put(ps_hl7 *h, ps_slot_kind kind, ps_extent value) {
    if (!ps_hl7_filled(h->text, value)) return;
    bool date = kind == PS_SLOT_DATE || kind == PS_SLOT_BIRTH, mail = holds(h->text, value, '@');
    if (date && !says_date(h->text, value)) return;
    if (kind == PS_SLOT_PHONE && mail) kind = PS_SLOT_EMAIL;
    size_t digits = count_digits(h->text, value);
    if (kind == PS_SLOT_EMAIL && !mail && digits) kind = PS_SLOT_PHONE;
    if (kind == PS_SLOT_PHONE && digits == 0) return;
    ps_put(h->reader, kind, value.from, value.to);
}

/* ---- what a type knows beyond its parts ---- */

/* CX: its type code; the check digit scheme BCV means a card's secret code. */
static ps_slot_kind id_kind(const ps_hl7 *h, const pieces *p, ps_slot_kind self) {
    ps_extent scheme = component(p, 3), type = component(p, 5);
    if (ps_span_eq_nocase(ps_span_cut(h->text, scheme.from, scheme.to), PS_LIT("BCV")))
        return PS_SLOT_ACCOUNT;
    return ps_hl7_id_kind(ps_span_cut(h->text, type.from, type.to), self, NULL);
}

static bool is_word(const ps_hl7 *h, ps_extent value, const char *word) {
    return ps_span_is(ps_span_cut(h->text, value.from, value.to), word);
}

static ps_slot_kind phone_kind(const ps_hl7 *h, const pieces *p, ps_slot_kind self) {
    ps_extent equipment = component(p, 3), use = component(p, 2);
    bool fax = is_word(h, equipment, "FX") || is_word(h, equipment, "FAX") || is_word(h, use, "FX");
    return fax && self == PS_SLOT_PHONE ? PS_SLOT_FAX : self;
}

/* XAD without a street: what is left is a city. */
static ps_slot_kind address_kind(const ps_hl7 *h, const pieces *p) {
    bool street =
        ps_hl7_filled(h->text, component(p, 1)) || ps_hl7_filled(h->text, component(p, 2));
    return street ? PS_SLOT_ADDRESS : PS_SLOT_CITY;
}

void ps_hl7_part_put(ps_hl7 *h, const ps_hl7_field *field, unsigned component, size_t from,
                     size_t to) {
    size_t count;
    const ps_hl7_part *part = ps_hl7_parts((ps_hl7_type)field->type, &count);
    ps_extent value = ps_hl7_trim(h->text, from, to);
    for (size_t i = 0; i < count; i++, part++) {
        if (component < part->first || component > part->last) continue;
        put(h, part->kind == PS_HL7_SELF ? (ps_slot_kind)field->kind : (ps_slot_kind)part->kind,
            value);
        return;
    }
    bool code = count || field->type == PS_HL7_KEEP;
    if (code)
        ps_put(h->reader, PS_SLOT_KEEP, value.from, value.to);
    else
        put(h, (ps_slot_kind)field->kind, value);
}

/* ---- codes ---- */

/* No free text, and nothing that is a person's wherever it stands: mail, 306-30-2348. */
static bool is_code(ps_span text, ps_extent value) {
    if (value.to - value.from > CODE_MAX || holds(text, value, '@')) return false;
    size_t blanks = 0;
    for (size_t i = value.from; i < value.to; i++) blanks += text.ptr[i] == ' ';
    bool parted = holds(text, value, '-') || holds(text, value, ')');
    return blanks <= CODE_BLANKS && !(parted && count_digits(text, value) >= 9);
}

static void keep_code(ps_hl7 *h, ps_extent value) {
    if (ps_hl7_filled(h->text, value) && is_code(h->text, value))
        ps_put(h->reader, PS_SLOT_KEEP, value.from, value.to);
}

void ps_hl7_codes_keep(ps_hl7 *h, size_t from, size_t to) {
    for (size_t i = from, start = from; i <= to; i++) {
        char c = i < to ? h->text.ptr[i] : h->repeat;
        if (c != h->repeat && c != h->component) continue;
        keep_code(h, ps_hl7_trim(h->text, start, i));
        start = i + 1;
    }
}

/* Components that no part of the type covers: who gave a number, how it is checked, codes. */
static void keep_rest(ps_hl7 *h, const ps_hl7_part *part, size_t count, const pieces *p) {
    for (size_t n = 1; n <= p->count; n++) {
        bool covered = false;
        for (size_t i = 0; i < count; i++)
            covered = covered || (n >= part[i].first && n <= part[i].last);
        if (!covered) keep_code(h, component(p, n));
    }
}

/* ---- one repetition ---- */

/* Components first to last as one value: from the first that says something to the last. */
static ps_extent run(const ps_hl7 *h, const pieces *p, size_t first, size_t last) {
    ps_extent value = {0, 0};
    for (size_t n = first; n <= last && n <= p->count; n++) {
        ps_extent one = component(p, n);
        if (!ps_hl7_filled(h->text, one)) continue;
        if (value.to == 0) value.from = one.from;
        value.to = one.to;
        /* Where a label of ours stands, the components behind it have moved up. */
        if (first != last && ps_hl7_is_own(h->text, one)) break;
    }
    return value;
}

/* number&authority: the number; nothing when it is an authority alone. */
static ps_extent number_of(const ps_hl7 *h, ps_extent value) {
    const char *sub = value.to > value.from
                          ? memchr(h->text.ptr + value.from, h->sub, value.to - value.from)
                          : NULL;
    if (sub) value.to = (size_t)(sub - h->text.ptr);
    return count_digits(h->text, value) ? value : (ps_extent){0, 0};
}

static void put_parts(ps_hl7 *h, ps_hl7_type type, ps_slot_kind self, const pieces *p) {
    size_t count;
    const ps_hl7_part *part = ps_hl7_parts(type, &count);
    for (size_t i = 0; i < count; i++, part++) {
        ps_slot_kind kind = part->kind == PS_HL7_SELF ? self : (ps_slot_kind)part->kind;
        ps_extent value = run(h, p, part->first, part->last);
        if (value.to == value.from) continue; /* nor is there anything of ours */
        if (type == PS_HL7_XAD && part->first == 1) kind = address_kind(h, p);
        if (type == PS_HL7_EIP) value = number_of(h, value);
        put(h, kind, value);
        bool moved = part->first != part->last && value.to && ps_hl7_is_own(h->text, value);
        if (moved) return; /* a second pass over our own output */
    }
    keep_rest(h, part - count, count, p);
}

/* A site's own field: one number, or text. */
static ps_slot_kind number_or_text(const ps_hl7 *h, ps_extent value, ps_slot_kind self) {
    return count_digits(h->text, value) >= 5 && !holds(h->text, value, ' ') ? self : PS_SLOT_TEXT;
}

static void read_query(ps_hl7 *h, size_t from, size_t to) {
    const char *at = memchr(h->text.ptr + from, '@', to - from);
    if (at)
        ps_hl7_query_read(h, (size_t)(at - h->text.ptr) + 1, to);
    else
        ps_hl7_guess_read(h, from, to, false);
}

static void read_one(ps_hl7 *h, ps_hl7_type type, ps_slot_kind self, size_t from, size_t to) {
    ps_extent whole = ps_hl7_trim(h->text, from, to);
    if (!ps_hl7_filled(h->text, whole)) return;
    if (type == PS_HL7_KEEP) {
        ps_put(h->reader, PS_SLOT_KEEP, whole.from, whole.to);
        return;
    }
    if (type == PS_HL7_QUERY) {
        read_query(h, from, to);
        return;
    }
    pieces p = {.count = 0};
    split(h, h->component, from, to, &p);
    if (type == PS_HL7_FREE || (type == PS_HL7_CODED && p.count == 1)) {
        put(h, self, whole);
        return;
    }
    if (type == PS_HL7_TEXT_OR_NUMBER) {
        put(h, number_or_text(h, p.of[0], self), p.of[0]);
        return;
    }
    if (type == PS_HL7_CX) self = id_kind(h, &p, self);
    if (type == PS_HL7_XTN) self = phone_kind(h, &p, self);
    if (type == PS_HL7_XCN && count_digits(h->text, p.of[0]) == 0) self = PS_SLOT_NAME;
    if (type == PS_HL7_CX && is_word(h, component(&p, 3), "BCV"))
        put(h, PS_SLOT_CREDENTIAL, component(&p, 2));
    put_parts(h, type, self, &p);
}

void ps_hl7_value_read(ps_hl7 *h, const ps_hl7_field *field, size_t from, size_t to) {
    if (field->type == PS_HL7_OBSERVATION) {
        ps_hl7_observation_read(h, from, to);
        return;
    }
    if (field->type == PS_HL7_GUESS) {
        ps_hl7_guess_read(h, from, to, false);
        return;
    }
    for (size_t i = from, start = from; i <= to; i++) {
        if (i < to && h->text.ptr[i] != h->repeat) continue;
        read_one(h, (ps_hl7_type)field->type, (ps_slot_kind)field->kind, start, i);
        start = i + 1;
    }
}
