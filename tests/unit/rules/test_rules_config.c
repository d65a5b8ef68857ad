/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <string.h>

static const char three[] = "pack: a\n"
                            "rules:\n"
                            "  - {id: a.ssn, label: SSN, identifier: G}\n"
                            "  - {id: a.mrn, label: MRN, identifier: H}\n"
                            "  - {id: a.code, label: CODE, identifier: H, action: keep}\n";

static ps_rules *rules3(void) {
    return load(write_file("three.yml", three));
}

static void configure(ps_rules *rules, const char *text) {
    ps_error err = {0};
    const char *path = write_file("phisieve.yml", text);
    if (ps_rules_configure(rules, path, &err) != PS_OK) fail_msg("%s", err.text);
}

static void refuse(const char *text, uint32_t line, const char *want) {
    ps_rules *rules = rules3();
    ps_error err = {0};
    assert_int_equal(ps_rules_configure(rules, write_file("phisieve.yml", text), &err), PS_E_RULES);
    if (!strstr(err.text, want)) fail_msg("%s", err.text);
    assert_int_equal(err.line, line);
    assert_null(ps_rules_setting(rules, "threads"));
    ps_rules_free(rules);
}

static ps_action_kind action(const ps_rules *rules, const char *id) {
    return ps_rules_action(rules, rule_of(rules, id)).kind;
}

static void specific_wins(void **state) {
    (void)state;
    ps_rules *rules = rules3();
    configure(rules, "actions: {DEFAULT: drop}\n");
    assert_int_equal(action(rules, "a.ssn"), PS_ACTION_DROP);
    assert_int_equal(action(rules, "a.code"), PS_ACTION_KEEP); /* not swept along */
    ps_rules_free(rules);
    rules = rules3();
    configure(rules, "actions:\n  a.mrn: mask\n  MRN: drop\n  H: token\n  DEFAULT: label\n");
    assert_int_equal(action(rules, "a.mrn"), PS_ACTION_MASK);
    assert_int_equal(action(rules, "a.ssn"), PS_ACTION_LABEL);
    assert_int_equal(action(rules, "a.code"), PS_ACTION_KEEP);
    ps_rules_free(rules);
    rules = rules3();
    configure(rules, "actions: {CODE: label, MRN: drop, H: token}\n");
    assert_int_equal(action(rules, "a.code"), PS_ACTION_LABEL);
    assert_int_equal(action(rules, "a.mrn"), PS_ACTION_DROP);
    ps_rules_free(rules);
}

static void over_profile(void **state) {
    (void)state;
    ps_rules *rules = rules3();
    const char *profile = write_file("p.yml", "profile: mine\nstrict: true\ndisable: [H]\n"
                                              "enable: [a.mrn]\n"
                                              "actions: {MRN: mask, SSN: mask}\n");
    assert_int_equal(ps_rules_profile(rules, profile, NULL), PS_OK);
    assert_string_equal(ps_rules_profile_name(rules), "mine");
    assert_true(ps_rules_strict(rules));
    assert_false(rule_of(rules, "a.mrn")->enabled); /* disable after enable */
    configure(rules, "enable: [a.mrn]\nactions: {MRN: drop, G: drop}\n");
    assert_true(rule_of(rules, "a.mrn")->enabled);
    assert_int_equal(action(rules, "a.mrn"), PS_ACTION_DROP);
    assert_int_equal(action(rules, "a.ssn"), PS_ACTION_MASK); /* label before letter */
    assert_int_equal(ps_rules_profile(rules, "standard", NULL), PS_OK);
    assert_false(ps_rules_strict(rules));
    assert_true(rule_of(rules, "a.code")->enabled);
    ps_rules_free(rules);
}

static void profile_refuses(void **state) {
    (void)state;
    ps_rules *rules = rules3();
    write_file("p.yml", "profile: hard\nrefuse: [token, keep_last, keep]\n");
    configure(rules, "profile: ./p.yml\nactions:\n  G: label\n");
    ps_error err = {0};
    assert_int_equal(ps_rules_verify(rules, &err), PS_OK); /* a pack's own keep may stand */
    configure(rules, "actions:\n  G: label\n  a.mrn: token\n");
    assert_int_equal(ps_rules_verify(rules, &err), PS_E_RULES);
    assert_non_null(strstr(err.text, "profile hard refuses token: rule a.mrn (from "));
    assert_non_null(strstr(err.text, "phisieve.yml:3)"));
    assert_string_equal(err.rule, "a.mrn");
    assert_int_equal(err.line, 3);
    configure(rules, "actions: {a.mrn: {action: mask, keep_last: 4}}\n");
    assert_int_equal(ps_rules_verify(rules, &err), PS_E_RULES);
    assert_non_null(strstr(err.text, "refuses keep_last"));
    configure(rules, "actions: {a.mrn: {action: mask, keep_first: 1}}\n");
    assert_int_equal(ps_rules_verify(rules, &err), PS_OK);
    configure(rules, "actions: {a.mrn: keep}\n");
    assert_int_equal(ps_rules_verify(rules, &err), PS_E_RULES);
    configure(rules, "except: [MRN]\n"); /* what is off is not looked at */
    assert_int_equal(ps_rules_verify(rules, &err), PS_OK);
    ps_rules_free(rules);
}

static void everything(void **state) {
    (void)state;
    write_file("site/mine.yml", "pack: m\nrules: [{id: m.one, label: SITE, identifier: R}]\n");
    ps_rules *rules = rules3();
    configure(rules, "profile: standard\nrules: [site/mine.yml]\nonly: [G, SITE]\n"
                     "allow:\n  values: [abc]\n  regex: ['^x+$']\n"
                     "  rules:\n    a.ssn: {values: [d, e]}\n"
                     "token: {key_file: k.bin, key_id: k1}\nthreads: 4\nlong-lines: split\n");
    assert_true(rule_of(rules, "m.one")->enabled);
    assert_false(rule_of(rules, "a.mrn")->enabled);
    assert_int_equal(ps_rules_allow_count(rules), 4);
    assert_string_equal(ps_rules_allow_at(rules, 0)->text, "abc");
    assert_true(ps_rules_allow_at(rules, 1)->regex);
    assert_string_equal(ps_rules_allow_at(rules, 3)->rule, "a.ssn");
    assert_int_equal(ps_rules_allow_at(rules, 3)->len, 1);
    assert_null(ps_rules_allow_at(rules, 4));
    assert_string_equal(ps_rules_setting(rules, "threads"), "4");
    assert_string_equal(ps_rules_setting(rules, "token-key-id"), "k1");
    assert_string_equal(ps_rules_setting(rules, "token-key-file"), path_of("k.bin"));
    assert_null(ps_rules_setting(rules, "stats"));
    ps_rules_free(rules);
}

static void mistakes(void **state) {
    (void)state;
    refuse("threads: 4\nthread: 4\n", 2, "no field `thread`; did you mean `threads`?");
    refuse("\nzebra: 4\n", 2, "no field `zebra`; remove it");
    refuse("threads: [4]\n", 1, "`threads` must be a single value");
    refuse("profile: standrd\n", 0, "no profile standrd");
    refuse("only: [SNS]\n", 1, "no rule goes by `SNS`; did you mean `SSN`?");
    refuse("except: SSN\n", 1, "`except` must be a list");
    refuse("actions: {MNR: label}\n", 1, "did you mean `MRN`?");
    refuse("actions: {MRN: labl}\n", 1, "no action `labl`; did you mean `label`?");
    refuse("actions: {MRN: {action: drop, keep_last: 4}}\n", 1, "belong to `action: mask`");
    refuse("allow: {rules: {a.sn: {values: [x]}}}\n", 1, "did you mean `a.ssn`?");
    refuse("token: {key_id: K1}\n", 1, "`key_id` must be");
    refuse("token: {key_file: a}\ntoken-key-file: b\n", 1, "set twice");
    refuse("", 1, "empty");
    refuse("- a\n", 1, "must be a map");
    ps_rules *rules = rules3();
    ps_error err;
    const char *path = write_file("phisieve.yml", "rules: [none.yml]\n");
    assert_int_equal(ps_rules_configure(rules, path, &err), PS_E_IO);
    assert_non_null(strstr(err.text, "none.yml"));
    assert_int_equal(ps_rules_configure(rules, path_of("no.yml"), NULL), PS_E_IO);
    assert_int_equal(ps_rules_count(rules), 3);
    ps_rules_free(rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(specific_wins),
                                       cmocka_unit_test(over_profile),
                                       cmocka_unit_test(profile_refuses),
                                       cmocka_unit_test(everything), cmocka_unit_test(mistakes)};
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
