/* SPDX-License-Identifier: Apache-2.0 */
#include "json_walk.h"

#include "value.h"

enum {
    BLANKS_MAX = 1 << 12,
    WORD_MAX = 64,
    QUOTED_MAX = 1 << 9, /* how far a string with bare quotes in it is followed */
    MARKUP_MAX = 1 << 15 /* and when it begins like HTML */
};

void ps_json_begin(ps_json *json, ps_span text, size_t at) {
    *json = (ps_json){.text = text, .at = at};
}

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : 0;
}

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static size_t skip_space(ps_span text, size_t at) {
    size_t end = text.len - at > BLANKS_MAX ? at + BLANKS_MAX : text.len;
    while (at < end && is_space(text.ptr[at])) at++;
    return at;
}

static bool opens(char c) {
    return c == '{' || c == '[' || c == '(';
}

static bool closes(char c) {
    return c == '}' || c == ']' || c == ')';
}

static char closer_of(char c) {
    return c == '{' ? '}' : c == '[' ? ']' : ')';
}

static bool is_quote(char c) {
    return c == '"' || c == '\'' || c == '`';
}

static bool is_name_char(char c) {
    return ps_is_word(c) || c == '-' || c == '.' || c == '$' || c == '@' || c == '/';
}

/* Does a bracket close something that is open? Deeper than we count, any does. */
static bool is_expected(const ps_json *json, char c) {
    if (!closes(c)) return false;
    if (json->depth == 0 || json->depth > PS_JSON_DEEP) return true;
    return closer_of(json->open[json->depth - 1]) == c;
}

/* ---- separators ---- */

/* Behind a name: the offset behind its separator, or 0. The separator's sign goes to *sign. */
static size_t separator_at(ps_span text, size_t at, char *sign) {
    while (ps_is_blank(byte_at(text, at))) at++;
    char c = byte_at(text, at), next = byte_at(text, at + 1);
    *sign = c;
    if (c == '=' && next == '>') return at + 2;
    if (c == '=' && next != '=') return at + 1;
    if (c == ':' && next != ':' && !(next == '/' && byte_at(text, at + 2) == '/')) return at + 1;
    return 0;
}

/* word= or word: at `at`: what a value without quotes ends before. */
static bool is_member(ps_span text, size_t at) {
    size_t from = at, end = text.len - at > WORD_MAX ? at + WORD_MAX : text.len;
    while (at < end && (ps_is_word(text.ptr[at]) || text.ptr[at] == '.' || text.ptr[at] == '-'))
        at++;
    char sign;
    return at > from && !ps_is_digit(text.ptr[from]) && separator_at(text, at, &sign) == at + 1;
}

/* ---- strings ---- */

static bool is_literal(ps_span text, size_t at) {
    static const char *const words[] = {"true", "false", "null",  "nil",
                                        "None", "True",  "False", "undefined"};
    size_t end = at;
    while (end < text.len && end - at < 10 && ps_is_alpha(text.ptr[end])) end++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ps_span_eq(ps_span_cut(text, at, end), ps_span_z(words[i]))) return true;
    return false;
}

/* What may stand behind a comma: a string, a bracket, a number, a literal, name=, Type( */
static bool begins_item(ps_span text, size_t at) {
    char c = byte_at(text, at);
    if (at >= text.len || is_quote(c) || opens(c) || closes(c) || c == '\\' || c == ':')
        return true;
    if (ps_is_digit(c) || c == '-' || is_literal(text, at) || is_member(text, at)) return true;
    size_t end = at;
    while (end < text.len && end - at < WORD_MAX && is_name_char(text.ptr[end])) end++;
    return end > at &&
           (opens(byte_at(text, end)) || (end - at <= 2 && is_quote(byte_at(text, end))));
}

/* May a string end with the quote before `at`? In a decoded view `<p class="x">` stands inside a
 * string; its quotes have nothing behind them that ends a value. */
static bool ends_value(const ps_json *json, size_t at) {
    size_t next = skip_space(json->text, at);
    char c = byte_at(json->text, next);
    if (next >= json->text.len || is_expected(json, c)) return true;
    if (c == ',' || c == ';') return begins_item(json->text, skip_space(json->text, next + 1));
    if (next == at || !is_member(json->text, next)) return false;
    while (ps_is_word(byte_at(json->text, next))) next++; /* {SSN:"306" Zip:"46204"} */
    return byte_at(json->text, next) == ':';
}

/* A quote that is the first sign of its line and begins a key: the string before it was cut. */
static bool begins_key(ps_span text, size_t quote) {
    size_t at = quote + 1, end = text.len - at > WORD_MAX ? at + WORD_MAX : text.len;
    while (at < end && ps_is_word(text.ptr[at])) at++;
    return byte_at(text, at) == text.ptr[quote] && byte_at(text, at + 1) == ':';
}

static size_t line_begin(ps_span text, size_t at, size_t from) {
    while (at > from && is_space(text.ptr[at - 1]) && text.ptr[at - 1] != '\n') at--;
    return at > from && text.ptr[at - 1] == '\n' ? at - 1 : 0;
}

/* O'Neil */
static bool is_apostrophe(ps_span text, size_t at) {
    return at > 0 && ps_is_alnum(text.ptr[at - 1]) && ps_is_alpha(byte_at(text, at + 1));
}

/* The next quote that is not escaped at this depth (see ps_quoted_end; here a string may go over
 * lines, as decoded views show it). The length of the text when there is none. */
static size_t next_quote(ps_span text, size_t from, size_t at, char quote, size_t depth) {
    size_t most = from < text.len && text.ptr[from] == '<' ? MARKUP_MAX : QUOTED_MAX;
    size_t limit = at > from && text.len - from > most ? from + most : text.len;
    for (; at < limit; at++) {
        const char *found = memchr(text.ptr + at, quote, limit - at);
        if (!found) break;
        at = (size_t)(found - text.ptr);
        if (quote == '\'' && at > from && is_apostrophe(text, at)) continue;
        size_t slashes = 0;
        while (at - slashes > from && text.ptr[at - slashes - 1] == '\\') slashes++;
        if (slashes < depth) return at - slashes;
        if ((slashes - depth) % (2 * (depth + 1)) == 0) return at - depth;
    }
    return text.len;
}

/* The content of a string from `from`; *after is the offset behind its quote. */
static size_t string_end(const ps_json *json, size_t from, char quote, size_t depth,
                         size_t *after) {
    ps_span text = json->text;
    for (size_t at = from;; at = *after) {
        size_t end = next_quote(text, from, at, quote, depth);
        if (end >= text.len) break;
        size_t cut = line_begin(text, end, from);
        if (cut && begins_key(text, end + depth)) return *after = cut;
        *after = text.len - end > depth + 1 ? end + depth + 1 : text.len;
        char sign;
        if (!json->value_comes && separator_at(text, *after, &sign)) return end;
        if (ends_value(json, *after)) return end;
    }
    const char *newline = memchr(text.ptr + from, '\n', text.len - from);
    return *after = newline ? (size_t)(newline - text.ptr) : text.len;
}

static void read_string(ps_json *json, size_t quote, size_t depth, ps_json_token *token) {
    size_t after;
    token->at.from = quote + 1;
    token->at.to = string_end(json, quote + 1, json->text.ptr[quote], depth, &after);
    token->quoted = true;
    json->at = after;
    size_t value = json->value_comes ? 0 : separator_at(json->text, after, &json->separator);
    token->kind = value ? PS_JSON_KEY : PS_JSON_VALUE;
    json->value_comes = value > 0;
    if (!value) return;
    token->quote = (ps_extent){token->at.to, after};
    json->at = value;
}

/* ---- what has no quotes ---- */

static size_t word_end(ps_span text, size_t at) {
    while (at < text.len && is_name_char(text.ptr[at])) at++;
    return at;
}

/* A value ends at a comma, a bracket or the line; behind `=` a comma belongs to it unless another
 * member follows: name=Lopez, Maria, status=A. */
static size_t bare_end(const ps_json *json, size_t from) {
    ps_span text = json->text;
    size_t max = ps_bare_max(PS_VALUE_ID);
    size_t end = text.len - from > max ? from + max : text.len;
    for (size_t at = from; at < end; at++) {
        char c = text.ptr[at];
        if (c == '\n' || is_expected(json, c)) return at;
        if (c == ',' && (json->separator != '=' || is_member(text, skip_space(text, at + 1))))
            return at;
        if (ps_is_blank(c) && is_member(text, at + 1)) return at;
    }
    return end;
}

static void open_bracket(ps_json *json, size_t from, size_t bracket, ps_json_token *token) {
    if (json->depth < PS_JSON_DEEP) json->open[json->depth] = json->text.ptr[bracket];
    json->depth++;
    token->kind = PS_JSON_OPEN;
    token->at = (ps_extent){from, bracket + 1};
    json->at = bracket + 1;
    json->value_comes = false;
}

/* Takes off what the bracket closes; false when it closes nothing that is open. */
static bool close_bracket(ps_json *json, char c) {
    size_t depth = json->depth;
    while (depth > 0 && depth <= PS_JSON_DEEP && closer_of(json->open[depth - 1]) != c) depth--;
    if (depth == 0 && json->depth > 0) return false;
    json->depth = depth ? depth - 1 : 0;
    return true;
}

static void read_bare(ps_json *json, ps_json_token *token) {
    ps_span text = json->text;
    size_t from = json->at, end = word_end(text, from);
    char next = byte_at(text, end);
    if (end > from && is_quote(next) && end - from <= 2) { /* u'..', N'..' */
        read_string(json, end, 0, token);
        return;
    }
    if (end > from && opens(next)) {
        open_bracket(json, from, end, token);
        return;
    }
    size_t value = json->value_comes || end == from || ps_is_digit(text.ptr[from])
                       ? 0
                       : separator_at(text, end, &json->separator);
    token->kind = value ? PS_JSON_KEY : PS_JSON_VALUE;
    token->at = (ps_extent){from, value ? end : bare_end(json, from)};
    while (!value && token->at.to > from && is_space(text.ptr[token->at.to - 1])) token->at.to--;
    json->at = value ? value : token->at.to;
    json->value_comes = value > 0;
}

void ps_json_next(ps_json *json, ps_json_token *token) {
    ps_span text = json->text;
    *token = (ps_json_token){PS_JSON_END, {0, 0}, {0, 0}, false};
    for (; json->at < text.len; json->at++) {
        char c = text.ptr[json->at];
        if (c == ',') json->value_comes = false;
        if (c == ',' || is_space(c)) continue;
        size_t slashes = 0;
        while (c == '\\' && byte_at(text, json->at + slashes) == '\\' && slashes < 8) slashes++;
        if (is_quote(byte_at(text, json->at + slashes))) {
            read_string(json, json->at + slashes, slashes, token);
            return;
        }
        size_t own = c == '[' ? ps_own_output_at(text, json->at, NULL) : 0;
        if (own) { /* [NAME], of an earlier pass */
            *token = (ps_json_token){PS_JSON_VALUE, {json->at, json->at + own}, {0, 0}, false};
            json->at += own;
            json->value_comes = false;
            return;
        }
        if (opens(c)) {
            open_bracket(json, json->at, json->at, token);
            return;
        }
        if (closes(c) && close_bracket(json, c)) {
            token->kind = PS_JSON_CLOSE;
            token->at = (ps_extent){json->at, json->at + 1};
            json->at++;
            json->value_comes = false;
            return;
        }
        if (is_name_char(c) || (unsigned char)c >= 0x80 || c == '+') {
            read_bare(json, token);
            if (json->at > token->at.from) return;
        }
    }
}

/* ---- looking ahead and back ---- */

bool ps_json_member(ps_span text, size_t open, ps_span name, size_t limit, ps_json_token *value) {
    ps_json json;
    size_t end = text.len - open > limit ? open + limit : text.len;
    ps_json_begin(&json, ps_span_cut(text, 0, end), open);
    for (bool found = false;;) {
        ps_json_next(&json, value);
        if (value->kind == PS_JSON_END || json.depth == 0) return false;
        if (found) return value->kind == PS_JSON_VALUE || value->kind == PS_JSON_OPEN;
        found = value->kind == PS_JSON_KEY && json.depth == 1 &&
                ps_span_eq(ps_json_text(&json, value->at), name);
    }
}

/* The quote that opens the string which closes at `at`. */
static size_t string_begin(ps_span text, size_t at, size_t least) {
    char quote = text.ptr[at];
    for (size_t i = at; i > least; i--)
        if (text.ptr[i - 1] == quote && (i < 2 || text.ptr[i - 2] != '\\')) return i - 1;
    return at;
}

bool ps_json_enclosing(ps_span text, size_t at, size_t limit, size_t *open) {
    static const bool matters[256] = {['"'] = true, ['\''] = true, ['{'] = true, ['['] = true,
                                      ['('] = true, ['}'] = true,  [']'] = true, [')'] = true};
    size_t least = at > limit ? at - limit : 0, depth = 0;
    while (at > least) {
        char c = text.ptr[--at];
        if (!matters[(unsigned char)c]) continue;
        if (c == '"' || (c == '\'' && !is_apostrophe(text, at))) at = string_begin(text, at, least);
        depth += closes(c);
        if (opens(c) && depth-- == 0) {
            *open = at;
            return true;
        }
    }
    return false;
}
