/* SPDX-License-Identifier: Apache-2.0
 *
 * Passwords in clear behind their word, without a sign between: `user jdoe
 * password hunter2`. */
#include "clause.h"

enum { SECRET_MIN = 4, SECRET_MAX = 64 };

/* The bytes up to the next blank; quotes around them do not count. */
static ps_extent value_from(const ps_clause *clause, size_t at, bool *quoted) {
    ps_span t = clause->text;
    char quote = '\0';
    if (at < clause->to && (t.ptr[at] == '\'' || t.ptr[at] == '"')) quote = t.ptr[at++];
    size_t to = at;
    while (to < clause->to && to - at <= SECRET_MAX &&
           (quote ? t.ptr[to] != quote
                  : !ps_is_blank(t.ptr[to]) && !ps_is_one_of(t.ptr[to], "\"',;\\")))
        to++;
    *quoted = quote != '\0' && ps_clause_byte(clause, to) == quote;
    while (!*quoted && to > at && ps_is_one_of(t.ptr[to - 1], ".:)]}!?")) to--;
    return (ps_extent){at, to};
}

/* A digit or a sign among letters: what is no word of the sentence. */
static bool is_secret(ps_span v, bool quoted) {
    size_t letters = 0, others = 0;
    if (v.len < SECRET_MIN || v.len > SECRET_MAX) return false;
    for (size_t i = 0; i < v.len; i++) {
        letters += ps_is_alpha(v.ptr[i]);
        others += ps_is_digit(v.ptr[i]) || ps_is_one_of(v.ptr[i], "!@#$%^&*+~");
        if (ps_is_one_of(v.ptr[i], "/=<>(){}[]") && !quoted) return false;
    }
    return (letters > 0 && others > 0) || (quoted && !memchr(v.ptr, ' ', v.len));
}

void ps_clause_secrets(ps_clause *clause) {
    if (!(clause->parts & CLAUSE_SECRET)) return;
    for (size_t i = 0; i + 1 < clause->count; i++) {
        const ps_token *token = &clause->token[i];
        if (token->kind != PS_TOKEN_WORD || !(token->parts & CLAUSE_SECRET)) continue;
        const ps_token *next = &clause->token[i + 1];
        if (next->kind == PS_TOKEN_WORD && next->parts & CLAUSE_FILLER && i + 2 < clause->count &&
            next->to - next->from < 4)
            next++;
        while (ps_token_sign(clause, (size_t)(next - clause->token)) == '>' &&
               next < &clause->token[clause->count - 1])
            next++;
        bool parted = next[-1].to < next->from || clause->text.ptr[next->from - 1] == '>';
        if (next->from <= token->to || !parted) continue;
        bool quoted;
        ps_extent at = value_from(clause, next->from, &quoted);
        if (is_secret(ps_span_cut(clause->text, at.from, at.to), quoted))
            ps_put(clause->reader, PS_SLOT_CREDENTIAL, at.from, at.to);
    }
}
