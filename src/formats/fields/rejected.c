/* SPDX-License-Identifier: Apache-2.0
 *
 * A value that a program does not want, with its field before or behind it:
 *
 *     Variable "$lastName" got invalid value "Hamish"; expected type String
 *     invalid value '1957-13-09' for property birthDate
 *     Error converting value "1957-13-09" to type 'System.DateTime'. Path 'patient.dob', line 3
 *     Cannot deserialize value of type `LocalDate` from String "1957-13-09": .. (through reference
 *     chain: com.acme.Patient["birthDate"]) */
#include "form.h"
#include "value.h"

enum { LOOK = 96, WORD_LIMIT = 64, BARE_MAX = 256, WORDS_MAX = 5, CHAIN_LOOK = 1 << 10 };

const char *const ps_rejected_anchors[] = {"invalid value ",
                                           "illegal value ",
                                           "unexpected value ",
                                           "bad value ",
                                           "wrong value ",
                                           "value of '",
                                           "malformed value",
                                           "duplicate value ",
                                           "invalid value:",
                                           "with value \"",
                                           "for value \"",
                                           "for value '",
                                           "the value '",
                                           "ting value \"",
                                           "from string \"",
                                           "rt string to ",
                                           NULL};

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
        if (to == at || put(reader, (ps_extent){at, end}, value)) return;
        if (end == at) n--; /* a full stop */
        at = to;
    }
}

/* Jackson: (through reference chain: com.acme.Claim["patient"]->com.acme.Patient["dob"]), on the
 * line of the value or the next one. The last field of the chain is the value's. */
static void named_in_chain(ps_reader *reader, ps_extent value) {
    static const char lead[] = "reference chain: ";
    enum { LEAD = sizeof lead - 1 };
    ps_span t = reader->text;
    size_t most = t.len - value.to > CHAIN_LOOK ? value.to + CHAIN_LOOK : t.len, at = value.to;
    while (at + LEAD <= most && (t.ptr[at] != lead[0] || memcmp(t.ptr + at, lead, LEAD) != 0)) at++;
    if (at + LEAD > most) return;
    ps_extent field = {0};
    for (at += LEAD; at < most && !ps_is_one_of(t.ptr[at], ")\n"); at++) {
        if (t.ptr[at] != '[') continue;
        size_t from = at + 1;
        while (from < most && ps_is_one_of(t.ptr[from], "\\\"")) from++;
        size_t to = from;
        while (to < most && is_name_sign(t.ptr[to])) to++;
        if (to > from && !ps_is_digit(t.ptr[from])) field = (ps_extent){from, to};
    }
    put(reader, field, value);
}

/* Could not convert string to DateTime: 1957-13-09. Path 'dob', line 1: the value has no quotes. */
static ps_extent converted(ps_span t, size_t at) {
    size_t from = at;
    while (from < t.len && (is_name_sign(t.ptr[from]))) from++;
    if (from + 1 >= t.len || t.ptr[from] != ':' || t.ptr[from + 1] != ' ')
        return (ps_extent){at, at};
    size_t to = from += 2;
    while (to + 6 < t.len && to - from < BARE_MAX && t.ptr[to] != '\n' &&
           memcmp(t.ptr + to, ". Path", 6) != 0)
        to++;
    bool path = to + 6 < t.len && !memcmp(t.ptr + to, ". Path", 6);
    return (ps_extent){from, path ? to : from};
}

size_t ps_rejected_read(ps_reader *reader, size_t at, size_t end) {
    ps_span t = reader->text;
    bool quote = ps_is_one_of(t.ptr[end - 1], "\"'");
    size_t open = end - quote;
    while (quote && open > at && t.ptr[open - 1] == '\\') open--;
    ps_extent value = ps_lower(t.ptr[at]) == 'r' ? converted(t, end) : value_at(t, open);
    if (value.to <= value.from) return end;
    if (ps_lower(t.ptr[at]) == 'f' && ps_lower(t.ptr[at + 1]) == 'r')
        named_in_chain(reader, value);
    else if (!named_before(reader, at, value))
        named_behind(reader, value);
    return value.to;
}
