/* SPDX-License-Identifier: Apache-2.0
 *
 * Confirm: where a match begins and ends, within which window, and what a limit means. */
#include "confirm.h"
#include "kit.h"

#include <stdlib.h>

static ps_regex *regex(const char *text, bool nocase) {
    ps_regex *r;
    char why[128] = "";
    if (ps_regex_new(&r, ps_span_z(text), nocase, why) != PS_OK) fail_msg("%s: %s", text, why);
    return r;
}

static void test_window(void **state) {
    (void)state;
    ps_regex_scratch *scratch;
    assert_int_equal(ps_regex_scratch_new(&scratch), PS_OK);
    ps_regex *r = regex("\\b(a)(b+)\\b", false);
    ps_span line = PS_LIT("xab ab abb");
    ps_extent match, value;
    assert_int_equal(ps_regex_find(r, scratch, line, 0, line.len, 2, &match, &value), PS_OK);
    assert_int_equal(match.from, 4); /* the neighbours are seen: "xab" is no word of its own */
    assert_int_equal(match.to, 6);
    assert_int_equal(value.from, 5);
    assert_int_equal(ps_regex_find(r, scratch, line, 1, 2, 0, &match, &value), PS_OK);
    assert_int_equal(match.to, 0);
    assert_int_equal(ps_regex_find(r, scratch, line, 5, 7, 0, &match, &value), PS_OK);
    assert_int_equal(match.to, 0); /* it would begin at 7, which is not before 7 */
    assert_int_equal(ps_regex_find(r, scratch, line, 5, 8, 0, &match, &value), PS_OK);
    assert_int_equal(match.from, 7);
    assert_int_equal(ps_regex_find(r, scratch, line, 3, 3, 0, &match, &value), PS_OK);
    assert_int_equal(match.to, 0);
    ps_regex_free(r);
    ps_regex_scratch_free(scratch);
}

static void test_group_that_is_absent(void **state) {
    (void)state;
    ps_regex_scratch *scratch;
    assert_int_equal(ps_regex_scratch_new(&scratch), PS_OK);
    ps_regex *r = regex("x(a)?y", false);
    ps_extent match, value;
    assert_int_equal(ps_regex_find(r, scratch, PS_LIT("..xy"), 0, 4, 1, &match, &value), PS_OK);
    assert_int_equal(value.from, 2);
    assert_int_equal(value.to, 4); /* the whole match stands for it: rather too much */
    ps_regex_free(r);
    ps_regex_scratch_free(scratch);
}

static void test_whole(void **state) {
    (void)state;
    ps_regex_scratch *scratch;
    assert_int_equal(ps_regex_scratch_new(&scratch), PS_OK);
    ps_regex *r = regex("000-\\d\\d-\\d{4}", false);
    bool matches;
    assert_int_equal(ps_regex_whole(r, scratch, PS_LIT("000-12-3456"), &matches), PS_OK);
    assert_true(matches);
    assert_int_equal(ps_regex_whole(r, scratch, PS_LIT("000-12-34567"), &matches), PS_OK);
    assert_false(matches);
    assert_int_equal(ps_regex_whole(r, scratch, PS_LIT("1000-12-3456"), &matches), PS_OK);
    assert_false(matches);
    assert_int_equal(ps_regex_whole(r, scratch, PS_LIT("000-12-3456\n"), &matches), PS_OK);
    assert_false(matches);
    ps_regex_free(r);
    ps_regex_scratch_free(scratch);
}

/* A search that runs away is an error, never "no match". */
static void test_limit(void **state) {
    (void)state;
    ps_regex_scratch *scratch;
    assert_int_equal(ps_regex_scratch_new(&scratch), PS_OK);
    ps_regex *r = regex("(?:a|a|aa)+[xy]", false);
    char line[64];
    memset(line, 'a', sizeof line);
    ps_extent match, value;
    ps_status status =
        ps_regex_find(r, scratch, ps_span_of(line, sizeof line), 0, 1, 0, &match, &value);
    assert_int_equal(status, PS_E_LIMIT);
    ps_regex_free(r);
    ps_regex_scratch_free(scratch);
}

static void test_invalid_utf8(void **state) {
    (void)state;
    ps_regex_scratch *scratch;
    assert_int_equal(ps_regex_scratch_new(&scratch), PS_OK);
    ps_regex *r = regex("b+", false);
    ps_extent match, value;
    ps_span line = ps_span_of("\xff\x80\0b\xc3", 5);
    assert_int_equal(ps_regex_find(r, scratch, line, 0, 5, 0, &match, &value), PS_OK);
    assert_int_equal(match.from, 3);
    ps_regex_free(r);
    ps_regex_scratch_free(scratch);
}

static void test_wrong(void **state) {
    (void)state;
    ps_regex *r;
    char why[128] = "";
    assert_int_equal(ps_regex_new(&r, PS_LIT("a(b"), false, why), PS_E_RULES);
    assert_null(r);
    assert_true(strlen(why) > 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_window),       cmocka_unit_test(test_group_that_is_absent),
        cmocka_unit_test(test_whole),        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_invalid_utf8), cmocka_unit_test(test_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
