/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealed records in pieces: what was cut is joined, whatever stands between, and what is missing is
 * told. */
#include "kafka_pieces.h"
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST = PS_PIECE_LEAST, PIECES = 16, LEN = 10000 };

/* The pieces of one record. */
typedef struct cut {
    ps_buf bytes[PIECES];
    size_t count;
    char whole[LEN];
    size_t len;
} cut;

static void fill(cut *c, unsigned seed, size_t len) {
    c->len = len;
    for (size_t i = 0; i < len; i++) {
        seed = seed * 1103515245U + 12345U;
        c->whole[i] = (char)(seed >> 16);
    }
    c->count = 0;
    for (size_t at = 0; at < len; c->count++) {
        assert_true(c->count < PIECES);
        ps_buf_init(&c->bytes[c->count], MOST);
        assert_int_equal(ps_piece_cut(ps_span_of(c->whole, len), &at, MOST, &c->bytes[c->count]),
                         PS_OK);
    }
}

static void drop(cut *c) {
    for (size_t i = 0; i < c->count; i++) ps_buf_free(&c->bytes[i]);
}

static bool take(ps_pieces *p, const char *name, const cut *c, size_t i, ps_span *whole) {
    return ps_pieces_take(p, ps_span_z(name), ps_buf_span(&c->bytes[i]), whole);
}

static void is_whole(ps_span got, const cut *c) {
    assert_true(ps_span_eq(got, ps_span_of(c->whole, c->len)));
}

static void pieces_are_joined(void **state) {
    (void)state;
    static const size_t lengths[] = {16, 17, MOST - PS_PIECE_HEAD, MOST - PS_PIECE_HEAD + 1, LEN};
    for (size_t n = 0; n < KIT_COUNT(lengths); n++) {
        ps_pieces p = {NULL};
        ps_span whole;
        cut c;
        fill(&c, (unsigned)n, lengths[n]);
        for (size_t i = 0; i + 1 < c.count; i++) assert_false(take(&p, "a/0/1", &c, i, &whole));
        assert_true(take(&p, "a/0/1", &c, c.count - 1, &whole));
        is_whole(whole, &c);
        assert_int_equal(ps_pieces_end(&p), 0);
        drop(&c);
    }
}

/* Two writers share a partition: their pieces are mixed, and other records stand between. */
static void mixed_ones_are_told_apart(void **state) {
    (void)state;
    ps_pieces p = {NULL};
    ps_span whole, plain = PS_LIT("PSQ1 and more");
    cut a, b;
    unsigned got = 0;
    fill(&a, 1, LEN);
    fill(&b, 2, LEN - 1500);
    for (size_t i = 0; i < a.count; i++) {
        if (take(&p, "a", &a, i, &whole)) is_whole(whole, &a), got++;
        assert_true(ps_pieces_take(&p, PS_LIT("x"), plain, &whole));
        assert_true(ps_span_eq(whole, plain));
        if (i < b.count && take(&p, "b", &b, i, &whole)) is_whole(whole, &b), got++;
    }
    assert_int_equal(got, 2);
    assert_int_equal(ps_pieces_end(&p), 0);
    drop(&a);
    drop(&b);
}

static void what_is_missing_is_told(void **state) {
    (void)state;
    cut c;
    fill(&c, 3, LEN);
    for (size_t without = 0; without < c.count; without++) {
        ps_pieces p = {NULL};
        ps_span whole;
        for (size_t i = 0; i < c.count; i++)
            if (i != without) assert_false(take(&p, "a", &c, i, &whole));
        assert_true(ps_pieces_end(&p) > 0);
    }
    drop(&c);
}

/* After a crash it comes again, sealed anew, under the same name: nothing is missing then. */
static void what_came_again_is_not_missing(void **state) {
    (void)state;
    ps_pieces p = {NULL};
    ps_span whole;
    cut torn, again, other;
    fill(&torn, 4, LEN);
    fill(&again, 5, LEN);
    fill(&other, 6, 3000);
    for (size_t i = 0; i < 3; i++) assert_false(take(&p, "a", &torn, i, &whole));
    for (size_t i = 0; i < again.count; i++)
        assert_int_equal(take(&p, "a", &again, i, &whole), i + 1 == again.count);
    is_whole(whole, &again);
    assert_false(take(&p, "a", &torn, 0, &whole));
    assert_false(take(&p, "b", &other, 0, &whole));
    assert_int_equal(ps_pieces_end(&p), MOST - PS_PIECE_HEAD); /* of the other one */
    drop(&torn);
    drop(&again);
    drop(&other);
}

/* Anything that begins as a piece does: never read beyond its end, never a claim believed. */
static void damaged_ones_are_no_pieces(void **state) {
    (void)state;
    cut c;
    fill(&c, 7, 3000);
    for (size_t at = 0; at < PS_PIECE_HEAD; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            ps_pieces p = {NULL};
            ps_span whole;
            char *byte = &c.bytes[1].ptr[at];
            *byte = (char)(*byte ^ (1 << bit));
            for (size_t i = 0; i < c.count; i++)
                if (take(&p, "a", &c, i, &whole)) assert_true(whole.len <= c.len);
            (void)ps_pieces_end(&p);
            *byte = (char)(*byte ^ (1 << bit));
        }
    for (size_t len = 0; len <= PS_PIECE_HEAD; len++) {
        ps_pieces p = {NULL};
        ps_span whole;
        char *cut_off = malloc(len + 1), *tight;
        memcpy(cut_off, c.bytes[0].ptr, len);
        tight = realloc(cut_off, len ? len : 1);
        assert_true(ps_pieces_take(&p, PS_LIT("a"), ps_span_of(tight, len), &whole));
        assert_int_equal(whole.len, len);
        assert_int_equal(ps_pieces_end(&p), 0);
        free(tight);
    }
    drop(&c);
}

static void some_cannot_be_cut(void **state) {
    (void)state;
    ps_buf out;
    size_t at = 0;
    ps_buf_init(&out, MOST);
    assert_int_equal(ps_piece_cut(PS_LIT("short"), &at, MOST, &out), PS_E_LIMIT);
    char whole[2 * MOST] = {0};
    ps_span span = ps_span_of(whole, sizeof whole);
    assert_int_equal(ps_piece_cut(span, &at, PS_PIECE_LEAST - 1, &out), PS_E_LIMIT);
    assert_int_equal(ps_piece_cut(span, &at, 2 * MOST, &out), PS_E_LIMIT);
    assert_int_equal(at, 0);
    ps_buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_joined),
        cmocka_unit_test(mixed_ones_are_told_apart),
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(what_came_again_is_not_missing),
        cmocka_unit_test(damaged_ones_are_no_pieces),
        cmocka_unit_test(some_cannot_be_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
