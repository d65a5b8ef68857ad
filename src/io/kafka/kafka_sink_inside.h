/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the sink share: for whoever has the turn to write. */
#ifndef PS_KAFKA_SINK_INSIDE_H
#define PS_KAFKA_SINK_INSIDE_H

#include "kafka_sink.h"

/* The opaque of a message, never read as a pointer: partition, offset, and whether it is the sealed
 * original. */
#define PS_KAFKA_KEPT ((uintptr_t)1 << 63)
void *ps_kafka_sink_name(const ps_kafka_part *part, int64_t offset);

/* Begins a transaction, or what stands for one, where none is open. False: not now. */
bool ps_kafka_sink_begun(ps_kafka_sink *sink, ps_kafka_result *result);
/* A fatal error: the producer is made anew, and what was not certain is read again. */
ps_kafka_result ps_kafka_sink_rebuild(ps_kafka_sink *sink, rd_kafka_resp_err_t why);

/* kafka_sink_keep.c: the quarantine has refused an original. Not for what is undone with others:
 * only that stops a partition. */
void ps_kafka_sink_unkept(ps_kafka_part *part, int64_t offset, const char *error);
/* What was appended must outlive the machine before the offsets say that it is done with. */
bool ps_kafka_sink_synced(ps_kafka_sink *sink);

#endif
