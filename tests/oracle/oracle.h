/* SPDX-License-Identifier: Apache-2.0
 *
 * The slow oracle: every candidate of a line by PCRE2, rule by rule. It shares no prefilter with
 * the lens: no masks, no Hyperscan. Keys are asked of the index at every byte that may part one
 * from its value; the index has a test of its own for every key in every spelling. */
#ifndef ORACLE_H
#define ORACLE_H

#include "key_index.h"
#include "kit.h"
#include "lens.h"

enum { ORACLE_MAX = 4096 };

typedef struct oracle oracle;

/* Of the rules that are enabled; `keys` is borrowed. */
oracle *oracle_new(const ps_rules *rules, const ps_key_index *keys);
void oracle_free(oracle *o);
/* Candidates of one line in the order that the judge asks for; at most ORACLE_MAX. */
size_t oracle_look(const oracle *o, ps_span line, ps_candidate *out);

#endif
