/* SPDX-License-Identifier: Apache-2.0
 *
 * MAC addresses (IEEE 802 EUI-48) of one device: six groups of two hex digits with `:` or `-`, or
 * three of four with `.`. Not the addresses that many share: null, broadcast, IPv4 multicast
 * (01:00:5e), IPv6 multicast (33:33), Docker bridges (02:42).
 *
 * Grammar anchor: the first byte. */
#include "boundary.h"
#include "checks.h"
#include "scan.h"

/* Reads groups of `width` hex digits parted by sep into twelve; returns the end, 0 for none. */
static size_t groups(ps_span t, size_t i, size_t width, char sep, char hex[12]) {
    for (size_t n = 0; n < 12; n++) {
        if (n > 0 && n % width == 0) {
            if (ps_peek(t, i) != sep) return 0;
            i++;
        }
        if (!ps_is_hex(ps_peek(t, i))) return 0;
        hex[n] = ps_lower(t.ptr[i++]);
    }
    return i;
}

static bool shared(const char hex[12]) {
    return ps_same_digits(hex, 12) ? hex[0] == '0' || hex[0] == 'f'
                                   : memcmp(hex, "01005e", 6) == 0 || memcmp(hex, "3333", 4) == 0 ||
                                         memcmp(hex, "0242", 4) == 0;
}

/* Fingerprints and longer addresses are runs of the same groups: no group may touch this one. */
static bool alone(ps_span t, size_t from, size_t end, char sep) {
    size_t start;
    int c = ps_byte_before(t, from, &start);
    if (c >= 0 && ps_is_word((char)c)) return false;
    if (c == sep && start > 0 && ps_is_hex(t.ptr[start - 1]) &&
        (start < 2 || !ps_is_alpha(t.ptr[start - 2]) || ps_is_hex(t.ptr[start - 2])))
        return false;
    if (!ps_word_ends(t, end)) return false;
    return ps_peek(t, end) != sep || !ps_is_hex(ps_peek(t, end + 1));
}

bool ps_grammar_mac(ps_span t, size_t at, ps_extent *out) {
    char hex[12], sep = ps_peek(t, at + 2);
    size_t end;
    if (sep == ':' || sep == '-') {
        end = groups(t, at, 2, sep, hex);
    } else {
        sep = '.';
        end = groups(t, at, 4, sep, hex);
    }
    if (end == 0 || shared(hex) || !alone(t, at, end, sep)) return false;
    *out = (ps_extent){at, end};
    return true;
}

bool ps_check_mac(ps_span v) {
    return ps_is_whole(ps_grammar_mac, v, 0);
}
