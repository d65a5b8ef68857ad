/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a quarantine, from its topic or its file, and giving originals back to their topics. */
#ifndef PS_KAFKA_KEEP_READ_H
#define PS_KAFKA_KEEP_READ_H

#include "kafka_kept.h"

/* The bytes of one record; false: no more of them. */
typedef bool ps_keep_read_fn(void *ctx, ps_span bytes);

/* All that is there now: of opt->quarantine in the order of each partition, or else of
 * opt->quarantine_file. PS_E_IO: it cannot be read, or not from some place on. *torn bytes at the
 * end of a file are no record, or belong to records of a topic that are not whole there. */
PS_MUST_CHECK ps_status ps_keep_read(const ps_kafka_options *opt, ps_keep_read_fn *fn, void *ctx,
                                     uint64_t *torn, ps_error *err);

/* Writes originals again; NULL topic: into the one they came from. A dry one only looks whether
 * their topics and partitions are there, and writes nothing. */
typedef struct ps_keep_replay ps_keep_replay;
PS_MUST_CHECK ps_status ps_keep_replay_open(ps_keep_replay **out, const ps_kafka_options *opt,
                                            const char *topic, bool dry, ps_error *err);
/* False: the cluster does not take it (it is counted). */
bool ps_keep_replay_put(ps_keep_replay *replay, const ps_kept_record *record);
/* Waits for all of them. Returns how many have arrived; *failed have not. */
uint64_t ps_keep_replay_close(ps_keep_replay *replay, uint64_t *failed);

#endif
