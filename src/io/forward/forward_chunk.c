/* SPDX-License-Identifier: Apache-2.0 */
#include "forward_events.h"
#include "forward_inside.h"
#include "inflate.h"
#include "journal.h"

#include "clock.h"

#include <poll.h>

enum { PAUSE_MOST_MS = 5000, TELL_MS = 10000, UNPACK_STEP = 64 << 10 };

/* ---- taking ---- */

/* All of it, or nothing: what is cut off would be acknowledged and gone. */
static ps_status unpack_all(ps_decoder *decoder, ps_span packed, size_t most, ps_buf *out) {
    ps_flow flow = {.in = packed};
    size_t begin = out->len;
    for (;;) {
        ps_status status = ps_buf_reserve(out, UNPACK_STEP);
        if (status != PS_OK) return status;
        flow.to = out->ptr + out->len;
        flow.room = UNPACK_STEP;
        status = ps_decoder_step(decoder, &flow);
        out->len += flow.made;
        if (status != PS_OK) return status;
        if (out->len - begin > most) return PS_E_DECODE;
        if (!flow.made && !flow.in.len) return ps_decoder_complete(decoder) ? PS_OK : PS_E_DECODE;
    }
}

static ps_status unpack(ps_codec codec, ps_span packed, size_t most, ps_buf *out) {
    ps_decoder *decoder;
    ps_status status = ps_decoder_new(&decoder, codec);
    if (status == PS_OK) status = ps_decoder_again(decoder);
    if (status == PS_OK) status = unpack_all(decoder, packed, most, out);
    ps_decoder_free(decoder);
    return status;
}

ps_status ps_forward_add(ps_forward_tools *tools, const ps_forward_frame *frame, size_t most) {
    switch (frame->pack) {
    case PS_FORWARD_PLAIN:
        return frame->single
                   ? ps_forward_put_event(&tools->entries, frame->entries, frame->metadata)
                   : ps_buf_add(&tools->entries, frame->entries);
    case PS_FORWARD_GZIP: return unpack(PS_CODEC_GZIP, frame->entries, most, &tools->entries);
    case PS_FORWARD_ZSTD: return unpack(PS_CODEC_ZSTD, frame->entries, most, &tools->entries);
    default: return PS_E_DECODE;
    }
}

/* ---- sending ---- */

/* The prefix, and the tag without PHI. */
static ps_status make_tag(ps_forward_seat *seat, ps_forward_tools *tools, ps_span tag) {
    const ps_forward *f = seat->forward;
    ps_span clean;
    ps_buf_clear(&tools->tag);
    ps_status status = ps_buf_add(&tools->tag, ps_span_z(f->opt->tag_prefix));
    if (status != PS_OK) return status;
    if (ps_redact(f->engine, tools->scratch, tag, &clean) != PS_OK) clean = PS_LIT("withheld");
    return ps_buf_add(&tools->tag, clean);
}

ps_status ps_forward_pause(const ps_forward *f, int *ms, int stop_fd) {
    struct pollfd ends[2] = {{.fd = f->hurry[0], .events = POLLIN},
                             {.fd = stop_fd, .events = POLLIN}};
    if (poll(ends, 2, *ms) > 0) return PS_E_STOPPED;
    *ms = 2 * *ms < PAUSE_MOST_MS ? 2 * *ms : PAUSE_MOST_MS;
    return PS_OK;
}

void ps_forward_tell(ps_forward_told *told, const ps_error *err) {
    char text[320];
    uint64_t now = ps_clock_ms();
    if (told->ms && now - told->ms < TELL_MS) return;
    told->ms = now;
    ps_journal("warn", "not_taken", ",\"error\":\"%s\"",
               ps_journal_quoted(text, sizeof text, err->text));
}

/* To a server, or into the spool: behind what is in there already, so that nothing overtakes it. */
static ps_status send_once(ps_forward_seat *seat, ps_forward_tools *tools,
                           const ps_forward_kept *chunk, bool *arrived, ps_error *err) {
    ps_forward_spool *spool = seat->forward->spool;
    ps_status status = PS_E_IO;
    if (!spool || !ps_forward_spool_len(spool))
        status = ps_forward_send(tools->client, chunk->tag, chunk->events, chunk->count, err);
    *arrived = status == PS_OK;
    return spool && !*arrived ? ps_forward_spool_put(spool, chunk, err) : status;
}

/* Until somebody takes it: a sender that waits is better than one whose events are gone. */
static ps_status send_on(ps_forward_seat *seat, ps_forward_tools *tools,
                         const ps_forward_kept *chunk, bool *arrived) {
    ps_forward *f = seat->forward;
    ps_forward_told told = {0};
    int pause = PS_FORWARD_PAUSE_MS;
    for (;;) {
        ps_error err = {0};
        ps_status status = send_once(seat, tools, chunk, arrived, &err);
        atomic_store(&f->health->refused, status != PS_OK);
        if (status == PS_OK) return PS_OK;
        ps_forward_tell(&told, &err);
        if (ps_forward_pause(f, &pause, -1) != PS_OK) return PS_E_STOPPED;
    }
}

/* ---- counting ---- */

static void show(ps_forward_seat *seat) {
    ps_meter *meter = seat->meter;
    const ps_forward_totals *t = &seat->totals;
    if (!meter) return;
    *ps_meter_cells(meter, PS_METRIC_CONSUMED) = t->in;
    uint64_t *produced = ps_meter_cells(meter, PS_METRIC_PRODUCED);
    produced[PS_OUTCOME_CLEAN] = t->clean;
    produced[PS_OUTCOME_REDACTED] = t->redacted;
    ps_meter_cells(meter, PS_METRIC_WITHHELD)[PS_METRIC_WHY_ERROR - 1] = t->withheld;
    *ps_meter_cells(meter, PS_METRIC_FILTERED) = t->filtered;
    ps_meter_show(meter);
}

static ps_forward_sums sums_of(const ps_msgpack_report *report, const ps_forward_count *count) {
    uint64_t withheld = report->withheld + count->others + (report->cut > 0);
    uint64_t gone = withheld + count->marks;
    uint64_t whole = report->objects + (report->cut > 0);
    uint64_t passed = whole > gone ? whole - gone : 0;
    uint64_t redacted = report->changed < passed ? report->changed : passed;
    return (ps_forward_sums){passed - redacted, redacted, withheld, count->marks};
}

void ps_forward_done(ps_forward_seat *seat, const ps_forward_sums *sums) {
    ps_forward_totals *t = &seat->totals;
    t->clean += sums->clean;
    t->redacted += sums->redacted;
    t->withheld += sums->withheld;
    t->filtered += sums->filtered;
    show(seat);
}

/* ---- the whole way ---- */

static ps_status redact(const ps_forward *f, ps_forward_tools *tools, ps_span *out,
                        ps_msgpack_report *report) {
    uint64_t before = tools->meter ? ps_clock_ns() : 0;
    ps_meter_busy(tools->meter, true);
    ps_status status =
        ps_redact_msgpack(f->engine, tools->scratch, ps_buf_span(&tools->entries), out, report);
    ps_meter_busy(tools->meter, false);
    if (!tools->meter || !report->objects) return status;
    ps_meter_observe(tools->meter, PS_METRIC_SCAN, (ps_clock_ns() - before) / report->objects,
                     report->objects);
    ps_meter_take(tools->meter, ps_scratch_counts(tools->scratch));
    ps_meter_show(tools->meter);
    return status;
}

ps_status ps_forward_pass(ps_forward_seat *seat, ps_forward_tools *tools, ps_span tag) {
    ps_msgpack_report report = {.size = sizeof report};
    ps_forward_count count;
    ps_span events;
    ps_status status = make_tag(seat, tools, tag);
    if (status == PS_OK) status = redact(seat->forward, tools, &events, &report);
    if (status == PS_OK)
        status = ps_forward_arrange(events, seat->forward->opt->metadata, &tools->arranged, &events,
                                    &count);
    if (status != PS_OK) return status;
    if (report.cut || count.others)
        ps_journal("warn", "no_events", ",\"objects\":%zu,\"cut_bytes\":%zu", count.others,
                   report.cut);
    seat->totals.in += report.objects + (report.cut > 0);
    show(seat);
    ps_forward_kept chunk = {ps_buf_span(&tools->tag), events, count.events,
                             sums_of(&report, &count), true};
    bool arrived = true;
    if (count.events) status = send_on(seat, tools, &chunk, &arrived);
    if (status == PS_OK && arrived) ps_forward_done(seat, &chunk.sums);
    return status;
}
