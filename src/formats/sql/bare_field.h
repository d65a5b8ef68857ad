/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields of a row that nobody has quoted: numbers, and what frameworks write when they put values
 * into a statement without quotes. */
#ifndef PS_BARE_FIELD_H
#define PS_BARE_FIELD_H

#include "validator.h"

/* The value at `at`, when the field holds neither quote nor call nor placeholder and does not look
 * like a variable. `raw`: the statement is known to be written without quotes. */
bool ps_bare_field(ps_span text, size_t at, bool raw, ps_extent *out);

#endif
