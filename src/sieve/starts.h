/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the events of some lines begin. Whoever cuts the input has to know it; what is noted there
 * need not be found out again by whoever judges the lines. */
#ifndef PS_STARTS_H
#define PS_STARTS_H

#include "span.h"

#include <stdint.h>

/* A line that begins an event. */
typedef struct ps_start {
    uint32_t at : 31;
    uint32_t carried : 1; /* the event has several lines, and each has the wrapper of a container */
    uint32_t known;       /* of an event of one line: ps_known_ref of whoever looked at it */
} ps_start;

/* All zero: nothing is noted. One thread at a time. */
typedef struct ps_starts {
    ps_start *items; /* in order */
    size_t count, room;
    size_t behind; /* all lines before it are noted */
    bool carried;  /* ps_start.carried of the event that has begun before the first line */
    bool failed;   /* memory, an offset that does not fit, a cut within an event: look yourself */
} ps_starts;

void ps_starts_free(ps_starts *starts);
void ps_starts_clear(ps_starts *starts);
/* The next line, `line`, which ends before `behind`: does it begin an event? */
void ps_starts_add(ps_starts *starts, ps_start line, size_t behind, bool begins);
/* Nothing is known of the lines any more. */
void ps_starts_forget(ps_starts *starts);
/* What is noted of the lines from `at` on is forgotten. */
void ps_starts_cut(ps_starts *starts, size_t at);
/* Do they say all of `len` bytes? */
bool ps_starts_tell(const ps_starts *starts, size_t len);

#endif
