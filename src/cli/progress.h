/* SPDX-License-Identifier: Apache-2.0
 *
 * One line on a terminal: how far, how fast, how long still. */
#ifndef PS_PROGRESS_H
#define PS_PROGRESS_H

#include "input.h"
#include "options.h"

typedef struct ps_progress {
    bool on, shown;
    uint64_t total, before; /* bytes of all files; of those already read */
    uint64_t began, next;   /* ps_clock_ms */
    ps_input *input;        /* borrowed: the file in hand */
    ps_source source;
} ps_progress;

/* `total` 0: not known. Stays silent with --quiet or without a terminal. */
void ps_progress_begin(ps_progress *progress, const ps_options *options, uint64_t total);
/* The source to be read instead of the input's own. */
ps_source ps_progress_source(ps_progress *progress, ps_input *input);
/* The file in hand has been read. */
void ps_progress_next(ps_progress *progress);
/* Clears the line. */
void ps_progress_end(ps_progress *progress);

#endif
