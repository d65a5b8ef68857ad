/* SPDX-License-Identifier: Apache-2.0
 *
 * Unique device identifiers: FDA, UDI formats by FDA-accredited issuing agency. GS1 in its
 * human-readable form, HIBC (ANSI/HIBC 2), and the GTIN inside (GS1 General Specifications).
 *
 * Grammar anchors: udi_gs1 the `(` of `(01)`, hibc the `+`. */
#include "boundary.h"
#include "checks.h"
#include "checksum.h"
#include "scan.h"

enum { UDI_VALUE_MAX = 90, HIBC_MAX = 128 };

bool ps_check_gtin(ps_span v) {
    return (v.len == 8 || v.len == 12 || v.len == 13 || v.len == 14) && ps_all_digits(v) &&
           ps_gs1(v.ptr, v.len);
}

/* Length of `(dd)`..`(dddd)` at i, 0 for none. */
static size_t application_id(ps_span t, size_t i) {
    if (ps_peek(t, i) != '(') return 0;
    size_t n = ps_digit_run(t, i + 1);
    return n >= 2 && n <= 4 && ps_peek(t, i + 1 + n) == ')' ? n + 2 : 0;
}

/* Day 00 means that only the month is known. */
static bool is_yymmdd(ps_span v) {
    if (!ps_shape(v, "dddddd")) return false;
    int month = ps_number(v, 2, 2);
    return month >= 1 && month <= 12 && ps_number(v, 4, 2) <= 31;
}

static bool element_ok(ps_span id, ps_span value) {
    bool date = ps_span_eq(id, PS_LIT("(11)")) || ps_span_eq(id, PS_LIT("(17)"));
    return !date || is_yymmdd(value);
}

bool ps_check_udi_gs1(ps_span v) {
    if (v.len < 18 || !ps_starts(v, 0, "(01)") || !ps_check_gtin(ps_span_cut(v, 4, 18)))
        return false;
    for (size_t i = 18; i < v.len;) {
        size_t id = application_id(v, i);
        if (id == 0) return false;
        size_t from = i + id, to = from;
        while (to < v.len && v.ptr[to] != '(' && v.ptr[to] != ')') to++;
        if (to == from || to - from > UDI_VALUE_MAX) return false;
        if (!element_ok(ps_span_cut(v, i, from), ps_span_cut(v, from, to))) return false;
        i = to;
    }
    return true;
}

/* GS1 allows more, but quotes, commas and brackets end values in logs. */
static bool udi_char(char c) {
    return ps_is_alnum(c) || ps_is_one_of(c, "-._/+%:*!=?");
}

bool ps_grammar_udi_gs1(ps_span t, size_t at, ps_extent *out) {
    if (at >= t.len || !ps_starts(t, at, "(01)") || ps_digit_run(t, at + 4) != 14) return false;
    size_t end = at + 18;
    for (size_t id = application_id(t, end); id > 0; id = application_id(t, end)) {
        size_t to = end + id;
        while (to - end - id < UDI_VALUE_MAX && to - at < 500 && udi_char(ps_peek(t, to))) to++;
        while (to > end + id && ps_is_one_of(t.ptr[to - 1], ".:!?")) to--;
        if (to == end + id) break;
        end = to;
    }
    *out = (ps_extent){at, end};
    return true;
}

static int hibc_value(char c) {
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";
    const char *p = c == '\0' ? NULL : strchr(alphabet, c);
    return p == NULL ? -1 : (int)(p - alphabet);
}

bool ps_check_hibc(ps_span v) {
    if (v.len <= 6 || v.ptr[0] != '+') return false;
    int sum = 0;
    for (size_t i = 0; i < v.len; i++) {
        int value = hibc_value(v.ptr[i]);
        if (value < 0) return false;
        if (i + 1 == v.len) return sum % 43 == value;
        sum = (sum + value) % 43;
    }
    return false;
}

/* A blank belongs to the alphabet but ends the value in a log; a full stop may be the sentence's.
 */
bool ps_grammar_hibc(ps_span t, size_t at, ps_extent *out) {
    if (ps_peek(t, at) != '+' || !ps_is_upper(ps_peek(t, at + 1)) || !ps_word_starts(t, at))
        return false;
    size_t end = at;
    while (end - at < HIBC_MAX && ps_peek(t, end) != ' ' && hibc_value(ps_peek(t, end)) >= 0) end++;
    if (!ps_word_ends(t, end)) return false;
    while (!ps_check_hibc(ps_span_cut(t, at, end))) {
        if (end == at || !ps_is_one_of(t.ptr[end - 1], ".-")) return false;
        end--;
    }
    *out = (ps_extent){at, end};
    return true;
}
