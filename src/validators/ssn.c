/* SPDX-License-Identifier: Apache-2.0
 *
 * Social security numbers and the IRS numbers that share their form. Ranges: SSA POMS RM
 * 10201.035 and the randomization FAQ (000, 666 and 900-999 stay unassigned; there is no check
 * digit, and high-group tables say nothing since 2011). ITIN and ATIN groups: IRS.
 *
 * Grammar anchor: the first digit. */
#include "boundary.h"
#include "checks.h"
#include "scan.h"

#include <stdlib.h>

/* Numbers that were printed in wallets, pamphlets and advertisements, sorted. */
static const char void_numbers[][10] = {
    "002281852", "042103580", "062360749", "078051120", "095073645", "128036045", "135016629",
    "141186941", "165167999", "165187999", "165207999", "165227999", "165247999", "189092294",
    "212097694", "212099999", "219099999", "306302348", "308125070", "468288779", "549241889",
};

/* Length of the separator at i: '-', blank, '.', U+00A0, U+2010-2015; 0 when there is none. */
static size_t separator(ps_span t, size_t i) {
    char c = ps_peek(t, i);
    if (ps_is_one_of(c, "- .")) return 1;
    if (ps_starts(t, i, "\xC2\xA0")) return 2;
    unsigned char last = (unsigned char)ps_peek(t, i + 2);
    return ps_starts(t, i, "\xE2\x80") && last >= 0x90 && last <= 0x95 ? 3 : 0;
}

/* Reads ddd-dd-dddd with equal separators, or nine digits; returns how many bytes, 0 for none. */
static size_t read_ssn(ps_span t, size_t i, char d[9]) {
    static const size_t group[3] = {3, 2, 4};
    size_t sep = ps_is_digit(ps_peek(t, i + 3)) ? 0 : separator(t, i + 3);
    size_t at = i;
    if (sep == 0 && !ps_is_digit(ps_peek(t, i + 3))) return 0;
    for (size_t g = 0, n = 0; g < 3; g++) {
        if (g > 0) {
            if (sep > 0 && separator(t, at) != sep) return 0;
            if (sep > 0 && memcmp(t.ptr + at, t.ptr + i + 3, sep) != 0) return 0;
            at += sep;
        }
        for (size_t k = 0; k < group[g]; k++, at++) {
            if (!ps_is_digit(ps_peek(t, at))) return 0;
            d[n++] = t.ptr[at];
        }
    }
    return at - i;
}

static bool shape(ps_span v, char d[9]) {
    return v.len >= 9 && read_ssn(v, 0, d) == v.len;
}

static int group_of(const char d[9]) {
    return ps_digit(d[3]) * 10 + ps_digit(d[4]);
}

static bool in_range(const char d[9]) {
    return memcmp(d, "000", 3) != 0 && memcmp(d, "666", 3) != 0 && d[0] != '9' &&
           group_of(d) != 0 && memcmp(d + 5, "0000", 4) != 0;
}

static int compare(const void *key, const void *row) {
    return memcmp(key, row, 9);
}

static bool is_void(const char d[9]) {
    return bsearch(d, void_numbers, sizeof void_numbers / sizeof void_numbers[0],
                   sizeof void_numbers[0], compare) != NULL;
}

bool ps_check_ssn(ps_span v) {
    char d[9];
    return shape(v, d) && in_range(d);
}

bool ps_check_ssn_confident(ps_span v) {
    char d[9];
    return shape(v, d) && in_range(d) && !is_void(d) && memcmp(d, "123456789", 9) != 0 &&
           memcmp(d, "987654321", 9) != 0 && !ps_same_digits(d, 9);
}

/* All nine digits are compared: a prefix test would drop numbers that nobody reserved. */
bool ps_check_ssn_advert(ps_span v) {
    char d[9];
    return shape(v, d) && (is_void(d) || memcmp(d, "98765432", 8) == 0);
}

bool ps_check_itin(ps_span v) {
    char d[9];
    if (!shape(v, d) || d[0] != '9') return false;
    int g = group_of(d);
    return (g >= 50 && g <= 65) || (g >= 70 && g <= 88) || (g >= 90 && g <= 92) || g >= 94;
}

bool ps_check_atin(ps_span v) {
    char d[9];
    return shape(v, d) && d[0] == '9' && group_of(d) == 93;
}

bool ps_check_tin(ps_span v) {
    return ps_check_ssn(v) || ps_check_itin(v) || ps_check_atin(v);
}

/* 3.06302348E8: what Java prints for a double. The exponent says how many digits there are. */
static bool is_double(ps_span v) {
    if (!ps_is_digit(ps_peek(v, 0)) || ps_peek(v, 1) != '.') return false;
    size_t fraction = ps_digit_run(v, 2);
    size_t i = 2 + fraction;
    if (fraction == 0 || ps_lower(ps_peek(v, i)) != 'e') return false;
    i += ps_peek(v, i + 1) == '+' ? 2 : 1;
    if (ps_peek(v, i) == '0') i++;
    char e = ps_peek(v, i);
    return i + 1 == v.len && e >= '6' && e <= '8' && fraction <= (size_t)ps_digit(e);
}

/* Leading zeros get lost in JSON numbers and CSV, so 7 digits may be a whole SSN. */
bool ps_check_ssn_labelled(ps_span v) {
    if (is_double(v)) return true;
    size_t run = ps_digit_run(v, 0);
    if (run >= 7 && run <= 9 && ps_peek(v, run) == '.') {
        size_t zeros = run + 1;
        while (ps_peek(v, zeros) == '0') zeros++;
        if (zeros == v.len && zeros > run + 1) return true;
    }
    size_t digits = 0;
    for (size_t i = 0; i < v.len;) {
        if (ps_is_digit(v.ptr[i])) {
            digits++;
            i++;
            continue;
        }
        size_t sep = separator(v, i);
        if (sep == 0 || digits == 0 || !ps_is_digit(ps_peek(v, i + sep))) return false;
        i += sep;
    }
    return digits >= 7 && digits <= 9;
}

bool ps_check_ssn_last4(ps_span v) {
    return ps_shape(v, "dddd");
}

bool ps_grammar_ssn(ps_span t, size_t at, ps_extent *out) {
    char d[9];
    size_t n = at < t.len ? read_ssn(t, at, d) : 0;
    if (n == 0 || !ps_boundary_before(t, at) || !ps_boundary_after(t, at + n)) return false;
    *out = (ps_extent){at, at + n};
    return true;
}

bool ps_check_itin_confident(ps_span value) {
    return (ps_check_itin(value) || ps_check_atin(value)) && !ps_check_ssn_advert(value);
}
