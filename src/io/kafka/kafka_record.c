/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_record.h"

#include <inttypes.h>

const char *ps_kafka_reason_text(ps_kafka_reason reason) {
    static const char *const texts[] = {"",           "key",    "header", "limit", "binary",
                                        "compressed", "schema", "size",   "error"};
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

/* ---- what is no text ---- */

static bool begins(ps_span value, const char *magic, size_t len) {
    return value.len >= len && memcmp(value.ptr, magic, len) == 0;
}

static bool is_compressed(ps_span value) {
    return begins(value, "\x1f\x8b", 2) || begins(value, "\x28\xb5\x2f\xfd", 4) ||
           begins(value, "\x04\x22\x4d\x18", 4) || begins(value, "\x82SNAPPY", 7) ||
           begins(value, "\xff\x06\0\0sNaPpY", 10) || begins(value, "BZh", 3) ||
           begins(value,
                  "\xfd"
                  "7zXZ",
                  5) ||
           begins(value, "PK\x03\x04", 4);
}

/* Control characters that logs and messages have: tabs, line ends, ANSI escapes, the frame and the
 * separators of HL7 and X12. Any other one is a sign of bytes whose values nobody can see here. */
static bool is_text(ps_span value) {
    static const char allowed[] = "\a\b\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f";
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c < 0x20 && (c == 0 || !memchr(allowed, c, sizeof allowed - 1))) return false;
    }
    return true;
}

/* A frame of a schema registry: 0 and the id of a schema in four bytes, or 1 and one in sixteen.
 * Returns the bytes before what it frames; 0: none. */
static size_t frame_of(ps_span value) {
    enum { BY_ID = 5, BY_GUID = 17 };
    if (value.len > BY_ID && value.ptr[0] == 0) return BY_ID;
    return value.len > BY_GUID && value.ptr[0] == 1 ? BY_GUID : 0;
}

static bool is_json(ps_span text) {
    size_t i = 0;
    while (i < text.len && ps_is_one_of(text.ptr[i], " \t\r\n")) i++;
    return i < text.len && ps_is_one_of(text.ptr[i], "{[\"");
}

/* ---- redacting ---- */

typedef struct examination {
    const ps_engine *engine;
    ps_scratch *scratch;
    ps_buf *room;
} examination;

/* *out: the text itself, or bytes of the scratch. */
static ps_kafka_reason redact(const examination *e, ps_span text, ps_span *out) {
    *out = text;
    if (text.len == 0) return PS_KAFKA_PASSES;
    ps_status status = ps_redact(e->engine, e->scratch, text, out);
    if (status == PS_OK) return PS_KAFKA_PASSES;
    return status == PS_E_LIMIT ? PS_KAFKA_LIMIT : PS_KAFKA_ERROR;
}

static ps_kafka_reason examine_value(const examination *e, ps_span value, ps_kafka_fate *fate) {
    ps_span out, frame = ps_span_of(value.ptr, frame_of(value));
    ps_span text = ps_span_cut(value, frame.len, value.len);
    fate->value_len = value.len;
    if (is_compressed(value)) return PS_KAFKA_COMPRESSED;
    if (frame.len && !is_json(text)) return PS_KAFKA_SCHEMA;
    if (!is_text(text)) return PS_KAFKA_BINARY;
    ps_kafka_reason reason = redact(e, text, &out);
    if (reason != PS_KAFKA_PASSES || out.ptr == text.ptr) return reason;
    fate->changed = fate->value_own = true;
    fate->value_at = e->room->len;
    fate->value_len = frame.len + out.len;
    bool kept = ps_buf_add(e->room, frame) == PS_OK && ps_buf_add(e->room, out) == PS_OK;
    return kept ? PS_KAFKA_PASSES : PS_KAFKA_LIMIT;
}

static ps_kafka_reason examine_key(const examination *e, ps_span key) {
    ps_span out;
    if (is_compressed(key) || !is_text(key)) return PS_KAFKA_KEY;
    ps_kafka_reason reason = redact(e, key, &out);
    return reason == PS_KAFKA_PASSES && out.ptr != key.ptr ? PS_KAFKA_KEY : reason;
}

/* ---- headers ---- */

/* Ids of schemas and of traces, in bytes that mean nothing else. */
static bool is_machine_header(const char *name) {
    static const char *const names[] = {"__value_schema_id", "__key_schema_id", "traceparent",
                                        "tracestate"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

/* "name: value", so that the name counts as the value's label. Gives what has become of the value;
 * out.ptr NULL: as it was. */
static ps_kafka_reason examine_header(const examination *e, const char *name, ps_span value,
                                      ps_span *out) {
    ps_span line;
    size_t from = e->room->len, label = strlen(name) + 2;
    *out = (ps_span){NULL, 0};
    if (!is_text(ps_span_z(name)) || !is_text(value) || is_compressed(value))
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
        if (reason == PS_KAFKA_PASSES && !is_machine_header(name))
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

ps_kafka_fate ps_kafka_examine(const ps_engine *engine, ps_scratch *scratch, ps_kafka_keys keys,
                               const rd_kafka_message_t *message, ps_buf *room) {
    ps_kafka_fate fate = {0};
    const examination e = {engine, scratch, room};
    rd_kafka_headers_t *headers = NULL;
    fate.key_dropped = keys == PS_KEYS_DROP && message->key;
    if (message->key && !fate.key_dropped)
        fate.reason = examine_key(&e, ps_span_of(message->key, message->key_len));
    if (fate.reason == PS_KAFKA_PASSES && message->payload)
        fate.reason = examine_value(&e, ps_span_of(message->payload, message->len), &fate);
    rd_kafka_resp_err_t has = rd_kafka_message_headers(message, &headers);
    if (has != RD_KAFKA_RESP_ERR_NO_ERROR && has != RD_KAFKA_RESP_ERR__NOENT)
        fate.reason = PS_KAFKA_HEADER;
    if (fate.reason == PS_KAFKA_PASSES && has == RD_KAFKA_RESP_ERR_NO_ERROR)
        fate.reason = examine_headers(&e, headers, &fate);
    return fate;
}
