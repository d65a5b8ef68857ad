/* SPDX-License-Identifier: Apache-2.0
 *
 * The name of what a key stands in: {"member":{"id":..}}, Member(id=.., #<Member id: .. */
#ifndef PS_PARENT_H
#define PS_PARENT_H

#include "validator.h"

/* How far back it is sought: a bound of the cost, since such keys are frequent. */
enum { PS_PARENT_REACH = 512 };

/* The word before the bracket that encloses text[at]; lists in between do not count. */
bool ps_parent_word(ps_span text, size_t at, ps_extent *word);

#endif
