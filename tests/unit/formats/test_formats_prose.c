/* SPDX-License-Identifier: Apache-2.0
 *
 * The value after a label in prose: filling words, signs, and what is no value. */
#include "example.h"
#include "kit.h"
#include "value.h"

typedef struct row {
    const char *rule, *label, *line;
} row;

static const row rows[] = {
    {"us.ssn", "SSN", "SSN ⟦306-30-2348⟧ is taken"},
    {"us.ssn", "SSN", "SSN ending in ⟦2348⟧, retry"},
    {"us.ssn", "SSN", "SSN is ⟦306-30-2348⟧."},
    {"us.ssn", "SSN", "SSN (⟦306-30-2348⟧)"},
    {"us.ssn", "SSN", "SSN #⟦306302348⟧"},
    {"us.ssn", "SSN", "SSN"},
    {"us.ssn", "SSN", "SSN "},
    {"us.ssn", "SSN", "SSN check failed 2348 times"},
    {"us.ssn", "SSN", "SSN of the patient on 4 January"},
    {"us.ssn", "SSN", "SSN [SSN] stays"},
    {"mrn.number", "MRN", "MRN ⟦40718322⟧ merged"},
    {"mrn.number", "MRN", "MRN: ⟦GH-40718322⟧, kept"},
    {"mrn.number", "MRN", "MRN number is ⟦40718322⟧"},
    {"mrn.number", "MRN", "MRN lookup took 40718322 ns"},
    {"mrn.number", "MRN", "MRN 12 of 40"},
    {"mrn.number", "MRN", "MRN 0x40718322 is a pointer"},
    {"us.member", "Member id", "Member id ⟦XQH883104772⟧ (MBI"},
    {"us.member", "Member id", "Member id is missing"},
    {"us.member", "Member id", "Member id from 10.4.0.7 rejected"},
    {"date.birth", "DOB", "DOB ⟦April 9, 1957⟧ differs"},
    {"date.birth", "DOB", "DOB was ⟦04/09/1957⟧"},
    {"date.birth", "DOB", "DOB format is wrong"},
    {"us.phone", "phone", "phone ⟦(317) 555-0142⟧ ext 12"},
    {"us.phone", "phone", "phone number is ⟦317-555-0142⟧"},
    {"us.phone", "phone", "phone book has 3175550142x entries"},
    {"us.zip", "zip", "zip ⟦46204⟧ has none"},
    {"us.zip", "zip", "zip file 46204"},
    {"name.person", "next of kin", "next of kin is ⟦Maria Lopez⟧"},
    {"name.person", "next of kin", "next of kin is unknown"},
};

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

static bool check(const row *r) {
    ps_marked marked;
    assert_int_equal(ps_marked_parse(&marked, ps_span_z(r->line)), PS_OK);
    ps_span line = ps_buf_span(&marked.text);
    const ps_rule *rule = ps_rules_find(rules, ps_span_z(r->rule));
    assert_non_null(rule);
    ps_extent value, label = {0, strlen(r->label)};
    bool found = ps_prose_value(line, label, rule, &value);
    bool good = found == (marked.count == 1) &&
                (!found || (value.from == marked.marks[0].from && value.to == marked.marks[0].to));
    if (!good)
        print_error("%s\n    got '%.*s'\n", r->line, found ? (int)(value.to - value.from) : 0,
                    found ? line.ptr + value.from : "");
    ps_marked_free(&marked);
    return good;
}

static void test_table(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) failures += !check(&rows[i]);
    assert_int_equal(failures, 0);
}

/* Up to three words or signs may lie between, not more. */
static void test_fillers(void **state) {
    (void)state;
    const ps_rule *rule = ps_rules_find(rules, PS_LIT("us.ssn"));
    ps_extent value, label = {0, 3};
    assert_true(ps_prose_value(PS_LIT("SSN number of is 306-30-2348"), label, rule, &value));
    assert_false(
        ps_prose_value(PS_LIT("SSN number of the new is 306-30-2348"), label, rule, &value));
}

static void test_shaped(void **state) {
    (void)state;
    static const struct {
        const char *rule, *value;
        bool shaped;
    } cases[] = {
        {"us.ssn", "306-30-2348", true},  {"us.ssn", "none", false},
        {"mrn.number", "40718322", true}, {"mrn.number", "17", false},
        {"mrn.number", "", false},        {"name.person", "Maria Lopez", true},
        {"name.person", "17", false},     {"date.birth", "1957-04-09", true},
        {"date.birth", "soon", false},    {"us.phone", "317-555-0142", true},
    };
    for (size_t i = 0; i < KIT_COUNT(cases); i++) {
        const ps_rule *rule = ps_rules_find(rules, ps_span_z(cases[i].rule));
        if (ps_value_shaped(ps_span_z(cases[i].value), rule) != cases[i].shaped)
            fail_msg("%s '%s'", cases[i].rule, cases[i].value);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_fillers),
        cmocka_unit_test(test_shaped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
