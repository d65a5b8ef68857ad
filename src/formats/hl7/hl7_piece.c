/* SPDX-License-Identifier: Apache-2.0
 *
 * Pieces without their segment: `no match for 40718322^^^GH^MR`, `dial ^PRN^PH^^^317^5550142`, and
 * what is left of a PID whose head was cut off. */
#include "hl7.h"

enum {
    LEFT_MAX = 96,
    RIGHT_MAX = 160,
    CARETS_MAX = 5,
    HEAD_MAX = 512,
    ID_MAX = 24,
    SEX_FIELD = 8,
    DATE_MAX = 26
};

static bool ends_piece(ps_span text, size_t at) {
    char c = text.ptr[at];
    return (unsigned char)c <= ' ' || ps_is_one_of(c, "|~\"'`=,;()[]<>{}\\") || c == 0x7f;
}

static ps_extent piece_around(ps_span text, size_t at, size_t end) {
    size_t from = at, to = end;
    while (from > 0 && at - from < LEFT_MAX && !ends_piece(text, from - 1)) from--;
    while (to < text.len && to - end < RIGHT_MAX && !ends_piece(text, to)) to++;
    return (ps_extent){from, to};
}

static size_t count_digits(ps_span s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += ps_is_digit(s.ptr[i]);
    return n;
}

/* 40718322^^^GH: a number, and behind it only who gave it. */
static bool is_bare_id(ps_span text, ps_extent piece, size_t carets, size_t behind) {
    ps_span id = ps_span_cut(text, piece.from, carets);
    if (id.len < 2 || id.len > ID_MAX || count_digits(id) == 0) return false;
    for (size_t i = 0; i < id.len; i++)
        if (!ps_is_alnum(id.ptr[i]) && !ps_is_one_of(id.ptr[i], "-._")) return false;
    return behind < piece.to && ps_is_alpha(text.ptr[behind]);
}

/* ---- a PID without its head ---- */

typedef struct cut_fields {
    ps_extent of[6]; /* the fields from the one in hand on */
    size_t count;
} cut_fields;

static cut_fields fields_behind(ps_span text, size_t from) {
    cut_fields f = {.count = 0};
    size_t limit = text.len < from + HEAD_MAX ? text.len : from + HEAD_MAX;
    for (size_t i = from, start = from; i <= limit && f.count < 6; i++) {
        if (i < limit && text.ptr[i] != '|' && text.ptr[i] != '\n') continue;
        f.of[f.count++] = ps_hl7_trim(text, start, i);
        if (i >= limit || text.ptr[i] == '\n') break;
        start = i + 1;
    }
    return f;
}

static bool is_birth(ps_span s) {
    return s.len >= 8 && count_digits(ps_span_cut(s, 0, 8)) == 8 &&
           (s.ptr[0] == '1' || s.ptr[0] == '2');
}

/* PID-3, an alternate id, the name, the mother's name, the birth date, the sex. */
static bool is_rest_of_pid(ps_span text, size_t from) {
    cut_fields f = fields_behind(text, from);
    if (f.count < 5) return false;
    ps_span name = ps_span_cut(text, f.of[2].from, f.of[2].to);
    ps_span birth = ps_span_cut(text, f.of[4].from, f.of[4].to);
    bool sex = f.count < 6 || f.of[5].to - f.of[5].from <= 1;
    return name.len && count_digits(name) == 0 && (is_birth(birth) || !birth.len) && sex;
}

static size_t read_rest_of_pid(ps_hl7 *h, size_t from, unsigned number) {
    size_t behind;
    h->loose = true;
    return ps_hl7_fields_read(h, "PID", number, from, &behind);
}

/* A segment's end, but for ^M, which begins many a name. */
static bool begins_line(ps_span text, size_t at) {
    size_t len = ps_hl7_break_before(text, at);
    return len && !(len == 2 && text.ptr[at - 2] == '^');
}

/* Where the birth date that ends at `at` begins; `at`: there is none. */
static size_t birth_start(ps_span text, size_t at) {
    size_t from = at;
    while (from > 0 && at - from < DATE_MAX && text.ptr[from - 1] != '|') from--;
    return is_birth(ps_span_cut(text, from, at)) ? from : at;
}

/* ... LOPEZ^MARIA||19570409|F|: from PID-8 back to where the line begins or was cut. */
static size_t read_before_sex(ps_hl7 *h, size_t at) {
    ps_span text = h->text;
    size_t from = birth_start(text, at), least = at > HEAD_MAX ? at - HEAD_MAX : 0;
    if (from == at) return at;
    unsigned number = SEX_FIELD - 1; /* of the field that begins at `from` */
    for (; from > least && text.ptr[from - 1] != '"' && !begins_line(text, from); from--)
        if (text.ptr[from - 1] == '|' && --number == 0) return at;
    size_t limit = text.len < at + HEAD_MAX ? text.len : at + HEAD_MAX;
    if (!memchr(text.ptr + from, '^', limit - from)) return at;
    return read_rest_of_pid(h, from, number);
}

size_t ps_hl7_piece_read(ps_reader *reader, size_t at, size_t end) {
    ps_hl7 h;
    ps_hl7_open(&h, reader);
    ps_span text = h.text;
    if (text.ptr[at] == '|') return read_before_sex(&h, at);
    size_t behind = end;
    while (behind < text.len && text.ptr[behind] == '^') behind++;
    if (behind - at > CARETS_MAX) return behind; /* a compiler points at something */
    ps_extent piece = piece_around(text, at, behind);
    size_t list = piece.from; /* the first of several identifiers */
    for (; list > 0 && text.ptr[list - 1] == '~'; list = piece_around(text, list - 1, list).from)
        if (piece.from - list > HEAD_MAX) break;
    bool field = list == 0 || text.ptr[list - 1] == '|';
    ps_hl7_type type = ps_hl7_guess_type(&h, piece.from, piece.to);
    if (type == PS_HL7_KEEP && is_bare_id(text, piece, at, behind)) type = PS_HL7_CX;
    if (type == PS_HL7_CX && field && is_rest_of_pid(text, list))
        return read_rest_of_pid(&h, list, 3);
    if (type != PS_HL7_CX && type != PS_HL7_XTN) return behind;
    ps_hl7_field as = {"", 0, (uint8_t)type, type == PS_HL7_CX ? PS_SLOT_MRN : PS_SLOT_PHONE};
    ps_hl7_value_read(&h, &as, piece.from, piece.to);
    return piece.to > behind ? piece.to : behind;
}
