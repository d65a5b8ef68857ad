/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_keep_read.h"

#include "error.h"
#include "journal.h"
#include "kafka_conf.h"
#include "kafka_keep_file.h"
#include "kafka_pieces.h"

#include <inttypes.h>
#include <stdlib.h>

enum { ASK_MS = 20000, POLL_MS = 500, PATIENCE_POLLS = 120 };

typedef struct reading {
    const ps_kafka_options *opt;
    ps_keep_read_fn *fn;
    void *ctx;
    rd_kafka_t *consumer;
    ps_pieces pieces;
} reading;

/* ---- the topic ---- */

static ps_status open_consumer(reading *r, ps_error *err) {
    ps_kafka_confs confs;
    char why[256] = "", text[256];
    ps_status status = ps_kafka_confs_make(&confs, r->opt, err);
    if (status != PS_OK) return status;
    (void)rd_kafka_conf_set(confs.consumer, "enable.partition.eof", "true", why, sizeof why);
    (void)rd_kafka_conf_set(confs.consumer, "statistics.interval.ms", "0", why, sizeof why);
    r->consumer = ps_kafka_client_new(RD_KAFKA_CONSUMER, confs.consumer, why, sizeof why);
    if (r->consumer) confs.consumer = NULL;
    ps_kafka_confs_free(&confs);
    if (!r->consumer)
        return ps_fail(err, PS_E_USAGE, "kafka: the consumer cannot be made: %s",
                       ps_journal_quoted(text, sizeof text, why));
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

static bool take(reading *r, const rd_kafka_message_t *message) {
    ps_span whole, name = ps_span_of(message->key, message->key ? message->key_len : 0);
    ps_span bytes = ps_span_of(message->payload, message->len);
    return !ps_pieces_take(&r->pieces, name, bytes, &whole) || r->fn(r->ctx, whole);
}

/* Until every partition has told of its end; one that grows meanwhile tells it again. */
static ps_status read_all(reading *r, int partitions, ps_error *err) {
    int ended = 0, polls = 0;
    bool *is_over = partitions > 0 ? calloc((size_t)partitions, sizeof *is_over) : NULL;
    if (!is_over) return ps_fail(err, PS_E_NOMEM, "not enough memory");
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
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            bool *over = &is_over[message->partition < partitions ? message->partition : 0];
            ended += !*over;
            *over = true;
        } else if (message->err)
            status = ps_fail(err, PS_E_IO, "kafka: topic %.120s: %s", r->opt->quarantine,
                             rd_kafka_err2str(message->err));
        else if (message->payload)
            more = take(r, message);
        rd_kafka_message_destroy(message);
    }
    free(is_over);
    return status;
}

static ps_status read_topic(reading *r, uint64_t *torn, ps_error *err) {
    int partitions = 0;
    ps_status status = open_consumer(r, err);
    if (status == PS_OK) status = count_partitions(r, &partitions, err);
    if (status == PS_OK) {
        assign_all(r, partitions);
        status = read_all(r, partitions, err);
        (void)rd_kafka_assign(r->consumer, NULL);
    }
    if (r->consumer) rd_kafka_destroy(r->consumer);
    *torn = ps_pieces_end(&r->pieces);
    return status;
}

ps_status ps_keep_read(const ps_kafka_options *opt, ps_keep_read_fn *fn, void *ctx, uint64_t *torn,
                       ps_error *err) {
    ps_kafka_options own = *opt;
    own.no_member = true;
    reading r = {.opt = &own, .fn = fn, .ctx = ctx};
    *torn = 0;
    ps_status status = opt->quarantine
                           ? read_topic(&r, torn, err)
                           : ps_keep_file_read(opt->quarantine_file, fn, ctx, torn, err);
    return status;
}
