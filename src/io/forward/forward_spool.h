/* SPDX-License-Identifier: Apache-2.0
 *
 * Chunks that no server took, on the disk until one does: redacted, and sealed to a key, so that
 * whoever finds the disk reads nothing. They come out in the order in which they went in. One
 * process has a folder at a time. */
#ifndef PS_FORWARD_SPOOL_H
#define PS_FORWARD_SPOOL_H

#include "buf.h"
#include "seal.h"

typedef struct ps_forward_spool ps_forward_spool;

typedef struct ps_forward_spool_options {
    const char *folder;     /* made when it is not there; NULL: no spool */
    const ps_seal_key *key; /* borrowed, with its private half */
    uint64_t most;          /* bytes of all files */
} ps_forward_spool_options;

/* What a chunk came of, in events. */
typedef struct ps_forward_sums {
    uint64_t clean, redacted, withheld, filtered;
} ps_forward_sums;

typedef struct ps_forward_kept {
    ps_span tag, events; /* as they are sent */
    uint64_t count;      /* of events that are sent */
    ps_forward_sums sums;
    bool ours; /* was put in by this process */
} ps_forward_kept;

/* Takes up what an earlier process left. PS_E_IO, PS_E_USAGE: the folder cannot be used, and why.
 */
PS_MUST_CHECK ps_status ps_forward_spool_open(ps_forward_spool **out,
                                              const ps_forward_spool_options *opt, ps_error *err);
void ps_forward_spool_free(ps_forward_spool *spool); /* NULL is fine */
/* Chunks in it; any thread. */
uint64_t ps_forward_spool_len(const ps_forward_spool *spool);

/* On PS_OK the chunk survives the end of this process and of the machine. PS_E_LIMIT: it is full;
 * PS_E_IO: it cannot be written. Any thread. */
PS_MUST_CHECK ps_status ps_forward_spool_put(ps_forward_spool *spool, const ps_forward_kept *chunk,
                                             ps_error *err);

/* The oldest, valid until the next call. PS_E_STOPPED: there is none. PS_E_DECODE: it is damaged,
 * or sealed to another key; it is put aside (.bad) and is not the oldest any more. One thread. */
PS_MUST_CHECK ps_status ps_forward_spool_first(ps_forward_spool *spool, ps_forward_kept *out,
                                               ps_error *err);
/* It has arrived: the oldest goes. The same thread. */
void ps_forward_spool_drop(ps_forward_spool *spool);

#endif
