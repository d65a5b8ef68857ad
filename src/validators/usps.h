/* SPDX-License-Identifier: Apache-2.0
 *
 * Words of postal addresses. Private to the validators. */
#ifndef PS_USPS_H
#define PS_USPS_H

#include "span.h"

typedef enum ps_suffix {
    PS_SUFFIX_NONE,
    PS_SUFFIX_PLAIN,
    PS_SUFFIX_TRAP /* an ordinary word too: `3 Way`, `step 4 Loop` */
} ps_suffix;

/* Street suffix of USPS Publication 28, appendix C1, or its abbreviation. */
ps_suffix ps_usps_suffix(ps_span word);

bool ps_usps_directional(ps_span word); /* N, SW, North, ... */
bool ps_usps_unit(ps_span word);        /* Apt, Suite, ... of appendix C2 */

/* Two upper-case letters of a state, district, territory or military region. */
bool ps_usps_state(ps_span word);

/* The code is an English or technical word too, so it needs the comma after the city. */
bool ps_usps_state_is_word(ps_span word);

/* Index after one word of a name or place at i (letters, digits, ' . -), i when there is none. */
size_t ps_token_end(ps_span t, size_t i);

/* Where the token that ends at `end` begins. */
size_t ps_token_start(ps_span t, size_t end);

/* From the first byte of a street suffix leftwards to the house number. */
bool ps_street_left(ps_span t, size_t suffix, size_t *from);

/* `Springfield, IN` or `Springfield IN 46204` or `46204` at i. */
bool ps_city_follows(ps_span t, size_t i);

#endif
