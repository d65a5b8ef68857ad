/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the events of some lines begin. Whoever cuts the input has to know it; what is noted there
 * need not be found out again by whoever judges the lines. */
#ifndef PS_STARTS_H
#define PS_STARTS_H

#include "span.h"

#include <stdint.h>

/* All zero: nothing is noted. One thread at a time. */
typedef struct ps_starts {
    uint32_t *at; /* offsets of the lines that begin an event, in order */
    size_t count, room;
    size_t behind; /* all lines before it are noted */
    bool carried;  /* some event's lines have the wrappers of a container: look for yourself */
    bool failed;   /* memory, or an offset that does not fit: likewise */
} ps_starts;

void ps_starts_free(ps_starts *starts);
void ps_starts_clear(ps_starts *starts);
/* The next line, which ends before `behind`: does it begin an event? */
void ps_starts_add(ps_starts *starts, size_t at, size_t behind, bool begins);
/* What is noted of the lines from `at` on is forgotten. */
void ps_starts_cut(ps_starts *starts, size_t at);
/* Do they say all of `len` bytes? */
bool ps_starts_tell(const ps_starts *starts, size_t len);

#endif
