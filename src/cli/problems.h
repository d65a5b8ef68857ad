/* SPDX-License-Identifier: Apache-2.0
 *
 * Problems of rules, printed. */
#ifndef PS_PROBLEMS_H
#define PS_PROBLEMS_H

#include "ruleset.h"

typedef struct ps_lint {
    size_t errors, warnings;
} ps_lint;

/* Every problem to standard error as FILE:LINE: ...; warnings only when not quiet. */
ps_lint ps_lint_show(const ps_rules *rules, bool quiet);

#endif
