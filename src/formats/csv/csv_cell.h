/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of tables as cells. */
#ifndef PS_CSV_CELL_H
#define PS_CSV_CELL_H

#include "span.h"

typedef struct ps_csv_cell {
    size_t from, to; /* the content: without padding and quotes */
    size_t next;     /* where the next cell begins; behind `end`: there is none */
    bool open;       /* its quote is not closed on the line */
} ps_csv_cell;

/* Bytes of the separator at text[at], else 0. `separator` 0: the pipe of box drawing. */
size_t ps_csv_separator_at(ps_span text, size_t at, char separator);

/* The cell that begins at `at` of the line that ends at `end`. */
ps_csv_cell ps_csv_cell_at(ps_span text, size_t at, size_t end, char separator);

/* Nothing but signs that draw the lines of a table: +----+, |---|:--|, ----- -----. */
bool ps_csv_is_ruler(ps_span line);

#endif
