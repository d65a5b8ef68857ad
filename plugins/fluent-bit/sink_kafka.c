/* SPDX-License-Identifier: Apache-2.0
 *
 * A topic of Kafka: a record for each event, as a line of JSON. */
#define _GNU_SOURCE /* dladdr */
#include "error.h"
#include "file.h"
#include "fluent_log.h"
#include "host.h"
#include "json_events.h"
#include "kafka_link.h"
#include "sink.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_MOST = 1 << 30,
    CONF_MOST = 1 << 16,
    PAIRS_MOST = 128,
    TIMEOUT = 30,
    TIMEOUT_MOST = 3600
};
enum { TOPIC_MOST = 249 }; /* Kafka's own limit of a name */
/* Not ${TAG}: those the host replaces by its own variables. */
#define TAG_MARK "$TAG"

typedef struct kafka_sink {
    const ps_kafka_link_calls *calls;
    ps_kafka_link *link;
    const char *topic;
    ps_buf text, conf;
    const char *pairs[2 * PAIRS_MOST + 1];
} kafka_sink;

/* ---- settings ---- */

static char *trimmed(char *from, char *to) {
    while (from < to && (*from == ' ' || *from == '\t')) from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\r')) to--;
    *to = '\0';
    return from;
}

/* name=value, in place; # begins a comment. */
static ps_status read_line(kafka_sink *k, size_t *count, char *line, char *end, ps_error *err) {
    line = trimmed(line, end);
    if (!*line || *line == '#') return PS_OK;
    char *equals = strchr(line, '=');
    if (!equals)
        return ps_fail(err, PS_E_USAGE, "kafka_conf: a line without `=`; write property=value");
    if (*count == PAIRS_MOST)
        return ps_fail(err, PS_E_USAGE, "kafka_conf: more than %d properties", PAIRS_MOST);
    k->pairs[2 * *count + 1] = trimmed(equals + 1, equals + strlen(equals));
    k->pairs[2 * *count] = trimmed(line, equals);
    ++*count;
    return PS_OK;
}

static ps_status read_conf(kafka_sink *k, const ps_settings *settings, ps_error *err) {
    const char *path = ps_setting_of(settings, "kafka_conf");
    size_t count = 0;
    if (!path) return PS_OK;
    ps_status status = ps_file_read(path, &k->conf, err);
    if (status == PS_OK && memchr(k->conf.ptr, '\0', k->conf.len))
        status = ps_fail(err, PS_E_USAGE, "kafka_conf: %s is no text", path);
    if (status == PS_OK) status = ps_buf_add_char(&k->conf, '\n');
    for (size_t from = 0; from < k->conf.len && status == PS_OK;) {
        char *line = k->conf.ptr + from, *end = memchr(line, '\n', k->conf.len - from);
        from = (size_t)(end - k->conf.ptr) + 1;
        status = read_line(k, &count, line, end, err);
    }
    return status;
}

/* ---- the client ---- */

static const char nearby; /* an address of this library */

/* Beside the plugin, wherever that is; false: it is not known. */
static bool path_of_link(char path[PATH_MAX]) {
    Dl_info here;
    if (!dladdr(&nearby, &here)) return false;
    const char *slash = strrchr(here.dli_fname, '/');
    int folder = slash ? (int)(slash + 1 - here.dli_fname) : 0;
    int len = snprintf(path, PATH_MAX, "%s%.*s%s", folder ? "" : "./", folder, here.dli_fname,
                       PS_KAFKA_LINK_FILE);
    return len > 0 && len < PATH_MAX;
}

static ps_status load(kafka_sink *k, ps_error *err) {
    char *path = malloc(PATH_MAX);
    void *library =
        path && path_of_link(path) ? dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) : NULL;
    free(path);
    k->calls = library ? dlsym(library, PS_KAFKA_LINK_NAME) : NULL;
    if (k->calls) return PS_OK;
    const char *why = dlerror();
    return ps_fail(err, PS_E_IO, "mode kafka: %s; %s has to stand beside the plugin",
                   why ? why : "it cannot be loaded", PS_KAFKA_LINK_FILE);
}

static void say(const char *text) {
    ps_fluent_log(PS_FLUENT_LOG_WARN, "output:phisieve", "%s", text);
}

static void close_sink(void *sink) {
    kafka_sink *k = sink;
    if (!k) return;
    if (k->calls) k->calls->close(k->link);
    if (k->conf.ptr) ps_host_wipe(k->conf.ptr, k->conf.cap);
    ps_buf_free(&k->conf);
    ps_buf_free(&k->text);
    free(k);
}

static ps_status begin(kafka_sink *k, const ps_settings *settings, ps_error *err) {
    ps_kafka_link_options opt = {
        .brokers = ps_setting_of(settings, "brokers"), .pairs = k->pairs, .say = say};
    unsigned seconds;
    k->topic = ps_setting_of(settings, "topic");
    if (!opt.brokers) return ps_fail(err, PS_E_USAGE, "mode kafka needs `brokers`, HOST:PORT");
    if (!k->topic)
        return ps_fail(err, PS_E_USAGE, "mode kafka needs a `topic`; $TAG in it is the tag");
    ps_status status =
        ps_setting_number(settings, "timeout", 1, TIMEOUT_MOST, TIMEOUT, &seconds, err);
    opt.timeout_ms = seconds * 1000;
    if (status == PS_OK) status = read_conf(k, settings, err);
    if (status == PS_OK) status = load(k, err);
    return status == PS_OK ? k->calls->open(&k->link, &opt, err) : status;
}

static ps_status open_sink(void **out, const ps_settings *settings, ps_error *err) {
    kafka_sink *k = *out = calloc(1, sizeof *k);
    if (!k) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_buf_init(&k->text, TEXT_MOST);
    ps_buf_init(&k->conf, CONF_MOST);
    ps_status status = begin(k, settings, err);
    if (status == PS_OK) return PS_OK;
    close_sink(k);
    *out = NULL;
    return status;
}

/* ---- records ---- */

/* What Kafka allows in a name. */
static bool is_legal(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

static ps_status make_topic(char out[TOPIC_MOST + 1], const char *form, ps_span tag,
                            ps_error *err) {
    size_t len = 0, mark = strlen(TAG_MARK);
    for (const char *c = form; *c && len <= TOPIC_MOST;) {
        bool is_mark = strncmp(c, TAG_MARK, mark) == 0;
        ps_span part = is_mark ? tag : ps_span_of(c, 1);
        for (size_t i = 0; i < part.len && len <= TOPIC_MOST; i++, len++)
            if (len < TOPIC_MOST) out[len] = is_legal(part.ptr[i]) ? part.ptr[i] : '-';
        c += is_mark ? mark : 1;
    }
    if (!len || len > TOPIC_MOST)
        return ps_fail(err, PS_E_USAGE, "the name of the topic is empty, or over %d bytes",
                       TOPIC_MOST);
    out[len] = '\0';
    return PS_OK;
}

static ps_status put(void *sink, const ps_sink_chunk *chunk, ps_error *err) {
    kafka_sink *k = sink;
    char topic[TOPIC_MOST + 1];
    ps_buf_clear(&k->text);
    ps_buf_trim(&k->text);
    ps_status status = make_topic(topic, k->topic, chunk->tag, err);
    if (status != PS_OK) return status;
    status = ps_json_events(&k->text, chunk->tag, chunk->events);
    if (status != PS_OK) return ps_fail(err, status, "%s", ps_status_text(status));
    return k->calls->put(k->link, topic, ps_buf_span(&k->text), err);
}

const ps_sink_kind ps_sink_kafka = {"kafka", open_sink, put, close_sink};
