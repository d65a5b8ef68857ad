/* SPDX-License-Identifier: Apache-2.0 */
#include "word_list.h"

unsigned ps_word_lists(ps_span word) {
    if (!word.len) return 0;
    for (size_t i = ps_word_hash(word);; i++) {
        uint32_t slot = ps_words_slots[i & (PS_WORDS_SLOTS - 1)];
        const unsigned char *entry = ps_words_text + slot;
        if (!slot) return 0;
        if (entry[1] == word.len && !memcmp(entry + 2, word.ptr, word.len)) return entry[0];
    }
}
