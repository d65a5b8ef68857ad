/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of a folder, in order of their names. */
#ifndef FOLDER_H
#define FOLDER_H

#include "kit.h"

typedef void folder_fn(const char *path, ps_span text, void *ctx);

/* Calls fn for every file whose name ends in `ending`; returns how many. 0: no such folder. */
size_t folder_each(const char *folder, const char *ending, folder_fn *fn, void *ctx);
/* The whole file with a NUL behind; free it. NULL: cannot be read. */
char *folder_read(const char *path, size_t *len);
/* PHISIEVE_LOGHUB, or the folder beside the source, or NULL. */
const char *folder_of_logs(void);

#endif
