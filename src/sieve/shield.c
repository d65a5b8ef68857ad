/* SPDX-License-Identifier: Apache-2.0
 *
 * What a form knows to be no PHI at one level of encoding also stands against keys, labels and
 * shapes that saw the same bytes at another: `\"name\":\"Mercy Hospital\"` of an Organization that
 * is escaped, and a name beside HTML whose quotes a view has bared. What other forms know for
 * certain, and secrets, go all the same. */
#include "sieve_inside.h"

#include <stdlib.h>

void ps_shield_level(ps_scratch *s, unsigned level) {
    if (level == 0) s->kept_count = 0;
    s->kept_from[level] = s->kept_count;
    s->found_from[level] = s->found_count;
    s->kept_levels = level + 1;
}

/* Where the bytes [from, to) of the view, or of the batch, stand in the batch; false: nowhere. */
static bool to_batch(const ps_view *view, ps_map_cursor *cursor, ps_extent at, ps_extent *out) {
    *out = at;
    if (!view) return true;
    ps_piece piece;
    if (ps_view_piece_at(view, cursor, at.from, at.to, &piece) < at.to) return false;
    *out = (ps_extent){piece.raw_from, piece.raw_to};
    return piece.origin == PS_ORIGIN_TEXT; /* the run around it is another matter */
}

void ps_shield_add(ps_scratch *s, const ps_view *view, size_t base) {
    const ps_extent *kept;
    size_t count;
    ps_map_cursor cursor = {0};
    ps_judge_shield(s->judge, &kept, &count);
    for (size_t i = 0; i < count; i++) {
        ps_extent at = {base + kept[i].from, base + kept[i].to};
        if (at.to <= at.from || !to_batch(view, &cursor, at, &at)) continue;
        if (s->kept_count == s->kept_room &&
            ps_grow(&s->kept, &s->kept_room, sizeof *s->kept) != PS_OK)
            return; /* less stays than could */
        s->kept[s->kept_count++] = at;
    }
}

static int by_begin(const void *a, const void *b) {
    const ps_extent *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static bool in_order(const ps_extent *kept, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (kept[i].from < kept[i - 1].from) return false;
    return true;
}

/* A view may run backwards (dumps), and what is kept may lie in what is kept: in order of their
 * begins, each with what it goes on. */
static void put_in_order(ps_scratch *s, size_t first, size_t last) {
    if (last > first + 1 && !in_order(&s->kept[first], last - first))
        qsort(&s->kept[first], last - first, sizeof *s->kept, by_begin);
    for (size_t i = first + 1; i < last; i++) {
        ps_extent *kept = &s->kept[i], *before = kept - 1;
        if (kept->from > before->to) continue;
        kept->from = before->from;
        if (kept->to < before->to) kept->to = before->to;
    }
}

/* The first of kept[first, last), put in order, that begins behind `from`. *near is where the last
 * question ended, mostly one about a place a little before. */
static size_t first_behind(const ps_extent *kept, size_t first, size_t last, size_t from,
                           size_t *near) {
    enum { STEPS_MAX = 8 };
    bool ahead = *near > first && *near <= last && kept[*near - 1].from <= from;
    if (ahead) first = *near;
    for (size_t n = 0; n < STEPS_MAX; n++, first++)
        if (first == last || kept[first].from > from) return *near = first;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        if (kept[middle].from <= from)
            first = middle + 1;
        else
            last = middle;
    }
    return *near = first;
}

/* Does one of kept[first, last), put in order, cover all of the place? What holds more than a form
 * knows (a note that quotes a message) is not for the form to keep. */
static bool covers(const ps_extent *kept, size_t first, size_t last, const ps_found *found,
                   size_t *near) {
    size_t behind = first_behind(kept, first, last, found->from, near);
    return behind > first && kept[behind - 1].to >= found->to;
}

static bool is_shielded(const ps_scratch *s, const ps_found *found, unsigned level, size_t count,
                        size_t *near) {
    if (found->certain || ps_rules_at(s->engine->rules, found->rule)->value == PS_VALUE_SECRET)
        return false;
    for (unsigned other = found->verbatim ? 0 : level + 1; other < s->kept_levels; other++) {
        size_t last = other + 1 < s->kept_levels ? s->kept_from[other + 1] : count;
        if (other != level && covers(s->kept, s->kept_from[other], last, found, &near[other]))
            return true;
    }
    return false;
}

/* ---- what was taken again elsewhere, because a dropped one had proven it ---- */

static bool is_in_event(const ps_places *events, size_t i, size_t at) {
    return i < events->count && events->items[i].from <= at &&
           (i + 1 == events->count || at < events->items[i + 1].from);
}

/* Its event, of which *near is a guess: findings come in order, so that it mostly is that of the
 * one before or the next. */
static size_t event_of(const ps_scratch *s, size_t at, size_t *near) {
    const ps_places *events = &s->places[0];
    if (is_in_event(events, *near, at)) return *near;
    if (is_in_event(events, *near + 1, at)) return ++*near;
    size_t low = 0, high = events->count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (events->items[middle].from <= at)
            low = middle;
        else
            high = middle;
    }
    return *near = low;
}

static uint64_t mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

/* Of the bytes and their event: other events prove nothing. */
static ps_extent hash_of(const ps_scratch *s, ps_span batch, const ps_found *found, size_t *near) {
    uint64_t word, hash = mix(event_of(s, found->from, near), found->to - found->from);
    size_t i = found->from;
    for (; found->to - i > sizeof word; i += sizeof word) {
        memcpy(&word, batch.ptr + i, sizeof word);
        hash = mix(hash, word);
    }
    word = 0;
    for (; i < found->to; i++) word = word << 8 | (unsigned char)batch.ptr[i];
    return (ps_extent){(size_t)mix(hash, word), 0};
}

static int by_hash(const void *a, const void *b) {
    const ps_extent *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static bool add_hash(ps_scratch *s, ps_extent hash) {
    if (s->kept_count == s->kept_room && ps_grow(&s->kept, &s->kept_room, sizeof *s->kept) != PS_OK)
        return false;
    s->kept[s->kept_count++] = hash;
    return true;
}

static bool is_again(const ps_found *found) {
    return found->reason == PS_REASON_AGAIN;
}

/* In order, each once. Returns where they end. */
static size_t settle_hashes(ps_extent *hashes, size_t count) {
    size_t last = 0;
    qsort(hashes, count, sizeof *hashes, by_hash);
    for (size_t i = 1; i < count; i++)
        if (hashes[i].from != hashes[last].from) hashes[++last] = hashes[i];
    return last + 1;
}

/* Hashes of the dropped stand in kept[first, kept_count). What nothing that stays proves goes
 * with them. */
static void drop_again(ps_scratch *s, ps_span batch, size_t first) {
    enum { PROVEN = 1 }; /* ps_extent.to of a hash: what stays has it too */
    ps_extent *dropped = &s->kept[first], *same, hash;
    size_t count = settle_hashes(dropped, s->kept_count - first), stays = s->found_from[0];
    size_t near = 0;
    for (size_t i = stays; i < s->found_count; i++) {
        if (is_again(&s->found[i])) continue;
        hash = hash_of(s, batch, &s->found[i], &near);
        same = bsearch(&hash, dropped, count, sizeof *dropped, by_hash);
        if (same) same->to = PROVEN;
    }
    for (size_t i = stays; i < s->found_count; i++) {
        same = NULL;
        if (is_again(&s->found[i])) {
            hash = hash_of(s, batch, &s->found[i], &near);
            same = bsearch(&hash, dropped, count, sizeof *dropped, by_hash);
        }
        if (!same || same->to == PROVEN) s->found[stays++] = s->found[i];
    }
    s->found_count = stays;
}

void ps_shield_drop(ps_scratch *s, ps_span batch) {
    if (!s->kept_levels || !s->kept_count) return;
    size_t stays = s->found_from[0], kept = s->kept_count, near = 0;
    size_t near_kept[sizeof s->kept_from / sizeof *s->kept_from] = {0};
    bool again = false;
    for (unsigned level = 0; level < s->kept_levels; level++)
        put_in_order(s, s->kept_from[level],
                     level + 1 < s->kept_levels ? s->kept_from[level + 1] : kept);
    for (unsigned level = 0; level < s->kept_levels; level++) {
        size_t last = level + 1 < s->kept_levels ? s->found_from[level + 1] : s->found_count;
        for (size_t i = s->found_from[level]; i < last; i++) {
            again = again || is_again(&s->found[i]);
            if (!is_shielded(s, &s->found[i], level, kept, near_kept))
                s->found[stays++] = s->found[i];
            else if (!is_again(&s->found[i]))
                add_hash(s, hash_of(s, batch, &s->found[i], &near));
        }
    }
    s->found_count = stays;
    if (again && s->kept_count > kept) drop_again(s, batch, kept);
}
