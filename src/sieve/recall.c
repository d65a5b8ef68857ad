/* SPDX-License-Identifier: Apache-2.0
 *
 * Two generations: what is found again moves to the young one; when that is full, the old one is
 * forgotten and the young one grows old. */
#include "recall.h"

#include "host.h"

#include <stdlib.h>

enum { ENTRIES = 1 << 15, WAYS = 4, GENERATION_BYTES = 5 << 20, ALIGN = 8 };

typedef struct ps_entry {
    uint32_t tag; /* of the hash */
    uint32_t at;  /* offset into bytes plus one; 0: none */
} ps_entry;

typedef struct ps_generation {
    char *bytes;
    size_t used;
    ps_entry *template, *known; /* by hash, in one of WAYS places */
} ps_generation;

struct ps_recall {
    ps_generation young, old;
    uint64_t serials;      /* given out */
    uint16_t met[ENTRIES]; /* by hash: other bits of the latest one */
};

static bool begin(ps_generation *generation) {
    generation->bytes = malloc(GENERATION_BYTES);
    generation->template = calloc(2 * ENTRIES, sizeof *generation->template);
    generation->known = generation->template + ENTRIES;
    return generation->bytes && generation->template;
}

static void end(ps_generation *generation) {
    if (generation->bytes) ps_host_wipe(generation->bytes, generation->used);
    free(generation->bytes);
    free(generation->template);
}

ps_recall *ps_recall_new(void) {
    ps_recall *recall = calloc(1, sizeof *recall);
    if (!recall) return NULL;
    if (begin(&recall->young) && begin(&recall->old)) return recall;
    ps_recall_free(recall);
    return NULL;
}

void ps_recall_free(ps_recall *recall) {
    if (!recall) return;
    end(&recall->young);
    end(&recall->old);
    free(recall);
}

void ps_recall_tidy(ps_recall *recall) {
    if (recall->young.used < GENERATION_BYTES / 4 * 3) return;
    ps_generation forgotten = recall->old;
    recall->old = recall->young;
    recall->young = forgotten;
    ps_host_wipe(forgotten.bytes, forgotten.used);
    recall->young.used = 0;
    memset(forgotten.template, 0, 2 * ENTRIES * sizeof *forgotten.template);
}

bool ps_recall_worth(ps_recall *recall, uint64_t hash) {
    uint16_t *met = &recall->met[hash % ENTRIES], other = (uint16_t)(hash >> 48 | 1);
    bool before = *met == other;
    *met = other;
    return before;
}

static size_t aligned(size_t bytes) {
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static uint32_t tag_of(uint64_t hash) {
    return (uint32_t)(hash >> 32);
}

static size_t first_of(uint64_t hash) {
    return hash % (ENTRIES / WAYS) * WAYS;
}

/* A place in the young generation; NULL: there is none. What came last gives way. */
static void *place(ps_generation *young, size_t bytes, ps_entry *entries, uint64_t hash) {
    if (GENERATION_BYTES - young->used < bytes) return NULL;
    ps_entry *entry = entries + first_of(hash), *last = entry + WAYS - 1;
    while (entry < last && entry->at) entry++;
    *entry = (ps_entry){tag_of(hash), (uint32_t)young->used + 1};
    young->used += bytes;
    return young->bytes + entry->at - 1;
}

static void *copy(ps_generation *young, const void *from, size_t bytes, ps_entry *entries,
                  uint64_t hash) {
    void *to = place(young, bytes, entries, hash);
    if (to) memcpy(to, from, bytes);
    return to;
}

/* ---- templates ---- */

static size_t template_size(size_t questions, size_t skeleton) {
    return aligned(sizeof(ps_template) + questions * sizeof(ps_question) + skeleton);
}

static const ps_template *template_in(const ps_generation *generation, ps_span skeleton,
                                      uint64_t hash) {
    const ps_entry *entry = generation->template + first_of(hash);
    for (const ps_entry *end = entry + WAYS; entry < end && entry->at; entry++) {
        if (entry->tag != tag_of(hash)) continue;
        const ps_template *found =
            (const ps_template *)(const void *)(generation->bytes + entry->at - 1);
        if (found->hash == hash && found->len == skeleton.len &&
            !memcmp(found->questions + found->question_count, skeleton.ptr, skeleton.len))
            return found;
    }
    return NULL;
}

const ps_template *ps_recall_template(ps_recall *recall, ps_span skeleton, uint64_t hash) {
    const ps_template *found = template_in(&recall->young, skeleton, hash);
    if (found) return found;
    found = template_in(&recall->old, skeleton, hash);
    if (!found) return NULL;
    const ps_template *moved =
        copy(&recall->young, found, template_size(found->question_count, found->len),
             recall->young.template, hash);
    return moved ? moved : found;
}

const ps_template *ps_recall_add_template(ps_recall *recall, ps_span skeleton, uint64_t hash,
                                          const ps_question *questions, size_t count) {
    ps_template *new =
        place(&recall->young, template_size(count, skeleton.len), recall->young.template, hash);
    if (!new) return NULL;
    *new = (ps_template){.hash = hash,
                         .serial = ++recall->serials,
                         .len = (uint32_t)skeleton.len,
                         .question_count = (uint32_t)count};
    if (count) memcpy(new->questions, questions, count * sizeof *questions);
    memcpy(new->questions + count, skeleton.ptr, skeleton.len);
    return new;
}

/* ---- what is known ---- */

static size_t known_size(size_t kept, size_t questions) {
    return aligned(sizeof(ps_known) + kept * sizeof(ps_kept) + questions * sizeof(ps_reply));
}

static uint64_t hash_of(const ps_template *template, const ps_reply *answers) {
    uint64_t hash = template->serial;
    for (size_t i = 0; i < template->question_count; i++)
        hash = (hash ^ answers[i]) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

static const ps_known *known_in(const ps_generation *generation, const ps_template *template,
                                const ps_reply *answers, uint64_t hash) {
    const ps_entry *entry = generation->known + first_of(hash);
    for (const ps_entry *end = entry + WAYS; entry < end && entry->at; entry++) {
        if (entry->tag != tag_of(hash)) continue;
        const ps_known *found = (const ps_known *)(const void *)(generation->bytes + entry->at - 1);
        if (found->serial == template->serial &&
            !memcmp(ps_known_kept(found) + found->kept_count, answers,
                    template->question_count * sizeof *answers))
            return found;
    }
    return NULL;
}

const ps_known *ps_recall_known(ps_recall *recall, const ps_template *template,
                                const ps_reply *answers) {
    uint64_t hash = hash_of(template, answers);
    const ps_known *found = known_in(&recall->young, template, answers, hash);
    if (found) return found;
    found = known_in(&recall->old, template, answers, hash);
    if (!found) return NULL;
    const ps_known *moved =
        copy(&recall->young, found, known_size(found->kept_count, found->question_count),
             recall->young.known, hash);
    return moved ? moved : found;
}

void ps_recall_add_known(ps_recall *recall, const ps_template *template, const ps_reply *answers,
                         const ps_known *known, const ps_kept *kept) {
    uint64_t hash = hash_of(template, answers);
    ps_known *new = place(&recall->young, known_size(known->kept_count, template->question_count),
                          recall->young.known, hash);
    if (!new) return;
    *new = *known;
    new->hash = hash;
    new->serial = template->serial;
    new->question_count = (uint16_t) template->question_count;
    ps_kept *behind = (ps_kept *)(new + 1);
    if (known->kept_count) memcpy(behind, kept, known->kept_count * sizeof *kept);
    memcpy(behind + known->kept_count, answers, template->question_count * sizeof *answers);
}
