/* SPDX-License-Identifier: Apache-2.0
 *
 * Words near a value: whole, on their own side, within reach, and never beyond our own labels. */
#include "context.h"
#include "kit.h"

#include <stdio.h>

static ps_rules *rules;
static ps_context *context;

static int setup(void **state) {
    (void)state;
    rules = kit_rules();
    return ps_context_new(&context, rules) != PS_OK;
}

static int teardown(void **state) {
    (void)state;
    ps_context_free(context);
    ps_rules_free(rules);
    return 0;
}

static uint16_t index_of(const char *id) {
    for (size_t i = 0; i < ps_rules_count(rules); i++)
        if (!strcmp(ps_rules_at(rules, i)->id, id)) return (uint16_t)i;
    fail_msg("no rule %s", id);
    return 0;
}

typedef struct row {
    const char *line; /* the value is 536904399 */
    ps_near near;     /* for us.ssn-bare: raise ssn, social; lower order, offset, ... */
} row;

static const row rows[] = {
    {"ssn 536904399", PS_NEAR_RAISES},
    {"536904399", PS_NEAR_NOTHING},
    {"session 536904399", PS_NEAR_LOWERS}, /* `session` itself is numeric context */
    {"lesson 536904399", PS_NEAR_NOTHING}, /* never part of a word */
    {"assn 536904399", PS_NEAR_NOTHING},
    {"ssnx 536904399", PS_NEAR_NOTHING},
    {"SSN 536904399", PS_NEAR_RAISES},
    {"patientSsn 536904399", PS_NEAR_RAISES}, /* camelCase is split */
    {"old_ssn_field 536904399", PS_NEAR_RAISES},
    {"SSNMismatch 536904399", PS_NEAR_RAISES},
    {"order 536904399", PS_NEAR_LOWERS},
    {"ssn of order 536904399", PS_NEAR_LOWERS}, /* the nearest counts */
    {"order of ssn 536904399", PS_NEAR_RAISES},
    {"536904399 is the ssn", PS_NEAR_RAISES}, /* 20 bytes after */
    {"536904399 order", PS_NEAR_LOWERS},
    {"order 536904399 ssn", PS_NEAR_LOWERS}, /* before goes before after */
    {"ssn 536904399 order", PS_NEAR_RAISES},
    {"536904399 ................. ssn", PS_NEAR_NOTHING},
    {"ssn ..................................... 536904399", PS_NEAR_NOTHING},
    {"ssn .................................. 536904399", PS_NEAR_RAISES},
    {"ssn [MRN] 536904399", PS_NEAR_NOTHING}, /* a second pass sees the same */
    {"[SSN] 536904399", PS_NEAR_NOTHING},
    {"536904399 [SSN]", PS_NEAR_NOTHING},
    {"536904399 [MRN] ssn", PS_NEAR_NOTHING},
};

static void test_near(void **state) {
    (void)state;
    size_t failures = 0;
    uint16_t rule = index_of("us.ssn-bare");
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        const char *value = strstr(rows[i].line, "536904399");
        ps_extent at = {(size_t)(value - rows[i].line), (size_t)(value - rows[i].line) + 9};
        ps_near_words words = {0};
        ps_near near = ps_context_near(context, &words, rule, ps_span_z(rows[i].line), at);
        assert_int_equal(ps_context_near(context, &words, rule, ps_span_z(rows[i].line), at), near);
        if (near == rows[i].near) continue;
        print_error("'%s': %d, want %d\n", rows[i].line, (int)near, (int)rows[i].near);
        failures++;
    }
    assert_int_equal(failures, 0);
}

/* A word that the 40 bytes cut through is none: "lessn" must not become "ssn". */
static void test_reach(void **state) {
    (void)state;
    uint16_t rule = index_of("us.ssn-bare");
    char line[128];
    for (int gap = 0; gap < 60; gap++) {
        int at = snprintf(line, sizeof line, "lessn%*s", gap, "");
        ps_extent value = {(size_t)at, (size_t)at + 9};
        (void)snprintf(line + at, sizeof line - (size_t)at, "536904399");
        ps_near_words words = {0};
        assert_int_equal(ps_context_near(context, &words, rule, ps_span_z(line), value),
                         PS_NEAR_NOTHING);
    }
}

static void test_person(void **state) {
    (void)state;
    static const struct {
        const char *line;
        bool person;
    } cases[] = {
        {"patient admitted", true},
        {"no person here? none", true},
        {"Could not reach Patient: x", true},
        {"subscriber.id=1", true},
        {"PatientService started", false},
        {"patient-service started", false},
        {"patient_api up", false},
        {"com.acme.patient.Save", false},
        {"at com.acme.Patient.save(P.java:1)", false},
        {"impatient user", false},
        {"outpatients waiting", false},
        {"remember me", false},
        {"personal data", false},
        {"", false},
        {"PatientName=x", true},
        {"the outpatient left", true},
        {"{\"member\":{\"id\":1}}", true},
    };
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(cases); i++) {
        if (ps_context_person(context, ps_span_z(cases[i].line)) == cases[i].person) continue;
        print_error("'%s' speaks of %s person\n", cases[i].line, cases[i].person ? "a" : "no");
        failures++;
    }
    assert_int_equal(failures, 0);
}

static void test_person_path(void **state) {
    (void)state;
    static const struct {
        const char *line, *key;
        bool person;
    } cases[] = {
        {"patient.name=x", "name", true},    {"memberName=x", "Name", true},
        {"user.name=x", "name", false},      {"patient[name]=x", "name", true},
        {"a patient name=x", "name", false}, {"patient, name=x", "name", false},
    };
    for (size_t i = 0; i < KIT_COUNT(cases); i++) {
        size_t at = (size_t)(strstr(cases[i].line, cases[i].key) - cases[i].line);
        ps_extent key = {at, at + strlen(cases[i].key)};
        bool person = ps_context_person_path(context, ps_span_z(cases[i].line), key);
        if (person != cases[i].person) fail_msg("%s", cases[i].line);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_person),
        cmocka_unit_test(test_person_path),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
