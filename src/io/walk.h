/* SPDX-License-Identifier: Apache-2.0
 *
 * The files that command line arguments mean. */
#ifndef PS_WALK_H
#define PS_WALK_H

#include "span.h"

typedef struct ps_paths {
    char **items; /* owned */
    size_t count, room;
} ps_paths;

/* Adds `path`, or when it is a folder every regular file below it, in byte order; links inside a
 * folder are not followed. PS_E_IO names what cannot be read. */
PS_MUST_CHECK ps_status ps_paths_add(ps_paths *paths, const char *path, ps_error *err);
void ps_paths_free(ps_paths *paths);

#endif
