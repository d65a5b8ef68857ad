/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines that only make sense together: the rows of a hex dump, the lines of folded base64. For
 * whoever decides which lines are one event. Pure; cheap for lines that are nothing of the kind. */
#ifndef PS_ENCODED_LINE_H
#define PS_ENCODED_LINE_H

#include "span.h"

typedef enum ps_encoded_kind {
    PS_ENCODED_NONE,
    PS_ENCODED_DUMP,
    PS_ENCODED_BASE64
} ps_encoded_kind;

typedef struct ps_encoded_line {
    ps_encoded_kind kind;
    bool continues; /* belongs to the line before it, when that is of this kind and open */
    bool open;      /* the next line may belong to it */
} ps_encoded_line;

/* `line` without its line end. */
ps_encoded_line ps_encoded_line_read(ps_span line);

#endif
