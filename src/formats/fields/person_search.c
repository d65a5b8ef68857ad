/* SPDX-License-Identifier: Apache-2.0
 *
 * Searches for persons: /patients?q=Ana%20Ruiz, /member/search?query=40718322&ln=Ruiz. The path
 * says that persons are sought, the lists of names whether this is one. */
#include "form.h"
#include "name_rank.h"
#include "person_word.h"

enum { PATH_MAX_BACK = 120, VALUE_MAX_LEN = 80, WORDS_MAX = 4, DIGITS_LOW = 5, DIGITS_HIGH = 12 };

const char *const ps_person_search_anchors[] = {
    "?q=",    "&q=",  "?query=", "&query=", "?search=", "&search=", "?term=",
    "&term=", "?ln=", "&ln=",    "?fn=",    "&fn=",     NULL};

ps_form_fn ps_person_search_read;

/* Does a word of the path before `at` speak of patients or members? */
static bool seeks_persons(ps_span text, size_t at) {
    size_t from = at, path = at;
    while (from > 0 && at - from < PATH_MAX_BACK &&
           !ps_is_one_of(text.ptr[from - 1], " \t\n\"'<>("))
        from--;
    for (size_t i = from; i < at && path == at; i++)
        if (text.ptr[i] == '?') path = i; /* other parameters stand between */
    return ps_has_person_word(ps_span_cut(text, from, path));
}

static bool is_letter(char c) {
    return ps_is_alpha(c) || (unsigned char)c >= 0x80 || c == '\'' || c == '-';
}

/* A blank of a query: `+` or %20. Its length. */
static size_t blank_at(ps_span text, size_t at, size_t end) {
    if (text.ptr[at] == '+') return 1;
    return end - at >= 3 && !memcmp(text.ptr + at, "%20", 3) ? 3 : 0;
}

/* Words alone, one of them in the lists of names. */
static bool is_name(ps_span text, size_t from, size_t to) {
    unsigned rank = 0, words = 0;
    for (size_t at = from; at < to; words++) {
        size_t end = at;
        while (end < to && is_letter(text.ptr[end])) end++;
        if (end == at) return false;
        rank |= ps_name_rank(ps_span_cut(text, at, end));
        at = end < to ? end + blank_at(text, end, to) : end;
        if (at == end && end < to) return false;
    }
    return rank & PS_NAME_ANY && words <= WORDS_MAX;
}

static bool is_number(ps_span text, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        if (!ps_is_digit(text.ptr[i])) return false;
    return to - from >= DIGITS_LOW && to - from <= DIGITS_HIGH;
}

size_t ps_person_search_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t to = end;
    while (to < text.len && to - end < VALUE_MAX_LEN &&
           !ps_is_one_of(text.ptr[to], " &;#\t\r\n\"'<>)],\\"))
        to++;
    if (to == end || to - end == VALUE_MAX_LEN || !seeks_persons(text, at)) return end;
    if (is_name(text, end, to)) ps_put(reader, PS_SLOT_NAME, end, to);
    if (is_number(text, end, to)) ps_put(reader, PS_SLOT_MRN, end, to);
    return to;
}
