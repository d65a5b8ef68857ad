/* SPDX-License-Identifier: Apache-2.0 */
#include "bare_field.h"

enum { FIELD_MAX = 512 };

static bool goes_on(ps_span text, size_t at, bool raw, int depth) {
    char c = text.ptr[at];
    if (c == '\'') return raw && at > 0 && ps_is_alpha(text.ptr[at - 1]);
    if (c == '(') return raw;
    if (c == ')') return raw && depth > 0;
    return !ps_is_one_of(c, ",;\n\"`?[\\");
}

/* The whole field, without the blanks at its edges. */
static bool field_at(ps_span text, size_t at, bool raw, ps_extent *out) {
    size_t limit = text.len - at > FIELD_MAX ? at + FIELD_MAX : text.len;
    while (at < limit && ps_is_one_of(text.ptr[at], " \t\r\n")) at++;
    if (at == limit) return false;
    char first = text.ptr[at];
    bool begins = ps_is_alnum(first) || (unsigned char)first >= 0x80 ||
                  ps_is_one_of(first, "-+.") || (first == '(' && raw);
    if (!begins) return false;
    size_t end = at;
    for (int depth = 0; end < limit && goes_on(text, end, raw, depth); end++)
        depth += text.ptr[end] == '(' ? 1 : text.ptr[end] == ')' ? -1 : 0;
    bool ends = end == text.len || (end < limit && ps_is_one_of(text.ptr[end], ",)\n"));
    while (end > at && ps_is_one_of(text.ptr[end - 1], " \t\r")) end--;
    *out = (ps_extent){at, end};
    return ends && end > at;
}

/* Maria Lopez */
static bool is_proper(ps_span v) {
    size_t words = 0;
    for (size_t i = 0; i < v.len; i++) {
        bool begins = i == 0 || v.ptr[i - 1] == ' ';
        if (begins && ps_is_lower(v.ptr[i])) return false;
        if (!begins && ps_is_upper(v.ptr[i]) && ps_is_upper(v.ptr[i - 1])) return false;
        if (ps_is_one_of(v.ptr[i], "_=*/|<>.")) return false;
        words += begins;
    }
    return words > 1;
}

/* V94476582: a number with letters before it, no name of a variable. */
static bool is_code(ps_span v) {
    size_t digits = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (!ps_is_digit(v.ptr[i]) && !ps_is_upper(v.ptr[i]) && v.ptr[i] != '-') return false;
        digits += ps_is_digit(v.ptr[i]);
    }
    return digits > 4;
}

bool ps_bare_field(ps_span text, size_t at, bool raw, ps_extent *out) {
    if (!field_at(text, at, raw, out)) return false;
    ps_span v = ps_span_cut(text, out->from, out->to);
    bool sign = (v.ptr[0] == '-' || v.ptr[0] == '+') && v.len > 1;
    if (raw || ps_is_digit(v.ptr[sign])) return true;
    const char *mail = memchr(v.ptr, '@', v.len);
    return (mail && mail > v.ptr) || is_proper(v) || is_code(v);
}
