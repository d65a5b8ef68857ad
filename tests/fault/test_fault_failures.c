/* SPDX-License-Identifier: Apache-2.0
 *
 * The n-th allocation fails, for every n: no crash, no leak (under ASan), an error or a withheld
 * line, and never a planted value in what comes out. */
#include "alloc.h"
#include "buf.h"
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>

static const char pack[] =
    "pack: small\n"
    "sets: {person: [patient]}\n"
    "rules:\n"
    "  - {id: a.ssn, label: SSN, identifier: G, value: number, grammar: ssn, digits: [4, 9],\n"
    "     validator: ssn_labelled, keys: [ssn], labels: [ssn], raise: [ssn], lower: [order],\n"
    "     find: [{shape: '###-##-####', validator: ssn_confident, evidence: [validator]}]}\n"
    "  - {id: a.code, label: CODE, identifier: R, value: id, keys: [code],\n"
    "     find: [{regex: '\\bZQ[0-9]{4,12}\\b', evidence: []}]}\n"
    "  - {id: a.mail, label: EMAIL, identifier: F, value: email, keys: [email],\n"
    "     find: [{anchor: '@', grammar: email, evidence: []}]}\n"
    "  - {id: a.name, label: NAME, identifier: A, value: name, grammar: name, keys: [last_name],\n"
    "     keys_if_person: [name]}\n";

static const char *const planted[] = {
    "536-90-4399", "536904399",       "ZQ77120931", "m.lopez@example.com",
    "Okonkwo",     "306%2D30%2D2348", "2348"};

static ps_rules *rules;
static ps_engine *engine;
static ps_buf text; /* many lines, so that every list has to grow */

static void fill_text(void) {
    static const char *const lines[] = {"ssn=536-90-4399 code=ZQ77120931\n",
                                        "{\"ssn\":536904399,\"last_name\":\"Okonkwo\"}\r\n",
                                        "mail m.lopez@example.com now\n",
                                        "ssn=306%2D30%2D2348&x=1\n",
                                        "patient name=Okonkwo again Okonkwo\n",
                                        "row 536-90-4399 and ZQ77120931\n",
                                        "plain\n"};
    ps_buf_init(&text, 1 << 24);
    for (size_t i = 0; i < 2400; i++)
        assert_int_equal(ps_buf_add(&text, ps_span_z(lines[i % KIT_COUNT(lines)])), PS_OK);
}

static int setup(void **state) {
    (void)state;
    char path[64];
    ps_error err = {0};
    kit_write_config(pack, path);
    char named[80];
    (void)snprintf(named, sizeof named, "%s.yml", path);
    if (rename(path, named) != 0) return 1;
    ps_status status = ps_rules_load(&rules, named, &err);
    (void)remove(named);
    if (status == PS_OK) status = ps_engine_new(&engine, rules, NULL, &err);
    if (status != PS_OK) print_error("%s\n", err.text);
    fill_text();
    return status != PS_OK;
}

static int teardown(void **state) {
    (void)state;
    ps_engine_unref(engine);
    ps_rules_free(rules);
    ps_buf_free(&text);
    return 0;
}

static void nothing_planted(ps_span out) {
    for (size_t i = 0; i < KIT_COUNT(planted); i++)
        if (kit_has(out, ps_span_z(planted[i]))) fail_msg("'%s' came out", planted[i]);
}

static void short_lines(const ps_engine *e) {
    ps_scratch *scratch;
    ps_span out;
    assert_int_equal(ps_scratch_new(&scratch, e), PS_OK);
    assert_int_equal(ps_redact(e, scratch, ps_span_of(text.ptr, 900), &out), PS_OK);
    nothing_planted(out);
    ps_scratch_free(scratch);
}

static void test_engine(void **state) {
    (void)state;
    size_t n = 1, failures = 0;
    alloc_fail_ours_only(true);
    for (;; n++) {
        ps_engine *e = engine;
        ps_error err = {0};
        alloc_fail(n, false);
        ps_status status = ps_engine_new(&e, rules, NULL, &err);
        bool failed = alloc_failed();
        if (status == PS_OK)
            short_lines(e);
        else
            assert_null(e);
        if (failed && status != PS_OK && (status != PS_E_NOMEM || err.status != PS_E_NOMEM))
            fail_msg("allocation %zu: %s, '%s'", n, ps_status_text(status), err.text);
        failures += failed && status != PS_OK;
        if (status == PS_OK) ps_engine_unref(e);
        if (!failed) {
            assert_int_equal(status, PS_OK);
            break;
        }
    }
    alloc_fail_ours_only(false);
    print_message("%zu allocations, %zu of them fatal\n", n - 1, failures);
    assert_true(n > 30 && failures * 2 > n);
}

static void test_scratch(void **state) {
    (void)state;
    size_t n = 1;
    for (;; n++) {
        ps_scratch *scratch = (ps_scratch *)&text;
        alloc_fail(n, false);
        ps_status status = ps_scratch_new(&scratch, engine);
        if (!alloc_failed()) {
            assert_int_equal(status, PS_OK);
            ps_scratch_free(scratch);
            break;
        }
        assert_int_equal(status, PS_E_NOMEM);
        assert_null(scratch);
    }
    assert_true(n > 5);
}

/* A fresh scratch, so that all its lists still have to grow. */
static bool redact_once(size_t n, bool all, bool batch) {
    ps_scratch *scratch;
    ps_span out = PS_LIT("536-90-4399");
    assert_int_equal(ps_scratch_new(&scratch, engine), PS_OK);
    alloc_fail(n, all);
    ps_status status = batch ? ps_sieve_batch(engine, scratch, ps_buf_span(&text), &out)
                             : ps_redact(engine, scratch, ps_buf_span(&text), &out);
    bool failed = alloc_failed();
    if (status != PS_OK) {
        assert_null(out.ptr);
        assert_int_equal(out.len, 0);
    }
    nothing_planted(out);
    if (!failed) assert_int_equal(status, PS_OK);
    /* and the scratch is fit for the next record */
    assert_int_equal(ps_redact(engine, scratch, PS_LIT("ssn=536-90-4399"), &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("ssn=[SSN]")));
    ps_scratch_free(scratch);
    return failed;
}

static void test_redact(void **state) {
    (void)state;
    size_t n = 1;
    while (redact_once(n, false, false)) n++;
    for (size_t i = 1; i < n; i++) assert_true(redact_once(i, true, false));
    print_message("%zu allocations\n", n - 1);
    assert_true(n > 8);
}

static void test_batch(void **state) {
    (void)state;
    size_t n = 1;
    while (redact_once(n, false, true)) n++;
    for (size_t i = 1; i < n; i++) assert_true(redact_once(i, true, true));
    assert_true(n > 8);
}

/* The batch that ends with the heading of a table could not be examined; its rows in the next one
 * are known. */
static bool heading_once(const ps_engine *tables, size_t n, ps_span table) {
    ps_scratch *scratch;
    ps_span out;
    assert_int_equal(ps_scratch_new(&scratch, tables), PS_OK);
    alloc_fail(n, true);
    ps_status status = ps_sieve_batch(tables, scratch, table, &out);
    bool failed = alloc_failed();
    if (status != PS_OK) assert_int_equal(out.len, 0);
    nothing_planted(out);
    assert_int_equal(ps_sieve_batch(tables, scratch, PS_LIT("late,Okonkwo,536904399\n"), &out),
                     PS_OK);
    assert_true(out.len > 0);
    nothing_planted(out);
    ps_scratch_free(scratch);
    return failed;
}

static void test_heading(void **state) {
    (void)state;
    ps_buf table;
    ps_rules *builtin = NULL;
    ps_engine *tables = NULL;
    assert_int_equal(ps_rules_load(&builtin, NULL, NULL), PS_OK);
    assert_int_equal(ps_engine_new(&tables, builtin, NULL, NULL), PS_OK);
    ps_buf_init(&table, 1 << 20);
    assert_int_equal(ps_buf_add(&table, PS_LIT("ssn,last_name,state\n")), PS_OK);
    for (size_t i = 0; i < 4000; i++)
        assert_int_equal(ps_buf_add(&table, PS_LIT("536904399,Okonkwo,early\n")), PS_OK);
    assert_int_equal(ps_buf_add(&table, PS_LIT("\nstate,last_name,ssn\n")), PS_OK);
    size_t n = 1;
    while (heading_once(tables, n, ps_buf_span(&table))) n++;
    assert_true(n > 3);
    ps_buf_free(&table);
    ps_engine_unref(tables);
    ps_rules_free(builtin);
}

/* A stream is fed while allocations fail, and then goes on: what comes out is never raw. */
static bool stream_once(size_t n, bool all) {
    ps_stream *stream = NULL;
    alloc_fail(n, all);
    ps_status status = ps_stream_new(&stream, engine, NULL);
    for (size_t at = 0; status == PS_OK && at < text.len; at += 7001) {
        size_t len = text.len - at < 7001 ? text.len - at : 7001;
        ps_span piece;
        if (ps_stream_feed(stream, ps_span_cut(ps_buf_span(&text), at, at + len), &piece) != PS_OK)
            assert_int_equal(piece.len, 0);
        nothing_planted(piece);
    }
    bool failed = alloc_failed();
    if (stream) {
        ps_span last;
        if (ps_stream_end(stream, &last) != PS_OK) assert_int_equal(last.len, 0);
        nothing_planted(last);
    } else {
        assert_int_equal(status, PS_E_NOMEM);
    }
    ps_stream_free(stream);
    return failed;
}

static void test_stream(void **state) {
    (void)state;
    size_t n = 1;
    while (stream_once(n, false)) n++;
    for (size_t i = 1; i < n; i += 3) assert_true(stream_once(i, true));
    print_message("%zu allocations\n", n - 1);
    assert_true(n > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engine),  cmocka_unit_test(test_scratch),
        cmocka_unit_test(test_redact),  cmocka_unit_test(test_batch),
        cmocka_unit_test(test_heading), cmocka_unit_test(test_stream),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
