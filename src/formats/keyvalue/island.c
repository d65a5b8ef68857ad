/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"
#include "value.h"

enum { BLANKS_MAX = 8, BRACKETED_MAX = 64 };

static size_t skip_blanks(ps_span line, size_t at) {
    for (unsigned n = 0; n < BLANKS_MAX && at < line.len && ps_is_blank(line.ptr[at]); n++) at++;
    return at;
}

/* The quote that closes the key with its backslashes: what a replaced number is wrapped in. */
static ps_span key_quote(ps_span line, size_t key_end, size_t separator) {
    size_t end = separator;
    while (end > key_end && ps_is_blank(line.ptr[end - 1])) end--;
    if (end <= key_end || !ps_is_one_of(line.ptr[end - 1], "\"'")) return (ps_span){0};
    size_t from = end - 1;
    while (from > key_end && line.ptr[from - 1] == '\\') from--;
    if ((end - from) % 2) from = end - 1; /* an even number: they are the key's own */
    return ps_span_cut(line, from, end);
}

/* [1957,4,9] is one date, ["1957-04-09"] a list of one. */
static bool is_list(ps_span line, size_t at, const ps_rule *rule) {
    if (at >= line.len || line.ptr[at] != '[' || ps_own_output_at(line, at, rule->label))
        return false;
    ps_extent date;
    return rule->value != PS_VALUE_DATE || !ps_grammar_date(line, at, &date) || date.from != at;
}

/* "ssn= dob=1957": the value is empty and the next key begins. */
static bool next_is_key(ps_span line, size_t at) {
    size_t i = at;
    while (i < line.len && (ps_is_word(line.ptr[i]) || line.ptr[i] == '.' || line.ptr[i] == '-'))
        i++;
    return i > at && i < line.len && line.ptr[i] == '=';
}

/* A word that says which of two values follows: mrn: old=4071, new=4072; 0: none. */
static size_t change_word(ps_span line, size_t at) {
    static const char *const words[] = {"old=",  "new=",  "from=",  "to=",  "before=",  "after=",
                                        "old: ", "new: ", "from: ", "to: ", "before: ", "after: "};
    if (at >= line.len || !ps_is_one_of(line.ptr[at], "onftba")) return 0; /* most values */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (line.ptr[at] != *words[i]) continue;
        size_t n = strlen(words[i]);
        if (line.len - at > n && !memcmp(line.ptr + at, words[i], n)) return n;
    }
    return 0;
}

/* field=LAST_NAME old='Lopez' new='Ruiz': the sign stands behind the first word of a change. */
static bool behind_old(ps_span line, size_t key_end, size_t separator) {
    static const char *const words[] = {" old", " from", " before"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (separator - key_end == n && !memcmp(line.ptr + key_end, words[i], n)) return true;
        if (separator > n && key_end == separator && !memcmp(line.ptr + separator - n, words[i], n))
            return true; /* the key has taken it as a suffix */
    }
    return false;
}

/* PHP's var_dump: ["ssn":protected]=>, ["ssn":"Patient":private]=>: behind the word for who may
 * see it; `at` when there is none. */
static size_t skip_access(ps_span line, size_t at) {
    size_t i = at, limit = line.len - at > BRACKETED_MAX ? at + BRACKETED_MAX : line.len;
    while (i < limit && (ps_is_word(line.ptr[i]) || ps_is_one_of(line.ptr[i], "\":\\"))) i++;
    bool arrow = i > at && i + 3 < line.len && !memcmp(line.ptr + i, "]=>", 3);
    return arrow && ps_is_one_of(line.ptr[i - 1], "de") ? i + 1 : at; /* protected, private */
}

void ps_island_open(ps_island *island, ps_span line, ps_extent key, size_t separator,
                    const ps_rule *rule) {
    *island = (ps_island){.line = line,
                          .rule = rule,
                          .key_at = key.from,
                          .key_end = key.to,
                          .separator = line.ptr[separator],
                          .wrap = key_quote(line, key.to, separator)};
    size_t at = separator + 1;
    char sign = line.ptr[separator];
    if (sign == ':' && at < line.len && ps_is_one_of(line.ptr[at], "p\""))
        at = skip_access(line, at);
    while (at < line.len && (ps_is_one_of(line.ptr[at], "=>") ||
                             (line.ptr[at] == sign && ps_is_one_of(sign, ":-")) ||
                             (sign == ' ' && line.ptr[at] == '|')))
        at++;
    size_t value = skip_blanks(line, at);
    if (line.ptr[at - 1] == '>' && value < line.len && line.ptr[value] == '\n')
        value = skip_blanks(line, value + 1); /* var_dump: ["ssn"]=> and the value below */
    bool empty = island->separator == '=' && value > at && next_is_key(line, value);
    island->at = value;
    size_t word = change_word(line, value < line.len ? value : line.len);
    island->changes = word > 0 || behind_old(line, key.to, separator);
    island->at = value += word;
    island->done = empty || value >= line.len;
    if (!island->done && is_list(line, value, rule)) {
        island->array = true;
        island->at = skip_blanks(line, value + 1);
    }
}

/* u"..", b'..', N'..': a letter before the quote. O'Neil is a name: his quote does not close. */
static size_t string_prefix(ps_span line, size_t at) {
    if (at + 1 >= line.len || !line.ptr[at] || !ps_is_one_of(line.ptr[at], "ubrfNE")) return 0;
    char quote = line.ptr[at + 1];
    if (quote == '"') return 1;
    bool closed;
    if (quote != '\'') return 0;
    (void)ps_quoted_end(line, at + 2, quote, 0, &closed);
    return closed ? 1 : 0;
}

/* {40718322}, <Lopez>: a value in brackets of its own, no record, element or placeholder. */
static bool is_bracketed(ps_span line, size_t at) {
    char close = line.ptr[at] == '{' ? '}' : line.ptr[at] == '<' ? '>' : 0;
    bool digit = false, small = false, plain = close != 0;
    size_t i = at + 1;
    for (; plain && i < line.len && line.ptr[i] != close && i - at < BRACKETED_MAX; i++) {
        digit |= ps_is_digit(line.ptr[i]);
        small |= ps_is_lower(line.ptr[i]);
        plain = !ps_is_one_of(line.ptr[i], "={}<>[]\"\n$%/") && line.ptr[i] > 0;
    }
    if (!plain || i >= line.len || line.ptr[i] != close) return false;
    bool word = ps_is_upper(line.ptr[at + 1]) && small; /* <UNSET> and <string> stand for others */
    return (digit && ps_is_alnum(line.ptr[at + 1])) || word;
}

/* What languages put around a string: Optional("..."), Some("..."), string(11) "...", <<"...">>,
 * @"...", new Date("..."), key=[...], key: (...). The bytes before the quote or the value. */
static size_t wrapper_len(ps_span line, size_t at) {
    size_t i = at;
    if (i + 2 < line.len && line.ptr[i] == '<' && line.ptr[i + 1] == '<') return 2;
    if (is_bracketed(line, i)) return 1;
    if (line.ptr[i] == '@' || line.ptr[i] == '&' || line.ptr[i] == '*')
        return i + 1 < line.len && line.ptr[i + 1] == '"' ? 1 : 0;
    if (line.len - i > 4 && !memcmp(line.ptr + i, "new ", 4)) i += 4;
    size_t word = i;
    while (i < line.len && i - word < 32 && (ps_is_word(line.ptr[i]) || line.ptr[i] == '.')) i++;
    if (i == word || i >= line.len || line.ptr[i] != '(') return 0;
    size_t digits = ++i;
    while (i < line.len && ps_is_digit(line.ptr[i])) i++;
    if (i > digits && i < line.len && line.ptr[i] == ')') { /* string(11) "..." */
        i = skip_blanks(line, i + 1);
        return i < line.len && line.ptr[i] == '"' ? i - at : 0;
    }
    i = digits;
    while (i < line.len && line.ptr[i] == '\\') i++;
    bool quote = i < line.len && (line.ptr[i] == '"' || line.ptr[i] == '\'');
    return quote ? digits - at : 0;
}

/* "Bearer xyz" -> xyz: the scheme word is not the secret. */
static size_t skip_scheme(ps_span line, size_t from, size_t to) {
    static const char *const schemes[] = {"bearer", "basic",     "digest",
                                          "token",  "negotiate", "apikey"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t n = strlen(schemes[i]);
        if (to - from > n + 1 && line.ptr[from + n] == ' ' &&
            ps_span_is(ps_span_cut(line, from, from + n), schemes[i]))
            return from + n + 1;
    }
    return from;
}

static bool quoted_value(ps_island *island, size_t at, size_t backslashes, ps_value *value) {
    ps_span line = island->line;
    char quote = line.ptr[at];
    bool closed;
    value->from = at + 1;
    value->to = ps_quoted_end(line, at + 1, quote, backslashes, &closed);
    value->quoted = true;
    island->at = value->to + backslashes + 1;
    if (closed) return true;
    /* Cut off: what stands there is the value as far as its class reaches. */
    ps_extent bare;
    island->at = line.len;
    if (ps_bare_value(island, value->from, &bare)) {
        value->to = bare.to;
        value->quoted = false;
    }
    return true;
}

/* A JSON number must become a string when a label takes its place; anything else is no JSON. */
static bool is_number(ps_span line, ps_extent value) {
    for (size_t i = value.from; i < value.to; i++)
        if (!ps_is_digit(line.ptr[i]) && !ps_is_one_of(line.ptr[i], "+-.eE[], ")) return false;
    char before = value.from > 0 ? line.ptr[value.from - 1] : ' ';
    return ps_is_one_of(before, " :[,\t") && (value.to >= line.len || line.ptr[value.to] != ')');
}

/* {"X-Mrn=":[..]}: the quote behind the sign ends the string that the key stands in. */
static bool closes_outer(const ps_island *island, size_t quote) {
    if (island->separator != '=' || island->array) return false;
    return quote + 1 >= island->line.len || ps_is_one_of(island->line.ptr[quote + 1], ":,}]");
}

static bool one_value(ps_island *island, ps_value *value) {
    ps_span line = island->line;
    size_t at = island->at + wrapper_len(line, island->at);
    size_t quote = at + string_prefix(line, at), backslashes = 0;
    while (quote + backslashes < line.len && line.ptr[quote + backslashes] == '\\') backslashes++;
    quote += backslashes;
    *value = (ps_value){0};
    if (quote < line.len && (line.ptr[quote] == '"' || line.ptr[quote] == '\'' ||
                             (line.ptr[quote] == '`' && !backslashes)))
        return !closes_outer(island, quote) && quoted_value(island, quote, backslashes, value);
    ps_extent bare;
    if (island->rule->value == PS_VALUE_SECRET) at = skip_scheme(line, at, line.len);
    if (at >= line.len || !ps_bare_value(island, at, &bare)) return false;
    value->from = bare.from;
    value->to = bare.to;
    if (is_number(line, bare)) value->wrap = island->wrap;
    island->at = bare.to;
    return true;
}

/* dob=1957-04-09 -> 404: what came of the request, not what the value was changed into. */
static bool is_outcome(ps_span line, size_t at, const ps_value *before) {
    enum { DIGITS_MAX = 3 };
    size_t end = at;
    while (end < line.len && ps_is_digit(line.ptr[end])) end++;
    bool few = end > at && end - at <= DIGITS_MAX && before->to - before->from > DIGITS_MAX + 1;
    return few && (end == line.len || ps_is_one_of(line.ptr[end], " \t\r\n,;"));
}

/* Behind a value: `-> 4072`, `=> '4072'`, `, new=4072`: what it was changed into. */
static bool step_change(ps_island *island, const ps_value *before) {
    ps_span line = island->line;
    size_t at = skip_blanks(line, island->at), n = 0;
    if (at + 2 < line.len && (line.ptr[at] == '-' || line.ptr[at] == '=') &&
        line.ptr[at + 1] == '>')
        n = 2;
    if (at > island->at && !n) n = at + 3 < line.len && !memcmp(line.ptr + at, "to '", 4) ? 3 : 0;
    if (!n && island->changes) {
        if (at < line.len && ps_is_one_of(line.ptr[at], ",;")) at = skip_blanks(line, at + 1);
        n = change_word(line, at);
    }
    island->changes = false; /* once */
    if (n) island->at = skip_blanks(line, at + n);
    return n > 0 && island->at < line.len && !next_is_key(line, island->at) &&
           !is_outcome(line, island->at, before);
}

/* Steps to the next element of an array or list; false at its end. */
static bool step(ps_island *island) {
    ps_span line = island->line;
    size_t at = skip_blanks(line, island->at);
    if (at >= line.len || line.ptr[at] != ',') return false;
    island->at = skip_blanks(line, at + 1);
    return island->at < line.len;
}

bool ps_island_next(ps_island *island, ps_value *value) {
    if (island->done || !one_value(island, value)) return false;
    value->listed = island->list;
    if (value->quoted && island->rule->value == PS_VALUE_SECRET)
        value->from = skip_scheme(island->line, value->from, value->to);
    bool list = !island->array && island->rule->value == PS_VALUE_IP && !value->quoted;
    island->done =
        island->array || list ? !step(island) : island->second || !step_change(island, value);
    island->second = true;
    island->list = list;
    return true;
}
