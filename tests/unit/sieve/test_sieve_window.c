/* SPDX-License-Identifier: Apache-2.0
 *
 * Long lines in overlapping windows: put together, the pieces hold no value, wherever the windows
 * were cut, and what is not PHI is complete and in order. */
#include "buf.h"
#include "kit.h"

#include <stdlib.h>

enum { CONTEXT = 4096, WINDOW = 128 << 10 };

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

/* The line through windows, as the pipeline does it. */
static void sieve(ps_span line, ps_buf *all) {
    size_t done = 0;
    while (done < line.len) {
        size_t from = done > CONTEXT ? CONTEXT : done;
        size_t begin = done - from;
        size_t end = begin + WINDOW < line.len ? begin + WINDOW : line.len;
        bool last = end == line.len;
        ps_span out;
        size_t to;
        ps_status status = ps_sieve_window(k.engine, k.scratch, ps_span_cut(line, begin, end), from,
                                           last, &to, &out);
        assert_int_equal(status, PS_OK);
        assert_true(to > from && to <= end - begin);
        if (last) assert_int_equal(to, end - begin);
        assert_int_equal(ps_buf_add(all, out), PS_OK);
        done = begin + to;
    }
}

static const char *const values[] = {"ssn=306-30-2348", "mrn=40718322", "{\"ssn\":306302348}",
                                     "dob=1957-04-09", "mail m.lopez@example.com"};
static const char *const gone[] = {"306-30-2348", "40718322", "306302348", "1957-04-09",
                                   "m.lopez@example.com"};

static void test_long_line(void **state) {
    (void)state;
    kit_random r = kit_seed(81);
    for (size_t round = 0; round < 12; round++) {
        ps_buf line, all;
        ps_buf_init(&line, 1 << 22);
        ps_buf_init(&all, 1 << 22);
        size_t words = 0;
        while (line.len < (size_t)WINDOW * 3) {
            const char *word =
                kit_below(&r, 3) ? "word " : values[kit_below(&r, KIT_COUNT(values))];
            words += word[0] == 'w';
            assert_int_equal(ps_buf_add(&line, ps_span_z(word)), PS_OK);
            assert_int_equal(ps_buf_add(&line, PS_LIT(" ; ")), PS_OK);
        }
        sieve(ps_buf_span(&line), &all);
        for (size_t i = 0; i < KIT_COUNT(gone); i++)
            assert_false(kit_has(ps_buf_span(&all), ps_span_z(gone[i])));
        size_t left = 0;
        for (size_t i = 0; i + 5 <= all.len; i++) left += !memcmp(all.ptr + i, "word ", 5);
        assert_int_equal(left, words);
        ps_buf_free(&line);
        ps_buf_free(&all);
    }
}

/* A value stands at every place around the cut. */
static void test_value_on_the_cut(void **state) {
    (void)state;
    static char line[2 * WINDOW];
    for (size_t shift = 0; shift < 60; shift++) {
        for (size_t i = 0; i < sizeof line; i++) line[i] = i % 8 == 7 ? ' ' : 'x';
        size_t at = WINDOW - (32 << 10) - 40 + shift;
        memcpy(line + at, " ssn=306-30-2348 ", 17);
        ps_buf all;
        ps_buf_init(&all, 1 << 20);
        sieve(ps_span_of(line, sizeof line), &all);
        assert_false(kit_has(ps_buf_span(&all), PS_LIT("2348")));
        assert_true(kit_has(ps_buf_span(&all), PS_LIT("ssn=[SSN] ")));
        assert_int_equal(all.len, sizeof line - 6);
        ps_buf_free(&all);
    }
}

/* What was emitted before `from` is context only: it is not written again. */
static void test_context(void **state) {
    (void)state;
    ps_span window = PS_LIT("social security 536904399 and more");
    ps_span out;
    size_t to;
    assert_int_equal(ps_sieve_window(k.engine, k.scratch, window, 16, true, &to, &out), PS_OK);
    assert_int_equal(to, window.len);
    assert_true(ps_span_eq(out, PS_LIT("[SSN] and more")));
    assert_int_equal(ps_sieve_window(k.engine, k.scratch, window, window.len + 1, true, &to, &out),
                     PS_E_USAGE);
    assert_null(out.ptr);
}

/* A value that fills the window: the rest of the line must be withheld. */
static void test_value_too_long(void **state) {
    (void)state;
    static char line[WINDOW];
    memset(line, 'A', sizeof line);
    memcpy(line, "{\"password\":\"", 13);
    ps_span out = PS_LIT("poison");
    size_t to;
    ps_status status =
        ps_sieve_window(k.engine, k.scratch, ps_span_of(line, sizeof line), 0, false, &to, &out);
    if (status == PS_OK) { /* the key's own bytes may come out, the value must not */
        assert_true(to <= 13);
        assert_false(kit_has(out, PS_LIT("AAAA")));
    } else {
        assert_int_equal(status, PS_E_LIMIT);
        assert_null(out.ptr);
    }
}

/* A record so long that its views have gaps: values at every level of encoding go, and all else
 * stays. */
static void test_gaps(void **state) {
    (void)state;
    enum { SIZE = 900000, EVERY = 3000 };
    static const struct {
        const char *value, *becomes;
    } deep[] = {{"ssn=306%2D30%2D2348", "ssn=[SSN]"},
                {"ssn=306%252D30%252D2348", "ssn=[SSN]"},
                {"ssn%3D306%25252D30%25252D2348", "ssn%3D[SSN]"},
                {"mrn=40718322", "mrn=[MRN]"}};
    ps_buf record, want;
    ps_buf_init(&record, 1 << 22);
    ps_buf_init(&want, 1 << 22);
    for (size_t n = 0, d = 0; record.len < SIZE; n++) {
        bool plain = n % EVERY != 7;
        const char *value = plain ? "fine" : deep[d % KIT_COUNT(deep)].value;
        const char *becomes = plain ? "fine" : deep[d % KIT_COUNT(deep)].becomes;
        d += !plain;
        assert_int_equal(ps_buf_addf(&record, "one more step is done, %s ", value), PS_OK);
        assert_int_equal(ps_buf_addf(&want, "one more step is done, %s ", becomes), PS_OK);
    }
    size_t len;
    char *out = kit_redact(&k, ps_buf_span(&record), &len);
    assert_non_null(out);
    assert_int_equal(len, want.len);
    assert_memory_equal(out, want.ptr, len);
    free(out);
    ps_buf_free(&record);
    ps_buf_free(&want);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_line), cmocka_unit_test(test_value_on_the_cut),
        cmocka_unit_test(test_context),   cmocka_unit_test(test_value_too_long),
        cmocka_unit_test(test_gaps),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
