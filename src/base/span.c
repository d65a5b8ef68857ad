/* SPDX-License-Identifier: Apache-2.0 */
#include "span.h"

const unsigned char ps_word_bytes[256] = {
    ['A'] = PS_BYTE_ALNUM, ['B'] = PS_BYTE_ALNUM, ['C'] = PS_BYTE_ALNUM, ['D'] = PS_BYTE_ALNUM,
    ['E'] = PS_BYTE_ALNUM, ['F'] = PS_BYTE_ALNUM, ['G'] = PS_BYTE_ALNUM, ['H'] = PS_BYTE_ALNUM,
    ['I'] = PS_BYTE_ALNUM, ['J'] = PS_BYTE_ALNUM, ['K'] = PS_BYTE_ALNUM, ['L'] = PS_BYTE_ALNUM,
    ['M'] = PS_BYTE_ALNUM, ['N'] = PS_BYTE_ALNUM, ['O'] = PS_BYTE_ALNUM, ['P'] = PS_BYTE_ALNUM,
    ['Q'] = PS_BYTE_ALNUM, ['R'] = PS_BYTE_ALNUM, ['S'] = PS_BYTE_ALNUM, ['T'] = PS_BYTE_ALNUM,
    ['U'] = PS_BYTE_ALNUM, ['V'] = PS_BYTE_ALNUM, ['W'] = PS_BYTE_ALNUM, ['X'] = PS_BYTE_ALNUM,
    ['Y'] = PS_BYTE_ALNUM, ['Z'] = PS_BYTE_ALNUM, ['a'] = PS_BYTE_ALNUM, ['b'] = PS_BYTE_ALNUM,
    ['c'] = PS_BYTE_ALNUM, ['d'] = PS_BYTE_ALNUM, ['e'] = PS_BYTE_ALNUM, ['f'] = PS_BYTE_ALNUM,
    ['g'] = PS_BYTE_ALNUM, ['h'] = PS_BYTE_ALNUM, ['i'] = PS_BYTE_ALNUM, ['j'] = PS_BYTE_ALNUM,
    ['k'] = PS_BYTE_ALNUM, ['l'] = PS_BYTE_ALNUM, ['m'] = PS_BYTE_ALNUM, ['n'] = PS_BYTE_ALNUM,
    ['o'] = PS_BYTE_ALNUM, ['p'] = PS_BYTE_ALNUM, ['q'] = PS_BYTE_ALNUM, ['r'] = PS_BYTE_ALNUM,
    ['s'] = PS_BYTE_ALNUM, ['t'] = PS_BYTE_ALNUM, ['u'] = PS_BYTE_ALNUM, ['v'] = PS_BYTE_ALNUM,
    ['w'] = PS_BYTE_ALNUM, ['x'] = PS_BYTE_ALNUM, ['y'] = PS_BYTE_ALNUM, ['z'] = PS_BYTE_ALNUM,
    ['0'] = PS_BYTE_ALNUM, ['1'] = PS_BYTE_ALNUM, ['2'] = PS_BYTE_ALNUM, ['3'] = PS_BYTE_ALNUM,
    ['4'] = PS_BYTE_ALNUM, ['5'] = PS_BYTE_ALNUM, ['6'] = PS_BYTE_ALNUM, ['7'] = PS_BYTE_ALNUM,
    ['8'] = PS_BYTE_ALNUM, ['9'] = PS_BYTE_ALNUM, ['_'] = PS_BYTE_LINE};

/* Sixteen bytes each. */
#define ALL(kind)                                                                                  \
    (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind),        \
        (kind), (kind), (kind), (kind), (kind)
#define LETTERS(kind)                                                                              \
    0, (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind),     \
        (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind), (kind),    \
        (kind), (kind), (kind), (kind), 0, 0, 0, 0
const unsigned char ps_byte_kinds[256] = {
    ALL(0), ALL(0),
    /* from the blank to / */
    PS_BYTE_JOIN, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, PS_BYTE_JOIN, PS_BYTE_JOIN, 0,
    /* from 0 to ? */
    PS_BYTE_DIGIT, PS_BYTE_DIGIT, PS_BYTE_DIGIT, PS_BYTE_DIGIT, PS_BYTE_DIGIT, PS_BYTE_DIGIT,
    PS_BYTE_DIGIT, PS_BYTE_DIGIT, PS_BYTE_DIGIT, PS_BYTE_DIGIT, 0, 0, 0, 0, 0, 0,
    LETTERS(PS_BYTE_UPPER), PS_BYTE_UNDER, LETTERS(PS_BYTE_LOWER), 0, ALL(PS_BYTE_HIGH),
    ALL(PS_BYTE_HIGH), ALL(PS_BYTE_HIGH), ALL(PS_BYTE_HIGH), ALL(PS_BYTE_HIGH), ALL(PS_BYTE_HIGH),
    ALL(PS_BYTE_HIGH), ALL(PS_BYTE_HIGH)};
