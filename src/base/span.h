/* SPDX-License-Identifier: Apache-2.0
 *
 * Spans and ASCII classes: the words of every layer. Pure, thread-safe. */
#ifndef PS_SPAN_H
#define PS_SPAN_H

#include <phisieve.h>
#include <stdbool.h>
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
static inline bool ps_is_alnum(char c) {
    return ps_is_digit(c) || ps_is_alpha(c);
}
static inline bool ps_is_word(char c) {
    return ps_is_alnum(c) || c == '_';
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

/* Of a set that is written there the compiler makes a few comparisons; strchr stays a call, and
 * finds the end of the set when it is asked for a NUL byte. */
static inline bool ps_is_one_of(char c, const char *set) {
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
    if (!a.len || ps_lower(a.ptr[0]) != ps_lower(*word)) return !a.len && !*word;
    return ps_span_eq_nocase(a, ps_span_z(word));
}

#endif
