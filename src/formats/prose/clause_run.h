/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs of words that may be one name: `Ana Ruiz`, `RUIZ, ANA M.`, `de la Cruz^Ana`. What the lists
 * say of them; whether they are a person, others decide. Needs ps_clause_rank before. Pure. */
#ifndef PS_CLAUSE_RUN_H
#define PS_CLAUSE_RUN_H

#include "clause.h"

/* May a name begin with token i? */
bool ps_name_run_begins_at(const ps_clause *clause, size_t i);
static inline bool ps_name_run_begins(const ps_clause *clause, size_t i) {
    bool capital = clause->token[i].written != PS_CASE_LOWER; /* only words have any */
    return capital && ps_name_run_begins_at(clause, i);
}
/* The longest run from token i on. */
ps_name_run ps_name_run_read(const ps_clause *clause, size_t i);
/* The part of the run before its comma. */
ps_name_run ps_name_run_before_comma(const ps_clause *clause, const ps_name_run *run);
/* Given name and surname in their order; capitals and a comma turn it. */
bool ps_name_run_in_order(const ps_clause *clause, const ps_name_run *run);
/* Two names of the lists in their order, one of which is no ordinary word. */
bool ps_name_run_is_pair(const ps_clause *clause, const ps_name_run *run);
/* A word of a name, neither an initial nor a part of a path, a call or a key. */
bool ps_name_run_is_word(const ps_clause *clause, const ps_token *token);
bool ps_name_run_is_particle(ps_span word);

#endif
