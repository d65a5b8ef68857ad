/* SPDX-License-Identifier: Apache-2.0
 *
 * Records: a name beside a number or a date, with no more than signs between, as in
 * `[40718322] Grant, Hamish (1951-10-20)`. No word need say what they are: together they are a
 * person's. What belongs to one is marked, and the files for names, numbers and dates take it. */
#include "clause_run.h"

#include "checks.h"

enum { GAP_MAX = 4, DIGITS_LOW = 5, DIGITS_SURE = 6, DIGITS_HIGH = 12, ENOUGH = 3, HEAD = 3 };

typedef struct record {
    const ps_clause *clause;
    size_t number, date; /* tokens; SIZE_MAX: none */
    bool signs;          /* a sign parts the date from what stands before it */
} record;

static bool is_number(const ps_clause *clause, const ps_token *token) {
    if (token->kind == PS_TOKEN_PHONE) return true;
    if (token->kind != PS_TOKEN_NUMBER && token->kind != PS_TOKEN_ID) return false;
    char left = token->from ? clause->text.ptr[token->from - 1] : ' ';
    char right = ps_clause_byte(clause, token->to);
    return token->digits >= DIGITS_LOW && token->digits <= DIGITS_HIGH &&
           ps_is_one_of(left, " \t\"'([<{|#,^/") &&
           (!right || ps_is_one_of(right, " \t\"')]>}|,^;:/\n\\"));
}

static bool is_day(const ps_clause *clause, const ps_token *token) {
    ps_span v = ps_token_span(clause, token);
    if (token->kind == PS_TOKEN_NUMBER) return v.len == 8 && ps_check_date(v);
    return token->kind == PS_TOKEN_DATE && v.len <= 12 && !memchr(v.ptr, ':', v.len);
}

/* `DOB`, `no`, `id`, `M`: words that stand between the parts of a record. */
static bool is_between(const ps_clause *clause, const ps_token *token) {
    if (token->kind == PS_TOKEN_SIGN)
        return ps_is_one_of(clause->text.ptr[token->from], ",|-/#<>()[]'\"^;\\=:.");
    if (token->kind != PS_TOKEN_WORD) return false;
    if (token->to - token->from == 1) return ps_is_upper(clause->text.ptr[token->from]);
    return token->parts & (CLAUSE_BIRTH | CLAUSE_NUMBER) ||
           ps_span_eq_nocase(ps_token_span(clause, token), PS_LIT("id")) ||
           ps_span_eq_nocase(ps_token_span(clause, token), PS_LIT("no"));
}

/* The first date of a line is when it was written. */
static bool take(record *r, size_t i, bool sign) {
    const ps_token *token = &r->clause->token[i];
    if (is_day(r->clause, token) && r->date == SIZE_MAX) {
        if (token->from - r->clause->line < HEAD && !sign) return false;
        r->date = i;
        r->signs |= sign;
        return true;
    }
    if (!is_number(r->clause, token) || r->number != SIZE_MAX) return false;
    r->number = i;
    return true;
}

/* Walks from token i in one direction over parts and what stands between. */
static void walk(record *r, size_t i, bool right) {
    const ps_clause *clause = r->clause;
    size_t gap = 0;
    bool sign = false;
    while (gap <= GAP_MAX && (right ? ++i < clause->count : i-- > 0)) {
        if (clause->token[i].kind == PS_TOKEN_OWN) break;
        if (take(r, i, sign)) {
            gap = 0;
            sign = false;
            continue;
        }
        if (!is_between(clause, &clause->token[i])) break;
        sign |= ps_token_sign(clause, i) != '\0';
        gap++;
    }
}

/* How much the lists know of the name. */
static unsigned worth(const ps_clause *clause, const ps_name_run *run) {
    unsigned listed = run->sure + run->both;
    if (run->caret) return listed > 0 ? 2 : 1;
    if (listed > 1 && ps_name_run_in_order(clause, run)) return (run->sure > 0) + 1U + run->comma;
    if (listed > 1) return run->sure > 0 ? 2 : 0; /* Ruiz Ana */
    return run->sure > 0 && listed + run->unknown > 1 ? 1U + run->comma : 0;
}

/* ^LOPEZ^MARIA| is a component of an HL7 field: its reader knows whose. */
static bool in_message(const ps_clause *clause, const ps_name_run *run) {
    size_t from = clause->token[run->first].from, to = clause->token[run->last].to;
    char left = from ? clause->text.ptr[from - 1] : '\0', right = ps_clause_byte(clause, to);
    return run->caret && (left == '^' || left == '|' || right == '^' || right == '|');
}

static bool judge(ps_clause *clause, const ps_name_run *run) {
    unsigned name = worth(clause, run);
    if (name == 0 || in_message(clause, run)) return false;
    record r = {.clause = clause, .number = SIZE_MAX, .date = SIZE_MAX};
    walk(&r, run->last, true);
    walk(&r, run->first, false);
    if (r.number == SIZE_MAX && r.date == SIZE_MAX) return false;
    unsigned much = name;
    bool weak = ps_clause_says(clause, run->first, SENTENCE_WEAK);
    if (r.number != SIZE_MAX) {
        const ps_token *number = &clause->token[r.number];
        much += number->digits >= DIGITS_SURE || number->kind == PS_TOKEN_ID;
        much += number->kind == PS_TOKEN_PHONE;
    }
    bool turned = run->caret || run->upper || run->comma; /* Ryan Murphy (2015-03-02) wrote it */
    if (r.date != SIZE_MAX &&
        (r.number != SIZE_MAX || turned || weak || clause->parts & CLAUSE_SEEK))
        much += r.signs || weak || turned;
    if (much + weak < ENOUGH) return false;
    for (size_t i = run->first; i <= run->last; i++) clause->token[i].record = true;
    if (r.number != SIZE_MAX) clause->token[r.number].record = true;
    if (r.date != SIZE_MAX) clause->token[r.date].record = true;
    clause->says[clause->token[run->first].sentence] |= SENTENCE_WEAK;
    return true;
}

bool ps_clause_records(ps_clause *clause) {
    bool any = false;
    clause->run_count = 0;
    clause->runs_read = true;
    for (size_t k = 0, next = 0; k < clause->capitals.count; k++) {
        size_t i = clause->capitals.at[k];
        if (i < next || !ps_name_run_begins(clause, i)) continue;
        ps_name_run run = ps_name_run_read(clause, i);
        if (clause->run_count < CLAUSE_RUNS) clause->runs[clause->run_count++] = run;
        any |= judge(clause, &run);
        next = run.last + 1;
    }
    return any;
}
