/* SPDX-License-Identifier: Apache-2.0
 *
 * What statements and tables carry from event to event: the columns of a table whose rows follow,
 * an INSERT that is not at its end, statements whose values are bound later. Decided forwards, from
 * the lines alone; bounded; holds no byte of the input. */
#ifndef PS_CARRIED_H
#define PS_CARRIED_H

#include "csv.h"
#include "sql_rows.h"
#include "statement.h"

enum { PS_CARRIED_STATEMENTS = 8 };

/* A statement that waits for its values. */
typedef struct ps_waiting {
    ps_statement statement;
    uint32_t thread; /* ps_thread_of its event */
    uint64_t since;  /* the event that it was read in, or its last value; forgotten some later */
} ps_waiting;

/* All zero at the beginning of the input. Copied freely. */
typedef struct ps_carried {
    ps_csv csv;
    ps_csv headed; /* whose rows stand behind the heads of log lines */
    ps_sql_rows rows;
    ps_waiting waiting[PS_CARRIED_STATEMENTS];
    uint64_t events; /* that have passed; rows do not count */
    uint64_t due; /* the first of them in which one may have waited for too long; 0: none waits */
    uint8_t next; /* which of them is replaced */
} ps_carried;

/* Is no table open or defined, and does no statement go on or wait? */
bool ps_carried_is_idle(const ps_carried *carried);

/* Takes the next event, the lines [from, to) of reader->text without the last line's end: puts a
 * slot for every value that is known from what was carried, and carries what it says itself. Notes
 * a statement that tells nothing in reader->empty. */
void ps_carried_event(ps_carried *carried, ps_reader *reader, size_t from, size_t to);

#endif
