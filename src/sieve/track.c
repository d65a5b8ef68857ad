/* SPDX-License-Identifier: Apache-2.0 */
#include "track.h"

#include "sieve_inside.h"

bool ps_track_line(ps_track *track, const ps_engine *engine, ps_span line) {
    return ps_event_step(&track->event, line, &engine->event_limits);
}

bool ps_track_is_open(const ps_track *track, const ps_engine *engine) {
    return engine && ps_event_is_open(&track->event, &engine->event_limits);
}

static void put_nothing(ps_reader *reader, const ps_slot *slot) {
    (void)reader, (void)slot;
}

/* By what the cutter has noted. */
static void pass_starts(ps_carried *carried, ps_reader *reader, const ps_starts *starts) {
    size_t begin = 0, len = reader->text.len;
    for (size_t i = starts->count && starts->items[0].at == 0; i <= starts->count; i++) {
        size_t next = i < starts->count ? starts->items[i].at : len;
        bool ended = next > 0 && reader->text.ptr[next - 1] == '\n';
        ps_carried_event(carried, reader, begin, ended ? next - 1 : next);
        begin = next;
    }
}

void ps_carried_pass(ps_carried *carried, const ps_track *track, const ps_engine *engine,
                     ps_span lines, const ps_starts *starts) {
    ps_reader reader = {.text = lines, .keys = ps_lens_keys(engine->lens), .put = put_nothing};
    if (!lines.len) return;
    if (starts) {
        pass_starts(carried, &reader, starts);
        return;
    }
    ps_track now = *track;
    size_t begin = 0, behind = 0;
    for (size_t at = 0; at < lines.len;) {
        const char *newline = memchr(lines.ptr + at, '\n', lines.len - at);
        size_t end = newline ? (size_t)(newline - lines.ptr) : lines.len;
        if (!ps_track_line(&now, engine, ps_span_cut(lines, at, end)) && at > 0) {
            ps_carried_event(carried, &reader, begin, behind);
            begin = at;
        }
        behind = end;
        at = end + 1;
    }
    ps_carried_event(carried, &reader, begin, behind);
}

ps_carry *ps_scratch_carry(ps_scratch *scratch) {
    return &scratch->carry;
}
