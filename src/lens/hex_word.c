/* SPDX-License-Identifier: Apache-2.0 */
#include "hex_word.h"

enum { LEAST = 8 };

static bool is_word(char c) {
    return ps_is_word(c) || (unsigned char)c >= 0x80;
}

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : '\n';
}

/* How often letters and digits take turns. */
static size_t turns(ps_span text, size_t from, size_t to) {
    size_t count = 0;
    for (size_t i = from + 1; i < to; i++)
        count += ps_is_digit(text.ptr[i]) != ps_is_digit(text.ptr[i - 1]);
    return count;
}

/* 8-4-4-4-12 */
static bool is_uuid(ps_span text, size_t from) {
    static const uint8_t groups[] = {8, 4, 4, 4, 12};
    size_t at = from;
    if (text.len - from < PS_UUID_LEN) return false;
    for (size_t g = 0; g < sizeof groups; g++) {
        if (g && text.ptr[at++] != '-') return false;
        for (size_t n = 0; n < groups[g]; n++)
            if (!ps_is_hex_id(text.ptr[at++])) return false;
    }
    return !is_word(byte_at(text, at));
}

size_t ps_hex_word_find(ps_span text, size_t at) {
    if (at > 0 && is_word(text.ptr[at - 1])) return 0;
    size_t end = at;
    while (end < text.len && ps_is_hex_id(text.ptr[end])) end++;
    if (end - at == LEAST && is_uuid(text, at)) return at + PS_UUID_LEN;
    bool whole = end - at >= LEAST && end - at <= PS_HEX_WORD_MOST && !is_word(byte_at(text, end));
    return whole && turns(text, at, end) >= PS_HEX_WORD_TURNS ? end : 0;
}

bool ps_hex_word_touches(ps_span text, size_t at, bool begins) {
    size_t from = at;
    while (!begins && from > 0 && ps_is_hex_id(text.ptr[from - 1])) from--;
    size_t end = ps_hex_word_end(text, from);
    return begins ? end > 0 : end == at + 1;
}

/* Behind it may stand what becomes a part of its word when it is decoded: %2D, &#45;, \u002d, a
 * colour. Quotes and line ends do not. */
static bool goes_on(ps_span text, size_t to) {
    char c = byte_at(text, to);
    if (c == '\\') {
        while (byte_at(text, to) == '\\') to++;
        return !ps_is_one_of(byte_at(text, to), "\"'nrt");
    }
    return ps_is_one_of(c, "%&=") || ((unsigned char)c < ' ' && !ps_is_one_of(c, "\t\n\r"));
}

/* Before it: a step of a path, what was decoded, a number that a comma parts from it. */
static bool is_led(ps_span text, size_t from) {
    char c = from ? text.ptr[from - 1] : '\n';
    if (c == ',') return from > 1 && ps_is_digit(text.ptr[from - 2]);
    return ps_is_one_of(c, ".$;") || ((unsigned char)c < ' ' && !ps_is_one_of(c, "\t\n\r"));
}

bool ps_hex_word_is_apart(ps_span text, size_t from, size_t to) {
    const char *head = text.ptr + from;
    if (is_led(text, from) || goes_on(text, to)) return false;
    return memcmp(head, "dec", 3) != 0 && memcmp(head, "feb", 3) != 0; /* 12 feb.. */
}
