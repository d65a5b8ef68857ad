/* SPDX-License-Identifier: Apache-2.0
 *
 * x86-64: SSE2 (always there), AVX2 and AVX-512BW (chosen at run time). */
#include "block.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* ---- SSE2: four registers of 16 bytes ---- */

static __m128i in_range128(__m128i v, char low, char count) {
    __m128i shifted = _mm_sub_epi8(v, _mm_set1_epi8(low));
    return _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8((char)(count - 1))), shifted);
}

static __m128i either128(__m128i v, char a, char b) {
    return _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(a)), _mm_cmpeq_epi8(v, _mm_set1_epi8(b)));
}

static __m128i letter128(__m128i v) {
    return in_range128(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 26);
}

static uint64_t bits128(__m128i v) {
    return (uint64_t)(unsigned)_mm_movemask_epi8(v);
}

void ps_block_sse2(const unsigned char *block, const ps_block_bytes *bytes, ps_block_masks *out) {
    ps_block_masks m = {0};
    for (unsigned i = 0; i < PS_BLOCK; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i trigger = _mm_or_si128(either128(v, '%', '\\'), either128(v, '&', 0x1b));
        __m128i digit = in_range128(v, '0', 10);
        m.digit |= bits128(digit) << i;
        m.alnum |= bits128(_mm_or_si128(digit, letter128(v))) << i;
        m.upper |= bits128(in_range128(v, 'A', 26)) << i;
        m.separator |= bits128(either128(v, ':', '=')) << i;
        m.trigger |= bits128(_mm_or_si128(trigger, v)) << i; /* movemask takes the top bit of v */
        for (unsigned k = 0; k < bytes->count; k++)
            m.literal[k] |= bits128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)bytes->literal[k]))) << i;
    }
    *out = m;
}

/* ---- AVX2: two registers of 32 bytes ---- */

#define AVX2 __attribute__((target("avx2")))

AVX2 static __m256i in_range256(__m256i v, char low, char count) {
    __m256i shifted = _mm256_sub_epi8(v, _mm256_set1_epi8(low));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(shifted, _mm256_set1_epi8((char)(count - 1))),
                             shifted);
}

AVX2 static __m256i either256(__m256i v, char a, char b) {
    return _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(a)),
                           _mm256_cmpeq_epi8(v, _mm256_set1_epi8(b)));
}

AVX2 static __m256i letter256(__m256i v) {
    return in_range256(_mm256_or_si256(v, _mm256_set1_epi8(0x20)), 'a', 26);
}

AVX2 static uint64_t bits256(__m256i low, __m256i high) {
    return (uint64_t)(unsigned)_mm256_movemask_epi8(low) |
           (uint64_t)(unsigned)_mm256_movemask_epi8(high) << 32;
}

AVX2 static __m256i trigger256(__m256i v) {
    return _mm256_or_si256(v, _mm256_or_si256(either256(v, '%', '\\'), either256(v, '&', 0x1b)));
}

AVX2 void ps_block_avx2(const unsigned char *block, const ps_block_bytes *bytes,
                        ps_block_masks *out) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)block);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32));
    __m256i low = in_range256(a, '0', 10), high = in_range256(b, '0', 10);
    out->digit = bits256(low, high);
    out->alnum = bits256(_mm256_or_si256(low, letter256(a)), _mm256_or_si256(high, letter256(b)));
    out->upper = bits256(in_range256(a, 'A', 26), in_range256(b, 'A', 26));
    out->separator = bits256(either256(a, ':', '='), either256(b, ':', '='));
    out->trigger = bits256(trigger256(a), trigger256(b));
    for (unsigned k = 0; k < bytes->count; k++) {
        __m256i c = _mm256_set1_epi8((char)bytes->literal[k]);
        out->literal[k] = bits256(_mm256_cmpeq_epi8(a, c), _mm256_cmpeq_epi8(b, c));
    }
    for (unsigned k = bytes->count; k < PS_BLOCK_LITERALS; k++) out->literal[k] = 0;
}

/* ---- AVX-512BW: one register, masks are what it computes anyway ---- */

#define AVX512 __attribute__((target("avx512f,avx512bw")))

AVX512 static uint64_t equal512(__m512i v, char c) {
    return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c));
}

AVX512 static uint64_t in_range512(__m512i v, char low, char count) {
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8(low)),
                                  _mm512_set1_epi8(count));
}

AVX512 void ps_block_avx512(const unsigned char *block, const ps_block_bytes *bytes,
                            ps_block_masks *out) {
    __m512i v = _mm512_loadu_si512((const void *)block);
    out->digit = in_range512(v, '0', 10);
    out->upper = in_range512(v, 'A', 26);
    out->alnum = out->digit | in_range512(_mm512_or_si512(v, _mm512_set1_epi8(0x20)), 'a', 26);
    out->separator = equal512(v, ':') | equal512(v, '=');
    out->trigger = equal512(v, '%') | equal512(v, '\\') | equal512(v, '&') | equal512(v, 0x1b) |
                   _mm512_movepi8_mask(v);
    for (unsigned k = 0; k < bytes->count; k++)
        out->literal[k] = equal512(v, (char)bytes->literal[k]);
    for (unsigned k = bytes->count; k < PS_BLOCK_LITERALS; k++) out->literal[k] = 0;
}
#else
typedef int ps_block_x86_is_not_here; /* an empty translation unit is not C */
#endif
