/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_part.h"

#include <stdio.h>
#include <stdlib.h>

enum { PARTS_MAX = 32767 };

const char *ps_kafka_halt_text(ps_kafka_halt halt) {
    static const char *const texts[] = {"", "unreadable", "stalled", "quarantine"};
    return texts[halt];
}

static bool is(const ps_kafka_part *part, const char *topic, int32_t number) {
    return part->number == number && strcmp(part->topic, topic) == 0;
}

ps_kafka_part *ps_kafka_parts_find(ps_kafka_parts *parts, const char *topic, int32_t number) {
    if (parts->last && is(parts->last, topic, number)) return parts->last;
    for (size_t i = 0; i < parts->count; i++)
        if (is(parts->items[i], topic, number)) return parts->last = parts->items[i];
    return NULL;
}

ps_kafka_part *ps_kafka_parts_add(ps_kafka_parts *parts, const char *topic, int32_t number) {
    ps_kafka_part *part = ps_kafka_parts_find(parts, topic, number);
    if (part) return part;
    if (parts->count == PARTS_MAX) return NULL;
    if (parts->count == parts->room) {
        size_t room = parts->room ? 2 * parts->room : 64;
        ps_kafka_part **items = realloc(parts->items, room * sizeof *items);
        if (!items) return NULL;
        parts->items = items;
        parts->room = room;
    }
    part = calloc(1, sizeof *part);
    if (!part) return NULL;
    (void)snprintf(part->topic, sizeof part->topic, "%s", topic);
    part->number = number;
    part->index = (uint32_t)parts->count;
    atomic_init(&part->stop_at, PS_KAFKA_NOWHERE);
    part->kept_from = PS_KAFKA_NOWHERE;
    part->lag = -1;
    part->settled = part->committed = RD_KAFKA_OFFSET_INVALID;
    parts->items[parts->count++] = part;
    return part;
}

void ps_kafka_parts_free(ps_kafka_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        if (parts->items[i]->out) rd_kafka_topic_destroy(parts->items[i]->out);
        free(parts->items[i]);
    }
    free(parts->items);
    *parts = (ps_kafka_parts){0};
}

static bool has_news(const ps_kafka_part *part) {
    return part->live && part->settled >= 0 && part->settled != part->committed;
}

rd_kafka_topic_partition_list_t *ps_kafka_parts_news(const ps_kafka_parts *parts) {
    rd_kafka_topic_partition_list_t *list = NULL;
    for (size_t i = 0; i < parts->count; i++) {
        const ps_kafka_part *part = parts->items[i];
        if (!has_news(part)) continue;
        if (!list) list = rd_kafka_topic_partition_list_new(1);
        if (!list) return NULL;
        rd_kafka_topic_partition_list_add(list, part->topic, part->number)->offset = part->settled;
    }
    return list;
}

void ps_kafka_parts_commit(ps_kafka_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        ps_kafka_part *part = parts->items[i];
        part->committed = part->settled;
        part->done += part->written;
        part->written = 0;
    }
}

void ps_kafka_parts_rewind(ps_kafka_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        parts->items[i]->settled = parts->items[i]->committed;
        parts->items[i]->written = 0;
    }
}
