/* SPDX-License-Identifier: Apache-2.0
 *
 * A batch of lines -> events, as many at a time as the list holds. */
#include "sieve_inside.h"

enum { PLACES_MAX = 1 << 18 };

static size_t line_end(ps_span batch, size_t at) {
    const char *newline = memchr(batch.ptr + at, '\n', batch.len - at);
    return newline ? (size_t)(newline - batch.ptr) : batch.len;
}

static void begin(ps_scratch *s) {
    s->continues = ps_track_is_open(&s->carry.track, s->engine);
    s->split = (ps_split){0};
    ps_known_begin(s);
}

void ps_split_begin(ps_scratch *s, ps_span batch) {
    bool ahead =
        s->split.ahead && s->split.whole.ptr == batch.ptr && s->split.whole.len == batch.len;
    if (!ahead) begin(s);
    if (s->continues) s->before = s->carry.memory;
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
    bool idle = ps_carried_is_idle(&s->carry.carried);
    event->slots = (uint32_t)s->slot_count;
    event->plain = false;
    ps_known_look(s, batch, event);
    if (event->known && idle) return ps_places_add(&s->places[0], *event);
    ps_carried_event(&s->carry.carried, &rows.reader, event->from, event->to);
    if (s->slot_count > event->slots) event->known = NULL;
    event->plain = idle && s->slot_count == event->slots && ps_carried_is_idle(&s->carry.carried);
    return rows.status == PS_OK ? ps_places_add(&s->places[0], *event) : rows.status;
}

/* ---- events ---- */

static ps_status split(ps_scratch *s, ps_span batch) {
    ps_places *places = &s->places[0];
    size_t begin = s->split.at;
    ps_place event = {.from = (uint32_t)begin};
    places->count = s->slot_count = 0;
    ps_buf_clear(&s->skeletons);
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
            event.from = (uint32_t)at;
            event.carried = false;
        }
        event.carried |= !s->carry.starts && s->carry.track.event.carried;
        places->carried |= event.carried;
        event.to = (uint32_t)end;
        s->split.at = end + 1;
    }
    return close_event(s, batch, &event);
}

ps_status ps_split_next(ps_scratch *s, ps_span batch) {
    if (!s->split.ahead) return split(s, batch);
    s->split.ahead = false;
    return PS_OK;
}

bool ps_sieve_split(const ps_engine *engine, ps_scratch *s, ps_span batch) {
    if (s->engine != engine || batch.len > INT32_MAX) return false;
    const ps_track track = s->carry.track;
    const ps_carried carried = s->carry.carried;
    begin(s);
    s->split.ahead = split(s, batch) == PS_OK && s->split.at >= batch.len;
    s->split.whole = batch;
    if (s->split.ahead) return true;
    s->carry.track = track;
    s->carry.carried = carried;
    return false;
}
