/* SPDX-License-Identifier: Apache-2.0
 *
 * Bank numbers. ABA routing number: ABA key to routing numbers (prefix ranges, weights 3-7-1).
 * IBAN: ISO 13616, length by country of the registry, modulo 97 of ISO/IEC 7064.
 *
 * Grammar anchor of iban: the first letter. */
#include "boundary.h"
#include "checks.h"
#include "checksum.h"
#include "scan.h"

enum { IBAN_MAX = 34 };

bool ps_check_aba(ps_span v) {
    static const int weight[9] = {3, 7, 1, 3, 7, 1, 3, 7, 1};
    if (!ps_shape(v, "ddddddddd") || ps_same_digits(v.ptr, 9)) {
        /* Equal digits other than zero fail the checksum or the prefix, except 000000000. */
        return false;
    }
    int p = ps_number(v, 0, 2);
    if (!(p <= 12 || (p >= 21 && p <= 32) || (p >= 61 && p <= 72) || p == 80)) return false;
    int sum = 0;
    for (size_t i = 0; i < 9; i++) sum += weight[i] * ps_digit(v.ptr[i]);
    return sum % 10 == 0;
}

static size_t iban_length(char a, char b) {
    static const char table[] = "AD24AE23AT20BE16BG22CH21CY28CZ24DE22DK18EE20ES24FI18FR27GB22GR27"
                                "HR21HU28IE22IL23IS26IT27LI21LT20LU20LV21MC27MT31NL18NO15PL28PT25"
                                "RO24SA24SE24SI19SK24SM27TR26";
    for (const char *p = table; *p != '\0'; p += 4)
        if (p[0] == a && p[1] == b) return (size_t)(ps_digit(p[2]) * 10 + ps_digit(p[3]));
    return 0;
}

static bool iban_ok(const char *t, size_t n) {
    if (n < 15 || !ps_is_upper(t[0]) || !ps_is_upper(t[1]) || iban_length(t[0], t[1]) != n)
        return false;
    for (size_t i = 2; i < n; i++)
        if (!ps_is_digit(t[i]) && (i < 4 || !ps_is_upper(t[i]))) return false;
    return ps_mod97(ps_mod97(0, t + 4, n - 4), t, 4) == 1;
}

bool ps_check_iban(ps_span v) {
    char t[IBAN_MAX];
    size_t n = ps_strip(v, " ", t, IBAN_MAX);
    return n <= IBAN_MAX && iban_ok(t, n);
}

/* The shape and the country's length; the modulus is the check's business. */
bool ps_grammar_iban(ps_span t, size_t at, ps_extent *out) {
    if (at >= t.len || !ps_boundary_before(t, at)) return false;
    size_t need = iban_length(ps_upper(ps_peek(t, at)), ps_upper(ps_peek(t, at + 1)));
    if (need == 0 || ps_digit_run(t, at + 2) < 2) return false;
    bool grouped = ps_peek(t, at + 4) == ' ';
    size_t i = at;
    for (size_t n = 0; n < need; n++, i++) {
        if (grouped && n > 0 && n % 4 == 0) {
            if (ps_peek(t, i) != ' ') return false;
            i++;
        }
        if (!ps_is_alnum(ps_peek(t, i))) return false;
    }
    if (!ps_boundary_after(t, i)) return false;
    *out = (ps_extent){at, i};
    return true;
}
