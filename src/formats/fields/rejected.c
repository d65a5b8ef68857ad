/* SPDX-License-Identifier: Apache-2.0
 *
 * A value that a program does not want, with its field before or behind it:
 *
 *     Variable "$lastName" got invalid value "Hamish"; expected type String
 *     invalid value '1957-13-09' for property birthDate */
#include "form.h"
#include "value.h"

enum { LOOK = 96, WORD_LIMIT = 64, BARE_MAX = 256, WORDS_MAX = 5 };

const char *const ps_rejected_anchors[] = {
    "invalid value ", "illegal value ",  "unexpected value ", "bad value ",     "wrong value ",
    "value of '",     "malformed value", "duplicate value ",  "invalid value:", NULL};

ps_form_fn ps_rejected_read;

static bool is_name_sign(char c) {
    return ps_is_word(c) || c == '.' || c == '-';
}

/* The value at `at`: in quotes or brackets, else one word. */
static ps_extent value_at(ps_span t, size_t at) {
    while (at < t.len && ps_is_one_of(t.ptr[at], " :")) at++;
    size_t depth = 0; /* backslashes: inside a string of JSON */
    while (at < t.len && t.ptr[at] == '\\') at++, depth++;
    char open = at < t.len ? t.ptr[at] : 0;
    char close = open == '[' ? ']' : open == '<' ? '>' : open == '(' ? ')' : 0;
    if (open && ps_is_one_of(open, "\"'`")) {
        bool closed;
        size_t to = ps_quoted_end(t, at + 1, open, depth, &closed);
        return closed ? (ps_extent){at + 1, to} : (ps_extent){at, at};
    }
    if (depth) return (ps_extent){at, at};
    size_t from = close ? at + 1 : at, to = from;
    while (to < t.len && to - from < BARE_MAX && t.ptr[to] != '\n' &&
           (close ? t.ptr[to] != close : !ps_is_one_of(t.ptr[to], " ,;\"')]}")))
        to++;
    while (!close && to > from && ps_is_one_of(t.ptr[to - 1], ".:")) to--;
    bool digit = false; /* a bare word is one of the sentence: `invalid value for "ssn"` */
    for (size_t i = from; i < to; i++) digit |= ps_is_digit(t.ptr[i]);
    return (ps_extent){from, close || digit ? to : from};
}

static bool put(ps_reader *reader, ps_extent word, ps_extent value) {
    ps_key_hit hit;
    ps_span name = ps_span_cut(reader->text, word.from, word.to);
    if (name.len < 2 || name.len > WORD_LIMIT) return false;
    if (!ps_key_index_look(reader->keys, name, (uint32_t)name.len, &hit)) return false;
    return ps_put_named(reader, name, value.from, value.to);
}

/* The nearest word before `at` on its line that names something. */
static bool named_before(ps_reader *reader, size_t at, ps_extent value) {
    ps_span t = reader->text;
    size_t least = at > LOOK ? at - LOOK : 0, end = at;
    for (unsigned n = 0; n < WORDS_MAX && end > least; n++) {
        while (end > least && t.ptr[end - 1] != '\n' && !is_name_sign(t.ptr[end - 1])) end--;
        if (end == least || t.ptr[end - 1] == '\n') return false;
        while (end > least && ps_is_one_of(t.ptr[end - 1], ".-")) end--;
        size_t from = end;
        while (from > least && is_name_sign(t.ptr[from - 1])) from--;
        if (put(reader, (ps_extent){from, end}, value)) return true;
        end = from;
    }
    return false;
}

/* `for property birthDate`, `for 'ssn'`, `in column ssn`. */
static void named_behind(ps_reader *reader, ps_extent value) {
    ps_span t = reader->text;
    size_t at = value.to, most = t.len - at > LOOK ? at + LOOK : t.len;
    for (unsigned n = 0; n < WORDS_MAX; n++) {
        while (at < most && t.ptr[at] != '\n' && !is_name_sign(t.ptr[at])) at++;
        size_t to = at;
        while (to < most && is_name_sign(t.ptr[to])) to++;
        size_t end = to;
        while (end > at && ps_is_one_of(t.ptr[end - 1], ".-")) end--;
        if (end == at || put(reader, (ps_extent){at, end}, value)) return;
        at = to;
    }
}

size_t ps_rejected_read(ps_reader *reader, size_t at, size_t end) {
    ps_extent value = value_at(reader->text, end);
    if (value.to <= value.from) return end;
    if (!named_before(reader, at, value)) named_behind(reader, value);
    return value.to;
}
