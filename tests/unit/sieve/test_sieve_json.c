/* SPDX-License-Identifier: Apache-2.0
 *
 * What takes the place of a bare number of JSON is a string, whoever found it. */
#include "kit.h"

static kit k;

static int setup(void **state) {
    (void)state;
    k = kit_open(NULL);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    kit_close(&k);
    return 0;
}

static void numbers_become_strings(void **state) {
    (void)state;
    size_t failures = 0;
    /* Its shape alone; the same value again; in lists; at any depth of escapes. */
    kit_expect(&k, "{\"x\":4111111111111111}", "{\"x\":\"[CARD]\"}", &failures);
    kit_expect(&k, "{\"x\" : [ 1, 4111111111111111 ]}", "{\"x\" : [ 1, \"[CARD]\" ]}", &failures);
    kit_expect(&k, "{\"x\":[[1],[4111111111111111,2]]}", "{\"x\":[[1],[\"[CARD]\",2]]}", &failures);
    kit_expect(&k, "{\"mrn\":77139700,\"ok\":77139700}", "{\"mrn\":\"[MRN]\",\"ok\":\"[MRN]\"}",
               &failures);
    kit_expect(&k, "{\"a\":[77139700],\"mrn\":77139700}", "{\"a\":[\"[MRN]\"],\"mrn\":\"[MRN]\"}",
               &failures);
    kit_expect(&k, "{\"k\":\"{\\\"x\\\":4111111111111111}\"}",
               "{\"k\":\"{\\\"x\\\":\\\"[CARD]\\\"}\"}", &failures);
    /* A key that ends with a backslash. */
    kit_expect(&k, "{\"a\\\\\":4111111111111111}", "{\"a\\\\\":\"[CARD]\"}", &failures);
    kit_expect(&k, "{\"mrn\\\\\":77139700}", "{\"mrn\\\\\":\"[MRN]\"}", &failures);
    /* No JSON. */
    kit_expect(&k, "card: 4111111111111111, [4111111111111111]", "card: [CARD], [[CARD]]",
               &failures);
    kit_expect(&k, "x: 4111111111111111 \"y\", 4111111111111111", "x: [CARD] \"y\", [CARD]",
               &failures);
    assert_int_equal(failures, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_become_strings)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
