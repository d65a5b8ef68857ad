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

#endif
