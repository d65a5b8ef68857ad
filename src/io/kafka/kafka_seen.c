/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_seen.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST = 1024 };

struct ps_kept_place {
    uint64_t hash; /* of topic, time, reason and content */
    int64_t offset;
    int32_t partition;
    bool used;
};

/* FNV-1a: the content is ours, sealed by nobody who would seek collisions. */
static uint64_t add(uint64_t hash, const void *bytes, size_t len) {
    const unsigned char *b = bytes;
    for (size_t i = 0; i < len; i++) hash = (hash ^ b[i]) * 1099511628211U;
    return (hash ^ len) * 1099511628211U;
}

static uint64_t hash_of(const ps_kept_record *r) {
    uint64_t hash = 14695981039346656037U;
    hash = add(hash, r->topic, strlen(r->topic));
    hash = add(hash, r->reason, strlen(r->reason));
    hash = add(hash, &r->timestamp, sizeof r->timestamp);
    hash = add(hash, r->key.ptr, r->key.len);
    hash = add(hash, r->value.ptr, r->value.len);
    for (size_t i = 0; i < r->header_count; i++) {
        hash = add(hash, r->headers[i].name, strlen(r->headers[i].name));
        hash = add(hash, r->headers[i].value.ptr, r->headers[i].value.len);
    }
    return hash;
}

static size_t slot_of(const ps_kept_seen *s, const ps_kept_place *p) {
    uint64_t mixed = p->hash ^ (uint64_t)p->offset * 0x9E3779B97F4A7C15U;
    size_t at = (size_t)(mixed ^ mixed >> 32) & (s->room - 1);
    while (s->places[at].used &&
           !(s->places[at].hash == p->hash && s->places[at].offset == p->offset &&
             s->places[at].partition == p->partition))
        at = (at + 1) & (s->room - 1);
    return at;
}

static bool grow(ps_kept_seen *s) {
    ps_kept_seen bigger = {.room = s->room ? 2 * s->room : LEAST, .count = s->count};
    bigger.places = calloc(bigger.room, sizeof *bigger.places);
    if (!bigger.places) return false;
    for (size_t i = 0; i < s->room; i++)
        if (s->places[i].used) bigger.places[slot_of(&bigger, &s->places[i])] = s->places[i];
    free(s->places);
    *s = bigger;
    return true;
}

bool ps_kept_is_new(ps_kept_seen *s, const ps_kept_record *record) {
    if (2 * s->count >= s->room && !grow(s)) return true;
    const ps_kept_place p = {.hash = hash_of(record),
                             .offset = record->offset,
                             .partition = record->partition,
                             .used = true};
    size_t at = slot_of(s, &p);
    if (s->places[at].used) return false;
    s->places[at] = p;
    s->count++;
    return true;
}

void ps_kept_seen_free(ps_kept_seen *s) {
    free(s->places);
    *s = (ps_kept_seen){.places = NULL};
}
