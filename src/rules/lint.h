/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of ps_rules_lint. */
#ifndef PS_LINT_H
#define PS_LINT_H

#include "state.h"

typedef struct ps_linter {
    const ps_state *state;
    ps_problem_fn *fn;
    void *ctx;
    const ps_rule *rule; /* the one that is looked at */
    size_t errors;
} ps_linter;

/* `line` 0: that of the rule. */
void ps_lint_error(ps_linter *linter, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void ps_lint_warning(ps_linter *linter, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void ps_lint_words(ps_linter *linter);    /* keys, labels, raise, lower */
void ps_lint_finds(ps_linter *linter);    /* find */
void ps_lint_examples(ps_linter *linter); /* examples, negative */

#endif
