/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables in text: comma, semicolon, tab, pipe or caret between fields, a COPY of Postgres, the
 * tables that psql, mysql, sqlplus and sqlcmd print. A header tells the columns; rows follow. The
 * state crosses lines and holds no byte of the input. */
#ifndef PS_CSV_H
#define PS_CSV_H

#include "column.h"
#include "csv_head.h"

typedef enum ps_csv_kind {
    PS_CSV_NONE,
    PS_CSV_FIELDS, /* RFC 4180, with any separator */
    PS_CSV_COPY,   /* rows up to `\.` */
    PS_CSV_BOX,    /* cells between pipes, padded; rulers belong to the table */
    PS_CSV_WORDS,  /* words that are a header if a ruler of dashes follows */
    PS_CSV_FIXED,  /* columns under that ruler */
    PS_CSV_LIST,   /* fields of nobody: read so that none of its rows is taken for a header */
    PS_CSV_RECORD  /* -[ RECORD 1 ]-: `name | value` on each line */
} ps_csv_kind;

typedef struct ps_csv {
    ps_columns columns;             /* of WORDS: by word */
    uint16_t begin[PS_COLUMNS_MAX]; /* where the word (WORDS) or column (FIXED) begins */
    uint16_t at;                    /* column of the field that goes on in the next line */
    uint16_t lines;                 /* that it has gone on for */
    ps_csv_head head;               /* of the log lines that the rows stand in */
    char separator;                 /* 0: the pipe of box drawing */
    uint8_t kind;                   /* ps_csv_kind; NONE: no table is open */
    uint8_t misses;                 /* lines since the last row that fitted */
    uint8_t others;                 /* log lines of another head since */
    bool open;                      /* a quoted field goes on in the next line */
    bool person;                    /* a table of persons */
    bool certain;                   /* its header leaves no doubt */
} ps_csv;

/* Is the line a header? Every cell must look like a column's name, and one of them must be what
 * only persons have, or two of them keys at least. When it is none, `out` is a table without
 * columns all the same: none, or a list of nobody. */
bool ps_csv_header(ps_span line, const ps_key_index *keys, ps_csv *out);

/* The same for a header behind the head of a log line, from whose byte `tail` on all are of headers
 * (line_look.h); *at is where it begins. False: `out` is left as it is. */
bool ps_csv_headed(ps_span line, size_t tail, const ps_key_index *keys, ps_csv *out, size_t *at);

/* Reads the next line of the table and puts slots. False: it is none of its rows, but may be the
 * header of another; the table has ended, unless its rows stand behind heads. */
bool ps_csv_row(ps_reader *reader, ps_extent line, ps_csv *csv);

#endif
