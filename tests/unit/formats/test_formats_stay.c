/* SPDX-License-Identifier: Apache-2.0
 *
 * Values that are none: placeholders, masks, our own output. */
#include "kit.h"
#include "value.h"

#include <stdlib.h>

typedef struct row {
    const char *value;
    ps_stay stay;
} row;

static const row rows[] = {
    {"", PS_STAY_PLACEHOLDER},
    {"  ", PS_STAY_PLACEHOLDER},
    {"null", PS_STAY_PLACEHOLDER},
    {"NULL", PS_STAY_PLACEHOLDER},
    {"nil", PS_STAY_PLACEHOLDER},
    {"None", PS_STAY_PLACEHOLDER},
    {"undefined", PS_STAY_PLACEHOLDER},
    {"N/A", PS_STAY_PLACEHOLDER},
    {"unknown", PS_STAY_PLACEHOLDER},
    {"true", PS_STAY_PLACEHOLDER},
    {"False", PS_STAY_PLACEHOLDER},
    {"?", PS_STAY_PLACEHOLDER},
    {"${ssn}", PS_STAY_PLACEHOLDER},
    {"{{ ssn }}", PS_STAY_PLACEHOLDER},
    {":ssn", PS_STAY_PLACEHOLDER},
    {"$1", PS_STAY_PLACEHOLDER},
    {"$lastName", PS_STAY_PLACEHOLDER},
    {"%s", PS_STAY_PLACEHOLDER},
    {"%d", PS_STAY_PLACEHOLDER},
    {"@p0", PS_STAY_PLACEHOLDER},
    {"<ssn>", PS_STAY_PLACEHOLDER},
    {"string", PS_STAY_PLACEHOLDER},
    {"VARCHAR", PS_STAY_PLACEHOLDER},
    {"%(ssn)s", PS_STAY_PLACEHOLDER},
    {"-", PS_STAY_PLACEHOLDER},
    {"***-**-2348", PS_STAY_MASKED},
    {"XXX-XX-2348", PS_STAY_MASKED},
    {"###-##-2348", PS_STAY_MASKED},
    {"*****2348", PS_STAY_MASKED},
    {"XXXXX2348", PS_STAY_MASKED},
    {"xxx-xx-2348", PS_STAY_MASKED},
    {"********", PS_STAY_MASKED},
    {"•••-••-2348", PS_STAY_MASKED},
    {"●●●●●2348", PS_STAY_MASKED},
    {"****-****-****-1111", PS_STAY_MASKED},
    {"[SSN]", PS_STAY_OWN_OUTPUT},
    {"[MRN]", PS_STAY_OWN_OUTPUT},
    {"[PHI-B64]", PS_STAY_OWN_OUTPUT},
    {"SSN:2klcmkzgyco3", PS_STAY_OWN_OUTPUT},
    {"MRN:k3.nt4kdpqcxpin", PS_STAY_OWN_OUTPUT},
    {"[WITHHELD:not-examined]", PS_STAY_OWN_OUTPUT},
    {"[CITY], IN [ZIP]", PS_STAY_OWN_OUTPUT},
    /* values */
    {"306-30-2348", PS_STAY_NOT},
    {"306302348", PS_STAY_NOT},
    {"Maria", PS_STAY_NOT},
    {"Null", PS_STAY_PLACEHOLDER},
    {"Nullmeier", PS_STAY_NOT},
    {"True Blood", PS_STAY_NOT},
    {"Maxx", PS_STAY_NOT},
    {"Lexx-9", PS_STAY_NOT},
    {"[Maria]", PS_STAY_NOT},
    {"[LOPEZ]", PS_STAY_NOT}, /* a list of one, not a category */
    {"PASSWORD:correcthorse", PS_STAY_NOT},
    {"[LOPEZ:MARIA]", PS_STAY_NOT},
    {"[SSN] 306-30-2348", PS_STAY_NOT},
    {"306-30-2348 [SSN]", PS_STAY_NOT},
    {"SSN:306302348", PS_STAY_NOT},
    {"SSN:", PS_STAY_NOT},
    {"XX40718322", PS_STAY_NOT},
    {"4*", PS_STAY_NOT},
    {"Lopez*", PS_STAY_NOT},
    {"$ecret1", PS_STAY_NOT},
    {"<b>Maria</b>", PS_STAY_NOT},
    {"MRN:NT4KDPQCXPIN", PS_STAY_NOT},
    {"1957-04-09", PS_STAY_NOT},
};

static void test_table(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        size_t len = strlen(rows[i].value);
        char *copy = malloc(len + 1);
        memcpy(copy, rows[i].value, len);
        ps_stay stay = ps_value_stay(ps_span_of(copy, len), NULL);
        free(copy);
        if (stay == rows[i].stay) continue;
        print_error("'%s': %d, want %d\n", rows[i].value, (int)stay, (int)rows[i].stay);
        failures++;
    }
    assert_int_equal(failures, 0);
}

static void test_own_output(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t at, len;
    } cases[] = {
        {"x [SSN] y", 2, 5},
        {"x [SSN] y", 3, 0},
        {"[SSN", 0, 0},
        {"[]", 0, 0},
        {"[ssn]", 0, 0},
        {"[S]", 0, 0},
        {"[SSN]", 0, 5},
        {"[PHI-B64]", 0, 9},
        {"SSN:2klcmkzgyco3,", 0, 16},
        {"SSN:2klcmkzgyco", 0, 0},
        {"SSN:2klcmkzgyco33", 0, 0},
        {"SSN:2klcmkzgyco1", 0, 0},
        {"MRN:k1.nt4kdpqcxpin", 0, 19},
        {"[WITHHELD:line-too-long]", 0, 24},
        {"[0]", 0, 0},
        {"", 0, 0},
    };
    for (size_t i = 0; i < KIT_COUNT(cases); i++) {
        size_t len = ps_own_output_at(ps_span_z(cases[i].text), cases[i].at, NULL);
        if (len != cases[i].len) fail_msg("'%s' at %zu: %zu", cases[i].text, cases[i].at, len);
    }
}

/* Every label of the packs is known as our own. */
static void test_every_label(void **state) {
    (void)state;
    ps_rules *rules = kit_rules();
    for (size_t i = 0; i < ps_rules_count(rules); i++) {
        char text[40] = "[";
        strcat(strcat(text, ps_rules_at(rules, i)->label), "]");
        assert_int_equal(ps_own_output_at(ps_span_z(text), 0, NULL), strlen(text));
        assert_int_equal(ps_value_stay(ps_span_z(text), NULL), PS_STAY_OWN_OUTPUT);
    }
    ps_rules_free(rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_own_output),
        cmocka_unit_test(test_every_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
