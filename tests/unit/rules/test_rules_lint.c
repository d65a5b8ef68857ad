/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <string.h>

typedef struct seen {
    const char *want;
    bool error;
    size_t hits, warnings;
} seen;

static void note(const ps_problem *problem, void *ctx) {
    seen *s = ctx;
    assert_true(problem->line > 0 && problem->file != NULL);
    if (!problem->error) s->warnings++;
    if (strstr(problem->text, s->want) && problem->error == s->error) s->hits++;
}

#define HEAD "    name: n\n    severity: 4\n    source: s\n"
#define TAIL                                                                                       \
    "    examples: ['ssn=⟦306-30-2348⟧']\n"                                                    \
    "    negative: [{text: a, why: b}]\n"
#define KEYS "    keys: [ssn]\n"

static void expect(const char *fields, bool error, const char *want) {
    ps_rules *rules = load(write_rule("t.one", fields));
    seen s = {.want = want, .error = error};
    size_t errors = ps_rules_lint(rules, note, &s);
    if (s.hits != 1) fail_msg("%zu times: %s", s.hits, want);
    assert_int_equal(errors, error ? 1 : 0);
    ps_rules_free(rules);
}

static void clean(void **state) {
    (void)state;
    ps_rules *rules = load(write_rule("t.one", HEAD KEYS TAIL));
    seen s = {.want = "?"};
    assert_int_equal(ps_rules_lint(rules, note, &s), 0);
    assert_int_equal(s.warnings, 0);
    assert_int_equal(ps_rules_lint(rules, NULL, NULL), 0);
    ps_rules_free(rules);
}

static void heads(void **state) {
    (void)state;
    expect("    severity: 4\n    source: s\n" KEYS TAIL, false, "no `name`");
    expect("    name: n\n    severity: 4\n" KEYS TAIL, true, "no `source`");
    expect("    name: n\n    source: s\n" KEYS TAIL, true, "no `severity`");
    expect(HEAD TAIL, true, "nothing to look for");
    expect(HEAD KEYS "    negative: [{text: a, why: b}]\n", true, "no `examples`");
    expect(HEAD KEYS "    examples: ['⟦a⟧']\n", true, "no `negative`");
}

static void words(void **state) {
    (void)state;
    expect(HEAD "    keys: [s]\n" TAIL, true, "key `s` is too short");
    expect(HEAD "    keys: [ip]\n" TAIL, false, "key `ip` is short");
    expect(HEAD "    keys: [ab_c, ab_c]\n" TAIL, true, "stands twice");
    expect(HEAD "    keys: [a_bc, ab_c]\n" TAIL, false, "reads like `a_bc`");
    expect(HEAD "    labels: ['#']\n" TAIL, true, "label `#` is too short");
    expect(HEAD "    labels: [id]\n" TAIL, false, "label `id` is short");
    expect(HEAD "    labels: [' ssn']\n" TAIL, true, "begins or ends with a blank");
    expect(HEAD KEYS "    raise: [w2]\n" TAIL, false, "`raise` word `w2`");
    expect(HEAD KEYS "    lower: [medi-cal]\n" TAIL, false, "`lower` word `medi-cal`");
}

static void claimed_keys(void **state) {
    (void)state;
    ps_rules *rules =
        load(write_rule("t.one", HEAD KEYS TAIL "  - id: t.two\n"
                                                "    label: ITIN\n    identifier: G\n" HEAD
                                                "    keys: [s_sn]\n" TAIL));
    seen s = {.want = "also a key of t.one"};
    assert_int_equal(ps_rules_lint(rules, note, &s), 0);
    assert_int_equal(s.hits, 1);
    ps_rules_free(rules);
}

static void finds(void **state) {
    (void)state;
    expect(HEAD "    find: [{shape: '#{9}', evidence: [validator]}]\n" TAIL, true,
           "asks for a validator");
    expect(HEAD "    find: [{shape: '#{9}', evidence: [context]}]\n" TAIL, true,
           "`raise` has no words");
    expect(HEAD "    find: [{shape: '##~####', evidence: []}]\n" TAIL, false, "can match 6 digits");
}

static void marks(void **state) {
    (void)state;
#define EXAMPLE(text) HEAD KEYS "    examples: ['" text "']\n    negative: [{text: a, why: b}]\n"
    expect(EXAMPLE("a ⟦b"), true, "opened and not closed");
    expect(EXAMPLE("a b⟧"), true, "closed and not opened");
    expect(EXAMPLE("a⟧ ⟦b⟧"), true, "closed and not opened");
    expect(EXAMPLE("⟦a⟦b⟧"), true, "inside a mark");
    expect(EXAMPLE("⟦⟧"), true, "empty");
    expect(EXAMPLE("a"), true, "no mark of the rule's own label");
    expect(HEAD KEYS "    examples: ['⟦a⟧']\n    negative: [{text: '⟦a⟧', why: b}]\n", true,
           "holds a mark");
    expect(HEAD KEYS "    examples: ['⟦AB:CD:EF⟧']\n    negative: [a]\n", false, "without `why`");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(clean), cmocka_unit_test(heads),
                                       cmocka_unit_test(words), cmocka_unit_test(claimed_keys),
                                       cmocka_unit_test(finds), cmocka_unit_test(marks)};
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
