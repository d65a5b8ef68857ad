/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include <time.h>

static uint64_t read_clock(clockid_t clock) {
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

uint64_t ps_clock_ns(void) {
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t ps_clock_wall_ms(void) {
    return read_clock(CLOCK_REALTIME) / 1000000U;
}

uint64_t ps_clock_thread_ns(void) {
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}
