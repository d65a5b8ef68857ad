/* SPDX-License-Identifier: Apache-2.0
 *
 * Words that are keys only by what they stand in ({"patient":{"id":..}}): the owner counts wherever
 * it stands in the event, and never from an event before, however the two were cut into batches. */
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

/* An event that leaves something open, and one that is not in it. */
static const struct {
    const char *first, *second;
} pairs[] = {
    {"GET /x #<Patient:0x00007f2c @x=\"cut\n", "level=info msg=ok id=8a93c1b7\n"},
    {"INFO save #<Patient:0x00007f2c @x=\"cut\n", "INFO retry id=8a93c1b7 n=2\n"},
    {"INFO save #<Patient:0x00007f2c @x=\"cut\n", "{\"level\":\"info\",\"id\":\"8a93c1b7\"}\n"},
    {"INFO save {\"patient\":{\"note\":\"cut\n", "INFO retry id=8a93c1b7 n=2\n"},
    {"INFO save Patient(note=cut\n", "INFO retry, id: 8a93c1b7\n"},
    {"reading the patient\n", "{\"id\":\"8a93c1b7\",\"n\":1}\n"},
    {"INFO q=%23%3CPatient%3A0x00007f%20%40x%3D%22cut\n", "INFO q=retry%20id%3D8a93c1b7\n"},
};

/* An event each; the value goes. */
static const char *const owned[] = {
    "{\n  \"patient\": {\n    \"id\": \"8a93c1b7\"\n  }\n}\n",
    "{\n  \"patients\": [\n    {\n    \"n\": {},\n    \"id\": \"8a93c1b7\"\n    }\n  ]\n}\n",
    "I saved {\n  \"patient\":\n  {\n    \"id\": \"8a93c1b7\"\n  }\n}\n",
    "E save failed: #<Patient:0x00007f2c @x=\"y\", id: 8a93c1b7>\n",
    "q=%7B%22patient%22%3A%7B%22id%22%3A%228a93c1b7%22%7D%7D\n",
};

static void feed(ps_stream *stream, ps_span bytes, ps_buf *all) {
    ps_span out;
    assert_int_equal(ps_stream_feed(stream, bytes, &out), PS_OK);
    assert_int_equal(ps_buf_add(all, out), PS_OK);
}

/* The text in pieces of `chunk` bytes; `paused`: what is there must come out behind each. */
static void expect_stream(ps_span in, size_t chunk, bool paused, ps_span want) {
    ps_stream *stream;
    ps_error err = {0};
    ps_span out;
    ps_buf all;
    ps_buf_init(&all, 1 << 20);
    assert_int_equal(ps_stream_new(&stream, k.engine, &err), PS_OK);
    for (size_t at = 0; at < in.len; at += chunk) {
        feed(stream, ps_span_cut(in, at, in.len - at < chunk ? in.len : at + chunk), &all);
        if (!paused) continue;
        assert_int_equal(ps_stream_pause(stream, &out), PS_OK);
        assert_int_equal(ps_buf_add(&all, out), PS_OK);
    }
    assert_int_equal(ps_stream_end(stream, &out), PS_OK);
    assert_int_equal(ps_buf_add(&all, out), PS_OK);
    if (!ps_span_eq(ps_buf_span(&all), want))
        fail_msg("in pieces of %zu:\n%.*s", chunk, (int)all.len, all.ptr);
    ps_buf_free(&all);
    ps_stream_free(stream);
}

static void test_events_before(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(pairs); i++) {
        char both[400];
        size_t first = strlen(pairs[i].first);
        memcpy(both, pairs[i].first, first);
        strcpy(both + first, pairs[i].second);
        kit_expect_same(&k, pairs[i].second, &failures);
        kit_expect_same(&k, both, &failures);
        ps_span text = ps_span_z(both);
        for (size_t chunk = 1; chunk <= text.len; chunk++) expect_stream(text, chunk, false, text);
        expect_stream(text, first, true, text);
    }
    assert_int_equal(failures, 0);
}

/* Alone, and behind an event that leaves something open. */
static void test_same_event(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(owned); i++) {
        for (unsigned behind = 0; behind < 2; behind++) {
            ps_buf in;
            ps_buf_init(&in, 1 << 12);
            if (behind) assert_int_equal(ps_buf_add(&in, ps_span_z(pairs[0].first)), PS_OK);
            assert_int_equal(ps_buf_add(&in, ps_span_z(owned[i])), PS_OK);
            size_t len;
            char *want = kit_redact(&k, ps_buf_span(&in), &len);
            assert_non_null(want);
            if (!strstr(want, "[MRN]") || strstr(want, "8a93c1b7")) fail_msg("%s", want);
            for (size_t chunk = 1; chunk <= in.len; chunk++)
                expect_stream(ps_buf_span(&in), chunk, false, ps_span_of(want, len));
            free(want);
            ps_buf_free(&in);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_before),
        cmocka_unit_test(test_same_event),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
