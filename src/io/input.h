/* SPDX-License-Identifier: Apache-2.0
 *
 * A file, pipe or terminal as a source; gzip and zstd are known by their first bytes and decoded.
 * Bytes are read(2) into private memory, never mapped. */
#ifndef PS_INPUT_H
#define PS_INPUT_H

#include "flow.h"
#include "inflate.h"

#include <sys/types.h>

typedef struct ps_input ps_input;

/* path NULL: standard input. PS_E_IO names path and reason. */
PS_MUST_CHECK ps_status ps_input_open(ps_input **out, const char *path, ps_error *err);
/* Takes the descriptor, a failure included; `name` is borrowed, for messages. With `stop_is_end` a
 * stop ends the input as if it had ended by itself, after what is there at that moment. */
PS_MUST_CHECK ps_status ps_input_of_fd(ps_input **out, int fd, const char *name, bool stop_is_end,
                                       ps_error *err);
void ps_input_close(ps_input *input);

/* Borrows the input. A read fails with PS_E_STOPPED after a stop or a signal (stop.h), with
 * PS_E_DECODE where compressed bytes are damaged or end too early. */
ps_source ps_input_source(ps_input *input);

bool ps_input_is_file(const ps_input *input);
ps_codec ps_input_codec(const ps_input *input); /* of a file; of a pipe known after a first read */
uint64_t ps_input_size(const ps_input *input);  /* of a file, bytes as stored */
uint64_t ps_input_position(const ps_input *input); /* bytes as stored, read so far */
dev_t ps_input_device(const ps_input *input);
ino_t ps_input_inode(const ps_input *input);

#endif
