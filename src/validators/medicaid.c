/* SPDX-License-Identifier: Apache-2.0
 *
 * Medicaid numbers of the three states whose shape is worth a check: NYSDOH pharmacy pages, the
 * Medi-Cal card of DHCS (its check digit rule is not published), Washington HCA. */
#include "checks.h"
#include "scan.h"

bool ps_check_ny_cin(ps_span v) {
    return ps_shape(v, "LLdddddL");
}

/* Letter not B I J K L O P Q R S; then a check digit; then the issue date YDDD. */
bool ps_check_ca_cin(ps_span v) {
    if (v.len < 9 || v.ptr[0] != '9' || !ps_all_digits(ps_span_of(v.ptr, 8))) return false;
    if (!ps_is_upper(v.ptr[8]) || ps_is_one_of(v.ptr[8], "BIJKLOPQRS")) return false;
    ps_span rest = ps_span_cut(v, 9, v.len);
    if (rest.len == 0 || ps_shape(rest, "d")) return true;
    if (!ps_any_shape(rest, "ddddd|d dddd")) return false;
    int day = ps_number(v, v.len - 3, 3);
    return day >= 1 && day <= 366;
}

bool ps_check_wa_providerone(ps_span v) {
    return ps_shape(v, "dddddddddWA");
}
