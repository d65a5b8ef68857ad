/* SPDX-License-Identifier: Apache-2.0 */
#include "sentence_doors.h"

#include "checks.h"
#include "clause.h"
#include "hex_word.h"
#include "name_rank.h"
#include "value.h"

enum { WORD_MAX = 32, NAME_MAX = 96, NUMBER_MIN = 5, NUMBER_MAX = 40 };

static bool is_letter(char c) {
    return ps_is_alpha(c) || (unsigned char)c >= 0x80 || c == '\'';
}

/* Is [from, to) a word with a capital that the lists of names hold? */
static bool is_name(ps_span t, size_t from, size_t to) {
    if (to - from < 2 || to - from > WORD_MAX) return false;
    if (!ps_is_upper(t.ptr[from]) && (unsigned char)t.ptr[from] < 0x80) return false;
    return ps_name_rank(ps_span_cut(t, from, to)) & PS_NAME_ANY;
}

static size_t letters_end(ps_span t, size_t i) {
    size_t from = i;
    while (i < t.len && i - from <= WORD_MAX && is_letter(t.ptr[i])) i++;
    return i;
}

static bool name_before(ps_span t, size_t to) {
    while (to > 0 && ps_is_one_of(t.ptr[to - 1], " >)]\"'")) to--;
    size_t from = to;
    while (from > 0 && to - from <= WORD_MAX && is_letter(t.ptr[from - 1])) from--;
    return is_name(t, from, to);
}

static bool name_behind(ps_span t, size_t i) {
    for (size_t from = i; i < t.len && i - from < 4 && ps_is_one_of(t.ptr[i], " >)]|-,<(");) i++;
    return is_name(t, i, letters_end(t, i));
}

/* Two names, or one that a caret parts from the next. */
static bool pair_at(ps_span t, size_t i) {
    if (i >= t.len || !(ps_is_upper(t.ptr[i]) || (unsigned char)t.ptr[i] >= 0x80)) return false;
    size_t end = letters_end(t, i), next = end;
    while (next < t.len && next - end < 2 && ps_is_one_of(t.ptr[next], " ,^.-")) next++;
    if (next == end || next >= t.len || !(is_letter(t.ptr[next]))) return false;
    if (t.ptr[end] == '^') return true;
    size_t word = letters_end(t, next); /* de, van; but no id that begins so */
    bool particle = ps_is_one_of(t.ptr[next], "dv") && !(word < t.len && ps_is_digit(t.ptr[word]));
    return is_name(t, i, end) && (ps_is_upper(t.ptr[next]) || particle);
}

/* A number at the last byte of the anchor, and a name on either side of it. */
static bool number_beside_name(ps_span t, size_t at, size_t end) {
    size_t to = end - 1, digits = 0;
    while (to < t.len && to - at < NUMBER_MAX && (ps_is_alnum(t.ptr[to]) || t.ptr[to] == '-'))
        digits += ps_is_digit(t.ptr[to++]);
    bool date = to < t.len && t.ptr[to] == '/';
    return (digits >= NUMBER_MIN || date) && (name_before(t, at) || name_behind(t, to));
}

/* Ten digits and the signs of a telephone number. */
static bool phone_at(ps_span t, size_t i) {
    ps_extent e;
    return ps_grammar_phone(t, i, &e) && e.from == i && e.to - i >= 10;
}

/* The colon behind a long number may part a message's value from its words. */
static bool ends_number(ps_span t, size_t to) {
    size_t from = to;
    while (from > 0 && to - from < 14 && (ps_is_alnum(t.ptr[from - 1]) || t.ptr[from - 1] == '-'))
        from--;
    return to - from >= 6 && to - from <= 12;
}

/* `name` stands in every second line; a name behind it begins with a capital. */
static bool leads_to_name(ps_span t, size_t end) {
    size_t i = end;
    while (i < t.len && i - end < 8 && ps_is_one_of(t.ptr[i], " :=\"'[(<d")) i++;
    return i > end && i + 1 < t.len && ps_is_upper(t.ptr[i]) && ps_is_alpha(t.ptr[i + 1]);
}

static bool is_word(ps_span t, size_t at, size_t end, const char *word) {
    return ps_span_is(ps_span_cut(t, at, end), word);
}

/* A word of the dictionary is one where a clause would read it as one: not `kin` in `checking`. */
static bool is_in_word(ps_span t, size_t at, size_t end) {
    char before = at ? t.ptr[at - 1] : ' ', next = end < t.len ? t.ptr[end] : ' ';
    bool begins = !is_letter(before) || (ps_is_upper(t.ptr[at]) && !ps_is_upper(before));
    bool turns = ps_is_upper(next) && ps_is_lower(t.ptr[end - 1]);
    if (begins && (!is_letter(next) || turns)) return false;
    size_t from = at, to = end;
    while (from > 0 && at - from < WORD_MAX && is_letter(t.ptr[from - 1]) &&
           !(ps_is_upper(t.ptr[from]) && ps_is_lower(t.ptr[from - 1])))
        from--;
    while (to < t.len && to - end < WORD_MAX && is_letter(t.ptr[to]) &&
           !(ps_is_upper(t.ptr[to]) && ps_is_lower(t.ptr[to - 1])))
        to++;
    ps_token token = {0};
    return !ps_clause_word(ps_span_cut(t, from, to), &token);
}

/* ---- is there anything to find? ---- */

/* A word with a capital that may be a name: neither an ordinary word nor a part of a program. */
static bool may_be_name(ps_span t, size_t from, size_t to) {
    ps_span w = ps_span_cut(t, from, to);
    bool title = w.len > 1 && ps_is_lower(w.ptr[1]);
    for (size_t i = 1; i < w.len; i++)
        if (ps_is_upper(w.ptr[i]) == title)
            return w.len < 4 || ps_clause_has_prefix(w); /* NodeManager; but McGee */
    unsigned rank = ps_name_rank(w);
    return title ? rank != PS_NAME_WORD : rank & PS_NAME_ANY;
}

/* 16:05:01, but not the midnight that programs put behind a day */
static bool is_clock(ps_span t, size_t i) {
    static const char midnight[] = "00:00:00";
    size_t n = sizeof midnight - 1;
    return i + 2 < t.len && ps_is_digit(t.ptr[i]) && ps_is_one_of(t.ptr[i + 2], ":.") &&
           !(t.len - i >= n && !memcmp(t.ptr + i, midnight, n));
}

/* The time of a line, 2015-07-29 16:05:01, whose year is at [from, to): where its day ends; `from`:
 * none. A person's date stands without a clock. */
static size_t stamp_end(ps_span t, size_t from, size_t to) {
    size_t end = to + 6; /* -07-29 */
    bool stamp = to - from == 4 && end + 3 < t.len && t.ptr[to] == t.ptr[to + 3] &&
                 ps_is_one_of(t.ptr[to], "-/.") && ps_is_one_of(t.ptr[end], " T-") &&
                 is_clock(t, end + 1);
    return stamp ? end : from;
}

static size_t digits_end(ps_span t, size_t i) {
    while (i < t.len && ps_is_digit(t.ptr[i])) i++;
    return i;
}

/* 09-04-1957, 77-12-91 and 09.04.1957, from the first number on: three short numbers; in versions
 * and addresses with dots no part has four digits. */
static bool is_day(ps_span t, size_t from, size_t to) {
    enum { PART_MAX = 2, YEAR = 4 };
    char sign = to < t.len ? t.ptr[to] : ' ';
    if (to - from > PART_MAX || (sign != '-' && sign != '.')) return false;
    size_t middle = digits_end(t, to + 1);
    if (middle == to + 1 || middle - to > PART_MAX + 1 || middle == t.len) return false;
    if (t.ptr[middle] != sign) return false;
    size_t last = digits_end(t, middle + 1) - (middle + 1);
    return last == YEAR || (sign == '-' && last == PART_MAX);
}

/* 12 may, as a number that stands before its month */
static bool is_beside_month(ps_span t, size_t from, size_t to) {
    size_t end = to;
    if (to - from > 2 || to + 3 >= t.len || t.ptr[to] != ' ') return false;
    for (end++; end < t.len && end - to < 10 && ps_is_alpha(t.ptr[end]);) end++;
    return ps_clause_is_month(ps_span_cut(t, to + 1, end));
}

/* A number that is neither an address, nor a port or a clock, nor a part of a word. */
static bool may_be_number(ps_span t, size_t from, size_t to) {
    char before = from ? t.ptr[from - 1] : ' ', next = to < t.len ? t.ptr[to] : ' ';
    if (next == '/' || before == '/') return true;  /* 4/9/57 */
    if (to - from >= 3 && next == '-') return true; /* 696-5907 */
    if (is_day(t, from, to) || is_beside_month(t, from, to)) return true;
    if (to - from < NUMBER_MIN || ps_is_one_of(before, ".\\@$%_")) return false;
    return to - from > NUMBER_MIN || before != ':' || from < 2 || !ps_is_digit(t.ptr[from - 2]);
}

/* Most clauses of a word that may speak of persons hold no value at all. */
bool ps_sentence_has_value(ps_span t, size_t from, size_t to) {
    const unsigned letter = PS_BYTE_UPPER | PS_BYTE_LOWER;
    for (size_t i = from; i < to;) {
        char c = t.ptr[i];
        unsigned kind = ps_byte_kind(c);
        size_t end = i, hex = ps_hex_word_end(t, i);
        if (hex) {
            if (ps_is_uuid(t, i, hex)) return true; /* it may be a person's */
            i = hex;
            continue;
        }
        if (kind & letter) {
            for (end++; end < to && ps_byte_kind(t.ptr[end]) & letter;) end++;
            if (kind & PS_BYTE_UPPER && end - i > 1 && may_be_name(t, i, end)) return true;
        } else if (kind & PS_BYTE_DIGIT) {
            while (end < to && ps_is_digit(t.ptr[end])) end++;
            size_t stamp = stamp_end(t, i, end);
            if (stamp > i)
                end = stamp;
            else if (may_be_number(t, i, end))
                return true;
            if (end == i + 1 && c == '0' && end < to && t.ptr[end] == 'x')
                for (end++; end < to && ps_is_hex(t.ptr[end]);) end++;
        } else if (kind & PS_BYTE_HIGH || c == '^') {
            return true;
        }
        i = end > i ? end : i + 1;
    }
    return false;
}

/* caller=main.go:42, "caller":"api/handler.go:118": behind the word stands a line of code. */
static bool names_code(ps_span t, size_t end) {
    size_t i = end, dot = 0;
    while (i < t.len && i - end < 4 && ps_is_one_of(t.ptr[i], "\"':= ")) i++;
    if (i == end) return false;
    for (; i < t.len && i - end < NAME_MAX &&
           (ps_is_word(t.ptr[i]) || ps_is_one_of(t.ptr[i], "./-@"));
         i++)
        if (t.ptr[i] == '.') dot = i;
    bool file = dot && i - dot > 1 && i - dot <= 5 && ps_is_alpha(t.ptr[dot + 1]);
    return file && i + 1 < t.len && t.ptr[i] == ':' && ps_is_digit(t.ptr[i + 1]);
}

ps_door ps_sentence_door(ps_span t, size_t at, size_t end) {
    char first = t.ptr[at], last = t.ptr[end - 1];
    bool sign = first == ' ' || first == ']';
    if (at > 0 && t.ptr[at - 1] == '[' && ps_own_output_at(t, at - 1, NULL))
        return PS_DOOR_SHUT; /* [PHONE] */
    if (ps_is_digit(first) && ps_hex_word_touches(t, at, false)) return PS_DOOR_SHUT;
    if (ps_is_digit(last) && ps_hex_word_touches(t, end - 1, true)) return PS_DOOR_SHUT;
    if (ps_is_digit(first) && last == ' ' && end - at == 4) /* `GAN203117 - Ana Ruiz` */
        return ends_number(t, at + 1) ? pair_at(t, end) ? PS_DOOR_NAME : PS_DOOR_OPEN
                                      : PS_DOOR_SHUT;
    if (ps_is_digit(first)) return ends_number(t, at + 1) ? PS_DOOR_OPEN : PS_DOOR_SHUT;
    if (is_word(t, at, end, "name")) return leads_to_name(t, end) ? PS_DOOR_OPEN : PS_DOOR_SHUT;
    if (is_word(t, at, end, " for ") || is_word(t, at, end, " to ") || is_word(t, at, end, " of "))
        return pair_at(t, end) ? PS_DOOR_NAME : PS_DOOR_SHUT;
    if (is_word(t, at, end, "> <"))
        return name_before(t, at) || name_behind(t, end) ? PS_DOOR_NAME : PS_DOOR_SHUT;
    if (end - at == 3 && ps_is_alpha(first) && last == ' ') { /* pt, hi */
        bool whole = at == 0 || !ps_is_word(t.ptr[at - 1]);
        bool leads = ps_lower(first) == 'p' || (end < t.len && ps_is_upper(t.ptr[end]));
        return whole && leads ? PS_DOOR_OPEN : PS_DOOR_SHUT;
    }
    if (first == ',')
        return name_before(t, at) && (!ps_is_digit(last) || phone_at(t, end - 1)) ? PS_DOOR_NAME
                                                                                  : PS_DOOR_SHUT;
    if (first == ' ' && (last == ',' || last == ' ') && t.ptr[at + 1] == '(')
        return name_before(t, at) ? PS_DOOR_NAME : PS_DOOR_SHUT;
    if (first == ' ' && last == '/') return name_before(t, at) ? PS_DOOR_NAME : PS_DOOR_SHUT;
    if (sign && ps_is_digit(last) && !ps_is_alpha(t.ptr[at + 1]))
        return number_beside_name(t, at, end) ? PS_DOOR_NAME : PS_DOOR_SHUT;
    ps_token token = {0};
    if (!ps_clause_word(ps_span_cut(t, at, end), &token)) return PS_DOOR_OPEN;
    if (is_in_word(t, at, end)) return PS_DOOR_SHUT;
    bool path = at > 0 && t.ptr[at - 1] == '/';
    if (path && token.parts & CLAUSE_SEEK && !token.weight) return PS_DOOR_SHUT; /* GET /search */
    const uint32_t sure = CLAUSE_SECRET | CLAUSE_TOKEN | CLAUSE_FIELD | CLAUSE_PARSE | CLAUSE_SEEK |
                          CLAUSE_VALUE | CLAUSE_TITLE | CLAUSE_NAMED;
    if (token.weight > 1 || token.parts & sure) return PS_DOOR_OPEN;
    return names_code(t, end) ? PS_DOOR_SHUT : PS_DOOR_AJAR;
}
