/* SPDX-License-Identifier: Apache-2.0
 *
 * Employer identification number: the prefixes that IRS campuses and the internet assign. */
#include "checks.h"
#include "scan.h"

/* One character per prefix 00..99. */
static const char assigned[] = "0111111000"
                               "1111111000"
                               "1111111100"
                               "1111111111"
                               "1111111110"
                               "1111111111"
                               "1111111110"
                               "0111111100"
                               "1111111110"
                               "1111110011";

bool ps_check_ein(ps_span v) {
    return ps_shape(v, "dd-ddddddd") && assigned[ps_number(v, 0, 2)] == '1';
}
