/* SPDX-License-Identifier: Apache-2.0 */
#include "number.h"

#include "checks.h"

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : 0;
}

static unsigned two_digits(ps_span text, size_t at) {
    return (unsigned)(text.ptr[at] - '0') * 10 + (unsigned)(text.ptr[at + 1] - '0');
}

/* 2026-11-22: a day of the month that every month has; the others are looked at closely. */
static bool is_plain_day(ps_span text, size_t at) {
    if (text.len - at < 10 || text.ptr[at + 4] != '-' || text.ptr[at + 7] != '-') return false;
    unsigned century = two_digits(text, at), month = two_digits(text, at + 5);
    unsigned day = two_digits(text, at + 8);
    return (century == 19 || century == 20) && month - 1 < 12 && day - 1 < 28;
}

/* A number behind the sign, and the same sign behind it; or the name of a month. */
static bool may_be_date(ps_span text, size_t sign) {
    size_t at = sign + 1;
    if (ps_is_alpha(byte_at(text, at))) return true;
    while (ps_is_digit(byte_at(text, at))) at++;
    return at > sign + 1 && at - sign < 4 && byte_at(text, at) == text.ptr[sign];
}

static bool is_date(ps_span text, ps_extent run) {
    size_t len = run.to - run.from;
    ps_extent date;
    if (len == 8) return ps_check_date(ps_span_cut(text, run.from, run.to));
    if (len > 4 || len == 3 || !ps_is_one_of(byte_at(text, run.to), "-/. ")) return false;
    if (len == 4 && is_plain_day(text, run.from)) return true;
    return may_be_date(text, run.to) && ps_grammar_date(text, run.from, &date) &&
           date.from == run.from;
}

static bool is_phone(ps_span text, ps_extent run) {
    size_t len = run.to - run.from, at = run.from;
    ps_extent phone;
    bool group = len == 3 && ps_is_one_of(byte_at(text, run.to), "-. )");
    bool sign = at > 0 && (text.ptr[at - 1] == '(' || text.ptr[at - 1] == '+');
    if (!group && len != 10 && len != 11 && !(sign && len < 4)) return false;
    return ps_grammar_phone(text, at - sign, &phone) && phone.from == at - sign;
}

static bool is_address(ps_span text, ps_extent run) {
    ps_extent address;
    return run.to - run.from < 4 && byte_at(text, run.to) == '.' &&
           ps_is_digit(byte_at(text, run.to + 1)) && ps_grammar_ipv4(text, run.from, &address);
}

/* 2345-7, 0093-7214-01: the check digit of a LOINC code; an NDC. */
static bool is_code(ps_span text, ps_extent run) {
    size_t to = run.to;
    if (byte_at(text, to) != '-' || !ps_is_digit(byte_at(text, to + 1))) return false;
    while (ps_is_digit(byte_at(text, to)) || byte_at(text, to) == '-') to++;
    ps_span code = ps_span_cut(text, run.from, to);
    return ps_check_loinc(code) || ps_check_ndc(code);
}

static bool is_midnight(ps_span text, size_t at) {
    return text.len - at >= 8 && !memcmp(text.ptr + at, "00:00:00", 8);
}

/* 25:61:00: there is no such time. */
static bool is_no_clock(ps_span text, ps_extent run) {
    if (run.to - run.from > 2 || byte_at(text, run.to) != ':') return false;
    if (!ps_is_digit(byte_at(text, run.to + 1)) || !ps_is_digit(byte_at(text, run.to + 2)))
        return false;
    unsigned first = 0, second = (unsigned)(text.ptr[run.to + 1] - '0');
    for (size_t at = run.from; at < run.to; at++)
        first = first * 10 + (unsigned)(text.ptr[at] - '0');
    return first > 23 ? first > 59 || second > 5 : second > 5;
}

/* 10.2.216.15, 2026-11-22: a part of a number that was looked at where it begins. */
static bool is_inner(ps_span text, size_t at) {
    return at > 1 && ps_is_one_of(text.ptr[at - 1], "-./") && ps_is_digit(text.ptr[at - 2]);
}

/* 0x, where the 0 may be another digit. */
static bool is_hex_sign(ps_span text, ps_extent run) {
    return run.to - run.from == 1 && byte_at(text, run.to) == 'x';
}

ps_number_kind ps_number_kind_at(ps_span text, size_t from, size_t to) {
    ps_extent run = {from, to};
    size_t len = to - from;
    char first = text.ptr[run.from];
    if (is_inner(text, run.from)) return PS_NUMBER_PLAIN;
    if (is_hex_sign(text, run)) return first == '0' ? PS_NUMBER_HEX : PS_NUMBER_PLAIN;
    if (is_date(text, run)) return PS_NUMBER_DATE;
    if (len == 10 && first == '1') return PS_NUMBER_EPOCH;
    if (is_phone(text, run)) return PS_NUMBER_PHONE;
    if (is_address(text, run)) return PS_NUMBER_ADDRESS;
    if (is_code(text, run)) return PS_NUMBER_CODE;
    if (first == '0' && len > 2 && text.ptr[run.from + 1] == '0') return PS_NUMBER_ZEROS;
    if (is_no_clock(text, run)) return PS_NUMBER_NO_CLOCK;
    return is_midnight(text, run.from) ? PS_NUMBER_MIDNIGHT : PS_NUMBER_PLAIN;
}

/* ---- what other digits would make of it ---- */

/* Jan .. dec: only the beginning counts. */
static bool is_month(ps_span text, size_t at) {
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char word[3];
    if (text.len - at < sizeof word) return false;
    for (size_t i = 0; i < sizeof word; i++) word[i] = ps_lower(text.ptr[at + i]);
    for (size_t m = 0; m + 1 < sizeof months; m += sizeof word)
        if (!memcmp(months + m, word, sizeof word)) return true;
    return false;
}

static bool varies_as_date(ps_span text, ps_extent run) {
    size_t len = run.to - run.from;
    if (len == 8) return true;
    if (len > 4 || len == 3 || !ps_is_one_of(byte_at(text, run.to), "-/. ")) return false;
    if (!may_be_date(text, run.to)) return false;
    return !ps_is_alpha(byte_at(text, run.to + 1)) || is_month(text, run.to + 1);
}

static bool varies_as_phone(ps_span text, ps_extent run) {
    size_t len = run.to - run.from, at = run.from;
    bool group = len == 3 && ps_is_one_of(byte_at(text, run.to), "-. )");
    bool sign = at > 0 && (text.ptr[at - 1] == '(' || text.ptr[at - 1] == '+');
    if (group && !sign) { /* three more digits must follow */
        size_t next = run.to + 1;
        if (text.ptr[run.to] == ')') return true;
        return ps_is_digit(byte_at(text, next)) && ps_is_digit(byte_at(text, next + 1)) &&
               ps_is_digit(byte_at(text, next + 2));
    }
    return len == 10 || len == 11 || (sign && len < 4);
}

static bool is_clock(ps_span text, ps_extent run) {
    return run.to - run.from <= 2 && byte_at(text, run.to) == ':' &&
           ps_is_digit(byte_at(text, run.to + 1)) && ps_is_digit(byte_at(text, run.to + 2));
}

/* Four groups of one to three digits, parted by dots. */
static bool is_quad(ps_span text, ps_extent run) {
    size_t at = run.from;
    for (unsigned n = 0; n < 4; n++) {
        size_t begin = at;
        while (ps_is_digit(byte_at(text, at))) at++;
        if (at == begin || at - begin > 3 || (n < 3 && byte_at(text, at++) != '.')) return false;
    }
    return byte_at(text, at) != '.' || !ps_is_digit(byte_at(text, at + 1));
}

static bool follows_sign(ps_span text, size_t at) {
    return at > 0 && ps_is_one_of(text.ptr[at - 1], "(+");
}

ps_number_test ps_number_test_of(ps_span text, size_t from, size_t to) {
    ps_extent run = {from, to};
    if (is_inner(text, from)) return PS_NUMBER_TEST_NONE;
    if (is_quad(text, run)) return PS_NUMBER_TEST_QUAD;
    bool code = byte_at(text, to) == '-' && ps_is_digit(byte_at(text, to + 1));
    if (code || is_hex_sign(text, run) || varies_as_date(text, run) || varies_as_phone(text, run))
        return PS_NUMBER_TEST_KIND;
    if (to - from > 2) return PS_NUMBER_TEST_ZEROS;
    if (!is_clock(text, run)) return PS_NUMBER_TEST_NONE;
    return follows_sign(text, from) ? PS_NUMBER_TEST_KIND : PS_NUMBER_TEST_CLOCK;
}

/* All groups below 256, and none with a zero before other digits. */
static bool is_valid_quad(ps_span text, size_t at) {
    for (unsigned n = 0; n < 4; n++, at++) {
        unsigned value = 0;
        bool zero = text.ptr[at] == '0' && ps_is_digit(byte_at(text, at + 1));
        for (; ps_is_digit(byte_at(text, at)); at++)
            value = value * 10 + (unsigned)(text.ptr[at] - '0');
        if (zero || value > 255) return false;
    }
    return true;
}

/* 22/Nov/2026, a plain day: the letters are what they are. */
static bool is_plain_named_day(ps_span text, size_t at) {
    enum { YEAR = 7 };
    if (text.len - at < YEAR + 4 || !ps_is_alpha(text.ptr[at + 3])) return false;
    if (!ps_is_digit(text.ptr[at + 1]) || !ps_is_digit(text.ptr[at + YEAR]) ||
        !ps_is_digit(text.ptr[at + YEAR + 1]))
        return false;
    unsigned century = two_digits(text, at + YEAR), day = two_digits(text, at);
    return (century == 19 || century == 20) && day - 1 < 28;
}

/* How many, when there are two or more: 00000517 counts as 517. */
static unsigned leading_zeros(ps_span text, size_t from, size_t to) {
    size_t at = from;
    while (at < to && text.ptr[at] == '0') at++;
    return at - from > 1 ? (unsigned)(at - from) : 0;
}

unsigned ps_number_ask(ps_span text, size_t from, size_t to, ps_number_test test) {
    switch (test) {
    case PS_NUMBER_TEST_ZEROS: return leading_zeros(text, from, to);
    case PS_NUMBER_TEST_QUAD: return is_valid_quad(text, from);
    case PS_NUMBER_TEST_CLOCK:
        return is_no_clock(text, (ps_extent){from, to}) ? 1 : is_midnight(text, from) ? 2 : 0;
    default: break;
    }
    if (to - from == 2 && is_plain_named_day(text, from)) return PS_NUMBER_NAMED_DAY;
    ps_number_kind kind = ps_number_kind_at(text, from, to);
    return kind == PS_NUMBER_ZEROS ? kind + 64 * leading_zeros(text, from, to) : kind;
}
