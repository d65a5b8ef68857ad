/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of words as its file holds it: small letters, one to a line, sorted by bytes. The arrays
 * are made from data/names at build time. */
#ifndef PS_WORD_LIST_H
#define PS_WORD_LIST_H

#include "span.h"

typedef struct ps_word_list {
    const char *text;
    size_t len;
} ps_word_list;

extern const ps_word_list ps_list_english_words;
extern const ps_word_list ps_list_given_names;
extern const ps_word_list ps_list_surnames;
extern const ps_word_list ps_list_world_names;

/* Does the list hold this word of small letters? Binary search over the bytes, no index. */
bool ps_word_list_has(const ps_word_list *list, ps_span word);

#endif
