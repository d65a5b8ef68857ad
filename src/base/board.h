/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers that one thread at a time writes and any thread reads as a whole, without a lock: whoever
 * reads while they are written reads again. */
#ifndef PS_BOARD_H
#define PS_BOARD_H

#include "span.h"

typedef struct ps_board ps_board;

ps_board *ps_board_new(size_t cells); /* all 0; NULL: no memory */
void ps_board_free(ps_board *board);

/* `cells` numbers in place of the earlier ones. Never waits. */
void ps_board_write(ps_board *board, const uint64_t *values);
/* Adds them to `sum`: all of one write. */
void ps_board_add(const ps_board *board, uint64_t *sum);

#endif
