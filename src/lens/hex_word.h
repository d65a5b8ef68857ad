/* SPDX-License-Identifier: Apache-2.0
 *
 * Hex words: ids in hexadecimal digits of small letters (hex_ids.h) as sentences meet them, which
 * read each as a word that means nothing: letters and digits take turns, so that it is neither a
 * word nor a number. Of UUIDs they know that it is one. */
#ifndef PS_HEX_WORD_H
#define PS_HEX_WORD_H

#include "span.h"

enum { PS_UUID_LEN = 36, PS_HEX_WORD_MOST = 64, PS_HEX_WORD_TURNS = 3 };

/* A digit of an id. */
static inline bool ps_is_hex_id(char c) {
    return ps_is_digit(c) || (unsigned char)(c - 'a') < 6;
}

size_t ps_hex_word_find(ps_span text, size_t at);

/* Where the hex word, or the UUID, ends that begins at `at`; 0: none does. */
static inline size_t ps_hex_word_end(ps_span text, size_t at) {
    enum { LAST = 7 }; /* of the digits that it has at least; in most words there is another byte */
    bool may =
        text.len - at > LAST && ps_is_hex_id(text.ptr[at]) && ps_is_hex_id(text.ptr[at + LAST]);
    return may ? ps_hex_word_find(text, at) : 0;
}

/* Which of the two is it? */
static inline bool ps_is_uuid(ps_span text, size_t from, size_t to) {
    return to - from == PS_UUID_LEN && text.ptr[from + 8] == '-';
}

/* Does one begin with the digit at `at`, or end with it? */
bool ps_hex_word_touches(ps_span text, size_t at, bool begins);

/* Does nothing stand beside the hex word or UUID [from, to) that would be read otherwise if it were
 * another one, also when the text around it is decoded? */
bool ps_hex_word_is_apart(ps_span text, size_t from, size_t to);

#endif
