/* SPDX-License-Identifier: Apache-2.0
 *
 * Golden files, profile standard:
 *   marked/NAME.txt  lines with marks: exactly they are found, and the output stays in a second
 * pass keep/NAME.txt    comes out byte for byte, as one record and line by line cases/NAME.in
 * becomes NAME.out Lines that begin with "# " are comments in marked and keep. */
#include "buf.h"
#include "example.h"
#include "folder.h"

#include <stdio.h>
#include <stdlib.h>

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

typedef struct tally {
    size_t lines, failures;
} tally;

typedef void line_fn(const char *where, ps_span line, tally *t);

static void each_line(const char *path, ps_span text, line_fn *fn, tally *t) {
    size_t number = 0;
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t to = end ? (size_t)(end - text.ptr) : text.len;
        ps_span line = ps_span_cut(text, at, to);
        char where[256];
        const char *name = strrchr(path, '/') + 1;
        (void)snprintf(where, sizeof where, "%s:%zu", name, ++number);
        bool comment = line.len >= 2 && line.ptr[0] == '#' && line.ptr[1] == ' ';
        if (line.len && !comment) {
            fn(where, line, t);
            t->lines++;
        }
        at = to + 1;
    }
}

/* The output of the line stays as it is. */
static void second_pass(const char *where, ps_span line, tally *t) {
    size_t len = 0, again_len = 0;
    char *once = kit_redact(&k, line, &len);
    char *again = once ? kit_redact(&k, ps_span_of(once, len), &again_len) : NULL;
    if (!again || again_len != len || memcmp(once, again, len) != 0) {
        print_error("%s: a second pass changes\n    %s\n    %s\n", where,
                    once ? once : "(withheld)", again ? again : "(withheld)");
        t->failures++;
    }
    free(once);
    free(again);
}

static void marked_line(const char *where, ps_span line, tally *t) {
    char *text = malloc(line.len + 1);
    memcpy(text, line.ptr, line.len);
    text[line.len] = 0;
    kit_expect_marks(&k, where, text, &t->failures);
    ps_marked marked;
    assert_int_equal(ps_marked_parse(&marked, line), PS_OK);
    second_pass(where, ps_buf_span(&marked.text), t);
    ps_marked_free(&marked);
    free(text);
}

static void marked_file(const char *path, ps_span text, void *ctx) {
    each_line(path, text, marked_line, ctx);
}

static void keep_line(const char *where, ps_span line, tally *t) {
    size_t len = 0;
    char *out = kit_redact(&k, line, &len);
    if (!out || len != line.len || memcmp(out, line.ptr, len) != 0) {
        print_error("%s: must stay\n    %.*s\n    %s\n", where, (int)line.len, line.ptr,
                    out ? out : "(withheld)");
        t->failures++;
    }
    free(out);
}

static void keep_file(const char *path, ps_span text, void *ctx) {
    each_line(path, text, keep_line, ctx);
    tally *t = ctx;
    size_t len = 0;
    char *out = kit_redact(&k, text, &len);
    t->failures += !out || len != text.len || memcmp(out, text.ptr, len) != 0;
    free(out);
}

static void case_file(const char *path, ps_span text, void *ctx) {
    tally *t = ctx;
    char other[1024];
    (void)snprintf(other, sizeof other, "%.*sout", (int)strlen(path) - 2, path);
    size_t want_len, len = 0;
    char *want = folder_read(other, &want_len);
    if (!want) fail_msg("%s is missing", other);
    char *out = kit_redact(&k, text, &len);
    t->lines++;
    if (!out || len != want_len || memcmp(out, want, len) != 0) {
        print_error("%s becomes\n%s\nwant\n%s\n", path, out ? out : "(withheld)", want);
        t->failures++;
    }
    second_pass(path, text, t);
    free(out);
    free(want);
}

static void run(const char *folder, const char *ending, folder_fn *fn, size_t least) {
    tally t = {0, 0};
    size_t files = folder_each(folder, ending, fn, &t);
    print_message("%zu files, %zu lines\n", files, t.lines);
    assert_true(t.lines >= least);
    assert_int_equal(t.failures, 0);
}

static void test_marked(void **state) {
    (void)state;
    run(PS_SOURCE_DIR "/tests/golden/marked", ".txt", marked_file, 60);
}

static void test_keep(void **state) {
    (void)state;
    run(PS_SOURCE_DIR "/tests/golden/keep", ".txt", keep_file, 40);
}

static void test_cases(void **state) {
    (void)state;
    run(PS_SOURCE_DIR "/tests/golden/cases", ".in", case_file, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marked),
        cmocka_unit_test(test_keep),
        cmocka_unit_test(test_cases),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
