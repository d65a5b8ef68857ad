/* SPDX-License-Identifier: Apache-2.0
 *
 * One look at an event of a log before any of it is read: may it hold a statement, may it tell the
 * values of one? Nearly all events hold neither. */
#ifndef PS_SQL_LOOK_H
#define PS_SQL_LOOK_H

#include "span.h"

typedef struct ps_sql_look {
    size_t verb; /* the first place where ps_is_verb holds; the end of the event: there is none */
    bool values; /* they were sought, and ps_bind_read may find some */
} ps_sql_look;

/* The event is text[from, to); the bytes around it may be read, but do not count. `values`: are
 * they sought? */
ps_sql_look ps_sql_look_at(ps_span text, size_t from, size_t to, bool values);

#endif
