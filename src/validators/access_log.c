/* SPDX-License-Identifier: Apache-2.0
 *
 * The client of an access log line (Common Log Format: host ident user [time] "request" ...): the
 * first field is the individual's address (45 CFR 164.514(b)(2)(i)(O)), when it is a public one.
 * Something else may stand before it: a container's or a logger's prefix.
 *
 * Grammar anchor: the '[' before the time. */
#include "checks.h"
#include "scan.h"

enum { FIELD_MAX = 64 };

/* Where the field begins that ends before the blank at `end`; `end` when there is none. */
static size_t field_before(ps_span t, size_t end) {
    size_t from = end;
    while (from > 0 && end - from < FIELD_MAX && (unsigned char)t.ptr[from - 1] > ' ' &&
           !ps_is_one_of(t.ptr[from - 1], "\"'"))
        from--;
    return from;
}

bool ps_grammar_access_client(ps_span t, size_t at, ps_extent *out) {
    if (ps_peek(t, at) != '[') return false;
    size_t from = at;
    for (unsigned field = 0; field < 2; field++) { /* user, ident */
        if (from == 0 || t.ptr[from - 1] != ' ') return false;
        size_t end = from - 1;
        from = field_before(t, end);
        if (from == end) return false;
    }
    if (from == 0 || t.ptr[from - 1] != ' ') return false;
    size_t end = from - 1, host = field_before(t, end);
    ps_span address = ps_span_cut(t, host, end);
    if (!ps_check_ipv4_public(address) && !ps_check_ipv6(address)) return false;
    *out = (ps_extent){host, end};
    return true;
}
