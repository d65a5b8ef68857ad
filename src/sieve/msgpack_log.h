/* SPDX-License-Identifier: Apache-2.0
 *
 * Events that are a line of a log and nothing else: {"log": "..."}, as inputs make them of files.
 * They are examined as that line, once; within JSON it would be examined as a part of that, and
 * again for itself. */
#ifndef PS_MSGPACK_LOG_H
#define PS_MSGPACK_LOG_H

#include "sieve.h"

/* The names that such a value may have: log, message, msg. */
enum { PS_MSGPACK_LOG_NAMES = 3 };

/* Which of these no rule takes for a key. */
typedef struct ps_msgpack_log {
    bool quiet[PS_MSGPACK_LOG_NAMES];
} ps_msgpack_log;
ps_msgpack_log ps_msgpack_log_of(const ps_engine *engine);

/* Is all of `body` a map of one pair, such a name and a text? *text is that text. */
bool ps_msgpack_log_line(const ps_msgpack_log *log, ps_span body, ps_span *text);

#endif
