/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments of URL paths: an id, or a word of the route. FHIR R4 ids are 1-64 of [A-Za-z0-9.-];
 * other servers add `_` and `~`. */
#include "checks.h"
#include "scan.h"

enum { ID_MAX = 64 };

static bool is_version(ps_span v) {
    return v.len <= 3 && ps_lower(v.ptr[0]) == 'v' && ps_all_digits(ps_span_cut(v, 1, v.len));
}

/* Route words have no digits, but for `v1`; R4, R5 name releases of FHIR. */
bool ps_check_url_id(ps_span v) {
    bool digit = false;
    if (v.len == 0 || v.len > ID_MAX || v.ptr[0] == '_' || is_version(v)) return false;
    if (ps_word_in(v, "r2 r3 r4 r4b r5 stu3 dstu2 oauth2 base64")) return false;
    for (size_t i = 0; i < v.len; i++) {
        if (!ps_is_word(v.ptr[i]) && !ps_is_one_of(v.ptr[i], ".~-")) return false;
        digit = digit || ps_is_digit(v.ptr[i]);
    }
    bool year = v.len == 4 && ps_all_digits(v) && (v.ptr[0] == '1' || v.ptr[0] == '2') &&
                (v.ptr[1] == '9' || v.ptr[1] == '0'); /* patients/2026/11/part-0001 */
    return digit && !year;
}
