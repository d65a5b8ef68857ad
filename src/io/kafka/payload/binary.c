/* SPDX-License-Identifier: Apache-2.0 */
#include "binary.h"

#include "fold.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool ps_binary_read(ps_span in, size_t *at, uint64_t *out) {
    enum { LAST_SHIFT = 63 };
    *out = 0;
    for (unsigned shift = 0; shift <= LAST_SHIFT && *at < in.len; shift += 7) {
        unsigned char c = (unsigned char)in.ptr[(*at)++];
        if (shift == LAST_SHIFT && c > 1) return false;
        *out |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80) return true;
    }
    return false;
}

ps_status ps_binary_put(ps_buf *out, uint64_t value) {
    char bytes[10];
    size_t len = 0;
    for (; value >= 0x80; value >>= 7) bytes[len++] = (char)(value | 0x80);
    bytes[len++] = (char)value;
    return ps_buf_add(out, ps_span_of(bytes, len));
}

uint32_t ps_binary_fixed32(const char *at) {
    uint32_t value = 0;
    for (unsigned i = 4; i-- > 0;) value = value << 8 | (unsigned char)at[i];
    return value;
}

uint64_t ps_binary_fixed64(const char *at) {
    return (uint64_t)ps_binary_fixed32(at + 4) << 32 | ps_binary_fixed32(at);
}

bool ps_binary_is_utf8(ps_span text) {
    uint32_t point;
    for (size_t at = 0, n; at < text.len; at += n)
        if ((n = ps_utf8_read(text, at, &point)) == 0) return false;
    return true;
}

/* ---- numbers as words ---- */

static ps_span span_of(const char room[PS_BINARY_WORD], int len) {
    return ps_span_of(room, len > 0 ? (size_t)len : 0);
}

ps_span ps_binary_double(double value, char room[PS_BINARY_WORD]) {
    if (!isfinite(value)) return PS_LIT("null");
    int len = snprintf(room, PS_BINARY_WORD, "%.15g", value);
    if (strtod(room, NULL) != value) len = snprintf(room, PS_BINARY_WORD, "%.17g", value);
    return span_of(room, len);
}

ps_span ps_binary_float(float value, char room[PS_BINARY_WORD]) {
    if (!isfinite(value)) return PS_LIT("null");
    int len = snprintf(room, PS_BINARY_WORD, "%.6g", (double)value);
    if (strtof(room, NULL) != value) len = snprintf(room, PS_BINARY_WORD, "%.9g", (double)value);
    return span_of(room, len);
}

ps_span ps_binary_long(int64_t value, char room[PS_BINARY_WORD]) {
    return span_of(room, snprintf(room, PS_BINARY_WORD, "%" PRId64, value));
}

/* ---- written anew ---- */

void ps_rewrite_put(ps_rewrite *r, ps_span bytes) {
    if (r->status == PS_OK) r->status = ps_buf_add(r->out, bytes);
}

void ps_rewrite_until(ps_rewrite *r, size_t to) {
    ps_rewrite_put(r, ps_span_cut(r->in, r->copied, to));
    r->copied = to;
}

void ps_rewrite_zeros(ps_rewrite *r, size_t count) {
    if (r->status == PS_OK) r->status = ps_buf_reserve(r->out, count);
    if (r->status != PS_OK || !count) return;
    memset(r->out->ptr + r->out->len, 0, count);
    r->out->len += count;
}

void ps_rewrite_number(ps_rewrite *r, uint64_t value) {
    if (r->status == PS_OK) r->status = ps_binary_put(r->out, value);
}
