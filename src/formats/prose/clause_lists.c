/* SPDX-License-Identifier: Apache-2.0
 *
 * Several keys before several values: `last,first = Ruiz,Ana`, `MRN/CSN: 40718322/9923317`. */
#include "clause.h"

enum { KEYS_MAX = 8, VALUE_TOKENS = 6 };

typedef struct item {
    size_t first, last; /* tokens */
} item;

static bool parts_items(const ps_clause *clause, size_t i) {
    char c = ps_token_sign(clause, i);
    return c && ps_is_one_of(c, ",/|&;");
}

/* `patient id`: of two words the first says whose. */
static size_t key_before(const ps_clause *clause, size_t k) {
    if (k > 0 && clause->token[k].parts & CLAUSE_FILLER && clause->token[k - 1].weight &&
        clause->token[k - 1].kind == PS_TOKEN_WORD)
        return k - 1;
    return k;
}

/* Keys to the left of the separator at `at`, the last one first; *sign parts them. */
static size_t keys_before(const ps_clause *clause, size_t at, size_t *keys, char *sign) {
    size_t count = 0, k = at;
    while (k > 0 && ps_token_sign(clause, k - 1) == ')') k--; /* (last, first) = */
    while (k > 0 && count < KEYS_MAX && clause->token[k - 1].kind == PS_TOKEN_WORD) {
        k = key_before(clause, k - 1);
        keys[count++] = k;
        if (k < 1 || !parts_items(clause, k - 1)) break;
        *sign = ps_token_sign(clause, k - 1);
        k--;
    }
    char before = k > 0 ? ps_token_sign(clause, k - 1) : '\0';
    if (before == '=' || before == ':') return 0; /* a value, and the next key behind it */
    return count;
}

/* Does the sign stand anywhere behind? Then it parts the values too. */
static bool parts_values(const ps_clause *clause, size_t at, char sign) {
    for (size_t i = at + 1; i < clause->count; i++) {
        if (clause->token[i].sentence != clause->token[at].sentence) return false;
        if (ps_token_sign(clause, i) == sign) return true;
    }
    return false;
}

/* Values to the right, up to `most`. */
static size_t values_behind(const ps_clause *clause, size_t at, item *values, size_t most,
                            char sign) {
    size_t count = 0, first = at + 1;
    bool own = parts_values(clause, at, sign);
    for (size_t i = first; i <= clause->count && count < most; i++) {
        bool end = i == clause->count || clause->token[i].sentence != clause->token[at].sentence;
        bool parted = end || (own ? ps_token_sign(clause, i) == sign : parts_items(clause, i));
        bool last = count + 1 == most && i > first; /* one token of the last value is enough */
        if (!parted && !last) {
            if (i - first >= VALUE_TOKENS) break;
            continue;
        }
        if (i > first) values[count++] = (item){first, i - 1};
        first = i + 1;
        if (end) break;
    }
    return count;
}

static ps_slot_kind named_kind(ps_span key) {
    static const char *const names[] = {"last",     "first",     "middle",  "given", "family",
                                        "surname",  "lname",     "fname",   "mname", "name",
                                        "lastname", "firstname", "forename"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (ps_span_is(key, names[i])) return PS_SLOT_NAME;
    return PS_SLOT_KEEP;
}

static bool is_known(const ps_clause *clause, const ps_token *key) {
    const uint32_t parts = CLAUSE_PERSON | CLAUSE_NUMBER | CLAUSE_BIRTH;
    ps_span word = ps_token_span(clause, key);
    ps_key_hit hit;
    return (key->weight && key->parts & parts) || named_kind(word) == PS_SLOT_NAME ||
           ps_key_index_look(clause->reader->keys, word, (uint32_t)word.len, &hit);
}

static bool is_id(ps_span word) {
    return ps_span_eq_nocase(word, PS_LIT("id")) || ps_span_eq_nocase(word, PS_LIT("no"));
}

static bool is_number(const ps_clause *clause, const item *value) {
    const ps_token *token = &clause->token[value->first];
    return value->first == value->last && token->digits >= 5 &&
           (token->kind == PS_TOKEN_NUMBER || token->kind == PS_TOKEN_ID);
}

static void put_value(ps_clause *clause, size_t key, const item *value) {
    const ps_token *name = &clause->token[key];
    ps_span word = ps_token_span(clause, name);
    size_t first = value->first, last = value->last;
    while (first < last && ps_token_sign(clause, first)) first++;
    while (last > first && ps_token_sign(clause, last)) last--;
    if (clause->token[first].taken) return;
    if (named_kind(word) == PS_SLOT_NAME) {
        if (clause->token[first].kind == PS_TOKEN_WORD &&
            clause->token[first].written != PS_CASE_LOWER)
            ps_clause_put(clause, PS_SLOT_NAME, first, last);
    } else if ((is_id(word) || name->slot == PS_SLOT_MRN) &&
               is_number(clause, &(item){first, last})) {
        ps_clause_put(clause, PS_SLOT_MRN, first, last);
    } else if (ps_put_named(clause->reader, word, clause->token[first].from,
                            clause->token[last].to)) {
        for (size_t i = first; i <= last; i++) clause->token[i].taken = true;
    }
}

void ps_clause_lists(ps_clause *clause) {
    for (size_t n = 0; n < clause->keyed.count; n++) {
        size_t i = clause->keyed.at[n];
        if (i == 0 || i + 1 == clause->count) continue;
        bool key = clause->token[i - 1].kind == PS_TOKEN_WORD; /* unquoted */
        if (!key && ps_token_sign(clause, i - 1) != ')') continue;
        char sign = '\0';
        size_t keys[KEYS_MAX], count = keys_before(clause, i, keys, &sign);
        size_t known = 0;
        if (count < 2) continue; /* most signs */
        for (size_t k = 0; k < count; k++) known += is_known(clause, &clause->token[keys[k]]);
        if (known < 1 || (known < 2 && known < count)) continue;
        item values[KEYS_MAX];
        if (values_behind(clause, i, values, count, sign) != count) continue;
        for (size_t k = 0; k < count; k++) put_value(clause, keys[count - 1 - k], &values[k]);
    }
}
