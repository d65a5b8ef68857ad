/* SPDX-License-Identifier: Apache-2.0 */
#include "character.h"

#include "fold.h"

static const ps_character none = {0};

/* ---- code points ---- */

static uint8_t utf8(uint32_t point, char *out) {
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    uint8_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (uint8_t i = n - 1; i > 0; i--, point >>= 6) out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)(0xF00u >> n | point);
    return n;
}

ps_character ps_character_of_point(uint32_t point, size_t used) {
    ps_character c = {.used = (uint8_t)used};
    point = ps_fold_point(point);
    if (point == PS_FOLD_NOTHING) return c;
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) point = 0xFFFD;
    c.len = utf8(point, c.bytes);
    return c;
}

ps_character ps_character_of_byte(unsigned byte, size_t used) {
    return (ps_character){.bytes = {(char)byte}, .len = 1, .used = (uint8_t)used};
}

/* `n` hexadecimal digits at s[at], or -1. */
static int32_t hex_at(ps_span s, size_t at, unsigned n) {
    int32_t value = 0;
    if (at + n > s.len) return -1;
    for (unsigned i = 0; i < n; i++) {
        int digit = ps_hex_value(s.ptr[at + i]);
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* A code unit of UTF-16 that `used` bytes spell; the second half of a pair is spelled as the first
 * one is, by `lead` bytes and four digits. */
static ps_character code_unit(ps_span s, size_t lead, int32_t unit) {
    if (unit < 0) return none;
    size_t used = lead + 4;
    if (unit < 0xD800 || unit > 0xDBFF) return ps_character_of_point((uint32_t)unit, used);
    bool pair = s.len >= used + lead && !memcmp(s.ptr, s.ptr + used, lead);
    int32_t low = pair ? hex_at(s, used + lead, 4) : -1;
    if (low < 0xDC00 || low > 0xDFFF) return ps_character_of_point(0xFFFD, used);
    uint32_t point = 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
    return ps_character_of_point(point, used * 2);
}

/* ---- one form each ---- */

/* %2D, %u002D */
static ps_character percent(ps_span s) {
    if (s.len > 1 && s.ptr[1] == 'u') return code_unit(s, 2, hex_at(s, 2, 4));
    int32_t byte = hex_at(s, 1, 2);
    return byte < 0 ? none : ps_character_of_byte((unsigned)byte, 3);
}

/* \u002d, \u{2d} */
static ps_character escaped_point(ps_span s) {
    if (s.len < 4 || s.ptr[2] != '{') return code_unit(s, 2, hex_at(s, 2, 4));
    uint32_t point = 0;
    size_t i = 3;
    for (; i < s.len && i < 9 && ps_is_hex(s.ptr[i]); i++)
        point = point * 16 + (uint32_t)ps_hex_value(s.ptr[i]);
    return i > 3 && i < s.len && s.ptr[i] == '}' ? ps_character_of_point(point, i + 1) : none;
}

/* \055; \0 alone is a zero byte */
static ps_character octal(ps_span s) {
    unsigned value = 0, i = 1;
    for (; i < 4 && i < s.len && (unsigned char)(s.ptr[i] - '0') < 8; i++)
        value = value * 8 + (unsigned)(s.ptr[i] - '0');
    bool byte = i == 4 && value < 256;
    return byte || (i == 2 && value == 0) ? ps_character_of_byte(value, i) : none;
}

static ps_character escape(ps_span s) {
    static const char letters[] = "nrtbfve", meant[] = "\n\r\t\b\f\v\x1b";
    if (s.len < 2) return none;
    char c = s.ptr[1];
    int32_t value;
    switch (c) {
    case '"':
    case '/':
    case '\'':
    case '\\': return ps_character_of_byte((unsigned char)c, 2);
    case 'u': return escaped_point(s);
    case 'U': /* \U0000002d */
        value = s.len > 3 && s.ptr[2] == '0' && s.ptr[3] == '0' ? hex_at(s, 4, 6) : -1;
        return value < 0 ? none : ps_character_of_point((uint32_t)value, 10);
    case 'x':
        value = hex_at(s, 2, 2);
        return value < 0 ? none : ps_character_of_byte((unsigned)value, 4);
    default: break;
    }
    const char *letter = c ? strchr(letters, c) : NULL;
    if (letter) return ps_character_of_byte((unsigned char)meant[letter - letters], 2);
    return octal(s);
}

/* ESC [ 31 m, and ESC ] 8;;address BEL, which ends with ESC \ too */
static ps_character terminal(ps_span s) {
    enum { CODE_MAX = 24, TITLE_MAX = 200 };
    if (s.len < 3) return none;
    size_t i = 2;
    if (s.ptr[1] == '[') {
        while (i < s.len && i < CODE_MAX && s.ptr[i] >= 0x20 && s.ptr[i] < 0x40) i++;
        bool ends = i < s.len && s.ptr[i] >= 0x40 && s.ptr[i] < 0x7f;
        return ends ? (ps_character){.used = (uint8_t)(i + 1)} : none;
    }
    if (s.ptr[1] == '(' || s.ptr[1] == ')') return (ps_character){.used = 3};
    if (s.ptr[1] != ']') return none;
    while (i < s.len && i < TITLE_MAX && s.ptr[i] != 7 && s.ptr[i] != 0x1b && s.ptr[i] != '\n') i++;
    if (i >= s.len || i >= TITLE_MAX || s.ptr[i] == '\n') return none;
    bool two = s.ptr[i] == 0x1b && i + 1 < s.len && s.ptr[i + 1] == '\\';
    return (ps_character){.used = (uint8_t)(i + 1 + two)};
}

/* #012: how rsyslog writes control characters */
static ps_character hash(ps_span s) {
    bool code = s.len >= 4 && s.ptr[1] == '0' && (unsigned char)(s.ptr[2] - '0') < 4 &&
                (unsigned char)(s.ptr[3] - '0') < 8;
    if (!code || (s.len > 4 && ps_is_digit(s.ptr[4]))) return none;
    return ps_character_of_byte((unsigned)((s.ptr[2] - '0') * 8 + s.ptr[3] - '0'), 4);
}

static ps_character unicode(ps_span s) {
    uint32_t point;
    size_t n = ps_utf8_read(s, 0, &point);
    return n && ps_fold_point(point) != point ? ps_character_of_point(point, n) : none;
}

/* ---- quoted-printable ---- */

/* Upper-case digits, as the standard has them: `a=be` is no code. */
static bool is_code(ps_span s, size_t at) {
    return at + 2 < s.len && s.ptr[at] == '=' && hex_at(s, at + 1, 2) >= 0 &&
           !ps_is_lower(s.ptr[at + 1]) && !ps_is_lower(s.ptr[at + 2]);
}

static ps_character quoted(ps_span s) {
    if (is_code(s, 0)) return ps_character_of_byte((unsigned)hex_at(s, 1, 2), 3);
    size_t i = 1;
    if (i < s.len && s.ptr[i] == '\r') i++;
    return i < s.len && s.ptr[i] == '\n' ? (ps_character){.used = (uint8_t)(i + 1)} : none;
}

bool ps_is_quoted_printable(ps_span event) {
    for (size_t at = 0; at < event.len; at++) {
        const char *found = memchr(event.ptr + at, '=', event.len - at);
        if (!found) return false;
        at = (size_t)(found - event.ptr);
        if (!is_code(event, at)) continue;
        bool equals = event.ptr[at + 1] == '3' && event.ptr[at + 2] == 'D';
        if (equals || is_code(event, at + 3)) return true;
    }
    return false;
}

ps_character ps_character_read(ps_span rest, bool quoted_printable) {
    switch (rest.ptr[0]) {
    case '%': return percent(rest);
    case '\\': return escape(rest);
    case '&': return ps_entity_read(rest);
    case '#': return hash(rest);
    case '=': return quoted_printable ? quoted(rest) : none;
    case 0x1b: return terminal(rest);
    case '\0': return ps_character_of_byte(0, 1);
    default: return (unsigned char)rest.ptr[0] >= 0x80 ? unicode(rest) : none;
    }
}
