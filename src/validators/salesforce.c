/* SPDX-License-Identifier: Apache-2.0
 *
 * Salesforce record id of 18 characters. The last three say which of the first fifteen are upper
 * case: bit i of each group of five, as an index into A-Z0-5. */
#include "checks.h"
#include "scan.h"

bool ps_check_sf18(ps_span v) {
    static const char suffix[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    if (v.len != 18) return false;
    for (size_t group = 0; group < 3; group++) {
        size_t bits = 0;
        for (size_t i = 0; i < 5; i++) {
            char c = v.ptr[group * 5 + i];
            if (!ps_is_alnum(c)) return false;
            if (ps_is_upper(c)) bits |= (size_t)1 << i;
        }
        if (v.ptr[15 + group] != suffix[bits]) return false;
    }
    return true;
}
