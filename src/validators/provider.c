/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers of those who treat and prescribe. NPI: CMS check digit requirements, 69 FR 3434. DEA
 * registration: format as the agency publishes it (the check digit is d1+d3+d5 + 2(d2+d4+d6)). */
#include "checks.h"
#include "checksum.h"
#include "scan.h"

/* The prefix 80840 adds 24 to the Luhn sum of the ten digits. */
bool ps_check_npi(ps_span v) {
    return ps_shape(v, "dddddddddd") && (v.ptr[0] == '1' || v.ptr[0] == '2') &&
           (ps_luhn_sum(v.ptr, v.len) + 24) % 10 == 0;
}

/* An institution appends the internal code of its employee. */
static bool dea_suffix(ps_span v, size_t i) {
    if (i == v.len) return true;
    if (v.ptr[i] != '-' || v.len - i < 2 || v.len - i > 11) return false;
    for (i++; i < v.len; i++)
        if (!ps_is_alnum(v.ptr[i])) return false;
    return true;
}

bool ps_check_dea(ps_span v) {
    if (v.len < 9 || !ps_is_one_of(ps_upper(v.ptr[0]), "ABCDEFGHJKLMPRSTUX")) return false;
    if (!ps_is_alpha(v.ptr[1]) && v.ptr[1] != '9') return false;
    int sum = 0;
    for (size_t i = 2; i < 9; i++) {
        if (!ps_is_digit(v.ptr[i])) return false;
        if (i < 8) sum += ps_digit(v.ptr[i]) * (i % 2 == 1 ? 2 : 1);
    }
    return sum % 10 == ps_digit(v.ptr[8]) && dea_suffix(v, 9);
}
