/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules for people and programs to read, on standard output. */
#ifndef PS_RULES_SHOW_H
#define PS_RULES_SHOW_H

#include "ruleset.h"

void ps_rules_print_list(const ps_rules *rules, bool json);
void ps_rules_print_one(const ps_rules *rules, const ps_rule *rule);

#endif
