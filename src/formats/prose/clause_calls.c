/* SPDX-License-Identifier: Apache-2.0
 *
 * What a program prints of its own objects and calls: `savePatient(40718322, Ruiz, Ana)` and
 * `Visit[key=9923317, ids=[40718322], name=RUIZ^ANA]`. The word before the bracket says of whom. */
#include "clause_run.h"

#include "checks.h"
#include "name_rank.h"

enum { INSIDE_MAX = 64, DIGITS_LOW = 5, DIGITS_HIGH = 12, SIGHT = 8 };

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
        unsigned rank = ps_clause_rank_of(clause, token);
        if (token->parts && !(rank & PS_NAME_ANY)) return false;
        if (rank == PS_NAME_WORD) return false;
        bool listed = rank & PS_NAME_ANY;
        bool plain = rank == 0 && token->to - token->from > 2;
        if (!initial && !listed && !(plain && (capital ? clause->token[head].weight > 0 : named)))
            return false;
        any |= !initial;
    }
    return any;
}

/* findPatientByName, deleteByLastName: whatever words it gets are names. */
static bool asks_for_name(const ps_clause *clause, const ps_token *token) {
    static const char *const words[] = {"LastName",   "FirstName",  "Surname",
                                        "PersonName", "FamilyName", "GivenName"};
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
        ps_clause_put_name(clause, first, last);
}

static bool has_key(const ps_clause *clause, size_t first, size_t end) {
    for (size_t i = first; i < end; i++)
        if (ps_token_sign(clause, i) == '=' || ps_token_sign(clause, i) == ':') return true;
    return false;
}

static void judge_arguments(ps_clause *clause, size_t head, size_t open, size_t close) {
    size_t first = open + 1;
    for (size_t i = first; i <= close; i++) {
        char c = ps_token_sign(clause, i);
        if (i < close && c != ',' && c != ';') continue;
        if (i > first && !has_key(clause, first, i)) judge_argument(clause, head, first, i - 1);
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

/* id, ids, no, key; patientNumber, mother; but neither threadId nor code. */
static bool is_own_number(const ps_token *key) {
    if (key->parts & (CLAUSE_CODED | CLAUSE_COUNT | CLAUSE_MACHINE)) return false;
    if (!key->compound) return key->parts & (CLAUSE_FILLER | CLAUSE_NUMBER | CLAUSE_KIN);
    return key->weight && key->parts & (CLAUSE_PERSON | CLAUSE_NUMBER);
}

static void judge_field(ps_clause *clause, size_t head, size_t key, size_t first, size_t end) {
    const ps_token *name = &clause->token[key];
    if (name->parts & CLAUSE_NAMED && !name->compound) {
        while (first < end && is_quote(clause, first)) first++;
        size_t last = end - 1;
        while (last > first && is_quote(clause, last)) last--;
        if (first < end && is_name(clause, head, first, last, true))
            ps_clause_put_name(clause, first, last);
    } else if (is_own_number(name)) {
        for (size_t i = first; i < end; i++)
            if (is_number(&clause->token[i]) && !clause->token[i].taken)
                put_number(clause, head, i);
    }
}

static void judge_fields(ps_clause *clause, size_t head, size_t open, size_t close) {
    for (size_t i = open + 2; i < close; i++) {
        char c = ps_token_sign(clause, i);
        if ((c != '=' && c != ':') || clause->token[i - 1].kind != PS_TOKEN_WORD) continue;
        size_t end = value_end(clause, i + 1, close);
        if (end > i + 1) judge_field(clause, head, i - 1, i + 1, end);
    }
}

/* ---- the word before the bracket ---- */

static bool ends_in(ps_span w, const char *ending) {
    size_t n = strlen(ending);
    return w.len > n && ps_span_is(ps_span_cut(w, w.len - n, w.len), ending);
}

/* findByName(Green, Hope): given name and surname of the lists. */
static bool gets_pair(const ps_clause *clause, size_t head, size_t open) {
    if (!ends_in(ps_token_span(clause, &clause->token[head]), "ByName")) return false;
    size_t i = open + 1;
    while (is_quote(clause, i)) i++;
    if (!ps_name_run_begins(clause, i)) return false;
    ps_name_run run = ps_name_run_read(clause, i);
    return run.sure + run.both > 1 && ps_name_run_in_order(clause, &run);
}

/* updatePhone, addAddress, getAge: what a person has. */
static bool is_of_person(const ps_clause *clause, const ps_token *token) {
    static const char *const endings[] = {"Phone", "Address", "Age", "Telecom", "Email"};
    ps_span w = ps_token_span(clause, token);
    for (size_t i = 0; token->compound && i < sizeof endings / sizeof *endings; i++)
        if (ends_in(w, endings[i])) return true;
    return false;
}

/* verifyMember(W778120934): a number that is none of a machine's. */
static bool gets_number(const ps_clause *clause, size_t head, size_t open) {
    const ps_token *token = &clause->token[head];
    if (!token->compound || !(token->parts & CLAUSE_PERSON)) return false;
    size_t i = open + 1;
    while (is_quote(clause, i)) i++;
    return i < clause->count && clause->token[i].digits >= 7 && is_number(&clause->token[i]);
}

/* `getChart args=(40718322)`, `PatientService.find called with args [40718322]`: the bracket behind
 * such a word, and the head before it. */
static size_t open_of_arguments(const ps_clause *clause, size_t i, size_t *head) {
    static const char *const words[] = {"args", "arguments", "params", "parameters", "argument"};
    enum { LENGTHS = 1 << 4 | 1 << 6 | 1 << 8 | 1 << 9 | 1 << 10, LONGEST = 10 };
    bool any = false;
    ps_span word = ps_token_span(clause, &clause->token[i]);
    if (word.len > LONGEST || !(LENGTHS >> word.len & 1)) return 0;
    for (size_t k = 0; k < sizeof words / sizeof *words && !any; k++)
        any = ps_span_is(word, words[k]);
    size_t open = i + 1;
    while (any && ps_token_sign(clause, open) && ps_is_one_of(ps_token_sign(clause, open), ":="))
        open++;
    char c = any ? ps_token_sign(clause, open) : '\0';
    if (!c || !ps_is_one_of(c, "([")) return 0;
    for (size_t k = i; k > 0 && i - k < SIGHT; k--) {
        const ps_token *token = &clause->token[k - 1];
        if (token->kind != PS_TOKEN_WORD || !token->compound || !token->weight) continue;
        *head = k - 1;
        return open;
    }
    return 0;
}

/* Most words have no bracket glued to them, and are none of those for arguments. */
static bool may_open(const ps_clause *clause, const ps_token *token) {
    int first = clause->text.ptr[token->from] | 0x20;
    return first == 'a' || first == 'p' || ps_is_one_of(ps_clause_byte(clause, token->to), "([{@");
}

void ps_clause_calls(ps_clause *clause) {
    const uint32_t parts =
        CLAUSE_PERSON | CLAUSE_NUMBER | CLAUSE_EVENT | CLAUSE_BIRTH | CLAUSE_CLINIC;
    for (size_t k = 0; k < clause->words.count; k++) {
        size_t i = clause->words.at[k];
        const ps_token *token = &clause->token[i];
        if (!may_open(clause, token)) continue;
        size_t head = i, open = open_of_arguments(clause, i, &head);
        if (!open) open = opening(clause, i);
        size_t close = open ? closing(clause, open) : 0;
        if (!close) continue;
        token = &clause->token[head];
        bool subject = token->weight > 0 && token->parts & parts;
        bool by_name = asks_for_name(clause, token) || gets_pair(clause, head, open);
        bool of_person = is_of_person(clause, token);
        if (!subject && !by_name && !of_person) continue;
        bool person = token->weight == 2 || by_name || of_person ||
                      (clause->says_all & SENTENCE_CARE) || gets_number(clause, head, open);
        judge_fields(clause, head, open, close);
        if (token->compound && person) judge_arguments(clause, head, open, close);
    }
}
