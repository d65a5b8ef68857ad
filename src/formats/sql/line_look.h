/* SPDX-License-Identifier: Apache-2.0
 *
 * One look at a line of a log before any of it is read: may it hold a statement, may it tell the
 * values of one, may it be or end with the heading of a table? Nearly all lines are none of it.
 * What is denied is not there. */
#ifndef PS_LINE_LOOK_H
#define PS_LINE_LOOK_H

#include "span.h"

typedef struct ps_line_look {
    bool placeholder; /* `= ?`, `($1,`, `@p0`, `%s`, `=:mrn`: without any no statement waits */
    bool values;      /* they were sought, and ps_bind_read may find some */
    size_t tail;      /* behind the last byte of the line that no heading holds */
    bool separators;  /* something in the tail may part a heading */
} ps_line_look;

/* Looks at the lines [from, to) of the event text[0, event); what stands behind the event may be
 * read, but does not count. `tail` and `separators` are those of the last one. `values`: are they
 * sought? */
ps_line_look ps_line_look_at(ps_span text, size_t event, size_t from, size_t to, bool values);

/* The first place in the event text[from, to) where ps_is_verb holds; SIZE_MAX: there is none. */
size_t ps_line_verb(ps_span text, size_t from, size_t to);

#endif
