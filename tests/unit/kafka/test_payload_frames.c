/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames: which schema is meant, AWS Glue's, keys of records, and what is no frame. */
#include "payload_kit.h"

#define SSN "306-30-2348"
#define GUID "\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef"
#define OTHER "\x02\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef"
#define TEXT_ID "306-30-2348 here"
#define AVRO "\x1essn " SSN
#define AVRO_CLEAN "\x12ssn [SSN]"
#define PROTO "\x0a\x0fssn " SSN
#define PROTO_CLEAN "\x0a\x09ssn [SSN]"
#define JSON "{\"ssn\":\"" SSN "\"}"
#define JSON_CLEAN "{\"ssn\":\"[SSN]\"}"
/* JSON and AVRO, by Python's zlib. */
#define JSON_PACKED                                                                                \
    "\x78\x9c\xab\x56\x2a\x2e\xce\x53\xb2\x52\x32\x36\x30\xd3\x35\x36\xd0\x35\x32\x36\xb1\x50\xaa" \
    "\x05\x00\x3d\xf8\x05\x36"
#define AVRO_PACKED                                                                                \
    "\x78\x9c\x93\x2b\x2e\xce\x53\x30\x36\x30\xd3\x35\x36\xd0\x35\x32\x36\xb1\x00\x00\x22\xd3\x03" \
    "\xba"

static const payload_kit_file files[] = {
    {"7.avsc", "\"string\""},
    {"01234567-89ab-cdef-0123-456789abcdef.avsc", "\"string\""},
    {"topic.avsc", "{\"type\":\"array\",\"items\":\"string\"}"},
    {"topic-key.avsc", "{\"type\":\"map\",\"values\":\"long\"}"},
    {NULL, NULL}};
static const ps_cargo_place topic = {.topic = "topic"}, key = {.topic = "topic", .key = true},
                            other = {.topic = "other"};

static ps_schemas *schemas;
static payload_kit k;
static ps_buf out, text;

static int open_kit(void **state) {
    (void)state;
    schemas = payload_kit_schemas(files, true, NULL);
    assert_non_null(schemas);
    k = payload_kit_open((size_t)1 << 20, schemas);
    ps_buf_init(&out, (size_t)16 << 20);
    ps_buf_init(&text, (size_t)16 << 20);
    return 0;
}

static int close_kit(void **state) {
    (void)state;
    ps_buf_free(&out);
    ps_buf_free(&text);
    payload_kit_close(&k);
    ps_schemas_free(schemas);
    return 0;
}

static void expect(const ps_cargo_place *place, ps_span value, ps_span want) {
    assert_int_equal(payload_kit_examine_at(&k, place, value, &out), PS_CARGO_PASSES);
    assert_true(ps_span_eq(ps_buf_span(&out), want));
}

static void refuse(const ps_cargo_place *place, ps_span value, ps_cargo_verdict why) {
    assert_int_equal(payload_kit_examine_at(&k, place, value, &out), why);
}

#define LIT PS_LIT

static void by_id(void **state) {
    (void)state;
    expect(&topic, LIT("\0\0\0\0\7" AVRO), LIT("\0\0\0\0\7" AVRO_CLEAN));
    expect(&key, LIT("\0\0\0\0\7" AVRO), LIT("\0\0\0\0\7" AVRO_CLEAN));
    expect(&other, LIT("\1" GUID AVRO), LIT("\1" GUID AVRO_CLEAN));
    /* A schema that is there is the only one: what looks like JSON is Avro, too. */
    refuse(&topic, LIT("\0\0\0\0\7" JSON), PS_CARGO_SCHEMA);
    refuse(&topic, LIT("\0\0\0\0\7\0" PROTO), PS_CARGO_SCHEMA);
}

static void by_topic(void **state) {
    (void)state;
    expect(&topic, LIT("\0\0\0\0\x08\x02" AVRO "\0"), LIT("\0\0\0\0\x08\x02" AVRO_CLEAN "\0"));
    expect(&key, LIT("\0\0\0\0\x08\x02\x02n\x0a\0"), LIT("\0\0\0\0\x08\x02\x02n\x0a\0"));
    expect(&key, LIT("\0\0\0\0\x08\x02" AVRO "\x02\0"),
           LIT("\0\0\0\0\x08\x02" AVRO_CLEAN "\x02\0"));
    refuse(&key, LIT("\0\0\0\0\x08\x02" AVRO "\0"), PS_CARGO_SCHEMA);
    /* A text that is no frame is a text, whatever its topic. */
    expect(&topic, LIT("ssn " SSN), LIT("ssn [SSN]"));
}

static void without_a_schema(void **state) {
    (void)state;
    expect(&other, LIT("\0\0\0\0\x09" JSON), LIT("\0\0\0\0\x09" JSON_CLEAN));
    expect(&other, LIT("\0\0\0\0\x09\0" PROTO), LIT("\0\0\0\0\x09\0" PROTO_CLEAN));
    expect(&other, LIT("\1" OTHER "\0" PROTO), LIT("\1" OTHER "\0" PROTO_CLEAN));
    refuse(&other, LIT("\0\0\0\0\x09" AVRO), PS_CARGO_SCHEMA);
    payload_kit plain = payload_kit_open((size_t)1 << 20, NULL);
    assert_int_equal(payload_kit_examine(&plain, LIT("\0\0\0\0\x09\0" PROTO), &out),
                     PS_CARGO_SCHEMA);
    assert_int_equal(payload_kit_examine(&plain, LIT("\0\0\0\0\x09" JSON), &out), PS_CARGO_PASSES);
    payload_kit_close(&plain);
}

static void glue(void **state) {
    (void)state;
    expect(&other, LIT("\3\0" GUID AVRO), LIT("\3\0" GUID AVRO_CLEAN));
    expect(&other, LIT("\3\0" OTHER JSON), LIT("\3\0" OTHER JSON_CLEAN));
    expect(&other, LIT("\3\0" OTHER "\2" PROTO), LIT("\3\0" OTHER "\2" PROTO_CLEAN));
    refuse(&other, LIT("\3\0" TEXT_ID JSON), PS_CARGO_BINARY);
    refuse(&other, LIT("\3\1" OTHER JSON), PS_CARGO_BINARY);
    refuse(&other, LIT("\1" TEXT_ID JSON), PS_CARGO_BINARY);
}

static void expect_packed(ps_span value, ps_span head, ps_span want) {
    bool bare;
    assert_int_equal(payload_kit_examine_at(&k, &other, value, &out), PS_CARGO_PASSES);
    assert_true(out.len > head.len && memcmp(out.ptr, head.ptr, head.len) == 0);
    ps_buf_clear(&text);
    ps_span packed = ps_span_cut(ps_buf_span(&out), head.len, out.len);
    assert_int_equal(ps_packer_open(k.packer, PS_PACK_ZLIB, packed, 1 << 20, &text, &bare), PS_OK);
    assert_true(ps_span_eq(ps_buf_span(&text), want));
}

static void glue_compressed(void **state) {
    (void)state;
    static const char whole[] = "\3\5" GUID AVRO_PACKED;
    expect_packed(LIT("\3\5" OTHER JSON_PACKED), LIT("\3\5" OTHER), LIT(JSON_CLEAN));
    expect_packed(LIT(whole), LIT("\3\5" GUID), LIT(AVRO_CLEAN));
    for (size_t len = 19; len + 1 < sizeof whole; len++)
        refuse(&other, ps_span_of(whole, len), PS_CARGO_COMPRESSED);
    refuse(&other, LIT("\3\5" GUID AVRO_PACKED "x"), PS_CARGO_COMPRESSED);
    /* What was clean goes on byte for byte. */
    ps_buf clean;
    ps_buf_init(&clean, 1 << 20);
    assert_int_equal(payload_kit_examine_at(&k, &other, LIT(whole), &clean), PS_CARGO_PASSES);
    expect(&other, ps_buf_span(&clean), ps_buf_span(&clean));
    ps_buf_free(&clean);
}

/* Two million zeros in two thousand bytes. */
static void glue_bomb(void **state) {
    (void)state;
    ps_buf zeros, value;
    ps_buf_init(&zeros, 2 << 20);
    ps_buf_init(&value, 2 << 20);
    assert_int_equal(ps_buf_reserve(&zeros, 2 << 20), PS_OK);
    memset(zeros.ptr, ' ', 2 << 20);
    zeros.len = 2 << 20;
    assert_int_equal(ps_buf_add(&value, LIT("\3\5" OTHER)), PS_OK);
    assert_int_equal(ps_packer_close(k.packer, PS_PACK_ZLIB, ps_buf_span(&zeros), &value), PS_OK);
    refuse(&other, ps_buf_span(&value), PS_CARGO_LIMIT);
    ps_buf_free(&zeros);
    ps_buf_free(&value);
}

/* Frames stay frames within compression. */
static void in_gzip(void **state) {
    (void)state;
    ps_buf packed;
    ps_buf_init(&packed, 1 << 20);
    payload_kit_pack(&k, PS_PACK_GZIP, LIT("\0\0\0\0\7" AVRO), &packed);
    assert_int_equal(payload_kit_examine_at(&k, &topic, ps_buf_span(&packed), &out),
                     PS_CARGO_PASSES);
    payload_kit_open_pack(&k, PS_PACK_GZIP, ps_buf_span(&out), &text);
    assert_true(ps_span_eq(ps_buf_span(&text), LIT("\0\0\0\0\7" AVRO_CLEAN)));
    ps_buf_free(&packed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_id),
        cmocka_unit_test(by_topic),
        cmocka_unit_test(without_a_schema),
        cmocka_unit_test(glue),
        cmocka_unit_test(glue_compressed),
        cmocka_unit_test(glue_bomb),
        cmocka_unit_test(in_gzip),
    };
    return cmocka_run_group_tests(tests, open_kit, close_kit);
}
