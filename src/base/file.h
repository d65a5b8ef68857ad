/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that are read whole, and folders of them. */
#ifndef PS_FILE_H
#define PS_FILE_H

#include "arena.h"
#include "buf.h"

/* Appends the file's bytes to out, at most up to out's ceiling. PS_E_IO names path and reason, a
 * folder included; PS_E_LIMIT when there are more bytes than the ceiling allows. */
PS_MUST_CHECK ps_status ps_file_read(const char *path, ps_buf *out, ps_error *err);

/* A file that was made there just now is found again after the machine went off. */
PS_MUST_CHECK ps_status ps_file_sync_folder(const char *path, ps_error *err);

/* False for what does not exist, too. */
bool ps_file_is_folder(const char *path);

typedef struct ps_files {
    const char **paths; /* "FOLDER/a.yml", in byte order */
    size_t count;
} ps_files;

/* Every file below `folder` whose name ends in `suffix`, without names that begin with a dot.
 * Links are followed; at most 16 levels and 4096 files (PS_E_LIMIT). Paths live in the arena. */
PS_MUST_CHECK ps_status ps_file_list(const char *folder, const char *suffix, ps_arena *arena,
                                     ps_files *out, ps_error *err);

#endif
