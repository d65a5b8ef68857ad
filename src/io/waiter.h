/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting for a descriptor, for a limited time, or until somebody says stop. */
#ifndef PS_WAITER_H
#define PS_WAITER_H

#include "span.h"

typedef enum ps_wait { PS_WAIT_READY, PS_WAIT_TIME, PS_WAIT_STOP } ps_wait;

typedef struct ps_waiter {
    int wake[2];
} ps_waiter;

PS_MUST_CHECK ps_status ps_waiter_open(ps_waiter *waiter, ps_error *err);
void ps_waiter_close(ps_waiter *waiter); /* fine after a failed _open */
/* Any thread, any moment, more than once. */
void ps_waiter_stop(ps_waiter *waiter);
/* True once _stop was called. */
bool ps_waiter_stopped(const ps_waiter *waiter);
/* Waits until fd (-1: none) can be read, `ms` have passed (-1: for ever), or _stop was called or a
 * signal wants an end (ps_stop_wanted). */
ps_wait ps_waiter_wait(const ps_waiter *waiter, int fd, int ms);

#endif
