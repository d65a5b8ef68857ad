/* SPDX-License-Identifier: Apache-2.0
 *
 * Actions end to end: what stands in the line afterwards, and that JSON stays JSON. */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct row {
    const char *in, *out;
} row;

static void run(kit k, const row *rows, size_t count) {
    size_t failures = 0;
    for (size_t i = 0; i < count; i++) kit_expect(&k, rows[i].in, rows[i].out, &failures);
    kit_close(&k);
    assert_int_equal(failures, 0);
}

static void test_label(void **state) {
    (void)state;
    static const row rows[] = {
        {"user=ok ssn=306-30-2348 npi=1234567893 mrn: 40718322\n",
         "user=ok ssn=[SSN] npi=[NPI] mrn: [MRN]\n"},
        {"{\"ssn\":306302348,\"n\":1}", "{\"ssn\":\"[SSN]\",\"n\":1}"},
        {"{\"ssn\": 306302348 }", "{\"ssn\": \"[SSN]\" }"},
        {"{\"ssn\":\"306-30-2348\"}", "{\"ssn\":\"[SSN]\"}"},
        {"{\"mrn\":[40718322,40718330]}", "{\"mrn\":[\"[MRN]\",\"[MRN]\"]}"},
        {"{\"m\":\"{\\\"ssn\\\":306302348}\"}", "{\"m\":\"{\\\"ssn\\\":\\\"[SSN]\\\"}\"}"},
        {"{'ssn': 306302348}", "{'ssn': '[SSN]'}"},
        {"{\"SSN\":3.06302348E8,\"n\":1}", "{\"SSN\":\"[SSN]\",\"n\":1}"},
        {"{\"dob\":-401760000000}", "{\"dob\":\"[DATE]\"}"},
        {"ssn=306302348 n=1", "ssn=[SSN] n=1"},
        {"epoch=1700000007 order=306302348 v=10.0.19041.1",
         "epoch=1700000007 order=306302348 v=10.0.19041.1"},
        {"a\r\nssn=306-30-2348\r\nb", "a\r\nssn=[SSN]\r\nb"},
    };
    run(kit_open(NULL), rows, KIT_COUNT(rows));
}

static void test_mask(void **state) {
    (void)state;
    static const row rows[] = {
        {"ssn=306-30-2348 n=1", "ssn=***-**-2348 n=1"},
        {"{\"ssn\":306302348,\"n\":1}", "{\"ssn\":\"*****2348\",\"n\":1}"},
        {"{\"ssn\":\"306-30-2348\"}", "{\"ssn\":\"***-**-2348\"}"},
        {"ssn=2348 n=1", "ssn=[SSN] n=1"}, /* a mask that would keep it all falls back */
        {"mrn=40718322 x", "mrn=******** x"},
        {"ssn=306%2D30%2D2348&n=1", "ssn=[SSN]&n=1"}, /* no half of an escape */
    };
    run(kit_configured("actions:\n  SSN: {action: mask, keep_last: 4}\n  MRN: mask\n"), rows,
        KIT_COUNT(rows));
}

static void test_drop_and_keep(void **state) {
    (void)state;
    static const row rows[] = {
        {"ssn=306-30-2348 n=1", "ssn= n=1"},
        {"{\"ssn\":306302348,\"n\":1}", "{\"ssn\":\"\",\"n\":1}"},
        {"{\"ssn\":\"306-30-2348\"}", "{\"ssn\":\"\"}"},
        {"mrn=40718322 x", "mrn=40718322 x"},
        {"mrn=40718322 ssn=306-30-2348", "mrn=40718322 ssn="},
        {"npi=1234567893", "npi=[NPI]"},
    };
    run(kit_configured("actions:\n  SSN: drop\n  MRN: keep\n"), rows, KIT_COUNT(rows));
}

static bool is_token(const char *at, const char *label) {
    size_t n = strlen(label);
    if (strncmp(at, label, n) != 0 || at[n] != ':') return false;
    return strspn(at + n + 1, "abcdefghijklmnopqrstuvwxyz234567") == 12;
}

static char *redact(kit *k, const char *line) {
    size_t len;
    char *out = kit_redact(k, ps_span_z(line), &len);
    assert_non_null(out);
    return out;
}

static void test_token(void **state) {
    (void)state;
    kit k = kit_configured("actions:\n  SSN: token\n  MRN: token\n  EMAIL: token\n");
    char *a = redact(&k, "ssn=306-30-2348");
    char *b = redact(&k, "ssn=306302348");
    char *c = redact(&k, "mrn=306302348");
    char *d = redact(&k, "ssn=306-30-2349");
    char *json = redact(&k, "{\"ssn\":306302348}");
    assert_true(is_token(a + 4, "SSN"));
    assert_string_equal(a, b); /* the canonical form counts */
    assert_true(is_token(c + 4, "MRN"));
    assert_true(strcmp(a + 8, c + 8) != 0); /* the class does too */
    assert_true(strcmp(a, d) != 0);
    assert_memory_equal(json, "{\"ssn\":\"SSN:", 12); /* a number gets quotes */
    assert_memory_equal(json + 12, a + 8, 12);
    size_t failures = 0;
    kit_expect_same(&k, a, &failures); /* a second pass */
    kit_expect_same(&k, c, &failures);
    kit_expect_same(&k, json, &failures);
    assert_int_equal(failures, 0);
    free(a), free(b), free(c), free(d), free(json);
    kit_close(&k);
}

static void test_token_needs_a_key(void **state) {
    (void)state;
    char path[64];
    kit_write_config("actions:\n  SSN: token\n", path);
    ps_rules *rules = kit_rules();
    ps_error err = {0};
    ps_engine *engine;
    assert_int_equal(ps_rules_configure(rules, path, &err), PS_OK);
    assert_int_equal(ps_engine_new(&engine, rules, NULL, &err), PS_E_USAGE);
    assert_null(engine);
    assert_non_null(strstr(err.text, "token"));
    ps_rules_free(rules);
    remove(path);
}

/* Counters: what went, and what fell back. */
static void test_counts(void **state) {
    (void)state;
    kit k = kit_configured("actions:\n  SSN: {action: mask, keep_last: 4}\n");
    free(redact(&k, "ssn=306-30-2348 mrn=40718322\nssn=2348\nplain\n"));
    const ps_counts *counts = ps_scratch_counts(k.scratch);
    assert_int_equal(counts->findings, 3);
    assert_int_equal(counts->fallbacks, 1);
    assert_int_equal(counts->lines, 3);
    assert_int_equal(counts->withheld, 0);
    assert_int_equal(counts->bytes_in, 44);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < ps_engine_rule_count(k.engine); i++)
        sum += ps_scratch_count(k.scratch, i);
    assert_int_equal(sum, 3);
    kit_close(&k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_label),
        cmocka_unit_test(test_mask),
        cmocka_unit_test(test_drop_and_keep),
        cmocka_unit_test(test_token),
        cmocka_unit_test(test_token_needs_a_key),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
