/* SPDX-License-Identifier: Apache-2.0
 *
 * Profiles: what each takes, and what it refuses. */
#include "kit.h"

#include <stdio.h>

typedef struct row {
    const char *in, *out;
} row;

static void run(const char *profile, const row *rows, size_t count) {
    kit k = kit_open(profile);
    size_t failures = 0;
    for (size_t i = 0; i < count; i++) kit_expect(&k, rows[i].in, rows[i].out, &failures);
    kit_close(&k);
    if (failures) fail_msg("%s", profile);
}

static void test_limited(void **state) {
    (void)state;
    static const row rows[] = {
        {"dob=1957-04-09 patient.age=93", "dob=1957-04-09 patient.age=93"},
        {"patient.zip=46204 patient.city=Springfield",
         "patient.zip=46204 patient.city=Springfield"},
        {"ssn=306-30-2348 mrn=40718322", "ssn=[SSN] mrn=[MRN]"},
        {"home_address=\"88 Larkspur Ln\"", "home_address=\"[ADDR]\""},
        {"{\"progressNote\":\"Pt called about refill\"}", "{\"progressNote\":\"[TEXT]\"}"},
        {"admit_date=2024-01-02 mrn=40718322", "admit_date=2024-01-02 mrn=[MRN]"},
    };
    run("limited-data-set", rows, KIT_COUNT(rows));
}

static void test_safe_harbor(void **state) {
    (void)state;
    static const row rows[] = {
        {"dob=1957-04-09 patient.age=93 patient.zip=46204",
         "dob=[DATE] patient.age=[AGE] patient.zip=[ZIP]"},
        {"{\"progressNote\":\"Pt called about refill\"}", "{\"progressNote\":\"[TEXT]\"}"},
        {"Account:{Id=001D000000IqhSLIAZ, BillingState=IN}",
         "Account:{Id=[SFID], BillingState=IN}"},
        {"ts=2024-01-15T09:30:12Z upstream=10.4.0.9:8443",
         "ts=2024-01-15T09:30:12Z upstream=10.4.0.9:8443"},
    };
    run("safe-harbor", rows, KIT_COUNT(rows));
}

static void test_standard(void **state) {
    (void)state;
    static const row rows[] = {
        {"{\"progressNote\":\"Pt called about refill\"}",
         "{\"progressNote\":\"Pt called about refill\"}"},
        {"Account:{Id=001D000000IqhSLIAZ, BillingState=IN}",
         "Account:{Id=001D000000IqhSLIAZ, BillingState=IN}"},
        {"value 536904399", "value 536904399"},
    };
    run("standard", rows, KIT_COUNT(rows));
}

static void test_strict(void **state) {
    (void)state;
    static const row rows[] = {
        {"value 536904399 x", "value [SSN] x"},
        {"user=ok retry=2", "user=ok retry=2"},
    };
    run("strict", rows, KIT_COUNT(rows));
}

/* The engine does not start, and says which rule. */
static void refused(const char *profile, const char *actions, const char *rule) {
    char path[64];
    static const char key[] = "0123456789abcdef0123456789abcdef";
    kit_write_config(actions, path);
    ps_rules *rules = kit_rules();
    ps_error err = {0};
    ps_engine *engine = NULL;
    ps_engine_options opt = {.size = sizeof opt, .token_key = PS_LIT(key)};
    ps_status status = ps_rules_configure(rules, path, &err);
    if (status == PS_OK) status = ps_rules_profile(rules, profile, &err);
    if (status == PS_OK) status = ps_engine_new(&engine, rules, &opt, &err);
    if (status != PS_E_RULES || engine || !strstr(err.text, rule))
        fail_msg("%s with %s: %s '%s'", profile, actions, ps_status_text(status), err.text);
    ps_rules_free(rules);
    remove(path);
}

static void test_refusals(void **state) {
    (void)state;
    refused("safe-harbor", "actions:\n  us.ssn: token\n", "us.ssn");
    refused("safe-harbor", "actions:\n  mrn.number: {action: mask, keep_last: 4}\n", "mrn.number");
    refused("safe-harbor", "actions:\n  mrn.number: {action: mask, keep_first: 2}\n", "mrn.number");
    refused("limited-data-set", "actions:\n  us.ssn: {action: mask, keep_last: 4}\n", "us.ssn");
}

static void test_not_refused(void **state) {
    (void)state;
    kit k = kit_configured("profile: safe-harbor\nactions:\n  us.ssn: mask\n");
    size_t failures = 0;
    kit_expect(&k, "ssn=306-30-2348", "ssn=***-**-****", &failures);
    kit_close(&k);
    k = kit_configured("profile: standard\nactions:\n  us.ssn: {action: mask, keep_last: 4}\n");
    kit_expect(&k, "ssn=306-30-2348", "ssn=***-**-2348", &failures);
    kit_close(&k);
    assert_int_equal(failures, 0);
}

/* What the profile is called, and that its output differs in the digest. */
static void test_names(void **state) {
    (void)state;
    static const char *const names[] = {"standard", "safe-harbor", "limited-data-set", "strict"};
    char digests[4][65];
    for (size_t i = 0; i < 4; i++) {
        kit k = kit_open(names[i]);
        assert_string_equal(ps_engine_profile(k.engine), names[i]);
        ps_engine_digest(k.engine, digests[i]);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(digests[i], digests[j]);
        kit_close(&k);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_standard),    cmocka_unit_test(test_limited),
        cmocka_unit_test(test_safe_harbor), cmocka_unit_test(test_strict),
        cmocka_unit_test(test_refusals),    cmocka_unit_test(test_not_refused),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
