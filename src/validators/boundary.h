/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a value may begin and end in a log line. A number must not be cut out of a longer number
 * or word; but an escape that stands right before it (`\n`, `\u0020`, `%3D`) is no word although
 * its last byte looks like one: the decoded byte is what counts. Bytes from 0x80 are boundaries,
 * as are the ends of the text. */
#ifndef PS_BOUNDARY_H
#define PS_BOUNDARY_H

#include "span.h"

/* Not after [0-9A-Za-z_], nor after one of - . / that itself follows a digit. */
bool ps_boundary_before(ps_span text, size_t at);

/* Not before [0-9A-Za-z_], nor before one of - . / : that is followed by a digit. */
static inline bool ps_boundary_after(ps_span text, size_t end) {
    char c = end < text.len ? text.ptr[end] : '\0';
    if (ps_is_word(c)) return false;
    return !ps_is_one_of(c, "-./:") || end + 1 >= text.len || !ps_is_digit(text.ptr[end + 1]);
}

/* The byte before `at`, an escape decoded; -1 at the start of the text. *start is where that byte
 * or escape begins. */
int ps_byte_before(ps_span text, size_t at, size_t *start);

/* The byte before is not [0-9A-Za-z_]; a separator after a digit is allowed. */
bool ps_word_starts(ps_span text, size_t at);
bool ps_word_ends(ps_span text, size_t end);

#endif
