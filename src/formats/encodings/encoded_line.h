/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines that only make sense together: the rows of a hex dump, the lines of folded base64. For
 * whoever decides which lines are one event. Pure; cheap for lines that are nothing of the kind. */
#ifndef PS_ENCODED_LINE_H
#define PS_ENCODED_LINE_H

#include "span.h"

#include <stdint.h>

/* Takes the next line, without its line end. True: it belongs to the line before it. *state is 0 at
 * first and is kept from line to line. A dump belongs to the line above it, which says what it is;
 * the next dump does not. */
bool ps_encoded_step(uint8_t *state, ps_span line);

/* May a line be another thing to ps_encoded_step when other digits stand in it? */
bool ps_encoded_hangs_on_digits(ps_span line);

#endif
