/* SPDX-License-Identifier: Apache-2.0
 *
 * The literals of a regex: a set of byte strings of which every match holds one, at a bounded
 * distance from its start. The words lens looks for literals only, which Hyperscan does at
 * gigabytes a second and compiles in milliseconds; the judge confirms the regex itself. */
#ifndef PS_LITERALS_H
#define PS_LITERALS_H

#include "span.h"

enum { PS_LITERALS_MAX = 96, PS_LITERAL_LEN = 24 };

typedef struct ps_literal {
    char bytes[PS_LITERAL_LEN];
    uint8_t len;
} ps_literal;

typedef struct ps_literals {
    ps_literal item[PS_LITERALS_MAX];
    unsigned count;
    unsigned shortest;  /* bytes of the shortest one; 0: the regex holds no usable literal */
    size_t before;      /* a match begins at most so many bytes before the literal's end */
    uint64_t follow[4]; /* bytes that may stand behind one in a match: digits all or none, letters
                           in both cases */
    size_t width; /* longest match in bytes; SIZE_MAX: no end, or the regex was not understood */
} ps_literals;

/* PS_E_NOMEM, or PS_OK; literals->count is 0 when nothing usable is in it. */
PS_MUST_CHECK ps_status ps_regex_literals(ps_span regex, ps_literals *literals);

#endif
