/* SPDX-License-Identifier: Apache-2.0
 *
 * Columns. The key dictionary knows many of their names, some under conditions; in a table of
 * persons more is certain: `name`, `phone` and `start` need no further evidence there. */
#ifndef PS_COLUMN_H
#define PS_COLUMN_H

#include "form.h"

/* What a column holds, in one number: first owner in the key index (0 or more), nothing, or a kind
 * of slot (less than nothing). */
enum { PS_COLUMN_NONE = -1, PS_COLUMNS_MAX = 256 };

/* What the column of this name holds; `person`: its table is one of persons. */
int32_t ps_column_look(const ps_key_index *keys, ps_span name, bool person);

/* The columns of a table. All zero: none yet. Holds no byte of the input. */
typedef struct ps_columns {
    int32_t column[PS_COLUMNS_MAX]; /* by the key dictionary; once settled: what it holds */
    uint16_t word[PS_COLUMNS_MAX];  /* of column_words.def, from 1; 0: none of them */
    uint16_t count;
    unsigned known;                 /* keys and words that may hold something */
    unsigned names, hints, persons; /* weights of column_words.def */
} ps_columns;

/* Cheaper than all zero: the arrays are left as they are. */
static inline void ps_columns_clear(ps_columns *columns) {
    columns->count = 0;
    columns->known = columns->names = columns->hints = columns->persons = 0;
}
void ps_columns_add(ps_columns *columns, const ps_key_index *keys, ps_span name);
/* A column without a name. */
void ps_columns_skip(ps_columns *columns);

typedef enum ps_table_kind {
    PS_TABLE_OTHER,
    PS_TABLE_PERSONS, /* patient, dbo.Member, tbl_patient_visits */
    PS_TABLE_NOBODY   /* patient_status, doctor, hospitals: lists of words, providers */
} ps_table_kind;
ps_table_kind ps_table_kind_of(ps_span name);

/* patient_city, mrn, first_name: in a table that has it each row is a person. */
bool ps_column_of_person(ps_span name);

/* doctor_name, facility: of a provider or a place of care. */
bool ps_column_of_provider(ps_span name);

/* All columns are there: a table of persons is one by its name or by its columns. Returns whether
 * it is one. */
bool ps_columns_settle(ps_columns *columns, ps_table_kind kind);

/* What column `index` holds. */
static inline int32_t ps_columns_at(const ps_columns *columns, size_t index) {
    return index < columns->count && index < PS_COLUMNS_MAX ? columns->column[index]
                                                            : PS_COLUMN_NONE;
}

/* A short number, or one with a fraction: no detector may guess what it is, when its column is none
 * that is known. */
bool ps_is_count(ps_span value);

/* Puts [from, to) as a value of the column; a count in a column that is none stays. */
void ps_put_column(ps_reader *reader, int32_t column, size_t from, size_t to);
/* The same for a cell of a table, in which any number that is too short for a card stays. */
void ps_put_cell(ps_reader *reader, int32_t column, size_t from, size_t to);

#endif
