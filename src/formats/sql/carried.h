/* SPDX-License-Identifier: Apache-2.0
 *
 * What statements and tables carry from line to line: the columns of a table whose rows follow, an
 * INSERT that is not at its end, statements whose values are bound on later lines. Decided from the
 * lines alone, forwards; holds no byte of the input; copied freely. */
#ifndef PS_CARRIED_H
#define PS_CARRIED_H

#include "csv.h"
#include "sql_rows.h"
#include "statement.h"

enum { PS_CARRIED_STATEMENTS = 8 };

/* A statement that waits for its values. */
typedef struct ps_waiting {
    ps_statement statement;
    uint32_t thread; /* ps_thread_of its line */
    uint16_t lines;  /* since it was read, or since the last value; it is forgotten after some */
} ps_waiting;

/* All zero at the beginning of the input. */
typedef struct ps_carried {
    ps_csv csv;
    ps_sql_rows rows;
    ps_drafting drafting; /* a statement that the event's next lines may go on with */
    uint32_t thread;      /* of the line in which it begins */
    ps_waiting waiting[PS_CARRIED_STATEMENTS];
    uint8_t next; /* which of them is replaced */
} ps_carried;

/* Takes the next line and puts a slot for every value that is known from lines before it.
 * `goes_on`: it belongs to the same event as the line before (event.h). */
void ps_carried_line(ps_reader *reader, ps_extent line, bool goes_on, ps_carried *carried);

#endif
