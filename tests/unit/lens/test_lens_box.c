/* SPDX-License-Identifier: Apache-2.0
 *
 * Boxes: held against a walk over the bytes, for every length and instruction set; what is clamped
 * is held; hashes that no digit moves, and that everything else does. */
#include "box.h"
#include "kit.h"

#include <stdlib.h>

enum { MOST = 200 };

/* A copy that ends where its memory does, so that reading behind it is noticed. */
static ps_span exact(const char *text, size_t len, char **memory) {
    *memory = malloc(len ? len : 1);
    assert_non_null(*memory);
    memcpy(*memory, text, len);
    return ps_span_of(*memory, len);
}

static void test_hash(void **state) {
    (void)state;
    kit_random random = kit_seed(5);
    for (const ps_box_fns *const *box = ps_box_all(); *box; box++)
        for (size_t len = 1; len < MOST; len++) {
            char text[MOST], *memory, *other;
            for (size_t i = 0; i < len; i++) text[i] = "0aZ:9 /"[kit_below(&random, 7)];
            ps_span span = exact(text, len, &memory);
            uint64_t hash = (*box)->hash(span);
            for (size_t i = 0; i < len; i++)
                if (ps_is_digit(text[i])) text[i] = (char)('0' + kit_below(&random, 10));
            ps_span same = exact(text, len, &other);
            assert_true((*box)->hash(same) == hash);
            size_t at = kit_below(&random, len);
            other[at] = ps_is_digit(other[at]) ? ':' : '5';
            assert_false((*box)->hash(same) == hash);
            assert_false((*box)->hash(ps_span_of(memory, len - 1)) == hash);
            free(memory);
            free(other);
        }
}

static bool holds(const unsigned char *low, const unsigned char *high, ps_span text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < low[i] || c > high[i]) return false;
    }
    return true;
}

static void test_holds(void **state) {
    (void)state;
    kit_random random = kit_seed(6);
    size_t within = 0, rounds = 20000;
    for (size_t n = 0; n < rounds; n++) {
        unsigned char low[MOST], high[MOST];
        char text[MOST], *memory, *lows, *highs;
        size_t len = kit_below(&random, MOST);
        for (size_t i = 0; i < len; i++) {
            low[i] = (unsigned char)kit_below(&random, 256);
            high[i] = (unsigned char)(low[i] + kit_below(&random, 256u - low[i]));
            text[i] = (char)(low[i] + kit_below(&random, high[i] - low[i] + 1u));
        }
        if (len && n % 2) text[kit_below(&random, len)] = (char)kit_below(&random, 256);
        ps_span span = exact(text, len, &memory);
        const char *a = exact((const char *)low, len, &lows).ptr;
        const char *b = exact((const char *)high, len, &highs).ptr;
        bool want = holds(low, high, span);
        within += want;
        for (const ps_box_fns *const *box = ps_box_all(); *box; box++)
            assert_int_equal(
                (*box)->holds((const unsigned char *)a, (const unsigned char *)b, span), want);
        for (const ps_box_fns *const *box = ps_box_all(); *box; box++) {
            char out[MOST];
            (*box)->clamp((const unsigned char *)a, (const unsigned char *)b, span, out);
            assert_true(holds(low, high, ps_span_of(out, len)));
            if (want) assert_memory_equal(out, text, len);
        }
        free(memory);
        free(lows);
        free(highs);
    }
    assert_in_range(within, rounds / 2, rounds - rounds / 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
