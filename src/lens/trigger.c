/* SPDX-License-Identifier: Apache-2.0 */
#include "trigger.h"

#include "fold.h"

static char peek(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : '\0';
}

static bool hex_pair(ps_span text, size_t at) {
    return at + 1 < text.len && ps_is_hex(text.ptr[at]) && ps_is_hex(text.ptr[at + 1]);
}

static bool hex_four(ps_span text, size_t at) {
    return hex_pair(text, at) && hex_pair(text, at + 2);
}

static bool is_octal(char c) {
    return (unsigned char)(c - '0') < 8;
}

/* ---- escapes ---- */

/* \n, \r or \t glued to a word: without a view it would be one word with it. The lines of a stack
 * trace (`\n\tat com.`) are left as they are. */
static bool glued(ps_span text, size_t at) {
    char next = peek(text, at + 2);
    if (!ps_is_alnum(next)) return false;
    bool frame = text.ptr[at + 1] == 't' && next == 'a' && peek(text, at + 3) == 't' &&
                 peek(text, at + 4) == ' ';
    return !frame;
}

static bool octal(ps_span text, size_t at) {
    char first = peek(text, at + 1);
    bool byte =
        first >= '0' && first < '4' && is_octal(peek(text, at + 2)) && is_octal(peek(text, at + 3));
    bool zeros = first == '0' && peek(text, at + 3) == '\\' && peek(text, at + 4) == '0';
    return byte || zeros; /* 3\0 0\0 */
}

/* {2d} */
static bool braced(ps_span text, size_t at) {
    enum { DIGITS_MAX = 6 };
    size_t end = at + 1;
    if (peek(text, at) != '{') return false;
    while (end - at <= DIGITS_MAX && ps_is_hex(peek(text, end))) end++;
    return end > at + 1 && peek(text, end) == '}';
}

static bool escape(ps_span text, size_t at) {
    switch (peek(text, at + 1)) {
    case '"':
    case '/': return true;
    case 'n':
    case 'r':
    case 't': return glued(text, at);
    case 'u': return hex_four(text, at + 2) || braced(text, at + 2);
    case 'U':
        return peek(text, at + 2) == '0' && peek(text, at + 3) == '0' && hex_four(text, at + 4) &&
               hex_pair(text, at + 8);
    case 'x': return hex_pair(text, at + 2);
    case 'e': return peek(text, at + 2) == '[';
    default: return octal(text, at);
    }
}

/* ---- other characters ---- */

static bool entity(ps_span text, size_t at) {
    enum { NAME_MAX = 18 };
    char first = peek(text, at + 1);
    if (first == '#') return ps_is_digit(peek(text, at + 2)) || (peek(text, at + 2) | 0x20) == 'x';
    size_t end = at + 1;
    while (end - at <= NAME_MAX && ps_is_alnum(peek(text, end))) end++;
    return end - at > 2 && peek(text, end) == ';';
}

static bool unicode(ps_span text, size_t at) {
    unsigned char first = (unsigned char)text.ptr[at];
    if (first >= 0xE3 && first <= 0xE9 && peek(text, at + 1) != '\x80')
        return false; /* most of CJK */
    uint32_t point;
    return ps_utf8_read(text, at, &point) && ps_fold_point(point) != point;
}

/* #012: a control character as rsyslog writes it */
static bool hash(ps_span text, size_t at) {
    char second = peek(text, at + 2);
    return peek(text, at + 1) == '0' && second >= '0' && second < '4' &&
           is_octal(peek(text, at + 3)) && !ps_is_digit(peek(text, at + 4));
}

static bool zero(ps_span text, size_t at) {
    return (at >= 2 && text.ptr[at - 2] == 0) || (at + 2 < text.len && text.ptr[at + 2] == 0);
}

/* ---- behind a separator ---- */

static bool is_code(ps_span text, size_t at) {
    return peek(text, at) == '=' && hex_pair(text, at + 1) && !ps_is_lower(text.ptr[at + 1]) &&
           !ps_is_lower(text.ptr[at + 2]);
}

/* `=3D` or two codes in a row; a soft line end stands in their company. */
static bool quoted_printable(ps_span text, size_t at) {
    if (!is_code(text, at)) return false;
    return (text.ptr[at + 1] == '3' && text.ptr[at + 2] == 'D') || is_code(text, at + 3);
}

static bool mail_word(ps_span text, size_t at) {
    return peek(text, at + 1) == '?' && ps_is_alpha(peek(text, at + 2));
}

static size_t gap_end(ps_span text, size_t at) {
    enum { GAP_MAX = 40 };
    size_t end = at;
    while (end - at < GAP_MAX && ps_is_one_of(peek(text, end), ", \t\r\n")) end++;
    return end;
}

/* Three small numbers behind a bracket. */
static bool numbers(ps_span text, size_t at) {
    while (peek(text, at) == ' ' || peek(text, at) == '"') at++;
    char open = peek(text, at++);
    if (open != '[' && open != '{' && open != '(') return false;
    for (unsigned n = 0; n < 3; n++) {
        at = gap_end(text, at);
        size_t from = at += peek(text, at) == '-';
        while (ps_is_digit(peek(text, at)) && at - from < 4) at++;
        if (at == from || at - from > 3) return false;
        if (gap_end(text, at) == at && !(n == 2 && ps_is_one_of(peek(text, at), "])}")))
            return false;
    }
    return true;
}

bool ps_trigger_at(ps_span text, size_t at) {
    switch (text.ptr[at]) {
    case '%':
        return hex_pair(text, at + 1) || (peek(text, at + 1) == 'u' && hex_four(text, at + 2));
    case '\\': return escape(text, at);
    case '&': return entity(text, at);
    case '#': return hash(text, at);
    case ':': return numbers(text, at + 1);
    case '=': return quoted_printable(text, at) || mail_word(text, at) || numbers(text, at + 1);
    case 0x1b: return ps_is_one_of(peek(text, at + 1), "[]()");
    case '\0': return zero(text, at);
    default: return unicode(text, at);
    }
}

/* ---- columns ---- */

/* The word at `at`: hexadecimal digits, or 0x and two of them. */
static bool is_word(ps_span text, size_t at, size_t width) {
    for (size_t i = 0; i < width; i++) {
        bool prefix = i == 1 && width == 4 && (peek(text, at + 1) | 0x20) == 'x';
        if (!ps_is_hex(peek(text, at + i)) && !prefix) return false;
    }
    return !ps_is_word(peek(text, at + width));
}

/* Words of `width` digits, the same number of bytes apart, the same sign behind each. Printable
 * bytes begin with 2 to 7: the addresses of machines and digests hold others too. */
static bool columns(ps_span text, size_t at, size_t width, size_t stride) {
    enum { WORDS = 4 };
    char sign = peek(text, at + width);
    if (peek(text, at + stride + width) != sign) return false; /* nearly always */
    if (!ps_is_one_of(sign, PS_TRIGGER_COLUMN_SIGNS)) return false;
    for (size_t n = 0; n < WORDS; n++, at += stride) {
        char first = peek(text, at + (peek(text, at + 1) == 'x' ? 2 : 0));
        if (n + 1 < WORDS && peek(text, at + width) != sign) return false;
        if (first < '2' || first > '7' || !is_word(text, at, width)) return false;
    }
    return true;
}

bool ps_trigger_columns(ps_span text, size_t at) {
    return columns(text, at, 2, 3) || columns(text, at, 2, 4) || columns(text, at, 4, 5) ||
           columns(text, at, 4, 6);
}
