/* SPDX-License-Identifier: Apache-2.0 */
#include "msgpack_log.h"

#include "key_index.h"
#include "msgpack_item.h"
#include "sieve_inside.h"

enum { NAME_MOST = 8 };
static const char *const names[PS_MSGPACK_LOG_NAMES] = {"log", "message", "msg"};

ps_msgpack_log ps_msgpack_log_of(const ps_engine *engine) {
    ps_msgpack_log log;
    ps_key_hit hit;
    for (size_t i = 0; i < PS_MSGPACK_LOG_NAMES; i++) {
        char text[NAME_MOST + 4] = "{\"";
        size_t len = strlen(names[i]);
        memcpy(text + 2, names[i], len);
        memcpy(text + 2 + len, "\":", 2);
        log.quiet[i] = !ps_key_index_look_twice(ps_lens_keys(engine->lens),
                                                ps_span_of(text, len + 4), (uint32_t)len + 3, &hit);
    }
    return log;
}

static bool is_quiet(const ps_msgpack_log *log, ps_span name) {
    for (size_t i = 0; i < PS_MSGPACK_LOG_NAMES; i++)
        if (log->quiet[i] && ps_span_eq(name, ps_span_z(names[i]))) return true;
    return false;
}

/* Moves *at behind the text there. */
static bool read_text(ps_span bytes, size_t *at, ps_span *out) {
    ps_msgpack_item item;
    if (!ps_msgpack_read(bytes, *at, &item) || item.kind != PS_MSGPACK_TEXT) return false;
    size_t from = *at + item.head;
    *at = from + item.body;
    *out = ps_span_cut(bytes, from, *at);
    return true;
}

bool ps_msgpack_log_line(const ps_msgpack_log *log, ps_span body, ps_span *text) {
    ps_msgpack_item map;
    ps_span name;
    if (!ps_msgpack_read(body, 0, &map) || map.kind != PS_MSGPACK_MAP || map.inside != 2)
        return false;
    size_t at = map.head;
    return read_text(body, &at, &name) && is_quiet(log, name) && read_text(body, &at, text) &&
           at == body.len;
}
