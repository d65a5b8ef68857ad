/* SPDX-License-Identifier: Apache-2.0 */
#include "word_list.h"

static size_t line_end(const ps_word_list *list, size_t at) {
    while (at < list->len && list->text[at] != '\n') at++;
    return at;
}

static int compare(ps_span word, ps_span entry) {
    for (size_t i = 0; i < word.len && i < entry.len; i++) {
        int d = (unsigned char)word.ptr[i] - (unsigned char)entry.ptr[i];
        if (d != 0) return d;
    }
    return (word.len > entry.len) - (word.len < entry.len);
}

bool ps_word_list_has(const ps_word_list *list, ps_span word) {
    size_t low = 0, high = list->len; /* both are beginnings of lines */
    while (low < high && word.len) {
        size_t from = low + (high - low) / 2;
        while (from > low && list->text[from - 1] != '\n') from--;
        size_t to = line_end(list, from);
        int order = compare(word, ps_span_of(list->text + from, to - from));
        if (order == 0) return true;
        if (order < 0)
            high = from;
        else
            low = to + 1;
    }
    return false;
}
