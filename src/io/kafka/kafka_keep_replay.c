/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"
#include "journal.h"
#include "kafka_conf.h"
#include "kafka_keep_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLUSH_MS = 60000, POLL_MS = 10, ASK_MS = 20000 };

/* Topics that a dry one has asked for. */
typedef struct known_topic {
    struct known_topic *next;
    char name[PS_KAFKA_TOPIC_MAX + 1];
    int partitions;
} known_topic;

struct ps_keep_replay {
    rd_kafka_t *producer;
    const char *topic;
    bool dry;
    known_topic *known;
    uint64_t arrived, failed;
};

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque) {
    (void)producer;
    ps_keep_replay *replay = opaque;
    replay->arrived += !message->err;
    replay->failed += message->err != RD_KAFKA_RESP_ERR_NO_ERROR;
}

ps_status ps_keep_replay_open(ps_keep_replay **out, const ps_kafka_options *opt, const char *topic,
                              bool dry, ps_error *err) {
    ps_kafka_confs confs;
    char why[256] = "", text[256];
    ps_kafka_options own = *opt;
    *out = NULL;
    own.no_member = own.at_least_once = true;
    ps_keep_replay *replay = calloc(1, sizeof *replay);
    if (!replay) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_status status = ps_kafka_confs_make(&confs, &own, err);
    if (status == PS_OK) {
        (void)rd_kafka_conf_set(confs.producer, "message.timeout.ms", "60000", why, sizeof why);
        if (dry) /* an id of a producer would be a trace */
            (void)rd_kafka_conf_set(confs.producer, "enable.idempotence", "false", why, sizeof why);
        rd_kafka_conf_set_dr_msg_cb(confs.producer, on_delivery);
        rd_kafka_conf_set_opaque(confs.producer, replay);
        replay->producer = ps_kafka_client_new(RD_KAFKA_PRODUCER, confs.producer, why, sizeof why);
        if (replay->producer) confs.producer = NULL;
        ps_kafka_confs_free(&confs);
        if (!replay->producer)
            status = ps_fail(err, PS_E_USAGE, "kafka: the producer cannot be made: %s",
                             ps_journal_quoted(text, sizeof text, why));
    }
    replay->topic = topic;
    replay->dry = dry;
    if (status == PS_OK)
        *out = replay;
    else
        free(replay);
    return status;
}

/* NULL: no memory. */
static rd_kafka_headers_t *headers_of(const ps_kept_record *record) {
    rd_kafka_headers_t *headers = rd_kafka_headers_new(record->header_count);
    for (size_t i = 0; headers && i < record->header_count; i++) {
        const ps_kept_header *h = &record->headers[i];
        if (!rd_kafka_header_add(headers, h->name, -1, h->value.ptr, (ssize_t)h->value.len))
            continue;
        rd_kafka_headers_destroy(headers);
        return NULL;
    }
    return headers;
}

static int ask_partitions(const ps_keep_replay *replay, const char *name) {
    const rd_kafka_metadata_t *metadata = NULL;
    rd_kafka_topic_t *topic = rd_kafka_topic_new(replay->producer, name, NULL);
    int count = 0;
    if (topic && rd_kafka_metadata(replay->producer, 0, topic, &metadata, ASK_MS) ==
                     RD_KAFKA_RESP_ERR_NO_ERROR)
        count = metadata->topic_cnt == 1 && !metadata->topics[0].err
                    ? metadata->topics[0].partition_cnt
                    : 0;
    if (metadata) rd_kafka_metadata_destroy(metadata);
    if (topic) rd_kafka_topic_destroy(topic);
    return count;
}

static bool would_go(ps_keep_replay *replay, const char *name, int32_t partition) {
    known_topic *one = replay->known;
    while (one && strcmp(one->name, name) != 0) one = one->next;
    if (!one) {
        one = calloc(1, sizeof *one);
        if (!one) return false;
        (void)snprintf(one->name, sizeof one->name, "%s", name);
        one->partitions = ask_partitions(replay, name);
        one->next = replay->known;
        replay->known = one;
    }
    return partition < one->partitions;
}

bool ps_keep_replay_put(ps_keep_replay *replay, const ps_kept_record *r) {
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__FAIL;
    if (replay->dry) {
        bool goes = would_go(replay, replay->topic ? replay->topic : r->topic, r->partition);
        replay->arrived += goes;
        replay->failed += !goes;
        return goes;
    }
    rd_kafka_headers_t *headers = headers_of(r);
    while (headers) {
        error = rd_kafka_producev(
            replay->producer, RD_KAFKA_V_TOPIC(replay->topic ? replay->topic : r->topic),
            RD_KAFKA_V_PARTITION(r->partition), RD_KAFKA_V_KEY(r->key.ptr, r->key.len),
            RD_KAFKA_V_VALUE((void *)(uintptr_t)r->value.ptr, r->value.len),
            RD_KAFKA_V_TIMESTAMP(r->timestamp < 0 ? 0 : r->timestamp),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) break;
        (void)rd_kafka_poll(replay->producer, POLL_MS);
    }
    if (error && headers) rd_kafka_headers_destroy(headers); /* still ours */
    replay->failed += error != RD_KAFKA_RESP_ERR_NO_ERROR;
    (void)rd_kafka_poll(replay->producer, 0);
    return !error;
}

uint64_t ps_keep_replay_close(ps_keep_replay *replay, uint64_t *failed) {
    (void)rd_kafka_flush(replay->producer, FLUSH_MS + 1000);
    (void)rd_kafka_purge(replay->producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    (void)rd_kafka_flush(replay->producer, 1000);
    rd_kafka_destroy(replay->producer);
    uint64_t arrived = replay->arrived;
    *failed = replay->failed;
    while (replay->known) {
        known_topic *next = replay->known->next;
        free(replay->known);
        replay->known = next;
    }
    free(replay);
    return arrived;
}
