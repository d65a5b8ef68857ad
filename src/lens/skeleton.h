/* SPDX-License-Identifier: Apache-2.0
 *
 * The skeleton of a text: its bytes, with '0' for each digit of a number. It is as long as the
 * text, so that every other byte stands at the same offset. Lines of one log statement mostly have
 * one skeleton: a clock, counters and addresses are all that sets them apart.
 *
 * Digits that end a name stay (line2, PV1, npi_1): up to three behind letters, up to two behind a
 * '_'. So do not those behind a single letter that stands behind a digit (22T10, 5d7): nobody is
 * called so. Which digits stay hangs on digits being there, not on which: two texts with the same
 * skeleton differ in numbers alone, and in numbers of the same length. */
#ifndef PS_SKELETON_H
#define PS_SKELETON_H

#include "byte_sets.h"
#include "span.h"

enum { PS_NUMBER = '0', PS_SKELETON_MAX = 4096, PS_SKELETON_SPARE = PS_SETS_BLOCK };

/* Writes text.len bytes, PS_SKELETON_MAX at most, to `out`, which has room for PS_SKELETON_SPARE
 * more. */
void ps_skeleton_make(ps_byte_sets_fn *sets, ps_span text, char *out);

/* May the byte at `at` of the text be another one in a text with the same skeleton? */
static inline bool ps_skeleton_hides(ps_span text, const char *skeleton, size_t at) {
    return text.ptr[at] != skeleton[at] || text.ptr[at] == PS_NUMBER;
}

#endif
