/* SPDX-License-Identifier: Apache-2.0
 *
 * What a view opens that is not decoded character by character: payloads, dumps, arrays of bytes,
 * UTF-16. The text inside, the raw bytes that go when it is replaced, and the limits. */
#include "base64.h"
#include "encoded_line.h"
#include "inflate.h"
#include "kit.h"
#include "view.h"

#include <stdlib.h>

static ps_view view;

static int setup(void **state) {
    (void)state;
    ps_view_init(&view, 64 << 20);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    ps_view_free(&view);
    return 0;
}

static void decode(ps_span raw) {
    ps_view_clear(&view);
    assert_int_equal(ps_view_add(&view, raw, NULL, 0, raw.len), PS_OK);
}

static size_t find(ps_span text, const char *word) {
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.len; i++)
        if (!memcmp(text.ptr + i, word, n)) return i;
    return SIZE_MAX;
}

/* The column beside a dump stands behind its bytes. */
static size_t find_last(ps_span text, const char *word) {
    size_t n = strlen(word);
    for (size_t i = text.len - n + 1; i-- > 0;)
        if (!memcmp(text.ptr + i, word, n)) return i;
    return SIZE_MAX;
}

/* What goes of `raw` when `value` goes from its view, pieces parted by '~'. */
static void pieces_of(const char *raw, const char *value, ps_origin *origin, char *out) {
    decode(ps_span_z(raw));
    ps_span text = ps_buf_span(&view.text);
    size_t at = *origin == PS_ORIGIN_TEXT ? find_last(text, value) : find(text, value);
    size_t to = at + strlen(value);
    *out = 0;
    if (at == SIZE_MAX) fail_msg("'%s' is not in '%s'", value, view.text.ptr);
    while (at < to) {
        ps_piece piece;
        at = ps_view_piece(&view, at, to, &piece);
        *origin = piece.origin;
        strncat(out, raw + piece.raw_from, piece.raw_to - piece.raw_from);
        if (at < to) strcat(out, "~");
    }
}

typedef struct row {
    const char *raw, *value, *goes;
    ps_origin origin;
} row;

static const row rows[] = {
    /* base64 */
    {"data=bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk= n=1", "40718322",
     "bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk=", PS_ORIGIN_BASE64},
    {"x bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk, y", "40718322", "bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk",
     PS_ORIGIN_BASE64},
    {"GET /v/eyJtcm4iOiI0MDcxODMyMiJ9IA/x", "40718322", "eyJtcm4iOiI0MDcxODMyMiJ9IA/x",
     PS_ORIGIN_BASE64},
    {"data: eyJtcm4iOiI0MDcxODMyMiIsImEiOjEsImIiOjIsImMi\nOjMsImQiOjQsImUiOjUsImYiOjYsImciOjd9\n",
     "40718322",
     "eyJtcm4iOiI0MDcxODMyMiIsImEiOjEsImIiOjIsImMi\nOjMsImQiOjQsImUiOjUsImYiOjYsImciOjd9",
     PS_ORIGIN_BASE64},
    {"cut eyJtcm4iOiI0MDcxODMyMiIsImEiOjEsI... (more)", "40718322",
     "eyJtcm4iOiI0MDcxODMyMiIsImEiOjEsI", PS_ORIGIN_BASE64},
    /* hexadecimal digits */
    {"v='\\x6d726e3d3430373138333232'", "40718322", "6d726e3d3430373138333232", PS_ORIGIN_HEX},
    {"v=0x6D726E3D3430373138333232;", "40718322", "0x6D726E3D3430373138333232", PS_ORIGIN_HEX},
    {"h 6d726e3d3430373138333232", "40718322", "6d726e3d3430373138333232", PS_ORIGIN_HEX},
    /* columns */
    {"in 6d 72 6e 3d 34 30 37 31 38 ok", "40718", "34 30 37 31 38", PS_ORIGIN_HEX},
    {"in 6d:72:6e:3d:34:30:37:31:38 ok", "40718", "34:30:37:31:38", PS_ORIGIN_HEX},
    {"in 6D-72-6E-3D-34-30-37-31-38 ok", "40718", "34-30-37-31-38", PS_ORIGIN_HEX},
    {"in {0x6d, 0x72, 0x6e, 0x3d, 0x34, 0x30}", "40", "0x34, 0x30", PS_ORIGIN_HEX},
    {"in 6d72 6e3d 3430 3731 38 ok", "40718", "3430 3731 38", PS_ORIGIN_HEX},
    {"0000 6d 72 6e 3d 34 |mrn=4|", "4", "34", PS_ORIGIN_HEX},
    /* a value on two rows, and the column beside it */
    {"0000  6d 72 6e 3d  |mrn=|\n0004  34 30 37 31  |4071|\n0008  38 33 32 32  |8322|\n",
     "40718322", "34 30 37 31~38 33 32 32", PS_ORIGIN_HEX},
    {"0000: 6d72 6e3d  mrn=\n0004: 3430 3731  4071\n0008: 3833 3232  8322\n", "40718322",
     "4071~8322", PS_ORIGIN_TEXT},
    {"0000000 726d 3d6e 3034 3137\n0000010 3338 3232\n", "40718322", "3034 3137~3338 3232",
     PS_ORIGIN_HEX},
    {"|00000000| 6d 72 6e 3d |mrn=|\n|00000004| 34 30 37 31 |4071|", "4071", "34 30 37 31",
     PS_ORIGIN_HEX},
    /* arrays */
    {"b [109, 114, 110, 61, 52, 48, 55]", "407", "52, 48, 55", PS_ORIGIN_HEX},
    {"b [109 114 110 61 52 48 55]", "407", "52 48 55", PS_ORIGIN_HEX},
    {"{\"data\":[109,114,110,61,52,48,55]}", "407", "52,48,55", PS_ORIGIN_HEX},
    {"b [76, -61, -77, 112, 101, 122]", "L\xc3\xb3p", "76, -61, -77, 112", PS_ORIGIN_HEX},
    /* words of mail headers */
    {"Subject: =?utf-8?B?TVJOIDQwNzE4MzIy?= x", "40718322", "TVJOIDQwNzE4MzIy", PS_ORIGIN_BASE64},
    {"Subject: =?utf-8?Q?MRN_=34=30718322?= x", "40718322", "=34=30718322", PS_ORIGIN_TEXT},
    /* quoted-printable */
    {"mrn=3D40=\n718=33=32=32", "40718322", "40=\n718=33=32=32", PS_ORIGIN_TEXT},
    /* UTF-16 */
    {"4\\u00000\\u00007\\u0000", "407", "4\\u00000\\u00007", PS_ORIGIN_TEXT},
    {"4\\0000\\0007\\000", "407", "4\\0000\\0007", PS_ORIGIN_TEXT},
    {"a%00b", "a b", "a%00b", PS_ORIGIN_TEXT},
};

static void test_rows(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        char goes[512];
        ps_origin origin = rows[i].origin;
        pieces_of(rows[i].raw, rows[i].value, &origin, goes);
        if (!strcmp(goes, rows[i].goes) && origin == rows[i].origin) continue;
        print_error("%s\n    goes '%s' (%d), want '%s'\n", rows[i].raw, goes, (int)origin,
                    rows[i].goes);
        failures++;
    }
    assert_int_equal(failures, 0);
}

/* Digests, addresses, paths, names, tables of numbers, ... stay as they are. */
static void test_plain(void **state) {
    (void)state;
    static const char *const lines[] = {
        "sha=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "mac 00:1b:44:11:3a:b7 and 01-23-45-67-89-ab",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "/usr/lib/python3/dist-packages/urllib3/connectionpool.py",
        "AbstractHandlerMethodExceptionResolver threw",
        "blk_-8523968015014407246 of size 67108864",
        "jti=Zk9xQ2vLm4TtWr8uYb1NcD5eFg7HjK0p",
        "times 12 15 18 21 24 27 30 33",
        "[1, 2, 3, 4, 5, 6, 7, 8] [2024, 1, 15] [0.1, 0.2]",
        "2024-01-15 09:30:12 12:30:45:10",
        "sum 0011 0022 0033 0044 0055 0066",
        "\\x00\\x01",
    };
    for (size_t i = 0; i + 1 < KIT_COUNT(lines); i++) {
        decode(ps_span_z(lines[i]));
        if (view.decoded)
            fail_msg("'%s' becomes '%.*s'", lines[i], (int)view.text.len, view.text.ptr);
        assert_int_equal(view.region_count, 0);
        assert_memory_equal(view.text.ptr, lines[i], strlen(lines[i]));
    }
}

/* An element of a JSON array becomes a string, with the quotes of its neighbours. */
static void test_wrap(void **state) {
    (void)state;
    static const char raw[] = "{\\\"data\\\": [109, 114, 110, 61, 52, 48, 55]}";
    decode(PS_LIT(raw));
    size_t at = find(ps_buf_span(&view.text), "407");
    ps_piece piece;
    assert_int_equal(ps_view_piece(&view, at, at + 3, &piece), at + 3);
    assert_memory_equal(raw + piece.wrap_from, "\\\"", piece.wrap_to - piece.wrap_from);
    assert_int_equal(piece.wrap_to - piece.wrap_from, 2);
}

/* A run inside of another encoding is left to the level at which it is whole; what it was in then
 * decides what goes. */
static void test_levels(void **state) {
    (void)state;
    static const char raw[] =
        "{\"b\":\"eyJtcm4iOiI0MDcxODMyMiIsImEiOjEsImIiOjIsImMi\\nOjMsImQiOjR9\"}";
    ps_view second;
    ps_view_init(&second, 1 << 20);
    decode(PS_LIT(raw));
    assert_int_equal(find(ps_buf_span(&view.text), "40718"), SIZE_MAX);
    ps_span text = ps_span_cut(ps_buf_span(&view.text), 0, view.text.len - 1);
    assert_int_equal(ps_view_add(&second, text, &view, 0, text.len), PS_OK);
    size_t at = find(ps_buf_span(&second.text), "407183");
    assert_true(at != SIZE_MAX);
    ps_piece piece;
    (void)ps_view_piece(&second, at, at + 6, &piece);
    assert_int_equal(piece.origin, PS_ORIGIN_BASE64);
    ps_view_free(&second);
}

/* ---- packed payloads ---- */

static char *base64_of(ps_span bytes, const char *before) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = strlen(before), len = n;
    char *out = malloc(n + bytes.len / 3 * 4 + 8);
    memcpy(out, before, n);
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (i + k < bytes.len ? (unsigned char)bytes.ptr[i + k] : 0u);
        for (unsigned k = 0; k < 4; k++)
            out[len++] = i + k > bytes.len ? '=' : letters[bits >> (18 - 6 * k) & 63];
    }
    out[len] = 0;
    return out;
}

static ps_buf packed(ps_span text, ps_codec codec) {
    ps_buf out;
    ps_encoder *encoder;
    bool done = false;
    char chunk[4096];
    ps_buf_init(&out, 64 << 20);
    assert_int_equal(ps_encoder_new(&encoder, codec), PS_OK);
    ps_flow flow = {.in = text, .to = chunk, .room = sizeof chunk};
    while (!done) {
        assert_int_equal(ps_encoder_step(encoder, &flow, true, &done), PS_OK);
        assert_int_equal(ps_buf_add(&out, ps_span_of(chunk, flow.made)), PS_OK);
    }
    ps_encoder_free(encoder);
    return out;
}

static void open_packed(ps_span text, unsigned times, ps_codec codec, const char *before) {
    ps_buf bytes = packed(text, codec);
    for (; times > 1; times--) {
        ps_buf more = packed(ps_buf_span(&bytes), codec);
        ps_buf_free(&bytes);
        bytes = more;
    }
    char *line = base64_of(ps_buf_span(&bytes), before);
    decode(ps_span_z(line));
    free(line);
    ps_buf_free(&bytes);
}

static void test_packed(void **state) {
    (void)state;
    ps_span text = PS_LIT("{\"mrn\":\"40718322\",\"name\":\"Maria\"}");
    for (unsigned times = 1; times <= 3; times++) {
        open_packed(text, times, PS_CODEC_GZIP, "data=");
        assert_true(find(ps_buf_span(&view.text), "40718322") != SIZE_MAX);
        assert_false(view.regions[0].refused);
    }
    open_packed(text, 1, PS_CODEC_ZSTD, "x ");
    assert_true(find(ps_buf_span(&view.text), "40718322") != SIZE_MAX);
    open_packed(text, 4, PS_CODEC_GZIP, "data=");
    assert_true(view.region_count == 1 && view.regions[0].refused);
    open_packed(text, 4, PS_CODEC_GZIP, "x ");
    assert_int_equal(view.region_count, 0);
}

/* What is too large is looked at as far as the limit goes; under a name it goes whole. */
static void test_bomb(void **state) {
    (void)state;
    size_t len = (size_t)20 << 20;
    char *bytes = malloc(len);
    memset(bytes, 'a', len);
    open_packed(ps_span_of(bytes, len), 1, PS_CODEC_GZIP, "body: ");
    assert_true(view.text.len < (size_t)3 << 20);
    assert_true(view.region_count == 1 && view.regions[0].refused);
    open_packed(ps_span_of(bytes, len), 1, PS_CODEC_ZSTD, "x ");
    assert_true(view.text.len < (size_t)3 << 20);
    assert_true(view.region_count == 1 && !view.regions[0].refused);
    free(bytes);
}

static void test_damaged(void **state) {
    (void)state;
    char line[] = "data=H4sIAAAAAAACA6tWyi3KU7JSMjEwN7QwNjJS0lEqLgYJGBuY6Rob6BoZm1gAxVLyk4Bi";
    decode(PS_LIT(line)); /* cut, but sound as far as it goes */
    assert_true(view.region_count == 1 && !view.regions[0].refused);
    line[18] = line[19] = '/'; /* a block of no kind */
    decode(PS_LIT(line));
    assert_true(view.region_count == 1 && view.regions[0].refused);
    decode(PS_LIT("content=JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0Zp"));
    assert_true(view.region_count == 1 && view.regions[0].refused); /* a document */
}

/* ---- lines that belong together ---- */

static void test_encoded_lines(void **state) {
    (void)state;
    static const struct {
        const char *line;
        bool on;
    } lines[] = {
        {"2024-01-15 09:30:12 DEBUG received 24 bytes:", false},
        {"00000000  6d 72 6e 3d 34 30 37 31  |mrn=4071|", true},
        {"00000008  38 33 32 32 20 20 20 20  |8322    |", true},
        {"00000000  6d 72 6e 3d 34 30 37 31  |mrn=4071|", false},
        {"00000008  38 33 32 32 20 20 20 20  |8322    |", true},
        {"    at com.example.Save(Save.java:12)", false},
        {"|00000000| 6d 72 6e 3d 34 |mrn=4|", true},
        {"|00000005| 30 37 31 38 33 |07183|", true},
        {"\t0x0010:  6d72 6e3d 34  mrn=4", true},
        {"1117838570 2005.06.03 R02-M1-N0", false},
        {"eyJtcm4iOiI0MDcxODMyMiIsImEiOjEsImIiOjIsImMi", false},
        {"OjMsImQiOjQsImUiOjUsImYiOjYsImciOjd9LCJoIjo4", true},
        {"LCJpIjo5fQ==", true},
        {"LCJpIjo5fQ==", false},
        {"data: eyJtcm4iOiI0MDcxODMyMiIsImEiOjEsImIiOjIsImMi", false},
        {"OjMsImQiOjQsImUiOjUsImYiOjYsImciOjd9", true},
        {"", false},
        {"Done", false},
    };
    uint8_t kind = 0;
    for (size_t i = 0; i < KIT_COUNT(lines); i++)
        if (ps_encoded_step(&kind, ps_span_z(lines[i].line)) != lines[i].on)
            fail_msg("line %zu: %s", i, lines[i].line);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_plain),
        cmocka_unit_test(test_wrap),    cmocka_unit_test(test_levels),
        cmocka_unit_test(test_packed),  cmocka_unit_test(test_bomb),
        cmocka_unit_test(test_damaged), cmocka_unit_test(test_encoded_lines),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
