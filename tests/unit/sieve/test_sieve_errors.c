/* SPDX-License-Identifier: Apache-2.0
 *
 * The contract of errors: on anything but PS_OK nothing is handed back that could be forwarded. */
#include "kit.h"

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

static const ps_span poison = {"poison", 6};

static void test_too_long(void **state) {
    (void)state;
    ps_engine *engine;
    ps_scratch *scratch;
    ps_engine_options opt = {.size = sizeof opt, .max_record = 16};
    assert_int_equal(ps_engine_new(&engine, k.rules, &opt, NULL), PS_OK);
    assert_int_equal(ps_scratch_new(&scratch, engine), PS_OK);
    ps_span out = poison;
    assert_int_equal(ps_redact(engine, scratch, PS_LIT("ssn=306-30-2348 x"), &out), PS_E_LIMIT);
    assert_null(out.ptr);
    assert_int_equal(out.len, 0);
    out = poison;
    assert_int_equal(ps_redact(engine, scratch, PS_LIT("ssn=306-30-2348"), &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("ssn=[SSN]")));
    ps_scratch_free(scratch);
    ps_engine_unref(engine);
}

/* One line with more candidates than a scan may hold: ps_redact withholds, a batch marks it. */
static char *dense(size_t *len) {
    static const char head[] = "ssn=306-30-2348\n", tail[] = "\nmrn=40718322\n";
    size_t middle = (size_t)6 << 20;
    char *text = malloc(middle + sizeof head + sizeof tail);
    memcpy(text, head, sizeof head - 1);
    *len = sizeof head - 1;
    for (size_t i = 0; i + 4 <= middle; i += 4, *len += 4) memcpy(text + *len, "ssn=", 4);
    memcpy(text + *len, tail, sizeof tail - 1);
    *len += sizeof tail - 1;
    return text;
}

static void test_too_dense(void **state) {
    (void)state;
    size_t len;
    char *text = dense(&len);
    ps_span out = poison;
    assert_int_equal(ps_redact(k.engine, k.scratch, ps_span_of(text, len), &out), PS_E_LIMIT);
    assert_null(out.ptr);
    assert_int_equal(out.len, 0);
    uint64_t before = ps_scratch_counts(k.scratch)->withheld;
    assert_int_equal(ps_sieve_batch(k.engine, k.scratch, ps_span_of(text, len), &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("ssn=[SSN]\n" PS_WITHHELD_ERROR "\nmrn=[MRN]\n")));
    assert_int_equal(ps_scratch_counts(k.scratch)->withheld, before + 1);
    free(text);
}

static void test_wrong_scratch(void **state) {
    (void)state;
    kit other = kit_open("strict");
    ps_span out = poison;
    assert_int_equal(ps_redact(other.engine, k.scratch, PS_LIT("ssn=306-30-2348"), &out),
                     PS_E_USAGE);
    assert_null(out.ptr);
    assert_int_equal(out.len, 0);
    kit_close(&other);
}

static void test_options(void **state) {
    (void)state;
    static const char key[] = "0123456789abcdef0123456789abcde"; /* 31 */
    const ps_engine_options bad[] = {
        {.size = 4},
        {.size = sizeof *bad, .token_key = PS_LIT(key)},
        {.size = sizeof *bad, .max_record = ((size_t)1 << 30) + 1},
    };
    for (size_t i = 0; i < KIT_COUNT(bad); i++) {
        ps_engine *engine = (ps_engine *)&k;
        ps_error err = {0};
        assert_int_equal(ps_engine_new(&engine, k.rules, &bad[i], &err), PS_E_USAGE);
        assert_null(engine);
        assert_int_equal(err.status, PS_E_USAGE);
        assert_true(strlen(err.text) > 10);
    }
}

static int collect(const ps_finding *finding, void *ctx) {
    size_t *last = ctx;
    assert_true(finding->from >= *last && finding->from < finding->to);
    assert_true(finding->rule < ps_engine_rule_count(k.engine));
    assert_true(strlen(finding->evidence) > 0);
    *last = finding->to;
    return 0;
}

static int stop(const ps_finding *finding, void *ctx) {
    (void)finding;
    ++*(size_t *)ctx;
    return 7;
}

static void test_scan(void **state) {
    (void)state;
    ps_span line = PS_LIT("mrn=40718322 ssn=306-30-2348\nx a@example.com\n");
    size_t last = 0, calls = 0;
    assert_int_equal(ps_scan(k.engine, k.scratch, line, collect, &last), PS_OK);
    assert_int_equal(last, line.len - 1);
    assert_int_equal(ps_scan(k.engine, k.scratch, line, stop, &calls), PS_E_STOPPED);
    assert_int_equal(calls, 1);
}

/* Untouched input is handed back as it is: no copy. */
static void test_no_copy(void **state) {
    (void)state;
    ps_span line = PS_LIT("plain line 17\n"), out;
    assert_int_equal(ps_redact(k.engine, k.scratch, line, &out), PS_OK);
    assert_ptr_equal(out.ptr, line.ptr);
    assert_int_equal(out.len, line.len);
    assert_int_equal(ps_redact(k.engine, k.scratch, PS_LIT(""), &out), PS_OK);
    assert_int_equal(out.len, 0);
}

static void test_free_nothing(void **state) {
    (void)state;
    ps_scratch_free(NULL);
    ps_engine_unref(NULL);
    ps_rules_free(NULL);
    assert_null(ps_engine_rule_id(k.engine, UINT32_MAX));
    assert_null(ps_engine_rule_label(k.engine, UINT32_MAX));
    assert_int_equal(ps_scratch_count(k.scratch, UINT32_MAX), 0);
}

/* Every status has words of its own. */
static void test_status_texts(void **state) {
    (void)state;
    for (int s = PS_OK; s <= PS_E_INTERNAL; s++) {
        assert_non_null(ps_status_text((ps_status)s));
        for (int t = PS_OK; t < s; t++)
            assert_string_not_equal(ps_status_text((ps_status)s), ps_status_text((ps_status)t));
    }
    assert_true(strlen(ps_version()) >= 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_too_long),      cmocka_unit_test(test_too_dense),
        cmocka_unit_test(test_wrong_scratch), cmocka_unit_test(test_options),
        cmocka_unit_test(test_scan),          cmocka_unit_test(test_no_copy),
        cmocka_unit_test(test_free_nothing),  cmocka_unit_test(test_status_texts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
