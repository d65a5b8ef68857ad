/* SPDX-License-Identifier: Apache-2.0 */
#include "cutter.h"

static void note(ps_cutter *cutter, size_t at, size_t behind, bool begins) {
    if (!cutter->starts) return;
    ps_starts_add(cutter->starts, at, behind, begins);
    cutter->starts->carried |= cutter->track.event.carried;
}

void ps_cutter_look(ps_cutter *cutter, const ps_engine *engine, ps_span text) {
    while (engine && cutter->at < text.len) {
        size_t at = cutter->at;
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
        ps_track before = cutter->track;
        bool begins = !ps_track_line(&cutter->track, engine, ps_span_cut(text, at, end));
        if (begins) {
            cutter->cut = at;
            cutter->before_cut = before;
        }
        cutter->at = end + 1;
        note(cutter, at, newline ? end + 1 : end, begins);
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
