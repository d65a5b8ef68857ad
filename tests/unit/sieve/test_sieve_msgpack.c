/* SPDX-License-Identifier: Apache-2.0
 *
 * Chunks of MessagePack: every framing, keys as evidence, bytes that stay, ends that are cut, and
 * objects that cannot be examined. Chunks are written byte by byte here, not by our own encoder. */
#include "buf.h"
#include "kit.h"
#include "msgpack_item.h"

#include <stdlib.h>

#define SSN "987-65-4320"
#define TIME "\xd7\x00\x65\x53\xf1\x00\x00\x00\x00\x05"
#define V1 "\x92" TIME
#define V2 "\x92\x92" TIME "\x80"
#define S(literal) PS_LIT(literal)
#define NOT_EXAMINED "\x81\xa8phisieve\xb7[WITHHELD:not-examined]"

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

/* The copy ends where its memory does. */
static ps_msgpack_report redact(ps_span in, ps_buf *out, bool *same) {
    ps_msgpack_report report = {.size = sizeof report};
    char *exact = malloc(in.len ? in.len : 1);
    assert_non_null(exact);
    memcpy(exact, in.ptr, in.len);
    ps_span span;
    assert_int_equal(
        ps_redact_msgpack(k.engine, k.scratch, ps_span_of(exact, in.len), &span, &report), PS_OK);
    *same = span.ptr == exact;
    ps_buf_clear(out);
    assert_int_equal(ps_buf_add(out, span), PS_OK);
    free(exact);
    return report;
}

static void expect(ps_span in, ps_span want) {
    ps_buf out;
    bool same;
    ps_buf_init(&out, SIZE_MAX / 2);
    (void)redact(in, &out, &same);
    if (!ps_span_eq(ps_buf_span(&out), want)) {
        print_error("got %zu bytes, not %zu: %.*s\n", out.len, want.len, (int)out.len, out.ptr);
        fail();
    }
    ps_buf once;
    ps_buf_init(&once, SIZE_MAX / 2);
    assert_int_equal(ps_buf_add(&once, ps_buf_span(&out)), PS_OK);
    (void)redact(ps_buf_span(&once), &out, &same);
    assert_true(same);
    ps_buf_free(&once);
    ps_buf_free(&out);
}

static void framings(void **state) {
    (void)state;
    expect(S(V1 "\x81\xa3log\xaf" SSN " ssn"), S(V1 "\x81\xa3log\xa9[SSN] ssn"));
    expect(S(V2 "\x81\xa3ssn\xab" SSN), S(V2 "\x81\xa3ssn\xa5[SSN]"));
    expect(S("\x92\x92" TIME "\x81\xa3ssn\xab" SSN "\x81\xa1k\xa1v"),
           S("\x92\x92" TIME "\x81\xa3ssn\xa5[SSN]\x81\xa1k\xa1v"));
    /* Times as integers and floats; the headers that old hosts write. */
    expect(S("\x92\xce\x65\x53\xf1\x00\x81\xa3ssn\xab" SSN),
           S("\x92\xce\x65\x53\xf1\x00\x81\xa3ssn\xa5[SSN]"));
    expect(S("\xdd\x00\x00\x00\x02\xdd\x00\x00\x00\x02" TIME "\xdf\x00\x00\x00\x00\xdf\x00\x00\x00"
             "\x01\xdb\x00\x00\x00\x03ssn\xda\x00\x0b" SSN),
           S("\xdd\x00\x00\x00\x02\xdd\x00\x00\x00\x02" TIME "\xdf\x00\x00\x00\x00\xdf\x00\x00\x00"
             "\x01\xdb\x00\x00\x00\x03ssn\xa5[SSN]"));
    /* The marks of a group, with what stands in its beginning. */
    expect(S("\x92\x92\xd7\x00\xff\xff\xff\xff\x00\x00\x00\x00\x81\xa6schema\xa4otlp\x81\xa3ssn"
             "\xab" SSN "\x92\x92\xd7\x00\xff\xff\xff\xfe\x00\x00\x00\x00\x80\x80"),
           S("\x92\x92\xd7\x00\xff\xff\xff\xff\x00\x00\x00\x00\x81\xa6schema\xa4otlp\x81\xa3ssn"
             "\xa5[SSN]\x92\x92\xd7\x00\xff\xff\xff\xfe\x00\x00\x00\x00\x80\x80"));
    /* A message of the Forward protocol is an object like any other. */
    expect(S("\x93\xa3tag\x91\x92\x01\x81\xa3ssn\xab" SSN "\x80"),
           S("\x93\xa3tag\x91\x92\x01\x81\xa3ssn\xa5[SSN]\x80"));
}

static void values(void **state) {
    (void)state;
    /* Numbers under keys, and the same number again; paths; lists; JSON in a text. */
    expect(S(V1 "\x82\xa3mrn\xce\x04\x99\x0e\xf4\xa2ok\xce\x04\x99\x0e\xf4"),
           S(V1 "\x82\xa3mrn\xa5[MRN]\xa2ok\xa5[MRN]"));
    expect(S(V1 "\x81\xa7patient\x81\xa4name\x92\xa7Zorblat\xa5Quimb"),
           S(V1 "\x81\xa7patient\x81\xa4name\x92\xa6[NAME]\xa6[NAME]"));
    expect(S(V1 "\x81\xa3log\xb5{\"ssn\":\"" SSN "\"}"),
           S(V1 "\x81\xa3log\xaf{\"ssn\":\"[SSN]\"}"));
    expect(S(V1 "\x81\xa3log\xd9\x21PID|1||77000123^^^EAST^MR||QUIMB\r"),
           S(V1 "\x81\xa3log\xbfPID|1||[MRN]^^^EAST^MR||[NAME]\r"));
    /* A key that is one itself; binaries that can be read, and that cannot. */
    expect(S(V1 "\x81\xafssn " SSN "\x01"), S(V1 "\x81\xa9ssn [SSN]\x01"));
    expect(S(V1 "\x81\xa1"
                "b\xc4\x0fssn=" SSN),
           S(V1 "\x81\xa1"
                "b\xc4\x09ssn=[SSN]"));
    expect(S(V1 "\x81\xa1"
                "b\xc4\x02\x00\x01"),
           S(V1 "\x81\xa1"
                "b\xc4\x11[WITHHELD:binary]"));
    expect(S(V1 "\x81\xa1"
                "e\xc7\x0f\x07ssn=" SSN),
           S(V1 "\x81\xa1"
                "e\xa9ssn=[SSN]"));
    expect(S(V1 "\x81\xa1"
                "e\xd4\x07\x00"),
           S(V1 "\x81\xa1"
                "e\xb1[WITHHELD:binary]"));
}

static void what_stays(void **state) {
    (void)state;
    const ps_span all[] = {
        PS_LIT(""),
        PS_LIT(V1 "\x80"),
        PS_LIT(V1 "\x83\xa1n\xc0\xa1t\xc3\xc2\xc2"),
        PS_LIT(V1 "\x83\x01\xa1x\xff\xd3\x80\x00\x00\x00\x00\x00\x00\x00\xcb\x7f\xf8\x00\x00\x00"
                  "\x00\x00\x00\xca\x3d\xcc\xcc\xcd"),
        PS_LIT(V1 "\x81\xa1q\xad\"\\\n\r\t\x01\x00\xff\xfe{}[]"),
        PS_LIT("\x01\xa5plain\x90\x80\xc0"),
        PS_LIT(V1 "\x81\xa1t" TIME),
        PS_LIT(V1 "\x81\xa1"
                  "b\xc4\x00"),
    };
    for (size_t i = 0; i < KIT_COUNT(all); i++) {
        ps_buf out;
        bool same;
        ps_buf_init(&out, SIZE_MAX / 2);
        ps_msgpack_report report = redact(all[i], &out, &same);
        assert_true(ps_span_eq(ps_buf_span(&out), all[i]));
        assert_true(same && !report.changed && !report.withheld && !report.cut);
        ps_buf_free(&out);
    }
}

/* Each beginning of a chunk: complete objects go out, redacted; the rest of the bytes is cut. */
static void cut_anywhere(void **state) {
    (void)state;
    const ps_span chunk =
        PS_LIT(V1 "\x81\xa3ssn\xab" SSN V2 "\x81\xa3ssn\xab" SSN "\xc1" V1 "\x80");
    const size_t first = sizeof V1 - 1 + 6 + sizeof SSN - 1, good = chunk.len - 1 - sizeof V1;
    ps_buf out;
    bool same;
    ps_buf_init(&out, SIZE_MAX / 2);
    for (size_t len = 0; len <= chunk.len; len++) {
        ps_msgpack_report report = redact(ps_span_cut(chunk, 0, len), &out, &same);
        size_t objects = (size_t)(len >= first) + (len >= good);
        assert_int_equal(report.objects, objects);
        assert_int_equal(report.changed, objects);
        assert_int_equal(report.cut, len - (len >= good ? good : len >= first ? first : 0));
        assert_false(kit_has(ps_buf_span(&out), PS_LIT("987")));
    }
    ps_buf_free(&out);
}

static void cannot_be_examined(void **state) {
    (void)state;
    /* An array as a key; too deep; the neighbours go on. */
    expect(S(V1 "\x81\x91\xab" SSN "\x01" V1 "\x81\xa3ssn\xab" SSN),
           S(V1 NOT_EXAMINED V1 "\x81\xa3ssn\xa5[SSN]"));
    expect(S("\x92\x92" TIME "\x81\xa3ssn\xab" SSN "\x81\x80\xab" SSN),
           S("\x92\x92" TIME "\x80" NOT_EXAMINED));
    expect(S("\x81\x80\xab" SSN), S(NOT_EXAMINED));
    ps_buf in, want;
    ps_buf_init(&in, SIZE_MAX / 2);
    ps_buf_init(&want, SIZE_MAX / 2);
    assert_int_equal(ps_buf_add(&in, S(V1 "\x81\xa1"
                                          "d")),
                     PS_OK);
    for (int i = 0; i < 200; i++) assert_int_equal(ps_buf_add_char(&in, (char)0x91), PS_OK);
    assert_int_equal(ps_buf_add(&in, S("\xab" SSN V1 "\x80")), PS_OK);
    expect(ps_buf_span(&in), S(V1 NOT_EXAMINED V1 "\x80"));
    ps_buf_free(&in);
    ps_buf_free(&want);
}

/* One text is over the limit of a record, and the next is not. */
static void over_the_limit(void **state) {
    (void)state;
    enum { HUGE = 17 << 20 };
    ps_buf in, out;
    bool same;
    ps_buf_init(&in, SIZE_MAX / 2);
    ps_buf_init(&out, SIZE_MAX / 2);
    assert_int_equal(ps_buf_add(&in, S(V1 "\x81\xa3log\xdb\x01\x10\x00\x00")), PS_OK);
    assert_int_equal(ps_buf_reserve(&in, HUGE), PS_OK);
    memset(in.ptr + in.len, 'a', HUGE);
    in.len += HUGE;
    assert_int_equal(ps_buf_add(&in, S(V1 "\x81\xa3ssn\xab" SSN)), PS_OK);
    ps_msgpack_report report = redact(ps_buf_span(&in), &out, &same);
    assert_true(ps_span_eq(ps_buf_span(&out), S(V1 NOT_EXAMINED V1 "\x81\xa3ssn\xa5[SSN]")));
    assert_int_equal(report.objects, 2);
    assert_int_equal(report.withheld, 1);
    assert_int_equal(report.changed, 1);
    ps_buf_free(&in);
    ps_buf_free(&out);
}

/* More than one turn of the mirror: nothing is lost or mixed up between them. */
static void many(void **state) {
    (void)state;
    enum { EVENTS = 40000 };
    ps_buf in, want, out;
    bool same;
    ps_buf_init(&in, SIZE_MAX / 2);
    ps_buf_init(&want, SIZE_MAX / 2);
    ps_buf_init(&out, SIZE_MAX / 2);
    for (unsigned i = 0; i < EVENTS; i++) {
        bool phi = i % 7 == 3;
        ps_span head = i % 2 ? S(V1 "\x82\xa1i\xcd") : S(V2 "\x82\xa1i\xcd");
        char number[2] = {(char)(i >> 8), (char)i};
        ps_buf *both[2] = {&in, &want};
        for (unsigned b = 0; b < 2; b++) {
            assert_int_equal(ps_buf_add(both[b], head), PS_OK);
            assert_int_equal(ps_buf_add(both[b], ps_span_of(number, 2)), PS_OK);
            ps_span value = !phi ? S("\xa3ssn\xa2no")
                            : b  ? S("\xa3ssn\xa5[SSN]")
                                 : S("\xa3ssn\xab" SSN);
            assert_int_equal(ps_buf_add(both[b], value), PS_OK);
        }
    }
    (void)redact(ps_buf_span(&in), &out, &same);
    assert_true(ps_span_eq(ps_buf_span(&out), ps_buf_span(&want)));
    ps_buf_free(&in);
    ps_buf_free(&want);
    ps_buf_free(&out);
}

/* Random objects, of keys and values without sense: what comes out is complete, as many as went in,
 * and can be shown again. */
static void put_random(kit_random *r, ps_buf *out, unsigned depth) {
    const ps_span leaves[] = {PS_LIT("\xc0"),
                              PS_LIT("\x2a"),
                              PS_LIT("\xcd\x01\x02"),
                              PS_LIT("\xab" SSN),
                              PS_LIT("\xa3ssn"),
                              PS_LIT("\xa7patient"),
                              PS_LIT("\xa4name"),
                              PS_LIT("\xd9\x05Quimb"),
                              PS_LIT("\xc4\x03"
                                     "abc"),
                              PS_LIT("\xca\x3f\x80\x00\x00"),
                              PS_LIT("\xd4\x05\x00"),
                              PS_LIT("\xa2\"\\"),
                              PS_LIT("\xce\x3a\xde\x68\xb1"),
                              PS_LIT(TIME),
                              PS_LIT("\xa0")};
    size_t kind = kit_below(r, depth > 4 ? 6 : 9), count = kit_below(r, 5);
    if (kind < 6) {
        assert_int_equal(ps_buf_add(out, leaves[kit_below(r, KIT_COUNT(leaves))]), PS_OK);
        return;
    }
    bool map = kind > 6;
    assert_int_equal(ps_buf_add_char(out, (char)((map ? 0x80 : 0x90) | count)), PS_OK);
    for (size_t i = 0; i < count << map; i++) put_random(r, out, depth + 1);
}

static void anything(void **state) {
    (void)state;
    kit_random r = kit_seed(7);
    ps_buf in, once, twice;
    ps_buf_init(&in, SIZE_MAX / 2);
    ps_buf_init(&once, SIZE_MAX / 2);
    ps_buf_init(&twice, SIZE_MAX / 2);
    for (size_t i = 0; i < kit_number("PS_ROUNDS", 3000); i++) {
        bool same;
        ps_buf_clear(&in);
        size_t objects = kit_below(&r, 4);
        for (size_t n = 0; n < objects; n++) {
            if (kit_below(&r, 2)) assert_int_equal(ps_buf_add(&in, S(V1)), PS_OK);
            put_random(&r, &in, 0);
        }
        ps_msgpack_report first = redact(ps_buf_span(&in), &once, &same);
        assert_int_equal(first.cut, 0);
        ps_msgpack_report second = redact(ps_buf_span(&once), &twice, &same);
        assert_int_equal(second.objects, first.objects);
        assert_int_equal(second.cut, 0);
        /* A map or an array as a key is withheld, and nothing else. */
        assert_int_equal(second.withheld, 0);
    }
    ps_buf_free(&in);
    ps_buf_free(&once);
    ps_buf_free(&twice);
}

static void usage(void **state) {
    (void)state;
    ps_span out = PS_LIT("old");
    ps_msgpack_report report = {.size = 1};
    assert_int_equal(ps_redact_msgpack(k.engine, k.scratch, S("\x01"), &out, &report), PS_E_USAGE);
    assert_null(out.ptr);
    assert_int_equal(ps_redact_msgpack(k.engine, k.scratch, S("\x01"), &out, NULL), PS_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(framings),   cmocka_unit_test(values),
        cmocka_unit_test(what_stays), cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(many),       cmocka_unit_test(cannot_be_examined),
        cmocka_unit_test(anything),   cmocka_unit_test(over_the_limit),
        cmocka_unit_test(usage),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
