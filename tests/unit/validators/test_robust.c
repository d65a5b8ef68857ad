/* SPDX-License-Identifier: Apache-2.0
 *
 * Every check and grammar over random bytes, over every truncation of the known texts and from
 * every anchor. A sanitizer finds the bad reads; here the extents are checked. Every input is a
 * heap block of exactly its size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "vectors.h"

enum { ROUNDS = 400, SIZE = 96, AWAY = 512 };

static uint64_t seed = 0x9E3779B97F4A7C15u;

static uint32_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32);
}

/* Bytes that grammars know, more often than others. */
static char random_byte(void) {
    static const char known[] =
        "0123456789012345678901234567890123456789 -./:,@%+()[]\\'\"^_=;|TZAaEeSt"
        "\xC2\xA0\xE2\x80\x93\xC3\xA9";
    uint32_t r = next_random();
    return (r & 7) == 0 ? (char)(r >> 8) : known[(r >> 8) % (sizeof known - 1)];
}

static void try_all(ps_span t, bool anchors) {
    for (size_t k = 0; k < ps_validator_count(); k++) {
        const ps_validator *v = ps_validator_at(k);
        if (v->check != NULL) v->check(t);
        for (size_t at = 0; v->grammar != NULL && anchors && at <= t.len + 1; at++) {
            ps_extent e = {SIZE_MAX, SIZE_MAX};
            if (!v->grammar(t, at, &e)) continue;
            assert_true(e.from < e.to && e.to <= t.len);
            assert_true(e.from + AWAY >= at && at < t.len);
        }
    }
}

static void exactly(const char *bytes, size_t len) {
    char *copy = malloc(len + (len == 0));
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    try_all(ps_span_of(copy, len), true);
    free(copy);
}

static void random_bytes(void **state) {
    (void)state;
    char buf[SIZE];
    for (int round = 0; round < ROUNDS; round++) {
        size_t len = next_random() % SIZE;
        for (size_t i = 0; i < len; i++) buf[i] = random_byte();
        exactly(buf, len);
    }
}

static void truncated(const vector *v) {
    for (size_t n = 0; n <= v->text.len; n++) {
        char *copy = malloc(n + (n == 0));
        assert_non_null(copy);
        memcpy(copy, v->text.ptr, n);
        ps_extent e;
        for (size_t at = 0; v->validator->grammar != NULL && at <= n; at++)
            v->validator->grammar(ps_span_of(copy, n), at, &e);
        if (v->validator->check != NULL) v->validator->check(ps_span_of(copy, n));
        free(copy);
    }
}

static void truncations(void **state) {
    (void)state;
    vectors_each("grammars.vec", truncated);
    vectors_each("checks.vec", truncated);
}

/* Texts with their marks replaced at random, through every grammar. */
static void mutated(const vector *v) {
    char buf[256];
    size_t len = v->text.len < sizeof buf ? v->text.len : sizeof buf;
    memcpy(buf, v->text.ptr, len);
    for (int i = 0; i < 4 && len > 0; i++) buf[next_random() % len] = random_byte();
    exactly(buf, len);
}

static void mutations(void **state) {
    (void)state;
    vectors_each("grammars.vec", mutated);
}

/* Long runs: no anchor may cost more than a glance, nor lie about its extent. */
static void long_runs(void **state) {
    (void)state;
    static const char runs[] = "1A.-:@ (^\\%+\xC3";
    static char buf[4096];
    for (size_t r = 0; r + 1 < sizeof runs; r++) {
        memset(buf, runs[r], sizeof buf);
        try_all(ps_span_of(buf, sizeof buf), true);
    }
    try_all(ps_span_of(NULL, 0), true);
}

int run_robust(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_bytes),
                                       cmocka_unit_test(truncations), cmocka_unit_test(mutations),
                                       cmocka_unit_test(long_runs)};
    return cmocka_run_group_tests_name("robust", tests, NULL, NULL);
}
