/* SPDX-License-Identifier: Apache-2.0
 *
 * What the lists know of a word: is it a name, is it a word of the language too? Case, accents and
 * apostrophes do not count; of Ngo-Baker each part is looked at. Pure. */
#ifndef PS_NAME_RANK_H
#define PS_NAME_RANK_H

#include "span.h"

enum {
    PS_NAME_GIVEN = 1,
    PS_NAME_SURNAME = 2,
    PS_NAME_ANY = PS_NAME_GIVEN | PS_NAME_SURNAME,
    PS_NAME_WORD = 4 /* an ordinary word, or a term of programs: no name without strong evidence */
};

/* PS_NAME_* bits; 0: in none of the lists, or longer than any name. */
unsigned ps_name_rank(ps_span word);

#endif
