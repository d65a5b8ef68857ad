/* SPDX-License-Identifier: Apache-2.0 */
#include "csv_head.h"

enum { HEAD_MAX = 256, WORD_MAX = 10 };

static char byte_at(ps_span line, size_t at) {
    return at < line.len ? line.ptr[at] : 0;
}

/* ---- the shape ---- */

/* The next sign of the shape and the offset behind it: a word with a digit, blanks, any other byte.
 */
static size_t next_sign(ps_span line, size_t at, unsigned char *sign) {
    size_t end = at;
    bool digit = false;
    while (end < line.len && ps_is_alnum(line.ptr[end])) digit |= ps_is_digit(line.ptr[end++]);
    *sign = (unsigned char)line.ptr[at];
    if (digit) {
        *sign = '0';
        return end;
    }
    for (end = at; ps_is_blank(byte_at(line, end));) end++;
    if (end > at) *sign = ' ';
    return end > at ? end : at + 1;
}

static uint32_t add_sign(uint32_t shape, unsigned char sign) {
    return (shape ^ sign) * 16777619u; /* FNV-1a */
}

ps_csv_head ps_csv_head_of(ps_span line, size_t at) {
    ps_csv_head head = {.shape = 2166136261u, .json = at > 0 && line.ptr[at - 1] == '"'};
    for (size_t i = 0; i < at; head.signs++) {
        unsigned char sign;
        i = next_sign(line, i, &sign);
        head.shape = add_sign(head.shape, sign);
    }
    return head;
}

/* ---- strings ---- */

/* The content of the JSON string at `at`, without the line's end in it. */
static ps_extent string_at(ps_span line, size_t at) {
    size_t end = at;
    while (end < line.len && line.ptr[end] != '"') end += line.ptr[end] == '\\' ? 2 : 1;
    if (end > line.len) end = line.len;
    while (end >= at + 2 && line.ptr[end - 2] == '\\' && ps_is_one_of(line.ptr[end - 1], "nr"))
        end -= 2;
    return (ps_extent){at, end};
}

bool ps_csv_head_row(ps_span line, const ps_csv_head *head, ps_extent *row) {
    uint32_t shape = 2166136261u;
    size_t at = 0;
    for (unsigned n = 0; n < head->signs; n++) {
        unsigned char sign;
        if (at >= line.len || at > HEAD_MAX) return false;
        at = next_sign(line, at, &sign);
        shape = add_sign(shape, sign);
    }
    if (shape != head->shape || at > line.len) return false;
    *row = head->json ? string_at(line, at) : (ps_extent){at, line.len};
    return row->to > row->from;
}

/* ---- where a message begins ---- */

/* {"log":"mrn,dob\n", {"level":"info","msg":"mrn,dob" */
static size_t in_json(ps_span line, ps_extent *out) {
    static const char *const keys[] = {"\"log\":",     "\"msg\":",           "\"message\":",
                                       "\"MESSAGE\":", "\"short_message\":", "\"textPayload\":"};
    size_t limit = line.len < HEAD_MAX ? line.len : HEAD_MAX;
    for (size_t at = 0; at < limit; at++) {
        const char *found = memchr(line.ptr + at, '"', limit - at);
        if (!found) return 0;
        at = (size_t)(found - line.ptr);
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            size_t n = strlen(keys[k]), from = at + n;
            if (line.len - at < n || memcmp(found, keys[k], n) != 0) continue;
            from += byte_at(line, from) == ' ';
            if (byte_at(line, from) != '"') return 0;
            *out = string_at(line, from + 1);
            return 1;
        }
    }
    return 0;
}

/* Does the word that ends at `end` stand before messages: a level, a stream, a time? */
static bool is_head_word(ps_span line, size_t end) {
    static const char *const words[] = {"TRACE", "DEBUG", "INFO",   "NOTICE", "WARN", "WARNING",
                                        "ERROR", "FATAL", "F",      "P",      "I",    "W",
                                        "E",     "D",     "stdout", "stderr"};
    size_t from = end;
    while (from > 0 && end - from < WORD_MAX && ps_is_alnum(line.ptr[from - 1])) from--;
    ps_span word = ps_span_cut(line, from, end);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_is(word, words[i])) return true;
    return word.len && ps_is_digit(word.ptr[0]) && from > 0 &&
           ps_is_one_of(line.ptr[from - 1], ":.,");
}

/* Behind `] `, `: `, ` - `, `| `, a level. */
static bool begins_message(ps_span line, size_t at) {
    char first = line.ptr[at];
    if (!ps_is_alpha(first) && !ps_is_one_of(first, "\"_|")) return false;
    size_t end = at;
    while (end > 0 && ps_is_blank(line.ptr[end - 1])) end--;
    if (end == at || end == 0) return false;
    char before = line.ptr[end - 1];
    if (ps_is_one_of(before, "]>|):}")) return true;
    if (before == '-') return end > 1 && ps_is_blank(line.ptr[end - 2]);
    return is_head_word(line, end);
}

/* Bytes of a header; what is none ends the head at the latest. A table: all lines are asked. */
enum { HEADER_BYTE = 1, SEPARATOR = 2 };

static uint8_t class_of(char c) {
    static const uint8_t signs[128] = {
        [','] = HEADER_BYTE | SEPARATOR,
        [';'] = HEADER_BYTE | SEPARATOR,
        ['\t'] = HEADER_BYTE | SEPARATOR,
        ['|'] = HEADER_BYTE | SEPARATOR,
        ['^'] = HEADER_BYTE | SEPARATOR,
        [' '] = HEADER_BYTE,
        ['"'] = HEADER_BYTE,
        ['-'] = HEADER_BYTE,
        ['.'] = HEADER_BYTE,
        ['#'] = HEADER_BYTE,
        ['/'] = HEADER_BYTE,
        ['('] = HEADER_BYTE,
        [')'] = HEADER_BYTE,
        ['&'] = HEADER_BYTE,
        ['\''] = HEADER_BYTE,
        ['%'] = HEADER_BYTE,
        ['?'] = HEADER_BYTE,
        ['*'] = HEADER_BYTE,
        ['['] = HEADER_BYTE,
        [']'] = HEADER_BYTE,
        ['_'] = HEADER_BYTE,
    };
    if (ps_is_alnum(c) || (unsigned char)c >= 0x80) return HEADER_BYTE;
    return signs[(unsigned char)c];
}

size_t ps_csv_heads(ps_span line, ps_extent out[PS_CSV_HEADS_MAX]) {
    if (byte_at(line, 0) == '{') return in_json(line, out);
    size_t begin = line.len, count = 0;
    uint8_t seen = 0;
    for (uint8_t c; begin > 0 && (c = class_of(line.ptr[begin - 1])) != 0; begin--) seen |= c;
    if (!(seen & SEPARATOR) || begin >= HEAD_MAX) return 0;
    size_t limit = line.len < HEAD_MAX ? line.len : HEAD_MAX;
    for (size_t at = limit; at-- > begin && count < PS_CSV_HEADS_MAX;)
        if (at > 0 && ps_is_blank(line.ptr[at - 1]) && begins_message(line, at))
            out[count++] = (ps_extent){at, line.len};
    return count;
}
