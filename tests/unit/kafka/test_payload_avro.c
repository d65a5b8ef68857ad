/* SPDX-License-Identifier: Apache-2.0
 *
 * Avro in frames: another encoder's bytes, every type, what cannot hold a label, blocks, bombs, any
 * damage, and random values against the same ones as JSON. */
#include "payload_kit.h"

#include <stdlib.h>

#define FRAME(id) "\0\0\0\0" id
#define SSN "306-30-2348"
/* Fields of their own types, one file each, by the id of the frame. */
#define FIELD(type) "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" type "]}"

static const char visit[] =
    "{\"type\": \"record\", \"name\": \"Visit\", \"namespace\": \"org.example\", \"fields\": ["
    "{\"name\": \"patient_name\", \"type\": \"string\"}, {\"name\": \"ssn\", \"type\": [\"null"
    "\", \"string\"]}, {\"name\": \"mrn\", \"type\": \"long\"}, {\"name\": \"mrn_or_null\", \""
    "type\": [\"null\", \"long\"]}, {\"name\": \"birth_date\", \"type\": {\"type\": \"int\", \""
    "logicalType\": \"date\"}}, {\"name\": \"seen_at\", \"type\": {\"type\": \"long\", \"logic"
    "alType\": \"timestamp-millis\"}}, {\"name\": \"weight\", \"type\": \"double\"}, {\"name\""
    ": \"ratio\", \"type\": \"float\"}, {\"name\": \"active\", \"type\": \"boolean\"}, {\"name"
    "\": \"raw\", \"type\": \"bytes\"}, {\"name\": \"blob\", \"type\": \"bytes\"}, {\"name\": "
    "\"price\", \"type\": {\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9"
    ", \"scale\": 2}}, {\"name\": \"trace\", \"type\": {\"type\": \"fixed\", \"name\": \"Trace"
    "\", \"size\": 16, \"logicalType\": \"uuid\"}}, {\"name\": \"state\", \"type\": {\"type\":"
    " \"enum\", \"name\": \"State\", \"symbols\": [\"OPEN\", \"DONE\"]}}, {\"name\": \"notes\""
    ", \"type\": {\"type\": \"array\", \"items\": \"string\"}}, {\"name\": \"extra\", \"type\""
    ": {\"type\": \"map\", \"values\": [\"null\", \"string\", \"long\"]}}, {\"name\": \"next\""
    ", \"type\": [\"null\", \"Visit\"]}]}";
static const char node[] =
    "{\"type\":\"record\",\"name\":\"Node\",\"fields\":["
    "{\"name\":\"name\",\"type\":\"string\"},"
    "{\"name\":\"notes\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},"
    "{\"name\":\"tags\",\"type\":{\"type\":\"map\",\"values\":\"string\"}},"
    "{\"name\":\"some\",\"type\":[\"null\",\"string\",\"long\",\"boolean\"]},"
    "{\"name\":\"next\",\"type\":[\"null\",\"Node\"]}]}";

static const payload_kit_file files[] = {
    {"1.avsc", visit},
    {"2.avsc", node},
    {"3.avsc", "{\"type\":\"map\",\"values\":\"string\"}"},
    {"4.avsc", FIELD("{\"name\":\"mrn\",\"type\":\"int\"},{\"name\":\"ssn\",\"type\":\"double\"}")},
    {"5.avsc", FIELD("{\"name\":\"patient_name\",\"type\":{\"type\":\"enum\",\"name\":\"E\","
                     "\"symbols\":[\"MARIA_LOPEZ\",\"NOBODY\"],\"default\":\"NOBODY\"}}")},
    {"6.avsc", FIELD("{\"name\":\"ssn\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":11}},"
                     "{\"name\":\"hash\",\"type\":[{\"type\":\"fixed\",\"name\":\"H\",\"size\":2},"
                     "\"null\"]}")},
    {"7.avsc", "{\"type\":\"array\",\"items\":\"null\"}"},
    {"8.avsc",
     "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"Empty\",\"fields\":[]}}"},
    {"9.avsc", FIELD("{\"name\":\"next\",\"type\":[\"null\",\"R\"]}")},
    {"10.avsc", "\"string\""},
    {"11.avsc", "\"long\""},
    {"12.avsc", FIELD("{\"name\":\"birth_date\",\"type\":{\"type\":\"long\","
                      "\"connect.name\":\"io.debezium.time.MicroTimestamp\"}},"
                      "{\"name\":\"mrn\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\","
                      "\"precision\":12,\"scale\":0}}")},
    {NULL, NULL}};

/* Made by fastavro: the record, and the same one with the values that must stand there. */
static const char golden[] =
    "\x16\x4d\x61\x72\x69\x61\x20\x4c\x6f\x70\x65\x7a\x02\x16\x33\x30\x36\x2d\x33\x30\x2d\x32"
    "\x33\x34\x38\xe4\xbf\xea\x26\x02\xe4\xbf\xea\x26\x9a\x3b\xdc\xec\x86\x82\x99\x63\x00\x00"
    "\x00\x00\x00\xe0\x51\x40\xcd\xcc\xcc\x3d\x01\x1e\x73\x73\x6e\x20\x33\x30\x36\x2d\x33\x30"
    "\x2d\x32\x33\x34\x38\x06\x00\x01\xff\x04\x04\xd2\x12\x34\x56\x78\x12\x34\x56\x78\x12\x34"
    "\x56\x78\x12\x34\x56\x78\x02\x04\x0a\x71\x75\x69\x65\x74\x1e\x73\x73\x6e\x20\x33\x30\x36"
    "\x2d\x33\x30\x2d\x32\x33\x34\x38\x00\x06\x02\x61\x00\x06\x73\x73\x6e\x02\x16\x33\x30\x36"
    "\x2d\x33\x30\x2d\x32\x33\x34\x38\x02\x6e\x04\x0a\x00\x02\x10\x41\x6e\x61\x20\x44\x69\x61"
    "\x7a\x00\xe4\xbf\xea\x26\x02\xe4\xbf\xea\x26\x9a\x3b\xdc\xec\x86\x82\x99\x63\x00\x00\x00"
    "\x00\x00\xe0\x51\x40\xcd\xcc\xcc\x3d\x01\x1e\x73\x73\x6e\x20\x33\x30\x36\x2d\x33\x30\x2d"
    "\x32\x33\x34\x38\x06\x00\x01\xff\x04\x04\xd2\x12\x34\x56\x78\x12\x34\x56\x78\x12\x34\x56"
    "\x78\x12\x34\x56\x78\x02\x04\x0a\x71\x75\x69\x65\x74\x1e\x73\x73\x6e\x20\x33\x30\x36\x2d"
    "\x33\x30\x2d\x32\x33\x34\x38\x00\x06\x02\x61\x00\x06\x73\x73\x6e\x02\x16\x33\x30\x36\x2d"
    "\x33\x30\x2d\x32\x33\x34\x38\x02\x6e\x04\x0a\x00\x00";
static const char golden_clean[] =
    "\x0c\x5b\x4e\x41\x4d\x45\x5d\x02\x0a\x5b\x53\x53\x4e\x5d\x00\x00\x00\xdc\xec\x86\x82\x99"
    "\x63\x00\x00\x00\x00\x00\xe0\x51\x40\xcd\xcc\xcc\x3d\x01\x12\x73\x73\x6e\x20\x5b\x53\x53"
    "\x4e\x5d\x22\x5b\x57\x49\x54\x48\x48\x45\x4c\x44\x3a\x62\x69\x6e\x61\x72\x79\x5d\x04\x04"
    "\xd2\x12\x34\x56\x78\x12\x34\x56\x78\x12\x34\x56\x78\x12\x34\x56\x78\x02\x04\x0a\x71\x75"
    "\x69\x65\x74\x12\x73\x73\x6e\x20\x5b\x53\x53\x4e\x5d\x00\x06\x02\x61\x00\x06\x73\x73\x6e"
    "\x02\x0a\x5b\x53\x53\x4e\x5d\x02\x6e\x04\x0a\x00\x02\x0c\x5b\x4e\x41\x4d\x45\x5d\x00\x00"
    "\x00\x00\xdc\xec\x86\x82\x99\x63\x00\x00\x00\x00\x00\xe0\x51\x40\xcd\xcc\xcc\x3d\x01\x12"
    "\x73\x73\x6e\x20\x5b\x53\x53\x4e\x5d\x22\x5b\x57\x49\x54\x48\x48\x45\x4c\x44\x3a\x62\x69"
    "\x6e\x61\x72\x79\x5d\x04\x04\xd2\x12\x34\x56\x78\x12\x34\x56\x78\x12\x34\x56\x78\x12\x34"
    "\x56\x78\x02\x04\x0a\x71\x75\x69\x65\x74\x12\x73\x73\x6e\x20\x5b\x53\x53\x4e\x5d\x00\x06"
    "\x02\x61\x00\x06\x73\x73\x6e\x02\x0a\x5b\x53\x53\x4e\x5d\x02\x6e\x04\x0a\x00\x00";

static ps_schemas *schemas;
static payload_kit k;
static ps_buf value, once, out;

static int open_kit(void **state) {
    (void)state;
    ps_error err = {0};
    schemas = payload_kit_schemas(files, false, &err);
    assert_string_equal(err.text, "");
    k = payload_kit_open((size_t)1 << 20, schemas);
    ps_buf_init(&value, (size_t)16 << 20);
    ps_buf_init(&once, (size_t)16 << 20);
    ps_buf_init(&out, (size_t)16 << 20);
    return 0;
}

static int close_kit(void **state) {
    (void)state;
    ps_buf_free(&value);
    ps_buf_free(&once);
    ps_buf_free(&out);
    payload_kit_close(&k);
    ps_schemas_free(schemas);
    return 0;
}

/* ---- writing values here, not by the code under test ---- */

static void add(ps_span bytes) {
    assert_int_equal(ps_buf_add(&value, bytes), PS_OK);
}

static void begin(char id) {
    ps_buf_clear(&value);
    add(PS_LIT(FRAME("")));
    add(ps_span_of(&id, 1));
}

static void put_long(int64_t number) {
    uint64_t bits = ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
    for (; bits > 127; bits >>= 7) {
        char c = (char)(bits | 128);
        add(ps_span_of(&c, 1));
    }
    char last = (char)bits;
    add(ps_span_of(&last, 1));
}

static void put_text(const char *text) {
    put_long((int64_t)strlen(text));
    add(ps_span_z(text));
}

static ps_cargo_verdict examine(void) {
    return payload_kit_examine(&k, ps_buf_span(&value), &out);
}

/* What came out goes through as it is. */
static void expect_stays(void) {
    ps_span same;
    const ps_cargo_place place = {.topic = "topic"};
    ps_buf_clear(&once);
    assert_int_equal(ps_buf_add(&once, ps_buf_span(&out)), PS_OK);
    assert_int_equal(ps_cargo_examine(k.cargo, &place, ps_buf_span(&once), &same), PS_CARGO_PASSES);
    assert_ptr_equal(same.ptr, once.ptr);
}

static void expect(ps_span want) {
    assert_int_equal(examine(), PS_CARGO_PASSES);
    assert_int_equal(out.len, want.len);
    assert_memory_equal(out.ptr, want.ptr, want.len);
    expect_stays();
}

static void expect_bytes(char id, ps_span bytes, ps_span want) {
    char frame[] = FRAME("x");
    frame[4] = id;
    begin(id);
    add(bytes);
    ps_buf text;
    ps_buf_init(&text, 1 << 20);
    assert_int_equal(ps_buf_add(&text, ps_span_of(frame, 5)), PS_OK);
    assert_int_equal(ps_buf_add(&text, want), PS_OK);
    expect(ps_buf_span(&text));
    ps_buf_free(&text);
}

/* ---- the tests ---- */

static void others_bytes(void **state) {
    (void)state;
    ps_span was = ps_span_of(golden, sizeof golden - 1);
    ps_span clean = ps_span_of(golden_clean, sizeof golden_clean - 1);
    expect_bytes(1, was, clean);
    expect_bytes(1, clean, clean);
}

static void cut_anywhere(void **state) {
    (void)state;
    for (size_t len = 0; len + 1 < sizeof golden; len++) {
        begin(1);
        add(ps_span_of(golden, len));
        assert_int_not_equal(examine(), PS_CARGO_PASSES);
    }
    begin(1);
    add(ps_span_of(golden, sizeof golden - 1));
    add(PS_LIT("\0"));
    assert_int_equal(examine(), PS_CARGO_SCHEMA);
}

/* Any byte changed: withheld, or what comes out is clean. */
static void damaged_anywhere(void **state) {
    (void)state;
    for (size_t at = 0; at + 1 < sizeof golden; at++)
        for (int c = 0; c < 256; c += 5) {
            begin(1);
            add(ps_span_of(golden, sizeof golden - 1));
            value.ptr[5 + at] = (char)c;
            if (examine() == PS_CARGO_PASSES) expect_stays();
        }
}

static void keys_of_maps(void **state) {
    (void)state;
    expect_bytes(3, PS_LIT("\x02\x1essn " SSN "\x02x\0"), PS_LIT("\x02\x12ssn [SSN]\x02x\0"));
    expect_bytes(3, PS_LIT("\x02\x06ssn\x16" SSN "\0"), PS_LIT("\x02\x06ssn\x0a[SSN]\0"));
}

/* Blocks that say their size: it would not be true any more. */
static void sized_blocks(void **state) {
    (void)state;
    expect_bytes(3, PS_LIT("\x01\x20\x06ssn\x16" SSN "\0"), PS_LIT("\x02\x06ssn\x0a[SSN]\0"));
    expect_bytes(3, PS_LIT("\x01\x08\x02\x61\x02\x62\x02\x02\x63\x02\x64\0"),
                 PS_LIT("\x01\x08\x02\x61\x02\x62\x02\x02\x63\x02\x64\0"));
    static const ps_span bad[] = {{"\x01\x06\x02\x61\x02\x62\0", 7},
                                  {"\x01\x0a\x02\x61\x02\x62\0", 7},
                                  {"\x01\x01\x02\x61\x02\x62\0", 7},
                                  {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\0", 12}};
    for (size_t i = 0; i < KIT_COUNT(bad); i++) {
        begin(3);
        add(bad[i]);
        assert_int_equal(examine(), PS_CARGO_SCHEMA);
    }
}

/* Zero where a label cannot stand, null where the union has it, an enum's default. */
static void what_holds_no_label(void **state) {
    (void)state;
    expect_bytes(4, PS_LIT("\xe4\xbf\xea\x26\0\0\0\0\xc6\x41\xb2\x41"),
                 PS_LIT("\0\0\0\0\0\0\0\0\0"));
    expect_bytes(5, PS_LIT("\0"), PS_LIT("\x02"));
    expect_bytes(6, PS_LIT(SSN "\0\0\1"), PS_LIT("\0\0\0\0\0\0\0\0\0\0\0\x02"));
    expect_bytes(6, PS_LIT("\0\0\0\0\0\0\0\0\0\0\0\0ab"), PS_LIT("\0\0\0\0\0\0\0\0\0\0\0\0ab"));
    begin(12);
    put_long(INT64_C(327369600000000)); /* 17 May 1980 */
    add(PS_LIT("\x08\x02\x6d\x52\x72"));
    assert_int_equal(examine(), PS_CARGO_PASSES);
    assert_int_equal(out.len, 8);
    assert_memory_equal(out.ptr + 5, "\0\x02\0", 3);
}

static void values_without_a_record(void **state) {
    (void)state;
    expect_bytes(10, PS_LIT("\x1essn " SSN), PS_LIT("\x12ssn [SSN]"));
    expect_bytes(11, PS_LIT("\x0a"), PS_LIT("\x0a"));
    expect_bytes(10, PS_LIT("\x06\0\x01\x7f"), PS_LIT("\x06\0\x01\x7f"));
    begin(10);
    add(PS_LIT("\x04\xff\xfe"));
    assert_int_equal(examine(), PS_CARGO_SCHEMA);
    begin(11);
    add(PS_LIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"));
    assert_int_equal(examine(), PS_CARGO_SCHEMA);
}

/* Values that take no bytes, and records in records. */
static void bombs(void **state) {
    (void)state;
    for (char id = 7; id <= 8; id++) {
        begin(id);
        put_long(INT64_C(1) << 50);
        add(PS_LIT("\0"));
        assert_int_equal(examine(), PS_CARGO_LIMIT);
        begin(id);
        put_long(3);
        add(PS_LIT("\0"));
        assert_int_equal(examine(), PS_CARGO_PASSES);
    }
    for (size_t depth = 1; depth < 100; depth++) {
        begin(9);
        for (size_t i = 0; i < depth; i++) put_long(1);
        put_long(0);
        assert_int_equal(examine(), depth < 31 ? PS_CARGO_PASSES : PS_CARGO_LIMIT);
    }
    begin(3);
    put_long(INT64_C(1) << 40);
    add(PS_LIT("\0"));
    assert_int_equal(examine(), PS_CARGO_SCHEMA);
}

static void too_long(void **state) {
    (void)state;
    begin(10);
    put_long((1 << 20) + 1);
    for (size_t i = 0; i <= 1 << 20; i++) add(PS_LIT("x"));
    assert_int_equal(examine(), PS_CARGO_LIMIT);
}

/* ---- random values, as Avro and as the JSON that shows them ---- */

static kit_random seed;
static ps_buf json;

static void say(ps_span text) {
    assert_int_equal(ps_buf_add(&json, text), PS_OK);
}

static void put_random(void) {
    static const char *const texts[] = {("ssn " SSN),
                                        "quiet",
                                        "",
                                        "call 555-0134 or x@example.com",
                                        "patient Maria Lopez, MRN 40718322",
                                        "203.0.113.7 came"};
    const char *text = texts[kit_below(&seed, KIT_COUNT(texts))];
    put_text(text);
    assert_int_equal(ps_buf_addf(&json, "\"%s\"", text), PS_OK);
}

static void put_blocks(bool map) {
    static const char *const keys[] = {"ssn", "mrn", "note", "x@example.com"};
    bool first = true;
    say(map ? PS_LIT("{") : PS_LIT("["));
    for (size_t count; (count = kit_below(&seed, 3)) != 0;) {
        put_long((int64_t)count);
        for (; count; count--, first = false) {
            if (!first) say(PS_LIT(","));
            const char *key = keys[kit_below(&seed, KIT_COUNT(keys))];
            if (map) put_text(key);
            if (map) assert_int_equal(ps_buf_addf(&json, "\"%s\":", key), PS_OK);
            put_random();
        }
    }
    put_long(0);
    say(map ? PS_LIT("}") : PS_LIT("]"));
}

static void put_some(void) {
    size_t branch = kit_below(&seed, 4);
    put_long((int64_t)branch);
    if (branch == 0) say(PS_LIT("null"));
    if (branch == 1) put_random();
    if (branch == 2) put_long(7);
    if (branch == 2) say(PS_LIT("7"));
    if (branch == 3) add(PS_LIT("\1"));
    if (branch == 3) say(PS_LIT("true"));
}

static void put_node(size_t depth) {
    say(PS_LIT("{\"name\":"));
    put_random();
    say(PS_LIT(",\"notes\":"));
    put_blocks(false);
    say(PS_LIT(",\"tags\":"));
    put_blocks(true);
    say(PS_LIT(",\"some\":"));
    put_some();
    say(PS_LIT(",\"next\":"));
    bool next = depth && kit_below(&seed, 2);
    put_long(next);
    if (next)
        put_node(depth - 1);
    else
        say(PS_LIT("null"));
    say(PS_LIT("}"));
}

/* A reader of its own, of what came out. */
static size_t at;

static int64_t read_long(void) {
    uint64_t bits = 0;
    for (unsigned shift = 0;; shift += 7) {
        assert_true(at < out.len);
        unsigned char c = (unsigned char)out.ptr[at++];
        bits |= (uint64_t)(c & 127) << shift;
        if (c < 128) return (int64_t)(bits >> 1) ^ -(int64_t)(bits & 1);
    }
}

static void read_text(void) {
    size_t len = (size_t)read_long();
    assert_true(len <= out.len - at);
    say(PS_LIT("\""));
    say(ps_span_of(out.ptr + at, len));
    say(PS_LIT("\""));
    at += len;
}

static void read_blocks(bool map) {
    bool first = true;
    say(map ? PS_LIT("{") : PS_LIT("["));
    for (int64_t count; (count = read_long()) != 0;)
        for (; count; count--, first = false) {
            if (!first) say(PS_LIT(","));
            if (map) read_text();
            if (map) say(PS_LIT(":"));
            read_text();
        }
    say(map ? PS_LIT("}") : PS_LIT("]"));
}

static void read_node(void) {
    say(PS_LIT("{\"name\":"));
    read_text();
    say(PS_LIT(",\"notes\":"));
    read_blocks(false);
    say(PS_LIT(",\"tags\":"));
    read_blocks(true);
    say(PS_LIT(",\"some\":"));
    int64_t branch = read_long();
    if (branch == 0) say(PS_LIT("null"));
    if (branch == 1) read_text();
    if (branch == 2) assert_int_equal(ps_buf_addf(&json, "%d", (int)read_long()), PS_OK);
    if (branch == 3) say(out.ptr[at++] ? PS_LIT("true") : PS_LIT("false"));
    say(PS_LIT(",\"next\":"));
    if (read_long())
        read_node();
    else
        say(PS_LIT("null"));
    say(PS_LIT("}"));
}

static void random_values(void **state) {
    (void)state;
    seed = kit_seed(1);
    ps_buf_init(&json, 1 << 20);
    for (size_t n = kit_number("PS_ROUNDS", 2000); n; n--) {
        size_t len;
        ps_buf_clear(&json);
        begin(2);
        put_node(4);
        char *want = kit_redact(&k.engine, ps_buf_span(&json), &len);
        assert_non_null(want);
        assert_int_equal(examine(), PS_CARGO_PASSES);
        at = 5;
        ps_buf_clear(&json);
        read_node();
        assert_int_equal(at, out.len);
        if (!ps_span_eq(ps_buf_span(&json), ps_span_of(want, len)))
            print_error("%.*s\n%s\n", (int)json.len, json.ptr, want);
        assert_true(ps_span_eq(ps_buf_span(&json), ps_span_of(want, len)));
        free(want);
    }
    ps_buf_free(&json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_bytes),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(damaged_anywhere),
        cmocka_unit_test(keys_of_maps),
        cmocka_unit_test(sized_blocks),
        cmocka_unit_test(what_holds_no_label),
        cmocka_unit_test(values_without_a_record),
        cmocka_unit_test(bombs),
        cmocka_unit_test(too_long),
        cmocka_unit_test(random_values),
    };
    return cmocka_run_group_tests(tests, open_kit, close_kit);
}
