/* SPDX-License-Identifier: Apache-2.0
 *
 * Allow-lists: the value stays, its neighbours and its parts do not. */
#include "kit.h"

#include <stdio.h>

static const char config[] = "allow:\n"
                             "  values: ['306-30-2348', 'support@example.com']\n"
                             "  regex: ['000\\d{5}']\n"
                             "  rules:\n"
                             "    mrn.number: {values: ['40718322'], regex: ['TEST-\\d+']}\n";

typedef struct row {
    const char *in, *out;
} row;

static const row rows[] = {
    {"ssn=306-30-2348 n=1", "ssn=306-30-2348 n=1"},
    {"ssn=306302348 n=1", "ssn=[SSN] n=1"}, /* exact values are exact */
    {"ssn=306-30-2349 n=1", "ssn=[SSN] n=1"},
    {"mail support@example.com now", "mail support@example.com now"},
    {"mail xsupport@example.com now", "mail [EMAIL] now"},
    {"mail support@example.com.evil.org now", "mail [EMAIL] now"},
    {"mrn=00012345 x", "mrn=00012345 x"},
    {"mrn=000123456 x", "mrn=[MRN] x"}, /* the whole value must match */
    {"mrn=40718322 x", "mrn=40718322 x"},
    {"member_id=40718322 x", "member_id=[MEMBER] x"}, /* of one rule */
    {"mrn=TEST-17 x", "mrn=TEST-17 x"},
    {"mrn=TEST-17b x", "mrn=[MRN] x"},
    {"mrn=40718322 ssn=536-90-4399", "mrn=40718322 ssn=[SSN]"},
    /* what is allowed proves nothing elsewhere */
    {"mrn=40718322 and 40718322", "mrn=40718322 and 40718322"},
};

static void test_rows(void **state) {
    (void)state;
    kit k = kit_configured(config);
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) kit_expect(&k, rows[i].in, rows[i].out, &failures);
    kit_close(&k);
    assert_int_equal(failures, 0);
}

static void test_bad_regex(void **state) {
    (void)state;
    char path[64];
    kit_write_config("allow:\n  regex: ['a(306302348']\n", path);
    ps_rules *rules = kit_rules();
    ps_error err = {0};
    ps_engine *engine = NULL;
    ps_status status = ps_rules_configure(rules, path, &err);
    if (status == PS_OK) status = ps_engine_new(&engine, rules, NULL, &err);
    assert_int_equal(status, PS_E_RULES);
    assert_null(engine);
    assert_null(strstr(err.text, "306302348")); /* an allow-list may hold PHI */
    ps_rules_free(rules);
    remove(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_bad_regex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
