/* SPDX-License-Identifier: Apache-2.0
 *
 * Which record each worker is at, in a file that outlives the process: a record that ends it again
 * and again (a fault of ours, memory that runs out) would otherwise be read for ever. The file
 * holds topics, partitions and offsets, and nothing of records. Written through a mapping: a step
 * costs some stores, and what a kill leaves is complete but for the machine's own end. */
#ifndef PS_KAFKA_TRAIL_H
#define PS_KAFKA_TRAIL_H

#include "kafka_topics.h"

enum {
    PS_KAFKA_SEATS_MOST = 256,   /* workers */
    PS_KAFKA_SUSPECTS_MOST = 64, /* records that were at work when the process ended */
    PS_KAFKA_TRIES = 3           /* ends that a record may have been at; the next time it is not
                                    examined */
};

typedef struct ps_kafka_trail ps_kafka_trail;

/* Takes the file over, or makes it. What workers were at becomes suspect. PS_E_USAGE: another
 * process has it, or it is something else; PS_E_IO: it cannot be written. */
PS_MUST_CHECK ps_status ps_kafka_trail_open(ps_kafka_trail **out, const char *path, ps_error *err);
/* NULL is fine, here and below: there is no trail. */
void ps_kafka_trail_close(ps_kafka_trail *trail);

/* Worker `seat` begins with a record. False: it was at as many ends as a record may be at, and is
 * not to be examined. */
bool ps_kafka_trail_step(ps_kafka_trail *trail, unsigned seat, const char *topic, int32_t partition,
                         int64_t offset);
/* The worker has got through what it was at. */
void ps_kafka_trail_rest(ps_kafka_trail *trail, unsigned seat);

#endif
