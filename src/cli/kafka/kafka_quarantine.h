/* SPDX-License-Identifier: Apache-2.0
 *
 * phisieve quarantine list|open|replay, a part of phisieve-kafka. */
#ifndef PS_KAFKA_QUARANTINE_H
#define PS_KAFKA_QUARANTINE_H

#include "options.h"

/* Returns an exit code (say.h). `set` has room for every -X and NULL. */
int ps_quarantine_run(ps_options *options, const char **set);

#endif
