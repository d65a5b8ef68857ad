/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines in the host's log, or on standard error where it has none for us. Never on the host's
 * stack: call them on the hand. */
#ifndef PS_FLUENT_LOG_H
#define PS_FLUENT_LOG_H

#include "fluent_abi.h"
#include "settings.h"

#include <stdint.h>

/* `who` is "filter:phisieve" or "output:phisieve". No bytes of records. */
void ps_fluent_log(int level, const char *who, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What was read, and what holds. */
void ps_fluent_log_settings(const char *who, const ps_settings *settings);
/* Is it time to say it again? Of what happens again and again: 1, 2, 4, 8 ... */
bool ps_fluent_log_worth(uint64_t times);

#endif
