/* SPDX-License-Identifier: Apache-2.0
 *
 * The table, canonical forms, boundaries, ZIP3, ages, card networks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "age.h"
#include "boundary.h"
#include "card.h"
#include "log_words.h"
#include "vectors.h"
#include "zip3.h"

static void table(void **state) {
    (void)state;
    size_t n = ps_validator_count();
    assert_true(n > 60);
    assert_null(ps_validator_at(n));
    assert_null(ps_validator_find(PS_LIT("ss")));
    assert_null(ps_validator_find(PS_LIT("")));
    for (size_t i = 0; i < n; i++) {
        const ps_validator *v = ps_validator_at(i);
        assert_true(v->check != NULL || v->grammar != NULL);
        assert_true(strlen(v->about) > 10);
        assert_ptr_equal(ps_validator_find(ps_span_z(v->name)), v);
    }
}

static void canonical_is(ps_canon kind, const char *value, const char *want) {
    char out[64];
    size_t n = ps_canonical(kind, ps_span_z(value), out, sizeof out);
    assert_true(n <= sizeof out);
    assert_true(ps_span_eq(ps_span_of(out, n), ps_span_z(want)));
    char small[2] = {'?', '?'};
    assert_int_equal(ps_canonical(kind, ps_span_z(value), small, 1), n);
    assert_int_equal(small[1], '?');
}

static void canonical(void **state) {
    (void)state;
    canonical_is(PS_CANON_TEXT, "  Maria \t LOPEZ\n", "maria lopez");
    canonical_is(PS_CANON_TEXT, "", "");
    canonical_is(PS_CANON_DIGITS, "306-30-2348", "306302348");
    canonical_is(PS_CANON_ALNUM, "1eg4-te5-mk73", "1EG4TE5MK73");
    canonical_is(PS_CANON_LOWER, "M.Lopez@Example.com", "m.lopez@example.com");
}

static void boundaries(void **state) {
    (void)state;
    static const char *const before[] = {"",        "x ",  "=",     "\\n",      "\\t",      "\\r",
                                         "\\u0020", "%20", "%3D",   "%253D",    "&quot;",   "\\x0d",
                                         "\\x3d",   "a-",  "\\015", "\xC3\xA9", "\x1b[31m", "/"};
    static const char *const inside[] = {"a", "5", "_", "5-", "5.", "5/", "5%2D", "%41", "n", "0d"};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
        assert_true(ps_boundary_before(ps_span_z(before[i]), strlen(before[i])));
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
        assert_false(ps_boundary_before(ps_span_z(inside[i]), strlen(inside[i])));
    static const char *const after[] = {"", ".", ". ", ": ", "-x", "\\n", "\xC3\xA9", ","};
    static const char *const within[] = {"a", "5", "_", "-5", ".5", "/5", ":5"};
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++)
        assert_true(ps_boundary_after(ps_span_z(after[i]), 0));
    for (size_t i = 0; i < sizeof within / sizeof within[0]; i++)
        assert_false(ps_boundary_after(ps_span_z(within[i]), 0));
}

static void zip3_is(const char *zip, bool good, const char *want) {
    char out[4];
    assert_int_equal(ps_zip3(ps_span_z(zip), out), good);
    assert_string_equal(out, want);
}

static void zips(void **state) {
    (void)state;
    zip3_is("46204-1234", true, "462");
    zip3_is("462041234", true, "462");
    zip3_is("03601", true, "000");
    zip3_is("20252", true, "000"); /* restricted by the 2020 list only */
    zip3_is("89001", true, "000"); /* restricted by the 2000 list only */
    zip3_is("09012", true, "000"); /* military */
    zip3_is("4620", false, "000");
    zip3_is("", false, "000");
}

static void ages(void **state) {
    (void)state;
    assert_true(ps_birth_year_shows_age(1934, 2024));
    assert_false(ps_birth_year_shows_age(1935, 2024));
    assert_int_equal(ps_age_years(PS_LIT("89")), 89);
    assert_int_equal(ps_age_years(PS_LIT("093Y")), 93);
    assert_int_equal(ps_age_years(PS_LIT("18M")), 0);
    assert_int_equal(ps_age_years(PS_LIT("x")), -1);
}

static void networks(void **state) {
    (void)state;
    static const char *const sample[][2] = {
        {"4111 1111 1111 1111", "visa"},    {"4222222222222", "visa"},
        {"3782-822463-10005", "amex"},      {"5105105105105100", "mastercard"},
        {"2223003122003222", "mastercard"}, {"6011111111111117", "discover"},
        {"30569309025904", "diners"},       {"3530111333300000", "jcb"},
        {"6200000000000005", "unionpay"},   {"6304000000000000", "maestro"}};
    for (size_t i = 0; i < sizeof sample / sizeof sample[0]; i++)
        assert_string_equal(ps_card_network(ps_span_z(sample[i][0])), sample[i][1]);
    assert_null(ps_card_network(PS_LIT("4111111111111112")));
}

static void log_words(void **state) {
    (void)state;
    /* First, last and some between: the list must be sorted for the search. */
    static const char *const known[] = {"a",   "The",   "ERROR", "Failed",  "not", "found", "null",
                                        "MRN", "Phone", "zip",   "Service", "you", "your"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_true(ps_is_log_word(ps_span_z(known[i])));
    assert_false(ps_is_log_word(PS_LIT("Lopez")));
    assert_false(ps_is_log_word(PS_LIT("April")));
    assert_false(ps_is_log_word(PS_LIT("")));
}

int run_helpers(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(table),      cmocka_unit_test(canonical),
                                       cmocka_unit_test(boundaries), cmocka_unit_test(zips),
                                       cmocka_unit_test(ages),       cmocka_unit_test(networks),
                                       cmocka_unit_test(log_words)};
    return cmocka_run_group_tests_name("helpers", tests, NULL, NULL);
}
