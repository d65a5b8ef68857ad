/* SPDX-License-Identifier: Apache-2.0
 *
 * Base64 and base64url: where a run ends, and what it says. Pure, no heap. */
#ifndef PS_BASE64_H
#define PS_BASE64_H

#include "span.h"

enum { PS_BASE64_LEAST = 24, PS_BASE64_HEAD = 12 };

/* A-Z a-z 0-9 and, in either alphabet, + / - _ */
bool ps_is_base64(char c);

/* The end of the characters of that class that stand at `at`. */
size_t ps_base64_end(ps_span text, size_t at);

/* Are all characters of one alphabet, and can there be so many? `cut`: the rest may be missing. */
bool ps_base64_is_pure(ps_span run, bool cut);

/* Decodes as many characters as are whole; line ends, blanks and padding are passed over. `out` has
 * room for run.len / 4 * 3 + 3 bytes. Returns how many were written. */
size_t ps_base64_decode(ps_span run, char *out);

#endif
