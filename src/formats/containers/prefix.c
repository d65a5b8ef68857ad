/* SPDX-License-Identifier: Apache-2.0
 *
 * What log libraries put before a message. Their layouts are free, their pieces are few: a time, a
 * level, names in brackets, a process, a logger, and a sign that ends it all. */
#include "container.h"

enum { PREFIX_MAX = 400, PIECES_MAX = 10, NAME_MAX = 120 };

static char peek(ps_span line, size_t at) {
    return at < line.len ? line.ptr[at] : '\0';
}

static bool digits(ps_span line, size_t at, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!ps_is_digit(peek(line, at + i))) return false;
    return true;
}

static size_t blank_end(ps_span line, size_t at) {
    while (ps_is_blank(peek(line, at))) at++;
    return at;
}

/* ---- times ---- */

/* 09:30:12, with a fraction and a zone */
static size_t clock_len(ps_span line, size_t at) {
    if (at + 8 > line.len || line.ptr[at + 2] != ':' || line.ptr[at + 5] != ':') return 0;
    if (!digits(line, at, 2) || !digits(line, at + 3, 2) || !digits(line, at + 6, 2)) return 0;
    size_t end = at + 8;
    if ((peek(line, end) == '.' || peek(line, end) == ',') && ps_is_digit(peek(line, end + 1)))
        for (end++; end - at < 20 && ps_is_digit(peek(line, end));) end++;
    if (peek(line, end) == 'Z') return end + 1 - at;
    bool zone = (peek(line, end) == '+' || peek(line, end) == '-') && digits(line, end + 1, 2);
    if (!zone) return end - at;
    size_t minutes = end + 3 + (peek(line, end + 3) == ':');
    return (digits(line, minutes, 2) ? minutes + 2 : end + 3) - at;
}

/* 2024-01-15, 2024/01/15 */
static size_t day_len(ps_span line, size_t at) {
    if (at + 10 > line.len) return 0;
    char sign = line.ptr[at + 4];
    bool day = (sign == '-' || sign == '/') && line.ptr[at + 7] == sign && digits(line, at, 4) &&
               digits(line, at + 5, 2) && digits(line, at + 8, 2);
    return day ? 10 : 0;
}

/* Jan 15 */
static size_t month_len(ps_span line, size_t at) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (at + 6 > line.len || line.ptr[at + 3] != ' ') return 0;
    bool day =
        (line.ptr[at + 4] == ' ' || ps_is_digit(line.ptr[at + 4])) && ps_is_digit(line.ptr[at + 5]);
    for (size_t i = 0; day && i + 3 < sizeof months; i += 3)
        if (!memcmp(line.ptr + at, months + i, 3)) return 6;
    return 0;
}

size_t ps_stamp_len(ps_span line, size_t at) {
    size_t day = day_len(line, at), month = day ? 0 : month_len(line, at);
    if (!day && !month) return clock_len(line, at);
    size_t clock = at + day + month;
    char sign = peek(line, clock);
    if (sign != ' ' && !(day && sign == 'T')) return 0;
    size_t len = clock_len(line, clock + 1);
    return len ? clock + 1 + len - at : 0;
}

/* ---- pieces: their length, or 0 ---- */

static size_t level_len(ps_span line, size_t at) {
    static const char *const levels[] = {"TRACE",  "DEBUG",      "INFO",  "NOTICE", "WARNING",
                                         "WARN",   "ERROR",      "FATAL", "SEVERE", "CRITICAL",
                                         "CONFIG", "VERBOSE",    "FINE",  "ALERT",  "EMERG",
                                         "CRIT",   "INFORMATION"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        size_t n = strlen(levels[i]);
        if (at + n > line.len || ps_is_word(peek(line, at + n))) continue;
        if (ps_span_eq_nocase(ps_span_cut(line, at, at + n), ps_span_of(levels[i], n))) return n;
    }
    return 0;
}

/* [main], [exec-4], [error], [traceId=..., spanId=...], (pool-1) */
static size_t bracket_len(ps_span line, size_t at) {
    char close = peek(line, at) == '[' ? ']' : peek(line, at) == '(' ? ')' : '\0';
    if (!close) return 0;
    for (size_t end = at + 1; end < line.len && end - at < NAME_MAX; end++)
        if (line.ptr[end] == close) return end + 1 - at;
    return 0;
}

/* com.example.Save, main.go:41, o.h.SQL$Impl: a name with a dot in it */
static size_t logger_len(ps_span line, size_t at) {
    size_t end = at;
    bool dot = false;
    for (; end < line.len && end - at < NAME_MAX; end++) {
        char c = line.ptr[end];
        bool sign = c && strchr(".$/:-#", c) && ps_is_word(peek(line, end + 1));
        if (!ps_is_word(c) && !sign) break;
        dot |= c == '.';
    }
    return dot && ps_is_alpha(peek(line, at)) ? end - at : 0;
}

/* 4711, 31#31 */
static size_t process_len(ps_span line, size_t at) {
    size_t end = at;
    while (end - at < 12 && (ps_is_digit(peek(line, end)) || peek(line, end) == '#')) end++;
    return end > at && (ps_is_blank(peek(line, end)) || peek(line, end) == ':') ? end - at : 0;
}

/* I0115 09:30:12.345678   12345 file.go:123] */
static size_t klog_len(ps_span line) {
    if (!ps_is_one_of(peek(line, 0), "IWEFD") || !digits(line, 1, 4) || peek(line, 5) != ' ')
        return 0;
    size_t clock = clock_len(line, 6), last = line.len < PREFIX_MAX ? line.len : PREFIX_MAX;
    const char *end = clock ? memchr(line.ptr, ']', last) : NULL;
    return end ? blank_end(line, (size_t)(end - line.ptr) + 1) : 0;
}

/* ---- all of it ---- */

/* Between two pieces: blanks, bars, `-` and `---`, `:`. */
static size_t gap_end(ps_span line, size_t at) {
    while (at < line.len && (ps_is_blank(line.ptr[at]) || line.ptr[at] == '|' ||
                             (ps_is_one_of(line.ptr[at], "-:") && !ps_is_word(peek(line, at + 1)))))
        at++;
    return at;
}

size_t ps_logger_prefix_len(ps_span line) {
    size_t at = klog_len(line), evidence = 0;
    if (at) return at;
    at = blank_end(line, 0);
    for (unsigned n = 0; n < PIECES_MAX && at < PREFIX_MAX; n++) {
        size_t len = ps_stamp_len(line, at), proof = len;
        if (!len) len = proof = level_len(line, at);
        if (!len) {
            len = bracket_len(line, at);
            proof = len ? ps_stamp_len(line, at + 1) + level_len(line, at + 1) : 0;
        }
        if (!len && evidence) len = process_len(line, at);
        if (!len && evidence) len = logger_len(line, at);
        if (!len) break;
        evidence += proof > 0;
        at = gap_end(line, at + len);
    }
    return evidence ? at : 0;
}
