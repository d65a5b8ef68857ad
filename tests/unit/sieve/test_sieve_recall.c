/* SPDX-License-Identifier: Apache-2.0
 *
 * The store of what is known: finds what was learnt and nothing else, stays within its bounds, and
 * forgets what comes no more before what comes again. */
#include "kit.h"
#include "recall.h"

#include <stdio.h>

static ps_recall *open_recall(void) {
    ps_recall *recall = ps_recall_new(NULL, NULL); /* conditions of digits need no rules */
    assert_non_null(recall);
    return recall;
}

static ps_span named(char *text, unsigned n) {
    int len = snprintf(text, 64, "worker %c%c%c%c has done its 077 jobs", 'a' + n % 26,
                       'a' + n / 26 % 26, 'a' + n / 676 % 26, 'a' + n / 17576 % 26);
    return ps_span_of(text, (size_t)len);
}

enum { FIRST_DIGIT = 25 };

/* Any digits will do, but for the condition and what is fixed. */
static void learn(ps_recall *recall, unsigned n, const ps_condition *condition, size_t fixed) {
    static ps_ranges ranges;
    char name[64];
    ps_span text = named(name, n);
    memcpy(ranges.low, text.ptr, text.len);
    memcpy(ranges.high, text.ptr, text.len);
    for (size_t i = 0; i + fixed < 3; i++) {
        ranges.low[FIRST_DIGIT + i] = '0';
        ranges.high[FIRST_DIGIT + i] = '9';
    }
    ranges.count = condition ? 1 : 0;
    if (condition) ranges.conditions[0] = *condition;
    ps_known known = {.hash = ps_recall_hash(recall, text),
                      .len = (uint32_t)text.len,
                      .kept_count = 1,
                      .judged = n % 2};
    ps_kept kept = {.candidate = {.at = n}, .reason = PS_REASON_BOUNDARY};
    ps_recall_add(recall, &known, &kept, &ranges);
}

static const ps_known *find(ps_recall *recall, ps_span text) {
    ps_known_ref ref = ps_recall_find(recall, text, ps_recall_hash(recall, text));
    return ref ? ps_recall_at(recall, ref) : NULL;
}

static const ps_known *look(ps_recall *recall, unsigned n) {
    char text[64];
    return find(recall, named(text, n));
}

static void test_finds(void **state) {
    (void)state;
    ps_recall *recall = open_recall();
    assert_null(look(recall, 5));
    learn(recall, 5, NULL, 0);
    const ps_known *known = look(recall, 5);
    assert_non_null(known);
    assert_true(known->judged);
    assert_int_equal(ps_known_kept(known)[0].candidate.at, 5);
    assert_null(look(recall, 6));
    assert_ptr_equal(find(recall, PS_LIT("worker faaa has done its 192 jobs")), known);
    assert_null(find(recall, PS_LIT("worker faaa has done its 1x2 jobs")));
    assert_null(find(recall, PS_LIT("worker faaa has done its 192 job")));
    ps_recall_free(recall);
}

/* Two boxes of one hash: the one whose condition holds is found. */
static void test_conditions(void **state) {
    (void)state;
    ps_recall *recall = open_recall();
    const ps_condition zeros = {{FIRST_DIGIT, 0, 0, PS_QUESTION_ZEROS}, 1};
    const ps_condition seven = {{FIRST_DIGIT + 2, 0, '7', PS_QUESTION_DIGIT}, 0};
    learn(recall, 5, &zeros, 0);
    learn(recall, 5, &seven, 0);
    const ps_known *one = find(recall, PS_LIT("worker faaa has done its 007 jobs"));
    const ps_known *other = find(recall, PS_LIT("worker faaa has done its 018 jobs"));
    assert_non_null(one);
    assert_non_null(other);
    assert_ptr_not_equal(one, other);
    assert_null(find(recall, PS_LIT("worker faaa has done its 017 jobs")));
    ps_recall_free(recall);
}

/* Far more than there is room for: number 0 comes all the time, and stays. */
static void test_bounds(void **state) {
    (void)state;
    ps_recall *recall = open_recall();
    learn(recall, 0, NULL, 0);
    for (unsigned n = 1; n < 200000; n++) {
        ps_recall_tidy(recall);
        learn(recall, n, NULL, 0);
        assert_non_null(look(recall, n));
        assert_non_null(look(recall, 0));
    }
    assert_null(look(recall, 1));
    ps_recall_free(recall);
}

/* What comes for the second time is worth learning, and what came in between does not matter. */
static void test_worth(void **state) {
    (void)state;
    ps_recall *recall = open_recall();
    for (uint64_t n = 1; n < 500; n++) assert_false(ps_recall_worth(recall, n << 48 | n));
    for (uint64_t n = 1; n < 500; n++) assert_true(ps_recall_worth(recall, n << 48 | n));
    ps_recall_free(recall);
}

/* Where nothing that was learnt serves, learning becomes seldom, but does not end; when something
 * has, it is less so. */
static void test_seldom(void **state) {
    (void)state;
    ps_recall *recall = open_recall();
    enum { MANY = 10000 };
    for (uint64_t n = 1; n < MANY; n++) (void)ps_recall_worth(recall, n << 48 | n);
    for (uint64_t n = 1; n < MANY; n++) (void)ps_recall_worth(recall, n << 48 | n);
    unsigned worth = 0;
    for (uint64_t n = 1; n < MANY; n++) worth += ps_recall_worth(recall, n << 48 | n);
    assert_in_range(worth, MANY / 2000, MANY / 100);
    learn(recall, 5, NULL, 0);
    ps_recall_note(recall, look(recall, 5), true);
    worth = 0;
    for (uint64_t n = 1; n < MANY / 100; n++) worth += ps_recall_worth(recall, n << 48 | n);
    assert_in_range(worth, 2, 10);
    ps_recall_free(recall);
}

/* Where many boxes do not help, one more would not. */
static void test_enough(void **state) {
    (void)state;
    ps_recall *recall = open_recall();
    char text[64];
    uint64_t hash = ps_recall_hash(recall, named(text, 5));
    (void)ps_recall_worth(recall, hash);
    size_t learnt = 0;
    for (; learnt < 100 && ps_recall_worth(recall, hash); learnt++) learn(recall, 5, NULL, 3);
    assert_in_range(learnt, 2, 50);
    ps_recall_free(recall);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds),  cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_bounds), cmocka_unit_test(test_worth),
        cmocka_unit_test(test_seldom), cmocka_unit_test(test_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
