/* SPDX-License-Identifier: Apache-2.0
 *
 * phisieve_sink_kafka.so: records to Kafka by librdkafka. The producer is idempotent and waits for
 * all replicas; what is under way points into the caller's bytes, so nothing returns before every
 * record was reported. */
#include "kafka_link.h"

#include <librdkafka/rdkafka.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POLL_MS = 100, REASON = 256 };

struct ps_kafka_link {
    rd_kafka_t *client;
    void (*say)(const char *text);
    size_t under_way, failed;
    char why[REASON]; /* of the last one that failed */
};

__attribute__((format(printf, 3, 4))) static ps_status fail(ps_error *err, ps_status status,
                                                            const char *format, ...) {
    va_list args;
    if (!err) return status;
    *err = (ps_error){.status = status};
    va_start(args, format);
    (void)vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return status;
}

/* ---- settings ---- */

/* What the promise of put stands on. */
static bool is_ours(const char *name) {
    static const char *const names[] = {"enable.idempotence",
                                        "acks",
                                        "request.required.acks",
                                        "message.timeout.ms",
                                        "delivery.timeout.ms",
                                        "transactional.id",
                                        "log.queue",
                                        "bootstrap.servers",
                                        "metadata.broker.list"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static ps_status set(rd_kafka_conf_t *conf, const char *name, const char *value, ps_error *err) {
    char why[REASON];
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) == RD_KAFKA_CONF_OK) return PS_OK;
    /* Not `why`, which may quote a password. */
    return fail(err, PS_E_USAGE,
                "kafka_conf: %.64s: no such property of a producer, or no such value", name);
}

static ps_status set_all(rd_kafka_conf_t *conf, const ps_kafka_link_options *opt, ps_error *err) {
    char timeout[16];
    (void)snprintf(timeout, sizeof timeout, "%u", opt->timeout_ms);
    ps_status status = PS_OK;
    for (const char *const *p = opt->pairs; p && *p && status == PS_OK; p += 2)
        status = is_ours(p[0]) ? fail(err, PS_E_USAGE,
                                      "kafka_conf: %.64s is set by phisieve: take it out", p[0])
                               : set(conf, p[0], p[1], err);
    if (status == PS_OK) status = set(conf, "bootstrap.servers", opt->brokers, err);
    if (status == PS_OK) status = set(conf, "enable.idempotence", "true", err);
    if (status == PS_OK) status = set(conf, "message.timeout.ms", timeout, err);
    return status == PS_OK ? set(conf, "log.queue", "true", err) : status;
}

/* ---- what the client tells ---- */

static void on_report(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    ps_kafka_link *link = opaque;
    (void)client;
    link->under_way--;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    link->failed++;
    (void)snprintf(link->why, sizeof link->why, "%s", rd_kafka_err2str(message->err));
}

static void on_log(const rd_kafka_t *client, int level, const char *facility, const char *text) {
    const ps_kafka_link *link = rd_kafka_opaque(client);
    char line[REASON];
    (void)level;
    (void)snprintf(line, sizeof line, "kafka: %s: %s", facility, text);
    link->say(line);
}

/* ---- the calls ---- */

static void close_link(ps_kafka_link *link) {
    if (!link) return;
    if (link->client) rd_kafka_destroy(link->client);
    free(link);
}

static ps_status open_link(ps_kafka_link **out, const ps_kafka_link_options *opt, ps_error *err) {
    char why[REASON];
    ps_kafka_link *link = *out = NULL;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    ps_status status = set_all(conf, opt, err);
    if (status == PS_OK && !(link = calloc(1, sizeof *link)))
        status = fail(err, PS_E_NOMEM, "not enough memory");
    if (status != PS_OK) {
        rd_kafka_conf_destroy(conf);
        return status;
    }
    link->say = opt->say;
    rd_kafka_conf_set_opaque(conf, link);
    rd_kafka_conf_set_dr_msg_cb(conf, on_report);
    rd_kafka_conf_set_log_cb(conf, on_log);
    link->client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (!link->client) {
        rd_kafka_conf_destroy(conf);
        close_link(link);
        return fail(
            err, PS_E_USAGE,
            "kafka: the client does not begin; look at kafka_conf (files of keys, settings that "
            "contradict each other)");
    }
    (void)rd_kafka_set_log_queue(link->client, NULL);
    *out = link;
    return PS_OK;
}

static rd_kafka_resp_err_t produce(ps_kafka_link *link, const char *topic, ps_span line) {
    for (;;) {
        rd_kafka_resp_err_t err = rd_kafka_producev(
            link->client, RD_KAFKA_V_TOPIC(topic),
            RD_KAFKA_V_VALUE((void *)(uintptr_t)line.ptr, line.len), RD_KAFKA_V_END);
        if (err != RD_KAFKA_RESP_ERR__QUEUE_FULL) return err;
        (void)rd_kafka_poll(link->client, POLL_MS);
    }
}

/* Every record is reported by message.timeout.ms at the latest. */
static void wait_for_all(ps_kafka_link *link) {
    while (link->under_way) (void)rd_kafka_poll(link->client, POLL_MS);
}

static ps_status put(ps_kafka_link *link, const char *topic, ps_span lines, ps_error *err) {
    rd_kafka_resp_err_t refused = RD_KAFKA_RESP_ERR_NO_ERROR;
    link->failed = 0;
    for (size_t from = 0; from < lines.len && !refused && !link->failed;) {
        const char *end = memchr(lines.ptr + from, '\n', lines.len - from);
        size_t to = end ? (size_t)(end - lines.ptr) : lines.len;
        refused = produce(link, topic, (ps_span){lines.ptr + from, to - from});
        if (!refused) link->under_way++;
        (void)rd_kafka_poll(link->client, 0);
        from = to + 1;
    }
    wait_for_all(link);
    if (refused) return fail(err, PS_E_IO, "kafka: %s", rd_kafka_err2str(refused));
    return link->failed ? fail(err, PS_E_IO, "kafka: %s", link->why) : PS_OK;
}

extern const ps_kafka_link_calls ps_kafka_link_table;
__attribute__((visibility("default")))
const ps_kafka_link_calls ps_kafka_link_table = {open_link, put, close_link};
