/* SPDX-License-Identifier: Apache-2.0
 *
 * Lint of `find`. */
#include "lint.h"

#include "shape.h"

#define FEW_DIGITS 7 /* shorter digit shapes stand in every log */

void ps_lint_finds(ps_linter *l) {
    for (size_t i = 0; i < l->rule->find_count; i++) {
        const ps_find *find = &l->rule->finds[i];
        if (find->needs_validator && !find->validator)
            ps_lint_error(l, find->line,
                          "evidence asks for a validator, but there is none; name "
                          "one here or in the rule");
        if (find->needs_context && l->rule->raise.count == 0)
            ps_lint_error(l, find->line, "evidence asks for context, but `raise` has no words");
        ps_shape_facts facts;
        bool proven = find->needs_context || find->needs_validator || find->grammar;
        if (find->kind != PS_FIND_SHAPE || proven ||
            ps_shape_check(ps_span_of(find->text, find->len), &facts) != NULL)
            continue;
        if (facts.digits_min < FEW_DIGITS)
            ps_lint_warning(l, find->line,
                            "shape `%.40s` can match %zu digits and nothing else is asked; add "
                            "a validator, a grammar or `context`",
                            find->text, facts.digits_min);
    }
}
