/* SPDX-License-Identifier: Apache-2.0
 *
 * What a program prints of its own objects and calls: `savePatient(40718322, Ruiz, Ana)` and
 * `Visit[key=9923317, ids=[40718322], name=RUIZ^ANA]`. The word before the bracket says of whom. */
#include "clause.h"

#include "checks.h"
#include "name_rank.h"

enum { INSIDE_MAX = 64, DIGITS_LOW = 5, DIGITS_HIGH = 12 };

/* Index of the bracket that closes the one at `open`; 0 when it is not in sight. */
static size_t closing(const ps_clause *clause, size_t open) {
    unsigned depth = 0;
    for (size_t i = open; i < clause->count && i - open < INSIDE_MAX; i++) {
        char c = ps_token_sign(clause, i);
        if (c && ps_is_one_of(c, "([{")) depth++;
        if (c && ps_is_one_of(c, ")]}") && --depth == 0) return i;
    }
    return 0;
}

/* The bracket that is glued to word i, an object's address (@1b2c) between; 0: none. */
static size_t opening(const ps_clause *clause, size_t i) {
    size_t k = i + 1;
    if (ps_token_sign(clause, k) == '@' && clause->token[k].from == clause->token[i].to) k += 2;
    char c = ps_token_sign(clause, k);
    if (!c || !ps_is_one_of(c, "([{")) return 0;
    return clause->token[k].from == clause->token[k - 1].to ? k : 0;
}

static bool is_quote(const ps_clause *clause, size_t i) {
    char c = ps_token_sign(clause, i);
    return c == '"' || c == '\'' || c == '\\';
}

static bool is_number(const ps_token *token) {
    bool number = token->kind == PS_TOKEN_NUMBER || token->kind == PS_TOKEN_ID;
    return number && token->digits >= DIGITS_LOW && token->digits <= DIGITS_HIGH;
}

static void put_number(ps_clause *clause, size_t head, size_t i) {
    ps_slot_kind kind = (ps_slot_kind)clause->token[head].slot;
    ps_span value = ps_token_span(clause, &clause->token[i]);
    if (value.len == 8 && ps_check_date(value)) kind = PS_SLOT_DATE;
    ps_clause_put(clause, kind == PS_SLOT_KEEP ? PS_SLOT_MRN : kind, i, i);
}

/* Words that are a name under a head that speaks of persons: in the lists, or in none of them. */
static bool is_name(const ps_clause *clause, size_t head, size_t first, size_t last, bool named) {
    bool any = false;
    for (size_t i = first; i <= last; i++) {
        const ps_token *token = &clause->token[i];
        char c = ps_token_sign(clause, i);
        if (c && ps_is_one_of(c, "^ .,")) continue;
        if (token->kind != PS_TOKEN_WORD || token->compound) return false;
        bool capital = token->written == PS_CASE_TITLE || token->written == PS_CASE_UPPER;
        bool initial = capital && token->to - token->from == 1;
        if (token->parts && !(token->rank & PS_NAME_ANY)) return false;
        if (token->rank == PS_NAME_WORD) return false;
        bool listed = token->rank & PS_NAME_ANY;
        bool plain = token->rank == 0 && token->to - token->from > 2;
        if (!initial && !listed && !(plain && (capital ? clause->token[head].weight > 0 : named)))
            return false;
        any |= !initial;
    }
    return any;
}

/* findPatientByName, deleteByLastName: whatever words it gets are names. */
static bool asks_for_name(const ps_clause *clause, const ps_token *token) {
    static const char *const words[] = {"LastName", "FirstName", "Surname", "PersonName"};
    if (!token->compound || !(token->parts & CLAUSE_NAMED)) return false;
    if (token->weight == 2) return true;
    ps_span w = ps_token_span(clause, token);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t n = strlen(words[k]);
        for (size_t i = 0; i + n <= w.len; i++)
            if (ps_span_eq_nocase(ps_span_cut(w, i, i + n), ps_span_of(words[k], n))) return true;
    }
    return false;
}

/* ---- bare arguments ---- */

static void judge_argument(ps_clause *clause, size_t head, size_t first, size_t last) {
    while (first < last && is_quote(clause, first)) first++;
    while (last > first && is_quote(clause, last)) last--;
    const ps_token *token = &clause->token[first];
    if (token->taken) return;
    if (first == last && is_number(token))
        put_number(clause, head, first);
    else if (first == last && token->kind == PS_TOKEN_DATE)
        ps_clause_put(clause, PS_SLOT_DATE, first, first);
    else if (last - first < 6 &&
             is_name(clause, head, first, last, asks_for_name(clause, &clause->token[head])))
        ps_clause_put(clause, PS_SLOT_NAME, first, last);
}

static void judge_arguments(ps_clause *clause, size_t head, size_t open, size_t close) {
    size_t first = open + 1;
    for (size_t i = first; i <= close; i++) {
        if (i < close && ps_token_sign(clause, i) != ',') continue;
        if (i > first) judge_argument(clause, head, first, i - 1);
        first = i + 1;
    }
}

/* ---- fields of an object ---- */

/* The end of a field's value: the comma before the next key, or the closing bracket. */
static size_t value_end(const ps_clause *clause, size_t first, size_t close) {
    for (size_t i = first; i < close; i++) {
        if (ps_token_sign(clause, i) != ',') continue;
        for (size_t k = i + 1; k < close && k < i + 4; k++) {
            char c = ps_token_sign(clause, k);
            if (c == '=' || c == ':') return i;
        }
    }
    return close;
}

/* id, ids, no, key; patientNumber; but neither threadId nor code. */
static bool is_own_number(const ps_token *key) {
    if (key->parts & (CLAUSE_CODED | CLAUSE_COUNT | CLAUSE_MACHINE)) return false;
    if (!key->compound) return key->parts & (CLAUSE_FILLER | CLAUSE_NUMBER);
    return key->weight && key->parts & (CLAUSE_PERSON | CLAUSE_NUMBER);
}

static void judge_field(ps_clause *clause, size_t head, size_t key, size_t first, size_t end) {
    const ps_token *name = &clause->token[key];
    if (name->parts & CLAUSE_NAMED && !name->compound) {
        while (first < end && is_quote(clause, first)) first++;
        size_t last = end - 1;
        while (last > first && is_quote(clause, last)) last--;
        if (first < end && is_name(clause, head, first, last, true))
            ps_clause_put(clause, PS_SLOT_NAME, first, last);
    } else if (is_own_number(name)) {
        for (size_t i = first; i < end; i++)
            if (is_number(&clause->token[i]) && !clause->token[i].taken)
                put_number(clause, head, i);
    }
}

/* True when there was a field: what the brackets hold are no arguments. */
static bool judge_fields(ps_clause *clause, size_t head, size_t open, size_t close) {
    bool any = false;
    for (size_t i = open + 2; i < close; i++) {
        char c = ps_token_sign(clause, i);
        if ((c != '=' && c != ':') || clause->token[i - 1].kind != PS_TOKEN_WORD) continue;
        any = true;
        size_t end = value_end(clause, i + 1, close);
        if (end > i + 1) judge_field(clause, head, i - 1, i + 1, end);
    }
    return any;
}

void ps_clause_calls(ps_clause *clause) {
    const uint32_t parts = CLAUSE_PERSON | CLAUSE_NUMBER | CLAUSE_EVENT;
    for (size_t i = 0; i < clause->count; i++) {
        const ps_token *token = &clause->token[i];
        bool subject = token->weight > 0 && token->parts & parts;
        bool by_name = asks_for_name(clause, token);
        if (token->kind != PS_TOKEN_WORD || !(subject || by_name)) continue;
        size_t open = opening(clause, i), close = open ? closing(clause, open) : 0;
        if (!close) continue;
        bool person = token->weight == 2 || by_name || (clause->says_all & SENTENCE_CARE);
        if (!judge_fields(clause, i, open, close) && token->compound && person)
            judge_arguments(clause, i, open, close);
    }
}
