/* SPDX-License-Identifier: Apache-2.0
 *
 * What begins an encoded stretch, and what does not. */
#include "kit.h"
#include "trigger.h"

typedef struct row {
    const char *text; /* the trigger byte is the first */
    bool opens;
} row;

static const row rows[] = {
    {"%2D", true},           {"%2d5", true},      {"%", false},
    {"%2", false},           {"%G1", false},      {"%1G", false},
    {"% 20", false},         {"100%", false},     {"\\u0033", true},
    {"\\u00e9", true},       {"\\u003", false},   {"\\u00g3", false},
    {"\\x33", true},         {"\\x3", false},     {"\\xg3", false},
    {"\\\"", true},          {"\\/", true},       {"\\", false},
    {"\\w", false},          {"&#45;", true},     {"&#x2D;", true},
    {"&#X2D;", true},        {"&quot;", true},    {"&apos;", true},
    {"&amp;", true},         {"&lt;", true},      {"&gt;", true},
    {"&a=b", false},         {"&", false},        {"&&", false},
    {"& co", false},         {"&page=2", false},  {"\x1b[31m", true},
    {"\x1b[0m", true},       {"\x1b", false},     {"\x1bO", false},
    {"\xef\xbc\x93", true},  /* full-width 3 */
    {"\xef\xbc\x8d", true},  /* full-width - */
    {"\xef\xbd\x81", true},  /* full-width a */
    {"\xe2\x80\x90", true},  /* U+2010 */
    {"\xe2\x80\x95", true},  /* U+2015 */
    {"\xe2\x80\x8b", true},  /* zero-width space */
    {"\xe2\x80\x8d", true},  /* zero-width joiner */
    {"\xef\xbb\xbf", true},  /* zero-width no-break space */
    {"\xc2\xa0", true},      /* no-break space */
    {"\xc3\xa9", false},     /* an accent stands for itself */
    {"\xe2\x80\x9c", false}, /* typographic quote */
    {"\xe2\x82\xac", false}, /* euro */
    {"\xff\xfe", false},     {"\x80", false},     {"\xc2", false},
    {"\xe2\x80", false},     {"\xef\xbc", false},
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_end_of_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
