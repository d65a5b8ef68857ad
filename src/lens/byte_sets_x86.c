/* SPDX-License-Identifier: Apache-2.0
 *
 * x86-64: the lower half of each byte looks its row up, the upper half its bit. */
#include "byte_sets.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* ---- SSSE3: four registers of 16 bytes ---- */

#define SSSE3 __attribute__((target("ssse3")))

SSSE3 void ps_byte_sets_ssse3(const unsigned char *block, const ps_byte_set *sets, unsigned count,
                              uint64_t *out) {
    const __m128i halves = _mm_set1_epi8(15), none = _mm_setzero_si128();
    const __m128i powers = _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
    for (unsigned k = 0; k <= count; k++) out[k] = 0;
    for (unsigned i = 0; i < PS_SETS_BLOCK; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i bit = _mm_shuffle_epi8(powers, _mm_and_si128(_mm_srli_epi16(v, 4), halves));
        out[count] |= (uint64_t)(unsigned)_mm_movemask_epi8(v) << i;
        for (unsigned k = 0; k < count; k++) {
            __m128i rows = _mm_loadu_si128((const __m128i *)(const void *)sets[k].rows);
            __m128i in = _mm_and_si128(_mm_shuffle_epi8(rows, v), bit);
            unsigned not_in = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(in, none));
            out[k] |= (uint64_t)(not_in ^ 0xffffu) << i;
        }
    }
}

/* ---- AVX2: two registers of 32 bytes ---- */

#define AVX2 __attribute__((target("avx2")))

AVX2 static __m256i bit256(__m256i v) {
    const __m256i powers = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
    return _mm256_shuffle_epi8(powers,
                               _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15)));
}

AVX2 static uint64_t bits256(__m256i low, __m256i high) {
    return (uint64_t)(unsigned)_mm256_movemask_epi8(low) |
           (uint64_t)(unsigned)_mm256_movemask_epi8(high) << 32;
}

AVX2 static __m256i not_in256(__m256i rows, __m256i v, __m256i bit) {
    return _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_shuffle_epi8(rows, v), bit),
                             _mm256_setzero_si256());
}

AVX2 void ps_byte_sets_avx2(const unsigned char *block, const ps_byte_set *sets, unsigned count,
                            uint64_t *out) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)block);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32));
    __m256i bit_a = bit256(a), bit_b = bit256(b);
    for (unsigned k = 0; k < count; k++) {
        __m256i rows = _mm256_broadcastsi128_si256(
            _mm_loadu_si128((const __m128i *)(const void *)sets[k].rows));
        out[k] = ~bits256(not_in256(rows, a, bit_a), not_in256(rows, b, bit_b));
    }
    out[count] = bits256(a, b);
}
#else
typedef int ps_byte_sets_x86_is_not_here; /* an empty translation unit is not C */
#endif
