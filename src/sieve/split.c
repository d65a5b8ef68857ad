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
    if (!s->carry.starts) ps_scratch_prepare(s);
}

void ps_split_begin(ps_scratch *s, ps_span batch) {
    bool ahead =
        s->split.ahead && s->split.whole.ptr == batch.ptr && s->split.whole.len == batch.len;
    if (!ahead) begin(s);
    if (s->continues) s->before = s->carry.memory;
}

/* ---- where events begin ---- */

/* The event that begins at s->split.at, or goes on there: where the next one does. As it was told.
 */
static size_t told_event(ps_scratch *s, ps_span batch, ps_start *event) {
    const ps_starts *starts = s->carry.starts;
    bool begins = s->split.start < starts->count && starts->items[s->split.start].at == s->split.at;
    *event = (ps_start){.at = (uint32_t)s->split.at & INT32_MAX, .carried = starts->carried};
    if (begins) *event = starts->items[s->split.start++];
    if (begins && s->split.at == 0) s->continues = false;
    return s->split.start < starts->count ? starts->items[s->split.start].at : batch.len;
}

/* The same, line by line. */
static size_t find_event(ps_scratch *s, ps_span batch, ps_start *event) {
    *event = (ps_start){.at = (uint32_t)s->split.at & INT32_MAX};
    if (s->split.taken) *event = s->split.next;
    for (size_t at = s->split.taken ? line_end(batch, s->split.at) + 1 : s->split.at;
         at < batch.len;) {
        size_t end = line_end(batch, at);
        uint32_t known;
        bool on = ps_track_step(&s->carry.track, s->engine, s, ps_span_cut(batch, at, end), &known);
        ps_start line = {(uint32_t)at & INT32_MAX, s->carry.track.event.carried, known};
        bool first = at == s->split.at;
        if (!on && at == 0) s->continues = false;
        s->split.taken = !on && !first;
        s->split.next = line;
        if (s->split.taken) return at;
        event->carried |= line.carried;
        event->known = first && !on ? known : 0;
        at = end + 1;
    }
    s->split.taken = false;
    return batch.len;
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
static ps_status close_event(ps_scratch *s, ps_span batch, ps_place *event, uint32_t known) {
    ps_rows rows = {.reader = {.text = batch, .keys = ps_lens_keys(s->engine->lens), .put = put},
                    .scratch = s};
    bool idle = ps_carried_is_idle(&s->carry.carried);
    event->slots = (uint32_t)s->slot_count;
    if (known) ps_known_note(s, event, known);
    event->plain = idle;
    if (event->known && idle) return ps_places_add(&s->places[0], *event);
    ps_carried_event(&s->carry.carried, &rows.reader, event->from, event->to);
    event->empty_from = (uint32_t)rows.reader.empty.from;
    event->empty_to = (uint32_t)rows.reader.empty.to;
    if (s->slot_count > event->slots) event->known = NULL;
    event->plain = idle && s->slot_count == event->slots && ps_carried_is_idle(&s->carry.carried);
    return rows.status == PS_OK ? ps_places_add(&s->places[0], *event) : rows.status;
}

/* ---- events ---- */

/* Without the end of its last line. */
static uint32_t content_end(ps_span batch, size_t next) {
    return (uint32_t)(next > 0 && batch.ptr[next - 1] == '\n' ? next - 1 : next);
}

static ps_status split(ps_scratch *s, ps_span batch) {
    ps_places *places = &s->places[0];
    places->count = s->slot_count = 0;
    places->carried = false;
    for (uint32_t n = 0; s->split.at < batch.len && n < PLACES_MAX; n++) {
        ps_start start;
        size_t next = s->carry.starts ? told_event(s, batch, &start) : find_event(s, batch, &start);
        ps_place event = {
            .from = start.at, .to = content_end(batch, next), .event = n, .carried = start.carried};
        bool ask = s->recall && !start.known;
        if (ask && memchr(batch.ptr + event.from, '\n', event.to - event.from))
            ps_known_look(s, batch, &event); /* of one line it was asked */
        places->carried |= event.carried;
        ps_status status = close_event(s, batch, &event, start.known);
        if (status != PS_OK) return status;
        s->split.at = next;
    }
    s->split.more = s->split.at < batch.len;
    return PS_OK;
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
    s->split.ahead = split(s, batch) == PS_OK && !s->split.more;
    s->split.whole = batch;
    if (s->split.ahead) return true;
    s->carry.track = track;
    s->carry.carried = carried;
    return false;
}
