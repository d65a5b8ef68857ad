/* SPDX-License-Identifier: Apache-2.0
 *
 * Vehicle identification number: 49 CFR 565.15, ISO 3779. One hex run of 17 in eighteen passes the
 * check digit, so an unlabelled VIN must also show what no hash shows. */
#include "checks.h"
#include "scan.h"

enum { VIN_LEN = 17 };

/* Value of a character by 565.15 Table III; -1 for I, O, Q and all else. */
static int value_of(char c) {
    static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
    static const char values[] = "12345678123457923456789";
    if (ps_is_digit(c)) return ps_digit(c);
    const char *p = c == '\0' ? NULL : strchr(letters, c);
    return p == NULL ? -1 : ps_digit(values[p - letters]);
}

bool ps_check_vin(ps_span v) {
    static const int weight[VIN_LEN] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    if (v.len != VIN_LEN) return false;
    int sum = 0;
    for (size_t i = 0; i < VIN_LEN; i++) {
        int value = value_of(ps_upper(v.ptr[i]));
        if (value < 0) return false;
        sum += value * weight[i];
    }
    return ps_upper(v.ptr[8]) == "0123456789X"[sum % 11];
}

bool ps_check_vin_guarded(ps_span v) {
    if (!ps_check_vin(v) || ps_is_one_of(ps_upper(v.ptr[9]), "UZ0")) return false;
    bool beyond_hex = false;
    for (size_t i = 0; i < VIN_LEN; i++) beyond_hex = beyond_hex || !ps_is_hex(v.ptr[i]);
    return beyond_hex && ps_all_digits(ps_span_cut(v, 13, VIN_LEN));
}
