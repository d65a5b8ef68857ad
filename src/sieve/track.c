/* SPDX-License-Identifier: Apache-2.0 */
#include "track.h"

#include "sieve_inside.h"

bool ps_track_line(ps_track *track, const ps_engine *engine, ps_span line) {
    return ps_event_step(&track->event, line, &engine->event_limits);
}

bool ps_track_is_open(const ps_track *track, const ps_engine *engine) {
    return engine && ps_event_is_open(&track->event, &engine->event_limits);
}

ps_carry *ps_scratch_carry(ps_scratch *scratch) {
    return &scratch->carry;
}
