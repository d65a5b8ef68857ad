/* SPDX-License-Identifier: Apache-2.0
 *
 * Every block function gives the masks of the portable one, on any bytes at any alignment. */
#include "block_agree.h"
#include "kit.h"

static void report(const block_fault *fault) {
    fail_msg("%s: %s", fault->engine, fault->mask);
}

static void test_random_blocks(void **state) {
    (void)state;
    kit_random r = kit_seed(11);
    block_fault fault = {"memory", "none"};
    if (!block_agree_random(r.state, &fault)) report(&fault);
}

static void test_every_byte(void **state) {
    (void)state;
    block_fault fault;
    if (!block_agree_every_byte(&fault)) report(&fault);
}

static bool is_listed(ps_block_fn *scan) {
    for (const ps_block_engine *e = ps_block_engines(); e->name; e++)
        if (e->scan == scan) return true;
    return false;
}

static void test_best_is_listed(void **state) {
    (void)state;
    assert_true(ps_block_best() == ps_block_engines()[0].scan);
    assert_true(is_listed(ps_block_portable));
}

/* A function is listed, and so compared above, exactly when the processor can run it. */
static void test_usable_are_listed(void **state) {
    (void)state;
#if defined(__x86_64__)
    assert_true(is_listed(ps_block_sse2));
    assert_true(is_listed(ps_block_avx2) == !!__builtin_cpu_supports("avx2"));
    assert_true(is_listed(ps_block_avx512) == !!__builtin_cpu_supports("avx512bw"));
#elif defined(__aarch64__)
    assert_true(is_listed(ps_block_neon));
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_blocks),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_best_is_listed),
        cmocka_unit_test(test_usable_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
