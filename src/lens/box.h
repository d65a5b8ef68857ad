/* SPDX-License-Identifier: Apache-2.0
 *
 * A box of texts: for each byte the lowest and the highest that may stand there. All texts of a box
 * are of one length. A text is looked up by a hash that no digit moves, and held against the boxes
 * with that hash: some 20 instructions for 32 bytes, both together. */
#ifndef PS_BOX_H
#define PS_BOX_H

#include "span.h"

#include <stdint.h>

typedef struct ps_box_fns {
    /* Equal for texts that differ in digits alone. No secret is in it. */
    uint64_t (*hash)(ps_span text);
    /* low[i] <= text.ptr[i] <= high[i] for all i < text.len. */
    bool (*holds)(const unsigned char *low, const unsigned char *high, ps_span text);
    /* out[i] is text.ptr[i], or low[i] or high[i] where it lies beyond. */
    void (*clamp)(const unsigned char *low, const unsigned char *high, ps_span text, char *out);
} ps_box_fns;

/* The fastest that this processor has. Hashes of different ones differ. */
const ps_box_fns *ps_box_best(void);

/* Every one that this processor can run, the best first, for tests; NULL ends. */
const ps_box_fns *const *ps_box_all(void);

#endif
