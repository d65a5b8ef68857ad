/* SPDX-License-Identifier: Apache-2.0 */
#include "json_events.h"

#include "msgpack_event.h"

#include <math.h>
#include <stdio.h>

enum { LEVELS = 160 };

/* ---- text ---- */

/* Bytes of the character at the head of `text` in valid UTF-8 (Unicode, table 3-7); 0: none. */
static size_t character(ps_span text) {
    const unsigned char *c = (const unsigned char *)text.ptr;
    size_t len = c[0] < 0x80                   ? 1
                 : c[0] >= 0xc2 && c[0] < 0xe0 ? 2
                 : c[0] >= 0xe0 && c[0] < 0xf0 ? 3
                 : c[0] >= 0xf0 && c[0] < 0xf5 ? 4
                                               : 0;
    if (!len || len > text.len) return 0;
    for (size_t i = 1; i < len; i++)
        if ((c[i] & 0xc0) != 0x80) return 0;
    bool short_form = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xf0 && c[1] < 0x90);
    bool beyond = (c[0] == 0xed && c[1] > 0x9f) || (c[0] == 0xf4 && c[1] > 0x8f);
    return short_form || beyond ? 0 : len;
}

static ps_status put_escaped(ps_buf *out, char c) {
    if (c == '"' || c == '\\') {
        ps_status status = ps_buf_add_char(out, '\\');
        return status == PS_OK ? ps_buf_add_char(out, c) : status;
    }
    if (c == '\n') return ps_buf_add(out, PS_LIT("\\n"));
    return ps_buf_addf(out, "\\u%04x", (unsigned)(unsigned char)c);
}

static bool is_plain(char c) {
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x7f && c != '"' && c != '\\';
}

static ps_status put_text(ps_buf *out, ps_span text) {
    ps_status status = ps_buf_add_char(out, '"');
    for (size_t at = 0, to; at < text.len && status == PS_OK; at = to) {
        for (to = at; to < text.len && is_plain(text.ptr[to]);) to++;
        if (to > at) {
            status = ps_buf_add(out, ps_span_cut(text, at, to));
            continue;
        }
        size_t len = character(ps_span_cut(text, at, text.len));
        to = at + (len ? len : 1);
        status = len > 1 ? ps_buf_add(out, ps_span_cut(text, at, to))
                 : len   ? put_escaped(out, text.ptr[at])
                         : ps_buf_add(out, PS_LIT("\\ufffd"));
    }
    return status == PS_OK ? ps_buf_add_char(out, '"') : status;
}

/* ---- scalars ---- */

static ps_status put_real(ps_buf *out, double real, const char *format) {
    char digits[400];
    if (!isfinite(real)) return ps_buf_add(out, PS_LIT("null"));
    (void)snprintf(digits, sizeof digits, *format ? "%.17g" : "%.9f", real);
    for (char *c = digits; *c; c++)
        if (*c == ',') *c = '.'; /* the host's locale */
    return ps_buf_add(out, ps_span_z(digits));
}

static ps_status put_hex(ps_buf *out, ps_span bytes) {
    ps_status status = ps_buf_add_char(out, '"');
    for (size_t i = 0; i < bytes.len && status == PS_OK; i++)
        status = ps_buf_addf(out, "%02x", (unsigned)(unsigned char)bytes.ptr[i]);
    return status == PS_OK ? ps_buf_add_char(out, '"') : status;
}

static ps_status put_scalar(ps_buf *out, const ps_msgpack_item *item, ps_span body) {
    switch (item->kind) {
    case PS_MSGPACK_NIL: return ps_buf_add(out, PS_LIT("null"));
    case PS_MSGPACK_BOOL: return ps_buf_add(out, item->natural ? PS_LIT("true") : PS_LIT("false"));
    case PS_MSGPACK_UINT: return ps_buf_addf(out, "%llu", (unsigned long long)item->natural);
    case PS_MSGPACK_INT: return ps_buf_addf(out, "%lld", (long long)item->integer);
    case PS_MSGPACK_FLOAT: return put_real(out, item->real, "g");
    case PS_MSGPACK_TEXT:
    case PS_MSGPACK_BIN: return put_text(out, body);
    case PS_MSGPACK_EXT: return put_hex(out, body);
    default: return PS_E_DECODE;
    }
}

static ps_status put_key(ps_buf *out, const ps_msgpack_item *item, ps_span body) {
    bool quoted = item->kind == PS_MSGPACK_TEXT || item->kind == PS_MSGPACK_BIN ||
                  item->kind == PS_MSGPACK_EXT;
    if (quoted) return put_scalar(out, item, body);
    ps_status status = ps_buf_add_char(out, '"');
    if (status == PS_OK) status = put_scalar(out, item, body);
    return status == PS_OK ? ps_buf_add_char(out, '"') : status;
}

/* ---- values ---- */

/* A chunk has less than 2^30 bytes, and so items. */
typedef struct level {
    uint32_t left : 30, map : 1, begun : 1;
} level;

typedef struct writer {
    ps_buf *out;
    ps_span bytes;
    size_t at;
    unsigned deep;
    level levels[LEVELS];
} writer;

/* What stands before an item. *key: it is one. */
static ps_status put_separator(writer *w, bool *key) {
    level *l = &w->levels[w->deep - 1];
    bool value = l->map && (l->left & 1);
    *key = l->map && !value;
    l->left--;
    if (value) return ps_buf_add_char(w->out, ':');
    if (l->begun) return ps_buf_add_char(w->out, ',');
    l->begun = 1;
    return PS_OK;
}

static ps_status put_item(writer *w) {
    ps_msgpack_item item;
    bool key = false;
    if (!ps_msgpack_read(w->bytes, w->at, &item)) return PS_E_DECODE;
    ps_status status = w->deep ? put_separator(w, &key) : PS_OK;
    if (status != PS_OK) return status;
    size_t body = w->at + item.head;
    w->at = body + item.body;
    bool map = item.kind == PS_MSGPACK_MAP;
    if (!map && item.kind != PS_MSGPACK_ARRAY) {
        ps_span bytes = ps_span_cut(w->bytes, body, w->at);
        return key ? put_key(w->out, &item, bytes) : put_scalar(w->out, &item, bytes);
    }
    if (key) return PS_E_DECODE;
    if (w->deep == LEVELS || item.inside >> 30) return PS_E_LIMIT;
    w->levels[w->deep++] = (level){.left = item.inside & 0x3fffffff, .map = map};
    return ps_buf_add_char(w->out, map ? '{' : '[');
}

static ps_status put_value(ps_buf *out, ps_span bytes, size_t at) {
    writer w = {.out = out, .bytes = bytes, .at = at};
    ps_status status = put_item(&w);
    while (status == PS_OK && w.deep) {
        const level *l = &w.levels[w.deep - 1];
        if (l->left) {
            status = put_item(&w);
            continue;
        }
        status = ps_buf_add_char(out, l->map ? '}' : ']');
        w.deep--;
    }
    return status;
}

/* ---- events ---- */

static uint32_t big_endian(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Seconds that are the mark of a group: they are no time. */
enum { GROUP_START = UINT32_MAX, GROUP_END = UINT32_MAX - 1 };

static ps_status put_time(ps_buf *out, ps_span object, size_t at) {
    ps_msgpack_item item;
    if (!ps_msgpack_read(object, at, &item)) return PS_E_DECODE;
    ps_span body = ps_span_cut(object, at + item.head, at + item.head + item.body);
    if (item.kind == PS_MSGPACK_EXT && item.type == 0 && body.len == 8) {
        uint32_t seconds = big_endian(body.ptr), nanoseconds = big_endian(body.ptr + 4);
        if (seconds >= GROUP_END && !nanoseconds)
            return ps_buf_addf(out, "\"group\":\"%s\"", seconds == GROUP_START ? "start" : "end");
        return ps_buf_addf(out, "\"time\":%lu.%09lu", (unsigned long)seconds,
                           (unsigned long)nanoseconds);
    }
    ps_status status = ps_buf_add(out, PS_LIT("\"time\":"));
    if (status != PS_OK) return status;
    return item.kind == PS_MSGPACK_FLOAT ? put_real(out, item.real, "")
                                         : put_scalar(out, &item, body);
}

static ps_status put_tag(ps_buf *out, ps_span tag) {
    ps_status status = ps_buf_add(out, PS_LIT("\"tag\":"));
    return status == PS_OK ? put_text(out, tag) : status;
}

static ps_status put_named(ps_buf *out, const char *name, ps_span bytes, size_t at) {
    ps_status status = ps_buf_addf(out, ",\"%s\":", name);
    return status == PS_OK ? put_value(out, bytes, at) : status;
}

static ps_status put_event(ps_buf *out, ps_span tag, ps_span object, const ps_msgpack_event *e) {
    ps_msgpack_item metadata = {0};
    if (e->metadata_to > e->metadata_from && !ps_msgpack_read(object, e->metadata_from, &metadata))
        return PS_E_DECODE;
    ps_status status = put_time(out, object, e->time_from);
    if (status == PS_OK) status = ps_buf_add_char(out, ',');
    if (status == PS_OK) status = put_tag(out, tag);
    if (status == PS_OK && metadata.inside)
        status = put_named(out, "metadata", object, e->metadata_from);
    return status == PS_OK ? put_named(out, "record", object, e->body_from) : status;
}

static ps_status put_line(ps_buf *out, ps_span tag, ps_span object) {
    ps_msgpack_event event;
    if (!ps_msgpack_event_of(object, &event)) return PS_E_DECODE;
    ps_status status = ps_buf_add_char(out, '{');
    if (status == PS_OK) status = put_event(out, tag, object, &event);
    return status == PS_OK ? ps_buf_add(out, PS_LIT("}\n")) : status;
}

ps_status ps_json_events(ps_buf *out, ps_span tag, ps_span events) {
    ps_status status = PS_OK;
    for (size_t at = 0, size; at < events.len && status == PS_OK; at += size) {
        size = ps_msgpack_object(events, at);
        if (!size) return PS_E_DECODE;
        status = put_line(out, tag, ps_span_cut(events, at, at + size));
    }
    return status;
}
