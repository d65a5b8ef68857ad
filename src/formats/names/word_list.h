/* SPDX-License-Identifier: Apache-2.0
 *
 * The lists of data/names as one hash table, made at build time by cmake/make_words.c. The words
 * are in small letters; the lists come in the order of their files' names. */
#ifndef PS_WORD_LIST_H
#define PS_WORD_LIST_H

#include "span.h"

#include <stdint.h>

enum {
    PS_LIST_ENGLISH_WORDS = 1,
    PS_LIST_GIVEN_NAMES = 2,
    PS_LIST_PROGRAM_WORDS = 4, /* programs and makers that bear a name or look like one */
    PS_LIST_SURNAMES = 8,
    PS_LIST_WORLD_NAMES = 16
};

enum { PS_WORDS_SLOTS = 1 << 17 };
/* An open hash table, at most half full: offsets of entries in the text, 0 a free slot. An entry is
 * its PS_LIST_* bits, its length and its letters, in bytes. */
extern const uint32_t ps_words_slots[PS_WORDS_SLOTS];
extern const unsigned char ps_words_text[];

/* FNV-1a, of both tables; make_words.c has the same. */
#define PS_WORD_HASH_START 2166136261u
static inline uint32_t ps_word_hash_step(uint32_t h, char c) {
    return (h ^ (unsigned char)c) * 16777619u;
}
static inline uint32_t ps_word_hash_end(uint32_t h) {
    return h ^ h >> 15;
}
static inline uint32_t ps_word_hash(ps_span word) {
    uint32_t h = PS_WORD_HASH_START;
    for (size_t i = 0; i < word.len; i++) h = ps_word_hash_step(h, word.ptr[i]);
    return ps_word_hash_end(h);
}

/* The lists (PS_LIST_*) that hold this word of small letters; 0: none does. */
unsigned ps_word_lists(ps_span word);
/* The same, of a word whose hash is known. */
unsigned ps_word_lists_at(ps_span word, uint32_t hash);

#endif
