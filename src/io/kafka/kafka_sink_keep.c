/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_sink_inside.h"

#include "clock.h"
#include "journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    WAIT_MS = 10, /* for room in the producer's queue */
    REASON_MAX = 256,
    PIECE_MOST = 900000 /* of the topic nothing is known: Kafka's default is larger */
};

/* Not for what is undone with others: only what the quarantine itself refuses stops a partition. */
void ps_kafka_sink_unkept(ps_kafka_part *part, int64_t offset, const char *error) {
    if (strncmp(error, "_PURGE", 6) == 0 || strcmp(error, "_FATAL") == 0) return;
    int64_t earlier = atomic_load(&part->stop_at);
    if (earlier >= 0 && earlier <= offset) return;
    atomic_store(&part->stop_at, offset);
    char hint[96] = "";
    if (strcmp(error, "MSG_SIZE_TOO_LARGE") == 0)
        (void)snprintf(hint, sizeof hint,
                       ",\"hint\":\"max.message.bytes of the quarantine must be %d or more\"",
                       PS_KAFKA_KEPT_LEAST);
    ps_journal("error", "quarantine_failed",
               ",\"topic\":\"%s\",\"partition\":%" PRId32 ",\"offset\":%" PRId64
               ",\"error\":\"%s\"%s",
               part->topic, part->number, offset, error, hint);
}

static rd_kafka_resp_err_t produce_kept(ps_kafka_sink *sink, const ps_kafka_part *part,
                                        int64_t offset, ps_span sealed) {
    char place[PS_KAFKA_TOPIC_MAX + 48];
    int len =
        snprintf(place, sizeof place, "%s/%" PRId32 "/%" PRId64, part->topic, part->number, offset);
    return rd_kafka_producev(
        sink->producer, RD_KAFKA_V_RKT(sink->quarantine), RD_KAFKA_V_KEY(place, (size_t)len),
        RD_KAFKA_V_VALUE((void *)(uintptr_t)sealed.ptr, sealed.len),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_OPAQUE((void *)((uintptr_t)ps_kafka_sink_name(part, offset) | PS_KAFKA_KEPT)),
        RD_KAFKA_V_END);
}

/* librdkafka would not take the sealed original. */
static ps_kafka_result refused_kept(ps_kafka_sink *sink, ps_kafka_part *part, int64_t offset,
                                    rd_kafka_resp_err_t error) {
    char why[REASON_MAX];
    if (error == RD_KAFKA_RESP_ERR__FATAL)
        return ps_kafka_sink_rebuild(sink, rd_kafka_fatal_error(sink->producer, why, sizeof why));
    bool undone = error == RD_KAFKA_RESP_ERR__STATE || error == RD_KAFKA_RESP_ERR__PURGE_QUEUE;
    if (!undone) ps_kafka_sink_unkept(part, offset, rd_kafka_err2name(error));
    return ps_kafka_sink_abort(sink);
}

static ps_kafka_result keep_in_file(ps_kafka_sink *sink, ps_kafka_part *part, int64_t offset,
                                    ps_span sealed) {
    if (ps_keep_file_append(sink->keeper->file, sealed) != PS_OK) {
        ps_kafka_sink_unkept(part, offset, "file");
        return ps_kafka_sink_abort(sink);
    }
    if (part->kept_from < 0) part->kept_from = offset;
    sink->unsynced = true;
    return PS_KAFKA_OK;
}

/* What was appended must outlive the machine before the offsets say that it is done with. */
bool ps_kafka_sink_synced(ps_kafka_sink *sink) {
    if (!sink->unsynced) return true;
    bool done = ps_keep_file_sync(sink->keeper->file) == PS_OK;
    for (size_t i = 0; i < sink->parts->count; i++) {
        ps_kafka_part *part = sink->parts->items[i];
        if (!done && part->kept_from >= 0) ps_kafka_sink_unkept(part, part->kept_from, "file");
        part->kept_from = PS_KAFKA_NOWHERE;
    }
    sink->unsynced = false;
    return done;
}

static ps_kafka_result keep_in_topic(ps_kafka_sink *sink, ps_kafka_part *part, int64_t offset,
                                     ps_span sealed) {
    if (!sink->quarantine)
        sink->quarantine = rd_kafka_topic_new(sink->producer, sink->keeper->topic, NULL);
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__FAIL;
    while (sink->quarantine) {
        error = produce_kept(sink, part, offset, sealed);
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL || atomic_load(sink->hurry)) break;
        (void)rd_kafka_poll(sink->producer, WAIT_MS);
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return refused_kept(sink, part, offset, error);
    sink->bytes += sealed.len;
    return PS_KAFKA_OK;
}

/* What one record of the topic may hold. A limit that is too small for pieces is left to refuse. */
static size_t kept_room(const ps_kafka_sink *sink) {
    size_t most = sink->kept_most ? sink->kept_most : PIECE_MOST;
    if (most > sink->record_most) most = sink->record_most;
    return most >= PS_KAFKA_KEPT_LEAST ? most - PS_KAFKA_KEPT_HEAD : SIZE_MAX;
}

size_t ps_kafka_sink_keeps(const ps_kafka_sink *sink) {
    return sink->kept_most && kept_room(sink) != SIZE_MAX ? sink->kept_most : 0;
}

ps_kafka_result ps_kafka_sink_keep(ps_kafka_sink *sink, ps_kafka_part *part, int64_t offset,
                                   ps_span sealed) {
    ps_kafka_result result;
    ps_buf *piece = &sink->keeper->piece;
    size_t room = kept_room(sink);
    if (!ps_kafka_sink_begun(sink, &result)) return result;
    if (!sink->keeper->topic) return keep_in_file(sink, part, offset, sealed);
    if (sealed.len <= room) return keep_in_topic(sink, part, offset, sealed);
    for (size_t at = 0; at < sealed.len && result == PS_KAFKA_OK;) {
        ps_buf_clear(piece);
        if (ps_piece_cut(sealed, &at, room, piece) != PS_OK)
            return refused_kept(sink, part, offset, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        result = keep_in_topic(sink, part, offset, ps_buf_span(piece));
    }
    ps_buf_trim(piece);
    return result;
}
