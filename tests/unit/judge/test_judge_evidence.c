/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of evidence R1 to R5, by the reason that explain gives for a place. */
#include "kit.h"

typedef struct row {
    const char *line, *value, *rule;
    ps_reason reason;
} row;

static const row rows[] = {
    /* R1: a key names it, even when the check fails */
    {"ssn=306-30-2348", "306-30-2348", "us.ssn", PS_REASON_LABELLED},
    {"ssn=000-00-0000", "000-00-0000", "us.ssn", PS_REASON_LABELLED},
    {"npi=1234567890", "1234567890", "us.npi", PS_REASON_LABELLED},
    {"SSN ending in 2348,", "2348", "us.ssn", PS_REASON_LABELLED},
    /* R2: a rare shape whose check passes */
    {"row (536-90-4399)", "536-90-4399", "us.ssn", PS_REASON_SHAPED},
    {"row (000-90-4399)", "000-90-4399", "us.ssn", PS_REASON_CHECK_FAILED},
    {"order 536-90-4399", "536-90-4399", "us.ssn", PS_REASON_LOWERED},
    /* R3: check and context */
    {"social security 536904399", "536904399", "us.ssn-bare", PS_REASON_IN_CONTEXT},
    /* R4: less */
    {"value 536904399", "536904399", "us.ssn-bare", PS_REASON_NO_CONTEXT},
    {"ssn order 536904399", "536904399", "us.ssn-bare", PS_REASON_LOWERED},
    /* what stays under a key */
    {"ssn=null", "null", "us.ssn", PS_REASON_PLACEHOLDER},
    {"ssn=***-**-2348", "***-**-2348", "us.ssn", PS_REASON_MASKED},
    {"ssn=[SSN]", "[SSN]", "us.ssn", PS_REASON_OWN_OUTPUT},
    {"patient.age=41", "41", "age.over-89", PS_REASON_CHECK_FAILED},
    {"ssn=306-30-2348 again 306302348", "306302348", "us.ssn", PS_REASON_AGAIN},
    /* boundaries */
    {"id 536-90-4399-01", "536-90-4399", "us.ssn", PS_REASON_BOUNDARY},
};

typedef struct listener {
    const row *want;
    const ps_engine *engine;
    size_t from, to;
    bool seen;
} listener;

static void hear(const ps_trace *trace, void *ctx) {
    listener *l = ctx;
    if (trace->from != l->from || trace->to != l->to || trace->reason != l->want->reason) return;
    l->seen |= !strcmp(ps_engine_rule_id(l->engine, trace->rule), l->want->rule);
}

static void test_reasons(void **state) {
    (void)state;
    kit k = kit_open(NULL);
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        const char *at = strstr(rows[i].line, rows[i].value);
        size_t from = (size_t)(at - rows[i].line);
        listener l = {&rows[i], k.engine, from, from + strlen(rows[i].value), false};
        ps_scratch_trace(k.scratch, hear, &l);
        ps_span out;
        assert_int_equal(ps_redact(k.engine, k.scratch, ps_span_z(rows[i].line), &out), PS_OK);
        if (!l.seen) {
            print_error("'%s': no decision '%s' of %s\n", rows[i].line,
                        ps_reason_word(rows[i].reason), rows[i].rule);
            failures++;
        }
        bool gone = out.len != strlen(rows[i].line) || memcmp(out.ptr, rows[i].line, out.len) != 0;
        if (gone != ps_reason_redacts(rows[i].reason)) {
            print_error("'%s' becomes '%.*s'\n", rows[i].line, (int)out.len, out.ptr);
            failures++;
        }
    }
    ps_scratch_trace(k.scratch, NULL, NULL);
    kit_close(&k);
    assert_int_equal(failures, 0);
}

/* R5 and conditions: a key that counts only beside a person or a second PHI key. */
static void test_conditions(void **state) {
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"name=Lopez hits=0", "name=Lopez hits=0"},
        {"patient lookup: name=Lopez hits=0", "patient lookup: name=[NAME] hits=0"},
        {"patient.name=Lopez hits=0", "patient.name=[NAME] hits=0"},
        {"mrn=40718322 name=Lopez", "mrn=[MRN] name=[NAME]"},
        {"name=Lopez mrn=40718322", "name=[NAME] mrn=[MRN]"},
        {"com.acme.PatientService name=Lopez", "com.acme.PatientService name=Lopez"},
        {"thread_id=306302348 trace_id=536904399", "thread_id=306302348 trace_id=536904399"},
        {"groupId=77120-004", "groupId=77120-004"},
        {"subscriberId=XQH883104772 groupId=77120-004", "subscriberId=[MEMBER] groupId=[GROUP]"},
        {"mrn=null name=Lopez", "mrn=null name=Lopez"},
    };
    kit k = kit_open(NULL);
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(cases); i++)
        kit_expect(&k, cases[i].in, cases[i].out, &failures);
    kit_close(&k);
    assert_int_equal(failures, 0);
}

/* Strict: what is only suspect goes too; what fails its check does not. */
static void test_strict(void **state) {
    (void)state;
    kit k = kit_open("strict");
    size_t failures = 0;
    kit_expect(&k, "order 536-90-4399 x", "order [SSN] x", &failures);
    kit_expect(&k, "row 000-90-4399 x", "row 000-90-4399 x", &failures);
    kit_expect(&k, "id 536-90-4399-01 x", "id 536-90-4399-01 x", &failures);
    kit_close(&k);
    assert_int_equal(failures, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
