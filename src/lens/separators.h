/* SPDX-License-Identifier: Apache-2.0
 *
 * What parts a key from its value besides ':' and '=': the words lens finds the signs. */
#ifndef PS_SEPARATORS_H
#define PS_SEPARATORS_H

#include "span.h"

/* Rows of separators.def. */
typedef enum ps_separator {
#define PS_SEPARATOR(name, literal) PS_SEPARATOR_##name,
#include "separators.def"
#undef PS_SEPARATOR
    PS_SEPARATORS
} ps_separator;

const char *ps_separator_literal(ps_separator separator);

/* The literal of `separator` ends at `end`. Where is the sign behind the key? False: none here. */
bool ps_separator_at(ps_separator separator, ps_span text, size_t end, size_t *at);

#endif
