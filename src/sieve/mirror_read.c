/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror_read.h"

#include "sieve_inside.h"

#include <stdlib.h>

ps_status ps_mirror_mark(ps_mirror_marks *marks, ps_extent extent) {
    if (marks->count == marks->room) {
        ps_status status = ps_grow(&marks->items, &marks->room, sizeof *marks->items);
        if (status != PS_OK) return status;
    }
    marks->items[marks->count++] = extent;
    return PS_OK;
}

void ps_mirror_reader_init(ps_mirror_reader *reader, size_t ceiling) {
    *reader = (ps_mirror_reader){0};
    ps_buf_init(&reader->decoded, ceiling);
}

void ps_mirror_reader_free(ps_mirror_reader *reader) {
    free(reader->at.items);
    ps_buf_free(&reader->decoded);
}

/* ---- one string ---- */

/* Bytes of the escape at `at`, which is a backslash; 0: we write no such one, and nor does an
 * action. */
static size_t escape_len(ps_span line, size_t at) {
    enum { NAMED = 2, CODED = 6 };
    if (at + NAMED > line.len) return 0;
    if (line.ptr[at + 1] != 'u') return ps_is_one_of(line.ptr[at + 1], "\"\\/nrt") ? NAMED : 0;
    if (at + CODED > line.len || line.ptr[at + 2] != '0' || line.ptr[at + 3] != '0') return 0;
    return ps_is_hex(line.ptr[at + 4]) && ps_is_hex(line.ptr[at + 5]) ? CODED : 0;
}

static size_t string_end(ps_span line, size_t at) {
    for (at++; at < line.len && line.ptr[at] != '"';) {
        size_t step = line.ptr[at] == '\\' ? escape_len(line, at) : 1;
        if (!step) return 0;
        at += step;
    }
    return at < line.len ? at + 1 : 0;
}

/* Of a number that was replaced where nothing told the engine of a string: a label without quotes.
 */
static size_t word_end(ps_span line, size_t at) {
    const char *bracket = NULL;
    if (line.ptr[at] == '[') bracket = memchr(line.ptr + at, ']', line.len - at);
    if (bracket) return (size_t)(bracket - line.ptr) + 1;
    while (at < line.len && !ps_is_one_of(line.ptr[at], ",]}:\"")) at++;
    return at;
}

static char escaped_byte(ps_span text, size_t at) {
    switch (text.ptr[at + 1]) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'u': return (char)(ps_hex_value(text.ptr[at + 4]) * 16 + ps_hex_value(text.ptr[at + 5]));
    default: return text.ptr[at + 1];
    }
}

static ps_status decode(ps_buf *out, ps_span text) {
    ps_buf_clear(out);
    ps_status status = ps_buf_reserve(out, text.len + 1);
    for (size_t at = 0; status == PS_OK && at < text.len;) {
        bool escape = text.ptr[at] == '\\';
        status = ps_buf_add_char(out, escape ? escaped_byte(text, at) : text.ptr[at]);
        at += escape ? escape_len(text, at) : 1;
    }
    return status;
}

/* ---- a line ---- */

/* Where what stands at `at` ends, which was `token`; *same: it still is. 0: it cannot be read. */
static size_t token_end(ps_span line, size_t at, ps_span token, bool *same) {
    size_t end = at + token.len;
    *same = end <= line.len && memcmp(line.ptr + at, token.ptr, token.len) == 0 &&
            (token.ptr[0] == '"' || end == line.len || ps_is_one_of(line.ptr[end], ",]}:"));
    if (*same) return end;
    if (at >= line.len) return 0;
    return line.ptr[at] == '"' ? string_end(line, at) : word_end(line, at);
}

/* The brackets and commas from `from` to `to` of `was` stand at `at` too. */
static bool go_past(ps_span was, size_t from, size_t to, ps_span line, size_t *at) {
    size_t len = to - from;
    if (len > line.len - *at || memcmp(line.ptr + *at, was.ptr + from, len) != 0) return false;
    *at += len;
    return true;
}

static void begin(ps_mirror_reader *reader, ps_span line, bool plain) {
    ps_trim(&reader->at.items, &reader->at.room, sizeof *reader->at.items);
    ps_buf_trim(&reader->decoded);
    reader->line = line;
    reader->plain = plain;
    reader->next = reader->at.count = 0;
}

bool ps_mirror_read_line(ps_mirror_reader *reader, ps_span line) {
    begin(reader, line, true);
    return ps_mirror_mark(&reader->at, (ps_extent){0, 0}) == PS_OK &&
           ps_mirror_mark(&reader->at, (ps_extent){0, (uint32_t)line.len}) == PS_OK;
}

bool ps_mirror_read(ps_mirror_reader *reader, ps_span was, size_t base, ps_mirror_marks marks,
                    ps_span line) {
    size_t before = 0, at = 0;
    begin(reader, line, false);
    for (size_t i = 0; i < marks.count; i++) {
        ps_extent mark = {marks.items[i].from - (uint32_t)base, marks.items[i].to - (uint32_t)base};
        if (!go_past(was, before, mark.from, line, &at)) return false;
        bool same;
        size_t end = token_end(line, at, ps_span_cut(was, mark.from, mark.to), &same);
        if (!end) return false;
        ps_extent now = {same ? 0 : (uint32_t)at, same ? 0 : (uint32_t)end};
        if (ps_mirror_mark(&reader->at, now) != PS_OK) return false;
        before = mark.to;
        at = end;
    }
    /* All of them are decoded without failure: the room is there. */
    return go_past(was, before, was.len, line, &at) && at == line.len &&
           ps_buf_reserve(&reader->decoded, line.len + 1) == PS_OK;
}

bool ps_mirror_reader_next(ps_mirror_reader *reader, ps_span *out) {
    *out = (ps_span){0};
    if (reader->next >= reader->at.count) return false;
    ps_extent at = reader->at.items[reader->next++];
    if (at.from == at.to) return false;
    ps_span token = ps_span_cut(reader->line, at.from, at.to);
    if (reader->plain) {
        *out = token;
        return true;
    }
    if (token.ptr[0] == '"') token = ps_span_cut(token, 1, token.len - 1);
    /* Cannot fail: ps_mirror_read made the room. */
    if (decode(&reader->decoded, token) != PS_OK) ps_buf_clear(&reader->decoded);
    *out = ps_buf_span(&reader->decoded);
    return true;
}
