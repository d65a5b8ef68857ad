/* SPDX-License-Identifier: Apache-2.0
 *
 * Every text of grammars.vec: the extent between the marks, from the anchor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "vectors.h"

#define OPEN "\xE2\x9F\xA6"
#define CLOSE "\xE2\x9F\xA7"
#define ANCHOR "\xE2\x80\xB8"

static int failures;

typedef struct marked {
    char *text;
    size_t len, from, to, at;
} marked;

static marked unmark(ps_span t) {
    marked m = {malloc(t.len + 1), 0, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    assert_non_null(m.text);
    for (size_t i = 0; i < t.len;) {
        ps_span next = i + 3 <= t.len ? ps_span_cut(t, i, i + 3) : ps_span_of("", 0);
        if (ps_span_eq(next, PS_LIT(OPEN)))
            m.from = m.len;
        else if (ps_span_eq(next, PS_LIT(CLOSE)))
            m.to = m.len;
        else if (ps_span_eq(next, PS_LIT(ANCHOR)))
            m.at = m.len;
        else {
            m.text[m.len++] = t.ptr[i++];
            continue;
        }
        i += 3;
    }
    if (m.at == SIZE_MAX) m.at = m.from;
    return m;
}

static void each(const vector *v) {
    assert_true(v->validator->grammar != NULL);
    marked m = unmark(v->text);
    char *exact = malloc(m.len + (m.len == 0));
    assert_non_null(exact);
    memcpy(exact, m.text, m.len);
    ps_extent e = {0, 0};
    bool found = v->validator->grammar(ps_span_of(exact, m.len), m.at, &e);
    if (found != v->good || (found && (e.from != m.from || e.to != m.to))) {
        print_error("grammars.vec:%d: %s '%.*s': %s [%zu,%zu), wanted [%zd,%zd)\n", v->line,
                    v->validator->name, (int)m.len, exact, found ? "found" : "refused", e.from,
                    e.to, (ssize_t)m.from, (ssize_t)m.to);
        failures++;
    }
    free(exact);
    free(m.text);
}

static void vectors(void **state) {
    (void)state;
    failures = 0;
    assert_true(vectors_each("grammars.vec", each) > 150);
    assert_int_equal(failures, 0);
}

int run_grammars(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(vectors)};
    return cmocka_run_group_tests_name("grammars", tests, NULL, NULL);
}
