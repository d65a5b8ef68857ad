/* SPDX-License-Identifier: Apache-2.0
 *
 * Which records of a quarantine have been here: at least once repeats after a crash. */
#ifndef PS_KAFKA_SEEN_H
#define PS_KAFKA_SEEN_H

#include "kafka_kept.h"

typedef struct ps_kept_place ps_kept_place;
typedef struct ps_kept_seen {
    ps_kept_place *places; /* open addressing, at most half full */
    size_t count, room;
} ps_kept_seen;

/* True: none of the same place, time, reason and content has been here; or that cannot be said, for
 * want of memory. Only what has been proved may be asked about: a damaged record must not hide a
 * sound one. A topic that was made anew has other records at the same places. */
bool ps_kept_is_new(ps_kept_seen *seen, const ps_kept_record *record);
void ps_kept_seen_free(ps_kept_seen *seen);

#endif
