/* SPDX-License-Identifier: Apache-2.0
 *
 * Propagation: a proven value goes wherever it stands again in the same line, in its canonical
 * spellings, and nothing goes that only looks like it. */
#include "kit.h"

typedef struct row {
    const char *in, *out;
} row;

static const row rows[] = {
    /* with and without separators */
    {"ssn=536-90-4399 key 536904399 end", "ssn=[SSN] key [SSN] end"},
    {"ssn=536904399 row 536-90-4399 end", "ssn=[SSN] row [SSN] end"},
    {"ssn=306-30-2348 ref 306302348 end", "ssn=[SSN] ref [SSN] end"},
    {"ssn=306302348 ref 306 30 2348 end", "ssn=[SSN] ref [SSN] end"},
    {"mrn=40718322 file /tmp/40718322.pdf", "mrn=[MRN] file /tmp/[MRN].pdf"},
    {"saved 40718322 for mrn=40718322", "saved [MRN] for mrn=[MRN]"},
    {"{\"mrn\":\"GH-40718322\",\"msg\":\"no GH-40718322 here\"}",
     "{\"mrn\":\"[MRN]\",\"msg\":\"no [MRN] here\"}"},
    /* names */
    {"last_name=Lopez greeting=\"Hello Lopez!\"", "last_name=[NAME] greeting=\"Hello [NAME]!\""},
    {"patient_name=\"Maria Lopez\" note: Maria Lopez called",
     "patient_name=\"[NAME]\" note: [NAME] called"},
    /* token edges only */
    {"mrn=40718322 sum 140718322 and 407183221", "mrn=[MRN] sum 140718322 and 407183221"},
    {"last_name=Lopez path /Lopezia", "last_name=[NAME] path /Lopezia"},
    /* never common words, short values, small numbers */
    {"firstName=Mark mark all Mark done", "firstName=[NAME] mark all Mark done"},
    {"last_name=Young young Young x", "last_name=[NAME] young Young x"},
    {"first_name=Ann, then Ann plan", "first_name=[NAME], then Ann plan"},
    {"mrn=1234 took 1234 ms", "mrn=[MRN] took 1234 ms"},
    {"patient.zip=46204 rows 46204", "patient.zip=[ZIP] rows 46204"},
    {"patient.age=93 n 93", "patient.age=[AGE] n 93"},
    /* the date that heads a line is when it was written */
    {"2024-01-15 09:30:12 admit_date=2024-01-15 ok", "2024-01-15 09:30:12 admit_date=[DATE] ok"},
    {"dob=1957-04-09 and once more in the very same line: 1957-04-09.",
     "dob=[DATE] and once more in the very same line: [DATE]."},
    /* not over the line end */
    {"ssn=536904399\nother 536904399\n", "ssn=[SSN]\nother 536904399\n"},
    /* a placeholder proves nothing */
    {"ssn=null null", "ssn=null null"},
    {"mrn=unknown unknown", "mrn=unknown unknown"},
    /* case counts */
    {"last_name=Lopez host=lopez-7", "last_name=[NAME] host=lopez-7"},
};

static void test_rows(void **state) {
    (void)state;
    kit k = kit_open(NULL);
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) kit_expect(&k, rows[i].in, rows[i].out, &failures);
    kit_close(&k);
    assert_int_equal(failures, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
