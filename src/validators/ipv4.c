/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv4 addresses, and what only looks like one: versions (`Chrome/120.0.0.0`, `app-1.2.3.4`) and
 * object identifiers (dotted runs of more than four numbers). Special blocks: the IANA IPv4
 * special-purpose address registry (RFC 6890).
 *
 * Grammar anchor: the first digit; a port is left out. */
#include "boundary.h"
#include "checks.h"
#include "ip.h"
#include "scan.h"

size_t ps_dotted_quad(ps_span t, size_t i, int octet[4]) {
    size_t at = i;
    for (int k = 0; k < 4; k++) {
        if (k > 0) {
            if (ps_peek(t, at) != '.') return 0;
            at++;
        }
        size_t n = ps_digit_run(t, at);
        if (n == 0 || n > 3 || (n > 1 && t.ptr[at] == '0')) return 0;
        octet[k] = ps_number(t, at, n);
        if (octet[k] > 255) return 0;
        at += n;
    }
    return at - i;
}

/* What stands before a slash: nothing, or a host name (which has a dot), then it is an address
 * (`host.example.org/203.0.113.7`); a product name makes it a version. */
static bool slash_is_host(ps_span t, size_t slash) {
    bool dot = false;
    size_t i = slash;
    while (i > 0 && slash - i < 256 &&
           (ps_is_word(t.ptr[i - 1]) || ps_is_one_of(t.ptr[i - 1], ".-"))) {
        i--;
        dot = dot || t.ptr[i] == '.';
    }
    return i == slash || dot;
}

static bool starts_well(ps_span t, size_t at) {
    size_t start;
    int c = ps_byte_before(t, at, &start);
    if (c < 0) return true;
    if (ps_is_alnum((char)c) || c == '.') return false;
    if (c == '/') return slash_is_host(t, start);
    return !ps_is_one_of((char)c, "-_") || !ps_is_alpha(ps_peek(t, start - 1));
}

bool ps_grammar_ipv4(ps_span t, size_t at, ps_extent *out) {
    int octet[4];
    size_t n = ps_dotted_quad(t, at, octet);
    if (n == 0 || !starts_well(t, at) || !ps_word_ends(t, at + n)) return false;
    if (ps_peek(t, at + n) == '.' && ps_is_digit(ps_peek(t, at + n + 1))) return false;
    *out = (ps_extent){at, at + n};
    return true;
}

bool ps_check_ipv4(ps_span v) {
    int octet[4];
    return v.len > 0 && ps_dotted_quad(v, 0, octet) == v.len;
}

/* The addresses of RFC 5737 stand for real ones in examples and tests: public. */
bool ps_check_ipv4_public(ps_span v) {
    int o[4];
    if (v.len == 0 || ps_dotted_quad(v, 0, o) != v.len) return false;
    if (o[0] == 0 || o[0] == 10 || o[0] == 127 || o[0] >= 224) return false;
    if (o[0] == 100 && o[1] >= 64 && o[1] <= 127) return false;
    if (o[0] == 172 && o[1] >= 16 && o[1] <= 31) return false;
    return !(o[0] == 169 && o[1] == 254) && !(o[0] == 192 && o[1] == 168);
}
