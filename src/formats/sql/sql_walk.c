/* SPDX-License-Identifier: Apache-2.0
 *
 * Where does a statement end that nobody has ended? In a log it stands in a string, a bracket or a
 * sentence, and other statements follow. */
#include "sql_expr.h"

enum { STRAY_MAX = 256 }; /* a longer string of no column is no string: a stray apostrophe */

/* A second SELECT that nothing ties to the first. */
static bool is_next_query(const ps_sql_sink *sink, const ps_sql_expr *expr,
                          const ps_sql_token *token) {
    if (expr->depth > 0 || !expr->queries || !ps_sql_is(sink->text, token, "select")) return false;
    return expr->before != PS_SQL_WORD && expr->before != PS_SQL_CLOSE;
}

/* Words that begin another statement: its own reader takes it from there. */
static bool begins_other(ps_span text, const ps_sql_token *token) {
    static const char *const words[] = {"insert", "replace", "merge", "copy", NULL};
    return ps_sql_is_any(text, token, words);
}

/* A value is due: behind `=`, in the brackets of IN, behind LIKE. */
static bool is_operand_place(const ps_sql_expr *expr) {
    if (expr->column == PS_COLUMN_NONE) return false;
    bool listed = expr->before == PS_SQL_OPEN || expr->before == PS_SQL_COMMA;
    return listed || expr->before == PS_SQL_COMPARE || expr->before == PS_SQL_WORD;
}

/* `.. where ssn = @ssn', N'@ssn char(11)'`: the quote that ends the string which holds the
 * statement. */
static bool is_outer_quote(const ps_sql_token *token, const ps_sql_expr *expr, size_t behind) {
    bool value = expr->before == PS_SQL_STRING || expr->before == PS_SQL_HOLDER ||
                 expr->before == PS_SQL_NUMBER || expr->before == PS_SQL_CLOSE;
    bool glued = token->at == behind && token->from == token->at + 1;
    return value || (glued && (expr->before == PS_SQL_WORD || expr->before == PS_SQL_NAME));
}

/* `DETAIL: parameters: ..`: a label of the log behind the statement. */
static bool is_label(ps_span text, const ps_sql_token *token, const ps_sql_expr *expr,
                     size_t behind) {
    if (text.ptr[token->at] != ':' || token->at != behind || expr->before != PS_SQL_WORD)
        return false;
    return token->end == text.len || ps_is_one_of(text.ptr[token->end], " \t\r\n[({");
}

/* What no statement holds: the end of the string or bracket that it was logged in. */
static bool ends_statement(ps_span text, const ps_sql_token *token, const ps_sql_expr *expr,
                           size_t behind) {
    ps_span content = ps_span_cut(text, token->from, token->to);
    switch (token->kind) {
    case PS_SQL_END: return true;
    case PS_SQL_CLOSE: return expr->depth <= 0;
    case PS_SQL_SIGN: /* ARRAY['v'] goes on, ` ["v"]` is a list of values bound to it */
        if (text.ptr[token->at] == '[') return token->at > behind;
        if (is_label(text, token, expr, behind)) return true;
        return text.ptr[token->at] == ']' && expr->brackets <= 0;
    case PS_SQL_DOUBLE:
        if (token->at == behind && is_outer_quote(token, expr, behind)) return true;
        return !ps_sql_is_name(content) && !is_operand_place(expr);
    case PS_SQL_STRING:
        if (is_outer_quote(token, expr, behind)) return true;
        return expr->column == PS_COLUMN_NONE && (token->open || content.len > STRAY_MAX);
    default: return false;
    }
}

/* Does the token stand behind the statement's end? */
static bool is_behind(const ps_sql_sink *sink, const ps_sql_token *token, const ps_sql_expr *expr,
                      size_t behind) {
    if (ends_statement(sink->text, token, expr, behind)) return true;
    if (is_next_query(sink, expr, token)) return true;
    if (!begins_other(sink->text, token)) return false;
    size_t next = token->end; /* REPLACE(ssn, '-', '') is a function */
    return ps_sql_next(sink->text, &next).kind != PS_SQL_OPEN;
}

size_t ps_sql_walk(ps_sql_sink *sink, ps_sql_expr *expr, size_t at) {
    for (;;) {
        size_t behind = at;
        ps_sql_token token = ps_sql_next(sink->text, &at);
        if (is_behind(sink, &token, expr, behind)) {
            expr->over = token.kind != PS_SQL_END || token.at < sink->text.len;
            return token.at;
        }
        if (token.kind == PS_SQL_SIGN) {
            char c = sink->text.ptr[token.at];
            expr->brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
        }
        ps_sql_expr_take(expr, sink, &token);
    }
}
