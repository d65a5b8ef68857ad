/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of a string, at every depth of escaping. */
#include "kit.h"
#include "value.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct row {
    const char *line; /* content begins at 0 */
    char quote;
    size_t depth;
    size_t end;
    bool closed;
} row;

static const row rows[] = {
    {"abc\" x", '"', 0, 3, true},
    {"\" x", '"', 0, 0, true},
    {"a\\\"b\" x", '"', 0, 4, true},     /* a\"b" */
    {"a\\\\\" x", '"', 0, 3, true},      /* a\\" : an escaped backslash, then the end */
    {"a\\\\\\\"b\" x", '"', 0, 6, true}, /* a\\\"b" */
    {"it's\" x", '"', 0, 4, true},
    {"abc' x", '\'', 0, 3, true},
    {"O''Neil' x", '\'', 0, 7, true}, /* SQL doubles it */
    {"abc", '"', 0, 3, false},
    {"abc\\\"", '"', 0, 5, false},
    {"", '"', 0, 0, false},
    /* inside a JSON string: \"abc\" */
    {"abc\\\" x", '"', 1, 3, true},
    {"a\\\\\\\"b\\\" x", '"', 1, 6, true}, /* a\\\"b\" */
    {"abc\" x", '"', 1, 3, true},          /* the outer string ends: so does this one */
    /* two deep: \\\"abc\\\" */
    {"abc\\\\\\\" x", '"', 3, 3, true},
    {"abc\\\" x", '"', 3, 3, true}, /* an outer one ends */
    {"a\\\\\\\\\\\\\\\"b\\\\\\\" x", '"', 3, 10, true},
};

static void test_table(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        const row *r = &rows[i];
        size_t len = strlen(r->line);
        char *line = malloc(len + 1);
        memcpy(line, r->line, len);
        bool closed;
        size_t end = ps_quoted_end(ps_span_of(line, len), 0, r->quote, r->depth, &closed);
        if (end != r->end || closed != r->closed) {
            print_error("row %zu: %s depth %zu: end %zu%s, want %zu%s\n", i, r->line, r->depth, end,
                        closed ? "" : " open", r->end, r->closed ? "" : " open");
            failures++;
        }
        free(line);
    }
    assert_int_equal(failures, 0);
}

/* ---- any content, escaped n times, comes back whole ---- */

static size_t escape(const char *in, size_t len, char *out) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (in[i] == '"' || in[i] == '\\') out[n++] = '\\';
        out[n++] = in[i];
    }
    return n;
}

static void check_nested(const char *content, size_t len, unsigned times, char *room[2]) {
    /* "content" as JSON text, then as a string in a string, and so on */
    char *now = room[0], *other = room[1];
    size_t n = 0, begin = 1, depth = 0;
    now[n++] = '"';
    n += escape(content, len, now + 1);
    now[n++] = '"';
    for (unsigned t = 0; t < times; t++) {
        size_t more = escape(now, n, other);
        depth = 2 * depth + 1;
        begin = depth + 1;
        n = more;
        char *swap = now;
        now = other;
        other = swap;
    }
    size_t want = n - depth - 1;
    memcpy(now + n, ",\"x\":1", 6);
    bool closed;
    size_t end = ps_quoted_end(ps_span_of(now, n + 6), begin, '"', depth, &closed);
    if (end != want || !closed)
        fail_msg("depth %zu: end %zu, want %zu: %.*s", depth, end, want, (int)n, now);
}

static void test_nested(void **state) {
    (void)state;
    kit_random r = kit_seed(51);
    char *room[2] = {malloc(4096), malloc(4096)};
    for (size_t round = 0; round < 20000; round++) {
        char content[24];
        size_t len = kit_below(&r, sizeof content);
        for (size_t i = 0; i < len; i++) content[i] = "ab\"\\ 12\\\""[kit_below(&r, 9)];
        check_nested(content, len, (unsigned)kit_below(&r, 4), room);
    }
    free(room[0]);
    free(room[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_nested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
