/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_kept.h"

#include "host.h"
#include "yamltree.h"

#include <inttypes.h>
#include <stdlib.h>

enum { HEAD = 8, OPEN_MOST = 4096, SECRET_MOST = INT32_MAX, HEADERS_MOST = 1 << 20 };
static const char MAGIC[] = "PSQ1";

/* ---- numbers and texts ---- */

static ps_status put_number(ps_buf *out, uint32_t n) {
    const char bytes[4] = {(char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n};
    return ps_buf_add(out, ps_span_of(bytes, sizeof bytes));
}

static ps_status put_text(ps_buf *out, ps_span text) {
    if (!text.ptr) return put_number(out, UINT32_MAX);
    if (text.len > INT32_MAX) return PS_E_LIMIT;
    ps_status status = put_number(out, (uint32_t)text.len);
    return status == PS_OK ? ps_buf_add(out, text) : status;
}

static bool get_number(ps_span *in, uint32_t *out) {
    if (in->len < 4) return false;
    const unsigned char *b = (const unsigned char *)in->ptr;
    *out = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    *in = ps_span_cut(*in, 4, in->len);
    return true;
}

static bool get_text(ps_span *in, ps_span *out) {
    uint32_t len;
    *out = (ps_span){NULL, 0};
    if (!get_number(in, &len)) return false;
    if (len == UINT32_MAX) return true;
    if (len > in->len) return false;
    *out = ps_span_cut(*in, 0, len);
    *in = ps_span_cut(*in, len, in->len);
    return true;
}

/* ---- packing ---- */

static ps_status put_secret(const ps_kept_record *r, ps_buf *out) {
    if (r->header_count > HEADERS_MOST) return PS_E_LIMIT; /* it could not be opened again */
    ps_status status = put_text(out, r->key);
    if (status == PS_OK) status = put_text(out, r->value);
    if (status == PS_OK) status = put_number(out, (uint32_t)r->header_count);
    for (size_t i = 0; i < r->header_count && status == PS_OK; i++) {
        status = put_text(out, ps_span_z(r->headers[i].name));
        if (status == PS_OK) status = put_text(out, r->headers[i].value);
    }
    return status;
}

static ps_status put_open(const ps_seal_key *to, const ps_kept_record *r, ps_buf *out) {
    char id[PS_SEAL_ID_SIZE + 1];
    ps_seal_key_id(to, id);
    size_t from = out->len;
    ps_status status = ps_buf_add(out, ps_span_of(MAGIC, 4));
    if (status == PS_OK) status = put_number(out, 0);
    if (status == PS_OK)
        status = ps_buf_addf(out,
                             "{\"topic\":\"%s\",\"partition\":%" PRId32 ",\"offset\":%" PRId64
                             ",\"timestamp\":%" PRId64 ",\"reason\":\"%s\",\"kept_at\":%" PRId64
                             ",\"rules\":\"%s\",\"key\":\"%s\"}",
                             r->topic, r->partition, r->offset, r->timestamp, r->reason, r->kept_at,
                             r->rules, id);
    if (status != PS_OK) return status;
    size_t len = out->len - from - HEAD;
    for (unsigned i = 0; i < 4; i++) out->ptr[from + 4 + i] = (char)(len >> (24 - 8 * i));
    return PS_OK;
}

ps_status ps_kept_pack(const ps_seal_key *to, const ps_kept_record *record, ps_buf *out) {
    ps_buf secret;
    size_t from = out->len;
    ps_buf_init(&secret, SECRET_MOST);
    ps_status status = put_secret(record, &secret);
    if (status == PS_OK) status = put_open(to, record, out);
    if (status == PS_OK) status = ps_buf_reserve(out, secret.len + 64); /* the clear part stays */
    if (status == PS_OK)
        status =
            ps_seal(to, ps_span_cut(ps_buf_span(out), from, out->len), ps_buf_span(&secret), out);
    if (status != PS_OK) out->len = from;
    if (secret.ptr) ps_host_wipe(secret.ptr, secret.cap);
    ps_buf_free(&secret);
    return status;
}

/* ---- reading ---- */

/* Between the open and the sealed part; 0: there is no such place. */
static size_t seal_at(ps_span bytes) {
    uint32_t len = 0;
    if (bytes.len < HEAD || memcmp(bytes.ptr, MAGIC, 4) != 0) return 0;
    ps_span rest = ps_span_cut(bytes, 4, bytes.len);
    if (!get_number(&rest, &len) || len > OPEN_MOST || len > rest.len) return 0;
    return HEAD + len;
}

static const char *text_of(const ps_node *map, const char *name) {
    const ps_node *node = ps_node_member(map, name);
    return node && node->kind == PS_NODE_SCALAR ? node->text : NULL;
}

static bool number_of(const ps_node *map, const char *name, int64_t *out) {
    const char *text = text_of(map, name);
    char *end = NULL;
    if (!text || !*text) return false;
    *out = strtoll(text, &end, 10);
    return *end == '\0';
}

ps_status ps_kept_read(ps_span bytes, ps_arena *arena, ps_kept_record *out) {
    const ps_node *map = NULL;
    int64_t partition = -1;
    *out = (ps_kept_record){.topic = NULL};
    size_t at = seal_at(bytes);
    if (at == 0 ||
        ps_yaml_parse(ps_span_cut(bytes, HEAD, at), "quarantine", arena, &map, NULL) != PS_OK)
        return PS_E_USAGE;
    ps_kept_record r = {.topic = text_of(map, "topic"),
                        .reason = text_of(map, "reason"),
                        .rules = text_of(map, "rules"),
                        .key_id = text_of(map, "key")};
    bool good = r.topic && r.reason && r.rules && r.key_id && strlen(r.topic) <= PS_KAFKA_TOPIC_MAX;
    good = good && number_of(map, "partition", &partition) && number_of(map, "offset", &r.offset) &&
           number_of(map, "timestamp", &r.timestamp) && number_of(map, "kept_at", &r.kept_at);
    if (!good || partition < 0 || partition > INT32_MAX || r.offset < 0) return PS_E_USAGE;
    r.partition = (int32_t)partition;
    *out = r;
    return PS_OK;
}

static bool get_headers(ps_span *in, ps_arena *arena, ps_kept_record *out) {
    uint32_t count;
    if (!get_number(in, &count) || count > HEADERS_MOST) return false;
    ps_kept_header *headers = ps_arena_new(arena, count, sizeof *headers);
    for (uint32_t i = 0; headers && i < count; i++) {
        ps_span name;
        if (!get_text(in, &name) || !name.ptr || !get_text(in, &headers[i].value)) return false;
        headers[i].name = ps_arena_copy(arena, name);
        if (!headers[i].name) return false;
    }
    out->headers = headers;
    out->header_count = count;
    return headers != NULL;
}

ps_status ps_kept_open(const ps_seal_key *mine, ps_span bytes, ps_arena *arena, ps_buf *secret,
                       ps_kept_record *out) {
    ps_kept_record r;
    ps_status status = ps_kept_read(bytes, arena, &r);
    *out = (ps_kept_record){.topic = NULL};
    if (status != PS_OK) return status;
    size_t at = seal_at(bytes);
    ps_buf_clear(secret);
    status = ps_unseal(mine, ps_span_cut(bytes, 0, at), ps_span_cut(bytes, at, bytes.len), secret);
    ps_span in = ps_buf_span(secret);
    if (status == PS_OK && !(get_text(&in, &r.key) && get_text(&in, &r.value) &&
                             get_headers(&in, arena, &r) && in.len == 0))
        status = PS_E_USAGE;
    if (status == PS_OK) *out = r;
    return status;
}
