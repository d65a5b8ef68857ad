/* SPDX-License-Identifier: Apache-2.0
 *
 * A batch whose checksum holds but whose records are cut short gives its first records, and then
 * nothing at all, for ever: no error, no record. The statistics of librdkafka (STATISTICS.md of its
 * source) show it: a fetcher that is active and stands still while more is there. */
#include "kafka_inside.h"

#include "journal.h"
#include "yamltree.h"

#include <stdlib.h>

enum { STALLED_LOOKS = 6 };

static int64_t number_of(const ps_node *map, const char *name) {
    const ps_node *node = ps_node_member(map, name);
    return node && node->kind == PS_NODE_SCALAR ? strtoll(node->text, NULL, 10) : -1;
}

static bool says(const ps_node *map, const char *name, const char *text) {
    const ps_node *node = ps_node_member(map, name);
    return node && node->kind == PS_NODE_SCALAR && strcmp(node->text, text) == 0;
}

static bool is_up(const ps_node *brokers, int64_t id) {
    for (const ps_node *b = brokers ? brokers->first : NULL; b; b = b->next)
        if (number_of(b, "nodeid") == id && says(b, "state", "UP")) return true;
    return false;
}

/* Is more there, and could it be fetched, and is nothing waiting to be taken? */
static bool stands_still(const ps_node *partition, const ps_node *brokers,
                         const ps_kafka_part *part) {
    int64_t next = number_of(partition, "next_offset");
    return next >= 0 && next == part->seen_next && says(partition, "fetch_state", "active") &&
           number_of(partition, "fetchq_cnt") == 0 && number_of(partition, "ls_offset") > next &&
           is_up(brokers, number_of(partition, "leader"));
}

static void look_at(ps_kafka *k, const ps_node *partition, const ps_node *brokers,
                    const char *topic) {
    int64_t number = number_of(partition, "partition");
    ps_kafka_part *part =
        number >= 0 ? ps_kafka_parts_find(&k->parts, topic, (int32_t)number) : NULL;
    if (!part || !part->live || part->halt != PS_KAFKA_READ) return;
    part->seen_times = stands_still(partition, brokers, part) ? part->seen_times + 1 : 0;
    part->seen_next = number_of(partition, "next_offset");
    int64_t end = number_of(partition, "ls_offset");
    int64_t from = part->next >= 0 ? part->next : number_of(partition, "lo_offset");
    part->lag = end >= 0 && from >= 0 && end > from ? end - from : 0;
    ps_gauge_set(part->gauge, part->lag, NULL);
    if (part->seen_times >= STALLED_LOOKS)
        ps_kafka_halt_part(k, part, PS_KAFKA_STALLED, "no record and no error comes");
}

static bool any_up(const ps_node *brokers) {
    for (const ps_node *b = brokers ? brokers->first : NULL; b; b = b->next)
        if (says(b, "state", "UP")) return true;
    return false;
}

static void look_at_all(ps_kafka *k, const ps_node *statistics) {
    const ps_node *brokers = ps_node_member(statistics, "brokers");
    atomic_store(&k->health->reached, any_up(brokers));
    const ps_node *topics = ps_node_member(statistics, "topics");
    for (const ps_node *t = topics ? topics->first : NULL; t; t = t->next) {
        const ps_node *partitions = ps_node_member(t, "partitions");
        for (const ps_node *p = partitions ? partitions->first : NULL; p; p = p->next)
            look_at(k, p, brokers, t->key);
    }
}

int ps_kafka_on_stats(rd_kafka_t *consumer, char *json, size_t len, void *opaque) {
    (void)consumer;
    ps_kafka *k = opaque;
    ps_arena arena = {NULL};
    const ps_node *statistics = NULL;
    ps_status status =
        ps_yaml_parse(ps_span_of(json, len), "statistics", &arena, &statistics, NULL);
    if (status == PS_OK && statistics)
        look_at_all(k, statistics);
    else if (!k->blind)
        ps_journal("warn", "no_statistics", ",\"hint\":\"partitions that stall go unseen\"");
    k->blind = status != PS_OK;
    ps_arena_free(&arena);
    return 0;
}
