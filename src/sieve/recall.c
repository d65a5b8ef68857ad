/* SPDX-License-Identifier: Apache-2.0
 *
 * Two generations: what is found again moves to the young one; when that is full, the old one is
 * forgotten and the young one grows old. */
#include "recall.h"

#include "box.h"
#include "host.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { FRESH = 64 };
enum { ENTRIES = 1 << 16, WAYS = 4, ALIGN = 8, CHAIN_MOST = 8 };

/* Bytes of a generation: of one recall among several, and of one that is alone. */
enum { ROOM_SHARED = 5 << 20, ROOM_ALONE = 12 << 20 };

/* Learning is paid for by looks that were saved: where none are, one event in so many is learnt,
 * and fewer each time. */
enum { CREDIT_FIRST = 1 << 11, CREDIT_MOST = 1 << 16, LOOK_EARNS = 2 };
enum { LESSON_COSTS = 4, LESSON_EACH = 32, LESSON_EACH_MOST = 1 << 7 };

/* A reference is an offset in units of ALIGN, plus one; of the old generation it has this bit. */
#define IS_OLD (UINT32_C(1) << 31)

typedef struct ps_entry {
    uint32_t tag; /* of the hash */
    ps_known_ref first;
} ps_entry;

typedef struct ps_generation {
    char *bytes;
    size_t used;
    ps_entry *entries; /* by hash, in one of WAYS places */
} ps_generation;

struct ps_recall {
    const ps_varying *varying;
    const ps_box_fns *box;
    ps_generation young, old;
    size_t room;           /* bytes of each */
    uint64_t fresh[FRESH]; /* by hash: something was added since ps_recall_tidy */
    size_t told;           /* news before it in `young` have been told */
    int credit;            /* of looks saved, for lessons */
    unsigned asked;    /* how often a lesson was asked for since one was given for nothing ... */
    unsigned each;     /* ... which is done so many times */
    ps_met *met, *own; /* own: NULL where `met` is shared */
};

struct ps_met {
    atomic_ushort of[ENTRIES]; /* by hash: other bits of the latest one */
};

ps_met *ps_met_new(void) {
    return calloc(1, sizeof(ps_met));
}

void ps_met_free(ps_met *met) {
    free(met);
}

static bool begin(ps_generation *generation, size_t room) {
    generation->bytes = malloc(room);
    generation->entries = calloc(ENTRIES, sizeof *generation->entries);
    return generation->bytes && generation->entries;
}

static void end(ps_generation *generation) {
    if (generation->bytes) ps_host_wipe(generation->bytes, generation->used);
    free(generation->bytes);
    free(generation->entries);
}

ps_recall *ps_recall_new(const ps_varying *varying, ps_met *met) {
    ps_recall *recall = calloc(1, sizeof *recall);
    if (!recall) return NULL;
    recall->varying = varying;
    recall->credit = CREDIT_FIRST;
    recall->each = LESSON_EACH;
    recall->box = ps_box_best();
    recall->own = met ? NULL : ps_met_new();
    recall->met = met ? met : recall->own;
    recall->room = met ? ROOM_SHARED : ROOM_ALONE;
    if (begin(&recall->young, recall->room) && begin(&recall->old, recall->room) && recall->met)
        return recall;
    ps_recall_free(recall);
    return NULL;
}

void ps_recall_free(ps_recall *recall) {
    if (!recall) return;
    end(&recall->young);
    end(&recall->old);
    ps_met_free(recall->own);
    free(recall);
}

void ps_recall_tidy(ps_recall *recall) {
    memset(recall->fresh, 0, sizeof recall->fresh);
    if (recall->young.used < recall->room / 4 * 3) return;
    ps_generation forgotten = recall->old;
    recall->old = recall->young;
    recall->young = forgotten;
    ps_host_wipe(forgotten.bytes, forgotten.used);
    recall->young.used = recall->told = 0;
    memset(forgotten.entries, 0, ENTRIES * sizeof *forgotten.entries);
}

/* ---- places ---- */

static size_t aligned(size_t bytes) {
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static uint32_t tag_of(uint64_t hash) {
    return (uint32_t)(hash >> 32);
}

static const ps_known *known_in(const ps_generation *generation, ps_known_ref ref) {
    return (const ps_known *)(const void *)(generation->bytes + (size_t)(ref - 1) * ALIGN);
}

const ps_known *ps_recall_at(const ps_recall *recall, ps_known_ref ref) {
    return ref & IS_OLD ? known_in(&recall->old, ref & ~IS_OLD) : known_in(&recall->young, ref);
}

/* The entry of this hash; NULL: there is none. */
static ps_entry *entry_of(const ps_generation *generation, uint64_t hash) {
    ps_entry *entry = generation->entries + hash % (ENTRIES / WAYS) * WAYS;
    for (unsigned i = 0; i < WAYS && entry[i].first; i++)
        if (entry[i].tag == tag_of(hash)) return &entry[i];
    return NULL;
}

/* The same, or one that is free, or the last one, which gives way. */
static ps_entry *make_entry(const ps_generation *generation, uint64_t hash) {
    ps_entry *entry = generation->entries + hash % (ENTRIES / WAYS) * WAYS;
    for (unsigned i = 0; i < WAYS; i++, entry++) {
        if (entry->first && entry->tag == tag_of(hash)) return entry;
        if (!entry->first || i == WAYS - 1) break;
    }
    *entry = (ps_entry){tag_of(hash), 0};
    return entry;
}

static size_t chain_length(const ps_generation *generation, const ps_entry *entry) {
    size_t length = 0;
    ps_known_ref ref = entry ? entry->first : 0;
    for (; ref; ref = known_in(generation, ref)->next) length++;
    return length;
}

static uint64_t *fresh_of(ps_recall *recall, uint64_t hash) {
    return &recall->fresh[hash / 64 % FRESH];
}
static uint64_t fresh_bit(uint64_t hash) {
    return (uint64_t)1 << hash % 64;
}

bool ps_recall_is_fresh(ps_recall *recall, uint64_t hash) {
    return *fresh_of(recall, hash) & fresh_bit(hash);
}

/* Room for `size` bytes in the young generation, first in the chain of its hash; NULL: none. */
static ps_known *place(ps_recall *recall, uint64_t hash, size_t size, ps_known_ref *next) {
    ps_generation *young = &recall->young;
    if (recall->room - young->used < size) return NULL;
    ps_entry *entry = make_entry(young, hash);
    *next = entry->first;
    entry->first = (ps_known_ref)(young->used / ALIGN + 1);
    *fresh_of(recall, hash) |= fresh_bit(hash);
    void *room = young->bytes + young->used;
    young->used += size;
    return room;
}

/* ---- finding ---- */

static const ps_condition *conditions_of(const ps_known *known) {
    return (const ps_condition *)(const void *)(ps_known_kept(known) + known->kept_count);
}

static const unsigned char *low_of(const ps_known *known) {
    return (const unsigned char *)(conditions_of(known) + known->condition_count);
}

void ps_recall_read(const ps_recall *recall, const ps_known *known, ps_span event, char *out) {
    const unsigned char *low = low_of(known);
    recall->box->clamp(low, low + known->len, event, out);
}

static bool holds(const ps_recall *recall, const ps_known *known, ps_span text) {
    const ps_condition *conditions = conditions_of(known);
    const unsigned char *low = low_of(known);
    return known->len == text.len && recall->box->holds(low, low + text.len, text) &&
           ps_conditions_hold(recall->varying, text, conditions, known->condition_count);
}

static ps_known_ref find_in(const ps_recall *recall, const ps_generation *generation, ps_span text,
                            uint64_t hash) {
    const ps_entry *entry = entry_of(generation, hash);
    ps_known_ref ref = entry ? entry->first : 0;
    while (ref && !holds(recall, known_in(generation, ref), text))
        ref = known_in(generation, ref)->next;
    return ref;
}

/* From the old generation to the young one, if there is room. */
static ps_known_ref move(ps_recall *recall, ps_known_ref old) {
    const ps_known *known = known_in(&recall->old, old);
    ps_known_ref next;
    ps_known *moved = place(recall, known->hash, known->size, &next);
    if (!moved) return old | IS_OLD;
    memcpy(moved, known, known->size);
    moved->next = next;
    moved->news = false;
    return (ps_known_ref)(((char *)moved - recall->young.bytes) / ALIGN + 1);
}

uint64_t ps_recall_hash(const ps_recall *recall, ps_span text) {
    return recall->box->hash(text);
}

ps_known_ref ps_recall_find(ps_recall *recall, ps_span text, uint64_t hash) {
    ps_known_ref ref = find_in(recall, &recall->young, text, hash);
    if (!ref && recall->old.used) {
        ref = find_in(recall, &recall->old, text, hash);
        if (ref) ref = move(recall, ref);
    }
    return ref;
}

/* ---- learning ---- */

bool ps_recall_worth(ps_recall *recall, uint64_t hash) {
    atomic_ushort *met = &recall->met->of[hash % ENTRIES];
    unsigned short other = (unsigned short)(hash >> 48 | 1);
    bool before = atomic_load_explicit(met, memory_order_relaxed) == other;
    if (!before) atomic_store_explicit(met, other, memory_order_relaxed);
    if (recall->credit <= 0 && ++recall->asked >= recall->each) {
        recall->credit += LESSON_COSTS;
        recall->asked = 0;
        if (recall->each < LESSON_EACH_MOST) recall->each *= 2;
    }
    if (!before || recall->credit <= 0) return false;
    if (chain_length(&recall->young, entry_of(&recall->young, hash)) >= CHAIN_MOST) return false;
    recall->credit -= LESSON_COSTS; /* whether anything comes of it or not */
    return true;
}

static char *append(char *to, const void *from, size_t bytes) {
    if (bytes) memcpy(to, from, bytes);
    return to + bytes;
}

void ps_recall_add(ps_recall *recall, const ps_known *known, const ps_kept *kept,
                   const ps_ranges *ranges) {
    size_t kept_bytes = known->kept_count * sizeof *kept;
    size_t condition_bytes = ranges->count * sizeof *ranges->conditions;
    size_t size = aligned(sizeof *known + kept_bytes + condition_bytes + 2 * (size_t)known->len);
    ps_known_ref next;
    ps_known *new = place(recall, known->hash, size, &next);
    if (!new) return;
    *new = *known;
    new->next = next;
    new->size = (uint32_t)size;
    new->news = true;
    new->condition_count = (uint16_t)ranges->count;
    char *to = append((char *)(new + 1), kept, kept_bytes);
    to = append(to, ranges->conditions, condition_bytes);
    to = append(to, ranges->low, known->len);
    to = append(to, ranges->high, known->len);
    memset(to, 0, size - (size_t)(to - (char *)new));
}

void ps_recall_note(ps_recall *recall, const ps_known *known, bool served) {
    ps_known *own = (ps_known *)(uintptr_t)known; /* memory of the recall */
    own->failures = (uint8_t)(served ? 0 : known->failures + 1);
    if (!served) return;
    recall->each = LESSON_EACH;
    if (recall->credit < CREDIT_MOST) recall->credit += LOOK_EARNS;
}

/* ---- what others learn ---- */

const ps_known *ps_recall_news(ps_recall *recall) {
    const ps_generation *young = &recall->young;
    while (recall->told < young->used) {
        ps_known *known = (ps_known *)(void *)(young->bytes + recall->told);
        recall->told += known->size;
        if (!known->news) continue;
        known->news = false;
        return known;
    }
    return NULL;
}

/* All but the link. */
static bool same(const ps_known *a, const ps_known *b) {
    return a->size == b->size && a->len == b->len && a->kept_count == b->kept_count &&
           a->condition_count == b->condition_count && !memcmp(a + 1, b + 1, a->size - sizeof *a);
}

void ps_recall_take(ps_recall *recall, const ps_known *known) {
    const ps_entry *entry = entry_of(&recall->young, known->hash);
    ps_known_ref ref = entry ? entry->first : 0, next;
    for (; ref; ref = known_in(&recall->young, ref)->next)
        if (same(known_in(&recall->young, ref), known)) return;
    ps_known *taken = place(recall, known->hash, known->size, &next);
    if (!taken) return;
    memcpy(taken, known, known->size);
    taken->next = next;
    taken->news = false;
}
