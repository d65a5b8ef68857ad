/* SPDX-License-Identifier: Apache-2.0
 *
 * The index of the dictionary of sentences, made at build time by cmake/make_words.c. */
#ifndef PS_CLAUSE_WORDS_H
#define PS_CLAUSE_WORDS_H

#include <stdint.h>

enum { PS_CLAUSE_SLOTS = 1 << 12 };
/* An open hash table, at most half full: rows of clause_stops.def and, behind them, of
 * clause_words.def, counted from 1; 0 is a free slot. */
extern const uint16_t ps_clause_slots[PS_CLAUSE_SLOTS];

/* Of a word's first and last eight letters as numbers, the first byte lowest, 0 where it has none.
 */
static inline uint32_t ps_clause_hash(uint64_t head, uint64_t tail) {
    uint64_t hash = (head ^ tail * UINT64_C(0xC2B2AE3D27D4EB4F)) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(hash >> 40);
}

#endif
