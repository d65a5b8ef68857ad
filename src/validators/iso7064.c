/* SPDX-License-Identifier: Apache-2.0
 *
 * Check characters of ISO/IEC 7064, as hospitals use them for record numbers. */
#include "checks.h"
#include "checksum.h"
#include "scan.h"

/* 0-9 then A-Z; -1 for other bytes and for letters when only digits count. */
static int value_of(char c, bool letters) {
    if (ps_is_digit(c)) return ps_digit(c);
    return letters && ps_is_upper(c) ? c - 'A' + 10 : -1;
}

/* Pure systems: P = (P*2 + value) mod m over every character; valid when P is 1. The last
 * character may be the extra one, whose value is m - 1. */
static bool pure(ps_span v, int m, bool letters, char extra) {
    if (v.len < 2) return false;
    int p = 0;
    for (size_t i = 0; i < v.len; i++) {
        int value = value_of(v.ptr[i], letters);
        if (value < 0 && i + 1 == v.len && v.ptr[i] == extra) value = m - 1;
        if (value < 0) return false;
        p = (p * 2 + value) % m;
    }
    return p == 1;
}

/* Hybrid systems MOD m+1,m. */
static bool hybrid(ps_span v, int m, bool letters) {
    if (v.len < 2) return false;
    int p = m;
    for (size_t i = 0; i + 1 < v.len; i++) {
        int value = value_of(v.ptr[i], letters);
        if (value < 0) return false;
        int s = (p + value) % m;
        p = 2 * (s == 0 ? m : s) % (m + 1);
    }
    int last = value_of(v.ptr[v.len - 1], letters);
    return last >= 0 && (p + last) % m == 1;
}

bool ps_check_iso_mod_11_2(ps_span v) {
    return pure(v, 11, false, 'X');
}

bool ps_check_iso_mod_37_2(ps_span v) {
    return pure(v, 37, true, '*');
}

bool ps_check_iso_mod_97_10(ps_span v) {
    return v.len >= 3 && ps_all_digits(v) && ps_mod97(0, v.ptr, v.len) == 1;
}

bool ps_check_iso_mod_97_10_alnum(ps_span v) {
    for (size_t i = 0; i < v.len; i++)
        if (value_of(v.ptr[i], true) < 0) return false;
    return v.len >= 3 && ps_mod97(0, v.ptr, v.len) == 1;
}

bool ps_check_iso_mod_11_10(ps_span v) {
    return hybrid(v, 10, false);
}

bool ps_check_iso_mod_37_36(ps_span v) {
    return hybrid(v, 36, true);
}
