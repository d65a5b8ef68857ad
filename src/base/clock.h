/* SPDX-License-Identifier: Apache-2.0
 *
 * Time that never goes back, for rates and limits. Thread-safe. */
#ifndef PS_CLOCK_H
#define PS_CLOCK_H

#include <stdint.h>

uint64_t ps_clock_ns(void);
/* Milliseconds since 1970, for notes that people read: this one may go back. */
uint64_t ps_clock_wall_ms(void);
/* What this thread has worked so far: not moved by what else the machine does. */
uint64_t ps_clock_thread_ns(void);
static inline uint64_t ps_clock_ms(void) {
    return ps_clock_ns() / 1000000U;
}

#endif
