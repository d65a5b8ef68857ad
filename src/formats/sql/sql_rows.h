/* SPDX-License-Identifier: Apache-2.0
 *
 * INSERT: columns and rows side by side. A dump writes one row a line, and some dumps tell the
 * columns only in CREATE TABLE, so that the state is a thing of its own that can be carried from
 * line to line; it holds no byte of the input. */
#ifndef PS_SQL_ROWS_H
#define PS_SQL_ROWS_H

#include "sql_expr.h"

typedef enum ps_sql_phase {
    PS_ROWS_NONE,
    PS_ROWS_TABLE,   /* INSERT INTO: the name of the table follows */
    PS_ROWS_COLUMNS, /* (mrn, last_name */
    PS_ROWS_BEHIND,  /* the columns are known, VALUES is not yet there */
    PS_ROWS_BETWEEN, /* before a row or its comma */
    PS_ROWS_ROW,     /* ('407', */
    PS_ROWS_SELECT,  /* SELECT '407', 'Lopez' */
    PS_ROWS_CREATE,  /* CREATE TABLE: the name follows */
    PS_ROWS_DEFINE   /* (mrn varchar(20), */
} ps_sql_phase;

typedef struct ps_sql_rows {
    ps_columns columns;
    uint32_t table;   /* hash of the name of the statement's table */
    uint32_t defined; /* of the table whose columns CREATE TABLE has told; 0: none */
    uint16_t at;      /* column of the open row */
    uint16_t lines;   /* that an open string has gone on for */
    uint8_t phase;    /* ps_sql_phase; NONE: no statement is open */
    uint8_t kind;     /* ps_table_kind */
    uint8_t words;    /* since the phase or field began */
    uint8_t depth;    /* brackets that are open inside the field */
    char quote;       /* of a string that goes on in the next line; 0: none */
    bool raw;         /* values without quotes: `(SQL: insert into .. values (407, Lopez))` */
} ps_sql_rows;

/* Reads from `at`, the word INSERT, REPLACE or CREATE, with `rows` cleared or carried. Returns
 * where the statement ends, or the end of the text with the phase still open, or `at`: no such
 * statement. */
size_t ps_sql_rows_read(ps_sql_sink *sink, ps_sql_rows *rows, size_t at);

void ps_sql_rows_clear(ps_sql_rows *rows);

/* For whoever carries the state (all zero at first) over all lines: goes on with the open
 * statement, or begins one that the line begins with, and puts slots. True when the line went on
 * with one. */
bool ps_sql_rows_line(ps_reader *reader, ps_extent line, ps_sql_rows *rows);

#endif
