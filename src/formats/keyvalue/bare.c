/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"
#include "value.h"

enum { WORDS_MAX = 8, LABEL_WORDS = 4, TEXT_MAX = 1 << 16 };

/* Blanks, control bytes, and the delimiters of every form that is opened here. */
static bool ends_token(char c) {
    static const bool delimiter[128] = {
        [','] = true,  [';'] = true,  ['&'] = true, ['|'] = true, [')'] = true,
        [']'] = true,  ['}'] = true,  ['"'] = true, ['<'] = true, ['>'] = true,
        ['\''] = true, ['\\'] = true, ['{'] = true, ['`'] = true, [0x7f] = true};
    unsigned char byte = (unsigned char)c;
    return byte <= ' ' || (byte < 128 && delimiter[byte]);
}

/* O'Neil: an apostrophe between letters belongs to the name. */
static bool apostrophe(ps_span line, size_t at) {
    return line.ptr[at] == '\'' && at > 0 && at + 1 < line.len && ps_is_alpha(line.ptr[at - 1]) &&
           ps_is_alpha(line.ptr[at + 1]);
}

/* =0D, =0A: a line end of quoted-printable. */
static bool spelled_line_end(ps_span line, size_t at) {
    return line.ptr[at] == '=' && at + 2 < line.len && line.ptr[at + 1] == '0' &&
           (line.ptr[at + 2] == 'A' || line.ptr[at + 2] == 'D');
}

/* lastName=Lopez^dob=1957-04-09: LEEF 2.0 may part its fields with a sign of its choice. */
static bool parts_fields(ps_span line, size_t at) {
    size_t i = at + 1;
    if (line.ptr[at] != '^' || i >= line.len || !ps_is_alpha(line.ptr[i])) return false;
    while (i < line.len && ps_is_word(line.ptr[i])) i++;
    return i < line.len && line.ptr[i] == '=';
}

/* Up to a blank or delimiter: all of it, as a secret may end in any sign. */
static size_t raw_token_end(ps_span line, size_t from, size_t most) {
    size_t limit = line.len - from > most ? from + most : line.len, i = from;
    for (; i < limit; i++) {
        if (ps_is_alnum(line.ptr[i])) continue; /* most; and none of them ends anything */
        if ((ends_token(line.ptr[i]) && !apostrophe(line, i)) || spelled_line_end(line, i) ||
            parts_fields(line, i))
            break;
    }
    return i;
}

static size_t token_end(ps_span line, size_t from) {
    size_t i = raw_token_end(line, from, ps_bare_max(PS_VALUE_ID));
    /* A sentence's or clause's own signs are not the value's. */
    while (i > from + 1 && ps_is_one_of(line.ptr[i - 1], ".:!?")) i--;
    return i;
}

/* Digits, or four capitals and more: an id may have no digit. */
static bool numberish(ps_span s) {
    size_t capitals = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (ps_is_digit(s.ptr[i])) return true;
        capitals += ps_is_upper(s.ptr[i]);
    }
    return capitals >= 4 && capitals == s.len;
}

/* A word with '=' behind it, or in prose one with ':', begins the next field. */
static bool field_begins(ps_span line, size_t at) {
    size_t i = at;
    while (i < line.len && (ps_is_word(line.ptr[i]) || line.ptr[i] == '.' || line.ptr[i] == '-'))
        i++;
    return i > at && i < line.len && (line.ptr[i] == '=' || line.ptr[i] == ':');
}

/* SSN NUM: the words from `at` on are a label in capitals. */
static bool label_begins(ps_span line, size_t at) {
    size_t i = at, words = 1;
    for (; i < line.len && words <= LABEL_WORDS; i++) {
        if (line.ptr[i] == ' ')
            words++;
        else if (!ps_is_upper(line.ptr[i]) && !ps_is_digit(line.ptr[i]))
            break;
    }
    return i > at + 1 && i < line.len && line.ptr[i] == ':' && line.ptr[i - 1] != ' ';
}

/* `Springfield SSN NUM: 262..`: a value with small letters ends where a label in capitals begins.
 */
static size_t before_label(ps_span line, size_t from, size_t to) {
    bool small = false;
    for (size_t i = from; i < to; i++) {
        small |= ps_is_lower(line.ptr[i]);
        if (small && line.ptr[i] == ' ' && label_begins(line, i + 1)) return i;
    }
    return to;
}

/* Several words up to a delimiter, the next field, or the end of the line. */
static size_t words_end(ps_span line, size_t from, unsigned words_max) {
    size_t end = token_end(line, from);
    for (unsigned n = 1; n < words_max && end < line.len && line.ptr[end] == ' '; n++) {
        size_t next = end + 1, to = token_end(line, next);
        if (to == next || line.ptr[next] == '(' || line.ptr[next] == '[' ||
            field_begins(line, next))
            break;
        end = to;
    }
    return before_label(line, from, end);
}

/* The key stands in a record of fields: Person(name=.., {name=.., [name=.., ", name=..". */
static bool inside_record(const ps_island *island) {
    size_t i = island->key_at;
    while (i > 0 && (ps_is_word(island->line.ptr[i - 1]) || island->line.ptr[i - 1] == '.')) i--;
    while (i > 0 && island->line.ptr[i - 1] == ' ') i--;
    return i > 0 && ps_is_one_of(island->line.ptr[i - 1], "([{,;");
}

/* snake_case, camelCase, kebab-case: written by a program, not in a sentence. */
static bool key_is_code(const ps_island *island) {
    ps_span line = island->line;
    if (island->separator == '=') return true;
    if (island->wrap.len) return false; /* "key": bare words are no JSON, so a sentence */
    for (size_t i = island->key_at; i < island->key_end; i++) {
        if (line.ptr[i] == ' ') return false;
        if (line.ptr[i] == '_' || line.ptr[i] == '-') return true;
        if (i > island->key_at && ps_is_upper(line.ptr[i]) && ps_is_lower(line.ptr[i - 1]))
            return true;
    }
    return island->key_at > 0 && line.ptr[island->key_at - 1] == '.';
}

static ps_grammar_fn *grammar_of(const ps_rule *rule) {
    if (rule->grammar) return rule->grammar->grammar;
    switch (rule->value) {
    case PS_VALUE_DATE: return ps_grammar_date;
    case PS_VALUE_PHONE: return ps_grammar_phone;
    case PS_VALUE_NAME: return ps_grammar_name;
    default: return NULL;
    }
}

/* The token does not end here; a clause's own signs before a blank are no part of it, nor are the
 * dots of what was cut: Lop... */
static bool goes_on(ps_span line, size_t at) {
    if (at >= line.len || ends_token(line.ptr[at]) || spelled_line_end(line, at) ||
        parts_fields(line, at))
        return false;
    while (at < line.len && ps_is_one_of(line.ptr[at], ".:!?")) at++;
    return at < line.len && !ends_token(line.ptr[at]);
}

/* Names in padded columns, and what follows LAST, FIRST: `Ngozi   Okafor`, `Okafor, Ngozi A., Jr.`
 */
static size_t name_end(ps_span line, size_t end) {
    for (unsigned n = 0; n < WORDS_MAX; n++) {
        size_t i = end;
        while (i < line.len && i - end < 4 && ps_is_one_of(line.ptr[i], " ,")) i++;
        ps_extent more;
        bool initial = i + 1 < line.len && ps_is_upper(line.ptr[i]) && line.ptr[i + 1] == '.';
        if (i == end || i >= line.len || memchr(line.ptr + end, ',', i - end)) {
            if (!initial || i == end) return end;
        }
        if (initial)
            end = i + 2;
        else if (ps_grammar_name(line, i, &more) && more.from == i)
            end = more.to;
        else
            return end;
    }
    return end;
}

/* The grammar's extent, when it begins where the value does. A value that goes on behind it (a
 * date with a zone that no form knows) is taken to the end of its token. */
static bool by_grammar(const ps_island *island, size_t from, ps_extent *out) {
    ps_grammar_fn *grammar = grammar_of(island->rule);
    if (!grammar || !grammar(island->line, from, out)) return false;
    if (out->from != from) return false;
    if (goes_on(island->line, out->to)) out->to = token_end(island->line, out->to);
    if (island->rule->value == PS_VALUE_NAME)
        out->to = before_label(island->line, from, name_end(island->line, out->to));
    return out->to > out->from;
}

static bool ip_value(ps_span line, size_t from, ps_extent *out) {
    while (from < line.len && (line.ptr[from] == '/' || line.ptr[from] == '[')) from++;
    return ps_grammar_ipv4(line, from, out) || ps_grammar_ipv6(line, from, out);
}

/* datetime.date(1957, 4, 9), Date(...): the value stands between the brackets. */
static bool called_date(const ps_island *island, size_t from, ps_extent *out) {
    ps_span line = island->line;
    size_t i = from;
    while (i < line.len && (ps_is_word(line.ptr[i]) || line.ptr[i] == '.')) i++;
    return i > from && i < line.len && line.ptr[i] == '(' && by_grammar(island, i + 1, out);
}

static size_t line_value_end(ps_span line, size_t from) {
    size_t limit = from + TEXT_MAX < line.len ? from + TEXT_MAX : line.len, i = from;
    for (; i < limit && !ps_is_one_of(line.ptr[i], "\"\r\n"); i++)
        if ((line.ptr[i] == ' ' && field_begins(line, i + 1) && i > from) ||
            spelled_line_end(line, i))
            break;
    while (i > from && ps_is_blank(line.ptr[i - 1])) i--;
    return i;
}

static bool needs_digit(const ps_rule *rule) {
    switch (rule->value) {
    case PS_VALUE_ID:
    case PS_VALUE_NUMBER:
    case PS_VALUE_PHONE:
    case PS_VALUE_DATE:
    case PS_VALUE_ZIP:
    case PS_VALUE_AGE: return true;
    default: return false;
    }
}

static bool capital(ps_span line, size_t at) {
    return at < line.len && (ps_is_upper(line.ptr[at]) || (unsigned char)line.ptr[at] >= 0x80);
}

/* Names, cities, addresses: words. In a sentence they must look the part. */
static bool words_value(const ps_island *island, size_t from, ps_extent *out) {
    ps_span line = island->line;
    bool address = island->rule->value == PS_VALUE_ADDRESS;
    bool code = key_is_code(island);
    if (!code && !capital(line, from) && !(address && ps_is_digit(line.ptr[from]))) return false;
    if (island->rule->value == PS_VALUE_NAME && !code) return false; /* its grammar has refused */
    bool more =
        !code || inside_record(island) || capital(line, from) || ps_is_digit(line.ptr[from]);
    *out = (ps_extent){from, more ? words_end(line, from, WORDS_MAX) : token_end(line, from)};
    bool call = ps_is_one_of(out->to < line.len ? line.ptr[out->to] : 0, "(["); /* name = f(x) */
    for (size_t i = from; i < out->to; i++) call |= ps_is_one_of(line.ptr[i], "([");
    return out->to > out->from && !(call && island->separator == '=' && !address);
}

/* ssn = get_ssn(row): code, and no value. */
static bool is_call(ps_span line, ps_extent token) {
    size_t i = token.from;
    if (!ps_is_alpha(line.ptr[i])) return false;
    while (i < token.to && (ps_is_word(line.ptr[i]) || line.ptr[i] == '.')) i++;
    return i < line.len && line.ptr[i] == '(';
}

/* 287 - 65 - 4091: groups of digits, as many as the rule knows. */
static size_t groups_end(const ps_island *island, size_t from, size_t end) {
    ps_span line = island->line;
    size_t digits = 0;
    for (size_t i = from; i < end; i++) digits += ps_is_digit(line.ptr[i]);
    for (;;) {
        size_t i = end, n = 0;
        while (i < line.len && i - end < 3 && ps_is_one_of(line.ptr[i], " -")) i++;
        while (i + n < line.len && ps_is_digit(line.ptr[i + n])) n++;
        bool stops = i + n >= line.len || !ps_is_word(line.ptr[i + n]);
        if (i == end || !n || !stops || digits + n > island->rule->digits_max) return end;
        digits += n;
        end = i + n;
    }
}

/* WN 86384: letters, a blank, digits (plates, some numbers of members). */
static size_t lettered_end(ps_span line, ps_extent token) {
    size_t i = token.from;
    while (i < token.to && ps_is_upper(line.ptr[i])) i++;
    if (i != token.to || i - token.from > 3 || i + 3 >= line.len || line.ptr[i] != ' ')
        return token.to;
    size_t to = ++i;
    while (to < line.len && ps_is_digit(line.ptr[to])) to++;
    return to - i >= 3 && (to == line.len || !ps_is_word(line.ptr[to])) ? to : token.to;
}

static bool token_value(const ps_island *island, size_t from, ps_extent *out) {
    ps_span line = island->line;
    bool secret = island->rule->value == PS_VALUE_SECRET;
    *out = (ps_extent){from, secret ? raw_token_end(line, from, ps_bare_max(PS_VALUE_SECRET))
                                    : token_end(line, from)};
    if (out->to <= out->from || line.ptr[from] == '(' || line.ptr[from] == '[') return false;
    if (out->to - from >= ps_bare_max(island->rule->value)) return true; /* withheld */
    if (!secret && is_call(line, *out)) return false;
    if (island->rule->value == PS_VALUE_ID) out->to = lettered_end(line, *out);
    bool spread = island->rule->value == PS_VALUE_NUMBER && island->separator == ':';
    if (spread && ps_is_digit(line.ptr[from])) out->to = groups_end(island, from, out->to);
    /* A number without a digit is a word of a sentence or a variable of a program. */
    ps_span value = ps_span_cut(line, out->from, out->to);
    return !needs_digit(island->rule) || numberish(value) ||
           ps_value_stay(value, island->rule->label) != PS_STAY_NOT;
}

/* #<PatientRecord:0x00000451a099da1a @id=..: where the object lies in memory. */
static bool is_memory_address(ps_span line, size_t from) {
    if (line.len - from < 10 || line.ptr[from] != '0' || line.ptr[from + 1] != 'x') return false;
    for (size_t i = from + 2; i < from + 10; i++)
        if (!ps_is_hex(line.ptr[i])) return false;
    return true;
}

/* PHP prints [mrn:protected] => ..: the value stands behind the arrow. */
static bool is_access(const ps_island *island, size_t from) {
    static const char *const words[] = {"protected]", "private]", "public]"};
    ps_span line = island->line;
    for (size_t i = 0; island->separator == ':' && i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (line.len - from >= n && !memcmp(line.ptr + from, words[i], n)) return true;
    }
    return false;
}

/* Address[line1=.., Patient(id=.., Date{..}: the fields inside have keys of their own. */
static bool is_container(ps_span line, size_t from) {
    size_t i = from;
    while (i < line.len &&
           (ps_is_word(line.ptr[i]) || (line.ptr[i] && ps_is_one_of(line.ptr[i], ".$@"))))
        i++;
    return i > from && i < line.len && ps_is_one_of(line.ptr[i], "([{") &&
           field_begins(line, i + 1);
}

bool ps_bare_value(const ps_island *island, size_t from, ps_extent *out) {
    ps_span line = island->line;
    if (from >= line.len || ends_token(line.ptr[from]) || is_container(line, from)) return false;
    if (is_memory_address(line, from) || is_access(island, from)) return false;
    size_t own = ps_own_output_at(line, from, island->rule->label);
    if (own) {
        *out = (ps_extent){from, from + own};
        return true;
    }
    if (island->rule->value == PS_VALUE_IP) return ip_value(line, from, out);
    if (by_grammar(island, from, out)) return true;
    switch (island->rule->value) {
    case PS_VALUE_TEXT: *out = (ps_extent){from, line_value_end(line, from)}; return out->to > from;
    case PS_VALUE_NAME:
    case PS_VALUE_CITY:
    case PS_VALUE_ADDRESS: return words_value(island, from, out);
    case PS_VALUE_DATE: return called_date(island, from, out) || token_value(island, from, out);
    default: return token_value(island, from, out);
    }
}
