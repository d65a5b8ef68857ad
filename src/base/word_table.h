/* SPDX-License-Identifier: Apache-2.0
 *
 * Word -> number: an open hash table of short byte strings, filled at start and read-only after.
 * The words are copied. */
#ifndef PS_WORD_TABLE_H
#define PS_WORD_TABLE_H

#include "span.h"

typedef struct ps_word_slot {
    char *word; /* NULL: free */
    uint32_t len;
    uint32_t hash;
    int32_t value;
} ps_word_slot;

typedef struct ps_word_table {
    ps_word_slot *slots;
    size_t size, used;    /* size is a power of two, or 0 */
    uint32_t lengths[64]; /* by ps_word_first of the first byte: which lengths there are */
} ps_word_table;          /* all zero is an empty table */

/* The same for a letter in either case; letters and digits are apart. */
static inline unsigned ps_word_first(char c) {
    return ((unsigned)c & 31) | ((unsigned)c & 64) >> 1;
}

/* A word's length, as its mark among the words that begin as it does. */
static inline uint32_t ps_word_length_bit(ps_span word) {
    return (uint32_t)1 << (word.len < 31 ? word.len : 31);
}
/* False: no word of the table begins so and is as long. Most words are refused by this, in any case
 * of letters. */
static inline bool ps_word_table_may_have(const ps_word_table *table, ps_span word) {
    return !word.len ||
           (table->lengths[ps_word_first(word.ptr[0])] & ps_word_length_bit(word)) != 0;
}

/* Adds or replaces. */
PS_MUST_CHECK ps_status ps_word_table_put(ps_word_table *table, ps_span word, int32_t value);
/* False, and *value unchanged, when the word is not there. */
bool ps_word_table_get(const ps_word_table *table, ps_span word, int32_t *value);
/* The same for a word in any ASCII case; words in the table must be lower case, at most 64 bytes.
 */
bool ps_word_table_get_nocase(const ps_word_table *table, ps_span word, int32_t *value);
void ps_word_table_free(ps_word_table *table);

#endif
