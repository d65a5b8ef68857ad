/* SPDX-License-Identifier: Apache-2.0
 *
 * A view's map against two plain arrays: random stretches, jumps and copies, cut off and gone on.
 */
#include "view_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { BYTES = 1500, ROUNDS = 60 };

typedef struct model {
    ps_raw raw[BYTES];
    size_t len;
} model;

static uint64_t state = 1;

static size_t below(size_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state >> 33) % n;
}

/* One raw byte each, a few, many, the same once more, or elsewhere. */
static void grow(ps_view_map *map, model *m) {
    ps_raw last = m->len ? m->raw[m->len - 1] : (ps_raw){0, 0};
    size_t kind = below(6), n = 1 + below(200);
    if (kind < 2 && m->len + n <= BYTES) {
        uint32_t from = kind ? last.to : (uint32_t)below(5000);
        assert_int_equal(ps_view_map_copy(map, from, n), PS_OK);
        for (size_t i = 0; i < n; i++)
            m->raw[m->len++] = (ps_raw){from + (uint32_t)i, from + (uint32_t)i + 1};
        return;
    }
    uint32_t from = kind == 5 ? (uint32_t)below(5000) : last.to;
    uint32_t width = kind == 4 ? 200 + (uint32_t)below(200) : 1 + (uint32_t)below(6);
    ps_raw raw = kind == 2 && m->len ? last : (ps_raw){from, from + width};
    assert_int_equal(ps_view_map_put(map, raw), PS_OK);
    m->raw[m->len++] = raw;
}

static void is_raw(ps_raw have, ps_raw want) {
    assert_int_equal(have.from, want.from);
    assert_int_equal(have.to, want.to);
}

static void check(const ps_view_map *map, const model *m) {
    ps_map_cursor cursor = {0};
    for (size_t n = 0; n < 2 * m->len; n++) {
        size_t at = below(4) ? n % m->len : below(m->len); /* mostly onwards */
        is_raw(ps_view_map_seek(map, &cursor, at), m->raw[at]);
        is_raw(ps_view_map_at(map, at), m->raw[at]);
    }
    for (unsigned n = 0; n < 300; n++) {
        size_t from = below(m->len), to = from + below(m->len - from + 1);
        ps_raw want = m->raw[from];
        for (size_t i = from + 1; i < to; i++) {
            if (m->raw[i].from < want.from) want.from = m->raw[i].from;
            if (m->raw[i].to > want.to) want.to = m->raw[i].to;
        }
        is_raw(ps_view_map_around(map, &(ps_map_cursor){0}, from, to), want);
    }
}

/* A view of a view. */
static void check_follow(const ps_view_map *above, const model *m) {
    ps_view_map map = {0};
    ps_map_cursor cursor = {0};
    assert_int_equal(ps_view_map_reserve(&map, m->len), PS_OK);
    size_t from = below(m->len), to = from + below(m->len - from + 1);
    assert_int_equal(ps_view_map_follow(&map, above, &cursor, from, to), PS_OK);
    assert_int_equal(map.len, to - from);
    for (size_t i = from; i < to; i++) is_raw(ps_view_map_at(&map, i - from), m->raw[i]);
    ps_view_map_free(&map);
}

static void it_is_what_was_put(void **unused) {
    (void)unused;
    for (unsigned round = 0; round < ROUNDS; round++) {
        ps_view_map map = {0};
        model m = {.len = 0};
        assert_int_equal(ps_view_map_reserve(&map, BYTES), PS_OK);
        for (unsigned part = 0; part < 3; part++) {
            size_t end = m.len + below(BYTES - m.len);
            while (m.len <= end && m.len < BYTES) grow(&map, &m);
            assert_int_equal(map.len, m.len);
            check(&map, &m);
            check_follow(&map, &m);
            m.len = 1 + below(m.len);
            ps_view_map_cut(&map, m.len);
            check(&map, &m);
        }
        ps_view_map_free(&map);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_what_was_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
