/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_limits.h"

#include "clock.h"
#include "journal.h"

#include <stdio.h>

enum { INTERVAL_LEAST_MS = 100, INTERVAL_MOST_MS = 800, PENDING_MOST = 32 << 20 };
enum { RUN = 16 /* records */ };
/* After so long a batch is cut: it would hold up all that was read behind it, and leave open the
 * transaction of what was written before. */
#define CUT_NS (2 * PS_KAFKA_BATCH_NS)

/* ---- polling ---- */

static bool is_of_partition(rd_kafka_resp_err_t error) {
    switch (error) {
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED: return true;
    default: return false;
    }
}

static void on_error(ps_kafka *k, rd_kafka_message_t *message) {
    char why[256], text[256];
    ps_error err = {0};
    rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(k->consumer, why, sizeof why);
    if (fatal == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID) atomic_store(&k->shut_out, true);
    if (fatal) {
        err.status = PS_E_IO;
        (void)snprintf(err.text, sizeof err.text, "kafka: the consumer has failed: %s",
                       ps_journal_quoted(text, sizeof text, why));
        (void)ps_turns_fail(k->turns, PS_E_IO, &err);
    } else if (message->rkt && is_of_partition(message->err)) {
        ps_kafka_part *part =
            ps_kafka_parts_find(&k->parts, rd_kafka_topic_name(message->rkt), message->partition);
        if (part && part->live)
            ps_kafka_halt_part(k, part, PS_KAFKA_UNREADABLE, rd_kafka_err2name(message->err));
    } else if (message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        ps_journal("warn", "consumer", ",\"error\":\"%s\"", rd_kafka_err2name(message->err));
    }
}

static void take(ps_kafka *k, ps_kafka_batch *batch, rd_kafka_message_t *message) {
    const char *topic = rd_kafka_topic_name(message->rkt);
    ps_kafka_part *part = ps_kafka_parts_find(&k->parts, topic, message->partition);
    bool ours = part && part->live && part->halt == PS_KAFKA_READ && !part->rest_ms;
    int64_t stop_at = ours ? atomic_load(&part->stop_at) : PS_KAFKA_NOWHERE;
    if (stop_at >= 0 && message->offset >= stop_at) {
        part->next = message->offset; /* it may have stood at no number, but at the beginning */
        ps_kafka_halt_part(k, part, PS_KAFKA_UNKEPT, "it could not be written");
        ours = false;
    }
    if (!ours) {
        rd_kafka_message_destroy(message); /* whoever reads it then gets it again */
        return;
    }
    if (k->resting) k->others = true;
    part->next = message->offset + 1;
    if (part->next > part->seen_to) {
        part->seen_to = part->next;
        part->taken++;
        batch->fresh++;
    }
    batch->items[batch->count++] = (ps_kafka_item){.message = message, .part = part};
    batch->bytes += message->len + message->key_len;
    batch->cost_ns += atomic_load_explicit(&part->cost_ns, memory_order_relaxed);
    if (batch->cost_ns >= PS_KAFKA_BATCH_NS) ps_kafka_rest(k, part);
}

static bool has_room(const ps_kafka_batch *batch) {
    return batch->count < PS_KAFKA_BATCH_RECORDS && batch->bytes < PS_KAFKA_BATCH_BYTES &&
           batch->cost_ns < PS_KAFKA_BATCH_NS;
}

void ps_kafka_poll(ps_kafka *k, ps_kafka_batch *batch, int wait_ms) {
    bool more = true;
    while (more && has_room(batch)) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(k->consumer, wait_ms);
        wait_ms = 0; /* what is there goes on at once */
        more = message != NULL;
        if (!message) break;
        if (message->err) {
            on_error(k, message);
            rd_kafka_message_destroy(message);
            more = ps_turns_goes_on(k->turns);
        } else {
            take(k, batch, message);
        }
    }
    batch->full = more;
    batch->polled_ns = ps_clock_ns();
    if (!k->meters.input || !batch->fresh) return;
    *ps_meter_cells(k->meters.input, PS_METRIC_CONSUMED) += batch->fresh;
    batch->fresh = 0;
    ps_meter_show(k->meters.input);
}

void ps_kafka_batch_forget(ps_kafka_batch *batch) {
    size_t kept = 0;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].part->live)
            batch->items[kept++] = batch->items[i];
        else
            rd_kafka_message_destroy(batch->items[i].message);
    }
    batch->count = kept;
}

void ps_kafka_batch_clear(ps_kafka_batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        ps_kafka_item *item = &batch->items[i];
        if (item->fate.headers) rd_kafka_headers_destroy(item->fate.headers);
        if (item->message) rd_kafka_message_destroy(item->message);
    }
    batch->count = batch->bytes = 0;
    batch->cost_ns = 0;
    batch->cut = false;
    ps_buf_clear(&batch->room);
    ps_buf_trim(&batch->room);
}

/* ---- examining ---- */

/* Cheaper than before is believed at once; dearer may have been the machine's fault. */
static void note_cost(ps_kafka_part *part, uint64_t ns) {
    uint64_t before = atomic_load_explicit(&part->cost_ns, memory_order_relaxed);
    uint64_t now = ns < before ? ns : before + (ns - before) / 2;
    atomic_store_explicit(&part->cost_ns, now, memory_order_relaxed);
}

/* Nothing of them was examined, and nothing goes out: they come again. */
static void drop_behind(ps_kafka_batch *batch, size_t count) {
    for (size_t i = count; i < batch->count; i++) rd_kafka_message_destroy(batch->items[i].message);
    batch->count = count;
    batch->cut = true;
}

void ps_kafka_examine_batch(const ps_kafka_tools *tools, ps_kafka_batch *batch) {
    size_t from = 0;
    uint64_t begin = ps_clock_ns(), since = begin;
    for (size_t i = 0; i < batch->count; i++) {
        ps_kafka_item *item = &batch->items[i];
        if (ps_kafka_trail_step(tools->trail, tools->seat, item->part->topic, item->part->number,
                                item->message->offset))
            item->fate = ps_kafka_examine(tools, item->message, &batch->room);
        else
            item->fate = (ps_kafka_fate){.reason = PS_KAFKA_CRASH};
        size_t next = i + 1; /* the clock is asked for each run of a partition */
        if (next < batch->count && next - from < RUN && batch->items[next].part == item->part)
            continue;
        uint64_t now = ps_clock_ns();
        note_cost(item->part, (now - since) / (next - from));
        from = next;
        since = now;
        if (next < batch->count && now - begin > CUT_NS) drop_behind(batch, next);
    }
    ps_kafka_trail_rest(tools->trail, tools->seat);
}

/* ---- writing ---- */

static int64_t timestamp_of(const rd_kafka_message_t *message) {
    rd_kafka_timestamp_type_t type;
    int64_t at = rd_kafka_message_timestamp(message, &type);
    return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || at < 0 ? 0 : at;
}

/* A marker has the key of its record, where that was clean: a compacted topic takes no record
 * without one. To be asked last: `room` moves when it grows. */
static ps_span key_of(const ps_kafka_batch *batch, const ps_kafka_item *item) {
    const ps_kafka_fate *fate = &item->fate;
    if (fate->key_own) return ps_span_of(batch->room.ptr + fate->key_at, fate->key_len);
    return fate->key_clean ? ps_span_of(item->message->key, item->message->key_len)
                           : (ps_span){NULL, 0};
}

static ps_status put_marker(ps_kafka_batch *batch, const ps_kafka_item *item,
                            ps_kafka_reason reason, ps_kafka_record *record) {
    const rd_kafka_message_t *message = item->message;
    size_t from = batch->room.len;
    ps_status status = ps_kafka_marker(item->part->topic, item->part->number, message->offset,
                                       reason, &batch->room);
    record->value = ps_span_of(batch->room.ptr + from, batch->room.len - from);
    return status;
}

static ps_status put_record(ps_kafka_batch *batch, ps_kafka_item *item, ps_kafka_record *record) {
    const rd_kafka_message_t *message = item->message;
    ps_kafka_fate *fate = &item->fate;
    rd_kafka_headers_t *headers = NULL;
    record->value = ps_span_of(message->payload, message->payload ? message->len : 0);
    if (fate->value_own)
        record->value = ps_span_of(batch->room.ptr + fate->value_at, fate->value_len);
    record->headers = fate->headers;
    fate->headers = NULL;
    if (record->headers ||
        rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return PS_OK;
    record->headers = rd_kafka_headers_copy(headers);
    return record->headers ? PS_OK : PS_E_NOMEM;
}

/* An original that cannot even be sealed stops its partition, as one that cannot be kept does. */
static ps_kafka_result keep(ps_kafka *k, const ps_kafka_item *item, ps_kafka_reason reason) {
    ps_span sealed;
    ps_status status =
        ps_kafka_keeper_seal(&k->keeper, item->part->topic, item->message, reason, &sealed);
    if (status == PS_OK)
        return ps_kafka_sink_keep(&k->sink, item->part, item->message->offset, sealed);
    atomic_store(&item->part->stop_at, item->message->offset);
    return ps_kafka_sink_abort(&k->sink);
}

/* The record as it goes out, if it does; else *reason says why not. */
static ps_status try_record(ps_kafka *k, ps_kafka_batch *batch, ps_kafka_item *item,
                            ps_kafka_reason *reason, ps_kafka_record *record) {
    int64_t offset = item->message->offset;
    if (k->sink.refused_count && ps_kafka_sink_refuses(&k->sink, item->part, offset))
        *reason = PS_KAFKA_SIZE;
    if (*reason != PS_KAFKA_PASSES) return PS_OK;
    ps_status status = put_record(batch, item, record);
    record->key = key_of(batch, item);
    if (status != PS_OK || ps_kafka_fits(k, record)) return status;
    *reason = PS_KAFKA_SIZE;
    if (record->headers) rd_kafka_headers_destroy(record->headers);
    record->headers = NULL;
    return PS_OK;
}

static ps_kafka_result write_item(ps_kafka *k, ps_kafka_batch *batch, ps_kafka_item *item) {
    const rd_kafka_message_t *message = item->message;
    ps_kafka_reason reason = item->fate.reason;
    ps_kafka_record record = {
        .part = item->part, .offset = message->offset, .timestamp = timestamp_of(message)};
    ps_status status = try_record(k, batch, item, &reason, &record);
    bool kept = reason != PS_KAFKA_PASSES && k->keeper.key;
    ps_kafka_result result = kept && status == PS_OK ? keep(k, item, reason) : PS_KAFKA_OK;
    if (result != PS_KAFKA_OK) return result;
    if (status == PS_OK && reason != PS_KAFKA_PASSES)
        status = put_marker(batch, item, reason, &record);
    if (status != PS_OK) return ps_kafka_sink_abort(&k->sink); /* nothing may be skipped */
    record.key = key_of(batch, item);
    /* A marker that is refused ends the sidecar, and it may be larger than its record was. */
    if (reason != PS_KAFKA_PASSES && !ps_kafka_fits_plain(k, &record))
        record.key = (ps_span){NULL, 0};
    result = ps_kafka_sink_put(&k->sink, &record);
    if (result != PS_KAFKA_OK) return result;
    k->totals.in++;
    k->totals.withheld += reason != PS_KAFKA_PASSES && !kept;
    k->totals.kept += kept;
    ps_kafka_tally_add(&k->tally, reason, kept, item->fate.changed);
    if (k->meters.turn) ps_kafka_tally_age(&k->tally, record.timestamp, batch->wall_ms);
    k->totals.redacted += reason == PS_KAFKA_PASSES && item->fate.changed;
    k->totals.clean += reason == PS_KAFKA_PASSES && !item->fate.changed;
    return PS_KAFKA_OK;
}

bool ps_kafka_settle(ps_kafka *k, ps_kafka_result result) {
    ps_error err = k->sink.error;
    switch (result) {
    case PS_KAFKA_OK:
        if (!k->sink.open) k->certain = k->totals;
        if (!k->sink.open && k->sink.certain && k->tally.read_count)
            ps_kafka_tally_commit(&k->tally, k->meters.turn, k->sink.opened_ms);
        return true;
    case PS_KAFKA_UNDONE:
        k->totals = k->certain;
        ps_kafka_tally_undo(&k->tally, k->meters.turn);
        atomic_fetch_add(&k->epoch, 1);
        return true;
    case PS_KAFKA_SHUT_OUT:
        atomic_store(&k->shut_out, true);
        err.status = PS_E_IO;
        (void)snprintf(err.text, sizeof err.text,
                       "kafka: another process goes by the instance name %.80s; each needs one of "
                       "its own (--instance)",
                       k->opt->instance);
        break;
    default: break;
    }
    (void)ps_turns_fail(k->turns, PS_E_IO, &err);
    return false;
}

/* Longer while the input keeps coming, since each commit costs the same; at once when it pauses. */
static bool is_time(ps_kafka *k, const ps_kafka_batch *batch) {
    if (!k->sink.open) return false;
    if (batch->cut) return true; /* what comes again begins at what is committed */
    uint64_t open_ms = ps_clock_ms() - k->sink.opened_ms;
    if (k->sink.bytes > PENDING_MOST) return true;
    if (open_ms < k->interval_ms) return batch->count == 0 && open_ms >= INTERVAL_LEAST_MS;
    uint64_t longer = 2 * k->interval_ms;
    k->interval_ms = !batch->full                ? INTERVAL_LEAST_MS
                     : longer > INTERVAL_MOST_MS ? INTERVAL_MOST_MS
                                                 : longer;
    return true;
}

/* Now and then, together with records. */
static ps_kafka_result publish(ps_kafka *k) {
    enum { EVERY_MS = 10000, TEXT_MOST = 1 << 20 };
    uint64_t now = ps_clock_ms();
    bool due = k->opt->metrics_topic && !k->sink.note_failed && now - k->noted_ms >= EVERY_MS;
    if (!due || !k->sink.open) return PS_KAFKA_OK;
    k->noted_ms = now;
    ps_buf text;
    ps_buf_init(&text, TEXT_MOST);
    ps_kafka_result result = PS_KAFKA_OK;
    if (ps_metrics_json(k->opt->metrics, &text) == PS_OK)
        result = ps_kafka_sink_note(&k->sink, k->opt->metrics_topic, ps_buf_span(&text));
    ps_buf_free(&text);
    return result;
}

bool ps_kafka_write_batch(ps_kafka *k, ps_kafka_batch *batch) {
    ps_kafka_result result = PS_KAFKA_OK;
    if (batch->epoch != atomic_load(&k->epoch)) return true; /* will be read again */
    if (k->meters.turn) batch->wall_ms = (int64_t)ps_clock_wall_ms();
    if (batch->count) ps_kafka_tally_read(&k->tally, batch->polled_ns, batch->count);
    for (size_t i = 0; i < batch->count && result == PS_KAFKA_OK; i++)
        result = write_item(k, batch, &batch->items[i]);
    (void)rd_kafka_poll(k->sink.producer, 0);
    bool time = result == PS_KAFKA_OK && is_time(k, batch);
    if (time) result = publish(k);
    if (time && result == PS_KAFKA_OK) result = ps_kafka_sink_commit(&k->sink);
    if (result == PS_KAFKA_OK && batch->cut) atomic_fetch_add(&k->epoch, 1);
    return ps_kafka_settle(k, result);
}
