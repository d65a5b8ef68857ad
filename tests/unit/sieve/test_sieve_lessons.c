/* SPDX-License-Identifier: Apache-2.0
 *
 * What one has learnt the others know, once; and who does not listen misses some, no more. */
#include "kit.h"
#include "lessons.h"

#include <stdio.h>

typedef struct pupil {
    ps_recall *recall;
    ps_heard heard;
} pupil;

static pupil enrol(ps_lessons *lessons) {
    pupil p = {.recall = ps_recall_new(NULL, ps_lessons_met(lessons))};
    assert_non_null(p.recall);
    return p;
}

static ps_span numbered(char *text, unsigned n) { /* in letters: no digit tells lines apart */
    int len = snprintf(text, 64, "worker %c%c%c%c is done", 'a' + n % 26, 'a' + n / 26 % 26,
                       'a' + n / 676 % 26, 'a' + n / 17576 % 26);
    return ps_span_of(text, (size_t)len);
}

static void learn(pupil *p, unsigned n) {
    static ps_ranges ranges;
    char text[64];
    ps_span line = numbered(text, n);
    memcpy(ranges.low, line.ptr, line.len);
    memcpy(ranges.high, line.ptr, line.len);
    ps_known known = {.hash = ps_recall_hash(p->recall, line), .len = (uint32_t)line.len};
    ps_recall_add(p->recall, &known, NULL, &ranges);
}

static bool knows(pupil *p, unsigned n) {
    char text[64];
    ps_span line = numbered(text, n);
    return ps_recall_find(p->recall, line, ps_recall_hash(p->recall, line)) != 0;
}

static void exchange(ps_lessons *lessons, pupil *p) {
    ps_lessons_exchange(lessons, p->recall, &p->heard);
}

static void test_told(void **state) {
    (void)state;
    ps_lessons *lessons = ps_lessons_new();
    assert_non_null(lessons);
    pupil one = enrol(lessons), other = enrol(lessons);
    learn(&one, 1);
    learn(&other, 2);
    exchange(lessons, &one);
    exchange(lessons, &other);
    assert_true(knows(&other, 1));
    assert_false(knows(&one, 2));
    exchange(lessons, &one);
    assert_true(knows(&one, 2));
    assert_null(ps_recall_news(one.recall)); /* what was heard is no news */
    assert_null(ps_recall_news(other.recall));
    assert_false(ps_recall_worth(one.recall, 7)); /* met by one is met by all */
    assert_true(ps_recall_worth(other.recall, 7));
    ps_recall_free(one.recall);
    ps_recall_free(other.recall);
    ps_lessons_free(lessons);
}

/* Many times what two pages hold. */
static void test_missed(void **state) {
    (void)state;
    enum { LINES = 60000 };
    ps_lessons *lessons = ps_lessons_new();
    assert_non_null(lessons);
    pupil busy = enrol(lessons), late = enrol(lessons);
    for (unsigned n = 0; n < LINES; n++) {
        ps_recall_tidy(busy.recall);
        learn(&busy, n);
        if (n % 100 == 0) exchange(lessons, &busy);
    }
    exchange(lessons, &busy);
    exchange(lessons, &late);
    assert_true(knows(&late, LINES - 1));
    assert_false(knows(&late, 0));
    exchange(lessons, &late);
    ps_recall_free(busy.recall);
    ps_recall_free(late.recall);
    ps_lessons_free(lessons);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
