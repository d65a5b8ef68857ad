/* SPDX-License-Identifier: Apache-2.0
 *
 * The checker itself: a checker that says yes to all would prove nothing. */
#include "json_check.h"
#include "kit.h"

static void test_good(void **state) {
    (void)state;
    static const char *const good[] = {
        "{}",
        "[]",
        "0",
        "-1.5e+10",
        "\"\"",
        " { \"a\" : [ 1 , null ] } ",
        "true",
        "\"\\u00e9\"",
        "\"\\\\\\\"\"",
        "[[[[]]]]",
        "{\"a\":{\"b\":\"[SSN]\"}}",
        "\"\xff\xfe\"",
    };
    for (size_t i = 0; i < KIT_COUNT(good); i++)
        if (!json_check(good[i], strlen(good[i]))) fail_msg("is JSON: %s", good[i]);
}

static void test_bad(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "{",
        "{\"a\":[SSN]}",
        "{\"a\":}",
        "{\"a\" 1}",
        "[1,]",
        "{\"a\":1,}",
        "01",
        "1.",
        "\"\\x\"",
        "\"\\u12\"",
        "\"abc",
        "{a:1}",
        "{'a':1}",
        "[1] [2]",
        "nul",
        "\"a\nb\"",
        "{\"a\":\"[SSN]}",
        "+1",
        "{\"a\":\"b\"c\"}",
    };
    for (size_t i = 0; i < KIT_COUNT(bad); i++)
        if (json_check(bad[i], strlen(bad[i]))) fail_msg("is no JSON: %s", bad[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
