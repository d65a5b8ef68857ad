/* SPDX-License-Identifier: Apache-2.0
 *
 * What is compiled into the program: it loads, is clean, and its profiles name rules that exist. */
#include "support.h"

#include <string.h>

static void print(const ps_problem *problem, void *ctx) {
    if (problem->error || *(bool *)ctx)
        print_message("%s:%u: %s: %s\n", problem->file, problem->line,
                      problem->rule ? problem->rule->id : "-", problem->text);
}

static void loads_clean(void **state) {
    (void)state;
    ps_rules *rules = load(NULL);
    bool warnings_too = false;
    assert_int_equal(ps_rules_lint(rules, print, &warnings_too), 0);
    assert_true(ps_rules_count(rules) > 0);
    assert_int_equal(ps_rules_verify(rules, NULL), PS_OK);
    assert_string_equal(ps_rules_profile_name(rules), "standard");
    ps_rules_free(rules);
}

static void same_as_the_folder(void **state) {
    (void)state;
    ps_rules *built = load(NULL), *read = load(PS_SOURCE_DIR "/patterns");
    char a[65], b[65];
    ps_rules_digest(built, a);
    ps_rules_digest(read, b);
    assert_string_equal(a, b);
    ps_rules_free(built);
    ps_rules_free(read);
}

static void only_names(const ps_problem *problem, void *ctx) {
    if (problem->rule) return;
    print_message("%s:%u: %s\n", problem->file, problem->line, problem->text);
    ++*(size_t *)ctx;
}

static void profiles(void **state) {
    (void)state;
    static const char *const names[] = {"standard", "safe-harbor", "limited-data-set", "strict"};
    ps_rules *rules = load(NULL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ps_error err = {0};
        if (ps_rules_profile(rules, names[i], &err) != PS_OK) fail_msg("%s", err.text);
        assert_string_equal(ps_rules_profile_name(rules), names[i]);
        if (ps_rules_verify(rules, &err) != PS_OK) fail_msg("%s", err.text);
        size_t unknown = 0;
        (void)ps_rules_lint(rules, only_names, &unknown);
        assert_int_equal(unknown, 0);
    }
    assert_true(ps_rules_strict(rules));
    ps_rules_free(rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(loads_clean),
                                       cmocka_unit_test(same_as_the_folder),
                                       cmocka_unit_test(profiles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
