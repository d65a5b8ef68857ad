/* SPDX-License-Identifier: Apache-2.0
 *
 * Unicode that stands for ASCII in numbers and keys: digits of other scripts, full-width and
 * mathematical forms, dashes, blanks, and signs that nobody sees. Pure. */
#ifndef PS_FOLD_H
#define PS_FOLD_H

#include "span.h"

#include <stdint.h>

#define PS_FOLD_NOTHING UINT32_MAX /* the sign stands for nothing: zero-width, soft hyphen */

/* What the code point stands for: an ASCII character, a control character for its picture, a line
 * end, PS_FOLD_NOTHING, or itself. */
uint32_t ps_fold_point(uint32_t point);

/* The bytes of the UTF-8 character at s.ptr[at], whose code point is set; 0 when there is none. */
size_t ps_utf8_read(ps_span s, size_t at, uint32_t *point);

#endif
