/* SPDX-License-Identifier: Apache-2.0
 *
 * A file of sealed records (kafka_kept.h) that outlives a crash at any byte: each stands behind its
 * length and the beginning of its SHA-256. For its owner alone (0600), for one process at a time.
 */
#ifndef PS_KAFKA_KEEP_FILE_H
#define PS_KAFKA_KEEP_FILE_H

#include "span.h"

typedef struct ps_keep_file ps_keep_file; /* one thread at a time */

/* Makes it where it is not there. What a crash has left half written at its end is cut off: *torn
 * bytes. PS_E_IO: it cannot be used, is damaged before its end, or another process writes it. */
PS_MUST_CHECK ps_status ps_keep_file_open(ps_keep_file **out, const char *path, uint64_t *torn,
                                          ps_error *err);
/* PS_E_IO: it is as it was before. */
PS_MUST_CHECK ps_status ps_keep_file_append(ps_keep_file *file, ps_span record);
/* What was appended outlives the machine now. PS_E_IO: it is gone, back to the last success. */
PS_MUST_CHECK ps_status ps_keep_file_sync(ps_keep_file *file);
void ps_keep_file_close(ps_keep_file *file);

/* Each whole record in order, until `fn` gives false; *torn bytes behind the last are none.
 * PS_E_IO: from some place on it is damaged; what is before it was given. */
typedef bool ps_keep_file_fn(void *ctx, ps_span record);
PS_MUST_CHECK ps_status ps_keep_file_read(const char *path, ps_keep_file_fn *fn, void *ctx,
                                          uint64_t *torn, ps_error *err);

#endif
