/* SPDX-License-Identifier: Apache-2.0
 *
 * Run at build time: the lists of data/names -> one hash table in C (word_list.h), and the hash
 * table of the dictionary of sentences (clause_words.c), whose rows are C themselves.
 *   make_words OUT.c LIST.txt...
 * The k-th list is bit k of what is said of a word. Ends with 1 and a sentence on stderr when a
 * list is not as word_list.h says. */
#include "clause_words.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 17, TEXT_MAX = 1 << 21, WORD_MAX = 64, CLAUSE_SLOTS = PS_CLAUSE_SLOTS };

#define CLAUSE_WORD(anchor, word, weight, parts, slot) word,
static const char *const clause_words[] = {
#include "clause_stops.def"
#include "clause_words.def"
};
#undef CLAUSE_WORD

static unsigned char text[TEXT_MAX];
static size_t text_len = 1; /* 0 is a free slot */
static uint32_t slots[SLOTS];
static size_t used;

static int fail(const char *file, const char *why) {
    (void)fprintf(stderr, "make_words: %s: %s\n", file, why);
    return 1;
}

/* As in word_list.h. */
static uint32_t hash_of(const char *word, size_t len) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)word[i]) * 16777619u;
    return h ^ h >> 15;
}

/* An entry is its bits, its length and its letters. */
static int add(const char *word, size_t len, unsigned bit) {
    size_t i = hash_of(word, len) & (SLOTS - 1);
    for (; slots[i]; i = (i + 1) & (SLOTS - 1)) {
        unsigned char *entry = text + slots[i];
        if (entry[1] == len && !memcmp(entry + 2, word, len)) {
            entry[0] = (unsigned char)(entry[0] | bit);
            return 0;
        }
    }
    if (text_len + len + 2 > TEXT_MAX || used * 2 > SLOTS) return 1;
    slots[i] = (uint32_t)text_len;
    text[text_len++] = (unsigned char)bit;
    text[text_len++] = (unsigned char)len;
    memcpy(text + text_len, word, len);
    text_len += len;
    used++;
    return 0;
}

static int read_list(const char *file, unsigned bit) {
    char line[WORD_MAX + 2];
    FILE *in = fopen(file, "rb");
    if (!in) return fail(file, "cannot be opened");
    while (fgets(line, sizeof line, in)) {
        size_t len = strcspn(line, "\n");
        if (!line[len])
            return fail(file, "a word is longer than 64 bytes, or the last line has no end");
        if (add(line, len, bit)) return fail(file, "there are more words than the table holds");
    }
    int bad = ferror(in);
    return fclose(in) || bad ? fail(file, "cannot be read") : 0;
}

/* As clause_words.c looks for it. */
static uint32_t clause_hash_of(const char *word) {
    uint64_t halves[2] = {0, 0};
    for (size_t i = 0; word[i]; i++) halves[i / 8] |= (uint64_t)(unsigned char)word[i] << i % 8 * 8;
    return ps_clause_hash(halves[0], halves[1]);
}

/* The index of each row, counted from 1. */
static void write_clause_words(FILE *out) {
    static unsigned rows[CLAUSE_SLOTS];
    for (unsigned k = 0; k < sizeof clause_words / sizeof *clause_words; k++) {
        size_t i = clause_hash_of(clause_words[k]) & (CLAUSE_SLOTS - 1);
        while (rows[i]) i = (i + 1) & (CLAUSE_SLOTS - 1);
        rows[i] = k + 1;
    }
    (void)fprintf(out, "const uint16_t ps_clause_slots[PS_CLAUSE_SLOTS] = {");
    for (size_t i = 0; i < CLAUSE_SLOTS; i++) (void)fprintf(out, i % 16 ? "%u," : "\n%u,", rows[i]);
    (void)fputs("\n};\n", out);
}

static int write_table(const char *file) {
    FILE *out = fopen(file, "wb");
    if (!out) return fail(file, "cannot be written");
    (void)fputs("/* Made from data/names/ by cmake/make_words.c: do not edit. */\n"
                "#include \"word_list.h\"\n\n#include \"clause_words.h\"\n\nconst unsigned char "
                "ps_words_text[] = {",
                out);
    for (size_t i = 0; i < text_len; i++) (void)fprintf(out, i % 32 ? "%u," : "\n%u,", text[i]);
    (void)fprintf(out, "\n};\nconst uint32_t ps_words_slots[PS_WORDS_SLOTS] = {");
    for (size_t i = 0; i < SLOTS; i++) (void)fprintf(out, i % 16 ? "%u," : "\n%u,", slots[i]);
    (void)fputs("\n};\n", out);
    write_clause_words(out);
    int bad = ferror(out);
    return fclose(out) || bad ? fail(file, "cannot be written") : 0;
}

int main(int argc, char **argv) {
    _Static_assert(2 * sizeof clause_words / sizeof *clause_words < CLAUSE_SLOTS, "half full");
    if (argc < 3 || argc > 10) return fail("usage", "make_words OUT.c LIST.txt...");
    for (int i = 2; i < argc; i++)
        if (read_list(argv[i], 1u << (i - 2))) return 1;
    return write_table(argv[1]);
}
