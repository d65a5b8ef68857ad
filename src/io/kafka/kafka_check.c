/* SPDX-License-Identifier: Apache-2.0
 *
 * Would the sidecar run? Asks the cluster for everything that it needs, and leaves no trace there:
 * what it writes waits in the producer (linger.ms) until its transaction is dropped, and the
 * offsets it sends are dropped with it. */
#include "kafka_conf.h"
#include "kafka_limits.h"

#include "error.h"
#include "journal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { ASK_MS = 10000, GRANT_MS = 15000, STEP_MS = 100, READ_MS = 2000, TOPICS_MOST = 4096 };

typedef struct target {
    char source[PS_KAFKA_TOPIC_MAX + 1], name[PS_KAFKA_TOPIC_MAX + 1];
    int32_t partitions;
    long source_limit, limit; /* max.message.bytes; 0: not known */
    bool compacted;
} target;

typedef struct checking {
    const ps_kafka_options *opt;
    ps_kafka_said *said;
    void *ctx;
    unsigned problems;
    rd_kafka_t *consumer, *producer;
    target *targets; /* those that are there */
    size_t count;
    long kept_limit; /* max.message.bytes of the quarantine; 0: not known */
} checking;

static void say(checking *c, bool good, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void say(checking *c, bool good, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    c->problems += !good;
    c->said(c->ctx, good, text);
}

/* ---- topics ---- */

static const rd_kafka_metadata_topic_t *find(const rd_kafka_metadata_t *metadata,
                                             const char *topic) {
    for (int i = 0; i < metadata->topic_cnt; i++)
        if (strcmp(metadata->topics[i].topic, topic) == 0 && !metadata->topics[i].err)
            return &metadata->topics[i];
    return NULL;
}

static void check_topic(checking *c, const ps_kafka_topics *topics,
                        const rd_kafka_metadata_t *metadata,
                        const rd_kafka_metadata_topic_t *source) {
    ps_error err = {0};
    target *t = &c->targets[c->count];
    if (ps_kafka_topics_map(topics, source->topic, t->name, &err) != PS_OK) {
        say(c, false, "%s", err.text);
        return;
    }
    const rd_kafka_metadata_topic_t *there = find(metadata, t->name);
    if (!there)
        say(c, false, "topic %s: its target %s is not there, or may not be seen", source->topic,
            t->name);
    else if (there->partition_cnt < source->partition_cnt)
        say(c, false, "topic %s has %d partitions, its target %s only %d", source->topic,
            source->partition_cnt, t->name, there->partition_cnt);
    else
        say(c, true, "topic %s -> %s: %d partitions", source->topic, t->name,
            source->partition_cnt);
    if (!there || c->count + 1 == TOPICS_MOST) return;
    (void)snprintf(t->source, sizeof t->source, "%s", source->topic);
    t->partitions = (int32_t)source->partition_cnt;
    c->count++;
}

static void note_kept(void *ctx, const char *topic, const char *name, const char *value) {
    checking *c = ctx;
    (void)topic;
    if (strcmp(name, "max.message.bytes") == 0) c->kept_limit = strtol(value, NULL, 10);
}

static void check_quarantine(checking *c, const rd_kafka_metadata_t *metadata) {
    const char *kept = c->opt->quarantine;
    if (!kept) return;
    if (!find(metadata, kept)) {
        say(c, false, "quarantine %s is not there, or may not be seen", kept);
        return;
    }
    ps_kafka_ask_settings(c->consumer, &kept, 1, ASK_MS, note_kept, c);
    if (c->kept_limit && c->kept_limit < PS_KAFKA_KEPT_LEAST)
        say(c, false, "quarantine %s takes %ld bytes; its max.message.bytes must be %d or more",
            kept, c->kept_limit, PS_KAFKA_KEPT_LEAST);
    else
        say(c, true, "quarantine %s%s", kept,
            c->kept_limit ? "" : ": its limit may not be seen (DescribeConfigs)");
}

static bool check_topics(checking *c, const ps_kafka_topics *topics) {
    const rd_kafka_metadata_t *metadata = NULL;
    rd_kafka_resp_err_t error = rd_kafka_metadata(c->consumer, 1, NULL, &metadata, ASK_MS);
    if (error) {
        say(c, false, "no broker answers: %s", rd_kafka_err2str(error));
        return false;
    }
    say(c, true, "%d brokers", metadata->broker_cnt);
    bool any = false;
    for (int i = 0; i < metadata->topic_cnt; i++) {
        if (!ps_kafka_topics_match(topics, metadata->topics[i].topic)) continue;
        any = true;
        check_topic(c, topics, metadata, &metadata->topics[i]);
    }
    if (!any) say(c, false, "no topic matches --from, or none may be seen");
    check_quarantine(c, metadata);
    rd_kafka_metadata_destroy(metadata);
    return true;
}

/* ---- limits ---- */

static void note_setting(void *ctx, const char *topic, const char *name, const char *value) {
    const checking *c = ctx;
    for (size_t i = 0; i < c->count; i++) {
        target *t = &c->targets[i];
        bool source = strcmp(t->source, topic) == 0, out = strcmp(t->name, topic) == 0;
        if (strcmp(name, "max.message.bytes") == 0) {
            if (source) t->source_limit = strtol(value, NULL, 10);
            if (out) t->limit = strtol(value, NULL, 10);
        }
        if (out && strcmp(name, "cleanup.policy") == 0) t->compacted = strstr(value, "compact");
    }
}

static void ask_settings(checking *c) {
    size_t count = c->count;
    const char **topics = calloc(2 * c->count, sizeof *topics);
    for (size_t i = 0; topics && i < c->count; i++) {
        size_t same = c->count; /* several sources may have one target */
        topics[i] = c->targets[i].source;
        while (same < count && strcmp(topics[same], c->targets[i].name) != 0) same++;
        if (same == count) topics[count++] = c->targets[i].name;
    }
    if (topics) ps_kafka_ask_settings(c->consumer, topics, count, ASK_MS, note_setting, c);
    free((void *)topics);
}

static void check_limits(checking *c) {
    ask_settings(c);
    for (size_t i = 0; i < c->count; i++) {
        const target *t = &c->targets[i];
        if (t->limit == 0)
            say(c, true, "topic %s: its limits may not be seen (DescribeConfigs)", t->name);
        else if (t->limit < t->source_limit)
            say(c, false,
                "topic %s takes records of %ld bytes, its source %s of %ld: of larger ones only "
                "the marker goes out",
                t->name, t->limit, t->source, t->source_limit);
        if (t->compacted && c->opt->keys == PS_KEYS_DROP)
            say(c, false, "topic %s is compacted and takes no record without a key (--keys drop)",
                t->name);
    }
}

/* ---- reading ---- */

static void check_group(checking *c) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, c->targets[0].source, 0);
    rd_kafka_resp_err_t error = rd_kafka_committed(c->consumer, list, ASK_MS);
    if (!error) error = list->elems[0].err;
    rd_kafka_topic_partition_list_destroy(list);
    say(c, !error, "group %s: %s", c->opt->group, error ? rd_kafka_err2str(error) : "may be read");
}

/* From the end on, so that no record is taken; what is forbidden comes as an error. */
static void check_reading(checking *c) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)c->count);
    for (size_t i = 0; i < c->count; i++)
        rd_kafka_topic_partition_list_add(list, c->targets[i].source, 0)->offset =
            RD_KAFKA_OFFSET_END;
    (void)rd_kafka_assign(c->consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    bool good = true;
    for (int waited = 0; waited < READ_MS; waited += STEP_MS) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(c->consumer, STEP_MS);
        if (message && message->err) {
            say(c, false, "topic %s: %s", message->rkt ? rd_kafka_topic_name(message->rkt) : "-",
                rd_kafka_err2str(message->err));
            good = false;
        }
        if (message) rd_kafka_message_destroy(message);
    }
    (void)rd_kafka_assign(c->consumer, NULL);
    if (good) say(c, true, "sources may be read");
}

/* ---- writing ---- */

/* Takes the error. */
static bool granted(checking *c, rd_kafka_error_t *error, const char *what) {
    if (!error) return true;
    char text[256];
    say(c, false, "%s: %s", what,
        ps_journal_quoted(text, sizeof text, rd_kafka_error_string(error)));
    rd_kafka_error_destroy(error);
    return false;
}

/* The first record of each target makes the producer ask for its partition, and wait. */
static bool write_waiting(checking *c) {
    for (size_t i = 0; i < c->count; i++) {
        rd_kafka_resp_err_t error = rd_kafka_producev(
            c->producer, RD_KAFKA_V_TOPIC(c->targets[i].name), RD_KAFKA_V_PARTITION(0),
            RD_KAFKA_V_VALUE("", 0), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
        if (!error) continue;
        say(c, false, "topic %s: %s", c->targets[i].name, rd_kafka_err2str(error));
        return false;
    }
    for (int waited = 0; waited < READ_MS; waited += STEP_MS)
        (void)rd_kafka_poll(c->producer, STEP_MS);
    return true;
}

static rd_kafka_error_t *send_offsets(checking *c) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, c->targets[0].source, 0)->offset = 0;
    rd_kafka_consumer_group_metadata_t *group = rd_kafka_consumer_group_metadata_new(c->opt->group);
    rd_kafka_error_t *error =
        rd_kafka_send_offsets_to_transaction(c->producer, list, group, GRANT_MS);
    rd_kafka_consumer_group_metadata_destroy(group);
    rd_kafka_topic_partition_list_destroy(list);
    return error;
}

static void check_writing(checking *c) {
    if (c->opt->at_least_once) {
        say(c, true, "whether targets may be written is not asked with --delivery at-least-once");
        return;
    }
    char id[600];
    (void)snprintf(id, sizeof id, "transactional id phisieve-%.200s-%.200s", c->opt->group,
                   c->opt->instance);
    if (!granted(c, rd_kafka_init_transactions(c->producer, GRANT_MS), id)) return;
    if (!granted(c, rd_kafka_begin_transaction(c->producer), "transaction")) return;
    if (write_waiting(c) && granted(c, send_offsets(c), "targets and offsets in a transaction"))
        say(c, true, "targets and offsets may be written in a transaction");
    rd_kafka_error_t *error = rd_kafka_abort_transaction(c->producer, GRANT_MS);
    if (error) rd_kafka_error_destroy(error);
}

/* ---- all of it ---- */

static ps_status open_clients(checking *c, ps_error *err) {
    ps_kafka_confs confs;
    char why[256] = "", text[256];
    ps_status status = ps_kafka_confs_make(&confs, c->opt, err);
    if (status != PS_OK) return status;
    (void)rd_kafka_conf_set(confs.producer, "linger.ms", "300000", why, sizeof why);
    (void)rd_kafka_conf_set(confs.producer, "message.timeout.ms", "0", why, sizeof why);
    (void)rd_kafka_conf_set(confs.consumer, "statistics.interval.ms", "0", why, sizeof why);
    c->consumer = ps_kafka_client_new(RD_KAFKA_CONSUMER, confs.consumer, why, sizeof why);
    if (c->consumer) {
        confs.consumer = NULL;
        c->producer = ps_kafka_client_new(RD_KAFKA_PRODUCER, confs.producer, why, sizeof why);
        if (c->producer) confs.producer = NULL;
        (void)rd_kafka_poll_set_consumer(c->consumer);
    }
    ps_kafka_confs_free(&confs);
    if (c->producer) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "kafka: the clients cannot be made: %s",
                   ps_journal_quoted(text, sizeof text, why));
}

static void check_all(checking *c, const ps_kafka_topics *topics) {
    if (!check_topics(c, topics) || c->count == 0) return;
    check_limits(c);
    check_group(c);
    check_reading(c);
    check_writing(c);
}

ps_status ps_kafka_check(const ps_kafka_options *opt, ps_kafka_said *said, void *ctx,
                         ps_error *err) {
    ps_kafka_options own = *opt;
    own.instance = "check";
    own.no_member = true;
    checking c = {.opt = &own, .said = said, .ctx = ctx};
    c.targets = calloc(TOPICS_MOST, sizeof *c.targets);
    if (!c.targets) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_kafka_topics *topics = NULL;
    ps_status status = ps_kafka_topics_new(&topics, opt->from, opt->to, err);
    if (status == PS_OK) status = open_clients(&c, err);
    if (status == PS_OK) check_all(&c, topics);
    if (c.producer) {
        (void)rd_kafka_purge(c.producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_destroy(c.producer);
    }
    if (c.consumer) rd_kafka_destroy(c.consumer);
    ps_kafka_topics_free(topics);
    free(c.targets);
    if (status == PS_OK && c.problems)
        status = ps_fail(err, PS_E_IO, "kafka: %u problems", c.problems);
    return status;
}
