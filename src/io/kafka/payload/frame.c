/* SPDX-License-Identifier: Apache-2.0 */
#include "frame.h"

#include "binary.h"

enum { BY_ID = 5, BY_GUID = 17, BY_GLUE = 18, GLUE_PLAIN = 0, GLUE_ZLIB = 5 };

/* Sixteen bytes that can be read are no id: of a million ids, four look like that. */
static bool is_ascii(const char *guid) {
    for (size_t i = 0; i < PS_GUID; i++)
        if (guid[i] < '\t' || guid[i] > '~') return false;
    return true;
}

static uint32_t id_of(const char *at) {
    uint32_t id = 0;
    for (unsigned i = 0; i < 4; i++) id = id << 8 | (unsigned char)at[i];
    return id;
}

ps_frame ps_frame_of(ps_span v) {
    const ps_frame none = {.kind = PS_FRAME_NONE};
    if (v.len > BY_ID && v.ptr[0] == 0)
        return (ps_frame){.kind = PS_FRAME_ID, .len = BY_ID, .id = id_of(v.ptr + 1)};
    if (v.len > BY_GUID && v.ptr[0] == 1 && !is_ascii(v.ptr + 1))
        return (ps_frame){.kind = PS_FRAME_GUID, .len = BY_GUID, .guid = v.ptr + 1};
    if (v.len <= BY_GLUE || v.ptr[0] != 3 || is_ascii(v.ptr + 2)) return none;
    if (v.ptr[1] != GLUE_PLAIN && v.ptr[1] != GLUE_ZLIB) return none;
    bool zlib = v.ptr[1] == GLUE_ZLIB;
    return (ps_frame){.kind = PS_FRAME_GLUE, .len = BY_GLUE, .zlib = zlib, .guid = v.ptr + 2};
}

size_t ps_frame_indexes(const ps_frame *frame, ps_span content) {
    enum { COUNT_MOST = 32, INDEX_MOST = 9999 };
    uint64_t value;
    size_t at = 0;
    if (!ps_binary_read(content, &at, &value)) return 0;
    if (frame->kind == PS_FRAME_GLUE) return value > INDEX_MOST ? 0 : at;
    int64_t count = ps_binary_signed(value);
    if (count < 0 || count > COUNT_MOST) return 0;
    for (; count > 0; count--) {
        if (!ps_binary_read(content, &at, &value)) return 0;
        int64_t index = ps_binary_signed(value);
        if (index < 0 || index > INDEX_MOST) return 0;
    }
    return at;
}
