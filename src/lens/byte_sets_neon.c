/* SPDX-License-Identifier: Apache-2.0
 *
 * AArch64: NEON is part of the architecture. */
#include "byte_sets.h"

#if defined(__aarch64__)
#include <arm_neon.h>

/* 16 bytes of 0x00/0xff -> 16 bits: keep one bit per byte, then add them up. */
static uint64_t bits(uint8x16_t v) {
    static const uint8_t weight[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t w = vandq_u8(v, vld1q_u8(weight));
    return (uint64_t)vaddv_u8(vget_low_u8(w)) | (uint64_t)vaddv_u8(vget_high_u8(w)) << 8;
}

void ps_byte_sets_neon(const unsigned char *block, const ps_byte_set *sets, unsigned count,
                       uint64_t *out) {
    static const uint8_t powers[16] = {1, 2, 4, 8, 16, 32, 64, 128};
    for (unsigned k = 0; k <= count; k++) out[k] = 0;
    for (unsigned i = 0; i < PS_SETS_BLOCK; i += 16) {
        uint8x16_t v = vld1q_u8(block + i);
        uint8x16_t row = vandq_u8(v, vdupq_n_u8(15));
        uint8x16_t bit = vqtbl1q_u8(vld1q_u8(powers), vshrq_n_u8(v, 4));
        out[count] |= bits(vcgeq_u8(v, vdupq_n_u8(0x80))) << i;
        for (unsigned k = 0; k < count; k++)
            out[k] |= bits(vtstq_u8(vqtbl1q_u8(vld1q_u8(sets[k].rows), row), bit)) << i;
    }
}
#else
typedef int ps_byte_sets_neon_is_not_here; /* an empty translation unit is not C */
#endif
