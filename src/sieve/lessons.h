/* SPDX-License-Identifier: Apache-2.0
 *
 * What one worker has learnt, told to the others: else each would have to learn all of it. Between
 * two batches a worker tells what is new with it and hears what is new with the rest; nobody waits,
 * and what is told too fast to be heard is missed. Bounded. One thread at a time, but for
 * ps_lessons_met. */
#ifndef PS_LESSONS_H
#define PS_LESSONS_H

#include "recall.h"
#include "track.h"

/* How far somebody has heard. All zero: nothing yet. */
typedef struct ps_heard {
    uint64_t page;
    size_t at;
} ps_heard;

/* The recall tells, then hears; not when somebody else does just now. */
void ps_lessons_exchange(ps_lessons *lessons, ps_recall *recall, ps_heard *heard);

/* What all of them have met. Lives as long. */
ps_met *ps_lessons_met(ps_lessons *lessons);

#endif
