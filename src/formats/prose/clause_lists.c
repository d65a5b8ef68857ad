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

/* Keys to the left of the separator at `at`, the last one first. */
static size_t keys_before(const ps_clause *clause, size_t at, size_t *keys) {
    size_t count = 0, k = at;
    while (k > 0 && count < KEYS_MAX && clause->token[k - 1].kind == PS_TOKEN_WORD) {
        keys[count++] = k - 1;
        if (k < 2 || !parts_items(clause, k - 2)) break;
        k -= 2;
    }
    char before = k > 1 ? ps_token_sign(clause, k - 2) : '\0';
    if (before == '=' || before == ':') return 0; /* a value, and the next key behind it */
    return count;
}

/* Values to the right, up to `most`. */
static size_t values_behind(const ps_clause *clause, size_t at, item *values, size_t most) {
    size_t count = 0, first = at + 1;
    for (size_t i = first; i <= clause->count && count < most; i++) {
        bool end = i == clause->count || clause->token[i].sentence != clause->token[at].sentence;
        bool parted = end || parts_items(clause, i);
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
        if (ps_span_eq_nocase(key, ps_span_z(names[i]))) return PS_SLOT_NAME;
    return PS_SLOT_KEEP;
}

static bool is_known(const ps_clause *clause, const ps_token *key) {
    const uint32_t parts = CLAUSE_PERSON | CLAUSE_NUMBER | CLAUSE_BIRTH;
    return (key->weight && key->parts & parts) ||
           named_kind(ps_token_span(clause, key)) == PS_SLOT_NAME;
}

static void put_value(ps_clause *clause, size_t key, const item *value) {
    const ps_token *name = &clause->token[key];
    ps_span word = ps_token_span(clause, name);
    size_t first = value->first, last = value->last;
    while (first < last && ps_token_sign(clause, first)) first++;
    while (last > first && ps_token_sign(clause, last)) last--;
    if (clause->token[first].taken) return;
    if (named_kind(word) == PS_SLOT_NAME) {
        if (clause->token[first].kind == PS_TOKEN_WORD)
            ps_clause_put(clause, PS_SLOT_NAME, first, last);
    } else if (ps_put_named(clause->reader, word, clause->token[first].from,
                            clause->token[last].to)) {
        for (size_t i = first; i <= last; i++) clause->token[i].taken = true;
    }
}

void ps_clause_lists(ps_clause *clause) {
    for (size_t i = 1; i + 1 < clause->count; i++) {
        char c = ps_token_sign(clause, i);
        if (c != '=' && c != ':') continue;
        size_t keys[KEYS_MAX], count = keys_before(clause, i, keys);
        size_t known = 0;
        for (size_t k = 0; k < count; k++) known += is_known(clause, &clause->token[keys[k]]);
        if (count < 2 || known < 1 || (known < 2 && known < count)) continue;
        item values[KEYS_MAX];
        if (values_behind(clause, i, values, count) != count) continue;
        for (size_t k = 0; k < count; k++) put_value(clause, keys[count - 1 - k], &values[k]);
    }
}
