/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors that name a field and quote its value, and errors that quote a date which they could not
 * read: `on field 'lastName': rejected value [Okafor]`, `Unparseable date: "04/31/1957"`. */
#include "clause.h"

#include "value.h"

enum { QUOTED_MAX = 60, DIGITS_OF_DAY = 6 };

static bool is_word(const ps_clause *clause, size_t i, uint32_t parts) {
    return clause->token[i].kind == PS_TOKEN_WORD && !clause->token[i].compound &&
           clause->token[i].parts & parts;
}

/* What the quotes or brackets that open at token i hold; false when they do not close soon. */
static bool quoted_at(const ps_clause *clause, size_t i, ps_extent *out) {
    static const char opens[] = "'\"[`", closes[] = "'\"]`";
    char c = ps_token_sign(clause, i);
    const char *pair = c ? strchr(opens, c) : NULL;
    if (!pair || !*pair) return false;
    size_t from = clause->token[i].to, to = from;
    if (ps_own_output_at(clause->text, from, NULL)) return false;
    while (to < clause->to && to - from < QUOTED_MAX &&
           clause->text.ptr[to] != closes[pair - opens])
        to++;
    if (ps_clause_byte(clause, to) != closes[pair - opens]) return false;
    if (to > from && clause->text.ptr[to - 1] == '\\') to--; /* \"..\" */
    *out = (ps_extent){from, to};
    return to > from;
}

static void take(ps_clause *clause, ps_extent at) {
    for (size_t i = 0; i < clause->count; i++)
        if (clause->token[i].from < at.to && clause->token[i].to > at.from)
            clause->token[i].taken = true;
}

/* ---- a field and its value ---- */

/* The next word behind `field`, its quotes skipped, from token i on; clause->count: no more. */
static size_t field_from(const ps_clause *clause, size_t i) {
    for (; i + 1 < clause->count; i++) {
        if (!is_word(clause, i, CLAUSE_FIELD)) continue;
        size_t k = i + 1;
        while (k < clause->count && k < i + 4 && ps_token_sign(clause, k)) k++;
        if (k < clause->count && clause->token[k].kind == PS_TOKEN_WORD) return k;
    }
    return clause->count;
}

static void put_field(ps_clause *clause, ps_extent value) {
    for (size_t k = field_from(clause, 0); k < clause->count; k = field_from(clause, k))
        if (ps_put_named(clause->reader, ps_token_span(clause, &clause->token[k]), value.from,
                         value.to)) {
            take(clause, value);
            return;
        }
}

static void judge_field_value(ps_clause *clause) {
    if (!(clause->parts & CLAUSE_FIELD) || !(clause->parts & CLAUSE_VALUE)) return;
    for (size_t i = 0; i + 1 < clause->count; i++) {
        ps_extent value;
        size_t k = i + 1;
        if (!is_word(clause, i, CLAUSE_VALUE)) continue;
        if (ps_token_sign(clause, k) == ':' || ps_token_sign(clause, k) == '=') k++;
        if (quoted_at(clause, k, &value)) put_field(clause, value);
    }
}

/* ---- a date that could not be read ---- */

/* Digits and separators, or a month's name between; midnight, but no time of day. */
static bool like_a_day(ps_span v) {
    static const char midnight[] = " 00:00:00";
    size_t n = sizeof midnight - 1;
    if (v.len > n && !memcmp(v.ptr + v.len - n, midnight, n)) v.len -= n;
    size_t digits = 0, letters = 0, signs = 0;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (ps_is_digit(c))
            digits++;
        else if (ps_is_alpha(c))
            letters++;
        else if (ps_is_one_of(c, "-/. ,"))
            signs++;
        else
            return false;
    }
    if (digits < 5 || digits > 8 || letters > 9) return false;
    if (letters) return letters >= 3 && signs >= 2;
    return signs == 2 ? digits >= DIGITS_OF_DAY : signs == 0 && digits == 8;
}

/* 2006-01-02 is how Go writes a layout. */
static bool is_layout(ps_span v) {
    return ps_span_eq(v, PS_LIT("2006-01-02")) || ps_span_eq(v, PS_LIT("01/02/2006")) ||
           ps_span_eq(v, PS_LIT("20060102"));
}

static void judge_bad_dates(ps_clause *clause) {
    if (!(clause->parts & CLAUSE_PARSE) || !(clause->parts & (CLAUSE_DAY | CLAUSE_BIRTH))) return;
    ps_read_note(&clause->reader->read, clause->from, clause->to); /* like_a_day counts digits */
    for (size_t i = 0; i + 1 < clause->count; i++) {
        ps_extent value;
        if (clause->token[i + 1].taken || !quoted_at(clause, i, &value)) continue;
        ps_span v = ps_span_cut(clause->text, value.from, value.to);
        if (!like_a_day(v) || is_layout(v)) continue;
        ps_put(clause->reader, PS_SLOT_DATE, value.from, value.to);
        take(clause, value);
    }
}

void ps_clause_fields(ps_clause *clause) {
    judge_field_value(clause);
    judge_bad_dates(clause);
}
