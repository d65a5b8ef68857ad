/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <string.h>

/* What a mistake in a rule (its fields begin in line 6) says. */
static void refuse(const char *fields, uint32_t line, const char *want) {
    ps_rules *rules = NULL;
    ps_error err = {0};
    assert_int_equal(ps_rules_load(&rules, write_rule("t.one", fields), &err), PS_E_RULES);
    assert_null(rules);
    if (!strstr(err.text, want)) fail_msg("%s", err.text);
    assert_non_null(strstr(err.text, "rule.yml:"));
    assert_int_equal(err.line, line);
    assert_string_equal(err.rule, "t.one");
}

static void refuse_pack(const char *text, uint32_t line, const char *want) {
    ps_rules *rules = NULL;
    ps_error err = {0};
    assert_int_equal(ps_rules_load(&rules, write_file("p.yml", text), &err), PS_E_RULES);
    assert_null(rules);
    if (!strstr(err.text, want)) fail_msg("%s", err.text);
    assert_int_equal(err.line, line);
}

static void fields(void **state) {
    (void)state;
    refuse("    lable: SSN\n", 6, "a rule has no field `lable`; did you mean `label`?");
    refuse("    severity: 5\n", 6, "`severity` must be a number from 1 to 4");
    refuse("    severity: high\n", 6, "`severity` must be a number");
    refuse("    value: nmber\n", 6, "no value class `nmber`; did you mean `number`?");
    refuse("    digits: [4]\n", 6, "[least, most]");
    refuse("    digits: [9, 4]\n", 6, "swap them");
    refuse("    digits: 4\n", 6, "[least, most]");
    refuse("    validator: ssm\n", 6, "no validator `ssm`; did you mean `ssn`?");
    refuse("    grammar: zzzzzzzz\n", 6, "no grammar `zzzzzzzz`");
    refuse("    keys: ssn\n", 6, "`keys` must be a list");
    refuse("    keys: [date-of-birth]\n", 6, "joined by _");
    refuse("    keys: [a, b__c]\n", 6, "joined by _");
    refuse("    keys: [a_]\n", 6, "joined by _");
    refuse("    keys:\n      - a\n      - [b]\n", 8, "is not a word");
    refuse("    labels: ['']\n", 6, "is not a word");
    refuse("    name:\n", 6, "`name` is empty");
    refuse("    action: lable\n", 6, "no action `lable`; did you mean `label`?");
    refuse("    action: {keep_last: 4}\n", 6, "an action needs `action`");
    refuse("    raise: ['@nobody']\n", 6, "no pack has a set `@nobody`");
    refuse("    raise: [a,\n      '@persn']\n", 7, "no pack has a set `@persn`");
    refuse("    examples: [{txt: a}]\n", 6, "did you mean `text`?");
    refuse("    examples: [{text: a, alone: no}]\n", 6, "`alone` must be true or false");
    refuse("    negative: [[a]]\n", 6, "must be a map");
    refuse("    zq: 1\n", 6, "a rule has no field `zq`; remove it");
}

static void find_items(void **state) {
    (void)state;
    refuse("    find: [{shape: '###'}]\n", 6, "needs `evidence`");
    refuse("    find: [{evidence: []}]\n", 6, "not 0");
    refuse("    find: [{shape: '#', regex: a, evidence: []}]\n", 6, "not 2");
    refuse("    find: [{shape: '#', evidence: [contxt]}]\n", 6, "no evidence `contxt`");
    refuse("    find: [{shape: '#', group: 1, evidence: []}]\n", 6, "`group` belongs to a regex");
    refuse("    find: [{anchor: '@', evidence: []}]\n", 6, "needs `grammar`");
    refuse("    find: [{shape: '~###', evidence: []}]\n", 6, "begin or end");
    refuse("    find: [{shape: '#{0}', evidence: []}]\n", 6, "1 <= n <= m <= 64");
    refuse("    find: [{shape: '#{9', evidence: []}]\n", 6, "1 <= n <= m <= 64");
    refuse("    find: [{shape: '#{9,8}', evidence: []}]\n", 6, "1 <= n <= m <= 64");
    refuse("    find: [{shape: '#{9,}', evidence: []}]\n", 6, "1 <= n <= m <= 64");
    refuse("    find: [{shape: '#{9}#', evidence: []}]\n", 6, "whole run");
    refuse("    find: [{shape: '##{9}', evidence: []}]\n", 6, "whole run");
    refuse("    find: [{shape: '#{9}7', evidence: []}]\n", 6, "whole run");
    refuse("    find: [{shape: '#}', evidence: []}]\n", 6, "stands after #");
    refuse("    find: [{shape: 'ABC', evidence: []}]\n", 6, "at least one #");
    refuse("    find: [{shape: '#{60}-#####', evidence: []}]\n", 6, "at most 64 bytes");
    refuse("    find: [{shape: \"##\\t##\", evidence: []}]\n", 6, "printable ASCII");
}

static void heads(void **state) {
    (void)state;
    refuse_pack("", 1, "the file is empty");
    refuse_pack("a\n", 1, "must be a map");
    refuse_pack("rules: []\n", 1, "a pack needs `pack`");
    refuse_pack("pack: a\npack: b\n", 2, "`pack` stands twice here (first in line 1)");
    refuse_pack("pack: a\n", 1, "holds no rules");
    refuse_pack("pack: a\nrules: {}\n", 2, "`rules` must be a list");
    refuse_pack("pack: a\nenabled: yes\n", 2, "`enabled` must be true or false");
    refuse_pack("pack: a\nruels: []\n", 2, "did you mean `rules`?");
    refuse_pack("pack: a\nsets: {p: ['@q']}\n", 2, "names the set `@q`");
    refuse_pack("pack: a\nglue: {prefix: [a]}\n", 2, "did you mean `prefixes`?");
    refuse_pack("pack: a\nrules:\n  - {label: SSN, identifier: G}\n", 3, "a rule needs `id`");
    refuse_pack("pack: a\nrules:\n  - {id: A.b, label: SSN, identifier: G}\n", 3, "a-z, 0-9");
    refuse_pack("pack: a\nrules:\n  - {id: a, label: ssn, identifier: G}\n", 3, "2 to 32 of A-Z");
    refuse_pack("pack: a\nrules:\n  - {id: a, label: DEFAULT, identifier: G}\n", 3, "not DEFAULT");
    refuse_pack("pack: a\nrules:\n  - {id: a, label: SSN, identifier: S}\n", 3, "A to R");
    refuse_pack("pack: a\nrules:\n  - {id: a, label: SSN, identifier: G}\n"
                "  - {id: b, label: SSN, identifier: G}\n  - {id: a, label: SSN, identifier: G}\n",
                5, "stands twice in this file (first in line 3)");
}

/* Control bytes of a file never reach a terminal through a message. */
static void quoting(void **state) {
    (void)state;
    ps_error err = {0};
    ps_rules *rules;
    const char *path = write_file("p.yml", "pack: a\n\"b\\e[31m\": 1\n");
    assert_int_equal(ps_rules_load(&rules, path, &err), PS_E_RULES);
    assert_null(strchr(err.text, '\x1b'));
    assert_int_equal(ps_rules_load(&rules, path, NULL), PS_E_RULES); /* err is optional */
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields), cmocka_unit_test(find_items),
                                       cmocka_unit_test(heads), cmocka_unit_test(quoting)};
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
