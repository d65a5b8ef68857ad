/* SPDX-License-Identifier: Apache-2.0
 *
 * Every value of checks.vec against its check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "vectors.h"

static int failures;

static void one(const vector *v, ps_span value) {
    /* A copy of exactly its size, so that a sanitizer sees every read beyond it. */
    char *copy = malloc(value.len + (value.len == 0));
    assert_non_null(copy);
    memcpy(copy, value.ptr, value.len);
    if (v->validator->check(ps_span_of(copy, value.len)) != v->good) {
        print_error("checks.vec:%d: %s '%.*s'\n", v->line, v->validator->name, (int)value.len,
                    copy);
        failures++;
    }
    free(copy);
}

static void each(const vector *v) {
    assert_true(v->validator->check != NULL);
    size_t from = 0;
    for (size_t i = 0; i <= v->text.len; i++) {
        bool end = i == v->text.len;
        if (!end && !(i + 3 <= v->text.len && memcmp(v->text.ptr + i, " ; ", 3) == 0)) continue;
        one(v, ps_span_cut(v->text, from, i));
        from = i + 3;
        i += end ? 0 : 2;
    }
}

static void vectors(void **state) {
    (void)state;
    failures = 0;
    assert_true(vectors_each("checks.vec", each) > 100);
    assert_int_equal(failures, 0);
}

int run_checks(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(vectors)};
    return cmocka_run_group_tests_name("checks", tests, NULL, NULL);
}
