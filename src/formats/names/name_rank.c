/* SPDX-License-Identifier: Apache-2.0 */
#include "name_rank.h"

#include "word_list.h"

enum { LETTERS_MAX = 24 };

typedef struct letters {
    char text[LETTERS_MAX];
    uint32_t hash[LETTERS_MAX + 1]; /* of so many letters, not ended */
    size_t len;
} letters;

/* The plain letter of an accented one: U+00C0 to U+017F in two bytes of UTF-8; 0: none. */
static char plain_letter(unsigned char first, unsigned char second) {
    static const char latin1[] = "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y";
    static const char extended[] =
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllll"
        "lnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    unsigned code = (unsigned)(first & 0x1F) << 6 | (second & 0x3F);
    char c = '.';
    if (code >= 0xC0 && code <= 0xFF) c = latin1[code - 0xC0];
    if (code >= 0x100 && code - 0x100 < sizeof extended - 1) c = extended[code - 0x100];
    return c == '.' ? '\0' : c;
}

/* Small plain letters of the word; false when it has other signs or is too long. */
static bool fold(ps_span word, letters *out) {
    out->len = 0;
    out->hash[0] = PS_WORD_HASH_START;
    size_t i = 0;
    for (; i < word.len && i < LETTERS_MAX && ps_is_alpha(word.ptr[i]);
         i++) { /* nearly always all */
        out->text[i] = (char)(word.ptr[i] | 0x20);
        out->hash[i + 1] = ps_word_hash_step(out->hash[i], out->text[i]);
    }
    out->len = i;
    for (; i < word.len; i++) {
        char c = ps_lower(word.ptr[i]);
        if (c == '\'' || c == '.') continue;
        if ((unsigned char)c >= 0xC3 && (unsigned char)c <= 0xC5 && i + 1 < word.len) {
            c = plain_letter((unsigned char)word.ptr[i], (unsigned char)word.ptr[i + 1]);
            i++;
        }
        if (!ps_is_lower(c) || out->len == LETTERS_MAX) return false;
        out->hash[out->len + 1] = ps_word_hash_step(out->hash[out->len], c);
        out->text[out->len++] = c;
    }
    return out->len > 1;
}

static bool ends_in(const letters *word, const char *ending, size_t n) {
    return word->len > n + 1 && memcmp(word->text + word->len - n, ending, n) == 0;
}

/* Is it a word of the language without its last n letters, or with another instead (0: none)? */
static bool is_stem(const letters *word, size_t n, char instead) {
    char stem[LETTERS_MAX + 1];
    size_t len = word->len - n;
    uint32_t hash = word->hash[len];
    memcpy(stem, word->text, len);
    if (instead) {
        stem[len++] = instead;
        hash = ps_word_hash_step(hash, instead);
    }
    return ps_word_lists_at(ps_span_of(stem, len), ps_word_hash_end(hash)) & PS_LIST_ENGLISH_WORDS;
}

/* The list leaves out what follows from another word by one of these endings. */
static bool inflected(const letters *word) {
    switch (word->text[word->len - 1]) {
    case 's':
        return (ends_in(word, "ies", 3) && is_stem(word, 3, 'y')) ||
               (ends_in(word, "s", 1) && is_stem(word, 1, 0)) ||
               (ends_in(word, "es", 2) && is_stem(word, 2, 0));
    case 'd': return ends_in(word, "ed", 2) && (is_stem(word, 2, 0) || is_stem(word, 2, 'e'));
    case 'g': return ends_in(word, "ing", 3) && (is_stem(word, 3, 0) || is_stem(word, 3, 'e'));
    case 'y': return ends_in(word, "ly", 2) && is_stem(word, 2, 0);
    default: return false;
    }
}

static unsigned rank_part(ps_span part) {
    letters l;
    if (!fold(part, &l)) return 0;
    unsigned rank = 0;
    unsigned lists = ps_word_lists_at(ps_span_of(l.text, l.len), ps_word_hash_end(l.hash[l.len]));
    if (lists & PS_LIST_GIVEN_NAMES) rank |= PS_NAME_GIVEN;
    if (lists & PS_LIST_SURNAMES) rank |= PS_NAME_SURNAME;
    if (lists & PS_LIST_WORLD_NAMES) rank |= PS_NAME_ANY;
    if (lists & (PS_LIST_ENGLISH_WORDS | PS_LIST_PROGRAM_WORDS) || inflected(&l))
        rank |= PS_NAME_WORD;
    return rank;
}

unsigned ps_name_rank(ps_span word) {
    unsigned names = 0, words = PS_NAME_WORD;
    for (size_t from = 0; from <= word.len;) {
        const char *dash = memchr(word.ptr + from, '-', word.len - from);
        size_t to = dash ? (size_t)(dash - word.ptr) : word.len;
        unsigned rank = rank_part(ps_span_cut(word, from, to));
        names |= rank & PS_NAME_ANY;
        words &= rank;
        from = to + 1;
    }
    return names | words;
}
