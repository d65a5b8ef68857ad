/* SPDX-License-Identifier: Apache-2.0
 *
 * What both plugins redact with: rules, engine and scratch of one instance, as its properties say.
 * All of it is used on the instance's hand alone. */
#ifndef PS_DOOR_H
#define PS_DOOR_H

#include "buf.h"
#include "fluent_log.h"
#include "tally.h"

#define PS_DOOR_SETTINGS                                                                           \
    {"config", NULL}, {"profile", NULL}, {"rules", NULL}, {"token_key_file", NULL},                \
        {"on_error", NULL}, {                                                                      \
        "listen", NULL                                                                             \
    }

typedef struct ps_door {
    const char *who;
    ps_engine *engine;
    ps_scratch *scratch;
    ps_buf events; /* of a chunk that holds something else, too */
    ps_tally tally;
    bool drop; /* a chunk with anything that could not be examined goes as a whole */
} ps_door;

/* Clears the door first; close it also after a failure. `who` for the log, `kind` for metrics. */
PS_MUST_CHECK ps_status ps_door_open(ps_door *door, const char *who, const char *kind,
                                     const ps_settings *settings, ps_error *err);
/* Says in the log what it did. */
void ps_door_close(ps_door *door);

typedef enum ps_door_end {
    PS_DOOR_SAME,    /* *out is all of the chunk */
    PS_DOOR_CHANGED, /* valid until the next use; may be empty */
    PS_DOOR_REFUSED  /* nothing of it may go out; *out is empty */
} ps_door_end;
ps_door_end ps_door_pass(ps_door *door, ps_span chunk, ps_span *out);
/* What became of the chunk that was passed last: it is where it should go, or all of it will come
 * again. A chunk that was refused needs neither. */
void ps_door_settle(ps_door *door, bool arrived);
/* What was passed cannot be handed over: counts and tells a dropped chunk. */
void ps_door_lose(ps_door *door, const char *why);

#endif
