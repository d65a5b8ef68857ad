/* SPDX-License-Identifier: Apache-2.0
 *
 * 64 bytes of a line at a time, as the masks of byte_sets.h. Not for other layers. */
#ifndef PS_LINE_BITS_H
#define PS_LINE_BITS_H

#include "byte_sets.h"
#include "span.h"

/* Of the bytes from `at` on, which is inside the line; beyond its end stand zero bytes. */
static inline void ps_line_bits(ps_byte_sets_fn *scan, ps_span line, size_t at,
                                const ps_byte_set *sets, unsigned count, uint64_t *out) {
    unsigned char last[PS_SETS_BLOCK] = {0};
    const unsigned char *bytes = (const unsigned char *)line.ptr + at;
    if (line.len - at < PS_SETS_BLOCK) bytes = memcpy(last, bytes, line.len - at);
    scan(bytes, sets, count, out);
}

/* The bit of each byte that stands behind one with a bit; `before`: of the block before. */
static inline uint64_t ps_bits_next(uint64_t bits, uint64_t before) {
    return bits << 1 | before >> 63;
}

#endif
