/* SPDX-License-Identifier: Apache-2.0
 *
 * Check digits of record numbers that are not of ISO/IEC 7064. M10 and M11: HL7 v2 chapter 2, data
 * types CK and CX. M10 as HL7 words it (odd positions as one number times two, even positions
 * prepended, digits added) is Luhn. Also the shapes of accession numbers and of the DoD EDIPI. */
#include "checks.h"
#include "checksum.h"
#include "scan.h"

bool ps_check_luhn(ps_span v) {
    return ps_luhn(v);
}

bool ps_check_verhoeff(ps_span v) {
    return ps_verhoeff(v);
}

bool ps_check_damm(ps_span v) {
    return ps_damm(v);
}

bool ps_check_hl7_m10(ps_span v) {
    size_t i = v.len, n = 0;
    int sum = 0;
    for (int c = ps_left_unseparated(v, &i); c >= 0; c = ps_left_unseparated(v, &i), n++) {
        if (!ps_is_digit((char)c)) return false;
        int d = ps_digit((char)c);
        if (n % 2 == 1) d = d > 4 ? 2 * d - 9 : 2 * d;
        sum = (sum + d) % 10;
    }
    return n > 1 && sum == 0;
}

/* The last character in *check (upper-cased) and the modulus-11 sum of the digits before it with
 * weights from 2, which begin anew after `cycle` of them (0: never). */
static bool weighted(ps_span v, size_t cycle, char *check, int *rest) {
    size_t i = v.len, n = 0;
    int c = ps_left_unseparated(v, &i);
    *check = c < 0 ? '\0' : ps_upper((char)c);
    *rest = 0;
    for (c = ps_left_unseparated(v, &i); c >= 0; c = ps_left_unseparated(v, &i), n++) {
        if (!ps_is_digit((char)c)) return false;
        size_t weight = 2 + (cycle > 0 ? n % cycle : n % 11);
        *rest = (*rest + ps_digit((char)c) * (int)weight) % 11;
    }
    return n > 0;
}

/* Remainder 0 counts as 1, and both give check digit 0: HL7 M11 never yields X. */
bool ps_check_hl7_m11(ps_span v) {
    char check;
    int rest;
    if (!weighted(v, 6, &check, &rest) || !ps_is_digit(check)) return false;
    return (11 - (rest == 0 ? 1 : rest)) % 10 == ps_digit(check);
}

bool ps_check_mod11x(ps_span v) {
    char check;
    int rest;
    if (!weighted(v, 0, &check, &rest)) return false;
    return check == "0123456789X"[(11 - rest) % 11];
}

bool ps_check_mod11x_strict(ps_span v) {
    char check;
    int rest;
    return weighted(v, 0, &check, &rest) && ps_is_digit(check) && ps_check_mod11x(v);
}

/* `S24-10441`: up to three letters, two digits of the year, 3 to 7 digits. */
bool ps_check_accession(ps_span v) {
    size_t i = 0;
    while (i < 3 && ps_is_upper(ps_peek(v, i))) i++;
    size_t run = ps_digit_run(v, i);
    if (run == 2 && ps_peek(v, i + 2) == '-') {
        size_t n = ps_digit_run(v, i + 3);
        return n >= 3 && n <= 7 && i + 3 + n == v.len;
    }
    return run >= 5 && run <= 9 && i + run == v.len;
}

bool ps_check_edipi(ps_span v) {
    return ps_shape(v, "dddddddddd") && !ps_same_digits(v.ptr, 10);
}
