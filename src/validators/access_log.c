/* SPDX-License-Identifier: Apache-2.0
 *
 * The client of an access log line (Common Log Format: host ident user [time] "request" ...): the
 * first field is the individual's address (45 CFR 164.514(b)(2)(i)(O)), when it is a public one.
 * Something else may stand before it: a container's or a logger's prefix. HAProxy writes
 * address:port [time].
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

/* Behind the address of 203.0.113.7:51422; `end` when no port is there. */
static size_t before_port(ps_span t, size_t from, size_t end) {
    size_t colon = end;
    while (colon > from && ps_is_digit(t.ptr[colon - 1])) colon--;
    if (colon == end || colon == from || t.ptr[colon - 1] != ':') return end;
    return ps_check_ipv4_public(ps_span_cut(t, from, colon - 1)) ? colon - 1 : end;
}

/* The address that ends before the blank at `end`, with a port or without. */
static bool address_before(ps_span t, size_t end, bool port_needed, ps_extent *out) {
    size_t host = field_before(t, end), to = before_port(t, host, end);
    ps_span address = ps_span_cut(t, host, to);
    if (port_needed && to == end) return false;
    if (!ps_check_ipv4_public(address) && !ps_check_ipv6(address)) return false;
    *out = (ps_extent){host, to};
    return true;
}

bool ps_grammar_access_client(ps_span t, size_t at, ps_extent *out) {
    if (ps_peek(t, at) != '[') return false;
    size_t from = at;
    for (unsigned field = 0; field < 2; field++) { /* user, ident */
        if (from == 0 || t.ptr[from - 1] != ' ') return false;
        size_t end = from - 1;
        if (!field && address_before(t, end, true, out)) return true; /* HAProxy has neither */
        from = field_before(t, end);
        if (from == end) return false;
    }
    return from > 0 && t.ptr[from - 1] == ' ' && address_before(t, from - 1, false, out);
}
