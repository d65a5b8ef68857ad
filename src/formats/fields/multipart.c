/* SPDX-License-Identifier: Apache-2.0
 *
 * multipart/form-data (RFC 7578): the header of a part names the field, the lines behind the blank
 * line are its value, up to the next boundary.
 *
 *     Content-Disposition: form-data; name="ssn"
 *
 *     306-30-2348
 *     ------WebKitFormBoundary... */
#include "form.h"

enum { NAME_MAX_LEN = 128, HEADERS_MAX = 8, VALUE_MAX = 1 << 12 };

const char *const ps_multipart_anchors[] = {"form-data; name=", NULL};

ps_form_fn ps_multipart_read;

static size_t line_end(ps_span t, size_t at) {
    const char *newline = memchr(t.ptr + at, '\n', t.len - at);
    return newline ? (size_t)(newline - t.ptr) : t.len;
}

static bool is_blank_line(ps_span t, size_t at, size_t end) {
    return at == end || (end == at + 1 && t.ptr[at] == '\r');
}

/* Of a bare name; the backslash of an escaped quote, which a view takes away, is none. */
static bool is_token(char c) {
    return ps_is_word(c) || ps_is_one_of(c, "-.[]$");
}

/* The parameter's value at *at: in quotes or bare. */
static ps_extent parameter(ps_span t, size_t *at) {
    bool quoted = *at < t.len && t.ptr[*at] == '"';
    size_t from = *at + quoted, to = from;
    while (to < t.len && to - from < NAME_MAX_LEN &&
           (quoted ? !ps_is_one_of(t.ptr[to], "\"\r\n") : is_token(t.ptr[to])))
        to++;
    *at = to < t.len && t.ptr[to] == '"' ? to + 1 : to;
    return (ps_extent){from, to};
}

/* The value's lines: from behind the blank line to before the boundary. Empty: there is none. */
static ps_extent body(ps_span t, size_t at) {
    size_t end = line_end(t, at);
    for (unsigned n = 0; n < HEADERS_MAX && end < t.len; n++) { /* Content-Type: ... */
        at = end + 1;
        end = line_end(t, at);
        if (is_blank_line(t, at, end)) break;
    }
    if (end >= t.len || !is_blank_line(t, at, end)) return (ps_extent){0, 0};
    size_t from = end + 1, to = from;
    for (size_t line = from; line < t.len && line - from < VALUE_MAX; line = end + 1) {
        end = line_end(t, line);
        if (end - line >= 2 && t.ptr[line] == '-' && t.ptr[line + 1] == '-') break;
        to = end;
        if (end > line && t.ptr[end - 1] == '\r') to--;
    }
    return to > from ? (ps_extent){from, to} : (ps_extent){0, 0};
}

size_t ps_multipart_read(ps_reader *reader, size_t at, size_t end) {
    (void)at;
    ps_span t = reader->text;
    ps_extent name = parameter(t, &end);
    if (name.to == name.from) return end;
    ps_put(reader, PS_SLOT_KEEP, name.from, name.to); /* what a field is called is nobody's name */
    ps_extent value = body(t, end);
    if (value.to == value.from) return end;
    ps_put_named(reader, ps_span_cut(t, name.from, name.to), value.from, value.to);
    return value.to;
}
