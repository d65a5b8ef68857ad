/* SPDX-License-Identifier: Apache-2.0
 *
 * After warming up, records cost no heap: neither our own nor that of the libraries. */
#include "alloc.h"
#include "kit.h"
#include "recall.h"

static const char *const records[] = {
    "plain line without anything, status=200 took=12ms\n",
    "ts=2024-03-02T11:04:55Z level=warn mrn=40718322 dob=04/09/1957 name=\"Lopez, Maria\" "
    "took=3ms\n",
    "{\"ssn\":306302348,\"patient\":{\"last_name\":\"Lopez\",\"zip_code\":46204},\"n\":[1,2]}\n",
    "203.0.113.7 - - [15/Jan/2024:09:30:12 +0000] \"GET /p?ssn=306%2D30%2D2348 HTTP/1.1\" 200 5\n",
    "SSN ending in 2348, DOB April 9, 1957, phone (317) 555-0142, mail m@example.com\n",
    "{\"m\":\"{\\\"ssn\\\":\\\"306-30-2348\\\"}\"}\n",
    "DEA AB1234563 NPI 1234567893 card 4111 1111 1111 1111 at 88 Larkspur Ln Apt 4, Springfield, "
    "IN "
    "46204\n",
};

/* Until the recall (src/sieve/recall.h) is made, too. */
enum { WARM = 2 * PS_RECALL_WORTH_BYTES / 1000 };

static void run(kit *k) {
    ps_span out;
    for (size_t i = 0; i < KIT_COUNT(records); i++)
        assert_int_equal(ps_redact(k->engine, k->scratch, ps_span_z(records[i]), &out), PS_OK);
}

static void test_no_allocation(void **state) {
    (void)state;
    kit k = kit_open(NULL);
    size_t start = alloc_count();
    assert_true(start > 100); /* it does count */
    for (size_t i = 0; i < WARM; i++) run(&k);
    size_t before = alloc_count();
    for (size_t i = 0; i < 300; i++) run(&k);
    size_t after = alloc_count();
    print_message("%zu allocations in 2100 records\n", after - before);
    assert_int_equal(after - before, 0);
    kit_close(&k);
}

static void test_actions(void **state) {
    (void)state;
    kit k = kit_configured("actions:\n  SSN: {action: mask, keep_last: 4}\n  DATE: drop\n");
    for (size_t i = 0; i < 3; i++) run(&k);
    size_t before = alloc_count();
    for (size_t i = 0; i < 100; i++) run(&k);
    assert_int_equal(alloc_count() - before, 0);
    kit_close(&k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_allocation),
        cmocka_unit_test(test_actions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
