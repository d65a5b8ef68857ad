/* SPDX-License-Identifier: Apache-2.0
 *
 * 64 bytes -> bit masks: which of them are in a set of ASCII bytes, for any sets. Bit i stands for
 * byte i. A set costs the same whatever it holds. One function per instruction set; all give
 * identical masks. */
#ifndef PS_BYTE_SETS_H
#define PS_BYTE_SETS_H

#include <stdint.h>

enum { PS_SETS_BLOCK = 64 };

/* rows[n] has bit h when byte 16 * h + n is in the set. */
typedef struct ps_byte_set {
    uint8_t rows[16];
} ps_byte_set;

/* A set that is written there: IN(n) is row n, put together from the words below. */
#define PS_BYTE_SET(IN)                                                                            \
    {                                                                                              \
        {                                                                                          \
            IN(0), IN(1), IN(2), IN(3), IN(4), IN(5), IN(6), IN(7), IN(8), IN(9), IN(10), IN(11),  \
                IN(12), IN(13), IN(14), IN(15)                                                     \
        }                                                                                          \
    }
#define PS_ROW_BYTE(n, c) (((c)&15) == (n) ? 1 << ((c) >> 4) : 0)
#define PS_ROW_LETTER(n, c) (PS_ROW_BYTE(n, c) | PS_ROW_BYTE(n, (c) ^ 0x20)) /* in both cases */
#define PS_ROW_DIGITS(n) ((n) < 10 ? 1 << 3 : 0)
#define PS_ROW_LETTERS(n) (((n) > 0 ? 1 << 4 | 1 << 6 : 0) | ((n) < 11 ? 1 << 5 | 1 << 7 : 0))

/* out[k] for each of the `count` sets; out[count]: the bytes beyond ASCII, which are in none. */
typedef void ps_byte_sets_fn(const unsigned char *block, const ps_byte_set *sets, unsigned count,
                             uint64_t *out);

/* The fastest that this processor has. */
ps_byte_sets_fn *ps_byte_sets_best(void);

/* Every function that this processor can run, the best first, for tests; NULL ends. */
ps_byte_sets_fn *const *ps_byte_sets_all(void);

ps_byte_sets_fn ps_byte_sets_portable;
#if defined(__x86_64__)
ps_byte_sets_fn ps_byte_sets_ssse3, ps_byte_sets_avx2;
#elif defined(__aarch64__)
ps_byte_sets_fn ps_byte_sets_neon;
#endif

#endif
