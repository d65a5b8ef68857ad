/* SPDX-License-Identifier: Apache-2.0 */
#include "sql_token.h"

/* The bounds keep hostile input linear: what has no end within them is none. */
enum { NAME_MAX_LEN = 64, DEPTH_MAX = 15, ORACLE_MAX = 512, STRING_MAX = 1 << 16, CUT_MAX = 4096 };

static ps_span near(ps_span text, size_t at, size_t most) {
    return ps_span_cut(text, 0, text.len - at > most ? at + most : text.len);
}

static char byte_at(ps_span text, size_t at) {
    return at < text.len ? text.ptr[at] : 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes of words: letters, digits, '_', '$' and '#' of Oracle, and all beyond ASCII. */
static bool is_word(char c) {
    return ps_is_word(c) || c == '$' || c == '#' || (unsigned char)c >= 0x80;
}

/* ---- blanks ---- */

/* A line break that a log has written as an escape. */
static bool is_escaped_blank(ps_span text, size_t at) {
    return byte_at(text, at) == '\\' && ps_is_one_of(byte_at(text, at + 1), "nrt");
}

static size_t behind_line(ps_span text, size_t at) {
    const char *end = memchr(text.ptr + at, '\n', text.len - at);
    return end ? (size_t)(end - text.ptr) + 1 : text.len;
}

/* Not far: a line of megabytes is not searched for each `--` in it. */
static bool line_follows(ps_span text, size_t at) {
    ps_span span = near(text, at, STRING_MAX);
    const char *end = memchr(span.ptr + at, '\n', span.len - at);
    return end && (size_t)(end - text.ptr) + 1 < text.len;
}

/* `-- ..`: a comment when it has a line for itself or a line follows: else, what stands behind is a
 * log's own (`-- PARAMETERS: [..]`). */
static bool is_line_comment(ps_span text, size_t at) {
    if (byte_at(text, at) != '-' || byte_at(text, at + 1) != '-') return false;
    if (ps_is_digit(byte_at(text, at + 2))) return false;
    return at == 0 || text.ptr[at - 1] == '\n' || line_follows(text, at);
}

/* A comment without an end ends the statement. */
static size_t behind_comment(ps_span text, size_t at) {
    ps_span span = near(text, at, STRING_MAX);
    for (size_t i = at + 2; i + 1 < span.len; i++) {
        const char *star = memchr(span.ptr + i, '*', span.len - 1 - i);
        if (!star) break;
        i = (size_t)(star - span.ptr);
        if (span.ptr[i + 1] == '/') return i + 2;
    }
    return text.len;
}

static size_t skip_blanks(ps_span text, size_t at) {
    for (;;) {
        char c = byte_at(text, at), next = byte_at(text, at + 1);
        if (is_blank(c) && at < text.len)
            at++;
        else if (is_escaped_blank(text, at))
            at += 2;
        else if (is_line_comment(text, at))
            at = behind_line(text, at);
        else if (c == '/' && next == '*')
            at = behind_comment(text, at);
        else
            return at;
    }
}

/* ---- strings ---- */

/* Inside '..' a backslash before the quote hides it, except where another dialect's string ends:
 * 'C:\', */
static bool hides_quote(ps_span text, size_t quote, size_t backslashes) {
    if (backslashes % 2 == 0) return false;
    size_t next = quote + 1;
    while (next < text.len && is_blank(text.ptr[next])) next++;
    char c = byte_at(text, next);
    return c && !ps_is_one_of(c, ",);");
}

size_t ps_sql_string_end(ps_span text, size_t from, char quote, size_t depth, size_t *behind,
                         bool *closed) {
    ps_span span = near(text, from, STRING_MAX);
    for (size_t i = from; i < span.len; i++) {
        const char *found = memchr(span.ptr + i, quote, span.len - i);
        if (!found) break;
        i = (size_t)(found - text.ptr);
        size_t backslashes = 0;
        while (i - backslashes > from && text.ptr[i - backslashes - 1] == '\\') backslashes++;
        if (depth == 0 ? hides_quote(text, i, backslashes) : backslashes > depth) continue;
        size_t twin = i + 1 + depth; /* '' and \'\' */
        bool doubled = byte_at(text, twin) == quote && (depth == 0 || text.ptr[i + 1] == '\\');
        bool empty = i - (backslashes < depth ? backslashes : depth) == from;
        if (doubled && !(empty && byte_at(text, twin + 1 + depth) != quote)) {
            i = twin;
            continue;
        }
        *closed = true;
        *behind = i + 1;
        return i - (backslashes < depth ? backslashes : depth);
    }
    *closed = false;
    *behind = text.len;
    return text.len;
}

/* A string that is cut off ends with its line, or with the JSON string around it: `Lop...","n":1`.
 */
static size_t cut_end(ps_span whole, size_t from) {
    ps_span text = near(whole, from, CUT_MAX);
    const char *newline = memchr(text.ptr + from, '\n', text.len - from);
    size_t end = newline ? (size_t)(newline - text.ptr) : text.len;
    for (size_t i = from; i + 1 < end; i++)
        if (text.ptr[i] == '"' && ps_is_one_of(text.ptr[i + 1], ",}]")) end = i;
    while (end > from && (is_blank(text.ptr[end - 1]) || text.ptr[end - 1] == '.')) end--;
    return end;
}

static ps_sql_token quoted(ps_span text, size_t at, size_t quote, size_t depth, ps_sql_kind kind) {
    ps_sql_token token = {.kind = kind, .at = at, .from = quote + 1};
    bool closed;
    token.to = ps_sql_string_end(text, token.from, text.ptr[quote], depth, &token.end, &closed);
    if (!closed) token.to = token.end = cut_end(text, token.from);
    token.open = !closed;
    return token;
}

/* q'[v]', q'{v}', q'!v!' */
static ps_sql_token oracle_string(ps_span text, size_t at, size_t quote) {
    static const char opens[] = "[{(<", closes[] = "]})>";
    char open = byte_at(text, quote + 1), close = open;
    for (size_t i = 0; opens[i]; i++)
        if (opens[i] == open) close = closes[i];
    ps_sql_token token = {.kind = PS_SQL_STRING, .at = at, .from = quote + 2};
    for (size_t i = token.from; i + 1 < text.len && i - at < ORACLE_MAX; i++) {
        if (text.ptr[i] != close || text.ptr[i + 1] != '\'') continue;
        token.to = i;
        token.end = i + 2;
        return token;
    }
    token.to = token.end = cut_end(text, token.from);
    token.open = true;
    return token;
}

/* $$v$$ */
static ps_sql_token dollar_string(ps_span text, size_t at) {
    ps_sql_token token = {.kind = PS_SQL_STRING, .at = at, .from = at + 2};
    ps_span span = near(text, at, STRING_MAX);
    for (size_t i = token.from; i + 1 < span.len; i++) {
        const char *found = memchr(span.ptr + i, '$', span.len - 1 - i);
        if (!found) break;
        i = (size_t)(found - span.ptr);
        if (span.ptr[i + 1] != '$') continue;
        token.to = i;
        token.end = i + 2;
        return token;
    }
    token.to = token.end = cut_end(text, token.from);
    token.open = true;
    return token;
}

/* ---- words and numbers ---- */

static ps_sql_token plain(ps_sql_kind kind, size_t at, size_t end) {
    return (ps_sql_token){.kind = kind, .at = at, .end = end, .from = at, .to = end};
}

static size_t backslashes_at(ps_span text, size_t at) {
    size_t n = 0;
    while (n < DEPTH_MAX && byte_at(text, at + n) == '\\') n++;
    return n;
}

/* can't, patient's, O'Neil: an apostrophe of a sentence, or of a name that nobody has quoted. */
static bool is_apostrophe(ps_span text, size_t at, size_t quote) {
    size_t letters = 0;
    if (byte_at(text, quote) != '\'') return false;
    while (letters < 3 && ps_is_alpha(byte_at(text, quote + 1 + letters))) letters++;
    if (letters == 0) return false;
    if (letters < 3) return byte_at(text, quote + 1 + letters) != '\'' && quote - at > 1;
    return quote - at == 1 && ps_is_one_of(text.ptr[at], "ODLd");
}

/* N, E, B, X, R, U&, Q, NQ, _utf8mb4: glued to a quote they are the string's. */
static bool is_prefix(ps_span word) {
    static const char *const prefixes[] = {"n", "e", "b", "x", "r", "u", "q", "nq", "u&"};
    if (word.ptr[0] == '_') return true;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (ps_span_is(word, prefixes[i])) return true;
    return false;
}

static ps_sql_token word(ps_span text, size_t at) {
    size_t end = at;
    while (end < text.len && (is_word(text.ptr[end]) || is_apostrophe(text, at, end))) end++;
    if (!ps_is_one_of(byte_at(text, end), "&\\'")) return plain(PS_SQL_WORD, at, end);
    size_t quote = byte_at(text, end) == '&' ? end + 1 : end;
    size_t depth = backslashes_at(text, quote);
    ps_span prefix = ps_span_cut(text, at, quote);
    if (byte_at(text, quote + depth) != '\'' || !is_prefix(prefix))
        return plain(PS_SQL_WORD, at, end);
    bool oracle = depth == 0 && ps_lower(text.ptr[quote - 1]) == 'q' && quote + 2 < text.len;
    return oracle ? oracle_string(text, at, quote)
                  : quoted(text, at, quote + depth, depth, PS_SQL_STRING);
}

static ps_sql_token number(ps_span text, size_t at) {
    size_t end = at;
    while (end < text.len && (ps_is_alnum(text.ptr[end]) || text.ptr[end] == '_' ||
                              (text.ptr[end] == '.' && ps_is_digit(byte_at(text, end + 1)))))
        end++;
    return plain(PS_SQL_NUMBER, at, end);
}

/* ---- placeholders ---- */

static size_t word_end(ps_span text, size_t at) {
    while (at < text.len && (ps_is_word(text.ptr[at]) || text.ptr[at] == '.')) at++;
    while (at > 0 && text.ptr[at - 1] == '.') at--;
    return at;
}

/* #{name}, ${name}, {0}, %(name)s: the closing sign, or 0. */
static size_t braced(ps_span text, size_t open, char close) {
    size_t end = word_end(text, open + 1);
    return end > open + 1 && end - open < NAME_MAX_LEN && byte_at(text, end) == close ? end : 0;
}

static ps_sql_token holder(ps_span text, size_t at) {
    char c = text.ptr[at], next = byte_at(text, at + 1);
    ps_sql_token none = {.kind = PS_SQL_SIGN};
    size_t end;
    if (c == '?') {
        for (end = at + 1; ps_is_digit(byte_at(text, end));) end++;
        return plain(PS_SQL_HOLDER, at, end);
    }
    if ((c == '#' || c == '$') && next == '{' && (end = braced(text, at + 1, '}')) != 0)
        return (ps_sql_token){PS_SQL_HOLDER, at, end + 1, at + 2, end, false};
    if (c == '%' && next == '(' && (end = braced(text, at + 1, ')')) != 0 && end + 1 < text.len)
        return (ps_sql_token){PS_SQL_HOLDER, at, end + 2, at + 2, end, false};
    if (c == '%' && (next == 's' || next == 'd' || next == 'v') &&
        !ps_is_word(byte_at(text, at + 2)))
        return plain(PS_SQL_HOLDER, at, at + 2);
    bool named = (c == ':' || c == '@' || c == '$') && ps_is_word(next);
    if (!named || (c == ':' && at > 0 && ps_is_digit(text.ptr[at - 1]))) return none; /* 09:30 */
    end = word_end(text, at + 1);
    return (ps_sql_token){PS_SQL_HOLDER, at, end, at + 1, end, false};
}

/* ---- signs ---- */

static ps_sql_token sign(ps_span text, size_t at) {
    char c = text.ptr[at], next = byte_at(text, at + 1);
    if (c == '(') return plain(PS_SQL_OPEN, at, at + 1);
    if (c == ')') return plain(PS_SQL_CLOSE, at, at + 1);
    if (c == ',') return plain(PS_SQL_COMMA, at, at + 1);
    if (c == '.') return plain(PS_SQL_DOT, at, at + 1);
    if (c == ':' && next == ':') return plain(PS_SQL_CAST, at, at + 2);
    if ((c == '-' || c == '#') && next == '>') {
        size_t end = at + 2;
        if (byte_at(text, end) == '>') end++;
        return plain(PS_SQL_ARROW, at, end);
    }
    size_t end = at;
    while (end < text.len && ps_is_one_of(text.ptr[end], "=<>!~^*:") &&
           (end == at || text.ptr[end] != ':' || !ps_is_word(byte_at(text, end + 1))))
        end++; /* =:mrn is a sign and a placeholder */
    for (size_t i = at; i < end; i++)
        if (ps_is_one_of(text.ptr[i], "=<>~")) return plain(PS_SQL_COMPARE, at, end);
    return plain(PS_SQL_SIGN, at, at + 1);
}

/* [Ssn]; an array's bracket is a sign. */
static ps_sql_token bracketed(ps_span text, size_t at) {
    size_t end = at + 1;
    while (end < text.len && end - at <= NAME_MAX_LEN && text.ptr[end] != ']') end++;
    ps_span content = ps_span_cut(text, at + 1, end < text.len ? end : text.len);
    bool name = byte_at(text, end) == ']' && ps_sql_is_name(content);
    /* [Date of Birth], but no [generated in 0.1s] */
    if (memchr(content.ptr, ' ', content.len) && !ps_is_upper(content.ptr[0])) name = false;
    if (!name) return plain(PS_SQL_SIGN, at, at + 1);
    return (ps_sql_token){PS_SQL_NAME, at, end + 1, at + 1, end, false};
}

static ps_sql_token read_token(ps_span text, size_t at) {
    char c = text.ptr[at];
    size_t depth = backslashes_at(text, at);
    char quote = byte_at(text, at + depth);
    if (quote == '\'') return quoted(text, at, at + depth, depth, PS_SQL_STRING);
    if (quote == '"') return quoted(text, at, at + depth, depth, PS_SQL_DOUBLE);
    if (quote == '`') return quoted(text, at, at + depth, depth, PS_SQL_NAME);
    if (c == '[') return bracketed(text, at);
    if (c == '$' && byte_at(text, at + 1) == '$') return dollar_string(text, at);
    if (ps_is_one_of(c, "?:@$%#")) {
        ps_sql_token token = holder(text, at);
        if (token.kind == PS_SQL_HOLDER) return token;
        return sign(text, at);
    }
    if (ps_is_digit(c)) return number(text, at);
    return is_word(c) ? word(text, at) : sign(text, at);
}

/* Words, commas and brackets: nearly all tokens, by their first byte; what no other can be. */
static ps_sql_token read_common(ps_span text, size_t at) {
    switch (text.ptr[at]) {
    case '(': return plain(PS_SQL_OPEN, at, at + 1);
    case ')': return plain(PS_SQL_CLOSE, at, at + 1);
    case ',': return plain(PS_SQL_COMMA, at, at + 1);
    default: break;
    }
    if (ps_is_alpha(text.ptr[at])) return word(text, at);
    return (ps_sql_token){.kind = PS_SQL_END};
}

ps_sql_token ps_sql_next(ps_span text, size_t *at) {
    while (*at < text.len && text.ptr[*at] == ' ') ++*at;
    if (*at < text.len) {
        ps_sql_token common = read_common(text, *at);
        if (common.kind != PS_SQL_END) {
            *at = common.end;
            return common;
        }
    }
    *at = skip_blanks(text, *at);
    bool dashes = byte_at(text, *at) == '-' && byte_at(text, *at + 1) == '-';
    if (*at >= text.len || text.ptr[*at] == ';' || dashes) return plain(PS_SQL_END, *at, *at);
    ps_sql_token token = read_token(text, *at);
    *at = token.end;
    return token;
}

/* ---- questions ---- */

/* The bytes are those of a word, so that none of them is the NUL behind the other. */
static bool is_same(const char *bytes, size_t len, const char *word) {
    for (size_t i = 0; i < len; i++)
        if (ps_lower(bytes[i]) != word[i]) return false;
    return !word[len];
}

bool ps_sql_is(ps_span text, const ps_sql_token *token, const char *word) {
    return token->kind == PS_SQL_WORD &&
           is_same(text.ptr + token->from, token->to - token->from, word);
}

bool ps_sql_is_any(ps_span text, const ps_sql_token *token, const char *const *words) {
    if (token->kind != PS_SQL_WORD) return false;
    const char *bytes = text.ptr + token->from;
    size_t len = token->to - token->from;
    char first = ps_lower(bytes[0]);
    for (; *words; words++)
        if (**words == first && is_same(bytes, len, *words)) return true;
    return false;
}

bool ps_sql_is_name(ps_span content) {
    if (!content.len || content.len > NAME_MAX_LEN) return false;
    char first = content.ptr[0];
    if (!ps_is_alpha(first) && first != '_' && (unsigned char)first < 0x80) return false;
    for (size_t i = 1; i < content.len; i++)
        if (!is_word(content.ptr[i]) && !ps_is_one_of(content.ptr[i], " .-/")) return false;
    return true;
}
