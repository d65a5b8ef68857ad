/* SPDX-License-Identifier: Apache-2.0 */
#include "turns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { WORKERS = 6, NUMBERS = 3000 };

typedef struct shared {
    ps_turns *turns;
    uint64_t order[NUMBERS]; /* written by whoever has the turn */
    size_t written;
    uint64_t given; /* under the input lock */
    uint64_t fail_at;
} shared;

static void work(void *ctx) {
    shared *all = ctx;
    const ps_error err = {.status = PS_E_IO, .text = "made up"};
    while (ps_turns_enter(all->turns)) {
        bool more = all->given < NUMBERS;
        if (more) all->given++;
        uint64_t number = more ? ps_turns_number(all->turns) : 0;
        ps_turns_leave(all->turns);
        if (!more) return;
        if (number % 7 == 0) {
            ps_turns_take_big(all->turns);
            ps_turns_give_big(all->turns);
        }
        if (ps_turns_await(all->turns, number)) all->order[all->written++] = number;
        if (number == all->fail_at) (void)ps_turns_fail(all->turns, PS_E_IO, &err);
        ps_turns_pass(all->turns);
    }
}

static void run(shared *all) {
    assert_int_equal(ps_turns_new(&all->turns, WORKERS), PS_OK);
    ps_turns_reset(all->turns);
    for (int i = 0; i < WORKERS - 1; i++)
        assert_int_equal(ps_turns_spawn(all->turns, work, all), PS_OK);
    work(all);
    assert_true(ps_turns_join(all->turns, UINT32_MAX));
}

static void writing_goes_in_the_order_of_reading(void **state) {
    (void)state;
    static shared all = {.fail_at = UINT64_MAX};
    run(&all);
    assert_int_equal(all.written, NUMBERS);
    for (uint64_t i = 0; i < NUMBERS; i++) assert_int_equal(all.order[i], i);
    assert_int_equal(ps_turns_outcome(all.turns, NULL), PS_OK);
    ps_turns_free(all.turns);
}

static void nothing_is_written_after_a_failure(void **state) {
    (void)state;
    static shared all = {.fail_at = 100};
    ps_error err = {0};
    run(&all);
    assert_int_equal(all.written, 101);
    assert_int_equal(ps_turns_outcome(all.turns, &err), PS_E_IO);
    assert_string_equal(err.text, "made up");
    ps_turns_free(all.turns);
}

static void wait_a_while(void *ctx) {
    shared *all = ctx;
    (void)ps_turns_await(all->turns, 1); /* until somebody passes number 0 */
}

static void join_has_a_limit(void **state) {
    (void)state;
    static shared all;
    assert_int_equal(ps_turns_new(&all.turns, 2), PS_OK);
    ps_turns_reset(all.turns);
    assert_int_equal(ps_turns_spawn(all.turns, wait_a_while, &all), PS_OK);
    assert_false(ps_turns_join(all.turns, 20));
    ps_turns_pass(all.turns);
    assert_true(ps_turns_join(all.turns, UINT32_MAX));
    ps_turns_free(all.turns);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writing_goes_in_the_order_of_reading),
        cmocka_unit_test(nothing_is_written_after_a_failure),
        cmocka_unit_test(join_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
