/* SPDX-License-Identifier: Apache-2.0 */
#include "base64.h"

#include <stdint.h>

/* The value of a character plus 1; 0: it is none. */
static const uint8_t values[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['-'] = 63,
    ['/'] = 64, ['_'] = 64,
};

bool ps_is_base64(char c) {
    return values[(unsigned char)c] != 0;
}

/* The highest bit is set when c is of the class. Sums in place of the table or of comparisons: the
 * compiler makes vector code of them. A difference below zero has that bit, too. */
static uint8_t is_in_class(uint8_t c) {
    uint8_t letter = (uint8_t)((c | 0x20) - 'a'), digit = (uint8_t)(c - '/'); /* '/', 0 to 9 */
    uint8_t plus = c ^ '+', minus = c ^ '-', low = c ^ '_';
    return (uint8_t)(((~letter & (letter - 26)) | (~digit & (digit - 11)) | (plus - 1) |
                      (minus - 1) | (low - 1)) &
                     ~c);
}

size_t ps_base64_end(ps_span text, size_t at) {
    enum { NEAR = 16, STEP = 64, FOUR = 4 };
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    for (size_t near = at + NEAR; at < near && text.len - at >= FOUR;
         at += FOUR) { /* most end here */
        if (!values[bytes[at]]) return at;
        if (!values[bytes[at + 1]]) return at + 1;
        if (!values[bytes[at + 2]]) return at + 2;
        if (!values[bytes[at + 3]]) return at + 3;
    }
    for (; text.len - at >= STEP; at += STEP) {
        uint8_t all = 0x80;
        for (size_t i = 0; i < STEP; i++) all &= is_in_class((uint8_t)text.ptr[at + i]);
        if (!all) break;
    }
    while (at < text.len && values[(unsigned char)text.ptr[at]]) at++;
    return at;
}

bool ps_base64_is_pure(ps_span run, bool cut) {
    bool standard = memchr(run.ptr, '+', run.len) || memchr(run.ptr, '/', run.len);
    bool url = memchr(run.ptr, '-', run.len) || memchr(run.ptr, '_', run.len);
    return (run.len % 4 != 1 || cut) && !(standard && url);
}

/* Four characters at a time, as long as nothing stands between them. */
static void decode_fours(ps_span run, size_t *at, char *out, size_t *made) {
    size_t i = *at, m = *made;
    for (; run.len - i >= 4; i += 4, m += 3) {
        const unsigned char *in = (const unsigned char *)run.ptr + i;
        uint32_t a = values[in[0]], b = values[in[1]], c = values[in[2]], d = values[in[3]];
        if (!a || !b || !c || !d) break;
        uint32_t bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
        out[m] = (char)(bits >> 16);
        out[m + 1] = (char)(bits >> 8 & 0xFF);
        out[m + 2] = (char)(bits & 0xFF);
    }
    *at = i;
    *made = m;
}

size_t ps_base64_decode(ps_span run, char *out) {
    uint32_t bits = 0;
    size_t n = 0, made = 0, i = 0;
    for (; i < run.len; i++) {
        if (n % 4 == 0) decode_fours(run, &i, out, &made);
        if (i == run.len) break;
        uint8_t value = values[(unsigned char)run.ptr[i]];
        if (!value) continue;
        bits = bits << 6 | (value - 1u);
        if (++n % 4 == 1) continue;
        unsigned shift = n % 4 == 2 ? 4 : n % 4 == 3 ? 2 : 0;
        out[made++] = (char)(bits >> shift & 0xFF);
    }
    return made;
}
