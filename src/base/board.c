/* SPDX-License-Identifier: Apache-2.0
 *
 * A sequence lock. No fences: each cell is released and acquired, which on x86-64 is a plain move,
 * and which ThreadSanitizer understands. */
#include "board.h"

#include <stdatomic.h>
#include <stdlib.h>

struct ps_board {
    atomic_uint_fast64_t version; /* odd: being written */
    size_t cells;
    atomic_uint_fast64_t values[];
};

ps_board *ps_board_new(size_t cells) {
    if (cells > (1U << 20)) return NULL;
    ps_board *board = calloc(1, sizeof *board + cells * sizeof board->values[0]);
    if (!board) return NULL;
    board->cells = cells;
    atomic_init(&board->version, 0);
    for (size_t i = 0; i < cells; i++) atomic_init(&board->values[i], 0);
    return board;
}

void ps_board_free(ps_board *board) {
    free(board);
}

void ps_board_write(ps_board *board, const uint64_t *values) {
    uint64_t version = atomic_load_explicit(&board->version, memory_order_relaxed);
    atomic_store_explicit(&board->version, version + 1, memory_order_relaxed);
    for (size_t i = 0; i < board->cells; i++)
        atomic_store_explicit(&board->values[i], values[i], memory_order_release);
    atomic_store_explicit(&board->version, version + 2, memory_order_release);
}

/* The first pass adds, and when somebody wrote meanwhile it is taken back by a second. */
static bool add_once(const ps_board *board, uint64_t *sum, bool take_back, uint64_t *taken) {
    uint64_t before = atomic_load_explicit(&board->version, memory_order_acquire);
    for (size_t i = 0; i < board->cells; i++) {
        uint64_t value = atomic_load_explicit(&board->values[i], memory_order_acquire);
        sum[i] += value - (take_back ? taken[i] : 0);
        taken[i] = value;
    }
    uint64_t after = atomic_load_explicit(&board->version, memory_order_relaxed);
    return before == after && !(before & 1);
}

void ps_board_add(const ps_board *board, uint64_t *sum) {
    uint64_t *taken = calloc(board->cells + 1, sizeof *taken);
    if (!taken) return; /* this board is left out of this look */
    bool again = false;
    while (!add_once(board, sum, again, taken)) again = true;
    free(taken);
}
