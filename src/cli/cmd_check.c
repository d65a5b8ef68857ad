/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "error.h"
#include "problems.h"
#include "say.h"
#include "setup.h"

#include <stdio.h>

static size_t enabled(const ps_rules *rules) {
    size_t n = 0;
    for (size_t i = 0; i < ps_rules_count(rules); i++) n += ps_rules_at(rules, i)->enabled;
    return n;
}

static void show(const ps_rules *rules, const ps_options *options, const ps_engine *engine) {
    char digest[65];
    ps_engine_digest(engine, digest);
    const char *config = options->value[PS_OPT_CONFIG];
    (void)printf("configuration  %s\n", config ? config : "none");
    (void)printf("profile        %s%s\n", ps_rules_profile_name(rules),
                 ps_rules_strict(rules) ? " (suspects go too)" : "");
    (void)printf("rules          %zu, %zu enabled\n", ps_rules_count(rules), enabled(rules));
    const char *path;
    for (size_t i = 0; (path = ps_options_listed(options, PS_OPT_RULES, i)) != NULL; i++)
        (void)printf("               and those of %s\n", path);
    (void)printf("allow-list     %zu\n", ps_rules_allow_count(rules));
    (void)printf("digest         %s\n", digest);
}

static int check(const ps_rules *rules, const ps_options *options) {
    bool quiet = ps_options_has(options, PS_OPT_QUIET);
    ps_error err = {0};
    ps_engine *engine = NULL;
    ps_status status = ps_rules_verify(rules, &err);
    if (status == PS_OK) status = ps_setup_engine(&engine, rules, options, &err);
    if (status != PS_OK) return ps_say_error(&err);
    if (!quiet) show(rules, options, engine);
    ps_engine_unref(engine);
    ps_lint lint = ps_lint_show(rules, quiet);
    if (!quiet)
        (void)printf("result         %zu error%s, %zu warning%s\n", lint.errors,
                     lint.errors == 1 ? "" : "s", lint.warnings, lint.warnings == 1 ? "" : "s");
    if (fflush(stdout) != 0) {
        ps_say("standard output: cannot be written");
        return PS_EXIT_IO;
    }
    return lint.errors ? PS_EXIT_USAGE : PS_EXIT_OK;
}

int ps_cmd_check(ps_options *options) {
    ps_rules *rules = NULL;
    ps_error err = {0};
    if (options->operand_count) {
        ps_say("check takes no operands: name files with --config and --rules");
        return PS_EXIT_USAGE;
    }
    ps_status status = ps_setup_rules(&rules, options, &err);
    int code = status == PS_OK ? check(rules, options) : ps_say_error(&err);
    ps_rules_free(rules);
    return code;
}
