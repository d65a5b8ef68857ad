/* SPDX-License-Identifier: Apache-2.0 */
#include "key_index.h"

#include "parent.h"
#include "skeleton.h"
#include "word_table.h"

#include <stdlib.h>

enum {
    KEY_MAX = 48,     /* longest joined key in bytes */
    WORDS_MAX = 6,    /* most words of a key */
    CLOSERS_MAX = 10, /* quotes, brackets and blanks between key and separator */
    TAIL_MAX = 8,     /* letters of a word's end that the tails tell apart */
    TAIL_BITS = 15,   /* of a hash of them */
    HEADS = 1 << 10
};

struct ps_key_index {
    ps_word_table keys;     /* joined key -> first owner */
    ps_word_table prefixes; /* glued before a key: patientssn */
    ps_word_table persons;  /* patient, member */
    ps_word_table providers;
    ps_word_table suffixes; /* words that may follow a key: ssnValue */
    ps_key_owner *owners;
    size_t owner_count;
    uint8_t tails[1 << TAIL_BITS]; /* flags of a tail, by its hash */
    uint8_t heads[HEADS / 8];      /* the first two letters of what may be glued before a key */
};

/* What a tail, the last letters before a separator, may be. Two tails may share a hash: then it is
 * looked at once too often. */
enum {
    TAIL_MORE = 1, /* the end of a longer word: one more letter tells */
    TAIL_KEY = 2,  /* the end of a key, or a suffix */
    TAIL_BARE = 4, /* a word that says nothing without what it stands in */
    /* The same of what is glued before a key, under other hashes: */
    GLUE_MORE = 8,
    GLUE = 16
};

/* A key being read from right to left: its words, lower-cased, in one buffer that fills from the
 * end. */
typedef struct ps_key_words {
    char joined[KEY_MAX];
    uint32_t start[WORDS_MAX + 1]; /* of word k (0 = last): index into joined */
    uint32_t at[WORDS_MAX];        /* of word k: offset in text */
    uint32_t end[WORDS_MAX];
    unsigned count;
} ps_key_words;

/* ---- building ---- */

/* 1 to 26: a letter; 27: a digit; 28: may part the words of a key; 0: anything else. */
enum { CODE_DIGIT = 27, CODE_GAP = 28 };
static const uint8_t codes[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 1,  ['b'] = 2,  ['c'] = 3,  ['d'] = 4,  ['e'] = 5,  ['f'] = 6,
    ['g'] = 7,  ['h'] = 8,  ['i'] = 9,  ['j'] = 10, ['k'] = 11, ['l'] = 12, ['m'] = 13, ['n'] = 14,
    ['o'] = 15, ['p'] = 16, ['q'] = 17, ['r'] = 18, ['s'] = 19, ['t'] = 20, ['u'] = 21, ['v'] = 22,
    ['w'] = 23, ['x'] = 24, ['y'] = 25, ['z'] = 26, ['0'] = 27, ['1'] = 27, ['2'] = 27, ['3'] = 27,
    ['4'] = 27, ['5'] = 27, ['6'] = 27, ['7'] = 27, ['8'] = 27, ['9'] = 27, ['_'] = 28, ['-'] = 28,
    [' '] = 28, ['.'] = 28,
};

static unsigned code_of(char c) {
    return codes[(unsigned char)c];
}

static unsigned head_of(char first, char second) {
    return code_of(first) << 5 | code_of(second);
}

/* Of a tail's hash and the letter before it. */
static uint32_t longer_tail(uint32_t hash, unsigned code) {
    return (hash + code) * 2654435761u; /* Fibonacci hashing: the upper bits are good */
}

static uint8_t tail_flags(const ps_key_index *index, uint32_t hash) {
    return index->tails[hash >> (32 - TAIL_BITS)];
}

static void set_bit(uint8_t *bits, unsigned i) {
    bits[i / 8] |= (uint8_t)(1u << (i % 8));
}

static bool has_bit(const uint8_t *bits, unsigned i) {
    return bits[i / 8] >> (i % 8) & 1;
}

enum { TAIL_HASH = 0, GLUE_HASH = 0x5bd1e995 }; /* of no letters */

static void mark(ps_key_index *index, ps_span word, uint32_t hash, unsigned more, unsigned flag) {
    for (size_t len = 1; len <= word.len && len <= TAIL_MAX; len++) {
        hash = longer_tail(hash, code_of(word.ptr[word.len - len]));
        bool whole = len == word.len || len == TAIL_MAX;
        index->tails[hash >> (32 - TAIL_BITS)] |= (uint8_t)(whole ? flag : more);
    }
}

/* Numbers at the end do not count (tail_before). Words are letters and digits. */
static void mark_tail(ps_key_index *index, ps_span word, unsigned flag) {
    while (word.len > 1 && ps_is_digit(word.ptr[word.len - 1])) word.len--;
    mark(index, word, TAIL_HASH, TAIL_MORE, flag);
}

/* Words that say nothing without what they stand in. */
static const char *const bare_words[] = {"id",    "no",     "num",   "nbr",    "number", "first",
                                         "last",  "middle", "given", "family", "full",   "year",
                                         "month", "day",    "value", "raw",    "text",   "ids"};
enum { BARE_WORDS = sizeof bare_words / sizeof *bare_words };

static ps_status add_words(ps_key_index *index, ps_word_table *table, ps_words words, bool tails) {
    for (size_t i = 0; i < words.count; i++) {
        ps_span word = ps_span_z(words.items[i]);
        ps_status status = ps_word_table_put(table, word, 1);
        if (status != PS_OK) return status;
        if (tails) mark_tail(index, word, TAIL_KEY);
        if (table != &index->prefixes || word.len < 2) continue;
        set_bit(index->heads, head_of(word.ptr[0], word.ptr[1]));
        mark(index, word, GLUE_HASH, GLUE_MORE, GLUE);
    }
    return PS_OK;
}

static ps_status add_key(ps_key_index *index, uint16_t rule, uint16_t item, ps_span joined) {
    int32_t first = -1;
    (void)ps_word_table_get(&index->keys, joined, &first);
    index->owners[index->owner_count] = (ps_key_owner){.rule = rule, .item = item, .next = first};
    mark_tail(index, joined, TAIL_KEY);
    return ps_word_table_put(&index->keys, joined, (int32_t)index->owner_count++);
}

/* mrns, ssns: the plural of a key that always counts, unless it is a key itself. */
static ps_status add_plural(ps_key_index *index, const ps_key *key, uint16_t rule, uint16_t item) {
    char plural[KEY_MAX + 1];
    size_t len = strlen(key->joined);
    int32_t known;
    if (key->condition != PS_KEY_ALWAYS || len < 3 || len >= KEY_MAX || key->joined[len - 1] == 's')
        return PS_OK;
    memcpy(plural, key->joined, len);
    plural[len] = 's';
    ps_span joined = ps_span_of(plural, len + 1);
    if (ps_word_table_get(&index->keys, joined, &known)) return PS_OK;
    return add_key(index, rule, item, joined);
}

/* Only when it has a digit. */
static ps_status add_blank(ps_key_index *index, const ps_key *key, uint16_t rule, uint16_t item) {
    char blank[KEY_MAX];
    size_t len = strlen(key->joined), digits = 0;
    if (len > KEY_MAX) return PS_OK; /* longer than any that is looked up */
    for (size_t i = 0; i < len; i++) {
        bool digit = ps_is_digit(key->joined[i]);
        blank[i] = digit ? PS_NUMBER : key->joined[i];
        digits += digit;
    }
    return digits ? add_key(index, rule, item, ps_span_of(blank, len)) : PS_OK;
}

static size_t count_keys(const ps_rules *rules, const bool *enabled) {
    size_t n = 0;
    for (size_t i = 0; i < ps_rules_count(rules); i++)
        if (enabled[i]) n += 2 * ps_rules_at(rules, i)->key_count; /* with plurals */
    return n;
}

static ps_status add_blanks(ps_key_index *index, const ps_rules *rules, const bool *enabled) {
    ps_status status = PS_OK;
    for (size_t i = 0; status == PS_OK && i < ps_rules_count(rules); i++) {
        const ps_rule *rule = ps_rules_at(rules, i);
        for (size_t k = 0; enabled[i] && status == PS_OK && k < rule->key_count; k++)
            status = add_blank(index, &rule->keys[k], (uint16_t)i, (uint16_t)k);
    }
    return status;
}

static ps_status fill(ps_key_index *index, const ps_rules *rules, const bool *enabled, bool blank) {
    for (size_t i = 0; i < BARE_WORDS; i++) mark_tail(index, ps_span_z(bare_words[i]), TAIL_BARE);
    ps_status status = add_words(index, &index->prefixes, ps_rules_glue_prefixes(rules), false);
    if (status == PS_OK)
        status = add_words(index, &index->persons, ps_rules_set(rules, "person"), false);
    if (status == PS_OK)
        status = add_words(index, &index->providers, ps_rules_set(rules, "provider"), false);
    if (status == PS_OK)
        status = add_words(index, &index->suffixes, ps_rules_glue_suffixes(rules), true);
    if (blank) return status == PS_OK ? add_blanks(index, rules, enabled) : status;
    for (unsigned plural = 0; plural < 2; plural++) {
        for (size_t i = 0; status == PS_OK && i < ps_rules_count(rules); i++) {
            const ps_rule *rule = ps_rules_at(rules, i);
            for (size_t k = 0; enabled[i] && status == PS_OK && k < rule->key_count; k++) {
                const ps_key *key = &rule->keys[k];
                uint16_t r = (uint16_t)i, item = (uint16_t)k;
                status = plural ? add_plural(index, key, r, item)
                                : add_key(index, r, item, ps_span_z(key->joined));
            }
        }
    }
    return status;
}

static ps_status new_index(ps_key_index **out, const ps_rules *rules, const bool *enabled,
                           bool blank) {
    *out = NULL;
    ps_key_index *index = calloc(1, sizeof *index);
    if (!index) return PS_E_NOMEM;
    size_t keys = count_keys(rules, enabled);
    index->owners = calloc(keys ? keys : 1, sizeof *index->owners);
    ps_status status = index->owners ? fill(index, rules, enabled, blank) : PS_E_NOMEM;
    if (status != PS_OK) {
        ps_key_index_free(index);
        return status;
    }
    *out = index;
    return PS_OK;
}

ps_status ps_key_index_new(ps_key_index **out, const ps_rules *rules, const bool *enabled) {
    return new_index(out, rules, enabled, false);
}

ps_status ps_key_index_new_blank(ps_key_index **out, const ps_rules *rules, const bool *enabled) {
    return new_index(out, rules, enabled, true);
}

void ps_key_index_free(ps_key_index *index) {
    if (!index) return;
    ps_word_table_free(&index->keys);
    ps_word_table_free(&index->prefixes);
    ps_word_table_free(&index->persons);
    ps_word_table_free(&index->providers);
    ps_word_table_free(&index->suffixes);
    free(index->owners);
    free(index);
}

const ps_key_owner *ps_key_index_owner(const ps_key_index *index, int32_t owner) {
    return owner < 0 ? NULL : &index->owners[owner];
}

/* ---- looking ---- */

static bool is_closer(char c) {
    static const bool closers[256] = {
        ['"'] = true, ['\''] = true, [']'] = true, [')'] = true, [' '] = true, ['\\'] = true,
        ['#'] = true, ['`'] = true,  ['?'] = true, ['*'] = true, ['>'] = true,
    };
    return closers[(unsigned char)c];
}

/* [MRN] = ..., /[MRN] -> ...: one of our own labels, from an earlier pass. A `=>` makes it a key of
 * a dump, where it stands alone. */
static bool is_own_label(ps_span text, uint32_t end, uint32_t at) {
    if (end >= text.len || text.ptr[end] != ']') return false;
    uint32_t i = end;
    while (i > 0 && (ps_is_upper(text.ptr[i - 1]) || ps_is_digit(text.ptr[i - 1]) ||
                     ps_is_one_of(text.ptr[i - 1], "_-")))
        i--;
    if (i == 0 || text.ptr[i - 1] != '[') return false;
    bool dump = text.ptr[at] == '=' && at + 1 < text.len && text.ptr[at + 1] == '>';
    return !dump || (i > 1 && !ps_is_one_of(text.ptr[i - 2], " \t\n\r("));
}

/* PHP prints [mrn:protected] and [mrn:Patient:private]. */
static uint32_t without_access(ps_span text, uint32_t end) {
    if (end == 0) return end;
    char last = text.ptr[end - 1]; /* no two of the words have the same */
    ps_span word = last == 'd'   ? PS_LIT(":protected")
                   : last == 'e' ? PS_LIT(":private")
                   : last == 'c' ? PS_LIT(":public")
                                 : PS_LIT("");
    uint32_t n = (uint32_t)word.len;
    if (!n || end < n + 2 || text.ptr[end - n] != ':' ||
        memcmp(text.ptr + end - n, word.ptr, n) != 0)
        return end;
    uint32_t key = end - n, k = key;
    while (k > 0 && key - k < KEY_MAX && ps_is_word(text.ptr[k - 1])) k--;
    return k > 0 && text.ptr[k - 1] == ':' ? k - 1 : key;
}

static void lower_to(uint32_t *low, uint32_t at) {
    if (at < *low) *low = at;
}

/* The colons of clocks and addresses end no key: behind a number a key has letters, `_` or `-`. */
static bool is_numbered(ps_span text, uint32_t end, uint32_t *low) {
    uint32_t at = end;
    while (at > 0 && code_of(text.ptr[at - 1]) == CODE_DIGIT) at--;
    while (at > 0 && code_of(text.ptr[at - 1]) == CODE_GAP) at--;
    lower_to(low, at ? at - 1 : 0);
    return at > 0 && ps_is_alpha(text.ptr[at - 1]);
}

/* One past the key's last byte, or 0: nothing that could be a key ends before the separator. */
static uint32_t key_end(ps_span text, uint32_t at) {
    uint32_t end = at, low = at;
    if (at > 0 && ps_is_digit(text.ptr[at - 1]) && !is_numbered(text, at, &low)) return 0;
    for (unsigned n = 0; end > 0 && n < CLOSERS_MAX && is_closer(text.ptr[end - 1]); n++) end--;
    end = without_access(text, end);
    if (end < 2 || !ps_is_alnum(text.ptr[end - 1]) || is_own_label(text, end, at)) return 0;
    return end;
}

/* A word begins at i when its left neighbour is no letter or digit, or the case turns there. */
static bool word_begins(ps_span text, uint32_t i) {
    if (i == 0) return true;
    char before = text.ptr[i - 1], here = text.ptr[i];
    if (!ps_is_alnum(before)) return true;
    if (!ps_is_upper(here)) return false;
    if (!ps_is_upper(before)) return true;
    return i + 1 < text.len && ps_is_lower(text.ptr[i + 1]); /* SSNNumber: SSN Number */
}

/* May the letters before text[i], one or two words of GLUE, be glued to a key? */
static bool is_glue_before(const ps_key_index *index, ps_span text, uint32_t i, bool twice,
                           uint32_t *low) {
    uint32_t hash = GLUE_HASH;
    for (unsigned len = 1; len <= TAIL_MAX && i > 0; len++) {
        unsigned code = code_of(text.ptr[--i]);
        lower_to(low, i ? i - 1 : 0);
        if (code == 0 || code == CODE_GAP) return false;
        hash = longer_tail(hash, code);
        uint8_t flags = tail_flags(index, hash);
        if ((flags & GLUE) && (len == TAIL_MAX || word_begins(text, i) ||
                               (twice && is_glue_before(index, text, i, false, low))))
            return true;
        if (!(flags & GLUE_MORE)) return false;
    }
    return false;
}

/* What the word that ends at `end` may be, by its last letters, over what may part the words of a
 * key. A superset of what look_at and look_nested find: a key or suffix begins where a word does,
 * or behind glue; its numbers count as one digit, and letters beyond TAIL_MAX for any. Lowers *low
 * to the first byte that was looked at. */
static unsigned tail_before(const ps_key_index *index, ps_span text, uint32_t end, uint32_t *low) {
    while (end > 1 && ps_is_digit(text.ptr[end - 1])) end--; /* phone1, address_2 */
    unsigned found = 0;
    uint32_t hash = TAIL_HASH;
    for (unsigned len = 1; len <= TAIL_MAX; len++) {
        unsigned code = 0;
        while (end > 0 && (code = code_of(text.ptr[end - 1])) == CODE_GAP) end--;
        lower_to(low, end ? end - 1 : 0);
        if (end == 0 || code == 0 || (len == 1 && code == CODE_DIGIT)) break;
        end--;
        hash = longer_tail(hash, code);
        uint8_t flags = tail_flags(index, hash);
        if (flags & (TAIL_KEY | TAIL_BARE)) lower_to(low, end ? end - 1 : 0);
        if ((flags & TAIL_KEY) && (len == TAIL_MAX || word_begins(text, end) ||
                                   is_glue_before(index, text, end, true, low)))
            return TAIL_KEY | TAIL_BARE; /* "number" may be both */
        if ((flags & TAIL_BARE) && (end == 0 || !ps_is_alpha(text.ptr[end - 1])))
            found |= TAIL_BARE;
        if (!(flags & TAIL_MORE)) break;
    }
    return found;
}

/* The end of a word that without_access takes away, as far as key_memory.h sees words. */
static bool ends_in_access(ps_span word) {
    static const char *const ends[] = {"rotected", "private", "public"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (word.len >= n && !memcmp(word.ptr + word.len - n, ends[i], n)) return true;
    }
    return false;
}

bool ps_key_index_excludes(const ps_key_index *index, ps_span text, uint32_t end, uint32_t *low) {
    *low = end;
    if (end < 2 || !ps_is_alnum(text.ptr[end - 1])) return false;
    if (ps_is_digit(text.ptr[end - 1]) && !is_numbered(text, end, low)) return true;
    return !tail_before(index, text, end, low) && !ends_in_access(ps_span_cut(text, 0, end));
}

/* Steps over what may stand between two words of one key; false at the key's left edge. */
static bool step_to_word(ps_span text, uint32_t *i) {
    if (*i == 0) return false;
    char c = text.ptr[*i - 1];
    if (ps_is_alnum(c)) return true;                                /* camelCase */
    if (c != '_' && c != '-' && c != ' ' && c != '.') return false; /* patient.no */
    uint32_t k = *i - 1;
    while (c == '_' && k > 0 && text.ptr[k - 1] == '_') k--; /* SSN__c */
    if (k == 0 || !ps_is_alnum(text.ptr[k - 1])) return false;
    *i = k;
    return true;
}

static void read_words(ps_span text, uint32_t end, ps_key_words *words) {
    uint32_t i = end, fill_at = KEY_MAX;
    words->count = 0;
    while (words->count < WORDS_MAX) {
        uint32_t word_end = i;
        while (i > 0 && ps_is_alnum(text.ptr[i - 1]) && fill_at > 0) {
            words->joined[--fill_at] = ps_lower(text.ptr[--i]);
            if (word_begins(text, i)) break;
        }
        if (i == word_end || !word_begins(text, i)) return; /* longer than any key */
        words->start[words->count] = fill_at;
        words->at[words->count] = i;
        words->end[words->count++] = word_end;
        if (!step_to_word(text, &i)) return;
    }
}

/* Longest run of words [from, from + n) that is a key, read rightmost first. */
static bool match_words(const ps_key_index *index, ps_span text, const ps_key_words *words,
                        unsigned from, uint32_t right, ps_key_hit *hit) {
    for (unsigned k = words->count; k-- > from;) {
        ps_span joined = ps_span_of(words->joined + words->start[k], right - words->start[k]);
        uint32_t begin = words->at[k];
        if (k > from && begin > 0 && ps_is_digit(text.ptr[begin - 1])) continue; /* 837P in */
        if (ps_word_table_may_have(&index->keys, joined) &&
            ps_word_table_get(&index->keys, joined, &hit->owner)) {
            hit->at = words->at[k];
            hit->end = words->end[from];
            hit->reach = 0;
            return true;
        }
    }
    return false;
}

/* [start, right) of the joined word is `left`, which may be glued before a key, and a key behind.
 */
static uint32_t glued_key(const ps_key_index *index, const ps_key_words *words, uint32_t start,
                          uint32_t right, unsigned depth, int32_t *owner) {
    if (right < start + 2 ||
        !has_bit(index->heads, head_of(words->joined[start], words->joined[start + 1])))
        return 0;
    for (uint32_t cut = start + 2; cut + 2 < right; cut++) {
        ps_span left = ps_span_of(words->joined + start, cut - start);
        int32_t known;
        if (!ps_word_table_get(&index->prefixes, left, &known)) continue;
        ps_span key = ps_span_of(words->joined + cut, right - cut);
        if (ps_word_table_get(&index->keys, key, owner)) return cut;
        uint32_t deeper = depth ? glued_key(index, words, cut, right, depth - 1, owner) : 0;
        if (deeper) return deeper;
    }
    return 0;
}

/* patientssn, insureddob, membermailingzip: known words glued before a key in one case. */
static bool match_glued(const ps_key_index *index, const ps_key_words *words, unsigned from,
                        uint32_t right, ps_key_hit *hit) {
    if (from >= words->count) return false;
    uint32_t start = words->start[from];
    uint32_t cut = glued_key(index, words, start, right, 1, &hit->owner);
    if (!cut) return false;
    hit->at = words->at[from] + (cut - start);
    hit->end = words->end[from];
    hit->reach = 0;
    return true;
}

static bool match(const ps_key_index *index, ps_span text, const ps_key_words *words, unsigned from,
                  uint32_t right, ps_key_hit *hit) {
    return match_words(index, text, words, from, right, hit) ||
           match_glued(index, words, from, right, hit);
}

/* The number of a numbered key: one or two digits, glued or behind '_' or '-'. In `MRN 40718322:`
 * the number is the value, and `MRN` no key. */
static bool is_number(ps_span text, uint32_t at, uint32_t end) {
    return end - at <= 2 && at > 0 && text.ptr[at - 1] != ' ';
}

/* The longer of two matches: home_address_2 is home_address, numbered, and not address2. */
static bool match_longest(const ps_key_index *index, ps_span text, const ps_key_words *words,
                          unsigned from, uint32_t right, ps_key_hit *hit) {
    uint32_t bare = right; /* without the number: phone1, address_2 */
    unsigned first = from;
    while (bare > words->start[from] && ps_is_digit(words->joined[bare - 1])) bare--;
    bool found = match(index, text, words, from, right, hit);
    uint32_t end = words->end[from];
    if (bare == right || !is_number(text, end - (right - bare), end)) return found;
    if (bare == words->start[from] && ++first >= words->count) return found;
    ps_key_hit other;
    if (!match(index, text, words, first, bare, &other)) return found;
    if (!found || other.at < hit->at) *hit = other;
    return true;
}

/* Numbers, and words that forms and dumps add to a key (ssnValue). */
static bool may_follow(const ps_key_index *index, ps_span text, const ps_key_words *words,
                       unsigned k, uint32_t right) {
    ps_span word = ps_span_of(words->joined + words->start[k], right - words->start[k]);
    size_t digits = 0;
    int32_t known;
    while (digits < word.len && ps_is_digit(word.ptr[digits])) digits++;
    return digits == word.len ? is_number(text, words->at[k], words->end[k])
                              : ps_word_table_get(&index->suffixes, word, &known);
}

/* The key that ends at `end`. */
static bool look_at(const ps_key_index *index, ps_span text, uint32_t end, ps_key_hit *hit) {
    ps_key_words words;
    read_words(text, end, &words);
    uint32_t right = KEY_MAX;
    for (unsigned from = 0; from < words.count && from < 3; from++) {
        if (match_longest(index, text, &words, from, right, hit)) return true;
        if (!may_follow(index, text, &words, from, right)) return false;
        right = words.start[from];
    }
    return false;
}

bool ps_key_index_look(const ps_key_index *index, ps_span text, uint32_t at, ps_key_hit *hit) {
    uint32_t end = key_end(text, at), low = end;
    return end && (tail_before(index, text, end, &low) & TAIL_KEY) &&
           look_at(index, text, end, hit);
}

ps_key_glue ps_key_index_glue(const ps_key_index *index, ps_span name, const ps_key_hit *hit) {
    size_t to = hit->at;
    for (unsigned n = 0; n < WORDS_MAX; n++) { /* patient_home_ */
        bool dot = to > 0 && name.ptr[to - 1] == '.';
        while (to > 0 && ps_is_one_of(name.ptr[to - 1], "_-. ")) to--;
        size_t from = to;
        while (from > 0 && to - from < KEY_MAX && ps_is_alnum(name.ptr[from - 1])) {
            from--;
            if (word_begins(name, (uint32_t)from)) break;
        }
        if (from == to) return PS_KEY_ALONE;
        ps_span word = ps_span_cut(name, from, to);
        int32_t known;
        if (ps_word_table_get_nocase(&index->persons, word, &known)) return PS_KEY_OWNED;
        if (ps_word_table_get_nocase(&index->providers, word, &known) ||
            !ps_word_table_get_nocase(&index->prefixes, word, &known))
            return !dot && (n == 0 || ps_word_table_get_nocase(&index->providers, word, &known))
                       ? PS_KEY_FOREIGN
                       : PS_KEY_ALONE;
        to = from;
    }
    return PS_KEY_ALONE;
}

static bool is_bare_word(ps_span word) {
    char first = ps_lower(word.ptr[0]);
    for (size_t i = 0; i < BARE_WORDS; i++)
        if (bare_words[i][0] == first && ps_span_is(word, bare_words[i])) return true;
    return false;
}

/* A word that is a key only by what it stands in, at `end`. */
static bool look_nested(const ps_key_index *index, ps_span text, uint32_t end, ps_key_hit *hit) {
    uint32_t from = end;
    while (from > 0 && end - from < 8 && ps_is_alpha(text.ptr[from - 1])) from--;
    if (end - from < 2 || (from > 0 && ps_is_one_of(text.ptr[from - 1], "_-."))) return false;
    if (!is_bare_word(ps_span_cut(text, from, end))) return false;
    ps_extent owner;
    if (!ps_parent_word(text, from, &owner)) return false;
    char joined[KEY_MAX + 16];
    size_t n = 0, to = owner.to, first = to - owner.from > KEY_MAX ? to - KEY_MAX : owner.from;
    if (to - first > 3 && ps_lower(text.ptr[to - 1]) == 's') to--; /* members: [{ */
    for (size_t i = first; i < to; i++) joined[n++] = text.ptr[i];
    joined[n++] = '_';
    for (size_t i = from; i < end; i++) joined[n++] = ps_lower(text.ptr[i]);
    if (!ps_key_index_look(index, ps_span_of(joined, n), (uint32_t)n, hit)) return false;
    if (hit->at > to - first) return false; /* the word is a key by itself */
    hit->at = from;
    hit->end = end;
    hit->reach = (uint32_t)(from - owner.from);
    return true;
}

bool ps_key_index_look_twice(const ps_key_index *index, ps_span text, uint32_t at,
                             ps_key_hit *hit) {
    uint32_t end = key_end(text, at), low = end;
    unsigned tail = end ? tail_before(index, text, end, &low) : 0;
    return ((tail & TAIL_KEY) && look_at(index, text, end, hit)) ||
           ((tail & TAIL_BARE) && look_nested(index, text, end, hit));
}
