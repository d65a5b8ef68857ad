/* SPDX-License-Identifier: Apache-2.0
 *
 * The LZ4 frame format (lz4_Frame_format.md, 1.6). */
#include "packed_inside.h"

#include <lz4frame.h>
#include <stdlib.h>

struct ps_lz4 {
    LZ4F_dctx *context;
};

ps_status ps_lz4_new(ps_lz4 **out) {
    *out = calloc(1, sizeof **out);
    if (!*out) return PS_E_NOMEM;
    if (!LZ4F_isError(LZ4F_createDecompressionContext(&(*out)->context, LZ4F_VERSION)))
        return PS_OK;
    free(*out);
    *out = NULL;
    return PS_E_NOMEM;
}

void ps_lz4_free(ps_lz4 *lz4) {
    if (lz4) (void)LZ4F_freeDecompressionContext(lz4->context);
    free(lz4);
}

/* Other than a frame of data: a skippable one holds bytes of its own. */
static bool is_extra(ps_span in) {
    return in.len < 4 || memcmp(in.ptr, "\x04\x22\x4d\x18", 4) != 0;
}

ps_status ps_lz4_open(ps_lz4 *lz4, ps_span value, size_t most, ps_buf *out, bool *bare) {
    enum { CHUNK = 64 << 10 };
    bool between = true; /* frames */
    LZ4F_resetDecompressionContext(lz4->context);
    *bare = true;
    for (size_t total = 0; value.len || !between;) {
        size_t left = most - total + 1, taken = value.len;
        size_t made = left < CHUNK ? left : CHUNK;
        ps_status status = ps_buf_reserve(out, made);
        if (status != PS_OK) return status;
        if (between) *bare = *bare && !is_extra(value);
        size_t hint =
            LZ4F_decompress(lz4->context, out->ptr + out->len, &made, value.ptr, &taken, NULL);
        if (LZ4F_isError(hint)) return PS_E_DECODE;
        out->len += made;
        total += made;
        value = ps_span_cut(value, taken, value.len);
        between = hint == 0;
        if (total > most) return PS_E_LIMIT;
        if (!taken && !made) return PS_E_DECODE; /* cut off */
    }
    return PS_OK;
}

/* Blocks that stand alone: readers in Java take no others. */
ps_status ps_lz4_close(ps_span content, ps_buf *out) {
    const LZ4F_preferences_t how = {
        .frameInfo = {.blockMode = LZ4F_blockIndependent,
                      .contentChecksumFlag = LZ4F_contentChecksumEnabled,
                      .contentSize = content.len}};
    size_t bound = LZ4F_compressFrameBound(content.len, &how);
    ps_status status = ps_buf_reserve(out, bound);
    if (status != PS_OK) return status;
    size_t made = LZ4F_compressFrame(out->ptr + out->len, bound, content.ptr, content.len, &how);
    if (LZ4F_isError(made)) return PS_E_INTERNAL;
    out->len += made;
    return PS_OK;
}
