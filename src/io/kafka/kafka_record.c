/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_record.h"

#include "text.h"

#include <inttypes.h>

const char *ps_kafka_reason_text(ps_kafka_reason reason) {
    static const char *const texts[] = {"",           "key",    "header", "limit", "binary",
                                        "compressed", "schema", "size",   "error", "crash"};
    return texts[reason];
}

ps_status ps_kafka_marker(const char *topic, int32_t partition, int64_t offset,
                          ps_kafka_reason reason, ps_buf *out) {
    /* The name of a topic has no byte that JSON would escape. */
    return ps_buf_addf(out,
                       "{\"phisieve\":\"withheld\",\"topic\":\"%s\",\"partition\":%" PRId32
                       ",\"offset\":%" PRId64 ",\"reason\":\"%s\"}",
                       topic, partition, offset, ps_kafka_reason_text(reason));
}

ps_status ps_kafka_skip_marker(const ps_kafka_place *place, ps_buf *out) {
    return ps_buf_addf(out,
                       "{\"phisieve\":\"withheld\",\"topic\":\"%s\",\"partition\":%" PRId32
                       ",\"offset\":%" PRId64 ",\"last\":%" PRId64 ",\"reason\":\"skipped\"}",
                       place->topic, place->partition, place->first, place->last);
}

/* ---- redacting ---- */

typedef struct examination {
    const ps_kafka_tools *tools;
    const char *topic;
    ps_buf *room;
} examination;

/* *out: the text itself, or bytes of the scratch. */
static ps_kafka_reason redact(const examination *e, ps_span text, ps_span *out) {
    *out = text;
    if (text.len == 0) return PS_KAFKA_PASSES;
    ps_status status = ps_redact(e->tools->engine, e->tools->scratch, text, out);
    if (status == PS_OK) return PS_KAFKA_PASSES;
    return status == PS_E_LIMIT ? PS_KAFKA_LIMIT : PS_KAFKA_ERROR;
}

static ps_kafka_reason reason_of(ps_cargo_verdict verdict) {
    static const ps_kafka_reason reasons[] = {
        [PS_CARGO_PASSES] = PS_KAFKA_PASSES, [PS_CARGO_LIMIT] = PS_KAFKA_LIMIT,
        [PS_CARGO_BINARY] = PS_KAFKA_BINARY, [PS_CARGO_COMPRESSED] = PS_KAFKA_COMPRESSED,
        [PS_CARGO_SCHEMA] = PS_KAFKA_SCHEMA, [PS_CARGO_ERROR] = PS_KAFKA_ERROR};
    return reasons[verdict];
}

static ps_kafka_reason examine_value(const examination *e, ps_span value, ps_kafka_fate *fate) {
    ps_span out;
    fate->value_len = value.len;
    const ps_cargo_place place = {.topic = e->topic};
    ps_cargo_verdict verdict = ps_cargo_examine(e->tools->cargo, &place, value, &out);
    if (verdict != PS_CARGO_PASSES || out.ptr == value.ptr) return reason_of(verdict);
    fate->changed = fate->value_own = true;
    fate->value_at = e->room->len;
    fate->value_len = out.len;
    return ps_buf_add(e->room, out) == PS_OK ? PS_KAFKA_PASSES : PS_KAFKA_LIMIT;
}

static ps_kafka_reason examine_key(const examination *e, ps_span key) {
    ps_span out;
    const ps_cargo_place place = {.topic = e->topic, .key = true};
    if (ps_cargo_is_packed(key)) return PS_KAFKA_KEY;
    /* Over a limit, too: what was not examined is no clean key. */
    ps_cargo_verdict verdict = ps_cargo_examine(e->tools->cargo, &place, key, &out);
    return verdict == PS_CARGO_PASSES && out.ptr == key.ptr ? PS_KAFKA_PASSES : PS_KAFKA_KEY;
}

/* The token of the whole key: labels in it would make one key of two. Equal keys have equal tokens,
 * so that compaction, joins and tombstones hold. */
static ps_kafka_reason token_of_key(const examination *e, ps_span key, ps_kafka_fate *fate) {
    fate->key_at = e->room->len;
    if (ps_engine_token(e->tools->engine, "KEY", key, e->room) != PS_OK) return PS_KAFKA_ERROR;
    fate->key_len = e->room->len - fate->key_at;
    fate->key_own = fate->changed = true;
    return PS_KAFKA_PASSES;
}

/* ---- headers ---- */

/* The id of a schema: 4 or 16 bytes, with or without the magic byte before them. One that could be
 * read as text is looked at as text. */
static bool is_schema_id(ps_span value) {
    bool by_id = value.len == 4 || (value.len == 5 && value.ptr[0] == 0);
    bool by_guid = value.len == 16 || (value.len == 17 && value.ptr[0] == 1);
    return (by_id || by_guid) && !ps_is_text(value);
}

/* version-trace-parent-flags in lower-case hex (W3C Trace Context, 3.2.2). */
static bool is_trace_id(ps_span value) {
    enum { LEN = 55 };
    if (value.len != LEN) return false;
    for (size_t i = 0; i < LEN; i++) {
        char c = value.ptr[i];
        bool dash = i == 2 || i == 35 || i == 52;
        if (dash ? c != '-' : !ps_is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
    }
    return true;
}

/* Ids of schemas and of traces, in bytes that mean nothing else: by name and form. */
static bool is_machine_header(const char *name, ps_span value) {
    if (strcmp(name, "traceparent") == 0) return is_trace_id(value);
    bool schema = strcmp(name, "__value_schema_id") == 0 || strcmp(name, "__key_schema_id") == 0;
    return schema && is_schema_id(value);
}

/* "name: value", so that the name counts as the value's label. Gives what has become of the value;
 * out.ptr NULL: as it was. */
static ps_kafka_reason examine_header(const examination *e, const char *name, ps_span value,
                                      ps_span *out) {
    ps_span line;
    size_t from = e->room->len, label = strlen(name) + 2;
    *out = (ps_span){NULL, 0};
    if (!ps_is_text(ps_span_z(name)) || !ps_is_text(value) || ps_cargo_is_packed(value))
        return PS_KAFKA_HEADER;
    if (ps_buf_addf(e->room, "%s: ", name) != PS_OK || ps_buf_add(e->room, value) != PS_OK)
        return PS_KAFKA_LIMIT;
    ps_span whole = ps_span_cut(ps_buf_span(e->room), from, e->room->len);
    ps_kafka_reason reason = redact(e, whole, &line);
    bool named = line.len >= label && memcmp(line.ptr, whole.ptr, label) == 0;
    if (reason == PS_KAFKA_PASSES && !named) reason = PS_KAFKA_HEADER;
    if (reason == PS_KAFKA_PASSES && line.ptr != whole.ptr)
        *out = ps_span_cut(line, label, line.len);
    e->room->len = from; /* the line is in the scratch, or nobody needs it */
    return reason;
}

/* Copies the headers, in order, as soon as the first one changes. */
static ps_kafka_reason examine_headers(const examination *e, const rd_kafka_headers_t *headers,
                                       ps_kafka_fate *fate) {
    const char *name;
    const void *bytes;
    size_t len, count = rd_kafka_header_cnt(headers);
    rd_kafka_headers_t *copy = rd_kafka_headers_new(count);
    bool changed = false;
    ps_kafka_reason reason = copy ? PS_KAFKA_PASSES : PS_KAFKA_ERROR;
    for (size_t i = 0; i < count && reason == PS_KAFKA_PASSES; i++) {
        if (rd_kafka_header_get_all(headers, i, &name, &bytes, &len) != RD_KAFKA_RESP_ERR_NO_ERROR)
            reason = PS_KAFKA_ERROR;
        ps_span value = ps_span_of(bytes, bytes ? len : 0), out = {NULL, 0};
        if (reason == PS_KAFKA_PASSES && !is_machine_header(name, value))
            reason = examine_header(e, name, value, &out);
        changed |= out.ptr != NULL;
        const void *new = out.ptr ? out.ptr : bytes;
        size_t new_len = out.ptr ? out.len : len;
        if (reason == PS_KAFKA_PASSES &&
            rd_kafka_header_add(copy, name, -1, new, new ? (ssize_t)new_len : 0) !=
                RD_KAFKA_RESP_ERR_NO_ERROR)
            reason = PS_KAFKA_ERROR;
    }
    bool wanted = changed && reason == PS_KAFKA_PASSES;
    if (wanted)
        fate->headers = copy;
    else if (copy)
        rd_kafka_headers_destroy(copy);
    fate->changed |= wanted;
    return reason;
}

/* ---- the record ---- */

ps_kafka_fate ps_kafka_examine(const ps_kafka_tools *tools, const rd_kafka_message_t *message,
                               ps_buf *room) {
    ps_kafka_fate fate = {0};
    const examination e = {tools, rd_kafka_topic_name(message->rkt), room};
    rd_kafka_headers_t *headers = NULL;
    ps_span key = ps_span_of(message->key, message->key_len);
    fate.key_dropped = tools->keys == PS_KEYS_DROP && message->key;
    if (message->key && !fate.key_dropped) fate.reason = examine_key(&e, key);
    fate.key_clean = message->key && !fate.key_dropped && fate.reason == PS_KAFKA_PASSES;
    if (fate.reason == PS_KAFKA_KEY && tools->keys == PS_KEYS_TOKEN)
        fate.reason = token_of_key(&e, key, &fate);
    if (fate.reason == PS_KAFKA_PASSES && message->payload)
        fate.reason = examine_value(&e, ps_span_of(message->payload, message->len), &fate);
    rd_kafka_resp_err_t has = rd_kafka_message_headers(message, &headers);
    bool unread = has != RD_KAFKA_RESP_ERR_NO_ERROR && has != RD_KAFKA_RESP_ERR__NOENT;
    if (fate.reason == PS_KAFKA_PASSES && unread) fate.reason = PS_KAFKA_HEADER;
    if (fate.reason == PS_KAFKA_PASSES && has == RD_KAFKA_RESP_ERR_NO_ERROR)
        fate.reason = examine_headers(&e, headers, &fate);
    return fate;
}
