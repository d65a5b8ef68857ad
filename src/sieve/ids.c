/* SPDX-License-Identifier: Apache-2.0
 *
 * Events with stand-ins for their hex ids (hex_ids.h). Lens, forms and judge look at these; where
 * what they see may hang on an id, the event is claimed, and looked at as it stands. */
#include "ids.h"

#include "box.h"
#include "hex_id_rules.h"
#include "hex_ids.h"
#include "sieve_inside.h"
#include "words.h"

#include <stdlib.h>

enum {
    STRETCH_MAX = 8 << 20, /* bytes of a batch that has stand-ins; of a larger one none has */
    BESIDE = 64            /* bytes before a stretch that the lens may look back at */
};

/* ---- rules ---- */

/* The last bit is that of all finds from there on. */
static uint64_t item_bit(size_t item) {
    return (uint64_t)1 << (item < 63 ? item : 63);
}

/* Once it is known that there are ids. */
static bool prepare(ps_scratch *s) {
    ps_ids *ids = &s->ids;
    const ps_engine *engine = s->engine;
    if (ids->ready) return !ids->off;
    ids->ready = true;
    ids->reads = calloc(engine->rule_count + 1, sizeof *ids->reads);
    ids->off = !ids->reads || ps_words_db_hide_in_ids(ps_lens_words(engine->lens));
    for (uint32_t i = 0; i < engine->rule_count && !ids->off; i++)
        ids->off = engine->enabled[i] && ps_finds_hide_in_ids(ps_rules_at(engine->rules, i));
    return !ids->off;
}

void ps_ids_free(ps_ids *ids) {
    free(ids->reads);
    free(ids->stretch);
}

/* ---- reading ---- */

static bool may_have(const ps_scratch *s, size_t len) {
    return s->recall && !s->trace && !s->ids.off && len >= PS_HEX_ID_LEAST &&
           len <= PS_SKELETON_MAX;
}

ps_span ps_ids_event(ps_scratch *s, ps_span event, bool *even) {
    *even = true;
    if (!may_have(s, event.len) || !ps_hex_ids_read(s->sets, event, s->ids.event, even))
        return event;
    return prepare(s) ? ps_span_of(s->ids.event, event.len) : event;
}

static bool make_room(ps_ids *ids, size_t len) {
    if (ids->room >= len) return true;
    char *room = len <= STRETCH_MAX ? realloc(ids->stretch, len) : NULL;
    if (!room) return false;
    ids->stretch = room;
    ids->room = len;
    return true;
}

static ps_span in_stretch(const ps_ids *ids, const ps_place *event) {
    return ps_span_of(ids->stretch + event->from, event->to - event->from);
}

/* An event that was claimed is claimed again, and looked at once instead of twice. One that is even
 * is not claimed for what claims others. */
static uint16_t *claim_of(ps_ids *ids, const ps_place *event, bool even, uint16_t *bits) {
    uint64_t hash = ps_box_best()->hash(in_stretch(ids, event));
    if (even) hash = ~hash;
    *bits = (uint16_t)(hash >> 48 | 1);
    return &ids->claims[hash % PS_IDS_CLAIMED];
}

/* The event into the stretch, which has all of it. False: it has no ids, or they are claimed. */
static bool stand_in(ps_scratch *s, ps_span batch, ps_place *event) {
    ps_ids *ids = &s->ids;
    ps_span text = ps_span_cut(batch, event->from, event->to);
    uint16_t bits;
    return may_have(s, text.len) &&
           ps_hex_ids_read(s->sets, text, ids->stretch + event->from, &event->even) && prepare(s) &&
           *claim_of(ids, event, event->even, &bits) != bits;
}

static void copy(ps_ids *ids, ps_span batch, size_t from, size_t to) {
    memcpy(ids->stretch + from, batch.ptr + from, to - from);
}

ps_span ps_ids_stretch(ps_scratch *s, ps_span batch, size_t first, size_t last) {
    ps_ids *ids = &s->ids;
    ps_place *items = s->places[0].items;
    bool any = false;
    ids->claimed = false;
    ids->batch = batch;
    for (size_t p = first; p < last; p++) {
        ps_place *event = &items[p];
        event->ids = false;
        if (event->claimed || event->idless || !event->plain || ps_place_is_linked(s, event) ||
            !make_room(ids, batch.len))
            continue;
        event->ids = stand_in(s, batch, event);
        any |= event->ids;
    }
    if (!any) return batch;
    size_t at = items[first].from > BESIDE ? items[first].from - BESIDE : 0;
    for (size_t p = first; p < last; p++) {
        if (!items[p].ids) continue;
        copy(ids, batch, at, items[p].from);
        at = items[p].to;
    }
    size_t end = items[last - 1].to < batch.len ? items[last - 1].to + 1 : batch.len;
    copy(ids, batch, at, end);
    return ps_span_of(ids->stretch, batch.len);
}

ps_span ps_ids_known(ps_scratch *s, ps_span batch, ps_place *event) {
    ps_ids *ids = &s->ids;
    ids->claimed = event->ids = false;
    ids->batch = batch;
    const ps_known *known = event->known;
    bool reads = known->ids && (known->kept_count || known->encoded);
    if (!reads || !make_room(ids, batch.len)) return batch;
    ps_span text = ps_span_cut(batch, event->from, event->to);
    ps_recall_read(s->recall, known, text, ids->stretch + event->from);
    event->ids = true;
    return ps_span_of(ids->stretch, batch.len);
}

/* ---- claims ---- */

/* A regex is taken apart when it has matched for the first time. */
bool ps_ids_are_read(ps_scratch *s, const ps_candidate *candidate) {
    if (candidate->kind != PS_CANDIDATE_REGEX) return false;
    ps_reading_finds *finds = &s->ids.reads[candidate->rule];
    uint64_t bit = item_bit(candidate->item);
    if (!(finds->asked & bit)) {
        const ps_rule *rule = ps_rules_at(s->engine->rules, candidate->rule);
        for (size_t i = 0; i < rule->find_count; i++)
            if (item_bit(i) == bit && rule->finds[i].kind == PS_FIND_REGEX &&
                ps_find_reads_ids(&rule->finds[i]))
                finds->read |= bit;
        finds->asked |= bit;
    }
    return finds->read & bit;
}

static void note_claim(ps_ids *ids, const ps_place *event, bool even) {
    uint16_t bits, *claim = claim_of(ids, event, even, &bits);
    *claim = bits;
}

void ps_ids_claim(ps_scratch *s, ps_place *event, size_t from, size_t to, bool even) {
    ps_ids *ids = &s->ids;
    if (!event->ids || event->claimed || from >= to) return;
    if (memcmp(ids->stretch + from, ids->batch.ptr + from, to - from) == 0) return;
    event->claimed = s->ids.claimed = true;
    note_claim(ids, event, false);
    if (even) note_claim(ids, event, true);
}

void ps_ids_claim_found(ps_scratch *s, ps_place *event, size_t found_from) {
    for (size_t i = found_from; event->ids && i < s->found_count; i++)
        ps_ids_claim(s, event, s->found[i].from, s->found[i].to, true);
}
