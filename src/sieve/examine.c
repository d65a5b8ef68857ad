/* SPDX-License-Identifier: Apache-2.0
 *
 * From a batch to what was found in it: lens over the whole text, judge event by event, and the
 * same once more for every level of encoding. */
#include "claims.h"

#include <stdlib.h>

static ps_status push_found(ps_scratch *s, const ps_found *found) {
    if (s->found_count == s->found_room) {
        ps_status status = ps_grow(&s->found, &s->found_room, sizeof *s->found);
        if (status != PS_OK) return status;
    }
    s->found[s->found_count++] = *found;
    return PS_OK;
}

/* Found in a view: the raw bytes that it comes from, in as many pieces as they stand in. */
static ps_status push_pieces(ps_scratch *s, const ps_subject *subject, const ps_found *found) {
    ps_status status = PS_OK;
    for (size_t at = found->from; at < found->to && status == PS_OK;) {
        ps_piece piece;
        size_t next = ps_view_piece(subject->view, at, found->to, &piece);
        ps_found moved = *found;
        int32_t rule = s->engine->inside[piece.origin];
        if (rule >= 0) moved.rule = (uint16_t)rule;
        moved.from = piece.raw_from;
        moved.to = piece.raw_to;
        moved.verbatim = piece.origin == PS_ORIGIN_TEXT && moved.to - moved.from == next - at;
        moved.wrap_from = piece.wrap_from;
        moved.wrap_to = piece.wrap_to;
        /* A quote inside a payload is no byte of its own: it comes from the whole run. */
        if (piece.origin == PS_ORIGIN_TEXT && piece.wrap_to <= piece.wrap_from &&
            found->wrap_to > found->wrap_from) {
            moved.wrap_from = (uint32_t)ps_to_batch(subject, found->wrap_from);
            moved.wrap_to = (uint32_t)ps_end_to_batch(subject, found->wrap_from, found->wrap_to);
        }
        /* The line end between two lines of a container comes from no byte. */
        if (moved.to > moved.from) status = push_found(s, &moved);
        if (next <= at) break;
        at = next;
    }
    return status;
}

static ps_status keep_found(ps_scratch *s, const ps_subject *subject, const ps_found *found,
                            size_t base) {
    if (s->engine->actions[found->rule].kind == PS_ACTION_KEEP) return PS_OK;
    ps_found moved = *found;
    uint32_t by = (uint32_t)base;
    moved.from += by;
    moved.to += by;
    if (found->wrap_to > found->wrap_from) {
        moved.wrap_from += by;
        moved.wrap_to += by;
    }
    return subject->view ? push_pieces(s, subject, &moved) : push_found(s, &moved);
}

/* What names itself a payload and cannot be looked into goes whole. */
static ps_status push_refused(ps_scratch *s, const ps_view *view, size_t first) {
    ps_status status = PS_OK;
    for (size_t i = first; i < view->region_count && status == PS_OK; i++) {
        const ps_region *region = &view->regions[i];
        int32_t rule = s->engine->inside[region->origin];
        if (!region->refused || rule < 0 || region->to <= region->from) continue;
        ps_found found = {.from = (uint32_t)ps_view_raw_from(view, region->from),
                          .to = (uint32_t)ps_view_raw_to(view, region->to - 1),
                          .rule = (uint16_t)rule,
                          .reason = PS_REASON_LABELLED,
                          .evidence = PS_EVIDENCE_KEY};
        status = push_found(s, &found);
    }
    return status;
}

static ps_status withhold_line(ps_scratch *s, ps_span batch, size_t from, size_t to) {
    if (s->withheld_count == s->withheld_room) {
        ps_status status = ps_grow(&s->withheld, &s->withheld_room, sizeof *s->withheld);
        if (status != PS_OK) return status;
    }
    if (to > from && batch.ptr[to - 1] == '\r') to--;
    s->withheld[s->withheld_count++] = (ps_withheld){from, to};
    return PS_OK;
}

/* All lines of [from, to) are withheld; their line ends stay. */
static ps_status withhold(ps_scratch *s, ps_span batch, size_t from, size_t to) {
    for (size_t at = from;;) {
        const char *newline = at < to ? memchr(batch.ptr + at, '\n', to - at) : NULL;
        size_t end = newline ? (size_t)(newline - batch.ptr) : to;
        ps_status status = withhold_line(s, batch, at, end);
        if (status != PS_OK || !newline) return status;
        at = end + 1;
        if (at >= batch.len) return PS_OK; /* no line begins behind the last newline */
    }
}

static ps_status withhold_event(ps_scratch *s, ps_span batch, uint32_t event) {
    const ps_place *place = &s->places[0].items[event];
    return withhold(s, batch, place->from, place->to);
}

/* ---- trace, mapped back to the batch ---- */

typedef struct ps_trace_relay {
    ps_scratch *scratch;
    const ps_subject *subject;
} ps_trace_relay;

static void relay(const ps_trace *trace, void *ctx) {
    const ps_trace_relay *r = ctx;
    ps_trace moved = *trace;
    moved.from = ps_to_batch(r->subject, trace->from);
    moved.to = ps_end_to_batch(r->subject, trace->from, trace->to);
    if (moved.to <= moved.from && trace->to > trace->from) return; /* beside a gap of the view */
    r->scratch->trace(&moved, r->scratch->trace_ctx);
}

/* ---- one text ---- */

/* The carried memory, where the event has begun in an earlier batch or may go on in a later one. */
static void link_memory(ps_scratch *s, const ps_place *place, ps_event *event) {
    const ps_places *places = &s->places[0];
    bool first = places->items[place->event].from == 0;
    bool last = place->event + 1 == places->count && !s->split.more;
    if (first && s->continues) event->before = &s->before;
    if (last && s->carry.goes_on) event->after = &s->carry.memory;
}

static void link_slots(const ps_scratch *s, const ps_place *place, ps_event *event) {
    const ps_places *places = &s->places[0];
    size_t next = place->event + 1 < places->count ? place[1].slots : s->slot_count;
    event->slots = s->slots + place->slots;
    if (place->empty_to > place->empty_from)
        event->empty = (ps_extent){place->empty_from - place->from, place->empty_to - place->from};
    event->slot_count = next - place->slots;
}

/* Gaps of a view part a huge event into several places. */
static bool is_part(const ps_subject *subject, const ps_place *place) {
    const ps_place *first = subject->places->items + subject->first;
    const ps_place *end = subject->places->items + subject->last;
    return (place > first && place[-1].event == place->event) ||
           (place + 1 < end && place[1].event == place->event);
}

/* Has it begun before the batch, or may it go on behind it? */
bool ps_place_is_linked(const ps_scratch *s, const ps_place *place) {
    const ps_places *places = &s->places[0];
    bool last = place->event + 1 == places->count && !s->split.more;
    return (places->items[place->event].from == 0 && s->continues) || (last && s->carry.goes_on);
}

static ps_status judge_place(ps_scratch *s, const ps_subject *subject, const ps_place *place,
                             const ps_candidate *candidates, size_t count) {
    size_t end = place->to;
    if (end > place->from && subject->text.ptr[end - 1] == '\r') end--;
    ps_event event = {.text = ps_span_cut(subject->text, place->from, end),
                      .base = place->from,
                      .sought = &s->places[0].items[place->event].sought,
                      .part = is_part(subject, place),
                      .candidates = candidates,
                      .candidate_count = count};
    link_memory(s, place, &event);
    if (!subject->view) {
        link_slots(s, place, &event);
        *event.sought = 0;
    }
    bool remembers = event.before && event.before->count;
    if (!count && !event.slot_count && !remembers) return PS_OK;
    const ps_found *found;
    size_t found_count;
    ps_status status = ps_judge_event(s->engine->judge, s->judge, &event, &found, &found_count);
    for (size_t i = 0; status == PS_OK && i < found_count; i++)
        status = keep_found(s, subject, &found[i], place->from);
    if (status == PS_OK) ps_shield_add(s, subject->view, place->from);
    if (status == PS_OK) return PS_OK;
    return withhold_event(s, subject->batch, place->event); /* fail closed */
}

/* Was anything found in the event, at an earlier level? */
static bool found_before(const ps_scratch *s, const ps_place *event, size_t found) {
    for (size_t i = s->found_from[0]; i < found; i++)
        if (s->found[i].from < event->to && s->found[i].to > event->from) return true;
    return false;
}

/* An event that was looked at: another like it need not be. */
static void learn(ps_scratch *s, const ps_subject *subject, const ps_place *place,
                  const ps_candidate *candidates, size_t count, const ps_learning *learning) {
    const ps_place *event = &s->places[0].items[place->event];
    if (!event->plain || ps_place_is_linked(s, place) || ps_judge_placed(s->judge)) return;
    if (subject->view &&
        (is_part(subject, place) || event->carried || found_before(s, event, s->found_count)))
        return;
    ps_known_learn(s, subject->text, place, candidates, count, learning);
}

/* Candidates of one event at a time. */
static ps_status judge_text(ps_scratch *s, const ps_subject *subject, const ps_sight *sight) {
    if (subject->ids && ps_claim_read(s, subject, sight)) return PS_OK;
    for (size_t p = subject->first, i = 0, t = 0; p < subject->last; p++) {
        const ps_place *place = &subject->places->items[p];
        while (i < sight->candidate_count && sight->candidates[i].at < place->from) i++;
        size_t first = i, found = s->found_count, withheld = s->withheld_count;
        while (i < sight->candidate_count && sight->candidates[i].at <= place->to) i++;
        ps_status status = judge_place(s, subject, place, &sight->candidates[first], i - first);
        if (status != PS_OK) return status;
        if (subject->ids)
            ps_claim_judged(s, subject, place, &sight->candidates[first], i - first, found);
        while (t < sight->trigger_count && sight->triggers[t] < place->from) t++;
        bool encoded = t < sight->trigger_count && sight->triggers[t] <= place->to;
        ps_learning learning = {encoded, subject->view != NULL, found};
        if (s->withheld_count == withheld && !s->ids.claimed)
            learn(s, subject, place, &sight->candidates[first], i - first, &learning);
    }
    return PS_OK;
}

/* One event into the next view; 0 bytes are added when nothing in it is encoded. */
static ps_status decode_event(ps_scratch *s, const ps_subject *subject, const ps_place *place,
                              ps_view *view, ps_places *into) {
    size_t from = view->text.len, regions = view->region_count;
    bool unwraps = !subject->view && place->carried;
    ps_status status =
        unwraps ? ps_view_unwrap(view, subject->text, place->from, place->to)
                : ps_view_add(view, subject->text, subject->view, place->from, place->to);
    if (status == PS_OK && !view->decoded) {
        view->text.len = from; /* it stands there as it stood */
        view->region_count = regions;
        return PS_OK;
    }
    if (status == PS_OK) status = push_refused(s, view, regions);
    if (status != PS_OK) return withhold_event(s, subject->batch, place->event);
    ps_place next = {.from = (uint32_t)from, .event = place->event};
    for (size_t i = 0; i < view->gap_count && status == PS_OK; i++) {
        next.to = (uint32_t)(view->gaps[i] - 1);
        status = ps_places_add(into, next);
        next.from = (uint32_t)view->gaps[i];
    }
    next.to = (uint32_t)(view->text.len - 1);
    return status == PS_OK ? ps_places_add(into, next) : status;
}

/* The next level: every event that holds an encoded stretch, decoded once, or that stands in
 * wrappers. */
static ps_status decode_events(ps_scratch *s, const ps_subject *subject, const ps_sight *sight,
                               ps_view *view, ps_places *into) {
    ps_view_clear(view);
    into->count = 0;
    bool unwraps = !subject->view && subject->places->carried;
    for (size_t p = subject->first, i = 0; p < subject->last; p++) {
        const ps_place *place = &subject->places->items[p];
        while (i < sight->trigger_count && sight->triggers[i] < place->from) i++;
        if (i == sight->trigger_count && !unwraps) return PS_OK;
        bool encoded = i < sight->trigger_count && sight->triggers[i] <= place->to;
        if (!encoded && !(unwraps && place->carried)) continue;
        ps_status status = decode_event(s, subject, place, view, into);
        if (status != PS_OK) return status;
    }
    return PS_OK;
}

/* ---- a range of events, split when it holds too much ---- */

/* Of one huge event, each level at a time takes most of the memory: lists of a level that was
 * judged are given back before the next is decoded, the view before it right after. */
static ps_status next_level(ps_scratch *s, ps_subject *subject, const ps_sight *sight,
                            unsigned level) {
    ps_view *view = &s->views[level % 2];
    ps_places *into = &s->places[1 + level % 2];
    ps_lens_trim(s->lens);
    ps_judge_trim(s->judge);
    ps_status status = decode_events(s, subject, sight, view, into);
    ps_view_trim(&s->views[(level + 1) % 2]);
    subject->text = ps_buf_span(&view->text);
    subject->view = view;
    subject->places = into;
    subject->first = 0;
    subject->last = into->count;
    return status;
}

static ps_status examine_levels(ps_scratch *s, ps_span batch, size_t first, size_t last) {
    const ps_places *places = &s->places[0];
    size_t begin = places->items[first].from, end = places->items[last - 1].to;
    ps_subject subject = {.text = ps_span_cut(batch, 0, end),
                          .batch = batch,
                          .places = places,
                          .first = first,
                          .last = last,
                          .ids = batch.ptr == s->ids.stretch};
    ps_trace_relay trace = {.scratch = s, .subject = &subject};
    for (unsigned level = 0; level <= PS_LEVELS_MAX; level++) {
        ps_sight sight;
        ps_shield_level(s, level);
        ps_status status =
            ps_lens_scan(s->engine->lens, s->lens, subject.text, level ? 0 : begin, &sight);
        if (status != PS_OK) return status;
        /* Decisions are counted once, on the bytes as they stand. */
        ps_judge_watch(s->judge, level == 0 ? s->counts.reasons : NULL, s->trace ? relay : NULL,
                       &trace);
        status = judge_text(s, &subject, &sight);
        bool more = sight.trigger_count || (level == 0 && places->carried);
        if (status != PS_OK || !more || level == PS_LEVELS_MAX || s->ids.claimed) return status;
        status = next_level(s, &subject, &sight, level);
        if (status != PS_OK) return status;
    }
    return PS_OK;
}

/* Events [first, last). A range that is too dense is halved; a single event that is too dense is
 * withheld, as is all that another failure keeps from being examined. */
static ps_status examine_text(ps_scratch *s, ps_span batch, size_t first, size_t last) {
    while (first < last) {
        size_t found = s->found_count, withheld = s->withheld_count, end = last;
        s->kept_levels = 0;
        ps_status status = examine_levels(s, batch, first, end);
        while (status == PS_E_LIMIT && end - first > 1) {
            s->found_count = found;
            s->withheld_count = withheld;
            end = first + (end - first) / 2;
            status = examine_levels(s, batch, first, end);
        }
        if (status != PS_OK) {
            s->found_count = found;
            s->withheld_count = withheld;
            for (size_t p = first; p < end; p++) {
                status = withhold_event(s, batch, s->places[0].items[p].event);
                if (status != PS_OK) return status;
            }
        } else {
            ps_shield_drop(s, batch);
        }
        first = end;
    }
    return PS_OK;
}

/* What has been noted of events that are looked at once more. */
typedef struct ps_mark {
    size_t found, withheld;
    uint64_t reasons[PS_REASON_COUNT];
} ps_mark;

static ps_mark mark_of(const ps_scratch *s) {
    ps_mark mark = {.found = s->found_count, .withheld = s->withheld_count};
    memcpy(mark.reasons, s->counts.reasons, sizeof mark.reasons);
    return mark;
}

static void take_back(ps_scratch *s, const ps_mark *mark) {
    s->found_count = mark->found;
    s->withheld_count = mark->withheld;
    memcpy(s->counts.reasons, mark->reasons, sizeof mark->reasons);
}

/* Events [first, last), with stand-ins for the ids that nothing claims. */
static ps_status examine_range(ps_scratch *s, ps_span batch, size_t first, size_t last) {
    if (first == last) return PS_OK;
    const ps_mark mark = mark_of(s);
    for (;;) {
        ps_span text = ps_ids_stretch(s, batch, first, last);
        ps_status status = examine_text(s, text, first, last);
        if (status != PS_OK || !s->ids.claimed) return status;
        take_back(s, &mark);
    }
}

/* ---- the events that are split ---- */

/* A known text of an event: as it stands (level 0), or decoded. */
static ps_status judge_level(ps_scratch *s, const ps_subject *subject, const ps_place *place,
                             unsigned level) {
    size_t count = ps_known_candidates(s, subject->text, place, level == 0);
    if (level == 0) s->kept_levels = 0;
    ps_shield_level(s, level);
    if (!count) return PS_OK;
    ps_judge_watch(s->judge, level == 0 ? s->counts.reasons : NULL, NULL, NULL);
    return judge_place(s, subject, place, s->recalled, count);
}

/* What the event stands for, one level on. True: there is something; it is decoded, and all of it.
 */
static bool decode_known(const ps_subject *subject, const ps_place *place, ps_view *view,
                         bool *refused) {
    ps_view_clear(view);
    *refused = ps_view_add(view, subject->text, subject->view, place->from, place->to) != PS_OK ||
               view->gap_count > 0;
    for (size_t i = 0; i < view->region_count; i++) *refused |= view->regions[i].refused;
    return view->decoded > 0;
}

/* Is nothing found in a known event of which something is encoded, nor in what it stands for? False
 * also where that is not known. */
static bool holds_nothing(ps_scratch *s, ps_span batch, const ps_place *event) {
    size_t found = s->found_count, withheld = s->withheld_count;
    ps_place decoded;
    ps_places places = {.items = &decoded, .count = 1};
    ps_subject subject = {.text = batch, .batch = batch, .places = &s->places[0]};
    const ps_place *place = event;
    for (unsigned level = 0; level <= PS_LEVELS_MAX; level++) {
        if (judge_level(s, &subject, place, level) != PS_OK) return false;
        if (s->found_count != found || s->withheld_count != withheld) return false;
        if (!place->known->encoded) return true;
        ps_view *view = &s->views[level % 2];
        bool refused, goes_on = decode_known(&subject, place, view, &refused);
        if (refused) return false;
        if (!goes_on) return true; /* it stands there as it stood */
        subject = (ps_subject){.text = ps_buf_span(&view->text),
                               .view = view,
                               .batch = batch,
                               .places = &places,
                               .last = 1};
        decoded = (ps_place){.to = (uint32_t)(subject.text.len - 1), .event = event->event};
        decoded.known = ps_known_decoded(s, ps_span_cut(subject.text, 0, decoded.to));
        place = &decoded;
        if (!decoded.known) return false;
    }
    return true;
}

/* The event p, which is known. */
static ps_status judge_known(ps_scratch *s, ps_span batch, size_t p) {
    ps_place *place = &s->places[0].items[p];
    const ps_mark mark = mark_of(s);
    ps_span text = ps_ids_known(s, batch, place);
    ps_subject subject = {.text = text, .batch = text, .places = &s->places[0]};
    bool encoded = place->known->encoded, served = !encoded || holds_nothing(s, text, place);
    if (!encoded) {
        ps_status status = judge_level(s, &subject, place, 0);
        if (status != PS_OK) return status;
        ps_ids_claim_found(s, place, mark.found);
        served = !s->ids.claimed;
    }
    ps_recall_note(s->recall, place->known, served);
    s->counts.recalled += served;
    if (served) return PS_OK;
    take_back(s, &mark);
    return examine_range(s, batch, p, p + 1);
}

/* Events that are not known are looked at together, but few at a time: what one of them teaches
 * serves the next ones. */
static ps_status examine_places(ps_scratch *s, ps_span batch) {
    enum { TOGETHER = 32 };
    const ps_places *places = &s->places[0];
    size_t first = 0, learnt = 0;
    ps_status status = PS_OK;
    for (size_t p = 0; p < places->count && status == PS_OK; p++) {
        ps_place *place = &places->items[p];
        if (!place->known && learnt && place->plain) ps_known_look_again(s, batch, place);
        bool known = place->known && place->known->failures < PS_KNOWN_FAILURES_MAX &&
                     !ps_place_is_linked(s, place);
        if (!known && p - first < TOGETHER) continue;
        status = examine_range(s, batch, first, p);
        if (p > first) ps_known_exchange(s);
        learnt += p - first;
        first = p;
        if (!known || status != PS_OK) continue;
        status = judge_known(s, batch, p);
        first = p + 1;
    }
    return status == PS_OK ? examine_range(s, batch, first, places->count) : status;
}

static int by_position(const void *a, const void *b) {
    const ps_withheld *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* What a huge event has made grow and applying does not need. */
static void trim(ps_scratch *s) {
    ps_lens_trim(s->lens);
    ps_judge_trim(s->judge);
    for (unsigned i = 0; i < 2; i++) ps_view_trim(&s->views[i]);
    ps_trim(&s->slots, &s->slot_room, sizeof *s->slots);
    ps_trim(&s->kept, &s->kept_room, sizeof *s->kept);
}

ps_status ps_examine(ps_scratch *s, ps_span batch) {
    s->found_count = s->withheld_count = 0;
    if (batch.len > INT32_MAX) return PS_E_LIMIT;
    ps_buf_trim(&s->out);
    ps_trim(&s->found, &s->found_room, sizeof *s->found);
    ps_status status = PS_OK;
    ps_split_begin(s, batch);
    do {
        status = ps_split_next(s, batch);
        if (!s->continues || s->places[0].count > 1 || s->places[0].items[0].from > 0)
            ps_memory_forget(&s->carry.memory); /* that event is over */
        if (status == PS_OK) status = examine_places(s, batch);
    } while (status == PS_OK && s->split.more);
    trim(s);
    if (status != PS_OK) return status;
    s->found_count = ps_found_resolve(s->found, s->found_count, s->engine->rules);
    if (s->withheld_count > 1)
        qsort(s->withheld, s->withheld_count, sizeof *s->withheld, by_position);
    return PS_OK;
}
