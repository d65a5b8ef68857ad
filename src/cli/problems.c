/* SPDX-License-Identifier: Apache-2.0 */
#include "problems.h"

#include "say.h"
#include "sieve.h"

#include <stdio.h>

typedef struct lint_view {
    ps_lint sum;
    bool quiet;
} lint_view;

static void on_problem(const ps_problem *problem, void *ctx) {
    lint_view *view = ctx;
    char place[32] = "";
    if (problem->error)
        view->sum.errors++;
    else
        view->sum.warnings++;
    if (!problem->error && view->quiet) return;
    if (problem->line) (void)snprintf(place, sizeof place, ":%u", problem->line);
    ps_say("%s: %s%s%s%s%s%s", problem->error ? "error" : "warning",
           problem->file ? problem->file : "rules", place, problem->rule ? ": rule " : "",
           problem->rule ? problem->rule->id : "", problem->text ? ": " : "",
           problem->text ? problem->text : "");
}

ps_lint ps_lint_show(const ps_rules *rules, bool quiet) {
    lint_view view = {.quiet = quiet};
    (void)ps_rules_lint(rules, on_problem, &view);
    (void)ps_engine_lint(rules, on_problem, &view);
    return view.sum;
}
