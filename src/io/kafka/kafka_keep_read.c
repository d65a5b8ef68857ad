/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_keep_read.h"

#include "error.h"
#include "kafka_conf.h"
#include "kafka_keep_file.h"
#include "kafka_log.h"

#include <inttypes.h>
#include <stdlib.h>

enum { ASK_MS = 20000, POLL_MS = 500, PATIENCE_POLLS = 120, SEEN_LEAST = 1024 };

/* ---- once each ---- */

typedef struct place {
    uint64_t topic; /* hash of its name, and two offsets of one topic differ anyway */
    int64_t offset;
    int32_t partition;
    bool used;
} place;

typedef struct seen {
    place *places; /* open addressing, at most half full */
    size_t count, room;
} seen;

static uint64_t hash_text(const char *text) {
    uint64_t hash = 14695981039346656037U; /* FNV-1a */
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211U;
    return hash;
}

static size_t slot_of(const seen *s, const place *p) {
    uint64_t hash = p->topic ^ (uint64_t)p->offset * 0x9E3779B97F4A7C15U ^
                    (uint64_t)(uint32_t)p->partition << 40;
    size_t at = (size_t)(hash ^ hash >> 32) & (s->room - 1);
    while (s->places[at].used &&
           !(s->places[at].topic == p->topic && s->places[at].offset == p->offset &&
             s->places[at].partition == p->partition))
        at = (at + 1) & (s->room - 1);
    return at;
}

static bool grow(seen *s) {
    seen bigger = {.room = s->room ? 2 * s->room : SEEN_LEAST};
    bigger.places = calloc(bigger.room, sizeof *bigger.places);
    if (!bigger.places) return false;
    for (size_t i = 0; i < s->room; i++)
        if (s->places[i].used) bigger.places[slot_of(&bigger, &s->places[i])] = s->places[i];
    bigger.count = s->count;
    free(s->places);
    *s = bigger;
    return true;
}

/* True: it has not been here before; or that cannot be said, for want of memory. */
static bool is_new(seen *s, const ps_kept_record *record) {
    if (2 * s->count >= s->room && !grow(s)) return true;
    const place p = {.topic = hash_text(record->topic),
                     .offset = record->offset,
                     .partition = record->partition,
                     .used = true};
    size_t at = slot_of(s, &p);
    if (s->places[at].used) return false;
    s->places[at] = p;
    s->count++;
    return true;
}

/* ---- either place ---- */

typedef struct reading {
    const ps_kafka_options *opt;
    ps_keep_read_fn *fn;
    void *ctx;
    seen seen;
    rd_kafka_t *consumer;
} reading;

static bool give(void *ctx, ps_span bytes) {
    reading *r = ctx;
    ps_arena arena = {NULL};
    ps_kept_record record;
    /* What cannot be read is for `fn` to say. */
    bool fresh = ps_kept_read(bytes, &arena, &record) != PS_OK || is_new(&r->seen, &record);
    ps_arena_free(&arena);
    return !fresh || r->fn(r->ctx, bytes);
}

/* ---- the topic ---- */

static ps_status open_consumer(reading *r, ps_error *err) {
    ps_kafka_confs confs;
    char why[256] = "", text[256];
    ps_status status = ps_kafka_confs_make(&confs, r->opt, err);
    if (status != PS_OK) return status;
    (void)rd_kafka_conf_set(confs.consumer, "enable.partition.eof", "true", why, sizeof why);
    (void)rd_kafka_conf_set(confs.consumer, "statistics.interval.ms", "0", why, sizeof why);
    r->consumer = rd_kafka_new(RD_KAFKA_CONSUMER, confs.consumer, why, sizeof why);
    if (r->consumer) confs.consumer = NULL;
    ps_kafka_confs_free(&confs);
    if (!r->consumer)
        return ps_fail(err, PS_E_USAGE, "kafka: the consumer cannot be made: %s",
                       ps_kafka_quoted(text, sizeof text, why));
    (void)rd_kafka_poll_set_consumer(r->consumer);
    return PS_OK;
}

static ps_status count_partitions(reading *r, int *out, ps_error *err) {
    const rd_kafka_metadata_t *metadata = NULL;
    const char *topic = r->opt->quarantine;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(r->consumer, topic, NULL);
    rd_kafka_resp_err_t error = rd_kafka_metadata(r->consumer, 0, handle, &metadata, ASK_MS);
    *out = 0;
    if (!error && metadata->topic_cnt == 1) {
        error = metadata->topics[0].err;
        *out = metadata->topics[0].partition_cnt;
    }
    if (metadata) rd_kafka_metadata_destroy(metadata);
    if (handle) rd_kafka_topic_destroy(handle);
    if (!error && *out > 0) return PS_OK;
    return ps_fail(err, PS_E_IO, "kafka: topic %.120s: %s", topic,
                   error ? rd_kafka_err2str(error) : "is not there");
}

static void assign_all(reading *r, int partitions) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partitions);
    for (int32_t p = 0; p < partitions; p++)
        rd_kafka_topic_partition_list_add(list, r->opt->quarantine, p)->offset =
            RD_KAFKA_OFFSET_BEGINNING;
    (void)rd_kafka_assign(r->consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
}

/* Until every partition has told of its end once. */
static ps_status read_all(reading *r, int partitions, ps_error *err) {
    int ended = 0, polls = 0;
    ps_status status = PS_OK;
    bool more = true;
    while (more && ended < partitions && status == PS_OK) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(r->consumer, POLL_MS);
        if (!message) {
            if (++polls > PATIENCE_POLLS)
                status = ps_fail(err, PS_E_IO, "kafka: topic %.120s: no broker answers",
                                 r->opt->quarantine);
            continue;
        }
        polls = 0;
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
            ended++;
        else if (message->err)
            status = ps_fail(err, PS_E_IO, "kafka: topic %.120s: %s", r->opt->quarantine,
                             rd_kafka_err2str(message->err));
        else if (message->payload)
            more = give(r, ps_span_of(message->payload, message->len));
        rd_kafka_message_destroy(message);
    }
    return status;
}

static ps_status read_topic(reading *r, ps_error *err) {
    int partitions = 0;
    ps_status status = open_consumer(r, err);
    if (status == PS_OK) status = count_partitions(r, &partitions, err);
    if (status == PS_OK) {
        assign_all(r, partitions);
        status = read_all(r, partitions, err);
        (void)rd_kafka_assign(r->consumer, NULL);
    }
    if (r->consumer) rd_kafka_destroy(r->consumer);
    return status;
}

ps_status ps_keep_read(const ps_kafka_options *opt, ps_keep_read_fn *fn, void *ctx, uint64_t *torn,
                       ps_error *err) {
    ps_kafka_options own = *opt;
    own.no_member = true;
    reading r = {.opt = &own, .fn = fn, .ctx = ctx};
    *torn = 0;
    ps_status status = opt->quarantine
                           ? read_topic(&r, err)
                           : ps_keep_file_read(opt->quarantine_file, give, &r, torn, err);
    free(r.seen.places);
    return status;
}
