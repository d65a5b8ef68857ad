/* SPDX-License-Identifier: Apache-2.0 */
#include "cutter.h"

/* The line [at,end): does it begin an event? */
static bool step(ps_cutter *cutter, const ps_engine *engine, ps_span text, size_t at, size_t end) {
    uint32_t known;
    bool on =
        ps_track_step(&cutter->track, engine, cutter->scratch, ps_span_cut(text, at, end), &known);
    ps_start line = {(uint32_t)at & INT32_MAX, cutter->track.event.carried, known};
    if (cutter->starts) ps_starts_add(cutter->starts, line, end + (end < text.len), !on);
    return !on;
}

void ps_cutter_look(ps_cutter *cutter, const ps_engine *engine, ps_span text) {
    while (engine && cutter->at < text.len) {
        size_t at = cutter->at;
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
        ps_track before = cutter->track;
        if (step(cutter, engine, text, at, end)) {
            cutter->cut = at;
            cutter->before_cut = before;
        }
        cutter->at = end + 1;
        bool partial = cutter->track.event.partial && ps_track_is_open(&cutter->track, engine);
        if (partial) continue;
        cutter->whole = cutter->at;
        cutter->at_whole = cutter->track;
    }
    if (!engine) cutter->whole = text.len; /* lines without events */
    if (ps_track_is_open(&cutter->track, engine)) return;
    cutter->cut = text.len; /* nothing can join it */
    cutter->before_cut = cutter->track;
}
