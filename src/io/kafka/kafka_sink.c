/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_sink_inside.h"

#include "clock.h"
#include "error.h"
#include "journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEP_MS = 500,   /* a wait that can be told to hurry */
    OPEN_MS = 60000, /* for the first word with the cluster */
    FLUSH_MS = 1000,
    HEARTBEAT_MS = 4000, /* of the group: 3000, and its answer */
    AGAIN_MS = 30000,    /* a second failure within it is no accident */
    REASON_MAX = 256,
    OFFSET_BITS = 48,
    RECORD_MOST = 1000000, /* librdkafka's own defaults */
    BATCH_LEAST = 1024,
    BATCH_HEAD = 73 /* what stands around a single record */
};

/* ---- what the target says of a record ---- */

#define NOTE UINTPTR_MAX /* the opaque of one */

void *ps_kafka_sink_name(const ps_kafka_part *part, int64_t offset) {
    return (void *)((uintptr_t)part->index << OFFSET_BITS | (uintptr_t)offset);
}

/* It is the record's fault, and will be the next time. */
static bool is_refusal(rd_kafka_resp_err_t error) {
    return error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ||
           error == RD_KAFKA_RESP_ERR_INVALID_RECORD || error == RD_KAFKA_RESP_ERR_INVALID_MSG ||
           error == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP;
}

/* Without memory it is not noted, and refused again. */
static void refuse(ps_kafka_sink *sink, uint32_t part, int64_t offset) {
    if (sink->refused_count == sink->refused_room) {
        size_t room = sink->refused_room ? 2 * sink->refused_room : 64;
        ps_kafka_refused *list = realloc(sink->refused, room * sizeof *list);
        if (!list) return;
        sink->refused = list;
        sink->refused_room = room;
    }
    sink->refused[sink->refused_count++] = (ps_kafka_refused){part, offset};
}

/* Those whose marker is certain. */
static void forget_refused(ps_kafka_sink *sink) {
    size_t left = 0;
    for (size_t i = 0; i < sink->refused_count; i++) {
        const ps_kafka_refused *one = &sink->refused[i];
        if (one->offset >= sink->parts->items[one->part]->committed) sink->refused[left++] = *one;
    }
    sink->refused_count = left;
}

static bool is_refused(const ps_kafka_sink *sink, uint32_t part, int64_t offset) {
    for (size_t i = 0; i < sink->refused_count; i++)
        if (sink->refused[i].part == part && sink->refused[i].offset == offset) return true;
    return false;
}

static void note_failed(ps_kafka_sink *sink, rd_kafka_resp_err_t error) {
    if (error == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
        return;
    sink->note_failed = true;
    ps_journal("error", "metrics_failed", ",\"error\":\"%s\"", rd_kafka_err2name(error));
}

/* Refused for its size, and others may have been in its batch: whose fault it is shows when batches
 * are smaller. One that is as large as batches may be was alone; `most`: what its topic is known to
 * take, 0 where it is not. */
static bool is_crowded(const ps_kafka_sink *sink, const rd_kafka_message_t *message, size_t most) {
    size_t own = message->len + message->key_len + BATCH_HEAD;
    if (message->err != RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || (most && own > most)) return false;
    return sink->batch_most > BATCH_LEAST && own < sink->batch_most;
}

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque) {
    (void)producer;
    ps_kafka_sink *sink = opaque;
    uintptr_t name = (uintptr_t)message->_private;
    if (!message->err) return;
    sink->failed++;
    if (name == NOTE) {
        note_failed(sink, message->err);
        return;
    }
    uint32_t part = (uint32_t)((name & ~PS_KAFKA_KEPT) >> OFFSET_BITS);
    int64_t offset = (int64_t)(name & (((uintptr_t)1 << OFFSET_BITS) - 1));
    size_t most = name & PS_KAFKA_KEPT ? sink->kept_most : sink->parts->items[part]->limit;
    if (is_crowded(sink, message, most)) {
        sink->crowded = true;
        return;
    }
    if (name & PS_KAFKA_KEPT) {
        ps_kafka_sink_unkept(sink->parts->items[part], offset, rd_kafka_err2name(message->err));
        return;
    }
    if (!is_refusal(message->err)) return;
    sink->hopeless |= is_refused(sink, part, offset); /* not even its marker */
    refuse(sink, part, offset);
}

bool ps_kafka_sink_refuses(const ps_kafka_sink *sink, const ps_kafka_part *part, int64_t offset) {
    return is_refused(sink, part->index, offset);
}

/* ---- the producer ---- */

static ps_kafka_result give_up(ps_kafka_sink *sink, const char *doing, const char *why) {
    char text[REASON_MAX];
    (void)ps_fail(&sink->error, PS_E_IO, "kafka: %s: %s", doing,
                  ps_journal_quoted(text, sizeof text, why));
    return PS_KAFKA_GIVEN_UP;
}

static ps_status make_producer(ps_kafka_sink *sink, ps_error *err) {
    char why[REASON_MAX] = "", text[REASON_MAX];
    rd_kafka_conf_t *conf = rd_kafka_conf_dup(sink->conf);
    sink->producer = ps_kafka_client_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (sink->producer) return PS_OK;
    rd_kafka_conf_destroy(conf);
    return ps_fail(err, PS_E_USAGE, "kafka: the producer cannot be made: %s",
                   ps_journal_quoted(text, sizeof text, why));
}

/* Calls that may be tried again are, until `until`; 0: until the end hurries. NULL: it is done. */
typedef rd_kafka_error_t *step_fn(ps_kafka_sink *sink, const void *ctx);
static rd_kafka_error_t *persist(ps_kafka_sink *sink, step_fn *step, const void *ctx,
                                 uint64_t until) {
    for (;;) {
        rd_kafka_error_t *error = step(sink, ctx);
        if (!error || !rd_kafka_error_is_retriable(error)) return error;
        if (atomic_load(sink->hurry) || (until && ps_clock_ms() > until)) return error;
        rd_kafka_error_destroy(error);
        (void)rd_kafka_poll(sink->producer, STEP_MS / 5);
    }
}

static rd_kafka_error_t *init_step(ps_kafka_sink *sink, const void *ctx) {
    (void)ctx;
    return rd_kafka_init_transactions(sink->producer, STEP_MS * 4);
}

static ps_status begin_life(ps_kafka_sink *sink, ps_error *err) {
    char text[REASON_MAX];
    ps_status status = make_producer(sink, err);
    if (status != PS_OK || sink->opt->at_least_once) return status;
    rd_kafka_error_t *error = persist(sink, init_step, NULL, ps_clock_ms() + OPEN_MS);
    if (!error) return PS_OK;
    status = ps_fail(err, PS_E_IO,
                     "kafka: transactions cannot be used (%s): the broker must know them (0.11 or "
                     "later) and allow Write on the transactional id phisieve-%.60s-%.60s; "
                     "--delivery at-least-once does without",
                     ps_journal_quoted(text, sizeof text, rd_kafka_error_string(error)),
                     sink->opt->group, sink->opt->instance);
    rd_kafka_error_destroy(error);
    return status;
}

static uint64_t setting_of(const rd_kafka_conf_t *conf, const char *name, uint64_t otherwise) {
    char text[32] = "";
    size_t room = sizeof text;
    if (rd_kafka_conf_get(conf, name, text, &room) != RD_KAFKA_CONF_OK) return otherwise;
    return strtoull(text, NULL, 10);
}

/* A record that is larger than the whole queue would be refused as if the queue were full, for
 * ever. */
static size_t record_most(const rd_kafka_conf_t *conf) {
    uint64_t message = setting_of(conf, "message.max.bytes", RECORD_MOST);
    uint64_t queue = setting_of(conf, "queue.buffering.max.kbytes", RECORD_MOST) * 1024;
    return message < queue ? message : queue;
}

ps_status ps_kafka_sink_open(ps_kafka_sink *sink, const ps_kafka_options *opt,
                             ps_kafka_confs *confs, ps_kafka_parts *parts, atomic_bool *hurry,
                             ps_error *err) {
    *sink = (ps_kafka_sink){.opt = opt, .conf = confs->producer, .parts = parts, .hurry = hurry};
    sink->transaction_ms =
        setting_of(sink->conf, "transaction.timeout.ms", PS_KAFKA_TRANSACTION_MS);
    sink->record_most = record_most(sink->conf);
    sink->batch_most = setting_of(sink->conf, "batch.size", RECORD_MOST);
    confs->producer = NULL;
    rd_kafka_conf_set_dr_msg_cb(sink->conf, on_delivery);
    rd_kafka_conf_set_opaque(sink->conf, sink);
    return begin_life(sink, err);
}

static void drop_targets(ps_kafka_sink *sink) {
    ps_kafka_parts *parts = sink->parts;
    for (size_t i = 0; i < parts->count; i++) {
        if (parts->items[i]->out) rd_kafka_topic_destroy(parts->items[i]->out);
        parts->items[i]->out = NULL;
    }
    if (sink->quarantine) rd_kafka_topic_destroy(sink->quarantine);
    sink->quarantine = NULL;
}

static void end_life(ps_kafka_sink *sink) {
    if (!sink->producer) return;
    drop_targets(sink);
    (void)rd_kafka_purge(sink->producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    (void)rd_kafka_flush(sink->producer, FLUSH_MS);
    rd_kafka_destroy(sink->producer);
    sink->producer = NULL;
}

void ps_kafka_sink_close(ps_kafka_sink *sink) {
    end_life(sink);
    if (sink->conf) rd_kafka_conf_destroy(sink->conf);
    sink->conf = NULL;
    free(sink->refused);
    sink->refused = NULL;
    sink->refused_count = sink->refused_room = 0;
}

static void forget(ps_kafka_sink *sink) {
    sink->open = false;
    sink->records = sink->bytes = 0;
    sink->failed = 0;
}

static bool is_fenced(rd_kafka_resp_err_t why) {
    return why == RD_KAFKA_RESP_ERR__FENCED || why == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
           why == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

/* A process of our name that has come while we were away is a member of the group in our place,
 * which the next heartbeat tells. */
static bool is_replaced(ps_kafka_sink *sink) {
    char why[REASON_MAX];
    for (uint64_t until = ps_clock_ms() + HEARTBEAT_MS; ps_clock_ms() < until;) {
        if (rd_kafka_fatal_error(sink->consumer, why, sizeof why)) return true;
        if (atomic_load(sink->hurry)) return false;
        (void)rd_kafka_poll(sink->producer, STEP_MS / 10);
    }
    return false;
}

/* The cluster shuts a producer out when another begins with its id, or when its transaction was
 * open for too long (an outage, a stopped process), of which only the second may be mended: two
 * that take the id from each other would never end. */
static bool is_taken(ps_kafka_sink *sink) {
    bool expired = sink->open && ps_clock_ms() - sink->opened_ms + STEP_MS >= sink->transaction_ms;
    return !expired || is_replaced(sink);
}

/* A fatal error: the producer is made anew, and what was not certain is read again. */
ps_kafka_result ps_kafka_sink_rebuild(ps_kafka_sink *sink, rd_kafka_resp_err_t why) {
    bool again = sink->rebuilt_ms && ps_clock_ms() - sink->rebuilt_ms < AGAIN_MS;
    ps_journal("warn", "producer_fatal", ",\"error\":\"%s\"", rd_kafka_err2name(why));
    if (is_fenced(why) && is_taken(sink)) return PS_KAFKA_SHUT_OUT;
    if (again && !is_fenced(why))
        return give_up(sink, "the producer fails again and again", rd_kafka_err2str(why));
    end_life(sink);
    forget(sink);
    ps_kafka_parts_rewind(sink->parts);
    sink->aborts++;
    sink->rebuilt_ms = ps_clock_ms();
    return begin_life(sink, &sink->error) == PS_OK ? PS_KAFKA_UNDONE : PS_KAFKA_GIVEN_UP;
}

/* ---- writing ---- */

static rd_kafka_error_t *begin_step(ps_kafka_sink *sink, const void *ctx) {
    (void)ctx;
    return rd_kafka_begin_transaction(sink->producer);
}

/* Takes the error. */
static ps_kafka_result judge(ps_kafka_sink *sink, rd_kafka_error_t *error, const char *doing) {
    if (!error) return PS_KAFKA_OK;
    rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    bool fatal = rd_kafka_error_is_fatal(error), abort = rd_kafka_error_txn_requires_abort(error);
    bool retriable = rd_kafka_error_is_retriable(error);
    rd_kafka_error_destroy(error);
    if (abort && !fatal) {
        ps_journal("warn", "transaction_undone", ",\"doing\":\"%s\",\"error\":\"%s\"", doing,
                   rd_kafka_err2name(code));
        return ps_kafka_sink_abort(sink);
    }
    /* It could have been tried on, had the end not hurried. */
    return retriable && !fatal ? give_up(sink, doing, rd_kafka_err2str(code))
                               : ps_kafka_sink_rebuild(sink, code);
}

static ps_kafka_result begin(ps_kafka_sink *sink) {
    ps_kafka_result result = PS_KAFKA_OK;
    if (!sink->opt->at_least_once)
        result = judge(sink, persist(sink, begin_step, NULL, 0), "begin");
    if (result != PS_KAFKA_OK) return result;
    sink->open = true;
    sink->opened_ms = ps_clock_ms();
    return PS_KAFKA_OK;
}

/* False: not now. */
bool ps_kafka_sink_begun(ps_kafka_sink *sink, ps_kafka_result *result) {
    *result = sink->open ? PS_KAFKA_OK : begin(sink);
    return *result == PS_KAFKA_OK;
}

static rd_kafka_topic_t *target_of(ps_kafka_sink *sink, ps_kafka_part *part) {
    if (!part->out) part->out = rd_kafka_topic_new(sink->producer, part->target, NULL);
    return part->out;
}

static rd_kafka_resp_err_t produce(ps_kafka_sink *sink, const ps_kafka_record *r,
                                   rd_kafka_topic_t *out, rd_kafka_headers_t *headers) {
    /* The list is built by hand of what there is: an absent timestamp is "now". */
    if (headers)
        return rd_kafka_producev(
            sink->producer, RD_KAFKA_V_RKT(out), RD_KAFKA_V_PARTITION(r->part->number),
            RD_KAFKA_V_KEY(r->key.ptr, r->key.len),
            RD_KAFKA_V_VALUE((void *)(uintptr_t)r->value.ptr, r->value.len),
            RD_KAFKA_V_TIMESTAMP(r->timestamp), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_OPAQUE(ps_kafka_sink_name(r->part, r->offset)), RD_KAFKA_V_HEADERS(headers),
            RD_KAFKA_V_END);
    return rd_kafka_producev(
        sink->producer, RD_KAFKA_V_RKT(out), RD_KAFKA_V_PARTITION(r->part->number),
        RD_KAFKA_V_KEY(r->key.ptr, r->key.len),
        RD_KAFKA_V_VALUE((void *)(uintptr_t)r->value.ptr, r->value.len),
        RD_KAFKA_V_TIMESTAMP(r->timestamp), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_OPAQUE(ps_kafka_sink_name(r->part, r->offset)), RD_KAFKA_V_END);
}

/* What librdkafka would not take. */
static ps_kafka_result refused(ps_kafka_sink *sink, const ps_kafka_record *r,
                               rd_kafka_resp_err_t error) {
    if (is_refusal(error) && !ps_kafka_sink_refuses(sink, r->part, r->offset)) {
        refuse(sink, r->part->index, r->offset);
        return ps_kafka_sink_abort(sink);
    }
    if (error == RD_KAFKA_RESP_ERR__FATAL) {
        char why[REASON_MAX];
        return ps_kafka_sink_rebuild(sink, rd_kafka_fatal_error(sink->producer, why, sizeof why));
    }
    bool undone = error == RD_KAFKA_RESP_ERR__STATE || error == RD_KAFKA_RESP_ERR__PURGE_QUEUE;
    if (undone) return ps_kafka_sink_abort(sink); /* the transaction has failed behind our back */
    ps_journal("error", "refused", ",\"topic\":\"%s\",\"partition\":%" PRId32 ",\"error\":\"%s\"",
               r->part->target, r->part->number, rd_kafka_err2name(error));
    return give_up(sink, "the target takes no record", rd_kafka_err2str(error));
}

/* ---- notes ---- */

ps_kafka_result ps_kafka_sink_note(ps_kafka_sink *sink, const char *topic, ps_span text) {
    ps_kafka_result result;
    if (!ps_kafka_sink_begun(sink, &result)) return result;
    rd_kafka_resp_err_t error = rd_kafka_producev(
        sink->producer, RD_KAFKA_V_TOPIC(topic),
        RD_KAFKA_V_VALUE((void *)(uintptr_t)text.ptr, text.len),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE((void *)NOTE), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
        note_failed(sink, error); /* of others, what follows says more */
    return PS_KAFKA_OK;
}

/* ---- a record ---- */

ps_kafka_result ps_kafka_sink_put(ps_kafka_sink *sink, const ps_kafka_record *record) {
    ps_kafka_result result;
    rd_kafka_topic_t *out =
        ps_kafka_sink_begun(sink, &result) ? target_of(sink, record->part) : NULL;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__FAIL;
    while (out) {
        error = produce(sink, record, out, record->headers);
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL || atomic_load(sink->hurry)) break;
        (void)rd_kafka_poll(sink->producer, STEP_MS / 50); /* the whole back-pressure */
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR && record->headers)
        rd_kafka_headers_destroy(record->headers); /* still ours */
    if (result != PS_KAFKA_OK) return result;
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return refused(sink, record, error);
    record->part->settled = record->offset + 1;
    record->part->written++;
    sink->records++;
    sink->bytes += record->key.len + record->value.len;
    return PS_KAFKA_OK;
}

/* ---- committing ---- */

/* Until every delivery is known, or that nothing of a transaction will come of them: what waits
 * behind a failed one is not sent any more, and goes with the abort. False: the end hurries. */
static bool flushed(ps_kafka_sink *sink) {
    char why[REASON_MAX];
    while (rd_kafka_flush(sink->producer, STEP_MS) == RD_KAFKA_RESP_ERR__TIMED_OUT) {
        if (atomic_load(sink->hurry)) return false;
        if (sink->failed && !sink->opt->at_least_once) return true;
        if (rd_kafka_fatal_error(sink->producer, why, sizeof why)) return true;
    }
    return true;
}

typedef struct offsets_to_send {
    rd_kafka_topic_partition_list_t *list;
    rd_kafka_consumer_group_metadata_t *group;
} offsets_to_send;

static rd_kafka_error_t *send_step(ps_kafka_sink *sink, const void *ctx) {
    const offsets_to_send *send = ctx;
    return rd_kafka_send_offsets_to_transaction(sink->producer, send->list, send->group, STEP_MS);
}

static rd_kafka_error_t *commit_step(ps_kafka_sink *sink, const void *ctx) {
    (void)ctx;
    return rd_kafka_commit_transaction(sink->producer, STEP_MS);
}

static rd_kafka_error_t *abort_step(ps_kafka_sink *sink, const void *ctx) {
    (void)ctx;
    return rd_kafka_abort_transaction(sink->producer, STEP_MS);
}

static ps_kafka_result send_offsets(ps_kafka_sink *sink, rd_kafka_topic_partition_list_t *list) {
    /* Fresh each time: the broker refuses those of an earlier generation, which is what keeps a
     * member that has lost its partitions from writing. */
    offsets_to_send send = {list, rd_kafka_consumer_group_metadata(sink->consumer)};
    if (!send.group) return give_up(sink, "commit", "no metadata of the group");
    rd_kafka_error_t *error = persist(sink, send_step, &send, 0);
    rd_kafka_consumer_group_metadata_destroy(send.group);
    return judge(sink, error, "offsets");
}

static ps_kafka_result commit_once(ps_kafka_sink *sink) {
    rd_kafka_topic_partition_list_t *list = ps_kafka_parts_news(sink->parts);
    ps_kafka_result result = list ? send_offsets(sink, list) : PS_KAFKA_OK;
    if (list) rd_kafka_topic_partition_list_destroy(list);
    if (result != PS_KAFKA_OK) return result;
    return judge(sink, persist(sink, commit_step, NULL, 0), "commit");
}

ps_kafka_result ps_kafka_sink_probe(ps_kafka_sink *sink, rd_kafka_topic_partition_list_t *list) {
    ps_kafka_result result;
    if (sink->opt->at_least_once || list->cnt == 0) return PS_KAFKA_OK;
    if (!ps_kafka_sink_begun(sink, &result)) return result;
    result = send_offsets(sink, list);
    return result == PS_KAFKA_OK ? ps_kafka_sink_abort(sink) : result;
}

/* The offset that the group knows may stay behind: what was written is repeated then, not lost. */
static bool commit_offsets(ps_kafka_sink *sink) {
    rd_kafka_topic_partition_list_t *list = ps_kafka_parts_news(sink->parts);
    rd_kafka_resp_err_t error =
        list ? rd_kafka_commit(sink->consumer, list, 0) : RD_KAFKA_RESP_ERR_NO_ERROR;
    if (list) rd_kafka_topic_partition_list_destroy(list);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
    ps_journal("warn", "offsets_not_committed", ",\"error\":\"%s\"", rd_kafka_err2name(error));
    return false;
}

ps_kafka_result ps_kafka_sink_commit(ps_kafka_sink *sink) {
    char why[REASON_MAX];
    if (!sink->open) return PS_KAFKA_OK;
    if (!flushed(sink)) return give_up(sink, "commit", "no time is left");
    rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(sink->producer, why, sizeof why);
    if (fatal) return ps_kafka_sink_rebuild(sink, fatal);
    if (sink->hopeless)
        return give_up(sink, "a target refuses even the marker of a record",
                       "is it compacted, or its max.message.bytes very small?");
    if (!ps_kafka_sink_synced(sink)) return ps_kafka_sink_abort(sink);
    if (sink->failed) {
        ps_journal("warn", "deliveries_failed", ",\"records\":%u", sink->failed);
        return ps_kafka_sink_abort(sink);
    }
    bool certain = true;
    ps_kafka_result result = PS_KAFKA_OK;
    if (sink->opt->at_least_once)
        certain = commit_offsets(sink);
    else
        result = commit_once(sink);
    if (result != PS_KAFKA_OK) return result;
    sink->certain = certain;
    if (certain) ps_kafka_parts_commit(sink->parts);
    if (certain && sink->refused_count) forget_refused(sink);
    forget(sink);
    sink->rebuilt_ms = 0;
    sink->commits++;
    return PS_KAFKA_OK;
}

static bool set_batches(ps_kafka_sink *sink, size_t most) {
    char text[32], why[REASON_MAX];
    (void)snprintf(text, sizeof text, "%zu", most);
    if (rd_kafka_conf_set(sink->conf, "batch.size", text, why, sizeof why) != RD_KAFKA_CONF_OK) {
        (void)give_up(sink, "batch.size", why);
        return false;
    }
    sink->batch_most = most;
    ps_journal("info", "batches", ",\"bytes\":%zu,\"hint\":\"%s\"", most,
               "a topic takes no larger ones (max.message.bytes)");
    return true;
}

/* With smaller batches from now on; what is open has been dropped. */
static ps_kafka_result begin_smaller(ps_kafka_sink *sink) {
    sink->crowded = false;
    end_life(sink);
    forget(sink);
    return begin_life(sink, &sink->error) == PS_OK ? PS_KAFKA_UNDONE : PS_KAFKA_GIVEN_UP;
}

ps_kafka_result ps_kafka_sink_abort(ps_kafka_sink *sink) {
    bool crowded = sink->crowded;
    if (crowded && !set_batches(sink, sink->batch_most / 2)) return PS_KAFKA_GIVEN_UP;
    sink->crowded = false;
    if (sink->open && !sink->opt->at_least_once) {
        rd_kafka_error_t *error = persist(sink, abort_step, NULL, 0);
        if (error) {
            rd_kafka_resp_err_t code = rd_kafka_error_code(error);
            bool hurried = rd_kafka_error_is_retriable(error) && !rd_kafka_error_is_fatal(error);
            rd_kafka_error_destroy(error);
            return hurried ? give_up(sink, "abort", rd_kafka_err2str(code))
                           : ps_kafka_sink_rebuild(sink, code);
        }
    } else if (sink->open) {
        (void)rd_kafka_purge(sink->producer, RD_KAFKA_PURGE_F_QUEUE);
        if (!flushed(sink)) return give_up(sink, "rewind", "no time is left");
    }
    ps_kafka_parts_rewind(sink->parts);
    forget(sink);
    sink->aborts++;
    return crowded ? begin_smaller(sink) : PS_KAFKA_UNDONE;
}

ps_kafka_result ps_kafka_sink_shrink(ps_kafka_sink *sink, size_t most) {
    ps_kafka_result result = ps_kafka_sink_commit(sink);
    if (result != PS_KAFKA_OK || most >= sink->batch_most) return result;
    if (!set_batches(sink, most)) return PS_KAFKA_GIVEN_UP;
    result = begin_smaller(sink);
    return result == PS_KAFKA_UNDONE ? PS_KAFKA_OK : result; /* nothing was open */
}
