/* SPDX-License-Identifier: Apache-2.0 */
#include "byte_sets.h"

#include <stddef.h>

void ps_byte_sets_portable(const unsigned char *block, const ps_byte_set *sets, unsigned count,
                           uint64_t *out) {
    for (unsigned k = 0; k <= count; k++) out[k] = 0;
    for (unsigned i = 0; i < PS_SETS_BLOCK; i++) {
        unsigned row = block[i] & 15, bit = block[i] >> 4;
        out[count] |= (uint64_t)(bit >> 3) << i;
        for (unsigned k = 0; bit < 8 && k < count; k++)
            out[k] |= (uint64_t)(sets[k].rows[row] >> bit & 1) << i;
    }
}

/* A compiler's cpu test reads the processor once and keeps the answer: no state of ours. */
ps_byte_sets_fn *const *ps_byte_sets_all(void) {
#if defined(__x86_64__)
    static ps_byte_sets_fn *const all[] = {ps_byte_sets_avx2, ps_byte_sets_ssse3,
                                           ps_byte_sets_portable, NULL};
    if (__builtin_cpu_supports("avx2")) return all;
    return __builtin_cpu_supports("ssse3") ? all + 1 : all + 2;
#elif defined(__aarch64__)
    static ps_byte_sets_fn *const all[] = {ps_byte_sets_neon, ps_byte_sets_portable, NULL};
    return all;
#else
    static ps_byte_sets_fn *const all[] = {ps_byte_sets_portable, NULL};
    return all;
#endif
}

ps_byte_sets_fn *ps_byte_sets_best(void) {
    return ps_byte_sets_all()[0];
}
