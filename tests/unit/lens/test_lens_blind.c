/* SPDX-License-Identifier: Apache-2.0
 *
 * Which regexes are blind to digits, and what kinds of numbers there are. */
#include "blind.h"
#include "kit.h"
#include "number.h"

static void test_regexes(void **state) {
    (void)state;
    static const char *const blind[] = {"",
                                        "abc",
                                        "\\b\\d{2,4}-\\d\\b",
                                        "[0-9a-f]{2}:",
                                        "[!-~]+x",
                                        "[^0-9\\r\\n]{1,9}",
                                        "(?:a|b)(?=\\d)",
                                        "[-a]\\.[]x]",
                                        "a{2}[.0-;]",
                                        "[\\d.]+",
                                        "x{,"};
    static const char *const seeing[] = {"a1",     "[0-5]", "[13579]",     "(a)\\1",
                                         "\\x41",  "x{3",   "[[:digit:]]", "(?i)a",
                                         "\\p{N}", "[0-9",  "\\"};
    for (size_t i = 0; i < KIT_COUNT(blind); i++)
        if (!ps_regex_is_blind(ps_span_z(blind[i]))) fail_msg("'%s' is blind", blind[i]);
    for (size_t i = 0; i < KIT_COUNT(seeing); i++)
        if (ps_regex_is_blind(ps_span_z(seeing[i]))) fail_msg("'%s' is not", seeing[i]);
}

static ps_number_kind kind(const char *text) {
    size_t from = 0, to;
    while (!ps_is_digit(text[from])) from++;
    for (to = from; ps_is_digit(text[to]);) to++;
    return ps_number_kind_at(ps_span_z(text), from, to);
}

static void test_kinds(void **state) {
    (void)state;
    static const struct {
        const char *text;
        ps_number_kind kind;
    } rows[] = {
        {"took 37 ms", PS_NUMBER_PLAIN},
        {"2026-11-22T", PS_NUMBER_DATE},
        {"2026-13-22", PS_NUMBER_PLAIN},
        {"on 22/Nov/2026 x", PS_NUMBER_DATE},
        {"1705311012", PS_NUMBER_EPOCH},
        {"317-555-0142", PS_NUMBER_PHONE},
        {"from 192.0.2.7", PS_NUMBER_ADDRESS},
        {"from 192.0.2.700", PS_NUMBER_PLAIN},
        {"2345-7", PS_NUMBER_CODE},
        {"2345-8", PS_NUMBER_PLAIN},
        {"id 000517", PS_NUMBER_ZEROS},
        {"at 00:00:00", PS_NUMBER_MIDNIGHT},
        {"at 25:61", PS_NUMBER_NO_CLOCK},
        {"at 23:59", PS_NUMBER_PLAIN},
        {"0x5f", PS_NUMBER_HEX},
        {"7x5f", PS_NUMBER_PLAIN},
    };
    for (size_t i = 0; i < KIT_COUNT(rows); i++)
        if (kind(rows[i].text) != rows[i].kind)
            fail_msg("'%s' is %d", rows[i].text, (int)kind(rows[i].text));
}

/* Whatever digits stand there: numbers of one answer are of one kind, where the test says no more
 * than the kind. */
static void test_answers(void **state) {
    (void)state;
    static const char *const texts[] = {"a 2000-00-00 b", "at 00:00:00.0",  "from 100.0.20.0:",
                                        "id 000000 x",    "(000) 000-0000", "on 00/Nov/2000:00"};
    kit_random random = kit_seed(5);
    for (size_t t = 0; t < KIT_COUNT(texts); t++) {
        char text[64];
        int seen[1024];
        for (size_t i = 0; i < KIT_COUNT(seen); i++) seen[i] = -1;
        size_t len = strlen(texts[t]), from = strcspn(texts[t], "0123456789"), to = from;
        while (ps_is_digit(texts[t][to])) to++;
        ps_number_test test = ps_number_test_of(ps_span_z(texts[t]), from, to);
        for (size_t n = 0; n < 4000; n++) {
            for (size_t i = 0; i < len; i++)
                text[i] =
                    ps_is_digit(texts[t][i]) ? (char)('0' + kit_below(&random, 10)) : texts[t][i];
            ps_span span = ps_span_of(text, len);
            assert_int_equal(ps_number_test_of(span, from, to), test);
            unsigned answer = ps_number_ask(span, from, to, test);
            assert_true(answer < KIT_COUNT(seen));
            int is = (int)ps_number_kind_at(span, from, to);
            if (test == PS_NUMBER_TEST_QUAD && is != PS_NUMBER_ADDRESS) continue;
            if (seen[answer] < 0) seen[answer] = is;
            assert_int_equal(seen[answer], is);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regexes),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
