/* SPDX-License-Identifier: Apache-2.0
 *
 * The inputs of filter and scan. */
#ifndef PS_FILES_H
#define PS_FILES_H

#include "input.h"
#include "options.h"
#include "walk.h"

typedef struct ps_files_in {
    const char **items; /* NULL: standard input */
    size_t count;
    uint64_t bytes; /* of all, as stored; 0 when one of them is no file */
    bool endless;   /* standard input that is no file: its end comes by itself, not by a signal */
    ps_paths paths;
} ps_files_in;

/* Operands, folders opened; "-" or none: standard input. Says so when that is a terminal. */
PS_MUST_CHECK ps_status ps_files_find(ps_files_in *files, const ps_options *options, ps_error *err);
void ps_files_free(ps_files_in *files);
/* True when reading the input to `fd` would read what was just written. */
bool ps_files_same(const ps_input *input, int fd);

#endif
