/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose an element is. Loops of the standard are opened by a few segments, and only one thing
 * matters of them here: does what follows speak of a person, or of a provider, a payer, the file.
 */
#include "x12.h"

enum { WORDS_BEFORE = 160 };

static bool is_one_of(ps_span value, const char *const *list) {
    for (; *list; list++)
        if (ps_span_eq(value, ps_span_z(*list))) return true;
    return false;
}

/* ---- what a segment is like ---- */

static bool all_of(ps_span v, bool (*is)(char), size_t least, size_t most) {
    for (size_t i = 0; i < v.len; i++)
        if (!is(v.ptr[i])) return false;
    return v.len >= least && v.len <= most;
}

static bool is_code_char(char c) {
    return ps_is_upper(c) || ps_is_digit(c);
}
static bool is_amount_char(char c) {
    return ps_is_digit(c) || c == '.' || c == '-';
}
static bool is_composite(ps_span v) {
    for (size_t i = 0; i < v.len; i++)
        if (ps_is_one_of(v.ptr[i], ":><\\&;")) return true;
    return all_of(v, is_code_char, 4, 8); /* a lone code */
}

/* An element that a cut has shortened, or one of our labels, is as good as a whole one. */
static bool fits(ps_span v, char sign) {
    if (sign == '-') return true;
    if (ps_own_output_at(v, 0, NULL)) return true;
    switch (sign) {
    case 'q': return all_of(v, is_code_char, 1, 3);
    case 'n': return all_of(v, ps_is_digit, 1, 16);
    case 'e': return all_of(v, ps_is_digit, 1, 1);
    case '#': return all_of(v, is_amount_char, 1, 18);
    case 'y': return v.len == 1 && (v.ptr[0] == 'Y' || v.ptr[0] == 'N' || ps_is_digit(v.ptr[0]));
    case 'f': return all_of(v, is_code_char, 2, 3) && ps_is_upper(v.ptr[0]);
    case 'D': return all_of(v, is_amount_char, 4, 35);
    case 's': return all_of(v, ps_is_upper, 2, 2);
    case 'z': return all_of(v, is_amount_char, 5, 10);
    case 'c': return is_composite(v);
    default: return v.len > 0;
    }
}

static bool is_shaped(ps_span text, const ps_x12_segment *segment, const char *shape) {
    for (size_t n = 1; shape[n - 1]; n++)
        if (!fits(ps_x12_value(text, segment, n), shape[n - 1])) return false;
    return segment->count > 0;
}

/* ---- what kind of business it is ---- */

static ps_x12_business party_speaks(ps_span id, ps_span code) {
    static const char *const trade[] = {"ST", "BT", "SF", "BY", "SE", "SU", "VN", "SH",
                                        "CN", "BS", "RI", "Z7", "MA", "RE", "CA", NULL};
    static const char *const health[] = {"IL", "QC", "74", "P5", NULL};
    static const char *const either[] = {"ZZ", "IN", "PR", "PE", "40",
                                         "41", "VN", "BO", "13", NULL};
    if (id.ptr[1] == '1') { /* N1 */
        if (is_one_of(code, trade)) return PS_X12_TRADE;
        return is_one_of(code, health) ? PS_X12_HEALTH : PS_X12_EITHER;
    }
    return ps_x12_code_find(&ps_x12_entities, code) && !is_one_of(code, either) ? PS_X12_HEALTH
                                                                                : PS_X12_EITHER;
}

static ps_x12_business level_speaks(ps_span code) {
    static const char *const trade[] = {"S", "O", "P", "I", "T", "F", "Q", NULL};
    static const char *const health[] = {"19", "20", "21", "22", "23", "EV", "SS", "PT", NULL};
    if (is_one_of(code, trade)) return PS_X12_TRADE;
    return is_one_of(code, health) ? PS_X12_HEALTH : PS_X12_EITHER;
}

static ps_x12_business listed(const ps_x12_list *list, ps_span code) {
    const ps_x12_code *row = ps_x12_code_find(list, code);
    return row ? (ps_x12_business)row->means : PS_X12_TRADE;
}

static ps_span set_number(ps_span text, const ps_x12_segment *segment) {
    ps_span set = ps_x12_value(text, segment, 1);
    return set.len > 3 ? ps_span_cut(set, 0, 3) : set;
}

ps_x12_business ps_x12_speaks(ps_span text, const ps_x12_segment *segment, bool *shaped) {
    static const char *const person_numbers[] = {"SY", "EA", "EJ", "0F", "1W", "NQ", "F6", NULL};
    static const char *const person_contacts[] = {"IP", "PQ", NULL};
    static const char *const notes[] = {"ADD", "CER", "DCP", "DGN", "TPO", "ALG", "MED", NULL};
    static const char *const care_dates[] = {"232", "233", "472", NULL};
    static const char *const invoices[] = {"IV", "PO", "BM", "CM", NULL};
    ps_span id = ps_x12_value(text, segment, 0), code = ps_x12_value(text, segment, 1);
    const ps_x12_kind *kind = ps_x12_kind_find(id);
    *shaped = kind && is_shaped(text, segment, kind->shape);
    if (!*shaped) return PS_X12_EITHER;
    if (ps_span_eq(id, PS_LIT("NM1")) || ps_span_eq(id, PS_LIT("N1")))
        return party_speaks(id, code);
    if (ps_span_eq(id, PS_LIT("HL"))) return level_speaks(ps_x12_value(text, segment, 3));
    if (ps_span_eq(id, PS_LIT("ST"))) return listed(&ps_x12_sets, set_number(text, segment));
    if (ps_span_eq(id, PS_LIT("GS")) || ps_span_eq(id, PS_LIT("AK1")))
        return listed(&ps_x12_groups, code);
    if (ps_span_eq(id, PS_LIT("REF")) && is_one_of(code, person_numbers)) return PS_X12_HEALTH;
    if (ps_span_eq(id, PS_LIT("NTE")) && is_one_of(code, notes)) return PS_X12_HEALTH;
    if (ps_span_eq(id, PS_LIT("DTM")) && is_one_of(code, care_dates)) return PS_X12_HEALTH;
    if (ps_span_eq(id, PS_LIT("RMR")) && is_one_of(code, invoices)) return PS_X12_TRADE;
    if (ps_span_eq(id, PS_LIT("PER")) && is_one_of(code, person_contacts)) return PS_X12_HEALTH;
    return (ps_x12_business)kind->speaks;
}

static bool is_word_of(ps_span word, const char *const *list) {
    char first = ps_lower(word.ptr[0]);
    for (; *list; list++)
        if (first == **list && ps_span_is(word, *list)) return true;
    return false;
}

ps_x12_business ps_x12_told(ps_span text, size_t at) {
    static const char *const health[] = {
        "837",     "835",         "834",        "270",        "271",      "276",       "277",
        "278",     "837p",        "837i",       "837d",       "hipaa",    "claim",     "claims",
        "patient", "member",      "subscriber", "payer",      "insured",  "dependent", "benefit",
        "remit",   "eligibility", "enrollment", "remittance", "coverage", NULL};
    static const char *const trade[] = {"850",      "855",    "856",   "810",     "204",      "210",
                                        "214",      "940",    "945",   "invoice", "purchase", "po",
                                        "shipment", "vendor", "order", "asn",     "freight",  NULL};
    size_t from = at > WORDS_BEFORE ? at - WORDS_BEFORE : 0;
    ps_x12_business business = PS_X12_EITHER;
    for (size_t i = from; i < at;) {
        if (!ps_is_alnum(text.ptr[i])) {
            if (text.ptr[i++] == '\n') business = PS_X12_EITHER;
            continue;
        }
        size_t begin = i;
        while (i < at && ps_is_alnum(text.ptr[i])) i++;
        ps_span word = ps_span_cut(text, begin, i);
        if (is_word_of(word, health)) business = PS_X12_HEALTH;
        if (business != PS_X12_HEALTH && is_word_of(word, trade)) business = PS_X12_TRADE;
    }
    return business;
}

ps_x12_business ps_x12_fragment(ps_span text, size_t at, ps_x12_signs signs, bool *shaped) {
    ps_x12_segment segment;
    size_t next = at;
    *shaped = false;
    while (next < text.len) {
        bool one;
        ps_x12_cut(text, next, &signs, &segment);
        ps_x12_business business = ps_x12_speaks(text, &segment, &one);
        *shaped |= one;
        if (business != PS_X12_EITHER) return business;
        ps_span id = ps_x12_value(text, &segment, 0);
        if (ps_span_eq(id, PS_LIT("SE")) || ps_span_eq(id, PS_LIT("ST"))) break;
        next = ps_x12_next(text, &signs, &segment);
    }
    return PS_X12_EITHER;
}

/* ---- loops ---- */

ps_x12_whose ps_x12_entity(ps_span text, const ps_x12_segment *segment) {
    const ps_x12_code *row = ps_x12_code_find(&ps_x12_entities, ps_x12_value(text, segment, 1));
    if (row) return (ps_x12_whose)row->means;
    bool name = ps_x12_value(text, segment, 0).len == 3; /* NM1 knows persons from others */
    return name && !ps_span_eq(ps_x12_value(text, segment, 2), PS_LIT("2")) ? PS_X12_PERSON
                                                                            : PS_X12_OTHER;
}

/* 005010X218: an implementation guide of the insurance industry. */
static bool names_guide(ps_span version) {
    return version.len >= 10 && ps_is_digit(version.ptr[5]) && version.ptr[6] == 'X' &&
           ps_is_digit(version.ptr[7]);
}

static void enter_set(ps_x12_state *state, const ps_x12_segment *segment) {
    bool shaped;
    state->remittance = false;
    state->business = listed(&ps_x12_sets, set_number(state->text, segment));
    if (state->business == PS_X12_EITHER && names_guide(ps_x12_value(state->text, segment, 3)))
        state->business = PS_X12_HEALTH;
    if (state->business != PS_X12_EITHER) return;
    /* An 820 pays premiums or invoices: see what it says, and if it says nothing, it is trade. */
    ps_x12_signs signs = state->signs;
    size_t next = ps_x12_next(state->text, &signs, segment);
    if (next < state->text.len)
        state->business = ps_x12_fragment(state->text, next, signs, &shaped);
    if (state->business == PS_X12_EITHER) state->business = PS_X12_TRADE;
}

static void enter_level(ps_x12_state *state, ps_span code) {
    static const char *const others[] = {"19", "20", "21", "26", NULL};
    state->who = is_one_of(code, others) ? PS_X12_OTHER : PS_X12_PERSON;
}

void ps_x12_enter(ps_x12_state *state, const ps_x12_segment *segment) {
    ps_span id = ps_x12_value(state->text, segment, 0);
    const ps_x12_kind *kind = ps_x12_kind_find(id);
    if (kind && kind->then != PS_X12_SAME) state->who = (ps_x12_whose)kind->then;
    if (ps_span_eq(id, PS_LIT("NM1")) || ps_span_eq(id, PS_LIT("N1"))) {
        if (!state->remittance)
            state->who =
                ps_x12_entity(state->text, segment) == PS_X12_OTHER ? PS_X12_OTHER : PS_X12_PERSON;
    } else if (ps_span_eq(id, PS_LIT("HL"))) {
        enter_level(state, ps_x12_value(state->text, segment, 3));
    } else if (ps_span_eq(id, PS_LIT("ENT"))) {
        ps_span code = ps_x12_value(state->text, segment, 2);
        if (code.len) state->who = ps_span_eq(code, PS_LIT("2J")) ? PS_X12_PERSON : PS_X12_OTHER;
    } else if (ps_span_eq(id, PS_LIT("CLP"))) {
        state->remittance = true;
    } else if (ps_span_eq(id, PS_LIT("ST"))) {
        enter_set(state, segment);
    } else if (ps_span_eq(id, PS_LIT("GS")) || ps_span_eq(id, PS_LIT("AK1"))) {
        state->business = listed(&ps_x12_groups, ps_x12_value(state->text, segment, 1));
    }
}
