/* SPDX-License-Identifier: Apache-2.0
 *
 * What each rule costs on a log: an engine with all rules against one without it. */
#ifndef PS_RULES_COST_H
#define PS_RULES_COST_H

#include "options.h"
#include "ruleset.h"

enum { PS_COST_BUDGET = 5 }; /* percent of the whole that one rule may cost (rules check LOG) */

/* Prints the cost of every enabled rule a GB of `path`, the dearest first. */
PS_MUST_CHECK ps_status ps_rules_cost_print(const ps_rules *rules, const ps_options *options,
                                            const char *path, ps_error *err);
/* Says on standard error which rules are over the budget; *over counts them. */
PS_MUST_CHECK ps_status ps_rules_cost_warn(const ps_rules *rules, const ps_options *options,
                                           const char *path, size_t *over, ps_error *err);

#endif
