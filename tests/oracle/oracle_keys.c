/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys as docs/rules.md words it: the words before the separator, and the longest run of last words
 * that is a key, perhaps behind a glued prefix, before technical suffixes and numbers. */
#include "oracle.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MAX = 6, SKIP_MAX = 2, JOINED_MAX = 48 };

typedef struct entry {
    const char *joined;
    uint16_t rule, item;
} entry;

struct oracle_keys {
    entry *entries;
    size_t count;
    char **plurals; /* their texts */
    size_t plural_count;
    ps_words prefixes, suffixes;
    pcre2_code *before; /* words and what may close them, up to the separator */
    pcre2_match_data *data;
};

static int by_joined(const void *a, const void *b) {
    return strcmp(((const entry *)a)->joined, ((const entry *)b)->joined);
}

static pcre2_code *compile(const char *text) {
    int error;
    PCRE2_SIZE at;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_DOLLAR_ENDONLY,
                                     &error, &at, NULL);
    if (!code) fail_msg("%s", text);
    return code;
}

/* mrns: the plural of a key that always counts, unless it is a key of its own. */
static void add_plurals(oracle_keys *keys, const ps_rules *rules) {
    size_t singular = keys->count;
    for (size_t i = 0; i < singular; i++) {
        const entry *e = &keys->entries[i];
        size_t len = strlen(e->joined);
        const ps_key *key = &ps_rules_at(rules, e->rule)->keys[e->item];
        if (key->condition != PS_KEY_ALWAYS || len < 3 || e->joined[len - 1] == 's') continue;
        char *plural = malloc(len + 2);
        memcpy(plural, e->joined, len);
        memcpy(plural + len, "s", 2);
        keys->plurals[keys->plural_count++] = plural;
        entry wanted = {.joined = plural};
        if (bsearch(&wanted, keys->entries, singular, sizeof wanted, by_joined)) continue;
        keys->entries[keys->count++] = (entry){plural, e->rule, e->item};
    }
    qsort(keys->entries, keys->count, sizeof *keys->entries, by_joined);
}

oracle_keys *oracle_keys_new(const ps_rules *rules) {
    oracle_keys *keys = calloc(1, sizeof *keys);
    size_t room = 0;
    for (size_t r = 0; r < ps_rules_count(rules); r++) room += ps_rules_at(rules, r)->key_count;
    keys->entries = calloc(2 * room + 1, sizeof *keys->entries);
    keys->plurals = calloc(room + 1, sizeof *keys->plurals);
    for (size_t r = 0; r < ps_rules_count(rules); r++) {
        const ps_rule *rule = ps_rules_at(rules, r);
        for (size_t i = 0; rule->enabled && i < rule->key_count; i++)
            keys->entries[keys->count++] = (entry){rule->keys[i].joined, (uint16_t)r, (uint16_t)i};
    }
    qsort(keys->entries, keys->count, sizeof *keys->entries, by_joined);
    add_plurals(keys, rules);
    keys->prefixes = ps_rules_glue_prefixes(rules);
    keys->suffixes = ps_rules_glue_suffixes(rules);
    keys->before = compile("[A-Za-z0-9](?:[A-Za-z0-9]|_+(?=[A-Za-z0-9])|[- ](?=[A-Za-z0-9]))*(?=["
                           "\"'\\])\\ \\\\#`?*]{0,10}$)");
    keys->data = pcre2_match_data_create(4, NULL);
    return keys;
}

void oracle_keys_free(oracle_keys *keys) {
    pcre2_code_free(keys->before);
    pcre2_match_data_free(keys->data);
    for (size_t i = 0; i < keys->plural_count; i++) free(keys->plurals[i]);
    free(keys->plurals);
    free(keys->entries);
    free(keys);
}

/* ---- words ---- */

typedef struct word {
    size_t from, to;
} word;

/* A word begins behind a sign, and where the case turns. */
static bool begins(ps_span line, size_t i) {
    if (i == 0 || !ps_is_alnum(line.ptr[i - 1])) return true;
    if (!ps_is_upper(line.ptr[i])) return false;
    return !ps_is_upper(line.ptr[i - 1]) || (i + 1 < line.len && ps_is_lower(line.ptr[i + 1]));
}

static size_t split(ps_span line, size_t from, size_t to, word *words, size_t room) {
    size_t count = 0;
    for (size_t i = from; i < to; i++) {
        if (!ps_is_alnum(line.ptr[i])) continue;
        if (begins(line, i)) {
            if (count == room) { /* only the last ones count */
                memmove(words, words + 1, (room - 1) * sizeof *words);
                count--;
            }
            words[count++] = (word){i, i};
        }
        if (count) words[count - 1].to = i + 1;
    }
    return count;
}

/* The lower-cased letters of words [first, last]. */
static size_t join(ps_span line, const word *words, size_t first, size_t last, char *out) {
    size_t n = 0;
    for (size_t w = first; w <= last; w++)
        for (size_t i = words[w].from; i < words[w].to; i++) {
            if (n == JOINED_MAX) return 0;
            out[n++] = ps_lower(line.ptr[i]);
        }
    out[n] = 0;
    return n;
}

static const entry *find(const oracle_keys *keys, const char *joined) {
    entry wanted = {.joined = joined};
    return bsearch(&wanted, keys->entries, keys->count, sizeof wanted, by_joined);
}

static bool listed(const ps_words *list, const char *text, size_t len) {
    for (size_t i = 0; i < list->count; i++)
        if (strlen(list->items[i]) == len && !memcmp(list->items[i], text, len)) return true;
    return false;
}

static size_t without_number(char *joined, size_t n) {
    while (n && ps_is_digit(joined[n - 1])) n--;
    joined[n] = 0;
    return n;
}

/* A key's number has one or two digits and is not parted from it by a blank: in `MRN 40718322:` the
 * number is the value. */
static size_t without_key_number(ps_span line, const word *last, char *joined, size_t n) {
    size_t digits = 0;
    while (digits < n && ps_is_digit(joined[n - digits - 1])) digits++;
    bool counts =
        digits && digits <= 2 && last->to > digits && line.ptr[last->to - digits - 1] != ' ';
    return counts ? without_number(joined, n) : 0;
}

/* Key of exactly the words [first, last], with or without a number at the end. */
static const entry *exact(const oracle_keys *keys, ps_span line, const word *words, size_t first,
                          size_t last) {
    char joined[JOINED_MAX + 1];
    size_t n = join(line, words, first, last, joined);
    if (!n) return NULL;
    const entry *e = find(keys, joined);
    return e || !without_key_number(line, &words[last], joined, n) ? e : find(keys, joined);
}

/* patientssn: a known prefix and a key in one word. */
static const entry *glued(const oracle_keys *keys, ps_span line, const word *words, size_t last) {
    char joined[JOINED_MAX + 1];
    size_t n = join(line, words, last, last, joined);
    for (unsigned round = 0; round < 2;
         round++, n = without_key_number(line, &words[last], joined, n)) {
        for (size_t cut = 2; cut + 2 < n; cut++)
            if (listed(&keys->prefixes, joined, cut) && find(keys, joined + cut))
                return find(keys, joined + cut);
        if (!n) break;
    }
    return NULL;
}

static bool may_follow(const oracle_keys *keys, ps_span line, const word *w) {
    char joined[JOINED_MAX + 1];
    size_t n = join(line, w, 0, 0, joined);
    bool number = n && n <= 2 && w->from > 0 && line.ptr[w->from - 1] != ' ';
    return listed(&keys->suffixes, joined, n) || (number && !without_number(joined, n));
}

static void push_all(const oracle_keys *keys, const entry *hit, const word *words, size_t first,
                     size_t last, size_t separator, ps_candidate *out, size_t *count) {
    for (size_t i = 0; i < keys->count; i++) { /* every owner of the same key */
        const entry *e = &keys->entries[i];
        if (strcmp(e->joined, hit->joined) != 0) continue;
        assert_true(*count < ORACLE_MAX);
        out[(*count)++] = (ps_candidate){.at = (uint32_t)words[first].from,
                                         .end = (uint32_t)words[last].to,
                                         .aux = (uint32_t)separator,
                                         .rule = e->rule,
                                         .item = e->item,
                                         .kind = PS_CANDIDATE_KEY};
    }
}

/* The words that end where the closers before the separator begin. */
static size_t words_before(const oracle_keys *keys, ps_span line, size_t at, word *words) {
    size_t from = at > 200 ? at - 200 : 0;
    ps_span left = ps_span_of(line.ptr, at);
    size_t best = 0;
    for (size_t i = from; i < at; i++) {
        int rc = pcre2_match(keys->before, (PCRE2_SPTR)left.ptr, left.len, i, PCRE2_ANCHORED,
                             keys->data, NULL);
        if (rc < 0) continue;
        const PCRE2_SIZE *m = pcre2_get_ovector_pointer(keys->data);
        best = split(line, m[0], m[1], words, WORDS_MAX);
        break; /* the longest run of words is the first that matches */
    }
    return best;
}

void oracle_keys_look(const oracle_keys *keys, ps_span line, size_t at, ps_candidate *out,
                      size_t *count) {
    word words[WORDS_MAX];
    size_t n = words_before(keys, line, at, words);
    for (size_t skip = 0; skip <= SKIP_MAX && skip < n; skip++) {
        size_t last = n - 1 - skip;
        for (size_t first = 0; first <= last; first++) {
            const entry *e = exact(keys, line, words, first, last);
            if (!e) continue;
            push_all(keys, e, words, first, last, at, out, count);
            return;
        }
        const entry *e = glued(keys, line, words, last);
        if (e) {
            push_all(keys, e, words, last, last, at, out, count);
            return;
        }
        if (!may_follow(keys, line, &words[last])) return;
    }
}
