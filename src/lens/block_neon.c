/* SPDX-License-Identifier: Apache-2.0
 *
 * AArch64: NEON is part of the architecture. */
#include "block.h"

#if defined(__aarch64__)
#include <arm_neon.h>

/* 16 bytes of 0x00/0xff -> 16 bits: keep one bit per byte, then add pairs three times. */
static uint64_t bits(uint8x16_t v) {
    static const uint8_t weight[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t w = vandq_u8(v, vld1q_u8(weight));
    return (uint64_t)vaddv_u8(vget_low_u8(w)) | (uint64_t)vaddv_u8(vget_high_u8(w)) << 8;
}

static uint8x16_t equal(uint8x16_t v, unsigned char c) {
    return vceqq_u8(v, vdupq_n_u8(c));
}

static uint8x16_t in_range(uint8x16_t v, unsigned char low, unsigned char count) {
    return vcltq_u8(vsubq_u8(v, vdupq_n_u8(low)), vdupq_n_u8(count));
}

/* Bit h of a row of the set's table, h the upper half of the byte; 0 from 0x80 on. */
static uint8x16_t in_set(uint8x16_t v, const ps_block_set *set) {
    static const uint8_t half[16] = {1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t row = vqtbl1q_u8(vld1q_u8(set->low), vandq_u8(v, vdupq_n_u8(15)));
    uint8x16_t found = vtstq_u8(row, vqtbl1q_u8(vld1q_u8(half), vshrq_n_u8(v, 4)));
    for (unsigned k = set->count - set->wide_count; k < set->count; k++)
        found = vorrq_u8(found, equal(v, set->byte[k]));
    return found;
}

void ps_block_neon(const unsigned char *block, const ps_block_sets *sets, ps_block_masks *out) {
    ps_block_masks m = {0};
    for (unsigned i = 0; i < PS_BLOCK; i += 16) {
        uint8x16_t v = vld1q_u8(block + i);
        uint8x16_t trigger = vorrq_u8(vorrq_u8(equal(v, '%'), equal(v, '\\')),
                                      vorrq_u8(equal(v, '&'), equal(v, 0x1b)));
        uint8x16_t digit = in_range(v, '0', 10);
        uint8x16_t letter = in_range(vorrq_u8(v, vdupq_n_u8(0x20)), 'a', 26);
        m.digit |= bits(digit) << i;
        uint8x16_t alnum = vorrq_u8(digit, letter);
        uint8x16_t sign = vorrq_u8(vorrq_u8(equal(v, '+'), equal(v, '/')),
                                   vorrq_u8(equal(v, '-'), equal(v, '_')));
        m.alnum |= bits(alnum) << i;
        m.base64 |= bits(vorrq_u8(alnum, sign)) << i;
        m.upper |= bits(in_range(v, 'A', 26)) << i;
        m.separator |= bits(vorrq_u8(equal(v, ':'), equal(v, '='))) << i;
        m.trigger |= bits(vorrq_u8(trigger, vcgeq_u8(v, vdupq_n_u8(0x80)))) << i;
        for (unsigned k = 0; k < PS_SETS; k++) m.set[k] |= bits(in_set(v, &sets->set[k])) << i;
    }
    *out = m;
}
#else
typedef int ps_block_neon_is_not_here; /* an empty translation unit is not C */
#endif
