/* SPDX-License-Identifier: Apache-2.0
 *
 * Written once in vectors of the compiler, and compiled for each instruction set: SSE2 and NEON
 * hold one in two registers. The last vector of a text overlaps the one before it, so that nothing
 * behind the text is read. */
#include "box.h"

#include <string.h>

/* Vectors are passed between functions that are all inlined: no calling convention matters. */
#pragma GCC diagnostic ignored "-Wpsabi"

enum { WIDE = 32 };

typedef uint8_t bytes __attribute__((vector_size(WIDE)));
typedef uint32_t words __attribute__((vector_size(WIDE)));
typedef uint64_t pairs __attribute__((vector_size(WIDE)));

#define INLINE static inline __attribute__((always_inline))

INLINE bytes load(const void *from) {
    bytes vector;
    memcpy(&vector, from, sizeof vector);
    return vector;
}

INLINE words blanked(bytes text) {
    bytes digits = (bytes)((bytes)(text - '0') < 10);
    return (words)((text & ~digits) | (digits & '0'));
}

INLINE words mix(words state, words more) {
    state = (state ^ more) * 0x9E3779B1u;
    return state ^ state >> 15;
}

INLINE uint64_t folded(words state, uint64_t len) {
    pairs lanes = (pairs)state;
    uint64_t hash = len;
    for (unsigned i = 0; i < WIDE / sizeof hash; i++) {
        hash = (hash ^ lanes[i]) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    return hash;
}

INLINE uint64_t hash_of(ps_span text) {
    words state = {0};
    if (text.len < WIDE) {
        char few[WIDE] = {0};
        if (text.len) memcpy(few, text.ptr, text.len);
        return folded(mix(state, blanked(load(few))), text.len);
    }
    for (size_t at = 0; at + WIDE < text.len; at += WIDE)
        state = mix(state, blanked(load(text.ptr + at)));
    return folded(mix(state, blanked(load(text.ptr + text.len - WIDE))), text.len);
}

INLINE bytes outside(bytes low, bytes high, bytes text) {
    return (bytes)(text < low) | (bytes)(text > high);
}

INLINE bool is_zero(bytes vector) {
    pairs lanes = (pairs)vector;
    return !(lanes[0] | lanes[1] | lanes[2] | lanes[3]);
}

INLINE bool holds(const unsigned char *low, const unsigned char *high, ps_span text) {
    if (text.len < WIDE) {
        for (size_t i = 0; i < text.len; i++) {
            unsigned char c = (unsigned char)text.ptr[i];
            if (c < low[i] || c > high[i]) return false;
        }
        return true;
    }
    size_t last = text.len - WIDE;
    bytes out = outside(load(low + last), load(high + last), load(text.ptr + last));
    for (size_t at = 0; at < last; at += WIDE)
        out |= outside(load(low + at), load(high + at), load(text.ptr + at));
    return is_zero(out);
}

INLINE unsigned char clamped(unsigned char low, unsigned char high, unsigned char c) {
    return c < low ? low : c > high ? high : c;
}

INLINE void clamp(const unsigned char *low, const unsigned char *high, ps_span text, char *out) {
    for (size_t i = 0; i < text.len; i++)
        out[i] = (char)clamped(low[i], high[i], (unsigned char)text.ptr[i]);
}

static uint64_t hash_plain(ps_span text) {
    return hash_of(text);
}
static bool holds_plain(const unsigned char *low, const unsigned char *high, ps_span text) {
    return holds(low, high, text);
}
static void clamp_plain(const unsigned char *low, const unsigned char *high, ps_span text,
                        char *out) {
    clamp(low, high, text, out);
}
static const ps_box_fns plain = {hash_plain, holds_plain, clamp_plain};

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))

AVX2 static uint64_t hash_avx2(ps_span text) {
    return hash_of(text);
}
AVX2 static bool holds_avx2(const unsigned char *low, const unsigned char *high, ps_span text) {
    return holds(low, high, text);
}
AVX2 static void clamp_avx2(const unsigned char *low, const unsigned char *high, ps_span text,
                            char *out) {
    clamp(low, high, text, out);
}
static const ps_box_fns avx2 = {hash_avx2, holds_avx2, clamp_avx2};
#endif

const ps_box_fns *const *ps_box_all(void) {
#if defined(__x86_64__)
    static const ps_box_fns *const all[] = {&avx2, &plain, NULL};
    return __builtin_cpu_supports("avx2") ? all : all + 1;
#else
    static const ps_box_fns *const all[] = {&plain, NULL};
    return all;
#endif
}

const ps_box_fns *ps_box_best(void) {
    return ps_box_all()[0];
}
