/* SPDX-License-Identifier: Apache-2.0
 *
 * Shapes read the slow way, from the words of docs/rules.md. */
#ifndef NAIVE_SHAPE_H
#define NAIVE_SHAPE_H

#include "kit.h"

/* Bytes of the shape's match that begins at text[at], or 0. */
size_t naive_shape_at(ps_span shape, ps_span text, size_t at);
/* Appends a text of this shape to out (at most 64 bytes); returns its length. */
size_t naive_shape_make(ps_span shape, kit_random *r, char *out);

#endif
