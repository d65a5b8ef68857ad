/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_conf.h"

#include "buf.h"
#include "error.h"
#include "file.h"
#include "host.h"
#include "journal.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME_MAX_BYTES = 96, VALUE_MAX = 4096, FILE_MAX = 1 << 20, REASON_MAX = 256 };

enum { CONSUMER = 1, PRODUCER = 2, BOTH = 3, EXACTLY_ONCE = 4, AT_LEAST_ONCE = 8 };

typedef struct row {
    unsigned of; /* CONSUMER.. | EXACTLY_ONCE.. where one delivery alone has it */
    bool guarded;
    const char *name, *value;
} row;

/* Why each one is as it is: docs/kafka.md, "Settings". */
static const row defaults[] = {
    {BOTH, false, "client.id", "phisieve"},
    {BOTH, false, "reconnect.backoff.max.ms", "500"},
    {BOTH, true, "allow.auto.create.topics", "false"},
    {CONSUMER, true, "enable.auto.commit", "false"},
    {CONSUMER, true, "enable.auto.offset.store", "false"},
    {CONSUMER, true, "auto.offset.reset", "error"},
    {CONSUMER, true, "check.crcs", "true"},
    {CONSUMER, true, "isolation.level", "read_committed"},
    {CONSUMER, true, "enable.partition.eof", "false"},
    {CONSUMER, false, "queued.min.messages", "100000"},
    {CONSUMER, false, "queued.max.messages.kbytes", "16384"},
    {CONSUMER, false, "statistics.interval.ms", "5000"},
    {CONSUMER, false, "partition.assignment.strategy", "range,roundrobin"},
    {PRODUCER, true, "enable.idempotence", "true"},
    {PRODUCER, true, "acks", "all"},
    {PRODUCER, false, "compression.type", "lz4"},
    {PRODUCER, false, "linger.ms", "5"},
    {PRODUCER, false, "message.max.bytes", "67108864"},
    {PRODUCER, false, "queue.buffering.max.messages", "100000"},
    {PRODUCER, false, "queue.buffering.max.kbytes", "66560"},
    {PRODUCER | EXACTLY_ONCE, false, "transaction.timeout.ms", "60000"},
    {PRODUCER | AT_LEAST_ONCE, true, "message.timeout.ms", "0"},
};

/* They have options of their own, or would undo what others promise. */
static const char *const refused[] = {"group.id",
                                      "group.instance.id",
                                      "transactional.id",
                                      "debug",
                                      "plugin.library.paths",
                                      "enable.gapless.guarantee",
                                      "retries",
                                      "max.in.flight",
                                      "request.required.acks",
                                      "max.in.flight.requests.per.connection"};

static bool is_guarded(const char *name) {
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (defaults[i].guarded && strcmp(defaults[i].name, name) == 0) return true;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcmp(refused[i], name) == 0) return true;
    return false;
}

static bool is_secret(const char *name) {
    return strstr(name, "password") || strstr(name, "secret") || strstr(name, "pem") ||
           strstr(name, "token") || strcmp(name, "ssl.key") == 0 ||
           strcmp(name, "sasl.jaas.config") == 0 || strcmp(name, "sasl.oauthbearer.config") == 0;
}

static ps_status put(rd_kafka_conf_t *conf, const char *name, const char *value, const char *where,
                     ps_error *err) {
    char why[REASON_MAX] = "", shown[REASON_MAX];
    switch (rd_kafka_conf_set(conf, name, value, why, sizeof why)) {
    case RD_KAFKA_CONF_OK: return PS_OK;
    case RD_KAFKA_CONF_UNKNOWN:
        return ps_fail(err, PS_E_USAGE, "%s: librdkafka %s knows no setting %.90s", where,
                       rd_kafka_version_str(), name);
    default: break;
    }
    if (is_secret(name)) (void)snprintf(why, sizeof why, "its value cannot be used");
    return ps_fail(err, PS_E_USAGE, "%s: %.90s: %s", where, name,
                   ps_journal_quoted(shown, sizeof shown, why));
}

/* ---- what others say ---- */

/* @/path: the first line of the file. */
static ps_status read_secret(const char *path, char out[VALUE_MAX], const char *where,
                             ps_error *err) {
    ps_buf text;
    ps_buf_init(&text, VALUE_MAX - 1);
    ps_status status = ps_file_read(path, &text, err);
    if (status == PS_E_LIMIT)
        status = ps_fail(err, PS_E_USAGE, "%s: %.200s is too long for a secret", where, path);
    size_t len = 0;
    while (status == PS_OK && len < text.len && text.ptr[len] != '\n' && text.ptr[len] != '\r')
        out[len] = text.ptr[len], len++;
    out[len] = '\0';
    if (text.ptr) ps_host_wipe(text.ptr, text.cap);
    ps_buf_free(&text);
    return status;
}

static ps_status set_one(ps_kafka_confs *confs, const char *name, const char *value,
                         const char *where, ps_error *err) {
    unsigned of = BOTH;
    if (strncmp(name, "consumer.", 9) == 0) name += 9, of = CONSUMER;
    if (strncmp(name, "producer.", 9) == 0) name += 9, of = PRODUCER;
    if (is_guarded(name))
        return ps_fail(err, PS_E_USAGE,
                       "%s: %.90s cannot be set: what phisieve promises rests on it (--group, "
                       "--instance and --delivery are options)",
                       where, name);
    char secret[VALUE_MAX];
    bool file = value[0] == '@' && value[1] == '/';
    ps_status status = file ? read_secret(value + 1, secret, where, err) : PS_OK;
    const char *text = file ? secret : value;
    if (status == PS_OK && of & CONSUMER) status = put(confs->consumer, name, text, where, err);
    if (status == PS_OK && of & PRODUCER) status = put(confs->producer, name, text, where, err);
    ps_host_wipe(secret, sizeof secret);
    return status;
}

static ps_span trimmed(ps_span text) {
    while (text.len && ps_is_blank(text.ptr[0])) text.ptr++, text.len--;
    while (text.len && (ps_is_blank(text.ptr[text.len - 1]) || text.ptr[text.len - 1] == '\r'))
        text.len--;
    return text;
}

static ps_status set_text(ps_kafka_confs *confs, ps_span text, const char *where, ps_error *err) {
    char name[NAME_MAX_BYTES], value[VALUE_MAX];
    const char *sign = memchr(text.ptr, '=', text.len);
    if (!sign) return ps_fail(err, PS_E_USAGE, "%s: must be setting=value", where);
    ps_span left = trimmed(ps_span_of(text.ptr, (size_t)(sign - text.ptr)));
    ps_span right = trimmed(ps_span_of(sign + 1, text.len - (size_t)(sign + 1 - text.ptr)));
    if (left.len == 0 || left.len >= sizeof name || right.len >= sizeof value)
        return ps_fail(err, PS_E_USAGE, "%s: the setting's name or value is empty or too long",
                       where);
    (void)snprintf(name, sizeof name, "%.*s", (int)left.len, left.ptr);
    (void)snprintf(value, sizeof value, "%.*s", (int)right.len, right.ptr);
    ps_status status = set_one(confs, name, value, where, err);
    ps_host_wipe(value, sizeof value);
    return status;
}

static ps_status read_file(ps_kafka_confs *confs, const char *path, ps_error *err) {
    char where[320];
    ps_buf text;
    ps_buf_init(&text, FILE_MAX);
    ps_status status = ps_file_read(path, &text, err);
    size_t number = 1;
    for (size_t at = 0; at < text.len && status == PS_OK; number++) {
        const char *newline = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
        ps_span line = trimmed(ps_span_of(text.ptr + at, end - at));
        (void)snprintf(where, sizeof where, "%.280s:%zu", path, number);
        if (line.len && line.ptr[0] != '#') status = set_text(confs, line, where, err);
        at = end + 1;
    }
    if (text.ptr) ps_host_wipe(text.ptr, text.cap);
    ps_buf_free(&text);
    return status;
}

/* ---- all of it ---- */

static ps_status set_defaults(ps_kafka_confs *confs, const ps_kafka_options *opt, ps_error *err) {
    ps_status status = PS_OK;
    unsigned other = opt->at_least_once ? EXACTLY_ONCE : AT_LEAST_ONCE;
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults && status == PS_OK; i++) {
        const row *r = &defaults[i];
        if (r->of & other) continue;
        if (r->of & CONSUMER) status = put(confs->consumer, r->name, r->value, "default", err);
        if (status == PS_OK && r->of & PRODUCER)
            status = put(confs->producer, r->name, r->value, "default", err);
    }
    return status;
}

static ps_status set_names(ps_kafka_confs *confs, const ps_kafka_options *opt, ps_error *err) {
    char id[512];
    (void)snprintf(id, sizeof id, "phisieve-%.200s-%.200s", opt->group, opt->instance);
    ps_status status = put(confs->consumer, "group.id", opt->group, "--group", err);
    if (status == PS_OK && !opt->no_member)
        status = put(confs->consumer, "group.instance.id", opt->instance, "--instance", err);
    if (status == PS_OK && !opt->at_least_once)
        status = put(confs->producer, "transactional.id", id, "--instance", err);
    if (status == PS_OK && opt->brokers)
        status = put(confs->consumer, "bootstrap.servers", opt->brokers, "--brokers", err);
    if (status == PS_OK && opt->brokers)
        status = put(confs->producer, "bootstrap.servers", opt->brokers, "--brokers", err);
    return status;
}

static ps_status need_brokers(const ps_kafka_confs *confs, ps_error *err) {
    size_t len = 0;
    bool known =
        rd_kafka_conf_get(confs->consumer, "bootstrap.servers", NULL, &len) == RD_KAFKA_CONF_OK &&
        len > 1;
    if (known) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "no broker: say which with -b HOST:PORT");
}

static ps_status fill(ps_kafka_confs *out, const ps_kafka_options *opt, ps_error *err) {
    *out = (ps_kafka_confs){rd_kafka_conf_new(), rd_kafka_conf_new()};
    ps_status status = set_defaults(out, opt, err);
    if (status == PS_OK && opt->conf_file) status = read_file(out, opt->conf_file, err);
    for (size_t i = 0; i < opt->set_count && status == PS_OK; i++)
        status = set_text(out, ps_span_z(opt->set[i]), "-X", err);
    if (status == PS_OK) status = set_names(out, opt, err);
    if (status != PS_OK) ps_kafka_confs_free(out);
    return status;
}

ps_status ps_kafka_confs_make(ps_kafka_confs *out, const ps_kafka_options *opt, ps_error *err) {
    ps_status status = fill(out, opt, err);
    if (status == PS_OK) status = need_brokers(out, err);
    if (status != PS_OK) {
        ps_kafka_confs_free(out);
        return status;
    }
    ps_kafka_token_prepare(out->consumer);
    ps_kafka_token_prepare(out->producer);
    return PS_OK;
}

/* ---- for people ---- */

void ps_kafka_settings_list(FILE *out) {
    rd_kafka_conf_properties_show(out);
}

static ps_status dump_one(rd_kafka_conf_t *conf, const char *of, ps_buf *out) {
    size_t count = 0;
    ps_status status = PS_OK;
    const char **pairs = rd_kafka_conf_dump(conf, &count);
    for (size_t i = 0; i + 1 < count && status == PS_OK; i += 2) {
        bool callback = strstr(pairs[i], "_cb") || strcmp(pairs[i], "opaque") == 0;
        const char *value = is_secret(pairs[i]) ? "(masked)" : pairs[i + 1];
        if (!callback) status = ps_buf_addf(out, "%s%s=%s\n", of, pairs[i], value);
    }
    rd_kafka_conf_dump_free(pairs, count);
    return status;
}

ps_status ps_kafka_settings_dump(const ps_kafka_options *opt, ps_buf *out, ps_error *err) {
    ps_kafka_confs confs;
    ps_status status = fill(&confs, opt, err);
    if (status != PS_OK) return status;
    status = dump_one(confs.consumer, "consumer.", out);
    if (status == PS_OK) status = dump_one(confs.producer, "producer.", out);
    ps_kafka_confs_free(&confs);
    return status == PS_OK ? status : ps_fail(err, status, "not enough memory");
}

void ps_kafka_confs_free(ps_kafka_confs *confs) {
    if (confs->consumer) rd_kafka_conf_destroy(confs->consumer);
    if (confs->producer) rd_kafka_conf_destroy(confs->producer);
    *confs = (ps_kafka_confs){NULL, NULL};
}
