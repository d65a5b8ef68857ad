/* SPDX-License-Identifier: Apache-2.0 */
#include "key_memory.h"

enum { WINDOW = 8 };

/* The bytes before `end`, the last one lowest. Written out, compilers see one load in it. */
static uint64_t window_before(ps_span text, uint32_t end) {
    const unsigned char *p = (const unsigned char *)text.ptr + end - WINDOW;
    return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 |
           (uint64_t)p[3] << 32 | (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 |
           (uint64_t)p[6] << 8 | (uint64_t)p[7];
}

static uint64_t *slot_of(ps_key_memory *memory, bool quoted, uint64_t window) {
    return &memory->word[quoted][window * 0x9e3779b97f4a7c15u >> (64 - PS_KEY_MEMORY_BITS)];
}

bool ps_key_memory_excludes(ps_key_memory *memory, const ps_key_index *index, ps_span text,
                            uint32_t at, uint64_t alnum) {
    if (at < WINDOW + 2) return false;
    bool quoted = text.ptr[at - 1] == '"';
    uint32_t end = at - quoted, low;
    uint64_t others = ~(alnum << quoted);
    unsigned n = others ? (unsigned)__builtin_clzll(others) : WINDOW;
    if (n == 0) return false;
    /* a short word is kept with the byte before it: it tells that the word begins there */
    uint64_t window = window_before(text, end), word = window;
    if (n < WINDOW - 1) word &= ~(uint64_t)0 >> (WINDOW - 1 - n) * 8;
    if (*slot_of(memory, quoted, word) == word) return true;
    if (*slot_of(memory, quoted, window) == window) return true;
    if (!ps_key_index_excludes(index, text, end, &low)) return false;
    if (n < WINDOW - 1 && low < end - n - 1) word = window; /* a key might go on before the word */
    if (low >= end - WINDOW) *slot_of(memory, quoted, word) = word;
    return true;
}
