/* SPDX-License-Identifier: Apache-2.0
 *
 * Snappy in the two frames that clients write: the framing format (framing_format.txt of snappy),
 * and the blocks of snappy-java's SnappyOutputStream, which Java clients of Kafka make. */
#include "packed_inside.h"

#include <snappy-c.h>

enum {
    CHUNK_COMPRESSED = 0,
    CHUNK_PLAIN = 1,
    CHUNK_SKIPPABLE = 0x80, /* and above: padding and whatever anybody puts there */
    CHUNK_STREAM = 0xff,
    CHUNK_HEAD = 4,
    CRC_SIZE = 4,
    FRAME_BLOCK = 64 << 10,
    JAVA_BLOCK = 32 << 10,
    JAVA_HEAD = 16
};

static const char stream_head[] = "\xff\x06\0\0sNaPpY";
enum { STREAM_HEAD = sizeof stream_head - 1 };
/* Magic, version 1, compatible with 1. */
static const char java_head[] = "\x82SNAPPY\0\0\0\0\1\0\0\0\1";

static uint32_t byte_at(ps_span s, size_t i) {
    return (unsigned char)s.ptr[i];
}

static uint32_t little(ps_span s, size_t bytes) {
    uint32_t n = 0;
    for (size_t i = bytes; i-- > 0;) n = n << 8 | byte_at(s, i);
    return n;
}

static uint32_t big(ps_span s) {
    uint32_t n = 0;
    for (size_t i = 0; i < 4; i++) n = n << 8 | byte_at(s, i);
    return n;
}

/* CRC-32C (RFC 3720 B.4), four bits at a time, masked as the framing format asks. */
static uint32_t checksum(ps_span bytes) {
    static const uint32_t table[16] = {0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1,
                                       0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
                                       0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
                                       0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75};
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= byte_at(bytes, i);
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    crc = ~crc;
    return (crc >> 15 | crc << 17) + 0xa282ead8;
}

/* One block of snappy; `left`: bytes that it may hold. */
static ps_status open_block(ps_span block, size_t left, ps_buf *out) {
    size_t len;
    if (snappy_uncompressed_length(block.ptr, block.len, &len) != SNAPPY_OK) return PS_E_DECODE;
    if (len > left) return PS_E_LIMIT;
    ps_status status = ps_buf_reserve(out, len + 1);
    if (status != PS_OK) return status;
    if (snappy_uncompress(block.ptr, block.len, out->ptr + out->len, &len) != SNAPPY_OK)
        return PS_E_DECODE;
    out->len += len;
    return PS_OK;
}

static ps_status close_block(ps_span content, ps_buf *out) {
    size_t len = snappy_max_compressed_length(content.len);
    ps_status status = ps_buf_reserve(out, len);
    if (status != PS_OK) return status;
    if (snappy_compress(content.ptr, content.len, out->ptr + out->len, &len) != SNAPPY_OK)
        return PS_E_INTERNAL;
    out->len += len;
    return PS_OK;
}

/* ---- the framing format ---- */

static ps_status open_chunk(uint32_t kind, ps_span body, size_t left, ps_buf *out) {
    size_t from = out->len;
    if (body.len < CRC_SIZE) return PS_E_DECODE;
    ps_span data = ps_span_cut(body, CRC_SIZE, body.len);
    ps_status status = PS_OK;
    if (kind == CHUNK_COMPRESSED)
        status = open_block(data, left, out);
    else
        status = data.len > left ? PS_E_LIMIT : ps_buf_add(out, data);
    if (status != PS_OK) return status;
    ps_span made = ps_span_of(out->ptr + from, out->len - from);
    return made.len <= FRAME_BLOCK && checksum(made) == little(body, CRC_SIZE) ? PS_OK
                                                                               : PS_E_DECODE;
}

ps_status ps_snappy_open(ps_span value, size_t most, ps_buf *out, bool *bare) {
    size_t from = out->len;
    ps_status status = PS_OK;
    *bare = true;
    while (value.len && status == PS_OK) {
        if (value.len < CHUNK_HEAD) return PS_E_DECODE;
        uint32_t kind = byte_at(value, 0);
        size_t len = little(ps_span_cut(value, 1, value.len), 3);
        if (len > value.len - CHUNK_HEAD) return PS_E_DECODE;
        ps_span body = ps_span_cut(value, CHUNK_HEAD, CHUNK_HEAD + len);
        if (kind == CHUNK_STREAM) {
            if (len != STREAM_HEAD - CHUNK_HEAD || memcmp(value.ptr, stream_head, STREAM_HEAD) != 0)
                return PS_E_DECODE;
        } else if (kind <= CHUNK_PLAIN) {
            status = open_chunk(kind, body, most - (out->len - from), out);
        } else if (kind >= CHUNK_SKIPPABLE) {
            *bare = false;
        } else {
            return PS_E_DECODE;
        }
        value = ps_span_cut(value, CHUNK_HEAD + len, value.len);
    }
    return status;
}

static void put_little(char *at, size_t n, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) at[i] = (char)(n >> 8 * i & 0xff);
}

ps_status ps_snappy_close(ps_span content, ps_buf *out) {
    ps_status status = ps_buf_add(out, ps_span_of(stream_head, STREAM_HEAD));
    for (size_t at = 0; status == PS_OK && at < content.len; at += FRAME_BLOCK) {
        size_t end = content.len - at < FRAME_BLOCK ? content.len : at + FRAME_BLOCK;
        ps_span block = ps_span_cut(content, at, end);
        size_t head = out->len;
        char bytes[CHUNK_HEAD + CRC_SIZE] = {CHUNK_COMPRESSED};
        put_little(bytes + CHUNK_HEAD, checksum(block), CRC_SIZE);
        status = ps_buf_add(out, ps_span_of(bytes, sizeof bytes));
        if (status == PS_OK) status = close_block(block, out);
        if (status == PS_OK) put_little(out->ptr + head + 1, out->len - head - CHUNK_HEAD, 3);
    }
    return status;
}

/* ---- snappy-java ---- */

/* A header may stand again where streams were put together. */
static bool is_java_head(ps_span value) {
    return value.len >= JAVA_HEAD && memcmp(value.ptr, java_head, JAVA_HEAD) == 0;
}

ps_status ps_snappy_java_open(ps_span value, size_t most, ps_buf *out) {
    size_t from = out->len;
    ps_status status = PS_OK;
    if (!is_java_head(value)) return PS_E_DECODE;
    while (value.len && status == PS_OK) {
        size_t taken = JAVA_HEAD;
        if (!is_java_head(value)) {
            if (value.len < 4 || big(value) > value.len - 4) return PS_E_DECODE;
            taken = 4 + big(value);
            status = open_block(ps_span_cut(value, 4, taken), most - (out->len - from), out);
        }
        value = ps_span_cut(value, taken, value.len);
    }
    return status;
}

ps_status ps_snappy_java_close(ps_span content, ps_buf *out) {
    ps_status status = ps_buf_add(out, ps_span_of(java_head, JAVA_HEAD));
    for (size_t at = 0; status == PS_OK && at < content.len; at += JAVA_BLOCK) {
        size_t end = content.len - at < JAVA_BLOCK ? content.len : at + JAVA_BLOCK, head = out->len;
        status = ps_buf_add(out, PS_LIT("\0\0\0\0"));
        if (status == PS_OK) status = close_block(ps_span_cut(content, at, end), out);
        if (status != PS_OK) break;
        size_t len = out->len - head - 4;
        for (size_t i = 0; i < 4; i++) out->ptr[head + i] = (char)(len >> (24 - 8 * i) & 0xff);
    }
    return status;
}
