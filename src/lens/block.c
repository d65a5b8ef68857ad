/* SPDX-License-Identifier: Apache-2.0 */
#include "block.h"

static int is_trigger(unsigned char c) {
    return c == '%' || c == '\\' || c == '&' || c == 0x1b || c >= 0x80;
}

void ps_block_portable(const unsigned char *block, const ps_block_bytes *bytes,
                       ps_block_masks *out) {
    ps_block_masks m = {0};
    for (unsigned i = 0; i < PS_BLOCK; i++) {
        unsigned char c = block[i];
        uint64_t bit = (uint64_t)1 << i;
        if ((unsigned char)(c - '0') < 10) m.digit |= bit;
        if ((unsigned char)(c - 'A') < 26) m.upper |= bit;
        if ((unsigned char)(c - '0') < 10 || (unsigned char)((c | 0x20) - 'a') < 26) m.alnum |= bit;
        if (c == ':' || c == '=') m.separator |= bit;
        if (is_trigger(c)) m.trigger |= bit;
        for (unsigned k = 0; k < bytes->count; k++)
            if (c == bytes->literal[k]) m.literal[k] |= bit;
    }
    *out = m;
}

/* A compiler's cpu test reads the processor once and keeps the answer: no state of ours. */
const ps_block_engine *ps_block_engines(void) {
#if defined(__x86_64__)
    static const ps_block_engine all[] = {{"avx512", ps_block_avx512},
                                          {"avx2", ps_block_avx2},
                                          {"sse2", ps_block_sse2},
                                          {"portable", ps_block_portable},
                                          {NULL, NULL}};
    if (__builtin_cpu_supports("avx512bw")) return all;
    if (__builtin_cpu_supports("avx2")) return all + 1;
    return all + 2;
#elif defined(__aarch64__)
    static const ps_block_engine all[] = {
        {"neon", ps_block_neon}, {"portable", ps_block_portable}, {NULL, NULL}};
    return all;
#else
    static const ps_block_engine all[] = {{"portable", ps_block_portable}, {NULL, NULL}};
    return all;
#endif
}

ps_block_fn *ps_block_best(void) {
    return ps_block_engines()[0].scan;
}
