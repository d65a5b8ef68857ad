/* SPDX-License-Identifier: Apache-2.0
 *
 * What says in one line what stands in later ones: the header of a table, a prepared statement
 * before its bound parameters. Bounded; holds no input bytes. */
#ifndef PS_TABLES_H
#define PS_TABLES_H

#include "csv.h"
#include "statement.h"

enum { PS_OPEN_STATEMENTS = 8 };

/* All zero at the beginning of the input. Copied freely. */
typedef struct ps_tables {
    ps_csv csv;
    struct {
        uint32_t thread; /* ps_thread_of its line */
        uint32_t turn;   /* the oldest gives way; 0: none */
        ps_statement statement;
    } open[PS_OPEN_STATEMENTS]; /* the latest statement of each thread */
    uint32_t turns;
} ps_tables;

/* Takes the next event, lines [from, to) of reader->text without the last line's end: its rows and
 * parameters become slots, its header and statements are noted. */
void ps_tables_take(ps_tables *tables, ps_reader *reader, size_t from, size_t to);

#endif
