/* SPDX-License-Identifier: Apache-2.0
 *
 * What Avro and Protobuf share: numbers of as many bytes as they need, and values written anew with
 * a part of them replaced. */
#ifndef PS_BINARY_H
#define PS_BINARY_H

#include "buf.h"

/* Seven bits a byte, the lowest first. False: it does not end in `in`, or is over 64 bits. */
bool ps_binary_read(ps_span in, size_t *at, uint64_t *out);
PS_MUST_CHECK ps_status ps_binary_put(ps_buf *out, uint64_t value);

/* Zig-zag: 0, -1, 1, -2 are 0, 1, 2, 3. */
static inline int64_t ps_binary_signed(uint64_t value) {
    uint64_t bits = (value >> 1) ^ (0 - (value & 1));
    int64_t out;
    memcpy(&out, &bits, sizeof out);
    return out;
}
static inline uint64_t ps_binary_unsigned(int64_t value) {
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

/* The lowest byte first. */
uint32_t ps_binary_fixed32(const char *at);
uint64_t ps_binary_fixed64(const char *at);

bool ps_binary_is_utf8(ps_span text);

/* A number as JSON has it, the shortest that is read back as the same one; "null" for one that is
 * none. Digits that nobody wrote would look like a number of something. */
enum { PS_BINARY_WORD = 40 };
ps_span ps_binary_double(double value, char room[PS_BINARY_WORD]);
ps_span ps_binary_float(float value, char room[PS_BINARY_WORD]);
ps_span ps_binary_long(int64_t value, char room[PS_BINARY_WORD]);

/* Copies `in` to `out`, with some stretches replaced. The first failure is kept. */
typedef struct ps_rewrite {
    ps_span in;
    ps_buf *out;
    size_t copied; /* of `in`: everything before it stands in `out`, as it is or replaced */
    ps_status status;
} ps_rewrite;
void ps_rewrite_until(ps_rewrite *rewrite, size_t to);
void ps_rewrite_put(ps_rewrite *rewrite, ps_span bytes);
void ps_rewrite_zeros(ps_rewrite *rewrite, size_t count);
void ps_rewrite_number(ps_rewrite *rewrite, uint64_t value);

#endif
