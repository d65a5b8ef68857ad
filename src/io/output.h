/* SPDX-License-Identifier: Apache-2.0
 *
 * Standard output, or a file that appears only when it is whole: written under a temporary name
 * beside its place, synced, renamed. Compresses on the way when asked. */
#ifndef PS_OUTPUT_H
#define PS_OUTPUT_H

#include "flow.h"
#include "inflate.h"

typedef struct ps_output ps_output;

PS_MUST_CHECK ps_status ps_output_stdout(ps_output **out, ps_codec codec, ps_error *err);
/* As _stdout, to a descriptor that stays the caller's. `name` is borrowed, for messages. */
PS_MUST_CHECK ps_status ps_output_fd(ps_output **out, int fd, const char *name, ps_error *err);
/* A new file, or the successor of one, whose mode it keeps. A pipe or device is written directly.
 */
PS_MUST_CHECK ps_status ps_output_file(ps_output **out, const char *path, ps_codec codec,
                                       ps_error *err);
/* The successor of an existing regular file: mode and owner stay, a symbolic link stays one and
 * its target is replaced; a file with further hard links is refused, since they would keep the old
 * content. `suffix` (NULL: none): the old file stays under path + suffix, which must not exist. */
PS_MUST_CHECK ps_status ps_output_replace(ps_output **out, const char *path, const char *suffix,
                                          ps_codec codec, ps_error *err);

/* Borrows the output. A write fails with PS_E_STOPPED when the reader of a pipe has gone, with
 * PS_E_IO naming the reason otherwise. */
ps_sink ps_output_sink(ps_output *output);
bool ps_output_failed(const ps_output *output);      /* a write has failed, for any reason */
bool ps_output_reader_gone(const ps_output *output); /* for this one */
uint64_t ps_output_bytes(const ps_output *output);   /* given to it so far */

/* Ends the compressed form, syncs, renames. On failure nothing new stands under the name. */
PS_MUST_CHECK ps_status ps_output_finish(ps_output *output, ps_error *err);
/* Removes the temporary file unless _finish succeeded. */
void ps_output_close(ps_output *output);

#endif
