/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions and assignments: which column does a string, a number or a placeholder belong to?
 * `ssn = 'v'`, `p.ssn IN ('v', 'w')`, `UPPER(ssn) LIKE '%v%'`, `dob BETWEEN 'v' AND 'w'`,
 * `SET ssn = coalesce(?, ssn)`, `data->>'ssn' <> 'v'`, `SELECT 'v' AS ssn`. */
#ifndef PS_SQL_EXPR_H
#define PS_SQL_EXPR_H

#include "column.h"
#include "sql_token.h"

typedef struct ps_sql_sink ps_sql_sink;
struct ps_sql_sink {
    ps_span text;
    const ps_key_index *keys;
    ps_table_kind table; /* what the statement is about */
    /* A string, number or placeholder, and what its column holds (column.h). Strings and numbers of
     * no known column are not told. */
    void (*value)(ps_sql_sink *sink, const ps_sql_token *token, int32_t column);
    /* [from, to) is a part of the statement's text that looks like a value elsewhere: the names of
     * columns, a type, a sign of comparison. */
    void (*keep)(ps_sql_sink *sink, size_t from, size_t to);
    size_t list; /* where the names of columns begin */
};

/* An expression under way. */
typedef struct ps_sql_expr {
    int32_t base;   /* column of what stands alone in the field of a row */
    int32_t column; /* column that is compared */
    int depth, operand_depth;
    int query;                 /* 1 + depth of the SELECT that is being read; 0: none */
    size_t name_from, name_to; /* latest column that was named */
    size_t last_from, last_to; /* latest value that has no column: `'v' AS ssn` */
    unsigned queries;          /* SELECTs read */
    unsigned values;           /* taken since the expression or its function began */
    uint8_t before;            /* kind of the token before */
    bool list;                 /* IN (..): every value of the brackets */
    bool between;              /* the next AND belongs to BETWEEN */
    bool skip;                 /* the next value is none: INTERVAL '1 day' */
    bool alias;                /* AS stands before */
    bool table;                /* FROM or INTO stands before: a table's name follows */
    bool joined;               /* it is a further table */
    int brackets;              /* that are open: ARRAY['v'] */
    bool over;                 /* the statement has ended */
} ps_sql_expr;

void ps_sql_expr_begin(ps_sql_expr *expr, int32_t base);
/* Takes the next token. */
void ps_sql_expr_take(ps_sql_expr *expr, ps_sql_sink *sink, const ps_sql_token *token);

/* sql_walk.c: reads conditions and assignments from `at` to the end of the statement, and returns
 * that; at the end of the text expr->over is still false. */
size_t ps_sql_walk(ps_sql_sink *sink, ps_sql_expr *expr, size_t at);

#endif
