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

/* How many of its last bytes are letters and digits: 0 to 8. All bytes at once, each in its upper
 * bit: adding 0x80 less a class's first byte sets it from there on. */
static unsigned alnum_of(uint64_t window) {
    const uint64_t ones = 0x0101010101010101u, tops = 0x80 * ones, low = window & ~tops;
    uint64_t lower = low | 0x20 * ones;
    uint64_t digit = (low + (0x80 - '0') * ones) & ~(low + (0x80 - '9' - 1) * ones);
    uint64_t letter = (lower + (0x80 - 'a') * ones) & ~(lower + (0x80 - 'z' - 1) * ones);
    uint64_t others = (~(digit | letter) | window) & tops;
    return others ? (unsigned)__builtin_ctzll(others) / 8 : WINDOW;
}

bool ps_key_memory_excludes(ps_key_memory *memory, const ps_key_index *index, ps_span text,
                            uint32_t at) {
    if (at < WINDOW + 2) return false;
    bool quoted = text.ptr[at - 1] == '"';
    uint32_t end = at - quoted, low;
    uint64_t window = window_before(text, end);
    unsigned n = alnum_of(window);
    if (n == 0) return false;
    /* the byte before a word that is shorter is kept with it: it tells that the word begins */
    if (n < WINDOW - 1) window &= ~(uint64_t)0 >> (WINDOW - 1 - n) * 8;
    uint64_t *slot =
        &memory->word[quoted][window * 0x9e3779b97f4a7c15u >> (64 - PS_KEY_MEMORY_BITS)];
    if (*slot == window) return true;
    if (!ps_key_index_excludes(index, text, end, &low)) return false;
    uint32_t kept = n < WINDOW ? n + 1 : WINDOW;
    if (low >= end - kept) *slot = window;
    return true;
}
