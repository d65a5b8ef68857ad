/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_tally.h"

#include "clock.h"

#include <string.h>

_Static_assert(PS_KAFKA_CRASH + 1 == PS_METRIC_WHYS, "metrics.c has a word for each reason");

void ps_kafka_tally_add(ps_kafka_tally *tally, ps_kafka_reason reason, bool kept, bool changed) {
    if (reason == PS_KAFKA_PASSES)
        tally->outcomes[changed ? PS_OUTCOME_REDACTED : PS_OUTCOME_CLEAN]++;
    else if (kept)
        tally->kept[reason]++;
    else
        tally->withheld[reason]++;
}

void ps_kafka_tally_age(ps_kafka_tally *tally, int64_t timestamp_ms, int64_t wall_ms) {
    if (timestamp_ms <= 0) return;
    double age = timestamp_ms < wall_ms ? (double)(wall_ms - timestamp_ms) / 1e3 : 0;
    tally->ages[ps_metric_bucket(age)]++;
    tally->ages[PS_METRIC_BOUNDS + 1] += (uint64_t)(age * 1e9);
}

void ps_kafka_tally_read(ps_kafka_tally *tally, uint64_t ns, uint64_t records) {
    bool room = tally->read_count < PS_KAFKA_READS_MOST;
    size_t at = room ? tally->read_count++ : PS_KAFKA_READS_MOST - 1;
    if (room) tally->reads[at].ns = ns; /* else counted with an earlier one: longer, not shorter */
    tally->reads[at].records += records;
}

static void add_records(const ps_kafka_tally *tally, ps_meter *meter) {
    uint64_t *produced = ps_meter_cells(meter, PS_METRIC_PRODUCED);
    uint64_t *withheld = ps_meter_cells(meter, PS_METRIC_WITHHELD);
    uint64_t *kept = ps_meter_cells(meter, PS_METRIC_QUARANTINED);
    uint64_t *ages = ps_meter_cells(meter, PS_METRIC_END_TO_END);
    for (size_t i = 0; i < PS_OUTCOME_COUNT; i++) produced[i] += tally->outcomes[i];
    for (size_t i = 1; i < PS_METRIC_WHYS; i++) {
        withheld[i - 1] += tally->withheld[i];
        kept[i - 1] += tally->kept[i];
    }
    for (size_t i = 0; i < PS_METRIC_HISTOGRAM_CELLS; i++) ages[i] += tally->ages[i];
}

void ps_kafka_tally_commit(ps_kafka_tally *tally, ps_meter *meter, uint64_t opened_ms) {
    uint64_t now = ps_clock_ns();
    if (meter) {
        add_records(tally, meter);
        for (size_t i = 0; i < tally->read_count; i++)
            ps_meter_observe(meter, PS_METRIC_LATENCY, now - tally->reads[i].ns,
                             tally->reads[i].records);
        ps_meter_observe(meter, PS_METRIC_TRANSACTION, now - opened_ms * 1000000U, 1);
        ps_meter_cells(meter, PS_METRIC_TRANSACTIONS)[PS_RESULT_COMMITTED]++;
        ps_meter_show(meter);
    }
    memset(tally, 0, sizeof *tally);
}

void ps_kafka_tally_undo(ps_kafka_tally *tally, ps_meter *meter) {
    memset(tally, 0, sizeof *tally);
    if (!meter) return;
    ps_meter_cells(meter, PS_METRIC_TRANSACTIONS)[PS_RESULT_UNDONE]++;
    ps_meter_show(meter);
}
