/* SPDX-License-Identifier: Apache-2.0
 *
 * A line over max_line, in bounded memory: withheld as a whole, or examined in windows. Runs while
 * its worker holds both the input and the turn to write. */
#ifndef PS_LONGLINE_H
#define PS_LONGLINE_H

#include "framer.h"
#include "pipeline.h"

typedef struct ps_longline {
    const ps_engine *engine;
    ps_scratch *scratch;
    ps_framer *framer;
    ps_block *block; /* any content may go; at least 64 bytes */
    const ps_sink *sink;
    ps_long_lines policy;
    bool silent;        /* count it, write nothing */
    uint64_t *windowed; /* counts the lines that were examined to their end */
} ps_longline;

/* Takes the whole line that the framer announced (PS_FRAME_LONG), line end included. */
PS_MUST_CHECK ps_status ps_longline_run(const ps_longline *line, ps_error *err);

#endif
