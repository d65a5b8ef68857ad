/* SPDX-License-Identifier: Apache-2.0
 *
 * A program whose standard output and standard error are pipes to us. */
#ifndef PS_CHILD_H
#define PS_CHILD_H

#include "span.h"

#include <signal.h>
#include <sys/types.h>

typedef struct ps_child {
    pid_t pid;
    int out, err; /* read ends; the taker sets -1 */
    bool ended;
    int status; /* once ended: exit status, or 128 + signal */
} ps_child;

/* Blocks the signals that will be forwarded, and SIGCHLD, in this thread and those it starts
 * later. Call before threads exist. */
void ps_child_block_signals(void);
/* Starts argv[0] as found in PATH, with the signal mask from before ps_child_block_signals and the
 * given limit of core files. PS_E_IO: it could not be started; child->status is 127 when there is
 * no such program, else 126. */
PS_MUST_CHECK ps_status ps_child_start(ps_child *child, char **argv, uint64_t core_limit,
                                       ps_error *err);
/* Waits up to `ms` for a signal: forwards it to the program, or notes that the program ended (and
 * buries every other child that this process has come to own). */
void ps_child_attend(ps_child *child, uint32_t ms);

#endif
