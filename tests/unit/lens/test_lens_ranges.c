/* SPDX-License-Identifier: Apache-2.0
 *
 * Every text within the ranges of another one, and its conditions, answers its questions alike. */
#include "kit.h"
#include "ranges.h"
#include "sieve_inside.h"

#include <stdlib.h>

enum { MOST = 400, QUESTIONS_MOST = 64, VARIANTS = 3000 };

static const char *const lines[] = {
    "2026-11-22T09:30:12.118Z INFO [http-8080-exec-3] took 1037 ms, 42 left",
    "10.4.0.7 - - [22/Nov/2026:00:12:33 +0000] \"GET /a?page=7 HTTP/1.1\" 200 3478",
    "Nov 22 00:12:33 app-01 sshd[25356]: Accepted publickey for deploy from 10.4.73.106 port 42513",
    "I1122 00:22:30.632000       1 handler.go:511] \"synced\" generation=48",
    "{\"ts\":\"2026-01-05T00:00:00.000Z\",\"level\":\"info\",\"seq\":321509064,\"at\":1705311012}",
    "called 2125550147 and (212) 555-0147, then 212-555-0199; +1 212 555 0100",
    "ndc 0093-7214-01, loinc 2345-7, icd E11.9, zip 62701-0147, 62701",
    "trace 48c2802d22c0424267c86e6e5d26ed23 span=952a1afa23e734f5 0x5f 0x0f3a",
    "job 20261122 of 11/22/2026 and 22.11.2026, week 47, 1957-04-09, 00000517",
    "33 34 35 36 41 42 43 44 of a dump; =41=42=43 \\063\\064 #012 {\"b\":[51, 48, 55]}",
    "ssn 900-12-3456, 9001-23-456; mrn 00123456; card 4000 0000 0000 0002",
    "at 25:61:00 or 7:05, 12:30, 23:59:59.999 and 00:00:00",
    "patient_2=7 PV1|1 npi_1=4 line2:9 ipv6 2001:db8::17 pid=4711",
};

typedef struct bench {
    kit k;
    ps_varying *varying;
    kit_random random;
    size_t held, tried;
} bench;

/* Another text within the ranges. */
static void vary(bench *b, const ps_ranges *ranges, char *text, size_t len) {
    bool all = kit_below(&b->random, 2);
    for (size_t i = 0; i < len; i++) {
        unsigned width = ranges->high[i] - ranges->low[i] + 1u;
        if (width > 1 && (all || kit_below(&b->random, 4) == 0))
            text[i] = (char)(ranges->low[i] + kit_below(&b->random, width));
    }
}

static void check(bench *b, ps_span line) {
    static ps_ranges ranges;
    char skeleton[MOST + PS_SKELETON_SPARE], text[MOST];
    ps_question questions[QUESTIONS_MOST];
    size_t count;
    ps_skeleton_make(ps_byte_sets_best(), line, skeleton);
    if (!ps_varying_questions(b->varying, line, skeleton, questions, QUESTIONS_MOST, &count) ||
        !ps_ranges_make(b->varying, line, skeleton, questions, count, &ranges))
        return;
    assert_true(ps_conditions_hold(b->varying, line, ranges.conditions, ranges.count));
    for (size_t n = 0; n < VARIANTS; n++) {
        memcpy(text, line.ptr, line.len);
        vary(b, &ranges, text, line.len);
        ps_span other = ps_span_of(text, line.len);
        b->tried++;
        if (!ps_conditions_hold(b->varying, other, ranges.conditions, ranges.count)) continue;
        b->held++;
        for (size_t i = 0; i < count; i++)
            if (ps_varying_ask(b->varying, other, &questions[i]) !=
                ps_varying_ask(b->varying, line, &questions[i])) {
                print_error("%.*s\n%.*s\nquestion %u at %u\n", (int)line.len, line.ptr,
                            (int)line.len, text, questions[i].kind, questions[i].at);
                fail();
            }
    }
}

/* Other digits in the line itself, so that other ranges are made. */
static void check_line(bench *b, const char *line) {
    char text[MOST];
    size_t len = strlen(line);
    memcpy(text, line, len);
    for (size_t n = 0; n < 40; n++) {
        check(b, ps_span_of(text, len));
        for (size_t i = 0; i < len; i++)
            if (ps_is_digit(line[i]) && kit_below(&b->random, 4) == 0)
                text[i] = (char)('0' + kit_below(&b->random, n % 2 ? 10 : 3));
    }
}

static void test_answers(void **state) {
    (void)state;
    bench b = {.k = kit_open(NULL), .random = kit_seed(3)};
    const ps_engine *engine = b.k.engine;
    assert_int_equal(ps_varying_new(&b.varying, engine->rules, engine->enabled, engine->lens),
                     PS_OK);
    for (size_t i = 0; i < KIT_COUNT(lines); i++) check_line(&b, lines[i]);
    assert_true(b.tried > 500000);
    assert_in_range(b.held, b.tried / 20, b.tried);
    ps_varying_free(b.varying);
    kit_close(&b.k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
