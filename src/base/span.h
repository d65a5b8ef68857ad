/* SPDX-License-Identifier: Apache-2.0
 *
 * Spans and ASCII classes: the words of every layer. Pure, thread-safe. */
#ifndef PS_SPAN_H
#define PS_SPAN_H

#include <phisieve.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PS_LIT(s) ((ps_span){(s), sizeof(s) - 1})

static inline ps_span ps_span_of(const char *ptr, size_t len) {
    return (ps_span){ptr, len};
}

static inline ps_span ps_span_z(const char *text) {
    return (ps_span){text, strlen(text)};
}

/* [from,to) of s; the caller keeps from <= to <= s.len. */
static inline ps_span ps_span_cut(ps_span s, size_t from, size_t to) {
    return (ps_span){s.ptr + from, to - from};
}

static inline bool ps_span_eq(ps_span a, ps_span b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool ps_is_digit(char c) {
    return (unsigned char)(c - '0') < 10;
}
static inline bool ps_is_upper(char c) {
    return (unsigned char)(c - 'A') < 26;
}
static inline bool ps_is_lower(char c) {
    return (unsigned char)(c - 'a') < 26;
}
static inline bool ps_is_alpha(char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26;
}
/* A to Z, a to z, 0 to 9 and _: one look instead of three comparisons. */
extern const unsigned char ps_word_bytes[256] __attribute__((visibility("hidden")));
enum { PS_BYTE_ALNUM = 1, PS_BYTE_LINE = 2 };
static inline bool ps_is_alnum(char c) {
    return ps_word_bytes[(unsigned char)c] & PS_BYTE_ALNUM;
}
static inline bool ps_is_word(char c) {
    return ps_word_bytes[(unsigned char)c];
}
/* What a byte is, for loops that ask several of these questions of each. */
extern const unsigned char ps_byte_kinds[256] __attribute__((visibility("hidden")));
enum {
    PS_BYTE_UPPER = 1,
    PS_BYTE_DIGIT = 2,
    PS_BYTE_LOWER = 4,
    PS_BYTE_UNDER = 8,
    PS_BYTE_HIGH = 16, /* of a character that is not ASCII */
    PS_BYTE_JOIN = 32  /* - . and the blank: within numbers */
};
static inline unsigned ps_byte_kind(char c) {
    return ps_byte_kinds[(unsigned char)c];
}
static inline bool ps_is_blank(char c) {
    return c == ' ' || c == '\t';
}
static inline bool ps_is_hex(char c) {
    return ps_is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 6;
}
static inline char ps_lower(char c) {
    return ps_is_upper(c) ? (char)(c | 0x20) : c;
}
static inline char ps_upper(char c) {
    return ps_is_lower(c) ? (char)(c & ~0x20) : c;
}
static inline int ps_hex_value(char c) {
    return ps_is_digit(c) ? c - '0' : ps_is_hex(c) ? (c | 0x20) - 'a' + 10 : -1;
}

/* The bytes of a set that is written there, as bits: those below 64, or those from there to 127.
 * The compiler knows them all; the loop is written out because it does not see through one. */
#define PS_SET_BIT(i)                                                                              \
    ((i) < len && ((unsigned char)set[i] >= 64) == high ? (uint64_t)1 << (set[i] & 63) : 0)
#define PS_SET_BITS(i)                                                                             \
    (PS_SET_BIT(i) | PS_SET_BIT((i) + 1) | PS_SET_BIT((i) + 2) | PS_SET_BIT((i) + 3) |             \
     PS_SET_BIT((i) + 4) | PS_SET_BIT((i) + 5) | PS_SET_BIT((i) + 6) | PS_SET_BIT((i) + 7))
#define PS_SET_HIGH(i) ((i) < len && (set[i] & 0x80))
#define PS_SET_HIGHS(i)                                                                            \
    (PS_SET_HIGH(i) | PS_SET_HIGH((i) + 1) | PS_SET_HIGH((i) + 2) | PS_SET_HIGH((i) + 3) |         \
     PS_SET_HIGH((i) + 4) | PS_SET_HIGH((i) + 5) | PS_SET_HIGH((i) + 6) | PS_SET_HIGH((i) + 7))
enum { PS_SET_MAX = 24 };
__attribute__((always_inline)) static inline uint64_t ps_set_bits(const char *set, size_t len,
                                                                  bool high) {
    return PS_SET_BITS(0) | PS_SET_BITS(8) | PS_SET_BITS(16);
}

__attribute__((always_inline)) static inline bool ps_set_is_ascii(const char *set, size_t len) {
    return !(PS_SET_HIGHS(0) | PS_SET_HIGHS(8) | PS_SET_HIGHS(16));
}

/* Is c one of the bytes of `set`? No NUL byte is. A set of ASCII that is written there costs a
 * shift and a mask. */
__attribute__((always_inline)) static inline bool ps_is_one_of(char c, const char *set) {
    size_t len = strlen(set);
    if (__builtin_constant_p(len) && __builtin_constant_p(*set) && len <= PS_SET_MAX &&
        ps_set_is_ascii(set, len)) {
        uint64_t bits =
            (unsigned char)c & 64 ? ps_set_bits(set, len, true) : ps_set_bits(set, len, false);
        return (unsigned char)c < 128 && bits >> (c & 63) & 1;
    }
    while (*set && *set != c) set++;
    return *set != 0;
}

/* ASCII case-insensitive. */
static inline bool ps_span_eq_nocase(ps_span a, ps_span b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (ps_lower(a.ptr[i]) != ps_lower(b.ptr[i])) return false;
    return true;
}

/* Is the span this word, in any ASCII case? Lists of words are asked by the hundred: nearly all
 * differ in the first byte. */
static inline bool ps_span_is(ps_span a, const char *word) {
    if (!a.len) return !*word;
    return !((a.ptr[0] ^ *word) & ~0x20) && ps_span_eq_nocase(a, ps_span_z(word));
}

#endif
