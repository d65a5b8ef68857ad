/* SPDX-License-Identifier: Apache-2.0 */
#include "separators.h"

enum { KEY_MAX = 48, VALUE_MAX = 256 };

const char *ps_separator_literal(ps_separator separator) {
    static const char *const literals[] = {
#define PS_SEPARATOR(name, literal) literal,
#include "separators.def"
#undef PS_SEPARATOR
    };
    return literals[separator];
}

/* -->: the first of the dashes. */
static bool arrow_at(ps_span text, size_t end, size_t *at) {
    size_t i = end - 3;
    while (i > 0 && end - i < 8 && text.ptr[i - 1] == '-') i--;
    *at = i;
    return i > 0;
}

/* A row of two cells: the second ends with a bar or its line. */
static bool bar_at(ps_span text, size_t end, size_t *at) {
    size_t i = end;
    while (i < text.len && i - end < VALUE_MAX && text.ptr[i] != '|' && text.ptr[i] != '\n') i++;
    bool closed = i >= text.len || text.ptr[i] == '\n';
    if (!closed && text.ptr[i] == '|')
        closed = i + 1 >= text.len || ps_is_one_of(text.ptr[i + 1], " \r\n");
    *at = end - 2;
    return closed && end < text.len;
}

/* Exactly two elements: a longer list is one of names. */
static bool pair_at(ps_span text, size_t end, size_t *at) {
    char quote = text.ptr[end - 1];
    size_t i = end;
    while (i < text.len && i - end < KEY_MAX &&
           (ps_is_word(text.ptr[i]) || ps_is_one_of(text.ptr[i], "-. ")))
        i++;
    if (i == end || i + 2 >= text.len) return false;
    if (quote != ':' && text.ptr[i++] != quote) return false;
    if (text.ptr[i] != ',') return false;
    *at = i;
    size_t value = i + 1;
    while (value < text.len && text.ptr[value] == ' ') value++;
    if (value >= text.len) return false;
    char own = text.ptr[value];
    bool quoted = own == '"' || own == '\'';
    for (i = value + quoted; i < text.len && i - value < VALUE_MAX; i++) {
        char c = text.ptr[i];
        if (c == '\n') return false;
        if (quoted ? c == own : ps_is_one_of(c, ",)]")) break;
    }
    i += quoted;
    return i < text.len && i - value < VALUE_MAX && ps_is_one_of(text.ptr[i], ")]");
}

bool ps_separator_at(ps_separator separator, ps_span text, size_t end, size_t *at) {
    switch (separator) {
    case PS_SEPARATOR_ARROW: return arrow_at(text, end, at);
    case PS_SEPARATOR_BAR: return bar_at(text, end, at);
    default: return pair_at(text, end, at);
    }
}
