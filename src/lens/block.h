/* SPDX-License-Identifier: Apache-2.0
 *
 * 64 bytes -> bit masks: which bytes are digits, letters, key separators, triggers, or of the sets
 * that shapes and anchors ask for. Bit i stands for byte i. One function per instruction set; all
 * give identical masks (tests/unit/lens compares them on random bytes). */
#ifndef PS_BLOCK_H
#define PS_BLOCK_H

#include "span.h"

#include <stdint.h>

#define PS_BLOCK 64
#define PS_BLOCK_BYTES 16 /* most bytes of a set */

/* A few bytes that a compiled lens asks for, in two forms: one by one, and as a table that vector
 * code looks the halves of a byte up in. */
typedef struct ps_block_set {
    uint8_t count, wide_count;
    uint8_t byte[PS_BLOCK_BYTES]; /* those from 0x80 on, wide_count, stand last */
    uint8_t low[16];              /* bit h of row l: byte h * 16 + l below 0x80 is in the set */
} ps_block_set;

/* Sets of a compiled lens. */
enum {
    PS_SET_BEGINS,  /* bytes that begin a shape or are an anchor, or may begin an encoded stretch */
    PS_SET_JOINS,   /* behind the first run of a shape, a second run behind them */
    PS_SET_SIGNS,   /* the same, another sign behind them */
    PS_SET_COLUMNS, /* between the columns of a dump */
    PS_SETS
};
typedef struct ps_block_sets {
    ps_block_set set[PS_SETS];
    bool wide; /* one of them has bytes from 0x80 on */
} ps_block_sets;

/* Adds a byte to set[which]; false: the set is full. */
bool ps_block_set_add(ps_block_sets *sets, unsigned which, unsigned char c);

typedef struct ps_block_masks {
    uint64_t digit;     /* 0-9 */
    uint64_t upper;     /* A-Z */
    uint64_t alnum;     /* 0-9 A-Z a-z */
    uint64_t base64;    /* 0-9 A-Z a-z + / - _ */
    uint64_t separator; /* ':' and '=' */
    uint64_t trigger;   /* '%' '\\' '&' ESC and bytes >= 0x80 */
    uint64_t set[PS_SETS];
} ps_block_masks;

typedef void ps_block_fn(const unsigned char *block, const ps_block_sets *sets,
                         ps_block_masks *out);

/* Masks of the block at `base`; what is behind the text's end counts as zero bytes, of a block that
 * lies wholly behind it all masks are 0. */
void ps_block_read(ps_block_fn *scan, const ps_block_sets *sets, ps_span text, size_t base,
                   ps_block_masks *out);

/* Bit i: bit i + by, also beyond the block's end; 0 < by < 64. */
static inline uint64_t ps_bits_behind(uint64_t now, uint64_t next, unsigned by) {
    return now >> by | next << (PS_BLOCK - by);
}

/* The 64 bits before bit `end` of the block, the last one on top. */
static inline uint64_t ps_bits_before(uint64_t now, uint64_t before, unsigned end) {
    return end ? now << (PS_BLOCK - end) | before >> end : before;
}

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
