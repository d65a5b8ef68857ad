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

static __m128i in_set128(__m128i v, const ps_block_set *set) {
    __m128i found = _mm_setzero_si128();
    for (unsigned k = 0; k < set->count; k++)
        found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8((char)set->byte[k])));
    return found;
}

void ps_block_sse2(const unsigned char *block, const ps_block_sets *sets, ps_block_masks *out) {
    ps_block_masks m = {0};
    for (unsigned i = 0; i < PS_BLOCK; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i trigger = _mm_or_si128(either128(v, '%', '\\'), either128(v, '&', 0x1b));
        __m128i digit = in_range128(v, '0', 10);
        m.digit |= bits128(digit) << i;
        __m128i alnum = _mm_or_si128(digit, letter128(v));
        __m128i sign = _mm_or_si128(either128(v, '+', '/'), either128(v, '-', '_'));
        m.alnum |= bits128(alnum) << i;
        m.base64 |= bits128(_mm_or_si128(alnum, sign)) << i;
        m.upper |= bits128(in_range128(v, 'A', 26)) << i;
        m.separator |= bits128(either128(v, ':', '=')) << i;
        m.trigger |= bits128(_mm_or_si128(trigger, v)) << i; /* movemask takes the top bit of v */
        for (unsigned k = 0; k < PS_SETS; k++)
            m.set[k] |= bits128(in_set128(v, &sets->set[k])) << i;
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

/* + / - _: the first two differ in one bit only */
AVX2 static __m256i sign256(__m256i v) {
    __m256i slash =
        _mm256_cmpeq_epi8(_mm256_or_si256(v, _mm256_set1_epi8(4)), _mm256_set1_epi8('/'));
    return _mm256_or_si256(slash, either256(v, '-', '_'));
}

/* 32 bytes, and what the look-up in a set's table needs of them: their lower halves, and a bit for
 * their upper half; none from 0x80 on. */
typedef struct halves256 {
    __m256i v, low, high;
} halves256;

AVX2 static halves256 halves_of256(__m256i v) {
    const __m256i bit = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
    const __m256i half = _mm256_set1_epi8(15);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(v, 4), half);
    return (halves256){v, _mm256_and_si256(v, half), _mm256_shuffle_epi8(bit, upper)};
}

/* Zero where a byte is none of the set's below 0x80. */
AVX2 static __m256i in_table256(const halves256 *h, __m256i table) {
    return _mm256_and_si256(_mm256_shuffle_epi8(table, h->low), h->high);
}

AVX2 static uint64_t in_set256(const halves256 *a, const halves256 *b, const ps_block_set *set) {
    const __m256i zero = _mm256_setzero_si256();
    __m256i table =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)set->low));
    return ~bits256(_mm256_cmpeq_epi8(in_table256(a, table), zero),
                    _mm256_cmpeq_epi8(in_table256(b, table), zero));
}

/* The bytes of a set from 0x80 on. */
AVX2 static uint64_t wide_in_set256(__m256i a, __m256i b, const ps_block_set *set) {
    uint64_t found = 0;
    for (unsigned k = set->count - set->wide_count; k < set->count; k++) {
        __m256i c = _mm256_set1_epi8((char)set->byte[k]);
        found |= bits256(_mm256_cmpeq_epi8(a, c), _mm256_cmpeq_epi8(b, c));
    }
    return found;
}

AVX2 void ps_block_avx2(const unsigned char *block, const ps_block_sets *sets,
                        ps_block_masks *out) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)block);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32));
    __m256i low = in_range256(a, '0', 10), high = in_range256(b, '0', 10);
    out->digit = bits256(low, high);
    low = _mm256_or_si256(low, letter256(a));
    high = _mm256_or_si256(high, letter256(b));
    out->alnum = bits256(low, high);
    out->base64 = bits256(_mm256_or_si256(low, sign256(a)), _mm256_or_si256(high, sign256(b)));
    out->upper = bits256(in_range256(a, 'A', 26), in_range256(b, 'A', 26));
    out->separator = bits256(either256(a, ':', '='), either256(b, ':', '='));
    out->trigger = bits256(trigger256(a), trigger256(b));
    halves256 first = halves_of256(a), second = halves_of256(b);
    for (unsigned k = 0; k < PS_SETS; k++) out->set[k] = in_set256(&first, &second, &sets->set[k]);
    if (!sets->wide) return;
    for (unsigned k = 0; k < PS_SETS; k++) out->set[k] |= wide_in_set256(a, b, &sets->set[k]);
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

AVX512 static uint64_t in_set512(__m512i low, __m512i high, const ps_block_set *set) {
    __m512i table =
        _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)set->low));
    return _mm512_test_epi8_mask(_mm512_shuffle_epi8(table, low), high);
}

AVX512 void ps_block_avx512(const unsigned char *block, const ps_block_sets *sets,
                            ps_block_masks *out) {
    const __m512i half = _mm512_set1_epi8(15);
    const __m512i bit =
        _mm512_broadcast_i32x4(_mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
    __m512i v = _mm512_loadu_si512((const void *)block);
    out->digit = in_range512(v, '0', 10);
    out->upper = in_range512(v, 'A', 26);
    out->alnum = out->digit | in_range512(_mm512_or_si512(v, _mm512_set1_epi8(0x20)), 'a', 26);
    out->base64 =
        out->alnum | equal512(v, '+') | equal512(v, '/') | equal512(v, '-') | equal512(v, '_');
    out->separator = equal512(v, ':') | equal512(v, '=');
    out->trigger = equal512(v, '%') | equal512(v, '\\') | equal512(v, '&') | equal512(v, 0x1b) |
                   _mm512_movepi8_mask(v);
    __m512i low = _mm512_and_si512(v, half);
    __m512i high = _mm512_shuffle_epi8(bit, _mm512_and_si512(_mm512_srli_epi16(v, 4), half));
    for (unsigned k = 0; k < PS_SETS; k++) out->set[k] = in_set512(low, high, &sets->set[k]);
    for (unsigned k = 0; sets->wide && k < PS_SETS; k++)
        for (unsigned i = sets->set[k].count - sets->set[k].wide_count; i < sets->set[k].count; i++)
            out->set[k] |= equal512(v, (char)sets->set[k].byte[i]);
}
#else
typedef int ps_block_x86_is_not_here; /* an empty translation unit is not C */
#endif
