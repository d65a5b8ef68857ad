/* SPDX-License-Identifier: Apache-2.0
 *
 * What the program says to its user, on standard error, and how it ends. Never input bytes. */
#ifndef PS_SAY_H
#define PS_SAY_H

#include <phisieve.h>

/* The same for every command. `run` gives the status of its program instead; 128 + n: ended by
 * signal n before everything was done. */
enum {
    PS_EXIT_OK = 0,
    PS_EXIT_FOUND = 1,       /* scan found PHI; rules test had failures */
    PS_EXIT_USAGE = 2,       /* usage or configuration */
    PS_EXIT_IO = 3,          /* input or output */
    PS_EXIT_WITHHELD = 4,    /* lines were withheld */
    PS_EXIT_NOT_DRAINED = 5, /* output of the program could not be passed on in time */
    PS_EXIT_FENCED = 6,      /* kafka: another process goes by the same instance name */
    PS_EXIT_UNKEEPABLE = 7,  /* kafka: the quarantine that was asked for is not there */
    PS_EXIT_SIGNAL = 128
};

/* "phisieve: ...\n" in one write. */
void ps_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says err->text and returns the exit code that fits its status. */
int ps_say_error(const ps_error *err);
int ps_exit_of(ps_status status);

#endif
