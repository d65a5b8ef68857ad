/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes written out as numbers: hex dumps with or without offsets and an ASCII column
 * (`0010: 33 30 36  306`), `0x33, 0x30`, `33-30-36`, and decimal arrays (`[51, 48, 54]`).
 * Recognised here, decoded by whoever asks; every byte knows its own digits. Pure, no heap. */
#ifndef PS_DUMP_H
#define PS_DUMP_H

#include "span.h"

#include <stdint.h>

/* Words of hexadecimal digits on one line. */
typedef struct ps_columns {
    size_t from, to; /* first digit, behind the last */
    size_t count;    /* bytes */
    uint8_t width;   /* digits of a word: 2, 4 or 8; the last may be shorter */
    bool prefixed;   /* 0x before each word */
    bool swapped;    /* words of two bytes in the order of little machines */
    char separator;
} ps_columns;

/* One line of a dump. */
typedef struct ps_row {
    ps_columns columns;
    size_t offset, offset_to; /* the digits of its offset; equal: it has none */
    size_t ascii;             /* where columns.count characters repeat the bytes; 0: nowhere */
} ps_row;

/* The row whose offset, or whose first word, begins at text.ptr[at]. False: it is none, or too
 * short or too strange to be one; row->columns is what was looked at. */
bool ps_row_read(ps_span text, size_t at, ps_row *row);
/* The row on the next line, when it goes on with `row`. */
bool ps_row_next(ps_span text, const ps_row *row, ps_row *next);

/* Walks over the bytes of columns: *at is columns->from at first; false behind the last. */
typedef struct ps_byte_place {
    size_t from, to; /* its digits, with their 0x */
    char byte;
} ps_byte_place;
bool ps_columns_step(ps_span text, const ps_columns *columns, size_t *at, ps_byte_place *place);

/* Decimal numbers between brackets. */
typedef struct ps_numbers {
    size_t from, to; /* first number, behind the last */
    size_t count;
} ps_numbers;

/* `open` is the place of the bracket. */
bool ps_numbers_read(ps_span text, size_t open, ps_numbers *numbers);
bool ps_numbers_step(ps_span text, size_t *at, ps_byte_place *place);

#endif
