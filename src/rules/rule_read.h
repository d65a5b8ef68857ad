/* SPDX-License-Identifier: Apache-2.0
 *
 * One entry of a pack's `rules` -> ps_rule. */
#ifndef PS_RULE_READ_H
#define PS_RULE_READ_H

#include "reader.h"

/* A rule whose context words still hold names of sets. */
typedef struct ps_draft {
    ps_rule rule;
    const ps_node *raise, *lower; /* lists of words, or NULL */
} ps_draft;

/* Fills out->rule except pack, file and enabled. Lives in the reader's arena. */
PS_MUST_CHECK ps_status ps_draft_read(ps_reader *reader, const ps_node *node, ps_draft *out);

/* Field functions of a rule, by file. Targets: ps_rule (keys), ps_rule (find). */
ps_status ps_read_keys(ps_reader *reader, const ps_node *node, void *rule);
ps_status ps_read_finds(ps_reader *reader, const ps_node *node, void *rule);
/* Target: const ps_validator *. */
ps_status ps_read_check(ps_reader *reader, const ps_node *node, void *target);
ps_status ps_read_grammar(ps_reader *reader, const ps_node *node, void *target);
/* Target: ps_rule. */
ps_status ps_read_examples(ps_reader *reader, const ps_node *node, void *rule);
ps_status ps_read_negatives(ps_reader *reader, const ps_node *node, void *rule);

#endif
