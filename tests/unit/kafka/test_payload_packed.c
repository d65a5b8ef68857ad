/* SPDX-License-Identifier: Apache-2.0
 *
 * Compressed values: other encoders' bytes, packing anew, what hides, bombs, and any damage. */
#include "payload_kit.h"
#include "text.h"

#include <stdlib.h>

static const ps_pack all[] = {PS_PACK_GZIP, PS_PACK_ZSTD, PS_PACK_LZ4, PS_PACK_SNAPPY,
                              PS_PACK_SNAPPY_JAVA};
#define PHI "{\"ssn\":\"306-30-2348\",\"n\":1}\n"
#define CLEAN "{\"ssn\":\"[SSN]\",\"n\":1}\n"

/* Made by Python's gzip, python-zstandard, python-lz4 and python-snappy; the last one by hand. */
typedef struct golden {
    ps_pack pack;
    size_t len;
    const char *bytes;
} golden;
static const golden goldens[] = {
    {PS_PACK_GZIP, 47,
     "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x2a\x2e\xce\x53\xb2\x52\x32\x36\x30\xd3\x35"
     "\x36\xd0\x35\x32\x36\xb1\x50\xd2\x51\x02\x8a\x18\xd6\x72\x01\x00\xfd\xfc\xe7\xf0\x1c\x00\x00"
     "\x00"},
    {PS_PACK_ZSTD, 41,
     "\x28\xb5\x2f\xfd\x24\x1c\xe1\x00\x00\x7b\x22\x73\x73\x6e\x22\x3a\x22\x33\x30\x36\x2d\x33\x30"
     "\x2d\x32\x33\x34\x38\x22\x2c\x22\x6e\x22\x3a\x31\x7d\x0a\x34\xc5\x67\x5e"},
    {PS_PACK_LZ4, 51,
     "\x04\x22\x4d\x18\x68\x40\x1c\x00\x00\x00\x00\x00\x00\x00\x8f\x1c\x00\x00\x80\x7b\x22\x73\x73"
     "\x6e\x22\x3a\x22\x33\x30\x36\x2d\x33\x30\x2d\x32\x33\x34\x38\x22\x2c\x22\x6e\x22\x3a\x31\x7d"
     "\x0a\x00\x00\x00\x00"},
    {PS_PACK_SNAPPY, 46,
     "\xff\x06\x00\x00\x73\x4e\x61\x50\x70\x59\x01\x20\x00\x00\xe6\x69\xb0\x55\x7b\x22\x73\x73\x6e"
     "\x22\x3a\x22\x33\x30\x36\x2d\x33\x30\x2d\x32\x33\x34\x38\x22\x2c\x22\x6e\x22\x3a\x31\x7d"
     "\x0a"},
    {PS_PACK_SNAPPY_JAVA, 50,
     "\x82\x53\x4e\x41\x50\x50\x59\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x1e\x1c\x6c\x7b"
     "\x22\x73\x73\x6e\x22\x3a\x22\x33\x30\x36\x2d\x33\x30\x2d\x32\x33\x34\x38\x22\x2c\x22\x6e\x22"
     "\x3a\x31\x7d\x0a"},
};

static payload_kit k;
static ps_buf packed, out, text;

static int open_kit(void **state) {
    (void)state;
    k = payload_kit_open((size_t)4 << 20, NULL);
    ps_buf_init(&packed, (size_t)64 << 20);
    ps_buf_init(&out, (size_t)64 << 20);
    ps_buf_init(&text, (size_t)64 << 20);
    return 0;
}

static int close_kit(void **state) {
    (void)state;
    ps_buf_free(&packed);
    ps_buf_free(&out);
    ps_buf_free(&text);
    payload_kit_close(&k);
    return 0;
}

static void expect(ps_pack pack, ps_span value, ps_span want) {
    assert_int_equal(payload_kit_examine(&k, value, &out), PS_CARGO_PASSES);
    assert_int_equal(ps_pack_of(ps_buf_span(&out)), pack);
    payload_kit_open_pack(&k, pack, ps_buf_span(&out), &text);
    assert_true(ps_span_eq(ps_buf_span(&text), want));
}

static void others_bytes(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(goldens); i++)
        expect(goldens[i].pack, ps_span_of(goldens[i].bytes, goldens[i].len), PS_LIT(CLEAN));
}

static void unchanged_is_verbatim(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(all); i++) {
        payload_kit_pack(&k, all[i], PS_LIT(CLEAN), &packed);
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out), PS_CARGO_PASSES);
        assert_true(ps_span_eq(ps_buf_span(&packed), ps_buf_span(&out)));
        payload_kit_pack(&k, all[i], PS_LIT(""), &packed);
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out), PS_CARGO_PASSES);
        assert_true(ps_span_eq(ps_buf_span(&packed), ps_buf_span(&out)));
    }
}

/* More than a block of any format; redacted like the text itself, and stays as it is then. */
static void long_texts(void **state) {
    (void)state;
    ps_buf plain;
    ps_buf_init(&plain, 1 << 20);
    for (unsigned i = 0; i < 6000; i++)
        assert_int_equal(ps_buf_addf(&plain, "line %u ssn=306-30-2348 %u\n", i, i * i), PS_OK);
    size_t len;
    char *clean = kit_redact(&k.engine, ps_buf_span(&plain), &len);
    assert_non_null(clean);
    for (size_t i = 0; i < KIT_COUNT(all); i++) {
        payload_kit_pack(&k, all[i], ps_buf_span(&plain), &packed);
        expect(all[i], ps_buf_span(&packed), ps_span_of(clean, len));
        ps_buf_clear(&packed);
        assert_int_equal(ps_buf_add(&packed, ps_buf_span(&out)), PS_OK);
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out), PS_CARGO_PASSES);
        assert_true(ps_span_eq(ps_buf_span(&packed), ps_buf_span(&out)));
    }
    free(clean);
    ps_buf_free(&plain);
}

/* Two members one after the other are one text. */
static void several_members(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(goldens); i++) {
        ps_buf_clear(&packed);
        for (int n = 0; n < 2; n++)
            assert_int_equal(ps_buf_add(&packed, ps_span_of(goldens[i].bytes, goldens[i].len)),
                             PS_OK);
        expect(goldens[i].pack, ps_buf_span(&packed), PS_LIT(CLEAN CLEAN));
    }
}

static void two_levels_and_no_more(void **state) {
    (void)state;
    ps_buf inner;
    ps_buf_init(&inner, 1 << 20);
    for (size_t i = 0; i < KIT_COUNT(all); i++)
        for (size_t j = 0; j < KIT_COUNT(all); j++) {
            payload_kit_pack(&k, all[i], PS_LIT(PHI), &inner);
            payload_kit_pack(&k, all[j], ps_buf_span(&inner), &packed);
            assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out), PS_CARGO_PASSES);
            payload_kit_open_pack(&k, all[j], ps_buf_span(&out), &inner);
            payload_kit_open_pack(&k, all[i], ps_buf_span(&inner), &text);
            assert_true(ps_span_eq(ps_buf_span(&text), PS_LIT(CLEAN)));
            payload_kit_pack(&k, PS_PACK_GZIP, ps_buf_span(&packed), &inner);
            assert_int_equal(payload_kit_examine(&k, ps_buf_span(&inner), &out),
                             PS_CARGO_COMPRESSED);
        }
    ps_buf_free(&inner);
}

/* What no output shows may not go on, though the content is clean. */
static void nothing_hides(void **state) {
    (void)state;
    static const char gzip_name[] = "\x1f\x8b\x08\x08\0\0\0\0\0\x03"
                                    "306-30-2348\0";
    static const char skippable[] = "\x50\x2a\x4d\x18\x0b\0\0\0"
                                    "306-30-2348";
    static const char chunk[] = "\xfe\x0b\0\0"
                                "306-30-2348";
    for (size_t i = 0; i < KIT_COUNT(all); i++) {
        ps_pack pack = all[i];
        if (pack == PS_PACK_SNAPPY_JAVA) continue; /* has no place for it */
        ps_span extra = pack == PS_PACK_SNAPPY ? ps_span_of(chunk, sizeof chunk - 1)
                                               : ps_span_of(skippable, sizeof skippable - 1);
        payload_kit_pack(&k, pack, PS_LIT(CLEAN), &packed);
        if (pack == PS_PACK_GZIP) {
            ps_buf_clear(&text);
            assert_int_equal(ps_buf_add(&text, ps_span_of(gzip_name, sizeof gzip_name - 1)), PS_OK);
            assert_int_equal(ps_buf_add(&text, ps_span_cut(ps_buf_span(&packed), 10, packed.len)),
                             PS_OK);
            ps_buf_clear(&packed);
            assert_int_equal(ps_buf_add(&packed, ps_buf_span(&text)), PS_OK);
        } else {
            assert_int_equal(ps_buf_add(&packed, extra), PS_OK);
        }
        assert_true(kit_has(ps_buf_span(&packed), PS_LIT("306-30-2348")));
        expect(pack, ps_buf_span(&packed), PS_LIT(CLEAN));
        assert_false(kit_has(ps_buf_span(&out), PS_LIT("306-30-2348")));
    }
}

static void bombs(void **state) {
    (void)state;
    enum { HUGE = 32 << 20 };
    char *zeros = malloc(HUGE);
    assert_non_null(zeros);
    memset(zeros, ' ', HUGE);
    for (size_t i = 0; i < KIT_COUNT(all); i++) {
        payload_kit_pack(&k, all[i], ps_span_of(zeros, HUGE), &packed); /* over the limit */
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out), PS_CARGO_LIMIT);
        payload_kit_pack(&k, all[i], ps_span_of(zeros, 3 << 20), &packed); /* below it */
        bool steep = packed.len < (3 << 20) / PS_CARGO_RATIO;
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out),
                         steep ? PS_CARGO_LIMIT : PS_CARGO_PASSES);
        payload_kit_pack(&k, all[i], ps_span_of(zeros, PS_CARGO_FREE), &packed);
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out), PS_CARGO_PASSES);
    }
    free(zeros);
}

/* What comes out holds what the engine makes of what went in: no format but the checksum of some
 * would notice another letter. */
static void expect_redacted(ps_pack pack) {
    size_t len;
    if (payload_kit_examine(&k, ps_buf_span(&packed), &out) != PS_CARGO_PASSES) return;
    if (ps_pack_of(ps_buf_span(&packed)) != pack) return; /* its magic was hit */
    payload_kit_open_pack(&k, pack, ps_buf_span(&packed), &text);
    char *want = kit_redact(&k.engine, ps_buf_span(&text), &len);
    payload_kit_open_pack(&k, pack, ps_buf_span(&out), &text);
    assert_true(ps_span_eq(ps_buf_span(&text), ps_span_of(want, len)));
    free(want);
}

/* Cut off anywhere, or with a byte more, it is withheld. */
static void damage(void **state) {
    (void)state;
    static const size_t magic[] = {2, 4, 4, 10, 7}, empty[] = {0, 0, 0, 10, 16};
    for (size_t i = 0; i < KIT_COUNT(all); i++) {
        payload_kit_pack(&k, all[i], PS_LIT(PHI), &packed);
        for (size_t len = magic[i]; len < packed.len; len++)
            assert_int_equal(payload_kit_examine(&k, ps_span_of(packed.ptr, len), &out),
                             len == empty[i] ? PS_CARGO_PASSES : PS_CARGO_COMPRESSED);
        for (size_t bit = 0; bit < 8 * packed.len; bit++) {
            packed.ptr[bit / 8] = (char)(packed.ptr[bit / 8] ^ 1 << bit % 8);
            expect_redacted(all[i]);
            packed.ptr[bit / 8] = (char)(packed.ptr[bit / 8] ^ 1 << bit % 8);
        }
        assert_int_equal(ps_buf_add(&packed, PS_LIT("x")), PS_OK);
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out), PS_CARGO_COMPRESSED);
    }
}

static void what_is_inside_counts(void **state) {
    (void)state;
    static const struct {
        ps_span content;
        ps_cargo_verdict want;
    } rows[] = {
        {{"a\0b", 3}, PS_CARGO_BINARY},
        {{"\0\0\0\0\1{\"a\":1}", 12}, PS_CARGO_PASSES},
        {{"\0\0\0\0\1\x12no json", 13}, PS_CARGO_SCHEMA},
        {{"\0\0\0\0\1\"seventeen letters.\2", 25}, PS_CARGO_SCHEMA},
        {{"BZh91AY", 7}, PS_CARGO_COMPRESSED},
        {{"PK\3\4", 4}, PS_CARGO_COMPRESSED},
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        assert_int_equal(payload_kit_examine(&k, rows[i].content, &out), rows[i].want);
        payload_kit_pack(&k, PS_PACK_LZ4, rows[i].content, &packed);
        assert_int_equal(payload_kit_examine(&k, ps_buf_span(&packed), &out), rows[i].want);
    }
}

/* Each byte at each place, in texts around the size of what is looked at together. */
static void bytes_that_are_no_text(void **state) {
    (void)state;
    static const char allowed[] = "\a\b\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f";
    char bytes[131];
    for (size_t len = 1; len <= sizeof bytes; len += len < 62 ? 20 : 1)
        for (size_t at = 0; at < len; at++)
            for (int c = 0; c < 256; c++) {
                memset(bytes, 'a', sizeof bytes);
                bytes[0] = '\t'; /* an allowed one does not hide another */
                bytes[at] = (char)c;
                bool good = c >= 0x20 || (c && strchr(allowed, c));
                assert_int_equal(ps_is_text(ps_span_of(bytes, len)), good);
                assert_true(ps_is_text(ps_span_of(bytes, at)));
            }
    assert_true(ps_is_text(ps_span_of(bytes, 0)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(others_bytes),
        cmocka_unit_test(unchanged_is_verbatim),
        cmocka_unit_test(long_texts),
        cmocka_unit_test(several_members),
        cmocka_unit_test(two_levels_and_no_more),
        cmocka_unit_test(nothing_hides),
        cmocka_unit_test(bombs),
        cmocka_unit_test(damage),
        cmocka_unit_test(what_is_inside_counts),
    };
    return cmocka_run_group_tests(tests, open_kit, close_kit);
}
