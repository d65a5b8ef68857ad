/* SPDX-License-Identifier: Apache-2.0 */
#include "name_rank.h"

#include "word_list.h"

enum { LETTERS_MAX = 24 };

typedef struct letters {
    char text[LETTERS_MAX];
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
    for (size_t i = 0; i < word.len; i++) {
        char c = ps_lower(word.ptr[i]);
        if (c == '\'' || c == '.') continue;
        if ((unsigned char)c >= 0xC3 && (unsigned char)c <= 0xC5 && i + 1 < word.len) {
            c = plain_letter((unsigned char)word.ptr[i], (unsigned char)word.ptr[i + 1]);
            i++;
        }
        if (!ps_is_lower(c) || out->len == LETTERS_MAX) return false;
        out->text[out->len++] = c;
    }
    return out->len > 1;
}

static bool ends_in(ps_span word, const char *ending) {
    size_t n = strlen(ending);
    return word.len > n + 1 && memcmp(word.ptr + word.len - n, ending, n) == 0;
}

/* The list leaves out what follows from another word by one of these endings. */
static bool inflected(ps_span word) {
    static const struct {
        const char *ending, *instead;
    } rules[] = {{"ies", "y"}, {"s", ""},   {"es", ""},   {"ed", ""},
                 {"ed", "e"},  {"ing", ""}, {"ing", "e"}, {"ly", ""}};
    char stem[LETTERS_MAX + 2];
    if (!ps_is_one_of(word.ptr[word.len - 1], "sdgy")) return false; /* none ends so */
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!ends_in(word, rules[i].ending)) continue;
        size_t len = word.len - strlen(rules[i].ending);
        memcpy(stem, word.ptr, len);
        if (*rules[i].instead) stem[len++] = *rules[i].instead;
        if (ps_word_lists(ps_span_of(stem, len)) & PS_LIST_ENGLISH_WORDS) return true;
    }
    return false;
}

static unsigned rank_part(ps_span part) {
    letters l;
    if (!fold(part, &l)) return 0;
    ps_span word = ps_span_of(l.text, l.len);
    unsigned lists = ps_word_lists(word), rank = 0;
    if (lists & PS_LIST_GIVEN_NAMES) rank |= PS_NAME_GIVEN;
    if (lists & PS_LIST_SURNAMES) rank |= PS_NAME_SURNAME;
    if (lists & PS_LIST_WORLD_NAMES) rank |= PS_NAME_ANY;
    if (lists & (PS_LIST_ENGLISH_WORDS | PS_LIST_PROGRAM_WORDS) || inflected(word))
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
