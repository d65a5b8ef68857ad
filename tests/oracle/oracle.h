/* SPDX-License-Identifier: Apache-2.0
 *
 * The slow oracle: every candidate of a line by PCRE2, rule by rule. It shares no prefilter with
 * the lens: no masks, no Hyperscan, no key index. */
#ifndef ORACLE_H
#define ORACLE_H

#include "kit.h"
#include "lens.h"

enum { ORACLE_MAX = 4096 };

typedef struct oracle oracle;

/* Of the rules that are enabled. */
oracle *oracle_new(const ps_rules *rules);
void oracle_free(oracle *o);
/* Candidates of one line in the order that the judge asks for; at most ORACLE_MAX. */
size_t oracle_look(const oracle *o, ps_span line, ps_candidate *out);

/* oracle_keys.c */
typedef struct oracle_keys oracle_keys;
oracle_keys *oracle_keys_new(const ps_rules *rules);
void oracle_keys_free(oracle_keys *keys);
/* Appends the candidates of the key before the separator at `at`. */
void oracle_keys_look(const oracle_keys *keys, ps_span line, size_t at, ps_candidate *out,
                      size_t *count);

#endif
