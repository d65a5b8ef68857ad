/* SPDX-License-Identifier: Apache-2.0
 *
 * Lint of examples and their marks. */
#include "lint.h"

#define OPEN "\xe2\x9f\xa6"  /* U+27E6 */
#define CLOSE "\xe2\x9f\xa7" /* U+27E7 */

/* "MRN:..." in a mark means another category only where some rule has that label: a MAC or IPv6
 * address begins much alike. */
static bool of_other_label(const ps_linter *l, const char *mark, const char *end) {
    const char *colon = memchr(mark, ':', (size_t)(end - mark));
    if (!colon) return false;
    ps_span label = ps_span_of(mark, (size_t)(colon - mark));
    if (ps_span_eq(label, ps_span_z(l->rule->label))) return false;
    for (size_t i = 0; i < l->state->rule_count; i++)
        if (ps_span_eq(label, ps_span_z(l->state->rules[i].label))) return true;
    return false;
}

static const char *check_mark(const char *mark, const char *close) {
    const char *inner = strstr(mark, OPEN);
    if (!close) return "a mark is opened and not closed; add \xe2\x9f\xa7";
    if (inner && inner < close) return "a mark stands inside a mark; close the first one";
    return mark == close ? "a mark is empty; put the value into it" : NULL;
}

static const char *check_marks(const ps_linter *l, const ps_example *example) {
    size_t own = 0;
    const char *at = example->text;
    for (const char *open = strstr(at, OPEN); open; open = strstr(at, OPEN)) {
        const char *mark = open + strlen(OPEN), *close = strstr(mark, CLOSE);
        const char *stray = strstr(at, CLOSE);
        if (stray && stray < open) break;
        const char *wrong = check_mark(mark, close);
        if (wrong) return wrong;
        if (!of_other_label(l, mark, close)) own++;
        at = close + strlen(CLOSE);
    }
    if (strstr(at, CLOSE)) return "a mark is closed and not opened; add \xe2\x9f\xa6";
    if (own == 0 && example->alone && l->rule->action.kind != PS_ACTION_KEEP)
        return "no mark of the rule's own label; mark what must go, or write `alone: false`";
    return NULL;
}

void ps_lint_examples(ps_linter *l) {
    const ps_rule *rule = l->rule;
    bool keeps = rule->action.kind == PS_ACTION_KEEP; /* shows itself by what stays */
    if (rule->example_count == 0 && !keeps)
        ps_lint_error(l, 0,
                      "no `examples`; add a line with the value in \xe2\x9f\xa6marks\xe2\x9f\xa7");
    if (rule->negative_count == 0)
        ps_lint_error(l, 0, "no `negative`; add a line that looks alike and must stay, and why");
    for (size_t i = 0; i < rule->example_count; i++) {
        const char *wrong = check_marks(l, &rule->examples[i]);
        if (wrong) ps_lint_error(l, rule->examples[i].line, "%s", wrong);
    }
    for (size_t i = 0; i < rule->negative_count; i++) {
        const ps_example *negative = &rule->negatives[i];
        if (strstr(negative->text, OPEN) || strstr(negative->text, CLOSE))
            ps_lint_error(l, negative->line, "a negative example holds a mark; nothing in it goes");
        if (!negative->why)
            ps_lint_warning(l, negative->line, "a negative example without `why`; give the reason");
    }
}
