/* SPDX-License-Identifier: Apache-2.0
 *
 * What begins an encoded stretch, and what does not: characters, columns, long runs. */
#include "base64.h"
#include "kit.h"
#include "run.h"
#include "trigger.h"

typedef struct row {
    const char *text; /* the trigger byte is the first */
    bool opens;
} row;

static const row rows[] = {
    {"%2D", true},
    {"%2d5", true},
    {"%", false},
    {"%2", false},
    {"%G1", false},
    {"%1G", false},
    {"% 20", false},
    {"100%", false},
    {"\\u0033", true},
    {"\\u00e9", true},
    {"\\u003", false},
    {"\\u00g3", false},
    {"\\x33", true},
    {"\\x3", false},
    {"\\xg3", false},
    {"\\\"", true},
    {"\\/", true},
    {"\\", false},
    {"\\w", false},
    {"\\055", true},
    {"\\55", false},
    {"\\400", false},
    {"\\nSSN", true},
    {"\\n", false},
    {"\\n\"", false},
    {"\\tat x", false},
    {"\\tatx", true},
    {"\\u{2d}", true},
    {"\\u{x}", false},
    {"\\U0000002d", true},
    {"\\e[0m", true},
    {"%u002d", true},
    {"%u00", false},
    {"#012", true},
    {"#0123", false},
    {"#f12", false},
    {"&hyphen;", true},
    {"&oacute;", true},
    {"&hyphen", false},
    {"=3D", true},
    {"=3d", false},
    {"=20", false},
    {"=33=30", true},
    {"=?utf-8?B?", true},
    {"==", false},
    {"=[51, 48, 54]", true},
    {": [51 48 54 1", true},
    {":[51,", false},
    {"=[2024,1,2]", false},
    {":\"[1,2,3]", true},
    {": x", false},
    {"&#45;", true},
    {"&#x2D;", true},
    {"&#X2D;", true},
    {"&quot;", true},
    {"&apos;", true},
    {"&amp;", true},
    {"&lt;", true},
    {"&gt;", true},
    {"&a=b", false},
    {"&", false},
    {"&&", false},
    {"& co", false},
    {"&page=2", false},
    {"\x1b[31m", true},
    {"\x1b[0m", true},
    {"\x1b", false},
    {"\x1bO", false},
    {"\xef\xbc\x93", true},      /* full-width 3 */
    {"\xef\xbc\x8d", true},      /* full-width - */
    {"\xef\xbd\x81", true},      /* full-width a */
    {"\xe2\x80\x90", true},      /* U+2010 */
    {"\xe2\x80\x95", true},      /* U+2015 */
    {"\xe2\x80\x8b", true},      /* zero-width space */
    {"\xe2\x80\x8d", true},      /* zero-width joiner */
    {"\xef\xbb\xbf", true},      /* zero-width no-break space */
    {"\xc2\xad", true},          /* soft hyphen */
    {"\xe2\x88\x92", true},      /* minus */
    {"\xe3\x80\x80", true},      /* ideographic space */
    {"\xe2\x90\x8d", true},      /* picture of a carriage return */
    {"\xd9\xa3", true},          /* Arabic 3 */
    {"\xf0\x9d\x9f\x91", true},  /* mathematical 3 */
    {"\xe6\x97\xa5", false},     /* Chinese */
    {"\xf0\x9f\x98\x80", false}, /* a face */
    {"\xc2\xa0", true},          /* no-break space */
    {"\xc3\xa9", false},         /* an accent stands for itself */
    {"\xe2\x80\x9c", false},     /* typographic quote */
    {"\xe2\x82\xac", false},     /* euro */
    {"\xff\xfe", false},
    {"\x80", false},
    {"\xc2", false},
    {"\xe2\x80", false},
    {"\xef\xbc", false},
};

static void test_table(void **state) {
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        char text[32];
        memcpy(text, rows[i].text, strlen(rows[i].text));
        ps_span span = ps_span_of(text, strlen(rows[i].text)); /* no NUL behind */
        if (ps_trigger_at(span, 0) == rows[i].opens) continue;
        print_error("row %zu: %s must%s open a view\n", i, rows[i].text,
                    rows[i].opens ? "" : " not");
        failures++;
    }
    assert_int_equal(failures, 0);
}

/* Whatever the bytes are, the answer does not depend on what lies beyond the text. */
static void test_end_of_text(void **state) {
    (void)state;
    for (size_t i = 0; i < KIT_COUNT(rows); i++) {
        size_t len = strlen(rows[i].text);
        for (size_t cut = 1; cut < len; cut++) {
            char bytes[32];
            memcpy(bytes, rows[i].text, len);
            bool with = ps_trigger_at(ps_span_of(bytes, cut), 0);
            memset(bytes + cut, '0', sizeof bytes - cut);
            assert_true(with == ps_trigger_at(ps_span_of(bytes, cut), 0));
        }
    }
}

/* Four words of digits in a row, of printable bytes. */
static void test_columns(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool opens;
    } cases[] = {
        {"33 30 36 2d", true},
        {"33:30:36:2d", true},
        {"33-30-36-2D", true},
        {"3330 362d 3330 2d32", true},
        {"0x33, 0x30, 0x36, 0x2d", true},
        {"0x33 0x30 0x36 0x2d", true},
        {"51, 48, 54, 45", true},
        {"51,48,54,45", true},
        {"33 30 36", false},
        {"00 1b 44 11", false},
        {"33 30:36 2d", false},
        {"33 3 36 2d", false},
        {"2024-01-15 09:30:12", false},
        {"33 30 36 2dx", false},
        {"33", false},
    };
    for (size_t i = 0; i < KIT_COUNT(cases); i++)
        if (ps_trigger_columns(ps_span_z(cases[i].text), 0) != cases[i].opens)
            fail_msg("'%s'", cases[i].text);
}

/* The run begins at the mark. */
static void run_is(const char *text, size_t from, size_t len, bool hex, bool named) {
    char line[256] = "";
    size_t at = strcspn(text, "^");
    memcpy(line, text, at);
    memcpy(line + at, text + at + 1, strlen(text) - at);
    ps_span span = ps_span_z(line);
    ps_run run = {0};
    bool read = ps_run_read(span, at, ps_base64_end(span, at), PS_RUN_ALL_LINES, &run);
    if (read != (len > 0)) fail_msg("'%s': %d", text, read);
    if (read &&
        (run.from != from || run.to - run.from != len || run.hex != hex || run.named != named))
        fail_msg("'%s': %zu %zu %d %d", text, run.from, run.to - run.from, run.hex, run.named);
}

static void test_runs(void **state) {
    (void)state;
    run_is("data=^bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk= x", 5, 32, false, true);
    run_is("requestBody: \"^bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk=\"", 14, 32, false, true);
    run_is("<v1:Content a=\"b\">^bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk=<", 18, 32, false, true);
    run_is("payload=b'^bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk='", 10, 32, false, true);
    run_is("the ^bXJuPTQwNzE4MzIyIG9uIHRoZSB3YXk= x", 4, 32, false, false);
    run_is("^/verify/eyJtcm4iOiI0MDcxODMyMiIsImEiOjF9", 8, 32, false, false);
    run_is("h=^33303630333032333438333036333032", 2, 32, true, false);
    run_is("data=^qZ8xQ2vLm4TtWr8uYb1NcD5eFg7HjK0p", 5, 32, false, true);
    run_is("key=^qZ8xQ2vLm4TtWr8uYb1NcD5eFg7HjK0p", 0, 0, false, false);
    run_is("data=^/usr/share/applications/mimeinfo/cache", 0, 0, false, false);
    run_is("x ^bXJuPTQwNzE4MzIyIG9u", 0, 0, false, false);
    run_is("x ^4bf92f3577b34da6a3ce929d0e0e4736", 0, 0, false, false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_end_of_text),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
