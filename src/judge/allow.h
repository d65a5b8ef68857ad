/* SPDX-License-Identifier: Apache-2.0
 *
 * Allow-lists of the configuration: values that stay although a rule finds them. Only the value
 * itself is let stand, never its neighbours. */
#ifndef PS_ALLOW_H
#define PS_ALLOW_H

#include "confirm.h"
#include "error.h"
#include "ruleset.h"

typedef struct ps_allow_list ps_allow_list; /* immutable, shared */

PS_MUST_CHECK ps_status ps_allow_list_new(ps_allow_list **out, const ps_rules *rules,
                                          ps_error *err);
void ps_allow_list_free(ps_allow_list *list);
PS_MUST_CHECK ps_status ps_allow_list_has(const ps_allow_list *list, ps_regex_scratch *scratch,
                                          const ps_rule *rule, ps_span value, bool *allowed);

#endif
