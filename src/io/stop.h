/* SPDX-License-Identifier: Apache-2.0
 *
 * SIGINT, SIGTERM and SIGHUP as a wish to end, and SIGPIPE and SIGXFSZ as errors of write. A signal
 * handler has no argument, so this part alone has state of the process; everything else asks it. */
#ifndef PS_STOP_H
#define PS_STOP_H

#include "span.h"

typedef enum ps_stop_mode {
    PS_STOP_DRAIN, /* the first signal is only noted: the input's end comes by itself */
    PS_STOP_SOON   /* the first signal ends the input */
} ps_stop_mode;

/* Once, before any thread. In both modes a second signal removes the file named with
 * ps_stop_removes and ends the process at once with 128 + its number. A signal that was ignored
 * stays ignored (nohup). */
PS_MUST_CHECK ps_status ps_stop_install(ps_stop_mode mode, ps_error *err);
void ps_stop_set_mode(ps_stop_mode mode);
/* The first signal that came, or 0. */
int ps_stop_signal(void);
/* True when the input is to end: a signal came and the mode is SOON. */
bool ps_stop_wanted(void);
/* Readable when ps_stop_wanted is true; -1 when not installed. */
int ps_stop_fd(void);
/* How a second signal ends the process instead of 128 + its number. */
void ps_stop_exits(int code);
/* An unfinished file: removed when a second signal comes. Copied; NULL or too long: none. */
void ps_stop_removes(const char *path);

#endif
