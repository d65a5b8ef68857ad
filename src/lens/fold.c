/* SPDX-License-Identifier: Apache-2.0 */
#include "fold.h"

/* Where the ten digits of each script begin. */
static const uint16_t digit_zeros[] = {
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
};

static uint32_t fold_digit(uint32_t point) {
    for (size_t i = 0; i < sizeof digit_zeros / sizeof *digit_zeros; i++)
        if (point - digit_zeros[i] < 10) return '0' + point - digit_zeros[i];
    return point;
}

/* U+1D400 to U+1D6A3: 13 alphabets of 52 letters; U+1D7CE to U+1D7FF: 5 rows of digits. */
static uint32_t fold_mathematical(uint32_t point) {
    if (point >= 0x1D7CE && point <= 0x1D7FF) return '0' + (point - 0x1D7CE) % 10;
    if (point < 0x1D400 || point > 0x1D6A3) return point;
    uint32_t letter = (point - 0x1D400) % 52;
    return letter < 26 ? 'A' + letter : 'a' + letter - 26;
}

static uint32_t fold_punctuation(uint32_t point) {
    if (point <= 0x200A || point == 0x202F || point == 0x205F) return ' ';
    if (point <= 0x200F) return PS_FOLD_NOTHING; /* zero-width signs and marks of direction */
    if (point <= 0x2015) return '-';
    if (point == 0x2028 || point == 0x2029) return '\n';
    if (point >= 0x202A && point <= 0x202E) return PS_FOLD_NOTHING;
    if (point >= 0x2060 && point <= 0x206F) return PS_FOLD_NOTHING;
    return point == 0x2024 ? '.' : point == 0x2043 ? '-' : point == 0x2044 ? '/' : point;
}

static uint32_t fold_small_form(uint32_t point) {
    static const char forms[] = ",,.\0;:?!-(){}[]#&*+-<>=\0\\$%@"; /* U+FE50 to U+FE6B */
    char c = point - 0xFE50 < sizeof forms - 1 ? forms[point - 0xFE50] : '\0';
    return c ? (uint32_t)c : point;
}

uint32_t ps_fold_point(uint32_t point) {
    if (point < 0x80) return point;
    if (point < 0x0660)
        return point == 0xA0                                         ? ' '
               : point == 0xAD || point == 0x034F || point == 0x061C ? PS_FOLD_NOTHING
               : point == 0x85                                       ? '\n'
               : point == 0x058A                                     ? '-'
                                                                     : point;
    switch (point >> 8) {
    case 0x18: return point == 0x180E ? PS_FOLD_NOTHING : fold_digit(point);
    case 0x20: return fold_punctuation(point);
    case 0x22: return point == 0x2212 ? '-' : point == 0x2215 ? '/' : point == 0x2236 ? ':' : point;
    case 0x24: return point < 0x2420 ? point - 0x2400 : point == 0x2424 ? '\n' : point;
    case 0x30: return point == 0x3000 ? ' ' : point;
    case 0xFE: return point == 0xFEFF ? PS_FOLD_NOTHING : fold_small_form(point);
    case 0xFF: return point >= 0xFF01 && point <= 0xFF5E ? point - 0xFEE0 : point;
    default: return point > 0xFFFF ? fold_mathematical(point) : fold_digit(point);
    }
}

size_t ps_utf8_read(ps_span s, size_t at, uint32_t *point) {
    unsigned char first = (unsigned char)s.ptr[at];
    size_t n = first < 0x80   ? 1
               : first < 0xC2 ? 0
               : first < 0xE0 ? 2
               : first < 0xF0 ? 3
               : first < 0xF5 ? 4
                              : 0;
    if (!n || at + n > s.len) return 0;
    *point = n == 1 ? first : first & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        unsigned char c = (unsigned char)s.ptr[at + i];
        if ((c & 0xC0) != 0x80) return 0;
        *point = *point << 6 | (c & 0x3Fu);
    }
    bool longer_than_needed = (n == 3 && *point < 0x800) || (n == 4 && *point < 0x10000);
    return longer_than_needed ? 0 : n;
}
