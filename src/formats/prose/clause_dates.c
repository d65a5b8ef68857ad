/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates of a person's life and care, anywhere in a clause that speaks of them; never the moment in
 * which the line was written or software did something. */
#include "clause.h"

enum { HEAD = 40 };

static bool has_clock(ps_span v) {
    const char *colon = memchr(v.ptr, ':', v.len);
    if (!colon) return false;
    static const char midnight[] = "00:00:00";
    size_t at = (size_t)(colon - v.ptr);
    return at < 2 || v.len - at < 6 || memcmp(v.ptr + at - 2, midnight, 8) != 0;
}

/* The date that heads the line is when it was written. */
static bool heads_line(const ps_clause *clause, size_t i) {
    const ps_token *token = &clause->token[i];
    if (token->from - clause->line >= HEAD) return false;
    for (size_t k = 0; k < i; k++)
        if (clause->token[k].kind == PS_TOKEN_WORD && clause->token[k].weight) return false;
    return i == 0 || has_clock(ps_token_span(clause, token)) ||
           clause->token[i - 1].kind == PS_TOKEN_SIGN;
}

/* Words that part the date from its sense: the nearest that says anything. */
static uint32_t nearest(const ps_clause *clause, size_t i) {
    const uint32_t parts = CLAUSE_BIRTH | CLAUSE_EVENT | CLAUSE_STAMP;
    const uint32_t behind = CLAUSE_BIRTH | CLAUSE_EVENT;
    for (size_t k = i; k > 0 && i - k < 8; k--) {
        const ps_token *token = &clause->token[k - 1];
        if (token->sentence != clause->token[i].sentence || token->kind == PS_TOKEN_OWN) break;
        if (token->kind == PS_TOKEN_WORD && token->parts & parts) return token->parts & parts;
    }
    for (size_t k = i + 1; k < clause->count && k - i < 7; k++) {
        const ps_token *token = &clause->token[k];
        if (token->sentence != clause->token[i].sentence || token->kind == PS_TOKEN_OWN) break;
        if (token->kind == PS_TOKEN_WORD && token->parts & behind) return token->parts & behind;
    }
    return 0;
}

/* patient-2024-01-15.log: part of a name of a file. */
static bool is_glued(const ps_clause *clause, const ps_token *token) {
    char before = token->from ? clause->text.ptr[token->from - 1] : ' ';
    char behind = ps_clause_byte(clause, token->to), next = ps_clause_byte(clause, token->to + 1);
    return ps_is_word(before) || ps_is_one_of(before, "-./") || ps_is_word(behind) ||
           (ps_is_one_of(behind, ".-/") && ps_is_alnum(next));
}

/* The year may be missing: such a day needs a word of an event. */
static bool has_year(ps_span v) {
    size_t digits = 0;
    for (size_t i = 0; i < v.len; i++) digits += ps_is_digit(v.ptr[i]);
    return digits > 2;
}

void ps_clause_dates(ps_clause *clause) {
    for (size_t k = 0; k < clause->moments.count; k++) {
        size_t i = clause->moments.at[k];
        const ps_token *token = &clause->token[i];
        if (token->taken || token->kind != PS_TOKEN_DATE) continue;
        if (token->record) {
            ps_clause_put(clause, PS_SLOT_DATE, i, i);
            continue;
        }
        if (is_glued(clause, token)) continue;
        uint32_t says = nearest(clause, i);
        bool bracket = i > 0 && ps_token_sign(clause, i - 1) && says & CLAUSE_BIRTH &&
                       !has_clock(ps_token_span(clause, token));
        if (!bracket && heads_line(clause, i)) continue;
        bool strong = ps_clause_says(clause, i, SENTENCE_CARE);
        if (says & CLAUSE_BIRTH) {
            ps_clause_put(clause, PS_SLOT_BIRTH, i, i);
        } else if (says & CLAUSE_EVENT) {
            if (strong || clause->says_all & SENTENCE_CARE)
                ps_clause_put(clause, PS_SLOT_DATE, i, i);
        } else if (!says && strong && has_year(ps_token_span(clause, token)) &&
                   !has_clock(ps_token_span(clause, token))) {
            ps_clause_put(clause, PS_SLOT_DATE, i, i);
        }
    }
}
