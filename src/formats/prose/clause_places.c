/* SPDX-License-Identifier: Apache-2.0
 *
 * Towns and postal codes that follow a street, `88 Larkspur Ln, Apt 4, Springfield, IN 46204`, and
 * the town in `lives in Springfield`. The street itself is found by its shape. */
#include "clause.h"

enum { STREET_WORDS = 6, TOWN_WORDS = 3, STATE_LETTERS = 2, ZIP_DIGITS = 5, UNIT_MAX = 5 };

static bool is_any(const ps_clause *clause, size_t i, const char *const *words) {
    if (i >= clause->count || clause->token[i].kind != PS_TOKEN_WORD) return false;
    for (; *words; words++)
        if (ps_span_is(ps_token_span(clause, &clause->token[i]), *words)) return true;
    return false;
}

/* `in`, which stands behind few of the words that are asked about. */
static bool is_in(const ps_clause *clause, size_t i) {
    const ps_token *token = &clause->token[i];
    return token->to - token->from == 2 && token->kind == PS_TOKEN_WORD &&
           ps_span_is(ps_token_span(clause, token), "in");
}

static bool is_capital(const ps_clause *clause, size_t i) {
    if (i >= clause->count || clause->token[i].kind != PS_TOKEN_WORD) return false;
    const ps_token *token = &clause->token[i];
    return !token->compound && !token->taken &&
           (token->written == PS_CASE_TITLE || token->written == PS_CASE_UPPER);
}

/* The word that ends a street which begins with the number at i; 0: none. */
static size_t street_end(const ps_clause *clause, size_t i) {
    static const char *const kinds[] = {
        "st",  "street", "ave",  "avenue",  "rd",  "road",  "dr",      "drive",  "ln",  "lane",
        "ct",  "court",  "blvd", "way",     "pl",  "place", "cir",     "circle", "ter", "terrace",
        "trl", "trail",  "pkwy", "parkway", "hwy", "loop",  "highway", NULL};
    if (clause->token[i].kind != PS_TOKEN_NUMBER || clause->token[i].digits > STREET_WORDS)
        return 0;
    for (size_t k = i + 1; k < clause->count && k - i <= STREET_WORDS; k++) {
        if (clause->token[k].kind != PS_TOKEN_WORD && ps_token_sign(clause, k) != '.') return 0;
        if (k > i + 1 && is_any(clause, k, kinds)) return k;
    }
    return 0;
}

/* Signs and a unit behind the street; *comma: one of them was a comma. */
static size_t skip_unit(const ps_clause *clause, size_t i, bool *comma) {
    static const char *const units[] = {"apt", "unit", "suite", "ste", "bldg", "fl", "rm", NULL};
    for (size_t from = i; i < clause->count && i - from < UNIT_MAX; i++) {
        char c = ps_token_sign(clause, i);
        *comma |= c == ',';
        bool number = clause->token[i].kind == PS_TOKEN_NUMBER && i > from &&
                      (is_any(clause, i - 1, units) || ps_token_sign(clause, i - 1) == '#');
        bool letter = clause->token[i].to - clause->token[i].from == 1 && i > from &&
                      is_any(clause, i - 1, units);
        if (!(c && ps_is_one_of(c, ",.#\"'\\")) && !number && !letter && !is_any(clause, i, units))
            break;
    }
    return i;
}

static bool is_state(const ps_clause *clause, size_t i) {
    return is_capital(clause, i) && clause->token[i].written == PS_CASE_UPPER &&
           clause->token[i].to - clause->token[i].from == STATE_LETTERS;
}

/* "FORENAME":, CITY=: a key. */
static bool is_key(const ps_clause *clause, size_t i) {
    char c = ps_token_sign(clause, i);
    for (size_t from = i; c && i - from < 4 && ps_is_one_of(c, "\"'\\"); i++)
        c = ps_token_sign(clause, i + 1);
    return c == ':' || c == '=';
}

/* Puts the town that begins at i; returns the token behind it. */
static size_t put_town(ps_clause *clause, size_t i) {
    const uint32_t no_town = CLAUSE_SQL | CLAUSE_BIRTH | CLAUSE_CALL | CLAUSE_NUMBER;
    size_t k = i;
    while (k - i < TOWN_WORDS && is_capital(clause, k) && !is_state(clause, k) &&
           !(clause->token[k].parts & no_town))
        k++;
    if (is_key(clause, k)) return i;
    if (k > i) ps_clause_put(clause, PS_SLOT_CITY, i, k - 1);
    return k;
}

static void put_zip(ps_clause *clause, size_t i) {
    static const char *const words[] = {"zip", NULL};
    for (; i < clause->count; i++) {
        char c = ps_token_sign(clause, i);
        bool sign = c && ps_is_one_of(c, ",\"'\\");
        if (!sign && !is_state(clause, i) && !is_any(clause, i, words)) break;
    }
    if (i >= clause->count || clause->token[i].digits < ZIP_DIGITS || clause->token[i].taken)
        return;
    const ps_token *token = &clause->token[i];
    bool five = token->kind == PS_TOKEN_NUMBER && token->digits == ZIP_DIGITS;
    bool nine = token->kind == PS_TOKEN_ID && token->to - token->from == 2 * ZIP_DIGITS &&
                clause->text.ptr[token->from + ZIP_DIGITS] == '-';
    bool glued = ps_clause_byte(clause, token->to) == '-';
    bool more = glued && i + 2 < clause->count && clause->token[i + 2].kind == PS_TOKEN_NUMBER;
    if (nine || five) ps_clause_put(clause, PS_SLOT_ZIP, i, five && more ? i + 2 : i);
}

void ps_clause_places(ps_clause *clause) {
    static const char *const verbs[] = {"lives",  "live",     "lived", "resides",
                                        "living", "residing", NULL};
    for (size_t k = 0, next = 0; k < clause->places.count; k++) {
        size_t i = clause->places.at[k];
        if (i < next || i + 1 == clause->count) continue;
        if (is_in(clause, i + 1) && is_any(clause, i, verbs)) {
            put_zip(clause, put_town(clause, i + 2));
            continue;
        }
        size_t end = street_end(clause, i);
        if (!end) continue;
        bool comma = false;
        size_t town = skip_unit(clause, end + 1, &comma);
        if (!comma) continue; /* the street may go on */
        size_t behind = put_town(clause, town);
        if (behind > town) put_zip(clause, behind);
        next = end + 1;
    }
}
