/* SPDX-License-Identifier: Apache-2.0
 *
 * src/formats/FORM/cases/NAME.txt: one input each, of one line or many, with marks: exactly they
 * are found, and the output stays in a second pass. A first line `# profile: NAME` sets the
 * profile; no marks: all of it stays. */
#include "buf.h"
#include "example.h"
#include "folder.h"

#include <stdio.h>
#include <stdlib.h>

enum { CASES_MIN = 40 };

static const char *const folders[] = {"containers", "csv", "dicom", "encodings", "fhir",
                                      "fields",     "hl7", "json",  "ncpdp",     "prose",
                                      "sql",        "x12", "xml"};
static const char *const profiles[] = {"standard", "safe-harbor"};
static kit kits[2];

typedef struct tally {
    size_t files, failures;
} tally;

static int setup(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(profiles); i++) kits[i] = kit_open(profiles[i]);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(profiles); i++) kit_close(&kits[i]);
    return 0;
}

/* The kit that the first line asks for; the text begins behind that line. */
static kit *kit_for(ps_span *text) {
    const char *newline = memchr(text->ptr, '\n', text->len);
    ps_span head = ps_span_cut(*text, 0, newline ? (size_t)(newline - text->ptr) : 0);
    if (head.len < 2 || memcmp(head.ptr, "# ", 2) != 0) return &kits[0];
    bool strict = kit_has(head, PS_LIT("safe-harbor"));
    *text = ps_span_cut(*text, head.len + 1, text->len);
    return &kits[strict];
}

static void second_pass(kit *k, const char *path, ps_span text, tally *t) {
    size_t len = 0, again_len = 0;
    char *once = kit_redact(k, text, &len);
    char *again = once ? kit_redact(k, ps_span_of(once, len), &again_len) : NULL;
    if (!again || again_len != len || memcmp(once, again, len) != 0) {
        print_error("%s: a second pass changes\n%s\n%s\n", path, once ? once : "(withheld)",
                    again ? again : "(withheld)");
        t->failures++;
    }
    free(once);
    free(again);
}

static void case_file(const char *path, ps_span text, void *ctx) {
    tally *t = ctx;
    t->files++;
    kit *k = kit_for(&text);
    kit_expect_marks(k, strstr(path, "formats/"), text.ptr, &t->failures);
    ps_marked marked;
    assert_int_equal(ps_marked_parse(&marked, text), PS_OK);
    second_pass(k, path, ps_buf_span(&marked.text), t);
    ps_marked_free(&marked);
}

static void test_forms(void **state) {
    (void)state;
    tally t = {0, 0};
    for (size_t i = 0; i < KIT_COUNT(folders); i++) {
        char path[512];
        (void)snprintf(path, sizeof path, PS_SOURCE_DIR "/src/formats/%s/cases", folders[i]);
        (void)folder_each(path, ".txt", case_file, &t);
    }
    print_message("%zu files\n", t.files);
    assert_true(t.files >= CASES_MIN);
    assert_int_equal(t.failures, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
