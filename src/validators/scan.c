/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading small shapes out of bytes. */
#include "scan.h"

int ps_number(ps_span t, size_t i, size_t n) {
    int v = 0;
    for (size_t k = 0; k < n; k++) v = v * 10 + ps_digit(ps_peek(t, i + k));
    return v;
}

bool ps_starts(ps_span t, size_t i, const char *literal) {
    size_t n = strlen(literal);
    return i <= t.len && t.len - i >= n && memcmp(t.ptr + i, literal, n) == 0;
}

bool ps_starts_nocase(ps_span t, size_t i, const char *literal) {
    size_t n = strlen(literal);
    if (i > t.len || t.len - i < n) return false;
    return ps_span_eq_nocase(ps_span_cut(t, i, i + n), ps_span_of(literal, n));
}

bool ps_all_digits(ps_span v) {
    for (size_t i = 0; i < v.len; i++)
        if (!ps_is_digit(v.ptr[i])) return false;
    return v.len > 0;
}

static bool fits(char c, char shape) {
    switch (shape) {
    case 'd': return ps_is_digit(c);
    case 'L': return ps_is_upper(c);
    case 'N': return ps_is_digit(c) || ps_is_upper(c);
    default: return c == shape;
    }
}

static bool shape_of(ps_span v, const char *shape, size_t len) {
    if (v.len != len) return false;
    for (size_t i = 0; i < len; i++)
        if (!fits(v.ptr[i], shape[i])) return false;
    return true;
}

bool ps_shape(ps_span v, const char *shape) {
    return shape_of(v, shape, strlen(shape));
}

bool ps_any_shape(ps_span v, const char *shapes) {
    while (*shapes != '\0') {
        size_t n = strcspn(shapes, "|");
        if (shape_of(v, shapes, n)) return true;
        shapes += n + (shapes[n] == '|');
    }
    return false;
}

size_t ps_strip(ps_span v, const char *drop, char *out, size_t cap) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (ps_is_one_of(v.ptr[i], drop)) continue;
        if (n == cap) return cap + 1;
        out[n++] = ps_upper(v.ptr[i]);
    }
    return n;
}

size_t ps_separator_left(ps_span v, size_t i) {
    if (i == 0 || i > v.len) return 0;
    if (ps_is_one_of(v.ptr[i - 1], " -./")) return 1;
    unsigned char last = (unsigned char)v.ptr[i - 1];
    if (i >= 3 && last >= 0x90 && last <= 0x95 && memcmp(v.ptr + i - 3, "\xE2\x80", 2) == 0)
        return 3;
    return 0;
}

int ps_left_unseparated(ps_span v, size_t *i) {
    for (size_t n = ps_separator_left(v, *i); n > 0; n = ps_separator_left(v, *i)) *i -= n;
    if (*i == 0) return -1;
    *i -= 1;
    return (unsigned char)v.ptr[*i];
}

bool ps_word_in(ps_span word, const char *list) {
    if (word.len == 0) return false;
    char first = ps_lower(word.ptr[0]);
    while (*list != '\0') {
        size_t n = ps_lower(*list) == first; /* most begin in another way */
        while (n && n < word.len && list[n] > ' ' && ps_lower(list[n]) == ps_lower(word.ptr[n]))
            n++;
        if (n == word.len && list[n] <= ' ') return true;
        list += n;
        while (*list > ' ') list++;
        while (*list == ' ') list++;
    }
    return false;
}

bool ps_same_digits(const char *d, size_t n) {
    for (size_t i = 1; i < n; i++)
        if (d[i] != d[0]) return false;
    return n > 0;
}
