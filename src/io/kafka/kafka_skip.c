/* SPDX-License-Identifier: Apache-2.0
 *
 * Moves the group past records that cannot be read, and writes a marker in their place, both in one
 * transaction. A broker takes the offsets of a transaction from who is no member, so that the
 * sidecar that is halted there may go on running: it looks for the moved offset by itself. */
#include "kafka_conf.h"
#include "kafka_part.h"
#include "kafka_record.h"
#include "kafka_sink.h"

#include "error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ASK_MS = 20000 };

typedef struct skipping {
    ps_kafka_options opt; /* as one that is no member */
    ps_kafka_parts parts;
    ps_kafka_part *part;
    ps_kafka_place place;
    rd_kafka_t *consumer;
    ps_kafka_sink sink;
    atomic_bool hurry;
} skipping;

static bool read_number(const char **at, int64_t *out) {
    char *end;
    if (!ps_is_digit(**at)) return false;
    long long value = strtoll(*at, &end, 10);
    *at = end;
    *out = value;
    return value >= 0 && value < PS_KAFKA_OFFSET_MAX;
}

ps_status ps_kafka_place_read(ps_kafka_place *out, const char *text, ps_error *err) {
    int64_t partition = 0;
    *out = (ps_kafka_place){.first = 0};
    size_t len = strcspn(text, "/");
    const char *at = text + len;
    bool good = len > 0 && len <= PS_KAFKA_TOPIC_MAX && *at++ == '/' &&
                read_number(&at, &partition) && partition <= INT32_MAX && *at++ == '/' &&
                read_number(&at, &out->first);
    out->last = out->first;
    if (good && *at == '-') at++, good = read_number(&at, &out->last) && out->last >= out->first;
    if (!good || *at)
        return ps_fail(err, PS_E_USAGE,
                       "%.100s: must be TOPIC/PARTITION/OFFSET or TOPIC/PARTITION/FIRST-LAST",
                       text);
    memcpy(out->topic, text, len);
    out->partition = (int32_t)partition;
    return PS_OK;
}

/* ---- where the group stands ---- */

static rd_kafka_topic_partition_list_t *list_of(const ps_kafka_place *place) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, place->topic, place->partition);
    return list;
}

static ps_status ask_committed(skipping *s, int64_t *out, ps_error *err) {
    rd_kafka_topic_partition_list_t *list = list_of(&s->place);
    rd_kafka_resp_err_t error = rd_kafka_committed(s->consumer, list, ASK_MS);
    if (!error) error = list->elems[0].err;
    *out = list->elems[0].offset;
    rd_kafka_topic_partition_list_destroy(list);
    if (!error) return PS_OK;
    return ps_fail(err, PS_E_IO, "kafka: how far the group has read cannot be learnt: %s",
                   rd_kafka_err2str(error));
}

/* Only from where the group stands: else records that can be read would be lost, or come twice. */
static ps_status check_place(skipping *s, ps_error *err) {
    int64_t stands, first = 0, end = 0;
    const ps_kafka_place *at = &s->place;
    ps_status status = ask_committed(s, &stands, err);
    if (status != PS_OK) return status;
    rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
        s->consumer, at->topic, at->partition, &first, &end, ASK_MS);
    if (error)
        return ps_fail(err, PS_E_IO, "kafka: %.100s/%" PRId32 " cannot be asked: %s", at->topic,
                       at->partition, rd_kafka_err2str(error));
    if (stands < 0) stands = first;
    if (at->first != stands)
        return ps_fail(err, PS_E_USAGE,
                       "kafka: the group stands at %.100s/%" PRId32 "/%" PRId64
                       ": skip from there, or nothing",
                       at->topic, at->partition, stands);
    if (at->last < end) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "kafka: %.100s/%" PRId32 " ends before %" PRId64, at->topic,
                   at->partition, end);
}

/* ---- moving it ---- */

static ps_status write_marker(skipping *s, ps_error *err) {
    ps_buf text;
    ps_buf_init(&text, 4096);
    ps_status status = ps_kafka_skip_marker(&s->place, &text);
    const ps_kafka_record record = {
        .part = s->part, .offset = s->place.last, .value = ps_buf_span(&text)};
    ps_kafka_result result = PS_KAFKA_GIVEN_UP;
    if (status == PS_OK) result = ps_kafka_sink_put(&s->sink, &record);
    if (result == PS_KAFKA_OK) result = ps_kafka_sink_commit(&s->sink);
    ps_buf_free(&text);
    if (result == PS_KAFKA_OK && s->part->committed == s->place.last + 1) return PS_OK;
    if (s->sink.error.text[0]) {
        *err = s->sink.error;
        return err->status;
    }
    return ps_fail(err, PS_E_IO, "kafka: the group could not be moved%s",
                   s->opt.at_least_once ? ": without transactions (--delivery at-least-once) no "
                                          "member of the group may run meanwhile"
                                        : "");
}

static ps_status open_clients(skipping *s, ps_error *err) {
    ps_kafka_confs confs;
    char why[256] = "";
    ps_status status = ps_kafka_confs_make(&confs, &s->opt, err);
    if (status != PS_OK) return status;
    s->consumer = ps_kafka_client_new(RD_KAFKA_CONSUMER, confs.consumer, why, sizeof why);
    if (s->consumer)
        confs.consumer = NULL;
    else
        status = ps_fail(err, PS_E_USAGE, "kafka: the consumer cannot be made");
    if (status == PS_OK) status = check_place(s, err);
    if (status == PS_OK)
        status = ps_kafka_sink_open(&s->sink, &s->opt, &confs, &s->parts, &s->hurry, err);
    s->sink.consumer = s->consumer;
    ps_kafka_confs_free(&confs);
    return status;
}

static ps_status find_target(skipping *s, ps_error *err) {
    ps_kafka_topics *topics;
    ps_status status = ps_kafka_topics_new(&topics, s->opt.from, s->opt.to, err);
    if (status != PS_OK) return status;
    if (!ps_kafka_topics_match(topics, s->place.topic))
        status = ps_fail(err, PS_E_USAGE, "%.100s is no topic that --from names", s->place.topic);
    s->part =
        status == PS_OK ? ps_kafka_parts_add(&s->parts, s->place.topic, s->place.partition) : NULL;
    if (status == PS_OK && !s->part) status = ps_fail(err, PS_E_NOMEM, "not enough memory");
    if (status == PS_OK) status = ps_kafka_topics_map(topics, s->place.topic, s->part->target, err);
    if (status == PS_OK) s->part->live = true;
    ps_kafka_topics_free(topics);
    return status;
}

ps_status ps_kafka_skip(const ps_kafka_options *opt, const ps_kafka_place *place, ps_error *err) {
    skipping s = {.opt = *opt, .place = *place};
    s.opt.instance = "skip";
    s.opt.no_member = true;
    atomic_init(&s.hurry, false);
    ps_status status = find_target(&s, err);
    if (status == PS_OK) status = open_clients(&s, err);
    if (status == PS_OK) status = write_marker(&s, err);
    ps_kafka_sink_close(&s.sink);
    ps_kafka_parts_free(&s.parts);
    if (s.consumer) rd_kafka_destroy(s.consumer);
    return status;
}
