/* SPDX-License-Identifier: Apache-2.0
 *
 * A sink of statements that puts what it is told as slots. */
#ifndef PS_SQL_PUT_H
#define PS_SQL_PUT_H

#include "sql_expr.h"

typedef struct ps_sql_put {
    ps_sql_sink sink; /* first: its address is the sink's */
    ps_reader *reader;
} ps_sql_put;

/* `end` is where the text to be read ends. */
ps_sql_put ps_sql_put_to(ps_reader *reader, size_t end);

#endif
