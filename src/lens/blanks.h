/* SPDX-License-Identifier: Apache-2.0
 *
 * The literals and labels that hold a digit, found in a text without regard to which digit stands
 * where: what a skeleton (skeleton.h) does not tell of. In any case; ' ', '_' and '-' count as the
 * same. */
#ifndef PS_BLANKS_H
#define PS_BLANKS_H

#include "words.h"

typedef struct ps_blanks ps_blanks; /* immutable; shared */

/* PS_E_LIMIT: too many of them, or one that is too short or too long. */
PS_MUST_CHECK ps_status ps_blanks_new(ps_blanks **out, const ps_words_db *words);
void ps_blanks_free(ps_blanks *blanks);

enum { PS_BLANKS_TEXT_MAX = 4096 };

/* Each place [at,end) where one may stand, with the number of those that are the same but for their
 * digits; false ends the search. Returns
 * false when it was ended, or the text is longer than PS_BLANKS_TEXT_MAX. */
typedef bool ps_blanks_fn(void *ctx, size_t at, size_t end, uint16_t group);
bool ps_blanks_find(const ps_blanks *blanks, ps_span text, ps_blanks_fn *fn, void *ctx);

/* Which one of the group `text` is; 0: none. */
uint16_t ps_blanks_number(const ps_blanks *blanks, ps_span text, uint16_t group);

/* May one of the group stand where each byte is between `low` and `high`? By their first two
 * digits: false is sure. */
bool ps_blanks_within(const ps_blanks *blanks, uint16_t group, const unsigned char *low,
                      const unsigned char *high);

/* The only one of the group, folded; empty: there are several. */
ps_span ps_blanks_only(const ps_blanks *blanks, uint16_t group);

#endif
