/* SPDX-License-Identifier: Apache-2.0
 *
 * The client of an access log line (Common Log Format: host ident user [time] "request" ...): the
 * first field is the individual's address (45 CFR 164.514(b)(2)(i)(O)), when it is a public one.
 *
 * Grammar anchor: the '[' before the time. */
#include "checks.h"
#include "scan.h"

enum { FIELDS = 3, HEAD_MAX = 200 };

bool ps_grammar_access_client(ps_span t, size_t at, ps_extent *out) {
    if (at > HEAD_MAX || ps_peek(t, at) != '[') return false;
    size_t end = 0, i = 0;
    for (unsigned field = 0; field < FIELDS; field++) {
        size_t start = i;
        while (i < at && t.ptr[i] != ' ') i++;
        if (i == start || i >= at) return false;
        if (field == 0) end = i;
        i++;
    }
    if (i != at) return false;
    ps_span address = ps_span_cut(t, 0, end);
    if (!ps_check_ipv4_public(address) && !ps_check_ipv6(address)) return false;
    *out = (ps_extent){0, end};
    return true;
}
