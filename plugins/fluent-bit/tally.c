/* SPDX-License-Identifier: Apache-2.0 */
#include "tally.h"

#include "clock.h"
#include "error.h"
#include "fluent_log.h"

/* ---- beginning and end ---- */

ps_status ps_tally_open(ps_tally *tally, const char *who, const char *listen, ps_error *err) {
    *tally = (ps_tally){.who = who};
    return listen ? ps_watch_open(&tally->watch, listen, err) : PS_OK;
}

ps_status ps_tally_begin(ps_tally *tally, const ps_engine *engine, const char *kind,
                         ps_error *err) {
    if (!tally->watch) return PS_OK;
    tally->metrics = ps_metrics_new(engine, kind);
    tally->meter = tally->metrics ? ps_metrics_meter(tally->metrics) : NULL;
    if (!tally->meter) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_watch_begin(tally->watch, tally->metrics, NULL, NULL);
    return PS_OK;
}

void ps_tally_close(ps_tally *tally) {
    ps_watch_end(tally->watch);
    ps_watch_close(tally->watch);
    ps_metrics_free(tally->metrics);
    *tally = (ps_tally){0};
}

void ps_tally_tell(const ps_tally *tally) {
    ps_fluent_log(PS_FLUENT_LOG_INFO, tally->who,
                  "%llu chunks, %llu objects: %llu redacted, %llu withheld; %llu given back, to "
                  "come again; %llu chunks dropped",
                  (unsigned long long)tally->chunks, (unsigned long long)tally->objects,
                  (unsigned long long)tally->changed, (unsigned long long)tally->withheld,
                  (unsigned long long)tally->again, (unsigned long long)tally->dropped);
}

/* ---- chunks ---- */

/* The last meter of `records` that balance: what was read is clean, changed, withheld or given
 * back. */
static void show(ps_tally *tally) {
    ps_meter *meter = tally->meter;
    if (!meter) return;
    uint64_t *produced = ps_meter_cells(meter, PS_METRIC_PRODUCED);
    *ps_meter_cells(meter, PS_METRIC_CONSUMED) = tally->objects;
    produced[PS_OUTCOME_CLEAN] = tally->clean;
    produced[PS_OUTCOME_REDACTED] = tally->changed;
    ps_meter_cells(meter, PS_METRIC_WITHHELD)[PS_METRIC_WHY_ERROR - 1] = tally->withheld;
    *ps_meter_cells(meter, PS_METRIC_FILTERED) = tally->again;
    ps_meter_show(meter);
}

void ps_tally_start(ps_tally *tally) {
    tally->last = (ps_msgpack_report){0};
    if (!tally->meter) return;
    ps_meter_busy(tally->meter, true);
    tally->began = ps_clock_ns();
}

void ps_tally_count(ps_tally *tally, const ps_msgpack_report *report, const ps_scratch *scratch) {
    tally->last = *report;
    tally->last.objects += report->cut > 0; /* the rest, which nobody could read */
    tally->last.withheld += report->cut > 0;
    tally->chunks++;
    tally->objects += tally->last.objects;
    if ((report->withheld || report->cut) && ps_fluent_log_worth(++tally->flawed))
        ps_fluent_log(
            PS_FLUENT_LOG_WARN, tally->who,
            "%llu of %llu objects of a chunk could not be examined, and %zu bytes were no "
            "object; %llu such chunks so far",
            (unsigned long long)report->withheld, (unsigned long long)report->objects, report->cut,
            (unsigned long long)tally->flawed);
    if (!tally->meter) return;
    ps_meter_busy(tally->meter, false);
    ps_meter_take(tally->meter, ps_scratch_counts(scratch));
    if (report->objects)
        ps_meter_observe(tally->meter, PS_METRIC_SCAN,
                         (ps_clock_ns() - tally->began) / report->objects, report->objects);
    show(tally);
}

void ps_tally_settle(ps_tally *tally, bool arrived) {
    const ps_msgpack_report *last = &tally->last;
    if (arrived) {
        tally->changed += last->changed;
        tally->withheld += last->withheld;
        tally->clean += last->objects - last->changed - last->withheld;
    } else {
        tally->again += last->objects;
    }
    tally->last = (ps_msgpack_report){0};
    show(tally);
}

void ps_tally_drop(ps_tally *tally, const char *why) {
    if (ps_fluent_log_worth(++tally->dropped))
        ps_fluent_log(PS_FLUENT_LOG_ERROR, tally->who,
                      "a chunk was dropped, since %s; %llu chunks so far", why,
                      (unsigned long long)tally->dropped);
    tally->withheld += tally->last.objects;
    tally->last = (ps_msgpack_report){0};
    show(tally);
}
