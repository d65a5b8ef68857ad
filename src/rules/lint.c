/* SPDX-License-Identifier: Apache-2.0 */
#include "lint.h"

#include <stdarg.h>
#include <stdio.h>

static void report(ps_linter *l, bool error, uint32_t line, const char *text) {
    if (error) l->errors++;
    if (!l->fn) return;
    const ps_problem problem = {.error = error,
                                .rule = l->rule,
                                .file = l->rule ? l->rule->file : l->state->profile->file,
                                .line = line      ? line
                                        : l->rule ? l->rule->line
                                                  : 1,
                                .text = text};
    l->fn(&problem, l->ctx);
}

void ps_lint_error(ps_linter *linter, uint32_t line, const char *format, ...) {
    char text[320];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    report(linter, true, line, text);
}

void ps_lint_warning(ps_linter *linter, uint32_t line, const char *format, ...) {
    char text[320];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    report(linter, false, line, text);
}

static void lint_head(ps_linter *l) {
    const ps_rule *rule = l->rule;
    if (rule->name == rule->id) ps_lint_warning(l, 0, "no `name`; say what is found");
    if (!rule->source) ps_lint_error(l, 0, "no `source`; name the document the rule stands on");
    if (rule->severity == 0) ps_lint_error(l, 0, "no `severity`; write 1 to 4");
    if (!rule->inside && rule->key_count + rule->labels.count + rule->find_count == 0)
        ps_lint_error(l, 0, "nothing to look for; add keys, labels or find");
}

static void lint_profile_list(ps_linter *l, const ps_node *list) {
    for (const ps_node *item = list ? list->first : NULL; item; item = item->next)
        if (ps_state_check_word(l->state, item->text, "", 0, NULL) != PS_OK)
            ps_lint_warning(l, item->line, "no rule goes by `%.48s`", item->text);
}

static bool has_builtin_packs(const ps_state *state) {
    for (size_t i = 0; i < state->sources.count; i++)
        if (state->sources.items[i]->kind == PS_SOURCE_PACK && state->sources.items[i]->builtin)
            return true;
    return false;
}

/* Only a built-in profile can name what is not there (elsewhere loading refuses that), and only
 * beside the built-in packs that is a mistake. */
static void lint_profile(ps_linter *l) {
    const ps_profile *profile = l->state->profile;
    if (!has_builtin_packs(l->state)) return;
    lint_profile_list(l, profile->enable);
    lint_profile_list(l, profile->disable);
    for (size_t i = 0; i < profile->actions.count; i++) {
        const ps_action_entry *entry = &profile->actions.items[i];
        if (strcmp(entry->word, "DEFAULT") != 0 &&
            ps_state_check_word(l->state, entry->word, "", 0, NULL) != PS_OK)
            ps_lint_warning(l, entry->line, "no rule goes by `%.48s`", entry->word);
    }
}

size_t ps_rules_lint(const ps_rules *rules, ps_problem_fn *fn, void *ctx) {
    ps_linter l = {.state = ps_rules_state(rules), .fn = fn, .ctx = ctx};
    lint_profile(&l);
    for (size_t i = 0; i < l.state->rule_count; i++) {
        l.rule = &l.state->rules[i];
        lint_head(&l);
        ps_lint_words(&l);
        ps_lint_finds(&l);
        ps_lint_examples(&l);
    }
    return l.errors;
}
