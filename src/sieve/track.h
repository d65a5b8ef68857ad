/* SPDX-License-Identifier: Apache-2.0
 *
 * What crosses lines: the event under way. Decided forwards, from the lines alone, so that whoever
 * cuts the input (the framer) and whoever judges it come to the same answer. */
#ifndef PS_TRACK_H
#define PS_TRACK_H

#include "carried.h"
#include "event.h"
#include "memory.h"
#include "sieve.h"
#include "starts.h"

/* All zero at the beginning of the input. Copied freely; holds no input bytes. */
typedef struct ps_track {
    ps_event_state event;
} ps_track;

ps_event_limits ps_engine_event_limits(const ps_engine *engine);

/* Takes the next line, without its '\n'. True: it goes on with the event under way. */
bool ps_track_line(ps_track *track, const ps_engine *engine, ps_span line);
/* The same; *known: what the scratch (NULL: none) knows of the line as an event of its own
 * (ps_known_ref). 0: nothing. */
bool ps_track_step(ps_track *track, const ps_engine *engine, ps_scratch *scratch, ps_span line,
                   uint32_t *known);
/* Is an event under way, so that the next line may belong to it? */
bool ps_track_is_open(const ps_track *track, const ps_engine *engine);

/* Takes whole lines that will be judged elsewhere: what they say of later lines. `track` is as it
 * was before them; `starts` tells of all of them, or is NULL. */
void ps_carried_pass(ps_carried *carried, const ps_track *track, const ps_engine *engine,
                     ps_span lines, const ps_starts *starts);

/* What a batch takes over from the one before it. */
typedef struct ps_carry {
    ps_track track;
    ps_carried carried;
    ps_memory memory;        /* of the event under way */
    bool goes_on;            /* set by the caller: the last event may go on in a later batch */
    const ps_starts *starts; /* set by the caller: of this batch; NULL: not known */
} ps_carry;

/* Before the lines of a batch are looked at ahead with the scratch (ps_track_step): makes what it
 * knows by, or makes room in it. What was known before is not valid any more. ps_sieve_batch does
 * so itself when `starts` are not told. */
void ps_scratch_prepare(ps_scratch *scratch);

/* Scratches that learn from each other while they are at work, in any threads. Borrowed. */
typedef struct ps_lessons ps_lessons;
ps_lessons *ps_lessons_new(void); /* NULL: no memory */
void ps_lessons_free(ps_lessons *lessons);
void ps_scratch_share(ps_scratch *scratch, ps_lessons *lessons);

/* Of the scratch: set it before ps_sieve_batch (all zero: the batch begins anew); afterwards it is
 * what the next batch takes over. */
ps_carry *ps_scratch_carry(ps_scratch *scratch);

#endif
