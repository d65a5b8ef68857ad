/* SPDX-License-Identifier: Apache-2.0
 *
 * 64 bytes -> bit masks: which bytes are digits, letters, key separators, triggers, or one of the
 * literal bytes that shapes and anchors ask for. Bit i stands for byte i. One function per
 * instruction set; all give identical masks (tests/unit/lens compares them on random bytes). */
#ifndef PS_BLOCK_H
#define PS_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#define PS_BLOCK 64
#define PS_BLOCK_LITERALS 16 /* most literal bytes of a compiled lens */

typedef struct ps_block_bytes {
    uint8_t count;
    uint8_t literal[PS_BLOCK_LITERALS];
} ps_block_bytes;

typedef struct ps_block_masks {
    uint64_t digit;     /* 0-9 */
    uint64_t upper;     /* A-Z */
    uint64_t alnum;     /* 0-9 A-Z a-z */
    uint64_t separator; /* ':' and '=' */
    uint64_t trigger;   /* '%' '\\' '&' ESC and bytes >= 0x80 */
    uint64_t literal[PS_BLOCK_LITERALS];
} ps_block_masks;

typedef void ps_block_fn(const unsigned char *block, const ps_block_bytes *bytes,
                         ps_block_masks *out);

/* The fastest that this processor has. */
ps_block_fn *ps_block_best(void);

/* Every function compiled in and usable here, for tests and the bench; NULL ends. */
typedef struct ps_block_engine {
    const char *name;
    ps_block_fn *scan;
} ps_block_engine;
const ps_block_engine *ps_block_engines(void);

ps_block_fn ps_block_portable;
#if defined(__x86_64__)
ps_block_fn ps_block_sse2, ps_block_avx2, ps_block_avx512;
#elif defined(__aarch64__)
ps_block_fn ps_block_neon;
#endif

#endif
