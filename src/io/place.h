/* SPDX-License-Identifier: Apache-2.0
 *
 * A file under a temporary name beside its final one. */
#ifndef PS_PLACE_H
#define PS_PLACE_H

#include "span.h"

#include <sys/stat.h>

typedef struct ps_place {
    int fd;
    const char *shown;  /* the path as the user wrote it; borrowed */
    char *final, *temp; /* links resolved */
    const char *suffix; /* of the backup, or NULL; borrowed */
} ps_place;

/* Makes the temporary file, readable by nobody else. PS_E_IO leaves nothing behind. */
PS_MUST_CHECK ps_status ps_place_open(ps_place *place, const char *path, ps_error *err);
/* Mode of the file that is replaced, or what the umask gives to a new one. A wish. */
void ps_place_like(ps_place *place, const struct stat *old);
/* Mode and owner of the file that is replaced, or PS_E_IO. */
PS_MUST_CHECK ps_status ps_place_own(ps_place *place, const struct stat *old, const char *suffix,
                                     ps_error *err);
/* Sync, backup, rename. Whatever happens, the place is given back and no temporary file stays. */
PS_MUST_CHECK ps_status ps_place_finish(ps_place *place, ps_error *err);
void ps_place_discard(ps_place *place);

#endif
