/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <string.h>

static const char two_rules[] =
    "pack: a\n"
    "sets:\n"
    "  person: [Patient, member]\n"
    "glue: {prefixes: [patient], suffixes: [value, number]}\n"
    "rules:\n"
    "  - id: a.one\n"
    "    label: SSN\n"
    "    identifier: G\n"
    "    severity: 4\n"
    "    value: number\n"
    "    digits: [4, 9]\n"
    "    keys: [SSN, social_security_number]\n"
    "    keys_if_paired: [ss_no]\n"
    "    labels: [Social Security Number]\n"
    "    find:\n"
    "      - {shape: \"###~##~####\", evidence: []}\n"
    "      - {regex: 'x(\\d+)', group: 1, nocase: true, evidence: [context]}\n"
    "    raise: [ssn, \"@person\", Member]\n"
    "    examples:\n"
    "      - 'ssn=⟦306-30-2348⟧'\n"
    "      - {text: 'b', alone: false}\n"
    "    negative:\n"
    "      - {text: 'c', why: d}\n"
    "  - id: a.two\n"
    "    label: MRN\n"
    "    identifier: H\n"
    "    action: {action: mask, keep_last: 4}\n";

static void fields(void **state) {
    (void)state;
    ps_rules *rules = load(write_file("a.yml", two_rules));
    assert_int_equal(ps_rules_count(rules), 2);
    const ps_rule *rule = rule_of(rules, "a.one");
    assert_string_equal(rule->name, "a.one");
    assert_string_equal(rule->pack, "a");
    assert_int_equal(rule->line, 6);
    assert_int_equal(rule->value, PS_VALUE_NUMBER);
    assert_string_equal(ps_value_class_name(rule->value), "number");
    assert_int_equal(rule->digits_min, 4);
    assert_int_equal(rule->digits_max, 9);
    assert_int_equal(rule->key_count, 3);
    assert_string_equal(rule->keys[0].words, "ssn");
    assert_string_equal(rule->keys[1].words, "social_security_number");
    assert_string_equal(rule->keys[1].joined, "socialsecuritynumber");
    assert_int_equal(rule->keys[2].condition, PS_KEY_IF_PAIRED);
    assert_string_equal(rule->labels.items[0], "social security number");
    assert_int_equal(rule->find_count, 2);
    assert_int_equal(rule->finds[0].kind, PS_FIND_SHAPE);
    assert_false(rule->finds[0].needs_validator || rule->finds[0].needs_context);
    assert_true(rule->finds[1].nocase && rule->finds[1].needs_context);
    assert_int_equal(rule->finds[1].group, 1);
    assert_int_equal(rule->raise.count, 3); /* member stands once */
    assert_string_equal(rule->raise.items[0], "member");
    assert_int_equal(rule->example_count, 2);
    assert_true(rule->examples[0].alone && !rule->examples[1].alone);
    assert_string_equal(rule->negatives[0].why, "d");
    const char *neutral = write_file("neutral.yml", "profile: neutral\n");
    assert_int_equal(ps_rules_profile(rules, neutral, NULL), PS_OK);
    rule = rule_of(rules, "a.two");
    assert_int_equal(rule->value, PS_VALUE_ID);
    assert_int_equal(rule->digits_min, 4);
    assert_int_equal(rule->digits_max, 20);
    assert_int_equal(ps_rules_action(rules, rule).kind, PS_ACTION_MASK);
    assert_int_equal(ps_rules_action(rules, rule).keep_last, 4);
    assert_int_equal(ps_rules_set(rules, "person").count, 2);
    assert_int_equal(ps_rules_set(rules, "nobody").count, 0);
    assert_int_equal(ps_rules_glue_prefixes(rules).count, 1);
    assert_int_equal(ps_rules_glue_suffixes(rules).count, 2);
    assert_string_equal(ps_rules_profile_name(rules), "neutral");
    ps_rules_free(rules);
}

static void later_replaces(void **state) {
    (void)state;
    ps_rules *rules = load(write_file("a.yml", two_rules));
    char before[65], after[65];
    ps_rules_digest(rules, before);
    assert_int_equal(strlen(before), 64);
    const char *b = write_file("b.yml", "pack: b\n"
                                        "sets: {person: [client]}\n"
                                        "rules:\n"
                                        "  - {id: a.two, label: ACCT, identifier: J}\n"
                                        "  - {id: b.one, label: ACCT, identifier: J}\n");
    ps_rules *copy;
    assert_int_equal(ps_rules_clone(&copy, rules), PS_OK);
    assert_int_equal(ps_rules_add(rules, b, NULL), PS_OK);
    assert_int_equal(ps_rules_count(rules), 3);
    assert_string_equal(ps_rules_at(rules, 1)->label, "ACCT");
    assert_string_equal(ps_rules_at(rules, 2)->id, "b.one");
    assert_null(ps_rules_at(rules, 3));
    assert_int_equal(ps_rules_set(rules, "person").count, 3);
    assert_int_equal(rule_of(rules, "a.one")->raise.count, 4); /* sets of one name are united */
    ps_rules_digest(rules, after);
    assert_string_not_equal(before, after);
    assert_int_equal(ps_rules_count(copy), 2); /* a copy stays as it was */
    ps_rules_digest(copy, after);
    assert_string_equal(before, after);
    ps_rules_free(rules);
    assert_string_equal(ps_rules_at(copy, 1)->label, "MRN");
    ps_rules_free(copy);
}

static void all_or_nothing(void **state) {
    (void)state;
    ps_rules *rules = load(write_file("a.yml", two_rules));
    char before[65], after[65];
    ps_rules_digest(rules, before);
    write_file("dir/a.yml", "pack: c\nrules:\n  - {id: c.one, label: ACCT, identifier: J}\n");
    write_file("dir/b.yml", "pack: d\nrules:\n  - {id: d.one, label: ACCT, identifier: Z}\n");
    ps_error err;
    assert_int_equal(ps_rules_add(rules, path_of("dir"), &err), PS_E_RULES);
    assert_string_equal(err.rule, "d.one");
    assert_int_equal(err.line, 3);
    assert_int_equal(ps_rules_add(rules, path_of("none.yml"), &err), PS_E_IO);
    assert_non_null(strstr(err.text, "none.yml"));
    assert_int_equal(ps_rules_profile(rules, "standrad", &err), PS_E_RULES);
    assert_int_equal(ps_rules_only(rules, PS_LIT("a.oen"), &err), PS_E_USAGE);
    assert_non_null(strstr(err.text, "did you mean `a.one`"));
    assert_int_equal(ps_rules_count(rules), 2);
    ps_rules_digest(rules, after);
    assert_string_equal(before, after);
    ps_rules_free(rules);
}

static void folders(void **state) {
    (void)state;
    write_file("tree/b.yml", "pack: b\nrules:\n  - {id: b.one, label: ACCT, identifier: J}\n");
    write_file("tree/sub/a.yml", "pack: a\nrules:\n  - {id: a.one, label: ACCT, identifier: J}\n");
    write_file("tree/.hidden.yml", "not: [a pack");
    write_file("tree/notes.txt", "not: [a pack");
    write_file("tree/profiles/p.yml", "profile: p\n");
    write_file("tree/examples/e.yml", "profile: p\n");
    ps_rules *rules = load(path_of("tree"));
    assert_int_equal(ps_rules_count(rules), 2);
    assert_string_equal(ps_rules_at(rules, 0)->id, "b.one");
    ps_rules_free(rules);
    write_file("tree/sub/c.yml", "pack: c\nrules:\n  - {id: b.one, label: ACCT, identifier: J}\n");
    ps_error err; /* within one call an id stands once */
    assert_int_equal(ps_rules_load(&rules, path_of("tree"), &err), PS_E_RULES);
    assert_null(rules);
    assert_non_null(strstr(err.text, "tree/b.yml:3"));
    write_file("empty/notes.txt", "x");
    assert_int_equal(ps_rules_load(&rules, path_of("empty"), &err), PS_E_RULES);
    assert_non_null(strstr(err.text, "no pack below"));
}

static void only_and_except(void **state) {
    (void)state;
    ps_rules *rules = load(write_file("a.yml", two_rules));
    const char *off = write_file("off.yml", "pack: off\nenabled: false\nrules:\n"
                                            "  - {id: off.ssn, label: SSN, identifier: G}\n"
                                            "  - {id: off.vin, label: VIN, identifier: L}\n");
    assert_int_equal(ps_rules_add(rules, off, NULL), PS_OK);
    assert_false(rule_of(rules, "off.ssn")->enabled);
    assert_int_equal(ps_rules_only(rules, PS_LIT("SSN, L"), NULL), PS_OK);
    assert_true(rule_of(rules, "a.one")->enabled);
    assert_false(rule_of(rules, "a.two")->enabled);
    assert_false(rule_of(rules, "off.ssn")->enabled); /* a label does not wake it ... */
    assert_true(rule_of(rules, "off.vin")->enabled);  /* ... unless it means nothing else */
    assert_int_equal(ps_rules_only(rules, PS_LIT("off.ssn"), NULL), PS_OK);
    assert_true(rule_of(rules, "off.ssn")->enabled);
    assert_false(rule_of(rules, "a.one")->enabled);
    assert_int_equal(ps_rules_verify(rules, NULL), PS_OK);
    assert_int_equal(ps_rules_except(rules, PS_LIT("G"), NULL), PS_OK);
    assert_false(rule_of(rules, "off.ssn")->enabled);
    assert_int_equal(ps_rules_verify(rules, NULL), PS_E_RULES); /* nothing is on */
    assert_int_equal(ps_rules_only(rules, PS_LIT(" , "), NULL), PS_E_USAGE);
    ps_rules_free(rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields), cmocka_unit_test(later_replaces),
                                       cmocka_unit_test(all_or_nothing), cmocka_unit_test(folders),
                                       cmocka_unit_test(only_and_except)};
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
