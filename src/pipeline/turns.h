/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may read, who may write, who is still at work: every lock and thread of the pipeline.
 *
 * Reading is one at a time (enter .. leave) and gives out numbers; writing goes in the order of
 * those numbers (await .. pass). The first failure is kept and ends everybody's work. */
#ifndef PS_TURNS_H
#define PS_TURNS_H

#include "span.h"

typedef struct ps_turns ps_turns;

PS_MUST_CHECK ps_status ps_turns_new(ps_turns **out, unsigned workers);
void ps_turns_free(ps_turns *turns);
/* Before a run; nobody is at work. */
void ps_turns_reset(ps_turns *turns);

/* Takes the input lock. False, and not taken: something failed. */
bool ps_turns_enter(ps_turns *turns);
void ps_turns_leave(ps_turns *turns);
/* For who holds it for several batches: false when something failed meanwhile. */
bool ps_turns_goes_on(const ps_turns *turns);
/* The next number, for the holder of the input. Every number must be passed once. */
uint64_t ps_turns_number(ps_turns *turns);

/* Waits until all smaller numbers have passed. False: something failed, write nothing. */
bool ps_turns_await(ps_turns *turns, uint64_t number);
/* For whoever has awaited: the turn goes to the next number. */
void ps_turns_pass(ps_turns *turns);

/* The one memory for oversized lines; the holder of the input may wait here, since whoever has it
 * gives it back without needing the input. */
void ps_turns_take_big(ps_turns *turns);
void ps_turns_give_big(ps_turns *turns);

/* True for the first failure. *err is copied. */
bool ps_turns_fail(ps_turns *turns, ps_status status, const ps_error *err);
ps_status ps_turns_outcome(ps_turns *turns, ps_error *err);

typedef void ps_turns_fn(void *ctx);
PS_MUST_CHECK ps_status ps_turns_spawn(ps_turns *turns, ps_turns_fn *fn, void *ctx);
/* Waits up to `ms` (UINT32_MAX: for ever) for all spawned threads; true: all have ended. */
bool ps_turns_join(ps_turns *turns, uint32_t ms);

#endif
