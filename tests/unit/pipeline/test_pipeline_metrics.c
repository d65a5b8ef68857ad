/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers that others look at while they are written: each look sees whole writes, and the records
 * balance. */
#include "board.h"
#include "kit.h"
#include "metrics.h"
#include "turns.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { WRITES = 20000, CELLS = 40 };

static void write_board(void *ctx) {
    uint64_t values[CELLS];
    for (uint64_t n = 1; n <= WRITES; n++) {
        for (size_t i = 0; i < CELLS; i++) values[i] = n * (i + 1);
        ps_board_write(ctx, values);
    }
}

static void a_look_sees_one_write(void **state) {
    (void)state;
    ps_turns *turns;
    ps_board *board = ps_board_new(CELLS);
    uint64_t last = 0, looks = 0;
    assert_non_null(board);
    assert_int_equal(ps_turns_new(&turns, 1), PS_OK);
    assert_int_equal(ps_turns_spawn(turns, write_board, board), PS_OK);
    while (last < WRITES) {
        uint64_t sum[CELLS] = {0};
        ps_board_add(board, sum);
        for (size_t i = 0; i < CELLS; i++) assert_int_equal(sum[i], sum[0] * (i + 1));
        assert_true(sum[0] >= last);
        last = sum[0];
        looks++;
    }
    assert_true(looks > 1);
    assert_true(ps_turns_join(turns, UINT32_MAX));
    ps_turns_free(turns);
    ps_board_free(board);
}

typedef struct flow {
    ps_meter *input, *turn;
    atomic_bool ended;
} flow;

static void carry(void *ctx) {
    flow *f = ctx;
    for (uint64_t n = 1; n <= WRITES; n++) {
        *ps_meter_cells(f->input, PS_METRIC_CONSUMED) += 3;
        ps_meter_show(f->input);
        ps_meter_cells(f->turn, PS_METRIC_PRODUCED)[n % PS_OUTCOME_COUNT] += 2;
        ps_meter_cells(f->turn, PS_METRIC_WITHHELD)[n % 8]++;
        ps_meter_observe(f->turn, PS_METRIC_LATENCY, n * 1000, 3);
        ps_meter_show(f->turn);
    }
    atomic_store(&f->ended, true);
}

static uint64_t number_in(const ps_buf *json, const char *name) {
    char pattern[96];
    (void)snprintf(pattern, sizeof pattern, "\"%s\":", name);
    const char *at = strstr(json->ptr, pattern);
    assert_non_null(at);
    return strtoull(at + strlen(pattern), NULL, 10);
}

static void records_balance(void **state) {
    (void)state;
    kit k = kit_open(NULL);
    ps_metrics *metrics = ps_metrics_new(k.engine, "kafka");
    ps_turns *turns;
    flow f = {.input = ps_metrics_meter(metrics), .turn = ps_metrics_meter(metrics)};
    ps_buf json;
    bool ended = false;
    ps_buf_init(&json, 1 << 20);
    assert_int_equal(ps_turns_new(&turns, 1), PS_OK);
    assert_int_equal(ps_turns_spawn(turns, carry, &f), PS_OK);
    while (!ended) {
        ended = atomic_load(&f.ended);
        ps_buf_clear(&json);
        assert_int_equal(ps_metrics_json(metrics, &json), PS_OK);
        assert_int_equal(ps_buf_add_char(&json, '\0'), PS_OK);
        assert_true(number_in(&json, "phisieve_records_in_flight") <=
                    number_in(&json, "phisieve_records_consumed_total"));
    }
    assert_int_equal(number_in(&json, "phisieve_records_in_flight"), 0);
    assert_int_equal(number_in(&json, "phisieve_records_consumed_total"), 3 * WRITES);
    assert_true(ps_turns_join(turns, UINT32_MAX));
    ps_turns_free(turns);
    ps_buf_free(&json);
    ps_metrics_free(metrics);
    kit_close(&k);
}

static void seconds_go_into_their_cell(void **state) {
    (void)state;
    assert_int_equal(ps_metric_bucket(0), 0);
    assert_int_equal(ps_metric_bucket(0.0001), 0);
    assert_int_equal(ps_metric_bucket(0.00011), 1);
    assert_int_equal(ps_metric_bucket(30), PS_METRIC_BOUNDS - 1);
    assert_int_equal(ps_metric_bucket(1e9), PS_METRIC_BOUNDS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_look_sees_one_write),
        cmocka_unit_test(records_balance),
        cmocka_unit_test(seconds_go_into_their_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
