/* SPDX-License-Identifier: Apache-2.0
 *
 * Boundaries of values, with the escapes that logs put before them. */
#include "boundary.h"

#include "scan.h"

/* `hex` hex digits that end at `at`, after the introducer: their number, or -1. */
static int hex_escape(ps_span t, size_t at, ps_span intro, size_t hex, size_t *start) {
    size_t n = intro.len + hex;
    if (at < n || t.ptr[at - n] != *intro.ptr || memcmp(t.ptr + at - n, intro.ptr, intro.len) != 0)
        return -1;
    int v = 0;
    for (size_t i = at - hex; i < at; i++) {
        if (!ps_is_hex(t.ptr[i])) return -1;
        v = v * 16 + ps_hex_value(t.ptr[i]);
    }
    *start = at - n;
    return v > 0x7F ? 0x80 : v;
}

static int letter_escape(ps_span t, size_t at, size_t *start) {
    if (at < 2 || t.ptr[at - 2] != '\\' || !ps_is_one_of(t.ptr[at - 1], "ntrfbv0ae")) return -1;
    *start = at - 2;
    return '\n';
}

static int octal_escape(ps_span t, size_t at, size_t *start) {
    if (at < 4 || t.ptr[at - 4] != '\\') return -1;
    int v = 0;
    for (size_t i = at - 3; i < at; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '7') return -1;
        v = v * 8 + ps_digit(t.ptr[i]);
    }
    *start = at - 4;
    return v > 0x7F ? 0x80 : v;
}

/* A terminal colour, ESC [ 31 m: what it colours is a word of its own. */
static int colour_escape(ps_span t, size_t at, size_t *start) {
    if (at < 3 || t.ptr[at - 1] != 'm') return -1;
    size_t i = at - 1;
    while (i > 0 && at - i < 12 && (ps_is_digit(t.ptr[i - 1]) || t.ptr[i - 1] == ';')) i--;
    if (i < 2 || t.ptr[i - 1] != '[' || t.ptr[i - 2] != '\x1b') return -1;
    *start = i - 2;
    return '\x1b';
}

/* Where the escapes below have their first byte, or the colour its last; t.ptr[at - 1] is there. */
static bool may_end_escape(ps_span t, size_t at) {
    enum { LONGEST = 6 }; /* \u0033 */
    const char *end = t.ptr + at;
    return at < LONGEST || end[-2] == '\\' || end[-4] == '\\' || end[-6] == '\\' ||
           end[-3] == '%' || end[-5] == '%' || end[-1] == 'm';
}

int ps_byte_before(ps_span t, size_t at, size_t *start) {
    if (at == 0 || at > t.len) {
        *start = 0;
        return -1;
    }
    /* escapes end with a letter or digit */
    if (!ps_is_alnum(t.ptr[at - 1]) || !may_end_escape(t, at)) {
        *start = at - 1;
        return (unsigned char)t.ptr[at - 1];
    }
    int v = hex_escape(t, at, PS_LIT("\\u"), 4, start);
    if (v < 0) v = hex_escape(t, at, PS_LIT("\\x"), 2, start);
    if (v < 0) v = hex_escape(t, at, PS_LIT("%25"), 2, start);
    if (v < 0) v = hex_escape(t, at, PS_LIT("%"), 2, start);
    if (v < 0) v = octal_escape(t, at, start);
    if (v < 0) v = letter_escape(t, at, start);
    if (v < 0) v = colour_escape(t, at, start);
    if (v >= 0) return v;
    *start = at - 1;
    return (unsigned char)t.ptr[at - 1];
}

bool ps_word_starts(ps_span t, size_t at) {
    size_t start;
    int c = ps_byte_before(t, at, &start);
    return c < 0 || !ps_is_word((char)c);
}

bool ps_word_ends(ps_span t, size_t end) {
    return !ps_is_word(ps_peek(t, end));
}

bool ps_boundary_before(ps_span t, size_t at) {
    size_t start;
    int c = ps_byte_before(t, at, &start);
    if (c < 0) return true;
    if (ps_is_word((char)c)) return false;
    if (!ps_is_one_of((char)c, "-./")) return true;
    return start == 0 || !ps_is_digit(t.ptr[start - 1]);
}
