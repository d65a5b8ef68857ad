/* SPDX-License-Identifier: Apache-2.0
 *
 * Passwords in clear behind their word, without a sign between: `user jdoe password hunter2`. */
#include "clause.h"

enum { SECRET_MIN = 4, SECRET_MAX = 64, TOKEN_MIN = 20, STEPS = 6 };

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

/* Letters and digits in one long run: no word of any sentence. */
static bool is_long_token(ps_span v) {
    size_t letters = 0, digits = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (!ps_is_word(v.ptr[i]) && !ps_is_one_of(v.ptr[i], "-.+/=~")) return false;
        letters += ps_is_alpha(v.ptr[i]);
        digits += ps_is_digit(v.ptr[i]);
    }
    return v.len >= TOKEN_MIN && letters > 2 && digits > 2;
}

static bool is_one_of(const ps_clause *clause, size_t i, const char *const *words) {
    if (i >= clause->count || clause->token[i].kind != PS_TOKEN_WORD) return false;
    for (; *words; words++)
        if (ps_span_is(ps_token_span(clause, &clause->token[i]), *words)) return true;
    return false;
}

/* The token behind the word or sign that leads to a secret: `password is hunter2`, `password for
 * sftp is hunter2`, `password for jdoe: hunter2`, `password changed from a1 to b2`; 0: none. */
static size_t led_from(const ps_clause *clause, size_t word) {
    static const char *const leads[] = {"is", "to", "from", "as", "id", NULL};
    for (size_t k = word + 1; k < word + STEPS && k < clause->count; k++) {
        if (clause->token[k].sentence != clause->token[word].sentence) break;
        bool colon = ps_token_sign(clause, k) == ':' && k > word + 1 &&
                     ps_is_blank(ps_clause_byte(clause, clause->token[k].to));
        if (colon || is_one_of(clause, k, leads)) return k + 1;
    }
    return 0;
}

/* The token right behind its word: `password hunter2`, `password>>hunter2`; 0: none. */
static size_t right_behind(const ps_clause *clause, size_t word) {
    size_t i = word + 1;
    while (ps_token_sign(clause, i) == '>') i++;
    if (i >= clause->count) return 0;
    const ps_token *before = &clause->token[i - 1];
    bool parted = before->to < clause->token[i].from || ps_token_sign(clause, i - 1) == '>';
    return parted ? i : 0;
}

static bool put_secret(ps_clause *clause, const ps_token *word, size_t first) {
    if (first == 0 || first >= clause->count) return false;
    bool quoted;
    ps_extent at = value_from(clause, clause->token[first].from, &quoted);
    ps_span value = ps_span_cut(clause->text, at.from, at.to);
    bool secret = word->parts & CLAUSE_TOKEN ? is_long_token(value) : is_secret(value, quoted);
    if (secret) ps_put(clause->reader, PS_SLOT_CREDENTIAL, at.from, at.to);
    return secret;
}

void ps_clause_secrets(ps_clause *clause) {
    if (!(clause->parts & CLAUSE_SECRET)) return;
    for (size_t i = 0; i + 1 < clause->count; i++) {
        const ps_token *token = &clause->token[i];
        if (token->kind != PS_TOKEN_WORD || !(token->parts & CLAUSE_SECRET)) continue;
        if (put_secret(clause, token, right_behind(clause, i))) continue;
        for (size_t lead = led_from(clause, i); lead != 0; lead = led_from(clause, lead))
            (void)put_secret(clause, token, lead);
    }
}
