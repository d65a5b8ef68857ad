/* SPDX-License-Identifier: Apache-2.0 */
#include "json_number.h"

enum { BACK_MAX = 512 };

static bool is_number(ps_span value) {
    if (!value.len || !(ps_is_digit(value.ptr[0]) || value.ptr[0] == '-')) return false;
    for (size_t i = 1; i < value.len; i++)
        if (!ps_is_digit(value.ptr[i]) && !ps_is_one_of(value.ptr[i], "+-.eE")) return false;
    return true;
}

static bool is_space(char c) {
    return ps_is_one_of(c, " \t\r\n");
}

/* Behind the last byte before `at` that is no white space. */
static size_t back_over_space(ps_span text, size_t at, size_t least) {
    while (at > least && is_space(text.ptr[at - 1])) at--;
    return at;
}

/* Behind the bracket that opens the list which holds what stands before `at`; 0: none is seen. */
static size_t list_begin(ps_span text, size_t at, size_t least) {
    unsigned closed = 0;
    for (; at > least; at--) {
        char c = text.ptr[at - 1];
        if (c == ']') closed++;
        if (c == '[' && closed-- == 0) return at;
    }
    return 0;
}

static bool ends_here(ps_span text, size_t at) {
    while (at < text.len && is_space(text.ptr[at])) at++;
    return at == text.len || ps_is_one_of(text.ptr[at], ",]}");
}

bool ps_json_number_quote(ps_span text, ps_extent value, ps_extent *quote) {
    *quote = (ps_extent){0, 0};
    if (!is_number(ps_span_cut(text, value.from, value.to)) || !ends_here(text, value.to))
        return false;
    size_t least = value.from > BACK_MAX ? value.from - BACK_MAX : 0;
    size_t at = back_over_space(text, value.from, least);
    while (at > least && ps_is_one_of(text.ptr[at - 1], "[,")) {
        at = list_begin(text, at, least);
        if (!at) return false;
        at = back_over_space(text, at - 1, least);
    }
    if (at <= least || text.ptr[at - 1] != ':') return false;
    size_t to = back_over_space(text, at - 1, least);
    if (to <= least || text.ptr[to - 1] != '"') return false;
    size_t from = to - 1;
    while (from > least && text.ptr[from - 1] == '\\') from--;
    if ((to - from) % 2) from = to - 1; /* an even number: they are the key's own */
    *quote = (ps_extent){from, to};
    return true;
}
