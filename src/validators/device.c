/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers of telephones and their cards: IMEI and IMEISV (3GPP TS 23.003), ICCID (ITU-T E.118),
 * IMSI (ITU-T E.212, codes 310-316 are the United States'). */
#include "checks.h"
#include "checksum.h"
#include "scan.h"

bool ps_check_imei(ps_span v) {
    char d[15];
    size_t n = ps_strip(v, " -/", d, sizeof d);
    return n == 15 && ps_luhn(ps_span_of(d, n)) && !ps_same_digits(d, n);
}

bool ps_check_imeisv(ps_span v) {
    char d[16];
    size_t n = ps_strip(v, " -/", d, sizeof d);
    return n == 16 && ps_all_digits(ps_span_of(d, n)) && !ps_same_digits(d, n);
}

bool ps_check_iccid(ps_span v) {
    return (v.len == 19 || v.len == 20) && ps_starts(v, 0, "89") && ps_luhn(v);
}

bool ps_check_imsi_us(ps_span v) {
    if (!ps_shape(v, "ddddddddddddddd")) return false;
    int country = ps_number(v, 0, 3);
    return country >= 310 && country <= 316;
}
