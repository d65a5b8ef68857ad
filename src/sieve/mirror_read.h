/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads back what the engine made of a line of JSON that we wrote: same brackets, same order, other
 * values. A line that is anything else is not read. */
#ifndef PS_MIRROR_READ_H
#define PS_MIRROR_READ_H

#include "buf.h"
#include "lens.h"

/* Where the strings and words of the written lines stand. */
typedef struct ps_mirror_marks {
    ps_extent *items;
    size_t count, room;
} ps_mirror_marks;
PS_MUST_CHECK ps_status ps_mirror_mark(ps_mirror_marks *marks, ps_extent extent);

typedef struct ps_mirror_reader {
    ps_span line;       /* as the engine left it */
    ps_mirror_marks at; /* its strings and words; empty: as it was written */
    size_t next;
    bool plain; /* the line is the second of two values */
    ps_buf decoded;
} ps_mirror_reader;
void ps_mirror_reader_init(ps_mirror_reader *reader, size_t ceiling);
void ps_mirror_reader_free(ps_mirror_reader *reader);

/* `was` was written, its marks count from `base` bytes before it. False: `line` cannot be read. */
bool ps_mirror_read(ps_mirror_reader *reader, ps_span was, size_t base, ps_mirror_marks marks,
                    ps_span line);
/* The same of ps_mirror_line. */
bool ps_mirror_read_line(ps_mirror_reader *reader, ps_span line);
/* As ps_mirror_next. */
bool ps_mirror_reader_next(ps_mirror_reader *reader, ps_span *out);

#endif
