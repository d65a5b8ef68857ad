/* SPDX-License-Identifier: Apache-2.0
 *
 * What a door counts: lines in the host's log, and metrics and health for whoever asks over HTTP.
 * All of it is used on the instance's hand; who looks over HTTP sees what was shown last. */
#ifndef PS_TALLY_H
#define PS_TALLY_H

#include "watch.h"

typedef struct ps_tally {
    const char *who;
    ps_watch *watch; /* NULL: nobody listens */
    ps_metrics *metrics;
    ps_meter *meter;
    ps_msgpack_report last; /* of the chunk that is under way */
    uint64_t began;
    uint64_t chunks, objects, clean, changed, withheld, again;
    uint64_t dropped, flawed; /* chunks; flawed: something in them was withheld */
} ps_tally;

/* Clears it. `listen` NULL: no HTTP. Until _begin it answers that it is not ready. */
PS_MUST_CHECK ps_status ps_tally_open(ps_tally *tally, const char *who, const char *listen,
                                      ps_error *err);
/* Ready from now on. Borrows the engine. */
PS_MUST_CHECK ps_status ps_tally_begin(ps_tally *tally, const ps_engine *engine, const char *kind,
                                       ps_error *err);
void ps_tally_close(ps_tally *tally);
/* A line in the log with all of it. */
void ps_tally_tell(const ps_tally *tally);

/* For each chunk: before and after it is examined; then one of the last two. */
void ps_tally_start(ps_tally *tally);
void ps_tally_count(ps_tally *tally, const ps_msgpack_report *report, const ps_scratch *scratch);
/* arrived false: all of it will come again. */
void ps_tally_settle(ps_tally *tally, bool arrived);
void ps_tally_drop(ps_tally *tally, const char *why);

#endif
