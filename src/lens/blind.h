/* SPDX-License-Identifier: Apache-2.0
 *
 * Is a regex blind to which digit stands somewhere? Then it matches a text at the same places
 * whatever the digits of its numbers are. */
#ifndef PS_BLIND_H
#define PS_BLIND_H

#include "span.h"

/* True only when all that the regex (PCRE2 syntax) asks for takes every digit or none. */
bool ps_regex_is_blind(ps_span regex);

#endif
