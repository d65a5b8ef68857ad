/* SPDX-License-Identifier: Apache-2.0
 *
 * Overlaps: the bytes of every finding go, one of them names the action. */
#include "judge.h"
#include "kit.h"

#include <stdlib.h>

static ps_rules *rules;

static int setup(void **state) {
    (void)state;
    rules = kit_rules();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    ps_rules_free(rules);
    return 0;
}

static uint16_t rule(const char *id) {
    for (size_t i = 0; i < ps_rules_count(rules); i++)
        if (!strcmp(ps_rules_at(rules, i)->id, id)) return (uint16_t)i;
    fail_msg("no rule %s", id);
    return 0;
}

static ps_found found(const char *id, uint32_t from, uint32_t to, ps_reason reason) {
    return (ps_found){.from = from, .to = to, .rule = rule(id), .reason = (uint8_t)reason};
}

static void test_apart(void **state) {
    (void)state;
    ps_found list[] = {found("us.ssn", 20, 31, PS_REASON_SHAPED),
                       found("mrn.number", 4, 12, PS_REASON_LABELLED),
                       found("email", 31, 40, PS_REASON_SHAPED)};
    assert_int_equal(ps_found_resolve(list, 3, rules), 3); /* touching is not overlapping */
    assert_int_equal(list[0].from, 4);
    assert_int_equal(list[1].from, 20);
    assert_int_equal(list[2].from, 31);
}

static void test_overlap(void **state) {
    (void)state;
    ps_found list[] = {found("us.phone", 10, 20, PS_REASON_SHAPED),
                       found("us.ssn", 15, 26, PS_REASON_LABELLED)};
    assert_int_equal(ps_found_resolve(list, 2, rules), 1);
    assert_int_equal(list[0].from, 10);
    assert_int_equal(list[0].to, 26);
    assert_int_equal(list[0].rule, rule("us.ssn")); /* a label is stronger than a shape */
}

static void test_inside(void **state) {
    (void)state;
    ps_found list[] = {found("us.phone", 12, 16, PS_REASON_SHAPED),
                       found("text.clinical", 10, 60, PS_REASON_SHAPED)};
    assert_int_equal(ps_rules_at(rules, list[0].rule)->severity,
                     ps_rules_at(rules, list[1].rule)->severity);
    assert_int_equal(ps_found_resolve(list, 2, rules), 1);
    assert_int_equal(list[0].from, 10);
    assert_int_equal(list[0].to, 60);
    assert_int_equal(list[0].rule, rule("text.clinical")); /* the longer one */
}

static void test_same_place(void **state) {
    (void)state;
    ps_found list[] = {found("us.zip", 4, 13, PS_REASON_LABELLED),
                       found("us.ssn", 4, 13, PS_REASON_LABELLED)};
    assert_int_equal(ps_found_resolve(list, 2, rules), 1);
    assert_int_equal(list[0].rule, rule("us.ssn")); /* the more severe one */
}

static void test_none_and_one(void **state) {
    (void)state;
    ps_found one = found("us.ssn", 3, 9, PS_REASON_SHAPED);
    assert_int_equal(ps_found_resolve(&one, 0, rules), 0);
    assert_int_equal(ps_found_resolve(&one, 1, rules), 1);
    assert_int_equal(one.to, 9);
}

enum { LINE = 60, MOST = 12 };

static void mark(bool *bytes, const ps_found *f) {
    for (size_t i = f->from; i < f->to; i++) bytes[i] = true;
}

/* Any list in any order: the same bytes, in order, none twice, each named by one that was there. */
static void test_random(void **state) {
    (void)state;
    kit_random r = kit_seed(71);
    for (size_t round = 0; round < 20000; round++) {
        ps_found list[MOST], shuffled[MOST];
        bool want[LINE] = {0}, got[LINE] = {0};
        size_t n = 1 + kit_below(&r, MOST);
        for (size_t i = 0; i < n; i++) {
            uint32_t from = (uint32_t)kit_below(&r, LINE - 1);
            list[i] = (ps_found){.from = from,
                                 .to = from + 1 + (uint32_t)kit_below(&r, LINE - from),
                                 .rule = (uint16_t)kit_below(&r, ps_rules_count(rules)),
                                 .reason = (uint8_t)kit_below(&r, PS_REASON_NO_VALUE)};
            if (list[i].to > LINE) list[i].to = LINE;
            mark(want, &list[i]);
            shuffled[i] = list[i];
        }
        for (size_t i = n; i-- > 1;) {
            size_t k = kit_below(&r, i + 1);
            ps_found swap = shuffled[i];
            shuffled[i] = shuffled[k];
            shuffled[k] = swap;
        }
        size_t kept = ps_found_resolve(list, n, rules);
        assert_int_equal(ps_found_resolve(shuffled, n, rules), kept);
        for (size_t i = 0; i < kept; i++) {
            mark(got, &list[i]);
            if (i) assert_true(list[i - 1].to <= list[i].from);
            assert_int_equal(list[i].from, shuffled[i].from);
            assert_int_equal(list[i].to, shuffled[i].to);
            assert_int_equal(list[i].rule, shuffled[i].rule);
        }
        assert_memory_equal(want, got, sizeof want);
    }
}

static int by_start(const void *a, const void *b) {
    const ps_found *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* In few runs or many, nearly in order or not at all: sorted. In few runs, of equal ones the first
 * stays first. */
static void test_sort(void **state) {
    (void)state;
    enum { FOUND_MAX = 600 };
    static ps_found list[FOUND_MAX];
    kit_random r = kit_seed(72);
    for (size_t round = 0; round < 2000; round++) {
        size_t n = kit_below(&r, FOUND_MAX), runs = 1 + kit_below(&r, 80);
        size_t jitter = 1 + kit_below(&r, round % 2 ? 4 : 400);
        for (size_t i = 0; i < n; i++)
            list[i] = (ps_found){.from = (uint32_t)(i % (n / runs + 1) + kit_below(&r, jitter)),
                                 .to = (uint32_t)i};
        ps_found_sort(list, n, by_start);
        for (size_t i = 1; i < n; i++) {
            assert_true(list[i - 1].from <= list[i].from);
            if (runs <= 16 && jitter <= 4)
                assert_true(list[i - 1].from < list[i].from || list[i - 1].to < list[i].to);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_apart),        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_inside),       cmocka_unit_test(test_same_place),
        cmocka_unit_test(test_none_and_one), cmocka_unit_test(test_random),
        cmocka_unit_test(test_sort),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
