/* SPDX-License-Identifier: Apache-2.0 */
#include "word_list.h"

unsigned ps_word_lists(ps_span word) {
    return word.len ? ps_word_lists_at(word, ps_word_hash(word)) : 0;
}

unsigned ps_word_lists_at(ps_span word, uint32_t hash) {
    for (size_t i = hash;; i++) {
        uint32_t slot = ps_words_slots[i & (PS_WORDS_SLOTS - 1)];
        const unsigned char *entry = ps_words_text + slot;
        if (!slot) return 0;
        if (entry[1] == word.len && !memcmp(entry + 2, word.ptr, word.len)) return entry[0];
    }
}
