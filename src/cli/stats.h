/* SPDX-License-Identifier: Apache-2.0
 *
 * --stats: what was done, in numbers. */
#ifndef PS_STATS_H
#define PS_STATS_H

#include "options.h"
#include "sieve.h"

typedef struct ps_stats {
    const ps_engine *engine;
    ps_counts counts; /* counts.rules is owned */
    uint64_t began;   /* ps_clock_ns */
} ps_stats;

PS_MUST_CHECK ps_status ps_stats_begin(ps_stats *stats, const ps_engine *engine, ps_error *err);
void ps_stats_free(ps_stats *stats);
/* Writes to standard error what --stats asks for; nothing when it was not asked for. */
void ps_stats_show(const ps_stats *stats, const ps_options *options);
/* A note on withheld lines unless --quiet; true when there are any. */
bool ps_stats_withheld(const ps_stats *stats, const ps_options *options);

#endif
