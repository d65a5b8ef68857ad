/* SPDX-License-Identifier: Apache-2.0
 *
 * Marked examples: ⟦value⟧ and ⟦CAT:value⟧ (docs/rules.md) -> bare text and spans. */
#ifndef PS_EXAMPLE_H
#define PS_EXAMPLE_H

#include "buf.h"

enum { PS_MARKS_MAX = 64 };

typedef struct ps_mark {
    size_t from, to; /* in the bare text */
    char label[24];  /* empty: the rule's own */
} ps_mark;

typedef struct ps_marked {
    ps_buf text;
    ps_mark marks[PS_MARKS_MAX];
    size_t count;
} ps_marked;

/* PS_E_RULES when a mark does not close, is empty, or there are too many. Free in any case. */
PS_MUST_CHECK ps_status ps_marked_parse(ps_marked *marked, ps_span text);
void ps_marked_free(ps_marked *marked);

#endif
