/* SPDX-License-Identifier: Apache-2.0
 *
 * What was written since the last commit, to be counted when it is certain. For whoever has the
 * turn to write. */
#ifndef PS_KAFKA_TALLY_H
#define PS_KAFKA_TALLY_H

#include "kafka_part.h"
#include "kafka_record.h"
#include "metrics.h"

enum { PS_KAFKA_READS_MOST = 1024 };

typedef struct ps_kafka_tally {
    uint64_t outcomes[PS_OUTCOME_COUNT];
    uint64_t withheld[PS_METRIC_WHYS], kept[PS_METRIC_WHYS]; /* by reason */
    uint64_t ages[PS_METRIC_HISTOGRAM_CELLS];                /* end to end */
    struct {
        uint64_t ns, records; /* when a batch was read, and how many of it were written */
    } reads[PS_KAFKA_READS_MOST];
    size_t read_count;
} ps_kafka_tally;

/* One record was written. */
void ps_kafka_tally_add(ps_kafka_tally *tally, ps_kafka_reason reason, bool kept, bool changed);
/* Its timestamp (0: none), and now. */
void ps_kafka_tally_age(ps_kafka_tally *tally, int64_t timestamp_ms, int64_t wall_ms);
/* `records` of a batch that was read at `ns` were written. */
void ps_kafka_tally_read(ps_kafka_tally *tally, uint64_t ns, uint64_t records);
/* It is certain: into the meter, which is shown. NULL: nobody looks. */
void ps_kafka_tally_commit(ps_kafka_tally *tally, ps_meter *meter, uint64_t opened_ms);
void ps_kafka_tally_undo(ps_kafka_tally *tally, ps_meter *meter);

#endif
