/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading small shapes out of bytes. Private to the validators. Every function accepts any index:
 * beyond the end it sees a NUL, which belongs to no class. */
#ifndef PS_SCAN_H
#define PS_SCAN_H

#include "span.h"

#include <string.h>

/* No number of this layer is longer; a cap keeps one anchor from reading a megabyte of digits. */
#define PS_RUN_MAX 64

static inline char ps_peek(ps_span t, size_t i) {
    return i < t.len ? t.ptr[i] : '\0';
}

/* Bytes from 0x80 are letters of names in UTF-8. */
static inline bool ps_is_high(char c) {
    return (unsigned char)c >= 0x80;
}

static inline bool ps_is_letter(char c) {
    return ps_is_alpha(c) || ps_is_high(c);
}

static inline int ps_digit(char c) {
    return c - '0';
}

/* Decimal digits from i, at most PS_RUN_MAX. */
static inline size_t ps_digit_run(ps_span t, size_t i) {
    size_t n = 0;
    while (n < PS_RUN_MAX && ps_is_digit(ps_peek(t, i + n))) n++;
    return n;
}

static inline size_t ps_blank_run(ps_span t, size_t i) {
    size_t n = 0;
    while (n < PS_RUN_MAX && ps_is_blank(ps_peek(t, i + n))) n++;
    return n;
}

/* The number written by n digits at i; the caller has seen that they are digits, n <= 9. */
int ps_number(ps_span t, size_t i, size_t n);

bool ps_starts(ps_span t, size_t i, const char *literal);
bool ps_starts_nocase(ps_span t, size_t i, const char *literal);

bool ps_all_digits(ps_span v);

/* The whole value has the shape: d a digit, L A-Z, N A-Z or a digit, all else itself. */
bool ps_shape(ps_span v, const char *shape);

/* True when one of the shapes, parted by '|', fits. */
bool ps_any_shape(ps_span v, const char *shapes);

/* Copies v without the bytes of `drop`, upper-cased; returns the length, or cap + 1 when v without
 * them is longer than cap. */
size_t ps_strip(ps_span v, const char *drop, char *out, size_t cap);

/* The separator people type inside numbers that ends before i: blank, '-', '.', '/', or one of
 * U+2010-2015. Returns its length, 0 when there is none. */
size_t ps_separator_left(ps_span v, size_t i);

/* The next byte to the left of *i that is no such separator, or -1; moves *i onto it. */
int ps_left_unseparated(ps_span v, size_t *i);

/* Does a list of words parted by blanks hold this word. ASCII case-insensitive. */
bool ps_word_in(ps_span word, const char *list);

bool ps_same_digits(const char *d, size_t n);

#endif
