/* SPDX-License-Identifier: Apache-2.0
 *
 * The store of what is known: finds what was learnt and nothing else, stays within its bounds, and
 * forgets what comes no more before what comes again. */
#include "kit.h"
#include "recall.h"

#include <stdio.h>

static ps_span named(char *text, unsigned n) {
    int len = snprintf(text, 64, "worker %u has done its %u jobs", n, n * 7);
    return ps_span_of(text, (size_t)len);
}

static const ps_template *learn(ps_recall *recall, unsigned n, const ps_reply *answers) {
    char text[64];
    static const ps_question questions[2] = {{1, 2, 0, PS_QUESTION_NUMBER},
                                             {3, 4, 0, PS_QUESTION_RUN}};
    const ps_template *template = ps_recall_add_template(recall, named(text, n), n, questions, 2);
    ps_known known = {.kept_count = 1, .judged = n % 2};
    ps_kept kept = {.candidate = {.at = n}, .reason = PS_REASON_BOUNDARY};
    if (template) ps_recall_add_known(recall, template, answers, &known, &kept);
    return template;
}

static const ps_known *look(ps_recall *recall, unsigned n, const ps_reply *answers) {
    char text[64];
    const ps_template *template = ps_recall_template(recall, named(text, n), n);
    return template ? ps_recall_known(recall, template, answers) : NULL;
}

static void test_finds(void **state) {
    (void)state;
    ps_recall *recall = ps_recall_new();
    const ps_reply answers[2] = {3, 1}, others[2] = {3, 2};
    char text[64];
    assert_non_null(recall);
    assert_null(look(recall, 5, answers));
    assert_non_null(learn(recall, 5, answers));
    const ps_known *known = look(recall, 5, answers);
    assert_non_null(known);
    assert_true(known->judged);
    assert_int_equal(ps_known_kept(known)[0].candidate.at, 5);
    assert_null(look(recall, 5, others));                           /* other answers */
    assert_null(look(recall, 6, answers));                          /* another hash */
    assert_null(ps_recall_template(recall, named(text, 6), 5));     /* the hash of another */
    assert_null(ps_recall_template(recall, PS_LIT("worker 5"), 5)); /* a part of it */
    ps_recall_free(recall);
}

/* Far more than there is room for: number 0 comes all the time, and stays. */
static void test_bounds(void **state) {
    (void)state;
    ps_recall *recall = ps_recall_new();
    const ps_reply answers[2] = {0, 0};
    assert_non_null(recall);
    assert_non_null(learn(recall, 0, answers));
    size_t refused = 0;
    for (unsigned n = 1; n < 200000; n++) {
        ps_recall_tidy(recall);
        refused += learn(recall, n, answers) == NULL;
        assert_non_null(look(recall, n, answers));
        assert_non_null(look(recall, 0, answers));
    }
    assert_int_equal(refused, 0);
    assert_null(look(recall, 1, answers));
    ps_recall_free(recall);
}

/* What comes for the second time is worth learning, and what came in between does not matter. */
static void test_worth(void **state) {
    (void)state;
    ps_recall *recall = ps_recall_new();
    assert_non_null(recall);
    for (uint64_t n = 1; n < 2000; n++) assert_false(ps_recall_worth(recall, n << 48 | n));
    for (uint64_t n = 1; n < 2000; n++) assert_true(ps_recall_worth(recall, n << 48 | n));
    ps_recall_free(recall);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_worth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
