/* SPDX-License-Identifier: Apache-2.0
 *
 * Protobuf in frames: another encoder's bytes, groups, indexes of messages, bytes that can be read
 * in two ways, any damage, and random messages. */
#include "payload_kit.h"

#include <stdlib.h>

#define FRAME "\0\0\0\0\7"
#define ROOT FRAME "\0" /* the first message of the schema */
#define SSN "306-30-2348"

/* Made by Google's own encoder: the message, and the same one with what must stand there. */
static const char golden[] =
    ROOT "\x0a\x14\x63\x61\x6c\x6c\x20\x73\x73\x6e\x20\x33\x30\x36\x2d\x33\x30\x2d\x32\x33\x34\x38"
         "\x10\x7b\x19\x00\x00\x00\x00\x00\xe0\x51\x40\x25\x66\x66\x12\x42\x2a\x87\x01\x0a\x82\x01"
         "\x73\x65\x65\x20\x73\x73\x6e\x20\x33\x30\x36\x2d\x33\x30\x2d\x32\x33\x34\x38\x20\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x10\x03"
         "\x32\x11\x0a\x0f\x73\x73\x6e\x20\x33\x30\x36\x2d\x33\x30\x2d\x32\x33\x34\x38\x32\x13\x0a"
         "\x0f\x73\x73\x6e\x20\x33\x30\x36\x2d\x33\x30\x2d\x32\x33\x34\x38\x10\x01\x39\x63\x00\x00"
         "\x00\x00\x00\x00\x00\x40\x01\x48\xfb\xff\xff\xff\xff\xff\xff\xff\xff\x01\xa2\x01\x03\x6f"
         "\x6e\x65\xa2\x01\x0f\x73\x73\x6e\x20\x33\x30\x36\x2d\x33\x30\x2d\x32\x33\x34\x38";
static const char golden_clean[] =
    ROOT "\x0a\x0e\x63\x61\x6c\x6c\x20\x73\x73\x6e\x20\x5b\x53\x53\x4e\x5d\x10\x7b\x19\x00\x00\x00"
         "\x00\x00\xe0\x51\x40\x25\x66\x66\x12\x42\x2a\x80\x01\x0a\x7c\x73\x65\x65\x20\x73\x73\x6e"
         "\x20\x5b\x53\x53\x4e\x5d\x20\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
         "\x78\x78\x78\x78\x78\x78\x78\x10\x03\x32\x0b\x0a\x09\x73\x73\x6e\x20\x5b\x53\x53\x4e\x5d"
         "\x32\x0d\x0a\x09\x73\x73\x6e\x20\x5b\x53\x53\x4e\x5d\x10\x01\x39\x63\x00\x00\x00\x00\x00"
         "\x00\x00\x40\x01\x48\xfb\xff\xff\xff\xff\xff\xff\xff\xff\x01\xa2\x01\x03\x6f\x6e\x65\xa2"
         "\x01\x09\x73\x73\x6e\x20\x5b\x53\x53\x4e\x5d";

static ps_schemas *schemas;
static payload_kit k;
static ps_buf out;

static int open_kit(void **state) {
    (void)state;
    assert_int_equal(ps_schemas_load(&schemas, NULL, true, NULL), PS_OK);
    k = payload_kit_open((size_t)1 << 20, schemas);
    ps_buf_init(&out, (size_t)16 << 20);
    return 0;
}

static int close_kit(void **state) {
    (void)state;
    ps_buf_free(&out);
    payload_kit_close(&k);
    ps_schemas_free(schemas);
    return 0;
}

/* What came out goes through as it is. */
static void expect_stays(void) {
    ps_span same;
    const ps_cargo_place place = {.topic = "topic"};
    ps_buf once;
    ps_buf_init(&once, (size_t)16 << 20);
    assert_int_equal(ps_buf_add(&once, ps_buf_span(&out)), PS_OK);
    assert_int_equal(ps_cargo_examine(k.cargo, &place, ps_buf_span(&once), &same), PS_CARGO_PASSES);
    assert_ptr_equal(same.ptr, once.ptr);
    ps_buf_free(&once);
}

static void expect(ps_span value, ps_span want) {
    assert_int_equal(payload_kit_examine(&k, value, &out), PS_CARGO_PASSES);
    if (!ps_span_eq(ps_buf_span(&out), want))
        print_error("got %zu bytes: %.*s\n", out.len, (int)out.len, out.ptr);
    assert_true(ps_span_eq(ps_buf_span(&out), want));
    expect_stays();
}

#define STAYS(literal) expect(PS_LIT(literal), PS_LIT(literal))
#define REFUSED(literal)                                                                           \
    assert_int_equal(payload_kit_examine(&k, PS_LIT(literal), &out), PS_CARGO_SCHEMA)

static void others_bytes(void **state) {
    (void)state;
    ps_span clean = PS_LIT(golden_clean);
    expect(PS_LIT(golden), clean);
    expect(clean, clean);
}

static void indexes(void **state) {
    (void)state;
    STAYS(ROOT "\x08\1");
    STAYS(FRAME "\x02\x04\x08\1");
    expect(PS_LIT(FRAME "\x04\x02\0\x0a\x0fssn " SSN), PS_LIT(FRAME "\x04\x02\0\x0a\x09ssn [SSN]"));
    STAYS(FRAME "\0");
    REFUSED(FRAME "\x01\x08\1");
    REFUSED(FRAME "\x04\x02");
    REFUSED(FRAME "\x02\x01\x08\1");
    REFUSED(FRAME "\x7e");
    expect(PS_LIT(FRAME "{\"ssn\":\"" SSN "\"}"), PS_LIT(FRAME "{\"ssn\":\"[SSN]\"}"));
}

static void groups(void **state) {
    (void)state;
    expect(PS_LIT(ROOT "\x4b\x0a\x0fssn " SSN "\x4c\x08\1"),
           PS_LIT(ROOT "\x4b\x0a\x09ssn [SSN]\x4c\x08\1"));
    REFUSED(ROOT "\x4b\x08\1");
    REFUSED(ROOT "\x4b\x08\1\x54");
    REFUSED(ROOT "\x4c");
}

static void what_is_no_message(void **state) {
    (void)state;
    REFUSED(ROOT "\x0a\3\0\1\xff"); /* bytes */
    REFUSED(ROOT "\x0a\3\1\2\3");   /* packed numbers */
    REFUSED(ROOT "\x0a\2\xc3\x28"); /* no UTF-8 */
    REFUSED(ROOT "\x0a\4BZh9");     /* what is compressed */
    REFUSED(ROOT "\x02\0");         /* no field 0 */
    REFUSED(ROOT "\x0e\0");         /* no type 6 */
    REFUSED(ROOT "\x80\xea\x30\1"); /* 100 000 is no field that people use */
    REFUSED(ROOT "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
    STAYS(ROOT "\x0a\0\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
}

/* A wrapped text begins with two bytes that a text could have, too. */
static void read_in_two_ways(void **state) {
    (void)state;
    expect(PS_LIT(ROOT "\x0a\x1f\x0a\x1dssn " SSN " and no more.."),
           PS_LIT(ROOT "\x0a\x19\x0a\x17ssn [SSN] and no more.."));
    STAYS(ROOT "\x0a\2PA\x12\4"
               "0408");
    /* Field 4 of a message, or a text with a quote. */
    expect(PS_LIT(ROOT "\x0a\x30\".ssn " SSN ", and what else there is to say"),
           PS_LIT(ROOT "\x0a\x2a\".ssn [SSN], and what else there is to say"));
    /* The length stands before the number: the text alone would hide it. */
    REFUSED(ROOT "\x0a\x35\x22\x33"
                 "4111111111111111 paid for all of it, and for nothin");
}

/* A number has no room for a label. */
static void numbers(void **state) {
    (void)state;
    STAYS(ROOT "\x09\0\0\0\0\0\xe0\x51\x40\x15\x66\x66\x12\x42");
}

static void deep(void **state) {
    (void)state;
    ps_buf inner, outer;
    ps_buf_init(&inner, 1 << 16);
    ps_buf_init(&outer, 1 << 16);
    assert_int_equal(ps_buf_add(&inner, PS_LIT("\x10\1")), PS_OK);
    for (size_t depth = 1; depth < 60; depth++) {
        char head[2] = {'\x0a', (char)inner.len};
        ps_buf_clear(&outer);
        assert_int_equal(ps_buf_add(&outer, ps_span_of(head, 2)), PS_OK);
        assert_int_equal(ps_buf_add(&outer, ps_buf_span(&inner)), PS_OK);
        ps_buf_clear(&inner);
        assert_int_equal(ps_buf_add(&inner, ps_buf_span(&outer)), PS_OK);
        ps_buf_clear(&outer);
        assert_int_equal(ps_buf_add(&outer, PS_LIT(ROOT)), PS_OK);
        assert_int_equal(ps_buf_add(&outer, ps_buf_span(&inner)), PS_OK);
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&outer), &out),
                         depth < 32 ? PS_CARGO_PASSES : PS_CARGO_LIMIT);
    }
    ps_buf_free(&inner);
    ps_buf_free(&outer);
}

/* Where a field ends a message may end, too: the fields before it are all there and clean. */
static void cut_anywhere(void **state) {
    (void)state;
    size_t passed = 0;
    for (size_t len = sizeof ROOT; len + 1 < sizeof golden; len++)
        if (payload_kit_examine(&k, ps_span_of(golden, len), &out) == PS_CARGO_PASSES) {
            passed++;
            assert_memory_equal(out.ptr, golden_clean, out.len);
        }
    assert_in_range(passed, 5, 15);
}

/* Withheld, or what comes out is clean, and a message. */
static void damaged_anywhere(void **state) {
    (void)state;
    char copy[sizeof golden];
    for (size_t at = sizeof FRAME - 1; at + 1 < sizeof golden; at++)
        for (int c = 0; c < 256; c += 3) {
            memcpy(copy, golden, sizeof golden);
            copy[at] = (char)c;
            if (payload_kit_examine(&k, ps_span_of(copy, sizeof golden - 1), &out) ==
                PS_CARGO_PASSES)
                expect_stays();
        }
}

/* ---- random messages ---- */

static kit_random seed;

static void add(ps_buf *to, ps_span bytes) {
    assert_int_equal(ps_buf_add(to, bytes), PS_OK);
}

static void add_stretch(ps_buf *to, char tag, ps_span bytes) {
    assert_true(bytes.len < 16384);
    char head[3] = {tag, (char)(bytes.len & 127), (char)(bytes.len >> 7)};
    if (bytes.len > 127) head[1] = (char)(head[1] | 128);
    add(to, ps_span_of(head, bytes.len > 127 ? 3 : 2));
    add(to, bytes);
}

/* The same fields twice: as they are, and with what must stand there. The first field is a number
 * of 0, which no text has, so that no message can be read in two ways. */
static void put_message(ps_buf *was, ps_buf *clean, size_t depth) {
    static const ps_span texts[][2] = {
        {{"quiet", 5}, {"quiet", 5}},
        {{"", 0}, {"", 0}},
        {{"ssn " SSN, 15}, {"ssn [SSN]", 9}},
        {{"to x@example.com", 16}, {"to [EMAIL]", 10}},
    };
    add(was, PS_LIT("\x78\0"));
    add(clean, PS_LIT("\x78\0"));
    for (size_t n = kit_below(&seed, 6); n; n--) {
        char tag = (char)((1 + kit_below(&seed, 14)) << 3 | 2);
        if (depth && kit_below(&seed, 3) == 0) {
            ps_buf inner[2];
            ps_buf_init(&inner[0], 1 << 20);
            ps_buf_init(&inner[1], 1 << 20);
            put_message(&inner[0], &inner[1], depth - 1);
            add_stretch(was, tag, ps_buf_span(&inner[0]));
            add_stretch(clean, tag, ps_buf_span(&inner[1]));
            ps_buf_free(&inner[0]);
            ps_buf_free(&inner[1]);
        } else {
            size_t i = kit_below(&seed, KIT_COUNT(texts));
            add_stretch(was, tag, texts[i][0]);
            add_stretch(clean, tag, texts[i][1]);
        }
    }
}

static void random_messages(void **state) {
    (void)state;
    seed = kit_seed(1);
    ps_buf was, clean;
    ps_buf_init(&was, 1 << 20);
    ps_buf_init(&clean, 1 << 20);
    for (size_t n = kit_number("PS_ROUNDS", 2000); n; n--) {
        ps_buf_clear(&was);
        ps_buf_clear(&clean);
        add(&was, PS_LIT(ROOT));
        add(&clean, PS_LIT(ROOT));
        put_message(&was, &clean, 5);
        expect(ps_buf_span(&was), ps_buf_span(&clean));
    }
    ps_buf_free(&was);
    ps_buf_free(&clean);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_bytes),
        cmocka_unit_test(indexes),
        cmocka_unit_test(groups),
        cmocka_unit_test(what_is_no_message),
        cmocka_unit_test(read_in_two_ways),
        cmocka_unit_test(numbers),
        cmocka_unit_test(deep),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(damaged_anywhere),
        cmocka_unit_test(random_messages),
    };
    return cmocka_run_group_tests(tests, open_kit, close_kit);
}
