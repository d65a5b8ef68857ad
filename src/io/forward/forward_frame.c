/* SPDX-License-Identifier: Apache-2.0 */
#include "forward_frame.h"

/* ---- how long it is ---- */

ps_status ps_forward_measure_on(ps_forward_measure *m, ps_span bytes, size_t most) {
    if (!m->begun) *m = (ps_forward_measure){.open = 1, .begun = true};
    while (m->open) {
        ps_msgpack_item item;
        if (m->end >= bytes.len) return PS_E_STOPPED;
        if ((unsigned char)bytes.ptr[m->end] == 0xc1) return PS_E_DECODE; /* nothing begins so */
        if (!ps_msgpack_read(bytes, m->end, &item))
            return bytes.len > most ? PS_E_DECODE : PS_E_STOPPED;
        m->end += item.head + item.body;
        m->open += item.inside - 1;
        if (m->end > most || m->open > most) return PS_E_DECODE;
    }
    return PS_OK;
}

/* ---- reading ---- */

static bool read_item(ps_span bytes, size_t *at, ps_msgpack_item *item, ps_span *body) {
    if (!ps_msgpack_read(bytes, *at, item)) return false;
    *body = ps_span_of(bytes.ptr + *at + item->head, item->body);
    return true;
}

static bool is_string(const ps_msgpack_item *item) {
    return item->kind == PS_MSGPACK_TEXT || item->kind == PS_MSGPACK_BIN;
}

static ps_forward_pack pack_of(ps_span word) {
    if (ps_span_eq(word, PS_LIT("gzip"))) return PS_FORWARD_GZIP;
    if (ps_span_eq(word, PS_LIT("zstd"))) return PS_FORWARD_ZSTD;
    return ps_span_eq(word, PS_LIT("text")) || !word.len ? PS_FORWARD_PLAIN : PS_FORWARD_UNKNOWN;
}

static void take_option(ps_forward_frame *out, ps_span key, const ps_msgpack_item *item,
                        ps_span body, ps_span whole) {
    if (ps_span_eq(key, PS_LIT("chunk")) && is_string(item)) out->chunk = body;
    if (ps_span_eq(key, PS_LIT("compressed")) && is_string(item)) out->pack = pack_of(body);
    if (ps_span_eq(key, PS_LIT("fluent_signal")) && item->kind == PS_MSGPACK_UINT)
        out->signal = item->natural;
    if (ps_span_eq(key, PS_LIT("metadata")) && item->kind == PS_MSGPACK_MAP && item->inside)
        out->metadata = whole;
}

static bool read_option(ps_span bytes, size_t at, ps_forward_frame *out) {
    ps_msgpack_item map, item;
    ps_span key, body;
    if (!ps_msgpack_read(bytes, at, &map)) return false;
    if (map.kind == PS_MSGPACK_NIL) return true;
    if (map.kind != PS_MSGPACK_MAP) return false;
    at += map.head;
    for (uint64_t i = 0; i < map.inside; i += 2) {
        if (!read_item(bytes, &at, &item, &key) || !is_string(&item)) return false;
        at += item.head + item.body;
        if (!read_item(bytes, &at, &item, &body)) return false;
        size_t len = ps_msgpack_object(bytes, at);
        take_option(out, key, &item, body, ps_span_of(bytes.ptr + at, len));
        at += len;
    }
    return true;
}

static bool is_time(const ps_msgpack_item *item) {
    return item->kind == PS_MSGPACK_UINT || item->kind == PS_MSGPACK_INT ||
           item->kind == PS_MSGPACK_FLOAT || ps_msgpack_is_time(item);
}

/* What stands second says which kind it is. Sets *at behind the entries, and how many elements of
 * the message they are. */
static bool read_entries(ps_span bytes, size_t *at, ps_forward_frame *out, uint64_t *elements) {
    ps_msgpack_item item;
    ps_span body;
    size_t from = *at;
    if (!read_item(bytes, at, &item, &body)) return false;
    *at += ps_msgpack_object(bytes, from);
    *elements = 1;
    if (is_string(&item)) {
        out->entries = body;
        return true;
    }
    if (item.kind == PS_MSGPACK_ARRAY) {
        out->entries = ps_span_cut(bytes, from + item.head, *at);
        return true;
    }
    if (!is_time(&item) || !ps_msgpack_read(bytes, *at, &item) || item.kind != PS_MSGPACK_MAP)
        return false;
    *elements = 2;
    out->single = true;
    *at += ps_msgpack_object(bytes, *at);
    out->entries = ps_span_cut(bytes, from, *at);
    return true;
}

ps_status ps_forward_read(ps_span bytes, ps_forward_frame *out) {
    ps_msgpack_item all, item;
    uint64_t elements;
    *out = (ps_forward_frame){0};
    if (!ps_msgpack_read(bytes, 0, &all)) return PS_E_DECODE;
    out->heartbeat = all.kind == PS_MSGPACK_NIL;
    if (out->heartbeat) return PS_OK;
    if (all.kind != PS_MSGPACK_ARRAY || all.inside < 2) return PS_E_DECODE;
    size_t at = all.head;
    if (!read_item(bytes, &at, &item, &out->tag) || !is_string(&item)) return PS_E_DECODE;
    at += item.head + item.body;
    if (!read_entries(bytes, &at, out, &elements)) return PS_E_DECODE;
    elements += 1;
    if (all.inside > elements && !read_option(bytes, at, out)) return PS_E_DECODE;
    bool packed = out->pack != PS_FORWARD_PLAIN;
    bool good = all.inside >= elements && all.inside <= elements + 1 && !(packed && out->single);
    return good ? PS_OK : PS_E_DECODE;
}

/* ---- writing ---- */

static ps_status put_count(ps_buf *out, size_t count) {
    if (count > UINT32_MAX) return PS_E_LIMIT;
    char bytes[5] = {(char)0xce, (char)(count >> 24), (char)(count >> 16), (char)(count >> 8),
                     (char)count};
    return ps_buf_add(out, ps_span_of(bytes, sizeof bytes));
}

static ps_status put_options(ps_buf *out, size_t count, const char *chunk, ps_forward_pack pack) {
    unsigned pairs = 1u + (chunk != NULL) + (pack != PS_FORWARD_PLAIN);
    ps_status status = ps_buf_add_char(out, (char)(0x80 | pairs));
    /* Peers look for the chunk first. */
    if (status == PS_OK && chunk) status = ps_msgpack_put_text(out, PS_LIT("chunk"));
    if (status == PS_OK && chunk) status = ps_msgpack_put_text(out, ps_span_z(chunk));
    if (status == PS_OK) status = ps_msgpack_put_text(out, PS_LIT("size"));
    if (status == PS_OK) status = put_count(out, count);
    if (status != PS_OK || pack == PS_FORWARD_PLAIN) return status;
    status = ps_msgpack_put_text(out, PS_LIT("compressed"));
    ps_span word = pack == PS_FORWARD_GZIP ? PS_LIT("gzip") : PS_LIT("zstd");
    return status == PS_OK ? ps_msgpack_put_text(out, word) : status;
}

ps_status ps_forward_write(ps_buf *out, ps_span tag, ps_span entries, size_t count,
                           const char *chunk, ps_forward_pack pack) {
    ps_status status = ps_buf_add_char(out, (char)0x93);
    if (status == PS_OK) status = ps_msgpack_put_text(out, tag);
    if (status == PS_OK) status = ps_msgpack_put_bin(out, entries);
    return status == PS_OK ? put_options(out, count, chunk, pack) : status;
}

ps_status ps_forward_write_ack(ps_buf *out, ps_span chunk) {
    ps_status status = ps_buf_add_char(out, (char)0x81);
    if (status == PS_OK) status = ps_msgpack_put_text(out, PS_LIT("ack"));
    return status == PS_OK ? ps_msgpack_put_text(out, chunk) : status;
}

bool ps_forward_is_ack(ps_span answer, ps_span chunk) {
    ps_msgpack_item item;
    ps_span key, value;
    size_t at = 1;
    if (!ps_msgpack_read(answer, 0, &item) || item.kind != PS_MSGPACK_MAP || item.inside != 2 ||
        item.head != 1)
        return false;
    if (!read_item(answer, &at, &item, &key) || !ps_span_eq(key, PS_LIT("ack"))) return false;
    at += item.head + item.body;
    return read_item(answer, &at, &item, &value) && is_string(&item) && ps_span_eq(value, chunk);
}
