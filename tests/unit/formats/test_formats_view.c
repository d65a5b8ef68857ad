/* SPDX-License-Identifier: Apache-2.0
 *
 * Decoded views: what each encoded character becomes, and that every decoded byte knows the raw
 * bytes that it came from. Events are put together from pieces whose decoding is known. */
#include "kit.h"
#include "view.h"

#include <stdlib.h>

typedef struct piece {
    const char *raw, *text;
} piece;

static const piece pieces[] = {
    {"%2D", "-"},
    {"%2d", "-"},
    {"%33", "3"},
    {"%20", " "},
    {"%0A", "\n"},
    {"%C3", "\xc3"},
    {"\\u0033", "3"},
    {"\\u002d", "-"},
    {"\\u00f3", "\xc3\xb3"},
    {"\\u2010", "-"},
    {"\\u20ac", "\xe2\x82\xac"},
    {"\\x33", "3"},
    {"\\x0a", "\n"},
    {"\\\"", "\""},
    {"\\\\", "\\"},
    {"\\/", "/"},
    {"\\n", "\n"},
    {"\\r", "\r"},
    {"\\t", "\t"},
    {"\\v", "\v"},
    {"\\e", "\x1b"},
    {"\\x1c", "\x1c"},
    {"\\055", "-"},
    {"\\u{2d}", "-"},
    {"\\u{1D7CE}", "0"},
    {"\\U0000002d", "-"},
    {"\\U0001d7ce", "0"},
    {"\\ud835\\udfce", "0"},
    {"\\uD83D\\uDE00", "\xf0\x9f\x98\x80"},
    {"\\ud83d", "\xef\xbf\xbd"},
    {"%u002D", "-"},
    {"%ud835%udfce", "0"},
    {"#012", "\n"},
    {"#011", "\t"},
    {"&#51;", "3"},
    {"&#x2D;", "-"},
    {"&#X2d;", "-"},
    {"&quot;", "\""},
    {"&apos;", "'"},
    {"&amp;", "&"},
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&nbsp;", " "},
    {"&hyphen;", "-"},
    {"&commat;", "@"},
    {"&NewLine;", "\n"},
    {"&oacute;", "\xc3\xb3"},
    {"&shy;", ""},
    {"&#x1D7CE;", "0"},
    {"&#10;", "\n"},
    {"\xef\xbc\x93", "3"},
    {"\xef\xbc\x8d", "-"},
    {"\xef\xbc\xa1", "A"},
    {"\xef\xbd\x81", "a"},
    {"\xe2\x80\x90", "-"},
    {"\xe2\x80\x95", "-"},
    {"\xe2\x80\x8b", ""},
    {"\xef\xbb\xbf", ""},
    {"\xc2\xa0", " "},
    {"\xc2\xad", ""},
    {"\xe2\x88\x92", "-"},
    {"\xe2\x81\xa0", ""},
    {"\xe3\x80\x80", " "},
    {"\xe2\x90\x8d", "\r"},
    {"\xe2\x80\xa8", "\n"},
    {"\xd9\xa3", "3"},
    {"\xe0\xa5\xa9", "3"},
    {"\xf0\x9d\x9f\x91", "3"},
    {"\xf0\x9d\x90\x80", "A"},
    {"\xef\xb9\x95", ":"},
    {"\x1b[31m", ""},
    {"\x1b[0;1m", ""},
    {"\x1b[?25l", ""},
    {"\x1b]8;;http://a.b\a", ""},
    {"\x1b(B", ""},
    /* what stands for itself */
    {"g", "g"},
    {"Z", "Z"},
    {" ", " "},
    {"%zz", "%zz"},
    {"\\w", "\\w"},
    {"&z", "&z"},
    {"\xc3\xb3", "\xc3\xb3"},
    {"\xff", "\xff"},
    {"\x80", "\x80"},
    {"\xe2\x82\xac", "\xe2\x82\xac"},
    {";", ";"},
    {"\\192", "\\192"},
    {"\\u{110000x", "\\u{110000x"},
    {"&unknown;", "&unknown;"},
    {"#0123", "#0123"},
    {"#fff", "#fff"},
    {"%u00", "%u00"},
    {"a=20", "a=20"},
    {"\xe2\x80\x9c", "\xe2\x80\x9c"},
    {"\xe0\x80\xb3", "\xe0\x80\xb3"},
};

static void check_text(ps_view *view, const char *raw, const char *text) {
    ps_view_clear(view);
    assert_int_equal(ps_view_add(view, ps_span_z(raw), NULL, 0, strlen(raw)), PS_OK);
    size_t len = strlen(text);
    if (view->text.len != len + 1 || memcmp(view->text.ptr, text, len) != 0)
        fail_msg("'%s' becomes '%.*s'", raw, (int)view->text.len, view->text.ptr);
    assert_int_equal(view->text.ptr[len], '\n');
}

static void test_pieces(void **state) {
    (void)state;
    ps_view view;
    ps_view_init(&view, 1 << 20);
    for (size_t i = 0; i < KIT_COUNT(pieces); i++) check_text(&view, pieces[i].raw, pieces[i].text);
    ps_view_free(&view);
}

/* Broken or cut encodings stand for themselves, and are never read beyond the line. */
static void test_broken(void **state) {
    (void)state;
    static const char *const broken[] = {"%",    "%2",   "%2g",     "\\",       "\\u",  "\\u003",
                                         "\\x",  "\\x3", "&",       "&#",       "&#;",  "&#x;",
                                         "&quo", "\x1b", "\x1b[31", "\xe2\x80", "\xef", "\xc2"};
    ps_view view;
    ps_view_init(&view, 1 << 20);
    for (size_t i = 0; i < KIT_COUNT(broken); i++) {
        size_t len = strlen(broken[i]);
        char *exact = malloc(len);
        memcpy(exact, broken[i], len);
        ps_view_clear(&view);
        assert_int_equal(ps_view_add(&view, ps_span_of(exact, len), NULL, 0, len), PS_OK);
        assert_int_equal(view.text.len, len + 1);
        assert_memory_equal(view.text.ptr, broken[i], len);
        free(exact);
    }
    ps_view_free(&view);
}

typedef struct built {
    char raw[2048], text[2048];
    uint32_t map[2049];
    size_t raw_len, text_len;
} built;

static void build(built *b, kit_random *r, size_t n) {
    b->raw_len = b->text_len = 0;
    while (n--) {
        const piece *p = &pieces[kit_below(r, KIT_COUNT(pieces))];
        size_t len = strlen(p->text);
        /* what stands for itself is a piece a byte */
        bool itself = !strcmp(p->raw, p->text);
        for (size_t i = 0; i < len; i++)
            b->map[b->text_len + i] = (uint32_t)(b->raw_len + (itself ? i : 0));
        memcpy(b->text + b->text_len, p->text, len);
        memcpy(b->raw + b->raw_len, p->raw, strlen(p->raw));
        b->text_len += len;
        b->raw_len += strlen(p->raw);
        b->raw[b->raw_len++] = 'q'; /* no two pieces make a third */
        b->map[b->text_len] = (uint32_t)b->raw_len - 1;
        b->text[b->text_len++] = 'q';
    }
}

static void test_map(void **state) {
    (void)state;
    kit_random r = kit_seed(61);
    ps_view view;
    ps_view_init(&view, 1 << 20);
    for (size_t round = 0; round < 3000; round++) {
        built b;
        build(&b, &r, 1 + kit_below(&r, 60));
        ps_view_clear(&view);
        assert_int_equal(ps_view_add(&view, ps_span_of(b.raw, b.raw_len), NULL, 0, b.raw_len),
                         PS_OK);
        assert_int_equal(view.text.len, b.text_len + 1);
        assert_memory_equal(view.text.ptr, b.text, b.text_len);
        for (size_t i = 0; i < b.text_len; i++)
            assert_int_equal(ps_view_raw_from(&view, i), b.map[i]);
        assert_int_equal(ps_view_raw_from(&view, b.text_len), b.raw_len);
        assert_int_equal(ps_view_raw_from(&view, b.text_len + 1), b.raw_len);
    }
    ps_view_free(&view);
}

/* Lines are appended; the offsets count from the begin of the source, not of the line. */
static void test_lines(void **state) {
    (void)state;
    ps_span source = PS_LIT("one%2D\ntwo\nthree\\u0033!");
    ps_view view;
    ps_view_init(&view, 1 << 20);
    assert_int_equal(ps_view_add(&view, source, NULL, 0, 6), PS_OK);
    assert_int_equal(ps_view_add(&view, source, NULL, 11, source.len), PS_OK);
    assert_true(ps_span_eq(ps_buf_span(&view.text), PS_LIT("one-\nthree3!\n")));
    assert_int_equal(ps_view_raw_from(&view, 3), 3);
    assert_int_equal(ps_view_raw_from(&view, 4), 6);
    assert_int_equal(ps_view_raw_from(&view, 5), 11);
    assert_int_equal(ps_view_raw_from(&view, 10), 16);
    assert_int_equal(ps_view_raw_from(&view, 11), 22);
    assert_int_equal(ps_view_raw_from(&view, 13), source.len);
    ps_view_free(&view);
}

/* A second level maps through the first. */
static void test_levels(void **state) {
    (void)state;
    ps_span raw = PS_LIT("a%252Db%2526z");
    ps_view one, two;
    ps_view_init(&one, 1 << 20);
    ps_view_init(&two, 1 << 20);
    assert_int_equal(ps_view_add(&one, raw, NULL, 0, raw.len), PS_OK);
    ps_span first = ps_buf_span(&one.text);
    assert_true(ps_span_eq(first, PS_LIT("a%2Db%26z\n")));
    assert_int_equal(ps_view_add(&two, first, &one, 0, first.len - 1), PS_OK);
    assert_true(ps_span_eq(ps_buf_span(&two.text), PS_LIT("a-b&z\n")));
    assert_int_equal(ps_view_raw_from(&two, 1), 1);
    assert_int_equal(ps_view_raw_from(&two, 2), 6);
    assert_int_equal(ps_view_raw_from(&two, 3), 7);
    assert_int_equal(ps_view_raw_from(&two, 4), 12);
    assert_int_equal(ps_view_raw_from(&two, 5), raw.len);
    ps_view_free(&one);
    ps_view_free(&two);
}

static void test_ceiling(void **state) {
    (void)state;
    ps_view view;
    ps_view_init(&view, 16);
    ps_span text = PS_LIT("0123456789abcdefghij%2D");
    assert_int_equal(ps_view_add(&view, text, NULL, 0, text.len), PS_E_LIMIT);
    assert_int_equal(view.text.len, 0);
    assert_int_equal(ps_view_add(&view, text, NULL, 0, 5), PS_OK);
    ps_view_free(&view);
}

/* Of a huge event stands in the view what is near its encoded places; each byte knows where it
 * comes from, and those beside a gap come from nowhere. */
static void test_gaps(void **state) {
    (void)state;
    enum { SIZE = 1 << 20, ONE = 300000, TWO = 300100, THREE = 700000 };
    static const size_t places[] = {ONE, TWO, THREE};
    char *raw = malloc(SIZE);
    assert_non_null(raw);
    for (size_t i = 0; i < SIZE; i++) raw[i] = i % 8 == 0 ? ' ' : (char)('a' + i % 23);
    for (size_t i = 0; i < 3; i++) memcpy(raw + places[i], "%2D", 3);
    ps_view view;
    ps_view_init(&view, SIZE + 64);
    assert_int_equal(ps_view_add(&view, ps_span_of(raw, SIZE), NULL, 0, SIZE), PS_OK);
    assert_int_equal(view.decoded, 3);
    assert_int_equal(view.gap_count, 1);
    assert_int_equal(view.text.ptr[view.gaps[0] - 1], '\n');
    assert_in_range(view.text.len, 4 * 8192, 4 * 16384);
    size_t dashes = 0, nowhere = 0;
    for (size_t i = 0; i + 1 < view.text.len; i++) {
        size_t from = ps_view_raw_from(&view, i), to = ps_view_raw_to(&view, i);
        nowhere += from == to;
        if (from == to) continue;
        if (view.text.ptr[i] == '-')
            assert_int_equal(from, places[dashes++]);
        else
            assert_int_equal(view.text.ptr[i], raw[from]);
        ps_piece one;
        assert_int_equal(ps_view_piece(&view, i, i + 1, &one), i + 1);
        assert_int_equal(one.raw_from, from);
    }
    assert_int_equal(dashes, 3);
    assert_int_equal(nowhere, 4 * 256 + 2); /* on both sides of both stretches, and two line ends */
    ps_piece over;                          /* what reaches over the gap is several pieces */
    assert_true(ps_view_piece(&view, view.gaps[0] - 600, view.gaps[0] + 600, &over) < view.gaps[0]);
    ps_view_free(&view);
    free(raw);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces), cmocka_unit_test(test_broken),
        cmocka_unit_test(test_map),    cmocka_unit_test(test_lines),
        cmocka_unit_test(test_levels), cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
