/* SPDX-License-Identifier: Apache-2.0
 *
 * Real logs hold no PHI, so that every finding is a false one, except addresses of clients and
 * mail that are really there. Exit 77: no logs here. */
#include "folder.h"

#include <stdio.h>
#include <stdlib.h>

static kit k;

typedef struct tally {
    size_t bytes, findings, false_ones;
    ps_span text;
    const char *path;
} tally;

static bool never_there(const char *label) {
    static const char *const labels[] = {"SSN",  "NPI",   "CARD", "DEA",  "VIN",  "MBI",
                                         "MRN",  "PHONE", "FAX",  "DATE", "NAME", "TIN",
                                         "ACCT", "IBAN",  "ABA",  "ADDR", "ZIP",  "CITY"};
    for (size_t i = 0; i < KIT_COUNT(labels); i++)
        if (!strcmp(label, labels[i])) return true;
    return false;
}

static int on_finding(const ps_finding *f, void *ctx) {
    tally *t = ctx;
    t->findings++;
    if (!never_there(ps_engine_rule_label(k.engine, f->rule))) return 0;
    t->false_ones++;
    size_t from = f->from > 60 ? f->from - 60 : 0;
    print_error("%s: %s '%.*s' after '%.*s'\n", strrchr(t->path, '/') + 1,
                ps_engine_rule_id(k.engine, f->rule), (int)(f->to - f->from), t->text.ptr + f->from,
                (int)(f->from - from), t->text.ptr + from);
    return 0;
}

static void examine(const char *path, ps_span text, void *ctx) {
    tally *t = ctx;
    t->text = text;
    t->path = path;
    t->bytes += text.len;
    assert_int_equal(ps_scan(k.engine, k.scratch, text, on_finding, t), PS_OK);
    ps_span out;
    assert_int_equal(ps_redact(k.engine, k.scratch, text, &out), PS_OK);
}

static void test_logs(void **state) {
    (void)state;
    tally t = {0};
    k = kit_open(NULL);
    size_t files = folder_each(folder_of_logs(), ".log", examine, &t);
    print_message("%zu files, %zu bytes, %zu findings\n", files, t.bytes, t.findings);
    assert_true(files > 0);
    assert_int_equal(ps_scratch_counts(k.scratch)->withheld, 0);
    assert_int_equal(t.false_ones, 0);
    kit_close(&k);
}

int main(void) {
    if (!folder_of_logs()) {
        (void)printf("skipped: no real logs; name their folder with PHISIEVE_LOGHUB\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_logs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
