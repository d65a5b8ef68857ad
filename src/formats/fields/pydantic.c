/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports of pydantic: the field's path stands on a line of its own, or before the sentence, the
 * input in brackets behind it.
 *
 *     guarantor.ssn
 *       String should match pattern ... [type=..., input_value='306302348', input_type=str] */
#include "form.h"
#include "value.h"

enum { LINE_MAX_LEN = 512, PATH_MAX = 128, VALUE_MAX = 1 << 12 };

const char *const ps_pydantic_anchors[] = {"input_value=", NULL};

ps_form_fn ps_pydantic_read;

/* Where the line begins that `at` stands in; SIZE_MAX: too far away. */
static size_t line_begin(ps_span t, size_t at) {
    size_t from = at;
    while (from > 0 && at - from < LINE_MAX_LEN && t.ptr[from - 1] != '\n') from--;
    return from == 0 || t.ptr[from - 1] == '\n' ? from : SIZE_MAX;
}

/* The last part of the path above that is no index: contacts.0.phone, `card_number`. */
static ps_extent field_above(ps_span t, size_t at) {
    ps_extent none = {0, 0};
    size_t line = line_begin(t, at);
    if (line == SIZE_MAX || line == 0) return none;
    size_t to = line - 1;
    while (to > 0 && ps_is_one_of(t.ptr[to - 1], " \t\r")) to--;
    size_t from = to;
    while (from > 0 && to - from < PATH_MAX &&
           (ps_is_word(t.ptr[from - 1]) || ps_is_one_of(t.ptr[from - 1], ".-")))
        from--;
    bool alone = from == 0 || ps_is_one_of(t.ptr[from - 1], " \t\n");
    if (!alone || from == to) return none;
    for (size_t end = to;;) {
        size_t part = end;
        while (part > from && t.ptr[part - 1] != '.') part--;
        if (part < end && !ps_is_digit(t.ptr[part])) return (ps_extent){from, end};
        if (part == from) return none;
        end = part - 1;
    }
}

/* `ssn String should match pattern [type=`: on the same line, before the sentence. */
static ps_extent field_beside(const ps_reader *reader, size_t at) {
    ps_span t = reader->text;
    size_t i = line_begin(t, at);
    ps_extent found = {0, 0};
    if (i == SIZE_MAX) return found;
    for (size_t from = i; i < at; from = i) {
        while (i < at && (ps_is_word(t.ptr[i]) || ps_is_one_of(t.ptr[i], ".-"))) i++;
        ps_key_hit hit;
        ps_span word = ps_span_cut(t, from, i);
        bool sentence = i + 1 < at && t.ptr[i] == ' ' && ps_is_upper(t.ptr[i + 1]);
        if (sentence && word.len > 1 && word.len < PATH_MAX &&
            ps_key_index_look(reader->keys, word, (uint32_t)word.len, &hit))
            found = (ps_extent){from, i};
        while (i < at && !ps_is_word(t.ptr[i])) i++;
    }
    return found;
}

/* A string in quotes, or what stands before the next comma or bracket. */
static ps_extent value_at(ps_span t, size_t at) {
    if (at < t.len && ps_is_one_of(t.ptr[at], "'\"")) {
        bool closed;
        return (ps_extent){at + 1, ps_quoted_end(t, at + 1, t.ptr[at], 0, &closed)};
    }
    size_t to = at;
    while (to < t.len && to - at < VALUE_MAX && !ps_is_one_of(t.ptr[to], ",]{[(\n")) to++;
    return (ps_extent){at, to};
}

size_t ps_pydantic_read(ps_reader *reader, size_t at, size_t end) {
    ps_span t = reader->text;
    ps_extent field = field_above(t, at), value = value_at(t, end);
    if (field.to == field.from) field = field_beside(reader, at);
    if (field.to > field.from && value.to > value.from)
        ps_put_named(reader, ps_span_cut(t, field.from, field.to), value.from, value.to);
    return end;
}
