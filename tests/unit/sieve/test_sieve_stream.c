/* SPDX-License-Identifier: Apache-2.0
 *
 * Streams: any chunking gives the same bytes, only whole lines come out, a line that is too long is
 * withheld, and a missing last newline stays missing. */
#include "buf.h"
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

static const char text[] = "ssn=306-30-2348 retry=2\r\n"
                           "\n"
                           "{\"patientSsn\":306302348,\"n\":1}\n"
                           "plain line\n"
                           "nul \0 and \xff\xfe\n"
                           "mrn: 40718322\n"
                           "dob%3D1957%2D04%2D09 last";

static ps_span input(void) {
    return ps_span_of(text, sizeof text - 1);
}

static ps_stream *open_stream(const ps_engine *engine) {
    ps_stream *stream;
    ps_error err = {0};
    assert_int_equal(ps_stream_new(&stream, engine, &err), PS_OK);
    return stream;
}

static void feed(ps_stream *stream, ps_span bytes, ps_buf *all) {
    ps_span out;
    assert_int_equal(ps_stream_feed(stream, bytes, &out), PS_OK);
    assert_int_equal(ps_buf_add(all, out), PS_OK);
    if (all->len) assert_true(out.len == 0 || all->ptr[all->len - 1] == '\n'); /* whole lines */
}

static void end(ps_stream *stream, ps_buf *all) {
    ps_span out;
    assert_int_equal(ps_stream_end(stream, &out), PS_OK);
    assert_int_equal(ps_buf_add(all, out), PS_OK);
}

static void test_every_cut(void **state) {
    (void)state;
    size_t len;
    char *want = kit_redact(&k, input(), &len);
    assert_non_null(want);
    assert_false(kit_has(ps_span_of(want, len), PS_LIT("2348")));
    for (size_t chunk = 1; chunk <= sizeof text; chunk++) {
        ps_stream *stream = open_stream(k.engine);
        ps_buf all;
        ps_buf_init(&all, 1 << 20);
        for (size_t at = 0; at < input().len; at += chunk) {
            size_t n = input().len - at < chunk ? input().len - at : chunk;
            char *exact = malloc(n); /* the stream must not keep the caller's bytes */
            memcpy(exact, text + at, n);
            feed(stream, ps_span_of(exact, n), &all);
            free(exact);
        }
        end(stream, &all);
        assert_int_equal(all.len, len);
        assert_memory_equal(all.ptr, want, len);
        assert_int_equal(ps_stream_withheld(stream), 0);
        ps_buf_free(&all);
        ps_stream_free(stream);
    }
    free(want);
}

/* A complete line comes out with the pause behind it, or with the line that begins another event.
 */
static void test_at_once(void **state) {
    (void)state;
    ps_stream *stream = open_stream(k.engine);
    ps_span out;
    assert_int_equal(ps_stream_feed(stream, PS_LIT("ssn=306-30-"), &out), PS_OK);
    assert_int_equal(out.len, 0);
    assert_int_equal(ps_stream_feed(stream, PS_LIT("2348\nmrn"), &out), PS_OK);
    assert_int_equal(out.len, 0);
    assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("ssn=[SSN]\n")));
    assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
    assert_int_equal(out.len, 0);
    assert_int_equal(ps_stream_feed(stream, PS_LIT("=40718322"), &out), PS_OK);
    assert_int_equal(out.len, 0);
    assert_int_equal(ps_stream_end(stream, &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("mrn=[MRN]")));
    ps_stream_free(stream);
}

/* What was proven before a pause goes on counting behind it, in the same event only. */
static void test_pause_in_event(void **state) {
    (void)state;
    ps_stream *stream = open_stream(k.engine);
    ps_span out;
    assert_int_equal(ps_stream_feed(stream, PS_LIT("E save failed: mrn=40718322\n"), &out), PS_OK);
    assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("E save failed: mrn=[MRN]\n")));
    assert_int_equal(ps_stream_feed(stream, PS_LIT("Caused by: 40718322 twice\n"), &out), PS_OK);
    assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("Caused by: [MRN] twice\n")));
    assert_int_equal(ps_stream_feed(stream, PS_LIT("\tat x.Y(40718322)\nother 40718322\n"), &out),
                     PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("\tat x.Y([MRN])\n")));
    assert_int_equal(ps_stream_end(stream, &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("other 40718322\n")));
    ps_stream_free(stream);
}

/* A line that the container cut stays until its rest is there: half a value shows nothing. */
static void test_pause_in_cut_line(void **state) {
    (void)state;
    ps_stream *stream = open_stream(k.engine);
    ps_span out;
    assert_int_equal(
        ps_stream_feed(stream, PS_LIT("2026-11-22T08:00:00.1Z stdout P saved mrn=4071\n"), &out),
        PS_OK);
    assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
    assert_int_equal(out.len, 0);
    assert_int_equal(
        ps_stream_feed(stream, PS_LIT("2026-11-22T08:00:00.2Z stdout F 8322 ok\n"), &out), PS_OK);
    assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
    assert_true(kit_has(out, PS_LIT("stdout P saved mrn=[MRN]\n")));
    assert_false(kit_has(out, PS_LIT("8322")));
    assert_true(kit_has(out, PS_LIT(" ok\n")));
    ps_stream_free(stream);
}

static void test_nothing(void **state) {
    (void)state;
    ps_stream *stream = open_stream(k.engine);
    ps_span out;
    assert_int_equal(ps_stream_feed(stream, PS_LIT(""), &out), PS_OK);
    assert_int_equal(out.len, 0);
    assert_int_equal(ps_stream_end(stream, &out), PS_OK);
    assert_int_equal(out.len, 0);
    ps_stream_free(stream);
    ps_stream_free(NULL);
}

static void test_counts(void **state) {
    (void)state;
    ps_stream *stream = open_stream(k.engine);
    ps_span out;
    uint64_t sum = 0;
    assert_int_equal(ps_stream_feed(stream, PS_LIT("ssn=306-30-2348\nmrn=40718322\n"), &out),
                     PS_OK);
    assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
    for (uint32_t i = 0; i < ps_engine_rule_count(k.engine); i++) sum += ps_stream_count(stream, i);
    assert_int_equal(sum, 2);
    assert_int_equal(ps_stream_count(stream, UINT32_MAX), 0);
    ps_stream_free(stream);
}

/* ---- long lines ---- */

enum { LIMIT = 200 };

static ps_engine *small_engine(void) {
    ps_engine *engine;
    ps_error err = {0};
    ps_engine_options opt = {.size = sizeof opt, .max_record = LIMIT};
    assert_int_equal(ps_engine_new(&engine, k.rules, &opt, &err), PS_OK);
    return engine;
}

/* Lines around the limit; those over it become the marker. */
static size_t long_text(char *in, char *want, size_t *want_len) {
    static const size_t lengths[] = {10, LIMIT - 1, LIMIT, LIMIT + 1, 20, 3 * LIMIT, LIMIT + 2, 7};
    size_t n = 0, w = 0;
    for (size_t i = 0; i < KIT_COUNT(lengths); i++) {
        memset(in + n, 'x', lengths[i]);
        if (lengths[i] > LIMIT) {
            memcpy(in + n + LIMIT - 30, " ssn=306-30-2348 ", 17);
            memcpy(want + w, PS_WITHHELD_TOO_LONG, strlen(PS_WITHHELD_TOO_LONG));
            w += strlen(PS_WITHHELD_TOO_LONG);
        } else {
            memset(want + w, 'x', lengths[i]);
            w += lengths[i];
        }
        n += lengths[i];
        if (i + 1 < KIT_COUNT(lengths)) in[n++] = '\n', want[w++] = '\n';
    }
    *want_len = w;
    return n;
}

static void test_long_lines(void **state) {
    (void)state;
    static char in[8 * LIMIT], want[8 * LIMIT];
    size_t want_len, len = long_text(in, want, &want_len);
    ps_engine *engine = small_engine();
    for (size_t chunk = 1; chunk < len + 2; chunk += chunk < 2 * LIMIT + 9 ? 1 : 97) {
        ps_stream *stream = open_stream(engine);
        ps_buf all;
        ps_buf_init(&all, 1 << 20);
        for (size_t at = 0; at < len; at += chunk) {
            ps_span out, bytes = ps_span_of(in + at, len - at < chunk ? len - at : chunk);
            assert_int_equal(ps_stream_feed(stream, bytes, &out), PS_OK);
            assert_int_equal(ps_buf_add(&all, out), PS_OK);
        }
        end(stream, &all);
        if (all.len != want_len || memcmp(all.ptr, want, want_len) != 0)
            fail_msg("chunks of %zu:\n%.*s\nwant\n%.*s", chunk, (int)all.len, all.ptr,
                     (int)want_len, want);
        assert_int_equal(ps_stream_withheld(stream), 3);
        ps_buf_free(&all);
        ps_stream_free(stream);
    }
    ps_engine_unref(engine);
}

/* A long line whose end never comes: nothing of it, and no growing memory. */
static void test_endless_line(void **state) {
    (void)state;
    ps_engine *engine = small_engine();
    ps_stream *stream = open_stream(engine);
    ps_buf all;
    ps_buf_init(&all, 1 << 20);
    for (size_t i = 0; i < 1000; i++) {
        ps_span out;
        assert_int_equal(ps_stream_feed(stream, PS_LIT(" ssn=306-30-2348 more"), &out), PS_OK);
        assert_int_equal(ps_buf_add(&all, out), PS_OK);
    }
    end(stream, &all);
    assert_true(ps_span_eq(ps_buf_span(&all), PS_LIT(PS_WITHHELD_TOO_LONG)));
    assert_int_equal(ps_stream_withheld(stream), 1);
    ps_buf_free(&all);
    ps_stream_free(stream);
    ps_engine_unref(engine);
}

/* The stream holds a reference: the engine may be let go. */
static void test_engine_outlived(void **state) {
    (void)state;
    ps_engine *engine = small_engine();
    ps_stream *stream = open_stream(engine);
    ps_engine_unref(engine);
    ps_span out;
    assert_int_equal(ps_stream_feed(stream, PS_LIT("ssn=306-30-2348\n"), &out), PS_OK);
    assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
    assert_true(ps_span_eq(out, PS_LIT("ssn=[SSN]\n")));
    ps_stream_free(stream);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cut),       cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_pause_in_event),  cmocka_unit_test(test_pause_in_cut_line),
        cmocka_unit_test(test_nothing),         cmocka_unit_test(test_counts),
        cmocka_unit_test(test_long_lines),      cmocka_unit_test(test_endless_line),
        cmocka_unit_test(test_engine_outlived),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
