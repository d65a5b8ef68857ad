/* SPDX-License-Identifier: Apache-2.0 */
#include "msgpack_item.h"

/* What a first byte from 0xc0 to 0xdf says. size: bytes behind the first that are a number, a
 * length or a count; 0 for nil, the booleans and fixext, whose `fixed` says it all. */
static const struct header {
    uint8_t kind, size, fixed;
} headers[32] = {
    {PS_MSGPACK_NIL, 0, 0},   {0, 255, 0},
    {PS_MSGPACK_BOOL, 0, 0},  {PS_MSGPACK_BOOL, 0, 1},
    {PS_MSGPACK_BIN, 1, 0},   {PS_MSGPACK_BIN, 2, 0},
    {PS_MSGPACK_BIN, 4, 0},   {PS_MSGPACK_EXT, 1, 0},
    {PS_MSGPACK_EXT, 2, 0},   {PS_MSGPACK_EXT, 4, 0},
    {PS_MSGPACK_FLOAT, 4, 0}, {PS_MSGPACK_FLOAT, 8, 0},
    {PS_MSGPACK_UINT, 1, 0},  {PS_MSGPACK_UINT, 2, 0},
    {PS_MSGPACK_UINT, 4, 0},  {PS_MSGPACK_UINT, 8, 0},
    {PS_MSGPACK_INT, 1, 0},   {PS_MSGPACK_INT, 2, 0},
    {PS_MSGPACK_INT, 4, 0},   {PS_MSGPACK_INT, 8, 0},
    {PS_MSGPACK_EXT, 0, 1},   {PS_MSGPACK_EXT, 0, 2},
    {PS_MSGPACK_EXT, 0, 4},   {PS_MSGPACK_EXT, 0, 8},
    {PS_MSGPACK_EXT, 0, 16},  {PS_MSGPACK_TEXT, 1, 0},
    {PS_MSGPACK_TEXT, 2, 0},  {PS_MSGPACK_TEXT, 4, 0},
    {PS_MSGPACK_ARRAY, 2, 0}, {PS_MSGPACK_ARRAY, 4, 0},
    {PS_MSGPACK_MAP, 2, 0},   {PS_MSGPACK_MAP, 4, 0},
};

static uint64_t big_endian(const char *bytes, size_t len) {
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++) value = value << 8 | (unsigned char)bytes[i];
    return value;
}

static double real_of(uint64_t bits, size_t size) {
    uint32_t low = (uint32_t)bits;
    float single;
    double real;
    memcpy(&single, &low, sizeof single);
    memcpy(&real, &bits, sizeof real);
    return size == sizeof single ? (double)single : real;
}

static int64_t sign_extended(uint64_t bits, size_t size) {
    unsigned shift = 64 - 8 * (unsigned)size;
    return (int64_t)(bits << shift) >> shift;
}

/* Of a first byte that is the whole header. */
static bool read_fixed(unsigned first, ps_msgpack_item *out) {
    out->head = 1;
    if (first < 0x80) {
        out->kind = PS_MSGPACK_UINT;
        out->natural = first;
    } else if (first < 0x90) {
        out->kind = PS_MSGPACK_MAP;
        out->inside = 2 * (uint64_t)(first & 15);
    } else if (first < 0xa0) {
        out->kind = PS_MSGPACK_ARRAY;
        out->inside = first & 15;
    } else if (first < 0xc0) {
        out->kind = PS_MSGPACK_TEXT;
        out->body = first & 31;
    } else if (first >= 0xe0) {
        out->kind = PS_MSGPACK_INT;
        out->integer = (int64_t)first - 256;
    } else {
        return false;
    }
    return true;
}

static void read_number(const struct header *h, uint64_t number, ps_msgpack_item *out) {
    switch (out->kind) {
    case PS_MSGPACK_BOOL: out->natural = h->fixed; break;
    case PS_MSGPACK_UINT: out->natural = number; break;
    case PS_MSGPACK_INT: out->integer = sign_extended(number, h->size); break;
    case PS_MSGPACK_FLOAT: out->real = real_of(number, h->size); break;
    case PS_MSGPACK_ARRAY: out->inside = number; break;
    case PS_MSGPACK_MAP: out->inside = 2 * number; break;
    case PS_MSGPACK_TEXT:
    case PS_MSGPACK_BIN: out->body = (uint32_t)number; break;
    default: break;
    }
}

bool ps_msgpack_read(ps_span bytes, size_t at, ps_msgpack_item *out) {
    *out = (ps_msgpack_item){0};
    if (at >= bytes.len) return false;
    size_t left = bytes.len - at;
    unsigned first = (unsigned char)bytes.ptr[at];
    if (!read_fixed(first, out)) {
        const struct header *h = &headers[first - 0xc0];
        bool ext = h->kind == PS_MSGPACK_EXT;
        out->kind = h->kind;
        out->head = 1 + (uint32_t)h->size + ext;
        if (out->head > left) return false;
        uint64_t number = big_endian(bytes.ptr + at + 1, h->size);
        read_number(h, number, out);
        if (ext) {
            out->body = h->fixed ? h->fixed : (uint32_t)number;
            out->type = (int)sign_extended((unsigned char)bytes.ptr[at + out->head - 1], 1);
        }
    }
    return out->body <= left - out->head;
}

size_t ps_msgpack_object(ps_span bytes, size_t at) {
    size_t end = at;
    /* Each item is a byte at least, so that more than are left cannot come: no overflow either. */
    for (uint64_t open = 1; open > 0; open--) {
        ps_msgpack_item item;
        if (!ps_msgpack_read(bytes, end, &item)) return 0;
        end += item.head + item.body;
        if (item.inside > bytes.len - end) return 0;
        open += item.inside;
    }
    return end - at;
}

bool ps_msgpack_is_time(const ps_msgpack_item *item) {
    if (item->kind != PS_MSGPACK_EXT) return false;
    return (item->type == 0 && item->body == 8) ||
           (item->type == -1 && (item->body == 4 || item->body == 8 || item->body == 12));
}

/* `first`: the header bytes for one, two and four bytes of length. */
static ps_status put(ps_buf *out, const unsigned char first[3], ps_span bytes) {
    if (bytes.len > UINT32_MAX) return PS_E_LIMIT;
    unsigned size = bytes.len <= UINT8_MAX ? 1 : bytes.len <= UINT16_MAX ? 2 : 4;
    char head[5] = {(char)first[size / 2]};
    for (unsigned i = 0; i < size; i++) head[1 + i] = (char)(bytes.len >> 8 * (size - 1 - i));
    ps_status status = ps_buf_add(out, ps_span_of(head, 1 + size));
    return status == PS_OK ? ps_buf_add(out, bytes) : status;
}

ps_status ps_msgpack_put_text(ps_buf *out, ps_span text) {
    enum { FIXED = 32 };
    if (text.len >= FIXED) return put(out, (const unsigned char[]){0xd9, 0xda, 0xdb}, text);
    ps_status status = ps_buf_add_char(out, (char)(0xa0 | text.len));
    return status == PS_OK ? ps_buf_add(out, text) : status;
}

ps_status ps_msgpack_put_bin(ps_buf *out, ps_span bytes) {
    return put(out, (const unsigned char[]){0xc4, 0xc5, 0xc6}, bytes);
}
