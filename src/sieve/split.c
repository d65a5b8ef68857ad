/* SPDX-License-Identifier: Apache-2.0
 *
 * A batch of lines -> events, as many at a time as the list holds. */
#include "sieve_inside.h"

enum { PLACES_MAX = 1 << 18 };

static size_t line_end(ps_span batch, size_t at) {
    const char *newline = memchr(batch.ptr + at, '\n', batch.len - at);
    return newline ? (size_t)(newline - batch.ptr) : batch.len;
}

void ps_split_begin(ps_scratch *s) {
    s->continues = ps_track_is_open(&s->carry.track, s->engine);
    if (s->continues) s->before = s->carry.memory;
    s->split = (ps_split){0};
}

/* The line that begins at s->split.at: part of the event under way, or the first of the next. */
static bool take_line(ps_scratch *s, ps_span batch, size_t end) {
    if (s->split.taken) { /* the last piece ended before it */
        s->split.taken = false;
        return false;
    }
    const ps_starts *starts = s->carry.starts;
    if (!starts)
        return ps_track_line(&s->carry.track, s->engine, ps_span_cut(batch, s->split.at, end));
    bool begins = s->split.start < starts->count && starts->at[s->split.start] == s->split.at;
    s->split.start += begins;
    return !begins;
}

/* ---- tables ---- */

typedef struct ps_rows {
    ps_reader reader; /* first: put() gets its address */
    ps_scratch *scratch;
    ps_status status;
} ps_rows;

static void put(ps_reader *reader, const ps_slot *slot) {
    ps_rows *rows = (ps_rows *)reader;
    ps_scratch *s = rows->scratch;
    if (s->slot_count == s->slot_room) {
        rows->status = ps_grow(&s->slots, &s->slot_room, sizeof *s->slots);
        reader->full = rows->status != PS_OK;
        if (reader->full) return;
    }
    s->slots[s->slot_count++] = *slot;
}

/* The event is whole: its rows and parameters become its slots. */
static ps_status close_event(ps_scratch *s, ps_span batch, ps_place *event) {
    ps_rows rows = {.reader = {.text = batch, .keys = ps_lens_keys(s->engine->lens), .put = put},
                    .scratch = s};
    event->slots = s->slot_count;
    ps_carried_event(&s->carry.carried, &rows.reader, event->from, event->to);
    return rows.status == PS_OK ? ps_places_add(&s->places[0], *event) : rows.status;
}

/* ---- events ---- */

ps_status ps_split_next(ps_scratch *s, ps_span batch) {
    ps_places *places = &s->places[0];
    size_t begin = s->split.at;
    ps_place event = {.from = begin};
    places->count = s->slot_count = 0;
    places->carried = false;
    while (s->split.at < batch.len) {
        size_t at = s->split.at, end = line_end(batch, at);
        bool on = take_line(s, batch, end);
        if (at == 0 && !on) s->continues = false;
        if (!on && at > begin) {
            ps_status status = close_event(s, batch, &event);
            if (status != PS_OK) return status;
            s->split.taken = places->count == PLACES_MAX;
            if (s->split.taken) return PS_OK;
            event.event++;
            event.from = at;
            event.carried = false;
        }
        event.carried |= !s->carry.starts && s->carry.track.event.carried;
        places->carried |= event.carried;
        event.to = end;
        s->split.at = end + 1;
    }
    return close_event(s, batch, &event);
}
