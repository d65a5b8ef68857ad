/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"
#include "value.h"

enum { FILLERS_MAX = 3, SIGNS_MAX = 6 };

/* Words that may stand between a label and its value: "SSN ending in 2348". */
static bool is_filler(ps_span word) {
    static const char *const fillers[] = {"is",  "was",    "of",  "no",  "number", "num",   "nbr",
                                          "id",  "for",    "to",  "in",  "with",   "as",    "on",
                                          "the", "ending", "at",  "x",   "value",  "last",  "four",
                                          "are", "by",     "new", "old", "code",   "equals"};
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (ps_span_is(word, fillers[i])) return true;
    return false;
}

static size_t skip_signs(ps_span line, size_t at, const char *own) {
    for (unsigned n = 0;
         n < SIGNS_MAX && at < line.len && ps_is_one_of(line.ptr[at], " \t#:=\"'[-."); n++) {
        if (line.ptr[at] == '[' && ps_own_output_at(line, at, own)) return at;
        if (line.ptr[at++] != '.') continue;
        while (at < line.len && line.ptr[at] == '.') at++; /* Last Name ........ Lopez */
    }
    return at;
}

static size_t word_end(ps_span line, size_t at) {
    while (at < line.len && ps_is_alpha(line.ptr[at])) at++;
    return at;
}

static size_t count_digits(ps_span s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += ps_is_digit(s.ptr[i]);
    return n;
}

/* Letters, digits and the signs inside a number; sentence signs at the end are not its own. */
static size_t id_end(ps_span line, size_t at) {
    size_t i = at;
    while (i < line.len && (ps_is_word(line.ptr[i]) || ps_is_one_of(line.ptr[i], "-./"))) i++;
    while (i > at && !ps_is_alnum(line.ptr[i - 1])) i--;
    return i;
}

/* A grammar whose value holds `at`. */
static bool grammar_at(ps_grammar_fn *grammar, ps_span line, size_t at, ps_extent *out) {
    return grammar(line, at, out) && out->from <= at && out->to > at;
}

static bool ends_value(ps_span line, size_t at) {
    return at >= line.len || !(ps_is_word(line.ptr[at]) || line.ptr[at] == '@');
}

static bool id_value(ps_span line, size_t at, const ps_rule *rule, ps_extent *out) {
    *out = (ps_extent){at, id_end(line, at)};
    ps_span value = ps_span_cut(line, out->from, out->to);
    size_t digits = count_digits(value);
    ps_extent date;
    if (digits < rule->digits_min || digits > rule->digits_max || value.len > 40) return false;
    if (grammar_at(ps_grammar_date, line, at, &date) && date.to == out->to && digits < value.len)
        return false;
    if (grammar_at(ps_grammar_ipv4, line, at, &date) && date.from == at) return false;
    if (value.ptr[0] == '0' && value.len > 1 && value.ptr[1] == 'x') return false;
    return ends_value(line, out->to) && !memchr(value.ptr, '/', value.len);
}

static bool text_words(ps_span line, size_t at, ps_extent *out) {
    if (!ps_is_digit(line.ptr[at]) && !ps_is_upper(line.ptr[at])) return false;
    size_t i = at;
    while (i < line.len && i - at < 80 && !ps_is_one_of(line.ptr[i], ",;|()[]{}\"<>\n\r\t=")) i++;
    while (i > at && ps_is_one_of(line.ptr[i - 1], " .:'")) i--;
    *out = (ps_extent){at, i};
    return count_digits(ps_span_cut(line, at, i)) > 0 && i > at + 4;
}

/* The value of the rule's class that stands exactly at `at`. */
static bool value_at(ps_span line, size_t at, const ps_rule *rule, ps_extent *out) {
    if (at >= line.len) return false;
    if (rule->grammar && rule->grammar->grammar)
        if (rule->grammar->grammar(line, at, out) && out->from <= at && out->to > at) return true;
    switch (rule->value) {
    case PS_VALUE_DATE: return grammar_at(ps_grammar_date, line, at, out);
    case PS_VALUE_PHONE: return grammar_at(ps_grammar_phone, line, at, out);
    case PS_VALUE_NAME: return grammar_at(ps_grammar_name, line, at, out);
    case PS_VALUE_IP:
        if (line.ptr[at] == '/') at++;
        return grammar_at(ps_grammar_ipv4, line, at, out) ||
               grammar_at(ps_grammar_ipv6, line, at, out);
    case PS_VALUE_ADDRESS: return text_words(line, at, out);
    case PS_VALUE_ZIP:
    case PS_VALUE_AGE: {
        *out = (ps_extent){at, id_end(line, at)};
        ps_span value = ps_span_cut(line, out->from, out->to);
        return value.len && rule->validator && rule->validator->check &&
               rule->validator->check(value) && ends_value(line, out->to);
    }
    case PS_VALUE_ID:
    case PS_VALUE_NUMBER: return id_value(line, at, rule, out);
    default: return false;
    }
}

/* `DOB (MM/DD/YYYY): `, `SSN (last 4): `: a short remark between label and value. */
static size_t skip_remark(ps_span line, size_t at) {
    size_t i = at;
    if (i < line.len && line.ptr[i] == ' ') i++;
    if (i >= line.len || line.ptr[i] != '(') return at;
    for (size_t k = i + 1; k < line.len && k - i < 20; k++)
        if (line.ptr[k] == ')') return k + 1;
    return at;
}

static bool after_label(ps_span line, ps_extent label, const ps_rule *rule, ps_extent *out);

bool ps_prose_value(ps_span line, ps_extent label, const ps_rule *rule, ps_extent *out) {
    if (after_label(line, label, rule, out)) return true;
    size_t behind = skip_remark(line, label.to);
    return behind != label.to && after_label(line, (ps_extent){label.from, behind}, rule, out);
}

static bool after_label(ps_span line, ps_extent label, const ps_rule *rule, ps_extent *out) {
    size_t at = label.to;
    for (unsigned fillers = 0;; fillers++) {
        size_t before = at;
        at = skip_signs(line, at, rule->label);
        if (at >= line.len || ps_own_output_at(line, at, rule->label)) return false;
        bool glued = at == before && fillers == 0 && ps_is_alnum(line.ptr[label.to - 1]);
        if (glued && !ps_is_one_of(line.ptr[at], "(/#")) return false;
        bool bracket = line.ptr[at] == '(';
        if (value_at(line, at, rule, out)) return true;
        if (bracket && value_at(line, at + 1, rule, out)) return true;
        size_t end = word_end(line, at);
        if (fillers == FILLERS_MAX || end == at || !is_filler(ps_span_cut(line, at, end)))
            return false;
        if (end < line.len && ps_is_word(line.ptr[end])) return false;
        at = end;
    }
}

static bool is_connector(ps_span word) {
    static const char *const connectors[] = {"and", "or", "to", "into", "with"};
    for (size_t i = 0; i < sizeof connectors / sizeof *connectors; i++)
        if (ps_span_is(word, connectors[i])) return true;
    return false;
}

bool ps_prose_next(ps_span line, ps_extent value, const ps_rule *rule, ps_extent *out) {
    if (rule->value != PS_VALUE_ID && rule->value != PS_VALUE_NUMBER) return false;
    size_t at = value.to;
    while (at < line.len && at - value.to < 4 && ps_is_one_of(line.ptr[at], " ,->/")) at++;
    size_t end = word_end(line, at);
    if (end > at && is_connector(ps_span_cut(line, at, end)) && end < line.len &&
        line.ptr[end] == ' ')
        at = end + 1;
    if (at == value.to || at >= line.len || !value_at(line, at, rule, out)) return false;
    return out->from == at && out->to - out->from == value.to - value.from;
}

/* One capitalised word may be anything ("member: Leader"); a person has two, or LAST^FIRST. */
static bool names_person(ps_span value) {
    for (size_t i = 1; i + 1 < value.len; i++)
        if (ps_is_one_of(value.ptr[i], " ,^")) return true;
    return false;
}

bool ps_value_shaped(ps_span value, const ps_rule *rule) {
    ps_extent extent;
    if (rule->value == PS_VALUE_NAME && !names_person(value)) return false;
    if (!value.len || !value_at(value, 0, rule, &extent)) return false;
    return extent.from == 0 && extent.to + 1 >= value.len;
}
