/* SPDX-License-Identifier: Apache-2.0
 *
 * What carries a program's lines: container runtimes, syslog, the journal. Each puts something
 * around the message, and some cut long messages into several lines. Pure, no heap; a line is read
 * once, from its beginning. */
#ifndef PS_CONTAINER_H
#define PS_CONTAINER_H

#include "validator.h"

typedef enum ps_container_kind {
    PS_CONTAINER_NONE,
    PS_CONTAINER_CRI,     /* 2024-01-15T09:30:12.1Z stdout F text */
    PS_CONTAINER_DOCKER,  /* {"log":"text\n","stream":"stdout","time":"..."} */
    PS_CONTAINER_JOURNAL, /* {..."MESSAGE":"text"...} */
    PS_CONTAINER_SYSLOG, /* <34>Jan 15 09:30:12 host app[1]: text, with or without <34>; RFC 5424 */
    PS_CONTAINER_COMPOSE, /* web-1  | text */
    PS_CONTAINER_POD,     /* [pod/name/container] text */
    PS_CONTAINER_STAMPED  /* 2024-01-15T09:30:12.118Z text, as `logs --timestamps` prints it */
} ps_container_kind;

typedef struct ps_container {
    ps_container_kind kind;
    ps_extent message; /* its bytes in the line; of JSON what stands between the quotes, without the
                          escaped line end */
    ps_extent source;  /* stream, or host and program: parts of one message have the same; may be
                          empty */
    bool partial;      /* the message goes on in the next line of the same source */
} ps_container;

/* False, and kind NONE with the whole line as the message, when nothing carries it. The line has
 * no line end. Looks at the wrapper alone, except for JSON, whose string must be walked over. */
bool ps_container_read(ps_span line, ps_container *out);

/* The same by the first byte alone, for every line of a log: all but the journal, whose messages
 * stand in records of their own. */
bool ps_carrier_read(ps_span line, ps_container *out);

/* Bytes before the message proper: the wrapper, and what the program's own log library has put
 * before it (time, level, thread, logger). 0 when there is nothing of the kind. */
size_t ps_prefix_len(ps_span line);

/* prefix.c: the log library's part alone; `message` begins where the wrapper ends. */
size_t ps_logger_prefix_len(ps_span message);
/* prefix.c: the bytes of a time at `at`: 2024-01-15 09:30:12,118, 2024-01-15T09:30:12.1+01:00,
 * 09:30:12.118, Jan 15 09:30:12; 0: none. */
size_t ps_stamp_len(ps_span line, size_t at);

#endif
