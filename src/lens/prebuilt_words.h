/* SPDX-License-Identifier: Apache-2.0
 *
 * Databases of literals that were compiled with the program: a list of some 3,000 takes Hyperscan
 * 100 ms, reading its database back 0.2 ms. The table is made by cmake/prebuild_words.c,
 * with one row for each different list that the built-in profiles have; empty when the build cannot
 * run what it builds. A row is used only for exactly its list and its Hyperscan (the digest says),
 * so a stale or missing one costs time and never a match. The bytes are trusted like the code they
 * lie beside; Hyperscan's own checksum of them is checked besides. */
#ifndef PS_PREBUILT_WORDS_H
#define PS_PREBUILT_WORDS_H

#include <stddef.h>
#include <stdint.h>

typedef struct ps_prebuilt_words {
    uint8_t digest[32];    /* of the list, see ps_word_texts_digest */
    const uint64_t *bytes; /* what hs_serialize_database gave, in this machine's order of bytes */
    size_t len;            /* bytes */
} ps_prebuilt_words;

extern const ps_prebuilt_words ps_prebuilt_words_table[];
extern const size_t ps_prebuilt_words_count;

#endif
