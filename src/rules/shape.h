/* SPDX-License-Identifier: Apache-2.0
 *
 * Syntax of shapes (docs/rules.md). */
#ifndef PS_SHAPE_H
#define PS_SHAPE_H

#include "span.h"

#define PS_SHAPE_MAX 64 /* bytes that a shape can match at most */

typedef struct ps_shape_facts {
    size_t digits_min, digits_max; /* how many digits a match has */
    size_t width_max;              /* and how many bytes */
} ps_shape_facts;

/* NULL when the shape is well formed (then *facts is set), else what is wrong and what to do. */
const char *ps_shape_check(ps_span shape, ps_shape_facts *facts);

#endif
