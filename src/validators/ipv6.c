/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv6 addresses (RFC 4291, RFC 5952). `Foo::Bar`, `12:34:56` and MAC addresses share the colons:
 * wanted are eight groups, or one `::` with at least three groups and a decimal digit. Loopback
 * and link-local addresses (fe80::/10) name no one outside their link.
 *
 * Grammar anchor: the first byte; brackets and port are left out. */
#include "boundary.h"
#include "checks.h"
#include "ip.h"
#include "scan.h"

typedef struct reading {
    size_t end;
    int groups; /* an IPv4 tail counts as two */
    int first;  /* value of the first group, -1 when the address begins with :: */
    bool gap, digit, pairs;
} reading;

static size_t hex_run(ps_span t, size_t i) {
    size_t n = 0;
    while (n < 5 && ps_is_hex(ps_peek(t, i + n))) n++;
    return n;
}

static void note_group(ps_span t, size_t i, size_t n, reading *r) {
    int value = 0;
    for (size_t k = i; k < i + n; k++) {
        value = value * 16 + ps_hex_value(t.ptr[k]);
        r->digit = r->digit || ps_is_digit(t.ptr[k]);
    }
    if (r->groups == 0 && !r->gap) r->first = value;
    if (n != 2) r->pairs = false;
    r->groups++;
}

/* Reads groups from i on; false where no address can be. */
static bool read_groups(ps_span t, size_t i, reading *r) {
    int octet[4];
    while (r->groups < 8) {
        size_t quad = r->groups > 0 || r->gap ? ps_dotted_quad(t, i, octet) : 0;
        if (quad > 0 && r->groups <= 6) {
            r->groups += 2;
            r->digit = true;
            r->pairs = false;
            r->end = i + quad;
            return true;
        }
        size_t n = hex_run(t, i);
        if (n == 0) return r->end == i;
        if (n > 4) return r->groups > 2; /* perhaps a port, see ends_well */
        note_group(t, i, n, r);
        r->end = i += n;
        if (ps_peek(t, i) != ':') return true;
        if (ps_peek(t, i + 1) == ':') {
            if (r->gap) return false;
            r->gap = true;
            r->end = i += 2;
        } else if (!ps_is_hex(ps_peek(t, i + 1))) {
            return true;
        } else {
            i++;
        }
    }
    return true;
}

/* Length of `%eth0` or `%25eth0`; an escape such as `%20` is no zone. */
static size_t zone(ps_span t, size_t i) {
    if (ps_peek(t, i) != '%') return 0;
    size_t k = ps_starts(t, i, "%25") ? i + 3 : i + 1;
    if (!ps_is_alpha(ps_peek(t, k))) return 0;
    if (k == i + 1 && ps_is_hex(ps_peek(t, k)) && ps_is_hex(ps_peek(t, k + 1))) return 0;
    while (k - i < 20 && (ps_is_word(ps_peek(t, k)) || ps_is_one_of(ps_peek(t, k), ".-"))) k++;
    while (ps_is_one_of(t.ptr[k - 1], ".-")) k--;
    return k - i;
}

static bool starts_well(ps_span t, size_t at) {
    size_t start;
    int c = ps_byte_before(t, at, &start);
    return c < 0 || !(ps_is_word((char)c) || c == '.' || c == ':') ||
           (c == ':' && start > 0 && !ps_is_hex(t.ptr[start - 1]) && t.ptr[start - 1] != ':');
}

/* Java prints 2001:db8:0:0:0:0:0:17:51234. What cannot be a group, or the ninth one, is a port. */
static bool is_port(ps_span t, size_t colon, bool full) {
    size_t n = 0;
    while (n < 6 && ps_is_digit(ps_peek(t, colon + 1 + n))) n++;
    char next = ps_peek(t, colon + 1 + n);
    return (n == 5 || (full && n > 0 && n < 6)) && !ps_is_word(next) && next != ':';
}

static bool ends_well(ps_span t, size_t end, bool full) {
    char c = ps_peek(t, end), next = ps_peek(t, end + 1);
    if (ps_is_word(c)) return false;
    if (c == ':' && is_port(t, end, full)) return true;
    return !(c == ':' && (ps_is_alnum(next) || next == ':')) && !(c == '.' && ps_is_digit(next));
}

bool ps_grammar_ipv6(ps_span t, size_t at, ps_extent *out) {
    reading r = {at, 0, -1, false, false, true};
    if (at >= t.len || !starts_well(t, at)) return false;
    size_t i = at;
    if (ps_starts(t, at, "::")) {
        r.gap = true;
        r.end = i += 2;
    }
    if (!read_groups(t, i, &r)) return false;
    bool full = r.groups == 8 && !r.gap;
    if (!full && !(r.gap && r.groups >= 3 && r.groups < 8 && r.digit)) return false;
    /* Eight pairs of hex digits are a world-wide name or part of a fingerprint. */
    if (full && r.pairs) return false;
    if (r.first >= 0xFE80 && r.first <= 0xFEBF) return false;
    size_t end = r.end + zone(t, r.end);
    if (!ends_well(t, end, full)) return false;
    *out = (ps_extent){at, end};
    return true;
}

bool ps_check_ipv6(ps_span v) {
    return ps_is_whole(ps_grammar_ipv6, v, 0);
}
