/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "problems.h"
#include "reader.h"
#include "rules_cost.h"
#include "rules_show.h"
#include "say.h"
#include "setup.h"

#include <stdio.h>

static int list(const ps_rules *rules, const ps_options *options) {
    ps_rules_print_list(rules, ps_options_has(options, PS_OPT_JSON));
    return PS_EXIT_OK;
}

static int show(const ps_rules *rules, const ps_options *options) {
    if (options->operand_count != 2) {
        ps_say("rules show needs the id of a rule; see phisieve rules list");
        return PS_EXIT_USAGE;
    }
    const char *id = options->operands[1];
    const ps_rule *rule = ps_rules_find(rules, ps_span_z(id));
    if (rule) {
        ps_rules_print_one(rules, rule);
        return PS_EXIT_OK;
    }
    ps_nearest nearest = {.word = id};
    char hint[80];
    for (size_t i = 0; i < ps_rules_count(rules); i++)
        ps_nearest_offer(&nearest, ps_rules_at(rules, i)->id);
    ps_say("there is no rule %.48s%s", id, ps_nearest_hint(&nearest, hint));
    return PS_EXIT_USAGE;
}

static int check(const ps_rules *rules, const ps_options *options) {
    ps_error err = {0};
    if (ps_rules_verify(rules, &err) != PS_OK) return ps_say_error(&err);
    ps_lint lint = ps_lint_show(rules, ps_options_has(options, PS_OPT_QUIET));
    size_t over = 0;
    if (options->operand_count > 1 && !lint.errors &&
        ps_rules_cost_warn(rules, options, options->operands[1], &over, &err) != PS_OK)
        return ps_say_error(&err);
    lint.warnings += over;
    (void)printf("%zu rules: %zu errors, %zu warnings\n", ps_rules_count(rules), lint.errors,
                 lint.warnings);
    return lint.errors ? PS_EXIT_USAGE : PS_EXIT_OK;
}

static int cost(const ps_rules *rules, const ps_options *options) {
    ps_error err = {0};
    if (options->operand_count != 2) {
        ps_say("rules cost needs a log to measure on: phisieve rules cost app.log");
        return PS_EXIT_USAGE;
    }
    ps_status status = ps_rules_cost_print(rules, options, options->operands[1], &err);
    return status == PS_OK ? PS_EXIT_OK : ps_say_error(&err);
}

/* Examples are made-up values, but their text is left out all the same: file and line tell. */
static void on_failure(const ps_selftest_failure *failure, void *ctx) {
    (void)ctx;
    ps_say("%s:%u: rule %s: example failed: %s",
           failure->rule && failure->rule->file ? failure->rule->file : "rules",
           failure->example ? failure->example->line : 0, failure->rule ? failure->rule->id : "?",
           failure->what);
}

static int test(const ps_rules *rules, const ps_options *options) {
    (void)options;
    ps_error err = {0};
    size_t ran = 0, failed = 0;
    if (ps_selftest_run(rules, on_failure, NULL, &ran, &failed, &err) != PS_OK)
        return ps_say_error(&err);
    (void)printf("%zu examples ran, %zu failed\n", ran, failed);
    return failed ? PS_EXIT_FOUND : PS_EXIT_OK;
}

typedef struct rules_verb {
    const char *name;
    int (*run)(const ps_rules *rules, const ps_options *options);
} rules_verb;

static const rules_verb *find_verb(const ps_options *options) {
    static const rules_verb verbs[] = {
        {"list", list}, {"show", show}, {"check", check}, {"test", test}, {"cost", cost}};
    const char *word = options->operand_count ? options->operands[0] : "";
    ps_nearest nearest = {.word = word};
    char hint[80];
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(word, verbs[i].name) == 0) return &verbs[i];
        ps_nearest_offer(&nearest, verbs[i].name);
    }
    ps_say("rules needs one of list, show ID, check, test, cost LOG%s",
           ps_nearest_hint(&nearest, hint));
    return NULL;
}

int ps_cmd_rules(ps_options *options) {
    ps_rules *rules = NULL;
    ps_error err = {0};
    const rules_verb *verb = find_verb(options);
    if (!verb) return PS_EXIT_USAGE;
    ps_status status = ps_setup_rules(&rules, options, &err);
    int code = status == PS_OK ? verb->run(rules, options) : ps_say_error(&err);
    ps_rules_free(rules);
    if (fflush(stdout) == 0 && !ferror(stdout)) return code;
    ps_say("standard output: cannot be written");
    return PS_EXIT_IO;
}
