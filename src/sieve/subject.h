/* SPDX-License-Identifier: Apache-2.0
 *
 * A text under examination. Not for other layers. */
#ifndef PS_SUBJECT_H
#define PS_SUBJECT_H

#include "sieve_inside.h"

/* A text to be judged: the batch itself, or a view with its map back. */
typedef struct ps_subject {
    ps_span text;
    const ps_view *view; /* NULL: the batch */
    ps_span batch;
    const ps_places *places; /* its events; of them [first, last) are looked at */
    size_t first, last;
    bool ids; /* some of them have stand-ins */
} ps_subject;

static inline size_t ps_to_batch(const ps_subject *subject, size_t at) {
    return subject->view ? ps_view_raw_from(subject->view, at) : at;
}

/* The end of a stretch: what was left out behind it (a colour's end) is not its own. */
static inline size_t ps_end_to_batch(const ps_subject *subject, size_t from, size_t to) {
    return subject->view && to > from ? ps_view_raw_to(subject->view, to - 1)
                                      : ps_to_batch(subject, to);
}

#endif
