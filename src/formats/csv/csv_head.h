/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables that are logged line by line: before each row stands the head of its log line. The heads
 * of one table's lines differ in their numbers alone. */
#ifndef PS_CSV_HEAD_H
#define PS_CSV_HEAD_H

#include "validator.h"

/* The shape of a head: every word with a digit counts as one sign. All zero: no head. Holds no byte
 * of the input. */
typedef struct ps_csv_head {
    uint32_t shape;
    uint16_t signs;
    bool json; /* the row is a JSON string */
} ps_csv_head;

enum { PS_CSV_HEADS_MAX = 4 };

/* Where a header may begin behind a head, the likeliest first; at most PS_CSV_HEADS_MAX places,
 * each with a separator behind it. From `tail` on all bytes are of headers (line_look.h). Cheap:
 * asked of nearly every line. */
size_t ps_csv_heads(ps_span line, size_t tail, ps_extent out[PS_CSV_HEADS_MAX]);

/* The head before `at`. */
ps_csv_head ps_csv_head_of(ps_span line, size_t at);

/* The row behind such a head; false: the line has another. */
bool ps_csv_head_row(ps_span line, const ps_csv_head *head, ps_extent *row);

#endif
